"""The kit that judges rules and readers, ours and those of others: what is to be found stands beside the tree.

A comment `# expect: RULE` at the end of a line says that the rule finds something there: several rules with commas
between them (a rule named twice must strike twice), and behind a rule, where it matters, its severity. A file or
folder that cannot hold comments has a sibling `NAME.expect` with lines `[FILE:]LINE:COLUMN RULE [SEVERITY]`; FILE is
named where NAME is a folder. What nobody expects must not be found, least of all errors of reading.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from os import PathLike
from pathlib import Path, PurePath
from typing import NamedTuple

from ivraudit.api import audit, choose, load_policy, read, several
from ivraudit.catalog import all_rules
from ivraudit.errors import UsageError, nearest
from ivraudit.files import plain, same
from ivraudit.judging import READING as READING
from ivraudit.marked import decode, lines
from ivraudit.model import Finding, Severity, Source
from ivraudit.pages import judged
from ivraudit.policy import Policy
from ivraudit.rule import Option, Rule

CHAPTERS = ("Why", "Bad", "Good", "Fix", "Source")
"""What the manual of a rule holds, in this order."""

OURS = (".yaml", ".yml")
"""How files end that can hold comments of ours."""

_COMMENT = re.compile(r"# expect: (.*)$")
_PLACE = re.compile(r"(?:(?P<file>.+):)?(?P<line>\d+):(?P<column>\d+) (?P<rule>\S+)(?: (?P<severity>\S+))?")


class Expectation(NamedTuple):
    """A finding that somebody expects; a column of 0, or a severity of None, may be any."""

    file: str
    line: int
    rule: str
    column: int = 0
    severity: Severity | None = None

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}:{self.column}" if self.column else f"{self.file}:{self.line}"
        return f"{place}: {self.rule}" if self.severity is None else f"{place}: {self.rule} ({self.severity})"

    def meets(self, finding: Finding) -> bool:
        """Say whether a finding is the one that is expected."""
        at = finding.position
        return (
            (at.file, at.line, finding.rule) == (self.file, self.line, self.rule)
            and self.column in (0, at.column) and self.severity in (None, finding.severity)
        )  # fmt: skip


def expected(text: str, file: str = "") -> list[Expectation]:
    """Return what the comments of a text expect, line by line; UsageError for a rule or severity that there is not."""
    found = []
    for number, line in enumerate(lines(text), 1):
        comment = _COMMENT.search(line)
        for words in comment[1].split(",") if comment else ():
            rule, *severity = words.split() or [""]
            place = f"{file}:{number}: "
            found.append(Expectation(file, number, _rule(rule, place), 0, _severity(severity, place)))
    return found


def expected_beside(text: str, file: str, *, folder: bool = False) -> list[Expectation]:
    """Return what the lines of a file `NAME.expect` expect of the file or folder that it lies beside.

    UsageError for a line that is none, and for a rule or severity that there is not.
    """
    return _beside(text, file, f"{file if folder else PurePath(file).with_suffix('')}.expect", folder=folder)


def _beside(text: str, file: str, beside: str | PurePath, *, folder: bool = False) -> list[Expectation]:
    found = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        place = f"{beside}:{number}: "
        match = _PLACE.fullmatch(line.strip())
        if match is None or bool(match["file"]) != folder:
            wanted = "FILE:LINE:COLUMN RULE [SEVERITY]" if folder else "LINE:COLUMN RULE [SEVERITY]"
            raise UsageError(f"{place}{line.strip()!r} is no {wanted}")
        severity = _severity([match["severity"]] if match["severity"] else [], place)
        at = PurePath(file, match["file"]).as_posix() if folder else file
        found.append(Expectation(at, int(match["line"]), _rule(match["rule"], place), int(match["column"]), severity))
    return found


def differences(findings: Iterable[Finding], wanted: Iterable[Expectation]) -> list[str]:
    """Return what was found and not expected, and the other way round, a sentence each; nothing if all is well."""
    rest, missing = list(findings), []
    for one in sorted(wanted, key=lambda one: (one.severity is None, one.column == 0)):
        met = next((number for number, finding in enumerate(rest) if one.meets(finding)), None)
        if met is None:
            missing.append(one)
        else:
            del rest[met]
    strange = (
        f"{at.file}:{at.line}:{at.column}: {one.rule} ({one.severity}) is found, not expected: {one.message}"
        for one, at in ((one, one.position) for one in rest)
    )
    return [*strange, *(f"{one} is expected, not found" for one in sorted(missing, key=lambda one: one[:3]))]


def judge(
    *what: str | PathLike[str] | Source, rules: Sequence[str] = (), policy: Policy | None = None,
    reader: str = "", dated: date | str = "",
) -> list[str]:  # fmt: skip
    """Return where the findings in files, folders and sources differ from what they expect; nothing if all is well.

    They are judged together, so that they may link to each other, by `rules` (names, families or sins; also those
    that are off until a policy asks) or by all, under the built-in policy unless another is given. Errors of `READING`
    are told in any case.
    """
    policy = policy or load_policy()
    trees = read(*what, policy=policy, reader=reader)
    folders = [Path(one) for one in what if not isinstance(one, Source) and Path(one).is_dir()]
    told = {path.as_posix(): file for path in folders if (file := _of_folder(path)) is not None}
    sources = {plain(one.file): one.data for one in what if isinstance(one, Source)}
    wanted = [
        one for folder, file in told.items() for one in _beside(_text(file.read_bytes()), folder, file, folder=True)
    ]  # fmt: skip
    files = list(dict.fromkeys(tree.file for tree in trees))
    for name in files:
        if name in sources:
            wanted += expected(_text(sources[name]), name)
        elif not any(PurePath(name).is_relative_to(folder) for folder in told):
            wanted += _of_file(Path(name), files)
    done = audit(trees, policy, select=[*several(rules), *READING] if rules else (), dated=dated)
    chosen = choose(rules, ())
    return differences((one for one in done.findings if _counts(one, chosen(one.rule, True))), wanted)


def _counts(finding: Finding, asked: bool) -> bool:
    """Whether a finding is one of those that were asked for, or an error of reading."""
    return asked or finding.severity is Severity.ERROR


def judge_rule(rule: Rule | str) -> list[str]:
    """Return what is wrong with a rule, or the rule of a name, as its manual has it; nothing if all is well.

    The manual must have its summary and all its chapters, the rule must find in `Bad` just what the comments there
    expect, which must be something, and nothing in `Good`; both must be read without an error that is not expected.
    The defaults of its options must keep within their limits.
    """
    if isinstance(rule, str):
        rule = all_rules()[_rule(rule)]
    faults = list(_faults_of_manual(rule))
    if not faults:
        for chapter in ("Bad", "Good"):
            wanted = expected(rule.manual[chapter], f"{chapter.lower()}.yaml")
            found = judged(rule, chapter, READING).findings
            faults += differences((one for one in found if _counts(one, one.rule == rule.id)), wanted)
            if bool(wanted) != (chapter == "Bad"):
                faults.append(f"{chapter} of {rule.id} must expect {'a finding' if chapter == 'Bad' else 'nothing'}")
    return faults


def _faults_of_manual(rule: Rule) -> Iterator[str]:
    if not re.fullmatch(r"[A-Z].*\.", rule.summary):
        yield f"the summary of {rule.id} is no sentence: {rule.summary!r}"
    if tuple(rule.manual) != CHAPTERS:
        yield f"the manual of {rule.id} has the chapters {', '.join(rule.manual)}, not {', '.join(CHAPTERS)}"
    empty = [name for name, text in rule.manual.items() if not text]
    if empty:
        yield f"the manual of {rule.id} has empty chapters: {', '.join(empty)}"
    for one in rule.declared():
        if one.type not in (int, float) or not _within(one):
            yield f"the option {one.name} of {rule.id} is no number within its limits: {one.default!r}"
        if not one.description:
            yield f"the option {one.name} of {rule.id} says not what it means"


def _within(one: Option) -> bool:
    return (one.least is None or one.default >= one.least) and (one.most is None or one.default <= one.most)


def _of_folder(folder: Path) -> Path | None:
    """The file that lies beside a folder and says what is expected in it; `.` has a name too."""
    whole = Path(same(str(folder)))
    beside = (folder if folder.name == whole.name else whole).with_name(f"{whole.name}.expect") if whole.name else whole
    return beside if beside.is_file() else None


def _of_file(file: Path, files: Iterable[str]) -> list[Expectation]:
    """What is expected of one of the files that are judged: in its comments, or in what lies beside it."""
    name = file.as_posix()
    comments = expected(_text(file.read_bytes()), name) if file.is_file() else []
    only = file.with_name(f"{file.name}.expect")
    if only.is_file():
        return _beside(_text(only.read_bytes()), name, only)
    shared = file.with_suffix(".expect")
    if file.suffix in OURS:
        others = (Path(one) for one in files if one != name)
        if comments or any(one.with_suffix(".expect") == shared for one in others):
            return comments
    return _beside(_text(shared.read_bytes()), name, shared) if shared.is_file() else comments


def _text(data: bytes) -> str:
    """The text of a file, as readers decode it."""
    text, _ = decode(data, "")
    return data.decode("utf-8", "replace") if text is None else text


def _rule(name: str, place: str = "") -> str:
    if name not in all_rules():
        raise UsageError(f"{place}no rule is named {name!r}{nearest(name, all_rules())}")
    return name


def _severity(words: Sequence[str], place: str) -> Severity | None:
    known = {str(one): one for one in Severity}
    if not words:
        return None
    if len(words) > 1 or words[0] not in known:
        raise UsageError(f"{place}no severity is named {' '.join(words)!r} (known: {', '.join(known)})")
    return known[words[0]]
