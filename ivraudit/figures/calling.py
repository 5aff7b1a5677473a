"""What it is like to call a line: the way to what callers want, step by step, and what becomes of those who call."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import inf
from typing import NamedTuple

from ivraudit.figures.callers import CALLERS, Fate, fate
from ivraudit.figures.crowd import Crowd, crowd
from ivraudit.figures.goals import USUAL, reached
from ivraudit.model import Edge, Node, NodeType, NotChecked, Profile
from ivraudit.phone import Phone
from ivraudit.words.hearing import wait_seconds


class Stop(NamedTuple):
    """A node on the way, and how the call leaves it."""

    node: Node
    edge: Edge | None
    """None where the way ends in a queue: the wait for the person that it leads to."""
    seconds: float


class Journey(NamedTuple):
    """The way to a goal that the caller forces in least seconds, knowing the keys, the system at its worst."""

    goal: str
    reach: str
    """As the figures of goals have it; without `forced` or `silence-only` there is no way."""
    stops: tuple[Stop, ...] = ()
    presses: int = 0
    language_keys: int = 0
    """Keys pressed in language menus, which count as no presses."""
    collects: int = 0
    offers: int = 0
    seconds: float = 0.0
    """All that the call lasts until the goal is reached, the wait for the person there included."""
    rounds_seconds: float = 0.0
    """Those of them that are spent in rounds of loops too many to be stops."""
    wait_unknown: bool = False
    """Whether the way ends in a queue that does not tell its wait."""


class Calling(NamedTuple):
    """What it is like to call at one entry under one profile."""

    profile: Profile
    entry: str
    number: str
    entries: int
    """How many ways into the tree there are."""
    journeys: tuple[Journey, ...]
    """To a person, then to cancel and to sign up where the tree tells of them."""
    callers: Mapping[str, Fate | None]
    crowd: Crowd | NotChecked


def calling(phone: Phone) -> Calling | None:
    """Return what it is like to call at the first entry, under the phone's own profile; None without an entry."""
    wiring = phone.wiring
    entry = next((one for one in phone.tree.entries if one.node in wiring.vertices), None)
    if entry is None:
        return None
    vertex = wiring.vertices[entry.node]
    journeys = [_journey(phone, vertex, goal) for goal in USUAL]
    return Calling(
        phone.profile, phone.node(vertex).name, entry.number or phone.tree.number, len(phone.tree.entries),
        tuple(one for one in journeys if one.reach != "none"),
        {caller: fate(phone, vertex, caller) for caller in CALLERS}, crowd(phone, vertex),
    )  # fmt: skip


def _journey(phone: Phone, entry: int, goal: str) -> Journey:
    reach = reached(phone, entry, goal)
    if reach not in ("forced", "silence-only"):
        return Journey(goal, reach)
    way, costs, wiring = phone.way_to(goal, entry), phone.costs, phone.wiring
    exits = phone.with_rounds(way)
    stops = [Stop(phone.node(wiring.sources[one]), wiring.edges[one], costs.seconds[one]) for one in exits]
    walked = sum(one.seconds for one in stops)
    rounds = max(0.0, _finite(phone.distance(goal, "seconds")[entry]) - walked)
    last = wiring.targets[way[-1]] if way else entry
    queue = last < len(wiring.nodes) and phone.node(last).type is NodeType.QUEUE
    wait = _finite(wait_seconds(phone.node(last))) if queue else 0.0
    if wait:
        stops.append(Stop(phone.node(last), None, wait))
    presses, keys = _counted(costs.presses, exits), sum(map(phone.board.choosable.__getitem__, exits))
    collects = _counted(costs.collects, exits)
    return Journey(
        goal, reach, tuple(stops), presses, keys - collects - presses, collects, _counted(costs.offers, exits),
        walked + rounds + wait, rounds, queue and not wait,
    )  # fmt: skip


def _finite(seconds: float | None) -> float:
    return 0.0 if seconds is None or seconds == inf else seconds


def _counted(measure: Sequence[float], exits: Sequence[int]) -> int:
    return int(sum(measure[one] for one in exits))
