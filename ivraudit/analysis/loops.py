"""Strongly connected parts of a tree, their exits, and the circles that only some exits make."""

from __future__ import annotations

from collections.abc import Iterable, Sequence


def components(vertices: Iterable[int], pairs: Iterable[tuple[int, int]]) -> list[list[int]]:
    """Return the strongly connected components, each sorted, those that lead nowhere else first.

    Tarjan's algorithm (SIAM Journal on Computing 1(2), 1972) with a stack of its own instead of recursion. networkx
    has one too, and judges this one in the tests; but importing it takes longer than checking a small tree.
    """
    ahead: dict[int, list[int]] = {vertex: [] for vertex in vertices}
    for source, target in pairs:
        ahead.setdefault(source, []).append(target)
        ahead.setdefault(target, [])
    found: list[list[int]] = []
    order: dict[int, int] = {}
    lowest: dict[int, int] = {}
    pending: list[int] = []
    for root in ahead:
        if root in order:
            continue
        walk = [(root, iter(ahead[root]))]
        order[root] = lowest[root] = len(order)
        pending.append(root)
        while walk:
            vertex, targets = walk[-1]
            for target in targets:
                if target not in order:
                    order[target] = lowest[target] = len(order)
                    pending.append(target)
                    walk.append((target, iter(ahead[target])))
                    break
                if target in lowest:
                    lowest[vertex] = min(lowest[vertex], order[target])
            else:
                walk.pop()
                _close(vertex, walk, order, lowest, pending, found)
    return found


def _close(
    vertex: int, walk: Sequence[tuple[int, object]], order: dict[int, int], lowest: dict[int, int], pending: list[int],
    found: list[list[int]],
) -> None:  # fmt: skip
    """Leave a vertex: tell the one before it how far back it leads, or take out the component that it closes."""
    if lowest[vertex] < order[vertex]:
        before = walk[-1][0]
        lowest[before] = min(lowest[before], lowest[vertex])
        return
    part: list[int] = []
    while not part or part[-1] != vertex:
        part.append(pending.pop())
        del lowest[part[-1]]
    found.append(sorted(part))


def circles(pairs: Iterable[tuple[int, int]]) -> list[list[int]]:
    """Return the components that hold a circle: several vertices, or one that leads to itself; smallest first."""
    pairs = _circling(list(pairs))
    if not pairs:
        return []
    selves = {source for source, target in pairs if source == target}
    found = [part for part in components((), pairs) if len(part) > 1 or part[0] in selves]
    return sorted(found)


def _circling(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The pairs that are left when all that leads nowhere has been taken away: most trees have few such circles."""
    leaving: dict[int, int] = {}
    into: dict[int, list[int]] = {}
    for source, target in pairs:
        leaving[source] = leaving.get(source, 0) + 1
        into.setdefault(target, []).append(source)
    gone = {vertex for vertex in into if vertex not in leaving}
    stack = list(gone)
    while stack:
        for source in into.get(stack.pop(), ()):
            leaving[source] -= 1
            if not leaving[source]:
                gone.add(source)
                stack.append(source)
    return [pair for pair in pairs if pair[0] not in gone and pair[1] not in gone] if gone else pairs
