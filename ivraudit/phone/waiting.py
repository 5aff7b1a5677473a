"""Queues: how long they declare that callers wait, and where their overflow leads back to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ivraudit.analysis import paths
from ivraudit.analysis.board import CHOOSING
from ivraudit.analysis.loops import circles, components
from ivraudit.analysis.reach import reached
from ivraudit.model import Node, NodeType, Owner
from ivraudit.phone.journeys import Phone

_HELPING = CHOOSING | {NodeType.AGENT, NodeType.VOICEMAIL, NodeType.CALLBACK, NodeType.OUTSIDE, NodeType.RETURN}
"""Where the system's own business ends: the caller is asked or helped, or nobody can see what comes."""


def longest_wait(node: Node, share: float = 0.95) -> float | None:
    """Return the seconds that this share of a queue's callers do not exceed; None where the tree does not say it.

    Declared is the p95 or one figure for all; a mean alone says nothing of the longest wait. From arrivals, agents and
    handling time it follows by Erlang-C, with patience by Erlang-A; it is infinite where nobody gives up and more
    calls come than the agents can take.
    """
    wait = node.wait
    if wait is None or (wait.mean is not None and wait.p95 is None):
        return None
    if wait.declared is not None:
        return wait.declared
    if wait.p95 is not None and (share == 0.95 or wait.mean is None):
        return wait.p95 if share == 0.95 else None
    from ivraudit.analysis.waits import law  # few queues tell their load

    try:
        known = law(wait)
    except OverflowError:
        return None
    return known.quantile(share) if known else None


OVERFLOW = frozenset({"full", "timeout"})
"""The exits by which a queue gets rid of a caller whom nobody has served."""


def rings(phone: Phone) -> list[tuple[int, list[int]]]:
    """Return the circles of the system's own exits that a queue is on: the queue, and a shortest way back to it.

    The caller is asked nothing on the way, nobody answers, and no counter bounds it.
    """
    return phone.ask("rings of queues", lambda: _rings(phone))


def _rings(phone: Phone) -> list[tuple[int, list[int]]]:
    queues = {vertex for vertex, _ in phone.nodes(phone.reached, NodeType.QUEUE)}
    exits, board = _unaided(phone), phone.board
    pairs = [(vertex, board.targets[edge]) for vertex, leaving in exits.items() for edge in leaving]
    found = []
    for ring in circles(pairs):
        inside = set(ring)
        allowed = {edge for vertex in ring for edge in exits[vertex] if board.targets[edge] in inside}
        first = next((vertex for vertex in ring if vertex in queues), None)
        trip = paths.circle(board, first, allowed.__contains__) if first is not None else []
        if first is not None and trip and phone.at_one_hour(trip):
            found.append((first, trip))
    return found


def _unaided(phone: Phone) -> dict[int, list[int]]:
    """The exits that the system takes by itself, as often as it likes, with callers whom no queue has served.

    They stand by the vertex that they leave; what no queue leads to in that way is left out.
    """
    return phone.ask("unaided", lambda: _walk(phone))


def _walk(phone: Phone) -> dict[int, list[int]]:
    edges, board = phone.wiring.edges, phone.board
    queue = [vertex for vertex, _ in phone.nodes(phone.reached, NodeType.QUEUE)]
    found: dict[int, list[int]] = {vertex: [] for vertex in queue}
    for vertex in queue:  # which grows while it is walked
        if vertex >= len(phone.wiring.nodes) or _ends(phone.node(vertex)):
            continue
        found[vertex] = [
            number for number in board.live[vertex]
            if edges[number].owner is Owner.SYSTEM and edges[number].limit is None and edges[number].trigger != "served"
        ]  # fmt: skip
        for number in found[vertex]:
            if board.targets[number] not in found:
                found[board.targets[number]] = []
                queue.append(board.targets[number])
    return found


def _ends(node: Node) -> bool:
    """Whether the system's own business ends at a node."""
    away = node.type is NodeType.TRANSFER and node.human is not False
    return node.type in _HELPING or away or (node.resolves and node.type is not NodeType.QUEUE)


def circled(phone: Phone) -> frozenset[int]:
    """Return the queues that an `overflow-loop` is told of, so that no other rule tells of it."""
    found = [trip for _, trip in rings(phone)] + [way for _, way in ways_back(phone)]
    sources = (phone.board.sources[edge] for way in found for edge in way)
    return frozenset(vertex for vertex in sources if phone.node(vertex).type is NodeType.QUEUE)


def ways_back(phone: Phone) -> list[tuple[int, list[int]]]:
    """Return each exit by which a queue may send callers back, by the system alone, to where they came from.

    That is an entry, or a menu or collect which callers pass before they come to any queue and which leads to this
    queue again. With the exit's queue come the exits of the way, that exit first.
    """
    return phone.ask("ways back from queues", lambda: list(_ways_back(phone)))


def _ways_back(phone: Phone) -> Iterator[tuple[int, list[int]]]:
    board, edges, nodes = phone.board, phone.wiring.edges, phone.wiring.nodes
    queues = [vertex for vertex, _ in phone.nodes(phone.reached, NodeType.QUEUE)]
    leaving = [e for q in queues for e in board.live[q] if edges[e].trigger in OVERFLOW and edges[e].limit is None]
    among = set(queues)
    behind = [vertex for vertex in _unaided(phone) if vertex < len(nodes) and vertex not in among]
    entries = set(phone.wiring.entries)
    goals = [vertex for vertex in behind if vertex in entries or nodes[vertex].type in CHOOSING]
    if not leaving or not goals:
        return
    before = reached(board, phone.wiring.entries, stops=queues)
    part = _parts(phone)
    onward = _onward(phone, [vertex for vertex in goals if before[vertex]], part)
    for number in leaving:
        target = board.targets[number]
        if part[board.sources[number]] == part[target] and onward[target] != -1:
            way = paths.follow(board, number, onward)
            if phone.at_one_hour(way):
                yield board.sources[number], way


def _parts(phone: Phone) -> list[int]:
    """Per vertex, the number of the part in which every vertex leads to every other by some exits."""
    board = phone.board
    vertices = [vertex for vertex in range(len(phone.wiring.nodes)) if phone.reached[vertex]]
    pairs = [(vertex, board.targets[edge]) for vertex in vertices for edge in board.live[vertex]]
    part = [-1] * board.size
    for number, members in enumerate(components(vertices, pairs)):
        for vertex in members:
            part[vertex] = number
    return part


def _onward(phone: Phone, goals: Sequence[int], part: Sequence[int]) -> list[int]:
    """Per vertex, the exit by which the system comes nearer to a goal in the same part (-2: here, -1: none).

    No way leads through another queue: that one has an exit of its own to blame.
    """
    board = phone.board
    into: dict[int, list[int]] = {}
    for number in (edge for leaving in _unaided(phone).values() for edge in leaving):
        queued = phone.node(board.sources[number]).type is NodeType.QUEUE
        if not queued and part[board.sources[number]] == part[board.targets[number]]:
            into.setdefault(board.targets[number], []).append(number)
    onward = [-1] * board.size
    queue = list(dict.fromkeys(goals))
    for vertex in queue:
        onward[vertex] = -2
    for vertex in queue:  # which grows while it is walked
        for number in into.get(vertex, ()):
            source = board.sources[number]
            if onward[source] == -1:
                onward[source] = number
                queue.append(source)
    return onward
