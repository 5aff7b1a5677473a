"""Variables that a document counts up, and where that is done before a condition asks for them."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from ivraudit.marked import Element
from ivraudit.readers.voicexml.conditions import increased, plain
from ivraudit.readers.voicexml.speech import plain_text

MOST = 50
"""Counters at one place that are kept in mind."""


def raises(assign: Element) -> bool:
    """Return whether an `<assign>` counts its variable up."""
    name, value = plain(assign.get("name")), assign.get("expr")
    return name in increased(f"{name} = {value}") | increased(value)


def raised_before(tops: Iterable[Element], counters: Collection[str]) -> dict[int, frozenset[str]]:
    """Return per `<if>` (by its identity) the counters that the same content surely counts up before it."""
    found: dict[int, frozenset[str]] = {}
    stack: list[tuple[Element, frozenset[str]]] = [(top, frozenset()) for top in tops if counters]
    while stack:
        element, before = stack.pop()
        raised = before
        for child in element.elements:
            if child.name in ("elseif", "else"):
                raised = before
            elif child.name == "assign":
                name = plain(child.get("name"))
                raised = raised | {name} if raises(child) and len(raised) < MOST else raised - {name}
            elif child.name == "script":
                raised = raised | _raised_by(child) if len(raised) < MOST else raised
            elif child.name == "if":
                stack.append((child, raised))
                if raised:
                    found[id(child)] = raised
            else:
                stack.append((child, frozenset()))
    return found


def _raised_by(script: Element) -> set[str]:
    """The counters that a script counts up by itself; what it only defines is done elsewhere."""
    text = plain_text(script.children, lines=True)
    return set() if "function" in text else increased(text)
