"""What a change does to those who call: the figures of two versions of a tree, put into plain sentences."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from ivraudit.analysis.loops import components
from ivraudit.figures.goals import Goal
from ivraudit.figures.measuring import Entered, Measured
from ivraudit.figures.sentences import Fact, doing_of, facts, listed, number
from ivraudit.model import Tolerance
from ivraudit.phone import HOURS, Phone
from ivraudit.phone.questions import HUMAN

MOST_NAMED = 3
"""So many goals are named in one sentence."""


class Change(NamedTuple):
    """What is different for the caller, in one sentence without a full stop."""

    text: str
    worse: bool | None = None
    """Whether it is worse than the policy tolerates; None: neither that nor better."""


Profile = tuple[str, str]
"""A clock and a language."""


class _Told:
    """What has been said, and under which profiles it holds."""

    def __init__(self, profiles: Sequence[Profile]) -> None:
        self._profiles = profiles
        self._held: dict[Fact, list[Profile]] = {}
        self.asked: dict[str, list[Profile]] = {}
        """Where something that callers do can be compared at all."""

    def add(self, fact: Fact, profile: Profile) -> None:
        """Take a fact that holds under a profile."""
        self._held.setdefault(fact, []).append(profile)

    def changes(self, where: str = "") -> list[Change]:
        """Return one sentence for each fact; what is true of several goals is said once."""
        merged: dict[tuple[str, bool | None, str], list[str]] = {}
        for fact, held in self._held.items():
            when = _when(held, self.asked.get(fact.doing) or self._profiles)
            merged.setdefault((fact.text, fact.worse, when), []).append(fact.doing)
        return [
            Change(f"{where}{_several(doing)}{text}{when}", worse) for (text, worse, when), doing in merged.items()
        ]  # fmt: skip


def _several(doing: Sequence[str]) -> str:
    """Several things that callers do, and the verb behind them."""
    if not any(doing):
        return ""
    if len(doing) == 1:
        return f"{doing[0]} takes "
    more = [f"{number(len(doing) - MOST_NAMED)} more"] if len(doing) > MOST_NAMED else []
    return f"{listed([*doing[:MOST_NAMED], *more])} take "


def changes(old: Measured, new: Measured, tolerance: Tolerance, renamed: Mapping[str, str]) -> list[Change]:
    """Return what is different for those who call; `renamed` gives the new names of nodes by their old ones."""
    found: list[Change] = []
    before = {renamed.get(one.entry, one.entry): one for one in old.entries}
    for place, entered in enumerate(new.entries):
        known = before.get(entered.entry) or (old.entries[place] if place < len(old.entries) else None)
        if known:
            where = f"from {entered.entry}: " if len(new.entries) > 1 else ""
            found += _entered(known, entered, tolerance).changes(where)
    return found


def _when(held: Sequence[Profile], profiles: Sequence[Profile]) -> str:
    """In which profiles a change holds, where that is not in all of them."""
    if len(held) >= len(profiles):
        return ""
    clocks = list(dict.fromkeys(clock for clock, _ in held))
    tongues = list(dict.fromkeys(tongue for _, tongue in held))
    words = {"open": "in opening hours", "closed": "when closed", "holiday": "on holidays", "mixed": "at mixed hours"}
    parts = []
    if len(clocks) < len({clock for clock, _ in profiles}):
        parts.append(" and ".join(words[clock] for clock in clocks))
    if len(tongues) < len({tongue for _, tongue in profiles}):
        parts.append(f"in {' and '.join(tongues)}")
    return f", {' '.join(parts)}" if parts else ""


def _entered(old: Entered, new: Entered, tolerance: Tolerance) -> _Told:
    told = _Told([(seen.clock, seen.language) for seen in new.profiles])
    before = {(seen.clock, seen.language): seen for seen in old.profiles}
    opened = {seen.language: seen for seen in old.profiles if seen.clock == "open"}
    for seen in new.profiles:
        # A tree without hours was the same at any hour.
        known = before.get((seen.clock, seen.language)) or opened.get(seen.language)
        profile = seen.clock, seen.language
        for name, goal in seen.goals.items() if known else ():
            if known and goal.seconds is not None and known.goals.get(name, Goal("none")).seconds is not None:
                told.asked.setdefault(doing_of(name), []).append(profile)
        for fact in facts(known, seen, tolerance) if known else ():
            told.add(fact, profile)
    return told


def persons(old: Phone, new: Phone, same: Callable[[int], int]) -> list[Change]:
    """Return where calls have lost or gained their person, at the places that cause it.

    `same` gives the old vertex of a new one, -1 where there is none.
    """
    profiles = new.profiles(HOURS)
    told = _Told([(profile.clock, profile.language) for profile in profiles])
    for profile in profiles:
        before, now = old.under(profile), new.under(profile)
        for lost in (True, False):
            for fact in _persons(before, now, same, lost=lost):
                told.add(fact, (profile.clock, profile.language))
    return told.changes()


def _persons(old: Phone, new: Phone, same: Callable[[int], int], *, lost: bool) -> Iterator[Fact]:
    forced, was = new.forced(HUMAN).surely, old.forced(HUMAN).surely
    wanted = (1, 0) if lost else (0, 1)
    found = [
        vertex for vertex in range(len(new.wiring.nodes))
        if vertex not in new.wiring.entries and new.reached[vertex] and (before := same(vertex)) >= 0
        and old.reached[before] and (was[before], forced[vertex]) == wanted
    ]  # fmt: skip
    for vertex in _causes(new, found):
        name = new.node(vertex).name
        if lost:
            steps = int(old.distance(HUMAN, "steps")[same(vertex)])
            seconds = old.distance(HUMAN, "seconds")[same(vertex)]
            far = f"{number(steps)} {'step' if steps == 1 else 'steps'} and {seconds:.1f} s"
            yield Fact(f"{name!r} loses its person (before: {far} away)", True)
        else:
            yield Fact(f"{name!r} leads to a person now, and did not before", False)


def _causes(phone: Phone, found: Sequence[int]) -> list[int]:
    """Those of the vertices that lead to no other of them; of a circle the first."""
    inside, targets = set(found), phone.board.targets
    pairs = [(v, targets[edge]) for v in found for edge in phone.board.live[v] if targets[edge] in inside]
    parts = components(found, pairs)
    part_of = {v: number for number, part in enumerate(parts) for v in part}
    leading = {part_of[v] for v, target in pairs if part_of[v] != part_of[target]}
    return sorted(part[0] for number, part in enumerate(parts) if number not in leading)
