"""What it costs a caller to leave a node by an exit, in every measure of the semantics, (l)."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property

from ivraudit.analysis.wiring import Wiring
from ivraudit.model import Edge, Node, NodeType, Owner
from ivraudit.words.hearing import Heard, Hearing

MEASURES = ("presses", "steps", "menus", "offers", "collects", "transfers", "seconds")
RELUCTANCE = 3600.0
"""Seconds that a journey goes out of its way so as not to need silence or a wrong key."""


class Costs:
    """Numbers per exit of a wiring."""

    def __init__(self, wiring: Wiring, hearing: Hearing) -> None:
        self._wiring = wiring
        self._hearing = hearing

    @cached_property
    def heard(self) -> dict[int, Heard]:
        """Per vertex of a menu, collect or queue: how it is heard."""
        wiring, hearing = self._wiring, self._hearing
        found = {}
        chosen: dict[int, list[Edge]] = {}
        for vertex, edge in zip(wiring.sources, wiring.edges, strict=True):
            if edge.owner is Owner.CALLER and not _entering(wiring.nodes[vertex], edge):
                chosen.setdefault(vertex, []).append(edge)
        for vertex in sorted(chosen):
            whole = self.prompts[vertex]
            found[vertex] = hearing.menu(wiring.nodes[vertex], chosen[vertex], self.announced, whole)
        return found

    def announced(self, edge: Edge) -> str:
        """Return the words by which an option is announced: its label, else its target's label or id."""
        label = self._hearing.said(edge.label)
        if label is not None:
            return label
        vertex = self._wiring.vertices.get(edge.target, -1) if isinstance(edge.target, str) else -1
        if vertex >= 0:
            label = self._hearing.said(self._wiring.nodes[vertex].label)
        return label or str(edge.target).rpartition("/")[2].replace("_", " ").replace("-", " ")

    def whole(self, vertex: int) -> float:
        """Return the seconds of all that is heard at a node; other systems announce nothing behind a prompt."""
        return self._whole[vertex]

    @cached_property
    def _whole(self) -> list[float]:
        if self._hearing.foreign:
            return self.prompts
        found = list(self.prompts)
        for vertex, heard in self.heard.items():
            found[vertex] = heard.seconds
        return found

    @cached_property
    def prompts(self) -> list[float]:
        """Per vertex: the seconds of a node's prompt, without the options that are announced behind it."""
        return [self._hearing.prompt(node) for node in self._wiring.nodes]

    @cached_property
    def seconds(self) -> list[float]:
        """Seconds at the node for a caller who knows the keys."""
        hearing, nodes, whole = self._hearing, self._wiring.nodes, self._whole
        pressed = [hearing.pressing(node, seconds) for node, seconds in zip(nodes, whole, strict=True)]
        return [
            pressed[vertex] if _pressing(nodes[vertex], edge) else hearing.expert(nodes[vertex], edge, whole[vertex])
            for vertex, edge in zip(self._wiring.sources, self._wiring.edges, strict=True)
        ]

    @cached_property
    def listening(self) -> list[float]:
        """Seconds at the node for a caller who answers once the option has been spoken."""
        hearing, nodes = self._hearing, self._wiring.nodes
        heard = [self.heard.get(vertex) or Heard(self.prompts[vertex], {}) for vertex in range(len(nodes))]
        edges, known = self._wiring.edges, self.seconds
        return [
            hearing.listener(nodes[vertex], edges[number], heard[vertex])
            if edges[number].owner is Owner.CALLER or nodes[vertex].type is NodeType.SAY
            else known[number]  # what is not chosen takes as long for everybody
            for number, vertex in enumerate(self._wiring.sources)
        ]

    @cached_property
    def journey(self) -> list[float]:
        """Seconds, with what a caller would rather not do made long."""
        edges = self._wiring.edges
        return [
            seconds + RELUCTANCE * (edges[number].owner is Owner.PASSIVE)
            for number, seconds in enumerate(self.seconds)
        ]  # fmt: skip

    @cached_property
    def presses(self) -> list[float]:
        """One for each choice of a key or phrase, none in a language menu."""
        return [step - entered for step, entered in zip(self.steps, self.collects, strict=True)]

    @cached_property
    def collects(self) -> list[float]:
        """One for each entry of data."""
        wiring = self._wiring
        return [
            1.0 if edge.trigger == "next" and _entering(wiring.nodes[source], edge) else 0.0
            for source, edge in zip(wiring.sources, wiring.edges, strict=True)
        ]

    @cached_property
    def steps(self) -> list[float]:
        """Presses and entries of data together."""
        wiring, tongues = self._wiring, self._language_menus
        return [
            1.0 if edge.owner is Owner.CALLER and source not in tongues else 0.0
            for source, edge in zip(wiring.sources, wiring.edges, strict=True)
        ]

    @cached_property
    def menus(self) -> list[float]:
        """One for each menu that is left, the language menu excepted."""
        return self._per_vertex(lambda v, node: node.type is NodeType.MENU and v not in self._language_menus)

    @cached_property
    def offers(self) -> list[float]:
        """One for each save offer that is passed."""
        return self._per_vertex(lambda _, node: node.offer)

    @cached_property
    def transfers(self) -> list[float]:
        """One for each transfer that is passed."""
        return self._per_vertex(lambda _, node: node.type is NodeType.TRANSFER)

    @cached_property
    def _language_menus(self) -> frozenset[int]:
        wiring = self._wiring
        return frozenset(
            source for source, edge in zip(wiring.sources, wiring.edges, strict=True)
            if edge.language and edge.owner is Owner.CALLER and wiring.nodes[source].type is NodeType.MENU
        )  # fmt: skip

    def _per_vertex(self, counts: Callable[[int, Node], bool]) -> list[float]:
        """Per exit: one where the vertex that it leaves counts."""
        ones = [1.0 if counts(vertex, node) else 0.0 for vertex, node in enumerate(self._wiring.nodes)]
        return [ones[source] for source in self._wiring.sources]


def _pressing(node: Node, edge: Edge) -> bool:
    """Whether an exit is nothing but a key or a phrase: the case of nearly all, and quick to count."""
    return edge.owner is Owner.CALLER and not edge.prompt and node.type is not NodeType.COLLECT


def _entering(node: Node, edge: Edge) -> bool:
    return node.type is NodeType.COLLECT and edge.owner is Owner.CALLER and edge.trigger == "next"
