"""A flow of Architect becomes a tree: its steps become nodes, their ways on become exits."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from ivraudit.draft import Draft
from ivraudit.model import NodeType, Nowhere, Owner, Position
from ivraudit.readers.genesys_architect.pressed import Pressed, pressed
from ivraudit.readers.genesys_architect.steps import Container, Facts, Flow, Step
from ivraudit.readers.genesys_architect.ways import End, Place, Ways
from ivraudit.readers.genesys_architect.words import MOST_ROUNDS


class Far(NamedTuple):
    """A menu or task that stands in the main tree of the flow, seen from a task that is called."""

    container: Container


Goal = str | Nowhere | Far


def called(file: str, task: Container | None) -> str:
    """Return what the tree of a task that is called answers to; without a task, what that of the flow does."""
    return f"{file}#{task.raw}" if task is not None else f"{file}#"


class Laying:
    """One tree as it is laid: the whole flow, or a task that several steps call."""

    def __init__(
        self, draft: Draft, flow: Flow, ways: Ways, part: Iterable[Container], returning: Container | None = None,
        home: Laying | None = None,
    ) -> None:  # fmt: skip
        self.draft = draft
        self.flow = flow
        self.ways = ways
        self.part = list(part)
        self.returning = returning
        """The task whose end leads back to where it was called from."""
        self.home = home
        """The main tree of the flow, where this is that of a task."""
        self.nodes: dict[int, str] = {}
        """Per step and menu: its node."""
        self.menus: dict[int, Pressed] = {}
        """Per step that collects a digit: the keys that decisions look for."""
        self.swallowed: dict[int, Step] = {}
        """Per decision that a menu stands for: the step that the menu is."""
        self.accounted: set[str] = home.accounted if home is not None else set()
        """What has its line in the account."""
        self._inside = {id(container) for container in self.part}
        self._numbers: dict[str, int] = {}
        """Per name: the last number that was put behind it."""
        self._goals: dict[int, tuple[Goal, str]] = {}
        """Per jump: where it ends."""
        self._return = ""

    def node(self, name: str, kind: NodeType, at: Position, raw: str = "", **fields: Any) -> str:
        """Add a node of that name, with the next number that makes it one that no node has."""
        name = name.strip() or "Step"
        found, number = name, self._numbers.get(name, 1)
        while found in self.draft.nodes:
            number += 1
            found = f"{name} {number}"
        self._numbers[name] = number
        return self.draft.node(found, kind, at, self.raw(raw), **fields)

    def raw(self, name: str) -> str:
        """Return a name for the account, once; "" where it has its line there."""
        if not name or name in self.accounted:
            return ""
        self.accounted.add(name)
        return name

    def part_of(self, raw: str, of: str, why: str) -> None:
        """Account for what a node or exit stands for, unless that is done."""
        if self.raw(raw):
            self.draft.part(raw, of, why)

    def left_out(self, raw: str, why: str) -> None:
        """Account for what became nothing, unless that is done."""
        if self.raw(raw):
            self.draft.left_out(raw, why)

    def place(self) -> None:
        """Make the nodes of all steps that do something."""
        for container in self.part:
            for step in self.ways.order[id(container)]:
                found = pressed(self.ways, step)
                if found is not None:
                    self.menus[id(step)] = found
                    self.swallowed.update((id(one), step) for one in found.decisions)
        for container in self.part:
            if container.is_menu:
                self._menu(container)
            for step in self.ways.order[id(container)]:
                if not self.ways.is_jump(step) and id(step) not in self.swallowed:
                    self._step(step)

    def _menu(self, menu: Container) -> None:
        self.nodes[id(menu)] = self.node(
            menu.name, NodeType.MENU, menu.at, menu.raw, prompt=menu.spoken.text, audio=menu.spoken.audio,
            barge_in=True,
        )  # fmt: skip

    def _step(self, step: Step) -> None:
        meaning = step.meaning
        kind = meaning.type if meaning else NodeType.TASK
        if id(step) in self.menus:
            kind = NodeType.MENU
        fields: dict[str, Any] = _fields(kind, step.facts)
        if meaning is None or meaning.opaque:
            fields["opaque"] = True
        if meaning is not None and meaning.human is not None:
            fields["human"] = meaning.human
        node = self.nodes[id(step)] = self.node(step.name, kind, step.at, step.raw, **fields)
        if meaning is None:
            self.draft.unknown(step.told or step.word, node, step.at)

    def goal(self, place: Place) -> tuple[Goal, str]:
        """Return where a place is in the tree, and the language that is chosen on the way there."""
        jumps: dict[int, None] = {}
        ends: set[End] = set()
        while True:
            if isinstance(place, Container) and id(place) in self._inside and not place.is_menu:
                place = End(place) if place.first is None else place.first
            elif isinstance(place, End) and place not in ends and (behind := self.ways.ending(place)) is not None:
                ends.add(place)
                place = behind
            elif isinstance(place, Step) and self.ways.is_jump(place) and id(place) not in self._goals:
                if id(place) in jumps:
                    found: tuple[Goal, str] = (self._circle(place), "")
                    break
                jumps[id(place)] = None
                aim = self.ways.inlined(place) or self.ways.goal(place)
                place = Nowhere.UNREAD if aim is None else aim
            else:
                found = self._found(place)
                break
        self._goals.update(dict.fromkeys(jumps, found))
        return found

    def _found(self, place: Place) -> tuple[Goal, str]:
        """What a place is that does not lead elsewhere by itself."""
        if isinstance(place, Container):
            return (self.nodes[id(place)] if id(place) in self._inside else Far(place)), ""
        if isinstance(place, End):
            return self._ended(place), ""
        if not isinstance(place, Step):
            return place, ""
        if id(place) in self._goals:
            return self._goals[id(place)]
        language = place.facts.language if place.word == "setLanguage" else ""
        return self.nodes.get(id(self.swallowed.get(id(place), place)), Nowhere.UNREAD), language

    def _ended(self, end: End) -> Goal:
        if end.task is not self.returning:
            return Nowhere.DROPPED
        if self.flow.repeats:
            return self.goal(end.task.first)[0] if isinstance(end.task.first, Step) else Nowhere.DROPPED
        if not self._return:
            self._return = self.node(f"End of {end.task.name}", NodeType.RETURN, end.task.at)
        return self._return

    def _circle(self, step: Step) -> str:
        """Jumps that lead to each other only: a node that goes round by itself."""
        if id(step) not in self.nodes:
            self.nodes[id(step)] = self.node(step.name, NodeType.TASK, step.at)
            self.draft.exit(self.nodes[id(step)], "next", self.nodes[id(step)], Owner.SYSTEM, step.at)
        return self.nodes[id(step)]

    def begin(self, container: Container) -> str:
        """Return the node at which a menu or task begins, made for it where it has none of its own."""
        goal, _ = self.goal(container)
        if isinstance(goal, str) and goal in self.draft.nodes:
            return goal
        node = self.node(container.name, NodeType.TASK, container.at)
        self.exit(node, "next", container, Owner.SYSTEM, container.at)
        return node

    def exit(
        self, node: str, trigger: str, place: Place, owner: Owner, at: Position, raw: str = "", **fields: Any
    ) -> None:
        """Add an exit to a place."""
        goal, language = self.goal(place)
        if language and owner is Owner.CALLER:
            fields.setdefault("language", language)
        target = Nowhere.UNREAD if isinstance(goal, Far) else goal
        found = self.draft.exit(node, trigger, target, owner, at, self.raw(raw), **fields)
        if isinstance(goal, Far) and self.home is not None:
            start = self.home.begin(goal.container)
            self.draft.link(node, [called(self.draft.file, None)], at, trigger=found, start=start)


def _fields(kind: NodeType, facts: Facts) -> dict[str, Any]:
    """The fields of a node that an action's own words give."""
    fields: dict[str, Any] = {"prompt": facts.spoken.text, "audio": facts.spoken.audio}
    if kind in (NodeType.QUEUE, NodeType.AGENT, NodeType.TRANSFER, NodeType.VOICEMAIL, NodeType.CALLBACK):
        fields["team"] = facts.team
        fields["number"] = facts.number
    if kind in (NodeType.MENU, NodeType.COLLECT):
        fields["barge_in"] = True
        fields["digits"] = facts.digits if kind is NodeType.COLLECT else None
        fields["by"] = ("keys",) if kind is NodeType.COLLECT else ()
    if kind is NodeType.LOOP:
        fields["times"] = facts.times if facts.times is not None else MOST_ROUNDS
    return fields
