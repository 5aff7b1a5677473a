"""The items of a form, each drawn with what it asks, does and leads to."""

from __future__ import annotations

from typing import Any

from ivraudit.marked import Element
from ivraudit.model import NodeType, Nowhere, Owner
from ivraudit.readers.voicexml.branching import shown
from ivraudit.readers.voicexml.conditions import OTHER, literals, parsed
from ivraudit.readers.voicexml.dialogs import Dialog, Item, Spot, filled_content, spot_of
from ivraudit.readers.voicexml.fields import draw_field, draw_initial
from ivraudit.readers.voicexml.onward import onward
from ivraudit.readers.voicexml.passive import BEYOND, come_back, draw_handler, planned
from ivraudit.readers.voicexml.reading import Reading, location, split_reference
from ivraudit.readers.voicexml.scopes import Scope, scope_of
from ivraudit.readers.voicexml.sketch import Label, Way, Ways
from ivraudit.readers.voicexml.speech import Child, listen
from ivraudit.readers.voicexml.walk import State, Walk

PHONES = ("tel:", "sip:", "sips:", "phone:", "callto:")


def draw_form(reading: Reading, dialog: Dialog) -> None:
    """Draw a form: its items in order; the first step is called as the form is."""
    sketch, here = reading.sketch, Label("dialog", dialog.number)
    first = Label("item", dialog.number, 0) if dialog.items else Nowhere.DROPPED
    if dialog.items:
        sketch.names[Label("item", dialog.number, 0)] = dialog.name
    for index in range(len(dialog.items)):
        draw_item(reading, dialog, index)
    said = reading.open or any(child.name == "grammar" for child in dialog.element.elements)
    if said or dialog.number in reading.deaf:
        # What a caller says may fill any of the fields, whatever is asked at the moment. Behind a field that listens
        # to nothing it is that field which is at fault, and not what nobody comes to.
        kinds = ("visit",) if said else ("item", "visit")
        labels = [Label(kind, dialog.number, index) for index in range(len(dialog.items)) for kind in kinds]
        places = [sketch.resolve(label) for label in labels]
        reading.loose.update(place for place in places if isinstance(place, str))
    found = sketch.resolve(first)
    if isinstance(found, str) and reading.draft.nodes.get(found) and found == dialog.name:
        sketch.bound[here] = found
        sketch.account(dialog.element, "node", found)
        return
    at = dialog.element.place("id")
    sketch.names[here] = dialog.name
    node = sketch.node(dialog.name, NodeType.TASK, at, (Way(label=here),))
    sketch.account(dialog.element, "node", node)
    sketch.lead((Way(node, at=at),), first)


def draw_ends(reading: Reading, dialog: Dialog) -> None:
    """Draw the end of a form in which items may have been skipped: they are visited before it ends."""
    sketch, at = reading.sketch, dialog.element.at
    label = Label("end", dialog.number)
    if label not in sketch.wanted:
        return
    node = sketch.node(f"{dialog.name} end", NodeType.DECIDE, at, (Way(label=label),), opaque=True)
    for number in range(len(dialog.items)):
        way = Way(node, f"item {number + 1} left", at=at)
        sketch.lead((way,), Label("item", dialog.number, number))
    sketch.lead((Way(node, "else", at=at),), Nowhere.DROPPED)


def draw_item(reading: Reading, dialog: Dialog, index: int) -> None:
    """Draw one item, and the condition on which it is visited at all."""
    item = dialog.items[index]
    spot = spot_of(dialog, index, _scope(reading, item))
    sketch = reading.sketch
    item_label, visit = Label("item", dialog.number, index), Label("visit", dialog.number, index)
    ways: Ways = (Way(label=item_label), Way(label=visit))
    element = item.element
    condition = element.get("cond") or element.get("expr") if element else ""
    if element is not None and condition:
        at = element.place("cond", "expr")
        kind, fields, _ = NodeType.DECIDE, reading.deciding([condition, condition])[1], None
        node = sketch.node(f"{spot.name}?", kind, at, ways[:1], **fields)
        asks = "cond" in element.attributes
        sketch.lead((Way(node, "else" if asks else shown(condition), at=at),), onward(spot, filled=True, back=BEYOND))
        ways = (Way(node, shown(condition) if asks else "else", at=at), *ways[1:])
    known = len(sketch.drawn)
    DRAWN[item.kind](reading, spot, item, ways)
    answered = Label("filled", dialog.number, index)
    if answered in sketch.wanted:  # by what was said to an `<initial>`
        _behind(reading, spot, (Way(label=answered),))
    if element is not None:
        became = ("part", dialog.name, "of the form: nothing is heard or asked")
        if len(sketch.drawn) > known:
            became = ("node", sketch.drawn[known], "")
        sketch.account(element, *became)


def _scope(reading: Reading, item: Item) -> Scope:
    return scope_of(item.element, reading.draft.file) if item.element else Scope(item.first)


def _block(reading: Reading, spot: Spot, item: Item, ways: Ways) -> None:
    walk = Walk(reading, spot, reading.sketch, spot.name)
    come_back(reading, walk.run(ways, item.children, State(True, BEYOND)))


def _unknown(reading: Reading, spot: Spot, item: Item, ways: Ways) -> None:
    """An object of the platform, or an element that nobody knows."""
    node = reading.unknown_step(item.first, spot.dialog.name, ways, reading.sketch)
    _behind(reading, spot, (Way(node, at=item.first.at),))


def _behind(reading: Reading, spot: Spot, ways: Ways, given: dict[str, Any] | None = None) -> None:
    """What is executed when an item has its value, whatever it is."""
    content: list[Child] = [child for part in filled_content(spot.dialog, spot.index) for child in part]
    walk = Walk(reading, spot, reading.sketch, f"{spot.name} filled", given)
    come_back(reading, walk.run(ways, content, State(True, BEYOND)))


def _record(reading: Reading, spot: Spot, item: Item, ways: Ways) -> None:
    """A message of the caller's; silence leads elsewhere only if it says so."""
    speech = listen(item.children)
    at = item.first.place("name")
    fields = reading.said(speech, spot.around)
    node = reading.sketch.node(spot.name, NodeType.VOICEMAIL, at, ways, **fields)
    plan = planned(reading, spot, "noinput")
    for handler in plan.staying if plan else ():
        reading.used.add(id(handler.element))
    if plan is not None and plan.last is not None:
        way = Way(node, "noinput-last", Owner.PASSIVE, plan.last.element.at)
        draw_handler(reading, spot, plan.last, "noinput", (way,))
    _behind(reading, spot, (Way(node, at=at),))


def _transfer(reading: Reading, spot: Spot, item: Item, ways: Ways) -> None:
    """Another number; behind it goes on what comes back, or what could not be put through."""
    element = item.first
    at = element.place("name", "dest", "destexpr")
    number = element.get("dest")
    scheme = next((one for one in PHONES if number.lower().startswith(one)), "")
    fields = reading.said(listen(item.children), spot.around)
    number = number[len(scheme) :].lstrip("/")
    node = reading.sketch.node(spot.name, NodeType.TRANSFER, at, ways, number=number, **fields)
    bridged = element.get("bridge") == "true" or element.get("type") in ("bridge", "consultation")
    name = item.variable
    content = [child for part in filled_content(spot.dialog, spot.index) for child in part]
    for outcome in _outcomes(content, name):
        _behind(reading, spot, (Way(node, outcome, at=at),), given={name: outcome})
    _behind(reading, spot, (Way(node, "next" if bridged else "failed", at=at),), given={name: OTHER})


def _outcomes(content: list[Child], name: str) -> list[str]:
    """The outcomes of a transfer that its form looks at."""
    found: dict[str, None] = {}
    stack = [child for child in content if isinstance(child, Element)]
    while stack:
        child = stack.pop()
        if child.name in ("if", "elseif") and name:
            found.update(dict.fromkeys(literals(parsed(child.get("cond")), name)))
        stack += child.elements
    return sorted(found)[:10]


def _subdialog(reading: Reading, spot: Spot, item: Item, ways: Ways) -> None:
    """A dialog that is called and comes back."""
    element, at = item.first, item.first.place("src", "srcexpr")
    written = element.get("src")
    path, fragment = split_reference(written)
    base = reading.base_of(spot)
    readable = written and (not path or path.partition("?")[0].lower().endswith((".vxml", ".xml")))
    kind, fields = (NodeType.TREE, {}) if readable else (NodeType.TASK, {"opaque": True})
    node = reading.sketch.node(spot.name, kind, at, ways, **fields)
    if readable:
        place = location(path, base) if path else reading.draft.file
        reading.link(node, place, fragment, at, returns=True)
    _behind(reading, spot, (Way(node, at=at),))


DRAWN = {
    "block": _block, "field": draw_field, "initial": draw_initial, "record": _record, "transfer": _transfer,
    "subdialog": _subdialog, "object": _unknown, "unknown": _unknown,
}  # fmt: skip
