"""The quickest walks of one mind: what they say where the system decides they do not deny later, if that can be."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from heapq import heappop, heappush
from typing import NamedTuple

from ivraudit.analysis.agreeing import Twins
from ivraudit.analysis.board import Board
from ivraudit.analysis.claims import Claim, Claims, Condition
from ivraudit.analysis.paths import Ways

MOST_CONTESTED = 10
"""So many conditions are looked after on one walk."""
MOST_STATES = 4, 1_000
"""So many states a vertex, and so many besides, a search looks at; then a walk may deny itself."""
MOST_SEARCHES = 4
"""So many times that, all the searches of a tree under one profile."""


class Minded:
    """The quickest walk from the starts to every vertex that denies nothing of what it said before.

    The quickest of all is searched anew only where it denies itself: then least in cost over vertices and what is known
    of the conditions that were denied, and of more as long as the walk found denies others. Where every walk denies
    itself, or too much would have to be looked at, as little is mended as is found.
    """

    def __init__(
        self, board: Board, starts: Iterable[int], cost: Sequence[float], claims: Claims, twins: Twins
    ) -> None:  # fmt: skip
        self._board = board
        self._starts = list(starts)
        self._cost = cost
        self._claims = claims
        self._twins = twins
        self._ways = Ways(board, self._starts, cost)
        self._searches: dict[tuple[Condition, ...], _Search] = {}
        self._most = MOST_STATES[0] * board.size + MOST_STATES[1]
        self._left = MOST_SEARCHES * self._most

    def to(self, vertex: int, behind: Sequence[int] = ()) -> list[int] | None:
        """Return the exits taken on the way to a vertex and then those `behind`; None where no way leads there.

        What is said behind the vertex stays as it is, whatever it denies of itself.
        """
        way = self._ways.to(vertex)
        if way is None:
            return None
        sought: tuple[Condition, ...] = ()
        hopeless: set[Condition] = set()
        walk, denied = self._agreeing(way, behind, hopeless)
        while denied is not None and len(sought) + len(hopeless) < MOST_CONTESTED:
            more = tuple(sorted({*sought, denied}))
            other = self._search(more, vertex, behind) if denied not in sought else None
            if other is None:
                hopeless.add(denied)
            else:
                way, sought = other, more
            walk, denied = self._agreeing(way, behind, hopeless)
        return walk

    def _agreeing(
        self, way: list[int], behind: Sequence[int], hopeless: set[Condition]
    ) -> tuple[list[int], Condition | None]:  # fmt: skip
        """The whole walk, by exits alike that agree with what it says later; and what it denies, None if nothing."""
        plain = [*way, *behind]
        walk = self._twins.agreeing(plain, len(way))
        if self._claims.contested(walk, len(way), hopeless) is None:
            return walk, None
        return plain, self._claims.contested(plain, len(way), hopeless)

    def _search(self, sought: tuple[Condition, ...], vertex: int, behind: Sequence[int]) -> list[int] | None:
        search = self._searches.get(sought)
        if search is None:
            if self._left <= 0:
                return None
            search = self._searches[sought] = _Search(self._board, self._starts, self._cost, self._claims, sought)
        before = search.count
        way = search.to(vertex, behind, min(self._most, before + self._left))
        self._left -= search.count - before
        return way


class _Said(NamedTuple):
    """What taking an exit does to what is known, as bits."""

    kept: int
    """What is still known behind the vertex that it leaves."""
    yes: int
    """What it says to hold."""
    no: int
    anew: int
    """What it sets anew, whatever was known."""
    made: int
    """What holds by that."""
    unmade: int


class _Search:
    """Dijkstra's over vertices and what is known of a few conditions, gone on with as far as it is asked for.

    What is known is a pair of sets of those conditions as bits: those that hold, and those that do not. A state is left
    out where less is known at the same vertex for less.
    """

    def __init__(
        self, board: Board, starts: Iterable[int], cost: Sequence[float], claims: Claims, sought: Sequence[Condition]
    ) -> None:  # fmt: skip
        self._board = board
        self._cost = cost
        self._claims = claims
        self._sought = sought
        self._of: dict[int, _Said] = {}
        self._states: list[tuple[int, int, int, int, int]] = []
        """Per state: its vertex, what is known there, the state before and the exit taken from that one."""
        self._at: dict[int, list[int]] = {}
        """Per vertex: its states, the cheapest first."""
        self._heap = [(0.0, vertex, number, 0, 0, -1, -1) for number, vertex in enumerate(starts)]
        self._pushed = len(self._heap)

    @property
    def count(self) -> int:
        """How many states have been looked at."""
        return len(self._states)

    def to(self, vertex: int, behind: Sequence[int], most: int) -> list[int] | None:
        """Return the exits of the cheapest walk to a vertex that may go on so; None if there is none in so many."""
        for state in self._at.get(vertex, ()):
            if self._may_go_on(state, behind):
                return self._back(state)
        while self._heap and self.count < most:
            found = self._settle()
            if found is not None and self._states[found][0] == vertex and self._may_go_on(found, behind):
                return self._back(found)
        return None

    def _settle(self) -> int | None:
        """Take the cheapest state that waits; None where it is no use."""
        seconds, vertex, _, true, false, before, by = heappop(self._heap)
        here = self._at.setdefault(vertex, [])
        for one in here:
            _, known, denied, *_ = self._states[one]
            if known & true == known and denied & false == denied:
                return None
        state = len(self._states)
        self._states.append((vertex, true, false, before, by))
        here.append(state)
        for edge in self._board.live[vertex]:
            said = self._said(edge)
            holds, fails = true & said.kept, false & said.kept
            if not (said.yes & (said.no | fails) or said.no & holds):
                holds = (holds | said.yes) & ~said.anew | said.made
                fails = (fails | said.no) & ~said.anew | said.unmade
                after, target = seconds + self._cost[edge], self._board.targets[edge]
                heappush(self._heap, (after, target, self._pushed, holds, fails, state, edge))
                self._pushed += 1
        return state

    def _said(self, edge: int) -> _Said:
        if edge not in self._of:
            claims, sets = self._claims.of(edge), self._claims.set_by(edge)
            brought = self._claims.brought(self._board.sources[edge])
            kept = anew = 0
            for number, condition in enumerate(self._sought):
                kept |= (condition.subject not in brought) << number
                anew |= (condition.subject in sets) << number
            made = self._decided([claim for claim in sets.values() if claim is not None])
            self._of[edge] = _Said(kept, *self._decided(claims), anew, *made)
        return self._of[edge]

    def _decided(self, claims: Sequence[Claim]) -> tuple[int, int]:
        """The conditions that hold if these claims do, and those that do not."""
        yes = no = 0
        for number, condition in enumerate(self._sought):
            told = {one.decides(condition) for one in claims if one.condition.subject == condition.subject}
            yes |= (True in told) << number
            no |= (False in told) << number
        return yes, no

    def _may_go_on(self, state: int, behind: Sequence[int]) -> bool:
        """Whether nothing that is known in a state is denied by these exits; what they deny of each other may be."""
        _, true, false, *_ = self._states[state]
        for edge in behind:
            said = self._said(edge)
            true, false = true & said.kept, false & said.kept
            if said.yes & false or said.no & true:
                return False
            true, false = (mask & ~(said.yes | said.no | said.anew) for mask in (true, false))
        return True

    def _back(self, state: int) -> list[int] | None:
        """The exits that led to a state; None where it goes round in what may be gone round so often only."""
        way: list[int] = []
        while state >= 0:
            _, _, _, before, by = self._states[state]
            way.append(by)
            state = before
        edges = self._board.wiring.edges
        for edge, often in Counter(way[:-1]).items():
            if often > (edges[edge].limit or often):
                return None
        return way[-2::-1]
