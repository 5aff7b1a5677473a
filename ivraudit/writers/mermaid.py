"""A tree as a Mermaid flow chart, for places that draw it themselves, such as a pull request or a wiki."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from ivraudit.model import Finding, NodeType, Owner, Severity, Tree
from ivraudit.writers.drawing.boxes import Box
from ivraudit.writers.drawing.letters import clean
from ivraudit.writers.drawing.palette import DANGER, FAMILIES, INK, PAPER, SHAPES, TONES
from ivraudit.writers.drawing.picture import Arrow, Mark, Picture, picture
from ivraudit.writers.drawing.times import SHADES, Times

_BOXES: dict[NodeType, tuple[str, str]] = {
    NodeType.SAY: ("(", ")"),
    NodeType.COLLECT: ("[/", "/]"),
    NodeType.DECIDE: ("{", "}"),
    NodeType.HOURS: ("{{", "}}"),
    NodeType.TASK: ("[[", "]]"),
    NodeType.LOOP: ("{{", "}}"),
    NodeType.QUEUE: ("[\\", "/]"),
    NodeType.AGENT: ("([", "])"),
    NodeType.TRANSFER: (">", "]"),
    NodeType.VOICEMAIL: ("[(", ")]"),
    NodeType.CALLBACK: ("([", "])"),
    NodeType.TREE: ("[[", "]]"),
    NodeType.HANGUP: ("((", "))"),
}
"""The brackets that stand for a shape; a plain box where a type has none of its own."""

_LINES: dict[Owner | None, str] = {None: "==>", Owner.CALLER: "==>", Owner.PASSIVE: "-.->", Owner.SYSTEM: "-->"}

_PLAIN = frozenset(" .,?!()+*/=_-")
"""Signs that mean nothing to Mermaid inside quotes; all other signs of ASCII are written as numbers."""


def write(
    tree: Tree, findings: Sequence[Finding] = (), *, notes: Mapping[str, str] | None = None, times: Times | None = None
) -> str:  # fmt: skip
    """Mermaid text of one (joined) tree; `notes` maps a node's id to words for its box, `times` shades the boxes."""
    pictured = picture(tree, findings, notes, times=times)
    lines = ["flowchart TD", *_places(pictured), *map(_arrow, pictured.arrows), *_legend(pictured), *_looks(pictured)]
    return "\n".join(lines) + "\n"


def escaped(text: str) -> str:
    """The text as it may stand in a quoted Mermaid label: no markup, no Markdown, no end of the label."""
    return "".join(_sign(character) for character in clean(text))


def _sign(character: str) -> str:
    if character.isalnum() or character in _PLAIN or not character.isascii():
        return character
    return f"#{ord(character)};"


def _label(lines: Iterable[str]) -> str:
    """The lines as one quoted label; it begins with no sign that Mermaid would take for Markdown (`1.`, `-`)."""
    return f'"{"<br/>".join(escaped(line) for line in lines if line)}"'


def _places(pictured: Picture) -> Iterator[str]:
    """Boxes and marks, those of another file in a frame with its name."""
    yield from (_mark(mark) for mark in pictured.marks)
    areas: dict[str, list[Box]] = {}
    for box in pictured.boxes:
        areas.setdefault(box.area, []).append(box)
    for area, boxes in areas.items():
        if area:
            yield f"  subgraph f{boxes[0].key} [{_label([area])}]"
        yield from (_box(box) for box in boxes)
        if area:
            yield "  end"


def _box(box: Box) -> str:
    left, right = _BOXES.get(box.node.type, ("[", "]"))
    found = [str(badge) for badge in box.badges]
    words = [" ".join(box.title), *box.kind, " ".join(box.prompt), *box.told, box.note, *found]
    return f"  {box.key}{left}{_label(words)}{right}"


def _mark(mark: Mark) -> str:
    text = mark.text if mark.kind in ("entry", "from", "dropped") else f"? {mark.text}"
    return f"  {mark.key}([{_label([text])}])"


def _arrow(arrow: Arrow) -> str:
    words = _label(str(words) for words in arrow.words)
    said = f"|{words}|" if arrow.words else ""
    return f"  {arrow.source} {_LINES[arrow.owner]}{said} {arrow.target}"


def _legend(pictured: Picture) -> Iterator[str]:
    yield '  subgraph legend ["What the lines mean"]'
    yield '    l0["caller"] ==>|"the caller chooses"| l1["next step"]'
    yield '    l2["caller"] -.->|"silence or a wrong key"| l3["next step"]'
    yield '    l4["system"] -->|"the system goes on"| l5["next step"]'
    yield "  end"
    if pictured.times:
        yield f'  subgraph shades [{_label([pictured.summary])}]'
        yield from (f"    h{shade}[{_label([means])}]" for shade, means in pictured.times.scale())
        yield "  end"


def _looks(pictured: Picture) -> Iterator[str]:
    """The colours: a class for each family of types, one for each severity, one for what leads nowhere."""
    for number, family in enumerate(FAMILIES):
        keys = [box.key for box in pictured.boxes if SHAPES[box.node.type].family is family]
        look = f"fill:{family.fill},stroke:{family.border},color:{family.ink}"
        yield from _class(f"family{number}", look, keys)
    told = [shade for shade, _ in pictured.times.scale()] if pictured.times else []
    for number, shade in enumerate(SHADES):
        keys = [box.key for box in pictured.boxes if box.shade == number] + [f"h{number}"] * told.count(number)
        yield from _class(f"shade{number}", f"fill:{shade.fill},color:{shade.ink}", keys)
    for severity in Severity:
        keys = [box.key for box in pictured.boxes if box.worst is severity]
        tone = TONES[severity]
        yield from _class(str(severity), f"stroke:{tone.border},stroke-width:{tone.width + 1:g}px", keys)
    entries = [mark.key for mark in pictured.marks if mark.kind == "entry"]
    yield from _class("entry", f"fill:{INK},stroke:{INK},color:{PAPER}", entries)
    lost = [mark.key for mark in pictured.marks if mark.kind in ("missing", "unread")]
    dashed = f"fill:{PAPER},stroke:{DANGER},stroke-width:3px,stroke-dasharray:5 3,color:{DANGER}"
    yield from _class("lost", dashed, lost)


def _class(name: str, look: str, keys: Sequence[str]) -> Iterator[str]:
    if keys:
        yield f"  classDef {name} {look}"
        yield f"  class {','.join(keys)} {name}"
