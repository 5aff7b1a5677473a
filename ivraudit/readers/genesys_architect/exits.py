"""The exits of a tree that is laid: what each action's outputs, keys and silences lead to, all accounted for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ivraudit.model import NodeType, Nowhere, Owner, Position, Retry
from ivraudit.readers.genesys_architect.laying import Laying, called
from ivraudit.readers.genesys_architect.pressed import Pressed
from ivraudit.readers.genesys_architect.steps import Output, Step
from ivraudit.readers.genesys_architect.ways import outputs
from ivraudit.readers.genesys_architect.words import GOING, LOOPS, MOST_ROUNDS, RETURNING

_MERGE = "where its ways on meet again"
_NEVER = "nothing can come behind it"
_LEADS = "it does nothing but lead there"
_STANDS = "the menu stands for it"

_TRIGGERS = {"success": "next", "failure": "error", "default": "else"}
_FAILING = {"success": "next", "failure": "failed"}
_GOING = (NodeType.QUEUE, NodeType.TRANSFER, NodeType.VOICEMAIL, NodeType.CALLBACK, NodeType.TREE, NodeType.AGENT)
"""The types at which a call is passed on; what fails there is `failed`."""
MOST_BACK = 2_000
"""Steps that are looked at, going back from one step, to find the menus before it."""


class Exits:
    """Gives the nodes of a tree their exits."""

    def __init__(self, laying: Laying) -> None:
        self.laying = laying
        self.ways = laying.ways
        self.draft = laying.draft
        self.backs: list[tuple[str, Step]] = []
        """Nodes that lead to the menu before."""

    def lead(self) -> None:
        """Give every node its exits, and account for what became no node."""
        for container in self.laying.part:
            for step in self.ways.order[id(container)]:
                if self.ways.is_jump(step):
                    goal, _ = self.laying.goal(step)
                    self._account(step, goal if isinstance(goal, str) else "", _LEADS)
                elif id(step) in self.laying.swallowed:
                    menu = self.laying.nodes[id(self.laying.swallowed[id(step)])]
                    self.laying.part_of(step.raw, menu, _STANDS)
                else:
                    self._exits(step, self.laying.nodes[id(step)])
        for container in self.laying.part:
            for step in self.ways.order[id(container)]:
                self._account(step, self.laying.nodes.get(id(step), ""), _MERGE)
            begun, _ = self.laying.goal(container)
            self.laying.part_of(container.raw, begun if isinstance(begun, str) else "", "it begins there")

    def _account(self, step: Step, of: str, why: str) -> None:
        """Account for what is left of a step and of its ways on."""
        self.laying.part_of(step.raw, of, why)
        for output in step.outputs:
            self.laying.part_of(output.raw, of, _MERGE)
        self.laying.part_of(step.follows, of, _MERGE)

    def _exits(self, step: Step, node: str) -> None:
        kind = self.draft.nodes[node].type
        if id(step) in self.laying.menus:
            self._keys(step, node, self.laying.menus[id(step)])
        elif kind is NodeType.COLLECT:
            self._collect(step, node)
        elif step.word in LOOPS:
            self._loop(step, node)
        elif step.word in RETURNING:
            self.backs.append((node, step))
            self._nothing(step)
        elif step.word in GOING:
            at = step.facts.target_at or step.at
            self.draft.exit(node, "next", step.facts.target or Nowhere.UNREAD, Owner.SYSTEM, at)
            self._nothing(step)
        elif kind is NodeType.TREE:
            self._elsewhere(step, node)
        elif kind in (NodeType.HANGUP, NodeType.AGENT):
            self._nothing(step)
        else:
            self._branches(step, node, _FAILING if kind in _GOING else _TRIGGERS)

    def _nothing(self, step: Step) -> None:
        """Account for what stands behind a step that nothing can come behind."""
        for output in step.outputs:
            self.laying.left_out(output.raw, _NEVER)
        self.laying.left_out(step.follows, _NEVER)

    def _branches(self, step: Step, node: str, triggers: Mapping[str, str]) -> None:
        """An exit for each output; without outputs, and with an action that is not known, what stands behind."""
        several = outputs(step)
        failing = step.facts.failing.text
        for output in several:
            fields = {"prompt": failing} if output.word == "failure" and failing else {}
            self._output(step, node, output, triggers.get(output.word, output.word), **fields)
        if not several or (step.meaning is None and step.next is not None):
            self.laying.exit(node, "next", self.ways.onward(step), Owner.SYSTEM, step.at, step.follows)

    def _output(self, step: Step, node: str, output: Output, trigger: str, **fields: Any) -> None:
        place = self.ways.beyond(step, output.word)
        self.laying.exit(node, trigger, place, Owner.SYSTEM, output.at, output.raw, **fields)

    def _loop(self, step: Step, node: str) -> None:
        limit = step.facts.times if step.facts.times is not None else MOST_ROUNDS
        for output in step.outputs:
            if output.word != "loop":
                self._output(step, node, output, output.word)
            elif output.first is not None:
                self._output(step, node, output, "again", limit=limit)
        self.laying.exit(node, "done", self.ways.onward(step), Owner.SYSTEM, step.at, step.follows)

    def _collect(self, step: Step, node: str) -> None:
        at, raw = _place(step, "success")
        self.laying.exit(node, "next", self.ways.beyond(step, "success"), Owner.CALLER, at, raw)
        at, raw = _place(step, "failure")
        for trigger in ("noinput-last", "nomatch-last"):
            self.laying.exit(node, trigger, self.ways.beyond(step, "failure"), Owner.PASSIVE, at, raw)
        self._retry(step, node, at)
        for output in step.outputs:
            if output.word not in ("success", "failure"):
                self._output(step, node, output, output.word)

    def _retry(self, step: Step, node: str, at: Position) -> None:
        self.draft.change(node, noinput=Retry(1, at, step.facts.after), nomatch=Retry(1, at))

    def _keys(self, step: Step, node: str, found: Pressed) -> None:
        """The exits of a menu that is made of a collected digit and decisions."""
        for key in found.keys:
            if key.key:
                self.laying.exit(node, key.key, key.place, Owner.CALLER, key.at, key.raw)
            self.laying.part_of(key.raw, node, "the key has been looked for before")
        rest = found.rest
        self.laying.exit(node, rest.key, rest.place, Owner.CALLER, rest.at, rest.raw, unspoken=True)
        self.laying.exit(node, "nomatch-last", rest.place, Owner.PASSIVE, rest.at)
        at, raw = _place(step, "failure")
        decided = all(output.first is None for output in step.outputs)
        place = rest.place if decided else self.ways.beyond(step, "failure")
        self.laying.exit(node, "noinput-last", place, Owner.PASSIVE, at, raw)
        self.laying.part_of(_place(step, "success")[1], node, _STANDS)
        self._retry(step, node, at)

    def _elsewhere(self, step: Step, node: str) -> None:
        """The exits and links of a step that goes to another flow, or calls a task or a module that comes back."""
        facts, task = step.facts, self.ways.called(step)
        if task is not None:
            self.draft.link(node, [called(self.draft.file, task)], step.at, returns=True)
            self._outcomes(step, node)
        elif step.word == "callTask":
            self.draft.change(node, type=NodeType.TASK)
            self.draft.exit(node, "next", facts.target or Nowhere.UNREAD, Owner.SYSTEM, facts.target_at or step.at)
        elif step.word == "callCommonModule":
            self.draft.link(node, facts.flows, step.at, returns=True)
            self._outcomes(step, node)
        else:
            self.draft.link(node, facts.flows, step.at)
            self._branches(step, node, _FAILING)

    def _outcomes(self, step: Step, node: str) -> None:
        """Where a call goes on that comes back: one way, or a decision among several."""
        several = outputs(step)
        if not several:
            self.laying.exit(node, "next", self.ways.onward(step), Owner.SYSTEM, step.at, step.follows)
        elif len(several) == 1:
            self._output(step, node, several[0], "next")
        else:
            outcome = self.laying.node(f"{step.name}: outcome", NodeType.DECIDE, step.at)
            self.draft.exit(node, "next", outcome, Owner.SYSTEM, step.at)
            for output in several:
                self._output(step, outcome, output, _TRIGGERS.get(output.word, output.word))

    def turn_back(self) -> None:
        """Lead what goes to the menu before to each menu that a call can have come from last."""
        menus = {self.laying.nodes[id(one)]: one.name for one in self.laying.part if one.is_menu}
        into: dict[str, list[str]] = {}
        for edge in self.draft.edges:
            if isinstance(edge.target, str):
                into.setdefault(edge.target, []).append(edge.source)
        for node, step in self.backs:
            owner = self.ways.owner[id(step)]
            start = self.laying.nodes[id(owner)] if owner.is_menu else node
            found = _before(start, into, menus)
            if not found and owner.is_menu:
                found = [start]  # the first menu of a call has none before it, and is played again
            for menu in found:
                trigger = "next" if len(found) == 1 else menus[menu]
                self.draft.exit(node, trigger, menu, Owner.SYSTEM, step.at)
            if not found:
                self.draft.exit(node, "next", Nowhere.UNREAD, Owner.SYSTEM, step.at)


def _place(step: Step, word: str) -> tuple[Position, str]:
    """Where an output stands and its name in the account; where the file does not name it, the step."""
    output = step.output(word)
    return (output.at, output.raw) if output is not None else (step.at, "")


def _before(start: str, into: Mapping[str, list[str]], menus: Mapping[str, str]) -> list[str]:
    """Return the menus other than the start from which a way leads to it without another menu between."""
    seen, stack, found = {start}, [start], []
    while stack and len(seen) < MOST_BACK:
        for source in into.get(stack.pop(), ()):
            if source not in seen:
                seen.add(source)
                if source in menus:
                    found.append(source)
                else:
                    stack.append(source)
    return sorted(found)
