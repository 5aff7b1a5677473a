"""Where a call is: at a step, with the calls that are open; and how it passes what no caller notices."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from ivraudit.readers.asterisk.acts import Act, Acts
from ivraudit.readers.asterisk.applications import Family
from ivraudit.readers.asterisk.arguments import argument, dynamic, filled
from ivraudit.readers.asterisk.counters import Counters, assigned
from ivraudit.readers.asterisk.expressions import evaluate, truth
from ivraudit.readers.asterisk.freepbx import HARMLESS
from ivraudit.readers.asterisk.plan import Plan, Step, leading_to
from ivraudit.readers.asterisk.targets import Away, Ended, Lost, Place, Unread

MOST_DEEP = 20
"""Calls that may be open at a time, as among trees (docs/tree-format.md, Trees in files)."""
MOST_PASSED = 100_000


BUILT_IN = frozenset({
    "EXTEN", "CONTEXT", "PRIORITY", "CHANNEL", "UNIQUEID", "EPOCH", "DATETIME", "DIALSTATUS", "HANGUPCAUSE",
    "QUEUESTATUS", "VMSTATUS", "DIALEDTIME", "ANSWEREDTIME", "INVALID_EXTEN", "LANGUAGE", "MACRO_EXTEN",
})  # fmt: skip
"""Variables that Asterisk sets by itself."""
TALKING = re.compile(
    r"speech|recog|sphinx|voice|dialog|(?<![a-z])bot(?![a-z])|listen|menu|ivr|whisper|watson|lex|converse|survey|prompt|record",
    re.IGNORECASE,
)
"""Names of programs that may well talk with the caller themselves."""
_VARIABLE = re.compile(r"\$\{([A-Za-z_]\w*)\}")


class Frame(NamedTuple):
    """A call that is open."""

    site: Step
    macro: bool
    context: str
    """The one that was called."""


Stack = tuple[Frame, ...]

QUIET = frozenset({
    Family.PASS, Family.JUMP, Family.BRANCH, Family.CLOCK, Family.RETURN, Family.WHILE, Family.END_WHILE,
    Family.EXIT_WHILE, Family.PROGRAM,
})  # fmt: skip
"""What a subroutine may do that asks and tells the caller nothing."""


def learn(step: Step, told: dict[str, str]) -> None:
    """Take over what a step sets variables to, as far as that is known."""
    for name, text in assigned(step):
        value = evaluate(text, told)
        if value is None:
            told.pop(name, None)
        else:
            told[name] = value


class State(NamedTuple):
    """A place and the calls that are open there."""

    place: Place
    stack: Stack


class States:
    """Follows calls through a plan."""

    def __init__(self, plan: Plan, acts: Acts, counters: Counters) -> None:
        self.plan = plan
        self.acts = acts
        self.counters = counters
        self.settled: dict[Step, Step | None] = {}
        """Steps that were passed, with the step that stands for them."""
        self.standing: set[Step] = set()
        """Beginnings that are nodes of their own, though they only keep books, since calls come back behind them."""
        self.coming_back: dict[Step, None] = {}
        """What follows calls out of which a way leads that cannot be seen."""
        self.hushed: set[Step] = set()
        """The steps of subroutines that are passed as a whole."""
        self._quiet: dict[Step, bool | None] = {}
        self._values: dict[Stack, Mapping[str, str]] = {(): {}}
        self._locals: dict[Step, list[tuple[str, str]]] = {}
        self._returning = self._find_returning()
        self._told = {name for step in plan.steps() for name, _ in assigned(step)} | BUILT_IN
        self._memory: dict[Step, State] = {}
        self._deep = 0

    def settle(self, place: Place, stack: Stack) -> State:
        """Return where a call at a place comes to before anything happens that a caller notices."""
        seen: dict[tuple[Step, Stack], None] = {}
        told: dict[str, str] = {}
        plain = not stack
        while True:
            if isinstance(place, Ended) and stack and stack[-1].macro:
                place, stack = self.acts.behind(stack[-1].site), stack[:-1]
                continue
            if not isinstance(place, Step):
                break
            stack = self._needed(place, stack)
            plain = plain and not stack and not told
            if plain and place in self._memory:
                place, stack = self._memory[place]
                break
            if (place, stack) in seen or len(seen) > MOST_PASSED:
                break  # a circle of nothing but bookkeeping
            onward = self._onward(place, stack, told)
            if onward is None:
                break
            seen[place, stack] = None
            place, stack = onward
        state = State(place, stack)
        if stack and isinstance(place, Away | Unread):
            self._may_come_back(stack)
        for step, _ in seen:
            if plain:
                self._memory[step] = state
            self.settled.setdefault(step, place if isinstance(place, Step) else None)
        return state

    def _may_come_back(self, stack: Stack) -> None:
        for frame in stack:
            behind = self.acts.behind(frame.site)
            if isinstance(behind, Step):
                self.coming_back.setdefault(behind)

    def values(self, stack: Stack) -> Mapping[str, str]:
        """Return what is known inside the calls that are open: their arguments, and what is set to them."""
        known = self._values.get(stack)
        if known is None:
            outer = self.values(stack[:-1])
            parts = self.acts.of(stack[-1].site).parts
            found = {f"ARG{number}": filled(text, outer) for number, text in enumerate(parts, 1)}
            known = {name: text for name, text in found.items() if not dynamic(text)}
            for name, text in self._set_in(stack[-1].site):
                text = filled(text, known)
                if not dynamic(text):
                    known[name] = text
            self._values[stack] = known
        return known

    def _set_in(self, site: Step) -> list[tuple[str, str]]:
        """What the subroutine that a site calls sets to its arguments, once and for all."""
        callee = self.acts.of(site).callee
        if not isinstance(callee, Step):
            return []
        if callee not in self._locals:
            pairs = [pair for step in callee.extension.steps.values() for pair in assigned(step)]
            names = [name for name, _ in pairs]
            self._locals[callee] = [(name, text) for name, text in pairs if "ARG" in text and names.count(name) == 1]
        return self._locals[callee]

    def _onward(self, step: Step, stack: Stack, told: dict[str, str]) -> tuple[Place, Stack] | None:
        """Where a step leads that a caller notices nothing of; None where there is something to notice.

        `told` is what is known of variables since a subroutine came back with a plain answer.
        """
        act = self.acts.of(step)
        if step in self.standing:
            return None
        if act.transparent:
            if told:
                learn(step, told)
            return act.ways[0].place, stack
        if act.family is Family.RETURN and stack:
            return self.back(step, stack, told)
        if act.family is Family.BRANCH and (stack or told) and self.counters.rounds(step) is None:
            held = truth(act.condition, {**self.values(stack), **told})
            if held is not None:
                return act.ways[0 if held else 1].place, stack
        if act.family is Family.CALL:
            return self._called(step, act, stack)
        return None

    def back(self, step: Step, stack: Stack, told: dict[str, str]) -> tuple[Place, Stack]:
        """Return where a Return leads, and note its answer if that is plain."""
        answer = evaluate(step.data, {**self.values(stack), **told})
        told.clear()
        if answer is not None:
            told["GOSUB_RETVAL"] = answer
        return self.acts.behind(stack[-1].site), stack[:-1]

    def passes(self, step: Step) -> bool:
        """Say whether a caller notices nothing of a step: books are kept, or a subroutine keeps them."""
        act = self.acts.of(step)
        if act.family is not Family.CALL:
            return act.transparent
        return isinstance(act.callee, Step) and self.quiet(act.callee, act.macro) is False

    def _called(self, step: Step, act: Act, stack: Stack) -> tuple[Place, Stack] | None:
        callee = act.callee
        if isinstance(callee, Away):
            name = callee.context.removeprefix("macro-")
            return (act.ways[0].place, stack) if name in HARMLESS or name.endswith(("-custom", "-hook")) else None
        if isinstance(callee, Lost):
            return callee, stack
        if not isinstance(callee, Step):
            return None
        if self.quiet(callee, act.macro) is not None:
            return None if self.quiet(callee, act.macro) else (act.ways[0].place, stack)
        frame = Frame(step, act.macro, callee.extension.context)
        for number, one in enumerate(stack):
            if one.site is step:
                return callee, stack[: number + 1]
        return (callee, (*stack, frame)) if len(stack) < MOST_DEEP else (Unread(), ())

    def _needed(self, step: Step, stack: Stack) -> Stack:
        """The open calls that matter still: a macro is left by jumping out, and what never returns needs none."""
        while stack and stack[-1].macro and step.extension.context != stack[-1].context:
            stack = stack[:-1]
        if stack and not stack[-1].macro and step not in self._returning:
            return ()
        return stack

    def _find_returning(self) -> set[Step]:
        """The steps from which some way leads to a Return."""
        into: dict[Step, list[Step]] = {}
        returns: list[Step] = []
        for step in self.every():
            act = self.acts.of(step)
            if act.family is Family.RETURN:
                returns.append(step)
            for way in act.ways:
                if isinstance(way.place, Step):
                    into.setdefault(way.place, []).append(step)
        return leading_to(returns, into)

    def every(self) -> list[Step]:
        """Return every step of the plan, those made up for applications inside others behind them."""
        found: list[Step] = []
        for step in self.plan.steps():
            found.append(step)
            found += self.acts.of(step).inner
        return found

    def quiet(self, callee: Step, macro: bool) -> bool | None:
        """Say whether a subroutine that asks and tells nothing depends on a program; None where it is no such one."""
        if callee not in self._quiet:
            self._quiet[callee] = None  # a subroutine that calls itself
            self._deep += 1
            self._quiet[callee] = self._find_quiet(callee, macro) if self._deep <= MOST_DEEP else None
            self._deep -= 1
        return self._quiet[callee]

    def _find_quiet(self, callee: Step, macro: bool) -> bool | None:
        program = False
        seen = {callee}
        waiting = [callee]
        while waiting:
            step = waiting.pop()
            act = self.acts.of(step)
            inner = act.callee
            if act.family is Family.CALL:
                found = self.quiet(inner, act.macro) if isinstance(inner, Step) else None
                if found is None:
                    return None
                program = program or found
            elif act.family not in QUIET or act.open or (act.family is Family.BRANCH and self.counters.rounds(step)):
                return None
            program = program or (act.family is Family.PROGRAM and not self.comes_back(step))
            for way in act.ways:
                if isinstance(way.place, Step):
                    if way.place not in seen:
                        seen.add(way.place)
                        waiting.append(way.place)
                elif not (macro and isinstance(way.place, Ended)):
                    return None
        self.hushed |= seen
        return program

    def comes_back(self, step: Step) -> bool:
        """Say whether a program's answer is looked at behind it, so that the call surely comes back from it."""
        if TALKING.search(argument(list(self.acts.of(step).parts), 0)):
            return False
        place: Place = self.acts.of(step).ways[0].place
        for _ in range(12):
            if not isinstance(place, Step):
                return False
            act = self.acts.of(place)
            if "${AGISTATUS}" in place.data or "RESULT" in place.data.upper():
                return True
            if act.family is Family.BRANCH:
                return any(name not in self._told for name in _VARIABLE.findall(place.data))
            if not act.transparent:
                return False
            place = act.ways[0].place
        return False

