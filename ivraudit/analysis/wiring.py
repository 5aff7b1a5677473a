"""A tree's compact adjacency: nodes and exits as numbers, made once, for the sweeps that visit everything."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from ivraudit.model import Edge, Node, NodeType, Nowhere, Tree


class Wiring(NamedTuple):
    """Vertices are the nodes in document order, then `dropped` and `unknown`; exits keep their order."""

    nodes: Sequence[Node]
    edges: Sequence[Edge]
    vertices: dict[str, int]
    """Each node's vertex, by its id."""
    sources: list[int]
    """Per exit: the vertex it leaves."""
    targets: list[int]
    """Per exit: the vertex it leads to."""
    exits: list[list[int]]
    """Per vertex: its exits."""
    entries: tuple[int, ...]

    @property
    def dropped(self) -> int:
        """The vertex that stands for a call ended by the platform."""
        return len(self.nodes)

    @property
    def unknown(self) -> int:
        """The vertex that stands for all that exits lead to and nobody has defined."""
        return len(self.nodes) + 1

    @property
    def size(self) -> int:
        """The number of vertices."""
        return len(self.nodes) + 2


def wire(tree: Tree) -> Wiring:
    """Return the adjacency of a tree, whatever its faults; of two nodes with one id the first counts."""
    nodes = _distinct(tree.nodes)
    index = {node.id: number for number, node in enumerate(nodes)}
    dropped, unknown = len(nodes), len(nodes) + 1
    edges = [edge for edge in tree.edges if edge.source in index]
    targets = []
    for edge in edges:
        if isinstance(edge.target, Nowhere):
            targets.append(dropped if edge.target is Nowhere.DROPPED else unknown)
        else:
            targets.append(index.get(edge.target, unknown))
    sources = [index[edge.source] for edge in edges]
    exits: list[list[int]] = [[] for _ in range(len(nodes) + 2)]
    for number, source in enumerate(sources):
        exits[source].append(number)
    entries = tuple(dict.fromkeys(index[entry.node] for entry in tree.entries if entry.node in index))
    return Wiring(nodes, edges, index, sources, targets, exits, entries)


def _distinct(nodes: Sequence[Node]) -> Sequence[Node]:
    first: dict[str, Node] = {}
    for node in nodes:
        first.setdefault(node.id, node)
    return nodes if len(first) == len(nodes) else tuple(first.values())


def is_unknown(node: Node) -> bool:
    """Whether nobody can see what lies behind the node: (b) of the semantics."""
    return node.opaque or node.type is NodeType.OUTSIDE or (node.type is NodeType.TRANSFER and node.human is None)
