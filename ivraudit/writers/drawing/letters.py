"""Text for pictures: made safe, measured without a font, wrapped in any script."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

ELLIPSIS = "…"

_LONGEST = 4000
"""Characters of a text that are looked at: no picture shows more of a prompt."""

_JOINERS = "\u200c\u200d"
"""Persian and the Indic scripts are misspelt without them; every other invisible character goes."""

_NEVER_FIRST = frozenset("、。，．・：；？！」』】）〕〉》ーぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮ,.;:!?)]}»”’%")
"""What may not begin a line (the common part of the Japanese rules for line breaks)."""

# Advance widths in ems, read off Noto Sans Regular and rounded up; most sans fonts are narrower.
_NARROW = dict.fromkeys("!',.:;|ijlI()[]-`ftr/\\ ", 0.36) | dict.fromkeys("mwMW@%", 0.95)
_CAPITAL, _SMALL, _OTHER, _WIDE = 0.69, 0.58, 0.66, 1.0
_BOLD = 1.07
"""How much wider Noto Sans Bold runs."""


def clean(text: str) -> str:
    """The text on one line, without control, override or unassigned characters, which markup or an eye trips over."""
    kept = (_visible(character) for character in text[:_LONGEST])
    return " ".join("".join(kept).split())


def _visible(character: str) -> str:
    if character.isascii():
        return character if " " <= character <= "~" else " "
    if character in _JOINERS:
        return character
    category = unicodedata.category(character)
    if category in ("Zl", "Zp", "Zs", "Cc"):
        return " "
    return "" if category in ("Cf", "Cs", "Cn", "Co") else character


def columns(text: str) -> int:
    """How many columns of a terminal or of a wrapped label the text takes; wide (East Asian) characters take two."""
    return sum(_columns(character) for character in text)


def _columns(character: str) -> int:
    if character.isascii():
        return 1
    if unicodedata.combining(character) or character in _JOINERS:
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def points(text: str, size: float, *, bold: bool = False) -> float:
    """About how wide the text is, in points, at that font size; a little more than it really takes."""
    return sum(_ems(character) for character in text) * size * (_BOLD if bold else 1.0)


def _ems(character: str) -> float:
    if character.isascii():
        return _NARROW.get(character, _CAPITAL if character.isupper() else _SMALL)
    if _columns(character) == 0:
        return 0.0
    if _columns(character) == 2:
        return _WIDE
    return _SMALL if character < "\u0250" and not character.isupper() else _OTHER


def cut(text: str, width: int) -> str:
    """The clean text on one line of at most `width` columns, with an ellipsis where something is missing."""
    lines = wrap(text, width, 1)
    return lines[0] if lines else ""


def wrap(text: str, width: int, most: int) -> tuple[str, ...]:
    """The clean text in at most `most` lines of about `width` columns; an ellipsis says where something is missing."""
    lines: list[str] = []
    line = ""
    for space, piece in _pieces(clean(text), width):
        longer = f"{line}{space}{piece}" if line else piece
        room = width + 2 if not space and piece[0] in _NEVER_FIRST else width
        if columns(longer) <= room:
            line = longer
        elif len(lines) == most - 1:
            return (*lines, _shortened(line, width))
        else:
            lines.append(line)
            line = piece
    return (*lines, line) if line else ()


def _shortened(line: str, width: int) -> str:
    """The line with an ellipsis, within `width` columns."""
    while columns(line) > width - 1:
        line = line[:-1]
    return line.rstrip(" ,;:、。") + ELLIPSIS


def _pieces(text: str, width: int) -> Iterator[tuple[str, str]]:
    """What must stay together (a word, or one wide character), with the space before it; too wide words are broken."""
    for word in text.split(" "):
        space = " "
        piece = ""
        for character in word:
            size = _columns(character)
            if piece and size and (size == 2 or _columns(piece[0]) == 2 or columns(piece) + size > width):
                yield space, piece
                space, piece = "", ""
            piece += character
        if piece:
            yield space, piece
