"""The machine cancels and gives no proof of it.

Why: Next month the money is taken again, and it is the caller's word against the company's books. A reference, a text
    or an email settles that before it begins.

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
          1: {label: "Cancelling", to: cancelled, goal: cancel}
          0: {label: "A person", to: person}
        noinput: {attempts: 3, to: person}
        nomatch: {attempts: 3, to: person}
      cancelled:   # expect: unconfirmed-cancel
        {type: say, goal: cancel, resolves: true, prompt: "Your service is cancelled.", next: bye}
      bye: {type: hangup}
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
          0: {label: "A person", to: person}
        noinput: {attempts: 3, to: person}
        nomatch: {attempts: 3, to: person}
      cancelled:
        type: say
        goal: cancel
        resolves: true
        confirms: [reference, sms]
        prompt: "Your service is cancelled. Your reference is {reference}, and we have sent it to you as a text."
        next: bye
      bye: {type: hangup}
      person: {type: queue, announces: {position: true, estimate: true, every: 60s}}

Fix: Say a reference or send a message, and tag the node that does so with `confirms: reference`, `sms`, `email` or
    `letter`: the one that cancels, one that every way to it passes, or one that every way from it to the end of the
    call passes. Who cancels with a person is not judged, since nobody sees what that person sends.

Source: Spain, Ley 10/2025, arts 11 and 12 (reference and receipt); Canada, CRTC 2026-78 (written confirmation, from
    26 April 2027); AOL's settlement with 48 states in 2007 (cancellations recorded and verified).
"""

from __future__ import annotations

from collections.abc import Iterator

from ivraudit.analysis import paths, reach
from ivraudit.analysis.least import toward
from ivraudit.model import Hit, NodeType, NotChecked, Severity
from ivraudit.phone import Phone
from ivraudit.phone.cancelling import can_be_left, left_open
from ivraudit.rule import Category, NoOptions

CATEGORY = Category.CANCELLATION
SINS = ("aol",)
SEVERITY = Severity.WARNING

HELPING = (NodeType.VOICEMAIL, NodeType.CALLBACK)


def check(phone: Phone, options: NoOptions) -> Iterator[Hit | NotChecked]:
    """Yield each cancellation by the machine from which the call may end without a proof."""
    if not can_be_left(phone):
        yield from left_open(phone)
        return
    board, nodes = phone.board, phone.wiring.nodes
    proofs = [vertex for vertex, node in enumerate(nodes) if node.confirms]
    unproven = reach.reached(board, phone.wiring.entries, stops=proofs)
    persons = {*board.persons, *board.unknowns}
    machines = [
        v for v in phone.goal("cancel")
        if v not in persons and v < len(nodes) and unproven[v] and not nodes[v].confirms
    ]  # fmt: skip
    if not machines:
        return
    stops = {*proofs, *persons, *(v for v, node in enumerate(nodes) if node.type in HELPING)}
    ends = [v for v in paths.call_ends(board, machines=False) if v not in stops]
    ended = toward(board, [*ends, *_ending(phone, stops)], stops)
    unseen = toward(board, board.unknowns, stops)
    for vertex in machines:
        onward = [number for number in board.live[vertex] if ended[board.targets[number]] != -1]
        if onward or not board.live[vertex]:
            way = min((paths.follow(board, number, ended) for number in onward), key=len, default=[])
            message = f"{nodes[vertex].name!r} cancels, and the call may end without a reference or a message"
            yield Hit(nodes[vertex], message, phone.journey(vertex, *way))
        elif any(unseen[board.targets[number]] != -1 for number in board.live[vertex]):
            yield NotChecked(f"whether a cancellation is confirmed depends on {phone.unknown_list()}")


def _ending(phone: Phone, stops: set[int]) -> Iterator[int]:
    """Yield the vertices behind which nothing comes: the call ends there too."""
    for vertex, node in enumerate(phone.wiring.nodes):
        if node.type is not NodeType.HANGUP and not phone.board.live[vertex] and vertex not in stops:
            yield vertex
