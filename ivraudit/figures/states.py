"""The states that calls come to: nodes, with loops unrolled within the circles that they lie on."""

from __future__ import annotations

from collections.abc import Callable

from ivraudit.analysis.loops import components
from ivraudit.analysis.waits import Moments
from ivraudit.figures.stays import Stay
from ivraudit.model import NodeType
from ivraudit.phone import Phone

MOST_STATES = 200_000
"""States that loops may be unrolled to, besides `STATES_PER_NODE` for each node."""
STATES_PER_NODE = 20

State = tuple[int, int]
"""A vertex, and how often each loop of its circle has been gone round, as one number."""


class States:
    """The states that calls come to, each with its stay; loops are unrolled within the circle that they lie on."""

    def __init__(
        self, phone: Phone, entry: int, stay: Callable[[int], Stay | str], passing: Callable[[int], Stay]
    ) -> None:  # fmt: skip
        """`stay` says what becomes of calls at a vertex, `passing` of those that leave a loop by an exit.

        OverflowError where the loops come to too many states.
        """
        self.phone, self._stay, self._passing = phone, stay, passing
        self._stays: dict[int, Stay | str] = {}
        self._loops: dict[int, tuple[Stay, Stay]] = {}
        """Per loop: the stay that goes round, and the one that is done."""
        self._explore(entry)
        self._rings = self._find_rings() if self._loops else {}
        self.states: dict[State, int] = {(entry, 0): 0}
        self.stays: list[Stay | str] = []
        """Per state; a word is the end of the call."""
        self.targets: list[list[int]] = []
        """Per state and leg: the state that it leads to."""
        self._unroll()

    def _explore(self, entry: int) -> None:
        stack = [entry]
        while stack:
            vertex = stack.pop()
            if vertex in self._stays or vertex in self._loops:
                continue
            for edge, _ in self._legs(vertex):
                stack.append(self.phone.board.targets[edge])

    def _legs(self, vertex: int) -> list[tuple[int, Moments]]:
        """Make the stay of a vertex; return the legs of it."""
        made = self._stay(vertex)
        board = self.phone.board
        if not isinstance(made, str) and board.bounded[vertex] and self.phone.node(vertex).type is NodeType.LOOP:
            around, *_ = board.bounded[vertex]
            done = [edge for edge in board.live[vertex] if edge not in board.bounded[vertex]]
            left = self._passing(done[0]) if done else Stay([], [("hangup", Moments(1.0))])
            self._loops[vertex] = self._passing(around), left
            return [leg for one in self._loops[vertex] for leg in one.legs]
        self._stays[vertex] = made
        return [] if isinstance(made, str) else made.legs

    def _find_rings(self) -> dict[int, tuple[int, dict[int, tuple[int, int]]]]:
        """Per vertex: its circle's number, and of each loop on it the limit and the place value of its count."""
        board = self.phone.board
        pairs = [
            (vertex, board.targets[edge])
            for vertex, made in (*self._stays.items(), *((v, one) for v, two in self._loops.items() for one in two))
            if isinstance(made, Stay)
            for edge, _ in made.legs
        ]
        rings = {}
        for number, part in enumerate(components((*self._stays, *self._loops), pairs)):
            limits = {v: self._limit(v) for v in part if v in self._loops}
            counts, place = {}, 1
            for vertex, limit in limits.items():
                counts[vertex] = limit, place
                place *= limit + 1
            for vertex in part:
                rings[vertex] = number, counts
        return rings

    def _limit(self, vertex: int) -> int:
        return self.phone.wiring.edges[self.phone.board.bounded[vertex][0]].limit or 0

    def _unroll(self) -> None:
        most = MOST_STATES + STATES_PER_NODE * len(self.phone.wiring.nodes)
        queue = list(self.states)
        for vertex, code in queue:  # which grows while it is walked
            made, code = self._at(vertex, code)
            self.stays.append(made)
            row = []
            for edge, _ in made.legs if isinstance(made, Stay) else ():
                target = self.phone.board.targets[edge]
                key = target, code if self._together(vertex, target) else 0
                if key not in self.states:
                    self.states[key] = len(self.states)
                    queue.append(key)
                row.append(self.states[key])
            self.targets.append(row)
            if len(queue) > most:
                raise OverflowError(f"its loops come to more than {most:,} states")

    def _together(self, vertex: int, target: int) -> bool:
        return bool(self._rings) and self._rings[vertex][0] == self._rings[target][0]

    def _at(self, vertex: int, code: int) -> tuple[Stay | str, int]:
        """The stay of a state, and the counts behind it."""
        if vertex not in self._loops:
            return self._stays[vertex], code
        limit, place = self._rings[vertex][1][vertex]
        gone = code // place % (limit + 1)
        around, done = self._loops[vertex]
        return (around, code + place) if gone < limit else (done, code - gone * place)
