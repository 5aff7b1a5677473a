"""The key for a person does nothing here, or leads to no person.

Why: Whoever is lost presses 0. It is the one key that callers know by heart, and where it is wrong they are told off
    for asking.

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
      billing:   # expect: missing-escape-key
        type: menu
        prompt: "Billing."
        options:
          1: {label: "Hear our prices", to: prices}
          2: {label: "A wrong bill", to: person}
          "*": {label: "Going back", to: main}
        noinput: {attempts: 3, to: person}
        nomatch: {attempts: 3, to: person}
      prices: {type: say, prompt: "A call costs five cents.", next: billing}
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
          2: {label: "A wrong bill", to: person}
          0: {label: "A person", to: person}
          "*": {label: "Going back", to: main}
        noinput: {attempts: 3, to: person}
        nomatch: {attempts: 3, to: person}
      prices: {type: say, prompt: "A call costs five cents.", next: billing}
      person: {type: queue}

Fix: Lead the key to a person in every menu and at every entry of data; it need not be announced everywhere. Which
    key it is stands in the policy (`keys: {human: "0"}`; with `human: null` nothing is asked). A phrase that names a
    person (agent, operator, representative) does as well, and so does a wrong key that leads to a person at once.
    One question may stand between, if every answer to it leads to a person: which team is wanted. The finding stands
    at the first menu without the key, with those behind it beside it; where the exit is there and leads to nobody,
    at the exit. Where a person comes in the end, after too much, it is a `deflected-agent-request`. A menu that asks
    for the language only is not judged, nor is one behind a person, a voicemail, a callback or an answer. Where
    nobody can be reached at all it is `no-human`; what an export does with words is mostly not to be seen, and then
    not checked, and an entry of data without other keys is not judged there.

Source: GetHuman standard 1.0, 1 (0 works always); Keep Call Centers in America Act, S.2495 of 2025, in committee (a
    simple command such as "agent"); the method, (f) and (j).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import inf
from typing import NamedTuple

from ivraudit.model import Hit, NodeType, NotChecked, Note, Severity
from ivraudit.phone import Phone
from ivraudit.phone.asking import (
    Requests,
    after_one_question,
    chooses_language,
    put_back,
    questions_to_person,
    requests,
    staffed,
    unseen,
)
from ivraudit.rule import Category, NoOptions

CATEGORY = Category.HUMAN
SINS = ("brush-off",)
SEVERITY = Severity.WARNING


class _Faults(NamedTuple):
    """What has been found so far."""

    bare: list[int]
    """The menus without the key."""
    vain: dict[int, list[int]]
    """Exits that are there and lead to nobody, by the vertex that they lead to."""
    doubtful: list[int]
    """The menus where it cannot be seen."""


def check(phone: Phone, options: NoOptions) -> Iterator[Hit | NotChecked]:
    """Yield the menus and collects at which asking for a person does not lead to one, once a cause."""
    key = phone.assumptions.keys.human
    if not key or not any(phone.reached[person] for person in phone.board.persons):
        return  # where nobody can be reached at all, that is `no-human`
    faults = _Faults([], {}, [])
    for vertex, found in requests(phone).items():
        _judge(phone, vertex, found, faults)
    if faults.doubtful:
        names = [repr(phone.node(vertex).name) for vertex in faults.doubtful]
        more = f" and {len(names) - 5} more" if len(names) > 5 else ""
        why = f": it depends on {unseen(phone)}" if unseen(phone) else ""
        where = f"{', '.join(names[:5])}{more}"
        yield NotChecked(f"whether asking for a person leads to one at {where} cannot be seen{why}")
    for first, others in phone.firsts(faults.bare).items():
        yield _bare(phone, first, others, key)
    for numbers in faults.vain.values():
        yield _vain(phone, numbers)


def _judge(phone: Phone, vertex: int, found: Requests, faults: _Faults) -> None:
    at_once, targets = staffed(phone), phone.board.targets
    exits = [*found.surely, *found.perhaps, *_wrong_key(phone, vertex)]
    if any(targets[edge] in at_once for edge in exits):
        return
    persons = after_one_question(phone)
    if any(persons.surely[targets[edge]] for edge in exits) or chooses_language(phone, vertex):
        return
    if any(persons.perhaps[targets[edge]] for edge in exits) or any(_may_lead(phone, e) for e in found.unclear):
        faults.doubtful.append(vertex)
    elif not found.surely:
        faults.bare.append(vertex)
    elif not _late(phone, vertex, found.surely[0]):
        faults.vain.setdefault(targets[found.surely[0]], []).append(found.surely[0])


def _may_lead(phone: Phone, number: int) -> bool:
    """Whether by an exit the system may bring a call to a person, or out of sight."""
    return phone.leads_by_itself(number, NodeType.QUEUE, NodeType.AGENT) or phone.leads_by_itself(number)


def _late(phone: Phone, vertex: int, number: int) -> bool:
    """Whether a person comes in the end, after too much: that is a `deflected-agent-request`."""
    return bool(put_back(phone, vertex, number)) or 1 < questions_to_person(phone)[phone.board.targets[number]] < inf


def _wrong_key(phone: Phone, vertex: int) -> list[int]:
    """The exit that a key without a meaning takes at once, where the menu does not ask again."""
    retry = phone.node(vertex).nomatch
    if retry is None or retry.attempts > 1:
        return []
    return [number for number in phone.board.live[vertex] if phone.wiring.edges[number].trigger == "nomatch-last"]


def _bare(phone: Phone, first: int, others: Sequence[int], key: str) -> Hit:
    node = phone.node(first)
    also = phone.notes(others, "lies behind it and does not know the key either")
    more = f", nor at {len(others)} behind it" if others else ""
    return Hit(node, f"the key {key} does not work at {node.name!r}{more}", phone.journey(first), also)


def _vain(phone: Phone, numbers: Sequence[int]) -> Hit:
    edges = [phone.wiring.edges[number] for number in numbers]
    first = edges[0]
    what = f"saying {first.trigger!r}" if first.spoken else f"the key {first.trigger}"
    places = [phone.node(phone.wiring.sources[number]).name for number in numbers]
    also = tuple(
        Note(edge.at, f"{edge.trigger!r} at {place!r} leads to the same place", place)
        for edge, place in zip(edges[1:], places[1:], strict=True)
    )
    return Hit(first, f"{what} at {places[0]!r} does not lead to a person by itself", phone.way_out(numbers[0]), also)
