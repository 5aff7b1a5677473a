"""Plain reach: what a call can come to, by which way, and what it must have passed before."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from ivraudit.analysis.board import Board


def reached(board: Board, starts: Iterable[int], *, stops: Collection[int] = ()) -> bytearray:
    """Return, per vertex, 1 where some way leads from the starts without going on behind a stop."""
    seen = bytearray(board.size)
    stack = list(starts)
    stopped = bytearray(board.size)
    for vertex in stops:
        stopped[vertex] = 1
    for vertex in stack:
        seen[vertex] = 1
    targets, live = board.targets, board.live
    while stack:
        vertex = stack.pop()
        if stopped[vertex]:
            continue
        for edge in live[vertex]:
            target = targets[edge]
            if not seen[target]:
                seen[target] = 1
                stack.append(target)
    return seen


def leading(board: Board, goal: Iterable[int]) -> bytearray:
    """Return, per vertex, 1 where some way leads to the goal, however kind the system is."""
    into: list[list[int]] = [[] for _ in range(board.size)]
    for vertex, edges in enumerate(board.live):
        for edge in edges:
            into[board.targets[edge]].append(vertex)
    seen = bytearray(board.size)
    stack = list(goal)
    for vertex in stack:
        seen[vertex] = 1
    while stack:
        for source in into[stack.pop()]:
            if not seen[source]:
                seen[source] = 1
                stack.append(source)
    return seen
