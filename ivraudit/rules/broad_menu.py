"""A menu offers more options than a caller can keep in mind.

Why: The caller has to hold each option in memory until the list is over, to be sure that no better one follows. With
    a long list the first ones are forgotten, and the menu is heard again, or the wrong key is pressed.

Bad:
    ivraudit: 1
    name: "Acme"
    start: main
    defaults:
      noinput: {attempts: 3, to: person}
      nomatch: {attempts: 3, to: person}
    nodes:
      main:   # expect: broad-menu
        type: menu
        prompt: "How can we help?"
        options:
          1: {label: "Your bill", to: billing}
          2: {label: "A payment", to: payments}
          3: {label: "A fault", to: faults}
          4: {label: "An order", to: orders}
          5: {label: "A delivery", to: deliveries}
          6: {label: "A return", to: returns}
          0: {label: "A person", to: person}
      billing: {type: queue, team: "Billing"}
      payments: {type: queue, team: "Payments"}
      faults: {type: queue, team: "Faults"}
      orders: {type: queue, team: "Orders"}
      deliveries: {type: queue, team: "Deliveries"}
      returns: {type: queue, team: "Returns"}
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
          1: {label: "Your bill", to: billing}
          2: {label: "A fault", to: faults}
          3: {label: "An order", to: orders}
          0: {label: "A person", to: person}
      billing: {type: queue, team: "Billing"}
      faults: {type: queue, team: "Faults"}
      orders: {type: queue, team: "Orders"}
      person: {type: queue}

Fix: Group options only where the groups are clear to callers; a broad menu of plain labels is better than a deep one
    of vague ones. Not counted are 0, * and # and the keys that the policy gives a meaning, options that go back or
    repeat, and those that no voice says. Menus that choose a language, surveys, and scales (all keys lead to one
    place) are not judged.

Source: For few options: Avaya's manual (no more than four or five) and Dunlap 1998. Against: Virzi and Huitema 1997,
    Huguenard et al. 1997, Suhm et al. 2001, Commarford et al. 2008, who found broad menus as good or better. Hence an
    information beyond five, and a warning beyond seven.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ivraudit.model import Hit, NodeType, NotChecked, Severity
from ivraudit.phone import CLOCKS as ALL_CLOCKS
from ivraudit.phone import Phone
from ivraudit.phone.listening import language_menu, options_onward, tells_its_words
from ivraudit.rule import Category, option

CATEGORY = Category.MENU
SINS = ("condescension",)
SEVERITY = Severity.INFO
CLOCKS = ALL_CLOCKS


@dataclass(frozen=True)
class Options:
    """How many options a menu may announce."""

    max_options: int = option(5, "options of a menu, without back, repeat and a person", least=1)
    max_options_at_all: int = option(7, "options beyond which it is a warning", least=1)


def check(phone: Phone, options: Options) -> Iterator[Hit | NotChecked]:
    """Yield each menu that announces too many options."""
    least = min(options.max_options, options.max_options_at_all)
    for vertex, node in phone.nodes(phone.reached, NodeType.MENU):
        if len(phone.board.choices[vertex]) <= least or node.survey or language_menu(phone, vertex):
            continue
        if not tells_its_words(phone, vertex):
            yield NotChecked(f"the tree does not tell how {node.name!r} announces its options")
            continue
        onward = options_onward(phone, vertex)
        places = {phone.board.targets[number] for number, _ in onward}
        if len(onward) <= least or len(places) == 1:
            continue
        severity = Severity.WARNING if len(onward) > options.max_options_at_all else None
        message = f"{node.name!r} announces {len(onward)} options (most {least})"
        yield Hit(node, message, phone.journey(vertex), severity=severity)
