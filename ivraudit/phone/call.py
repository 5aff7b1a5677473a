"""A call that is taken: where the caller is, how long that takes, what each answer does, and how it ends.

It is the reference for what a journey means: docs/method.md, (a) to (h) and Times. Loops count and hours follow the
clock, unless their exit is named; what else the system chooses is named too, or is the likeliest.
"""

from __future__ import annotations

from ivraudit.analysis.board import CHOOSING, LAST, STAFFED
from ivraudit.errors import UsageError, nearest
from ivraudit.model import Edge, Node, NodeType, Owner, Profile, Retry, Step
from ivraudit.phone.choosing import allowed, chosen, data, entering, likeliest, nameable
from ivraudit.phone.dialled import Does, Item, written
from ivraudit.phone.journeys import Phone
from ivraudit.words.hearing import wait_seconds

DECIDING = frozenset({NodeType.DECIDE, NodeType.TASK, NodeType.QUEUE, NodeType.TRANSFER})
"""Types at which the system always chooses: a choice that is named must be one of theirs."""
LASTING = (NodeType.VOICEMAIL, NodeType.CALLBACK)
MOST_STEPS = 100_000
"""So many nodes a call passes by itself; one that then still goes on goes round for longer than anybody waits."""
DONE = frozenset({"hangup", "waiting"})
"""How every call stops in the end: what it came to before says how it ended."""


class Call:
    """A call under way, from an entry on, under the clock and in the language of a phone."""

    def __init__(self, phone: Phone, entry: int, *, listening: bool = False) -> None:
        self.phone = phone
        self.listening = listening
        """Whether the caller hears an option out before choosing it, or knows the keys."""
        self.vertex = entry
        self.path: list[Step] = []
        """What was done so far, as in a finding's journey; not rounded."""
        self.seconds = 0.0
        """How long the call has lasted."""
        self.ends = ""
        """How the call ended: human, resolved, voicemail, callback, transfer, hangup, trapped, outside, waiting."""
        self.why = ""
        """The same as a sentence."""
        self.plays: list[Step] = []
        """The plays of this visit that ended in silence or a wrong key."""
        self.retry: Retry | None = None
        """What says how the prompt is played again; None at the first play."""
        self._served = ""
        self._counts: dict[int, int] = {}
        """Per bounded exit: how often it has been taken."""
        self._seen: set[object] = set()
        """Where the call was since the caller or a named choice last made a difference."""
        self._arrive(entry)

    # Where the call is

    @property
    def node(self) -> Node:
        """The node that the call is at."""
        return self.phone.node(self.vertex)

    @property
    def asking(self) -> bool:
        """Whether the call goes on only when the caller answers, or has been silent for long enough."""
        return not self.ends and self.node.type in CHOOSING

    @property
    def options(self) -> list[tuple[int, Edge]]:
        """What the caller may choose: exits with their numbers."""
        return [one for one in self.phone.exits(self.vertex) if one[1].owner is Owner.CALLER]

    @property
    def length(self) -> float:
        """The seconds of all that is heard in the play at hand."""
        whole = self.phone.costs.whole(self.vertex)
        return self.phone.hearing.again(self.node, self.retry.prompt, whole) if self.retry else whole

    def allowed(self) -> list[tuple[str, str]]:
        """Return what may be typed here, each with what it stands for ("" where it says that itself)."""
        return allowed(self.phone, self.vertex)

    @property
    def _others(self) -> list[tuple[int, Edge]]:
        return nameable(self.phone, self.vertex)

    # What the caller does

    def answer(self, item: Item) -> None:
        """Answer a question; UsageError where the item cannot be meant there."""
        self._seen.clear()
        if item.does is Does.SYSTEM:
            self.leave(self._named(item))
        elif item.does is Does.SILENCE:
            self.fail("noinput")
        elif item.does is Does.WRONG:
            self.fail("nomatch", late=self.listening)
        else:
            number = chosen(self.phone, self.vertex, item)
            if number is None:
                self.fail("nomatch", late=self.listening)
            else:
                self.leave(number, self._answering(number, item))

    def _answering(self, number: int, item: Item) -> float:
        """The seconds until an answer has been given in the play at hand."""
        edge, node, costs = self.phone.wiring.edges[number], self.node, self.phone.costs
        seconds = (costs.listening if self.listening else costs.seconds)[number]
        if entering(node, edge) and node.digits and item.does is Does.KEYS:
            more = len(data(self.phone, item)) - node.digits[0]
            seconds += max(0, more) * self.phone.assumptions.speech.digit_seconds
        if not self.retry or (node.barge_in and not self.listening):
            return seconds
        heard = costs.heard.get(self.vertex)
        spoken = heard.spoken.get(edge.trigger) if heard and node.barge_in else None
        if spoken is not None and spoken <= self.phone.hearing.prompt(node):
            again = self.phone.hearing.said(self.retry.prompt) is not None
            return seconds + (self.length - spoken if again else 0.0)
        return seconds + self.length - costs.whole(self.vertex)

    def fail(self, trigger: str, *, late: bool = False) -> None:
        """Let a play end in silence (`noinput`) or in a wrong key (`nomatch`; `late`: after hearing all of it out).

        One counter counts the plays of a visit.
        """
        node, edges = self.node, self.phone.exits(self.vertex)
        retry = node.noinput if trigger == "noinput" else node.nomatch
        seconds = self._failing(trigger, retry, late)
        for number, edge in edges:
            passive = edge.owner is Owner.PASSIVE and edge.trigger.partition(" ")[0] == trigger
            if passive and edge.trigger not in LAST and edge.target != edge.source and self._left(number):
                return self.leave(number, seconds)
        if retry and len(self.plays) + 1 < retry.attempts:
            self.plays.append(Step(node.name, trigger, seconds))
            self.seconds += seconds
            self.retry = retry
            return None
        last = next((one for one in edges if one[1].trigger == f"{trigger}-last"), None)
        if last is not None:
            behind = self.phone.hearing.speaking(self.phone.hearing.said(last[1].prompt) or "")
            return self.leave(last[0], seconds + behind)
        self._step(f"{trigger}-last", seconds)
        self.vertex = self.phone.wiring.dropped
        return self._end("hangup", f"nothing is written for that at {node.name!r}, so the platform ends the call")

    def _failing(self, trigger: str, retry: Retry | None, late: bool) -> float:
        hearing, node = self.phone.hearing, self.node
        if trigger == "noinput":
            return self.length + hearing.silent(node, retry.after if retry else None)
        return self.phone.assumptions.speech.reaction_seconds + (self.length if late or not node.barge_in else 0.0)

    # What the system does

    def go_on(self, item: Item | None = None) -> bool:
        """Let the system go on from here; say whether it did so by that item. UsageError at a choice that is none."""
        number = self._by(item) if item else None
        used = number is not None
        if used:
            self._seen.clear()
        else:
            number = self._usual()
        if number is None:
            self.finish()
        else:
            self.leave(number)
        return used

    def _by(self, item: Item) -> int | None:
        if item.does is Does.SYSTEM:
            several = self.node.type in DECIDING and bool(self._others)
            several = several or len([edge for _, edge in self._others if not edge.breakdown]) > 1
            own = self.node.type in (NodeType.HOURS, NodeType.LOOP)
            if own and not any(edge.trigger == item.value and self._left(one) for one, edge in self._others):
                return None  # the clock and the counter choose for themselves
            if not (own or several):
                return None
            return self._named(item)
        return chosen(self.phone, self.vertex, item) if item.does in (Does.KEYS, Does.PHRASE) and self.options else None

    def _named(self, item: Item) -> int:
        """The exit that an item names; of several with one name the first."""
        names = [edge.trigger for _, edge in self._others]
        if item.value in names:
            return self._others[names.index(item.value)][0]
        if self.asking and not names:
            known = ", ".join(said for said, _ in self.allowed())
            raise UsageError(f"{item} is the system's choice, but {self.node.name!r} asks the caller: {known}")
        known = ", ".join(written(Does.SYSTEM, name) for name in names)
        raise UsageError(f"{item} is no exit of {self.node.name!r}, which has {known}{nearest(item.value, names)}")

    def _usual(self) -> int | None:
        """The exit that the system takes when nobody says which; None where the call ends."""
        edges, kind = self.phone.wiring.edges, self.node.type
        live = [number for number in self.phone.board.live[self.vertex] if edges[number].owner is Owner.SYSTEM]
        named = {edges[number].trigger: number for number in reversed(live)}
        if kind is NodeType.LOOP and {"again", "done"} & named.keys():
            again = named.get("again")
            return again if again is not None and self._left(again) else named.get("done")
        if kind in STAFFED and "closed" in named:
            return named["closed"]
        if kind is NodeType.QUEUE:
            return named.get("served", named.get("next"))
        if kind in LASTING or kind in (NodeType.AGENT, NodeType.TRANSFER):
            return named.get("next")
        return likeliest(edges, live)

    def _left(self, number: int) -> bool:
        """Whether an exit may be taken once more."""
        limit = self.phone.wiring.edges[number].limit
        return limit is None or self._counts.get(number, 0) < limit

    # How it goes on, and how it ends

    def leave(self, number: int, seconds: float | None = None) -> None:
        """Go on by an exit, after so many seconds; None: after as many as it takes at the first play."""
        edge, costs = self.phone.wiring.edges[number], self.phone.costs
        if seconds is None:
            seconds = (costs.listening if self.listening else costs.seconds)[number]
        trigger = f'"{edge.trigger}"' if edge.spoken else edge.trigger
        self._step(trigger, seconds, system=edge.owner is Owner.SYSTEM)
        if edge.limit is not None:
            self._counts[number] = self._counts.get(number, 0) + 1
        elif self.node.type is NodeType.LOOP:
            for one in self.phone.wiring.exits[self.vertex]:
                self._counts.pop(one, None)
        onward = trigger.partition(" ")[0] in ("next", "served")
        if onward and not self.node.resolves:
            self._served = _outcome(self.node) or self._served
        if edge.language:
            self.phone = self.phone.under(Profile(self.phone.profile.clock, edge.language))
        self._arrive(self.phone.wiring.targets[number])

    def _step(self, trigger: str, seconds: float, *, system: bool = False) -> None:
        """Note how this visit ended; silence upon silence, or one wrong key upon another, is one step."""
        self.seconds += seconds
        alike = all(f"{play.trigger}-last" == trigger for play in self.plays)
        if alike:
            seconds += sum(play.seconds for play in self.plays)
        self.path += () if alike else self.plays
        self.path.append(Step(self.node.name, trigger, seconds, system))
        self.plays = []

    def _arrive(self, vertex: int) -> None:
        wiring = self.phone.wiring
        self.vertex, self.retry = vertex, None
        if vertex == wiring.dropped:
            return self._end("hangup", "the platform ends the call")
        if vertex == wiring.unknown:
            return self._end("outside", "what comes next cannot be seen")
        self._served = "resolved" if self.node.resolves else self._served
        state = vertex, self.phone.profile.language, frozenset(self._counts.items())
        if self.node.type not in CHOOSING and (state in self._seen or len(self._seen) >= MOST_STEPS + wiring.size):
            self._end("trapped", f"the call is at {self.node.name!r} again, and goes round for ever")
        self._seen.add(state)
        return None

    def finish(self, ends: str = "") -> None:
        """End the call where nothing leads on, or where somebody knows how it `ends`."""
        node, kind = self.node, self.node.type
        if ends and kind is not NodeType.QUEUE:
            return self._end(ends, _ENDS.get(ends, f"that is how it ends at {node.name!r}"))
        outcome = _outcome(node)
        if kind is NodeType.QUEUE:
            self._end("human", _ENDS["human"], max(self.length, wait_seconds(node) or 0.0))
        elif outcome and not node.resolves:
            self._end(outcome, _ENDS[outcome])
        elif kind is NodeType.TRANSFER and node.human is False:
            self._end("transfer", "the call is with another machine")
        elif kind in (NodeType.TRANSFER, NodeType.OUTSIDE, NodeType.RETURN) or node.opaque:
            self._end("outside", f"what lies behind {node.name!r} cannot be seen")
        elif kind is NodeType.HANGUP:
            self._end("hangup", "the call is hung up")
        else:
            self._end("hangup", f"nothing leads on from {node.name!r}, so the platform ends the call")
        return None

    def stop(self, why: str) -> None:
        """End the walk at a question that is not answered."""
        self._end("waiting", why)

    def _end(self, ends: str, why: str, seconds: float = 0.0) -> None:
        self.path += self.plays
        if self.vertex < len(self.phone.wiring.nodes):
            self.seconds += seconds
            self.path.append(Step(self.node.name, None, seconds))
        if ends in DONE and self._served:
            ends, why = self._served, f"{_ENDS[self._served]}, then {why}"
        self.ends, self.why = ends, why


_ENDS = {
    "human": "a person answers", "resolved": "the matter is resolved", "voicemail": "a message is left",
    "callback": "a call back is booked",
}  # fmt: skip


def _outcome(node: Node) -> str:
    """What a caller has come to who goes on from a node as usual."""
    if node.type in STAFFED or (node.type is NodeType.TRANSFER and node.human):
        return "human"
    return str(node.type) if node.type in LASTING else ""
