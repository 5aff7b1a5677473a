"""A step of cancelling throws the caller back to the start.

Why: Number entered, reason given, one more question, and somebody rings at the door. The line says "main menu", and
    all of it has to be done again.

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
          1: {label: "Cancelling", to: number, goal: cancel}
          0: {label: "A person", to: person}
        noinput: {attempts: 3, to: person}
        nomatch: {attempts: 3, to: person}
      number:
        type: collect
        collects: [account_number]
        digits: 8
        prompt: "Please enter your account number."
        next: lookup
        options:
          0: {label: "A person", to: person}
        noinput: {attempts: 3, to: person}
        nomatch: {attempts: 3, to: person}
      lookup:   # expect: ejecting-cancel-step
        {type: task, seconds: 2, next: cancelled, error: sorry}
      sorry: {type: say, outcome: fault, prompt: "We are sorry, our system is down. Please choose again.", next: main}
      cancelled: {type: say, goal: cancel, resolves: true, confirms: sms, prompt: "It is cancelled.", next: bye}
      bye: {type: hangup}
      person: {type: queue, goal: cancel, announces: {position: true, estimate: true, every: 60s}}

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
          1: {label: "Cancelling", to: number, goal: cancel}
          0: {label: "A person", to: person}
        noinput: {attempts: 3, to: person}
        nomatch: {attempts: 3, to: person}
      number:
        type: collect
        collects: [account_number]
        digits: 8
        prompt: "Please enter your account number."
        next: lookup
        options:
          0: {label: "A person", to: person}
        noinput: {attempts: 3, to: person}
        nomatch: {attempts: 3, to: person}
      lookup: {type: task, seconds: 2, next: cancelled, error: sorry}
      sorry: {type: say, outcome: fault, prompt: "We are sorry, our system fails. A person will do it.", next: person}
      cancelled: {type: say, goal: cancel, resolves: true, confirms: sms, prompt: "It is cancelled.", next: bye}
      bye: {type: hangup}
      person: {type: queue, goal: cancel, announces: {position: true, estimate: true, every: 60s}}

Fix: Let the step be tried again where it is, or lead on to somebody who cancels. Judged are the steps behind an exit
    with `goal: cancel` that callers come to in no other way, before it is cancelled, from the second one that asks
    them something; and only their exits of silence, wrong keys and the system's: a key for the main menu is the
    caller's own choice. It is a fault where such an exit leads by itself to a menu from before the key was pressed.

Source: FTC v. Amazon (settled 2025): side steps of the cancellation that left the flow and began it anew.
"""

from __future__ import annotations

from collections.abc import Iterator

from ivraudit.analysis import paths, reach
from ivraudit.analysis.board import CHOOSING
from ivraudit.model import Hit, NotChecked, Owner, Severity
from ivraudit.phone import Phone
from ivraudit.phone.cancelling import asking, asking_first, before_asking, before_cancelled, can_be_left, left_open
from ivraudit.rule import Category, NoOptions

CATEGORY = Category.CANCELLATION
SINS = ("aol", "runaround")
SEVERITY = Severity.WARNING

DONE = {"noinput-last": "stays silent", "nomatch-last": "presses wrong keys"}


def check(phone: Phone, options: NoOptions) -> Iterator[Hit | NotChecked]:
    """Yield the first steps of a cancellation that throw callers back, each with those behind it."""
    if phone.tree.recurring is False or not asking(phone):
        return
    if not can_be_left(phone):
        yield from left_open(phone)
        return
    steps = _steps(phone)
    if not steps:
        return
    ways: dict[int, list[list[int]]] = {}
    onward = paths.falling(phone.board, _starts(phone))
    for vertex in steps:
        followed = [paths.follow(phone.board, number, onward) for number in _unasked(phone, vertex)]
        found = [way for way in followed if way]
        if found and any(onward[phone.board.targets[number]] == -1 for number in phone.board.live[vertex]):
            ways[vertex] = found  # else it only passes on what was decided before it
    for first, others in phone.firsts(sorted(ways)).items():
        yield _hit(phone, first, ways[first], others)


def _hit(phone: Phone, vertex: int, ways: list[list[int]], others: list[int]) -> Hit:
    edges, name = phone.wiring.edges, phone.node(vertex).name
    triggers = dict.fromkeys(edges[way[0]].trigger for way in ways)
    mistakes = " or ".join(DONE[trigger] for trigger in triggers if trigger in DONE)
    causes = [f"the caller {mistakes}"] if mistakes else []
    causes += [f"the step ends in {trigger!r}" for trigger in triggers if trigger not in DONE]
    start = phone.node(phone.board.targets[ways[0][-1]]).name
    message = f"at {name!r}, if {' or '.join(causes)}, the cancellation has to begin again at {start!r}"
    also = phone.notes(others, "throws the caller back too")
    return Hit(phone.node(vertex), message, phone.journey(vertex, *ways[0]), also)


def _starts(phone: Phone) -> list[int]:
    """The menus and collects that callers come to without having said that they cancel."""
    before = before_asking(phone)
    return [v for v, node in enumerate(phone.wiring.nodes) if before[v] and node.type in CHOOSING]


def _steps(phone: Phone) -> list[int]:
    """The steps of a cancellation behind which something is lost, in order."""
    board, before = phone.board, before_asking(phone)
    choosing = [v for v, node in enumerate(phone.wiring.nodes) if node.type in CHOOSING]
    targets = [board.targets[number] for number in asking_first(phone)]
    at_first = reach.reached(board, targets, stops=choosing)
    uncancelled, leading = before_cancelled(phone), phone.leading("cancel")
    left_out = {*phone.goal("cancel"), *board.persons}
    inner = (v for v, _ in phone.nodes(uncancelled) if phone.judged[v] and not (before[v] or at_first[v]))
    return [vertex for vertex in inner if leading[vertex] and vertex not in left_out]


def _unasked(phone: Phone, vertex: int) -> list[int]:
    """The exits of a vertex that are taken without the caller's wish, for the last time."""
    edges = phone.wiring.edges
    return [n for n in phone.board.live[vertex] if edges[n].owner is Owner.SYSTEM or edges[n].trigger in DONE]
