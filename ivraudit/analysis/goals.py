"""Where a goal is achieved: C(goal) of the semantics, (i)."""

from __future__ import annotations

from ivraudit.analysis.board import CHOOSING, Board
from ivraudit.model import Owner


def shortfall(board: Board, goal: str) -> str:
    """Say why a tag does not count that stands where the goal is not achieved; "" where there is no such tag."""
    wiring = board.wiring
    persons = set(board.persons)
    for vertex, node in enumerate(wiring.nodes):
        if goal in node.goals and not node.resolves and board.twins.get(vertex, vertex) not in persons:
            return f"{node.name!r} says goal: {goal}, but no resolves: true, and is no person"
    for edge in wiring.edges if not achieving(board, goal) else ():
        if edge.goal == goal:
            way = f"{edge.trigger!r} of {edge.source!r}"
            return f"the exit {way} says goal: {goal}, but leads to no person by itself, nor to a node with that goal"
    return ""


def achieving(board: Board, goal: str) -> list[int]:
    """Return the vertices at which a goal is achieved under the board's profile, in order.

    They are the nodes tagged with the goal that resolve or are a person, and every person that an exit tagged with
    it reaches by system exits only.
    """
    wiring = board.wiring
    persons = set(board.persons)
    own = [board.twins.get(vertex, vertex) for vertex, node in enumerate(wiring.nodes) if goal in node.goals]
    found = {vertex for vertex in own if vertex in persons or wiring.nodes[vertex].resolves}
    seen: set[int] = set()
    stack = [
        wiring.targets[number]
        for number, edge in enumerate(wiring.edges)
        if edge.goal == goal and number in board.live[wiring.sources[number]]
    ]
    while stack:
        vertex = stack.pop()
        if vertex in seen or vertex >= len(wiring.nodes):
            continue
        seen.add(vertex)
        if board.twins.get(vertex, vertex) in persons:
            found.add(board.twins.get(vertex, vertex))
        if wiring.nodes[vertex].type not in CHOOSING:
            stack.extend(board.targets[e] for e in board.live[vertex] if wiring.edges[e].owner is Owner.SYSTEM)
    return sorted(found)
