"""extensions.conf becomes a plan: sections, `exten`, `same`, `include`, and numbers for every `n`."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from ivraudit.model import Position, Severity
from ivraudit.readers.asterisk.lines import without_comments
from ivraudit.readers.asterisk.plan import Complaint, Context, Extension, Plan, Step

_SECTION = re.compile(r"\s*\[\s*([^\]]*?)\s*\](?:\s*\(([^)]*)\))?")
_SETTING = re.compile(r"\s*([^=]*?)\s*(=>?)\s*")
_PRIORITY = re.compile(r"\s*([\w-]+?)\s*(?:\+\s*(\d+))?\s*(?:\(\s*([^()]*?)\s*\))?\s*\Z")
_APP = re.compile(r"\s*([^(,|]*?)\s*(?:[(,|]|\Z)")

LONGEST_LINE = 8191
"""Characters of a line that Asterisk reads (its buffer has 8,192)."""
MOST_COMPLAINTS = 500
MOST_PRIORITY = 1_000_000
KNOWN = frozenset({"ignorepat", "autohints", "regcontext", "hint", "lswitch", "eswitch", "switch", "include"})
OTHER_SECTIONS = frozenset({"general", "globals"})


def plan_of(text: str, true_text: str, file: str) -> Plan:
    """Return the plan of a text whose secrets are blotted out; `true_text` has the values of [globals]."""
    reading = _Reading(Plan(file))
    true_lines = true_text.split("\n")
    for number, line in enumerate(without_comments(text)):
        if len(line) > LONGEST_LINE:
            message = f"Asterisk reads lines of at most {LONGEST_LINE:,} characters, and this one has {len(line):,}."
            reading.complain("invalid-value", number + 1, line[:1], 0, message, "line")
        elif line and not line.isspace():
            reading.line(number + 1, line, true_lines[number])
    return reading.plan


class _Reading:
    """One file on its way into a plan."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.section = ""
        """The section that is neither a context nor known: "" before the first."""
        self.context: Context | None = None
        self.extension: Extension | None = None
        self.priority = 0
        """The one given last, wherever, as `n` counts on from it."""

    def line(self, number: int, line: str, true_line: str) -> None:
        """Read one line without comments."""
        section = _SECTION.match(line)
        if section:
            self.begin(section, number)
        elif not line.lstrip().startswith("#"):
            self.setting(number, line, true_line)

    def begin(self, section: re.Match[str], number: int) -> None:
        """Begin a section: a context, or what is none."""
        name = section[1]
        self.section, self.context, self.extension, self.priority = name.casefold(), None, None, 0
        if self.section in OTHER_SECTIONS:
            return
        at = Position(self.plan.file, number, section.start(1) + 1, number, section.end(1) + 1)
        self.context = self.plan.contexts.setdefault(name, Context(name, at))
        marks = (mark.strip() for mark in (section[2] or "").split(","))
        self.context.includes += [mark for mark in marks if mark not in ("", "!", "+")]

    def setting(self, number: int, line: str, true_line: str) -> None:
        """Read one line of a section."""
        match = _SETTING.match(line)
        key = match[1].casefold() if match else ""
        if self.section == "globals":
            self.remember(true_line)
        elif self.section == "general":
            if key == "autofallthrough" and match:
                self.plan.falls_through = line[match.end() :].strip().casefold() not in ("no", "false", "off", "0")
        elif match is None or key not in ("exten", "same", *KNOWN):
            self.odd(number, line, match)
        elif key == "exten":
            self.exten(number, line, match.end())
        elif key == "same":
            self.same(number, line, match.end())
        elif self.context is not None:
            value = line[match.end() :].strip()
            if key == "include":
                self.context.includes.append(re.split(r"[,|]", value)[0].strip())
            elif key.endswith("switch"):
                self.context.switched = True

    def remember(self, true_line: str) -> None:
        """Keep what [globals] sets, for finding targets."""
        name, sign, value = true_line.partition("=")
        if sign:
            self.plan.settings[name.strip()] = value.removeprefix(">").partition(";")[0].strip()

    def odd(self, number: int, line: str, match: re.Match[str] | None) -> None:
        """Note a line that Asterisk skips."""
        text = line.strip()
        if self.context is None or not text:
            return
        word = match[1] if match else text.split()[0]
        message = f"Asterisk skips this line: it begins with {_shown(word)}, not with `exten`, `same` or `include`."
        self.complain("unknown-field", number, line, len(line) - len(line.lstrip()), message, word, Severity.WARNING)

    def exten(self, number: int, line: str, start: int) -> None:
        """Read `exten => name,priority,application`."""
        name, end = _name(line, start)
        if end < 0:
            message = f"Asterisk skips this line: it needs `name,priority,application`, and {_shown(name)} is all."
            self.complain("invalid-value", number, line, start, message, name)
            return
        if self.context is None:
            stem = PurePosixPath(self.plan.file).stem or "dialplan"
            at = Position(self.plan.file, number, 1, number, 1)
            self.context = self.plan.contexts.setdefault(stem, Context(stem, at))
        at = Position(self.plan.file, number, start + 1, number, start + 1 + len(name))
        extension = self.context.extensions.get(name) or Extension(self.context.name, name, at)
        self.extension = extension
        if self.step(extension, number, line, end):
            self.context.extensions.setdefault(name, extension)

    def same(self, number: int, line: str, start: int) -> None:
        """Read `same => priority,application`."""
        if self.extension is None or self.context is None:
            message = "Asterisk skips this line: `same` goes on with an extension, and none has begun."
            self.complain("invalid-value", number, line, start, message, "same")
        elif self.step(self.extension, number, line, start):
            self.context.extensions.setdefault(self.extension.name, self.extension)

    def step(self, extension: Extension, number: int, line: str, start: int) -> bool:
        """Read a priority and its application; whether there is one more step then."""
        comma = _comma(line, start)
        match = _PRIORITY.match(line[start:comma])
        if match and match[1].casefold() == "hint":
            return False
        priority = self.number(match, extension) if match else 0
        if match is None or not 0 < priority <= MOST_PRIORITY:
            word = line[start:comma].strip()
            message = f"Asterisk skips this line: {_shown(word)} is no priority (a number, `n`, or `n(label)`)."
            self.complain("invalid-value", number, line, start, message, word)
            return False
        self.priority = priority
        return self.add(extension, match[3] or "", number, line, comma + 1)

    def number(self, match: re.Match[str], extension: Extension) -> int:
        """The number that a priority comes to; 0 where it is none."""
        word, more = match[1], int((match[2] or "0")[:9])
        if word.isdigit():
            return int(word[:9]) + more
        if word in ("n", "next"):
            return self.priority + 1 + more
        if word in ("s", "same"):
            return self.priority + more
        known = extension.labels.get(word)
        return known + more if known else 0

    def add(self, extension: Extension, label: str, number: int, line: str, start: int) -> bool:
        """Add a step to an extension, which has one of each priority."""
        match = _APP.match(line, start)
        app = match[1] if match and start <= len(line) else ""
        column = match.start(1) if match and app else len(line) - len(line.lstrip())
        at = Position(self.plan.file, number, column + 1, number, column + 1 + len(app or line.strip()))
        data = _data(line, match.end(1)) if match and app else ""
        step = Step(extension, self.priority, label, app, data, at)
        if not app:
            message = f"{step.raw} has no application: the call ends here."
            severity = Severity.WARNING if extension.name == "h" else None  # the call has ended there
            self.plan.complaints.append(Complaint("missing-field", at, message, "application", severity))
        known = extension.steps.get(self.priority)
        if known is not None:
            message = (
                f"{step.raw} is already there (line {known.at.line}), and Asterisk keeps the first: "
                f"{app or 'this'} is never run."
            )
            self.plan.complaints.append(Complaint("duplicate-node", at, message, step.raw, Severity.WARNING))
            return False
        extension.steps[self.priority] = step
        if label:
            extension.labels.setdefault(label, self.priority)
        return True

    def complain(
        self, rule: str, number: int, line: str, start: int, message: str, fact: str, severity: Severity | None = None
    ) -> None:
        """Note what is wrong with the rest of a line."""
        at = Position(self.plan.file, number, start + 1, number, max(start + 1, len(line.rstrip())) + 1)
        if len(self.plan.complaints) < MOST_COMPLAINTS:
            self.plan.complaints.append(Complaint(rule, at, message, fact, severity))


def _shown(text: str) -> str:
    """A text of the file as messages show it."""
    text = " ".join(text.split())
    return f"`{text}`" if len(text) <= 40 else f"`{text[:37]}...`"


def _comma(line: str, start: int) -> int:
    """Where the next comma (or the bar of old files) stands; the end of the line where there is none."""
    depth = 0
    for place in range(start, len(line)):
        sign = line[place]
        if sign in "([{":
            depth += 1
        elif sign in ")]}":
            depth -= 1
        elif sign in ",|" and depth <= 0:
            return place
    return len(line)


def _name(line: str, start: int) -> tuple[str, int]:
    """An extension's name and where its priority begins; -1 where none does."""
    comma = _comma(line, start)
    name = "".join(line[start:comma].split())
    return (name, comma + 1) if comma < len(line) and name else (line[start:].strip(), -1)


def _data(line: str, end: int) -> str:
    """The arguments behind an application's name: up to the last bracket, or all of an old comma form."""
    rest = line[end:].strip()
    if rest.startswith("("):
        close = rest.rfind(")")
        rest = rest[1:close] if close > 0 else rest[1:]
    else:
        rest = rest[1:]
    return rest.strip().replace("\\;", ";")
