"""One document while it is read: its dialogs, what its references mean, and what becomes of what is said in it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from posixpath import dirname, join, normpath, relpath
from typing import Any

from ivraudit.draft import Draft
from ivraudit.marked import Element
from ivraudit.model import NodeType, Nowhere, Owner, Position, Severity
from ivraudit.readers.voicexml.conditions import bound, increased, names, plain
from ivraudit.readers.voicexml.counting import raised_before, raises
from ivraudit.readers.voicexml.declaring import Declared
from ivraudit.readers.voicexml.dialogs import Dialog, Spot
from ivraudit.readers.voicexml.scopes import Scope, Surroundings
from ivraudit.readers.voicexml.sketch import Label, Rehearsal, Sketch, Target, Way, Ways
from ivraudit.readers.voicexml.speech import Speech, language_tag, plain_text

BUDGET = 200_000
"""Statements followed in one document; one of 10,000 dialogs needs 100,000."""
DOCUMENTS = (".vxml", ".xml")
SHOWN = 60
"""Characters of a reference that name what is out of sight."""
_LITERAL = re.compile(r"\s*'([^'\\]*)'\s*\Z|\s*\"([^\"\\]*)\"\s*\Z")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//")


Exit = tuple[str, Mapping[str, Any]]
"""A trigger, and further fields of `Edge`."""


class Reading:
    """What all parts of the reader share."""

    def __init__(self, draft: Draft, top: Element, root: Scope | None) -> None:
        self.draft = draft
        self.top = top
        self.sketch = Sketch(draft)
        self.dialogs: list[Dialog] = []
        self.by_name: dict[str, Dialog] = {}
        self.language = language_tag(top.get("xml:lang") or top.get("lang"))
        self.used: set[int] = set()
        """The handlers that something leads to."""
        self.loose: set[str] = set()
        self.deaf: set[int] = set()
        """The dialogs in which something asks and listens to nothing, so that nobody comes further."""
        self.listening: dict[int, bool] = {}
        """Of forms and documents: whether they listen to something whatever is asked in them."""
        self.open = any(child.name == "grammar" for child in top.elements)
        """Whether the document as a whole listens to something."""
        self.manners: dict[int, tuple[bool, bool]] = {}
        """Of handlers that do the same everywhere: whether they may ask again, and whether they may lead elsewhere."""
        self.counters: dict[str, int] = {}
        self.results = {"session"}
        """The variables that only the system sets."""
        self._left = BUDGET
        self._beyond: dict[str, str] = {}
        self._linked: set[str] = set()
        tops = [top, *([root.element] if root else [])]
        self._learn(tops)
        self.declared = Declared(top, root.element if root else None)
        self.raised = raised_before(tops, self.counters)
        """The counters that are raised before an `<if>` asks for them."""

    def _learn(self, tops: Sequence[Element]) -> None:
        """Find out which variables count, and which hold what a look-up found."""
        first: dict[str, int] = {}
        stack = list(tops)
        while stack:
            element = stack.pop()
            stack += element.elements
            name, value = plain(element.get("name")), element.get("expr")
            if element.name == "script":
                self.counters.update(dict.fromkeys(increased(plain_text([*element.children], lines=True)), 0))
            elif element.name == "data":
                self.results.add(name)
            elif element.name == "var" and value.strip("'\"").isdecimal() and len(value) < 8:
                first[name] = int(value.strip("'\""))
            elif element.name == "assign" and raises(element):
                self.counters[name] = 0
        self.counters = {name: first.get(name, 0) for name in self.counters}
        self.results.discard("")

    def spend(self) -> bool:
        """Count one statement; say whether there is any left of what is followed in one document."""
        self._left -= 1
        return self._left >= 0

    # What is heard

    def said(self, speech: Speech, around: Surroundings, *, keyed: bool = False) -> dict[str, Any]:
        """Return the fields of a node at which this is heard.

        Where callers choose by key (`keyed`), words that are not all that may be heard are none.
        """
        texts = speech.texts(self.language)
        if keyed and (speech.partial or len(texts) > 1):
            texts = {}
        found: dict[str, Any] = {}
        if texts:
            found["prompt"] = texts
        if speech.files:
            found["audio"] = {self.language: speech.played()}
        if speech.first is not None:
            found["fields"] = {"prompt": speech.first.at}
        barge_in = speech.barge_in
        found["barge_in"] = around.property("bargein") != "false" if barge_in is None else barge_in
        return found

    # What is decided

    def deciding(
        self, conditions: Sequence[str], statement: Element | None = None
    ) -> tuple[NodeType, dict[str, Any], dict[bool, Exit]]:
        """Return what a decision is: its type, further fields, and the exits of a counter by whether it holds."""
        raised = self.raised.get(id(statement), frozenset())
        limit = bound(conditions[0], self.counters, raised) if len(conditions) == 1 else None
        if limit is not None:
            again: Exit = ("again", {"limit": limit.times})
            exits: dict[bool, Exit] = {limit.holding: again, not limit.holding: ("done", {})}
            return NodeType.LOOP, {"times": limit.times}, exits
        asked = set().union(*(names(condition) for condition in conditions))
        return NodeType.DECIDE, {"opaque": not asked or not asked <= self.results}, {}

    def unknown_step(self, element: Element, name: str, ways: Ways, sketch: Sketch) -> str:
        """Draw a step of which nobody knows what it does; return its node."""
        called = f"{name} {element.get('name') or element.name}"
        node = sketch.node(called, NodeType.TASK, element.at, ways, opaque=True)
        if sketch is self.sketch:
            if element.name not in ("transfer", "subdialog", "object", "assign", "clear"):
                self.draft.unknown(element.name, node, element.at)
            sketch.account(element, "node", node)
        return node

    # Where it goes

    def ending(self, element: Element, sketch: Sketch) -> Target:
        """Return the node at which a call ends, or goes back to what called it."""
        kind = NodeType.RETURN if element.name == "return" or _answers(element) else NodeType.HANGUP
        name = "return" if element.name == "return" else element.name
        if kind is NodeType.RETURN and name == "exit":
            name = "exit with values"
        return self._once(f"<{name}>", name, kind, element.at, sketch)

    def _once(self, key: str, name: str, kind: NodeType, at: Position, sketch: Sketch) -> Target:
        if isinstance(sketch, Rehearsal):
            return Nowhere.UNREAD
        if key not in self._beyond:
            self._beyond[key] = self.sketch.node(name, kind, at, ())
        return self._beyond[key]

    def unseen(self, around: Surroundings, sketch: Sketch) -> Target:
        """Return what stands for a root document that is not known, or for what cannot be followed."""
        if around.whole:
            return Nowhere.UNREAD
        root = self.top.get("application")
        return self._once(f"root {root}", _shown(root), NodeType.OUTSIDE, self.top.place("application"), sketch)

    def reached(self, element: Element, spot: Spot, sketch: Sketch) -> Target:
        """Return where a `<goto>` or `<submit>` leads."""
        item = element.get("nextitem") or _literal(element.get("expritem"))
        if item:
            number = spot.dialog.item_called(item)
            if number is None:
                return f"{spot.dialog.name}.{item}"
            return Label("visit", spot.dialog.number, number)
        if element.get("expritem"):
            return self._some_item(element, spot, sketch)
        return self.refer(element, self.base_of(spot), sketch)

    def base_of(self, spot: Spot) -> str:
        """The file that references of content begin from: that of the document at hand, wherever it was inherited."""
        return next((scope.base for scope in spot.around.scopes if scope.element is self.top), self.draft.file)

    def _some_item(self, element: Element, spot: Spot, sketch: Sketch) -> Target:
        """Draw a choice among items that is made at run time."""
        named = set(re.findall(r"['\"]([^'\"]+)['\"]", element.get("expritem")))
        items = [(number, item.variable) for number, item in enumerate(spot.dialog.items) if item.variable]
        node = sketch.node(f"{spot.name} expritem", NodeType.DECIDE, element.at, (), opaque=True)
        for number, name in items:
            if name in named or not named:
                way = Way(node, name, Owner.SYSTEM, element.at)
                sketch.lead((way,), Label("visit", spot.dialog.number, number))
        return node

    def refer(self, element: Element, base: str, sketch: Sketch) -> Target:
        """Return where a reference leads: a dialog of the document, another document, or out of sight."""
        dynamic = element.get("expr") or element.get("srcexpr")
        written = element.get("next") or element.get("src") or _literal(dynamic)
        at = element.place("next", "src", "expr", "srcexpr")
        if not written:
            if "#" in dynamic or not dynamic or not any(end in dynamic for end in ("/", ".")):
                self.loose.update(dialog.name for dialog in self.dialogs)
            return self._once(f"={dynamic}", _shown(dynamic or element.name), NodeType.OUTSIDE, at, sketch)
        path, fragment = split_reference(written)
        if self.is_own(path, base):
            return self.dialog(fragment)
        if not path:  # a link of the root document's, to a dialog there
            path = base.rpartition("/")[2]
        if path in self.by_name and not fragment and not isinstance(sketch, Rehearsal):
            message = f"{path!r} is another document here, beside this one; the dialog of that name is '#{path}'"
            self.draft.trouble("dangling-target", at, message, "", path, Severity.WARNING)
        if not path.partition("?")[0].lower().endswith(DOCUMENTS):
            return self._once(written, _shown(written), NodeType.OUTSIDE, at, sketch)
        place = location(path, base)
        node = self._once(f"{place}#{fragment}", _shown(written), NodeType.TREE, at, sketch)
        if isinstance(node, str) and node not in self._linked:
            self._linked.add(node)
            self.link(node, place, fragment, at)
        return node

    def link(self, node: str, place: str, fragment: str, at: Position, *, returns: bool = False) -> None:
        """Say that a node goes on in another document."""
        inside = "" if _SCHEME.match(place) or place.startswith("/") != self.draft.file.startswith("/") else place
        name = relpath(inside, dirname(self.draft.file) or ".") if inside else place
        near = bool(inside) and not name.startswith("..")
        self.draft.link(node, [name if near else place], at, start=fragment, returns=returns, file=near)

    def is_own(self, path: str, base: str) -> bool:
        """Whether a path is the document itself."""
        return normpath(location(path, base) if path else base) == normpath(self.draft.file)

    def dialog(self, fragment: str) -> Target:
        """Return a dialog of the document; the first without a name."""
        if fragment in self.by_name:
            return Label("dialog", self.by_name[fragment].number)
        if not fragment and self.dialogs:
            return Label("dialog", 0)
        return Nowhere.UNREAD if self.top.broken or not fragment else fragment


def split_reference(written: str) -> tuple[str, str]:
    """Return the path of a reference and the id behind its `#`, both without blanks around them, as ids are read."""
    path, _, fragment = written.partition("#")
    return path.strip(), fragment.strip()


def location(path: str, base: str) -> str:
    """Return where a reference points: a path beside the base, or an address."""
    path = path.partition("?")[0]
    if _SCHEME.match(path):
        return path
    if _SCHEME.match(base):
        return base.rpartition("/")[0] + "/" + path
    return normpath(join(dirname(base), path)) if not path.startswith("/") else f"/{path.lstrip('/')}"


def _literal(expression: str) -> str:
    """The text that an expression is, if it is nothing else."""
    found = _LITERAL.match(expression)
    return (found[1] or found[2] or "") if found else ""


def _answers(element: Element) -> bool:
    """Whether an `<exit>` hands values to whoever has started the dialog, who then goes on."""
    return element.name == "exit" and bool(element.get("namelist") or element.get("expr"))


def _shown(reference: str) -> str:
    text = " ".join(reference.split())
    return text if len(text) <= SHOWN else f"{text[: SHOWN - 3]}..."
