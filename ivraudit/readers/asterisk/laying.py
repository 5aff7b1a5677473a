"""A plan becomes nodes and exits: each step that a caller notices is laid once for each way it is called."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Mapping
from typing import Any

from ivraudit.draft import Draft
from ivraudit.model import NodeType, Nowhere, Owner, Position
from ivraudit.readers.asterisk.acts import Way, raws
from ivraudit.readers.asterisk.applications import Family
from ivraudit.readers.asterisk.freepbx import known
from ivraudit.readers.asterisk.keypad import Keypads
from ivraudit.readers.asterisk.patterns import dialable
from ivraudit.readers.asterisk.plan import Plan, Step
from ivraudit.readers.asterisk.states import Stack, States
from ivraudit.readers.asterisk.targets import Away, Ended, Lost, Place

MOST_COPIES = 5_000
"""Nodes that subroutines may come to, laid anew for each place that they are called from."""


class Laying:
    """The draft of one file in the making: which nodes there are already, and which are still to be laid."""

    def __init__(self, plan: Plan, states: States, draft: Draft) -> None:
        self.plan = plan
        self.states = states
        self.acts = states.acts
        self.counters = states.counters
        self.draft = draft
        self.keypads = Keypads(plan)
        self.waiting: deque[tuple[Step, Stack]] = deque()
        self.absorbed: dict[Step, str] = {}
        """Steps that became a part of a node, with that node."""
        self.languages: dict[str, None] = {}
        self.copies = 0
        self.cut_short = False
        """Whether there were more."""
        self.loose: set[str] = set()
        """Nodes that something outside of this file may lead to."""
        self._names: dict[Step, str] = {}
        self._ids: dict[tuple[Step, Stack], str] = {}
        self._naming: dict[Step, Position | None] = {}
        """Per unnoticed step: where the missing place is named that the row of them leads to."""
        self._laid: set[Step] = set()
        self._away: dict[str, str] = {}
        self._taken: set[str] = set()
        self._accounted: set[str] = set()
        self._sites = Counter(self.acts.of(step).callee for step in states.every())
        self.incoming = self._count_incoming()
        states.standing = self._find_standing()
        self._before: dict[Step, Step] = {
            step.next: step for step in plan.steps() if step.next and self._passes(step)
        }  # fmt: skip

    def _find_standing(self) -> set[Step]:
        """The beginnings, of extensions that nobody dials, behind whose bookkeeping calls come back.

        Other files jump to them by name, so that they are nodes; and the row of Set and NoOp has a place to stand.
        """
        called = {self.acts.of(step).callee for step in self.states.every()}
        found = set()
        for extension in self.plan.extensions():
            step = first = extension.first
            if first is None or first in called or dialable(extension.name) or not self._passes(first):
                continue
            while step is not None and self._passes(step):
                step = step.next
                if step is not None and self.incoming.get(step, 0) > 1:
                    found.add(first)
                    break
        return found

    def _passes(self, step: Step) -> bool:
        """Whether a step only goes on to the next one."""
        ways = self.acts.of(step).ways
        return len(ways) == 1 and ways[0].place is step.next and self.states.passes(step)

    def _count_incoming(self) -> dict[Step, int]:
        """Per step: how many ways lead to it, keys of menus included."""
        found: dict[Step, int] = {}
        contexts: dict[str, None] = {}
        for step in self.states.every():
            if self.acts.of(step).family in (Family.BACKGROUND, Family.WAIT):
                contexts[step.extension.context] = None
            for place in self.acts.onward(step):
                if isinstance(place, Step):
                    found[place] = found.get(place, 0) + 1
        for context in contexts:
            for option in self.keypads.of(context).options:
                found[option.step] = found.get(option.step, 0) + 1
        return found

    def lay(self, place: Place, stack: Stack = ()) -> str | Nowhere:
        """Return the id of the node that a call comes to at a place; it is laid when its turn comes."""
        place, stack = self.states.settle(place, stack)
        if isinstance(place, Ended):
            return Nowhere.DROPPED
        if isinstance(place, Lost):
            return place.name
        if isinstance(place, Away):
            return self._outside(place)
        if not isinstance(place, Step):
            return Nowhere.UNREAD
        key = place, stack
        if key not in self._ids:
            if stack and self.copies >= MOST_COPIES:
                self.cut_short = True
                return Nowhere.UNREAD
            self.copies += bool(stack)
            self._ids[key] = self._new_id(place, stack)
            self._laid.add(place)
            self.waiting.append(key)
        return self._ids[key]

    def values(self, stack: Stack) -> Mapping[str, str]:
        """Return what is known of variables: what is set once in the file, and what open calls were given."""
        return {**self.counters.values, **self.states.values(stack)} if stack else self.counters.values

    def is_laid(self, step: Step) -> bool:
        """Say whether a step has become a node, however it is called."""
        return step in self._laid

    def id(self, step: Step, stack: Stack) -> str:
        """Return the id that a step has been given."""
        return self._ids[step, stack]

    def name(self, step: Step) -> str:
        """Return what findings call a step: where the row of unnoticed steps before it begins."""
        passed: list[Step] = []
        while step not in self._names:
            before = self._before.get(step)
            passed.append(step)
            if before is None or self.incoming.get(step, 0) > 1:
                self._names[step] = step.name
                break
            step = before
        name = self._names[step]
        self._names.update(dict.fromkeys(passed, name))
        return name

    def _new_id(self, step: Step, stack: Stack) -> str:
        name = self.name(step)
        if any(self._sites.get(self.acts.of(frame.site).callee, 0) > 1 for frame in stack):
            name = f"{name} (called from {self.name(stack[-1].site)})"
        found, number = name, 2
        while found in self._taken:
            found = f"{name} {number}"
            number += 1
        self._taken.add(found)
        return found

    def _outside(self, place: Away) -> str:
        """The node that stands for a place in a context of another file."""
        if place.name not in self._away:
            name, number = place.name, 2
            while name in self._taken:
                name = f"{place.name} {number}"
                number += 1
            self._taken.add(name)
            self._away[place.name] = name
        return self._away[place.name]

    def finish_outside(self, at: dict[str, Position]) -> None:
        """Make the nodes that stand for places in other files, at where they are first led to."""
        for wanted, name in self._away.items():
            place = at.get(name, self.draft.at)
            context, extension, priority = wanted.rsplit(",", 2) if wanted.count(",") > 1 else (wanted, "s", "1")
            told = known(Away(context, extension, priority))
            if told is not None:
                self.draft.node(name, told.type, place, **told.fields)
            elif "*" in extension or "$" in wanted:
                self.draft.node(name, NodeType.OUTSIDE, place)
            else:
                self.draft.node(name, NodeType.TREE, place)
                self.draft.link(name, [wanted], place, start=wanted)

    # What nodes are made of

    def node(self, step: Step, stack: Stack, kind: NodeType, **fields: Any) -> str:
        """Add the node of a step."""
        name = self.id(step, stack)
        written = self.name(step) if stack and name != self.name(step) else ""
        self.draft.node(name, kind, step.at, self.own_raw(step), written=written, **fields)
        return name

    def own_raw(self, step: Step) -> str:
        """The raw name of a step that has not been accounted for yet; else ""."""
        return self.account(step.raw) if not step.made_up else ""

    def account(self, raw: str) -> str:
        """Return a raw name once; "" when it is asked for again."""
        if raw in self._accounted:
            return ""
        self._accounted.add(raw)
        return raw

    def way_raw(self, step: Step, word: str) -> str:
        """The raw name of a way on from a step, if it has one and has not been accounted for yet; else ""."""
        return self.account(f"{step.raw} {word}") if word and not step.made_up else ""

    def is_accounted(self, raw: str) -> bool:
        """Say whether a raw name has been accounted for."""
        return raw in self._accounted

    def part(self, step: Step, of: str, why: str) -> None:
        """Account for a step that became a part of a node."""
        self.absorbed.setdefault(step, of)
        raw = self.own_raw(step)
        if raw:
            self.draft.part(raw, of, why)

    def account_ways(self, step: Step, of: str) -> None:
        """Account for the ways on from a step that became a part of a node, as far as no exit stands for them."""
        for word in () if step.made_up else raws(step):
            raw = self.way_raw(step, word)
            if raw:
                self.draft.part(raw, of, "leads on inside it")

    def exit(
        self, node: str, trigger: str, way: Way, step: Step, stack: Stack, owner: Owner = Owner.SYSTEM, **fields: Any
    ) -> None:
        """Add the exit that a way on from a step is."""
        raw = self.way_raw(step, way.raw)
        at = self.place_of(way.place, stack, step.at)
        target = self.lay(way.place, stack)
        sets = self.states.sets(way.place, stack)
        self.draft.exit(node, trigger, target, owner, at, raw, **fields, **({"sets": sets} if sets else {}))

    def place_of(self, place: Place, stack: Stack, at: Position) -> Position:
        """Return where an exit stands: at its own position, but where a missing place is named if it leads to one."""
        if not isinstance(self.states.settle(place, stack).place, Lost):
            return at
        passed: dict[Step, None] = {}
        named: Position | None = None
        while isinstance(place, Step) and place not in passed:
            if place in self._naming:
                named = self._naming[place]
                break
            passed[place] = None
            act = self.acts.of(place)
            following = act.ways[0].place if self.states.passes(place) else act.callee
            named = place.at if isinstance(following, Lost) else None
            if following is None or following is act.callee:
                break
            place = following
        self._naming.update(dict.fromkeys(passed, named))
        return named or at
