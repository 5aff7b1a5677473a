"""Who is to blame: the system exits by which a caller who could reach a goal loses it (docs/method.md, (g))."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ivraudit.analysis.board import CHOOSING, Board
from ivraudit.model import NodeType, Owner

CALLERS = CHOOSING | {NodeType.QUEUE}


def leaving(board: Board, inside: bytearray, beyond: bytearray) -> Iterator[int]:
    """Yield the system exits that lead out of `beyond` from a vertex that has another one into `inside`.

    With the vertices from which some way leads to the goal for both, these are the exits that deny it for good; with
    its forced set for both, those that deny it as long as the system likes.
    """
    edges = board.wiring.edges
    for vertex, node in enumerate(board.wiring.nodes):
        if node.type in CALLERS:
            continue
        exits = [edge for edge in board.live[vertex] if edges[edge].owner is Owner.SYSTEM]
        if any(inside[board.targets[edge]] for edge in exits):
            yield from (edge for edge in exits if not beyond[board.targets[edge]])


def gather(board: Board, exits: Iterable[int], outside: Iterable[int]) -> dict[int, list[int]]:
    """Return, per exit, the vertices among `outside` whose callers it strands: each at the exit nearest to it.

    An exit stays in the answer with an empty list where its callers are nearer to another one.
    """
    among = set(outside)
    into: dict[int, list[int]] = {}
    for vertex in sorted(among):
        for edge in board.live[vertex]:
            if board.targets[edge] in among:
                into.setdefault(board.targets[edge], []).append(vertex)
    stranded: dict[int, list[int]] = {}
    owner: dict[int, int] = {}
    queue = []
    for edge in exits:
        if board.sources[edge] in among:
            stranded[edge] = []
            if board.sources[edge] not in owner:
                owner[board.sources[edge]] = edge
                queue.append(board.sources[edge])
    for vertex in queue:  # which grows while it is walked
        for source in into.get(vertex, ()):
            if source not in owner:
                owner[source] = owner[vertex]
                queue.append(source)
    for vertex in sorted(owner):
        stranded[owner[vertex]].append(vertex)
    return stranded
