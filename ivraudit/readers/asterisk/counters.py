"""Rounds that a counter bounds: variables that are counted up or down, and the conditions that look at them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from ivraudit.readers.asterisk.acts import FALSE, TRUE, Acts
from ivraudit.readers.asterisk.applications import Family, family
from ivraudit.readers.asterisk.arguments import cut
from ivraudit.readers.asterisk.expressions import comparisons
from ivraudit.readers.asterisk.plan import Plan, Step

UNTOLD = 3
"""Rounds where the number is only known during the call: what most dialplans allow."""
MOST_ROUNDS = 1000
MOST_LOOKED_AT = 3_000_000
"""Steps that are looked at in search of ways back, all in all; beyond, counters are believed."""

_NAME = r"_{0,2}(?:GLOBAL|LOCAL|SHARED)?\(?([A-Za-z_]\w*)\)?"
_ASSIGNED = re.compile(r"\s*" + _NAME + r"\s*=(.*)", re.DOTALL)
_UP = re.compile(r"\+\s*\d|\d\s*\+|\bINC\b|\+\+")
_DOWN = re.compile(r"-\s*\d|\bDEC\b|--")
_NONE_YET = {
    (">", "0"): FALSE, (">=", "1"): FALSE, ("!=", "0"): FALSE,
    ("=", "0"): TRUE, ("==", "0"): TRUE, ("<", "1"): TRUE, ("<=", "0"): TRUE,
}  # fmt: skip
"""What asks whether anything has been counted up yet, rather than how often: the way where nothing has."""


class Rounds(NamedTuple):
    """What a condition that looks at a counter decides."""

    again: str
    """The way that is taken while the counter has not run out."""
    limit: int


def assigned(step: Step) -> Iterable[tuple[str, str]]:
    """Yield the variables that a step sets, with what they are set to."""
    if step.word in ("set", "setvar", "setglobalvar", "mset"):
        pieces = cut(step.data, ",") if step.word == "mset" else [step.data]
        for piece in pieces:
            match = _ASSIGNED.match(piece)
            if match:
                yield match[1], match[2].strip()


def constants(plan: Plan) -> dict[str, str]:
    """Return the variables that are set once in the file, to a plain text."""
    found: dict[str, list[str]] = {}
    for step in plan.steps():
        for name, value in assigned(step):
            found.setdefault(name, []).append(value)
    return {name: values[0] for name, values in found.items() if len(values) == 1 and "$" not in values[0]}


class Counters:
    """The counters of a plan."""

    def __init__(self, plan: Plan, acts: Acts) -> None:
        self.acts = acts
        self.values = constants(plan)
        self._up: set[str] = set()
        self._down: set[str] = set()
        self._reset: dict[str, set[Step]] = {}
        self._counting: dict[str, set[Step]] = {}
        self._left = MOST_LOOKED_AT
        for step in plan.steps():
            for name, value in assigned(step):
                self._learn(step, name, value)

    def _learn(self, step: Step, name: str, value: str) -> None:
        if self._counts(name, value):
            counted = value.replace(name, "")
            self._counting.setdefault(name, set()).add(step)
            if _UP.search(counted):
                self._up.add(name)
            elif _DOWN.search(counted):
                self._down.add(name)
        elif value.strip('"').isdigit() or not value:
            self._reset.setdefault(name, set()).add(step)

    @staticmethod
    def _counts(name: str, value: str) -> bool:
        """Whether a variable is set to something that is made of itself."""
        own = re.escape(name)
        return bool(re.search(rf"\$\{{(?:GLOBAL\(|LOCAL\()?{own}\)?\}}|\({own}\)", value))

    def rounds(self, step: Step) -> Rounds | None:
        """Return what a step counts, if it is a condition that looks at a counter and bounds a circle."""
        act = self.acts.of(step)
        if act.family is Family.WHILE:
            return self._while(act.condition)
        if act.family is not Family.BRANCH or family(step.word) is not Family.BRANCH:
            return None
        for name, sign, number in comparisons(act.condition):
            again = self._again(name, sign)
            none_yet = _NONE_YET.get((sign, number)) if name not in self._down else None
            if again is not None:
                again = none_yet or again
                if none_yet and self._asks_only(step, name, again):
                    return None
                limit = self._limit(sign, number) - self._counted_before(step, name)
                return Rounds(again, max(1, limit)) if self._bounds(step, name, again) else None
        return None

    def _asks_only(self, step: Step, name: str, again: str) -> bool:
        """Whether a condition asks if anything was counted yet, and a way back to it counts nothing: it bounds none."""
        first = [way.place for way in self.acts.of(step).ways if way.word == again and isinstance(way.place, Step)]
        return self._back(first, step, self._counting[name])

    def _counted_before(self, step: Step, name: str) -> bool:
        """Whether the counter is counted right before it is looked at, so that it stands at one the first time."""
        for priority in range(step.priority - 1, max(0, step.priority - 12), -1):
            before = step.extension.steps.get(priority)
            if before is None or not self.acts.of(before).transparent:
                break
            if any(name == one and self._counts(name, text) for one, text in assigned(before)):
                return True
        return False

    def _while(self, test: str) -> Rounds | None:
        """A While ends some time, unless what it tests is always true."""
        plain = re.sub(r"[\s\[\]$\"]", "", test)
        if plain in ("1", "true", "1=1"):
            return None
        limit = next((self._limit(sign, number) for _, sign, number in comparisons(test)), UNTOLD)
        return Rounds(TRUE, limit)

    def _again(self, name: str, sign: str) -> str | None:
        """Which way is taken while the counter has not run out; None where the variable is no counter."""
        below = TRUE if sign in ("<", "<=", "!=") else FALSE
        if name in self._up:
            return below
        if name not in self._down:
            return None
        return TRUE if sign in (">", ">=", "!=") else FALSE

    def _limit(self, sign: str, number: str) -> int:
        name = re.search(r"[A-Za-z_]\w*(?=\)?\}\Z)", number)
        if name:
            number = self.values.get(name[0], "")
        if not number.isdigit() or int(number) > MOST_ROUNDS:
            return UNTOLD if not number.isdigit() else MOST_ROUNDS
        return max(1, int(number) + (sign in ("<=", ">")))

    def _bounds(self, step: Step, name: str, again: str) -> bool:
        """Whether the circles through a condition are bounded: not if every way back sets the counter anew."""
        starts = [way.place for way in self.acts.of(step).ways if way.word == again]
        resets = self._reset.get(name, set())
        first = [place for place in starts if isinstance(place, Step)]
        if not resets or self._back(first, step, resets):
            return True
        return not self._back(first, step, set())

    def _back(self, starts: list[Step], step: Step, closed: set[Step]) -> bool:
        """Whether some way leads back to a step without passing one that is closed; a Return may lead anywhere."""
        seen = set(starts) - closed
        waiting = list(seen)
        while waiting:
            one = waiting.pop()
            self._left -= 1
            comes_back = one.extension.context == step.extension.context and self.acts.of(one).family is Family.RETURN
            if one is step or comes_back or self._left < 0:
                return True
            for place in self.acts.onward(one):
                if isinstance(place, Step) and place not in seen and place not in closed:
                    seen.add(place)
                    waiting.append(place)
        return False

