"""The head of a picture: its title, what its lines, shapes and outlines mean, and the findings that stand at no node."""

from __future__ import annotations

from collections.abc import Iterator

from ivraudit.model import NodeType, Owner, Severity
from ivraudit.writers.drawing.labels import HEAD, SMALL, TEXT, badge, cell, label, line, row, table, text
from ivraudit.writers.drawing.letters import points
from ivraudit.writers.drawing.palette import FAINT, FAMILIES, SHAPES, STROKES, TONES, WAY_IN, Family, Stroke
from ivraudit.writers.drawing.picture import Picture

_SAMPLE = 34
"""Length of a line's sample in points."""


def header(pictured: Picture) -> str:
    """Title and legend as the label of the whole graph, where they take no part in the layout; only what occurs is explained."""
    rows = [line(pictured.title, HEAD, bold=True), line(pictured.summary, TEXT, FAINT)]
    rows += [badge(found) for found in pictured.loose]
    for strip in (list(_strokes(pictured)), list(_families(pictured)), list(_outlines(pictured))):
        if strip:
            rows.append(row(f'<TD ALIGN="LEFT">{table([row(*strip)], padding=2, spacing=1)}</TD>'))
    return label(rows, padding=2)


def _strokes(pictured: Picture) -> Iterator[str]:
    used = {arrow.owner for arrow in pictured.arrows}
    if None in used:
        yield from _stroke(WAY_IN)
    for owner in Owner:
        if owner in used:
            yield from _stroke(STROKES[owner])


def _stroke(stroke: Stroke) -> Iterator[str]:
    """A piece of the line, half-way up the row, and its meaning."""
    line_style = f'BORDER="{max(1, round(stroke.width))}" SIDES="B" STYLE="{stroke.style}" COLOR="{stroke.colour}"'
    upper = row(f'<TD WIDTH="{_SAMPLE}" HEIGHT="6" FIXEDSIZE="TRUE" {line_style}></TD>')
    lower = row(f'<TD WIDTH="{_SAMPLE}" HEIGHT="6" FIXEDSIZE="TRUE"></TD>')
    yield f"<TD>{table([upper, lower])}</TD>"
    yield _meaning(stroke.means)


def _families(pictured: Picture) -> Iterator[str]:
    used = {box.node.type for box in pictured.boxes}
    for family in FAMILIES:
        types = [kind.value for kind in NodeType if kind in used and SHAPES[kind].family is family]
        if types:
            yield _family(family, " · ".join(types))
            yield _meaning(family.means)


def _family(family: Family, types: str) -> str:
    """A piece of the family's ground with the names of its types on it."""
    look = f' BORDER="1" COLOR="{family.border}" BGCOLOR="{family.fill}"'
    return cell(text(types, SMALL, family.ink, bold=True), points(types, SMALL, bold=True) + 6, look)


def _outlines(pictured: Picture) -> Iterator[str]:
    used = {found.severity for box in pictured.boxes for found in box.badges}
    for severity in sorted(Severity, reverse=True):
        if severity in used:
            tone = TONES[severity]
            words = f"outlined: {severity}"
            look = f' BORDER="{round(tone.width)}" COLOR="{tone.border}"'
            yield cell(text(words, SMALL, bold=True), points(words, SMALL, bold=True) + 8, look)


def _meaning(words: str) -> str:
    return cell(text(words, SMALL), points(words, SMALL) + 14)
