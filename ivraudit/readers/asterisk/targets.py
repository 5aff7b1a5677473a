"""Where a jump leads: `[[context,]extension,]priority or label`, as far as it is known before the call."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from ivraudit.readers.asterisk.arguments import dynamic, filled, split
from ivraudit.readers.asterisk.patterns import ANY, Sets, is_pattern, overlap, sets_of
from ivraudit.readers.asterisk.plan import Plan, Step

MOST_CHOICES = 12
"""So many extensions may be meant by one jump whose target is only known during the call."""

STATUSES = {
    "DIALSTATUS": ("ANSWER", "NOANSWER", "BUSY", "CHANUNAVAIL", "CONGESTION", "CANCEL", "DONTCALL", "TORTURE"),
    "QUEUESTATUS": ("TIMEOUT", "FULL", "JOINEMPTY", "LEAVEEMPTY", "JOINUNAVAIL", "LEAVEUNAVAIL", "CONTINUE"),
    "VMSTATUS": ("SUCCESS", "USEREXIT", "FAILED"),
    "AGISTATUS": ("SUCCESS", "FAILURE", "NOTFOUND", "HANGUP"),
}
"""The values of Asterisk's own results (application reference of Dial, Queue, VoiceMail and AGI)."""


@dataclass(frozen=True, slots=True)
class Away:
    """A place in a context that is not in this file."""

    context: str
    extension: str
    place: str

    @property
    def name(self) -> str:
        """As node ids are written."""
        return f"{self.context},{self.extension},{self.place}"


@dataclass(frozen=True, slots=True)
class Lost:
    """A place that is not there, though its context is in this file."""

    name: str


@dataclass(frozen=True, slots=True)
class Ended:
    """The end of the call."""


@dataclass(frozen=True, slots=True)
class Unread:
    """A place that is only known during the call."""


Place = Step | Away | Lost | Ended | Unread

ENDED = Ended()
UNREAD = Unread()


@dataclass(frozen=True, slots=True)
class Aim:
    """What a jump may lead to: one place, or several of which the call finds out."""

    places: tuple[tuple[str, Place], ...]
    """Each with the value that leads there; "" where there is only one."""
    open: bool = False
    """Whether it may lead elsewhere as well."""


class Targets:
    """Finds what jumps of one plan mean."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan

    def aim(self, step: Step, text: str, values: Mapping[str, str] | None = None) -> Aim:
        """Return what a jump of a step leads to, with the values of variables that are known besides."""
        parts = split(text) if text.strip() else []
        if not parts:
            return Aim((("", ENDED),))
        three = self._three(step, parts)
        known = {**self._own(step), **(values or {})}
        context, name, place = (filled(part, known) for part in three)
        if any(dynamic(part) for part in (context, name, place)):
            told = self._by_settings(context, name, place)
            if told is not None:
                return Aim((("", told),))
        if dynamic(context) or dynamic(place):
            return Aim((("", UNREAD),), open=True)
        if dynamic(name):
            return self._several(step, context, name, place)
        found = self.find(context, name, place)
        if isinstance(found, Lost) and len(parts) < 3:
            found = self._included(context, name, place) or found
        return Aim((("", found),))

    def _included(self, context: str, name: str, place: str) -> Place | None:
        """Where a jump without a context leads that is run in a context which includes the one it is written in."""
        includers = self.plan.includers(context)
        for one in includers:
            found = self.plan.find(one, name, place)
            if found is not None:
                return found
        return UNREAD if any(not self.plan.complete(one) for one in includers) else None

    def _by_settings(self, context: str, name: str, place: str) -> Step | None:
        """The step that the values of [globals] lead to; they are told to nobody, so nothing else comes of them."""
        parts = [filled(part, self.plan.settings) for part in (context, name, place)]
        return None if any(dynamic(part) for part in parts) else self.plan.find(*parts)

    def find(self, context: str, name: str, place: str) -> Place:
        """Return the place that a jump with these three names finds."""
        if context not in self.plan.contexts:
            return Away(context, name, place)
        found = self.plan.find(context, name, place)
        if found is not None:
            return found
        if not self.plan.complete(context):
            return Away(context, name, place)
        invalid = self.plan.find(context, "i") if self.plan.find(context, name) is None else None
        return invalid or Lost(f"{context},{name},{place}")

    @staticmethod
    def _three(step: Step, parts: list[str]) -> tuple[str, str, str]:
        """Context, extension and priority, those that are not written being the step's own."""
        own = step.extension
        if len(parts) == 1:
            return own.context, own.name, parts[0] or "1"
        if len(parts) == 2:
            return own.context, parts[0] or own.name, parts[1] or "1"
        return parts[0] or own.context, parts[1] or own.name, parts[2] or "1"

    @staticmethod
    def _own(step: Step) -> dict[str, str]:
        """What a step knows of where it stands."""
        extension = step.extension
        own = {"CONTEXT": extension.context}
        if not is_pattern(extension.name):
            own["EXTEN"] = extension.dialled
        return own

    def _several(self, step: Step, context: str, name: str, place: str) -> Aim:
        """The extensions that a name with holes in it may mean."""
        if context not in self.plan.contexts:
            return Aim((("", Away(context, "*", place)),), open=True)
        status = re.search(r"\$\{(" + "|".join(STATUSES) + r")\}", name)
        if status and name.count("${") == 1:
            values = {value: name.replace(status[0], value) for value in STATUSES[status[1]]}
            found = ((value, self.plan.find(context, one, place)) for value, one in values.items())
            steps = [(value, one) for value, one in found if one is not None]
            if steps:
                return Aim(tuple(steps))
        sets = self._meant(step, name)
        places: list[tuple[str, Place]] = []
        for extension in (two for one in self.plan.family(context) for two in one.extensions.values()):
            target = extension.find(place) if len(places) <= MOST_CHOICES else None
            if target is not None and target is not step and overlap(sets, sets_of(extension.dialled)):
                places.append((extension.name, target))
        if not places or len(places) > MOST_CHOICES:
            return Aim((("", UNREAD),), open=True)
        return Aim(tuple(places), open=True)

    def _meant(self, step: Step, name: str) -> Sets:
        """What each place of a name with holes takes."""
        own = re.fullmatch(r"(.*?)\$\{EXTEN(?::(\d{1,2}))?\}(.*)", name)
        if own and not dynamic(own[1] + own[3]):
            sets = sets_of(step.extension.dialled)
            return (*sets_of(own[1]), *sets[int(own[2] or 0) :], *(sets_of(own[3]) if ANY not in sets else ()))
        head = name[: name.find("${")] if "${" in name else name[: name.find("$[")]
        return (*sets_of(head), ANY)

