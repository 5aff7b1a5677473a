"""What callers pay where they are: the last `charge` on the way, as a call may bring it along."""

from __future__ import annotations

from ivraudit.analysis.between import Between
from ivraudit.model import NodeType
from ivraudit.phone.journeys import Phone

ELSEWHERE = (NodeType.TRANSFER, NodeType.VOICEMAIL, NodeType.CALLBACK)
"""Types whose `charge` is that of another line or of a call to come: it says nothing of what follows here."""


class Charging:
    """Where calls may come that pay a charge: from the nodes that say it, until one says another."""

    def __init__(self, phone: Phone, charge: str) -> None:
        nodes, targets = phone.wiring.nodes, phone.board.targets
        starts = [v for v, node in phone.nodes(phone.reached) if node.charge == charge and node.type not in ELSEWHERE]

        def allowed(edge: int) -> bool:
            target = targets[edge]
            return target < len(nodes) and nodes[target].charge in ("", charge)

        self._ways = Between(phone.board, starts, allowed)
        self.vertices = self._ways.reached

    def way(self, vertex: int) -> tuple[int, list[int]]:
        """Return the node that says the charge, and the exits from there."""
        return self._ways.way(vertex)
