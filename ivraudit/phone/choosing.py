"""Which exit is taken: the one that keys or a phrase choose, and the one that the system takes most often."""

from __future__ import annotations

from collections.abc import Sequence

from ivraudit.analysis.board import CHOOSING
from ivraudit.errors import UsageError
from ivraudit.model import Edge, Node, NodeType, Owner
from ivraudit.phone.dialled import KEYPAD, Does, Item, written
from ivraudit.phone.journeys import Phone
from ivraudit.words.grammar import fold

FAILING = frozenset({"error", "failed", "full", "timeout", "closed"})
"""Exits that the system takes only where they are named, where a share says so, or where there is no other."""


def is_key(edge: Edge) -> bool:
    """Say whether an exit of the caller's is taken by a key."""
    return not edge.spoken and KEYPAD.issuperset(edge.trigger)


def entering(node: Node, edge: Edge) -> bool:
    """Say whether an exit is taken by an entry of data."""
    return node.type is NodeType.COLLECT and edge.owner is Owner.CALLER and edge.trigger == "next"


def entry(node: Node) -> str:
    """Return what a collect takes as an entry: `4 to 10 digits`."""
    least, most = node.digits or (0, 0)
    if "keys" not in node.by and "speech" in node.by:
        return "a phrase in quotes"
    if not most:
        return "digits"
    return f"{least} digits" if least == most else f"{least} to {most} digits"


def nameable(phone: Phone, vertex: int) -> list[tuple[int, Edge]]:
    """Return what may be named as the system's choice: all exits but the caller's, silence and wrong keys."""
    return [
        (number, edge) for number, edge in phone.exits(vertex)
        if edge.owner is Owner.SYSTEM or (edge.owner is Owner.PASSIVE and " " in edge.trigger)
    ]  # fmt: skip


def allowed(phone: Phone, vertex: int) -> list[tuple[str, str]]:
    """Return what may be typed at a vertex, each with what it stands for ("" where it says that itself)."""
    node, found = phone.node(vertex), list[tuple[str, str]]()
    for _, edge in phone.exits(vertex):
        if entering(node, edge):
            found.append((entry(node), ", ".join(node.collects).replace("_", " ")))
        elif edge.owner is Owner.CALLER:
            said = edge.trigger if is_key(edge) else written(Does.PHRASE, edge.trigger)
            found.append((said, phone.costs.announced(edge)))
    if node.type in CHOOSING:
        return [*found, ("silence", ""), ("wrong", "")]
    return found + [(written(Does.SYSTEM, edge.trigger), "") for _, edge in nameable(phone, vertex)]


def data(phone: Phone, item: Item) -> str:
    """Return the digits of an entry, without the key that ends it."""
    end = phone.assumptions.keys.end_entry
    return item.value.removesuffix(end) if end else item.value


def chosen(phone: Phone, vertex: int, item: Item) -> int | None:
    """Return the exit that keys or a phrase choose at a vertex; None where they are wrong.

    UsageError for several keys at once where one is asked for.
    """
    node, entries = phone.node(vertex), list[int]()
    for number, edge in phone.exits(vertex):
        if entering(node, edge):
            entries.append(number)
        elif edge.owner is Owner.CALLER and _means(phone, edge, item):
            return number
    if item.does is Does.PHRASE:
        return entries[0] if entries and "speech" in node.by else None
    if entries:
        digits = data(phone, item)
        least, most = node.digits or (1, len(digits))
        return entries[0] if least <= len(digits) <= most and digits.isdigit() else None
    if len(item.value) > 1 and node.type in CHOOSING:
        apart = ",".join(item.value)
        raise UsageError(f"{item} is more than one key, and {node.name!r} takes one at a time: write {apart}")
    return None


def _means(phone: Phone, edge: Edge, item: Item) -> bool:
    if item.does is Does.KEYS:
        return is_key(edge) and edge.trigger == item.value
    phrases = (*(() if is_key(edge) else (edge.trigger,)), *(phone.hearing.said(edge.speech) or ()))
    return fold(item.value) in map(fold, phrases)


def likeliest(edges: Sequence[Edge], exits: Sequence[int]) -> int | None:
    """Return the exit with the greatest share, of several the first; None if there is none.

    What the shares leave is spread evenly over the exits without one, over failures only if there are no others.
    """
    told = sum(edges[number].share or 0.0 for number in exits)
    untold = [number for number in exits if edges[number].share is None]
    ordinary = [number for number in untold if edges[number].trigger not in FAILING] or untold
    each = max(0.0, 1.0 - told) / len(ordinary) if ordinary else 0.0
    shares = {number: edges[number].share or 0.0 for number in exits} | dict.fromkeys(ordinary, each)
    return max(exits, key=lambda number: (shares[number], number in ordinary), default=None)
