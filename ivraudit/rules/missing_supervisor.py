"""The tree knows of a supervisor, and callers cannot get to one.

Why: The first person cannot help, or will not. "Let me speak to your supervisor" is then a fair request, and the tree
    must have a way for it.

Bad:
    ivraudit: 1
    name: "Acme"
    start: main
    nodes:
      main:   # expect: missing-supervisor
        type: menu
        prompt: "How can we help?"
        options:
          1: {label: "Billing", to: person}
          0: {label: "A person", to: person}
        noinput: {attempts: 3, to: person}
        nomatch: {attempts: 3, to: person}
      person: {type: queue, team: "Customer care", next: rank}
      rank:
        type: decide
        when: {"a gold customer": supervisor}
        else: bye
      supervisor: {type: queue, team: "Supervisors", goal: supervisor}
      bye: {type: hangup}

Good:
    ivraudit: 1
    name: "Acme"
    start: main
    nodes:
      main:
        type: menu
        prompt: "How can we help?"
        options:
          1: {label: "Billing", to: person}
          0: {label: "A person", to: person}
        noinput: {attempts: 3, to: person}
        nomatch: {attempts: 3, to: person}
      person: {type: queue, team: "Customer care", next: settled}
      settled:
        type: menu
        prompt: "Is it settled now?"
        options:
          1: {label: "Yes", to: bye}
          2: {label: "Speaking to a supervisor", to: supervisor, goal: supervisor}
          0: {label: "A person", to: person}
        noinput: bye
        nomatch: bye
      supervisor: {type: queue, team: "Supervisors"}
      bye: {type: hangup}

Fix: Lead an option to the supervisor, in a menu or behind the talk with the first person (`next` of a queue or an
    agent), and let nothing that the system does deny it. The goal is that of the tags: `goal: supervisor` on the
    queue, the agent or the callback (with `resolves: true`), or on the exit that leads there. A tree that does not
    name a supervisor is not checked where its sector is one that the Spanish law names, and elsewhere not asked.

Source: Spain, Ley 10/2025, art. 8.3 (a supervisor in the same call, or a call back on the same working day); the
    method, (c), (i) and (m).
"""

from __future__ import annotations

from collections.abc import Iterator

from ivraudit.model import Hit, NodeType, NotChecked, Severity
from ivraudit.phone import Phone
from ivraudit.rule import Category, NoOptions

CATEGORY = Category.HUMAN
SINS = ("brush-off", "rule-book")
SEVERITY = Severity.WARNING

GOAL = "supervisor"
BASIC = frozenset({"telecom", "energy", "water", "finance", "transport", "post"})
"""The sectors of the basic services that Ley 10/2025 names."""


def check(phone: Phone, options: NoOptions) -> Iterator[Hit | NotChecked]:
    """Yield each entry whose callers cannot force a supervisor, neither before nor after a talk with a person."""
    tagged = any(GOAL in node.goals for node in phone.wiring.nodes)
    if not tagged and not any(edge.goal == GOAL for edge in phone.wiring.edges):
        if phone.tree.sector in BASIC and any(phone.reached[person] for person in phone.board.persons):
            yield NotChecked("nothing in the tree says goal: supervisor")
        return
    if not phone.goal(GOAL) and phone.shortfall(GOAL):
        yield NotChecked(phone.shortfall(GOAL))
        return
    forced = phone.forced(GOAL)
    for vertex in phone.wiring.entries:
        starts = [vertex, *_after_talks(phone, vertex)]
        if any(forced.surely[start] for start in starts):
            continue
        if any(forced.perhaps[start] for start in starts):
            yield NotChecked(f"whether a supervisor can be had depends on {phone.unknown_list()}")
            continue
        yield _hit(phone, vertex)


def _after_talks(phone: Phone, entry: int) -> Iterator[int]:
    """Where callers of an entry come to when a person has talked to them."""
    behind = phone.reached_from(entry)
    for _, node in phone.nodes(behind, NodeType.QUEUE, NodeType.AGENT):
        for number, edge in phone.exits(phone.wiring.vertices[node.id]):
            if edge.trigger in ("served", "next"):
                yield phone.board.targets[number]


def _hit(phone: Phone, entry: int) -> Hit:
    node, behind = phone.node(entry), phone.reached_from(entry)
    known = [vertex for vertex in phone.goal(GOAL) if behind[vertex]]
    if known:
        message = f"callers of {node.name!r} come to a supervisor only if the system lets them"
        return Hit(node, message, phone.journey_from(entry, known[0]), phone.notes(known, "is a supervisor"))
    return Hit(node, f"no way leads from {node.name!r} to a supervisor", phone.journey(entry))
