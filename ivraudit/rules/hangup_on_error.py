"""A caller who stays silent, or presses wrong keys, is hung up on.

Why: Who does not answer is in trouble, and is punished for it. A phone tree must never end the call of somebody
    whom it has not understood.

Bad:
    ivraudit: 1
    name: "Acme"
    start: main
    nodes:
      main:   # expect: hangup-on-error
        type: menu
        prompt: "How can we help?"
        options:
          1: {label: "Billing", to: billing}
          0: {label: "A person", to: person}
        noinput: {attempts: 3, to: bye}
        nomatch: {attempts: 3, to: person}
      billing: {type: queue, team: "Billing"}
      person: {type: queue}
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
          1: {label: "Billing", to: billing}
          0: {label: "A person", to: person}
        noinput: {attempts: 3, to: person}
        nomatch: {attempts: 3, to: person}
      billing: {type: queue, team: "Billing"}
      person: {type: queue}

Fix: Let the last attempt end with a person, a voicemail or a callback. The finding stands at the last menu or
    collect of the walk, whose own exit drops the caller; menus that lead there by more silence are named beside it.
    `noinput` without `to` drops the call. Being sent to another machine (`transfer` with `human: false`) counts as
    a hang-up; a transfer whose far end is unknown is not checked.

Source: GetHuman standard 1.0, 8; D.C. Municipal Regulations 15-3106.4 (may not disconnect a caller without another
    selection or a person); Turkey, EPDK 6507-6. Judged for open hours; nodes behind a person, a voicemail, a
    callback or an answer are not judged (the method, (f), (g)).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ivraudit.analysis.board import CHOOSING
from ivraudit.analysis.paths import may_fail
from ivraudit.analysis.walks import End, passive_exits
from ivraudit.model import Hit, NodeType, NotChecked, Severity
from ivraudit.phone import Phone
from ivraudit.rule import Category, NoOptions

CATEGORY = Category.INPUT
SINS = ("apathy", "coldness")
SEVERITY = Severity.ERROR

DONE = {"noinput": "stays silent", "nomatch": "presses wrong keys"}


def check(phone: Phone, options: NoOptions) -> Iterator[Hit | NotChecked]:
    """Yield each menu or collect whose own exit drops the silent or the confused caller."""
    drops: dict[int, dict[str, list[int]]] = {}
    unseen = False
    blind = any(phone.reached[vertex] for vertex in phone.board.unknowns)
    for trigger in DONE:
        for vertex, _ in phone.nodes(phone.judged, *sorted(CHOOSING)):
            way = _dropping(phone, vertex, trigger)
            if way:
                drops.setdefault(vertex, {})[trigger] = way
            elif blind and End.OUTSIDE in phone.endings(trigger)[vertex]:
                unseen = True
    _leave_to_last(phone, drops)
    if unseen:
        yield NotChecked(f"where silence or wrong keys end depends on {phone.unknown_list()}")
    earlier = _earlier(phone, drops) if drops else {}
    for vertex in sorted(drops):
        node = phone.node(vertex)
        done = " or ".join(DONE[trigger] for trigger in drops[vertex])
        way = next(iter(drops[vertex].values()))
        also = phone.notes(earlier.get(vertex, ()), "sends the silent or confused caller there")
        last = phone.board.targets[way[-1]]
        machine = last < len(phone.wiring.nodes) and phone.node(last).type is NodeType.TRANSFER
        what = "sent away to a machine" if machine else "hung up on"
        what += _where_fails(phone, drops[vertex].values())
        yield Hit(node, f"a caller who {done} at {node.name!r} is {what}", phone.journey(vertex, *way), also)


def _dropping(phone: Phone, vertex: int, trigger: str) -> list[int]:
    """Return the exits from a menu's last attempt to the end of the call, if the system may go that way."""
    board = phone.board
    first = passive_exits(board, vertex, trigger)
    if not first:
        return []
    return phone.system_way(first[0], machines=True)


def _where_fails(phone: Phone, ways: Iterable[list[int]]) -> str:
    """Say which look-ups have to fail before the call ends; "" where it may end though none does."""
    board = phone.board
    failing = [next((board.sources[one] for one in way if may_fail(board, one)), None) for way in ways]
    names = dict.fromkeys(repr(phone.node(one).name) for one in failing if one is not None)
    return "" if None in failing else f" if {' or '.join(names)} fails"


def _leave_to_last(phone: Phone, drops: dict[int, dict[str, list[int]]]) -> None:
    """Drop what another menu or collect is the last of: a loop asks there once more before it hangs up."""
    last = {(vertex, trigger): _last(phone, way) for vertex, ways in drops.items() for trigger, way in ways.items()}
    themselves = {vertex for (vertex, _), asked in last.items() if asked == vertex}
    for (vertex, trigger), asked in last.items():
        if asked != vertex and asked in themselves:
            del drops[vertex][trigger]
            if not drops[vertex]:
                del drops[vertex]


def _last(phone: Phone, way: list[int]) -> int:
    """Return the last menu or collect of a walk, the rounds of its loops gone; the walk begins with one."""
    sources = phone.wiring.sources
    return next(
        sources[one] for one in reversed(phone.with_rounds(way)) if phone.node(sources[one]).type in CHOOSING
    )  # fmt: skip


def _earlier(phone: Phone, drops: dict[int, dict[str, list[int]]]) -> dict[int, list[int]]:
    """Return, per dropping node, the menus whose silent or confused callers come to it."""
    board = phone.board
    into: dict[int, list[int]] = {}
    for vertex, node in phone.nodes(phone.judged):
        exits = [edge for trigger in DONE for edge in passive_exits(board, vertex, trigger)]
        for edge in dict.fromkeys(exits):
            if node.type not in CHOOSING or vertex not in drops:
                into.setdefault(board.targets[edge], []).append(vertex)
    owner = {vertex: vertex for vertex in sorted(drops)}
    queue = list(owner)
    for vertex in queue:  # which grows while it is walked
        for source in into.get(vertex, ()):
            if source not in owner:
                owner[source] = owner[vertex]
                queue.append(source)
    found: dict[int, list[int]] = {}
    for vertex in sorted(owner):
        if vertex not in drops and phone.node(vertex).type in CHOOSING:
            found.setdefault(owner[vertex], []).append(vertex)
    return found
