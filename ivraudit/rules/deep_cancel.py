"""Cancelling takes more steps, menus or seconds than the policy allows.

Why: The way out exists, and is made so long that callers give up on it. That is how a company keeps customers by
    the book, and loses them for good.

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
          1: {label: "My account", to: account}
          0: {label: "A person", to: person}
        noinput: {attempts: 3, to: person}
        nomatch: {attempts: 3, to: person}
      account:
        type: menu
        prompt: "Your account."
        options:
          1: {label: "Changes", to: changes}
          0: {label: "A person", to: person}
        noinput: {attempts: 3, to: person}
        nomatch: {attempts: 3, to: person}
      changes:
        type: menu
        prompt: "Changes."
        options:
          1: {label: "Cancel", to: cancelled, goal: cancel}
          0: {label: "A person", to: person}
        noinput: {attempts: 3, to: person}
        nomatch: {attempts: 3, to: person}
      cancelled:   # expect: deep-cancel
        {type: say, goal: cancel, resolves: true, confirms: sms, prompt: "Your service is cancelled.", next: bye}
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
          1: {label: "Cancel my service", to: cancelled, goal: cancel}
          0: {label: "A person", to: person}
        noinput: {attempts: 3, to: person}
        nomatch: {attempts: 3, to: person}
      cancelled:
        {type: say, goal: cancel, resolves: true, confirms: sms, prompt: "Your service is cancelled.", next: bye}
      bye: {type: hangup}
      person: {type: queue}

Fix: Raise the option: into the first menu if you can. Each figure is the least that the caller can force, the
    system at its worst, and is its own minimum; the language menu counts no step and no menu. Seconds are those of
    a caller who knows the keys. The finding stands at the cancellation that is nearest in seconds, once an entry.

Source: The policy's own thresholds; Brazil, Decreto 11.034/2022, art. 5 II (cancellation in the first menu).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ivraudit.model import Hit, NotChecked, Severity
from ivraudit.phone import Phone
from ivraudit.phone.cancelling import unsaid
from ivraudit.rule import Category, option

CATEGORY = Category.CANCELLATION
SINS = ("aol",)
SEVERITY = Severity.ERROR


@dataclass(frozen=True)
class Options:
    """How deep a cancellation may lie."""

    max_steps: int = option(3, "presses and entries of data until it is cancelled", least=0)
    max_menus: int = option(2, "menus passed until it is cancelled", least=0)
    max_seconds: float = option(120.0, "seconds until it is cancelled, for a caller who knows the keys", least=0)


def check(phone: Phone, options: Options) -> Iterator[Hit | NotChecked]:
    """Yield the nearest cancellation for each entry from which it is too far."""
    yield from unsaid(phone)
    if not phone.tree.recurring:
        return
    if not phone.goal("cancel"):
        yield NotChecked(phone.shortfall("cancel") or "nothing in the tree says goal: cancel")
        return
    forced = phone.forced("cancel")
    for vertex in phone.wiring.entries:
        if not forced.surely[vertex]:
            continue
        faults = _faults(phone, vertex, options)
        if not faults:
            continue
        kind = phone.kindly()
        if kind is not phone and not _faults(kind, vertex, options):
            yield NotChecked(f"the cancellation may be nearer, behind {phone.unknown_list()}")
            continue
        way = phone.way_to("cancel", vertex)
        nearest = phone.wiring.targets[way[-1]] if way else vertex
        yield Hit(phone.node(nearest), f"cancelling takes {', '.join(faults)}", phone.steps(vertex, way))


def _faults(phone: Phone, vertex: int, options: Options) -> list[str]:
    found = []
    for measure, most in (("steps", options.max_steps), ("menus", options.max_menus), ("seconds", options.max_seconds)):
        least = phone.distance("cancel", measure)[vertex]
        if least > most:
            found.append(f"{least:.0f} {measure} (most {most:g})")
    return found
