"""One stay at a node: by which exits a crowd leaves it, with which chances, and after how many seconds."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from math import exp, inf
from typing import NamedTuple

from ivraudit.analysis.board import CHOOSING
from ivraudit.analysis.waits import NEVER, Law, Moments, Race, Tailed, after, law, patience_ends
from ivraudit.analysis.wiring import is_unknown
from ivraudit.figures import chances
from ivraudit.model import Node, NodeType, Retry, Wait
from ivraudit.phone import Phone
from ivraudit.words.hearing import Heard

ENDS = (
    "human", "resolved", "voicemail", "callback", "transfer", "hangup", "trapped", "outside", "gave_up",
)  # fmt: skip
"""How a call ends, in the order of the contract."""

_ENDING = {
    NodeType.VOICEMAIL: "voicemail", NodeType.CALLBACK: "callback", NodeType.HANGUP: "hangup",
    NodeType.OUTSIDE: "outside",
}  # fmt: skip
_AT_ONCE = Moments(1.0, 0.0, 0.0)


class Stay(NamedTuple):
    """What becomes of the calls that come to a node; all chances together are 1."""

    legs: list[tuple[int, Moments]]
    """By exit of the board."""
    ends: list[tuple[str, Moments]]
    repeats: float = 0.0
    """How often a prompt is played again, on average."""
    assumed: frozenset[str] = frozenset()


def end(phone: Phone, vertex: int) -> str:
    """Return how a call ends that has come to a vertex; "" where it goes on, or a queue decides."""
    wiring, board = phone.wiring, phone.board
    if vertex >= len(wiring.nodes):
        return "hangup" if vertex == wiring.dropped else "outside"
    node = wiring.nodes[vertex]
    if staffed(phone, vertex):
        return "human" if node.type is NodeType.AGENT else ""
    if node.resolves:
        return "resolved"
    if is_unknown(node) or (node.type is NodeType.RETURN and not board.live[vertex]):
        return "outside"
    if node.type in _ENDING:
        return _ENDING[node.type]
    if node.type is NodeType.TRANSFER or board.live[vertex] or board.bounded[vertex]:
        return ""
    return "" if node.type in CHOOSING else "hangup"


def staffed(phone: Phone, vertex: int) -> bool:
    """Say whether a person is at a vertex."""
    return vertex in phone.keep(("staffed", phone.board.profile), lambda: frozenset(phone.board.persons))


def stay(phone: Phone, vertex: int) -> Stay | str:
    """Return a stay at a vertex, or the end of calls there; OverflowError for a queue beyond computing."""
    over = end(phone, vertex)
    if over:
        return over
    node = phone.node(vertex)
    if node.type in CHOOSING:
        return _Asking(phone, vertex).stay()
    if node.type is NodeType.QUEUE and staffed(phone, vertex):
        return _waiting(phone, vertex, node)
    if node.type is NodeType.TRANSFER:
        return _transferred(phone, vertex, "human" if node.human else "transfer")
    return _passing(phone, phone.board.live[vertex])


def passing(phone: Phone, edge: int) -> Stay:
    """Return a stay that is left by one exit only."""
    return _passing(phone, [edge])


def _theta(phone: Phone) -> float:
    return 1.0 / phone.assumptions.crowd.patience_seconds


def _survived(theta: float, seconds: float) -> Moments:
    return after(seconds, exp(-theta * seconds))


def _passing(phone: Phone, exits: Sequence[int]) -> Stay:
    found = chances.fates(phone, exits)
    theta, seconds = _theta(phone), phone.costs.listening
    legs, gone, lasting = [], NEVER, False
    for edge, share in found.exits:
        legs.append((edge, _survived(theta, seconds[edge]).times(share)))
        gone = gone.plus(patience_ends(theta, seconds[edge]).times(share))
        lasting = lasting or seconds[edge] > 0.0
    assumed = found.assumed | {"patience"} if lasting else found.assumed
    return Stay(legs, [("gave_up", gone)] if lasting else [], assumed=assumed)


def _transferred(phone: Phone, vertex: int, end: str) -> Stay:
    legs, left, assumed = [], 1.0, frozenset[str]()
    for edge in phone.board.live[vertex]:
        if phone.wiring.edges[edge].trigger == "failed":
            share, assumed = chances.failure(phone, phone.wiring.edges[edge])
            legs.append((edge, _AT_ONCE.times(share)))
            left = 1.0 - share
    return Stay(legs, [(end, _AT_ONCE.times(left))], assumed=assumed)


def _waiting(phone: Phone, vertex: int, node: Node) -> Stay:
    """A queue: full at once, or a race of being served, an option, the time-out and patience."""
    habits, edges = phone.assumptions.crowd, phone.wiring.edges
    exits = {edges[edge].trigger: edge for edge in phone.board.live[vertex] if edge not in phone.board.choices[vertex]}
    legs, assumed, left = [], frozenset[str](), 1.0
    if "full" in exits:
        share, assumed = chances.failure(phone, edges[exits["full"]])
        legs.append((exits["full"], _AT_ONCE.times(share)))
        left = 1.0 - share
    own = node.wait.patience if node.wait else None
    if own is None:
        assumed |= {"patience"}
    if not node.wait:
        assumed |= {"waits"}
    theta = 1.0 / (own or habits.queue_patience_seconds)
    least = phone.costs.whole(vertex)
    limit = (edges[exits["timeout"]].after or 0.0) if "timeout" in exits else inf
    taken = chances.options(phone, phone.board.choices[vertex])
    served = gone = NEVER
    choosing = [(edge, share, _until(phone, vertex, edge)) for edge, share in taken.exits]
    staying = (exits.get("timeout", -1), 1.0 - sum(share for _, share in taken.exits), limit)
    for edge, share, until in (*choosing, staying):
        race = _raced(node.wait, least, habits.wait_seconds, habits.queue_patience_seconds, min(until, limit), theta)
        served, gone = (one.plus(two.times(share * left)) for one, two in ((served, race.served), (gone, race.gone)))
        if race.late.chance:
            legs.append((edge if until <= limit else exits["timeout"], race.late.times(share * left)))
    return Stay(legs, [("human", served), ("gave_up", gone)], assumed=assumed | taken.assumed)


def _until(phone: Phone, vertex: int, edge: int) -> float:
    """Seconds until who takes an option of a queue has taken it."""
    spoken = phone.costs.heard[vertex].spoken.get(phone.wiring.edges[edge].trigger)
    return (phone.costs.whole(vertex) if spoken is None else spoken) + phone.assumptions.speech.reaction_seconds


@lru_cache(maxsize=4096)
def _raced(wait: Wait | None, least: float, unsaid: float, patience: float, deadline: float, theta: float) -> Race:
    """What becomes of those who wait, kept: queues are alike, and some laws take a while."""
    known: Law | None = law(wait, patience) if wait else None
    if known is None:
        known = Tailed(max(least, unsaid))
    elif wait and wait.declared is not None:
        known = Tailed(max(least, wait.declared))
    return known.race(deadline, theta)


class _Asking:
    """The plays of one visit to a menu or collect."""

    def __init__(self, phone: Phone, vertex: int) -> None:
        self._phone, self._vertex, self._node = phone, vertex, phone.node(vertex)
        self._theta = _theta(phone)
        self._chosen = chances.choices(phone, vertex)
        edges = phone.wiring.edges
        self._last = {edges[edge].trigger: edge for edge in phone.board.live[vertex]}
        self._legs: dict[int, Moments] = {}
        self._dropped = self._gone = NEVER
        self._plays: dict[float, Moments] = {}
        """What is heard at the next play, by its seconds."""

    def stay(self) -> Stay:
        """Return what becomes of the calls."""
        heard = self._phone.costs.heard.get(self._vertex) or Heard(self._phone.costs.whole(self._vertex), {})
        playing, play, repeats = {heard.seconds: _AT_ONCE}, 0, 0.0
        while playing:
            play += 1
            self._plays = {}
            for seconds, begun in playing.items():
                self._play(play, begun, _shifted(heard, seconds))
            playing = {seconds: begun for seconds, begun in self._plays.items() if begun.chance > 0.0}
            repeats += sum(begun.chance for begun in playing.values())
        ends = [("hangup", self._dropped)] if self._dropped.chance else []
        return Stay(
            list(self._legs.items()), [*ends, ("gave_up", self._gone)], repeats,
            self._chosen.assumed | {"errors", "patience"},
        )  # fmt: skip

    def _play(self, play: int, begun: Moments, heard: Heard) -> None:
        phone, node = self._phone, self._node
        habits, hearing = phone.assumptions.crowd, phone.hearing
        choosing = 1.0 - habits.noinput - habits.nomatch
        silence = heard.seconds + hearing.silent(node, node.noinput.after if node.noinput else None)
        silent = habits.noinput if self._chosen.exits else habits.noinput + choosing
        wrong = phone.assumptions.speech.reaction_seconds + (0.0 if node.barge_in else heard.seconds)
        self._fail(play, begun.times(silent), silence, "noinput", node.noinput, heard)
        self._fail(play, begun.times(habits.nomatch), wrong, "nomatch", node.nomatch, heard)
        for edge, share in self._chosen.exits:
            seconds = hearing.listener(node, phone.wiring.edges[edge], heard)
            self._leave(edge, self._after(begun.times(choosing * share), seconds))

    def _fail(
        self, play: int, begun: Moments, seconds: float, trigger: str, retry: Retry | None, heard: Heard
    ) -> None:  # fmt: skip
        """Count a silence or a wrong key: another play, the exit after the last one, or the end of the call."""
        left = self._after(begun, seconds)
        if retry and play < retry.attempts:
            again = self._phone.hearing.again(self._node, retry.prompt, self._phone.costs.whole(self._vertex))
            self._plays[again] = self._plays.get(again, NEVER).plus(left)
        elif f"{trigger}-last" in self._last:
            self._leave(self._last[f"{trigger}-last"], left)
        else:
            self._dropped = self._dropped.plus(left)

    def _after(self, begun: Moments, seconds: float) -> Moments:
        """Let time pass; take out those whose patience ends meanwhile."""
        self._gone = self._gone.plus(begun.then(patience_ends(self._theta, seconds)))
        return begun.then(_survived(self._theta, seconds))

    def _leave(self, edge: int, left: Moments) -> None:
        self._legs[edge] = self._legs.get(edge, NEVER).plus(left)


def _shifted(heard: Heard, seconds: float) -> Heard:
    """A menu as it is heard when it is played again with other words before its options."""
    shift = seconds - heard.seconds
    if not shift:
        return heard
    return Heard(seconds, {k: None if at is None else max(0.0, at + shift) for k, at in heard.spoken.items()})
