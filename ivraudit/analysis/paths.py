"""Ways through a tree: the quickest, the forced, the circles, and those on which the system ends the call."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence, Set
from functools import partial
from heapq import heappop, heappush
from math import inf

from ivraudit.analysis.board import CHOOSING, Board
from ivraudit.analysis.game import forced
from ivraudit.model import NodeType, Owner

HELPING = CHOOSING | {NodeType.VOICEMAIL, NodeType.CALLBACK}
"""What asks the caller, or helps, without a person."""
ANSWERING = frozenset({NodeType.AGENT, NodeType.VOICEMAIL, NodeType.CALLBACK})
"""Where a caller is helped as soon as a call is there."""
MOST_LOOKED_AT = 10, 1_000
"""So many exits a vertex, and so many besides, are looked at for the rounds of all loops."""


class Ways:
    """The quickest way from the starts to every vertex, as the exits taken."""

    def __init__(self, board: Board, starts: Iterable[int], cost: Sequence[float]) -> None:
        self._board = board
        least, by = [inf] * board.size, [-1] * board.size
        self._seconds, self._by = least, by
        live, targets = board.live, board.targets
        heap = [(0.0, vertex) for vertex in starts]
        for _, vertex in heap:
            least[vertex] = 0.0
        while heap:
            seconds, vertex = heappop(heap)
            if seconds > least[vertex]:
                continue
            for edge in live[vertex]:
                target, after = targets[edge], seconds + cost[edge]
                if after < least[target]:
                    least[target], by[target] = after, edge
                    heappush(heap, (after, target))

    def to(self, vertex: int) -> list[int] | None:
        """Return the exits taken on the way to a vertex; None where no way leads there."""
        if self._seconds[vertex] == inf:
            return None
        way = []
        while self._by[vertex] >= 0:
            edge = self._by[vertex]
            way.append(edge)
            vertex = self._board.sources[edge]
        return way[::-1]


def forced_way(
    board: Board, start: int, goal: Set[int], far: Sequence[float], cost: Sequence[float]
) -> list[int]:  # fmt: skip
    """Return the exits from a vertex to a goal: the caller's cheapest, the system's dearest; far is the distance.

    A loop is shown once, not as often as it can be gone round.
    """
    way: list[int] = []
    seen: set[int] = set()
    vertex = start
    while vertex not in goal and vertex not in seen:
        seen.add(vertex)
        edge = _onward(board, vertex, far, cost)
        if edge < 0:
            break
        way.append(edge)
        vertex = board.targets[edge]
    return way


def _onward(board: Board, vertex: int, far: Sequence[float], cost: Sequence[float]) -> int:
    mine = [edge for edge in (*board.choices[vertex], board.silence[vertex]) if edge >= 0]
    best = min(((cost[edge] + far[board.targets[edge]], edge) for edge in mine), default=(inf, -1))
    fates = sorted((-cost[edge] - far[board.targets[edge]], edge) for edge in board.fates[vertex])
    if fates and -fates[0][0] < best[0]:
        return fates[0][1]
    return best[1] if best[0] < inf else -1


def circle(board: Board, start: int, allowed: Callable[[int], bool]) -> list[int]:
    """Return the exits of a shortest way from a vertex back to it by allowed exits; empty if there is none."""
    by: dict[int, int] = {}
    queue = [start]
    for vertex in queue:  # which grows while it is walked
        for edge in board.live[vertex]:
            target = board.targets[edge]
            if target in by or not allowed(edge):
                continue
            by[target] = edge
            if target == start:
                return _back(board, by, start)
            queue.append(target)
    return []


def _back(board: Board, by: dict[int, int], start: int) -> list[int]:
    way = [by[start]]
    while board.sources[way[-1]] != start:
        way.append(by[board.sources[way[-1]]])
    return way[::-1]


def by_itself(board: Board, goal: Iterable[int]) -> bytearray:
    """Return, per vertex, 1 where the goal is met with no choice of the caller's: X* of the semantics, (j)."""
    return forced(board, goal, choices=False)


def falling(board: Board, ends: Iterable[int]) -> list[int]:
    """Return, per vertex, the exit by which the system alone may bring a call to one of the ends (-1: it cannot).

    -2 stands for the end itself. No way leads through what asks the caller or helps: a menu, a person, a voicemail, a
    callback, an answer; nor through what cannot be seen; nor out of a loop whose rounds all end so. A way on which no
    look-up fails goes before one on which some do.
    """
    edges, live, targets = board.wiring.edges, board.live, board.targets
    into: list[list[int]] = [[] for _ in range(board.size)]
    fails: list[list[int]] = [[] for _ in range(board.size)]
    stops = {*board.persons, *board.unknowns}
    never = _never_done(board)
    for vertex, node in enumerate(board.wiring.nodes):
        if node.type not in HELPING and not node.resolves and vertex not in stops:
            for edge in live[vertex]:
                if edges[edge].owner is Owner.SYSTEM and edge not in never:
                    (fails if may_fail(board, edge) else into)[targets[edge]].append(edge)
    onward = [-1] * board.size
    queue = list(ends)
    for vertex in queue:
        onward[vertex] = -2
    for failing in (False, True):
        for vertex in queue:  # which grows while it is walked
            for edge in (*into[vertex], *fails[vertex]) if failing else into[vertex]:
                source = board.sources[edge]
                if onward[source] == -1:
                    onward[source] = edge
                    queue.append(source)
    return onward


def _never_done(board: Board) -> set[int]:
    """The `done` exits of loops round which no call comes back that the system alone leads, or a caller's silence.

    In every round of them somebody is helped, or chooses: such a call has come to something. Where too much would have
    to be looked at, a call may come back.
    """
    edges, nodes, sources = board.wiring.edges, board.wiring.nodes, board.sources
    left = MOST_LOOKED_AT[0] * board.size + MOST_LOOKED_AT[1]
    found: set[int] = set()

    def allowed(edge: int, loop: int) -> bool:
        nonlocal left
        left -= 1
        if edge >= len(edges):
            return True
        node, trigger = nodes[sources[edge]], edges[edge].trigger
        if sources[edge] == loop:
            return trigger == "again"
        if node.resolves or node.type in ANSWERING or (node.type is NodeType.QUEUE and trigger in ("served", "next")):
            return False
        return edges[edge].owner is not Owner.CALLER

    for vertex, node in enumerate(nodes):
        counts = node.type is NodeType.LOOP and node.times and left > 0
        if counts and not circle(board, vertex, partial(allowed, loop=vertex)):
            found.update(edge for edge in board.live[vertex] if edges[edge].trigger == "done")
    return found


def may_fail(board: Board, edge: int) -> bool:
    """Say whether an exit is taken only where a look-up fails that may also go well."""
    source = board.sources[edge]
    if board.wiring.edges[edge].trigger != "error" or board.wiring.nodes[source].type is not NodeType.TASK:
        return False
    return any(board.wiring.edges[other].trigger != "error" for other in board.live[source])


def call_ends(board: Board, *, machines: bool) -> list[int]:
    """Return the vertices at which a call ends without an answer; with `machines` also those that lead to one."""
    found = [board.wiring.dropped]
    for vertex, node in enumerate(board.wiring.nodes):
        away = machines and node.type is NodeType.TRANSFER and node.human is False
        if (away or node.type is NodeType.HANGUP) and not node.resolves:
            found.append(vertex)
    return found


def follow(board: Board, first: int, onward: Sequence[int]) -> list[int]:
    """Return the way that begins with an exit and goes on as `falling` says; empty if the call does not end."""
    if onward[board.targets[first]] == -1:
        return []
    way = [first]
    while onward[board.targets[way[-1]]] >= 0:
        way.append(onward[board.targets[way[-1]]])
    return way


def firsts(board: Board, starts: Iterable[int], vertices: Sequence[int]) -> dict[int, list[int]]:
    """Return the vertices met before any other of them, each with the others that are found behind it first."""
    wanted = set(vertices)
    owner: dict[int, int] = {}
    queue = list(dict.fromkeys(starts))
    for vertex in queue:
        owner[vertex] = vertex if vertex in wanted else -1
    behind: list[int] = []
    for vertex in queue:  # which grows while it is walked
        if owner[vertex] >= 0:
            behind.append(vertex)
            continue
        for edge in board.live[vertex]:
            target = board.targets[edge]
            if target not in owner:
                owner[target] = target if target in wanted else -1
                queue.append(target)
    found: dict[int, list[int]] = {vertex: [] for vertex in sorted(behind)}
    for vertex in behind:  # which grows while it is walked
        for edge in board.live[vertex]:
            target = board.targets[edge]
            if target not in owner or (owner[target] == -1):
                owner[target] = owner[vertex]
                behind.append(target)
    for vertex in sorted(wanted):
        if vertex not in found and owner.get(vertex, -1) >= 0:
            found[owner[vertex]].append(vertex)
    return found
