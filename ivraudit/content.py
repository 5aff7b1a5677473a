"""What a node is, whatever it is called: its words and its exits, as a short digest."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from hashlib import blake2b

from ivraudit.model import Edge, Node, Retry, Tree

NAMING = frozenset({"id", "written", "own", "at", "fields", "accept", "notes", "tags"})
"""The fields of a node that say what it is called, where it stands, or what somebody thinks of it."""
FIELDS = tuple(name for name in Node._fields if name not in NAMING)
"""The fields of a node that a caller meets, or that the audit judges."""
SPOKEN = ("prompt", "audio", "label")
_BESIDE = frozenset({"source", "target", "at", "notes", "accept", "share", "sets"})
EXIT = tuple(name for name in Edge._fields if name not in _BESIDE)
"""The fields of an exit that tell it from others, but for where it leads; its share of the calls is a figure."""


def plain(value: object) -> object:
    """Return the value of a field without places in files, and in an order of its own."""
    if isinstance(value, Mapping):
        return sorted((key, plain(inner)) for key, inner in value.items())
    if isinstance(value, Retry):
        return value.attempts, value.after, plain(value.prompt)
    return value


def digest(text: str) -> str:
    """Return 16 hexadecimal digits that stand for a text."""
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


class Contents:
    """The contents of the nodes of a tree, worked out when they are asked for."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self._whole: dict[str, str] = {}

    @cached_property
    def exits(self) -> dict[str, list[Edge]]:
        """Per node: its exits, in the order in which they are written."""
        found: dict[str, list[Edge]] = {}
        for edge in self._tree.edges:
            found.setdefault(edge.source, []).append(edge)
        return found

    def whole(self, node: Node) -> str:
        """The digest of a node's fields and of its exits, without what it or what lies behind them is called."""
        if node.id not in self._whole:
            fields = [(name, plain(getattr(node, name))) for name in FIELDS if not _silent(node, name)]
            exits = sorted(
                repr([plain(getattr(edge, name)) for name in EXIT]) for edge in self.exits.get(node.id, ())
            )
            self._whole[node.id] = digest(repr((fields, exits)))
        return self._whole[node.id]

    def all(self) -> str:
        """The digest of a whole tree, whatever its nodes are called; "" where callers hear nothing to know it by."""
        if not self._tree.nodes:
            return digest(self._tree.text or repr([one.message for one in self._tree.troubles]))
        if not any(map(self.spoken, self._tree.nodes)):
            return ""
        return digest(repr(sorted(map(self.whole, self._tree.nodes))))

    def spoken(self, node: Node) -> str:
        """The digest of what callers hear at a node of its type; "" where they hear nothing."""
        heard = [plain(getattr(node, name)) for name in SPOKEN]
        return digest(repr((str(node.type), heard))) if any(heard) else ""


def _silent(node: Node, name: str) -> bool:
    """Whether a field says nothing, so that new fields change no digest of an old tree."""
    value = getattr(node, name)
    default = Node._field_defaults.get(name)
    return value is default or value == default
