"""Nobody gets to a person without entering data first.

Why: The caller's wallet is stolen, the number is on the card, and the machine wants the number. Or the caller has
    none, because she is not a customer yet. Whoever cannot answer the question talks to nobody.

Bad:
    ivraudit: 1
    name: "Acme"
    start: account
    nodes:
      account:   # expect: identification-before-human
        type: collect
        collects: [account_number]
        digits: 10
        prompt: "Please enter the ten digits of your account."
        next: main
        noinput: {attempts: 3, to: message}
        nomatch: {attempts: 3, to: message}
      main:
        type: menu
        prompt: "How can we help?"
        options:
          1: {label: "Billing", to: person}
          0: {label: "A person", to: person}
        noinput: {attempts: 3, to: person}
        nomatch: {attempts: 3, to: person}
      message: {type: voicemail, answered_within: 4h}
      person: {type: agent}

Good:
    ivraudit: 1
    name: "Acme"
    start: account
    nodes:
      account:
        type: collect
        collects: [account_number]
        digits: 10
        prompt: "Please enter the ten digits of your account."
        next: main
        options:
          0: {label: "A person", to: person}
        noinput: {attempts: 3, to: person}
        nomatch: {attempts: 3, to: person}
      main:
        type: menu
        prompt: "How can we help?"
        options:
          1: {label: "Billing", to: person}
          0: {label: "A person", to: person}
        noinput: {attempts: 3, to: person}
        nomatch: {attempts: 3, to: person}
      person: {type: agent}

Fix: Give the question a key to a person, or let silence lead to one, and let the person ask. The finding stands at
    the first question that the caller has to answer, once an entry; others that stand beside it are named there.
    Choosing is not entering data: menus do not count, and a `collect` counts if it says what it `collects`. Where
    it does not say so, and it matters, it is not checked.

Source: Brazil, Decreto 11.034/2022, art. 4 par. 4 (the first access to an agent does not depend on data); the
    method, (c) to (e): a caller who enters nothing cannot force a person, one who enters all can.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from ivraudit.analysis import without
from ivraudit.analysis.between import Between
from ivraudit.model import Hit, NodeType, NotChecked, Severity
from ivraudit.phone import Phone
from ivraudit.rule import Category, NoOptions

CATEGORY = Category.PRIVACY
SINS = ("robotism",)
SEVERITY = Severity.WARNING

MOST_ENTRIES = 50
"""So many numbers of one tree have a finding each; the rest have one together."""


class _Refusing(NamedTuple):
    """What is left to a caller who never takes these exits, whatever lies behind the unknown."""

    exits: frozenset[int]
    forced: bytearray
    """Per vertex, 1 where a person can be forced still."""
    leading: bytearray
    """Per vertex, 1 where some way leads to a person still."""


def check(phone: Phone, options: NoOptions) -> Iterator[Hit | NotChecked]:
    """Yield, once an entry, the question without whose answer there is no person."""
    asked = dict(phone.nodes(phone.reached, NodeType.COLLECT))
    untold = [node.name for node in asked.values() if not node.collects]
    if not asked:
        return
    told = _refusing(phone, (vertex for vertex, node in asked.items() if node.collects))
    all_ = _refusing(phone, asked) if untold else told
    needed = [entry for entry in phone.wiring.entries if _needed(phone, entry, told)]
    for entry in needed[:MOST_ENTRIES]:
        yield _hit(phone, [entry], told)
    if len(needed) > MOST_ENTRIES:
        yield _hit(phone, needed[MOST_ENTRIES:], told)
    if untold and any(not _needed(phone, one, told) and _needed(phone, one, all_) for one in phone.wiring.entries):
        names = ", ".join(repr(name) for name in untold[:5])
        yield NotChecked(f"whether there is a person without data depends on what is entered at {names}")


def _refusing(phone: Phone, vertices: Iterable[int]) -> _Refusing:
    """What is left to a caller who enters no data at these collects."""
    board, edges = phone.board, phone.wiring.edges
    exits = frozenset(edge for vertex in vertices for edge in board.choices[vertex] if edges[edge].trigger == "next")
    goal = [*phone.goal("human"), *board.unknowns]
    return _Refusing(exits, without.forced(board, goal, exits), without.leading(board, goal, exits))


def _needed(phone: Phone, entry: int, left: _Refusing) -> bool:
    """Whether the data makes the difference: between a person and none, or between some way and no way at all."""
    if phone.forced("human").surely[entry]:
        return not left.forced[entry]
    return bool(phone.leading("human")[entry]) and not left.leading[entry]


def _hit(phone: Phone, entries: Sequence[int], left: _Refusing) -> Hit:
    """The first question on the way, and the others beside it."""
    asked = {phone.wiring.sources[edge] for edge in left.exits}
    found = Between(phone.board, entries, lambda edge: edge not in left.exits).found
    gates = [vertex for vertex in found if vertex in asked and not left.forced[vertex]] or [entries[0]]
    node = phone.node(gates[0])
    items = ", ".join(node.collects).replace("_", " ")
    message = f"nobody gets to a person without entering data ({items}) at {node.name!r}"
    also = phone.notes(gates[1:], "asks for data too, and has no other way to a person")
    return Hit(node, message, phone.journey(gates[0]), also)
