"""With which chance callers and systems take each exit, where the tree tells it and where it does not."""

from __future__ import annotations

from collections.abc import Sequence
from math import fsum
from typing import NamedTuple

from ivraudit.model import Edge, NodeType
from ivraudit.phone import Phone
from ivraudit.phone.asking import asks, chooses_language

FAILING = {NodeType.TASK: "error", NodeType.TRANSFER: "failed", NodeType.QUEUE: "full"}
"""The exit of a type that is taken only when something goes wrong."""


class Chances(NamedTuple):
    """Exits with their chances, which come to 1, and what had to be assumed for them."""

    exits: list[tuple[int, float]]
    assumed: frozenset[str] = frozenset()


NOBODY = Chances([])


def choices(phone: Phone, vertex: int) -> Chances:
    """Return by which exits valid choices leave a menu or collect; none where there is nothing to choose."""
    edges = phone.wiring.edges
    exits = phone.board.choices[vertex]
    if phone.profile.language and chooses_language(phone, vertex):
        exits = [number for number in exits if edges[number].language == phone.profile.language] or exits
    told, untold = _told(edges, exits)
    rest = max(0.0, 1.0 - fsum(share for _, share in told))
    if not untold:
        return Chances(_scaled(told))
    requests = [number for number in untold if asks(phone, edges[number])]
    others = [number for number in untold if number not in requests]
    plain = [number for number in others if not _aside(phone, edges[number])] or others
    assumed = {"shares"} if len(plain or requests) > 1 else set()
    asked = rest
    if plain and requests:
        asked = min(rest, phone.assumptions.crowd.agent_request)
        assumed |= {"requests"} if asked else set()
    even = [*_even(requests, asked if requests else 0.0), *_even(plain, rest - asked if requests else rest)]
    return Chances(_scaled([*told, *even]), frozenset(assumed if rest else ()))


def fates(phone: Phone, kind: NodeType, exits: Sequence[int]) -> Chances:
    """Return by which of these exits the system leaves a node of that type."""
    told, untold = _told(phone.wiring.edges, exits)
    failing = [number for number in untold if phone.wiring.edges[number].trigger == FAILING.get(kind)]
    plain = [number for number in untold if number not in failing]
    rest = max(0.0, 1.0 - fsum(share for _, share in told))
    if not failing or not plain:
        assumed = frozenset({"shares"}) if rest and len(untold) > 1 else frozenset()
        return Chances(_scaled([*told, *_even(untold, rest)]), assumed)
    fails = min(rest, phone.assumptions.crowd.failure * len(failing))
    assumed = frozenset({"failures", "shares"} if len(plain) > 1 else {"failures"}) if rest else frozenset()
    return Chances(_scaled([*told, *_even(failing, fails), *_even(plain, rest - fails)]), assumed)


def failure(phone: Phone, edge: Edge) -> tuple[float, frozenset[str]]:
    """Return the chance of an exit that is taken when something goes wrong, and what it assumes."""
    if edge.share is not None:
        return edge.share, frozenset()
    chance = phone.assumptions.crowd.failure
    return chance, frozenset({"failures"} if chance else ())


def options(phone: Phone, exits: Sequence[int]) -> Chances:
    """Return by which keys those who wait in a queue leave it; the chances may come to less than 1."""
    told, untold = _told(phone.wiring.edges, exits)
    whole = fsum(share for _, share in told)
    share = min(phone.assumptions.crowd.queue_option, max(0.0, 1.0 - whole)) if untold else 0.0
    found = [*told, *_even(untold, share)]
    return Chances(_scaled(found) if whole > 1.0 else found, frozenset({"options"} if untold and whole < 1.0 else ()))


def _told(edges: Sequence[Edge], exits: Sequence[int]) -> tuple[list[tuple[int, float]], list[int]]:
    """The exits with a share, and those without."""
    told = [(number, share) for number in exits if (share := edges[number].share) is not None]
    return told, [number for number in exits if edges[number].share is None]


def _even(exits: Sequence[int], share: float) -> list[tuple[int, float]]:
    return [(number, share / len(exits)) for number in exits]


def _scaled(found: Sequence[tuple[int, float]]) -> list[tuple[int, float]]:
    """The exits that are taken at all, so that they come to 1; all alike where every share is 0."""
    whole = sum(share for _, share in found)
    if not whole:
        return _even([number for number, _ in found], 1.0)
    return [(number, share / whole) for number, share in found if share]


def _aside(phone: Phone, edge: Edge) -> bool:
    """Whether nobody is taken to want an exit for itself."""
    keys = phone.assumptions.keys
    return edge.unspoken or (not edge.spoken and edge.trigger in {keys.back, keys.repeat, keys.language, keys.leave})
