"""What an AEL extension says: statements become steps, and blocks the jumps around them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ivraudit.model import Position
from ivraudit.readers.asterisk.ael.scanning import Scanner
from ivraudit.readers.asterisk.plan import Extension, Step

DEPTH_LIMIT = 60
"""Blocks inside blocks that are read."""

_WORD = re.compile(r"[A-Za-z_~][\w.~-]*")
_LABEL = re.compile(r"([A-Za-z_][\w-]*)\s*:(?!:)")
_CASE = re.compile(r"(case|pattern|default)\b\s*([^:]*?)\s*:")
_SETTING = re.compile(r"(?:local\s+)?([A-Za-z_][\w]*(?:\([^;{}]*?\))?)\s*=(?!>)")
_CALL = re.compile(r"&\s*([\w.-]+)\s*")


@dataclass(slots=True, eq=False)
class Mark:
    """A place in an extension that jumps lead to; its priority is known once something stands there."""

    priority: int = 0


@dataclass(slots=True, eq=False)
class _Round:
    """The loop or switch around a statement."""

    after: Mark
    again: Mark | None


class Body:
    """The steps of one extension in the making."""

    def __init__(self, scanner: Scanner, extension: Extension) -> None:
        self.scanner = scanner
        self.extension = extension
        self.rounds: list[_Round] = []
        self._waiting: list[Mark] = []
        self._label = ""
        self._jumps: list[tuple[Step, str, tuple[Mark, ...]]] = []

    def add(self, app: str, data: str, at: Position, *marks: Mark, made_up: bool = False) -> Step:
        """Add a step; `{}` in the data of a jump stands for the priorities of its marks."""
        priority = max(self.extension.steps, default=0) + 1
        step = Step(self.extension, priority, self._label, app, data, at, made_up=made_up)
        self.extension.steps[priority] = step
        if self._label:
            self.extension.labels.setdefault(self._label, priority)
            self._label = ""
        for mark in self._waiting:
            mark.priority = priority
        self._waiting.clear()
        if marks:
            self._jumps.append((step, data, marks))
        return step

    def here(self, mark: Mark) -> None:
        """Let a mark stand at the next step."""
        self._waiting.append(mark)

    def finish(self) -> None:
        """Fill in where jumps lead."""
        if self._waiting or self._label:
            self.add("NoOp", "", self.extension.at, made_up=True)
        for step, data, marks in self._jumps:
            for mark in marks:
                data = data.replace("{}", str(mark.priority), 1)
            step.data = data
        for step in self.extension.steps.values():
            if step.made_up:
                step.follower = self.extension.steps.get(step.priority + 1)

    def statement(self, depth: int) -> None:
        """Read one statement, a block among them."""
        scanner = self.scanner
        start = scanner.place
        if depth > DEPTH_LIMIT:
            scanner.complain(f"more than {DEPTH_LIMIT} blocks inside each other are not read", start)
            scanner.place = scanner.closing() + 1 if scanner.sign == "{" else start + 1
            scanner.skip()
        elif scanner.takes("{"):
            while not scanner.done and not scanner.takes("}"):
                inside = scanner.place
                self.statement(depth + 1)
                scanner.onward(inside)
        elif not scanner.takes(";"):
            self._worded(start, depth)

    def _worded(self, start: int, depth: int) -> None:
        scanner = self.scanner
        call = scanner.take(_CALL)
        if call:
            inner = scanner.brackets() if scanner.sign == "(" else ""
            at = scanner.at(start, start + len(call[0].rstrip()))
            self.add("Macro", f"{call[1]},{inner}" if inner else call[1], at)
            scanner.takes(";")
            return
        match = _WORD.match(scanner.text, scanner.place)
        word = match[0] if match else ""
        kind = _KINDS.get(word)
        label = _LABEL.match(scanner.text, scanner.place)
        if kind is not None and not label:
            scanner.place += len(word)
            scanner.skip()
            kind(self, scanner.at(start, start + len(word)), depth)
        elif label and word != "default":
            scanner.take(_LABEL)
            self._label = label[1]
        else:
            self._application(start, word)

    def _application(self, start: int, word: str) -> None:
        """An assignment or an application; what is neither is skipped."""
        scanner = self.scanner
        setting = _SETTING.match(scanner.text, scanner.place)
        at = scanner.at(start, start + max(1, len(word)))
        if setting and "\n" not in setting[0]:
            scanner.take(_SETTING)
            value = scanner.until(";}")
            self.add("Set", f"{setting[1]}=$[{value}]" if _counted(value) else f"{setting[1]}={value}", at)
        elif word:
            scanner.place += len(word)
            scanner.skip()
            data = scanner.brackets() if scanner.sign == "(" else ""
            self.add(word, data, at)
        else:
            text = scanner.until(";{}")
            scanner.complain(f"`{text[:40]}` is no statement: it is skipped", start)
            if not text and scanner.sign not in ";":
                scanner.place += 1
        if not scanner.takes(";") and scanner.sign not in "}" and not scanner.done:
            scanner.complain("a `;` is missing here", scanner.place)

    def condition(self, at: Position, depth: int, app: str, form: str) -> None:
        """`if`, `ifTime` or `random`, with or without an else."""
        test = self.scanner.brackets() if self.scanner.sign == "(" else ""
        then, other, end = Mark(), Mark(), Mark()
        self.add(app, form.replace("TEST", test.replace("{}", "")), at, then, other)
        self.here(then)
        self.statement(depth + 1)
        if self.scanner.takes("else"):
            self.add("Goto", "{}", at, end, made_up=True)
            self.here(other)
            self.statement(depth + 1)
            self.here(end)
        else:
            self.here(other)

    def loop(self, at: Position, depth: int) -> None:
        """`while (condition) statement`."""
        test = self.scanner.brackets() if self.scanner.sign == "(" else "1"
        self._rounds(f"$[{test}]", "", at, depth)

    def counted(self, at: Position, depth: int) -> None:
        """`for (start; condition; step) statement`."""
        parts = (self.scanner.brackets() if self.scanner.sign == "(" else "").split(";")
        first, test, last = (part.strip() for part in (*parts, "", "", "")[:3])
        if first:
            self.add("Set", first, at, made_up=True)
        self._rounds(f"$[{test or 1}]", last, at, depth)

    def _rounds(self, test: str, last: str, at: Position, depth: int) -> None:
        around = _Round(Mark(), Mark())
        begin = Mark()
        self.here(begin)
        self.add("While", test, at)
        self.rounds.append(around)
        self.statement(depth + 1)
        self.rounds.pop()
        self.here(around.again or begin)
        if last:
            name, _, value = last.partition("=")
            self.add("Set", f"{name.strip()}=$[{value.strip()}]", at, made_up=True)
        self.add("EndWhile", "", at, made_up=True)
        self.here(around.after)

    def switch(self, at: Position, depth: int) -> None:
        """`switch (value) { case ... }`: a row of conditions, then the bodies, each going on into the next."""
        scanner = self.scanner
        value = scanner.brackets() if scanner.sign == "(" else ""
        start, after = scanner.place, Mark()
        if not scanner.takes("{"):
            return
        found = list(_cases(scanner))
        default = after
        marks: list[Mark] = []
        for (kind, label), place in found:
            mark = Mark()
            marks.append(mark)
            sign = "=" if kind == "case" else "=~"
            text = label.strip('"') if kind == "case" else f"_{label}"
            if kind == "default":
                default = mark
            else:
                self.add("GotoIf", f'$["{value}" {sign} "{text}"]?{{}}', scanner.at(place, place + len(kind)), mark)
        self.add("Goto", "{}", at, default, made_up=True)
        scanner.place = start
        scanner.takes("{")
        self.rounds.append(_Round(after, self.rounds[-1].again if self.rounds else None))
        self._bodies(marks, depth)
        self.rounds.pop()
        self.here(after)

    def _bodies(self, marks: list[Mark], depth: int) -> None:
        waiting = iter(marks)
        while not self.scanner.done and not self.scanner.takes("}"):
            start = self.scanner.place
            if self.scanner.take(_CASE):
                mark = next(waiting, None)
                if mark is not None:
                    self.here(mark)
            else:
                self.statement(depth + 1)
            self.scanner.onward(start)

    def jump(self, at: Position, depth: int) -> None:
        """`jump extension[,priority][@context];`."""
        text = self.scanner.until(";}")
        target, _, context = text.partition("@")
        name, _, priority = target.replace("|", ",").partition(",")
        context = context.strip() or self.extension.context
        self.add("Goto", f"{context},{name.strip()},{priority.strip() or 1}", at)
        self.scanner.takes(";")

    def goto(self, at: Position, depth: int) -> None:
        """`goto label;` or `goto context,extension,label;`."""
        self.add("Goto", self.scanner.until(";}").replace("|", ","), at)
        self.scanner.takes(";")

    def leave(self, at: Position, depth: int) -> None:
        """`break;`."""
        if self.rounds:
            self.add("Goto", "{}", at, self.rounds[-1].after)
        self.scanner.takes(";")

    def again(self, at: Position, depth: int) -> None:
        """`continue;`."""
        mark = self.rounds[-1].again if self.rounds else None
        if mark is not None:
            self.add("Goto", "{}", at, mark)
        self.scanner.takes(";")

    def back(self, at: Position, depth: int) -> None:
        """`return;`."""
        self.add("Return", "", at)
        self.scanner.takes(";")


def _counted(value: str) -> bool:
    """Whether a value is an expression, as AEL takes it: with an operator outside of any function."""
    plain = re.sub(r"\$\{[^{}]*\}", "", value)
    counting = re.search(r"[+*%]|\s-\s|-\s*\d", plain)
    return counting is not None and not any(sign in value for sign in ('"', "/", "$["))


def _cases(scanner: Scanner) -> list[tuple[tuple[str, str], int]]:
    """The cases of the switch that has just been opened, with their places; inner blocks are gone past."""
    found = []
    while not scanner.done and scanner.sign != "}":
        place = scanner.place
        match = scanner.take(_CASE)
        if match:
            found.append(((match[1], match[2]), place))
        elif scanner.sign == "{":
            scanner.place = min(scanner.closing() + 1, len(scanner.text))
            scanner.skip()
        elif not scanner.takes(";"):
            scanner.until(";{}")
            if scanner.place == place:
                scanner.place += 1
            scanner.skip()
    return found


_KINDS = {
    "if": lambda body, at, depth: body.condition(at, depth, "GotoIf", "$[TEST]?{}:{}"),
    "ifTime": lambda body, at, depth: body.condition(at, depth, "GotoIfTime", "TEST?{}:{}"),
    "random": lambda body, at, depth: body.condition(at, depth, "GotoIf", "${RAND(TEST)}?{}:{}"),
    "while": Body.loop,
    "for": Body.counted,
    "switch": Body.switch,
    "jump": Body.jump,
    "goto": Body.goto,
    "break": Body.leave,
    "continue": Body.again,
    "return": Body.back,
}
