"""The judge of the crowd: many calls played through a tree, one stay after the other, and what came of them counted.

Written from docs/method.md (The crowd, Queues, Times) and from nothing else; it solves no equation and shares no line
with the figures. All calls take their steps at the same time, so that numpy can draw for all of them at once: at each
stay a call draws what it will do, how long it would be kept in a queue, and how long its patience lasts, and the first
of these happens.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import networkx as nx
import numpy as np
from numpy.typing import NDArray
from simulated_callers import ENDS, GAVE_UP, HUMAN, TRAPPED, Behaviour, Move, State, Stay
from simulated_view import View
from simulated_waits import Floats

from ivraudit.phone import Phone

BATCHES = 100
"""The calls are cut into so many parts, by which the seconds at each node are seen to vary."""
FEWEST = 50
"""Of fewer calls nobody can say how far their figures are from the true ones."""
OVER = "over"
"""The end of a call, where states are looked at as a graph."""


class Figure(NamedTuple):
    """What was counted, its standard error, and what a single call more or less can change."""

    value: float
    error: float
    grain: float

    def fits(self, wanted: float, errors: float = 5.0, calls: float = 5.0) -> bool:
        """Whether a computed figure is within that many standard errors, and single calls, of what was counted."""
        return abs(wanted - self.value) <= errors * self.error + calls * self.grain + 1e-6 * abs(wanted)


class Counted(NamedTuple):
    """The figures of a crowd, as counted; None where too few calls tell of one to know its error."""

    shares: Mapping[str, Figure]
    containment: Figure
    completion: Figure
    zero_out: Figure
    mean_seconds: Figure
    sd_seconds: Figure | None
    seconds_given_human: Figure | None
    effort: Figure
    caller_seconds: Mapping[str, Figure]
    """Per name of a node that a call can come to."""
    assumed: frozenset[str]


def simulate(phone: Phone, entry: str, calls: int, seed: int) -> Counted:
    """Play so many calls that begin at a node; the same seed gives the same calls."""
    view = View(phone.tree, phone.profile, phone.hearing, phone.assumptions)
    table = Table(Behaviour(view, phone.assumptions.crowd), State(entry))
    return _counted(table, _play(table, calls, np.random.default_rng(seed)))


class Table:
    """Every state that a call can come to, numbered, with all that may happen there laid out in rows."""

    def __init__(self, behaviour: Behaviour, entry: State) -> None:
        self.stays = _explored(behaviour, entry)
        self.trapped = _trapped(self.stays)
        self.numbers = {state: number for number, state in enumerate(self.stays)}
        self.start = _END[TRAPPED] if entry in self.trapped else 0
        names = [behaviour.view.nodes[state.node].name for state in self.stays]
        self.names = sorted(set(names))
        self.name = np.array([self.names.index(name) for name in names])
        self.patience = np.array([stay.patience for stay in self.stays.values()])
        self.effort = np.array([stay.effort for stay in self.stays.values()])
        self.waits = {self.numbers[state]: stay.wait for state, stay in self.stays.items() if stay.wait}
        moves = [(number, move) for number, stay in enumerate(self.stays.values()) for move in stay.moves]
        self.bounds = np.concatenate([number + _bounds(stay.moves) for number, stay in enumerate(self.stays.values())])
        self.seconds = np.array([move.seconds for _, move in moves])
        self.behind = np.array([move.behind for _, move in moves])
        self.target = np.array([self._target(move.target) for _, move in moves])
        self.request = np.array([move.request for _, move in moves])
        self.press = np.array([move.effort for _, move in moves])
        self.waiting = np.array([move.waiting for _, move in moves])

    def _target(self, target: State | str) -> int:
        """The number of a state; below 0 that of an end."""
        if isinstance(target, str):
            return _END[target]
        return _END[TRAPPED] if target in self.trapped else self.numbers.get(target, _END[TRAPPED])

    @property
    def assumed(self) -> frozenset[str]:
        """What was assumed at the states that calls come to and are not trapped in."""
        free = [stay for state, stay in self.stays.items() if state not in self.trapped]
        moves = [move for stay in free if not stay.wait for move in stay.moves if move.chance > 0.0]
        lasting = any(move.seconds + move.behind > 0.0 for move in moves)
        return frozenset[str]().union(*(stay.assumed for stay in free), {"patience"} if lasting else ())


_END = {end: -1 - number for number, end in enumerate(ENDS)}


def _bounds(moves: tuple[Move, ...]) -> Floats:
    """The chances of moves one upon the other, up to exactly 1."""
    bounds = np.cumsum([move.chance for move in moves])
    assert abs(bounds[-1] - 1.0) < 1e-9
    bounds[bounds == bounds[-1]] = 1.0
    return bounds


def _explored(behaviour: Behaviour, entry: State) -> dict[State, Stay]:
    """The states that a call can come to, in the order in which they are found, each with what may happen there."""
    stays: dict[State, Stay] = {}
    waiting = [entry]
    while waiting:
        state = waiting.pop()
        if state not in stays:
            stays[state] = behaviour.stay(state)
            waiting += [target for target in _ahead(stays[state]) if isinstance(target, State)]
    return stays


def _ahead(stay: Stay) -> list[State | str]:
    """What can come after a stay, whatever the caller's patience."""
    moves = [move for move in stay.moves if move.chance > 0.0]
    if stay.wait is None:
        return [move.target for move in moves]
    ahead = [move.target for move in moves if not move.waiting or stay.wait.most >= move.seconds]
    served = any(move.waiting and stay.wait.least < move.seconds for move in moves)
    return [*ahead, HUMAN] if served else ahead


def _trapped(stays: Mapping[State, Stay]) -> frozenset[State]:
    """The states of which no call that has come there can ever end, were it not for its patience."""
    graph: nx.DiGraph[State | str] = nx.DiGraph()
    for state, stay in stays.items():
        graph.add_edges_from((state, target if isinstance(target, State) else OVER) for target in _ahead(stay))
    closed = [part for part in nx.attracting_components(graph) if OVER not in part]
    return frozenset(state for part in closed for state in part if isinstance(state, State))


class _Calls(NamedTuple):
    """What became of each call."""

    end: NDArray[np.int64]
    seconds: Floats
    effort: Floats
    asked: NDArray[np.bool_]
    spent: Floats
    """Per name and batch: the seconds of all its calls there."""


def _play(table: Table, calls: int, rng: np.random.Generator) -> _Calls:
    played = _Calls(
        np.full(calls, table.start), np.zeros(calls), np.zeros(calls), np.zeros(calls, bool),
        np.zeros(len(table.names) * BATCHES),
    )  # fmt: skip
    going = np.flatnonzero(played.end >= 0)
    batch = np.arange(calls) % BATCHES
    while going.size:
        state = played.end[going]
        move = np.searchsorted(table.bounds, state + rng.random(going.size), side="right")
        seconds, target = table.seconds[move], table.target[move]
        served = _serve(table, state, move, seconds, target, rng)
        seconds += np.where(served, 0.0, table.behind[move])
        patience = rng.exponential(1.0, going.size) * table.patience[state]
        gone = patience < seconds
        seconds, target = np.minimum(seconds, patience), np.where(gone, _END[GAVE_UP], target)
        chose = ~gone & ~served
        played.seconds[going] += seconds
        played.effort[going] += table.effort[state] + np.where(chose, table.press[move], 0.0)
        played.asked[going] |= chose & table.request[move]
        at = table.name[state] * BATCHES + batch[going]
        played.spent[:] += np.bincount(at, weights=seconds, minlength=played.spent.size)
        played.end[going] = target
        going = going[target >= 0]
    return played


def _serve(
    table: Table, state: NDArray[np.int64], move: NDArray[np.int64], seconds: Floats, target: NDArray[np.int64],
    rng: np.random.Generator,
) -> NDArray[np.bool_]:  # fmt: skip
    """Connect those whose turn comes before what they would have done; say which calls these are."""
    served = np.zeros(state.size, bool)
    for number, wait in table.waits.items():
        here = np.flatnonzero((state == number) & table.waiting[move])
        waits = wait.draw(rng, here.size)
        first = waits < seconds[here]
        served[here[first]] = True
        seconds[here[first]] = waits[first]
        target[here[first]] = _END[HUMAN]
    return served


def _counted(table: Table, played: _Calls) -> Counted:
    calls = played.end.size
    human = played.end == _END[HUMAN]
    shares = {end: _share(played.end == number) for end, number in _END.items()}
    spent = played.spent.reshape(len(table.names), BATCHES) * (BATCHES / calls)
    errors = spent.std(axis=1, ddof=1) / np.sqrt(BATCHES)
    grain = _grain(played.seconds)
    return Counted(
        shares=shares,
        containment=_share(~human),
        completion=shares["resolved"],
        zero_out=_share(played.asked),
        mean_seconds=_mean(played.seconds),
        sd_seconds=_deviation(played.seconds),
        seconds_given_human=_mean(played.seconds[human]) if human.sum() >= FEWEST else None,
        effort=_mean(played.effort + played.seconds / 60.0),
        caller_seconds={
            name: Figure(float(spent[number].mean()), float(errors[number]), grain)
            for number, name in enumerate(table.names)
        },
        assumed=table.assumed,
    )


def _share(among: NDArray[np.bool_]) -> Figure:
    share = float(among.mean())
    return Figure(share, float(np.sqrt(share * (1.0 - share) / among.size)), 1.0 / among.size)


def _mean(values: Floats) -> Figure:
    return Figure(float(values.mean()), float(values.std() / np.sqrt(values.size)), _grain(values))


def _grain(values: Floats) -> float:
    """What a call more or less can change of a mean: as much as the longest of them, and that may not have come yet."""
    return max(60.0, float(values.max())) / values.size


def _deviation(values: Floats) -> Figure | None:
    """The standard deviation, its error by the fourth moment (delta method); None where few calls differ."""
    squares = (values - values.mean()) ** 2
    deviation = float(values.std())
    if squares.sum() ** 2 <= FEWEST * (squares**2).sum():
        return None
    error = float(squares.std() / np.sqrt(values.size)) / (2.0 * deviation)
    return Figure(deviation, error, float(squares.max()) / (2.0 * deviation * values.size))
