"""Exported files are JSON, percent-encoded, then written in base64: unpacked here, with the way back to each place."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from urllib.parse import unquote

from ivraudit.marked import Lines, Value
from ivraudit.model import Position
from ivraudit.readers.genesys_architect.claiming import unpacked

_ESCAPE = re.compile(rb"%[0-9A-Fa-f]{2}")
_WIDE = re.compile(r"[^\x00-\x7f]")
_BREAK = re.compile(r"\s+")


class Packed:
    """A packed file, unpacked; the places of its JSON are found again among the letters of the file.

    Three bytes are four letters; `%22` is one byte of JSON; a letter outside ASCII is several bytes.
    """

    def __init__(self, text: str, file: str) -> None:
        self.file = file
        self._text = text
        raw = unpacked(text.encode("utf-8", "replace"))
        self.json = unquote(raw.decode("utf-8", "replace"))
        self._escapes = [found.start() - 2 * number for number, found in enumerate(_ESCAPE.finditer(raw))]
        """Of each escape: the byte of JSON that it is."""
        self._wide: list[int] = []
        """The letters of the JSON outside ASCII, and, after each, how many bytes there were more than letters."""
        self._more: list[int] = []
        more = 0
        for found in _WIDE.finditer(self.json):
            more += len(found[0].encode("utf-8", "replace")) - 1
            self._wide.append(found.start())
            self._more.append(more)
        self._starts = [0, *(found.end() for found in re.finditer("\n", self.json))]
        self._gaps: list[int] = []
        """Of each run of white space in the file: how many letters stand before it; and its end, less these."""
        self._ends: list[int] = []
        gone = 0
        for found in _BREAK.finditer(text):
            self._gaps.append(found.start() - gone)
            gone += len(found[0])
            self._ends.append(gone)
        self._lines = Lines(text)

    def at(self, value: Value) -> Position:
        """Return where a value of the JSON stands in the file."""
        start, end = value.start, value.end
        first = self._place(self._starts[start.line] + start.column)
        last = self._place(self._starts[end.line] + end.column - 1) + 1
        return self._lines.position(self.file, first, max(first + 1, last))

    def place(self, at: Position) -> Position:
        """Return the place in the file of a place in the JSON."""
        first = self._place(self._starts[min(at.line, len(self._starts)) - 1] + at.column - 1)
        return self._lines.position(self.file, first, first + 1)

    def _place(self, letter: int) -> int:
        """Return the letter of the file that a letter of the JSON begins in."""
        wide = bisect_left(self._wide, letter)
        byte = letter + (self._more[wide - 1] if wide else 0)
        raw = byte + 2 * bisect_left(self._escapes, byte)
        written = raw // 3 * 4 + raw % 3
        gap = bisect_right(self._gaps, written)
        return min(written + (self._ends[gap - 1] if gap else 0), max(len(self._text) - 1, 0))
