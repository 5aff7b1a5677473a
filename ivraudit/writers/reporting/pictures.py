"""The picture of each phone line: named after its file, shortened where paper asks for it, laid on a fitting page."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePath

from ivraudit.auditing import Audit
from ivraudit.errors import ProgramError
from ivraudit.model import Tree
from ivraudit.programs import find_dot
from ivraudit.writers import svg
from ivraudit.writers.drawing.style import COMPACT

MOST_STEPS = 3000
"""Steps above which a line is not drawn: laying it out takes minutes, and nobody could read it."""

MOST_STEPS_SHORT = 250
"""Steps above which even a shortened picture could not be read on paper."""

READABLE, LEGIBLE, VISIBLE = 5.0, 4.0, 1.2
"""Points: letters that are read with ease, with good eyes, and those that no longer show even the shape of the tree."""

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
    short: tuple[str, ...] = ()
    """Pictures that leave out what paper has no room for, where the whole one cannot be read on an ordinary page."""


@dataclass(frozen=True, slots=True)
class _Laid:
    """One picture on one page; sizes in points."""

    svg: str
    width: float
    height: float
    is_short: bool
    fold_out: str
    page: tuple[float, float]
    upright: float
    """How much it shrinks when it stands upright on the page."""
    turned: float
    letters: float
    """How high its smallest letters come out."""


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
        whole = svg.write(tree, audit.findings, dot=dot)
        if len(tree.nodes) > MOST_STEPS_SHORT or all(_is_readable(whole, paper) for paper in PAPERS):
            return Drawing(name, whole)
        short = tuple(svg.write(tree, audit.findings, dot=dot, style=style) for style in COMPACT)
        return Drawing(name, whole, short=short)
    except ProgramError as error:
        return Drawing(name, why=f"The picture could not be drawn: {error}")


def _is_readable(picture: str, paper: str) -> bool:
    laid = _laid(picture, PAPERS[paper])
    return laid is not None and laid.letters >= READABLE


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
    ways = _ways(drawing, paper)
    if not ways:
        return {"svg": "", "turned": False, "width": 0, "height": 0, "page": PAPERS[paper], "note": drawing.why}
    best = _best(ways)
    return {
        "svg": _TOOLTIP.sub("", best.svg) if best.letters >= VISIBLE else "",
        "turned": best.turned > best.upright * 1.02, "width": best.width, "height": best.height, "page": best.page,
        "note": _note(best, drawing.name),
    }  # fmt: skip


def letters(drawing: Drawing, paper: str) -> float:
    """Return how high, in points, the smallest letters of a drawing come out on its page; 0 where there is none."""
    ways = _ways(drawing, paper)
    return _best(ways).letters if ways else 0.0


def _ways(drawing: Drawing, paper: str) -> list[_Laid]:
    """The ways to lay a drawing on paper, the one that tells most on the smallest page first."""
    name, *larger = FOLD_OUTS[paper]
    fold_out = float(larger[0]), float(larger[1])
    ways = [_laid(drawing.svg, PAPERS[paper]), _laid(drawing.svg, fold_out, name)]
    for page, called in ((PAPERS[paper], ""), (fold_out, name)):
        short = [laid for svg in drawing.short if (laid := _laid(svg, page, called, is_short=True))]
        ways += [max(short, key=lambda laid: laid.letters)] if short else []
    return [way for way in ways if way is not None]


def _best(ways: Sequence[_Laid]) -> _Laid:
    """The first way that can be read; where none can, the whole picture on its page, or the short one on the larger."""
    for least in (READABLE, LEGIBLE):
        for way in ways:
            if way.letters >= least:
                return way
    return ways[-1] if ways[-1].is_short else ways[0]


def _laid(svg: str, page: tuple[float, float], fold_out: str = "", *, is_short: bool = False) -> _Laid | None:
    """The picture on that page; None where there is no picture."""
    found = _VIEW.search(svg)
    if found is None:
        return None
    width, height = float(found.group(1)), float(found.group(2))
    smallest = min(map(float, _LETTERS.findall(svg)), default=9.0)
    upright, turned = _scale(width, height, *page), _scale(width, height, *reversed(page))
    return _Laid(svg, width, height, is_short, fold_out, page, upright, turned, max(upright, turned) * smallest)


def _scale(width: float, height: float, page_width: float, page_height: float) -> float:
    """How much a picture shrinks on that page; small ones stay as they are."""
    room = page_width - 2 * SIDE, page_height - HEAD - FOOT - _ABOVE
    return min(1.0, room[0] / width, room[1] / height)


def _note(laid: _Laid, file: str) -> str:
    """What to say of a picture that does not fit an ordinary page as it is; "" where it does."""
    if laid.letters < VISIBLE:
        return f"The picture is too large for a page. It stands by itself in {file}."
    if laid.letters < LEGIBLE:
        even = ", even without what is said" if laid.is_short else ""
        return (
            f"The picture is too large to be read on paper{even}: its letters are {laid.letters:.1f} points high here. "
            f"Enlarge it on the screen, or open {file}."
        )
    page = f"This page is {laid.fold_out}, so that its picture can be read. " if laid.fold_out else ""
    if laid.is_short:
        return f"{page}The picture leaves out what is said; the whole one, with all prompts, stands in {file}."
    return f"{page}It also stands by itself in {file}." if page else ""
