"""An absorbing Markov chain: expected visits and expected values, solved exactly, component by component."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from heapq import heapify, heappop, heappush
from typing import NamedTuple

from ivraudit.analysis.loops import components

RESIDUAL = 1e-10
"""No solution is given whose equations are off by more than this, in shares of the largest value."""
MOST_FILL = 60
"""Elimination may cost this many steps for each chance of a component; else it is solved by going round."""
MOST_SWEEPS = 20_000


class UnsolvedError(ArithmeticError):
    """The equations of a chain could not be solved as exactly as is promised."""


class _Pivot(NamedTuple):
    """A state taken out of its component: what it is divided by, where it leads, and what led to it."""

    state: int
    leaving: float
    onward: list[tuple[int, float]]
    inward: list[tuple[int, float]]


class Chain:
    """Chances from state to state; a state whose chances come to less than 1 leaves the chain with the rest."""

    def __init__(self, rows: Sequence[Mapping[int, float]], leaving: Sequence[float]) -> None:
        """`rows` holds, per state, the chance of each next state; `leaving`, per state, that of leaving the chain.

        From every state a call can leave the chain. UnsolvedError where the chances of a state do not come to 1.
        """
        for row, rest in zip(rows, leaving, strict=True):
            if not abs(sum(row.values()) + rest - 1.0) <= RESIDUAL:
                raise UnsolvedError(f"the chances of a state come to {sum(row.values()) + rest!r}, not to 1")
        self.rows, self._leaving = rows, leaving
        pairs = [(state, target) for state, row in enumerate(rows) for target in row]
        self._parts = components(range(len(rows)), pairs)
        """Those that lead nowhere else first."""
        self._into: list[list[tuple[int, float]]] | None = None
        self._pivots = [self._pivots_of(part) for part in self._parts]

    def values(self, gains: Sequence[float]) -> list[float]:
        """Return x = gains + Q x: per state, what a call gains from there until it leaves."""
        values = list(gains)
        for part, pivots in zip(self._parts, self._pivots, strict=True):
            inside = set(part) if len(part) > 1 else part
            for state in part:
                row = self.rows[state]
                values[state] += sum(chance * values[target] for target, chance in row.items() if target not in inside)
            if pivots is None:
                self._go_round(part, values, [list(self.rows[state].items()) for state in part])
            else:
                _eliminate(pivots, values)
        _check(gains, values, (row.items() for row in self.rows))
        return values

    def visits(self, starts: Sequence[float]) -> list[float]:
        """Return n = starts + n Q: per state, how often a call comes there that begins as `starts` says."""
        visits = list(starts)
        for part, pivots in zip(reversed(self._parts), reversed(self._pivots), strict=True):
            if pivots is None:
                self._go_round(part, visits, [self._led[state] for state in part])
            else:
                _eliminate_visits(pivots, visits)
            inside = set(part) if len(part) > 1 else part
            for state in part:
                share = visits[state]
                if share:
                    for target, chance in self.rows[state].items():
                        if target not in inside:
                            visits[target] += share * chance
        _check(starts, visits, self._led)
        return visits

    @property
    def _led(self) -> list[list[tuple[int, float]]]:
        """Per state: the states that lead to it, with their chances."""
        if self._into is None:
            self._into = [[] for _ in self.rows]
            for state, row in enumerate(self.rows):
                for target, chance in row.items():
                    self._into[target].append((state, chance))
        return self._into

    def _pivots_of(self, part: Sequence[int]) -> list[_Pivot] | None:
        """The order in which a component is taken apart; None where that would cost too much."""
        if len(part) == 1:
            state = part[0]
            stays = self.rows[state].get(state, 0.0)
            leaving = 1.0 if not stays else self._leaving[state] + sum(
                chance for target, chance in self.rows[state].items() if target != state
            )  # fmt: skip
            return [_Pivot(state, leaving, [], [])]
        return _Elimination(self.rows, self._leaving, part).pivots()

    def _go_round(self, part: Sequence[int], values: list[float], links: Sequence[list[tuple[int, float]]]) -> None:
        """Solve a component by Gauss and Seidel's method, in both directions in turn, until nothing changes."""
        inside = set(part)
        known = {state: values[state] for state in part}
        inner = [(s, [(t, c) for t, c in link if t in inside]) for s, link in zip(part, links, strict=True)]
        for sweep in range(MOST_SWEEPS):
            change = scale = 0.0
            for state, link in inner if sweep % 2 else reversed(inner):
                value = known[state] + sum(chance * values[target] for target, chance in link)
                change, scale = max(change, abs(value - values[state])), max(scale, abs(value))
                values[state] = value
            if change <= 1e-15 * scale:
                return


class _Elimination:
    """Takes the states of one component out, one by one, the least connected first.

    Nothing is subtracted: a state is left with the sum of its other chances, not with one minus that of staying
    (Grassmann, Taksar and Heyman 1985), so no digit is lost however rarely a call gets out.
    """

    def __init__(self, rows: Sequence[Mapping[int, float]], leaving: Sequence[float], part: Sequence[int]) -> None:
        inside = set(part)
        self._onward = {s: {t: c for t, c in rows[s].items() if t in inside and t != s} for s in part}
        self._away = {s: leaving[s] + sum(c for t, c in rows[s].items() if t not in inside) for s in part}
        self._inward: dict[int, set[int]] = {state: set() for state in part}
        for state, row in self._onward.items():
            for target in row:
                self._inward[target].add(state)
        self._allowed = MOST_FILL * sum(len(row) + 1 for row in self._onward.values()) + 100_000

    def pivots(self) -> list[_Pivot] | None:
        """Return the states as they are taken out; None where it costs too much."""
        heap = [(self._cost(state), state) for state in self._onward]
        heapify(heap)
        pivots: list[_Pivot] = []
        while heap:
            cost, state = heappop(heap)
            if state not in self._onward:
                continue
            if cost != self._cost(state):
                heappush(heap, (self._cost(state), state))
                continue
            self._allowed -= cost
            if self._allowed < 0:
                return None
            pivots.append(self._take_out(state))
        return pivots

    def _cost(self, state: int) -> int:
        return len(self._onward[state]) * len(self._inward[state])

    def _take_out(self, state: int) -> _Pivot:
        onward, inward = self._onward.pop(state), sorted(self._inward.pop(state))
        leaving = self._away[state] + sum(onward.values())
        led = []
        for source in inward:
            row = self._onward[source]
            chance = row.pop(state)
            led.append((source, chance))
            factor = chance / leaving
            self._away[source] += factor * self._away[state]
            for target, onto in onward.items():
                if target != source:  # coming back to where it was is no way out
                    row[target] = row.get(target, 0.0) + factor * onto
                    self._inward[target].add(source)
        for target in onward:
            self._inward[target].discard(state)
        return _Pivot(state, leaving, list(onward.items()), led)


def _eliminate(pivots: Sequence[_Pivot], values: list[float]) -> None:
    for pivot in pivots:
        gained = values[pivot.state] / pivot.leaving
        for source, chance in pivot.inward:
            values[source] += chance * gained
    for pivot in reversed(pivots):
        onward = sum(chance * values[target] for target, chance in pivot.onward)
        values[pivot.state] = (values[pivot.state] + onward) / pivot.leaving


def _eliminate_visits(pivots: Sequence[_Pivot], visits: list[float]) -> None:
    for pivot in pivots:
        passing = visits[pivot.state] / pivot.leaving
        for target, chance in pivot.onward:
            visits[target] += passing * chance
    for pivot in reversed(pivots):
        inward = sum(chance * visits[source] for source, chance in pivot.inward)
        visits[pivot.state] = (visits[pivot.state] + inward) / pivot.leaving


def _check(known: Sequence[float], found: Sequence[float], links: Iterable[Iterable[tuple[int, float]]]) -> None:
    """Raise UnsolvedError where the equations do not hold."""
    allowed = RESIDUAL * max(1.0, max(map(abs, found), default=0.0))
    for state, link in enumerate(links):
        off = known[state] + sum(chance * found[other] for other, chance in link) - found[state]
        if not abs(off) <= allowed:
            raise UnsolvedError(f"the equations are off by {abs(off):.1e}")
