"""A queue sends those whom it cannot serve round in a circle.

Why: Nobody is free, so the caller goes on to the next line, and from there back to the first one, or to the menu where
    it all began. Each round costs the place in the queue.

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
        noinput: {attempts: 3, to: person}
        nomatch: {attempts: 3, to: person}
      billing:
        type: queue
        team: "Billing"
        timeout: {after: 2m, to: person}   # expect: overflow-loop
      person:
        type: queue
        team: "Customer care"
        timeout: {after: 2m, to: billing}

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
      billing:
        type: queue
        team: "Billing"
        timeout: {after: 2m, to: person}
      person:
        type: queue
        team: "Customer care"
        timeout: {after: 2m, to: back}
      back: {type: callback, answered_within: 4h}

Fix: Let the last line end in a callback or a voicemail. It is a fault where the exits `full` and `timeout` (by night
    `closed` too) lead back to a queue with nothing asked on the way, or `full` and `timeout` lead back to the start of
    the call or to a menu that callers had passed before they came to the queue. A question on the way ends the circle,
    and so does a counter (`loop`). Where those who wait may leave by a key it is a warning.

Source: FTC v. Vonage, 2022 (callers "sent in a circle"); the method, (k). Each clock is looked at by itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ivraudit.model import Hit, NodeType, Severity
from ivraudit.phone import CLOCKS as ALL_CLOCKS
from ivraudit.phone import Phone
from ivraudit.phone.waiting import rings, ways_back
from ivraudit.rule import Category, NoOptions

CATEGORY = Category.WAITING
SINS = ("runaround", "comcast")
SEVERITY = Severity.ERROR
CLOCKS = ALL_CLOCKS


def check(phone: Phone, options: NoOptions) -> Iterator[Hit]:
    """Yield each circle of queues once, and each exit of a queue that leads back to where callers came from."""
    told: set[int] = set()
    for _, trip in rings(phone):
        told.update(trip)
        yield _ring(phone, trip)
    for queue, way in ways_back(phone):
        if told.isdisjoint(way):
            yield _back(phone, queue, way)


def _ring(phone: Phone, trip: Sequence[int]) -> Hit:
    edge, places = phone.wiring.edges[trip[0]], [phone.wiring.sources[number] for number in trip]
    names = " > ".join(phone.node(vertex).name for vertex in places[:8])
    message = f"whoever is not served is sent round in a circle: {names} > {phone.node(places[0]).name}"
    queues = [vertex for vertex in places[1:] if phone.node(vertex).type is NodeType.QUEUE]
    also = phone.notes(queues, "is on the circle, too")
    return Hit(edge, message, phone.journey(places[0], *trip), also, _severity(phone, [places[0], *queues]))


def _back(phone: Phone, queue: int, way: Sequence[int]) -> Hit:
    edge, name = phone.wiring.edges[way[0]], phone.node(queue).name
    there = phone.node(phone.board.targets[way[-1]]).name
    message = f"whoever {name!r} does not serve is sent back to {there!r}, and may come here again"
    return Hit(edge, message, phone.journey(queue, *way), severity=_severity(phone, [queue]))


def _severity(phone: Phone, queues: Sequence[int]) -> Severity | None:
    """A warning where callers may leave a queue by a key while they wait."""
    return Severity.WARNING if any(phone.board.choices[queue] for queue in queues) else None
