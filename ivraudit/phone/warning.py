"""The notice for those in danger: when it has been said, and what callers may come to without having heard it."""

from __future__ import annotations

from collections.abc import Iterator
from heapq import heappop, heappush
from math import inf
from typing import NamedTuple

from ivraudit.analysis.board import CHOOSING
from ivraudit.model import Node, NodeType
from ivraudit.phone.asking import chooses_language
from ivraudit.phone.journeys import Phone
from ivraudit.words.danger import warned_until, warns
from ivraudit.words.hearing import UNTOLD

NOTICE = "emergency"


class Notices(NamedTuple):
    """What an entry's callers hear of danger before anything else."""

    late: dict[int, float]
    """Per node with the notice: the least seconds from the first word of the call until it has been said."""
    without: dict[int, list[int]]
    """Per node that asks callers, or ends the call, before they have heard the notice: the exits of the way there."""


def notices(phone: Phone, entry: int) -> Notices:
    """Return when the notice for those in danger has been said to the callers of an entry, and who does not hear it.

    A language menu is no choice. Whoever comes to a person needs no notice; what comes behind what cannot be seen is
    left open.
    """
    board, cost = phone.board, phone.costs.listening
    persons, unknowns = set(board.persons), set(board.unknowns)
    found = Notices({}, {})
    seconds, by = {entry: 0.0}, dict[int, int]()
    heap, done = [(0.0, entry)], set[int]()
    while heap:
        came, vertex = heappop(heap)
        if vertex in done:
            continue
        done.add(vertex)
        if _settled(phone, vertex, came, found):
            continue
        if vertex in persons or vertex in unknowns:
            continue
        if _asks_or_ends(phone, vertex):
            found.without[vertex] = _way(phone, by, vertex)
            continue
        for edge in board.live[vertex]:
            target, after = board.targets[edge], came + cost[edge]
            if after < seconds.get(target, inf):
                seconds[target], by[target] = after, edge
                heappush(heap, (after, target))
    return found


def _settled(phone: Phone, vertex: int, came: float, found: Notices) -> bool:
    """Note when a node with the notice has said it, unless it asks first; say whether it has the notice."""
    if vertex >= len(phone.wiring.nodes) or NOTICE not in phone.node(vertex).notice:
        return False
    node = phone.node(vertex)
    said = _said_after(phone, node)
    heard = phone.costs.heard.get(vertex)
    options = [until for until in heard.spoken.values() if until is not None] if heard else []
    if options and min(options) < said:
        return False
    found.late[vertex] = came + said
    return True


def _said_after(phone: Phone, node: Node) -> float:
    """The seconds until a prompt has said the sentence that warns; of a prompt without one, its whole length."""
    whole, text = phone.hearing.prompt(node), phone.hearing.said(node.prompt) or ""
    end = warned_until(text, phone.hearing.language or UNTOLD)
    estimate = phone.hearing.speaking(text)
    return whole * min(1.0, phone.hearing.speaking(text[:end]) / estimate) if end and estimate else whole


def _asks_or_ends(phone: Phone, vertex: int) -> bool:
    if vertex >= len(phone.wiring.nodes):
        return vertex == phone.wiring.dropped
    node = phone.node(vertex)
    if node.type in CHOOSING:
        return not chooses_language(phone, vertex)
    return node.type in (NodeType.VOICEMAIL, NodeType.CALLBACK, NodeType.HANGUP, NodeType.TRANSFER)


def _way(phone: Phone, by: dict[int, int], vertex: int) -> list[int]:
    way: list[int] = []
    while vertex in by:
        way.append(by[vertex])
        vertex = phone.board.sources[way[-1]]
    return way[::-1]


def unheard(phone: Phone, entry: int, way: list[int]) -> Iterator[str]:
    """Yield why it is not sure that callers on a way hear no warning: a text that warns untagged, or no text at all."""
    language = phone.hearing.language or UNTOLD
    vertices = [entry, *(phone.board.targets[edge] for edge in way)]
    for vertex in vertices:
        node = phone.node(vertex) if vertex < len(phone.wiring.nodes) else None
        if node is None or NOTICE in node.notice:
            continue
        text = phone.hearing.said(node.prompt)
        if text is None and phone.hearing.said(node.audio) is not None:
            yield f"{node.name!r} plays a recording without its text"
        elif text and warns(text, language) is None:
            yield f"what {node.name!r} says in {language} is not understood"
        elif text and warns(text, language):
            yield f"{node.name!r} seems to warn those in danger: if it does, tag it with notice: [emergency]"
