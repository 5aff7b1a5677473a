"""Components and circles, held against networkx on random graphs."""

from __future__ import annotations

import networkx
from hypothesis import given, settings
from hypothesis import strategies as st

from ivraudit.analysis.loops import circles, components

PAIRS = st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)), max_size=40)


def graph_of(pairs: list[tuple[int, int]]) -> networkx.DiGraph[int]:
    """The graph that these pairs make."""
    graph: networkx.DiGraph[int] = networkx.DiGraph()
    graph.add_nodes_from(range(13))
    graph.add_edges_from(pairs)
    return graph


@settings(max_examples=500, deadline=None)
@given(pairs=PAIRS)
def test_components_are_those_of_networkx_and_come_in_order(pairs: list[tuple[int, int]]) -> None:
    found = components(range(13), pairs)
    assert sorted(found) == sorted(sorted(part) for part in networkx.strongly_connected_components(graph_of(pairs)))
    place = {vertex: number for number, part in enumerate(found) for vertex in part}
    assert all(place[target] <= place[source] for source, target in pairs)


@settings(max_examples=500, deadline=None)
@given(pairs=PAIRS)
def test_circles_are_the_components_that_lead_back_to_themselves(pairs: list[tuple[int, int]]) -> None:
    graph = graph_of(pairs)
    parts = [sorted(part) for part in networkx.strongly_connected_components(graph)]
    assert circles(pairs) == sorted(part for part in parts if len(part) > 1 or graph.has_edge(part[0], part[0]))


def test_a_chain_of_a_hundred_thousand_is_no_matter() -> None:
    chain = [(number, number + 1) for number in range(100_000)]
    assert len(components((), chain)) == 100_001
    assert circles([*chain, (100_000, 0)]) == [list(range(100_001))]
