"""What can be asked of a tree: where calls come, what callers can force, how far it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple, Self, TypeVar, cast

from ivraudit.analysis import reach
from ivraudit.analysis.board import Board, set_up
from ivraudit.analysis.distance import distances
from ivraudit.analysis.game import forced
from ivraudit.analysis.goals import achieving, shortfall
from ivraudit.analysis.graph import build
from ivraudit.analysis.wiring import Wiring, wire
from ivraudit.model import Assumptions, Edge, Hit, Node, NodeType, Profile, Tree
from ivraudit.words.costs import MEASURES, Costs
from ivraudit.words.hearing import Hearing

if TYPE_CHECKING:
    from networkx import MultiDiGraph

    from ivraudit.analysis.walks import End

HUMAN = "human"
HOURS = ("open", "closed", "holiday")
"""The clocks that are true of every line at some hour."""
CLOCKS = (*HOURS, "mixed")

A = TypeVar("A")


class Forced(NamedTuple):
    """Per vertex, 1 where a goal can be forced: `surely` whatever lies behind the unknown, `perhaps` if it is kind."""

    surely: bytearray
    perhaps: bytearray


class _Shared(NamedTuple):
    """What all profiles of one tree have in common."""

    wiring: Wiring
    assumptions: Assumptions
    clocked: bool
    feasts: bool
    """Whether a holiday differs from any other closed day."""
    tongues: frozenset[str]
    boards: dict[Profile, Board]
    answers: dict[object, object]


def _share(tree: Tree, assumptions: Assumptions) -> _Shared:
    clocked = any(node.type is NodeType.HOURS for node in tree.nodes) or any(
        edge.trigger in ("closed", "holiday") for edge in tree.edges
    )
    wiring = wire(tree)
    feasts = any(_feast(wiring, vertex) for vertex, node in enumerate(wiring.nodes) if node.type is NodeType.HOURS)
    return _Shared(wiring, assumptions, clocked, feasts, frozenset(edge.language for edge in tree.edges), {}, {})


def _feast(wiring: Wiring, vertex: int) -> bool:
    targets = {wiring.edges[edge].trigger: wiring.targets[edge] for edge in wiring.exits[vertex]}
    return "holiday" in targets and targets["holiday"] != targets.get("closed")


class Questions:
    """A tree under a profile. Vertices are its nodes, numbered in document order; answers are given per vertex."""

    def __init__(
        self, tree: Tree, assumptions: Assumptions | None = None, profile: Profile | None = None,
        shared: _Shared | None = None, *, kind: bool = False,
    ) -> None:  # fmt: skip
        self.tree = tree
        self.kind = kind
        """Whether everything that cannot be seen counts as the goal."""
        self.profile = profile or Profile(language=tree.languages[0] if tree.languages else "")
        self._shared = shared or _share(tree, assumptions or Assumptions())
        self.assumptions = self._shared.assumptions
        self.wiring = self._shared.wiring

    # What there is

    @property
    def graph(self) -> MultiDiGraph[str]:
        """The tree as a frozen networkx.MultiDiGraph: `node` on nodes; `edge`, `owner`, `trigger`, `limit` on edges."""
        return self.keep("graph", lambda: build(self.tree))

    def node(self, vertex: int) -> Node:
        """Return the node of a vertex."""
        return self.wiring.nodes[vertex]

    def nodes(self, where: Sequence[int], *types: NodeType) -> Iterator[tuple[int, Node]]:
        """Yield the vertices marked in `where` with their nodes, in document order; only of these types, if any."""
        nodes = self.wiring.nodes
        for vertex in self._of_types(types) if types else range(len(nodes)):
            if where[vertex]:
                yield vertex, nodes[vertex]

    def _of_types(self, types: tuple[NodeType, ...]) -> list[int]:
        """The vertices of these types, in order."""
        return self.keep(("types", types), lambda: [v for v, one in enumerate(self.wiring.nodes) if one.type in types])

    def exits(self, vertex: int) -> list[tuple[int, Edge]]:
        """Return the exits that a node declares, with their numbers, in the order written."""
        return self._exits[vertex]

    @cached_property
    def _exits(self) -> list[list[tuple[int, Edge]]]:
        edges = self.wiring.edges
        return self.keep("exits", lambda: [[(one, edges[one]) for one in exits] for exits in self.wiring.exits])

    def troubles(self, rule: str) -> Iterator[Hit]:
        """Yield what the reader could not understand and that rule reports."""
        for trouble in self.tree.troubles:
            if trouble.rule == rule:
                yield Hit(trouble, trouble.message, also=trouble.also, severity=trouble.severity)

    # Profiles

    def profiles(self, clocks: Sequence[str] = CLOCKS) -> list[Profile]:
        """Return the profiles among `clocks` in which this tree differs, each with every language of the tree."""
        known = CLOCKS if self._shared.clocked else ("open",)
        wanted = [clock for clock in known if clock in clocks and (clock != "mixed" or self._schedules_differ)]
        return [Profile(clock, tongue) for clock in wanted for tongue in self.tree.languages or ("",)]

    def under(self, profile: Profile) -> Self:
        """Return the same tree seen in another profile."""
        return type(self)(self.tree, profile=profile, shared=self._shared, kind=self.kind)

    def kindly(self) -> Self:
        """Return the same tree as it is if every goal lies behind what cannot be seen; itself if all can be seen."""
        if self.kind or not any(self.reached[vertex] for vertex in self.board.unknowns):
            return self
        return type(self)(self.tree, profile=self.profile, shared=self._shared, kind=True)

    @cached_property
    def board(self) -> Board:
        """The board of the game under this profile; profiles that make no difference share one."""
        clock = self.profile.clock if self._shared.clocked else "open"
        if clock == "holiday" and not self._shared.feasts:
            clock = "closed"
        tongue = self.profile.language if self.profile.language in self._shared.tongues else ""
        key = Profile(clock, tongue)
        if key not in self._shared.boards:
            like = next(iter(self._shared.boards.values()), None)
            self._shared.boards[key] = set_up(self.wiring, key, like)
        return self._shared.boards[key]

    @property
    def _schedules_differ(self) -> bool:
        hours = (self.wiring.nodes[vertex] for vertex in self._of_types((NodeType.HOURS,)))
        return self.keep("schedules differ", lambda: len({tuple(sorted(node.schedule.items())) for node in hours}) > 1)

    # Where a call can come

    @cached_property
    def reached(self) -> bytearray:
        """1 where a call can come in this profile."""
        return self.ask("reached", lambda: reach.reached(self.board, self.wiring.entries))

    @cached_property
    def ever_reached(self) -> bytearray:
        """1 where a call can come in some profile."""
        return self.ever_reached_from(*self.wiring.entries)

    def ever_reached_from(self, *starts: int) -> bytearray:
        """1 where a call can come, in some profile, that is at one of these vertices."""
        return self.keep(("ever reached", starts), lambda: reach.ever_reached(self.wiring, starts))

    def reached_from(self, *starts: int) -> bytearray:
        """1 where a call can come that is at one of these vertices."""
        return self.ask(("reached", starts), lambda: reach.reached(self.board, starts))

    @cached_property
    def judged(self) -> bytearray:
        """1 where a call can come that has not been served: (f) of the semantics.

        Served means past a person, a voicemail, a callback or a node that resolves. What cannot be seen counts as a
        person here, so that no node is judged whose callers may have been served.
        """
        return self.ask("judged", self._judge)

    def _judge(self) -> bytearray:
        serving = (NodeType.VOICEMAIL, NodeType.CALLBACK)
        stops = [v for v, node in enumerate(self.wiring.nodes) if node.resolves or node.type in serving]
        seen = reach.reached(
            self.board, self.wiring.entries, stops=[*stops, *self.board.persons, *self.board.unknowns]
        )
        for vertex in stops:
            seen[vertex] = 0
        return seen

    def leading(self, goal: str, *, unknown: bool = False) -> bytearray:
        """1 where some way leads to the goal, however kind the system is; `unknown` counts what cannot be seen."""
        seeds = [*self.goal(goal), *(self.board.unknowns if unknown else ())]
        return self.ask(("leading", goal, unknown, self.kind), lambda: reach.leading(self.board, seeds))

    # What the caller can force

    def goal(self, name: str) -> list[int]:
        """Return the vertices at which a goal is achieved: persons for `human`, else C(goal) of (i)."""
        return self.ask(("goal", name, self.kind), lambda: self._goal(name))

    def _goal(self, name: str) -> list[int]:
        seen = self.board.persons if name == HUMAN else achieving(self.board, name)
        return [*seen, *self.board.unknowns] if self.kind else seen

    def shortfall(self, goal: str) -> str:
        """Say why nothing achieves a goal though something is tagged with it; "" where nothing is tagged."""
        return shortfall(self.board, goal)

    def forced(self, goal: str, *, silence: bool = True) -> Forced:
        """Return from where the goal can be forced; with `silence` also by saying nothing, (d)."""
        key = ("forced", goal, silence, self.kind)
        return self.ask(key, lambda: self.forced_among(self.goal(goal), silence=silence))

    def forced_among(self, vertices: Sequence[int], *, silence: bool = True) -> Forced:
        """Return from where the caller can force one of these vertices."""
        surely = forced(self.board, vertices, silence=silence)
        if not any(self.reached[vertex] for vertex in self.board.unknowns):
            return Forced(surely, surely)
        return Forced(surely, forced(self.board, [*vertices, *self.board.unknowns], silence=silence))

    def unknown_list(self) -> str:
        """Return the names of what calls come to and nobody can see behind, for a sentence; at most five."""
        names = self.unknown_names()
        more = f" and {len(names) - 5} more" if len(names) > 5 else ""
        return ", ".join(repr(name) for name in names[:5]) + more

    def unknown_names(self) -> list[str]:
        """Return what calls of this profile come to and nobody can see behind, by name."""
        wiring, reached = self.wiring, self.reached
        unknowns = set(self.board.unknowns)
        names = [node.name for vertex, node in self.nodes(reached) if vertex in unknowns]
        for number, edge in enumerate(wiring.edges):
            if wiring.targets[number] == wiring.unknown and reached[wiring.sources[number]]:
                names.append(edge.target if isinstance(edge.target, str) else f"{edge.source}: {edge.trigger}")
        return list(dict.fromkeys(names))

    # How far it is

    @cached_property
    def hearing(self) -> Hearing:
        """What a caller of this profile hears."""
        tongue = self.profile.language
        return self.keep(("hearing", tongue), lambda: Hearing(self.tree, tongue, self.assumptions))

    @cached_property
    def costs(self) -> Costs:
        """What each exit costs the caller."""
        return self.keep(("costs", self.profile.language), lambda: Costs(self.wiring, self.hearing))

    def distance(self, goal: str, measure: str) -> list[float]:
        """The least of a measure that the caller needs to the goal, the system at its worst (inf: cannot be forced).

        Measures: presses, steps, menus, offers, collects, transfers, seconds; (l) of the semantics.
        """
        if measure not in MEASURES:
            raise ValueError(f"no such measure: {measure}")
        key = ("distance", goal, measure, self.profile.language, self.kind)
        return self.ask(key, lambda: self._distance(goal, getattr(self.costs, measure)))

    def _distance(self, goal: str, cost: Sequence[float]) -> list[float]:
        seeds = [(0.0, vertex) for vertex in self.goal(goal)]
        return distances(self.board, seeds, self.forced(goal).surely, cost, silence=True)

    # How a call ends for those who answer nothing, or nothing right

    def endings(self, trigger: str) -> list[End]:
        """How the call of a caller can end who only does `noinput`, or only `nomatch`."""
        from ivraudit.analysis.walks import endings  # asked of few trees

        return self.ask(("endings", trigger), lambda: endings(self.board, trigger))

    # Answers are kept: by tree, or by tree and board

    def keep(self, key: object, answer: Callable[[], A]) -> A:
        answers = self._shared.answers
        if key not in answers:
            answers[key] = answer()
        return cast(A, answers[key])

    def ask(self, key: object, answer: Callable[[], A]) -> A:
        return self.keep((self.board.profile, key), answer)
