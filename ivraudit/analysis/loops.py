"""Strongly connected parts of a tree, their exits, and the circles that only some exits make."""

from __future__ import annotations

from collections.abc import Iterable


def components(vertices: Iterable[int], pairs: Iterable[tuple[int, int]]) -> list[list[int]]:
    """Return the strongly connected components, each sorted, those that lead nowhere else first."""
    import networkx

    graph: networkx.DiGraph[int] = networkx.DiGraph()
    graph.add_nodes_from(vertices)
    graph.add_edges_from(pairs)
    return [sorted(component) for component in networkx.strongly_connected_components(graph)]


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
