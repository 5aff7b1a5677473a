"""The networkx graph of a tree: what rules, plug-ins and users of the API see."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ivraudit.model import Tree

if TYPE_CHECKING:
    from networkx import MultiDiGraph


def build(tree: Tree) -> MultiDiGraph[str]:
    """Return the frozen MultiDiGraph of a tree.

    Nodes are ids and carry `node`; edges carry `edge`, `owner`, `trigger` and `limit`. Exits that lead to no node
    of the tree are not in it: ask the tree for them.
    """
    import networkx

    graph: MultiDiGraph[str] = networkx.MultiDiGraph(name=tree.name)
    for node in tree.nodes:
        if node.id not in graph:
            graph.add_node(node.id, node=node)
    for edge in tree.edges:
        if edge.source in graph and isinstance(edge.target, str) and edge.target in graph:
            graph.add_edge(
                edge.source, edge.target, edge=edge, owner=edge.owner, trigger=edge.trigger, limit=edge.limit
            )
    frozen: MultiDiGraph[str] = networkx.freeze(graph)
    return frozen
