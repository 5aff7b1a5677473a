"""Two versions of a tree as one picture: the new one and what is gone, told apart by line, word and colour."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from ivraudit.compare import TreeChange
from ivraudit.matching import match
from ivraudit.model import Edge, Node, Nowhere, Tree
from ivraudit.programs import Dot
from ivraudit.writers import svg
from ivraudit.writers.drawing.changes import ADDED, CHANGED, REMOVED, RENAMED, Changes

Called = Callable[[str], str]
"""Gives the id that the new tree has for a node of the old one."""


def is_drawn(change: TreeChange) -> bool:
    """Say whether there is anything to see: both versions can be read, and their nodes or exits are not the same."""
    both = change.old and change.new and not (change.old.unreadable or change.new.unreadable)
    return bool(both and (change.added or change.removed or change.renamed or change.changed))


def write(change: TreeChange, *, dot: Dot | None = None) -> str:
    """Return both versions of a tree as the text of one SVG, the same for the same trees and program.

    ProgramError when there is no program to lay it out or it fails; ValueError where a version is missing.
    """
    if not (change.old and change.new):
        raise ValueError("a tree that is in one version only has no changes")
    pairs = {one.id: other.id for one, other in match(change.old, change.new).pairs}
    tree, exits = _both(change.old, change.new, change, lambda id: pairs.get(id, id))
    nodes = {other.id: RENAMED for _, other in change.renamed} | {one.new.id: CHANGED for one in change.changed}
    nodes |= {one.id: ADDED for one in change.added} | {one.id: REMOVED for one in change.removed}
    return svg.write(tree, dot=dot, notes=_notes(change), changes=Changes(nodes, exits))


def _both(old: Tree, new: Tree, change: TreeChange, called: Called) -> tuple[Tree, dict[Edge, str]]:
    """A tree with the nodes and exits of both versions, and which of its exits are in one of them only."""
    before = {_way(edge, called): edge for edge in old.edges}
    now = {_way(edge, lambda id: id): edge for edge in new.edges}
    gone = [
        edge._replace(source=way[0], target=way[2]) for way, edge in before.items() if way not in now
    ]  # fmt: skip
    exits = {edge: ADDED for way, edge in now.items() if way not in before} | dict.fromkeys(gone, REMOVED)
    removed = [_here(node, old, new) for node in change.removed]
    return replace(new, nodes=(*new.nodes, *removed), edges=(*new.edges, *gone)), exits


def _way(edge: Edge, called: Called) -> tuple[str, str, str | Nowhere]:
    """By what an exit is known again: where it begins, what takes it, and where it leads."""
    target = edge.target if isinstance(edge.target, Nowhere) else called(edge.target)
    return called(edge.source), edge.trigger, target


def _here(node: Node, old: Tree, new: Tree) -> Node:
    """A node that is gone, in the file that its tree stands in now."""
    return node._replace(at=node.at._replace(file=new.file)) if node.at.file == old.file else node


def _notes(change: TreeChange) -> dict[str, str]:
    """By a node's id what has become of it, in words."""
    notes = {one.id: ADDED for one in change.added} | {one.id: REMOVED for one in change.removed}
    notes |= {one.new.id: f"{CHANGED}: {', '.join((*one.fields, *one.exits))}" for one in change.changed}
    for one, other in change.renamed:
        notes[other.id] = "; ".join(filter(None, (f"was {one.name}", notes.get(other.id, ""))))
    return notes
