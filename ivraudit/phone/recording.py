"""Whether a call may be recorded where it is: from a node on that says so, until one denies it."""

from __future__ import annotations

from ivraudit.analysis.between import Between
from ivraudit.model import Node
from ivraudit.phone.journeys import Phone


def stops_recording(node: Node) -> bool:
    """Whether a node says `recorded: false`."""
    return not node.recorded and "recorded" in node.fields


class Recording:
    """Where calls may be recorded, from the nodes on that are `recorded`."""

    def __init__(self, phone: Phone) -> None:
        nodes, targets = phone.wiring.nodes, phone.board.targets
        starts = [vertex for vertex, node in phone.nodes(phone.reached) if node.recorded]

        def allowed(edge: int) -> bool:
            target = targets[edge]
            return target < len(nodes) and not stops_recording(nodes[target])

        self._ways = Between(phone.board, starts, allowed)
        self.vertices = self._ways.reached

    def way(self, vertex: int) -> tuple[int, list[int]]:
        """Return the node at which the recording began that may be on here, and the exits from there."""
        return self._ways.way(vertex)
