"""How far a goal is when it is forced: the least over the caller, the most over the system (semantics (e) and (l))."""

from __future__ import annotations

from collections.abc import Sequence
from heapq import heappop, heappush
from math import inf

from ivraudit.analysis.board import Board


def distances(
    board: Board, seeds: Sequence[tuple[float, int]], inside: bytearray, cost: Sequence[float], *, silence: bool
) -> list[float]:
    """Return the forced distance to a goal from every vertex (inf: not forced).

    `seeds` are the goal's vertices, each with what remains to be paid there; `inside` is the forced set of that goal;
    `cost` says, per exit of the wiring, what it costs to leave by it (presses, seconds, ...); `silence` lets the
    caller leave by saying nothing. A bounded exit counts its full number of times, the system at its worst.
    """
    cost = [*cost, *(cost[edge] if edge >= 0 else 0.0 for edge in board.copied)] if board.copied else cost
    low = _sweep(board, seeds, inside, cost, silence)
    goals = {vertex for _, vertex in seeds}
    loops = [v for v, edges in enumerate(board.bounded) if edges and inside[v] and v not in goals]
    if not loops:
        return low
    from ivraudit.analysis.rounds import unroll  # few trees count

    without = bytearray(inside)
    for vertex in loops:
        without[vertex] = 0
    high = _sweep(board, seeds, without, cost, silence)
    # Where never entering a loop is as cheap as having it for nothing, no loop matters.
    resting = [v for v in range(board.size) if inside[v] and high[v] != low[v]]
    for vertex, value in unroll(board, resting, low, cost, silence=silence).items():
        low[vertex] = value
    return low


def _sweep(
    board: Board, seeds: Sequence[tuple[float, int]], inside: bytearray, cost: Sequence[float], silence: bool
) -> list[float]:
    """Dijkstra's algorithm with a minimum at the caller's vertices and a maximum, once complete, at the system's."""
    values = [inf] * board.size
    worst, missing = [-1.0] * board.size, [len(fates) for fates in board.fates]
    incoming, choosable, sources = board.incoming, board.choosable, board.sources
    silent = _silent_ways(board) if silence else {}
    done = bytearray(board.size)
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
            if done[source] or not inside[source]:
                continue
            reached = value + cost[edge]
            if not choosable[edge] and not (silence and edge == board.silence[source]):
                missing[source] -= 1
                worst[source] = max(worst[source], reached)
                if missing[source]:
                    continue
                reached = worst[source]
            if reached < values[source]:
                values[source] = reached
                heappush(heap, (reached, source))
    return values


def _silent_ways(board: Board) -> dict[int, list[int]]:
    """Per vertex: the exits by which silence leads to it, where they are no fates already."""
    ways: dict[int, list[int]] = {}
    for vertex, edge in enumerate(board.silence):
        if edge >= 0 and edge not in board.fates[vertex]:
            ways.setdefault(board.targets[edge], []).append(edge)
    return ways
