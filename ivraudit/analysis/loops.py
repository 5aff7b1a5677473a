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


def circles(vertices: Iterable[int], pairs: Iterable[tuple[int, int]]) -> list[list[int]]:
    """Return the components that hold a circle: several vertices, or one that leads to itself; smallest first."""
    pairs = list(pairs)
    selves = {source for source, target in pairs if source == target}
    found = [part for part in components(vertices, pairs) if len(part) > 1 or part[0] in selves]
    return sorted(found)
