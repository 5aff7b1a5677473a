"""How far a goal is when it is forced: the least over the caller, the most over the system (semantics (e) and (l))."""

from __future__ import annotations

from collections.abc import Sequence
from heapq import heappop, heappush
from math import inf
from typing import TYPE_CHECKING

from ivraudit.analysis.board import Board

if TYPE_CHECKING:
    from ivraudit.analysis.rounds import Unrolled

OUTSIDE = bytes([1, 0]) + bytes(254)
"""Turns the marks of a set into those of all that is outside."""
FATE = -1
"""Stands for the dearest of the system's exits, where it is not the caller who moves."""


def distances(
    board: Board, seeds: Sequence[tuple[float, int]], inside: bytearray, cost: Sequence[float], *, silence: bool
) -> list[float]:
    """Return the forced distance to a goal from every vertex (inf: not forced).

    `seeds` are the goal's vertices, each with what remains to be paid there; `inside` is the forced set of that goal;
    `cost` says, per exit of the wiring, what it costs to leave by it (presses, seconds, ...); `silence` lets the
    caller leave by saying nothing. A bounded exit counts its full number of times, the system at its worst.
    """
    return Strategy(board, seeds, inside, cost, silence=silence).far


class Strategy:
    """How a goal is forced: how far it is from every vertex, and the walk that comes to so much."""

    def __init__(
        self, board: Board, seeds: Sequence[tuple[float, int]], inside: bytearray, cost: Sequence[float], *,
        silence: bool,
    ) -> None:  # fmt: skip
        """The arguments are those of `distances`."""
        cost = [*cost, *(cost[edge] if edge >= 0 else 0.0 for edge in board.copied)] if board.copied else cost
        self._board, self._cost = board, cost
        self._unrolled: Unrolled | None = None
        self._goals = {vertex for _, vertex in seeds}
        self.far, self._by = _sweep(board, seeds, inside, cost, silence)
        """`far`: per vertex, the forced distance (inf: not forced)."""
        loops = [v for v, edges in enumerate(board.bounded) if edges and inside[v] and v not in self._goals]
        if not loops:
            return
        from ivraudit.analysis.rounds import Unrolled  # few trees count

        without = bytearray(inside)
        for vertex in loops:
            without[vertex] = 0
        high, self._by = _sweep(board, seeds, without, cost, silence)
        # Where never entering a loop is as cheap as having it for nothing, no loop matters.
        resting = [v for v in range(board.size) if inside[v] and high[v] != self.far[v]]
        self._unrolled = Unrolled(board, resting, self.far, cost, silence=silence)
        for vertex in resting:
            self.far[vertex] = self._unrolled.distance(vertex)

    def walk(self, start: int) -> list[int]:
        """Return the exits from a forced vertex to a goal: the caller's cheapest, the system's dearest.

        Each round of a loop is there; where the loops of one circle come to too many, one round stands for all.
        """
        walk: list[int] = []
        vertex, code = start, 0
        while vertex not in self._goals:
            if self._unrolled and vertex in self._unrolled:
                edge, code = self._unrolled.onward(vertex, code)
            else:
                edge, code = self._onward(vertex), 0
            walk.append(edge)
            vertex = self._board.targets[edge]
        return walk

    def _onward(self, vertex: int) -> int:
        if self._by[vertex] != FATE:
            return self._by[vertex]
        targets, unrolled = self._board.targets, self._unrolled
        return max(
            self._board.fates[vertex],
            # Of fates that cost the same, one that rests on no loop: then no walk can come back.
            key=lambda e: (self._cost[e] + self.far[targets[e]], not (unrolled and targets[e] in unrolled), -e),
        )


def _sweep(
    board: Board, seeds: Sequence[tuple[float, int]], inside: bytearray, cost: Sequence[float], silence: bool
) -> tuple[list[float], list[int]]:
    """Dijkstra's algorithm with a minimum at the caller's vertices and a maximum, once complete, at the system's.

    The values, and the exits that the caller takes to them: each leads to a vertex that was done before.
    """
    values, by = [inf] * board.size, [FATE] * board.size
    worst, missing = [-1.0] * board.size, [len(fates) for fates in board.fates]
    incoming, sources, free = board.incoming, board.sources, bytearray(board.choosable)
    silent = _silent_ways(board) if silence else {}
    for edge in board.silence if silence else ():
        if edge >= 0:
            free[edge] = 1
    done = inside.translate(OUTSIDE)
    heap = sorted(seeds)
    for value, vertex in reversed(heap):
        values[vertex] = value
    while heap:
        value, vertex = heappop(heap)
        if done[vertex]:
            continue
        done[vertex] = 1
        for edge in (*incoming[vertex], *silent[vertex]) if vertex in silent else incoming[vertex]:
            source = sources[edge]
            if done[source]:
                continue
            reached, taken = value + cost[edge], edge
            if not free[edge]:
                missing[source] -= 1
                worst[source] = max(worst[source], reached)
                if missing[source]:
                    continue
                reached, taken = worst[source], FATE
            if reached < values[source]:
                values[source], by[source] = reached, taken
                heappush(heap, (reached, source))
            elif reached == values[source] and FATE < taken < by[source]:
                by[source] = taken  # of exits that cost the same, the one written first
    return values, by


def _silent_ways(board: Board) -> dict[int, list[int]]:
    """Per vertex: the exits by which silence leads to it, where they are no fates already."""
    ways: dict[int, list[int]] = {}
    for vertex, edge in enumerate(board.silence):
        if edge >= 0 and edge not in board.fates[vertex]:
            ways.setdefault(board.targets[edge], []).append(edge)
    return ways
