"""How much a picture tells and how closely it is set: whole for the screen, compact for paper."""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Style:
    """What changes between a picture for the screen and one for a page; font sizes in points, gaps in inches."""

    compact: bool = False
    """Whether prompts, options' labels, phrases beside keys and facts are left out."""
    direction: str = "TB"
    """Where a call goes on, in Graphviz's words: down the page (`TB`) or across it (`LR`)."""
    cut_above: int = 400
    """Nodes above which a picture is cut into parts, and prompts and options' labels are left out."""
    hub_above: int = 24
    """Nodes that lead to the same one above which these exits are told in the boxes: so many arrows hide the rest."""
    title: float = 12.0
    text: float = 10.0
    title_columns: int = 26
    told_columns: int = 34
    told_lines: int = 1
    branch_columns: int = 32
    branch_lines: int = 1
    abreast: float = 0.35
    """Between neighbours."""
    between: float = 0.45
    """Between a box and those that it leads to."""
    arrowhead: float = 0.8
    """Its size by Graphviz's own."""
    box: tuple[tuple[str, str], ...] = (("margin", "0.12,0.07"),)
    """What all boxes have, in Graphviz's words."""
    legend: float = 2000.0
    """Points: how wide the legend may be."""


WHOLE = Style()

_DOWN = Style(
    compact=True, cut_above=60, hub_above=5, title=9.0, text=9.0, title_columns=18, told_columns=22, told_lines=3,
    branch_columns=14, branch_lines=3, abreast=0.14, between=0.2, arrowhead=0.6,
    legend=800.0,
    box=(("margin", "0.07,0.045"), ("width", "0.2"), ("height", "0.2")),
)  # fmt: skip

COMPACT = (_DOWN, replace(_DOWN, direction="LR", between=0.25, legend=1200.0))
"""What is tried for paper: the letters are of one size, and the direction that suits the tree's shape wins."""
