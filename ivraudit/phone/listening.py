"""What callers of a menu hear and may press: the texts of a node, its options, and how deep it lies."""

from __future__ import annotations

from collections import deque
from itertools import pairwise
from math import inf
from typing import NamedTuple

from ivraudit import words
from ivraudit.analysis import paths
from ivraudit.analysis.board import CHOOSING
from ivraudit.model import Edge, Node, NodeType, Owner, PerLanguage, Trouble
from ivraudit.phone import Phone
from ivraudit.words.hearing import UNTOLD

KEYPAD = frozenset("0123456789*#")


UNTOLD_LANGUAGE = "a language that the tree does not tell"
HELPING = frozenset({
    NodeType.QUEUE, NodeType.AGENT, NodeType.TRANSFER, NodeType.VOICEMAIL, NodeType.CALLBACK, *CHOOSING,
})  # fmt: skip
"""What a call that ends straight away does not come to."""
MOST_BEFORE = 50
"""So many nodes are looked at for what is said before another one."""


class Said(NamedTuple):
    """A text that callers hear, and the languages that it may be in (none: nobody knows)."""

    text: str
    languages: tuple[str, ...]


def texts(phone: Phone, spoken: PerLanguage[str]) -> list[Said]:
    """Return the texts of a prompt or label, one for each language that has its own.

    A text of a tree that names no language is English in our own format, and of an unknown language elsewhere.
    """
    if not spoken:
        return []
    default = phone.tree.languages or ((UNTOLD,) if own_format(phone) else ())
    return [Said(text, (tag,) if tag else default) for tag, text in spoken.items() if text.strip()]


def prompts(phone: Phone, node: Node) -> list[Said]:
    """Return all that is said at a node itself: its prompt, and what is said before another attempt."""
    found = texts(phone, node.prompt)
    for retry in (node.noinput, node.nomatch):
        if retry and retry.prompt and not retry.inherited:
            found += texts(phone, retry.prompt)
    return found


def said_before(phone: Phone, vertex: int) -> list[str]:
    """Return what is said, in any language, straight before a node and all the way back to what the caller chose."""
    board, nodes = phone.board, phone.wiring.nodes
    seen, found = [vertex], list[str]()
    for here in seen:  # which grows while it is walked
        for number in board.leading[here] if len(seen) < MOST_BEFORE else ():
            source = board.sources[number]
            if source < len(nodes) and source not in seen and nodes[source].type not in CHOOSING:
                seen.append(source)
                found += nodes[source].prompt.values()
    return found


def own_format(phone: Phone) -> bool:
    """Whether the tree is written in our own format, where a platform says the options that no prompt says."""
    return not phone.tree.vendor


def unread_languages(said: Said) -> list[str]:
    """Return the languages of a text that have no word lists, by tag, or as a phrase where the tree names none."""
    if not said.languages:
        return [UNTOLD_LANGUAGE]
    return [tag for tag in said.languages if not words.known(tag)]


def keyed(phone: Phone, vertex: int) -> list[tuple[int, Edge]]:
    """Return the exits of a menu, collect or queue that are taken by keys, with their numbers, in the order written."""
    known: dict[int, list[tuple[int, Edge]]] = phone.keep(("keyed", phone.hearing.language), dict)
    if vertex not in known:
        edges = phone.wiring.edges
        known[vertex] = [
            (number, edges[number])
            for number in phone.board.live[vertex]
            if edges[number].owner is Owner.CALLER and not edges[number].spoken and is_key(edges[number].trigger)
        ]
    return known[vertex]


def taken_keys(phone: Phone, vertex: int) -> set[str]:
    """Return the keys that a node takes, whatever the language."""
    return {
        edge.trigger
        for _, edge in phone.exits(vertex)
        if edge.owner is Owner.CALLER and not edge.spoken and is_key(edge.trigger)
    }


def place_of(node: Node, field: str, rule: str) -> Node | Trouble:
    """Return where a field of a node stands, for a finding of that rule; the node itself where nobody knows."""
    at = node.fields.get(field)
    return node if at is None else Trouble(rule, at, "", node.name, field)


def is_key(trigger: str) -> bool:
    """Whether a trigger is one or more signs of the keypad."""
    return trigger in KEYPAD or (bool(trigger) and KEYPAD.issuperset(trigger))


def signs(phone: Phone) -> frozenset[str]:
    """Return the keys that are no options of their own: 0, *, # and those to which the policy gives a meaning."""
    return phone.keep("signs", lambda: frozenset({"0", "*", "#", *phone.assumptions.keys} - {""}))


def language_menu(phone: Phone, vertex: int) -> bool:
    """Whether an option of a menu chooses the language of all that follows."""
    exits = phone.wiring.exits[vertex]
    return any(phone.wiring.edges[n].language and phone.wiring.edges[n].owner is Owner.CALLER for n in exits)


def tells_its_words(phone: Phone, vertex: int) -> bool:
    """Whether the tree tells how the options of a menu are announced.

    In our own format the platform says what no prompt says; elsewhere only a prompt that says its keys tells it. Of a
    recording without its words, and of a language that is not known, nobody knows.
    """
    if phone.hearing.said(phone.node(vertex).prompt):
        return phone.hearing.known and (own_format(phone) or _announces_itself(phone, vertex))
    return own_format(phone) and not phone.node(vertex).audio


def _announces_itself(phone: Phone, vertex: int) -> bool:
    """Whether a prompt says its keys itself: the first of them is spoken before the prompt is over."""
    heard = phone.costs.heard.get(vertex)
    if heard is None:
        return False
    spoken = [until for _, edge in keyed(phone, vertex) if (until := heard.spoken.get(edge.trigger)) is not None]
    return bool(spoken) and min(spoken) <= phone.costs.prompts[vertex] + 1e-6


def options_onward(phone: Phone, vertex: int) -> list[tuple[int, Edge]]:
    """Return the announced options of a menu that lead on: without those that help, repeat or go back.

    Left out are the keys of `signs`, keys of several signs, exits to the menu itself or to a menu that calls pass
    earlier, and what no voice says. Where the tree does not tell what is announced, there are none.
    """
    known: dict[int, list[tuple[int, Edge]]] = phone.keep(("onward", phone.hearing.language), dict)
    if vertex not in known:
        known[vertex] = _onward(phone, vertex)
    return known[vertex]


def _onward(phone: Phone, vertex: int) -> list[tuple[int, Edge]]:
    if not tells_its_words(phone, vertex):
        return []
    heard = phone.costs.heard.get(vertex)
    spoken = heard.spoken if heard else {}
    skipped, deep = signs(phone), depth(phone)
    found = []
    for number, edge in keyed(phone, vertex):
        target = phone.wiring.targets[number]
        back = target == vertex or (chooses(phone, target) and deep[target] <= deep[vertex])
        heard_of = spoken.get(edge.trigger) is not None
        if heard_of and len(edge.trigger) == 1 and edge.trigger not in skipped and not back:
            found.append((number, edge))
    return found


class Spoken(NamedTuple):
    """An option as it is spoken, and how many seconds that takes."""

    edge: Edge
    seconds: float


def spoken_in_order(phone: Phone, vertex: int) -> list[Spoken]:
    """Return the options of a menu that a voice says, in the order in which it does.

    Where the prompt says its keys itself, the first one counts no longer than the others do on average: what is said
    before it is no option.
    """
    heard = phone.costs.heard.get(vertex)
    until = {trigger: end for trigger, end in heard.spoken.items() if end is not None} if heard else {}
    edges = sorted((edge for _, edge in keyed(phone, vertex) if edge.trigger in until), key=lambda e: until[e.trigger])
    if len(edges) < 2:
        return [Spoken(edge, 0.0) for edge in edges]
    lengths = [until[edge.trigger] - until[before.trigger] for before, edge in pairwise(edges)]
    first = min(until[edges[0].trigger], sum(lengths) / len(lengths))
    if not _announces_itself(phone, vertex):
        first = until[edges[0].trigger] - phone.costs.prompts[vertex]
    return [Spoken(edge, seconds) for edge, seconds in zip(edges, [first, *lengths], strict=True)]


def chooses(phone: Phone, vertex: int) -> bool:
    """Whether a vertex is a menu or a collect."""
    return vertex < len(phone.wiring.nodes) and phone.node(vertex).type in CHOOSING


def depth(phone: Phone) -> list[float]:
    """Return, per vertex, the least menus and collects that a call leaves, in some profile, before it comes there.

    It is inf where no call comes.
    """
    return phone.keep("depth", lambda: _depth(phone))


def _depth(phone: Phone) -> list[float]:
    wiring = phone.wiring
    found = [inf] * wiring.size
    queue = deque(wiring.entries)
    for vertex in queue:
        found[vertex] = 0
    while queue:
        vertex = queue.popleft()
        step = 1 if chooses(phone, vertex) else 0
        for edge in wiring.exits[vertex]:
            target = wiring.targets[edge]
            if found[vertex] + step < found[target]:
                found[target] = found[vertex] + step
                (queue.append if step else queue.appendleft)(target)
    return found


def ends_straight(phone: Phone, vertex: int) -> bool:
    """Whether from a node on one exit follows another until the call ends, with nothing else that can happen."""
    nodes, seen = phone.wiring.nodes, set[int]()
    unknown = frozenset(phone.board.unknowns)
    while vertex < len(nodes) and vertex not in seen and vertex not in unknown and nodes[vertex].type not in HELPING:
        seen.add(vertex)
        exits = phone.board.live[vertex]
        if len(exits) != 1:
            return nodes[vertex].type is NodeType.HANGUP
        vertex = phone.board.targets[exits[0]]
    return vertex == phone.wiring.dropped


def helped_for_sure(phone: Phone) -> bytearray:
    """Return, per vertex, 1 where the system leads to a person, a voicemail or a callback that can be seen."""
    return phone.ask("helped for sure", lambda: paths.by_itself(phone.board, _helping(phone)))


def helped_by_itself(phone: Phone) -> bytearray:
    """Return, per vertex, 1 where the system leads to a person, a voicemail, a callback or what cannot be seen."""
    return phone.ask("helped by itself", lambda: _helped(phone))


def _helped(phone: Phone) -> bytearray:
    return paths.by_itself(phone.board, [*_helping(phone), *phone.board.unknowns])


def _helping(phone: Phone) -> list[int]:
    helps = (NodeType.VOICEMAIL, NodeType.CALLBACK)
    ends = [vertex for vertex, node in enumerate(phone.wiring.nodes) if node.type in helps]
    return [*phone.board.persons, *ends]
