"""What the system does by itself, some vertices excepted; and the caller's game without some choices."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace

from ivraudit.analysis.board import Board
from ivraudit.analysis.game import forced


def straight(board: Board, goal: Iterable[int], barred: Collection[int]) -> bytearray:
    """Return, per vertex, 1 where a call comes to the goal with no choice of the caller's and past no barred vertex."""
    fates = [[] if vertex in barred else exits for vertex, exits in enumerate(board.fates)]
    return forced(replace(board, fates=fates), goal, choices=False)


def without_choices(board: Board, exits: Collection[int]) -> Board:
    """Return the board as it is for a caller who chooses none of these exits."""
    choices = [[edge for edge in leaving if edge not in exits] for leaving in board.choices]
    return replace(board, choices=choices)


def with_hours(base: Board, at: dict[int, Board]) -> Board:
    """Return the board `base` where each of some vertices takes the exits that it has on another board."""
    live, fates = list(base.live), list(base.fates)
    for vertex, other in at.items():
        live[vertex], fates[vertex] = other.live[vertex], other.fates[vertex]
    return replace(base, live=live, fates=fates)
