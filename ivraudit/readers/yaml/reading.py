"""What is gathered while one file is read: its troubles, exits and links, and which field is being read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from collections.abc import Mapping as Abstract

from ivraudit.errors import nearest
from ivraudit.marked import Fault, Mapping, Scalar, Sequence, Value, lines
from ivraudit.model import Edge, Link, Note, Position, Severity, Trouble

SUGGESTIONS = 200
"""How many times a file is told the nearest word: looking for it takes a millisecond, and a file may be all wrong."""


class Reading:
    """The desk of one reading."""

    def __init__(self, file: str, text: str) -> None:
        self.file = file
        self.lines = lines(text)
        self.hashed = frozenset(number for number, line in enumerate(self.lines) if "#" in line)
        """Lines, counted from 0, that may hold a comment."""
        self.languages: tuple[str, ...] = ()
        self.node: str | None = None
        self.trigger = ""
        """The exit that is being read; "" outside of exits."""
        self.path = ""
        """The exit or field around the one being read."""
        self.key: Scalar | None = None
        """The key of the exit or field being read: where its faults stand."""
        self.edges: list[Edge] = []
        self.links: list[Link] = []
        self.troubles: list[Trouble] = []
        self.loose: set[str] = set()
        self.suggested = 0

    @property
    def name(self) -> str:
        """What messages call the exit or field being read."""
        return self.key.value if self.key else ""

    @property
    def fact(self) -> str:
        """What fingerprints call it: its name behind those of the exits and fields around it."""
        return f"{self.path}.{self.name}" if self.path else self.name

    @property
    def place(self) -> Position:
        """Where its faults stand."""
        return self.key.at(self.file) if self.key else Position(self.file)

    def trouble(
        self,
        rule: str,
        message: str,
        *,
        at: Position | None = None,
        fact: str | None = None,
        also: tuple[Note, ...] = (),
        severity: Severity | None = None,
    ) -> None:
        """Note what is wrong with the exit or field being read."""
        fact = self.fact if fact is None else fact
        self.troubles.append(Trouble(rule, at or self.place, message, self.node, fact, also, severity))

    def invalid(self, value: Value, allowed: str, *, rule: str = "invalid-value") -> None:
        """Note that a value is none of those allowed."""
        end = "" if allowed.endswith("?") else "."
        self.trouble(rule, f"{quoted(self.name)} is {shown(value)}; {allowed}{end}")

    def loosen(self, value: Value) -> None:
        """Remember every text in a value that could not be understood: it may name a node that is led to."""
        waiting = [value]
        while waiting:
            item = waiting.pop()
            if isinstance(item, Scalar):
                self.loose.add(item.value)
            elif isinstance(item, Sequence):
                waiting.extend(item.items)
            else:
                waiting.extend(inner for _, inner in item.pairs)

    def nearest(self, word: str, known: Iterable[str]) -> str:
        """A question that names the known word nearest to an unknown one; "" when none is near, or after many."""
        if self.suggested == SUGGESTIONS:
            return ""
        self.suggested += 1
        return nearest(word[:60], known, keywords=True)

    def unreadable(self, faults: Iterable[Fault]) -> None:
        """Turn the faults of the text itself into troubles."""
        self.troubles.extend(Trouble("unreadable", fault.at, fault.message, also=fault.also) for fault in faults)


class Places(Abstract[str, Position]):
    """Where each field's key stands; a position is made when it is asked for, which few are."""

    __slots__ = ("file", "keys_given")

    def __init__(self, keys: dict[str, Scalar], file: str) -> None:
        self.keys_given = keys
        self.file = file

    def __getitem__(self, name: str) -> Position:
        return self.keys_given[name].at(self.file)

    def __iter__(self) -> Iterator[str]:
        return iter(self.keys_given)

    def __len__(self) -> int:
        return len(self.keys_given)

    def __reduce__(self) -> tuple[type, tuple[dict[str, Position]]]:
        """What another process is sent: plain positions, because the parser's marks cannot travel."""
        return dict, (dict(self),)


def shown(value: Value) -> str:
    """What a message calls a value: its text, shortened, or what else it is."""
    if isinstance(value, Sequence):
        return "a list" if value.items else "an empty list"
    if isinstance(value, Mapping):
        return "a mapping" if value.pairs else "an empty mapping"
    return quoted(value.value) if value.value else "empty"


def quoted(text: str) -> str:
    """A text of the tree as messages show it: on one line, shortened, marked."""
    text = " ".join(text.split())
    return f"`{text}`" if len(text) <= 40 else f"`{text[:37]}...`"
