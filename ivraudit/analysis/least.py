"""The cheapest ways to a goal however kind the system is, and ways that avoid some vertices or exits."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from heapq import heappop, heappush
from math import inf

from ivraudit.analysis.board import Board


class Least:
    """The way of least cost from every vertex to the nearest of the goal's, as if the system always chose well."""

    def __init__(self, board: Board, goal: Iterable[int], cost: Sequence[float]) -> None:
        """`cost` says, per exit, what leaving by it costs; a wrong key is no way where there are right ones."""
        self._board = board
        least, by = [inf] * board.size, [-1] * board.size
        self.cost, self._by = least, by
        leading, sources = board.leading, board.sources
        heap = [(0.0, vertex) for vertex in goal]
        for _, vertex in heap:
            least[vertex] = 0.0
        while heap:
            so_far, vertex = heappop(heap)
            if so_far > least[vertex]:
                continue
            for edge in leading[vertex]:
                source, total = sources[edge], so_far + cost[edge]
                if total < least[source] and not board.is_mistake(edge):
                    least[source], by[source] = total, edge
                    heappush(heap, (total, source))

    def way(self, vertex: int) -> list[int]:
        """Return the exits from a vertex to the goal; none where it is the goal, or no way leads there."""
        way = []
        while self._by[vertex] >= 0:
            way.append(self._by[vertex])
            vertex = self._board.targets[way[-1]]
        return way

    def first(self, vertex: int) -> list[int]:
        """Return the first exit of that way alone."""
        return [self._by[vertex]] if self._by[vertex] >= 0 else []


def reached_without(board: Board, starts: Iterable[int], exits: Collection[int]) -> bytearray:
    """Return, per vertex, 1 where some way leads from the starts that takes none of these exits."""
    seen = bytearray(board.size)
    stack = list(starts)
    for vertex in stack:
        seen[vertex] = 1
    while stack:
        for edge in board.live[stack.pop()]:
            target = board.targets[edge]
            if not seen[target] and edge not in exits:
                seen[target] = 1
                stack.append(target)
    return seen


def toward(board: Board, ends: Iterable[int], stops: Collection[int]) -> list[int]:
    """Return, per vertex, the exit by which a shortest way leads on to one of the ends (-1: none; -2: it is one).

    No way goes on behind a stop. The answer is of the kind that `paths.follow` takes.
    """
    onward = [-1] * board.size
    queue = list(ends)
    for vertex in queue:
        onward[vertex] = -2
    for vertex in queue:  # which grows while it is walked
        for edge in board.leading[vertex]:
            source = board.sources[edge]
            if onward[source] == -1 and source not in stops:
                onward[source] = edge
                queue.append(source)
    return onward
