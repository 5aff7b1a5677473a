"""How things look: shapes by node type, lines by who decides, tones by severity; all of it survives grey print."""

from __future__ import annotations

from dataclasses import dataclass

from ivraudit.model import NodeType, Owner, Severity

INK = "#1f2430"
FAINT = "#565d69"
PAPER = "#ffffff"
DANGER = "#b01818"


@dataclass(frozen=True, slots=True)
class Family:
    """Node types that belong together by who acts at them, and their ground."""

    means: str
    fill: str
    border: str
    ink: str = INK
    faint: str = FAINT


@dataclass(frozen=True, slots=True)
class Shape:
    """A node type's outline, in Graphviz's words."""

    family: Family
    outline: str
    style: str = "filled"
    extra: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Stroke:
    """A line, in Graphviz's words; `width` in points."""

    style: str
    colour: str
    width: float
    head: str
    means: str


@dataclass(frozen=True, slots=True)
class Tone:
    """How a finding is written and its node outlined; `width` of the outline in points."""

    fill: str
    ink: str
    border: str
    width: float


HEARS = Family("the caller listens", "#ffffff", "#6b7280")
CHOOSES = Family("the caller answers", "#e3edfb", "#2b5ca3")
DECIDES = Family("the system decides", "#ececef", "#5b5f68")
PERSON = Family("a person, now or later", "#ddf2e3", "#23734a")
ELSEWHERE = Family("goes on elsewhere", "#f1e9fa", "#6b4a9e")
ENDS = Family("the call ends", "#3a3f4a", "#1f2430", ink=PAPER, faint="#d5d8de")

FAMILIES = (HEARS, CHOOSES, DECIDES, PERSON, ELSEWHERE, ENDS)


def _shape(family: Family, outline: str, style: str = "filled", **extra: str) -> Shape:
    return Shape(family, outline, style, tuple(extra.items()))


SHAPES: dict[NodeType, Shape] = {
    NodeType.SAY: _shape(HEARS, "box", "rounded,filled"),
    NodeType.MENU: _shape(CHOOSES, "box", penwidth="1.6"),
    NodeType.COLLECT: _shape(CHOOSES, "box", "filled,diagonals", penwidth="1.6", margin="0.16,0.1"),
    NodeType.DECIDE: _shape(DECIDES, "diamond"),
    NodeType.HOURS: _shape(DECIDES, "hexagon"),
    NodeType.TASK: _shape(DECIDES, "component"),
    NodeType.LOOP: _shape(DECIDES, "octagon"),
    NodeType.QUEUE: _shape(PERSON, "box3d", margin="0.16,0.13"),
    NodeType.AGENT: _shape(PERSON, "box", "rounded,filled", peripheries="2"),
    NodeType.TRANSFER: _shape(PERSON, "cds", margin="0.22,0.16"),
    NodeType.VOICEMAIL: _shape(PERSON, "note"),
    NodeType.CALLBACK: _shape(PERSON, "tab"),
    NodeType.TREE: _shape(ELSEWHERE, "folder"),
    NodeType.RETURN: _shape(ELSEWHERE, "larrow"),
    NodeType.HANGUP: _shape(ENDS, "ellipse"),
    NodeType.OUTSIDE: _shape(ELSEWHERE, "box", "rounded,filled,dashed"),
}

TIGHT: dict[NodeType, str] = {
    NodeType.COLLECT: "0.1,0.05",
    NodeType.TASK: "0.13,0.03",
    NodeType.QUEUE: "0.09,0.08",
    NodeType.TRANSFER: "0.14,0.1",
    NodeType.RETURN: "0.2,0.14",
}
"""Their margins where room is dear."""

CENTRED = frozenset({NodeType.DECIDE, NodeType.HOURS, NodeType.LOOP, NodeType.HANGUP})
"""Types whose outline leaves room at the sides only."""

STROKES: dict[Owner, Stroke] = {
    Owner.CALLER: Stroke("solid", INK, 1.5, "normal", "the caller chooses"),
    Owner.PASSIVE: Stroke("dashed", "#a34a00", 1.3, "empty", "silence or a wrong key"),
    Owner.SYSTEM: Stroke("dotted", "#5b5f68", 1.4, "vee", "the system goes on"),
}

WAY_IN = Stroke("solid", INK, 3.0, "normal", "a call comes in")

# In grey print an error is dark, a warning middling, an information light.
TONES: dict[Severity, Tone] = {
    Severity.ERROR: Tone(DANGER, PAPER, DANGER, 3.2),
    Severity.WARNING: Tone("#f5b83d", INK, "#b87700", 2.6),
    Severity.INFO: Tone("#dcebff", INK, "#2b6cb0", 2.0),
}
