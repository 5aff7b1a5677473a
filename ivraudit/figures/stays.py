"""One stay at a node: by which exits a crowd leaves it, with which chances, and after how many seconds."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from math import exp, fsum, inf
from typing import NamedTuple

from ivraudit.analysis.board import CHOOSING, STAFFED
from ivraudit.analysis.waits import NEVER, Law, Moments, Race, Tailed, after, law, patience_ends
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
TRANSFERRED = {True: "human", False: "transfer", None: "outside"}
"""How the call of somebody ends who has been transferred, by whether a person answers."""
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
    if node.resolves and node.type not in STAFFED:
        return "resolved"
    if node.opaque or (node.type is NodeType.RETURN and not board.live[vertex]):
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
    made = _stay(phone, vertex, phone.node(vertex))
    return made._replace(
        legs=[one for one in made.legs if one[1].chance > 0.0], ends=[one for one in made.ends if one[1].chance > 0.0]
    )


def _stay(phone: Phone, vertex: int, node: Node) -> Stay:
    if node.type in CHOOSING:
        return _Asking(phone, vertex).stay()
    if node.type is NodeType.QUEUE and staffed(phone, vertex):
        return _waiting(phone, vertex, node)
    if node.type is NodeType.TRANSFER:
        return _transferred(phone, vertex, TRANSFERRED[node.human])
    if node.type in STAFFED:
        return _closed(phone, phone.board.live[vertex][0])
    return _passing(phone, node.type, phone.board.live[vertex])


def passing(phone: Phone, edge: int) -> Stay:
    """Return a stay that is left by one exit only."""
    return _passing(phone, NodeType.LOOP, [edge])


def _theta(phone: Phone) -> float:
    return 1.0 / phone.assumptions.crowd.patience_seconds


def _survived(theta: float, seconds: float) -> Moments:
    return after(seconds, exp(-theta * seconds))


def _passing(phone: Phone, kind: NodeType, exits: Sequence[int]) -> Stay:
    found, seconds = chances.fates(phone, kind, exits), phone.costs.listening
    return _lasting(phone, [(edge, share, seconds[edge]) for edge, share in found.exits], found.assumed)


def _closed(phone: Phone, edge: int) -> Stay:
    """A queue or agent where nobody is: what it says to those who wait is not said."""
    return _lasting(phone, [(edge, 1.0, phone.hearing.behind(phone.wiring.edges[edge]))], frozenset())


def _lasting(phone: Phone, ways: Sequence[tuple[int, float, float]], assumed: frozenset[str]) -> Stay:
    """A stay that is left by each exit with its chance, after its seconds, unless patience ends before."""
    theta = _theta(phone)
    legs, gone, lasting = [], NEVER, False
    for edge, share, seconds in ways:
        legs.append((edge, _survived(theta, seconds).times(share)))
        gone = gone.plus(patience_ends(theta, seconds).times(share))
        lasting = lasting or (seconds > 0.0 and share > 0.0)
    return Stay(legs, [("gave_up", gone)] if lasting else [], assumed=assumed | {"patience"} if lasting else assumed)


def _transferred(phone: Phone, vertex: int, end: str) -> Stay:
    """A transfer: who gets through is where he is sent to at once; who does not has heard it out."""
    for edge in phone.board.live[vertex]:
        if phone.wiring.edges[edge].trigger == "failed":
            share, assumed = chances.failure(phone, phone.wiring.edges[edge])
            failed = _lasting(phone, [(edge, share, phone.costs.listening[edge])], assumed)
            return failed._replace(ends=[*failed.ends, (end, _AT_ONCE.times(1.0 - share))])
    return Stay([], [(end, _AT_ONCE)])


def _waiting(phone: Phone, vertex: int, node: Node) -> Stay:
    """A queue: full at once, or a race of being served, an option, the time-out and patience."""
    habits, edges = phone.assumptions.crowd, phone.wiring.edges
    exits = {edges[edge].trigger: edge for edge in phone.board.live[vertex] if edge not in phone.board.choices[vertex]}
    own, whole = node.wait.patience if node.wait else None, phone.costs.whole(vertex)
    queue = _Queue(phone, 1.0 / (own or habits.queue_patience_seconds))
    assumed, left = frozenset() if own else frozenset({"patience"}), 1.0
    if not node.wait or not law(node.wait, habits.queue_patience_seconds):
        assumed |= {"waits"}
    if "full" in exits:
        share, more = chances.failure(phone, edges[exits["full"]])
        queue.leave(exits["full"], _AT_ONCE.times(share))
        assumed, left = assumed | more, 1.0 - share
    after = edges[exits["timeout"]].after if "timeout" in exits else inf
    limit = whole if after is None else after
    taken = chances.options(phone, phone.board.choices[vertex])
    choosing = [(edge, share, _until(phone, vertex, edge)) for edge, share in taken.exits]
    staying = (exits.get("timeout", -1), 1.0 - fsum(share for _, share in taken.exits), limit)
    for edge, share, until in (*choosing, staying):
        deadline = min(until, limit)
        race = _raced(node.wait, whole, habits.wait_seconds, habits.queue_patience_seconds, deadline, queue.theta)
        queue.wait(race, share * left, edge if until <= limit else exits["timeout"])
    return Stay(queue.legs, [("human", queue.served), ("gave_up", queue.gone)], assumed=assumed | taken.assumed)


class _Queue:
    """What becomes of those who wait, added up."""

    def __init__(self, phone: Phone, theta: float) -> None:
        self._phone, self.theta = phone, theta
        self.legs: list[tuple[int, Moments]] = []
        self.served = self.gone = NEVER

    def wait(self, race: Race, share: float, edge: int) -> None:
        """Count a share of the callers, who leave by an exit if they are still there at their deadline."""
        self.served = self.served.plus(race.served.times(share))
        self.gone = self.gone.plus(race.gone.times(share))
        if race.late.chance:
            self.leave(edge, race.late.times(share))

    def leave(self, edge: int, left: Moments) -> None:
        """Let callers leave by an exit, once they have heard what it says."""
        seconds = self._phone.hearing.behind(self._phone.wiring.edges[edge])
        self.gone = self.gone.plus(left.then(patience_ends(self.theta, seconds)))
        self.legs.append((edge, left.then(_survived(self.theta, seconds))))


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
        self._plays: dict[str, Moments] = {}
        """Those who hear the prompt again, by what made them."""
        self._heard = {"": phone.costs.heard.get(vertex) or Heard(phone.costs.whole(vertex), {})}
        for trigger, retry in (("noinput", self._node.noinput), ("nomatch", self._node.nomatch)):
            self._heard[trigger] = self._again(retry) if retry and retry.attempts > 1 else self._heard[""]

    def stay(self) -> Stay:
        """Return what becomes of the calls."""
        playing, play, repeats = {"": _AT_ONCE}, 0, 0.0
        while playing:
            play += 1
            self._plays = {}
            for heard, begun in playing.items():
                self._play(play, begun, self._heard[heard])
            playing = {heard: begun for heard, begun in self._plays.items() if begun.chance > 0.0}
            repeats += sum(begun.chance for begun in playing.values())
        ends = [("hangup", self._dropped)] if self._dropped.chance else []
        return Stay(
            list(self._legs.items()), [*ends, ("gave_up", self._gone)], repeats,
            self._chosen.assumed | {"errors", "patience"},
        )  # fmt: skip

    def _again(self, retry: Retry) -> Heard:
        """Another play, after that retry."""
        edges = [self._phone.wiring.edges[edge] for edge in self._phone.board.choices[self._vertex]]
        announced = [edge for edge in edges if edge.trigger in self._heard[""].spoken]
        return self._phone.hearing.replayed(self._node, announced, self._heard[""], retry.prompt)

    def _play(self, play: int, begun: Moments, heard: Heard) -> None:
        phone, node = self._phone, self._node
        habits, hearing = phone.assumptions.crowd, phone.hearing
        noinput, nomatch = (0.0 if self._never(name) else getattr(habits, name) for name in ("noinput", "nomatch"))
        choosing = 1.0 - noinput - nomatch
        silence = heard.seconds + hearing.silent(node, node.noinput.after if node.noinput else None)
        silent = noinput if self._chosen.exits else noinput + choosing
        wrong = phone.assumptions.speech.reaction_seconds + (0.0 if node.barge_in else heard.seconds)
        self._fail(play, begun.times(silent), silence, "noinput", node.noinput)
        self._fail(play, begun.times(nomatch), wrong, "nomatch", node.nomatch)
        for edge, share in self._chosen.exits:
            seconds = hearing.listener(node, phone.wiring.edges[edge], heard)
            self._leave(edge, self._after(begun.times(choosing * share), seconds))

    def _never(self, trigger: str) -> bool:
        """Whether the tree says that it cannot happen: it is declared, and leads nowhere (`never: true`)."""
        return getattr(self._node, trigger) is not None and f"{trigger}-last" not in self._last

    def _fail(self, play: int, begun: Moments, seconds: float, trigger: str, retry: Retry | None) -> None:
        """Count a silence or a wrong key: another play, the exit after the last one, or the end of the call."""
        left = self._after(begun, seconds)
        if retry and play < retry.attempts:
            self._plays[trigger] = self._plays.get(trigger, NEVER).plus(left)
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

