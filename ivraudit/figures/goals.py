"""How far a goal is from an entry: presses, menus, data, offers, transfers, seconds, and the wait behind."""

from __future__ import annotations

from collections.abc import Sequence
from math import inf
from typing import NamedTuple

from ivraudit.analysis.distance import Strategy
from ivraudit.analysis.waits import Law, law
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
    reach = reached(phone, entry, goal)
    if reach not in ("forced", "silence-only"):
        return Goal(reach)
    counts = (int(_distance(phone, entry, goal, measure)[entry]) for measure in COUNTED)
    quickest = strategy(phone, entry, goal, "seconds")
    found = Goal(reach, *counts)._replace(seconds=_finite(quickest.far[entry]))
    if goal != HUMAN:
        return found
    mean, p95 = _wait(phone, last(phone, entry, quickest.walk(entry)))
    return found._replace(
        first_offered_seconds=_finite(phone.first_offered[entry]), wait_seconds=mean, wait_p95=p95
    )


def strategy(phone: Phone, entry: int, goal: str, measure: str) -> Strategy:
    """Return how callers at an entry (a vertex) force a goal for the least of a measure of the costs.

    Who can force it by choosing is not taken to say nothing, though that may be quicker.
    """
    return phone.ask(("strategy", *_asked(phone, entry, goal, measure)), lambda: _found(phone, entry, goal, measure))


def _distance(phone: Phone, entry: int, goal: str, measure: str) -> list[float]:
    """Return how far it is, and forget by which way: that takes most of the memory."""
    if not any(getattr(phone.costs, measure)):
        return phone.ask("no distance", lambda: [0.0] * phone.board.size)  # such as in a tree without transfers
    return phone.ask(("far", *_asked(phone, entry, goal, measure)), lambda: _found(phone, entry, goal, measure).far)


def _asked(phone: Phone, entry: int, goal: str, measure: str) -> tuple[object, ...]:
    return goal, measure, _silent(phone, entry, goal), phone.profile.language


def _silent(phone: Phone, entry: int, goal: str) -> bool:
    return not phone.forced(goal, silence=False).surely[entry]


def _found(phone: Phone, entry: int, goal: str, measure: str) -> Strategy:
    silence = _silent(phone, entry, goal)
    inside, cost = phone.forced(goal, silence=silence).surely, getattr(phone.costs, measure)
    seeds = [(0.0, vertex) for vertex in phone.goal(goal)]
    return Strategy(phone.board, seeds, inside, cost, silence=silence)


def last(phone: Phone, entry: int, exits: Sequence[int]) -> int:
    """Return the vertex at which a walk by these exits ends; of a queue that may be closed, the queue itself."""
    end = phone.board.targets[exits[-1]] if exits else entry
    return next((vertex for vertex, twin in phone.board.twins.items() if twin == end), end)


def law_of(phone: Phone, vertex: int) -> Law | None:
    """Return how long a queue lets callers wait; None where it says nothing, or too much to be computed."""
    node = phone.node(vertex) if vertex < len(phone.wiring.nodes) else None
    try:
        return law(node.wait) if node and node.wait else None
    except OverflowError:
        return None


def reached(phone: Phone, entry: int, goal: str) -> str:
    """Return whether a goal can be forced from an entry (a vertex), in the words of `Goal.reach`."""
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


def _wait(phone: Phone, vertex: int) -> tuple[float | None, float | None]:
    """Mean and p95 of the wait at a person."""
    found = law_of(phone, vertex)
    wait = phone.node(vertex).wait
    if not wait or not found:
        return None, None
    p95 = wait.p95 if wait.mean is not None or wait.p95 is not None else found.quantile(0.95)
    return _finite(found.mean), _finite(p95)


def _finite(seconds: float | None) -> float | None:
    return None if seconds == inf else seconds
