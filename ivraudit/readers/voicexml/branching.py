"""The branches of an `<if>`, their names, and which of them an answer decides."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from ivraudit.marked import Element
from ivraudit.readers.voicexml.conditions import Answer, Term, names, parsed
from ivraudit.readers.voicexml.speech import Child

_SECRET = re.compile(r"passw|pwd|\bpin|secret|clave|motdepasse|kennwort", re.IGNORECASE)
SHOWN = 60
"""Characters of a condition that name a branch."""


class Branch(NamedTuple):
    """One branch of an `<if>`."""

    condition: str
    term: Term | None
    statements: Sequence[Child]


def branches(statement: Element) -> list[Branch]:
    """Return the branches of an `<if>` in order; an `else` has no condition."""
    found: list[tuple[str, bool, list[Child]]] = [(statement.get("cond"), True, [])]
    for child in statement.children:
        if isinstance(child, Element) and child.name in ("elseif", "else"):
            found.append((child.get("cond"), child.name == "elseif", []))
        else:
            found[-1][2].append(child)
    return [Branch(said, parsed(said) if asks else None, inner) for said, asks, inner in found]


def shown(condition: str) -> str:
    """Return a condition as the name of a branch; what a password is compared with is nobody's business."""
    text = " ".join(condition.split())
    if _SECRET.search(text):
        text = re.sub(r"'[^']*'|\"[^\"]*\"|\b\d+\b", "...", text)
    return text if len(text) <= SHOWN else f"{text[: SHOWN - 3]}..."


def asking(statements: Sequence[Child], given: Mapping[str, Answer]) -> set[int]:
    """Return the statements at or behind which, in their own list, an answer is asked for that is known here."""
    lists: list[tuple[Sequence[Child], Element | None]] = [(statements, None)]
    marked: set[int] = set()
    for siblings, _ in lists:  # which grows while it is walked
        for child in siblings:
            if isinstance(child, Element) and child.name == "if":
                found = branches(child)
                lists += [(branch.statements, child) for branch in found]
                if any(names(branch.condition) & set(given) for branch in found):
                    marked.add(id(child))
    for siblings, parent in reversed(lists):
        if parent is not None and any(id(child) in marked for child in siblings):
            marked.add(id(parent))
    before: set[int] = set()
    for siblings, _ in lists:
        ahead = False
        for child in reversed(siblings):
            ahead = ahead or id(child) in marked
            if ahead:
                before.add(id(child))
    return before
