"""Callers who want to buy reach a person in fewer steps than all others.

Why: Callers know the trick: say that you want to buy, and somebody answers. Everybody else learns what their call is
    worth.

Bad:
    ivraudit: 1
    name: "Acme"
    start: main
    nodes:
      main:   # expect: favoured-sales-path
        type: menu
        prompt: "How can we help?"
        options:
          1: {label: "Your order", to: order}
          0: {label: "A person who takes orders", to: sales, goal: sales}
        noinput: {attempts: 3, to: order}
        nomatch: {attempts: 3, to: order}
      order:
        type: menu
        prompt: "Your order."
        options:
          1: {label: "A parcel that is late", to: person}
          0: {label: "A person", to: person}
        noinput: {attempts: 3, to: person}
        nomatch: {attempts: 3, to: person}
      sales: {type: queue, team: "Sales", goal: sales, announces: {position: true, estimate: true, every: 60s}}
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
          1: {label: "Your order", to: person}
          2: {label: "Ordering", to: sales, goal: sales}
          0: {label: "A person", to: person}
        noinput: {attempts: 3, to: person}
        nomatch: {attempts: 3, to: person}
      sales: {type: queue, team: "Sales", goal: sales, announces: {position: true, estimate: true, every: 60s}}
      person: {type: queue, announces: {position: true, estimate: true, every: 60s}}

Fix: Let everybody reach a person in as few steps. Compared are the steps to the nearest person, as the caller can force
    them, with and without the choices tagged `goal: sales` or `goal: signup` and the people who are there for nothing
    else (a queue, an agent or a transfer with no other goal). Saying nothing is no step that anybody is told of.

Source: Callers' own advice to choose sales (Seattle Times, on phone mazes). An information: a question that sends
    callers to the right team is no fault by itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import inf

from ivraudit.analysis.distance import distances
from ivraudit.analysis.game import forced
from ivraudit.analysis.straight import without_choices
from ivraudit.model import Hit, NotChecked, Severity
from ivraudit.phone import Phone
from ivraudit.rule import Category, NoOptions

CATEGORY = Category.HUMAN
SINS = ("brush-off",)
SEVERITY = Severity.INFO

BUYING = frozenset({"sales", "signup"})


def check(phone: Phone, options: NoOptions) -> Iterator[Hit | NotChecked]:
    """Yield each entry from which only those who buy reach a person so soon."""
    edges = phone.wiring.edges
    exits = {number for number, edge in enumerate(edges) if edge.goal in BUYING}
    sellers = {v for v in phone.board.persons if phone.node(v).goals and BUYING.issuperset(phone.node(v).goals)}
    if not exits and not sellers:
        return
    everybody, others, perhaps = (
        _steps(phone, set(), set()), _steps(phone, exits, sellers), _steps(phone, exits, sellers, unknown=True)
    )  # fmt: skip
    for vertex in phone.wiring.entries:
        if everybody[vertex] >= others[vertex]:
            continue
        if everybody[vertex] >= perhaps[vertex]:
            yield NotChecked(f"a person for those who do not buy may be behind {phone.unknown_list()}")
            continue
        rest = "nobody else has a key to one" if perhaps[vertex] == inf else f"all others in {_said(perhaps[vertex])}"
        message = f"callers who want to buy reach a person in {_said(everybody[vertex])}, {rest}"
        yield Hit(phone.node(vertex), message, phone.journey_to("human", vertex))


def _steps(phone: Phone, exits: set[int], sellers: set[int], *, unknown: bool = False) -> list[float]:
    """The least steps to a person, not by silence, for somebody who never takes these exits nor means these people."""
    board = without_choices(phone.board, exits)
    persons = [vertex for vertex in board.persons if vertex not in sellers]
    persons += board.unknowns if unknown else []
    inside = forced(board, persons)
    return distances(board, [(0.0, vertex) for vertex in persons], inside, phone.costs.steps, silence=False)


def _said(steps: float) -> str:
    return f"{steps:.0f} step{'' if steps == 1 else 's'}"
