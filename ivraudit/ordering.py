"""The order of a tree's nodes, of which a rule names the first if several are guilty: that of calls, or another's."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from ivraudit.matching import Matching
from ivraudit.model import Edge, Tree


def as_called(tree: Tree) -> Tree:
    """Return the tree with its nodes level by level from its entries on, exits by their triggers; then the rest by id.

    However the file is sorted, this order is the same.
    """
    nodes = {node.id: node for node in tree.nodes}
    if len(nodes) < len(tree.nodes):
        return tree  # of two nodes of one id the first in the file counts
    behind: dict[str, list[tuple[str, str]]] = {}
    for edge in tree.edges:
        if isinstance(edge.target, str) and edge.target in nodes:
            behind.setdefault(edge.source, []).append((edge.trigger, edge.target))
    order: dict[str, None] = {}
    _spread((entry.node for entry in tree.entries if entry.node in nodes), behind, order)
    for id in sorted(nodes) if len(order) < len(nodes) else ():
        _spread([id], behind, order)
    exits = sorted(tree.edges, key=lambda edge: edge.trigger)
    return replace(tree, nodes=tuple(nodes[id] for id in order), edges=_with_nodes(exits, order))


def as_in(old: Tree, new: Tree, matching: Matching) -> Tree:
    """Return the old tree with its nodes in the order of the new one, then what is gone.

    The exits of a node stay as they are: callers hear its options in that order.
    """
    place = {node.id: number for number, node in enumerate(new.nodes)}
    found = {one.id: place[other.id] for one, other in matching.pairs}
    nodes = sorted(old.nodes, key=lambda node: found.get(node.id, len(place)))
    return replace(old, nodes=tuple(nodes), edges=_with_nodes(old.edges, [node.id for node in nodes]))


def _with_nodes(edges: Sequence[Edge], order: Iterable[str]) -> tuple[Edge, ...]:
    """Exits in the order of their nodes; those of one node as they come."""
    rank = {id: number for number, id in enumerate(order)}
    return tuple(sorted(edges, key=lambda edge: rank.get(edge.source, len(rank))))


def _spread(starts: Iterable[str], behind: dict[str, list[tuple[str, str]]], order: dict[str, None]) -> None:
    """Put what can be reached behind what is in order already, the nearest first."""
    waiting = [id for id in dict.fromkeys(starts) if id not in order]
    order.update(dict.fromkeys(waiting))
    for id in waiting:  # which grows while it is walked
        for _, target in sorted(behind.get(id, ())):
            if target not in order:
                order[target] = None
                waiting.append(target)
