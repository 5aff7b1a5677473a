"""The judge: slow, naive answers to the questions of the caller's game, to hold the analysis against on small trees.

Written from the binding semantics (docs/method.md, (a) to (l)) and from nothing else; it shares no line with
the analysis. Every call is unrolled into states (node, how often each bounded system exit has been taken), and every
answer is a fixpoint found by repeating a plain sentence until nothing changes.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from ivraudit.model import Edge, Node, NodeType, Nowhere, Owner, Profile, Tree

State = tuple[str, tuple[int, ...]]
"""A node, and how often each bounded system exit of the tree has been taken."""

Measure = Literal["presses", "menus", "offers", "collects", "steps"]
MEASURES: tuple[Measure, ...] = ("presses", "menus", "offers", "collects", "steps")

ASKING = (NodeType.MENU, NodeType.COLLECT)
STAFFED = (NodeType.QUEUE, NodeType.AGENT)
LEAVING = (NodeType.TRANSFER, NodeType.VOICEMAIL, NodeType.CALLBACK, NodeType.OUTSIDE, NodeType.RETURN)
"""Types with an exit that is not drawn: (k)."""

LAST = ("noinput-last", "nomatch-last")


@dataclass(frozen=True, slots=True)
class Board:
    """A tree under one profile, unrolled: only the exits that exist there."""

    profile: Profile
    nodes: Mapping[str, Node]
    exits: Mapping[str, tuple[Edge, ...]]
    counted: tuple[Edge, ...]
    """The bounded system exits; the numbers of a state are theirs, in this order."""

    def states(self) -> list[State]:
        """Every node with every count of every bounded exit."""
        counts = list(itertools.product(*(range((edge.limit or 0) + 1) for edge in self.counted)))
        return [(node, count) for node in self.nodes for count in counts]

    def start(self, node: str) -> State:
        """The node as a caller meets it when nothing has been counted yet."""
        return node, (0,) * len(self.counted)

    def open_exits(self, state: State) -> list[Edge]:
        """The exits that may still be taken: a bounded system exit only while its count is below its limit."""
        spent = {edge for edge, count in zip(self.counted, state[1], strict=True) if count >= (edge.limit or 0)}
        return [edge for edge in self.exits[state[0]] if edge not in spent]

    def after(self, state: State, edge: Edge) -> State:
        """The state behind an exit: it counts when bounded, and resets the counts of its node when not."""
        counts = list(state[1])
        for number, bounded in enumerate(self.counted):
            if edge is bounded:
                counts[number] += 1
            elif edge.owner is Owner.SYSTEM and edge.limit is None and bounded.source == edge.source:
                counts[number] = 0
        return str(edge.target), tuple(counts)

    def closed_exits(self, node: str) -> list[Edge]:
        """The `closed` exits of a queue or an agent in this profile."""
        if self.nodes[node].type not in STAFFED:
            return []
        return [edge for edge in self.exits[node] if edge.trigger == "closed" and edge.owner is Owner.SYSTEM]

    def person(self, node: str) -> bool:
        """Whether entering the node is meeting a person: (a); in `mixed` the clock may say otherwise."""
        if self.nodes[node].type in STAFFED:
            return self.profile.clock in ("open", "mixed") or not self.closed_exits(node)
        return self.nodes[node].type is NodeType.TRANSFER and self.nodes[node].human is True


def board(tree: Tree, profile: Profile) -> Board:
    """The tree as it is in the profile: (h)."""
    nodes = {node.id: node for node in tree.nodes}
    exits = {}
    for node in tree.nodes:
        written = [edge for edge in tree.edges if edge.source == node.id]
        exits[node.id] = tuple(_in_language(_by_clock(node, written, profile.clock), profile.language))
    drawn = [edge for node in nodes for edge in exits[node]]
    counted = tuple(edge for edge in drawn if edge.owner is Owner.SYSTEM and edge.limit is not None)
    return Board(profile, nodes, exits, counted)


def _by_clock(node: Node, edges: list[Edge], clock: str) -> list[Edge]:
    if clock == "mixed":
        return edges
    if node.type is NodeType.HOURS:
        wanted = clock
        if clock == "holiday" and all(edge.trigger != "holiday" for edge in edges):
            wanted = "closed"
        return [edge for edge in edges if edge.trigger == wanted]
    if node.type in STAFFED:
        closed = [edge for edge in edges if edge.trigger == "closed" and edge.owner is Owner.SYSTEM]
        if clock == "open":
            return [edge for edge in edges if edge not in closed]
        return closed or edges
    return edges


def _in_language(edges: list[Edge], language: str) -> list[Edge]:
    if not language or all(edge.language != language for edge in edges):
        return edges
    return [edge for edge in edges if edge.language in ("", language)]


# Plain reach.


def reached(tree: Tree, profile: Profile) -> set[str]:
    """The ids that some way from some entry leads to."""
    here = board(tree, profile)
    return _closure(here, (entry.node for entry in tree.entries), lambda edge: True)


def _closure(here: Board, starts: Iterable[str | Nowhere], keep: Callable[[Edge], bool]) -> set[str]:
    """The starts that are nodes, and every node behind them over the exits that are kept."""
    found: set[str] = set()
    new = {start for start in starts if isinstance(start, str) and start in here.nodes}
    while new:
        found |= new
        ahead = {edge.target for node in new for edge in here.exits[node] if keep(edge)}
        new = {target for target in ahead if isinstance(target, str) and target in here.nodes} - found
    return found


# The game.


def goal_nodes(here: Board, goal: str) -> set[str]:
    """The persons for `human`, else C(goal): (i)."""
    persons = {node for node in here.nodes if here.person(node)}
    if goal == "human":
        return persons
    own = {node.id for node in here.nodes.values() if goal in node.goals and (node.resolves or node.id in persons)}
    wanted = [edge.target for edges in here.exits.values() for edge in edges if edge.goal == goal]
    return own | (persons & _closure(here, wanted, lambda edge: edge.owner is Owner.SYSTEM))


def forced(tree: Tree, profile: Profile, goal: str, unknown: bool, silence: bool) -> set[str]:
    """The ids from which the caller can force the goal: (c), (d), (e), with unknown taken for reached or for not."""
    return set(_solve(Game(board(tree, profile), goal, unknown, silence, None)))


def distance(tree: Tree, profile: Profile, goal: str, measure: Measure, unknown: bool, silence: bool) -> dict[str, int]:
    """What the goal costs from each id that can force it, the caller at their best, the system at its worst: (l)."""
    found = _solve(Game(board(tree, profile), goal, unknown, silence, measure))
    return {node: int(cost) for node, cost in found.items()}


def priced(
    tree: Tree, profile: Profile, goal: str, prices: Mapping[Edge, float], silence: bool,
    offered: Mapping[str, float] | None = None,
) -> dict[str, float]:  # fmt: skip
    """The same where each exit has a price; `offered` says at which price a menu offers the goal without being left."""
    return _solve(Game(board(tree, profile), goal, False, silence, None, prices=prices, offered=offered or {}))


def by_itself(tree: Tree, profile: Profile) -> set[str]:
    """The ids from which a call comes to a person without any choice: (j)."""
    return set(_solve(Game(board(tree, profile), "human", False, False, None, choosing=False)))


def leading(tree: Tree, profile: Profile, start: str, goal: str) -> tuple[bool, bool]:
    """Whether some way leads from an id to the goal, and whether one leads out of sight; no wrong keys: (d)."""
    here = board(tree, profile)
    kept = [edge for node in here.nodes for edge in here.exits[node] if not mistaken(here, edge)]
    found = _closure(here, [start], lambda edge: edge in kept)
    gone = any(edge.source in found and edge.target not in (*here.nodes, Nowhere.DROPPED) for edge in kept)
    unseen = any(_unseen(here.nodes[node], list(here.exits[node])) for node in found)
    return bool(found & goal_nodes(here, goal)), gone or unseen


def mistaken(here: Board, edge: Edge) -> bool:
    """Whether an exit is that of wrong keys where there are right ones."""
    return edge.trigger == "nomatch-last" and any(one.owner is Owner.CALLER for one in here.exits[edge.source])


@dataclass(frozen=True, slots=True)
class Game:
    """One question: whether, and for how much, the caller can force the goal; `measure` None asks whether only."""

    here: Board
    goal: str
    unknown: bool
    silence: bool
    measure: Measure | None
    prices: Mapping[Edge, float] | None = None
    offered: Mapping[str, float] = field(default_factory=dict)
    choosing: bool = True
    """Whether the caller may choose."""

    def price(self, edge: Edge) -> float:
        """What leaving by this exit costs."""
        if self.prices is not None:
            return self.prices[edge]
        node = self.here.nodes[edge.source]
        language = node.type is NodeType.MENU and any(other.language for other in self.here.exits[node.id])
        data = node.type is NodeType.COLLECT and edge.owner is Owner.CALLER and edge.trigger == "next"
        press = edge.owner is Owner.CALLER and not data and not language
        menu = node.type is NodeType.MENU and not language
        prices = {"presses": press, "menus": menu, "offers": node.offer, "collects": data, "steps": press or data}
        return int(prices[self.measure]) if self.measure else 0


Best = Mapping[State, float]
"""The least cost known so far from each state; infinite: not in the set."""


def _solve(game: Game) -> dict[str, float]:
    """From infinity downwards until no state gets cheaper, so that going round for nothing is never an arrival."""
    here = game.here
    goals = goal_nodes(here, game.goal)
    states = here.states()
    best = dict.fromkeys(states, math.inf)
    changed = True
    while changed:
        changed = False
        for state in states:
            cost = _worth(game, goals, state, best)
            if cost < best[state]:
                best[state] = cost
                changed = True
    return {node: best[here.start(node)] for node in here.nodes if best[here.start(node)] < math.inf}


def _worth(game: Game, goals: set[str], state: State, best: Best) -> float:
    """The cost from a state; where the mixed clock may close a queue, the way by `closed` has to lead in as well."""
    edges = game.here.open_exits(state)
    shut = game.here.closed_exits(state[0]) if game.here.profile.clock == "mixed" else []
    cost = _worth_open(game, goals, state, best, [edge for edge in edges if edge not in shut])
    return max([cost, *(_behind(game, state, edge, best) for edge in shut)])


def _worth_open(game: Game, goals: set[str], state: State, best: Best, edges: list[Edge]) -> float:
    node = game.here.nodes[state[0]]
    if node.id in goals:
        return 0
    if _unseen(node, edges):
        return 0 if game.unknown else math.inf
    if node.type in ASKING:
        return _worth_asking(game, state, edges, best)
    if node.type is NodeType.QUEUE and game.here.person(node.id):
        return _worth_waiting(game, state, edges, best)
    return max((_behind(game, state, edge, best) for edge in edges), default=math.inf)


def _unseen(node: Node, edges: list[Edge]) -> bool:
    """Whether nobody can see what lies behind the node; a `return` that nothing called goes nobody knows where."""
    if node.type is NodeType.TRANSFER:
        return node.human is None
    return node.type is NodeType.OUTSIDE or (node.type is NodeType.RETURN and not edges)


def _worth_asking(game: Game, state: State, edges: list[Edge], best: Best) -> float:
    """A menu or collect: the caller takes the cheapest; without caller exits silence and wrong keys decide."""
    offered = [edge for edge in edges if edge.owner is Owner.CALLER]
    last = [edge for edge in edges if edge.owner is Owner.PASSIVE and edge.trigger in LAST]
    silent = [edge for edge in last if game.silence and edge.trigger == "noinput-last"]
    if offered and not game.choosing:
        return math.inf
    cost = min((_behind(game, state, edge, best) for edge in offered + silent), default=math.inf)
    if offered:
        return min(cost, game.offered.get(state[0], math.inf))
    return min(cost, max((_behind(game, state, edge, best) for edge in last), default=math.inf))


def _worth_waiting(game: Game, state: State, edges: list[Edge], best: Best) -> float:
    """A staffed queue on the way to something else: press a key, or be served and go on, whatever the system does."""
    offered = [edge for edge in edges if edge.owner is Owner.CALLER and game.choosing]
    system = [edge for edge in edges if edge.owner is Owner.SYSTEM]
    cost = min((_behind(game, state, edge, best) for edge in offered), default=math.inf)
    if all(edge.trigger != "served" for edge in system):
        return cost
    return min(cost, max(_behind(game, state, edge, best) for edge in system))


def _behind(game: Game, state: State, edge: Edge, best: Best) -> float:
    """What taking an exit costs in all: infinite where it leads out of the set."""
    if edge.target is Nowhere.DROPPED:
        return math.inf
    if edge.target is Nowhere.UNREAD or edge.target not in game.here.nodes:
        return game.price(edge) if game.unknown else math.inf
    return game.price(edge) + best[game.here.after(state, edge)]


# Loops.

Rings = set[frozenset[str]]


def components(tree: Tree, profile: Profile) -> Rings:
    """The reachable rings that nothing leaves: (k)."""
    here = board(tree, profile)
    rings = _rings(here, reached(tree, profile), lambda edge: True)
    return {ring for ring in rings if not any(_leaves(here, node, ring) for node in ring)}


def automatic_cycles(tree: Tree, profile: Profile) -> Rings:
    """The reachable rings of unbounded system exits, none of their nodes left by an exit that is not drawn."""
    here = board(tree, profile)
    return _rings(here, _unattended(here, tree), lambda edge: edge.owner is Owner.SYSTEM and edge.limit is None)


def unbounded_retries(tree: Tree, profile: Profile) -> Rings:
    """The reachable rings of unbounded passive and system exits, at least one of them passive, likewise."""
    here = board(tree, profile)
    rings = _rings(here, _unattended(here, tree), lambda edge: edge.owner is not Owner.CALLER and edge.limit is None)
    return {ring for ring in rings if any(_passive_within(here, node, ring) for node in ring)}


def _unattended(here: Board, tree: Tree) -> set[str]:
    nodes = reached(tree, here.profile)
    return {node for node in nodes if here.nodes[node].type not in (*STAFFED, *LEAVING)}


def _rings(here: Board, nodes: set[str], keep: Callable[[Edge], bool]) -> Rings:
    """The sets of nodes that lead to each other; a node alone only with an unbounded exit to itself."""

    def kept(edge: Edge) -> bool:
        return edge.source in nodes and edge.target in nodes and keep(edge)

    ahead = {node: _closure(here, [node], kept) for node in nodes}
    rings = {frozenset(other for other in ahead[node] if node in ahead[other]) for node in nodes}
    looped = {edge.source for node in nodes for edge in here.exits[node] if _repeats(edge) and kept(edge)}
    return {ring for ring in rings if len(ring) > 1 or ring <= looped}


def _repeats(edge: Edge) -> bool:
    return edge.target == edge.source and edge.limit is None


def _passive_within(here: Board, node: str, ring: frozenset[str]) -> bool:
    exits = [edge for edge in here.exits[node] if edge.owner is Owner.PASSIVE and edge.limit is None]
    return any(edge.target in ring for edge in exits)


def _leaves(here: Board, node: str, ring: frozenset[str]) -> bool:
    """Whether a call can leave the ring here, by a drawn exit or by one that goes without drawing."""
    kind = here.nodes[node].type
    if any(edge.target not in ring for edge in here.exits[node]):
        return True
    if kind in STAFFED:
        return here.person(node)
    if kind in ASKING:
        return not {edge.trigger for edge in here.exits[node] if edge.owner is Owner.PASSIVE}.issuperset(LAST)
    return kind in LEAVING


# Walks.

ENDS = {
    NodeType.VOICEMAIL: "voicemail",
    NodeType.CALLBACK: "callback",
    NodeType.HANGUP: "hangup",
    NodeType.OUTSIDE: "outside",
    NodeType.RETURN: "outside",
}


def silent_walk(tree: Tree, profile: Profile) -> dict[str, frozenset[str]]:
    """How a call can end, from each id, for one who never answers: 3.6.2."""
    return _walk(board(tree, profile), "noinput-last")


def wrong_key_walk(tree: Tree, profile: Profile) -> dict[str, frozenset[str]]:
    """How a call can end, from each id, for one who always presses a wrong key: 3.6.3."""
    return _walk(board(tree, profile), "nomatch-last")


def _walk(here: Board, answer: str) -> dict[str, frozenset[str]]:
    states = here.states()
    ends: dict[State, frozenset[str]] = {}
    ahead: dict[State, list[State]] = {}
    for state in states:
        ends[state], ahead[state] = _walked(here, state, answer)
    endless = set(states)
    while stopped := {state for state in endless if not endless.intersection(ahead[state])}:
        endless -= stopped
    for state in endless:
        ends[state] |= {"forever"}
    changed = True
    while changed:
        changed = False
        for state in states:
            seen = ends[state].union(*(ends[following] for following in ahead[state]))
            changed = changed or seen != ends[state]
            ends[state] = seen
    return {node: ends[here.start(node)] for node in here.nodes}


def _walked(here: Board, state: State, answer: str) -> tuple[frozenset[str], list[State]]:
    """The endings met at once and the states met next."""
    node = here.nodes[state[0]]
    edges = [edge for edge in here.open_exits(state) if edge.owner is Owner.SYSTEM]
    met: set[str] = set()
    if here.person(node.id):
        met.add("human")
        # Only the mixed clock leaves a person with a closed door.
        edges = here.closed_exits(node.id)
    elif node.type in ENDS:
        return frozenset({ENDS[node.type]}), []
    elif node.type is NodeType.TRANSFER:
        met.add("transfer" if node.human is False else "outside")
    elif node.type in ASKING:
        edges = [edge for edge in here.exits[node.id] if edge.owner is Owner.PASSIVE and edge.trigger == answer]
    if not edges and not met:
        met.add("dropped")
    for edge in edges:
        if edge.target is Nowhere.DROPPED:
            met.add("dropped")
        elif edge.target not in here.nodes:
            met.add("outside")
    return frozenset(met), [here.after(state, edge) for edge in edges if edge.target in here.nodes]
