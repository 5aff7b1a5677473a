"""What has become of nodes and exits between two versions, and how each of it looks: line, ground and a word."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from ivraudit.model import Edge, Tree
from ivraudit.writers.drawing.exits import Words
from ivraudit.writers.drawing.palette import FAINT, INK, Stroke

KEPT, ADDED, REMOVED, CHANGED, RENAMED = "as before", "new", "gone", "changed", "renamed"


@dataclass(frozen=True, slots=True)
class Look:
    """The ground of a box, the inks that can be read on it, and its outline; `width` in points."""

    fill: str
    border: str
    line: str
    width: float
    ink: str = INK
    faint: str = FAINT


LOOKS = {
    KEPT: Look("#ffffff", "#b9bec7", "solid", 1.0, "#565d69", "#6b7280"),
    ADDED: Look("#d9f2e0", "#1d6b41", "bold", 3.2),
    REMOVED: Look("#fbe3e3", "#b01818", "dashed", 2.0),
    CHANGED: Look("#fdf0c8", "#8a5a00", "dotted", 2.6),
    RENAMED: Look("#e3edfb", "#2b5ca3", "solid", 1.6),
}
"""Of nodes; in grey print the lines tell them apart, and the word is written into the box."""

STROKES = {
    KEPT: Stroke("solid", "#9aa0aa", 1.0, "normal", "an exit as before"),
    ADDED: Stroke("bold", "#1d6b41", 3.0, "normal", "a new exit"),
    REMOVED: Stroke("dashed", "#b01818", 1.8, "empty", "an exit that is gone"),
    CHANGED: Stroke("dotted", "#8a5a00", 2.4, "vee", "exits that came and went"),
}


@dataclass(frozen=True, slots=True)
class Changes:
    """What has become of the nodes and exits of a tree that holds those of both versions; the rest is as before."""

    nodes: Mapping[str, str]
    """By a node's id."""
    exits: Mapping[Edge, str]
    """Only ADDED and REMOVED."""

    def node(self, id: str) -> str:
        """Return what has become of a node."""
        return self.nodes.get(id, KEPT)

    def arrow(self, edges: Iterable[Edge]) -> str:
        """Return what has become of all exits between two nodes."""
        found = {self.exits.get(edge, KEPT) for edge in edges}
        return found.pop() if len(found) == 1 else CHANGED

    def words(self, edges: Sequence[Edge], words: Callable[[Sequence[Edge]], Sequence[Words]]) -> tuple[Words, ...]:
        """Return the lines at an arrow, those of new exits and of exits that are gone with that word before them."""
        lines: list[Words] = []
        for state in (KEPT, ADDED, REMOVED):
            some = [edge for edge in edges if self.exits.get(edge, KEPT) == state]
            said = list(words(some)) if some else []
            if state == KEPT:
                lines += said
            elif some:
                lines += [_marked(one, state) for one in said] or [Words("", state)]
        return tuple(lines)

    def about(self, tree: Tree) -> list[str]:
        """Return how many nodes the new version of the tree has, and how many are new, gone, changed and renamed."""
        counts = Counter(self.nodes.values())
        left = len(tree.nodes) - counts[REMOVED]
        told = (f"{counts[one]:,} {one}" for one in (ADDED, REMOVED, CHANGED, RENAMED) if counts[one])
        return [f"{left:,} node{'' if left == 1 else 's'} now", *told]


def _marked(words: Words, state: str) -> Words:
    return Words(f"{state}: {words.key}", words.label) if words.key else Words("", f"{state}: {words.label}")
