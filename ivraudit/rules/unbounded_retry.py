"""A caller who stays silent, or keeps pressing wrong keys, is asked again for ever.

Why: Who does not answer is in trouble: the line is bad, the telephone has no keys, the question was not understood.
    Asking the same again and again helps nobody, and the call goes on until one side gives up.

Bad:
    ivraudit: 1
    name: "Acme"
    start: main
    nodes:
      main:   # expect: unbounded-retry
        type: menu
        prompt: "How can we help?"
        options:
          1: {label: "Billing", to: billing}
          0: {label: "A person", to: person}
        noinput: main
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
        noinput: {attempts: 3, to: person}
        nomatch: {attempts: 3, to: person}
      billing: {type: queue, team: "Billing"}
      person: {type: queue}

Fix: Count: `{attempts: 3, to: person}`. `attempts` bounds the replay at one node only: two menus that send the
    silent caller to each other are a circle for ever, whatever their attempts. More than `max_attempts` attempts at
    one node are a warning, at the exit that says so.

Source: Avaya, IR system design (two or three tries, then an attendant); the method, (k). Each clock is looked at by
    itself; nodes behind a person, a voicemail, a callback or an answer are not judged (f).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ivraudit.analysis.board import CHOOSING
from ivraudit.analysis.loops import circles
from ivraudit.model import Hit, Owner, Severity
from ivraudit.phone import CLOCKS as ALL_CLOCKS
from ivraudit.phone import Phone
from ivraudit.phone.waiting import circled
from ivraudit.rule import Category, option

CATEGORY = Category.INPUT
SINS = ("apathy",)
SEVERITY = Severity.ERROR
CLOCKS = ALL_CLOCKS


@dataclass(frozen=True)
class Options:
    """What is asked of retries."""

    max_attempts: int = option(3, "attempts that a caller may be given at one node, all in all", least=1)


def check(phone: Phone, options: Options) -> Iterator[Hit]:
    """Yield each circle that silence or wrong keys go round without a bound, and each bound that is too high."""
    yield from _circles(phone)
    most = options.max_attempts
    for vertex, node in phone.nodes(phone.judged, *sorted(CHOOSING)):
        retries = {"noinput-last": node.noinput, "nomatch-last": node.nomatch}
        if not any(retry and retry.attempts > most for retry in retries.values()):
            continue
        for number, edge in phone.exits(vertex):
            retry = retries.get(edge.trigger)
            if retry and retry.attempts > most:
                message = f"{node.name!r} asks {retry.attempts} times before it goes on (most {most})"
                yield Hit(edge, message, phone.journey(vertex, number), severity=Severity.WARNING)


def _circles(phone: Phone) -> Iterator[Hit]:
    board, edges, nodes = phone.board, phone.wiring.edges, phone.wiring.nodes
    if not _asked_again(phone):
        return
    among = [v for v in range(len(nodes)) if phone.judged[v] and not board.leaves(v)]
    allowed = set(among)
    exits = {
        vertex: [
            edge for edge in board.live[vertex]
            if edges[edge].owner is not Owner.CALLER and edges[edge].limit is None and board.targets[edge] in allowed
        ]
        for vertex in among
    }  # fmt: skip
    for ring in circles([(v, board.targets[edge]) for v in among for edge in exits[v]]):
        inside = set(ring)
        passive = [
            edge for v in ring for edge in exits[v]
            if edges[edge].owner is Owner.PASSIVE and board.targets[edge] in inside
        ]  # fmt: skip
        first = phone.node(ring[0])
        trip = phone.round_trip(ring[0], inside, owners=(Owner.PASSIVE, Owner.SYSTEM), bounded=False)
        if passive and phone.at_one_hour(trip) and circled(phone).isdisjoint(ring):
            yield Hit(first, _message(phone, passive), phone.journey(ring[0], *trip))


def _asked_again(phone: Phone) -> bool:
    """Whether silence or wrong keys lead without a bound to where a call goes on."""
    targets, size = phone.wiring.targets, len(phone.wiring.nodes)
    return any(
        edge.owner is Owner.PASSIVE and edge.limit is None and target < size and not phone.board.leaves(target)
        for edge, target in zip(phone.wiring.edges, targets, strict=True)
    )


def _message(phone: Phone, passive: Sequence[int]) -> str:
    """Say who goes round: up to three places, each with what the caller does there."""
    done: dict[str, list[str]] = {}
    for number in sorted(passive, key=lambda one: not phone.wiring.edges[one].trigger.startswith("noinput")):
        silent = phone.wiring.edges[number].trigger.startswith("noinput")
        what = "stays silent" if silent else "presses wrong keys"
        done.setdefault(phone.node(phone.wiring.sources[number]).name, []).append(what)
    places = [f"{' or '.join(whats)} at {name!r}" for name, whats in done.items()]
    more = f" and so on at {len(places) - 3} more" if len(places) > 3 else ""
    return f"a caller who {', or '.join(places[:3])}{more} is asked again for ever"
