"""All figures of a tree, entry by entry and profile by profile."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from ivraudit.figures.callers import CALLERS, Fate, fate
from ivraudit.figures.crowd import Crowd, crowd
from ivraudit.figures.goals import Goal, measured, names
from ivraudit.model import NodeType, NotChecked, Owner, Profile
from ivraudit.phone import HOURS, Phone
from ivraudit.phone.questions import HUMAN


class Seen(NamedTuple):
    """The figures of an entry under one profile."""

    clock: str
    language: str
    goals: Mapping[str, Goal]
    callers: Mapping[str, Fate | None]
    """None where it cannot be told: under a mixed clock, or where loops come to too many states."""
    crowd: Crowd | NotChecked


class Entered(NamedTuple):
    """The figures of those who call at one entry."""

    entry: str
    number: str
    profiles: tuple[Seen, ...]


class Measured(NamedTuple):
    """The figures of a tree."""

    file: str
    name: str
    nodes: int
    edges: int
    menus: int
    deepest_menu: int
    """The menus on the way to the menu that most of them lie before, itself included; language menus do not count."""
    widest_menu: int
    """The options of the menu that has most."""
    entries: tuple[Entered, ...]


def measure(
    phone: Phone, *, clocks: Sequence[str] = HOURS, goal: str = HUMAN, told: Callable[[], object] | None = None
) -> Measured:  # fmt: skip
    """Return the figures of a tree under its `profiles`; the first two callers want `goal`.

    `told` is called for each profile that is done.
    """
    wiring = phone.wiring
    wanted = profiles(phone, clocks)
    entries = []
    for entry in phone.tree.entries:
        if entry.node in wiring.vertices:
            seen, known = [], dict[object, Seen]()
            for profile in wanted:
                view = phone.under(profile)
                key = id(view.board), profile.language
                if key not in known:
                    known[key] = _seen(view, wiring.vertices[entry.node], goal)
                seen.append(known[key]._replace(clock=profile.clock))
                if told:
                    told()
            name = phone.node(wiring.vertices[entry.node]).name
            entries.append(Entered(name, entry.number or phone.tree.number, tuple(seen)))
    menus = [vertex for vertex, node in enumerate(wiring.nodes) if node.type is NodeType.MENU]
    return Measured(
        phone.tree.file, phone.tree.name, len(phone.tree.nodes), len(phone.tree.edges), len(menus),
        _deepest(phone), max((_width(phone, menu) for menu in menus), default=0), tuple(entries),
    )  # fmt: skip


def profiles(phone: Phone, clocks: Sequence[str]) -> list[Profile]:
    """Return the profiles under those clocks in which a tree differs; where it differs in none, under the first."""
    tongues = phone.tree.languages or ("",)
    return phone.profiles(clocks) or [Profile(clocks[0], tongue) for tongue in tongues]


def _seen(phone: Phone, entry: int, goal: str) -> Seen:
    return Seen(
        phone.profile.clock, phone.profile.language,
        {one: measured(phone, entry, one) for one in names(phone)},
        {caller: fate(phone, entry, caller, goal) for caller in CALLERS},
        crowd(phone, entry),
    )  # fmt: skip


def _width(phone: Phone, menu: int) -> int:
    return sum(phone.wiring.edges[number].owner is Owner.CALLER for number in phone.wiring.exits[menu])


def _deepest(phone: Phone) -> int:
    """The most menus that lie on a way with as few menus as possible, over all menus: two queues in turn."""
    wiring, counts = phone.wiring, phone.costs.menus
    depth: dict[int, int] = {}
    level, behind = 0, list(wiring.entries)
    deepest = 0
    while behind:
        stack, behind = behind, []
        while stack:
            vertex = stack.pop()
            if vertex in depth:
                continue
            depth[vertex] = level
            for number in wiring.exits[vertex]:
                (behind if counts[number] else stack).append(wiring.targets[number])
                if counts[number]:
                    deepest = max(deepest, level + 1)
        level += 1
    return deepest
