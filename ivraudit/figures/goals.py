"""How far a goal is from an entry: presses, menus, data, offers, transfers, seconds, and the wait behind."""

from __future__ import annotations

from math import inf
from typing import NamedTuple

from ivraudit.analysis.distance import distances
from ivraudit.analysis.waits import law
from ivraudit.phone import Phone
from ivraudit.phone.questions import HUMAN

USUAL = (HUMAN, "cancel", "signup")
"""The goals that are always told."""
COUNTED = ("presses", "menus", "collects", "offers", "transfers")


class Goal(NamedTuple):
    """The figures of one goal; each is its own least over the caller and most over the system, None unless forced."""

    reach: str
    """`forced`, `silence-only`, `possible`, `unknown`, `no` or `none` (docs/cli.md, measure)."""
    presses: int | None = None
    menus: int | None = None
    collects: int | None = None
    offers: int | None = None
    transfers: int | None = None
    seconds: float | None = None
    """Of a caller who knows the keys, the wait for a person not included."""
    first_offered_seconds: float | None = None
    """Of a person: until an option that leads there by itself has been spoken."""
    wait_seconds: float | None = None
    """Mean wait of the queue at the end; None where it declares none."""
    wait_p95: float | None = None
    """Seconds within which 95 of 100 callers have been served."""


def names(phone: Phone) -> list[str]:
    """Return the goals that are told of a tree: the usual ones, then all others that it declares."""
    wiring = phone.wiring
    told = {goal for node in wiring.nodes for goal in node.goals} | {edge.goal for edge in wiring.edges if edge.goal}
    return [*USUAL, *sorted(told - set(USUAL))]


def measured(phone: Phone, entry: int, goal: str) -> Goal:
    """Return the figures of a goal for those who call at an entry (a vertex)."""
    reach = _reach(phone, entry, goal)
    if reach not in ("forced", "silence-only"):
        return Goal(reach)
    silence = reach == "silence-only"
    counts = (int(_distance(phone, goal, measure, silence=silence)[entry]) for measure in COUNTED)
    seconds = _distance(phone, goal, "seconds", silence=silence)[entry]
    found = Goal(reach, *counts)._replace(seconds=_finite(seconds))
    if goal != HUMAN:
        return found
    mean, p95 = _wait(phone, entry)
    return found._replace(
        first_offered_seconds=_finite(phone.first_offered[entry]), wait_seconds=mean, wait_p95=p95
    )


def _distance(phone: Phone, goal: str, measure: str, *, silence: bool) -> list[float]:
    """As the phone's own distance; but who can force a goal by choosing is not taken to say nothing."""
    if silence or not any(edge >= 0 for edge in phone.board.silence):
        return phone.distance(goal, measure)
    key = ("distance by choosing", goal, measure, phone.profile.language)
    inside = phone.forced(goal, silence=False).surely
    seeds = [(0.0, vertex) for vertex in phone.goal(goal)]
    cost = getattr(phone.costs, measure)
    return phone.ask(key, lambda: distances(phone.board, seeds, inside, cost, silence=False))


def _reach(phone: Phone, entry: int, goal: str) -> str:
    if goal != HUMAN and not _declared(phone, goal):
        return "none"
    if phone.forced(goal, silence=False).surely[entry]:
        return "forced"
    if phone.forced(goal).surely[entry]:
        return "silence-only"
    if phone.forced(goal).perhaps[entry]:
        return "unknown"
    if phone.leading(goal)[entry]:
        return "possible"
    return "unknown" if phone.leading(goal, unknown=True)[entry] else "no"


def _declared(phone: Phone, goal: str) -> bool:
    return goal in phone.keep("goals", lambda: frozenset(names(phone)) - _unsaid(phone))


def _unsaid(phone: Phone) -> frozenset[str]:
    """The usual goals that nothing in the tree is tagged with."""
    wiring = phone.wiring
    told = {goal for node in wiring.nodes for goal in node.goals} | {edge.goal for edge in wiring.edges}
    return frozenset(USUAL) - told


def _wait(phone: Phone, entry: int) -> tuple[float | None, float | None]:
    """Mean and p95 of the wait at the end of the quickest forced way to a person."""
    exits = phone.way_to(HUMAN, entry)
    last = phone.board.targets[exits[-1]] if exits else entry
    last = next((vertex for vertex, twin in phone.board.twins.items() if twin == last), last)
    wait = phone.node(last).wait if last < len(phone.wiring.nodes) else None
    found = law(wait) if wait else None
    if not wait or not found:
        return None, None
    p95 = None if wait.mean is not None and wait.p95 is None else found.quantile(0.95)
    return _finite(found.mean), _finite(p95)


def _finite(seconds: float | None) -> float | None:
    return None if seconds == inf else seconds
