"""The caller's game as it is when some of the caller's exits are not used."""

from __future__ import annotations

from collections.abc import Iterable, Set
from dataclasses import replace

from ivraudit.analysis import game, reach
from ivraudit.analysis.board import Board


def refusing(board: Board, exits: Set[int]) -> Board:
    """Return the same board without these choices of the caller's."""
    choices, live = list(board.choices), list(board.live)
    for vertex in {board.sources[edge] for edge in exits}:
        choices[vertex] = [edge for edge in choices[vertex] if edge not in exits]
        live[vertex] = [edge for edge in live[vertex] if edge not in exits]
    return replace(board, choices=choices, live=live)


def forced(board: Board, goal: Iterable[int], exits: Set[int]) -> bytearray:
    """Return, per vertex, 1 where a caller who never takes these exits can force the goal, if by saying nothing."""
    return game.forced(refusing(board, exits), goal, silence=True)


def leading(board: Board, goal: Iterable[int], exits: Set[int]) -> bytearray:
    """Return, per vertex, 1 where some way leads to the goal without these exits; wrong keys are no way there."""
    return reach.leading(board, goal, without=exits)
