"""The option to cancel only sends the caller somewhere else.

Why: The caller has found the option, pressed the key, and is told to write a letter or to visit a website. Joining was
    possible by phone; leaving is somebody else's business.

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
          1: {label: "Your bill", to: cancelling_desk}
          2: {label: "Cancelling", to: letter, goal: cancel}   # expect: cancel-by-other-channel
          0: {label: "A person", to: cancelling_desk}
        noinput: {attempts: 3, to: cancelling_desk}
        nomatch: {attempts: 3, to: cancelling_desk}
      letter: {type: say, redirect: mail, prompt: "Please write us a letter with your number.", next: main}
      cancelling_desk: {type: queue, goal: cancel, announces: {position: true, estimate: true, every: 60s}}

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
          1: {label: "Your bill", to: person}
          2: {label: "Cancelling", to: leaving, goal: cancel}
          0: {label: "A person", to: person}
        noinput: {attempts: 3, to: person}
        nomatch: {attempts: 3, to: person}
      leaving: {type: say, prompt: "You can also cancel on our website.", next: person}
      person: {type: queue, announces: {position: true, estimate: true, every: 60s}}

Fix: Complete the cancellation on the line, and mention the other channel beside it. Judged is the first exit with
    `goal: cancel` that a caller meets: it is a fault where, behind it, there is a `redirect` message, a transfer to a
    machine or the end of the call, and no cancellation, person, voicemail or callback. Being led back to a menu from
    before the key was pressed is no answer. Where another cancel option of the same menu does better, it is a choice
    of channels.

Source: California B&P 17602 (the medium of sign-up); Spain, Ley 10/2025, art. 7.1 (the channel of the contract);
    Canada, CRTC 2026-78 (from 26 April 2027).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from ivraudit.analysis import paths
from ivraudit.analysis.board import CHOOSING
from ivraudit.analysis.least import toward
from ivraudit.model import Hit, NodeType, NotChecked, Note, Severity
from ivraudit.phone import Phone
from ivraudit.phone.cancelling import asking, before_asking, wishes, wishes_left_open
from ivraudit.rule import Category, NoOptions

CATEGORY = Category.CANCELLATION
SINS = ("aol", "runaround")
SEVERITY = Severity.ERROR

AWAY = {
    "web": "to go to a website", "mail": "to write", "phone": "to call another number", "visit": "to come in person",
}  # fmt: skip


class _Behind(NamedTuple):
    """Per vertex, the exit on to each kind of answer (-1: no way leads there)."""

    helped: list[int]
    unseen: list[int]
    told: list[int]
    ended: list[int]


def check(phone: Phone, options: NoOptions) -> Iterator[Hit | NotChecked]:
    """Yield each first cancel option behind which nothing is cancelled and nobody answers."""
    yield from wishes_left_open(phone)
    if not wishes(phone):
        return
    behind, targets = _behind(phone), phone.board.targets
    answered = {phone.board.sources[n] for n in asking(phone) if behind.helped[targets[n]] != -1}
    for number in wishes(phone):
        vertex = targets[number]
        if phone.board.sources[number] in answered:
            continue
        if behind.told[vertex] == -1 and behind.ended[vertex] == -1:
            continue
        if behind.unseen[vertex] != -1:
            yield NotChecked(f"whether the cancellation is behind {phone.unknown_list()}")
            continue
        yield _hit(phone, number, behind)


def _behind(phone: Phone) -> _Behind:
    board, nodes = phone.board, phone.wiring.nodes
    before = before_asking(phone)
    back = {vertex for vertex, node in enumerate(nodes) if node.type in CHOOSING and before[vertex]}
    helping = (NodeType.VOICEMAIL, NodeType.CALLBACK)
    helps = [vertex for vertex, node in enumerate(nodes) if node.type in helping]
    tells = [vertex for vertex, node in enumerate(nodes) if node.redirect]
    helps += [*board.persons, *phone.goal("cancel")]
    groups = (list(dict.fromkeys(helps)), board.unknowns, tells, paths.call_ends(board, machines=True))
    return _Behind(*(toward(board, ends, back) for ends in groups))


def _hit(phone: Phone, number: int, behind: _Behind) -> Hit:
    board, edges = phone.board, phone.wiring.edges
    told = behind.told[board.targets[number]] != -1
    way = paths.follow(board, number, behind.told if told else behind.ended)
    end = board.targets[way[-1]]
    edge = edges[number]
    if told:
        where = AWAY.get(phone.node(end).redirect, "elsewhere")
        message = f"who wants to cancel is told {where} at {phone.node(end).name!r}, and nothing here cancels"
    else:
        message = "behind the option to cancel there is only the end of the call"
    inner = [n for n in sorted(asking(phone)) if not before_asking(phone)[board.sources[n]]]
    also = tuple(
        Note(edges[n].at, "says goal: cancel too, behind it", phone.node(board.sources[n]).name) for n in inner
    ) if len(wishes(phone)) == 1 else ()  # fmt: skip
    return Hit(edge, message, phone.journey(board.sources[number], *way), also)
