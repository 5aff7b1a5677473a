"""Another order of the options would spare callers seconds on every call.

Why: Everybody waits until the own option has been spoken. When what most people call for comes last, most people wait
    for the longest time; nobody gains by it.

Bad:
    ivraudit: 1
    name: "Acme"
    start: main
    defaults:
      noinput: {attempts: 3, to: person}
      nomatch: {attempts: 3, to: person}
    nodes:
      main:   # expect: misordered-options
        type: menu
        prompt: "How can we help?"
        options:
          1: {label: "The history of our company", to: history, share: 0.02}
          2: {label: "A donation to our museum", to: gifts, share: 0.03}
          3: {label: "Your bill", to: billing, share: 0.85}
          0: {label: "A person", to: person, share: 0.10}
      history: {type: say, resolves: true, prompt: "It all began with a bicycle.", next: bye}
      gifts: {type: queue, team: "Museum"}
      billing: {type: queue, team: "Billing"}
      person: {type: queue}
      bye: {type: hangup}

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
          1: {label: "Your bill", to: billing, share: 0.85}
          2: {label: "A donation to our museum", to: gifts, share: 0.03}
          3: {label: "The history of our company", to: history, share: 0.02}
          0: {label: "A person", to: person, share: 0.10}
      history: {type: say, resolves: true, prompt: "It all began with a bicycle.", next: bye}
      gifts: {type: queue, team: "Museum"}
      billing: {type: queue, team: "Billing"}
      person: {type: queue}
      bye: {type: hangup}

Fix: Put what is asked for most, for the time it takes to say, first, and number the options anew in the order in
    which they are spoken. 0, * and #, the keys that the policy gives a meaning, and options that go back or repeat
    stay where they are. Judged are menus that say how many callers take each option (`share`); what is left of 1 is
    spread over the options that say nothing.

Source: Smith's rule: expected listening is least when the options are sorted by share divided by length; Avaya's
    manual (the most frequent first); the Italian study of five operators' call centres.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ivraudit.model import Edge, Hit, NodeType, NotChecked, Severity
from ivraudit.phone import CLOCKS as ALL_CLOCKS
from ivraudit.phone import Phone
from ivraudit.phone.listening import Spoken, language_menu, options_onward, spoken_in_order, tells_its_words
from ivraudit.rule import Category, option

CATEGORY = Category.MENU
SINS = ("apathy",)
SEVERITY = Severity.INFO
CLOCKS = ALL_CLOCKS


@dataclass(frozen=True)
class Options:
    """How much listening may be wasted."""

    max_seconds: float = option(1.5, "seconds that a caller spends more than needed, on average", least=0)


def check(phone: Phone, options: Options) -> Iterator[Hit | NotChecked]:
    """Yield each menu whose options would be heard sooner in another order."""
    for vertex, node in phone.nodes(phone.reached, NodeType.MENU):
        if not any(edge.share is not None for _, edge in phone.exits(vertex)) or language_menu(phone, vertex):
            continue
        if not tells_its_words(phone, vertex):
            yield NotChecked(f"the tree does not tell how {node.name!r} announces its options")
            continue
        known: dict[int, tuple[float, str]] = phone.keep(("better order", phone.hearing.language), dict)
        if vertex not in known:
            known[vertex] = _better(phone, vertex)
        wasted, keys = known[vertex]
        if wasted > options.max_seconds:
            message = f"callers of {node.name!r} listen {wasted:.1f} s longer than in the order {keys}"
            yield Hit(node, message, phone.journey(vertex))


def _better(phone: Phone, vertex: int) -> tuple[float, str]:
    """The seconds that callers of a menu listen too long on average, and the best order of its keys."""
    order = spoken_in_order(phone, vertex)
    shares = _shares([one.edge for one in order])
    movable = {id(edge) for _, edge in options_onward(phone, vertex)}
    better = _sorted(order, shares, movable)
    keys = ", ".join(one.edge.trigger for one in better if id(one.edge) in movable)
    return _listening(order, shares) - _listening(better, shares), keys


def _shares(edges: Sequence[Edge]) -> dict[int, float]:
    """The share of each option; what is left of 1 goes to those that say nothing, in equal parts."""
    told = sum(edge.share for edge in edges if edge.share is not None)
    silent = sum(1 for edge in edges if edge.share is None)
    rest = max(0.0, 1.0 - told) / silent if silent else 0.0
    whole = max(1.0, told)
    return {id(edge): (rest if edge.share is None else edge.share) / whole for edge in edges}


def _sorted(order: Sequence[Spoken], shares: dict[int, float], movable: set[int]) -> list[Spoken]:
    """The same options with those that may move in the best order, the others at their places."""
    moving = [one for one in order if id(one.edge) in movable]
    moving.sort(key=lambda one: -shares[id(one.edge)] / max(one.seconds, 0.1))
    rest = iter(moving)
    return [next(rest) if id(one.edge) in movable else one for one in order]


def _listening(order: Sequence[Spoken], shares: dict[int, float]) -> float:
    """The seconds that callers listen to options on average, until the own one has been spoken."""
    total = until = 0.0
    for one in order:
        until += one.seconds
        total += shares[id(one.edge)] * until
    return total
