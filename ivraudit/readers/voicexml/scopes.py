"""What holds from outside: handlers, links and properties of a field, its dialog, the document and its root."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from ivraudit.marked import Element

SHORT = ("noinput", "nomatch", "help", "error")
"""Elements that are handlers of the event of their own name."""
STAYING = ("noinput", "nomatch", "help", "cancel")
"""Events after which the standard's own handlers ask again."""
MOST = 50
"""Handlers of one event in one scope that are looked at."""
_SECONDS = re.compile(r"\+?(\d{1,6}(?:\.\d{1,6})?|\.\d{1,6})\s*(ms|s)\Z")


class Handler(NamedTuple):
    """What is done when an event is thrown."""

    events: tuple[str, ...]
    """Names, or beginnings of names; empty: any event."""
    turn: int
    """From which time on that the event comes (`count`)."""
    element: Element
    level: int
    """The scope that it stands in: 0 is the innermost."""

    def takes(self, event: str) -> bool:
        """Whether the event is one of its own."""
        return not self.events or any(event == one or event.startswith(f"{one}.") for one in self.events)


@dataclass(slots=True)
class Scope:
    """An element with all that holds within it."""

    element: Element
    base: str = ""
    """The file that its references begin from."""
    handlers: list[Handler] = field(default_factory=list)
    links: list[Element] = field(default_factory=list)
    properties: dict[str, str] = field(default_factory=dict)
    _by_event: dict[str, list[Handler]] = field(default_factory=dict)

    def taking(self, event: str) -> list[Handler]:
        """Return the handlers of an event, in the order written."""
        if event not in self._by_event:
            self._by_event[event] = [one for one in self.handlers if one.takes(event)][:MOST]
        return self._by_event[event]


def scope_of(element: Element, base: str) -> Scope:
    """Return what an element declares for all that stands within it."""
    scope = Scope(element, base)
    for child in element.elements:
        if child.name == "catch" or child.name in SHORT:
            events = child.get("event").split() if child.name == "catch" else [child.name]
            count = child.get("count")
            number = int(count) if count.isdecimal() and len(count) < 6 else 1
            scope.handlers.append(Handler(tuple(one.rstrip(".") for one in events if one != "."), number, child, 0))
        elif child.name == "link":
            scope.links.append(child)
        elif child.name == "property":
            scope.properties[child.get("name")] = child.get("value")
    return scope


class Surroundings(NamedTuple):
    """The scopes around a place, the innermost first."""

    scopes: tuple[Scope, ...]
    whole: bool
    """Whether all of them are known: the root document may be elsewhere."""

    def handlers(self, event: str) -> list[Handler]:
        """Return the handlers of an event, the innermost first, then in the order written."""
        found = []
        for level, scope in enumerate(self.scopes):
            found += [one._replace(level=level) for one in scope.taking(event)] if scope.handlers else []
        return found

    def property(self, name: str) -> str:
        """Return the nearest value of a property; "" where none is set."""
        return next((scope.properties[name] for scope in self.scopes if name in scope.properties), "")

    def modes(self) -> frozenset[str]:
        """Return how callers may answer: `dtmf`, `voice`."""
        return frozenset(self.property("inputmodes").split()) & {"dtmf", "voice"} or frozenset({"dtmf", "voice"})


def chosen(handlers: Sequence[Handler], number: int) -> Handler | None:
    """Return the handler of an event that is thrown for the n-th time: VoiceXML 2.0, 5.2.4.

    Of all scopes together the highest count that is not above n is the right one; the first handler of it is taken.
    """
    due = max((one.turn for one in handlers if one.turn <= number), default=None)
    return next((one for one in handlers if one.turn == due), None)


def seconds(written: str) -> float | None:
    """Return a time such as `5s` or `300ms` in seconds; None if it is none."""
    found = _SECONDS.match(written.strip())
    if found is None:
        return None
    return float(found[1]) / (1000 if found[2] == "ms" else 1)
