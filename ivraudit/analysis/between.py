"""Ways from some places of a tree to others, in the fewest exits."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from ivraudit.analysis.board import Board


class Between:
    """The shortest ways from the starts to all that they lead to, by the exits that are allowed."""

    def __init__(self, board: Board, starts: Iterable[int], allowed: Callable[[int], bool]) -> None:
        self._board = board
        self._by: dict[int, int] = {}
        queue = list(dict.fromkeys(starts))
        self._starts = frozenset(queue)
        seen = set(queue)
        for vertex in queue:  # which grows while it is walked
            for edge in board.live[vertex]:
                target = board.targets[edge]
                if target not in seen and allowed(edge):
                    seen.add(target)
                    self._by[target] = edge
                    queue.append(target)
        self.found = queue
        """The starts and all that they lead to, the nearest first."""
        self.reached = frozenset(seen)
        """The same, to look something up in."""

    def way(self, vertex: int) -> tuple[int, list[int]]:
        """Return where the way to a found vertex starts, and the exits taken."""
        exits = []
        while vertex not in self._starts:
            edge = self._by[vertex]
            exits.append(edge)
            vertex = self._board.sources[edge]
        return vertex, exits[::-1]
