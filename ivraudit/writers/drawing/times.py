"""Where the time of an average call goes: seconds at each node, and the shades that stand for them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ivraudit.writers.drawing.palette import FAINT, INK, PAPER

_FROM = (0.5, 0.25, 0.1, 0.02)
"""From which part of the busiest node's seconds on each darker shade is used, the darkest first. No source."""


@dataclass(frozen=True, slots=True)
class Shade:
    """The ground of a box, and the inks that can be read on it."""

    fill: str
    ink: str = INK
    faint: str = FAINT


SHADES = (
    Shade("#ffffff"), Shade("#fdf0e0", faint="#4a505b"), Shade("#fbd7a8", faint="#4a4336"),
    Shade("#f0a95c", faint="#3f2a10"), Shade("#a84b0b", PAPER, "#fff1e4"), Shade("#6b2705", PAPER, "#fde9d6"),
)  # fmt: skip
"""From no time at all to the busiest; each is darker than the one before, so they can be told apart in grey print."""


@dataclass(frozen=True, slots=True)
class Times:
    """Where the time of an average call goes, in seconds."""

    nodes: Mapping[str, float]
    """By a node's id."""
    mean: float
    """All that an average call lasts."""
    under: str
    """Which calls: `open, en-US, from welcome`."""

    def about(self, node: str) -> str:
        """Return the seconds spent at a node, and their share of the call if it is any; "" where it is no time."""
        seconds = self.nodes.get(node, 0.0)
        if seconds < 0.05 or not self.mean:
            return "under 0.1 s" if seconds > 0.0 else ""
        share = 100 * seconds / self.mean
        return f"{_figure(seconds)} s · {share:.0f} %" if share >= 0.5 else f"{_figure(seconds)} s"

    def shade(self, node: str) -> int:
        """Return which of the shades a node has."""
        seconds = self.nodes.get(node, 0.0)
        return sum(seconds >= one for one in (*self._bounds, 0.0)) if seconds > 0.0 else 0

    def scale(self) -> list[tuple[int, str]]:
        """Return each shade but the lightest with the seconds that it stands for, the darkest first."""
        if not any(self.nodes.values()):
            return []
        told = [(len(SHADES) - 1 - place, f"from {_figure(one)} s") for place, one in enumerate(self._bounds)]
        return [*told, (1, "less")]

    @property
    def _bounds(self) -> list[float]:
        most = max(self.nodes.values(), default=0.0)
        return [most * part for part in _FROM]


def _figure(seconds: float) -> str:
    return f"{seconds:.1f}" if seconds < 100 else f"{seconds:,.0f}"
