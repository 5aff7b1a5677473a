"""Variables that are settings: given one value before anything happens, and the same all through a call."""

from __future__ import annotations

import re

from ivraudit.readers.asterisk.acts import Acts
from ivraudit.readers.asterisk.applications import Family, family
from ivraudit.readers.asterisk.counters import assigned
from ivraudit.readers.asterisk.expressions import truth
from ivraudit.readers.asterisk.knowing import NAMED
from ivraudit.readers.asterisk.plan import Step
from ivraudit.readers.asterisk.targets import Place

MOST_SETTINGS = 20
"""So many are followed through a file."""
MOST_BETWEEN = 40
"""Steps between the place where a setting is set and the first condition that looks at it."""
_WORD = re.compile(r"[A-Za-z_]\w*")
_NAMING = frozenset({Family.BRANCH, Family.CALL, Family.RETURN, Family.JUMP, Family.CLOCK, Family.WHILE})
"""Families whose arguments name a variable without setting it."""


class Settings:
    """The settings of a plan, and the steps that calls come to only behind the step that sets them.

    A program could set them anew. That is not believed of a variable that has decided something before any program
    was asked, and that no argument of an application names.
    """

    def __init__(self, acts: Acts, steps: list[Step]) -> None:
        self._acts = acts
        self._steps = steps
        self._values: dict[str, str] = {}
        self._unset: dict[str, set[Step]] = {}
        """Per setting: the steps that calls may come to before it is set."""
        sites: dict[str, list[Step]] = {}
        values: dict[str, set[str]] = {}
        for step in steps:
            for name, text in assigned(step):
                sites.setdefault(name, []).append(step)
                values.setdefault(name, set()).add(text)
        extensions = dict.fromkeys(step.extension for step in steps)
        self._firsts = [one.steps[min(one.steps)] for one in extensions]
        named = self._named()
        for name, found in values.items():
            value = next(iter(found))
            plain = len(found) == 1 and value and "$" not in value and name not in named
            if plain and len(self._values) < MOST_SETTINGS and all(self._decides(name, one) for one in sites[name]):
                self._values[name] = value
                self._unset[name] = self._before(set(sites[name]))

    def truth(self, step: Step) -> bool | None:
        """Say how the settings alone decide a condition; None where they do not."""
        names = [name for name in NAMED.findall(step.data) if name in self._values] if self._values else []
        known = {name: self._values[name] for name in names if step not in self._unset[name]}
        return truth(self._acts.of(step).condition, known) if known else None

    def _named(self) -> set[str]:
        """The words in the arguments of applications that may set a variable by its name."""
        found: set[str] = set()
        for step in self._steps:
            if family(step.word) not in _NAMING and step.word not in ("noop", "verbose", "log"):
                data = step.data.partition("=")[0] if step.word == "set" else step.data
                if not any(True for _ in assigned(step)):
                    found.update(_WORD.findall(NAMED.sub("", data)))
        return found

    def _decides(self, name: str, site: Step) -> bool:
        """Whether a condition looks at a variable behind the step that sets it, with but bookkeeping between."""
        place: Place = site
        for _ in range(MOST_BETWEEN):
            if not isinstance(place, Step):
                return False
            act = self._acts.of(place)
            if family(place.word) is Family.BRANCH and name in NAMED.findall(place.data):
                return True
            if not act.transparent:
                return False
            place = act.ways[0].place
        return False

    def _before(self, sites: set[Step]) -> set[Step]:
        """The steps that a call, which may begin with any extension, comes to without passing one of these."""
        waiting = list(self._firsts)
        seen = set(waiting)
        while waiting:
            step = waiting.pop()
            if step in sites:
                continue
            busy = step.extension.steps.get(step.priority + 101)
            for place in (*self._acts.onward(step), *((busy,) if busy else ())):
                if isinstance(place, Step) and place not in seen:
                    seen.add(place)
                    waiting.append(place)
        return seen
