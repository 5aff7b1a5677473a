"""A dialplan as Asterisk holds it: contexts, extensions and their steps, and where a jump finds one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from ivraudit.model import Position, Severity
from ivraudit.readers.asterisk.patterns import Sets, is_pattern, matches, rank, sets_of

MOST_INCLUDERS = 20
MOST_INCLUDES = 200
"""Contexts that are looked through for one extension."""


@dataclass(slots=True, eq=False)
class Step:
    """One priority: an application and its arguments."""

    extension: Extension
    priority: int
    label: str
    app: str
    """As it was written."""
    data: str
    at: Position
    """The span of the application's name."""
    follower: Step | None = None
    """What a made-up step goes on with; the others go on with the next priority."""
    made_up: bool = False
    """Whether it is a part of another step (the application inside an ExecIf)."""

    @property
    def word(self) -> str:
        """The application's name as it is compared."""
        return self.app.casefold()

    @property
    def raw(self) -> str:
        """What the account of the reading calls it."""
        return f"{self.extension.raw},{self.priority}"

    @property
    def name(self) -> str:
        """What findings call it: context, extension and label or number."""
        return f"{self.extension.raw},{self.label or self.priority}"

    @property
    def next(self) -> Step | None:
        """The step that follows in the same extension."""
        return self.follower if self.made_up else self.extension.steps.get(self.priority + 1)


@dataclass(slots=True, eq=False)
class Extension:
    """What is run when a number, a key or a word is dialled in a context."""

    context: str
    name: str
    at: Position
    steps: dict[int, Step] = field(default_factory=dict)
    labels: dict[str, int] = field(default_factory=dict)

    @property
    def raw(self) -> str:
        """Context and name."""
        return f"{self.context},{self.name}"

    @property
    def dialled(self) -> str:
        """The number or pattern without the caller's number that it may ask for."""
        return self.name.partition("/")[0] if not self.name.startswith("/") else self.name

    @property
    def first(self) -> Step | None:
        """The step that a call begins with."""
        return self.steps.get(1)

    def find(self, place: str) -> Step | None:
        """Return the step of a priority or label."""
        if place.isdigit():
            return self.steps.get(int(place[:9]))
        return self.steps.get(self.labels.get(place, 0))


@dataclass(slots=True, eq=False)
class Context:
    """A named set of extensions."""

    name: str
    at: Position
    extensions: dict[str, Extension] = field(default_factory=dict)
    includes: list[str] = field(default_factory=list)
    switched: bool = False
    """Whether further extensions come from another system or a database."""
    patterns: list[tuple[Extension, Sets]] | None = None
    """Its patterns, the narrowest first, once they have been asked for."""

    def matching(self, name: str) -> Iterator[Extension]:
        """Yield the extensions that a dialled name matches, the exact one first, then the narrowest pattern."""
        exact = self.extensions.get(name)
        if exact is not None:
            yield exact
        for extension, sets in self.sorted_patterns():
            if extension is not exact and matches(sets, name):
                yield extension

    def sorted_patterns(self) -> list[tuple[Extension, Sets]]:
        """Return its patterns with what each of their places takes."""
        if self.patterns is None:
            known = ((one, sets_of(one.dialled)) for one in self.extensions.values() if is_pattern(one.name))
            self.patterns = sorted(known, key=lambda pair: rank(pair[1]))
        return self.patterns


class Complaint(NamedTuple):
    """What could not be understood; a trouble in the making."""

    rule: str
    at: Position
    message: str
    fact: str
    severity: Severity | None = None


@dataclass(slots=True, eq=False)
class Plan:
    """All contexts of one file."""

    file: str
    contexts: dict[str, Context] = field(default_factory=dict)
    complaints: list[Complaint] = field(default_factory=list)
    falls_through: bool = True
    """Whether a call ends with the last step of an extension (autofallthrough), as it does by default."""
    settings: dict[str, str] = field(default_factory=dict)
    """The true values of [globals]: for finding targets, never to be shown."""
    _including: dict[str, list[str]] | None = None
    _families: dict[str, list[Context]] = field(default_factory=dict)
    _complete: dict[str, bool] = field(default_factory=dict)

    def steps(self) -> Iterator[Step]:
        """Yield every step, in the order of contexts and extensions."""
        for extension in self.extensions():
            yield from extension.steps.values()

    def extensions(self) -> Iterator[Extension]:
        """Yield every extension, in the order written."""
        for context in self.contexts.values():
            yield from context.extensions.values()

    def family(self, name: str) -> list[Context]:
        """Return a context and all that it includes, in the order in which they are searched."""
        if name not in self._families:
            found: dict[str, Context] = {}
            waiting = [name]
            while waiting and len(found) < MOST_INCLUDES:
                context = self.contexts.get(waiting.pop())
                if context is not None and context.name not in found:
                    found[context.name] = context
                    waiting.extend(reversed(context.includes))
            self._families[name] = list(found.values())
        return self._families[name]

    def includers(self, name: str) -> list[str]:
        """Return the contexts that include one, themselves or through others."""
        if self._including is None:
            self._including = {}
            for context in self.contexts.values():
                for one in context.includes:
                    self._including.setdefault(one, []).append(context.name)
        found: dict[str, None] = {}
        waiting = [name]
        while waiting and len(found) < MOST_INCLUDERS:
            for one in self._including.get(waiting.pop(), ()):
                if one not in found:
                    found[one] = None
                    waiting.append(one)
        return list(found)

    def complete(self, name: str) -> bool:
        """Say whether a context and all that it includes are in this file."""
        if name not in self._complete:
            family = self.family(name)
            included = {one for context in family for one in context.includes if not one.endswith("-custom")}
            known = included <= self.contexts.keys() and len(family) < MOST_INCLUDES
            self._complete[name] = known and not any(context.switched for context in family)
        return self._complete[name]

    def find(self, context: str, name: str, place: str = "1") -> Step | None:
        """Return the step that a jump there finds: patterns, labels and included contexts searched as Asterisk does."""
        for one in self.family(context):
            for extension in one.matching(name):
                step = extension.find(place)
                if step is not None:
                    return step
        return None


def leading_to(ends: Iterable[Step], into: Mapping[Step, Iterable[Step]]) -> set[Step]:
    """Return the steps from which some way leads to an end, the ends included; `into` has the steps before each."""
    found = set(ends)
    waiting = list(found)
    while waiting:
        for step in into.get(waiting.pop(), ()):
            if step not in found:
                found.add(step)
                waiting.append(step)
    return found
