"""Callers who cancel must hear offer after offer first.

Why: "No" has been said, and is not heard. The next offer, and the one after it, only tell the caller that this company
    counts on people giving up.

Bad:
    ivraudit: 1
    name: "Acme Online"
    start: main
    recurring: true
    nodes:
      main:
        type: menu
        prompt: "How can we help?"
        options:
          1: {label: "Cancelling", to: half, goal: cancel}
          0: {label: "A person", to: person}
        noinput: {attempts: 3, to: person}
        nomatch: {attempts: 3, to: person}
      half: {type: say, offer: true, prompt: "You could stay at half the price.", next: month}
      month: {type: say, offer: true, prompt: "You could have a free month.", next: choice}
      choice:
        type: menu
        prompt: "What would you like?"
        options:
          1: {label: "Cancelling now", to: cancelled, goal: cancel}
          2: {label: "Staying", to: kept}
          0: {label: "A person", to: person}
        noinput: {attempts: 3, to: person}
        nomatch: {attempts: 3, to: person}
      kept: {type: say, resolves: true, confirms: sms, prompt: "Good. A text will say so.", next: bye}
      cancelled:   # expect: repeated-save-offer
        {type: say, goal: cancel, resolves: true, confirms: sms, prompt: "It is cancelled.", next: bye}
      bye: {type: hangup}
      person: {type: queue}

Good:
    ivraudit: 1
    name: "Acme Online"
    start: main
    recurring: true
    nodes:
      main:
        type: menu
        prompt: "How can we help?"
        options:
          1: {label: "Cancelling", to: half, goal: cancel}
          0: {label: "A person", to: person}
        noinput: {attempts: 3, to: person}
        nomatch: {attempts: 3, to: person}
      half:
        type: menu
        offer: true
        prompt: "Half the price for three months?"
        options:
          1: {label: "Staying at half price", to: kept}
          2: {label: "Cancelling now", to: cancelled}
          0: {label: "A person", to: person}
        noinput: {attempts: 3, to: person}
        nomatch: {attempts: 3, to: person}
      kept: {type: say, resolves: true, confirms: sms, prompt: "Good. A text will say so.", next: bye}
      cancelled: {type: say, goal: cancel, resolves: true, confirms: sms, prompt: "It is cancelled.", next: bye}
      bye: {type: hangup}
      person: {type: queue}

Fix: Make one offer, and let who declines it go. Counted are the nodes with `offer: true` that the caller passes. It is
    an error where every way to a cancellation has too many, however kind the system is; a warning where there is an
    easier way, and the system may deny it.

Source: Minnesota 325G.56 to .62 (no offer before it is cancelled: set max_offers to 0); UK, DMCC Act 2024 (a
    reasonable number, from spring 2027); AOL's settlement with New York in 2005. One offer is our own reading of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import inf

from ivraudit.model import Hit, NotChecked, Severity
from ivraudit.phone import Phone
from ivraudit.phone.cancelling import OFFER, can_be_left, end_of, least_offers, left_open, way_out
from ivraudit.rule import Category, option

CATEGORY = Category.CANCELLATION
SINS = ("aol", "rule-book")
SEVERITY = Severity.ERROR


@dataclass(frozen=True)
class Options:
    """How often callers who leave may be asked to stay."""

    max_offers: int = option(1, "save offers until it is cancelled", least=0)


def check(phone: Phone, options: Options) -> Iterator[Hit | NotChecked]:
    """Yield the easiest cancellation for each entry from which too many offers come before it."""
    if not any(node.offer for _, node in phone.nodes(phone.reached)):
        return
    if not can_be_left(phone):
        yield from left_open(phone)
        return
    kind = phone.kindly()
    for vertex in phone.wiring.entries:
        if _severity(*_offers(phone, vertex), options) is None:
            continue
        severity = _severity(*_offers(kind, vertex), options)
        if severity is None:
            yield NotChecked(f"there may be fewer save offers on a way behind {phone.unknown_list()}")
            continue
        yield _hit(phone, vertex, severity, options)


def _hit(phone: Phone, vertex: int, severity: Severity, options: Options) -> Hit:
    least, worst = _offers(phone, vertex)
    if severity is Severity.ERROR:
        way = least_offers(phone).way(vertex)
        message = f"every way to cancel passes {_said(least)} or more (most {options.max_offers})"
        if least < worst < inf:
            message += f", and {worst:.0f} when the system is at its worst"
    else:
        way = way_out(phone, vertex)
        message = f"callers pass up to {_said(worst)} before it is cancelled, as the system likes"
        message += f" (most {options.max_offers}); {least:.0f} when it is kind"
    return Hit(phone.node(end_of(phone, vertex, way)), message, phone.steps(vertex, way), severity=severity)


def _said(offers: float) -> str:
    return f"{offers:.0f} save offer{'' if offers == 1 else 's'}"


def _offers(phone: Phone, vertex: int) -> tuple[float, float]:
    """The fewest offers on any way to a cancellation, and the fewest that the caller can force."""
    least = least_offers(phone).cost[vertex]
    return (least // OFFER if least < inf else inf), phone.distance("cancel", "offers")[vertex]


def _severity(least: float, worst: float, options: Options) -> Severity | None:
    if options.max_offers < least < inf:
        return Severity.ERROR
    return Severity.WARNING if options.max_offers < worst < inf else None
