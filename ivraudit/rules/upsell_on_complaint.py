"""Somebody who complains is sold something first.

Why: Something went wrong, the caller says so, and hears about the new summer prices. Nothing tells them more plainly
    that nobody is listening.

Bad:
    ivraudit: 1
    name: "Acme"
    start: main
    nodes:
      main:
        type: menu
        prompt: "How can we help?"
        options:
          1: {label: "A complaint", to: pitch, goal: complaint}
          0: {label: "A person", to: person}
        noinput: {attempts: 3, to: person}
        nomatch: {attempts: 3, to: person}
      pitch:   # expect: upsell-on-complaint
        {type: say, promo: true, prompt: "Our faster line costs only five more a month.", next: desk}
      desk: {type: queue, team: "Complaints", announces: {position: true, estimate: true, every: 60s}}
      person: {type: queue, announces: {position: true, estimate: true, every: 60s}}

Good:
    ivraudit: 1
    name: "Acme"
    start: main
    nodes:
      main:
        type: menu
        prompt: "How can we help?"
        options:
          1: {label: "A complaint", to: desk, goal: complaint}
          0: {label: "A person", to: person}
        noinput: {attempts: 3, to: person}
        nomatch: {attempts: 3, to: person}
      desk: {type: queue, team: "Complaints", announces: {position: true, estimate: true, every: 60s}}
      person: {type: queue, announces: {position: true, estimate: true, every: 60s}}

Fix: Take the advertising off the way to the complaint. Judged are nodes with `promo` or `offer` that a caller comes to
    behind an exit with `goal: complaint`, or behind a node with `goal: complaint` or `sensitive: complaint`, until the
    complaint has been taken: by what the system does by itself, by entering data, and by further exits with
    `goal: complaint`. What a caller chooses there of their own accord is not judged.

Source: Spain, Ley 10/2025, art. 16.2 (no selling to callers who complain of an interruption); in the article on the
    seven sins: listen first, and make it right.
"""

from __future__ import annotations

from collections.abc import Iterator

from ivraudit.model import Hit, NodeType, Owner, Severity
from ivraudit.phone import Phone
from ivraudit.rule import Category, NoOptions

CATEGORY = Category.PROMPT
SINS = ("coldness",)
SEVERITY = Severity.WARNING

COMPLAINT = "complaint"


def check(phone: Phone, options: NoOptions) -> Iterator[Hit]:
    """Yield each place where somebody who complains is sold something."""
    if not any(node.promo or node.offer for _, node in phone.nodes(phone.reached)):
        return
    edges, targets = phone.wiring.edges, phone.board.targets
    by: dict[int, int] = {}
    stack: list[int] = []
    for vertex, node in phone.nodes(phone.reached):
        if COMPLAINT in node.goals or COMPLAINT in node.sensitive:
            stack.append(vertex)
        for number in phone.board.live[vertex]:
            if edges[number].goal == COMPLAINT:
                by.setdefault(targets[number], number)
    stack += by
    for vertex, way in _sold(phone, stack, by):
        what = "an advert" if phone.node(vertex).promo else "an offer"
        message = f"a caller who complains hears {what} first, at {phone.node(vertex).name!r}"
        journey = phone.journey(phone.board.sources[way[0]], *way) if way else phone.journey(vertex)
        yield Hit(phone.node(vertex), message, journey)


def _sold(phone: Phone, starts: list[int], by: dict[int, int]) -> Iterator[tuple[int, list[int]]]:
    """Yield the places of selling that those who complain come to, with the exits from the complaint there."""
    done = {*phone.goal(COMPLAINT), *phone.board.persons}
    taken = {vertex: by.get(vertex, -1) for vertex in dict.fromkeys(starts)}
    first, size = set(taken), len(phone.wiring.nodes)
    queue = list(taken)
    for vertex in queue:  # which grows while it is walked
        if vertex >= size:
            continue
        node = phone.node(vertex)
        if node.promo or node.offer:
            yield vertex, _way(phone, vertex, taken, first)
        if vertex in done or node.resolves:
            continue
        for number in phone.board.live[vertex]:
            target = phone.board.targets[number]
            if target not in taken and _carried(phone, number):
                taken[target] = number
                queue.append(target)


def _way(phone: Phone, vertex: int, taken: dict[int, int], first: set[int]) -> list[int]:
    """The exits from where the complaint began to a vertex."""
    way = []
    while taken[vertex] >= 0:
        way.append(taken[vertex])
        if vertex in first:
            break
        vertex = phone.board.sources[taken[vertex]]
    return way[::-1]


def _carried(phone: Phone, number: int) -> bool:
    """Say whether an exit takes a caller on who only wants to complain."""
    edge = phone.wiring.edges[number]
    entering = phone.node(phone.board.sources[number]).type is NodeType.COLLECT and edge.trigger == "next"
    return edge.owner is Owner.SYSTEM or entering or edge.goal == COMPLAINT
