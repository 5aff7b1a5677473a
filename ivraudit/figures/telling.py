"""Facts that hold under profiles and for those who call somewhere, gathered into as few sentences as say them all."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from ivraudit.figures.sentences import Fact, listed, number

MOST_NAMED = 3
"""So many goals are named in one sentence."""
MOST_ALIKE = 5
"""So many sentences of one kind are told before the others are counted."""
CLOCKS = {"open": "in opening hours", "closed": "when closed", "holiday": "on holidays", "mixed": "at mixed hours"}

Held = tuple[str, str]
"""A clock and a language under which something holds."""


class Change(NamedTuple):
    """What is different for the caller, in one sentence without a full stop."""

    text: str
    worse: bool | None = None
    """Whether it is worse than the policy tolerates; None: neither that nor better."""


class Told:
    """What has been said, and under which profiles it holds."""

    def __init__(self, profiles: Sequence[Held]) -> None:
        self._profiles = profiles
        self._held: dict[Fact, list[Held]] = {}
        self.asked: dict[str, list[Held]] = {}
        """Where something that callers do can be compared at all."""

    def add(self, facts: Iterable[Fact], profile: Held) -> None:
        """Take facts that hold under a profile."""
        for fact in facts:
            self._held.setdefault(fact, []).append(profile)

    def changes(self) -> list[Change]:
        """Return one sentence for each fact; what is true of several goals or callers is said once."""
        merged: dict[tuple[Fact, str], list[Fact]] = {}
        for fact, held in self._held.items():
            when = _when(held, self.asked.get(fact.doing) or self._profiles)
            merged.setdefault((fact._replace(doing="", who=""), when), []).append(fact)
        return [
            Change(f"{_subject(some)}{fact.text}{when}{fact.tail}", fact.worse)
            for (fact, when), some in merged.items()
        ]


def everywhere(found: Sequence[tuple[str, Sequence[Change]]]) -> list[Change]:
    """Return the changes of several entries, by their names, in one list; what holds at all of them names none."""
    places: dict[Change, list[str]] = {}
    for entry, some in found:
        for change in some:
            places.setdefault(change, []).append(entry)
    return [
        one if len(where) == len(found) else one._replace(text=f"from {listed(where)}: {one.text}")
        for one, where in places.items()
    ]


def fewer(found: Sequence[Change], rest: str) -> list[Change]:
    """Return the first of many changes of a kind, and of the `rest` how many there are."""
    told = [one for verdict in (True, False, None) for one in _first(found, verdict, rest)]
    return told if len(found) > MOST_ALIKE else list(found)


def _first(found: Sequence[Change], verdict: bool | None, rest: str) -> list[Change]:
    some = [one for one in found if one.worse is verdict]
    more = len(some) - MOST_ALIKE
    return [*some[:MOST_ALIKE], *([Change(f"{number(more)} more {rest}", verdict)] if more > 0 else [])]


def _subject(facts: Sequence[Fact]) -> str:
    """Several things that callers do and the verb behind them, or several callers."""
    who, doing = [fact.who for fact in facts if fact.who], [fact.doing for fact in facts if fact.doing]
    if who:
        return f"callers who {' or '.join(filter(None, (', '.join(who[:-1]), who[-1])))} "
    if len(doing) <= 1:
        return f"{doing[0]} takes " if doing else ""
    more = [f"{number(len(doing) - MOST_NAMED)} more"] if len(doing) > MOST_NAMED else []
    return f"{listed([*doing[:MOST_NAMED], *more])} take "


def _when(held: Sequence[Held], profiles: Sequence[Held]) -> str:
    """In which profiles a change holds, where that is not in all of them."""
    if len(held) >= len(profiles):
        return ""
    clocks = list(dict.fromkeys(clock for clock, _ in held))
    tongues = list(dict.fromkeys(tongue for _, tongue in held))
    if len(held) < len(clocks) * len(tongues):  # no clocks in all of some languages: each has to be named
        return f" {listed([f'{CLOCKS[clock]} in {tongue}' for clock, tongue in held])}"
    parts = []
    if len(clocks) < len({clock for clock, _ in profiles}):
        parts.append(" and ".join(CLOCKS[clock] for clock in clocks))
    if len(tongues) < len({tongue for _, tongue in profiles}):
        parts.append(f"in {listed(tongues)}")
    return f" {' '.join(parts)}" if parts else ""
