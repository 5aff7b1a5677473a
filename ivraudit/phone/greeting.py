"""What comes before the first choice of a call: the choices themselves, and the seconds until one is offered."""

from __future__ import annotations

from heapq import heappop, heappush
from math import inf
from typing import NamedTuple

from ivraudit.analysis.board import CHOOSING
from ivraudit.analysis.wiring import is_unknown
from ivraudit.model import NodeType
from ivraudit.phone import Phone
from ivraudit.phone.listening import HELPING, tells_its_words

UNCOUNTED = frozenset({"legal", "emergency", "recording", "ai", "location"})
"""Notices that have to be given: their seconds do not count as a greeting."""


class Greeting(NamedTuple):
    """The first choice that is offered soonest to callers who are at a vertex."""

    vertex: int
    """The menu, collect or queue that offers it; -1 where none is ever offered."""
    seconds: float
    unseen: float
    """Seconds until the call may be out of sight, where nobody knows what it is offered; inf if it never is."""


class Opening(NamedTuple):
    """What callers of some entries come to up to their first choice."""

    before: tuple[int, ...]
    """What they pass before it: neither a menu nor a collect."""
    choices: tuple[int, ...]
    """The menus and collects to which they come past no other one."""


def opening(phone: Phone, *entries: int) -> Opening:
    """Return what calls from these entries pass up to the first choice, each in the order found."""
    return phone.ask(("opening", entries), lambda: _opening(phone, entries))


def _opening(phone: Phone, entries: tuple[int, ...]) -> Opening:
    board, nodes = phone.board, phone.wiring.nodes
    seen, before, choices = set(entries), list[int](), list[int]()
    queue = list(entries)
    for vertex in queue:  # which grows while it is walked
        if vertex < len(nodes) and nodes[vertex].type in CHOOSING:
            choices.append(vertex)
            continue
        before.append(vertex)
        for edge in board.live[vertex]:
            if board.targets[edge] not in seen:
                seen.add(board.targets[edge])
                queue.append(board.targets[edge])
    return Opening(tuple(before), tuple(choices))


def greeting(phone: Phone, entry: int) -> Greeting:
    """Return the least seconds until a call from an entry is offered a choice; notices that must be given are free.

    A menu offers when its first option has been spoken, a collect when its prompt begins, a queue with options when
    it is entered. Behind a person, a voicemail or a callback nobody is greeted any more.
    """
    board, cost = phone.board, phone.costs.seconds
    unseen: frozenset[int] = phone.ask("greeting unseen", lambda: frozenset(board.unknowns))
    dark, best, offering = inf, inf, -1
    far = {entry: 0.0}
    heap = [(0.0, entry)]
    while heap and heap[0][0] < best:
        seconds, vertex = heappop(heap)
        if seconds > far[vertex]:
            continue
        if vertex in unseen:
            dark = min(dark, seconds)
        if board.choices[vertex] and seconds + _until_offered(phone, vertex) < best:
            best, offering = seconds + _until_offered(phone, vertex), vertex
        if not _greets(phone, vertex):
            continue
        free = not UNCOUNTED.isdisjoint(phone.node(vertex).notice)
        for edge in board.live[vertex]:
            target, after = board.targets[edge], seconds + (0.0 if free else cost[edge])
            if after < far.get(target, inf):
                far[target] = after
                heappush(heap, (after, target))
    return Greeting(offering, best, dark)


def _greets(phone: Phone, vertex: int) -> bool:
    """Whether a call goes through a vertex on its way to the first choice: no choice, no person, no message."""
    if vertex >= len(phone.wiring.nodes) or phone.board.choices[vertex]:
        return False
    node = phone.node(vertex)
    return node.type not in HELPING and not is_unknown(node)


def _until_offered(phone: Phone, vertex: int) -> float:
    """The seconds at a node until its first option has been spoken; 0 where the tree does not tell its words."""
    node = phone.node(vertex)
    heard = phone.costs.heard.get(vertex)
    if node.type is not NodeType.MENU or heard is None or not UNCOUNTED.isdisjoint(node.notice):
        return 0.0
    if not tells_its_words(phone, vertex):
        return 0.0
    return min((until for until in heard.spoken.values() if until is not None), default=0.0)
