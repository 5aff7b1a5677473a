"""The caller is given too little time to answer, or to type.

Why: To take the phone from the ear, find the keypad and press takes time; more of it with a stick, a walker, a child on
    the arm, poor sight, or with a relay operator in between.

Bad:
    ivraudit: 1
    name: "Acme"
    start: main
    nodes:
      main:
        type: menu
        prompt: "How can we help?"
        options:
          1: {label: "Billing", to: billing}
          0: {label: "A person", to: person}
        noinput: {after: 2s, attempts: 3, to: person}   # expect: rushed-timeout
        nomatch: {attempts: 3, to: person}
      billing: {type: queue, team: "Billing"}
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
          1: {label: "Billing", to: billing}
          0: {label: "A person", to: person}
        noinput: {after: 6s, attempts: 3, to: person}
        nomatch: {attempts: 3, to: person}
      billing: {type: queue, team: "Billing"}
      person: {type: queue}

Fix: Lengthen it, or let the caller ask for more time. The finding stands where the time is written: at `noinput`, once
    for all nodes that have it from `defaults`. Where the tree says no time, it is the platform's, as the policy knows
    it (`timing`), and stands once at the first node that has it; so does the pause between digits, which no tree says,
    at the first entry of several digits.

Source: Vendors' defaults of 5 s (Twilio, Genesys, Telnyx) and of 3 s between digits (Genesys, Dialogic, Voximal); 36
    CFR 1194.23 (d) (who needs more time is to be told, and given it).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ivraudit.analysis.board import CHOOSING
from ivraudit.model import Edge, Hit, Node, NodeType, Severity
from ivraudit.phone import CLOCKS as ALL_CLOCKS
from ivraudit.phone import Phone
from ivraudit.rule import Category, option

CATEGORY = Category.INPUT
SINS = ("condescension",)
SEVERITY = Severity.WARNING
CLOCKS = ALL_CLOCKS


@dataclass(frozen=True)
class Options:
    """How much time a caller needs."""

    least_noinput_seconds: float = option(5.0, "seconds of silence before it counts as no answer", least=0)
    least_inter_digit_seconds: float = option(3.0, "seconds between two digits of an entry", least=0)


def check(phone: Phone, options: Options) -> Iterator[Hit]:
    """Yield each time that is too short, where it is written."""
    rushed: dict[object, list[tuple[int, float]]] = {}
    typing: list[int] = []
    for vertex, node in phone.nodes(phone.reached, *sorted(CHOOSING)):
        seconds = _silence(phone, node)
        if seconds is not None and node.noinput is not None and seconds < options.least_noinput_seconds:
            told = node.noinput.after is not None
            rushed.setdefault(node.noinput.at if told else None, []).append((vertex, seconds))
        if node.type is NodeType.COLLECT and (node.digits is None or node.digits[1] > 1):
            typing.append(vertex)
    for place, found in rushed.items():
        vertex, seconds = found[0]
        why = "" if place else " (the policy's timing)"
        least = f"(least {options.least_noinput_seconds:g})"
        message = f"{phone.node(vertex).name!r} waits {seconds:g} s for an answer{why} {least}"
        also = phone.notes([other for other, _ in found[1:]], "waits no longer")
        yield Hit(_where(phone, vertex) if place else phone.node(vertex), message, phone.journey(vertex), also)
    pause = phone.assumptions.timing.inter_digit_seconds
    if typing and pause < options.least_inter_digit_seconds:
        node = phone.node(typing[0])
        least = f"(least {options.least_inter_digit_seconds:g})"
        message = f"between two digits at {node.name!r} there are {pause:g} s {least}"
        also = phone.notes(typing[1:], "is typed into as fast")
        yield Hit(node, message, phone.journey(typing[0]), also)


def _silence(phone: Phone, node: Node) -> float | None:
    """The seconds after which silence counts; None where the node does not handle silence."""
    if node.noinput is None:
        return None
    timing = phone.assumptions.timing
    platform = timing.collect_noinput_seconds if node.type is NodeType.COLLECT else timing.noinput_seconds
    return platform if node.noinput.after is None else node.noinput.after


def _where(phone: Phone, vertex: int) -> Node | Edge:
    """The declaration of silence."""
    last = (edge for _, edge in phone.exits(vertex) if edge.trigger == "noinput-last")
    return next(last, phone.node(vertex))
