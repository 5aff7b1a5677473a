"""What callers have told already: which data a call brings with it to each node, on ways that never come back.

A fact is an item of data and the node that its entry led on to. It is `fresh` as long as nothing has looked at it,
`checked` once a lookup or a decision has, and `settled` once the caller has been asked something else. A fault, a
refusal, a failed lookup, a round of a loop, a talk with a person and an answer end all facts: what is asked behind
them is another attempt, or another matter.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from ivraudit.analysis.forward import onward
from ivraudit.model import Edge, Node, NodeType, Owner, Step
from ivraudit.phone.journeys import Phone

PERSONS = (NodeType.QUEUE, NodeType.AGENT)
ENDING = (NodeType.VOICEMAIL, NodeType.CALLBACK)
CHECKING = (NodeType.TASK, NodeType.DECIDE, NodeType.LOOP)
MOST_WAYS = 100
"""So many ways from a first to a second question are looked for; findings beyond show the way to the second only."""


class Known(NamedTuple):
    """Sets of facts, as the bits of numbers."""

    fresh: int = 0
    checked: int = 0
    settled: int = 0

    def joined(self, other: Known) -> Known:
        """Return the facts of both."""
        return Known(self.fresh | other.fresh, self.checked | other.checked, self.settled | other.settled)

    @property
    def all(self) -> int:
        """The facts, whatever became of them."""
        return self.fresh | self.checked | self.settled


NOTHING = Known()


class Answers:
    """The facts that calls bring to each node of a phone, under its profile."""

    def __init__(self, phone: Phone) -> None:
        self._phone = phone
        self._board = phone.board
        self.facts: list[tuple[str, int]] = []
        """Per bit: the item, and the vertex that its entry led on to."""
        self._numbers: dict[tuple[str, int], int] = {}
        self._of: dict[str, int] = {}
        """Per item: its facts."""
        self.known: dict[int, Known] = {}
        """Per vertex that anything is known at: what calls may bring along."""
        order, self._back = onward(self._board.live, self._board.targets, phone.wiring.entries)
        for vertex in order:
            known = self.known.get(vertex, NOTHING)
            for edge in self._board.live[vertex] if known.all or self._asks(vertex) else ():
                out = self._leaving(vertex, edge, known)
                if edge not in self._back and out.all:
                    target = self._board.targets[edge]
                    self.known[target] = out.joined(self.known.get(target, NOTHING))

    def items(self, facts: int) -> str:
        """Return the items of these facts, in the order in which they are asked for, for a sentence; at most five."""
        found: list[str] = []
        while facts and len(found) < 6:
            item = self.facts[(facts & -facts).bit_length() - 1][0]
            found.append(item.replace("_", " "))
            facts &= ~self._of[item]
        return ", ".join(found[:5]) + ", and more" * (len(found) > 5)

    def again(self, vertex: int) -> int:
        """Return the facts that a question asks for once more, 0 if none.

        The same entry put again, to go on to the same node, is another attempt; so is one straight behind a check.
        A secret asked for twice in a row is a check of the typing.
        """
        node = self._phone.node(vertex)
        known = self.known.get(vertex, NOTHING)
        secret = node.masked or "pin" in node.collects
        brought = known.settled if secret else known.settled | known.fresh
        onto = self._onto(vertex)
        facts = 0
        for item in node.collects:
            number = self._numbers.get((item, onto))
            facts |= brought & self._of.get(item, 0) & ~(1 << number if number is not None else 0)
        return facts

    def first(self, vertex: int, facts: int) -> tuple[int, tuple[Step, ...]]:
        """Return where the last of these facts was told on the way to a vertex, and the journey by way of it."""
        known = self.known[vertex]
        kept = Known(known.fresh & facts, known.checked & facts, known.settled & facts)
        name = next((one for one in ("settled", "fresh", "checked") if getattr(kept, one)), "")
        bit = 1 << getattr(kept, name).bit_length() - 1
        exits: list[int] = []
        at = vertex
        while name:
            edge, name = self._before(at, Known(**{name: bit}), bit)
            exits.append(edge)
            at = self._board.sources[edge]
        return at, self._phone.journey(at, *exits[::-1])

    def _before(self, vertex: int, wanted: Known, bit: int) -> tuple[int, str]:
        """The exit by which a fact came to a vertex as it is, and what it was before; "" where it was told there."""
        for edge in self._board.leading[vertex]:
            source = self._board.sources[edge]
            known = self.known.get(source, NOTHING)
            if edge in self._back:
                continue
            for name in Known._fields:
                was = Known(**{name: bit & getattr(known, name)})
                if was.all and _holds(self._leaving(source, edge, was, new=False), wanted):
                    return edge, name
            if _holds(self._leaving(source, edge, NOTHING), wanted):
                return edge, ""
        raise AssertionError("a fact that nobody has told")

    def _leaving(self, vertex: int, edge: int, known: Known, *, new: bool = True) -> Known:
        """What is known behind an exit; with `new` also what is told by taking it."""
        if vertex >= len(self._phone.wiring.nodes):
            return NOTHING
        node, exit_ = self._phone.node(vertex), self._phone.wiring.edges[edge]
        if _ends(node, exit_):
            return NOTHING
        if exit_.owner is Owner.CALLER:
            fresh = self._told(vertex, node) if new and exit_.trigger == "next" else 0
            return Known(fresh, 0, known.all)
        if exit_.owner is Owner.PASSIVE or node.type in CHECKING:
            return Known(0, known.checked | known.fresh, known.settled)
        return known

    def _asks(self, vertex: int) -> bool:
        nodes = self._phone.wiring.nodes
        return vertex < len(nodes) and nodes[vertex].type is NodeType.COLLECT

    def _told(self, vertex: int, node: Node) -> int:
        bits = 0
        for item in node.collects if self._asks(vertex) else ():
            fact = item, self._onto(vertex)
            if fact not in self._numbers:
                self._numbers[fact] = len(self.facts)
                self._of[item] = self._of.get(item, 0) | 1 << len(self.facts)
                self.facts.append(fact)
            bits |= 1 << self._numbers[fact]
        return bits

    def _onto(self, vertex: int) -> int:
        """The vertex that an entry of data leads on to."""
        edges = self._phone.wiring.edges
        mine = (edge for edge in self._board.choices[vertex] if edges[edge].trigger == "next")
        return next((self._board.targets[edge] for edge in mine), -1)

    def questions(self) -> Iterator[tuple[int, Node]]:
        """Yield the questions at which something is known already."""
        yield from self._phone.nodes([vertex in self.known for vertex in range(self._board.size)], NodeType.COLLECT)


def _ends(node: Node, exit_: Edge) -> bool:
    """Whether no fact is taken along by an exit."""
    if node.resolves or node.type in ENDING or node.outcome in ("fault", "refused"):
        return True
    if node.type in PERSONS:
        return exit_.owner is Owner.SYSTEM and exit_.trigger in ("served", "next")
    return (node.type, exit_.trigger) in ((NodeType.TASK, "error"), (NodeType.LOOP, "again"))


def _holds(facts: Known, wanted: Known) -> bool:
    return all(mine & bits == bits for mine, bits in zip(facts, wanted, strict=True))
