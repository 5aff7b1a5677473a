"""Callers who wait have to listen to advertising.

Why: They cannot leave and they cannot look away. Who has waited ten minutes to complain about a bill is told three
    times how much cheaper it could be.

Bad:
    ivraudit: 1
    name: "Acme"
    start: main
    nodes:
      main:
        type: menu
        prompt: "How can we help?"
        options:
          1: {label: "Billing", to: line}
          0: {label: "A person", to: line}
        noinput: {attempts: 3, to: line}
        nomatch: {attempts: 3, to: line}
      line:   # expect: advert-on-hold
        type: queue
        promo: true
        prompt: "While you wait: have you heard of our new freezers?"
        wait: {mean: 60s, p95: 120s}
        announces: {position: true, estimate: true, every: 60s}

Good:
    ivraudit: 1
    name: "Acme"
    start: main
    nodes:
      main:
        type: menu
        prompt: "How can we help?"
        options:
          1: {label: "Billing", to: line}
          0: {label: "A person", to: line}
        noinput: {attempts: 3, to: line}
        nomatch: {attempts: 3, to: line}
      line:
        type: queue
        wait: {mean: 60s, p95: 120s}
        announces: {position: true, estimate: true, every: 60s}

Fix: Play music, or say how long it will take. At fault is a queue that is itself tagged `promo`, and a `promo` node
    to which a queue sends those who wait, unasked, before it or another queue takes them back. What callers choose
    by a key while they wait is their own wish.

Source: Brazil, Decreto 11.034/2022, art. 4 par. 5 (no advertising while waiting without the caller's consent).
"""

from __future__ import annotations

from collections.abc import Iterator

from ivraudit.analysis.between import Between
from ivraudit.analysis.board import CHOOSING, STAFFED
from ivraudit.model import Hit, NodeType, Owner, Severity
from ivraudit.phone import CLOCKS as ALL_CLOCKS
from ivraudit.phone import Phone
from ivraudit.rule import Category, NoOptions

CATEGORY = Category.WAITING
SINS = ("apathy", "comcast")
SEVERITY = Severity.WARNING
CLOCKS = ALL_CLOCKS

ELSEWHERE = CHOOSING | STAFFED | {NodeType.VOICEMAIL, NodeType.CALLBACK, NodeType.TRANSFER}
"""Where the wait is over, or another one begins."""


def check(phone: Phone, options: NoOptions) -> Iterator[Hit]:
    """Yield each advert that is played to those who wait."""
    if not any(node.promo for node in phone.tree.nodes):
        return
    queues = [vertex for vertex, _ in phone.nodes(phone.reached, NodeType.QUEUE)]
    onward = _leading_back(phone, queues)
    sent = Between(phone.board, queues, lambda edge: _unasked(phone, edge))
    for vertex, node in phone.nodes(phone.reached):
        if not node.promo:
            continue
        if node.type is NodeType.QUEUE:
            yield Hit(node, f"those who wait in {node.name!r} have to listen to advertising", phone.journey(vertex))
        elif vertex in onward and vertex in sent.reached:
            first, way = sent.way(vertex)
            message = f"those who wait in {phone.node(first).name!r} are sent to the advertising of {node.name!r}"
            yield Hit(node, message, phone.journey(first, *way))


def _unasked(phone: Phone, number: int) -> bool:
    """Whether the system takes an exit while somebody waits."""
    if number >= len(phone.wiring.edges):
        return False
    edge = phone.wiring.edges[number]
    node = phone.node(phone.wiring.sources[number])
    if edge.owner is not Owner.SYSTEM:
        return False
    return edge.trigger not in ("served", "closed") if node.type is NodeType.QUEUE else node.type not in ELSEWHERE


def _leading_back(phone: Phone, queues: list[int]) -> set[int]:
    """The nodes from which the system alone may bring a call to a queue."""
    seen = set(queues)
    stack = list(queues)
    while stack:
        for edge in phone.board.leading[stack.pop()]:
            source = phone.board.sources[edge]
            if source not in seen and _unasked(phone, edge):
                seen.add(source)
                stack.append(source)
    return seen
