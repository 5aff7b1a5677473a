"""What callers and the system do at a node, and with what chance: docs/method.md, The crowd, read once more."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from simulated_view import STAFFED, View, entering
from simulated_waits import Offered, offered, tells_wait

from ivraudit.model import Edge, Habits, Node, NodeType, Nowhere, Owner
from ivraudit.words.hearing import Heard

ASKING = (NodeType.MENU, NodeType.COLLECT)
HUMAN, GAVE_UP, TRAPPED, OUTSIDE, HANGUP, RESOLVED = "human", "gave_up", "trapped", "outside", "hangup", "resolved"
ENDS = (HUMAN, RESOLVED, "voicemail", "callback", "transfer", HANGUP, TRAPPED, OUTSIDE, GAVE_UP)
ENDING = {
    NodeType.VOICEMAIL: "voicemail",
    NodeType.CALLBACK: "callback",
    NodeType.HANGUP: HANGUP,
    NodeType.OUTSIDE: OUTSIDE,
}
FAILING = {NodeType.TASK: "error", NodeType.TRANSFER: "failed"}
PRESS, ENTRY, REPEAT, TRANSFER = 1.0, 2.0, 3.0, 3.0
"""What the index of effort counts for each, beside the minutes."""


class State(NamedTuple):
    """Where a call is: the node, the rounds gone of each loop, which play of the prompt it hears and why again."""

    node: str
    rounds: tuple[tuple[str, int], ...] = ()
    play: int = 1
    again: str = ""


class Move(NamedTuple):
    """One thing that may happen at a stay, decided when it begins."""

    chance: float
    seconds: float
    """Until it happens; inf: it never does."""
    target: State | str
    """Where the call is then, or how it has ended."""
    behind: float = 0.0
    """The seconds of what the exit itself says."""
    request: bool = False
    effort: float = 0.0
    waiting: bool = False
    """Whether it happens in a queue only to those who have not been served before."""


class Stay(NamedTuple):
    """One visit to a node, or one play of its prompt."""

    moves: tuple[Move, ...]
    patience: float
    """The mean, in seconds."""
    wait: Offered | None = None
    effort: float = 0.0
    assumed: frozenset[str] = frozenset()


class Behaviour:
    """What callers and the system do in a tree."""

    def __init__(self, view: View, habits: Habits) -> None:
        self.view = view
        self.habits = habits

    def stay(self, state: State) -> Stay:
        """What may happen at a state."""
        node = self.view.nodes[state.node]
        patience = self.habits.patience_seconds
        end = self.end(node)
        if end:
            effort = TRANSFER if node.type is NodeType.TRANSFER else 0.0
            return Stay((Move(1.0, 0.0, end),), patience, effort=effort)
        if node.type in ASKING:
            return self.asked(node, state)
        if node.type in STAFFED and not self.view.open(node):
            closed = [edge for edge in self.view.exits[node.id] if edge.trigger == "closed"]
            return Stay((self.taken(state, 1.0, 0.0, closed[0]),), patience)
        if node.type is NodeType.QUEUE:
            return self.queued(node, state)
        return self.passed(node, state)

    def end(self, node: Node) -> str:
        """How a call ends that comes to the node; "" if it does not, or not always."""
        if node.type in STAFFED and self.view.open(node):
            return HUMAN if node.type is NodeType.AGENT else ""
        transfer = node.type is NodeType.TRANSFER
        if node.resolves and node.type not in STAFFED and not (transfer and node.human):
            return RESOLVED
        if node.opaque:
            return OUTSIDE
        if node.type is NodeType.RETURN and not self.view.exits[node.id]:
            return OUTSIDE
        if node.type not in (*ASKING, *STAFFED) and not transfer and not self.view.living(node):
            return ENDING.get(node.type, HANGUP)
        return ENDING.get(node.type, "")

    def taken(
        self, state: State, chance: float, seconds: float, edge: Edge, effort: float = 0.0, waiting: bool = False
    ) -> Move:
        """The move by an exit."""
        said = self.view.hearing.said(edge.prompt)
        behind = self.view.hearing.speaking(said) if said else 0.0
        request = edge.owner is Owner.CALLER and self.view.requests(edge)
        return Move(chance, seconds, self.behind(state, edge), behind, request, effort, waiting)

    def behind(self, state: State, edge: Edge) -> State | str:
        """Where an exit leads, the rounds of a loop counted."""
        if edge.target is Nowhere.DROPPED:
            return HANGUP
        if not isinstance(edge.target, str) or edge.target not in self.view.nodes:
            return OUTSIDE
        rounds = dict(state.rounds)
        if edge.owner is Owner.SYSTEM and edge.limit is not None:
            rounds[edge.source] = rounds.get(edge.source, 0) + 1
        elif edge.owner is Owner.SYSTEM:
            rounds.pop(edge.source, None)
        return State(edge.target, tuple(sorted(rounds.items())))

    def asked(self, node: Node, state: State) -> Stay:
        """One play of a menu or collect."""
        heard = self.view.heard(node, state.again)
        choices = [edge for edge in self.view.living(node) if edge.owner is Owner.CALLER]
        silent, wrong = self.errors(node)
        assumed = {"errors"}
        moves = []
        valid = max(0.0, 1.0 - silent - wrong)
        for edge, chance in self.chosen(node, choices, assumed):
            if entering(node, edge):
                seconds, effort = heard.seconds + self.view.hearing.entering(node), ENTRY
            else:
                seconds, effort = self.view.until(heard, edge, node.barge_in), PRESS
                effort = 0.0 if self.view.any_language(node) else effort
            moves.append(self.taken(state, valid * chance, seconds, edge, effort))
        if not choices:
            silent += valid
        after = self.view.silence(node)
        pressed = self.view.reaction + (0.0 if node.barge_in else heard.seconds)
        moves.append(self.retried(node, state, silent, heard.seconds + after, "noinput"))
        moves.append(self.retried(node, state, wrong, pressed, "nomatch"))
        effort = REPEAT if state.play > 1 else 0.0
        return Stay(tuple(moves), self.habits.patience_seconds, effort=effort, assumed=frozenset(assumed))

    def errors(self, node: Node) -> tuple[float, float]:
        """The chances of silence and of a wrong key; what is declared and has no exit never happens (`never: true`)."""
        triggers = {edge.trigger for edge in self.view.exits[node.id]}
        silent = 0.0 if node.noinput and "noinput-last" not in triggers else self.habits.noinput
        wrong = 0.0 if node.nomatch and "nomatch-last" not in triggers else self.habits.nomatch
        return silent, wrong

    def retried(self, node: Node, state: State, chance: float, seconds: float, trigger: str) -> Move:
        """Silence or a wrong key: another play, or the exit behind the last."""
        retry = node.noinput if trigger == "noinput" else node.nomatch
        if state.play < (retry.attempts if retry else 1):
            return Move(chance, seconds, state._replace(play=state.play + 1, again=trigger))
        for edge in self.view.living(node):
            if edge.trigger == f"{trigger}-last":
                return self.taken(state, chance, seconds, edge)
        return Move(chance, seconds, HANGUP)

    def chosen(self, node: Node, choices: Sequence[Edge], assumed: set[str]) -> list[tuple[Edge, float]]:
        """The exits of valid choices with their chances; names the assumptions that were needed."""
        if self.view.profile.language and self.view.chooses_language(node):
            choices = [edge for edge in choices if edge.language == self.view.profile.language] or choices
        asking = [edge for edge in choices if self.view.requests(edge) and edge.share is None]
        others = [edge for edge in choices if not self.view.requests(edge) and edge.share is None]
        aside = {self.view.keys.back, self.view.keys.repeat, self.view.keys.language, self.view.keys.leave} - {""}
        plain = [edge for edge in others if edge.trigger not in aside and not edge.unspoken] or others
        left = max(0.0, 1.0 - sum(edge.share or 0.0 for edge in choices))
        requested = min(left, self.habits.agent_request) if others else left
        chances = {edge: edge.share or 0.0 for edge in choices}
        chances |= {edge: requested / len(asking) for edge in asking}
        chances |= {edge: (left - (requested if asking else 0.0)) / len(plain) for edge in plain}
        if asking and others and requested > 0.0:
            assumed.add("requests")
        if left > 0.0 and (len(plain) > 1 or (len(asking) > 1 and not others)):
            assumed.add("shares")
        return scaled(chances)

    def queued(self, node: Node, state: State) -> Stay:
        """Waiting for a person where there is one."""
        exits = self.view.living(node)
        heard = self.view.heard(node)
        own = node.wait.patience if node.wait else None
        assumed = {"waits"} if not tells_wait(node) else set()
        assumed |= {"patience"} if own is None else set()
        full, moves = 0.0, []
        for edge in exits:
            if edge.trigger == "full" and edge.owner is Owner.SYSTEM:
                full = self.habits.failure if edge.share is None else edge.share
                assumed |= {"failures"} if edge.share is None else set()
                moves.append(self.taken(state, full, 0.0, edge))
        last = self.running_out(state, exits, heard)
        left = 1.0
        for edge, share in self.impatient([edge for edge in exits if edge.owner is Owner.CALLER], assumed):
            spoken = heard.spoken.get(edge.trigger)
            seconds = self.view.reaction + (heard.seconds if spoken is None else spoken)
            option = self.taken(state, 1.0, seconds, edge, PRESS, waiting=True)
            moves.append(min(option, last, key=lambda move: move.seconds)._replace(chance=(1.0 - full) * share))
            left -= share
        moves.append(last._replace(chance=(1.0 - full) * max(0.0, left)))
        patience = self.habits.queue_patience_seconds if own is None else own
        wait = offered(node, heard.seconds, self.habits)
        return Stay(tuple(moves), patience, wait, assumed=frozenset(assumed))

    def running_out(self, state: State, exits: Iterable[Edge], heard: Heard) -> Move:
        """What those come to who wait on: the queue's `timeout`, or nothing but the end of their patience."""
        for edge in exits:
            if edge.trigger == "timeout" and edge.owner is Owner.SYSTEM:
                after = heard.seconds if edge.after is None else edge.after
                return self.taken(state, 1.0, after, edge, waiting=True)
        return Move(1.0, math.inf, GAVE_UP, waiting=True)

    def impatient(self, options: Sequence[Edge], assumed: set[str]) -> list[tuple[Edge, float]]:
        """The options of a queue, each with the share of those who wait that takes it."""
        told = sum(edge.share or 0.0 for edge in options)
        untold = [edge for edge in options if edge.share is None]
        if untold:
            assumed.add("options")
        rest = min(self.habits.queue_option, max(0.0, 1.0 - told)) / max(1, len(untold))
        scale = max(1.0, told)
        return [(edge, rest if edge.share is None else edge.share / scale) for edge in options]

    def passed(self, node: Node, state: State) -> Stay:
        """A node at which the system alone decides."""
        seconds, patience, assumed = self.view.hearing.prompt(node), self.habits.patience_seconds, set[str]()
        transfer = node.type is NodeType.TRANSFER
        effort = TRANSFER if transfer else 0.0
        exits = self.within_limits(node, state)
        moves = []
        for edge, chance in self.decided(node, exits, assumed):
            moves.append(self.taken(state, chance, seconds, edge))
        if transfer:
            reached = {True: HUMAN, False: "transfer", None: OUTSIDE}[node.human]
            moves.append(Move(max(0.0, 1.0 - sum(move.chance for move in moves)), 0.0, reached))
        if not moves:
            moves.append(Move(1.0, 0.0, HANGUP))
        return Stay(tuple(moves), patience, effort=effort, assumed=frozenset(assumed))

    def within_limits(self, node: Node, state: State) -> list[Edge]:
        """The exits that may still be taken: one that can be taken only so often goes before all others until then."""
        exits = self.view.living(node)
        gone = dict(state.rounds).get(node.id, 0)
        rounds = [edge for edge in exits if edge.owner is Owner.SYSTEM and edge.limit is not None]
        if not rounds:
            return exits
        return [edge for edge in rounds if gone < (edge.limit or 0)][:1] or [e for e in exits if e not in rounds]

    def decided(self, node: Node, exits: Sequence[Edge], assumed: set[str]) -> list[tuple[Edge, float]]:
        """The system's exits with their chances."""
        failing = [edge for edge in exits if edge.trigger == FAILING.get(node.type) and edge.share is None]
        if node.type is NodeType.TRANSFER:
            failing = [edge for edge in exits if edge.trigger == "failed"]
            share = failing[0].share if failing else None
            assumed |= {"failures"} if failing and share is None else set()
            return [(edge, self.habits.failure if share is None else share) for edge in failing[:1]]
        others = [edge for edge in exits if edge.share is None and edge not in failing]
        left = max(0.0, 1.0 - sum(edge.share or 0.0 for edge in exits))
        failed = min(left, self.habits.failure) if others else left
        chances = {edge: edge.share or 0.0 for edge in exits}
        chances |= {edge: failed / len(failing) for edge in failing}
        chances |= {edge: (left - (failed if failing else 0.0)) / len(others) for edge in others}
        if failing and others and failed > 0.0:
            assumed.add("failures")
        if len(others) > 1 and left > 0.0:
            assumed.add("shares")
        return scaled(chances)


def scaled(chances: dict[Edge, float]) -> list[tuple[Edge, float]]:
    """The same chances, made to come to 1; even where all of them are 0."""
    total = sum(chances.values())
    return [(edge, chance / total if total else 1.0 / len(chances)) for edge, chance in chances.items()]

