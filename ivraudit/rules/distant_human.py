"""A person is too many steps, or too many seconds, away.

Why: The way to a person exists, but the caller hears of it late, or has to answer question after question first.
    Most hang up before.

Bad:
    ivraudit: 1
    name: "Acme"
    start: main
    nodes:
      main:   # expect: distant-human
        type: menu
        prompt: "How can we help?"
        options: {1: {label: "Support", to: support}}
        noinput: {attempts: 3, to: message}
        nomatch: {attempts: 3, to: message}
      support:
        type: menu
        prompt: "Support."
        options: {1: {label: "Internet", to: internet}}
        noinput: {attempts: 3, to: message}
        nomatch: {attempts: 3, to: message}
      internet:
        type: menu
        prompt: "Internet."
        options: {1: {label: "A person", to: person}}
        noinput: {attempts: 3, to: message}
        nomatch: {attempts: 3, to: message}
      message: {type: voicemail, answered_within: 4h}
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
          1: {label: "Internet", to: person}
          0: {label: "A person", to: person}
        noinput: {attempts: 3, to: person}
        nomatch: {attempts: 3, to: person}
      person: {type: queue}

Fix: Offer a person in the main menu, early. Steps are presses and entries of data on the shortest way that the
    caller can force, the language menu not counted. The seconds run from the first word of the call until an option
    that leads to a person by itself has been spoken, for a caller who answers each menu as soon as the right option
    has been spoken; a key that works but is not announced helps nobody who does not know it.

Source: Dunlap 1998 (a person within two key presses); Turkey, EPDK 6507-6 (the operator option within 45 s of
    connection, after 120 s an operator by itself: an error here beyond that).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import inf

from ivraudit.model import Hit, NotChecked, Severity
from ivraudit.phone import Phone
from ivraudit.rule import Category, option

CATEGORY = Category.HUMAN
SINS = ("brush-off",)
SEVERITY = Severity.WARNING

FAR = 120.0
"""Seconds after which a person must come without being asked for: Turkey, EPDK 6507-6."""


@dataclass(frozen=True)
class Options:
    """How near a person has to be."""

    max_steps: int = option(2, "presses and entries of data until a person is reached", least=0)
    max_seconds_to_option: float = option(45.0, "seconds until an option that leads to a person is spoken", least=0)


def check(phone: Phone, options: Options) -> Iterator[Hit | NotChecked]:
    """Yield each entry from which a person can be forced, but not soon enough."""
    human = phone.forced("human")
    for vertex in phone.wiring.entries:
        if not human.surely[vertex]:
            continue
        late = phone.first_offered[vertex] if phone.hearing.known else 0.0
        steps = phone.distance("human", "steps")[vertex]
        if not phone.hearing.known:
            yield NotChecked(f"what prompts in {phone.hearing.language} announce is not understood, so no seconds")
        if steps <= options.max_steps and late <= options.max_seconds_to_option:
            continue
        if _perhaps_near(phone, vertex, options):
            yield NotChecked(f"a person may be nearer, behind {phone.unknown_list()}")
            continue
        node = phone.node(vertex)
        severity = Severity.ERROR if late > FAR else None
        yield Hit(node, _message(options, steps, late), phone.journey_to("human", vertex), severity=severity)


def _perhaps_near(phone: Phone, vertex: int, options: Options) -> bool:
    kind = phone.kindly()
    if kind is phone:
        return False
    near = kind.distance("human", "steps")[vertex] <= options.max_steps
    return near and kind.first_offered[vertex] <= options.max_seconds_to_option


def _message(options: Options, steps: float, late: float) -> str:
    faults = []
    if steps > options.max_steps:
        faults.append(f"a person is {steps:.0f} steps away (most {options.max_steps})")
    if late == inf:
        faults.append("no option that leads to a person is ever spoken")
    elif late > options.max_seconds_to_option:
        faults.append(
            f"the first option that leads to a person has been spoken after {late:.0f} s "
            f"(most {options.max_seconds_to_option:.0f})"
        )
    return " and ".join(faults)
