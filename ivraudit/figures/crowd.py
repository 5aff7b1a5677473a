"""What becomes of many callers: an absorbing chain of states, and the figures that its solution gives."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from functools import partial
from math import fsum, sqrt
from typing import NamedTuple

from ivraudit.analysis.chain import Chain, UnsolvedError
from ivraudit.analysis.loops import components
from ivraudit.analysis.waits import Moments
from ivraudit.figures.states import States
from ivraudit.figures.stays import ENDS, Stay, passing, stay
from ivraudit.model import NodeType, NotChecked, Owner
from ivraudit.phone import Phone
from ivraudit.phone.asking import asks

ASSUMED = ("shares", "errors", "requests", "failures", "options", "waits", "patience")
"""The words for what was assumed: docs/method.md, The crowd."""


class Crowd(NamedTuple):
    """The figures of docs/method.md, The crowd: shares from 0 to 1, times in seconds."""

    shares: Mapping[str, float]
    """Per end."""
    containment: float
    completion: float
    zero_out: float
    mean_seconds: float
    sd_seconds: float
    seconds_given_human: float | None
    """None where nobody reaches a person."""
    effort: float
    caller_seconds: Mapping[str, float]
    """Per node, by name: what an average call spends there."""
    assumed: tuple[str, ...]
    node_seconds: Mapping[str, float]
    """The same as `caller_seconds` per node's id: copies that are made for calls share a name."""


def crowd(phone: Phone, entry: int) -> Crowd | NotChecked:
    """Return what becomes of those who call at an entry (a vertex); NotChecked says why it cannot be computed."""
    if phone.profile.clock == "mixed":
        return NotChecked("a mixed clock has no probabilities")
    try:
        return _Solved(States(phone, entry, partial(stay, phone), partial(passing, phone))).figures()
    except (OverflowError, UnsolvedError) as error:
        return NotChecked(str(error))


class Way(NamedTuple):
    """One way on from a state: to another state, or to an end."""

    target: int
    """-1 at an end."""
    word: str
    """The end; "" where the call goes on."""
    edge: int
    """The exit that is taken; -1 where a stay itself ends the call."""
    moments: Moments


class _Solved:
    """The chain of the states, and its figures."""

    def __init__(self, made: States) -> None:
        self._phone = made.phone
        self._nodes = [vertex for vertex, _ in made.states]
        self._stays = made.stays
        trapped = set(_trapped(made))
        everywhere = range(len(made.stays))
        self._ways = [[] if state in trapped else list(self._of(made, state, trapped)) for state in everywhere]
        self._first = self._ended(made, 0, trapped)

    @staticmethod
    def _ended(made: States, state: int, trapped: Set[int]) -> str:
        """How a call has ended that is in a state; "" where it has not."""
        over = made.stays[state]
        return "trapped" if state in trapped else over if isinstance(over, str) else ""

    def _of(self, made: States, state: int, trapped: Set[int]) -> Iterator[Way]:
        here = made.stays[state]
        if isinstance(here, str):
            return
        for (edge, moments), target in zip(here.legs, made.targets[state], strict=True):
            over = self._ended(made, target, trapped)
            yield Way(-1 if over else target, over, edge, moments)
        for word, moments in here.ends:
            yield Way(-1, word, -1, moments)

    def figures(self) -> Crowd:
        """Return the figures of calls that begin at the first state."""
        if self._first:
            return self._at_once(self._first)
        gains = self._sums(lambda way: way.moments.first)
        chain = self._chain(lambda way: way.target >= 0)
        visits = chain.visits([1.0, *[0.0] * (len(self._ways) - 1)])
        times = chain.values(gains)
        second = _fsum(visits, self._sums(
            lambda way: way.moments.second + 2.0 * way.moments.first * (times[way.target] if way.target >= 0 else 0.0)
        ))  # fmt: skip
        shares = {word: _fsum(visits, self._sums(_ending(word))) for word in ENDS}
        mean, spent = times[0], self._spent(visits, gains)
        return Crowd(
            shares=shares, containment=1.0 - shares["human"], completion=shares["resolved"],
            zero_out=self._zero_out(), mean_seconds=mean, sd_seconds=sqrt(max(0.0, second - mean * mean)),
            seconds_given_human=self._given_human(chain), effort=self._effort(visits, mean),
            caller_seconds=self._by_name(spent), assumed=self._assumed(),
            node_seconds={self._phone.node(vertex).id: seconds for vertex, seconds in spent.items()},
        )  # fmt: skip

    def _at_once(self, word: str) -> Crowd:
        shares = {one: 1.0 if one == word else 0.0 for one in ENDS}
        given = 0.0 if word == "human" else None
        effort = self._sent(self._nodes[0])
        return Crowd(shares, 1.0 - shares["human"], shares["resolved"], 0.0, 0.0, 0.0, given, effort, {}, (), {})

    def _sums(self, worth: Callable[[Way], float]) -> list[float]:
        """Per state: the sum over its ways."""
        return [sum(worth(way) for way in ways) for ways in self._ways]

    def _chain(self, onward: Callable[[Way], bool]) -> Chain:
        rows: list[dict[int, float]] = []
        leaving = []
        for ways in self._ways:
            row: dict[int, float] = {}
            for way in ways:
                if onward(way) and way.moments.chance:
                    row[way.target] = row.get(way.target, 0.0) + way.moments.chance
            rows.append(row)
            leaving.append(sum(way.moments.chance for way in ways if not onward(way)) if ways else 1.0)
        return Chain(rows, leaving)

    def _given_human(self, chain: Chain) -> float | None:
        """Mean seconds of the calls that reach a person: u / h."""
        reach = chain.values(self._sums(_ending("human")))
        if not reach[0]:
            return None

        def after(way: Way) -> float:
            return reach[way.target] if way.target >= 0 else float(way.word == "human")

        return chain.values(self._sums(lambda way: way.moments.first * after(way)))[0] / reach[0]

    def _zero_out(self) -> float:
        """The chance that a call takes an exit that asks for a person."""
        edges = self._phone.wiring.edges
        asking = {
            way.edge for ways in self._ways for way in ways
            if way.edge >= 0 and edges[way.edge].owner is Owner.CALLER and asks(self._phone, edges[way.edge])
        }  # fmt: skip
        if not asking:
            return 0.0
        chain = self._chain(lambda way: way.target >= 0 and way.edge not in asking)
        return chain.values(self._sums(lambda way: way.moments.chance * (way.edge in asking)))[0]

    def _effort(self, visits: Sequence[float], mean: float) -> float:
        costs = self._phone.costs
        done = self._sums(
            lambda way: way.moments.chance * (costs.presses[way.edge] + 2.0 * costs.collects[way.edge])
            if way.edge >= 0 else 0.0
        )  # fmt: skip
        for state, here in enumerate(self._stays):
            if self._ways[state] and isinstance(here, Stay):
                done[state] += 3.0 * here.repeats
                done[state] += self._sent(self._nodes[state])
            for way in self._ways[state]:
                if way.word and way.edge >= 0:
                    done[state] += way.moments.chance * self._sent(self._phone.board.targets[way.edge])
        return _fsum(visits, done) + mean / 60.0

    def _sent(self, vertex: int) -> float:
        """What being transferred adds to the effort, where a vertex does that."""
        nodes = self._phone.wiring.nodes
        return 3.0 if vertex < len(nodes) and nodes[vertex].type is NodeType.TRANSFER else 0.0

    def _spent(self, visits: Sequence[float], gains: Sequence[float]) -> dict[int, float]:
        """Per vertex at which an average call spends any: its seconds there."""
        spent: dict[int, float] = {}
        for state, vertex in enumerate(self._nodes):
            if gains[state]:
                spent[vertex] = spent.get(vertex, 0.0) + visits[state] * gains[state]
        return dict(sorted(spent.items()))

    def _by_name(self, spent: Mapping[int, float]) -> dict[str, float]:
        found: dict[str, float] = {}
        for vertex, seconds in spent.items():
            name = self._phone.node(vertex).name
            found[name] = found.get(name, 0.0) + seconds
        return found

    def _assumed(self) -> tuple[str, ...]:
        found: set[str] = set()
        for state, here in enumerate(self._stays):
            if self._ways[state] and isinstance(here, Stay):
                found |= here.assumed
        return tuple(word for word in ASSUMED if word in found)


def _ending(word: str) -> Callable[[Way], float]:
    return lambda way: way.moments.chance if way.word == word else 0.0


def _fsum(visits: Sequence[float], each: Sequence[float]) -> float:
    return fsum(often * one for often, one in zip(visits, each, strict=True))


def _trapped(made: States) -> list[int]:
    """The states of circles that no call leaves but by losing patience."""
    pairs = [(state, target) for state, targets in enumerate(made.targets) for target in targets]
    found = []
    for part in components(range(len(made.stays)), pairs):
        inside = set(part)
        circles = len(part) > 1 or part[0] in made.targets[part[0]]
        if circles and not any(_leaves(made, state, inside) for state in part):
            found += part
    return found


def _leaves(made: States, state: int, inside: Set[int]) -> bool:
    here = made.stays[state]
    if isinstance(here, str) or not set(made.targets[state]) <= inside:
        return True
    return any(word != "gave_up" and moments.chance > 0.0 for word, moments in here.ends)
