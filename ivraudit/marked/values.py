"""The plain values of a text, each of which knows its place."""

from __future__ import annotations

from typing import NamedTuple, Protocol

from ivraudit.model import Note, Position


class Mark(Protocol):
    """A place in a text, counted from 0; the parser's own marks are kept as they are, which is cheapest."""

    @property
    def line(self) -> int: ...

    @property
    def column(self) -> int: ...


class Place(NamedTuple):
    """A mark of our own, where the parser gives none."""

    line: int = 0
    column: int = 0


class Scalar:
    """A text; `quoted` also covers the block forms `|` and `>`."""

    __slots__ = ("end", "quoted", "start", "value")

    def __init__(self, value: str, start: Mark, end: Mark, quoted: bool) -> None:
        self.value = value
        self.start = start
        self.end = end
        self.quoted = quoted

    def at(self, file: str) -> Position:
        """The span from the first character (or quote) to the last."""
        start, end = self.start, self.end
        return Position(file, start.line + 1, start.column + 1, end.line + 1, end.column + 1)


class Sequence:
    """A list of values."""

    __slots__ = ("end", "items", "start")

    def __init__(self, start: Mark, end: Mark) -> None:
        self.items: list[Value] = []
        self.start = start
        self.end = end

    def at(self, file: str) -> Position:
        """The span of the whole list."""
        return span(file, self.start, self.end)


class Mapping:
    """Keys and values in the order written; a key given twice is there twice."""

    __slots__ = ("end", "pairs", "start")

    def __init__(self, start: Mark, end: Mark) -> None:
        self.pairs: list[tuple[Scalar, Value]] = []
        self.start = start
        self.end = end

    def at(self, file: str) -> Position:
        """The span of the whole mapping."""
        return span(file, self.start, self.end)


Value = Scalar | Sequence | Mapping


class Fault(NamedTuple):
    """Why a file cannot be read: the place and a sentence that says what to do."""

    at: Position
    message: str
    also: tuple[Note, ...] = ()


def span(file: str, start: Mark, end: Mark) -> Position:
    """The position, counted from 1, of what lies between two marks."""
    return Position(file, start.line + 1, start.column + 1, end.line + 1, end.column + 1)
