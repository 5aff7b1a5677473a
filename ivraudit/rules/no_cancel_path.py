"""A subscription is sold here that callers cannot leave here.

Why: Who wants to leave and is not let go becomes an enemy, and refusing to cancel a service is abusive. The law of
    more and more countries says so too.

Bad:
    ivraudit: 1
    name: "Acme Online"
    start: main
    recurring: true
    nodes:
      main:   # expect: no-cancel-path
        type: menu
        prompt: "How can we help?"
        options:
          1: {label: "Our offers", to: offers}
          0: {label: "A person", to: person}
        noinput: {attempts: 3, to: person}
        nomatch: {attempts: 3, to: person}
      offers: {type: say, prompt: "Everything is half price.", next: main}
      person: {type: queue}

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
          1: {label: "Our offers", to: offers}
          2: {label: "Cancel my service", to: cancelled, goal: cancel}
          0: {label: "A person", to: person}
        noinput: {attempts: 3, to: person}
        nomatch: {attempts: 3, to: person}
      offers: {type: say, prompt: "Everything is half price.", next: main}
      cancelled:
        type: say
        goal: cancel
        resolves: true
        confirms: sms
        prompt: "Your service is cancelled. We have sent you a text with the reference."
        next: bye
      bye: {type: hangup}
      person: {type: queue}

Fix: Add a way to cancel and tag it: `goal: cancel` with `resolves: true` on the node where the cancellation is
    done, or `goal: cancel` on the exit that leads to a person who does it. It is an error where no way leads there
    and no person can be reached either; a warning where a person may do it, or where the system may deny it.

Source: Brazil, Decreto 11.034/2022, art. 5 II (cancellation among the first options); ROSCA, 15 USC 8403 (a simple
    mechanism); the method, (i).
"""

from __future__ import annotations

from collections.abc import Iterator

from ivraudit.analysis import blame
from ivraudit.model import Hit, NotChecked, Severity
from ivraudit.phone import Phone
from ivraudit.phone.cancelling import unsaid, way_out
from ivraudit.rule import Category, NoOptions

CATEGORY = Category.CANCELLATION
SINS = ("aol", "runaround")
SEVERITY = Severity.ERROR


def check(phone: Phone, options: NoOptions) -> Iterator[Hit | NotChecked]:
    """Yield each entry of a subscription's tree from which the caller cannot force a cancellation."""
    yield from unsaid(phone)
    if not phone.tree.recurring:
        return
    forced = phone.forced("cancel")
    for vertex in phone.wiring.entries:
        if forced.surely[vertex]:
            continue
        if forced.perhaps[vertex]:
            yield NotChecked(f"the cancellation may be behind {phone.unknown_list()}")
            continue
        yield _hit(phone, vertex)


def _hit(phone: Phone, vertex: int) -> Hit:
    node = phone.node(vertex)
    human = phone.forced("human").perhaps[vertex]
    person = "; a person can be reached, who may or may not do it" if human else ""
    if phone.leading("cancel")[vertex]:
        edge = _denying(phone, vertex)
        message = f"callers of {node.name!r} may be denied the cancellation"
        if edge is not None:
            name, trigger = phone.node(phone.wiring.sources[edge]).name, phone.wiring.edges[edge].trigger
            message += f": if {name!r} ends in {trigger!r}, they cannot cancel"
        way = () if edge is None else (phone.wiring.sources[edge], edge)
        return Hit(node, message + person, phone.journey_from(vertex, *(way or (vertex,))), severity=Severity.WARNING)
    message = f"no way leads from {node.name!r} to a cancellation" + _untagged(phone)
    return Hit(node, message + person, phone.journey(vertex), severity=Severity.WARNING if human else None)


def _denying(phone: Phone, vertex: int) -> int | None:
    """The first system exit by which callers lose the cancellation, if there is one on their quickest way to it."""
    forced, kind, reached = phone.forced("cancel").perhaps, phone.leading("cancel"), phone.reached_from(vertex)
    board = phone.board
    lost = [edge for inside in (kind, forced) for edge in blame.leaving(board, inside, inside)]
    lost = [edge for edge in lost if reached[board.sources[edge]]]
    passed = {board.sources[edge] for edge in way_out(phone, vertex)}
    return next((edge for edge in lost if board.sources[edge] in passed), lost[0] if lost else None)


def _untagged(phone: Phone) -> str:
    """Point at a tag that does not count, or at an option that speaks of cancelling and says nothing to the audit."""
    if phone.shortfall("cancel"):
        return f" ({phone.shortfall('cancel')})"
    for edge in phone.wiring.edges:
        for text in edge.label.values():
            if "cancel" in text.casefold() and not edge.goal:
                return f" that is tagged; {edge.source!r} says {text!r}: if that is it, tag it with goal: cancel"
    return ""
