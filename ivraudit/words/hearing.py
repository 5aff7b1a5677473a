"""What a caller hears at a node and how long it takes, in one language."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from ivraudit import words
from ivraudit.model import Assumptions, Edge, Node, NodeType, Owner, PerLanguage, T, Tree

UNTOLD = "en"
"""The language of a tree that names none: the format's own words are English."""


class Heard(NamedTuple):
    """A menu as it is heard: its whole length, and when each option has been spoken (None: never), in seconds."""

    seconds: float
    spoken: dict[str, float | None]
    """Per trigger."""


class Hearing:
    """The seconds that a caller spends listening and answering, by the formulas of docs/method.md, Times."""

    def __init__(self, tree: Tree, language: str, assumptions: Assumptions) -> None:
        self.language = language or (tree.languages[0] if tree.languages else "")
        self._default = tree.languages[0] if tree.languages else ""
        self._tags = tuple(dict.fromkeys((self.language, self.language.partition("-")[0], "", self._default)))
        self._values = tree.values
        self.foreign = bool(tree.vendor)
        """Whether the tree is of another system, which announces no options by itself."""
        self._timing = assumptions.timing
        self._keys = assumptions.keys
        self._around: dict[str, float] = {}
        self._spoken: dict[str, float] = {}
        speech = assumptions.speech
        if tree.speech_rate:
            speech = type(speech)(
                tree.speech_rate, speech.pause_seconds, speech.reaction_seconds, speech.digit_seconds
            )  # fmt: skip
        self._speech = speech

    @property
    def known(self) -> bool:
        """Whether what a prompt announces is understood in this language."""
        return words.known(self.language or UNTOLD)

    def said(self, texts: PerLanguage[T]) -> T | None:
        """Return what holds in this language, else in the tree's first, else nothing."""
        if not texts:
            return None
        for tag in self._tags:
            if tag in texts:
                return texts[tag]
        return None

    def speaking(self, text: str) -> float:
        """Return the seconds that a text takes to say; most trees say many of their texts in several places."""
        if text not in self._spoken:
            self._spoken[text] = words.speech_seconds(text, self.language or UNTOLD, self._speech, self._values)
        return self._spoken[text]

    def prompt(self, node: Node) -> float:
        """Return the seconds of a node's prompt, without the options that are announced behind it.

        A given length (`seconds`) beats the estimate; of an audio file without a length nothing is known, and it
        counts nothing.
        """
        if not node.prompt and not node.seconds:
            return 0.0
        own = self.language in node.prompt
        given = node.seconds.get(self.language, node.seconds.get("")) if own else self.said(node.seconds)
        return given if given is not None else self.speaking(self.said(node.prompt) or "")

    def menu(self, node: Node, exits: Sequence[Edge], label: Callable[[Edge], str], whole: float) -> Heard:
        """Return how a menu is heard whose exits of the caller's are `exits`; `label` says what announces one.

        `whole` are the seconds of its prompt alone.

        A prompt that says one of the keys itself is all that is heard: what it does not say is not spoken. (The key
        that ends an entry of data, as in "then press the hash key", is none of the options.) Else the options
        follow it in the order written, except those that are `unspoken` (docs/tree-format.md, Announcing). What
        other systems play without saying it in words is taken to announce every option by its end.
        """
        text = self.said(node.prompt) or ""
        language = self.language or UNTOLD
        said = words.announcements(text, language)
        if said and not {edge.trigger for edge in exits}.isdisjoint(one.key for one in said):
            estimate = (self.speaking(text) if node.seconds else whole) or 1.0
            ends = words.seconds_at(text, [one.end for one in said], language, self._speech, self._values)
            at: dict[str, float | None] = {one.key: ends[one.end] * whole / estimate for one in reversed(said)}
            for edge in exits:
                if edge.trigger not in at:
                    at[edge.trigger] = self._phrase(edge, text)
            return Heard(whole, {edge.trigger: at[edge.trigger] for edge in exits})
        if self.foreign:
            return Heard(whole, dict.fromkeys((edge.trigger for edge in exits), whole))
        spoken: dict[str, float | None] = {}
        for edge in exits:
            if edge.unspoken or edge.spoken:
                spoken[edge.trigger] = self._phrase(edge, text)
                continue
            whole += self._speech.pause_seconds if whole else 0.0
            whole += self._announcing(label(edge), edge.trigger)
            spoken[edge.trigger] = whole
        return Heard(whole, spoken)

    def _phrase(self, edge: Edge, text: str) -> float | None:
        """The seconds until a prompt has said a phrase of an exit; None where it says none."""
        phrases = (edge.trigger,) if edge.spoken else self.said(edge.speech) or ()
        folded = text.casefold()
        ends = [folded.find(phrase.casefold()) + len(phrase) for phrase in phrases if phrase.casefold() in folded]
        return self.speaking(text[: min(ends)]) if ends else None

    def _announcing(self, label: str, key: str) -> float:
        """The seconds of an option's announcement: the label, and what the platform says around it for that key."""
        if key not in self._around:
            said = words.announce("A", key, self.language or UNTOLD)
            self._around[key] = self.speaking(said) - self.speaking("A")
        return self._around[key] + self.speaking(label)

    def silence(self, node: Node, whole: float) -> float:
        """Return the seconds until the exit after the last silence: each play heard out, and the wait behind it."""
        retry = node.noinput
        if retry is None:
            return whole + self.silent(node, None)
        again = self.again(node, retry.prompt, whole)
        return whole + (retry.attempts - 1) * again + retry.attempts * self.silent(node, retry.after)

    def mistakes(self, node: Node, whole: float) -> float:
        """Return the seconds until the exit after the last wrong key, pressed as soon as the node allows."""
        reaction = self._speech.reaction_seconds
        retry = node.nomatch
        if retry is None or node.barge_in:
            return reaction * (retry.attempts if retry else 1)
        return whole + (retry.attempts - 1) * self.again(node, retry.prompt, whole) + retry.attempts * reaction

    def again(self, node: Node, prompt: PerLanguage[str], whole: float) -> float:
        """Return the seconds of another play: the retry's own words and the options, or all of it again."""
        text = self.said(prompt)
        return whole if text is None else self.speaking(text) + max(0.0, whole - self.prompt(node))

    def replayed(self, node: Node, exits: Sequence[Edge], heard: Heard, prompt: PerLanguage[str]) -> Heard:
        """Return how a menu is heard when it is played again with a retry's own words, and then its options.

        What the words say themselves is spoken there; what the platform announces follows them; what only the node's
        own prompt has said is not spoken again.
        """
        text = self.said(prompt)
        if text is None:
            return heard
        words_alone, own = self.speaking(text), self.prompt(node)
        said = self.menu(node._replace(prompt=prompt), exits, lambda _: "", words_alone).spoken if exits else {}
        spoken: dict[str, float | None] = {}
        for trigger, before in heard.spoken.items():
            now = said.get(trigger)
            if now is None or now > words_alone:
                now = before - own + words_alone if before is not None and before > own else None
            spoken[trigger] = now
        return Heard(words_alone + max(0.0, heard.seconds - own), spoken)

    def silent(self, node: Node, after: float | None) -> float:
        """Return the seconds of silence that count as no-input: those that the node gives, else the policy's."""
        if after is not None:
            return after
        if node.type is NodeType.COLLECT:
            return self._timing.collect_noinput_seconds
        return self._timing.noinput_seconds

    def entering(self, node: Node) -> float:
        """Return the seconds of entering data at a collect: each digit, then the end of the entry.

        An entry of variable length is ended by the policy's key, or without one by the pause between digits.
        """
        seconds = self._speech.reaction_seconds
        least, most = node.digits or (0, 0)
        seconds += least * self._speech.digit_seconds
        if node.digits is None or least != most:
            seconds += self._speech.digit_seconds if self._keys.end_entry else self._timing.inter_digit_seconds
        return seconds

    def pressing(self, node: Node, whole: float) -> float:
        """Return the seconds at a node until a caller who knows the keys has pressed one."""
        return self._speech.reaction_seconds + (0.0 if node.barge_in else whole)

    def expert(self, node: Node, edge: Edge, whole: float) -> float:
        """Return the seconds at a node until a caller who knows the keys leaves it by an exit."""
        return self._leaving(node, edge, whole, 0.0 if node.barge_in else whole)

    def listener(self, node: Node, edge: Edge, heard: Heard) -> float:
        """Return the same for a caller who answers once the option has been spoken (unspoken: after all of it)."""
        spoken = heard.spoken.get(edge.trigger)
        until = heard.seconds if spoken is None or not node.barge_in else spoken
        if node.type is NodeType.SAY:
            return heard.seconds + self.behind(edge)  # who waits for an option to be spoken hears the prompt out
        return self._leaving(node, edge, heard.seconds, until)

    def behind(self, edge: Edge) -> float:
        """Return the seconds of what an exit itself says to those who take it."""
        return self.speaking(self.said(edge.prompt) or "")

    def _leaving(self, node: Node, edge: Edge, whole: float, until: float) -> float:
        behind = self.behind(edge) if edge.prompt else 0.0
        if edge.owner is Owner.CALLER:
            if node.type is NodeType.COLLECT and edge.trigger == "next":
                return until + self.entering(node) + behind
            return until + self._speech.reaction_seconds + behind
        if edge.owner is Owner.PASSIVE:
            return self._passive(node, edge, whole) + behind
        return self._system(node, edge, whole) + behind

    def _passive(self, node: Node, edge: Edge, whole: float) -> float:
        if edge.trigger == "noinput-last":
            return self.silence(node, whole)
        if edge.trigger == "nomatch-last":
            return self.mistakes(node, whole)
        if edge.trigger == "noinput":
            return whole + self.silent(node, node.noinput.after if node.noinput else None)
        return self._speech.reaction_seconds + (0.0 if node.barge_in else whole)

    def _system(self, node: Node, edge: Edge, whole: float) -> float:
        if node.type is NodeType.QUEUE:
            if edge.trigger == "timeout":
                return max(whole, edge.after or 0.0)
            if edge.trigger == "served":
                return max(whole, wait_seconds(node) or 0.0)
        if node.type is NodeType.SAY and node.barge_in:
            return min(whole, self._speech.reaction_seconds)
        return whole


def wait_seconds(node: Node) -> float | None:
    """Return the mean wait of a queue in seconds, as it declares it or as its load makes it; None where it tells none.

    Infinite where more calls come than its agents can take, and nobody gives up.
    """
    if node.wait is None:
        return None
    if node.wait.mean is not None or node.wait.declared is not None:
        return node.wait.mean if node.wait.mean is not None else node.wait.declared
    if node.wait.arrivals is None:
        return None
    from ivraudit.analysis.waits import law  # few queues tell their load

    try:
        known = law(node.wait)
    except OverflowError:
        return None
    return known.mean if known else None
