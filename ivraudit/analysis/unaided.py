"""What the system does with a call while the caller does nothing, as far as it goes on without help."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from ivraudit.analysis.board import CHOOSING, Board
from ivraudit.analysis.game import forced
from ivraudit.model import NodeType, Owner

HELPING = frozenset({NodeType.VOICEMAIL, NodeType.CALLBACK})


def helping(board: Board) -> bytearray:
    """Return, per vertex, 1 where the caller is helped: a person, a voicemail, a callback, an answer."""
    found = bytearray(board.size)
    for vertex, node in enumerate(board.wiring.nodes):
        found[vertex] = node.resolves or node.type in HELPING
    for vertex in board.persons:
        found[vertex] = 1
    return found


def walked(board: Board, start: int) -> dict[int, int]:
    """Return the vertices to which the system may bring a call by itself, each with the exit by which it comes there.

    The start is not among them unless a circle leads back to it. No way leads through what asks or helps the caller,
    nor through what cannot be seen.
    """
    nodes, edges, helps = board.wiring.nodes, board.wiring.edges, helping(board)
    stops = {*board.unknowns}
    came: dict[int, int] = {}
    queue = [start]
    for vertex in queue:  # which grows while it is walked
        if vertex >= len(nodes) or nodes[vertex].type in CHOOSING or helps[vertex] or vertex in stops:
            continue
        for edge in board.live[vertex]:
            target = board.targets[edge]
            if edges[edge].owner is Owner.SYSTEM and target not in came:
                came[target] = edge
                if target != start:
                    queue.append(target)
    return came


def unhelped(board: Board, ends: Iterable[int]) -> bytearray:
    """Return, per vertex, 1 where the system brings the call to one of the ends whatever it does, and helps nobody."""
    helps = helping(board)
    fates = [[] if helps[vertex] else exits for vertex, exits in enumerate(board.fates)]
    alone = replace(board, fates=fates)
    return forced(alone, ends, choices=False)
