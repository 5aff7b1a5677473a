"""A flow in the making: ways whose end is not known yet, and places that are named before they are drawn."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from ivraudit.draft import Draft
from ivraudit.marked import Element
from ivraudit.model import NOTHING, NodeType, Nowhere, Origin, Owner, Position, Severity


class Label(NamedTuple):
    """A place that ways may lead to before there is a node: a dialog, an item of a form, a handler."""

    kind: str
    number: int
    item: int = 0


Target = str | Nowhere | Label


class Way(NamedTuple):
    """An exit that does not know yet where it leads; or, with a label and no node, the way into that place."""

    node: str = ""
    trigger: str = "next"
    owner: Owner = Owner.SYSTEM
    at: Position = Position("")
    source: Element | None = None
    """The element that says so, for the account of what was read."""
    said: Mapping[str, Any] = NOTHING
    """Further fields of `Edge`."""
    label: Label | None = None


Ways = tuple[Way, ...]


def raw(element: Element) -> str:
    """Return what an element is called in the account: its tag and where it stands."""
    return f"{element.name} {element.at.line}:{element.at.column}"


class Sketch:
    """Draws nodes and exits into a draft; exits are drawn last, when every place is known."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self.bound: dict[Label, Target] = {}
        self.moves: dict[Label, Element] = {}
        """The transitions by which places lead straight on."""
        self.names: dict[Label, str] = {}
        """What the first node of a place is to be called."""
        self.reserved: set[str] = set()
        """Names of dialogs, which nothing else may be called."""
        self.wanted: set[Label] = set()
        """The places that some way leads to."""
        self.accounted: set[int] = set()
        self.drawn: list[str] = []
        """The nodes, in the order in which they were drawn."""
        self._numbers: dict[str, int] = {}
        self._pending: list[tuple[Way, Target, Position]] = []

    def node(self, name: str, kind: NodeType, at: Position, ways: Ways, **fields: Any) -> str:
        """Draw a node that these ways lead to; return its id."""
        own = [self.names.pop(way.label) for way in ways if way.label in self.names]
        name = own[-1] if own else f"{name} (step)" if name in self.reserved else name
        number = self._numbers.get(name, 1)
        found = self.draft.node(f"{name} {number}" if number > 1 else name, kind, at, **fields)
        self._numbers[name] = number + 1
        self.drawn.append(found)
        self.lead(ways, found)
        return found

    def lead(self, ways: Iterable[Way], target: Target, source: Element | None = None) -> None:
        """Let ways end somewhere; `source` is the transition that says so."""
        if isinstance(target, Label):
            self.wanted.add(target)
        for way in ways:
            if way.label is None:
                self._pending.append((way, target, self._place(way, target, source)))
                continue
            if isinstance(target, Label) and way.label in self.names and target not in self.bound:
                self.names.setdefault(target, self.names.pop(way.label))
            if way.label not in self.bound and source is not None:
                self.moves[way.label] = source
            self.bound.setdefault(way.label, target)
        if source is not None:
            kept = next((way for way in ways if way.label is None), None)
            if kept is not None and kept.source is None:
                self.account(source, "edge", kept.node, kept.trigger)
            elif kept is not None:
                self.account(source, "part", kept.node, f"of the exit {kept.trigger}")
            else:
                self.account(source, "part", "", "of the exits that lead here")

    def _place(self, way: Way, target: Target, source: Element | None) -> Position:
        """Where an exit stands: at the transition, unless an option of the caller's is its beginning."""
        dangling = isinstance(target, str) and target not in self.draft.nodes
        if source is None or (way.owner is not Owner.SYSTEM and not dangling):
            return way.at
        return _target_of(source)

    def account(self, element: Element, became: str, of: str, why: str = "") -> None:
        """Note, once, what became of an element."""
        if id(element) not in self.accounted:
            self.accounted.add(id(element))
            self.draft.origins.append(Origin(raw(element), became, of, why))

    def tell(self, element: Element, message: str) -> None:
        """Note, once, what is wrong with an element that some way comes to."""
        if id(element) not in self.accounted:
            self.accounted.add(id(element))
            at = element.place("name", "namelist")
            self.draft.trouble("invalid-value", at, message, "", element.name, Severity.INFO)

    def resolve(self, target: Target) -> str | Nowhere | None:
        """Return where a place is in the end; None where it only leads to itself."""
        seen = set()
        while isinstance(target, Label):
            if target in seen:
                return None
            seen.add(target)
            target = self.bound.get(target, Nowhere.DROPPED)
        return target

    def _slip(self, target: Target) -> Element | None:
        """The transition that leads from a place to a node that there is not."""
        last = None
        while isinstance(target, Label):
            last, target = target, self.bound[target]
        return self.moves.get(last) if last else None

    def finish(self) -> None:
        """Draw the exits; one to a node that there is not stands at the transition that names it."""
        for way, target, at in self._pending:
            end = self.resolve(target)
            if end is None:  # the way goes round without a step: back to where it began
                end = way.node
            elif not isinstance(end, Nowhere) and end not in self.draft.nodes and (slip := self._slip(target)):
                at = _target_of(slip)
            trigger = self.draft.exit(way.node, way.trigger, end, way.owner, at, **way.said)
            if way.source is not None:
                self.account(way.source, "edge", way.node, trigger)


def _target_of(transition: Element) -> Position:
    return transition.place("next", "nextitem", "expr", "event")


class Rehearsal(Sketch):
    """Draws nothing: to find out where content leads before it is drawn."""

    def node(self, name: str, kind: NodeType, at: Position, ways: Ways, **fields: Any) -> str:
        """Return a node that is nowhere."""
        return "-"

    def lead(self, ways: Iterable[Way], target: Target, source: Element | None = None) -> None:
        """Do nothing."""

    def account(self, element: Element, became: str, of: str, why: str = "") -> None:
        """Do nothing."""

    def tell(self, element: Element, message: str) -> None:
        """Do nothing."""
