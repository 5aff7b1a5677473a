"""Read: a question whose answer is kept in a variable, and the row of conditions behind it that looks at it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from ivraudit.model import NodeType, Nowhere, Owner, Retry
from ivraudit.readers.asterisk.acts import NEXT
from ivraudit.readers.asterisk.applications import Family
from ivraudit.readers.asterisk.arguments import argument, dynamic, filled
from ivraudit.readers.asterisk.expressions import DATA, KEY_SIGNS, literals, truth
from ivraudit.readers.asterisk.knowing import forget, learn
from ivraudit.readers.asterisk.laying import Laying
from ivraudit.readers.asterisk.menus import audio, number
from ivraudit.readers.asterisk.plan import Step
from ivraudit.readers.asterisk.states import Stack, State
from ivraudit.readers.asterisk.targets import Place

MOST_WALKED = 300
MOST_LITERALS = 40
DIGITS = "1234567890*"
"""Keys that can be an answer; # ends the entry."""

Target = str | Nowhere


class Question(NamedTuple):
    """What a Read asks for."""

    variable: str
    most: int | None
    attempts: int
    seconds: float | None
    files: tuple[str, ...]


class Answers(NamedTuple):
    """Where answers lead."""

    silent: Target
    other: Target
    """A key, or data, that the conditions do not name."""
    named: dict[str, Target]
    """Keys, and short rows of keys, that lead elsewhere."""


def lay_read(laying: Laying, step: Step, stack: Stack) -> None:
    """Lay a Read and the conditions behind it: a menu where they tell single keys apart, else an entry of data."""
    asked = _question(laying, step)
    walk = _Walk(laying, step, stack, asked.variable)
    single = asked.most == 1 or (asked.most is None and any(len(one) == 1 for one in walk.named() - set(KEY_SIGNS)))
    answers = walk.keys() if single else walk.data(asked.most)
    if single and not answers.named:
        single, answers = False, walk.data(asked.most)
    name = _node(laying, step, stack, asked, single)
    for key, target in answers.named.items():
        laying.draft.exit(name, key, target, Owner.CALLER, walk.places.get(key, step).at)
    if not single:
        raw = laying.way_raw(step, NEXT)
        laying.draft.exit(name, NEXT, answers.other, Owner.CALLER, step.at, raw)
    if asked.attempts > 1:
        laying.draft.exit(name, "noinput", name, Owner.PASSIVE, step.at, limit=asked.attempts - 1)
    raw = laying.way_raw(step, NEXT)
    laying.draft.exit(name, "noinput-last", answers.silent, Owner.PASSIVE, step.at, raw)
    if single:
        laying.draft.exit(name, "nomatch-last", answers.other, Owner.PASSIVE, step.at)
    for one in walk.passed:
        laying.absorbed.setdefault(one, name)


def _question(laying: Laying, step: Step) -> Question:
    parts = [filled(part, laying.counters.values) for part in laying.acts.of(step).parts]
    variable = re.sub(r"\A_{0,2}(?:(?:LOCAL|GLOBAL)\()?|\)\Z", "", argument(parts, 0))
    most = argument(parts, 2)
    attempts = argument(parts, 4)
    return Question(
        variable,
        int(most) if re.fullmatch(r"[1-9]\d{0,2}", most) else None,
        min(int(attempts), 100) if re.fullmatch(r"[1-9]\d{0,3}", attempts) else 1,
        number(argument(parts, 5), None) or None,
        tuple(audio(laying, step, parts, 1)),
    )


def _node(laying: Laying, step: Step, stack: Stack, asked: Question, single: bool) -> str:
    fields: dict[str, Any] = {"audio": {"": " & ".join(asked.files)}} if asked.files else {}
    if not single:
        fields |= {"by": ("keys",)} | ({"digits": (1, asked.most)} if asked.most else {})
    return laying.node(
        step, stack, NodeType.MENU if single else NodeType.COLLECT, barge_in=True,
        noinput=Retry(asked.attempts, step.at, asked.seconds), nomatch=Retry(1, step.at), **fields,
    )  # fmt: skip


class _Walk:
    """Goes through the conditions behind a Read once for each answer that makes a difference."""

    def __init__(self, laying: Laying, step: Step, stack: Stack, variable: str) -> None:
        self.laying = laying
        self.step = step
        self.stack = stack
        self.variable = variable
        self.passed: dict[Step, None] = {}
        self.places: dict[str, Step] = {}
        """Per key: the condition that names it."""
        self._ends: dict[str, State] = {}

    def named(self) -> set[str]:
        """Return the keys, and rows of keys, that the conditions name, found by trying them until no more turn up."""
        tried: set[str] = set()
        waiting = ["", DATA, *DIGITS]
        while waiting and len(tried) < MOST_LITERALS:
            value = waiting.pop(0)
            if value not in tried:
                tried.add(value)
                self.end(value)
                waiting += [one for one in self.places if one not in tried]
        return set(self.places)

    def keys(self) -> Answers:
        """Return where single keys lead: those are choices that do not lead where an unnamed key does."""
        named = self.named()
        unnamed = next((key for key in reversed(DIGITS[:-1]) if key not in named), "A")
        other = self.target(unnamed)
        targets = {key: self.target(key) for key in DIGITS}
        return Answers(self.target(""), other, {key: one for key, one in targets.items() if one != other})

    def data(self, most: int | None) -> Answers:
        """Return where data leads, and the short rows of keys that stand for something else."""
        other = self.target(DATA)
        short = sorted(one for one in self.named() if one.strip(KEY_SIGNS) == "" and len(one) <= (most or len(one)))
        targets = {one: self.target(one) for one in short}
        return Answers(self.target(""), other, {key: one for key, one in targets.items() if one != other})

    def target(self, value: str) -> Target:
        """Return the node that an answer leads to."""
        return self.laying.lay(*self.end(value))

    def end(self, value: str) -> State:
        """Return the first place behind the conditions that an answer leads to."""
        if value not in self._ends:
            self._ends[value] = self._walk(value)
        return self._ends[value]

    def _walk(self, value: str) -> State:
        status = "OK" if value else "TIMEOUT"
        known = {**self.laying.states.values(self.stack), "READSTATUS": status, self.variable: value}
        state = State(self.laying.acts.of(self.step).ways[0].place, self.stack)
        for _ in range(MOST_WALKED):
            place = state.place
            if not isinstance(place, Step) or place is self.step:
                break
            onward = self._onward(place, state.stack, known)
            if onward is None:
                break
            self.passed[place] = None
            state = onward
        return state

    def _onward(self, step: Step, stack: Stack, known: dict[str, str]) -> State | None:
        """Where a step leads that only looks at the answer, hands it on or keeps books."""
        acts = self.laying.acts
        act = acts.of(step)
        if step in self.laying.states.standing:
            return None
        if act.family is Family.RETURN and stack:
            kept = dict(known)
            state = State(*self.laying.states.back(step, stack, known))
            known.update({name: text for name, text in kept.items() if not name.startswith("ARG")} | known)
            return state
        place: Place | None = None
        if act.family is Family.BRANCH and not self.laying.counters.rounds(step):
            place = self._branch(step, known)
        elif act.family is Family.JUMP:
            plain = {name: text for name, text in known.items() if DATA not in text}
            place = acts.jump_with(step, plain) if dynamic(step.data) else act.ways[0].place
        elif act.family is Family.PASS:
            learn(step, act, known)
            place = act.ways[0].place
        elif act.family is Family.CALL:
            place = self._behind_call(step, known)
        return None if place is None else State(place, stack)

    def _behind_call(self, step: Step, known: dict[str, str]) -> Place | None:
        """Where a call of a subroutine comes back that only keeps books; what it may have set is forgotten."""
        act = self.laying.acts.of(step)
        if not isinstance(act.callee, Step) or not self.laying.states.passes(step):
            return None
        names = self.laying.states.set_by(act.callee)
        if names is None:
            return None
        forget(known, names)
        return act.ways[0].place

    def _branch(self, step: Step, known: Mapping[str, str]) -> Place | None:
        """Where a condition leads, if the answer decides it."""
        act = self.laying.acts.of(step)
        decided = self.laying.states.settings.truth(step)
        if decided is not None:
            return act.ways[0 if decided else 1].place
        told = truth(act.condition, known)
        if told is None:
            return None
        if self.variable in act.condition or "${" in act.condition:
            for one in literals(act.condition):
                if len(self.places) < MOST_LITERALS and len(one) <= 4:
                    self.places.setdefault(one, step)
        return act.ways[0 if told else 1].place

