"""Bounded loops, unrolled: a copy of the vertices that rest on a loop for each count that it may have reached."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from heapq import heapify, heappop, heappush
from math import inf, prod
from typing import NamedTuple

from ivraudit.analysis.board import Board
from ivraudit.analysis.loops import components

MOST_ROUNDS = 64
"""Above so many rounds of a component, a bounded exit counts as its limit times one round (semantics (e))."""


class Ring(NamedTuple):
    """The loops that can be passed again and again without leaving one strongly connected part."""

    limits: dict[int, int]
    """Per bounded exit: how often it may be taken."""
    weights: dict[int, int]
    """Per bounded exit: its place value in a state's code."""
    factor: int = 1
    """What a cost counts in the round that stands for all rounds, where there are too many."""


@dataclass(slots=True)
class Arena:
    """The unrolled game: states with a caller's minimum or a system's maximum."""

    states: dict[tuple[int, int], int] = field(default_factory=dict)
    order: list[tuple[int, int]] = field(default_factory=list)
    incoming: list[list[tuple[int, float, int]]] = field(default_factory=list)
    """Per state: the states that lead to it, what that costs, and by which exit (-1: it is not the caller's)."""
    missing: list[int] = field(default_factory=list)
    seeds: list[tuple[float, int]] = field(default_factory=list)

    def state(self, key: tuple[int, int]) -> int:
        """The number of a state, new if it has not been seen."""
        number = self.states.setdefault(key, len(self.states))
        if number == len(self.order):
            self.order.append(key)
            self.incoming.append([])
            self.missing.append(0)
        return number


class Unrolled:
    """The vertices that rest on loops, unrolled, with the loops on their way counted in full."""

    def __init__(
        self, board: Board, resting: Sequence[int], known: Sequence[float], cost: Sequence[float], *, silence: bool
    ) -> None:
        """`known` holds the distances of all other vertices of the forced set."""
        self._board, self._cost, self._silence = board, cost, silence
        self._known = list(known)
        self._ring_of = _rings(board, resting, silence)
        self._arena = Arena()
        for vertex in resting:
            self._arena.state((vertex, 0))
        for key in self._arena.order:  # which grows while it is walked
            if key[0] in self._ring_of:
                _lay(self._arena, board, key, self._ring_of, known, cost, silence)
        self._values, self._by = _solve(self._arena)

    def __contains__(self, vertex: int) -> bool:
        """Whether a vertex rests on a loop."""
        return vertex in self._ring_of

    def distance(self, vertex: int) -> float:
        """Return the distance of a vertex that rests on a loop, before any round of it."""
        return self._values[self._arena.states[vertex, 0]]

    def onward(self, vertex: int, code: int) -> tuple[int, int]:
        """Return the exit that is taken there at these counts of the loops, and the counts behind it."""
        by = self._by[self._arena.states[vertex, code]]
        if by >= 0:
            return by, self._behind(vertex, by, code)
        fates = [*self._board.fates[vertex], *self._board.bounded[vertex]]
        ways = [(edge, after) for edge in fates if (after := self._behind(vertex, edge, code)) >= 0]
        return max(ways, key=lambda way: (self._worth(*way), -way[0]))

    def _behind(self, vertex: int, edge: int, code: int) -> int:
        """The counts after an exit; -1 where it may not be taken any more."""
        number, ring = self._ring_of[vertex]
        target = self._board.targets[edge]
        after = _count(self._board, ring, vertex, edge, code)
        return min(after, 0) if target not in self._ring_of or self._ring_of[target][0] != number else after

    def _worth(self, edge: int, after: int) -> float:
        target = self._board.targets[edge]
        far = self._values[self._arena.states[target, after]] if target in self._ring_of else self._known[target]
        return self._cost[edge] + far


def _rings(board: Board, resting: Sequence[int], silence: bool) -> dict[int, tuple[int, Ring]]:
    """Per vertex: the number of its component, and the loops in it."""
    among = set(resting)
    pairs = [(v, board.targets[e]) for v in resting for e in _exits(board, v, silence) if board.targets[e] in among]
    ring_of: dict[int, tuple[int, Ring]] = {}
    for number, component in enumerate(components(resting, pairs)):
        ring = _ring(board, [edge for vertex in component for edge in board.bounded[vertex]])
        for vertex in component:
            ring_of[vertex] = number, ring
    return ring_of


def _ring(board: Board, edges: Iterable[int]) -> Ring:
    limits = {edge: board.wiring.edges[edge].limit or 0 for edge in sorted(edges)}
    rounds = prod(limit + 1 for limit in limits.values())
    factor = 1
    if rounds > MOST_ROUNDS:
        limits, factor = dict.fromkeys(limits, 1), rounds - 1
    weights, place = {}, 1
    for edge, limit in limits.items():
        weights[edge] = place
        # With too many rounds all loops share one digit: a call is either in the loops or before them.
        place *= limit + 1 if factor == 1 else 1
    return Ring(limits, weights, factor)


def _exits(board: Board, vertex: int, silence: bool) -> Iterator[int]:
    yield from board.choices[vertex]
    yield from board.fates[vertex]
    yield from board.bounded[vertex]
    if silence and board.silence[vertex] >= 0 and board.silence[vertex] not in board.fates[vertex]:
        yield board.silence[vertex]


def _lay(
    arena: Arena, board: Board, key: tuple[int, int], ring_of: dict[int, tuple[int, Ring]],
    known: Sequence[float], cost: Sequence[float], silence: bool,
) -> None:  # fmt: skip
    """Lay the exits of one state."""
    vertex, code = key
    number, ring = ring_of[vertex]
    state = arena.states[key]
    own = board.bounded[vertex]
    factor = ring.factor if code and not own else 1
    for edge in _exits(board, vertex, silence):
        target = board.targets[edge]
        after = _count(board, ring, vertex, edge, code) if own else code
        if after < 0:
            continue
        chosen = bool(board.choosable[edge]) or (silence and edge == board.silence[vertex])
        arena.missing[state] += not board.choosable[edge]
        by = edge if chosen else -1
        if target not in ring_of:
            goal = arena.state((target, 0))
            if not arena.incoming[goal]:
                arena.seeds.append((known[target], goal))
            arena.incoming[goal].append((state, factor * cost[edge], by))
        else:
            onward = arena.state((target, after if ring_of[target][0] == number else 0))
            arena.incoming[onward].append((state, factor * cost[edge], by))


def _count(board: Board, ring: Ring, vertex: int, edge: int, code: int) -> int:
    """The counts after an exit: one more for a bounded exit (-1 if used up), none for a loop that is done."""
    own = board.bounded[vertex]
    if edge in own:
        weight = ring.weights[edge]
        if ring.factor > 1:
            return -1 if code else 1
        used = code // weight % (ring.limits[edge] + 1)
        return -1 if used == ring.limits[edge] else code + weight
    for bounded in own:
        if ring.factor > 1:
            return 0
        code -= code // ring.weights[bounded] % (ring.limits[bounded] + 1) * ring.weights[bounded]
    return code


def _solve(arena: Arena) -> tuple[list[float], list[int]]:
    """The same sweep as for a plain board, over the states."""
    values, by = [inf] * len(arena.states), [-1] * len(arena.states)
    worst, missing = [-1.0] * len(arena.states), arena.missing
    done = bytearray(len(arena.states))
    heap = [(value, state) for value, state in arena.seeds if value < inf]
    heapify(heap)
    for value, state in heap:
        values[state] = value
    while heap:
        value, state = heappop(heap)
        if done[state]:
            continue
        done[state] = 1
        for source, step, taken in arena.incoming[state]:
            if done[source]:
                continue
            reached = value + step
            if taken < 0:
                missing[source] -= 1
                worst[source] = max(worst[source], reached)
                if missing[source]:
                    continue
                reached = worst[source]
            if reached < values[source]:
                values[source], by[source] = reached, taken
                heappush(heap, (reached, source))
            elif reached == values[source] and -1 < taken < by[source]:
                by[source] = taken
    return values, by
