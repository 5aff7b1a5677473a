"""Positions that are found when somebody asks: most of a large flow's are never asked for."""

from __future__ import annotations

from typing import Any, Protocol, cast

from ivraudit.model import NOTHING, Edge, Node, NodeType, Owner, PerLanguage, Position, Retry


class Finder(Protocol):
    """Where the ids and ways of a flow stand."""

    def position(self, number: int) -> Position:
        """Return where way `number` stands; of a negative number, where the id of block `-1 - number` stands."""
        ...


def late(finder: Finder, number: int) -> Position:
    """Return what stands for a position until somebody asks for it."""
    return cast(Position, (finder, number))


def found(at: Position) -> Position:
    """Return the position that something stands for."""
    given = cast(Position | tuple[Finder, int], at)
    return given if isinstance(given, Position) else given[0].position(given[1])


class LateNode(Node):
    """A node that knows how to find its position."""

    __slots__ = ()

    @property
    def at(self) -> Position:
        """The span of the id where the node is defined."""
        return found(self[2])


class LateEdge(Edge):
    """An exit that knows how to find its position."""

    __slots__ = ()

    @property
    def at(self) -> Position:
        """The span of the exit's key."""
        return found(self[4])


class LateRetry(Retry):
    """A way of handling silence or wrong keys that knows how to find its position."""

    __slots__ = ()

    @property
    def at(self) -> Position:
        """The span of the exit's key."""
        return found(self[1])


_NOWHERE = Position("")
_PLAIN_NODE = tuple(Node("", NodeType.SAY, _NOWHERE))


def _between(first: str, last: str = "") -> tuple[Any, ...]:
    """The defaults of the fields of a node that stand between two others."""
    fields = Node._fields
    return _PLAIN_NODE[fields.index(first) + 1 : fields.index(last) if last else None]


_WRITTEN = _between("at", "prompt")
_AFTER_AUDIO = _between("audio", "barge_in")
_AFTER_BARGE_IN = _between("barge_in", "noinput")
_AFTER_NOMATCH = _between("nomatch")
PLAIN = tuple(Edge("", "", "", Owner.SYSTEM, _NOWHERE))[5:]
"""What follows the position in an exit that has nothing but its five first fields."""
BREAKDOWN = tuple(Edge("", "", "", Owner.SYSTEM, _NOWHERE, breakdown=True))[5:]
"""The same, of an exit that is taken only when the platform breaks down."""
SPOKEN = tuple(Edge("", "", "", Owner.SYSTEM, _NOWHERE, spoken=True))[5:]
"""The same, of an exit that is taken by a phrase."""
_new = tuple.__new__


def make_retry(at: Position, after: float | None = None) -> Retry:
    """Return what a node does on silence or a wrong key where it asks but once."""
    return _new(LateRetry, (1, at, after, NOTHING, False))


def make_node(
    name: str, kind: NodeType, at: Position, prompt: PerLanguage[str] = NOTHING, audio: PerLanguage[str] = NOTHING,
    barge_in: bool = False, noinput: Retry | None = None, nomatch: Retry | None = None,
) -> Node:  # fmt: skip
    """Return a node of the fields that most nodes have, in a third of the time that the model's own way takes."""
    return _new(LateNode, (
        name, kind, at, *_WRITTEN, prompt, audio, *_AFTER_AUDIO, barge_in, *_AFTER_BARGE_IN, noinput, nomatch,
        *_AFTER_NOMATCH,
    ))  # fmt: skip
