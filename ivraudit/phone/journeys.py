"""The witness of a finding: the caller's way to the fault, as the caller lives it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from functools import partial
from math import inf
from typing import cast

from ivraudit.analysis import paths
from ivraudit.analysis.agreeing import Twins
from ivraudit.analysis.claims import Claims
from ivraudit.analysis.distance import distances
from ivraudit.analysis.minded import Minded
from ivraudit.model import Node, NodeType, Note, Owner, Position, Step
from ivraudit.phone.questions import Questions
from ivraudit.phone.rounds import with_rounds

MOST_STEPS = 100_000
"""So many steps are shown for one tree in all; findings beyond show no journey, so that no output can explode."""


class _NodeNote(Note):
    """A note at a node that finds its place when somebody asks: of thousands a writer may show a handful."""

    __slots__ = ()

    @property
    def at(self) -> Position:
        """The span of the id where the node is defined."""
        return cast(Node, self[0]).at

    def __eq__(self, other: object) -> bool:
        """Two notes are the same if they say the same of the same place."""
        return isinstance(other, Note) and (self.at, *self[1:]) == (other.at, *other[1:])

    def __hash__(self) -> int:
        return hash((self.at, *self[1:]))

    def __reduce__(self) -> tuple[type[Note], tuple[Position, str, str | None]]:
        """What leaves for another process is a plain note: it takes its place along, not the whole node."""
        return Note, (self.at, self.message, self.node)


class Phone(Questions):
    """A tree under a profile, with the ways that calls take through it."""

    def journey(self, vertex: int, *behind: int) -> tuple[Step, ...]:
        """Return the quickest way from an entry to a vertex, then on by the exits `behind`; empty if there is none.

        Silence and wrong keys are taken only where nothing else leads there.
        """
        if self._spent[0] > MOST_STEPS:
            return ()
        for phone in (self, *(self.under(profile) for profile in self.profiles())):
            exits = phone._ways.to(vertex, behind)
            if exits is not None:
                return self.steps(vertex, exits)
        return ()

    def journey_from(self, entry: int, vertex: int, *behind: int) -> tuple[Step, ...]:
        """Return the quickest way from this entry to a vertex, then on by the exits `behind`; empty without one."""
        if self._spent[0] > MOST_STEPS:
            return ()
        exits = self._ways_from(entry).to(vertex, behind)
        return () if exits is None else self.steps(vertex, exits)

    def way_out(self, number: int) -> tuple[Step, ...]:
        """Return the quickest way from an entry to an exit and through it."""
        return self.journey(self.wiring.sources[number], number)

    def way_to(self, goal: str, vertex: int) -> list[int]:
        """Return the exits from a vertex to a goal that the caller forces in least seconds, the system at its worst."""
        far = self.distance(goal, "seconds")
        return paths.forced_way(self.board, vertex, set(self.goal(goal)), far, self.costs.seconds)

    def journey_to(self, goal: str, vertex: int) -> tuple[Step, ...]:
        """Return the steps of that way."""
        return self.steps(vertex, self.way_to(goal, vertex))

    def steps(self, start: int, exits: Sequence[int]) -> tuple[Step, ...]:
        """Return the steps of a walk by these exits; of none, the one step at `start`.

        Before a loop is done, its rounds are gone: without them the walk could not be dialled. A walk by the second
        exit of one key cannot be dialled at all, so it has no steps.
        """
        if any(map(self._shadowed, exits)):
            return ()
        exits = self.with_rounds(exits)
        self._spent[0] += len(exits) + 1
        if self._spent[0] > MOST_STEPS:
            return ()
        seconds, edges = self.costs.seconds, self.wiring.edges
        steps = []
        for number in exits:
            trigger = f'"{edges[number].trigger}"' if edges[number].spoken else edges[number].trigger
            system = edges[number].owner is Owner.SYSTEM
            steps.append(Step(self.node(self.wiring.sources[number]).name, trigger, round(seconds[number], 1), system))
        last = self.wiring.targets[exits[-1]] if exits else start
        if last < len(self.wiring.nodes):
            steps.append(Step(self.node(last).name, None, 0.0))
        return tuple(steps)

    def _shadowed(self, number: int) -> bool:
        """Whether an exit is that of a key which an earlier exit of its node has already."""
        edges, edge = self.wiring.edges, self.wiring.edges[number]
        if edge.owner is not Owner.CALLER:
            return False
        told = (edge.owner, edge.trigger, edge.spoken, edge.language)
        for other in self.wiring.exits[self.wiring.sources[number]]:
            one = edges[other]
            if (one.owner, one.trigger, one.spoken, one.language) == told:
                return other != number
        return False

    def with_rounds(self, exits: Sequence[int]) -> Sequence[int]:
        """Return the exits of a walk, with the rounds of each loop that it leaves by `done`; of too many, as it is."""
        return with_rounds(self, exits)

    def round_trip(
        self, vertex: int, inside: Set[int], *, owners: Sequence[Owner] = tuple(Owner), bounded: bool = True
    ) -> list[int]:
        """Return the exits of a shortest way from a vertex back to it that stays inside; empty if there is none.

        What the system has decided on the quickest way there is decided so again, where that leads back.
        """
        edges, sources = self.wiring.edges, self.wiring.sources

        def allowed(number: int, decided: Mapping[int, int]) -> bool:
            edge = edges[number]
            if edge.limit is not None and edge.source == edge.target:
                return False  # a bounded retry is no circle
            if decided.get(sources[number], number) != number:
                return False
            return edge.owner in owners and (bounded or edge.limit is None) and self.board.targets[number] in inside

        way = self._ways.to(vertex) or ()
        decided = {sources[number]: number for number in way if self.node(sources[number]).type is NodeType.DECIDE}
        trip = paths.circle(self.board, vertex, partial(allowed, decided=decided))
        if decided and not (trip and self.at_one_hour(trip)):
            return paths.circle(self.board, vertex, partial(allowed, decided={}))
        return trip

    def at_one_hour(self, exits: Sequence[int]) -> bool:
        """Say whether a walk can happen at one and the same hour: hours of one schedule take one exit.

        Hours that tell no schedule are taken for one, since nothing says that they differ.
        """
        taken: dict[tuple[tuple[str, str], ...], str] = {}
        for number in exits:
            node = self.node(self.wiring.sources[number])
            if node.type is NodeType.HOURS:
                trigger = self.wiring.edges[number].trigger
                if taken.setdefault(tuple(sorted(node.schedule.items())), trigger) != trigger:
                    return False
        return True

    def system_way(self, number: int, *, machines: bool = False) -> list[int]:
        """Return the exits, this one first, by which the system alone may end the call; empty if it cannot.

        The way stops at whatever asks the caller, at a person, a voicemail, a callback, an answer and at what cannot
        be seen. With `machines` being sent to another machine ends the call too.
        """
        board = self.board
        onward = self.ask(
            ("falling", machines), lambda: paths.falling(board, paths.call_ends(board, machines=machines))
        )
        if self._spent[0] > MOST_STEPS and onward[self.board.targets[number]] != -1:
            return [number]
        return paths.follow(self.board, number, onward)

    def leads_by_itself(self, number: int, *types: NodeType) -> bool:
        """Say whether by an exit the system may bring a call to a node of these types, or out of sight if none."""

        def find() -> list[int]:
            ends = self._of_types(types) if types else self.board.unknowns
            return paths.falling(self.board, ends)

        onward = self.ask(("led", types), find)
        return onward[self.board.targets[number]] != -1

    def firsts(self, vertices: Sequence[int]) -> dict[int, list[int]]:
        """Return those of the vertices that calls come to before any other of them, each with those found behind it."""
        return paths.firsts(self.board, self.wiring.entries, vertices)

    def notes(self, vertices: Sequence[int], message: str) -> tuple[Note, ...]:
        """Return a related place for each of these vertices."""
        found = (self.wiring.nodes[vertex] for vertex in vertices)
        return tuple(_NodeNote(cast(Position, node), f"{node.name!r} {message}", node.name) for node in found)

    @property
    def first_offered(self) -> list[float]:
        """Seconds until an option that leads to a person by itself has been spoken, or a person comes unasked.

        The caller listens and answers each menu once the right option has been spoken; inf where none ever is.
        """
        key = ("first offered", self.profile.language, self.kind)
        return self.ask(key, self._first_offered)

    def _first_offered(self) -> list[float]:
        board, wiring, costs = self.board, self.wiring, self.costs
        persons = self.goal("human")
        by_itself = paths.by_itself(board, persons)
        seeds = [(0.0, vertex) for vertex in persons]
        cost = list(costs.listening)
        for vertex, heard in costs.heard.items():
            spoken = []
            for number in board.choices[vertex]:
                edge = wiring.edges[number] if number < len(wiring.edges) else None
                until = heard.spoken.get(edge.trigger) if edge else None
                if until is None:
                    if edge and edge.trigger in heard.spoken:
                        cost[number] = inf  # nobody who does not know the key presses it
                elif by_itself[board.targets[number]]:
                    spoken.append(until)
            if spoken:
                seeds.append((min(spoken), vertex))
        return distances(board, seeds, self.forced("human").surely, cost, silence=True)

    @property
    def _spent(self) -> list[int]:
        return self.keep("steps", lambda: [0])

    @property
    def _ways(self) -> Minded:
        return self._ways_from(*self.wiring.entries)

    def _ways_from(self, *starts: int) -> Minded:
        """The ways of calls that begin there, which say nothing that they deny later."""

        def find() -> Minded:
            claims = self.keep("claims", lambda: Claims(self.wiring))
            twins = self.keep("twins", lambda: Twins(self.wiring))
            return Minded(self.board, starts, self.costs.journey, claims, twins)

        return self.ask(("ways", self.profile.language, starts), find)
