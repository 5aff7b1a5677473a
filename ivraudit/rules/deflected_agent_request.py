"""Whoever asks for a person is asked something else first, again and again, or is put back where they were.

Why: The caller has said what they want. Every menu, offer and advertisement after that is an argument, and callers
    lose it by hanging up.

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
          0: {label: "A person", to: film}   # expect: deflected-agent-request
        noinput: {attempts: 3, to: person}
        nomatch: {attempts: 3, to: person}
      film: {type: say, promo: true, prompt: "This week: two films for one.", next: package}
      package: {type: say, offer: true, prompt: "Ask us for the big package at half the price.", next: person}
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
          0: {label: "A person", to: team}
        noinput: {attempts: 3, to: person}
        nomatch: {attempts: 3, to: person}
      team:
        type: menu
        prompt: "Which team would you like?"
        options:
          1: {label: "Billing", to: billing}
          0: {label: "Anyone", to: person}
        noinput: {attempts: 3, to: person}
        nomatch: {attempts: 3, to: person}
      billing: {type: queue, team: "Billing"}
      person: {type: queue}

Fix: Queue the caller at once, and ask there. Counted are menus, entries of data, offers (`offer`) and advertisements
    (`promo`) between the request and the person: the least that the caller can force, the system at its worst, and
    a loop as often as it counts. A request is the key that the policy keeps for a person, or a phrase that is no more
    than a word for one. It is a finding, too, where the system by itself puts the caller back at the same menu.

Source: A vendor's manual on "reaction prompts" before the agent (OCP); ACIXD wiki, zero-outs; the Seattle Times on
    phone mazes (eighteen presses of 0); one routing question is allowed. The method, (f), (j) and (l).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import inf
from typing import NamedTuple

from ivraudit.model import Hit, NotChecked, Note, Severity
from ivraudit.phone import Phone
from ivraudit.phone.asking import put_back, questions_to_person, requests, staffed, unseen
from ivraudit.rule import Category, option

CATEGORY = Category.HUMAN
SINS = ("brush-off", "robotism")
SEVERITY = Severity.WARNING


@dataclass(frozen=True)
class Options:
    """What may stand between a request and a person."""

    max_questions: int = option(1, "menus, entries, offers and advertisements between a request and a person", least=0)


class _Fault(NamedTuple):
    """A request that is not granted."""

    number: int
    message: str
    way: tuple[int, ...]


def check(phone: Phone, options: Options) -> Iterator[Hit | NotChecked]:
    """Yield the exits by which callers ask for a person and do not get one, once a place that they lead to."""
    faults: dict[int, list[_Fault]] = {}
    if not any(phone.reached[person] for person in phone.board.persons):
        return  # where nobody can be reached at all, that is `no-human`
    for vertex, found in requests(phone).items():
        for number in found.surely:
            fault = _fault(phone, vertex, number, options)
            if isinstance(fault, NotChecked):
                yield fault
            elif fault:
                faults.setdefault(phone.board.targets[number], []).append(fault)
    for alike in faults.values():
        yield _hit(phone, alike)


def _fault(phone: Phone, vertex: int, number: int, options: Options) -> _Fault | NotChecked | None:
    target, name = phone.board.targets[number], phone.node(vertex).name
    edge = phone.wiring.edges[number]
    what = f"asking for a person at {name!r} ({'saying ' if edge.spoken else ''}{edge.trigger})"
    if target in staffed(phone):
        return None
    back = put_back(phone, vertex, number)
    if back:
        return _Fault(number, f"{what} leads back to {name!r}", tuple(back))
    count = questions_to_person(phone)[target]
    if count == inf or count <= options.max_questions:
        return None
    kind = phone.kindly()
    if kind is not phone and questions_to_person(kind)[target] <= options.max_questions:
        return NotChecked(f"how soon {what} is granted depends on {unseen(phone)}")
    most = f"most {options.max_questions}"
    message = f"{what} is answered with {count:.0f} more questions, offers or advertisements ({most})"
    return _Fault(number, message, (number, *phone.way_to("human", target)))


def _hit(phone: Phone, faults: list[_Fault]) -> Hit:
    first, also = faults[0], []
    for fault in faults[1:]:
        edge, name = phone.wiring.edges[fault.number], phone.node(phone.wiring.sources[fault.number]).name
        also.append(Note(edge.at, f"{edge.trigger!r} at {name!r} leads to the same place", name))
    edge = phone.wiring.edges[first.number]
    return Hit(edge, first.message, phone.journey(phone.wiring.sources[first.number], *first.way), tuple(also))
