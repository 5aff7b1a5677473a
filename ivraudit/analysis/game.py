"""The caller's game: from where the caller can force a goal, whatever the system does (semantics (c) to (e))."""

from __future__ import annotations

from collections.abc import Iterable

from ivraudit.analysis.board import Board


class Forcing:
    """The set from which a goal is forced, found by a counter queue in linear time and mended where bounds deny it."""

    def __init__(self, board: Board, goal: Iterable[int], *, silence: bool = False) -> None:
        self.board = board
        self.inside = bytearray(board.size)
        self._missing = [len(fates) for fates in board.fates]
        self._support = [-1] * board.size
        self._barred = bytearray(board.size)
        self._goal = bytearray(board.size)
        self._silent: dict[int, list[int]] = {}
        if silence:
            for edge in board.silence:
                if edge >= 0:
                    self._silent.setdefault(board.targets[edge], []).append(edge)
        seeds = list(dict.fromkeys(goal))
        for vertex in seeds:
            self._goal[vertex] = self.inside[vertex] = 1
        self._spread(seeds)
        self._keep_obligations()

    def _spread(self, stack: list[int]) -> None:
        """Let membership spread backwards from vertices that have just come in."""
        inside, barred = self.inside, self._barred
        sources, choosable, incoming = self.board.sources, self.board.choosable, self.board.incoming
        missing, support, silent = self._missing, self._support, self._silent
        while stack:
            vertex = stack.pop()
            for edge in incoming[vertex]:
                source = sources[edge]
                if choosable[edge]:
                    if inside[source] or barred[source]:
                        continue
                    support[source] = edge
                else:
                    missing[source] -= 1
                    if missing[source] or inside[source] or barred[source]:
                        continue
                    support[source] = -1
                inside[source] = 1
                stack.append(source)
            for edge in silent.get(vertex, ()):
                source = sources[edge]
                if not inside[source]:
                    support[source] = edge
                    inside[source] = 1
                    stack.append(source)

    def _keep_obligations(self) -> None:
        """Drop every vertex whose bounded exit leads outside, until none does: (e)."""
        board, inside = self.board, self.inside
        holders: dict[int, list[int]] = {}
        for vertex, edges in enumerate(board.bounded):
            for edge in edges:
                holders.setdefault(board.targets[edge], []).append(vertex)
        losers = [v for target, vs in holders.items() if not inside[target] for v in vs]
        while losers:
            losers = [v for v in dict.fromkeys(losers) if inside[v] and not self._goal[v]]
            removed = self._withdraw(losers)
            losers = [v for target in removed if not inside[target] for v in holders.get(target, ())]

    def _withdraw(self, losers: list[int]) -> list[int]:
        """Take vertices out with all that may rest on them, then let in again what stands without them."""
        for vertex in losers:
            self.inside[vertex] = 0
            self._barred[vertex] = 1
        removed: list[int] = []
        stack = list(losers)
        while stack:
            vertex = stack.pop()
            removed.append(vertex)
            for edge in self.board.incoming[vertex]:
                source = self.board.sources[edge]
                chosen = self.board.choosable[edge]
                if not chosen:
                    self._missing[source] += 1
                if self._rests_on(source, edge if chosen else -1):
                    stack.append(source)
            for edge in self._silent.get(vertex, ()):
                if self._rests_on(self.board.sources[edge], edge):
                    stack.append(self.board.sources[edge])
        self._spread([v for v in removed if self._stands(v)])
        return removed

    def _rests_on(self, vertex: int, support: int) -> bool:
        """Take a vertex out if that is what it was let in for; say whether."""
        if not self.inside[vertex] or self._goal[vertex] or self._support[vertex] != support:
            return False
        self.inside[vertex] = 0
        return True

    def _stands(self, vertex: int) -> bool:
        """Let a vertex in again if something inside supports it; say whether."""
        if self._barred[vertex]:
            return False
        board, inside = self.board, self.inside
        for edge in board.choices[vertex]:
            if inside[board.targets[edge]]:
                self._support[vertex] = edge
                inside[vertex] = 1
                return True
        edge = board.silence[vertex]
        if self._silent and edge >= 0 and inside[board.targets[edge]]:
            self._support[vertex] = edge
            inside[vertex] = 1
            return True
        if board.fates[vertex] and not self._missing[vertex]:
            self._support[vertex] = -1
            inside[vertex] = 1
            return True
        return False


def forced(board: Board, goal: Iterable[int], *, silence: bool = False, choices: bool = True) -> bytearray:
    """Return, per vertex, 1 where the caller can force the goal; with `silence` also by saying nothing, (d).

    Without `choices` the caller does nothing: what is left is what the system does by itself, (j).
    """
    return Forcing(board if choices else board.unchosen, goal, silence=silence).inside
