"""The nouns of a flow: blocks and their ways on, whichever wrapping they came in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from ivraudit.model import NOTHING, Position

At = Position
"""A position, or what a position is found from when somebody asks (`late.py`)."""


class Way(NamedTuple):
    """One transition of a block."""

    kind: str
    """`next`, `condition` or `error`."""
    name: str
    """The error's type, or the condition's operator."""
    value: str
    """What the condition compares with."""
    target: str | None
    """The id of the block that it leads to; None: it does not say."""
    at: At
    word: str
    """The vendor's word for it, which no other transition of the block has."""
    several: bool = False
    """Whether its condition names more than the one value."""


class Block(NamedTuple):
    """One block of a flow."""

    id: str
    type: str
    parameters: Mapping[str, Any]
    ways: list[Way]
    at: At

    def error(self, *names: str) -> Way | None:
        """Return the first transition for an error of these types."""
        return next((way for way in self.ways if way.kind == "error" and way.name in names), None)

    @property
    def next(self) -> Way | None:
        """The transition that needs no condition."""
        return next((way for way in self.ways if way.kind == "next"), None)

    @property
    def conditions(self) -> list[Way]:
        """The transitions with a condition."""
        return [way for way in self.ways if way.kind == "condition"]


class Wrapped(NamedTuple):
    """What the wrapping of a flow says of it."""

    name: str = ""
    names: tuple[str, ...] = ()
    """Ids, ARNs and titles that it answers to."""
    kind: str = ""
    """The vendor's word for what the flow is for."""
    module: bool = False
    aliases: Mapping[str, tuple[str, ...]] = NOTHING
    """Per hole of a template: what it may be filled with."""


class Fault(NamedTuple):
    """What could not be understood of a flow."""

    rule: str
    at: At
    message: str
    block: str = ""
    fact: str = ""


@dataclass(slots=True)
class Flow:
    """A flow, ready to become a tree."""

    file: str
    at: Position
    wrapped: Wrapped
    blocks: list[Block]
    start: str
    start_at: At
    metadata: Mapping[str, Any] = field(default_factory=dict)
    """Per block: what the designer keeps of it, such as the names of queues."""
    faults: list[Fault] = field(default_factory=list)
    broken: bool = False
    """Whether the text ends before its time: what is not there may be behind the fault."""
    by_type: dict[str, list[Block]] = field(default_factory=dict)
    """The blocks of each type, in the order of the file."""

    def add(self, block: Block) -> None:
        """Add a block."""
        self.blocks.append(block)
        kind = block[1]
        if kind in self.by_type:
            self.by_type[kind].append(block)
        else:
            self.by_type[kind] = [block]

    def of(self, *types: str) -> list[Block]:
        """Return the blocks of these types, those of one type after the other."""
        return [block for kind in types for block in self.by_type.get(kind, ())]
