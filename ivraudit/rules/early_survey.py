"""Callers are asked how they liked the call before anybody has helped them.

Why: "On a scale from one to five, how satisfied are you?" - with what? The caller has not said yet what is wrong. It
    costs time, and the answers are worth nothing.

Bad:
    ivraudit: 1
    name: "Acme"
    start: main
    nodes:
      main:
        type: menu
        prompt: "How can we help?"
        options:
          1: {label: "Billing", to: survey}
          0: {label: "A person", to: person}
        noinput: {attempts: 3, to: person}
        nomatch: {attempts: 3, to: person}
      survey:   # expect: early-survey
        type: menu
        survey: true
        prompt: "First, how likely are you to recommend us?"
        options:
          1: {label: "Likely", to: bill}
          2: {label: "Not likely", to: bill}
          0: {label: "A person", to: person}
          "*": {label: "Going back", to: main}
        noinput: {attempts: 3, to: person}
        nomatch: {attempts: 3, to: person}
      bill: {type: say, resolves: true, prompt: "You owe us forty dollars.", next: bye}
      bye: {type: hangup}
      person: {type: agent}

Good:
    ivraudit: 1
    name: "Acme"
    start: main
    nodes:
      main:
        type: menu
        prompt: "How can we help?"
        options:
          1: {label: "Billing", to: bill}
          0: {label: "A person", to: person}
        noinput: {attempts: 3, to: person}
        nomatch: {attempts: 3, to: person}
      bill: {type: say, resolves: true, prompt: "You owe us forty dollars.", next: survey}
      person: {type: agent, next: survey}
      survey:
        type: menu
        survey: true
        prompt: "One question. Is it settled?"
        options:
          1: {label: "Yes", to: bye}
          2: {label: "No", to: person}
          0: {label: "A person", to: person}
        noinput: bye
        nomatch: bye
      bye: {type: hangup}

Fix: Ask at the end, and only those who have talked to a person, left a message, booked a callback or come to a node
    that `resolves`. The finding stands at a node with `survey: true` that some call comes to before any of these.
    Where callers have chosen something on the way and no node of the tree says `resolves: true`, nobody can tell
    whether they have been helped, and it is not checked.

Source: Spain, Ley 10/2025, art. 18.2 (no survey before the matter is resolved); the method, (f).
"""

from __future__ import annotations

from collections.abc import Iterator

from ivraudit.analysis.between import Between
from ivraudit.model import Hit, NotChecked, Owner, Severity
from ivraudit.phone import CLOCKS as ALL_CLOCKS
from ivraudit.phone import Phone
from ivraudit.rule import Category, NoOptions

CATEGORY = Category.WAITING
SINS = ("robotism", "rule-book")
SEVERITY = Severity.WARNING
CLOCKS = ALL_CLOCKS


def check(phone: Phone, options: NoOptions) -> Iterator[Hit | NotChecked]:
    """Yield each survey that calls come to unserved."""
    if not any(node.survey for node in phone.tree.nodes):
        return
    judged, edges = phone.judged, phone.wiring.edges
    early = [vertex for vertex, node in phone.nodes(judged) if node.survey]
    told = any(node.resolves for node in phone.tree.nodes)
    ways = Between(phone.board, phone.wiring.entries, lambda edge: bool(judged[phone.board.targets[edge]]))
    unasked = Between(
        phone.board, phone.wiring.entries,
        lambda edge: edge < len(edges) and edges[edge].owner is Owner.SYSTEM,
    )  # fmt: skip
    for vertex in early:
        node = phone.node(vertex)
        if not told and vertex not in unasked.reached:
            yield NotChecked(f"whether callers have been helped before {node.name!r}: no node says resolves: true")
            continue
        first, way = ways.way(vertex)
        yield Hit(node, f"{node.name!r} asks callers who have not been helped yet", phone.steps(first, way))
