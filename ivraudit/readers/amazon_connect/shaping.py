"""A tree in the making: nodes and exits by the names that findings use, each transition accounted for once."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from ivraudit.draft import Draft
from ivraudit.model import NOTHING, NodeType, Nowhere, Origin, Owner, PerLanguage, Position, Retry
from ivraudit.readers.amazon_connect.blocks import Block, Flow, Way
from ivraudit.readers.amazon_connect.late import LateEdge, found, make_node
from ivraudit.readers.amazon_connect.references import Names
from ivraudit.readers.amazon_connect.tables import SORTS

_OPAQUE = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.IGNORECASE).fullmatch
"""An id that the designer has made up; others are names that somebody gave."""
_TITLES = {kind: sort.title for kind, sort in SORTS.items() if sort.handling != "input"}
_new = tuple.__new__
_FILLED_IN = "the designer fills it in, and one of the other branches is always taken"


class Shape:
    """What the builders of the types of blocks share."""

    def __init__(self, draft: Draft, flow: Flow) -> None:
        self.draft = draft
        self.flow = flow
        self.names = Names(flow)
        self.blocks: dict[str | None, Block] = {}
        """By id; of two blocks with one id the first."""
        self.ids: dict[str | None, str] = {}
        """Per block: the id of its node."""
        self.apart: set[str] = set()
        """Nodes of our own that stand for what happens outside the flow."""
        self.blind = False
        """Whether some block may lead anywhere."""
        self._led_to: set[str] = set()
        self._done: set[int] = set()
        self._edges = draft.edges
        self._origins = draft.origins
        self._triggers: set[tuple[str, str]] = set()

    def name_blocks(self) -> list[Block]:
        """Give each block the name of its node, and return the blocks that may become nodes."""
        taken, usable, blocks, ids = set[str](), list[Block](), self.blocks, self.ids
        for block in self.flow.blocks:
            raw = block[0]
            if raw in blocks or not raw:
                self._refuse(block)
                continue
            if len(raw) == 36 and _OPAQUE(raw):
                name = f"{_TITLES.get(block[1]) or _title(block)} {raw[:8]}"
            else:
                name = raw if raw.isprintable() and raw == raw.strip() else _cleaned(raw)
            if name in taken:
                name = next(one for one in _variants(name, raw) if one not in taken)
            taken.add(name)
            blocks[raw] = block
            ids[raw] = name
            usable.append(block)
        return usable

    def _refuse(self, block: Block) -> None:
        """Take no node of a block without an id of its own, and lose nothing that it leads to."""
        raw = block.id or "(no id)"
        if block.id:
            message = f"the id {block.id!r} is given to two blocks: the first one counts"
            self.trouble("duplicate-node", block.at, message, block.id, "Identifier")
        elif not self.flow.broken:
            message = "a block has no `Identifier`, so that nothing can lead to it"
            self.trouble("missing-field", block.at, message, "", "Identifier")
        self.draft.left_out(raw, "a block without an id of its own")
        for way in block.ways:
            self.leave_out(block, way, "an exit of a block without an id of its own")

    def leave_out(self, block: Block, way: Way, why: str) -> None:
        """Account for a way that becomes no exit, and lose nothing that it leads to."""
        self.draft.left_out(f"{block.id or '(no id)'} {way.word}", why)
        self.lead_to(way)

    def lead_to(self, way: Way) -> None:
        """Say that a way which is no exit of a node may be taken all the same."""
        if way.target:
            self._led_to.add(way.target)

    def lead_to_the_rest(self) -> None:
        """Where a block may lead anywhere, call no block lost that nothing else leads to."""
        if self.blind:
            targets = {way.target for block in self.flow.blocks for way in block.ways}
            self._led_to.update(block for block in self.ids if block and block not in targets)

    @property
    def loose(self) -> frozenset[str]:
        """The nodes that something leads to which is no exit."""
        return frozenset({self.ids[block] for block in self._led_to if block in self.ids} | self.apart)

    def add(
        self, block: Block, name: str, kind: NodeType, prompt: PerLanguage[str] = NOTHING,
        audio: PerLanguage[str] = NOTHING, barge_in: bool = False, noinput: Retry | None = None,
        nomatch: Retry | None = None, **fields: Any,
    ) -> None:  # fmt: skip
        """Add the node of a block, with the fields of `Node`."""
        node = make_node(name, kind, block[4], prompt, audio, barge_in, noinput, nomatch)
        self.draft.nodes[name] = node._replace(**fields) if fields else node
        self._origins.append(_new(Origin, (block[0], "node", name, "")))

    def emit(self, block: Block, name: str, plan: Iterable[tuple[Way, str, Owner, tuple[Any, ...]]]) -> None:
        """Add exits by ways that become nothing else, each with a trigger that the node surely has only once.

        This is the busiest place of all; the last of each four is what follows the five first fields of `Edge`.
        """
        raw, ids, add, account = block[0], self.ids, self._edges.append, self._origins.append
        for way, trigger, owner, tail in plan:
            target = ids.get(way[3]) or self._lost(block, name, way)
            first = name, target, trigger, owner, way[4]
            add(_new(LateEdge, first + tail))
            account(_new(Origin, (f"{raw} {way[5]}", "edge", name, trigger)))

    def exit(
        self, block: Block, name: str, way: Way, trigger: str, owner: Owner, breakdown: bool = False, **fields: Any
    ) -> None:
        """Add an exit by a way, with further fields of `Edge`; a trigger that the node has already gets a number."""
        key, number = (name, trigger), id(way)
        if key in self._triggers:
            key = name, trigger = self._another(name, trigger)
        self._triggers.add(key)
        target = self.ids.get(way.target) or self._lost(block, name, way)
        self._edges.append(LateEdge(name, target, trigger, owner, way.at, breakdown=breakdown, **fields))
        if number not in self._done:
            self._done.add(number)
            self._origins.append(Origin(f"{block.id} {way.word}", "edge", name, trigger))

    def _another(self, name: str, trigger: str) -> tuple[str, str]:
        number = 2
        while (name, f"{trigger} {number}") in self._triggers:
            number += 1
        return name, f"{trigger} {number}"

    def _lost(self, block: Block, name: str, way: Way) -> str | Nowhere:
        """Where an exit leads that leads to no block."""
        if way.target and not self.flow.broken:
            return way.target
        if not way.target and id(way) not in self._done:
            message = f"the exit {way.word!r} of {name!r} does not say where it leads"
            self.trouble("missing-field", way.at, message, block.id, way.word)
        return Nowhere.UNREAD

    def part(self, block: Block, ways: Iterable[Way], why: str = _FILLED_IN, of: str = "") -> None:
        """Account for those of the ways of a block that have become no exit."""
        for way in ways:
            if id(way) not in self._done:
                self._done.add(id(way))
                self._origins.append(_new(Origin, (f"{block[0]} {way[5]}", "part", of or self.ids[block[0]], why)))

    def done(self, way: Way) -> bool:
        """Whether a way is accounted for."""
        return id(way) in self._done

    def fails(self, block: Block, name: str, *, breakdown: bool) -> None:
        """Add the exits for errors that have become none yet; only the general one can stand for a breakdown."""
        for way in block.ways:
            if way.kind == "error" and id(way) not in self._done:
                general = way.name in ("NoMatchingError", "")
                self.exit(block, name, way, "error" if general else way.name, Owner.SYSTEM, breakdown and general)

    def link(self, block: Block, parameter: str, value: Any, *, trigger: str = "", returns: bool = False) -> None:
        """Say that a node, or an exit of it, leads to another flow."""
        names = self.names.names(block, parameter, value)
        self.draft.link(self.ids[block.id], names, found(block.at), trigger=trigger, returns=returns)

    def link_to(self, node: str, names: tuple[str, ...], at: Position) -> None:
        """Say that a node of our own leads to another flow."""
        self.draft.link(node, names, at)

    def after(self, node: str, behind: str, at: Position) -> None:
        """Add the exit by which a call goes on after the talk."""
        trigger = "served" if self.draft.nodes[node].type is NodeType.QUEUE else "next"
        self.draft.edges.append(LateEdge(node, behind, trigger, Owner.SYSTEM, at))

    def lead_out_of_sight(self, block: Block, name: str, trigger: str, what: str) -> None:
        """Add an exit of the caller's failing of which the flow does not tell where it leads."""
        behind = self.draft.node(f"{name}, {what}", NodeType.OUTSIDE, found(block.at))
        self.draft.edges.append(LateEdge(name, behind, trigger, Owner.PASSIVE, block.at))

    def trouble(self, rule: str, at: Position, message: str, block: str = "", fact: str = "", **fields: Any) -> None:
        """Note what could not be understood."""
        self.draft.trouble(rule, found(at), message, self.ids.get(block, block), fact, **fields)


def _title(block: Block) -> str:
    """What the designer calls an input block, or one whose type is not known."""
    sort = SORTS.get(block.type)
    if sort is None:
        return _cleaned(block.type)
    return "Store customer input" if str(block.parameters.get("StoreInput")).lower() == "true" else sort.title


def _cleaned(text: str) -> str:
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split()) or "block"


def _variants(name: str, block: str) -> Iterable[str]:
    """Names for a block whose name another one has."""
    if _OPAQUE(block):
        yield f"{name[:-8]}{block}"
    number = 2
    while True:
        yield f"{name} {number}"
        number += 1
