"""The four callers: expert, listener, silent and confused, against a system at its worst."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import inf
from typing import NamedTuple

from ivraudit.analysis.board import CHOOSING
from ivraudit.analysis.least import Least
from ivraudit.analysis.loops import components
from ivraudit.analysis.waits import Moments
from ivraudit.analysis.wiring import is_unknown
from ivraudit.figures.goals import last, strategy
from ivraudit.figures.states import States
from ivraudit.figures.stays import TRANSFERRED, Stay, end, staffed
from ivraudit.model import NodeType
from ivraudit.phone import Phone
from ivraudit.phone.questions import HUMAN
from ivraudit.words.hearing import wait_seconds

CALLERS = ("expert", "listener", "silent", "confused")
WORST = ("trapped", "hangup", "outside", "transfer", "voicemail", "callback", "resolved", "human")
"""The ends that the four callers can come to, the worst first."""


class Fate(NamedTuple):
    """How the call of one of the four ends, and after how many seconds; None where it never does."""

    ends: str
    seconds: float | None
    route: tuple[int, ...] = ()
    """The exits taken; of a loop each round is there, of what is trapped one round.

    On a forced way whose loops come to too many rounds (method.md, (e)) one round stands for all.
    """


def fate(phone: Phone, entry: int, caller: str, goal: str = HUMAN) -> Fate | None:
    """Return what becomes of a caller at an entry (a vertex); None where loops come to too many states.

    Under a mixed clock, too, there is none: who is trapped at which hour is no single walk.
    """
    if phone.profile.clock == "mixed":
        return None
    if caller in ("expert", "listener") and phone.forced(goal).surely[entry]:
        return _forced(phone, entry, goal, "seconds" if caller == "expert" else "listening")
    try:
        return _Walk(phone, entry, caller, goal).fate()
    except OverflowError:
        return None


def _waited(phone: Phone, vertex: int) -> float:
    """The mean wait at the end of a call, at least as long as what the queue says; what none tells is none."""
    node = phone.node(vertex) if vertex < len(phone.wiring.nodes) else None
    if not node or node.type is not NodeType.QUEUE or not staffed(phone, vertex):
        return 0.0
    return max(phone.costs.whole(vertex), wait_seconds(node) or 0.0)


def _forced(phone: Phone, entry: int, goal: str, measure: str) -> Fate:
    """The forced way: its least over the caller and most over the system."""
    found = strategy(phone, entry, goal, measure)
    exits = found.walk(entry)
    person = last(phone, entry, exits)
    seconds = found.far[entry] + _waited(phone, person)
    return Fate(end(phone, person) or HUMAN, None if seconds == inf else seconds, tuple(exits))


class _Walk:
    """A walk on which only the system chooses: what the caller does is settled at each node."""

    def __init__(self, phone: Phone, entry: int, caller: str, goal: str) -> None:
        self._phone = phone
        self._goals = frozenset(phone.goal(goal)) if caller in ("expert", "listener") else frozenset[int]()
        self._trigger = "nomatch-last" if caller == "confused" else "noinput-last"
        self._seconds = phone.costs.listening if caller == "listener" else phone.costs.seconds
        self._toward: Callable[[int], list[int]] = lambda _: []
        if self._goals:
            self._toward = Least(phone.board, sorted(self._goals), self._seconds).first
        self._states = States(phone, entry, self._stay, self._passing)

    def _passing(self, edge: int) -> Stay:
        return Stay([(edge, Moments(1.0, self._seconds[edge]))], [])

    def _stay(self, vertex: int) -> Stay | str:
        phone = self._phone
        over = end(phone, vertex)
        if not over and staffed(phone, vertex):
            return Stay([], [(HUMAN, Moments(1.0, _waited(phone, vertex)))])
        if over or vertex in self._goals:
            return over or HUMAN
        node, exits = phone.node(vertex), phone.board.live[vertex]
        if is_unknown(node):
            return "outside"
        if node.type in CHOOSING:
            exits = self._toward(vertex) or self._passive(vertex)
        legs = [(edge, Moments(1.0, self._seconds[edge])) for edge in exits]
        if exits and node.type is not NodeType.TRANSFER:
            return Stay(legs, [])
        return Stay(legs, [(self._dropped(vertex), self._giving_up(vertex))])

    def _passive(self, vertex: int) -> list[int]:
        edges = self._phone.wiring.edges
        return [edge for edge in self._phone.board.live[vertex] if edges[edge].trigger == self._trigger]

    def _dropped(self, vertex: int) -> str:
        node = self._phone.node(vertex)
        return TRANSFERRED[node.human] if node.type is NodeType.TRANSFER else "hangup"

    def _giving_up(self, vertex: int) -> Moments:
        """The seconds until the platform ends a call that nobody answers."""
        node, hearing = self._phone.node(vertex), self._phone.hearing
        if node.type not in CHOOSING:
            return Moments(1.0)
        whole = self._phone.costs.whole(vertex)
        wrong = self._trigger == "nomatch-last"
        return Moments(1.0, hearing.mistakes(node, whole) if wrong else hearing.silence(node, whole))

    def fate(self) -> Fate:
        """Return the worst end, and the longest way there."""
        targets, stays = self._states.targets, self._states.stays
        pairs = [(state, target) for state, row in enumerate(targets) for target in row]
        order = components(range(len(stays)), pairs)
        if any(len(part) > 1 or part[0] in targets[part[0]] for part in order):
            return Fate("trapped", None, self._round())
        words = {word for here in stays for word in ([here] if isinstance(here, str) else [w for w, _ in here.ends])}
        worst = min(words, key=WORST.index)
        longest, by = [-inf] * len(stays), [-1] * len(stays)
        for (state,) in order:
            here = stays[state]
            if isinstance(here, str):
                longest[state] = 0.0 if here == worst else -inf
                continue
            longest[state] = max((moments.first for word, moments in here.ends if word == worst), default=-inf)
            for leg, ((_, moments), target) in enumerate(zip(here.legs, targets[state], strict=True)):
                if moments.first + longest[target] > longest[state]:
                    longest[state], by[state] = moments.first + longest[target], leg
        seconds = longest[0]
        return Fate(worst, None if seconds == inf else seconds, self._follow(by))

    def _follow(self, by: Sequence[int]) -> tuple[int, ...]:
        found, state = [], 0
        while by[state] >= 0:
            found.append(self._leg(state, by[state]))
            state = self._states.targets[state][by[state]]
        return tuple(found)

    def _leg(self, state: int, leg: int) -> int:
        here = self._states.stays[state]
        return -1 if isinstance(here, str) else here.legs[leg][0]

    def _round(self) -> tuple[int, ...]:
        """The exits of a way that comes back to where it was, found by going deep."""
        targets = self._states.targets
        walk, legs = [0], [iter(range(len(targets[0])))]
        on, done, found = {0}, set[int](), list[int]()
        while walk:
            for leg in legs[-1]:
                target = targets[walk[-1]][leg]
                if target in done:
                    continue
                found.append(self._leg(walk[-1], leg))
                if target in on:
                    return tuple(found)
                walk.append(target)
                legs.append(iter(range(len(targets[target]))))
                on.add(target)
                break
            else:
                legs.pop()
                state = walk.pop()
                on.discard(state)
                done.add(state)
                if found:
                    found.pop()
        return tuple(found)
