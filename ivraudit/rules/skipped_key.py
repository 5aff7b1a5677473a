"""The numbers of a menu leave one out.

Why: A caller who hears 1, 2 and 4 waits for 3, or thinks that something was missed, and listens to it all again.

Bad:
    ivraudit: 1
    name: "Acme"
    start: main
    defaults:
      noinput: {attempts: 3, to: person}
      nomatch: {attempts: 3, to: person}
    nodes:
      main:
        type: menu
        prompt: "How can we help?"
        options:
          1: {label: "Billing", to: billing}
          2: {label: "Support", to: support}
          4: {label: "Sales", to: sales}   # expect: skipped-key
          0: {label: "A person", to: person}
      billing: {type: queue, team: "Billing"}
      support: {type: queue, team: "Support"}
      sales: {type: queue, team: "Sales"}
      person: {type: queue}

Good:
    ivraudit: 1
    name: "Acme"
    start: main
    defaults:
      noinput: {attempts: 3, to: person}
      nomatch: {attempts: 3, to: person}
    nodes:
      main:
        type: menu
        prompt: "How can we help?"
        options:
          1: {label: "Billing", to: billing}
          2: {label: "Support", to: support}
          3: {label: "Sales", to: sales}
          0: {label: "A person", to: person}
      billing: {type: queue, team: "Billing"}
      support: {type: queue, team: "Support"}
      sales: {type: queue, team: "Sales"}
      person: {type: queue}

Fix: Number the options without a hole. Exempt are 9 and the keys that the policy gives a meaning, a key that leads to
    the same place from another menu too (it is kept the same on purpose), keys that lead back or repeat, options that
    are unspoken, and menus that take numbers of several digits. A menu may begin at another key than 1.

Source: Avaya's manual (numbers in spoken order, no skipped digits).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from ivraudit.model import Hit, NodeType, Severity
from ivraudit.phone import CLOCKS as ALL_CLOCKS
from ivraudit.phone import Phone
from ivraudit.phone.listening import keyed, options_onward
from ivraudit.rule import Category, NoOptions

CATEGORY = Category.MENU
SINS = ("condescension",)
SEVERITY = Severity.INFO
CLOCKS = ALL_CLOCKS


def check(phone: Phone, options: NoOptions) -> Iterator[Hit]:
    """Yield each option before whose key another one is left out."""
    menus = [vertex for vertex, _ in phone.nodes(phone.reached, NodeType.MENU)]
    holed = [vertex for vertex in menus if _holed(_keys(phone, vertex))]
    if not holed:
        return
    taken = {vertex: keyed(phone, vertex) for vertex in menus}
    often = Counter((edge.trigger, phone.board.targets[number]) for exits in taken.values() for number, edge in exits)
    for vertex in holed:
        keys = _keys(phone, vertex)
        if any(len(key) > 1 for key in keys) or len(taken[vertex]) < 2:
            continue
        onward = {edge.trigger: (number, edge) for number, edge in options_onward(phone, vertex)}
        for digit in range(3, 9):  # a hole lies between two options, and 9 is free for other meanings
            key = str(digit)
            if key not in onward or str(digit - 1) in keys or not any(str(low) in onward for low in range(1, digit)):
                continue
            number, edge = onward[key]
            if often[key, phone.board.targets[number]] < 2:
                name = phone.node(vertex).name
                yield Hit(edge, f"{name!r} takes key {key} and no key {digit - 1}", phone.way_out(number))


def _holed(keys: set[str]) -> bool:
    """Whether a key is left out before another one, whatever the two mean."""
    return any(key.isdigit() and "3" <= key <= "8" and str(int(key) - 1) not in keys for key in keys)


def _keys(phone: Phone, vertex: int) -> set[str]:
    """The keys of a menu in every language: what a key means in one is no hole in another."""
    return {edge.trigger for _, edge in phone.exits(vertex) if not edge.spoken and edge.trigger[:1].isdigit()}
