"""Cancelling is harder than signing up.

Why: Joining takes one key and a minute, leaving takes an account number, a menu and a speech. The caller did nothing
    else than change their mind, and is made to pay for it in patience.

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
          1: {label: "Joining", to: joined, goal: signup}
          2: {label: "Cancelling", to: number, goal: cancel}
          0: {label: "A person", to: person}
        noinput: {attempts: 3, to: person}
        nomatch: {attempts: 3, to: person}
      joined: {type: say, goal: signup, resolves: true, confirms: sms, prompt: "Welcome. A text follows.", next: bye}
      number:
        type: collect
        collects: [account_number]
        digits: 8
        prompt: "Please enter your account number."
        next: cancelled
        options:
          0: {label: "A person", to: person}
        noinput: {attempts: 3, to: person}
        nomatch: {attempts: 3, to: person}
      cancelled:   # expect: cancel-harder-than-signup
        {type: say, goal: cancel, resolves: true, confirms: sms, prompt: "It is cancelled. A text follows.", next: bye}
      bye: {type: hangup}
      person: {type: queue, announces: {position: true, estimate: true, every: 60s}}

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
          1: {label: "Joining", to: joined, goal: signup}
          2: {label: "Cancelling", to: cancelled, goal: cancel}
          0: {label: "A person", to: person}
        noinput: {attempts: 3, to: person}
        nomatch: {attempts: 3, to: person}
      joined: {type: say, goal: signup, resolves: true, confirms: sms, prompt: "Welcome. A text follows.", next: bye}
      cancelled:
        {type: say, goal: cancel, resolves: true, confirms: sms, prompt: "It is cancelled. A text follows.", next: bye}
      bye: {type: hangup}
      person: {type: queue, announces: {position: true, estimate: true, every: 60s}}

Fix: Let leaving mirror joining. Compared are steps, menus passed, entries of data, transfers, save offers and
    seconds, each on its own: the least that the caller can force from the same number, the system at its worst
    (the method, (l)). Only entries from which both can be forced are compared. What cannot be seen counts as a
    cancellation, which is the kindest that it may be.

Source: ROSCA, 15 USC 8403 (a simple mechanism; FTC v. Amazon, settled 2025: two clicks to join, six to leave); the
    FTC's rule of 2024, 16 CFR 425.6 (as easy as signing up), vacated on 8 July 2025 and a measure no less; UK, DMCC
    Act 2024 (no step that is not reasonably necessary), from spring 2027. The tolerance in seconds is our own.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ivraudit.model import Hit, NotChecked, Severity
from ivraudit.phone import Phone
from ivraudit.phone.cancelling import can_be_left, end_of, left_open, way_out
from ivraudit.rule import Category, option

CATEGORY = Category.CANCELLATION
SINS = ("aol",)
SEVERITY = Severity.ERROR

COUNTED = {
    "steps": ("step", "steps"), "menus": ("menu", "menus"), "collects": ("entry of data", "entries of data"),
    "transfers": ("transfer", "transfers"), "offers": ("save offer", "save offers"),
}  # fmt: skip
"""The measures that are counted, with what messages call one and many of them; seconds are measured."""


@dataclass(frozen=True)
class Options:
    """How much more cancelling may take than signing up."""

    extra_steps: int = option(0, "more of each of these: steps, menus, entries of data, transfers, offers", least=0)
    extra_seconds_percent: float = option(20.0, "per cent more of the seconds", least=0)
    extra_seconds: float = option(10.0, "seconds more that are always allowed, so that no greeting counts", least=0)


def check(phone: Phone, options: Options) -> Iterator[Hit | NotChecked]:
    """Yield the nearest cancellation for each entry from which signing up takes less."""
    if not can_be_left(phone):
        yield from left_open(phone)
        return
    if not phone.goal("signup"):
        yield NotChecked(phone.shortfall("signup") or "nothing in the tree says goal: signup, to compare with")
        return
    leave, join = phone.forced("cancel").surely, phone.forced("signup").surely
    entries = [vertex for vertex in phone.wiring.entries if leave[vertex] and join[vertex]]
    if not entries:
        yield NotChecked("no entry leads for certain both to signing up and to cancelling")
    kind = phone.kindly()
    for vertex in entries:
        faults = _faults(phone, phone, vertex, options)
        if not faults:
            continue
        sure = faults if kind is phone else _faults(kind, phone, vertex, options)
        if not sure:
            yield NotChecked(f"cancelling may be as easy as signing up, behind {phone.unknown_list()}")
            continue
        way = way_out(phone, vertex)
        message = f"cancelling takes {', '.join(sure)}"
        yield Hit(phone.node(end_of(phone, vertex, way)), message, phone.steps(vertex, way))


def _faults(leaving: Phone, joining: Phone, vertex: int, options: Options) -> list[str]:
    """What cancelling takes more of, the tree seen as `leaving`, than signing up, the tree seen as `joining`."""
    found = []
    for measure, (one, many) in COUNTED.items():
        cancel, signup = (phone.distance(goal, measure)[vertex] for phone, goal in _both(leaving, joining))
        if cancel > signup + options.extra_steps:
            found.append(f"{cancel:.0f} {one if cancel == 1 else many} (signing up {signup:.0f})")
    cancel, signup = (phone.distance(goal, "seconds")[vertex] for phone, goal in _both(leaving, joining))
    if cancel > signup * (1 + options.extra_seconds_percent / 100) and cancel > signup + options.extra_seconds:
        found.append(f"{cancel:.0f} seconds (signing up {signup:.0f})")
    return found


def _both(leaving: Phone, joining: Phone) -> tuple[tuple[Phone, str], tuple[Phone, str]]:
    return (leaving, "cancel"), (joining, "signup")
