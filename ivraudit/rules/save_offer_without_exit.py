"""An offer to stay does not say how to cancel at once.

Why: The caller has decided, and gets a question to which "no, cancel it" is not among the answers. An offer is fair
    beside an open door; without one it is a trap.

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
          1: {label: "Cancelling", to: half, goal: cancel}
          0: {label: "A person", to: person}
        noinput: {attempts: 3, to: person}
        nomatch: {attempts: 3, to: person}
      half:   # expect: save-offer-without-exit
        type: menu
        offer: true
        prompt: "Half the price for three months?"
        options:
          1: {label: "Staying at half price", to: kept}
          2: {label: "Declining", to: number}
          0: {label: "A person", to: person}
        noinput: {attempts: 3, to: person}
        nomatch: {attempts: 3, to: person}
      number:
        type: collect
        collects: [account_number]
        digits: 8
        prompt: "Please enter your account number."
        next: cancelled
        options:
          0: {label: "A person", to: person}
        noinput: {attempts: 3, to: person}
        nomatch: {attempts: 3, to: person}
      kept: {type: say, resolves: true, confirms: sms, prompt: "Good. A text will say so.", next: bye}
      cancelled: {type: say, goal: cancel, resolves: true, confirms: sms, prompt: "It is cancelled.", next: bye}
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
          1: {label: "Cancelling", to: half, goal: cancel}
          0: {label: "A person", to: person}
        noinput: {attempts: 3, to: person}
        nomatch: {attempts: 3, to: person}
      half:
        type: menu
        offer: true
        prompt: "Half the price for three months?"
        options:
          1: {label: "Staying at half price", to: kept}
          2: {label: "Cancelling now", to: cancelled}
          0: {label: "A person", to: person}
        noinput: {attempts: 3, to: person}
        nomatch: {attempts: 3, to: person}
      kept: {type: say, resolves: true, confirms: sms, prompt: "Good. A text will say so.", next: bye}
      cancelled: {type: say, goal: cancel, resolves: true, confirms: sms, prompt: "It is cancelled.", next: bye}
      bye: {type: hangup}
      person: {type: queue, announces: {position: true, estimate: true, every: 60s}}

Fix: Give the offer an option, and say it, behind which it is cancelled without another menu or offer. An offer that
    asks nothing (a `say`) may lead by itself to the cancellation, or to the menu that has the option. Where the
    system may fail on the way, a person, a voicemail or a callback will do. Judged are offers on the way to a
    cancellation: behind an exit with `goal: cancel`, or before it where nothing else leads there. What a person offers
    in a talk is not in a tree, and is not checked.

Source: California B&P 17602 and Colorado 6-1-732 (an offer only with a direct way to cancel beside it); Ireland,
    ComReg v Virgin Media [2025] IEHC 66 (save activity without an immediate exit is an unlawful disincentive).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ivraudit.analysis import paths
from ivraudit.analysis.board import CHOOSING
from ivraudit.analysis.straight import straight
from ivraudit.model import Hit, NodeType, NotChecked, Owner, Severity
from ivraudit.phone import Phone
from ivraudit.phone.cancelling import before_cancelled, can_be_left, left_open, on_the_way
from ivraudit.rule import Category, NoOptions

CATEGORY = Category.CANCELLATION
SINS = ("aol",)
SEVERITY = Severity.ERROR

HELPING = (NodeType.VOICEMAIL, NodeType.CALLBACK)


def check(phone: Phone, options: NoOptions) -> Iterator[Hit | NotChecked]:
    """Yield each offer on the way to a cancellation that does not let go at once."""
    if not any(node.offer for _, node in phone.nodes(phone.reached)):
        return
    if not can_be_left(phone):
        yield from left_open(phone)
        return
    done = set(phone.goal("cancel"))
    heard = [v for v, node in phone.nodes(before_cancelled(phone)) if node.offer and v not in done]
    offers = on_the_way(phone, heard)
    persons = set(phone.board.persons)
    machines = [vertex for vertex in offers if vertex not in persons]
    fair = _fair(phone, phone.goal("cancel")) if machines else []
    unfair = [vertex for vertex in machines if fair[vertex] is not True]
    talking = [vertex for vertex in offers if vertex in persons] + [v for v in unfair if fair[v] is None]
    for vertex in talking:
        yield NotChecked(f"whether the person behind the offer {phone.node(vertex).name!r} lets go at once")
    unfair = [vertex for vertex in unfair if fair[vertex] is False]
    if unfair:
        yield from _judged(phone, unfair)


def _judged(phone: Phone, unfair: Sequence[int]) -> Iterator[Hit | NotChecked]:
    """Yield what is wrong with offers that do not announce a way to cancel at once."""
    secret = _fair(phone, phone.goal("cancel"), spoken=False)
    perhaps = _fair(phone, [*phone.goal("cancel"), *phone.board.unknowns])
    for vertex in unfair:
        name = phone.node(vertex).name
        if perhaps[vertex]:
            yield NotChecked(f"whether the offer {name!r} lets go at once depends on {phone.unknown_list()}")
        elif secret[vertex] and not phone.hearing.known:
            yield NotChecked(f"what prompts in {phone.hearing.language} announce is not understood")
        else:
            message = f"the offer {name!r} has no option that cancels at once"
            if secret[vertex]:
                message = f"the offer {name!r} does not say which option cancels at once"
            yield Hit(phone.node(vertex), message, phone.journey(vertex))


def _fair(phone: Phone, goal: Sequence[int], *, spoken: bool = True) -> list[bool | None]:
    """Per vertex, whether an offer would be fair there; None where the machine leads to a person and nothing else.

    It is where a key, there or in the menu that it leads to by itself, cancels at once. Where the system may fail, a
    person, a voicemail or a callback does as well.
    """
    board, nodes = phone.board, phone.wiring.nodes
    asking = {vertex for vertex, node in enumerate(nodes) if node.type in CHOOSING}
    offering = {vertex for vertex, node in enumerate(nodes) if node.offer}
    helping = [*board.persons, *(v for v, node in enumerate(nodes) if node.type in HELPING)]
    straight_on, cancelling = straight(board, [*goal, *helping], asking | offering), paths.falling(board, goal)
    at_once = [bool(safe) and cancelling[vertex] != -1 for vertex, safe in enumerate(straight_on)]
    ends = [*goal, *(vertex for vertex in sorted(asking) if _has_door(phone, vertex, at_once, spoken=spoken))]
    safe, onward = straight(board, [*ends, *helping], asking), paths.falling(board, ends)
    return [(True if onward[vertex] != -1 else None) if safe[vertex] else False for vertex in range(board.size)]


def _has_door(phone: Phone, vertex: int, at_once: Sequence[bool], *, spoken: bool) -> bool:
    board, edges = phone.board, phone.wiring.edges
    heard = phone.costs.heard.get(vertex)
    for number in board.live[vertex]:
        edge = edges[number]
        if not at_once[board.targets[number]] or edge.owner is not Owner.CALLER:
            continue
        if not spoken or (heard is not None and heard.spoken.get(edge.trigger) is not None):
            return True
    return False
