"""Where each step leads: implicit sequences, outputs that meet again, loops, the ends of tasks, jumps."""

from __future__ import annotations

from typing import NamedTuple

from ivraudit.model import Nowhere
from ivraudit.readers.genesys_architect.steps import Choice, Container, Flow, Output, Step
from ivraudit.readers.genesys_architect.words import JUMPS, LOOPS


class End(NamedTuple):
    """The end of a task, by one of its outputs."""

    task: Container
    output: str = "default"


Place = Step | Container | End | Nowhere | str
"""Where a call goes on: a step, a menu or task, the end of a task, nowhere; a text is an id that nothing has."""


class Ways:
    """The ways on of every step of a flow."""

    def __init__(self, flow: Flow) -> None:
        self.flow = flow
        self.by_ref: dict[tuple[bool, str], Container] = {}
        for container in reversed(flow.containers):
            self.by_ref[container.is_menu, container.ref] = container
        self.owner: dict[int, Container] = {}
        """Per step: the menu or task that it belongs to."""
        self.order: dict[int, list[Step]] = {}
        """Per menu or task: its steps in the order in which calls come to them."""
        self._onward: dict[int, Place] = {}
        self._loop: dict[int, Step] = {}
        for container in flow.containers:
            self._arrange(container)
        self.calls = self._calls()
        """Per task: the steps that call it."""
        self.single = self._single()
        """The tasks that one step alone leads to, by a call, with that step."""

    def container(self, ref: str, *, menu: bool) -> Container | None:
        """Return the menu or task of an id; where both have it, the kind that is looked for."""
        return self.by_ref.get((menu, ref)) or self.by_ref.get((not menu, ref))

    def start(self) -> Container | None:
        """Return where calls begin."""
        return self.container(self.flow.start, menu=self.flow.start_kind == "menu")

    def _arrange(self, container: Container) -> None:
        """Find what comes behind each step: the next of its list, else what comes behind the list."""
        order = self.order[id(container)] = []
        end = End(container)
        stack: list[tuple[Step | str | None, Place, Step | None]]
        stack = [(step, end, None) for step in reversed(container.listed)]
        stack += [(container.first, end, None)]
        stack += [(choice.step, container, None) for choice in reversed(container.choices)]
        while stack:
            step, behind, loop = stack.pop()
            if not isinstance(step, Step) or id(step) in self._onward:
                continue
            order.append(step)
            self.owner[id(step)] = container
            onward: Place = behind if step.next is None else step.next
            self._onward[id(step)] = onward
            if loop is not None:
                self._loop[id(step)] = loop
            stack.append((step.next, behind, loop))
            for output in reversed(step.outputs):
                rounds = step.word in LOOPS and output.word == "loop"
                stack.append((output.first, step if rounds else onward, step if rounds else loop))

    def onward(self, step: Step) -> Place:
        """Return what comes when a step is done and nothing else is said."""
        return self._onward.get(id(step), Nowhere.UNREAD)

    def beyond(self, step: Step, word: str) -> Place:
        """Return what comes on an output of a step, named or not."""
        output = step.output(word)
        if output is not None and output.first is not None:
            return output.first
        if step.word in LOOPS and word == "loop":
            return step
        return self.onward(step)

    def goal(self, step: Step) -> Place | None:
        """Return where a step leads that is nothing but a jump; None where it is more than that."""
        facts = step.facts
        if step.word in ("jumpToTask", "task", "changeState"):
            return self.container(facts.target, menu=False)
        if step.word in ("jumpToMenu", "subMenu"):
            return self.container(facts.target, menu=True)
        if step.word == "repeatMenu":
            owner = self.owner.get(id(step))
            return owner if owner is not None and owner.is_menu else None
        if step.word in ("endTask", "endState"):
            owner = self.owner.get(id(step))
            return End(owner, facts.output.casefold() or "default") if owner is not None else None
        loop = self._loop.get(id(step))
        if step.word == "loopNext":
            return loop
        if step.word == "loopExit" and loop is not None:
            return self.onward(loop)
        return None

    def is_jump(self, step: Step) -> bool:
        """Whether a step stands for nothing but the way on."""
        return (step.word in JUMPS and self.goal(step) is not None) or self.inlined(step) is not None

    def _calls(self) -> dict[int, list[Step]]:
        calls: dict[int, list[Step]] = {}
        for step in self._steps():
            called = self.called(step)
            if called is not None:
                calls.setdefault(id(called), []).append(step)
        return calls

    def called(self, step: Step) -> Container | None:
        """Return the task that a step calls."""
        return self.container(step.facts.target, menu=False) if step.word == "callTask" else None

    def inlined(self, step: Step) -> Container | None:
        """Return the task that a step calls where nothing else leads to it, so that it stands in the step's place."""
        called = self.called(step)
        return called if called is not None and called in self.single else None

    def _single(self) -> dict[Container, Step]:
        taken = self.gone_to()
        return {
            one: self.calls[id(one)][0]
            for one in self.flow.containers
            if len(self.calls.get(id(one), ())) == 1 and id(one) not in taken
        }

    def gone_to(self) -> set[int]:
        """Return the menus and tasks that calls go to without coming back."""
        aims: list[Place | None] = [self.start(), *(self.goal(step) for step in self._steps())]
        aims += [self.container(self.flow.trouble, menu=menu) for menu in (True, False)]
        return {id(one) for one in aims if isinstance(one, Container)}

    def _steps(self) -> list[Step]:
        return [step for container in self.flow.containers for step in self.order[id(container)]]

    def shared(self) -> list[Container]:
        """Return the tasks that are called and stand for themselves, since several steps lead to them."""
        return [one for one in self.flow.containers if id(one) in self.calls and one not in self.single]

    def part(self, *roots: Container) -> list[Container]:
        """Return menus and tasks with those tasks that stand in the place of calls in them."""
        found = list(dict.fromkeys(roots))
        known = set(found)
        for container in found:  # which grows while it is walked
            for step in self.order[id(container)]:
                inner = self.inlined(step)
                if inner is not None and inner not in known:
                    known.add(inner)
                    found.append(inner)
        return found

    def ending(self, end: End) -> Place | None:
        """Return what comes behind the end of a task that stands in the place of its one call; None for another."""
        call = self.single.get(end.task)
        if call is None:
            return None
        output = next((one for one in call.outputs if one.word.casefold() == end.output), None)
        if output is not None and output.first is not None:
            return output.first
        return self.onward(call)

    def choice(self, menu: Container, ref: str) -> Choice | None:
        """Return the choice of a menu by its id, else by its name."""
        named = (one for one in menu.choices if ref in (one.name, one.step.raw))
        return next((one for one in menu.choices if one.ref == ref), None) or next(named, None)


def outputs(step: Step) -> list[Output]:
    """Return the outputs of a step: those that the file names, then those that it has anyway."""
    meaning = step.meaning if not step.complete else None
    named = {one.word for one in step.outputs}
    rest = [word for word in (meaning.outputs if meaning else ()) if word not in named]
    return [*step.outputs, *(Output(word, step.at) for word in rest)]
