"""What a caller can dial in a context while a menu waits."""

from __future__ import annotations

from typing import NamedTuple

from ivraudit.readers.asterisk.patterns import KEYS, dialable, is_pattern, is_single, keys_of
from ivraudit.readers.asterisk.plan import Extension, Plan, Step

MOST_NUMBERS = 100
"""Numbers of several digits that a menu shows; further ones can be dialled as well, and nothing is said of it."""


class Option(NamedTuple):
    """A key, number or pattern that can be dialled, and the step that it leads to."""

    trigger: str
    step: Step
    extension: Extension


class Keypad(NamedTuple):
    """All that can be dialled in a context, what else happens there, and whether that is all."""

    options: tuple[Option, ...]
    invalid: Step | None
    timeout: Step | None
    complete: bool
    every_key: bool
    """Whether no key can be a wrong one."""


class Keypads:
    """The keypads of a plan's contexts, worked out once each."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self._known: dict[str, Keypad] = {}

    def of(self, context: str) -> Keypad:
        """Return what can be dialled in a context."""
        if context not in self._known:
            self._known[context] = self._of(context)
        return self._known[context]

    def _of(self, context: str) -> Keypad:
        """As Asterisk searches: all that a context has of its own, patterns too, goes before what it includes."""
        found: dict[str, Option] = {}
        for one in self.plan.family(context):
            for extension in one.extensions.values():
                if not is_pattern(extension.name):
                    _add(found, extension)
            for extension, _ in one.sorted_patterns():
                _add(found, extension)
        error = self.plan.find(context, "e")
        return Keypad(
            tuple(one for one in _fewer(found) if not self._taken(context, one)),
            self.plan.find(context, "i") or error,
            self.plan.find(context, "t") or error,
            self.plan.complete(context),
            found.keys() >= set(KEYS),
        )

    def _taken(self, context: str, option: Option) -> bool:
        """Whether a number is taken by a pattern of a context that is searched before that of the number."""
        if len(option.trigger) == 1 or is_pattern(option.trigger):
            return False
        step = self.plan.find(context, option.trigger)
        if step is None or step.extension.context == option.extension.context:
            return False
        return is_pattern(step.extension.name)


def _add(found: dict[str, Option], extension: Extension) -> None:
    """Add what an extension answers to, as far as nothing before it does."""
    name, step = extension.dialled, extension.first
    if step is None or not dialable(name):
        return
    keys = keys_of(name) if is_pattern(name) else ()
    for trigger in keys if keys and is_single(name) else (*keys, name):
        found.setdefault(trigger, Option(trigger, step, extension))


def _fewer(found: dict[str, Option]) -> tuple[Option, ...]:
    """All single keys, and of many others as far as anybody would read them."""
    if len(found) <= MOST_NUMBERS:
        return tuple(found.values())
    long = [option for option in found.values() if len(option.trigger) > 1]
    return (*(option for option in found.values() if len(option.trigger) == 1), *long[:MOST_NUMBERS])
