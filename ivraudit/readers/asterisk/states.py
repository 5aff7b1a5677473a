"""Where a call is: at a step, with the calls that are open; and how it passes what no caller notices."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Mapping
from typing import NamedTuple, cast

from ivraudit.model import NOTHING
from ivraudit.readers.asterisk.acts import Act, Acts
from ivraudit.readers.asterisk.applications import QUIET, Family
from ivraudit.readers.asterisk.arguments import dynamic, filled
from ivraudit.readers.asterisk.counters import Counters, assigned
from ivraudit.readers.asterisk.expressions import evaluate, truth
from ivraudit.readers.asterisk.freepbx import HARMLESS
from ivraudit.readers.asterisk.knowing import comes_back, deciding, forget, given, learn, note, returning, setting
from ivraudit.readers.asterisk.plan import Plan, Step
from ivraudit.readers.asterisk.settings import Settings
from ivraudit.readers.asterisk.targets import Away, Ended, Lost, Place, Unread

MOST_DEEP = 20
"""Calls that may be open at a time, as among trees (docs/tree-format.md, Trees in files)."""
MOST_PASSED = 100_000
MOST_LEARNT = 10_000
"""So many times, and once more a step, what is known of variables is kept: real plans take five times a step at most.

Behind them only the answer of a subroutine is kept.
"""


class Frame(NamedTuple):
    """A call that is open."""

    site: Step
    macro: bool
    context: str
    """The one that was called."""


Stack = tuple[Frame, ...]

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
        every = self.every()
        self._returning = returning(acts, every)
        self._told = {name for step in plan.steps() for name, _ in assigned(step)}
        self._memory: dict[Step, State] = {}
        self._sets: dict[State, Mapping[str, str | None]] = {}
        self._deep = 0
        self._deciding = deciding(acts, every)
        self.settings = Settings(acts, every)
        self._to_learn = MOST_LEARNT + len(every)
        self._set_by: dict[Step, set[str] | None] = {}

    def settle(self, place: Place, stack: Stack) -> State:
        """Return where a call at a place comes to before anything happens that a caller notices."""
        if not stack and isinstance(place, Step) and place in self._memory:
            return self._memory[place]
        return self._settled(place, stack, learning=True) or cast(State, self._settled(place, stack))

    def _settled(self, place: Place, stack: Stack, *, learning: bool = False) -> State | None:
        """The same; None where learning what variables are set to leads round in a circle that a call may leave."""
        seen: dict[tuple[Step, Stack], None] = {}
        plain: list[Step] = []
        told: dict[str, str] = {}
        sets: dict[str, str | None] = {}
        start = State(place, stack)
        while True:
            place, stack = self._left(place, stack, told)
            if not isinstance(place, Step):
                break
            if not stack and not told and place in self._memory:
                sets |= self.sets(place, stack)
                place, stack = self._memory[place]
                break
            if (place, stack) in seen or len(seen) > MOST_PASSED:
                if learning:
                    return None
                break  # a circle of nothing but bookkeeping
            here = place, stack
            onward = self._onward(place, stack, told, learning=learning and self._to_learn > 0)
            if onward is None:
                break
            self._note(place, told, sets)
            if len(plain) == len(seen) and not stack and not told:
                plain.append(place)
            seen[here] = None
            self._to_learn -= bool(told)
            place, stack = onward
        self._sets.update(dict.fromkeys([start, *(State(one, ()) for one in plain)], sets))
        state = State(place, stack)
        if stack and isinstance(place, Away | Unread):
            self._may_come_back(stack)
        self._memory.update(dict.fromkeys(plain, state))
        for step, _ in seen:
            self.settled.setdefault(step, place if isinstance(place, Step) else None)
        return state

    def _note(self, step: Step, told: Mapping[str, str], sets: dict[str, str | None]) -> None:
        """Note what a step has set, or the subroutine that was passed there as a whole."""
        act = self.acts.of(step)
        hushed = isinstance(act.callee, Step) and self.quiet(act.callee, act.macro) is False
        names = self.set_by(cast(Step, act.callee)) if hushed else None
        note(names or {name for one in (step, *act.inner) for name, _ in assigned(one)}, told, sets, self._deciding)

    def sets(self, place: Place, stack: Stack) -> Mapping[str, str | None]:
        """Return the variables that decide anything and are set on the way from a place that has been settled."""
        return self._sets.get(State(place, stack), NOTHING)

    def _left(self, place: Place, stack: Stack, told: dict[str, str]) -> State:
        """A place without the macros around it that have ended or been left; their arguments are forgotten."""
        while isinstance(place, Ended) and stack and stack[-1].macro:
            place, stack = self.acts.behind(stack[-1].site), stack[:-1]
            told.clear()
        needed = self._needed(place, stack) if isinstance(place, Step) else stack
        if needed != stack and stack[-1].macro:
            told.clear()
        return State(place, needed)

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

    def _onward(
        self, step: Step, stack: Stack, told: dict[str, str], *, learning: bool
    ) -> tuple[Place, Stack] | None:  # fmt: skip
        """Where a step leads that a caller notices nothing of; None where there is something to notice.

        `told` is what is known of variables on this way, without learning only since a subroutine came back.
        """
        act = self.acts.of(step)
        if step in self.standing:
            return None
        if act.transparent:
            if told or learning:
                learn(step, act, told, self.values(stack), self._deciding)
            return act.ways[0].place, stack
        if act.family is Family.RETURN and stack:
            return self.back(step, stack, told)
        if act.family is Family.BRANCH and self.counters.rounds(step) is None:
            held = truth(act.condition, ChainMap(told, dict(self.values(stack)))) if stack or told else None
            held = self.settings.truth(step) if held is None else held
            if held is not None:
                return act.ways[0 if held else 1].place, stack
        if act.family is Family.CALL:
            return self._called(step, act, stack, told)
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

    def set_by(self, callee: Step) -> set[str] | None:
        """Return the variables that a subroutine sets; None where it asks a program, which may set any."""
        if callee not in self._set_by:
            self._set_by[callee] = setting(self.acts, callee)
        return self._set_by[callee]

    def _called(self, step: Step, act: Act, stack: Stack, told: dict[str, str]) -> tuple[Place, Stack] | None:
        callee = act.callee
        if isinstance(callee, Away):
            name = callee.context.removeprefix("macro-")
            told.clear()
            return (act.ways[0].place, stack) if name in HARMLESS or name.endswith(("-custom", "-hook")) else None
        if isinstance(callee, Lost):
            return callee, stack
        if not isinstance(callee, Step):
            return None
        if self.quiet(callee, act.macro) is not None:
            if told:
                forget(told, self.set_by(callee))
            return None if self.quiet(callee, act.macro) else (act.ways[0].place, stack)
        given(act.parts, told, self.values(stack))
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
        return comes_back(self.acts, step, self._told)
