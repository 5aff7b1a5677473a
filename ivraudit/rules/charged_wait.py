"""Callers pay a premium for waiting.

Why: Every minute of music costs the caller money, and earns it for the company that does not pick up. The longer the
    queue, the better the business.

Bad:
    ivraudit: 1
    name: "Acme"
    start: main
    nodes:
      main:
        type: menu
        charge: premium
        prompt: "Acme. This call costs two dollars a minute. How can we help?"
        options:
          1: {label: "Billing", to: line}
          0: {label: "A person", to: line}
        noinput: {attempts: 3, to: line}
        nomatch: {attempts: 3, to: line}
      line:   # expect: charged-wait
        type: queue
        wait: {mean: 60s, p95: 120s}
        announces: {position: true, estimate: true, every: 60s}

Good:
    ivraudit: 1
    name: "Acme"
    start: main
    nodes:
      main:
        type: menu
        charge: premium
        prompt: "Acme. This call costs two dollars a minute, and waiting is free. How can we help?"
        options:
          1: {label: "Billing", to: line}
          0: {label: "A person", to: line}
        noinput: {attempts: 3, to: line}
        nomatch: {attempts: 3, to: line}
      line:
        type: queue
        charge: free
        wait: {mean: 60s, p95: 120s}
        announces: {position: true, estimate: true, every: 60s}

Fix: Do not charge for the time in the queue, and say so there (`charge: free`), or move the line to a number at the
    basic rate. What a node says with `charge` holds for all that follows, until another one says otherwise. The
    charge of a `transfer` is that of the other line, whose queues nobody can see here.

Source: Germany, TKG 115 (a queue only at a fixed price or free on such numbers); France, Code de la consommation
    L121-16; Spain, Ley 10/2025, arts 10.1 and 10.4 (no surcharge, no move from a free number to a paid one).
"""

from __future__ import annotations

from collections.abc import Iterator

from ivraudit.model import Hit, NodeType, Severity
from ivraudit.phone import CLOCKS as ALL_CLOCKS
from ivraudit.phone import Phone
from ivraudit.phone.charging import Charging
from ivraudit.rule import Category, NoOptions

CATEGORY = Category.WAITING
SINS = ("apathy", "comcast")
SEVERITY = Severity.WARNING
CLOCKS = ALL_CLOCKS


def check(phone: Phone, options: NoOptions) -> Iterator[Hit]:
    """Yield each queue in which callers may pay a premium."""
    if not any(node.charge == "premium" for node in phone.tree.nodes):
        return
    charging: Charging = phone.ask("premium", lambda: Charging(phone, "premium"))
    for vertex, node in phone.nodes(phone.reached, NodeType.QUEUE):
        if vertex in charging.vertices:
            first, way = charging.way(vertex)
            also = () if first == vertex else phone.notes([first], "says what the call costs")
            yield Hit(node, f"callers pay a premium while they wait in {node.name!r}", phone.journey(first, *way), also)
