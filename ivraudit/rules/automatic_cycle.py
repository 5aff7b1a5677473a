"""The system goes round in a circle by itself.

Why: The caller is asked nothing and can do nothing: the same prompts are played again and again, or there is
    silence, until the caller gives up.

Bad:
    ivraudit: 1
    name: "Acme"
    start: lookup
    nodes:
      lookup:   # expect: automatic-cycle
        type: task
        next: person
        error: sorry
      sorry:
        type: say
        prompt: "Sorry, something went wrong. We are trying again."
        next: lookup
      person: {type: agent}

Good:
    ivraudit: 1
    name: "Acme"
    start: lookup
    nodes:
      lookup:
        type: task
        next: person
        error: again
      again: {type: loop, times: 2, again: sorry, done: person}
      sorry:
        type: say
        prompt: "Sorry, something went wrong. We are trying again."
        next: lookup
      person: {type: agent}

Fix: Count the rounds with a `loop` and lead the caller to a person after the last. A circle that asks the caller
    something, that passes a person, a transfer, a voicemail or a callback, or that a counter bounds, is none; one that
    a queue is on is an `overflow-loop`.

Source: The method, (k). Each clock is looked at by itself.
"""

from __future__ import annotations

from collections.abc import Iterator

from ivraudit.analysis.board import CHOOSING
from ivraudit.analysis.loops import circles
from ivraudit.model import Hit, Owner, Severity
from ivraudit.phone import CLOCKS as ALL_CLOCKS
from ivraudit.phone import Phone
from ivraudit.phone.waiting import circled
from ivraudit.rule import Category, NoOptions

CATEGORY = Category.STRUCTURE
SINS = ("apathy",)
SEVERITY = Severity.ERROR
CLOCKS = ALL_CLOCKS


def check(phone: Phone, options: NoOptions) -> Iterator[Hit]:
    """Yield each reachable circle of exits that the system takes by itself, as often as it likes."""
    board, edges, nodes = phone.board, phone.wiring.edges, phone.wiring.nodes
    live, targets = board.live, board.targets
    among = [
        vertex for vertex, node in phone.nodes(phone.reached) if node.type not in CHOOSING and not board.leaves(vertex)
    ]
    allowed = set(among)
    pairs = [
        (vertex, targets[edge])
        for vertex in among
        for edge in live[vertex]
        if targets[edge] in allowed and edges[edge].owner is Owner.SYSTEM and edges[edge].limit is None
    ]
    for ring in circles(pairs):
        if not circled(phone).isdisjoint(ring):
            continue  # an overflow-loop, (k)
        first = phone.node(ring[0])
        trip = phone.round_trip(ring[0], set(ring), owners=(Owner.SYSTEM,), bounded=False)
        if not phone.at_one_hour(trip):
            continue
        way = " > ".join(nodes[phone.wiring.sources[edge]].name for edge in trip[:8])
        message = f"the system goes round by itself and asks the caller nothing: {way} > {first.name}"
        yield Hit(first, message, phone.journey(ring[0], *trip))
