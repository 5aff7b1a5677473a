"""A tree on its way from a vendor's file: its nodes and exits, and the account of what each raw block became."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from ivraudit.model import (
    Edge,
    Entry,
    Link,
    Node,
    NodeType,
    Nowhere,
    Origin,
    Owner,
    Position,
    Severity,
    Tree,
    TreeKind,
    Trouble,
)


class Draft:
    """Collects what a reader finds in one flow; `tree` makes the tree of it.

    `raw` is always the vendor's own name of a block, or of a transition: the block's name, a space and its word.
    """

    def __init__(self, reader: str, file: str, name: str, at: Position, kind: TreeKind = TreeKind.CALL) -> None:
        self.reader = reader
        self.file = file
        self.name = name
        self.at = at
        self.kind = kind
        self.nodes: dict[str, Node] = {}
        self.edges: list[Edge] = []
        self.links: list[Link] = []
        self.origins: list[Origin] = []
        self.troubles: list[Trouble] = []
        self._taken: set[tuple[str, str]] = set()
        self._unknown: set[str] = set()

    def free(self, name: str) -> str:
        """Return the name, or the name with the first number that makes it one that no node has."""
        name = name or "block"  # as it is written: whoever leads there writes it so too
        if name not in self.nodes:
            return name
        number = 2
        while f"{name} {number}" in self.nodes:
            number += 1
        return f"{name} {number}"

    def node(self, name: str, kind: NodeType, at: Position, raw: str = "", **fields: Any) -> str:
        """Add a node of that name, as far as it is free, with the fields of `Node`; return its id."""
        found = self.free(name)
        self.nodes[found] = Node(found, kind, at, **fields)
        if raw:
            self.origins.append(Origin(raw, "node", found))
        return found

    def change(self, node: str, **fields: Any) -> None:
        """Set fields of a node that is there."""
        self.nodes[node] = self.nodes[node]._replace(**fields)

    def exit(
        self, node: str, trigger: str, target: str | Nowhere, owner: Owner, at: Position, raw: str = "", **fields: Any
    ) -> str:
        """Add an exit with the fields of `Edge`; return its trigger, with a number where the node has it already."""
        found, number = trigger, 1
        while (node, found) in self._taken:
            number += 1
            found = f"{trigger} {number}"
        self._taken.add((node, found))
        self.edges.append(Edge(node, target, found, owner, at, **fields))
        if raw:
            self.origins.append(Origin(raw, "edge", node, found))
        return found

    def link(self, node: str, names: Sequence[str], at: Position, *, trigger: str = "", **fields: Any) -> None:
        """Say that a node (of type `tree`), or an exit of it, leads to another flow, found by the first name known."""
        first, *others = names or ("",)
        given = {"start": "", "returns": False, "required": False, "file": False, **fields}
        self.links.append(Link(node, trigger, first, at=at, also=tuple(others), **given))

    def part(self, raw: str, of: str, why: str) -> None:
        """Account for a raw block or transition that a node or exit stands for together with others."""
        self.origins.append(Origin(raw, "part", of, why))

    def left_out(self, raw: str, why: str) -> None:
        """Account for a raw block or transition that became nothing."""
        self.origins.append(Origin(raw, "left out", "", why))

    def unknown(self, word: str, node: str, at: Position) -> None:
        """Note a type of block that the reader does not know, once each."""
        if word not in self._unknown:
            self._unknown.add(word)
            message = f"a block of type {word!r} is not known: it is kept as a task, and what it does is unknown"
            self.trouble("unknown-field", at, message, node, word, Severity.INFO)

    def trouble(
        self, rule: str, at: Position, message: str, node: str = "", fact: str = "", severity: Severity | None = None
    ) -> None:
        """Note what could not be understood; the rule of that name yields it."""
        self.troubles.append(Trouble(rule, at, message, node or None, fact, severity=severity))

    def tree(self, entries: Iterable[Entry], names: Iterable[str], **fields: Any) -> Tree:
        """Return the tree, with further fields of `Tree`."""
        return Tree(
            self.file, self.name, self.at, reader=self.reader, vendor=self.reader, kind=self.kind,
            entries=tuple(entries), nodes=tuple(self.nodes.values()), edges=tuple(self.edges),
            names=tuple(dict.fromkeys(name for name in names if name)), links=tuple(self.links),
            troubles=tuple(self.troubles), origins=tuple(self.origins), **fields,
        )  # fmt: skip


def unread(reader: str, file: str, name: str, troubles: Iterable[Trouble]) -> Tree:
    """Return the tree of a file of which nothing could be used."""
    return Tree(file, name, Position(file), reader=reader, vendor=reader, unreadable=True, troubles=tuple(troubles))
