"""Whoever is in danger is not told at once whom to call.

Why: Somebody with a pain in the chest calls the doctor's number because it is the one on the fridge. The first words
    must send them on, before any menu, and at night above all.

Bad:
    ivraudit: 1
    name: "Acme Clinic"
    sector: health
    start: welcome
    nodes:
      welcome:   # expect: missing-emergency-notice
        {type: say, prompt: "Acme Clinic, good day.", next: main}
      main:
        type: menu
        prompt: "How can we help?"
        options:
          1: {label: "An appointment", to: desk}
          0: {label: "The front desk", to: desk}
        noinput: {attempts: 3, to: desk}
        nomatch: {attempts: 3, to: desk}
      desk: {type: queue}

Good:
    ivraudit: 1
    name: "Acme Clinic"
    sector: health
    start: welcome
    nodes:
      welcome:
        type: say
        notice: [emergency]
        prompt: "Acme Clinic. If someone is in danger, hang up and call 911."
        next: main
      main:
        type: menu
        prompt: "How can we help?"
        options:
          1: {label: "An appointment", to: desk}
          0: {label: "The front desk", to: desk}
        noinput: {attempts: 3, to: desk}
        nomatch: {attempts: 3, to: desk}
      desk: {type: queue}

Fix: Say it first, and tag it: `notice: [emergency]`. It is missing where a menu, an entry of data, a voicemail, a
    callback, another number or the end of the call comes before it at some hour, and late where it has not been said
    after the given seconds, for a caller who listens. A language menu is no choice, but counts its seconds; whoever
    comes straight to a person needs no notice. Asked of the sectors health, energy and security. An untagged prompt
    that seems to warn, a recording without text and a language that is not known are not checked.

Source: After-hours requirements of US health plans (send the caller to 911, or to a clinician; Anthem Colorado and
    California Health & Wellness, 2019); the seconds are the policy's own. The method, (h).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ivraudit.analysis.board import CHOOSING
from ivraudit.model import Hit, NodeType, NotChecked, Severity
from ivraudit.phone import HOURS, Phone
from ivraudit.phone.warning import Notices, notices, unheard
from ivraudit.rule import Category, option

CATEGORY = Category.HOURS
SINS = ("rule-book",)
SEVERITY = Severity.ERROR
CLOCKS = HOURS

SECTORS = frozenset({"health", "energy", "security"})


@dataclass(frozen=True)
class Options:
    """How soon it must be said."""

    max_seconds: float = option(10.0, "seconds from the first word of the call until the notice has been said", least=0)


def check(phone: Phone, options: Options) -> Iterator[Hit | NotChecked]:
    """Yield each entry whose callers may not hear the notice, and each notice that comes too late."""
    if phone.tree.sector not in SECTORS:
        return
    for entry in phone.wiring.entries:
        found = notices(phone, entry)
        yield from _missing(phone, entry, found)
        for vertex, seconds in sorted(found.late.items()):
            if seconds > options.max_seconds:
                node = phone.node(vertex)
                when = f"after {seconds:.0f} s (most {options.max_seconds:g})"
                message = f"{node.name!r} has warned those in danger {when}"
                yield Hit(node, message, phone.journey_from(entry, vertex))


def _missing(phone: Phone, entry: int, found: Notices) -> Iterator[Hit | NotChecked]:
    """Yield the first place that is come to without the notice, or why it is not sure that there is one."""
    doubts: list[str] = []
    for vertex, way in found.without.items():
        why = list(unheard(phone, entry, way))
        if not why:
            yield _hit(phone, entry, vertex, way)
            return
        doubts += why
    if doubts:
        yield NotChecked(doubts[0])


def _hit(phone: Phone, entry: int, vertex: int, way: list[int]) -> Hit:
    node = phone.node(entry)
    message = f"callers of {node.name!r} are not told whom to call if they are in danger, before {_next(phone, vertex)}"
    return Hit(node, message, phone.steps(entry, way))


def _next(phone: Phone, vertex: int) -> str:
    """What comes before the notice, for a sentence."""
    if vertex == phone.wiring.dropped or phone.node(vertex).type is NodeType.HANGUP:
        return "the call ends"
    asks = phone.node(vertex).type in CHOOSING
    return f"{phone.node(vertex).name!r} {'asks them something' if asks else 'comes'}"
