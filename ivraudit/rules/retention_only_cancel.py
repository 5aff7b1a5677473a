"""Nobody can cancel without passing the retention team.

Why: Whoever wants to leave has to argue with somebody who is paid to keep them. Others may change an address or pay a
    bill with anybody, or with the machine.

Bad:
    ivraudit: 1
    name: "Acme Online"
    start: main
    recurring: true
    nodes:
      main:
        type: menu
        prompt: "How can we help?"
        options:
          1: {label: "Cancelling", to: saves, goal: cancel}
          0: {label: "A person", to: person}
        noinput: {attempts: 3, to: person}
        nomatch: {attempts: 3, to: person}
      saves:   # expect: retention-only-cancel
        {type: queue, team: "Retention", announces: {position: true, estimate: true, every: 60s}}
      person: {type: queue, announces: {position: true, estimate: true, every: 60s}}

Good:
    ivraudit: 1
    name: "Acme Online"
    start: main
    recurring: true
    nodes:
      main:
        type: menu
        prompt: "How can we help?"
        options:
          1: {label: "Cancelling", to: cancelled, goal: cancel}
          2: {label: "A better price", to: saves}
          0: {label: "A person", to: person}
        noinput: {attempts: 3, to: person}
        nomatch: {attempts: 3, to: person}
      cancelled: {type: say, goal: cancel, resolves: true, confirms: sms, prompt: "It is cancelled.", next: bye}
      bye: {type: hangup}
      saves: {type: queue, team: "Retention", announces: {position: true, estimate: true, every: 60s}}
      person: {type: queue, announces: {position: true, estimate: true, every: 60s}}

Fix: Let the machine cancel, or let every agent do it and tag the exit that leads to them with `goal: cancel`. A
    retention team is a queue, an agent or a transfer to a person whose `team` has the word "retention" in it. It is a
    fault where no way leads to a cancellation that does not pass such a team, however kind the system is.

Source: FTC v. Vonage, 2022 (only a retention agent could cancel); UK, Ofcom General Condition C1.3 (procedures for
    leaving as a disincentive).
"""

from __future__ import annotations

from collections.abc import Iterator

from ivraudit.analysis import reach
from ivraudit.model import Hit, NotChecked, Severity
from ivraudit.phone import Phone
from ivraudit.phone.cancelling import can_be_left, end_of, left_open, way_out
from ivraudit.rule import Category, NoOptions

CATEGORY = Category.CANCELLATION
SINS = ("aol",)
SEVERITY = Severity.WARNING


def check(phone: Phone, options: NoOptions) -> Iterator[Hit | NotChecked]:
    """Yield the nearest cancellation for each entry from which every way to one passes a retention team."""
    keepers = [v for v in phone.board.persons if phone.reached[v] and _keeps(phone.node(v).team)]
    if not keepers:
        return
    if not can_be_left(phone):
        yield from left_open(phone)
        return
    kept = set(keepers)
    free = [vertex for vertex in phone.goal("cancel") if vertex not in kept]
    for vertex in phone.wiring.entries:
        if not phone.leading("cancel")[vertex]:
            continue
        seen = reach.reached(phone.board, [vertex], stops=keepers)
        if any(seen[goal] for goal in free):
            continue
        if any(seen[unknown] for unknown in phone.board.unknowns):
            yield NotChecked(f"whether one can cancel without the retention team depends on {phone.unknown_list()}")
            continue
        way = way_out(phone, vertex)
        passed = [v for v in keepers if seen[v]]
        names = ", ".join(repr(phone.node(v).name) for v in passed[:3])
        message = f"every way to cancel leads through a retention team: {names}"
        yield Hit(phone.node(end_of(phone, vertex, way)), message, phone.steps(vertex, way))


def _keeps(team: str) -> bool:
    return "retention" in team.casefold().replace("-", " ").replace("_", " ").split()
