"""Callers who come to this circle can never leave it.

Why: Whatever the caller presses leads back. The only way out is to hang up: a doom loop.

Bad:
    ivraudit: 1
    name: "Acme"
    start: main
    nodes:
      main:   # expect: inescapable-loop
        type: menu
        prompt: "Welcome to Acme."
        options:
          1: {label: "Our offers", to: offers}
          2: {label: "Our opening hours", to: hours}
        noinput: {attempts: 3, to: main}
        nomatch: {attempts: 3, to: main}
      offers: {type: say, prompt: "Everything is half price.", next: main}
      hours: {type: say, prompt: "We are open from nine to five.", next: main}

Good:
    ivraudit: 1
    name: "Acme"
    start: main
    nodes:
      main:
        type: menu
        prompt: "Welcome to Acme."
        options:
          1: {label: "Our offers", to: offers}
          2: {label: "Our opening hours", to: hours}
          0: {label: "A person", to: person}
        noinput: {attempts: 3, to: person}
        nomatch: {attempts: 3, to: person}
      offers: {type: say, prompt: "Everything is half price.", next: main}
      hours: {type: say, prompt: "We are open from nine to five.", next: main}
      person: {type: queue}

Fix: Give the circle an exit to a person, or to a menu outside it that leads to one. Where all exits of a circle
    only end the call it is a warning, unless something in it helps: a node that `resolves`, a person, a voicemail,
    a callback. A retry with a bound is no circle, and a menu whose no-input or no-match is not declared is
    `unhandled-input` only.

Source: FCC 24-110 ("doom loops"); the method, (k). Each clock is looked at by itself, since a circle may be closed
    by night only.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ivraudit.analysis.board import CHOOSING
from ivraudit.analysis.loops import circles
from ivraudit.analysis.reach import leading
from ivraudit.model import Hit, Node, NodeType, NotChecked, Severity
from ivraudit.phone import HOURS, Phone
from ivraudit.rule import Category, NoOptions

CATEGORY = Category.STRUCTURE
SINS = ("brush-off", "runaround")
SEVERITY = Severity.ERROR
CLOCKS = HOURS


def check(phone: Phone, options: NoOptions) -> Iterator[Hit | NotChecked]:
    """Yield each reachable circle without a way out, or with none but the end of the call."""
    board, reached, helping = phone.board, phone.reached, _helping(phone)
    among = [vertex for vertex in range(len(phone.wiring.nodes)) if reached[vertex] and not helping[vertex]]
    inside = set(among)
    pairs = [
        (vertex, board.targets[edge])
        for vertex in among
        for edge in board.live[vertex]
        if board.targets[edge] in inside and not _bounded_retry(phone, edge)
    ]
    rings = circles(pairs)
    ending = _ending(phone) if rings else bytearray()
    for ring in rings:
        if not any(_undeclared(phone.node(vertex)) for vertex in ring):
            yield from _hits(phone, ring, ending)


def _hits(phone: Phone, ring: Sequence[int], ending: Sequence[int]) -> Iterator[Hit | NotChecked]:
    board, inside, first = phone.board, set(ring), phone.node(ring[0])
    journey = phone.journey(ring[0], *phone.round_trip(ring[0], inside))
    if all(board.targets[edge] in inside for vertex in ring for edge in board.live[vertex]):
        message = f"a caller who comes to {first.name!r} can never leave: all exits of {_names(phone, ring)} lead back"
        yield Hit(first, message, journey)
    elif ending[ring[0]] and phone.tree.vendor:
        yield NotChecked(f"whether callers are helped before the only way out of {_names(phone, ring)} is not said")
    elif ending[ring[0]]:
        message = f"the only way out of {_names(phone, ring)} is the end of the call"
        yield Hit(first, message, journey, severity=Severity.WARNING)


def _ending(phone: Phone) -> bytearray:
    """Per vertex: 1 where some way leads to the end of the call; from elsewhere all ways lead into another circle."""
    ends = [vertex for vertex, node in enumerate(phone.wiring.nodes) if node.type is NodeType.HANGUP]
    return leading(phone.board, [*ends, phone.wiring.dropped], mistakes=True)


def _bounded_retry(phone: Phone, edge: int) -> bool:
    exit_ = phone.wiring.edges[edge]
    return exit_.limit is not None and exit_.source == exit_.target


def _undeclared(node: Node) -> bool:
    """Whether the platform drops the call where the caller stays silent or presses a wrong key."""
    return node.type in CHOOSING and (node.noinput is None or node.nomatch is None)


def _helping(phone: Phone) -> bytearray:
    """Per vertex: 1 where some way leads to help, or to what cannot be seen."""
    helps = [v for v, node in enumerate(phone.wiring.nodes) if node.resolves or phone.board.leaves(v)]
    return leading(phone.board, [*helps, *phone.board.unknowns], mistakes=True)


def _names(phone: Phone, ring: Sequence[int]) -> str:
    names = [repr(phone.node(vertex).name) for vertex in ring[:6]]
    return ", ".join(names) + (f" and {len(ring) - 6} more" if len(ring) > 6 else "")
