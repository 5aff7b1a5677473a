"""It takes too long until the last option of a menu has been spoken.

Why: Who needs the last option has to stand through all the others, and who is unsure does so too. An older caller, or
    one on a noisy street, has to hear it twice.

Bad:
    ivraudit: 1
    name: "Acme"
    start: main
    defaults:
      noinput: {attempts: 2, to: person}
      nomatch: {attempts: 2, to: person}
    nodes:
      main:   # expect: long-menu
        type: menu
        seconds: 36
        prompt: "For billing, press 1. For technical support with any of the products in our catalogue, press 2."
        options:
          1: {label: "Billing", to: billing}
          2: {label: "Technical support", to: support}
          0: {label: "A person", to: person}
      billing: {type: queue, team: "Billing"}
      support: {type: queue, team: "Support"}
      person: {type: queue}

Good:
    ivraudit: 1
    name: "Acme"
    start: main
    defaults:
      noinput: {attempts: 2, to: person}
      nomatch: {attempts: 2, to: person}
    nodes:
      main:
        type: menu
        prompt: "How can we help?"
        options:
          1: {label: "Your bill", to: billing}
          2: {label: "Technical support", to: support}
          0: {label: "A person", to: person}
      billing: {type: queue, team: "Billing"}
      support: {type: queue, team: "Support"}
      person: {type: queue}

Fix: Shorten the labels, drop the words around them, and move what is not a choice behind the choice. The seconds run
    from the first word of the menu to the end of its last spoken option, each language by itself; a length that the
    tree gives beats the estimate. A menu whose words the tree does not tell is not checked.

Source: Our assumption of about 5 s for "for X, press n" and an introduction, times five options; the Italian study of
    five operators' call centres (menus longer than the wait behind them). The method, Times.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ivraudit.model import Hit, NodeType, NotChecked, Severity
from ivraudit.phone import CLOCKS as ALL_CLOCKS
from ivraudit.phone import Phone
from ivraudit.phone.listening import tells_its_words
from ivraudit.rule import Category, option

CATEGORY = Category.MENU
SINS = ("condescension",)
SEVERITY = Severity.WARNING
CLOCKS = ALL_CLOCKS


@dataclass(frozen=True)
class Options:
    """How long a menu may take."""

    max_seconds: float = option(30.0, "seconds until the last option of a menu has been spoken", least=0)


def check(phone: Phone, options: Options) -> Iterator[Hit | NotChecked]:
    """Yield each menu whose last option is spoken too late."""
    untold = 0
    for vertex, node in phone.nodes(phone.reached, NodeType.MENU):
        if not phone.board.choices[vertex]:
            continue
        if not tells_its_words(phone, vertex):
            untold += 1
            continue
        seconds = _last(phone, vertex)
        if seconds > options.max_seconds:
            late = f"after {seconds:.0f} s (most {options.max_seconds:g})"
            message = f"the last option of {node.name!r} has been spoken {late}"
            yield Hit(node, message, phone.journey(vertex))
    if untold:
        yield NotChecked(
            f"the tree does not tell how {untold} menu{'s announce' if untold > 1 else ' announces'} options"
        )


def _last(phone: Phone, vertex: int) -> float:
    """The seconds until the last option has been spoken; 0 where none is."""
    heard = phone.costs.heard[vertex]
    return max((until for until in heard.spoken.values() if until is not None), default=0.0)
