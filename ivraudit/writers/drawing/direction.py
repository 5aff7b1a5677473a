"""Text that runs from right to left: set at the right side of its box, and read in its own direction."""

from __future__ import annotations

import re
import unicodedata
from xml.etree import ElementTree

_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")

_OUTLINES = ("polygon", "path", "ellipse")


def runs_left(text: str) -> bool:
    """Whether the first letter that has a direction runs from right to left (Unicode's rule P2 for a paragraph)."""
    for character in text:
        direction = unicodedata.bidirectional(character)
        if direction in ("L", "R", "AL"):
            return direction != "L"
    return False


def turn(group: ElementTree.Element, *, is_box: bool) -> None:
    """Mark the texts of a group that run from right to left; in a box, move them to its right side."""
    texts = [element for element in group.iter() if _name(element) == "text" and runs_left(element.text or "")]
    if not texts:
        return
    middle = _middle(group) if is_box else None
    for text in texts:
        # `plaintext` lets a viewer find the direction from the text, so that its last full stop stands at its left.
        text.set("unicode-bidi", "plaintext")
        if middle is not None and text.get("text-anchor") == "start":
            text.set("x", f"{2 * middle - float(text.get('x', '0')):.2f}")
            text.set("text-anchor", "end")


def _middle(group: ElementTree.Element) -> float | None:
    """The x coordinate half-way between the sides of a group's outline; None when it has none."""
    for element in group.iter():
        if _name(element) == "ellipse":
            return float(element.get("cx", "0"))
        if _name(element) in _OUTLINES:
            numbers = [float(number) for number in _NUMBER.findall(element.get("points") or element.get("d") or "")]
            across = numbers[::2]
            return (min(across) + max(across)) / 2 if across else None
    return None


def _name(element: ElementTree.Element) -> str:
    return element.tag.rpartition("}")[2]
