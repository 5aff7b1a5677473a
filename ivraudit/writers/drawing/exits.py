"""What is written at an arrow: the exits between two nodes in the trade's words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ivraudit.model import Edge, Node, NodeType, Owner
from ivraudit.writers.drawing.letters import cut

TIMES = "×"

_MOST = 5
"""Lines at one arrow; what is over is counted."""

_KEY_COLUMNS, _LABEL_COLUMNS, _BRANCH_COLUMNS = 24, 26, 32

_SILENCE = ("noinput", "noinput-last")
_WRONG = ("nomatch", "nomatch-last")

_SYSTEM = {"error": "on error", "failed": "not answered", "timeout": "after too long", "full": "queue full"}
"""What the system's exits are called in a picture, where their own name says too little."""


@dataclass(frozen=True, slots=True)
class Words:
    """One line at an arrow: what is pressed, said or happens, and what the option is called."""

    key: str
    label: str = ""

    def __str__(self) -> str:
        return f"{self.key} {self.label}".strip()


def is_retry(edge: Edge) -> bool:
    """Whether the edge is a counted replay of the prompt: told by a number at the last exit, never drawn."""
    return edge.owner is Owner.PASSIVE and edge.target == edge.source and edge.limit is not None


def words_of(
    node: Node | None, edges: Sequence[Edge], language: str, *, brief: bool = False, compact: bool = False
) -> tuple[Words, ...]:
    """The lines for all exits that lead from a node to one other.

    `brief` leaves the options' labels out, `compact` the phrases that do the same as a key.
    """
    pressed = _pressed(_keys(edges) if compact else edges, language, brief)
    lines = [*pressed, *_missed(node, edges), *_decided(node, edges, language)]
    if len(lines) > _MOST:
        return (*lines[: _MOST - 1], Words("", f"and {len(lines) - _MOST + 1} more"))
    return tuple(lines)


def said(texts: Mapping[str, str], language: str) -> str:
    """The text in that language, else what is the same in every language, else the first there is."""
    for tag in (language, ""):
        if texts.get(tag):
            return texts[tag]
    return next((text for text in texts.values() if text), "")


def _pressed(edges: Sequence[Edge], language: str, brief: bool) -> list[Words]:
    """The caller's exits: a line for each that has a label, one for all the others together."""
    bare: list[str] = []
    lines: list[Words] = []
    for edge in edges:
        if edge.owner is not Owner.CALLER:
            continue
        label = "" if brief else _labelled(edge, language)
        if edge.trigger == "next" and not edge.spoken:
            lines.append(Words("", "entered"))
        elif label:
            lines.append(Words(_key(edge), label))
        else:
            bare.append(_key(edge))
    plain = cut(", ".join(bare), _KEY_COLUMNS)
    return [Words(plain), *lines] if plain else lines


def _keys(edges: Sequence[Edge]) -> Sequence[Edge]:
    """The exits without the caller's phrases, where a key does the same."""
    pressed = [edge for edge in edges if edge.owner is not Owner.CALLER or not edge.spoken]
    return pressed if any(edge.owner is Owner.CALLER for edge in pressed) else edges


def _labelled(edge: Edge, language: str) -> str:
    label = cut(said(edge.label, language), _LABEL_COLUMNS)
    share = f"{edge.share:.0%}" if edge.share is not None else ""
    return f"{label} ({share})" if label and share else label or share


def _key(edge: Edge) -> str:
    return f"“{cut(edge.trigger, _KEY_COLUMNS - 2)}”" if edge.spoken else cut(edge.trigger, _KEY_COLUMNS)


def _missed(node: Node | None, edges: Sequence[Edge]) -> list[Words]:
    """Silence and wrong keys, with the number of times that are let pass; one line when both end alike."""
    passive = {edge.trigger: edge for edge in edges if edge.owner is Owner.PASSIVE}
    silence = [trigger for trigger in passive if trigger in _SILENCE]
    wrong = [trigger for trigger in passive if trigger in _WRONG]
    other = [Words("", cut(trigger, _KEY_COLUMNS)) for trigger in passive if trigger not in (*silence, *wrong)]
    after_silence = _times(node.noinput.attempts if node and node.noinput else 1) if silence else ""
    after_wrong = _times(node.nomatch.attempts if node and node.nomatch else 1) if wrong else ""
    if silence and wrong and after_silence == after_wrong:
        return [Words("", f"silence or wrong key{after_silence}"), *other]
    lines = [Words("", f"silence{after_silence}")] if silence else []
    return [*lines, *([Words("", f"wrong key{after_wrong}")] if wrong else []), *other]


def _times(attempts: int | None) -> str:
    return f" {TIMES}{attempts}" if attempts is not None and attempts > 1 else ""


def _decided(node: Node | None, edges: Sequence[Edge], language: str) -> list[Words]:
    """The system's exits; a plain `next` needs no word except where it hides something."""
    lines = []
    for edge in edges:
        if edge.owner is Owner.SYSTEM:
            key, label = _system(node, edge), cut(said(edge.label, language), _LABEL_COLUMNS)
            if key or label:
                lines.append(Words("", f"{key} {label}".strip()))
    return lines


def _system(node: Node | None, edge: Edge) -> str:
    if edge.trigger == "next":
        return _NEXT.get(node.type, "") if node else ""
    if edge.trigger == "timeout" and edge.after is not None:
        return f"after {edge.after:g} s"
    times = _times(edge.limit) if edge.trigger == "again" else ""
    return cut(_SYSTEM.get(edge.trigger, edge.trigger), _BRANCH_COLUMNS) + times


_NEXT = {
    NodeType.QUEUE: "afterwards",
    NodeType.AGENT: "after the talk",
    NodeType.RETURN: "comes back",
    NodeType.MENU: "next",
}
