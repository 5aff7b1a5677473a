"""What callers have been told before they come to a node: the notices of docs/tree-format.md."""

from __future__ import annotations

from collections.abc import Sequence

from ivraudit.analysis.between import Between
from ivraudit.model import NodeType
from ivraudit.phone.journeys import Phone
from ivraudit.words import known
from ivraudit.words.noticing import may_tell_of_recording

SPEAKING = (NodeType.SAY, NodeType.MENU, NodeType.COLLECT)


class Unwarned:
    """Where a call can come from some entries without having heard a notice."""

    def __init__(self, phone: Phone, entries: Sequence[int], notice: str) -> None:
        nodes = phone.wiring.nodes
        self._phone = phone
        self._giving = {vertex for vertex, node in enumerate(nodes) if notice in node.notice}
        sources = phone.board.sources
        self._ways = Between(phone.board, entries, lambda edge: sources[edge] not in self._giving)
        self.vertices = [v for v in self._ways.found if v < len(nodes) and v not in self._giving]
        """The nearest first; a node that gives the notice itself is none of them."""

    def way(self, vertex: int) -> tuple[int, list[int]]:
        """Return the entry and the exits of the shortest way there without the notice."""
        return self._ways.way(vertex)


def unwarned_entries(phone: Phone, vertices: Sequence[int], notice: str) -> list[int]:
    """Return the entries from which a call can come to one of these nodes without having heard a notice."""
    board, nodes = phone.board, phone.wiring.nodes
    seen = {vertex for vertex in vertices if notice not in nodes[vertex].notice}
    stack = list(seen)
    while stack:
        for edge in board.leading[stack.pop()]:
            source = board.sources[edge]
            if source not in seen and (source >= len(nodes) or notice not in nodes[source].notice):
                seen.add(source)
                stack.append(source)
    return [entry for entry in phone.wiring.entries if entry in seen]


def perhaps_told_of_recording(phone: Phone, vertices: list[int]) -> str:
    """Say why the callers of these nodes may have been told of a recording, though no tag says so; "" if they cannot.

    A text that speaks of recording, and a voice whose words nobody can see or understand, leave it open.
    """
    for vertex in vertices:
        node = phone.node(vertex)
        texts = [text for text in (phone.hearing.said(node.prompt),) if text]
        if any(may_tell_of_recording(text) for text in texts):
            return f"{node.name!r} may say so: if it does, tag it with notice: [recording]"
        if not texts and (node.audio or (node.type in SPEAKING and phone.tree.vendor)):
            return f"what is said at {node.name!r} cannot be seen"
        if texts and not known(phone.hearing.language, "en"):
            return f"what is said in {phone.hearing.language} is not understood"
    return ""
