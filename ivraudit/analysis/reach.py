"""Plain reach: what a call can come to, by which way, and what it must have passed before."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence, Set

from ivraudit.analysis.board import Board
from ivraudit.analysis.wiring import Wiring


def reached(board: Board, starts: Iterable[int], *, stops: Collection[int] = ()) -> bytearray:
    """Return, per vertex, 1 where some way leads from the starts without going on behind a stop."""
    halted = set(stops).intersection(board.twins.values()) if board.twins else ()
    if not halted:
        return _spread(board.live, board.targets, starts, stops)
    exits = list(board.live)
    for vertex, twin in board.twins.items():  # with the person a stop, a queue goes on only where it is closed
        if twin in halted:
            exits[vertex] = [edge for edge in exits[vertex] if edge in board.fates[vertex]]
    return _spread(exits, board.targets, starts, stops)


def ever_reached(wiring: Wiring, starts: Iterable[int]) -> bytearray:
    """Return, per vertex, 1 where some way leads in some profile: every exit counts."""
    return _spread(wiring.exits, wiring.targets, starts, ())


def _spread(
    exits: Sequence[Sequence[int]], targets: Sequence[int], starts: Iterable[int], stops: Iterable[int]
) -> bytearray:
    seen, stopped = bytearray(len(exits)), bytearray(len(exits))
    for vertex in stops:
        stopped[vertex] = 1
    stack = list(starts)
    for vertex in stack:
        seen[vertex] = 1
    while stack:
        vertex = stack.pop()
        if stopped[vertex]:
            continue
        for edge in exits[vertex]:
            target = targets[edge]
            if not seen[target]:
                seen[target] = 1
                stack.append(target)
    return seen


def leading(
    board: Board, goal: Iterable[int], *, mistakes: bool = False, without: Set[int] = frozenset()
) -> bytearray:  # fmt: skip
    """Return, per vertex, 1 where some way leads to the goal `without` these exits, however kind the system is.

    With `mistakes` also by wrong keys where there are right ones, which is no way that anybody would choose.
    """
    into, sources = board.leading, board.sources
    seen = bytearray(board.size)
    stack = list(goal)
    for vertex in stack:
        seen[vertex] = 1
    for vertex, twin in board.twins.items():  # who comes to a queue that may be closed may find it open
        if seen[twin] and not seen[vertex]:
            seen[vertex] = 1
            stack.append(vertex)
    while stack:
        for edge in into[stack.pop()]:
            source = sources[edge]
            if not seen[source] and edge not in without and (mistakes or not board.is_mistake(edge)):
                seen[source] = 1
                stack.append(source)
    return seen
