"""The picture of each phone line: drawn once, named after its file, laid on the page that suits its shape."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePath

from ivraudit.audit import Audit
from ivraudit.errors import ProgramError
from ivraudit.model import Tree
from ivraudit.programs import find_dot
from ivraudit.writers import svg

MOST_STEPS = 3000
"""Steps above which a line is not drawn: laying it out takes minutes, and nobody could read it."""

LEGIBLE, VISIBLE = 4.0, 1.2
"""Points: smaller letters cannot be read on paper; below the second figure not even the shape of the tree is seen."""

PAPERS = {"a4": (595.28, 841.89), "letter": (612.0, 792.0)}
FOLD_OUTS = {"a4": ("A3", 841.89, 1190.55), "letter": ("11 by 17 inches", 792.0, 1224.0)}
"""Width and height in points of a page, and of the page of twice its size for what cannot be read on it (ISO 216,
ANSI/ASME Y14.1)."""

SIDE, HEAD, FOOT = 54.0, 62.0, 58.0
"""Points: the margins of a page."""

_ABOVE = 104.0
"""Points that a line's name and facts take above its picture, about."""

_VIEW = re.compile(r'viewBox="[-\d.]+ [-\d.]+ ([\d.]+) ([\d.]+)"')
_TOOLTIP = re.compile(r"<(title|desc)>[^<]*</\1>\n?")
_LETTERS = re.compile(r'font-size="([\d.]+)"')


@dataclass(frozen=True, slots=True)
class Drawing:
    """A tree's picture; `svg` is empty where there is none, and `why` says so."""

    name: str
    """The name of its own file."""
    svg: str = ""
    why: str = ""


def drawings(audit: Audit) -> tuple[Drawing, ...]:
    """Return one drawing a tree; ProgramError when this machine has no program that draws."""
    drawn = []
    for tree, name in zip(audit.trees, names(audit.trees), strict=True):
        if tree.unreadable or not tree.nodes:
            drawn.append(Drawing(name, why="There is nothing to draw: the file could not be read."))
        elif len(tree.nodes) > MOST_STEPS:
            drawn.append(Drawing(name, why=f"A picture of {len(tree.nodes):,} steps would be too large for any page."))
        else:
            drawn.append(_drawing(tree, name, audit))
    return tuple(drawn)


def _drawing(tree: Tree, name: str, audit: Audit) -> Drawing:
    dot = find_dot()
    try:
        return Drawing(name, svg.write(tree, audit.findings, dot=dot))
    except ProgramError as error:
        return Drawing(name, why=f"The picture could not be drawn: {error}")


def names(trees: Sequence[Tree]) -> list[str]:
    """Return the name of each tree's picture: its file's stem, with a number where another one has it already."""
    taken: set[str] = set()
    made = []
    for tree in trees:
        stem = PurePath(tree.file).stem.strip("-. ") or "tree"
        name, number = stem, 1
        # Some file systems cannot tell `Bank.svg` from `bank.svg`.
        while name.casefold() in taken:
            number += 1
            name = f"{stem}-{number}"
        taken.add(name.casefold())
        made.append(f"{name}.svg")
    return made


def fitted(drawing: Drawing, paper: str) -> dict[str, object]:
    """Return how a drawing is laid on its page: upright or turned, its size in points, what to say below it."""
    found = _VIEW.search(drawing.svg)
    if not drawing.svg or found is None:
        return {"svg": "", "turned": False, "width": 0, "height": 0, "page": PAPERS[paper], "note": drawing.why}
    width, height = float(found.group(1)), float(found.group(2))
    smallest = min(map(float, _LETTERS.findall(drawing.svg)), default=9.0)
    name, short, long = "", *PAPERS[paper]
    larger = max(_scales(width, height, *FOLD_OUTS[paper][1:])) * smallest
    if max(_scales(width, height, short, long)) * smallest < LEGIBLE <= larger:
        name, short, long = FOLD_OUTS[paper]
    upright, turned = _scales(width, height, short, long)
    letters = max(upright, turned) * smallest
    return {
        "svg": _TOOLTIP.sub("", drawing.svg) if letters >= VISIBLE else "", "turned": turned > upright * 1.02,
        "width": width, "height": height, "page": (short, long), "note": _note(letters, drawing.name, name),
    }  # fmt: skip


def _scales(width: float, height: float, short: float, long: float) -> tuple[float, float]:
    """How much a picture shrinks on the page upright, and turned."""
    return _scale(width, height, short, long), _scale(width, height, long, short)


def _scale(width: float, height: float, page_width: float, page_height: float) -> float:
    """How much a picture shrinks on that page; small ones stay as they are."""
    room = page_width - 2 * SIDE, page_height - HEAD - FOOT - _ABOVE
    return min(1.0, room[0] / width, room[1] / height)


def _note(letters: float, file: str, fold_out: str) -> str:
    """What to say of a picture that does not fit the paper; "" where it does."""
    if letters < VISIBLE:
        return f"The picture is too large for a page. It stands by itself in {file}."
    if letters < LEGIBLE:
        return (
            f"The picture is too large to be read on paper: its letters are {letters:.1f} points high here. "
            f"Enlarge it on the screen, or open {file}."
        )
    if fold_out:
        return f"This page is {fold_out}, so that its picture can be read. It also stands by itself in {file}."
    return ""
