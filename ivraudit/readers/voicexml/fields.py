"""Fields and menus: what a caller is asked, what can be answered, and where each answer leads."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ivraudit.marked import Element
from ivraudit.model import NodeType, Owner
from ivraudit.readers.voicexml.conditions import OTHER, literals, names, parsed
from ivraudit.readers.voicexml.conditions import Answer as Given
from ivraudit.readers.voicexml.deaf import draw_deaf, listens, throws
from ivraudit.readers.voicexml.dialogs import Dialog, Item, Spot, filled_content
from ivraudit.readers.voicexml.grammars import MOST, Answer, Grammar, digits, understood
from ivraudit.readers.voicexml.links import draw_links, ways_of
from ivraudit.readers.voicexml.onward import onward
from ivraudit.readers.voicexml.passive import BEYOND, come_back, draw_passive, goes_on
from ivraudit.readers.voicexml.reading import Reading
from ivraudit.readers.voicexml.sketch import Label, Way, Ways
from ivraudit.readers.voicexml.speech import Child, Speech, listen
from ivraudit.readers.voicexml.walk import State, Walk

KNOWN = frozenset({"pan", "cvv", "pin", "account_number", "date_of_birth", "phone", "national_id"})
"""Data that some rules know by these names."""


def draw_initial(reading: Reading, spot: Spot, item: Item, ways: Ways) -> None:
    """Draw the open question of a form, whose answer may fill several fields."""
    speech = listen(item.children)
    at = item.first.place("name")
    node = reading.sketch.node(spot.name, NodeType.COLLECT, at, ways, **_fields(reading, spot, speech, item))
    way = Way(node, "next", Owner.CALLER, at)
    only = _only_field(spot.dialog)
    if only == spot.index + 1 and goes_on(reading, spot):
        reading.sketch.lead((way,), Label("filled", spot.dialog.number, only))
    else:
        reading.sketch.lead((way,), onward(spot, filled=True, back=BEYOND))
    draw_passive(reading, spot, node, speech, item.children)
    draw_links(reading, spot, node, set())


def _only_field(dialog: Dialog) -> int | None:
    """The one field that the grammar of a form can fill; None where there are more of them, or none.

    A modal field listens to itself alone; one that is asked for by what is in another has its value after that.
    """
    if not any(child.name == "grammar" for child in dialog.element.elements):
        return None
    fields = {number: item for number, item in enumerate(dialog.items) if item.kind == "field"}
    called = {item.variable for item in fields.values()}
    found = []
    for number, item in fields.items():
        asked = names(item.first.get("cond")) | names(item.first.get("expr"))
        if item.first.get("modal") != "true" and not asked & (called - {item.variable}):
            found.append(number)
    return found[0] if len(found) == 1 else None


def draw_field(reading: Reading, spot: Spot, item: Item, ways: Ways) -> None:
    """Draw a field: a menu where its answers can be told apart, else an entry of data."""
    content: list[Child] = [child for part in filled_content(spot.dialog, spot.index) for child in part]
    grammars = [child for child in item.first.elements if child.name in ("grammar", "dtmf")]
    grammar = understood(item.first, grammars)
    if _is_pause(spot, item, content):
        _pause(reading, spot, item, content, ways)
        return
    heard = listens(reading, spot, item.first)
    if not heard and throws(reading):
        draw_deaf(reading, spot, listen(item.children), item.first.place("name"), ways)
        return
    asked = _asked_for(content, item, grammar)
    other: Given | None = OTHER if heard and len(asked) <= MOST else None
    answers = [*grammar.answers, *(asked if other else ())]
    options = [{"_prompt": one.label, "_dtmf": "".join(one.keys[:1])} for one in answers if one.at is not None]
    speech = listen(item.children, options)
    kind = NodeType.MENU if answers else NodeType.COLLECT
    at = item.first.place("name")
    fields = _fields(reading, spot, speech, item, keyed=any(one.keys for one in answers))
    if kind is NodeType.COLLECT:
        fields |= {"digits": digits(item.first), "collects": _data(item)}
    node = reading.sketch.node(spot.name, kind, at, ways, **fields)
    taken = _answers(reading, spot, node, answers, content, grammar)
    if not grammar.whole:
        trigger = "next" if kind is NodeType.COLLECT else "else"
        way = Way(node, trigger, Owner.CALLER, at, said={"unspoken": True} if answers else {})
        if not heard:  # by what the platform listens to, if by anything
            way = Way(reading.sketch.node(f"{node} answered", NodeType.TASK, at, (way,), opaque=True), at=at)
        _answered(reading, spot, content, item, (way,), other)
    draw_passive(reading, spot, node, speech, item.children)
    if item.first.get("modal") != "true":
        draw_links(reading, spot, node, taken)


def _fields(reading: Reading, spot: Spot, speech: Speech, item: Item, *, keyed: bool = False) -> dict[str, Any]:
    modes = spot.around.modes()
    by = ("keys",) if modes == {"dtmf"} else ("speech",) if modes == {"voice"} else ()
    return {**reading.said(speech, spot.around, keyed=keyed), "by": by, "opaque": item.first.broken}


def _data(item: Item) -> tuple[str, ...]:
    name = item.variable.lower()
    return (name,) if name in KNOWN else ()


def _asked_for(content: list[Child], item: Item, grammar: Grammar) -> list[Answer]:
    """The answers that only conditions name; a long number is no choice but data that is compared."""
    if not item.variable or item.first.get("type").partition("?")[0] in ("date", "time", "currency", "phone"):
        return []
    found: dict[str, Answer] = {}
    stack = [child for child in reversed(content) if isinstance(child, Element)]
    known = {answer.value for answer in grammar.answers}
    while stack:
        child = stack.pop()
        if child.name in ("if", "elseif"):
            for value in literals(parsed(child.get("cond")), item.variable):
                short = not value.isdecimal() or len(value) < 3
                if value and short and value not in (*known, "null", "undefined"):
                    found.setdefault(value, Answer(value))
        stack += reversed(list(child.elements))
    return list(found.values())


def _answers(
    reading: Reading, spot: Spot, node: str, answers: Iterable[Answer], content: list[Child], grammar: Grammar
) -> set[str]:
    """Draw an exit for each answer; return their triggers."""
    taken: set[str] = set()
    item = spot.dialog.items[spot.index]
    for answer in answers:
        ways = tuple(ways_of(reading, spot, node, answer, whole=grammar.whole, taken=taken))
        _answered(reading, spot, content, item, ways, answer.value)
    return taken


def _answered(reading: Reading, spot: Spot, content: list[Child], item: Item, ways: Ways, value: Given | None) -> None:
    """Draw what follows an answer; None is one that nobody knows."""
    given = {} if value is None else {item.variable: value}
    walk = Walk(reading, spot, reading.sketch, f"{spot.name} filled", given)
    come_back(reading, walk.run(ways, content, State(True, BEYOND)))


def _is_pause(spot: Spot, item: Item, content: list[Child]) -> bool:
    """Whether a field says nothing and goes on in the same way whatever happens: a wait that tools write so."""
    if listen(item.children).first is not None or any(child.name == "option" for child in item.first.elements):
        return False
    handlers = [found[-1] for event in ("noinput", "nomatch") if (found := spot.around.handlers(event))]
    if len(handlers) < 2 or any(one.level > 1 for one in handlers):
        return False
    ends = {_only_goal(content), *(_only_goal(one.element.children) for one in handlers)}
    return len(ends) == 1 and "" not in ends


def _only_goal(content: Iterable[Child]) -> str:
    """Where content leads that is nothing but one `<goto>`."""
    elements = [child for child in content if isinstance(child, Element)]
    return elements[0].get("next") if len(elements) == 1 and elements[0].name == "goto" else ""


def _pause(reading: Reading, spot: Spot, item: Item, content: list[Child], ways: Ways) -> None:
    at = item.first.place("name")
    node = reading.sketch.node(spot.name, NodeType.TASK, at, ways)
    _answered(reading, spot, content, item, (Way(node, at=at),), OTHER)
    for event in ("noinput", "nomatch"):
        for handler in spot.around.handlers(event):
            reading.used.add(id(handler.element))
            for child in handler.element.elements:
                reading.sketch.account(child, "part", node, f"of the exit next, which {event} takes too")
