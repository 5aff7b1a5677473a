"""The nodes that so many others lead to that arrows to them would hide the rest of a picture."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable, Mapping, Sequence

from ivraudit.model import Edge, Node, NodeType, Nowhere, Owner

Pair = tuple[str, str | Nowhere]
"""The two ends of all that leads from one node to one other, or nowhere."""

_PEOPLE = frozenset({NodeType.QUEUE, NodeType.AGENT, NodeType.TRANSFER, NodeType.VOICEMAIL, NodeType.CALLBACK})


def hubs(pairs: Iterable[Pair], most: int) -> frozenset[str]:
    """The nodes that more than `most` others lead to."""
    arrivals = Counter(target for source, target in pairs if isinstance(target, str) and source != target)
    return frozenset(target for target, number in arrivals.items() if number > most)


def first_ways(
    pairs: Mapping[Pair, Sequence[Edge]], starts: Iterable[str], among: Mapping[str, Node]
) -> frozenset[Pair]:
    """The pair by which a walk from the starts first comes to each of those hubs, but for a caller's way to a person.

    Such an arrow puts a hub in its place in the course of a call; from a menu to the person behind its 0 it would not.
    """
    exits: dict[str, list[str]] = {}
    for source, target in pairs:
        if isinstance(target, str):
            exits.setdefault(source, []).append(target)
    queue = deque(dict.fromkeys(starts))
    seen = set(queue)
    found: set[Pair] = set()
    while queue:
        node = queue.popleft()
        for target in exits.get(node, ()):
            if target not in seen:
                seen.add(target)
                queue.append(target)
                if target in among and not _is_asked_for(among[target], pairs[node, target]):
                    found.add((node, target))
    return frozenset(found)


def _is_asked_for(hub: Node, edges: Sequence[Edge]) -> bool:
    return hub.type in _PEOPLE and any(edge.owner is not Owner.SYSTEM for edge in edges)
