"""Graphviz's HTML-like labels: rows and cells wide enough for any script, with text that can never be markup."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from ivraudit.writers.drawing.boxes import Badge
from ivraudit.writers.drawing.exits import Words
from ivraudit.writers.drawing.letters import clean, points
from ivraudit.writers.drawing.palette import INK, TONES

HEAD, TEXT, SMALL = 16.0, 10.0, 9.0
"""Font sizes in points."""

_CLEAR = 5
"""Points between an arrow and its words."""


def escaped(text: str) -> str:
    r"""The text as it may stand in an HTML-like label: no markup, and no `\N` or `\G` that Graphviz would fill in."""
    return escape(clean(text)).replace("\\", "\\\\") or " "


def text(words: str, size: float, colour: str = INK, *, bold: bool = False) -> str:
    """The words in that size and colour."""
    font = f'<FONT POINT-SIZE="{size:g}" COLOR="{colour}">{escaped(words)}</FONT>'
    return f"<B>{font}</B>" if bold else font


def table(rows: Iterable[str], *, padding: int = 0, spacing: int = 0, attributes: str = "") -> str:
    """The rows as a table without lines; `padding` and `spacing` in points."""
    space = f'CELLPADDING="{padding}" CELLSPACING="{spacing}"{attributes}'
    return f'<TABLE BORDER="0" CELLBORDER="0" {space}>{"".join(rows)}</TABLE>'


def label(rows: Iterable[str], *, padding: int = 0) -> str:
    """The rows as the value of a label attribute."""
    return f"<{table(rows, padding=padding)}>"


def cell(content: str, width: float, attributes: str = "", *, centred: bool = False) -> str:
    """One cell, at least that many points wide: Graphviz guesses the widths of scripts that it has no figures for."""
    side = "CENTER" if centred else "LEFT"
    return f'<TD ALIGN="{side}" WIDTH="{width:.0f}"{attributes}>{content}</TD>'


def row(*cells: str) -> str:
    """Cells side by side."""
    return f"<TR>{''.join(cells)}</TR>"


def line(words: str, size: float, colour: str = INK, *, bold: bool = False, centred: bool = False) -> str:
    """A row of one text; only Latin can be centred, as Graphviz guesses the width of the rest too small."""
    known = all(character < "\u0250" for character in words)
    return row(cell(text(words, size, colour, bold=bold), points(words, size, bold=bold), centred=centred and known))


def badge(found: Badge, size: float = TEXT) -> str:
    """A row that names a finding, on its severity's colour."""
    tone = TONES[found.severity]
    width = points(str(found), size, bold=True) + 6
    inner = cell(text(str(found), size, tone.ink, bold=True), width, f' BGCOLOR="{tone.fill}"')
    return row(f'<TD ALIGN="LEFT">{table([row(inner)], padding=2, spacing=1)}</TD>')


def exits(words: Words, size: float = TEXT, colour: str = INK) -> str:
    """A row at an arrow: the key in bold, the option's label beside it."""
    key = text(words.key, size, colour, bold=True) if words.key else ""
    name = text(words.label, size, colour) if words.label else ""
    width = points(words.key, size, bold=True) + points(words.label, size)
    return row(f'<TD WIDTH="{_CLEAR}"></TD>', cell(f"{key} {name}".strip(), width + 6))
