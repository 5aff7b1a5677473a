"""Where the characters of a flow stand in its file, when the flow is a text within a text."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import Protocol

from ivraudit.marked import Lines, Scalar
from ivraudit.model import Position

_JSON_ESCAPE = re.compile(
    r"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|.)", re.DOTALL
)
_YAML_ESCAPE = re.compile(r"\\(?:x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|.)", re.DOTALL)
_TWIN = re.compile("''")
_TAG = re.compile(r"!\S*\s+")
_FEW = 30


class Places(Protocol):
    """Finds the place of a flow's characters in the file."""

    def position(self, start: int, end: int) -> Position:
        """Return where the characters from `start` up to `end` of the flow's text stand."""
        ...


class Whole:
    """A flow that is the file itself."""

    def __init__(self, file: str, text: str) -> None:
        self._file = file
        self._text = text
        self._lines = Lines(text)
        self._asked = 0

    def position(self, start: int, end: int) -> Position:
        """Return the same span; the first few are counted out, before it pays to know where every line begins."""
        self._asked += 1
        if self._asked > _FEW:
            return self._lines.position(self._file, start, end)
        line = self._text.count("\n", 0, start) + 1
        column = start - self._text.rfind("\n", 0, start)
        down, begun = self._text.count("\n", start, end), self._text.rfind("\n", 0, end)
        return Position(self._file, line, column, line + down, end - begun)


class Fixed:
    """A flow whose characters cannot be told apart in the file."""

    def __init__(self, at: Position) -> None:
        self._at = at

    def position(self, start: int, end: int) -> Position:
        """Return where the whole flow stands."""
        return self._at


class Escaped:
    """A flow within quotes, on one line or with its line ends written as escapes."""

    def __init__(self, file: str, lines: Lines, inner: list[int], outer: list[int]) -> None:
        self._file, self._lines, self._inner, self._outer = file, lines, inner, outer

    def position(self, start: int, end: int) -> Position:
        """Return the span in the file, from the first character's escape on."""
        return self._lines.position(self._file, self._place(start), self._place(end))

    def _place(self, offset: int) -> int:
        number = bisect_right(self._inner, offset) - 1
        return self._outer[number] + offset - self._inner[number]


class Indented:
    """A flow that is a block of lines under a key of YAML."""

    def __init__(self, file: str, value: str, first: int, indent: int) -> None:
        self._file, self._lines, self._first, self._indent = file, Lines(value), first, indent

    def position(self, start: int, end: int) -> Position:
        """Return the span, moved down to the block and in by its indentation."""
        at = self._lines.position(self._file, start, end)
        down, right = self._first, self._indent
        return Position(at.file, at.line + down, at.column + right, at.end_line + down, at.end_column + right)


class Sheet:
    """A file's text, in which the places of texts within it are found."""

    def __init__(self, file: str, text: str) -> None:
        self.file = file
        self.text = text
        self.lines = Lines(text)
        self._starts = [0, *(one.end() for one in re.finditer("\n", text))]

    def offset(self, line: int, column: int) -> int:
        """Return the number of the character at a line and column, both counted from 0."""
        return self._starts[min(line, len(self._starts) - 1)] + column

    def within(self, scalar: Scalar, key: Position, *, json: bool) -> Places:
        """Return where the characters of a text value stand; the place of its key where that cannot be told."""
        start = self.offset(scalar.start.line, scalar.start.column)
        end = self.offset(scalar.end.line, scalar.end.column)
        tag = _TAG.match(self.text, start, end)
        start = tag.end() if tag and not json else start
        sign = self.text[start : start + 1]
        if sign == "|":
            return self._block(scalar.value, start) or Fixed(key)
        if sign in ("'", '"'):
            escapes = _JSON_ESCAPE if json else _YAML_ESCAPE if sign == '"' else _TWIN
            return self._quoted(scalar.value, start + 1, end - 1, escapes) or Fixed(key)
        same = self.text[start : start + len(scalar.value)] == scalar.value
        return Escaped(self.file, self.lines, [0], [start]) if same and sign != ">" else Fixed(key)

    def _quoted(self, value: str, start: int, end: int, escapes: re.Pattern[str]) -> Places | None:
        inner, outer, shift = [0], [start], 0
        for one in escapes.finditer(self.text, start, end):
            shift += one.end() - one.start() - 1
            inner.append(one.end() - start - shift)
            outer.append(one.end())
        # Folded lines and escaped line ends make other lengths: then nothing is sure.
        if end - start - shift != len(value):
            return None
        return Escaped(self.file, self.lines, inner, outer)

    def _block(self, value: str, start: int) -> Places | None:
        first = self.lines.place(start).line + 1
        wanted = value.rstrip("\n").split("\n")
        below = self.text[self.offset(first, 0) :].split("\n", len(wanted))
        given = [line.rstrip("\r") for line in below[: len(wanted)]]
        indents = [len(have) - len(want) for have, want in zip(given, wanted, strict=False) if want]
        if not indents or len(given) != len(wanted):
            return None
        indent = indents[0]
        same = all(have[indent:] == want for have, want in zip(given, wanted, strict=True))
        return Indented(self.file, value, first, indent) if same and indent >= 0 else None
