"""From this menu the caller cannot get to a person.

Why: The caller came here by answering politely, and is now locked in: no key leads to a person, or one does only as
    long as nothing goes wrong behind it.

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
      billing:   # expect: human-lockout
        type: menu
        prompt: "Billing."
        options:
          1: {label: "Hear our prices", to: prices}
        noinput: {attempts: 3, to: message}
        nomatch: {attempts: 3, to: message}
      prices: {type: say, prompt: "A call costs five cents.", next: billing}
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
          1: {label: "Billing", to: billing}
          0: {label: "A person", to: person}
        noinput: {attempts: 3, to: person}
        nomatch: {attempts: 3, to: person}
      billing:
        type: menu
        prompt: "Billing."
        options:
          1: {label: "Hear our prices", to: prices}
          0: {label: "A person", to: person}
        noinput: {attempts: 3, to: person}
        nomatch: {attempts: 3, to: person}
      prices: {type: say, prompt: "A call costs five cents.", next: billing}
      person: {type: queue}

Fix: Give the menu a key to a person (0 is the one that callers try), and give every exit by which the system may
    deny it a way to a person too. Where no way leads to a person it is an error at the first such menu; where one
    does and the system may deny it, a warning at the exit that does so; where only silence leads there, an
    information. Menus behind a person, a voicemail, a callback or an answer are not judged.

Source: Spain, Ley 10/2025, art. 8.2 ("at any moment"); OSIPTEL RCAU 333-2023 (a person at any stage). Decided by
    the game of the method, (c) to (g): the caller can force it, whatever the system does.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ivraudit.analysis import blame
from ivraudit.analysis.board import CHOOSING
from ivraudit.analysis.reach import leading
from ivraudit.model import Hit, NotChecked, Severity
from ivraudit.phone import Phone
from ivraudit.rule import Category, NoOptions

CATEGORY = Category.HUMAN
SINS = ("brush-off",)
SEVERITY = Severity.ERROR


def check(phone: Phone, options: NoOptions) -> Iterator[Hit | NotChecked]:
    """Yield where callers are locked in, once a cause."""
    judged = [vertex for vertex, _ in phone.nodes(phone.judged, *sorted(CHOOSING))]
    human = phone.forced("human")
    locked = [vertex for vertex in judged if not human.perhaps[vertex]]
    if any(human.perhaps[vertex] and not human.surely[vertex] for vertex in judged):
        yield NotChecked(f"whether every menu has a way to a person depends on {phone.unknown_list()}")
    if locked:
        kind = phone.leading("human", unknown=True)
        shut = [vertex for vertex in locked if not kind[vertex]]
        denied = list(_denied(phone, locked, shut))
        named = {*shut, *(vertex for _, menus in denied for vertex in menus)}
        for first, others in phone.firsts(shut).items():
            yield _shut(phone, first, others, [vertex for vertex in locked if vertex not in named])
            named.update(locked)
        for hit, _ in denied:
            yield hit
    spoken = phone.forced("human", silence=False)
    quiet = [vertex for vertex in judged if human.surely[vertex] and not spoken.perhaps[vertex]]
    for first, others in phone.firsts(quiet).items():
        yield _quiet(phone, first, others)


def _shut(phone: Phone, first: int, others: Sequence[int], before: Sequence[int]) -> Hit:
    node = phone.node(first)
    also = phone.notes(others, "lies behind it and has no way to a person either")
    also += phone.notes(before, "may be led there by the system, so it is locked too")
    return Hit(node, f"from {node.name!r} no way leads to a person", phone.journey(first), also)


def _denied(phone: Phone, locked: Sequence[int], shut: Sequence[int]) -> Iterator[tuple[Hit, list[int]]]:
    """Blame the exits that deny a person to the other locked menus, as if those that are shut had been mended.

    With each hit come the menus that it explains.
    """
    goal = [*phone.board.persons, *phone.board.unknowns, *shut]
    mended, kind = phone.forced_among(goal).surely, leading(phone.board, goal)
    outside = [v for v in range(len(phone.wiring.nodes)) if not mended[v]]
    rest = {vertex for vertex in locked if not mended[vertex]}
    for beyond, inside in ((kind, kind), (mended, mended)):
        behind = phone.reached_from(*sorted(rest)) if rest else bytearray()
        exits = [e for e in blame.leaving(phone.board, inside, beyond) if rest and behind[phone.board.sources[e]]]
        for edge, vertices in blame.gather(phone.board, exits, outside).items():
            menus = [vertex for vertex in vertices if vertex in rest]
            yield _blamed(phone, edge, menus, kind[phone.board.targets[edge]]), menus
            rest.difference_update(menus)


def _blamed(phone: Phone, edge: int, menus: Sequence[int], kind: int) -> Hit:
    exit_ = phone.wiring.edges[edge]
    name = phone.node(phone.board.sources[edge]).name
    also = phone.notes(menus, "leads to a person only if it goes well there")
    message = f"if {name!r} ends in {exit_.trigger!r}, the caller cannot get to a person"
    if kind:
        message = f"as long as {name!r} ends in {exit_.trigger!r}, the caller does not get to a person"
    return Hit(exit_, message, phone.way_out(edge), also, Severity.WARNING)


def _quiet(phone: Phone, first: int, others: Sequence[int]) -> Hit:
    node = phone.node(first)
    seconds = phone.hearing.silence(node, phone.costs.whole(first))
    also = phone.notes(others, "is left for a person only by saying nothing, too")
    message = f"from {node.name!r} a person is reached only by saying nothing for {seconds:.0f} s"
    return Hit(node, message, phone.journey(first), also, Severity.INFO, silence_only=True)
