"""The first menu has no option for a complaint.

Why: Who wants to complain is angry already. To hide the option three menus down does not make the complaint go away.

Bad:
    ivraudit: 1
    name: "Acme"
    start: main
    nodes:
      main:   # expect: missing-complaint-option
        type: menu
        prompt: "How can we help?"
        options:
          1: {label: "Billing", to: billing}
          0: {label: "A person", to: person}
        noinput: {attempts: 3, to: person}
        nomatch: {attempts: 3, to: person}
      billing:
        type: menu
        prompt: "Billing."
        options:
          1: {label: "A complaint", to: complaints}
          0: {label: "A person", to: person}
        noinput: {attempts: 3, to: person}
        nomatch: {attempts: 3, to: person}
      complaints: {type: queue, team: "Complaints", goal: complaint}
      person: {type: queue}

Good:
    ivraudit: 1
    name: "Acme"
    start: main
    nodes:
      main:
        type: menu
        prompt: "How can we help?"
        options:
          1: {label: "Billing", to: person}
          2: {label: "A complaint", to: complaints}
          0: {label: "A person", to: person}
        noinput: {attempts: 3, to: person}
        nomatch: {attempts: 3, to: person}
      complaints: {type: queue, team: "Complaints", goal: complaint}
      person: {type: queue}

Fix: Put it into the first menu after the choice of the language, and tag it: `goal: complaint` on the queue or agent,
    or on the exit. The option must lead there by itself, or be tagged and lead there whatever the system does. With
    `cancel_too: 1` the first menu of a tree that sells by subscription must lead to the cancellation, too. Off in the
    built-in policy, since only some laws ask for it. A tree that does not name complaints is not checked.

Source: Brazil, Decreto 11.034/2022, art. 5 II (complaint and cancellation among the options of the first menu); Italy,
    AGCOM 255/24/CONS (complaint option at the first level). The method, (i) and (j).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ivraudit.analysis import paths
from ivraudit.model import Hit, NotChecked, Severity
from ivraudit.phone import Phone
from ivraudit.phone.asking import first_menus, unseen
from ivraudit.rule import Category, option

CATEGORY = Category.LAW
SINS = ("apathy",)
SEVERITY = Severity.WARNING
ASKED = False

SAID = {"complaint": "a complaint", "cancel": "the cancellation"}


@dataclass(frozen=True)
class Options:
    """What the first menu must offer."""

    cancel_too: int = option(0, "1: the cancellation of a subscription must be among the options, too", least=0, most=1)


def check(phone: Phone, options: Options) -> Iterator[Hit | NotChecked]:
    """Yield each first menu without an option that leads to a complaint (or a cancellation) by itself."""
    wanted = ["complaint", *(["cancel"] if options.cancel_too and phone.tree.recurring else [])]
    menus = first_menus(phone)
    missing: dict[int, list[str]] = {}
    for goal in wanted if menus else ():
        places = phone.goal(goal)
        if not places:
            yield NotChecked(phone.shortfall(goal) or f"nothing in the tree says goal: {goal}")
            continue
        unasked, forced = paths.by_itself(phone.board, places), phone.forced(goal)
        perhaps = paths.by_itself(phone.board, [*places, *phone.board.unknowns])
        for vertex in menus:
            if _offers(phone, vertex, goal, unasked, forced.surely):
                continue
            if _offers(phone, vertex, goal, perhaps, forced.perhaps):
                yield NotChecked(f"what {phone.node(vertex).name!r} leads to depends on {unseen(phone)}")
            else:
                missing.setdefault(vertex, []).append(SAID[goal])
    for vertex, names in missing.items():
        node = phone.node(vertex)
        yield Hit(node, f"no option of {node.name!r} leads to {' or '.join(names)} by itself", phone.journey(vertex))


def _offers(phone: Phone, vertex: int, goal: str, unasked: bytearray, forced: bytearray) -> bool:
    """Whether an option leads to the goal by itself, or says that it does and can be held to it."""
    board, edges = phone.board, phone.wiring.edges
    return any(
        unasked[board.targets[number]] or (edges[number].goal == goal and forced[board.targets[number]])
        for number in board.choices[vertex]
    )
