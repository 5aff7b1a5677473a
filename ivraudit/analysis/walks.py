"""Where the walks of the silent and of the confused caller can end, whatever the system does."""

from __future__ import annotations

from collections.abc import Callable
from enum import IntFlag

from ivraudit.analysis.board import CHOOSING, STAFFED, Board
from ivraudit.analysis.loops import circles, components
from ivraudit.model import NodeType, Owner


class End(IntFlag):
    """How a call can end."""

    HUMAN = 1
    VOICEMAIL = 2
    CALLBACK = 4
    TRANSFER = 8
    OUTSIDE = 16
    HANGUP = 32
    DROPPED = 64
    STUCK = 128
    """A dead end, or a part's `return` with nowhere to return to."""
    TRAPPED = 256
    """For ever in a circle."""


_ENDS = {
    NodeType.VOICEMAIL: End.VOICEMAIL,
    NodeType.CALLBACK: End.CALLBACK,
    NodeType.OUTSIDE: End.OUTSIDE,
    NodeType.HANGUP: End.HANGUP,
}


def passive_exits(board: Board, vertex: int, trigger: str) -> list[int]:
    """The exits that a call takes at a vertex when the caller does nothing else than `noinput` or `nomatch`.

    At a menu or collect that is the exit after the last attempt; elsewhere every exit of the system's, unless the
    call is served there.
    """
    if vertex >= len(board.wiring.nodes):
        return []
    edges, kind = board.wiring.edges, board.wiring.nodes[vertex].type
    if kind in _ENDS or (kind is NodeType.TRANSFER and board.wiring.nodes[vertex].human):
        return []
    if kind in CHOOSING:
        last = f"{trigger}-last"
        return [edge for edge in board.live[vertex] if edges[edge].trigger == last]
    exits = [edge for edge in board.live[vertex] if edges[edge].owner is Owner.SYSTEM]
    if kind in STAFFED:
        return [edge for edge in exits if edges[edge].trigger == "closed"]
    return exits


def endings(board: Board, trigger: str) -> list[End]:
    """Return, per vertex of the wiring, all ways in which the call of such a caller can end from there."""
    wiring = board.wiring
    size = wiring.size
    own = [_own_end(board, vertex, trigger) for vertex in range(size)]
    exits = [passive_exits(board, v, trigger) for v in range(size)]
    pairs = [(v, board.targets[edge]) for v in range(size) for edge in exits[v]]
    ends = [End(0)] * size
    circling = _circling(exits, board)
    for component in components(range(size), pairs):
        joint = End(0)
        for vertex in component:
            joint |= own[vertex]
            for edge in exits[vertex]:
                joint |= ends[board.targets[edge]]
        if any(circling(vertex) for vertex in component):
            joint |= End.TRAPPED
        for vertex in component:
            ends[vertex] = joint
    return ends


def _own_end(board: Board, vertex: int, trigger: str) -> End:
    wiring = board.wiring
    if vertex == wiring.dropped:
        return End.DROPPED
    if vertex == wiring.unknown:
        return End.OUTSIDE
    node = wiring.nodes[vertex]
    if node.opaque:
        return End.OUTSIDE
    if node.type is NodeType.TRANSFER:
        return _transfer_end(node.human)
    if node.type in STAFFED and board.twins.get(vertex, vertex) in board.persons:
        return End.HUMAN
    if node.type in _ENDS:
        return _ENDS[node.type]
    if node.type is NodeType.RETURN and vertex in board.unknowns:
        return End.OUTSIDE
    if passive_exits(board, vertex, trigger):
        return End(0)
    return End.DROPPED if node.type in CHOOSING else End.STUCK


def _transfer_end(human: bool | None) -> End:
    if human is None:
        return End.OUTSIDE
    return End.HUMAN if human else End.TRANSFER


def _circling(exits: list[list[int]], board: Board) -> Callable[[int], bool]:
    """Which vertices lie on a circle of exits that nothing bounds."""
    edges = board.wiring.edges
    unbounded = [
        (vertex, board.targets[edge])
        for vertex, leaving in enumerate(exits)
        for edge in leaving
        if edges[edge].limit is None
    ]
    return {vertex for part in circles(unbounded) for vertex in part}.__contains__
