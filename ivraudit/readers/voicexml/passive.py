"""What becomes of a caller who stays silent or is not understood, and of events that nobody throws in the document."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from ivraudit.marked import Element
from ivraudit.model import Owner, PerLanguage, Retry
from ivraudit.readers.voicexml.dialogs import MOVES, Spot
from ivraudit.readers.voicexml.onward import onward
from ivraudit.readers.voicexml.reading import Reading
from ivraudit.readers.voicexml.scopes import Handler, chosen, seconds
from ivraudit.readers.voicexml.sketch import Label, Rehearsal, Way, Ways
from ivraudit.readers.voicexml.speech import Child, Speech, listen
from ivraudit.readers.voicexml.walk import State, Walk

PASSIVE = ("noinput", "nomatch")
CHANGING = MOVES | {"assign", "clear"}
"""Without any of these a handler asks again, whatever it says."""
BEYOND = 1_000_000
"""An item that no form has: nothing was cleared."""


class Plan(NamedTuple):
    """What the handlers of one event do, attempt by attempt."""

    attempts: int
    last: Handler | None
    """What leads on after the last attempt; None: nothing does."""
    others: tuple[Handler, ...] = ()
    """What may lead elsewhere before that."""
    staying: tuple[Handler, ...] = ()
    """What asks again."""
    known: bool = True
    """Whether all handlers are known."""


def planned(reading: Reading, spot: Spot, event: str) -> Plan | None:
    """Return what happens at a place when an event comes again and again; None where nobody has said it."""
    handlers = spot.around.handlers(event)
    if not handlers:
        return None if spot.around.whole else Plan(1, None, known=False)
    others: list[Handler] = []
    staying: list[Handler] = []
    number = 1
    for number in sorted({1, *(one.turn for one in handlers)}):
        handler = chosen(handlers, number)
        if handler is None:
            continue
        stays, leaves = _manner(reading, spot, handler)
        if not stays:
            return Plan(number, handler, tuple(others), tuple(staying))
        (others if leaves else staying).append(handler)
    if others and others[-1] is handler:
        return Plan(number, others[-1], tuple(others[:-1]), tuple(staying))
    return Plan(1, None, tuple(others), tuple(staying), spot.around.whole)


def _manner(reading: Reading, spot: Spot, handler: Handler) -> tuple[bool, bool]:
    """Whether a handler may ask again, and whether it may lead elsewhere."""
    element = handler.element
    if id(element) in reading.manners:
        return reading.manners[id(element)]
    if not any(one.name in CHANGING for one in within(element)):
        return True, False
    walk = Walk(reading, spot, Rehearsal(reading.draft), spot.name)
    walk.run((), element.children, State(False, BEYOND))
    states = [state for _, state in walk.came_back]
    stays = any(not state.filled for state in states)
    found = stays, walk.left or any(state.filled or state.back < spot.index for state in states)
    if not any(one.name in ("throw", "assign", "clear") for one in within(element)):
        reading.manners[id(element)] = found
    return found


def goes_on(reading: Reading, spot: Spot) -> bool:
    """Whether silence, or what is not understood, may lead to the item behind, as if this one had its value."""
    plans = [plan for event in PASSIVE if (plan := planned(reading, spot, event))]
    for handler in (one for plan in plans for one in (plan.last, *plan.others) if one is not None):
        walk = Walk(reading, spot, Rehearsal(reading.draft), spot.name)
        walk.run((), handler.element.children, State(False, BEYOND))
        if any(state.filled for _, state in walk.came_back):
            return True
    return False


def draw_passive(reading: Reading, spot: Spot, node: str, heard: Speech, asked: list[Child]) -> None:
    """Draw what silence and what is not understood lead to; `heard` is what `asked`, the place's prompts, say."""
    for event in PASSIVE:
        plan = planned(reading, spot, event)
        if plan is None:
            continue
        first = plan.last or next(iter((*plan.staying, *plan.others)), None)
        at = first.element.at if first else reading.draft.nodes[node].at
        after = seconds(heard.timeout or spot.around.property("timeout")) if event == "noinput" else None
        retry = Retry(plan.attempts, at, after, _said_before(reading, plan, heard, asked))
        reading.draft.change(node, **{event: retry})
        _draw(reading, spot, node, event, plan)


def _draw(reading: Reading, spot: Spot, node: str, event: str, plan: Plan) -> None:
    sketch, at = reading.sketch, getattr(reading.draft.nodes[node], event).at
    limit = {"limit": max(1, plan.attempts - 1)} if plan.last else {}
    if plan.attempts > 1:
        sketch.lead((Way(node, event, Owner.PASSIVE, at, said=limit),), node)
    for handler in plan.others:
        draw_handler(reading, spot, handler, event, (Way(node, event, Owner.PASSIVE, handler.element.at, said=limit),))
    for handler in plan.staying:
        reading.used.add(id(handler.element))
        for element in moves_in(handler.element):
            sketch.account(element, "part", node, f"of its {event}, which asks again")
    last = Way(node, f"{event}-last", Owner.PASSIVE, at)
    if plan.last is not None:
        draw_handler(reading, spot, plan.last, event, (last._replace(at=plan.last.element.at),))
    else:
        sketch.lead((last,), node if plan.known else reading.unseen(spot.around, sketch))


def _said_before(reading: Reading, plan: Plan, heard: Speech, asked: list[Child]) -> PerLanguage[str]:
    """What is said before another attempt: the handler's own words, and the prompts again only if it says so."""
    if plan.attempts == 1 and plan.last is not None:
        return {}
    handler = plan.staying[0] if plan.staying else None
    own = listen(handler.element.children).texts(reading.language) if handler else {}
    again = handler is None or any(one.name in ("reprompt", "throw") for one in within(handler.element))
    varied = any(isinstance(one, Element) and one.get("count") not in ("", "1") for one in asked)
    repeated = (listen(asked, turn=2) if varied else heard).texts(reading.language) if again else {}
    if again and not own and not varied:
        return {}
    both = {tag: " ".join(filter(None, (own.get(tag), repeated.get(tag)))) for tag in {**own, **repeated}}
    return both if both or again else {reading.language: ""}


def draw_handler(reading: Reading, spot: Spot, handler: Handler, event: str, ways: Ways) -> None:
    """Draw what a handler does; one that is inherited and never comes back is drawn once for all."""
    element, sketch = handler.element, reading.sketch
    reading.used.add(id(element))
    free = handler.level > 0 and not any(one.name == "throw" or one.get("nextitem") for one in within(element))
    if free and not _manner(reading, spot, handler)[0]:
        label = Label("handler", id(element))
        if label not in sketch.bound:
            name = " ".join([*handler.events, *([str(handler.turn)] if handler.turn > 1 else [])])
            walk = Walk(reading, spot, sketch, name or event)
            come_back(reading, walk.run((Way(label=label),), element.children, State(False, BEYOND)))
        sketch.lead(ways, label)
        return
    walk = Walk(reading, spot, sketch, f"{spot.name} {event}")
    come_back(reading, walk.run(ways, element.children, State(False, BEYOND)))


def come_back(reading: Reading, walk: Walk) -> None:
    """Lead the ways that have come to the end of content to what is visited next."""
    for ways, state in walk.came_back:
        reading.sketch.lead(ways, onward(walk.spot, filled=state.filled, back=state.back))


def within(element: Element) -> Iterator[Element]:
    """Yield all elements within one."""
    stack = list(element.elements)
    while stack:
        child = stack.pop()
        yield child
        stack += child.elements


def moves_in(element: Element) -> Iterator[Element]:
    """Yield the transitions within an element."""
    return (child for child in within(element) if child.name in MOVES)
