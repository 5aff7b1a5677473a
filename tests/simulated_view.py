"""A tree as the simulation sees it under one profile: which exits there are, what is heard, who asks for a person."""

from __future__ import annotations

from collections.abc import Sequence

from ivraudit.model import Assumptions, Edge, Node, NodeType, Owner, PerLanguage, Profile, Tree
from ivraudit.words.asking import names_person
from ivraudit.words.hearing import UNTOLD, Heard, Hearing

STAFFED = (NodeType.QUEUE, NodeType.AGENT)


class View:
    """The nodes of a tree with the exits that exist for callers of a profile."""

    def __init__(self, tree: Tree, profile: Profile, hearing: Hearing, assumptions: Assumptions) -> None:
        self.profile = profile
        self.hearing = hearing
        self.keys, self.timing = assumptions.keys, assumptions.timing
        self.reaction = assumptions.speech.reaction_seconds
        self.nodes = {node.id: node for node in reversed(tree.nodes)}
        self.exits: dict[str, list[Edge]] = {name: [] for name in self.nodes}
        for edge in tree.edges:
            if edge.source in self.exits:
                self.exits[edge.source].append(edge)

    def open(self, node: Node) -> bool:
        """Whether a queue or an agent is staffed: (a)."""
        closed = any(edge.trigger == "closed" for edge in self.exits[node.id])
        return self.profile.clock == "open" or not closed

    def living(self, node: Node) -> list[Edge]:
        """The exits of a node that exist under the profile, and without a breakdown of the platform: (h)."""
        edges = self.exits[node.id]
        edges = [edge for edge in edges if not edge.breakdown] or edges
        if any(edge.language == self.profile.language for edge in edges if edge.language):
            edges = [
                edge for edge in edges
                if edge.language in ("", self.profile.language) or edge.owner is Owner.PASSIVE
            ]  # fmt: skip
        if node.type is NodeType.HOURS:
            clock = self.profile.clock
            if clock == "holiday" and all(edge.trigger != clock for edge in edges):
                clock = "closed"
            return [edge for edge in edges if edge.trigger == clock][:1]
        if node.type in STAFFED and self.profile.clock == "open":
            return [edge for edge in edges if edge.trigger != "closed"]
        return edges

    def heard(self, node: Node, again: str = "") -> Heard:
        """A play of a node's prompt and options; another play as the retry says."""
        whole = self.hearing.prompt(node)
        options = [edge for edge in self.exits[node.id] if edge.owner is Owner.CALLER and not entering(node, edge)]
        first = self.hearing.menu(node, options, self.label, whole) if options else Heard(whole, {})
        retry = {"noinput": node.noinput, "nomatch": node.nomatch}.get(again)
        text = self.hearing.said(retry.prompt) if retry else None
        return first if text is None or retry is None else self.heard_again(node, options, first, retry.prompt, text)

    def heard_again(
        self, node: Node, options: Sequence[Edge], first: Heard, prompt: PerLanguage[str], text: str
    ) -> Heard:
        """A play with a retry's own prompt: it may say keys itself; what was announced behind the node's follows it."""
        whole, short = self.hearing.prompt(node), self.hearing.speaking(text)
        own = self.hearing.menu(node._replace(prompt=prompt), options, self.label, short)
        spoken: dict[str, float | None] = {}
        for edge in options:
            said, before = own.spoken[edge.trigger], first.spoken[edge.trigger]
            if said is None or said > short:
                said = before - whole + short if before is not None and before > whole else None
            spoken[edge.trigger] = said
        return Heard(short + max(0.0, first.seconds - whole), spoken)

    def label(self, edge: Edge) -> str:
        """What an option is announced by: tree-format, Announcing."""
        target = self.nodes.get(edge.target) if isinstance(edge.target, str) else None
        said = self.hearing.said(edge.label) or (self.hearing.said(target.label) if target else None)
        return said or str(edge.target).rpartition("/")[2].replace("_", " ").replace("-", " ")

    def silence(self, node: Node) -> float:
        """The seconds of silence that count as no-input."""
        if node.noinput is not None and node.noinput.after is not None:
            return node.noinput.after
        return self.timing.noinput_seconds if node.type is NodeType.MENU else self.timing.collect_noinput_seconds

    def until(self, heard: Heard, edge: Edge, interrupted: bool) -> float:
        """The seconds until a caller answers who waits for the option to be spoken."""
        spoken = heard.spoken.get(edge.trigger)
        return self.reaction + (spoken if spoken is not None and interrupted else heard.seconds)

    def requests(self, edge: Edge) -> bool:
        """Whether who takes an exit asks for a person."""
        if not edge.spoken and edge.trigger == self.keys.human:
            return True
        phrases = (edge.trigger,) if edge.spoken else self.hearing.said(edge.speech) or ()
        return any(names_person(phrase, self.hearing.language or UNTOLD) for phrase in phrases)

    def chooses_language(self, node: Node) -> bool:
        """Whether a menu asks for nothing but the language, keys that mean the same everywhere aside."""
        kept = set(self.keys)
        own = [edge for edge in self.exits[node.id] if edge.owner is Owner.CALLER and edge.trigger not in kept]
        return node.type is NodeType.MENU and bool(own) and all(edge.language for edge in own)

    def any_language(self, node: Node) -> bool:
        """Whether some key of a menu chooses a language, so that its choice is no press: (l)."""
        own = [edge for edge in self.exits[node.id] if edge.owner is Owner.CALLER]
        return node.type is NodeType.MENU and any(edge.language for edge in own)


def entering(node: Node, edge: Edge) -> bool:
    """Whether an exit is the entry of data at a collect."""
    return node.type is NodeType.COLLECT and edge.owner is Owner.CALLER and edge.trigger == "next"
