"""An option is announced as help, and only sends the caller somewhere else.

Why: The caller is on the telephone because the website did not help, or because there is none. To be told of it after
    three menus, and hung up on, is the runaround.

Bad:
    ivraudit: 1
    name: "Acme"
    start: main
    nodes:
      main:
        type: menu
        prompt: "How can we help?"
        options:
          1: {label: "Billing", to: website}   # expect: redirect-only-option
          0: {label: "A person", to: person}
        noinput: {attempts: 3, to: person}
        nomatch: {attempts: 3, to: person}
      website: {type: say, redirect: web, prompt: "Your bill is in your account on the web.", next: bye}
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
      billing: {type: say, redirect: web, prompt: "Your bill is in your account on the web, too.", next: person}
      person: {type: queue}

Fix: Help here, and then mention the site; or lead on to a person, a voicemail or the menu. Judged are options that are
    announced, where whatever the system does the caller hears a message tagged `redirect` and the call then ends or
    goes to another machine. One finding for each message, at the first option that leads there. A message that also
    `resolves` is taken for an answer.

Source: ACIXD wiki (web deflection wastes the caller's time); Karl Albrecht's seventh sin, the runaround; the method,
    (f) and (j).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ivraudit.analysis.unaided import unhelped
from ivraudit.model import Hit, NodeType, NotChecked, Note, Owner, Severity
from ivraudit.phone import Phone
from ivraudit.phone.asking import unseen
from ivraudit.rule import Category, NoOptions

CATEGORY = Category.WAITING
SINS = ("runaround",)
SEVERITY = Severity.WARNING

PLACES = {"web": "the website", "mail": "the post", "phone": "another number", "visit": "a counter"}


def check(phone: Phone, options: NoOptions) -> Iterator[Hit | NotChecked]:
    """Yield the options by which callers are sent away and nothing else, once for each place that they lead to."""
    if not any(node.redirect for node in phone.wiring.nodes):
        return
    surely, perhaps = _sending_away(phone, unknown=False), _sending_away(phone, unknown=True)
    found: dict[int, list[int]] = {}
    for number in _announced(phone):
        target = phone.board.targets[number]
        if surely[target]:
            found.setdefault(target, []).append(number)
        elif perhaps[target]:
            name = phone.node(phone.wiring.sources[number]).name
            key = phone.wiring.edges[number].trigger
            yield NotChecked(f"whether {key!r} of {name!r} only sends callers away depends on {unseen(phone)}")
    for numbers in found.values():
        yield _hit(phone, numbers)


def _sending_away(phone: Phone, *, unknown: bool) -> bytearray:
    """Per vertex: 1 where the system sends the caller away and ends the call, whatever it does."""
    board = phone.board
    ends = [board.wiring.dropped, *(board.unknowns if unknown else ())]
    for vertex, node in enumerate(phone.wiring.nodes):
        machine = node.type is NodeType.TRANSFER and node.human is False
        if (machine or node.type is NodeType.HANGUP) and not node.resolves:
            ends.append(vertex)
    over = unhelped(board, ends)
    return unhelped(board, [v for v, node in enumerate(phone.wiring.nodes) if node.redirect and over[v]])


def _announced(phone: Phone) -> Iterator[int]:
    """Yield the keys of menus and entries of data that callers hear of."""
    for vertex, _ in phone.nodes(phone.judged, NodeType.MENU, NodeType.COLLECT):
        for number in phone.board.choices[vertex]:
            edge = phone.wiring.edges[number]
            if edge.owner is Owner.CALLER and not edge.unspoken and not edge.spoken and edge.trigger != "next":
                yield number


def _hit(phone: Phone, numbers: Sequence[int]) -> Hit:
    edges = [phone.wiring.edges[number] for number in numbers]
    menus = [phone.node(phone.wiring.sources[number]).name for number in numbers]
    way = _way(phone, numbers[0])
    last = [phone.node(phone.board.targets[number]) for number in way if phone.board.targets[number] < _size(phone)]
    place = next((PLACES.get(node.redirect, "elsewhere") for node in last if node.redirect), "elsewhere")
    also = tuple(
        Note(edge.at, f"{edge.trigger!r} of {menu!r} leads there, too", menu)
        for edge, menu in zip(edges[1:], menus[1:], strict=True)
    )
    message = f"whoever chooses {edges[0].trigger!r} at {menus[0]!r} is sent to {place}, and the call ends"
    return Hit(edges[0], message, phone.journey(phone.wiring.sources[numbers[0]], *way), also)


def _way(phone: Phone, number: int) -> list[int]:
    """The exits from an option on to the end of the call."""
    return phone.system_way(number, machines=True) or [number]


def _size(phone: Phone) -> int:
    return len(phone.wiring.nodes)
