"""The parts of a large picture, laid out one by one, put together on one sheet: in rows, in their own order."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from xml.etree import ElementTree

_SVG = "{http://www.w3.org/2000/svg}"
_TRANSLATE = re.compile(r"translate\(\s*(-?[\d.]+)[\s,]+(-?[\d.]+)\s*\)")

_GAP = 16.0
"""Points between two parts."""

_WIDER = 1.4
"""Width of a sheet by its height: about that of a screen, and of paper laid across."""

_ABREAST = 12
"""The most parts of the greatest width that are tried side by side."""


def together(drawings: Sequence[ElementTree.Element]) -> ElementTree.Element:
    """One SVG of several; the first (the head of the picture) has a row of its own, and a single one stays as it is."""
    if len(drawings) == 1:
        return drawings[0]
    sizes = [_size(drawing) for drawing in drawings]
    places, width, height = _places(sizes)
    root = ElementTree.Element(f"{_SVG}svg", {"width": f"{width:.0f}pt", "height": f"{height:.0f}pt"})
    root.set("viewBox", f"0 0 {width:.0f} {height:.0f}")
    root.append(ElementTree.Element(f"{_SVG}rect", {"width": "100%", "height": "100%", "fill": "#ffffff"}))
    for number, (drawing, (x, y)) in enumerate(zip(drawings, places, strict=True)):
        for group in drawing.findall(f"{_SVG}g"):
            group.set("id", f"part{number}")
            _move(group, x, y)
            root.append(group)
    return root


def _size(drawing: ElementTree.Element) -> tuple[float, float]:
    """Width and height in points."""
    numbers = [float(number) for number in drawing.get("viewBox", "0 0 0 0").split()]
    return numbers[2], numbers[3]


def _places(sizes: Sequence[tuple[float, float]]) -> tuple[list[tuple[float, float]], float, float]:
    """Where the upper left corners come, and the width and height of the sheet whose shape is nearest to a page's."""
    widest = max(width for width, _ in sizes) + _GAP
    tried = [_rows(sizes, widest * abreast) for abreast in range(1, _ABREAST + 1)]
    return min(tried, key=lambda sheet: abs(math.log(sheet[1] / sheet[2] / _WIDER)))


def _rows(sizes: Sequence[tuple[float, float]], widest: float) -> tuple[list[tuple[float, float]], float, float]:
    """The places in rows of at most that width, and the width and height of all of them."""
    places = [(0.0, 0.0)]
    x, y, row = 0.0, sizes[0][1] + _GAP, 0.0
    for width, height in sizes[1:]:
        if x > 0 and x + width > widest:
            x, y, row = 0.0, y + row + _GAP, 0.0
        places.append((x, y))
        x, row = x + width + _GAP, max(row, height)
    return places, widest, y + row


def _move(group: ElementTree.Element, x: float, y: float) -> None:
    """Add a shift to the one that Graphviz gives to the whole of a drawing."""
    found = _TRANSLATE.search(group.get("transform", ""))
    across, down = (float(found[1]), float(found[2])) if found else (0.0, 0.0)
    group.set("transform", f"translate({across + x:.2f} {down + y:.2f})")
