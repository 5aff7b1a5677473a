"""How often callers are handed on from one person to the next on their way."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping
from math import inf

from ivraudit.model import Node, NodeType
from ivraudit.phone.journeys import Phone

TALKED = {NodeType.QUEUE: "served", NodeType.AGENT: "next"}
"""The exits by which a call goes on after a talk with a person."""


def handing(phone: Phone) -> dict[int, bool]:
    """Return the exits by which a caller may be handed on, each with whether it surely is."""
    return phone.ask("handing", lambda: _handing(phone))


def _handing(phone: Phone) -> dict[int, bool]:
    found: dict[int, bool] = {}
    said: dict[int, int] = {}
    for _, node in phone.nodes(phone.reached, NodeType.QUEUE, NodeType.AGENT, NodeType.TRANSFER):
        for number, edge in phone.exits(phone.wiring.vertices[node.id]):
            if node.type is NodeType.TRANSFER:
                found[number] = True
            elif edge.trigger == TALKED[node.type]:
                there = _behind_words(phone, phone.board.targets[number], said)
                if there < len(phone.wiring.nodes):
                    found[number] = _another(node, phone.node(there))
    return found


def _another(person: Node, behind: Node) -> bool:
    """Whether somebody else than this person comes next."""
    if behind.type is NodeType.QUEUE or (behind.type is NodeType.TRANSFER and behind.human):
        return True
    told = bool(person.team) and bool(behind.team)
    return behind.type is NodeType.AGENT and told and person.team.casefold() != behind.team.casefold()


def _behind_words(phone: Phone, start: int, known: dict[int, int]) -> int:
    """Return the vertex that a call comes to when all that is only said has been said; `known` keeps the answers."""
    trail: list[int] = []
    vertex = start
    while vertex not in known:
        known[vertex] = vertex
        trail.append(vertex)
        if vertex >= len(phone.wiring.nodes) or phone.node(vertex).type is not NodeType.SAY:
            break
        live = phone.board.live[vertex]
        if len(live) != 1:
            break
        vertex = phone.board.targets[live[0]]
    last = known[vertex]
    for passed in trail:
        known[passed] = last
    return last


class Handing:
    """The ways from an entry on which callers are handed on least, however kind the system is."""

    def __init__(self, phone: Phone, entry: int, passing: Mapping[int, bool]) -> None:
        self._phone = phone
        self._count: dict[int, int] = {entry: 0}
        self._by: dict[int, int] = {}
        board = phone.board
        waiting, done = deque([entry]), set()
        while waiting:
            vertex = waiting.popleft()
            if vertex in done:
                continue
            done.add(vertex)
            for edge in board.live[vertex]:
                target, more = board.targets[edge], int(passing.get(edge, False))
                if self._count[vertex] + more < self._count.get(target, inf):
                    self._count[target] = self._count[vertex] + more
                    self._by[target] = edge
                    (waiting.append if more else waiting.appendleft)(target)

    def nearest(self, vertices: Iterable[int]) -> int | None:
        """Return the one of these vertices that callers come to with the fewest transfers; None where to none."""
        return min((v for v in vertices if v in self._count), key=lambda v: (self._count[v], v), default=None)

    def count(self, vertex: int) -> int:
        """Return how often callers are handed on before they come to a vertex."""
        return self._count[vertex]

    def unseen(self) -> float:
        """Return how often they are handed on before they come to what nobody can see; inf where they never do."""
        return min((self._count[v] for v in self._phone.board.unknowns if v in self._count), default=inf)

    def to(self, vertex: int) -> list[int]:
        """Return the exits of that way."""
        way: list[int] = []
        while vertex in self._by:
            way.append(self._by[vertex])
            vertex = self._phone.board.sources[way[-1]]
        return way[::-1]
