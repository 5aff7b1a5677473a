"""Small random phone trees with every fault a real one may have, from a seed or from hypothesis."""

from __future__ import annotations

from random import Random

from hypothesis import strategies as st

from ivraudit.model import Edge, Entry, Node, NodeType, Nowhere, Owner, Position, Profile, Retry, Tree

FILE = "random.yaml"
GOAL = "cancel"
CLOCKS = ("open", "closed", "holiday", "mixed")
LANGUAGES = ("en", "es")

WEIGHTS: dict[NodeType, int] = {
    NodeType.MENU: 10,
    NodeType.COLLECT: 5,
    NodeType.DECIDE: 5,
    NodeType.LOOP: 6,
    NodeType.QUEUE: 5,
    NodeType.TRANSFER: 5,
    NodeType.SAY: 4,
    NodeType.HOURS: 4,
    NodeType.TASK: 4,
    NodeType.AGENT: 3,
    NodeType.VOICEMAIL: 2,
    NodeType.CALLBACK: 2,
    NodeType.HANGUP: 2,
    NodeType.OUTSIDE: 1,
    NodeType.TREE: 1,
    NodeType.RETURN: 1,
}
"""How often each type is drawn: those that make the game hard come most."""

MOST_LOOPS = 2
ASKING = (NodeType.MENU, NodeType.COLLECT)
TALKING = (NodeType.SAY, NodeType.MENU, NodeType.COLLECT, NodeType.VOICEMAIL, NodeType.CALLBACK)
STAFFED = (NodeType.QUEUE, NodeType.AGENT)

SYSTEM_EXITS: dict[NodeType, tuple[tuple[str, float], ...]] = {
    NodeType.SAY: (("next", 0.9),),
    NodeType.DECIDE: (("gold", 0.8), ("silver", 0.5), ("else", 0.6)),
    NodeType.HOURS: (("open", 0.9), ("closed", 0.75), ("holiday", 0.4)),
    NodeType.TASK: (("next", 0.9), ("error", 0.5)),
    NodeType.QUEUE: (("served", 0.4), ("full", 0.4), ("closed", 0.4), ("timeout", 0.4)),
    NodeType.AGENT: (("next", 0.4), ("closed", 0.15)),
    NodeType.TRANSFER: (("failed", 0.5),),
    NodeType.VOICEMAIL: (("next", 0.5),),
    NodeType.CALLBACK: (("next", 0.5),),
    NodeType.TREE: (("next", 1.0),),
}
"""The exits that the system takes, each with its chance of being written."""


def random_tree(rng: Random, nodes: int | None = None, loose_loops: bool = False) -> Tree:
    """A tree of that many nodes (None: 1 to 7), the same for the same state of `rng`.

    With `loose_loops` a loop may lack its `done`; else every loop has `again` and `done`.
    """
    size = rng.randint(1, 7) if nodes is None else nodes
    types = _types(rng, size)
    ids = [f"{kind}{number}" for number, kind in enumerate(types, 1)]
    made: list[Node] = []
    edges: list[Edge] = []
    for line, (name, kind) in enumerate(zip(ids, types, strict=True), 1):
        node = _node(rng, name, kind, 100 * line)
        made.append(node)
        edges += _Exits(rng, node, ids, loose_loops).all()
    return Tree(
        file=FILE,
        name="random",
        at=Position(FILE),
        entries=_entries(rng, ids),
        nodes=tuple(made),
        edges=tuple(edges),
        languages=LANGUAGES,
    )


def trees(least: int = 1, most: int = 7) -> st.SearchStrategy[Tree]:
    """Trees of `least` to `most` nodes, which shrink to small and plain ones."""
    return st.builds(random_tree, st.randoms(use_true_random=False), st.integers(least, most))


def profiles() -> st.SearchStrategy[Profile]:
    """Every clock with every language of the random trees, and with none."""
    return st.builds(Profile, st.sampled_from(CLOCKS), st.sampled_from(("", *LANGUAGES)))


def random_profile(rng: Random) -> Profile:
    """One of the profiles of `profiles`."""
    return Profile(rng.choice(CLOCKS), rng.choice(("", *LANGUAGES)))


def _types(rng: Random, size: int) -> list[NodeType]:
    drawn: list[NodeType] = []
    for _ in range(size):
        kind = _weighted(rng)
        if kind is NodeType.LOOP and drawn.count(NodeType.LOOP) == MOST_LOOPS:
            kind = NodeType.MENU
        drawn.append(kind)
    return drawn


def _weighted(rng: Random) -> NodeType:
    left = rng.randrange(sum(WEIGHTS.values()))
    for kind, weight in WEIGHTS.items():
        if left < weight:
            return kind
        left -= weight
    raise AssertionError("the weights add up to more than the number drawn")


def _entries(rng: Random, ids: list[str]) -> tuple[Entry, ...]:
    first = Entry(ids[0], Position(FILE, 1))
    if len(ids) > 1 and _chance(rng, 0.2):
        return first, Entry(rng.choice(ids[1:]), Position(FILE, 2), "+1 800 555 0199")
    return (first,)


def _chance(rng: Random, share: float) -> bool:
    """True in that share of draws; whole numbers, so that hypothesis shrinks it to False."""
    return rng.randrange(100) >= 100 - round(100 * share)


def _node(rng: Random, name: str, kind: NodeType, line: int) -> Node:
    at = Position(FILE, line, 3, line, 3 + len(name))
    wants = _chance(rng, 0.15)
    return Node(
        id=name,
        type=kind,
        at=at,
        prompt={"": "Thank you for calling."} if kind in TALKING else {},
        goals=(GOAL,) if wants else (),
        # A staffed node is achieved by the person; whether a closed one can resolve anything is nobody's question.
        resolves=kind not in STAFFED and _chance(rng, 0.7 if wants else 0.05),
        offer=_chance(rng, 0.2),
        barge_in=kind in ASKING,
        noinput=_retry(rng, at) if kind in ASKING else None,
        nomatch=_retry(rng, at) if kind in ASKING else None,
        collects=("account_number",) if kind is NodeType.COLLECT else (),
        digits=(8, 8) if kind is NodeType.COLLECT else None,
        by=("keys",) if kind is NodeType.COLLECT else (),
        times=rng.randint(1, 3) if kind is NodeType.LOOP else None,
        human=rng.choice((True, False, None)) if kind is NodeType.TRANSFER else None,
        number="+1 800 555 0123" if kind is NodeType.TRANSFER else "",
    )


def _retry(rng: Random, at: Position) -> Retry | None:
    return Retry(rng.randint(1, 3), at) if _chance(rng, 0.7) else None


class _Exits:
    """The exits of one node, drawn in the order in which a file would write them."""

    def __init__(self, rng: Random, node: Node, ids: list[str], loose_loops: bool) -> None:
        self.rng = rng
        self.node = node
        self.ids = ids
        self.loose_loops = loose_loops
        self.edges: list[Edge] = []

    def all(self) -> list[Edge]:
        kind = self.node.type
        if kind in ASKING:
            self._choices()
            self._retry("noinput", self.node.noinput)
            self._retry("nomatch", self.node.nomatch)
        elif kind is NodeType.LOOP:
            self._add("again", Owner.SYSTEM, limit=self.node.times)
            if not self.loose_loops or _chance(self.rng, 0.8):
                self._add("done", Owner.SYSTEM)
        else:
            for trigger, share in SYSTEM_EXITS.get(kind, ()):
                if _chance(self.rng, share):
                    self._add(trigger, Owner.SYSTEM, after=600.0 if trigger == "timeout" else None)
            if kind is NodeType.QUEUE and _chance(self.rng, 0.4):
                self._add("1", Owner.CALLER)
        return self.edges

    def _choices(self) -> None:
        collect = self.node.type is NodeType.COLLECT
        many = self.rng.randint(0, 1) if collect else self.rng.randint(0, 3)
        tongues = self.node.type is NodeType.MENU and _chance(self.rng, 0.2)
        if collect and _chance(self.rng, 0.85):
            self._add("next", Owner.CALLER)
        for key in ("1", "2", "0")[:many] if not collect else ("0",)[:many]:
            self._add(key, Owner.CALLER, language=self.rng.choice(("", "en", "es", "fr")) if tongues else "")
        if _chance(self.rng, 0.15):
            self._add("operator", Owner.CALLER, spoken=True)

    def _retry(self, trigger: str, retry: Retry | None) -> None:
        if retry is None:
            return
        if retry.attempts > 1:
            self._add(trigger, Owner.PASSIVE, target=self.node.id, limit=retry.attempts - 1)
        self._add(f"{trigger}-last", Owner.PASSIVE)

    def _add(
        self,
        trigger: str,
        owner: Owner,
        target: str | None = None,
        limit: int | None = None,
        after: float | None = None,
        language: str = "",
        spoken: bool = False,
    ) -> None:
        line = self.node.at.line + 1 + len(self.edges)
        self.edges.append(
            Edge(
                source=self.node.id,
                target=self._target() if target is None else target,
                trigger=trigger,
                owner=owner,
                at=Position(FILE, line, 5, line, 5 + len(trigger)),
                limit=limit,
                goal=GOAL if target is None and _chance(self.rng, 0.08) else "",
                language=language,
                spoken=spoken,
                after=after,
            )
        )

    def _target(self) -> str | Nowhere:
        odd = self.rng.randrange(100)
        if odd >= 97:
            return "missing"
        if odd >= 94:
            return Nowhere.UNREAD
        if odd >= 91:
            return Nowhere.DROPPED
        return self.rng.choice(self.ids)
