"""Handlers that nothing in a document leads to: of errors, of the caller's hanging up, of help."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from ivraudit.readers.voicexml.dialogs import MOVES, Dialog, Spot, spot_of
from ivraudit.readers.voicexml.passive import BEYOND, come_back, within
from ivraudit.readers.voicexml.reading import Reading
from ivraudit.readers.voicexml.scopes import Handler, scope_of
from ivraudit.readers.voicexml.sketch import Label, Way
from ivraudit.readers.voicexml.walk import State, Walk


class Idle(NamedTuple):
    """A handler and a place where its event may come."""

    handler: Handler
    dialog: Dialog
    item: int
    """The item's number; -1: the menu itself."""


def draw_idle(reading: Reading) -> None:
    """Draw each as one exit, of the first step that it holds for: platforms break down everywhere."""
    for idle in list(_idle(reading)):
        element = idle.handler.element
        if id(element) not in reading.used and any(one.name in MOVES for one in within(element)):
            reading.used.add(id(element))
            _draw(reading, idle)


def _idle(reading: Reading) -> Iterator[Idle]:
    """The handlers of the document, its dialogs and their items."""
    talking = [dialog for dialog in reading.dialogs if dialog.items or dialog.element.name == "menu"]
    for handler in scope_of(reading.top, "").handlers if talking else ():
        yield Idle(handler, talking[0], 0 if talking[0].items else -1)
    for dialog in talking:
        for handler in scope_of(dialog.element, "").handlers:
            yield Idle(handler, dialog, 0 if dialog.items else -1)
        for index, item in enumerate(dialog.items):
            for handler in scope_of(item.element, "").handlers if item.element else ():
                yield Idle(handler, dialog, index)


def _draw(reading: Reading, idle: Idle) -> None:
    dialog, index, element = idle.dialog, idle.item, idle.handler.element
    spot, label = Spot(dialog, -1, dialog.name, dialog.around), Label("dialog", dialog.number)
    if index >= 0:
        spot = spot_of(dialog, index, scope_of(dialog.items[index].first, reading.draft.file))
        label = Label("visit", dialog.number, index)
    node = reading.sketch.resolve(label)
    if isinstance(node, str):
        event = (idle.handler.events or ("any event",))[0]
        way = Way(node, event, at=element.at, said={"breakdown": True})
        walk = Walk(reading, spot, reading.sketch, f"{dialog.name} {event}")
        come_back(reading, walk.run((way,), element.children, State(False, BEYOND)))
