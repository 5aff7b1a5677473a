"""How a large tree is cut into parts that fit a page each: whole branches, cut where they are largest."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping, Sequence

PART = 60
"""Nodes that a part should not exceed."""

_SMALLEST = 6
"""Nodes below which a branch is not worth a part of its own."""


def parts(nodes: Sequence[str], exits: Mapping[str, Sequence[str]], starts: Iterable[str]) -> dict[str, str]:
    """For each node the first node of its part; every node is in one part, and a part hangs together.

    `exits` lead from a node to nodes; a node belongs to the one that a walk from the starts finds it from.
    """
    order, parent = _walk(nodes, exits, starts)
    children: dict[str, list[str]] = {}
    for node in order:
        if node in parent:
            children.setdefault(parent[node], []).append(node)
    heads = set(order) - parent.keys()
    sizes: dict[str, int] = {}
    for node in reversed(order):
        kept, cut = _kept(children.get(node, ()), sizes)
        sizes[node] = 1 + kept
        heads |= cut
    head: dict[str, str] = {}
    for node in order:
        head[node] = node if node in heads else head[parent[node]]
    return head


def _walk(
    nodes: Sequence[str], exits: Mapping[str, Sequence[str]], starts: Iterable[str]
) -> tuple[list[str], dict[str, str]]:
    """All nodes in the order in which they are found, level by level, and where each was found from."""
    known = set(nodes)
    order: list[str] = []
    parent: dict[str, str] = {}
    seen: set[str] = set()
    for start in (*starts, *nodes):
        queue = deque([start] if start in known and start not in seen else [])
        seen.update(queue)
        while queue:
            node = queue.popleft()
            order.append(node)
            for target in exits.get(node, ()):
                if target in known and target not in seen:
                    seen.add(target)
                    parent[target] = node
                    queue.append(target)
    return order, parent


def _kept(children: Sequence[str], sizes: Mapping[str, int]) -> tuple[int, set[str]]:
    """The number of nodes in the branches that stay, and the first nodes of those that are cut off, largest first."""
    total = sum(sizes[child] for child in children)
    cut: set[str] = set()
    for child in sorted(children, key=lambda child: -sizes[child]):
        if total <= PART or sizes[child] < _SMALLEST:
            break
        total -= sizes[child]
        cut.add(child)
    return total, cut
