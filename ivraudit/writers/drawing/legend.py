"""The head of a picture: its title, what its lines, shapes and outlines mean, and the findings at no node."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain

from ivraudit.model import NodeType, Owner
from ivraudit.writers.drawing import changes
from ivraudit.writers.drawing.labels import HEAD, SMALL, TEXT, cell, label, line, row, table, text
from ivraudit.writers.drawing.letters import cut, points
from ivraudit.writers.drawing.palette import FAINT, FAMILIES, INK, SHAPES, STROKES, TONES, WAY_IN, Stroke
from ivraudit.writers.drawing.picture import Picture
from ivraudit.writers.drawing.times import SHADES

_SAMPLE, _STRIP = 34, 22
"""Length of a line's sample and height of a row, in points."""

_Cell = tuple[float, str]
"""A cell's width in points, and the cell."""

_Group = tuple[_Cell, ...]
"""What is not torn apart: samples and their meaning."""


def header(pictured: Picture) -> str:
    """Title and legend as the label of the whole graph, where they disturb no layout; only what occurs is explained."""
    # On paper the page says both.
    named = [line(pictured.title, HEAD, bold=True), line(pictured.summary, TEXT, FAINT)]
    rows = [] if pictured.style.compact else named
    if pictured.hubs:
        hubs = _listed(pictured.hubs)
        told = f"Most exits to {hubs} are told in the boxes instead of drawn."
        untold = f"No arrows lead to {hubs}: such exits are told in the boxes."
        rows.append(line(told if pictured.style.compact else untold, TEXT))
    if pictured.parts:
        rows.append(line("In parts: what leads to another part is told in the box, a part begins with a flag.", TEXT))
    looks = (_changed_strokes, _changed) if pictured.changes else (_strokes, _shades if pictured.times else _families)
    parts = [list(part(pictured)) for part in (_loose, *looks, _outlines)]
    # Where room is dear, all of it runs on in one text.
    texts = [list(chain.from_iterable(parts))] if pictured.style.compact else parts
    rows += [_strip(strip) for groups in texts for strip in _strips(groups, pictured.style.legend)]
    return label((part for part in rows if part), padding=2)


def _strips(groups: Iterable[_Group], widest: float) -> list[list[_Cell]]:
    """The cells in strips of at most that width in points, as far as groups allow it."""
    strips: list[list[_Cell]] = [[]]
    for group in groups:
        if strips[-1] and sum(width for width, _ in (*strips[-1], *group)) > widest:
            strips.append([])
        strips[-1].extend(group)
    return strips


def _strip(cells: list[_Cell]) -> str:
    """Cells side by side at their own widths: a table whose size is not told fills the whole head of the picture."""
    if not cells:
        return ""
    width = sum(width for width, _ in cells) + len(cells) + 1
    size = f' FIXEDSIZE="TRUE" WIDTH="{width:.0f}" HEIGHT="{_STRIP}" ALIGN="LEFT"'
    inner = table([row(*(content for _, content in cells))], spacing=1, padding=1, attributes=size)
    return row(f'<TD ALIGN="LEFT">{inner}</TD>')


def _listed(names: tuple[str, ...]) -> str:
    return cut(" · ".join(names), 90)


def _loose(pictured: Picture) -> Iterator[_Group]:
    """The findings that stand at no node."""
    for found in pictured.loose:
        tone = TONES[found.severity]
        yield (_sample(str(found), f' BGCOLOR="{tone.fill}"', tone.ink),)


def _strokes(pictured: Picture) -> Iterator[_Group]:
    used = {arrow.owner for arrow in pictured.arrows}
    if None in used:
        yield _stroke(WAY_IN)
    for owner in Owner:
        if owner in used:
            yield _stroke(STROKES[owner])


def _changed_strokes(pictured: Picture) -> Iterator[_Group]:
    used = {arrow.state for arrow in pictured.arrows}
    for state, stroke in changes.STROKES.items():
        if state in used:
            yield _stroke(stroke)


def _changed(pictured: Picture) -> Iterator[_Group]:
    """What has become of nodes, each with its own outline and ground."""
    used = {box.state for box in pictured.boxes}
    samples = []
    for state, look in changes.LOOKS.items():
        if state in used:
            line = "solid" if look.line == "bold" else look.line
            frame = f' BORDER="{max(1, round(look.width))}" STYLE="{line}" COLOR="{look.border}" BGCOLOR="{look.fill}"'
            samples.append(_sample(state, frame, look.ink))
    if samples:
        yield *samples, _meaning("node since the old version")


def _stroke(stroke: Stroke) -> _Group:
    """A piece of the line, half-way up the row, and its meaning."""
    look = f'BORDER="{max(1, round(stroke.width))}" SIDES="B" STYLE="{stroke.style}" COLOR="{stroke.colour}"'
    upper = row(f'<TD WIDTH="{_SAMPLE}" HEIGHT="8" FIXEDSIZE="TRUE" {look}></TD>')
    lower = row(f'<TD WIDTH="{_SAMPLE}" HEIGHT="8" FIXEDSIZE="TRUE"></TD>')
    return (_SAMPLE + 8, f'<TD WIDTH="{_SAMPLE + 8}">{table([upper, lower])}</TD>'), _meaning(stroke.means)


def _families(pictured: Picture) -> Iterator[_Group]:
    used = {box.node.type for box in pictured.boxes}
    for family in FAMILIES:
        types = [kind.value for kind in NodeType if kind in used and SHAPES[kind].family is family]
        if types:
            look = f' BORDER="1" COLOR="{family.border}" BGCOLOR="{family.fill}"'
            yield _sample(" · ".join(types), look, family.ink), _meaning(family.means)


def _shades(pictured: Picture) -> Iterator[_Group]:
    """What the shades mean, where they stand for time and not for the families of types."""
    scale = pictured.times.scale() if pictured.times else []
    samples = []
    for number, means in scale:
        shade = SHADES[number]
        samples.append(_sample(means, f' BORDER="1" COLOR="{FAINT}" BGCOLOR="{shade.fill}"', shade.ink))
    if samples:
        yield *samples, _meaning("seconds of an average call that are spent there; white: none")


def _outlines(pictured: Picture) -> Iterator[_Group]:
    used = {found.severity for box in pictured.boxes for found in box.badges}
    tones = [(severity, TONES[severity]) for severity in sorted(used, reverse=True)]
    samples = [_sample(str(one), f' BORDER="{round(tone.width)}" COLOR="{tone.border}"', INK) for one, tone in tones]
    if samples:
        yield *samples, _meaning("outline of a node with findings")


def _sample(words: str, look: str, ink: str) -> _Cell:
    """A small box with words on it, drawn as the thing itself is."""
    width = points(words, SMALL, bold=True) + 12
    return width, cell(text(words, SMALL, ink, bold=True), width, look, centred=True)


def _meaning(words: str) -> _Cell:
    width = points(words, SMALL) + 18
    return width, cell(f" {text(words, SMALL)}", width)
