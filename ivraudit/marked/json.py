"""JSON text becomes values that know their place: one pass over its tokens, without recursion."""

from __future__ import annotations

import re
from bisect import bisect_right
from contextlib import suppress
from itertools import accumulate
from json import loads

from ivraudit.marked.building import DEPTH_LIMIT, VALUE_LIMIT
from ivraudit.marked.values import Fault, Mapping, Mark, Place, Scalar, Sequence, Value, span
from ivraudit.model import Position

_TOKEN = re.compile(
    r"[ \t\r\n,:]*(?:"
    r'(?P<text>"[^"\\]*(?:\\.[^"\\]*)*")'
    r"|(?P<hole>\{\{[^{}\r\n]{0,200}\}\}|\$\{[^{}\r\n]{0,200}\})"
    r"|(?P<sign>[{}\[\]])"
    r"|(?P<word>[-+.\w]+)"
    r"|\Z)",
    re.DOTALL,
)
_BETWEEN = re.compile(r"[ \t\r\n,:]*")
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?\Z")
_HALVES = re.compile("[\ud800-\udfff]")


class Offset:
    """A mark that finds its line and column only when somebody asks."""

    __slots__ = ("_lines", "_offset")

    def __init__(self, lines: Lines, offset: int) -> None:
        self._lines = lines
        self._offset = offset

    @property
    def line(self) -> int:
        """The line, from 0."""
        return self._lines.place(self._offset).line

    @property
    def column(self) -> int:
        """The column, from 0."""
        return self._lines.place(self._offset).column


class Lines:
    """Where the lines of a text begin."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._starts: list[int] = []

    def place(self, offset: int) -> Place:
        """Return the line and column of a character, counted from 0."""
        if not self._starts:
            self._starts = [0, *accumulate(len(line) + 1 for line in self._text.split("\n"))]
        line = bisect_right(self._starts, offset) - 1
        return Place(line, offset - self._starts[line])

    def position(self, file: str, start: int, end: int) -> Position:
        """Return the span between two characters."""
        return span(file, self.place(start), self.place(end))


class _StoppedError(Exception):
    """The text is no JSON from here on."""


class _Builder:
    """The values so far, and the lists and mappings that are open."""

    def __init__(self, text: str, file: str) -> None:
        self.text = text
        self.file = file
        self.lines = Lines(text)
        self.top = Sequence(Place(), Place())
        self.here: Sequence | Mapping = self.top
        self.open: list[Sequence | Mapping] = []
        self.key: Scalar | None = None
        self.faults: list[Fault] = []

    def mark(self, offset: int) -> Mark:
        return Offset(self.lines, offset)

    def stop(self, offset: int, message: str) -> None:
        at = self.lines.position(self.file, offset, min(offset + 1, len(self.text)))
        self.faults.append(Fault(at, message))
        raise _StoppedError

    def add(self, item: Value, offset: int) -> None:
        """Put a value where one is awaited."""
        here = self.here
        if isinstance(here, Sequence):
            here.items.append(item)
        elif self.key is not None:
            here.pairs.append((self.key, item))
            self.key = None
        elif isinstance(item, Scalar) and item.quoted:
            self.key = item
        else:
            self.stop(offset, 'A key is awaited here, and a key is a text in quotes: "key": value.')

    def descend(self, sign: str, offset: int) -> None:
        if len(self.open) == DEPTH_LIMIT:
            self.stop(offset, f"Brackets are nested deeper than {DEPTH_LIMIT} levels, more than is read.")
        kind = Mapping if sign == "{" else Sequence
        item = kind(self.mark(offset), self.mark(offset + 1))
        self.add(item, offset)
        self.open.append(self.here)
        self.here = item

    def ascend(self, sign: str, offset: int) -> None:
        if not self.open or isinstance(self.here, Mapping) != (sign == "}"):
            self.stop(offset, f"This `{sign}` closes nothing that is open here.")
        if self.key is not None:
            self.stop(offset, f"The key {self.key.value!r} has no value.")
        self.here.end = self.mark(offset + 1)
        self.here = self.open.pop()

    def build(self) -> None:
        text, lines, token, offset = self.text, self.lines, _TOKEN, 0
        for _ in range(VALUE_LIMIT):
            found = token.match(text, offset)
            if found is None:
                offset = _BETWEEN.match(text, offset).end()  # type: ignore[union-attr]  # it matches anywhere
                self.stop(offset, f"{_shown(text, offset)} is no JSON: a text stands in double quotes.")
            assert found is not None
            kind, offset = found.lastgroup, found.end()
            start = found.start(kind) if kind else offset
            if kind == "text":
                item = Scalar(_unescaped(text, start, offset), Offset(lines, start), Offset(lines, offset), True)
                self.add(item, start)
            elif kind == "sign":
                self.take_sign(text[start], start)
            elif kind is None:
                self.end(offset)
                return
            else:
                self.take_word(text[start:offset], start, offset, hole=kind == "hole")
        self.stop(offset, f"The file holds more than {VALUE_LIMIT:,} keys, values and signs: split it.")

    def take_sign(self, sign: str, offset: int) -> None:
        if sign in "{[":
            self.descend(sign, offset)
        else:
            self.ascend(sign, offset)

    def take_word(self, word: str, start: int, end: int, *, hole: bool) -> None:
        """A number, true, false, null, or a hole that a deployment fills in later."""
        if not hole and word not in ("true", "false", "null") and not _NUMBER.match(word):
            self.stop(start, f"{_shown(self.text, start)} is no JSON: a text stands in double quotes.")
        if isinstance(self.here, Mapping) and self.key is None:
            self.stop(start, 'A key is awaited here, and a key is a text in quotes: "key": value.')
        self.add(Scalar(word, self.mark(start), self.mark(end), False), start)

    def end(self, offset: int) -> None:
        if self.open:
            sign, start = ("{", "}") if isinstance(self.here, Mapping) else ("[", "]"), self.here.start
            message = f"The file ends before a `{sign[1]}`: the `{sign[0]}` of line {start.line + 1} is not closed."
            self.stop(offset, message)
        if len(self.top.items) > 1:
            self.faults.append(Fault(self.top.items[1].at(self.file), "More follows behind the end of the value."))


def _unescaped(text: str, start: int, end: int) -> str:
    raw = text[start + 1 : end - 1]
    if "\\" not in raw:
        return raw
    try:
        value = str(loads(text[start:end], strict=False))
    except ValueError:
        return raw
    return _HALVES.sub("\N{REPLACEMENT CHARACTER}", value)


def _shown(text: str, offset: int) -> str:
    word = re.compile(r"\S{0,20}").match(text, offset)
    return repr(word[0]) if word and word[0] else "The end of the file"


def parse_json(text: str, file: str) -> tuple[Value | None, list[Fault]]:
    """Return the value of a JSON text and what is wrong with it; of a broken text what stands before the fault.

    A hole of a template, `{{name}}` or `${name}` without quotes, is a text; commas and colons are overlooked, so that
    one too many or too few loses nothing.
    """
    builder = _Builder(text, file)
    with suppress(_StoppedError):
        builder.build()
    if not builder.top.items and not builder.faults:
        return None, [Fault(Position(file), "The file is empty.")]
    return (builder.top.items[0] if builder.top.items else None), builder.faults
