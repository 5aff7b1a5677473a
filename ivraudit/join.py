"""Trees and the names they answer to become one tree: jumps shared, calls copied for each place they come from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from posixpath import dirname, relpath
from typing import Any

from ivraudit.book import Book
from ivraudit.model import Edge, Link, Node, NodeType, Nowhere, Owner, Position, Tree, TreeKind, Trouble

MOST_DEEP = 20
"""So many calls may be open at a time (docs/tree-format.md, Trees in files)."""
MOST_NODES = 100_000
"""So many nodes a joined tree may have."""

Stack = tuple["Site", ...]


@dataclass(frozen=True, slots=True)
class Site:
    """A node from which another tree is called."""

    tree: int
    """The identity of the tree that calls."""
    node: str
    id: str
    """What the node is called in the joined tree."""


def joined(trees: Sequence[Tree]) -> list[Tree]:
    """Return the trees that stand for themselves, each with all that its links lead to.

    A tree that another one links to is a part of that one only, unless it says `entry: true`; of trees that link to
    each other in a circle the one that is most like a beginning stands for all.
    """
    book = Book(trees)
    return [_Joining(book, tree).whole() if tree.links else tree for tree in _roots(book, trees)]


def _roots(book: Book, trees: Sequence[Tree]) -> list[Tree]:
    """The trees that nobody links to, that say so, or that begin a circle of links."""
    numbers = {id(tree): number for number, tree in enumerate(trees)}
    targets = [
        [numbers[id(found.tree)] for link in tree.links if (found := book.find(tree, link))] for tree in trees
    ]  # fmt: skip
    linked = {one for source, behind in enumerate(targets) for one in behind if one != source}
    chosen = {number for number, tree in enumerate(trees) if tree.entry or number not in linked}
    covered = _behind(chosen, targets)
    left = (number for number in range(len(trees)) if number not in covered)
    for number in sorted(left, key=lambda one: _likeness(trees[one])):
        if number not in covered:
            chosen.add(number)
            covered |= _behind({number}, targets)
    return [tree for number, tree in enumerate(trees) if number in chosen]


def _behind(starts: Iterable[int], targets: Sequence[Sequence[int]]) -> set[int]:
    seen = set(starts)
    stack = list(seen)
    while stack:
        for number in targets[stack.pop()]:
            if number not in seen:
                seen.add(number)
                stack.append(number)
    return seen


def _likeness(tree: Tree) -> tuple[bool, bool, Position]:
    """Those come first that are most like the beginning of a call: with a number to dial, without a `return`."""
    numbered = bool(tree.number) or any(entry.number for entry in tree.entries)
    returns = any(node.type is NodeType.RETURN for node in tree.nodes)
    return not numbered, returns, tree.at


@dataclass(slots=True)
class _Part:
    """One copy of one tree within the joined one."""

    tree: Tree
    stack: Stack
    prefix: str
    mark: str

    def id(self, node: str) -> str:
        """What a node of the tree is called in this copy."""
        return f"{self.prefix}{node}{self.mark}"


def _in_its_own(node: Node) -> Node:
    """A node of flows that speak different languages: what it says in one language is what every caller hears."""
    texts = {name: getattr(node, name) for name in ("prompt", "audio", "label")}
    plain: dict[str, Any] = {name: {"": next(iter(said.values()))} for name, said in texts.items() if len(said) == 1}
    return node._replace(**plain)


@dataclass(slots=True)
class _Joining:
    """A joined tree in the making."""

    book: Book
    root: Tree
    nodes: list[Node] = field(default_factory=list)
    edges: list[Edge] = field(default_factory=list)
    parts: dict[tuple[int, Stack], _Part] = field(default_factory=dict)
    waiting: list[_Part] = field(default_factory=list)
    troubles: dict[Trouble, None] = field(default_factory=dict)
    loose: set[str] = field(default_factory=set)
    left_out: dict[str, None] = field(default_factory=dict)
    files: dict[str, None] = field(default_factory=dict)
    stems: dict[int, str] = field(default_factory=dict)
    """Per tree that is a part: what its ids begin with."""
    nexts: dict[int, dict[str, Edge]] = field(default_factory=dict)
    planned: int = 0
    """The nodes of all parts, laid or waiting."""

    def whole(self) -> Tree:
        """Return the joined tree."""
        self.part(self.root, ())
        for part in self.waiting:  # which grows while it is walked
            self.lay(part)
        spoken = {part.tree.languages for part in self.waiting}
        mixed = bool(self.root.vendor) and len(spoken) > 1
        return replace(
            self.root, nodes=tuple(map(_in_its_own, self.nodes) if mixed else self.nodes),
            languages=() if mixed else self.root.languages, edges=tuple(self.edges), links=(),
            troubles=tuple(self.troubles),
            loose=frozenset(self.loose), not_checked=(*self.root.not_checked, *self.left_out), parts=tuple(self.files),
            pieces=tuple({id(part.tree): part.tree for part in self.waiting}.values()),
        )  # fmt: skip

    def part(self, tree: Tree, stack: Stack) -> _Part:
        """Return the copy of a tree for this stack of calls, new if there is none yet."""
        key = id(tree), stack
        if key not in self.parts:
            own = tree is self.root
            stem = "" if own and not stack else f"{self.stem(tree)}/"
            mark = f" (called from {stack[-1].id})" if stack and id(tree) in self.stems else ""
            self.stems.setdefault(id(tree), stem)
            self.files.setdefault(tree.file)
            self.planned += len(tree.nodes)
            self.parts[key] = _Part(tree, stack, stem, mark)
            self.waiting.append(self.parts[key])
        return self.parts[key]

    def stem(self, tree: Tree) -> str:
        """The path of a file from the root's folder, without its suffix; of a vendor's flow its name."""
        if tree.vendor:
            return self.titled(tree)
        path = relpath(tree.file, dirname(self.root.file) or ".")
        head, dot, _ = path.rpartition(".")
        return head if dot and "/" not in path[len(head) :] else path

    def titled(self, tree: Tree) -> str:
        """The name of a flow, with a number where another part has the same."""
        name, number = tree.name.replace("/", " "), 1
        taken = {stem for one, stem in self.stems.items() if one != id(tree)}
        while f"{name} {number}/" in taken if number > 1 else f"{name}/" in taken:
            number += 1
        return f"{name} {number}" if number > 1 else name

    def lay(self, part: _Part) -> None:
        """Copy the nodes and exits of a part and follow its links."""
        tree = part.tree
        self.troubles.update(dict.fromkeys(tree.troubles))
        ids = {node.id for node in tree.nodes}
        self.loose.update(part.id(node) for node in tree.loose)
        if tree.entry and part.prefix:
            self.loose.update(part.id(entry.node) for entry in tree.entries)
        nodes, exits = self.linked(part)
        for node in tree.nodes:
            self.copy(part, nodes.get(node.id, node))
        for edge in tree.edges:
            self.edges.append(exits.get((edge.source, edge.trigger)) or self.copied(part, edge, ids))

    def copy(self, part: _Part, node: Node) -> None:
        """Copy one node; the `return` of a called part leads back to where it was called from."""
        written = f"{part.prefix}{node.id}" if part.prefix or part.mark else ""
        copy = node._replace(id=part.id(node.id), written=written, own=node.name) if written else node
        self.nodes.append(copy)
        if node.type is NodeType.RETURN and part.stack:
            back = self.back(part.stack)
            if back is not None:
                self.edges.append(back._replace(source=part.id(node.id), at=node.at))

    def back(self, stack: Stack) -> Edge | None:
        """The exit by which the last call goes on when it comes back."""
        site = stack[-1]
        caller = self.parts[site.tree, stack[:-1]]
        edge = self.onward(caller.tree).get(site.node)
        if edge is None:
            return None
        return edge._replace(target=edge.target if isinstance(edge.target, Nowhere) else caller.id(edge.target))

    def onward(self, tree: Tree) -> dict[str, Edge]:
        """Per node of a tree: its exit `next`."""
        if id(tree) not in self.nexts:
            self.nexts[id(tree)] = {edge.source: edge for edge in tree.edges if edge.trigger == "next"}
        return self.nexts[id(tree)]

    def copied(self, part: _Part, edge: Edge, ids: set[str]) -> Edge:
        """The same exit in this copy."""
        if not part.prefix and not part.mark:
            return edge
        target = part.id(edge.target) if edge.target in ids and isinstance(edge.target, str) else edge.target
        return edge._replace(source=part.id(edge.source), target=target)

    def linked(self, part: _Part) -> tuple[dict[str, Node], dict[tuple[str, str], Edge]]:
        """Follow the links of a part: the nodes and exits that are not copied as they were written."""
        nodes: dict[str, Node] = {}
        exits: dict[tuple[str, str], Edge] = {}
        by_id = {node.id: node for node in part.tree.nodes}
        by_exit = {(edge.source, edge.trigger): edge for edge in part.tree.edges}
        for link in part.tree.links:
            source, key = part.id(link.node), (link.node, link.trigger)
            if link.node not in by_id or (link.trigger and key not in by_exit):
                self.missing(part.tree, link, by_id)
                continue
            start = self.follow(part, link)
            if link.trigger:
                exits[key] = by_exit[key]._replace(source=source, target=Nowhere.UNREAD if start is None else start)
            elif start is None:
                nodes[link.node] = by_id[link.node]._replace(type=NodeType.OUTSIDE)
            elif link.returns:
                exits[link.node, "next"] = Edge(source, start, "next", Owner.SYSTEM, link.at)
            else:
                self.edges.append(Edge(source, start, "next", Owner.SYSTEM, link.at))
        return nodes, exits

    def follow(self, part: _Part, link: Link) -> str | None:
        """Return the id of the node that a link leads to; None, with the reason noted, where it leads out of sight."""
        found = self.book.find(part.tree, link)
        if found is None or found.tree.unreadable or found.tree.kind is not TreeKind.CALL:
            if found is not None:
                self.troubles.update(dict.fromkeys(found.tree.troubles if found.tree.unreadable else ()))
            elif link.required:
                self.trouble(link, f"{link.node!r} leads to {link.name!r}, which is no tree that was found")
            return None
        stack = self.stack(part, link)
        known = stack is not None and (id(found.tree), stack) in self.parts
        if stack is None or (not known and self.planned + len(found.tree.nodes) > MOST_NODES):
            most = f"at most {MOST_DEEP} calls deep and {MOST_NODES:,} nodes in all"
            self.left_out[f"what {link.node!r} leads to is left out: {most}"] = None
            return None
        node = found.node or (found.tree.entries[0].node if found.tree.entries else "")
        if all(node != one.id for one in found.tree.nodes):
            if link.required if found.node else found.tree.entries:
                message = f"{link.node!r} leads to {node!r} in {link.name!r}, which is not defined there"
                self.trouble(link, message, part.tree if found.node else None)
            return None
        return self.part(found.tree, stack).id(node)

    def stack(self, part: _Part, link: Link) -> Stack | None:
        """The calls that are open behind a link; a call that reaches itself comes back to the copy that it began."""
        if not link.returns:
            return part.stack
        for number, site in enumerate(part.stack):
            if (site.tree, site.node) == (id(part.tree), link.node):
                return part.stack[: number + 1]
        if len(part.stack) >= MOST_DEEP:
            return None
        return (*part.stack, Site(id(part.tree), link.node, part.id(link.node)))

    def missing(self, tree: Tree, link: Link, known: Mapping[str, Node]) -> None:
        """Note a link of what is not there: a fault of the reader's, which says so itself of what a file gets wrong."""
        what = f"the exit {link.trigger!r} of {link.node!r}" if link.trigger else f"{link.node!r}"
        message = f"the reader {tree.reader!r} says that {what} leads to {link.name!r}, but has read no such thing"
        node = link.node if link.node in known else None
        self.troubles[Trouble("dangling-target", link.at, message, node, link.trigger or "file")] = None

    def trouble(self, link: Link, message: str, tree: Tree | None = None) -> None:
        """Note a link that leads nowhere; of a tree that names a node, at that name."""
        fields = next((node.fields for node in tree.nodes if node.id == link.node), {}) if tree else {}
        named = not link.trigger and "node" in fields
        at = fields["node"] if named else link.at
        fact = link.trigger or ("node" if named else "file")
        self.troubles[Trouble("dangling-target", at, message, link.node, fact)] = None
