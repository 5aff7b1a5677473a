"""Which extensions outside calls come to: a dialplan does not say it, so names and what is behind them must."""

from __future__ import annotations

import re

from ivraudit.readers.asterisk.acts import Acts
from ivraudit.readers.asterisk.applications import Family
from ivraudit.readers.asterisk.keypad import Keypads
from ivraudit.readers.asterisk.patterns import SPECIAL, is_pattern, sets_of
from ivraudit.readers.asterisk.plan import Extension, Plan, Step, leading_to
from ivraudit.readers.asterisk.targets import Away

ASKING = frozenset({Family.WAIT, Family.READ, Family.QUEUE})
"""What makes a phone tree of a row of steps: somebody is asked something, or waits for a person."""
TELLING = frozenset({*ASKING, Family.BACKGROUND, Family.SAY, Family.SPEAK, Family.VOICEMAIL})

_INBOUND = re.compile(
    r"from[-_](?:trunk|pstn|did|dahdi|zaptel|zap|sip-external|provider|voip|carrier|outside|external)|"
    r"(?:\A|[-_])(?:incoming|inbound|entrantes?|entrada|did|dids|ddi|pstn|externo?a?s?|eingehend|entrant)(?:\Z|[-_])|"
    r"trunk-?in|in-?trunk|incoming|inbound",
    re.IGNORECASE,
)
_GUESTS = re.compile(r"\A(?:default|demo|public|trunk|trunks)\Z", re.IGNORECASE)
"""Contexts that calls from outside come to on many systems, and only telephones on others."""
_TREE = re.compile(
    r"ivr|menu|attendant|welcome|bienvenid|atend|\bura\b|ura[-_]|\bars\b|reception|callcenter", re.IGNORECASE
)
_INTERNAL = re.compile(
    r"internal|intern[oa]s?(?:\Z|[-_])|outgoing|outbound|outrt|outbnd|sali(?:da|ente)|sa[ií]da|dialout|trunkdial|"
    r"\Amacro-|\Asub-|(?:\A|[-_])(?:phones?|telephones?|users?|usuarios?|ramais|ramal|extensiones|local|localsets|"
    r"features?|featurecodes|longdistance|international|toll|dundi|iax|iaxtel|paging|page|parkedcalls|work|anexos|"
    r"shortcodes|stdexten|hangup)(?:\Z|[-_])",
    re.IGNORECASE,
)
WHOLE_NUMBER = 7
LEAST_DIGITS = 4
"""Digits that an extension must have to be a number that is dialled from outside."""


class Entries:
    """Finds the entries of a plan."""

    def __init__(self, plan: Plan, acts: Acts, keypads: Keypads, incoming: dict[Step, int]) -> None:
        self.plan = plan
        self.acts = acts
        self.keypads = keypads
        self.incoming = incoming
        self.links = self._links()
        self.asking = self._leading(ASKING)
        self.telling = self._leading(TELLING)
        self.returning = self._leading(frozenset({Family.RETURN}), calls=False)

    def found(self) -> list[Extension]:
        """Return the extensions that calls from outside come to.

        First those of contexts named for lines from outside, where somebody is asked or told something. Then menus
        that nothing leads to, unless their context is one of telephones dialling out or of subroutines; those, where
        they are menus, only if there is nothing else. What only rings a telephone is no phone tree.
        """
        candidates = sorted(self._candidates(), key=_likeness)
        chosen: dict[Extension, None] = {}
        covered: set[Step] = set()
        for one in candidates:
            if _whole(one) and self._from_outside(one) and one.steps[1] not in covered:
                chosen[one] = None
                covered |= self._behind(one, covered)
        fits = [one for one in candidates if self._tree(one)]
        beginnings = [one for one in fits if self._own(one)]
        for one in (*beginnings, *fits):
            if one.steps[1] not in covered:
                chosen[one] = None
                covered |= self._behind(one, covered)
        if not chosen:
            chosen = {one: None for one in candidates if self._own(one) and self._menu(one)}
        return [one for one in self.plan.extensions() if one in chosen]

    def _candidates(self) -> list[Extension]:
        """The extensions that a call can begin with."""
        return [one for one in self.plan.extensions() if one.first and (one.name == "s" or one.name not in SPECIAL)]

    def _from_outside(self, one: Extension) -> bool:
        """Whether an extension of a context named for lines from outside asks or tells something."""
        if _INBOUND.search(one.context):
            return self._first(one, self.telling)
        return bool(_GUESTS.search(one.context)) and self._first(one, self.asking)

    def _first(self, one: Extension, among: set[Step]) -> bool:
        return one.first is not None and one.first in among

    def _own(self, one: Extension) -> bool:
        """Whether nothing leads to an extension."""
        return one.first is not None and not self.incoming.get(one.first) and not one.name.startswith(("*", "_*"))

    def _tree(self, one: Extension) -> bool:
        """Whether an extension that nothing leads to is a phone tree of its own."""
        if _INTERNAL.search(one.context) or (len(one.dialled) < LEAST_DIGITS - 1 and not one.name.isalpha()):
            return False
        named = bool(_TREE.search(one.context))
        if self._first(one, self.returning) and not named:
            return False
        return self._first(one, self.asking) or (named and one.name == "s" and self._first(one, self.telling))

    def _menu(self, one: Extension) -> bool:
        if one.context.startswith(("macro-", "sub-")):
            return False
        return self._first(one, self.asking) and not self._first(one, self.returning)

    def _links(self) -> dict[Step, list[Step]]:
        """Per step: the steps that it may lead to, keys of menus included."""
        found: dict[Step, list[Step]] = {}
        waiting = list(self.plan.steps())
        while waiting:
            step = waiting.pop()
            act = self.acts.of(step)
            waiting += act.inner
            ahead = [place for place in self.acts.onward(step) if isinstance(place, Step)]
            if act.family in (Family.BACKGROUND, Family.WAIT):
                keypad = self.keypads.of(step.extension.context)
                ahead += [option.step for option in keypad.options]
                ahead += [one for one in (keypad.invalid, keypad.timeout) if one]
            found[step] = ahead
        return found

    def _leading(self, families: frozenset[Family], *, calls: bool = True) -> set[Step]:
        """The steps from which some way leads to an application of these kinds."""
        into: dict[Step, list[Step]] = {}
        found: set[Step] = set()
        for step, ahead in self.links.items():
            act = self.acts.of(step)
            away = Family.SAY in families and any(isinstance(place, Away) for place in self.acts.onward(step))
            if act.family in families or away or (Family.QUEUE in families and self._asks(step)):
                found.add(step)
            for place in ahead if calls or act.callee is None else (way.place for way in act.ways):
                if isinstance(place, Step):
                    into.setdefault(place, []).append(step)
        return leading_to(found, into)

    def _asks(self, step: Step) -> bool:
        """Whether keys are taken while a prompt is heard, or the way leads to a queue of FreePBX's."""
        act = self.acts.of(step)
        if act.family is Family.BACKGROUND:
            return bool(self.keypads.of(step.extension.context).options)
        return any(isinstance(way.place, Away) and way.place.context == "ext-queues" for way in act.ways)

    def _behind(self, one: Extension, covered: set[Step]) -> set[Step]:
        """The steps that an extension may lead to, as far as they are not covered already."""
        seen = {one.steps[1]}
        waiting = [one.steps[1]]
        while waiting:
            for step in self.links.get(waiting.pop(), ()):
                if step not in seen and step not in covered:
                    seen.add(step)
                    waiting.append(step)
        return seen


def _likeness(one: Extension) -> int:
    """Whole telephone numbers come first, then what calls without a number come to."""
    if len(one.dialled) >= WHOLE_NUMBER and number(one):
        return 0
    return 1 if one.name == "s" else 2


def _whole(one: Extension) -> bool:
    """Whether an extension of a line from outside is a number that is dialled, and no key of a menu there."""
    if one.name == "s":
        return True
    if is_pattern(one.name):
        return len(sets_of(one.dialled)) >= LEAST_DIGITS or one.name.endswith((".", "!"))
    return len(one.dialled.lstrip("+")) >= LEAST_DIGITS and one.dialled.lstrip("+").isdigit()


def number(one: Extension) -> str:
    """Return the number that an entry is dialled by, where its name is one."""
    return one.dialled if one.dialled.lstrip("+").isdigit() and len(one.dialled) > LEAST_DIGITS else ""

