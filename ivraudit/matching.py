"""Which node of an old tree is which of a new one: by its id, else by what it says and by its neighbours."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from ivraudit.content import Contents, digest
from ivraudit.model import Node, Tree

ROUNDS = 4
"""How often the neighbours of what is left over are asked: each round costs as much as reading the tree."""
ALIKE = 0.5
"""The part of the nodes of a renamed and moved tree that must be the same for it to be known again: half of them."""

K = TypeVar("K", bound=Hashable)
Key = Callable[["_Side", Node], str]


@dataclass(frozen=True, slots=True)
class Matching:
    """The nodes of two versions of a tree."""

    pairs: tuple[tuple[Node, Node], ...]
    """Each old node with its new one, in the order of the old tree."""
    added: tuple[Node, ...]
    removed: tuple[Node, ...]


def match(old: Tree, new: Tree) -> Matching:
    """Return which node is which; what is told apart by nothing stays added and removed.

    Nodes of one id are one, unless what the old one says is found word for word, and once, under another id of the new
    tree. Of what is left over, neighbours of known nodes by the same exit that say the same are one,
    then nodes whose content is found once on either side, then those that are told apart by known neighbours, and last
    those of which callers hear the same. Takes time in proportion to nodes and exits.
    """
    work = _Work(_Side(old), _Side(new))
    for before, after in _handed_on(work.old, work.new):
        work.pair(before, after)
    for id in [id for id in work.old.left if id in work.new.left]:
        work.pair(id, id)
    work.entries += [(one.node, other.node) for one, other in zip(old.entries, new.entries, strict=False)]
    for key in (_whole, _spoken):
        work.settle(key)
    pairs = tuple((node, work.new.nodes[work.known[node.id]]) for node in old.nodes if node.id in work.known)
    return Matching(pairs, tuple(work.new.left.values()), tuple(work.old.left.values()))


def _handed_on(old: _Side, new: _Side) -> list[tuple[str, str]]:
    """The nodes whose id another node has now, such as two that have exchanged their names."""
    same = old.left.keys() & new.left.keys()
    changed = {id for id in same if _says(old.left[id]) != _says(new.left[id])}
    if not changed:
        return []
    contents = [
        once((_whole(side, node), id) for id, node in side.left.items()
             if (id in changed or id not in same) and _spoken(side, node))
        for side in (old, new)
    ]  # fmt: skip
    pairs = ((id, contents[1].get(content)) for content, id in contents[0].items())
    return [(one, other) for one, other in pairs if other and not changed.isdisjoint((one, other))]


def _says(node: Node) -> tuple[object, ...]:
    return node.type, node.prompt, node.audio, node.label


def _whole(side: _Side, node: Node) -> str:
    return side.contents.whole(node)


def _spoken(side: _Side, node: Node) -> str:
    return side.contents.spoken(node)


class _Side:
    """One of the two trees: what is still left over of it, and the ways in it."""

    def __init__(self, tree: Tree) -> None:
        self.contents = Contents(tree)
        self.nodes = {node.id: node for node in reversed(tree.nodes)}
        self.left = {node.id: node for node in tree.nodes}
        self.behind: dict[str, dict[str, str]] = {}
        self.before: dict[str, list[tuple[str, str]]] = {}
        for edge in tree.edges:
            if isinstance(edge.target, str):
                self.behind.setdefault(edge.source, {}).setdefault(edge.trigger, edge.target)
                self.before.setdefault(edge.target, []).append((edge.trigger, edge.source))

    def sources(self, id: str, key: Key) -> dict[tuple[str, str], str]:
        """What is left over of the nodes that lead to one, by exit and content, where those tell them apart."""
        ways = (
            ((trigger, key(self, self.left[source])), source)
            for trigger, source in self.before.get(id, ()) if source in self.left
        )  # fmt: skip
        return once(ways)


def once(items: Iterable[tuple[K, str]]) -> dict[K, str]:
    """Return the items whose key no other has; the key "" stands for nothing."""
    found: dict[K, str | None] = {}
    for key, item in items:
        found[key] = None if key in found and found[key] != item else item
    return {key: item for key, item in found.items() if item is not None and key}


@dataclass(slots=True)
class _Work:
    """A matching in the making."""

    old: _Side
    new: _Side
    known: dict[str, str] = field(default_factory=dict)
    entries: list[tuple[str, str]] = field(default_factory=list)
    waiting: deque[tuple[str, str]] = field(default_factory=deque)
    """Pairs whose neighbours have not been looked at yet."""

    def pair(self, old: str, new: str) -> None:
        """Say that two nodes are one."""
        self.known[old] = new
        self.waiting.append((old, new))
        del self.old.left[old], self.new.left[new]

    def settle(self, key: Key) -> None:
        """Match what the key can tell apart, from what is known already on."""
        self.waiting.extend(self.known.items())
        self.alike(self.entries, key)
        self.spread(key)
        for round in range(ROUNDS):
            before = len(self.known)
            for old, new in self.unique(key, neighbours=round > 0):
                self.pair(old, new)
            self.spread(key)
            if round and len(self.known) == before:
                break

    def spread(self, key: Key) -> None:
        """Go on from known pairs to their neighbours, in either direction."""
        while self.waiting:
            old, new = self.waiting.popleft()
            behind = self.new.behind.get(new, {})
            exits = self.old.behind.get(old, {}).items()
            self.alike([(target, behind[trigger]) for trigger, target in exits if trigger in behind], key)
            before = self.new.sources(new, key)
            ways = self.old.sources(old, key).items()
            self.alike([(source, before[way]) for way, source in ways if way in before], key)

    def alike(self, pairs: Iterable[tuple[str, str]], key: Key) -> None:
        """Match those of the pairs that are still left over and have the same content."""
        for old, new in pairs:
            if old in self.old.left and new in self.new.left:
                content = key(self.old, self.old.left[old])
                if content and content == key(self.new, self.new.left[new]):
                    self.pair(old, new)

    def unique(self, key: Key, *, neighbours: bool) -> list[tuple[str, str]]:
        """What is left over and found once on either side, by content and, if wanted, by known neighbours too."""
        back = {new: old for old, new in self.known.items()} if neighbours else {}
        names = ({old: old for old in self.known}, back)
        sides = [
            once((self.seen(side, node, key, known, neighbours), node.id) for node in side.left.values())
            for side, known in zip((self.old, self.new), names, strict=True)
        ]
        return [(id, sides[1][seen]) for seen, id in sides[0].items() if seen in sides[1]]

    def seen(self, side: _Side, node: Node, key: Key, known: dict[str, str], neighbours: bool) -> str:
        """What a node looks like; of its neighbours those count that are known, by what the old tree calls them."""
        content = key(side, node)
        if not neighbours or not content:
            return content
        behind = side.behind.get(node.id, {}).items()
        ways = [(trigger, known[one]) for trigger, one in behind if one in known]
        back = [(known[one], trigger) for trigger, one in side.before.get(node.id, ()) if one in known]
        return repr((content, sorted(ways), sorted(back)))


def paired(
    old: Sequence[Tree], new: Sequence[Tree], *, alone: bool = False
) -> list[tuple[Tree | None, Tree | None]]:  # fmt: skip
    """Return which tree is which: by file and name, by name and content, by file, by name, then by content.

    Those without another come last.

    If `alone`, the only one on either side is the same whatever has become of it.
    """
    if alone and len(old) == len(new) == 1:
        return [(old[0], new[0])]
    left = (dict(enumerate(old)), dict(enumerate(new)))
    found: dict[int, int] = {}
    for looks in (_file_and_name, _name_and_content, _file, _name, _content, _told):
        sides = [once((looks(tree), str(number)) for number, tree in side.items()) for side in left]
        for look, number in sides[0].items():
            if look in sides[1]:
                found[int(number)] = int(sides[1][look])
                del left[0][int(number)], left[1][int(sides[1][look])]
    for one, other in _resembling(*left):
        found[one] = other
        del left[0][one], left[1][other]
    pairs: list[tuple[Tree | None, Tree | None]] = [(old[one], new[found[one]]) for one in sorted(found)]
    return [*pairs, *((tree, None) for tree in left[0].values()), *((None, tree) for tree in left[1].values())]


def _file_and_name(tree: Tree) -> str:
    return f"{tree.file}\x1f{tree.name}"


def _name_and_content(tree: Tree) -> str:
    return f"{tree.name}\x1f{_content(tree)}" if tree.nodes else ""


def _file(tree: Tree) -> str:
    return tree.file


def _name(tree: Tree) -> str:
    return "" if tree.unreadable else tree.name


def _content(tree: Tree) -> str:
    if not tree.nodes:
        return digest(tree.text) if tree.text else ""
    contents = Contents(tree)
    return digest(repr(sorted((node.id, contents.whole(node)) for node in tree.nodes)))


def _told(tree: Tree) -> str:
    return Contents(tree).all()


def _resembling(old: dict[int, Tree], new: dict[int, Tree]) -> list[tuple[int, int]]:
    """Trees that share most of their nodes, counted over the nodes that only one tree on either side has."""
    sides = [
        once((node, str(number)) for number, tree in side.items() for node in _nodes(tree)) for side in (old, new)
    ]
    shared: dict[tuple[int, int], int] = {}
    for node, number in sides[0].items():
        if node in sides[1]:
            pair = int(number), int(sides[1][node])
            shared[pair] = shared.get(pair, 0) + 1
    found: dict[int, int] = {}
    for (one, other), count in sorted(shared.items(), key=lambda item: (-item[1], item[0])):
        enough = count >= ALIKE * min(len(old[one].nodes), len(new[other].nodes))
        if enough and one not in found and other not in found.values():
            found[one] = other
    return list(found.items())


def _nodes(tree: Tree) -> Iterable[str]:
    contents = Contents(tree)
    return dict.fromkeys(f"{node.id}\x1f{contents.whole(node)}" for node in tree.nodes)
