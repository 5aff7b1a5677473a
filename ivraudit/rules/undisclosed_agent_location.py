"""Callers are put through to a person without being told where that person sits.

Why: Some laws, and more bills, want callers to know whether the person who hears their account number is in another
    country, so that they can ask for one at home.

Bad:
    ivraudit: 1
    name: "Acme"
    start: main
    nodes:
      main:   # expect: undisclosed-agent-location
        type: menu
        prompt: "How can we help?"
        options:
          1: {label: "Billing", to: person}
          0: {label: "A person", to: person}
        noinput: {attempts: 3, to: person}
        nomatch: {attempts: 3, to: person}
      person: {type: agent}

Good:
    ivraudit: 1
    name: "Acme"
    start: told
    nodes:
      told: {type: say, notice: [location], prompt: "Acme. Our people work in Ohio.", next: main}
      main:
        type: menu
        prompt: "How can we help?"
        options:
          1: {label: "Billing", to: person}
          0: {label: "A person", to: person}
        noinput: {attempts: 3, to: person}
        nomatch: {attempts: 3, to: person}
      person: {type: agent}

Fix: Say where the call is answered, and tag that node with `notice: [location]`; a queue may say so itself. The rule
    is off unless a policy turns it on. Once an entry the finding stands at the entry's first node, with the people
    who can be reached untold beside it. Formats that have no such tag are not checked.

Source: FCC proposal CG 26-52 (2026, the location at the start of the call); Keep Call Centers in America Act, a bill
    of 2025 (S.2495, H.R.4954).
"""

from __future__ import annotations

from collections.abc import Iterator

from ivraudit.model import Hit, NotChecked, Severity
from ivraudit.phone import CLOCKS as ALL_CLOCKS
from ivraudit.phone import Phone
from ivraudit.phone.notices import Unwarned, unwarned_entries
from ivraudit.rule import Category, NoOptions

CATEGORY = Category.LAW
SINS = ("coldness",)
SEVERITY = Severity.WARNING
ASKED = False
CLOCKS = ALL_CLOCKS

MOST_WAYS = 50
"""So many entries tell the way to the person; of more numbers in one tree only the fault itself is said."""


def check(phone: Phone, options: NoOptions) -> Iterator[Hit | NotChecked]:
    """Yield each entry whose callers can come to a person who sits they do not know where."""
    if phone.tree.vendor and not any(node.notice for node in phone.tree.nodes):
        yield NotChecked("where people sit, and who says so, is nothing that this format tells")
        return
    known = range(len(phone.wiring.nodes))
    persons = {vertex for vertex in (*phone.board.persons, *phone.board.twins) if vertex in known}
    for told, entry in enumerate(unwarned_entries(phone, sorted(persons), "location")):
        if told >= MOST_WAYS:
            yield Hit(phone.node(entry), "callers come to a person without having been told where that is")
            continue
        callers = Unwarned(phone, [entry], "location")
        untold = [vertex for vertex in callers.vertices if vertex in persons]
        message = f"callers come to {phone.node(untold[0]).name!r} without having been told where that is"
        also = phone.notes(untold[1:], "can be reached untold too")
        yield Hit(phone.node(entry), message, phone.steps(*callers.way(untold[0])), also)
