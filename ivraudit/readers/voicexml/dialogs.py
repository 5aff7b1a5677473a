"""The dialogs of a document and the items of a form, in the order in which they are visited."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from ivraudit.marked import Element, Text
from ivraudit.readers.voicexml.scopes import SHORT, Scope, Surroundings
from ivraudit.readers.voicexml.speech import Child, is_heard

DIALOGS = frozenset({"menu", "form"})
ITEMS = frozenset({"block", "field", "initial", "record", "transfer", "subdialog", "object"})
INPUTS = ITEMS - {"block", "initial"}
"""Items that `<filled>` waits for."""
MOVES = frozenset({"choice", "option", "link", "goto", "submit", "exit", "disconnect", "return", "throw"})
"""Elements by which a call goes on somewhere else; with DIALOGS and ITEMS all that is accounted for."""
ACTS = (MOVES - {"choice", "option", "link"}) | {"if", "data", "assign", "clear", "reprompt"}
"""Executable content, which some write straight into a form, as if it were a block."""
DECLARING = frozenset({
    "var", "script", "property", "catch", *SHORT, "link", "grammar", "dtmf", "meta", "metadata", "log", "filled",
    "option", "param", "choice",
})  # fmt: skip
"""What only declares something."""


@dataclass(slots=True, eq=False)
class Item:
    """An item of a form; `element` is None for content that stands in a form without a block around it."""

    kind: str
    children: list[Child]
    element: Element | None
    first: Element
    """Where it stands."""

    @property
    def variable(self) -> str:
        """The name of its variable; "" where it has none."""
        return self.element.get("name") if self.element else ""


@dataclass(slots=True, eq=False)
class Dialog:
    """A menu or form."""

    number: int
    element: Element
    name: str
    around: Surroundings
    items: list[Item] = field(default_factory=list)
    jumps: bool = False
    """Whether `goto nextitem` may skip items, which are then visited later."""
    named: dict[str, int] = field(default_factory=dict)
    """The items by their variables."""
    filled: dict[int, list[tuple[Child, ...]]] = field(default_factory=dict)
    """What the form executes when an item has been filled."""

    def take(self, items: list[Item]) -> None:
        """Give the form its items."""
        self.items = items
        for number, item in enumerate(items):
            if item.variable:
                self.named.setdefault(item.variable, number)
        inputs = [number for number, item in enumerate(items) if item.kind in INPUTS]
        for child in self.element.elements if inputs else ():
            if child.name == "filled":
                listed = [self.named[name] for name in child.get("namelist").split() if name in self.named]
                waited = listed or inputs
                for number in waited if child.get("mode") == "any" else [max(waited)]:
                    self.filled.setdefault(number, []).append(tuple(child.children))

    def item_called(self, name: str) -> int | None:
        """Return the number of the item of that name; None if there is none."""
        return self.named.get(name)


@dataclass(slots=True, eq=False)
class Spot:
    """A place at which content is executed: an item of a form, or a menu."""

    dialog: Dialog
    index: int
    """The item's number; -1: the menu itself."""
    name: str
    around: Surroundings
    memo: dict[tuple[int, object], str] = field(default_factory=dict)
    """The nodes drawn for content, by content and state."""


def dialogs_in(top: Element) -> Iterator[Element]:
    """Yield the menus and forms of a document, also those within elements that the standard does not know."""
    stack = list(reversed(top.children))
    while stack:
        child = stack.pop()
        if isinstance(child, Text):
            continue
        if child.name in DIALOGS:
            yield child
        elif not known_at_top(child):
            stack += reversed(child.children)


def known_at_top(child: Element) -> bool:
    """Whether an element has its place beside the dialogs."""
    return child.name in DECLARING or child.name in ("assign", "data")


def items_of(form: Element) -> list[Item]:
    """Return the items of a form."""
    found: list[Item] = []
    loose: list[Child] = []
    for child in form.children:
        acting = is_heard(child) if isinstance(child, Text) else child.name in ACTS or is_heard(child)
        if acting:
            loose.append(child)
            continue
        if isinstance(child, Text) or child.name in DECLARING:
            continue
        found += _implied(loose, form)
        loose = []
        kind = child.name if child.name in ITEMS else "unknown"
        found.append(Item(kind, child.children, child, child))
    return [*found, *_implied(loose, form)]


def _implied(children: list[Child], form: Element) -> list[Item]:
    """The block that loose content stands for; signs alone are nothing."""
    if not any(isinstance(child, Element) or any(sign.isalnum() for sign in child.value) for child in children):
        return []
    first = next((child for child in children if isinstance(child, Element)), form)
    return [Item("block", children, None, first)]


def filled_content(dialog: Dialog, index: int) -> list[tuple[Child, ...]]:
    """Return what is executed when an item has been filled: its own `<filled>`, then those of the form."""
    item = dialog.items[index]
    found = [tuple(child.children) for child in item.children if isinstance(child, Element) and child.name == "filled"]
    return [*found, *dialog.filled.get(index, ())]


def spot_of(dialog: Dialog, index: int, scope: Scope) -> Spot:
    """Return the place of an item, with its own declarations around it."""
    item = dialog.items[index]
    word = item.variable or item.kind
    around = dialog.around._replace(scopes=(scope, *dialog.around.scopes))
    return Spot(dialog, index, dialog.name if word == dialog.name else f"{dialog.name}.{word}", around)
