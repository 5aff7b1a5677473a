"""A tree as Graphviz DOT: one box for each node, one arrow for each pair, findings in place, a legend on top."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

import graphviz

from ivraudit.model import Finding, Tree
from ivraudit.writers.drawing import labels
from ivraudit.writers.drawing.boxes import Box
from ivraudit.writers.drawing.changes import KEPT, LOOKS
from ivraudit.writers.drawing.changes import STROKES as CHANGED_STROKES
from ivraudit.writers.drawing.exits import Words
from ivraudit.writers.drawing.labels import SMALL
from ivraudit.writers.drawing.legend import header
from ivraudit.writers.drawing.letters import wrap
from ivraudit.writers.drawing.palette import CENTRED, DANGER, FAINT, INK, PAPER, SHAPES, STROKES, TIGHT, TONES, WAY_IN
from ivraudit.writers.drawing.picture import Arrow, Mark, Picture, picture
from ivraudit.writers.drawing.style import Style
from ivraudit.writers.drawing.times import SHADES, Times

FONT = "Helvetica"
"""Graphviz knows its widths without any font installed; the cells of labels leave room for wider fonts."""


def write(
    tree: Tree, findings: Sequence[Finding] = (), *, notes: Mapping[str, str] | None = None, times: Times | None = None
) -> str:  # fmt: skip
    """DOT text of one (joined) tree, the same for the same tree; `notes` maps a node's id to words for its box.

    With `times` the boxes are shaded by where a call's time goes.
    """
    return drawn(picture(tree, findings, notes, times=times))


def drawn(pictured: Picture) -> str:
    """DOT text of all that is to be drawn, as one graph."""
    graph = _graph(header(pictured), pictured.style)
    _fill(graph, pictured.marks, pictured.boxes, list(enumerate(pictured.arrows)), pictured.style)
    return str(graph.source)


def drawn_in_parts(pictured: Picture) -> str:
    """DOT text of the head of a large picture and of its parts, a graph each: laid out apart, they stay compact."""
    number = pictured.parts
    if not number:
        return drawn(pictured)
    marks, boxes, arrows = defaultdict(list), defaultdict(list), defaultdict(list)
    for mark in pictured.marks:
        marks[number[mark.key]].append(mark)
    for box in pictured.boxes:
        boxes[number[box.key]].append(box)
    for place, arrow in enumerate(pictured.arrows):
        arrows[number[arrow.source]].append((place, arrow))
    graphs = [_graph(header(pictured), pictured.style)]
    for part in sorted({*marks, *boxes}):
        graphs.append(_graph("", pictured.style))
        _fill(graphs[-1], marks[part], boxes[part], arrows[part], pictured.style)
    return "".join(graph.source for graph in graphs)


def _graph(head: str, style: Style) -> graphviz.Digraph:
    graph = graphviz.Digraph("tree")
    graph.attr("graph", label=head, labelloc="t", labeljust="l", fontname=FONT, bgcolor=PAPER)
    gaps = {"nodesep": f"{style.abreast:g}", "ranksep": f"{style.between:g}"}
    graph.attr("graph", rankdir=style.direction, **gaps, pad="0.2", outputorder="edgesfirst")
    graph.attr("node", fontname=FONT, fontsize=f"{style.text:g}", **dict(style.box))
    graph.attr("edge", fontname=FONT, fontsize=f"{style.text:g}", arrowsize=f"{style.arrowhead:g}")
    return graph


def _fill(
    graph: graphviz.Digraph, marks: Iterable[Mark], boxes: Iterable[Box], arrows: Iterable[tuple[int, Arrow]],
    style: Style,
) -> None:  # fmt: skip
    for mark in marks:
        graph.node(mark.key, **_mark(mark, style))
    for area, some in _areas(boxes):
        _place(graph, area, some, style)
    for number, arrow in arrows:
        graph.edge(arrow.source, arrow.target, id=f"e{number}", **_arrow(arrow, style))


def _areas(boxes: Iterable[Box]) -> list[tuple[str, list[Box]]]:
    """The boxes by the file that they stand in, in the order of each file's first box."""
    areas: dict[str, list[Box]] = {}
    for box in boxes:
        areas.setdefault(box.area, []).append(box)
    return list(areas.items())


def _place(graph: graphviz.Digraph, area: str, boxes: Sequence[Box], style: Style) -> None:
    """Put boxes into the graph, those of another file into a frame with its name."""
    if not area:
        for box in boxes:
            graph.node(box.key, **_node(box, style))
        return
    with graph.subgraph(name=f"cluster_{boxes[0].key}") as frame:
        name = labels.label([labels.line(area, style.title, FAINT, bold=True)], padding=3)
        frame.attr(id=f"frame-{boxes[0].key}", label=name, style="rounded,dashed", color=FAINT, margin="14")
        for box in boxes:
            frame.node(box.key, **_node(box, style))


def _node(box: Box, style: Style) -> dict[str, str]:
    shape = SHAPES[box.node.type]
    family = shape.family
    changed = LOOKS[box.state] if box.state else None
    ground = changed or (family if box.shade is None else SHADES[box.shade])
    centred = box.node.type in CENTRED
    rows = [labels.line(line, style.title, ground.ink, bold=True, centred=centred) for line in box.title]
    rows += [labels.line(line, SMALL, ground.faint, centred=centred) for line in box.kind]
    rows += [labels.line(line, style.text, ground.ink) for line in box.prompt]
    rows += [labels.line(line, SMALL, ground.faint) for line in box.told]
    rows += [labels.line(box.note, SMALL, ground.ink, bold=True)] if box.note else []
    rows += [labels.badge(badge, style.text) for badge in box.badges]
    look = {"shape": shape.outline, "style": shape.style, "fillcolor": ground.fill, "color": family.border}
    look |= dict(shape.extra)
    if style.compact and box.node.type in TIGHT:
        look["margin"] = TIGHT[box.node.type]
    if changed:
        lines = [shape.style.removesuffix(",dashed"), *([changed.line] if changed.line != "solid" else [])]
        look |= {"color": changed.border, "penwidth": f"{changed.width:g}", "style": ",".join(lines)}
    if box.worst is not None:
        tone = TONES[box.worst]
        look |= {"color": tone.border, "penwidth": f"{tone.width:g}"}
    return {"id": box.key, "class": box.node.type.value, "label": labels.label(rows), **look}


def _mark(mark: Mark, style: Style) -> dict[str, str]:
    common = {"id": mark.key, "class": mark.kind}
    if mark.kind == "entry":
        rows = [labels.line(mark.text, style.text, PAPER, bold=True, centred=True)]
        dark = {"shape": "invhouse", "style": "filled", "fillcolor": INK, "color": INK}
        return {**common, "label": labels.label(rows), **dark}
    if mark.kind == "from":
        rows = [labels.line(mark.text, style.text, FAINT, bold=True, centred=True)]
        return {**common, "label": labels.label(rows), "shape": "cds", "color": FAINT, "margin": "0.2,0.1"}
    if mark.kind == "dropped":
        rows = [labels.line(mark.text, SMALL, centred=True)]
        return {**common, "label": labels.label(rows), "shape": "underline", "penwidth": "2", "margin": "0.04,0.02"}
    rows = [labels.line(f"? {mark.text}", style.text, DANGER, bold=True, centred=True)]
    red = {"shape": "octagon", "style": "filled,dashed", "fillcolor": PAPER, "color": DANGER, "penwidth": "2"}
    return {**common, "label": labels.label(rows), **red}


def _arrow(arrow: Arrow, style: Style) -> dict[str, str]:
    stroke = CHANGED_STROKES[arrow.state] if arrow.state else WAY_IN if arrow.owner is None else STROKES[arrow.owner]
    look = {"style": stroke.style, "color": stroke.colour, "penwidth": f"{stroke.width:g}", "arrowhead": stroke.head}
    look["class"] = arrow.owner.value if arrow.owner else "entry"
    if arrow.words:
        folded = _folded(arrow.words, style)
        ink = FAINT if arrow.state == KEPT else INK
        look["label"] = labels.label([labels.exits(words, style.text, ink) for words in folded], padding=1)
    return look


def _folded(lines: Iterable[Words], style: Style) -> list[Words]:
    """The words at an arrow, long ones on several lines where room is dear."""
    folded: list[Words] = []
    for words in lines:
        rows = wrap(words.label, style.branch_columns, style.branch_lines) if style.compact else ()
        first, *more = rows or (words.label,)
        folded += [Words(words.key, first), *(Words("", line) for line in more)]
    return folded
