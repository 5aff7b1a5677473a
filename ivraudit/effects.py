"""What a Comparison means for those who call: the figures of each tree before and after, in plain sentences."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from ivraudit.compare import Comparison, TreeChange
from ivraudit.content import Contents
from ivraudit.figures import Measured, measure
from ivraudit.figures.difference import Versions, told
from ivraudit.figures.options import moved
from ivraudit.figures.telling import Change
from ivraudit.model import Finding, Severity, Tree, TreeKind
from ivraudit.phone import Phone

Called = Callable[[Tree], Phone]
"""Gives a tree as its policy sees it."""


@dataclass(frozen=True, slots=True)
class Effect:
    """What has become of one tree."""

    change: TreeChange
    changes: tuple[Change, ...]
    """What is different for callers; empty also where a tree is in one version only, or is no call."""
    new: tuple[Finding, ...]
    gone: tuple[Finding, ...]
    before: Measured | None = None
    after: Measured | None = None

    @property
    def name(self) -> str:
        """What the tree is called now, or was called last."""
        tree = self.change.new or self.change.old
        return tree.name if tree else ""

    @property
    def file(self) -> str:
        """The file that it stands in, or stood in last."""
        tree = self.change.new or self.change.old
        return tree.file if tree else ""

    @property
    def any(self) -> bool:
        """Whether anything is different at all."""
        one = self.change
        moved = bool(one.added or one.removed or one.renamed or one.changed or not (one.old and one.new))
        return moved or bool(self.changes or self.new or self.gone)

    def worse(self, threshold: Severity | None) -> int:
        """How many things are worse than the policy tolerates; new findings count from that severity on."""
        found = sum(one.severity >= threshold for one in self.new) if threshold is not None else 0
        return found + sum(one.worse is True for one in self.changes)


def effects(comparison: Comparison, phone: Called) -> list[Effect]:
    """Return what has become of each tree, in the order of the new version, those that are gone last."""
    new = _by_tree(comparison.findings, [change.new for change in comparison.trees])
    gone = _by_tree(comparison.gone, [change.old for change in comparison.trees])
    return [
        _effect(change, phone, tuple(found), tuple(lost))
        for change, found, lost in zip(comparison.trees, new, gone, strict=True)
    ]


def _by_tree(findings: Iterable[Finding], trees: Sequence[Tree | None]) -> list[list[Finding]]:
    """The findings of each tree, those in files that it is joined from included; of what is in none, the first's."""
    homes: dict[tuple[str, str], int] = {}
    names: dict[str, int] = {}
    for number, tree in enumerate(trees):
        for file in (tree.file, *tree.parts) if tree else ():
            homes.setdefault((tree.name if tree else "", file), number)
        names.setdefault(tree.name if tree else "", number)
    found: list[list[Finding]] = [[] for _ in trees]
    for one in findings:
        found[homes.get((one.tree, one.position.file), names.get(one.tree, 0))].append(one)
    return found


def _effect(change: TreeChange, phone: Called, new: tuple[Finding, ...], gone: tuple[Finding, ...]) -> Effect:
    old, now = change.old, change.new
    if not old or not now or not (_callable(old) and _callable(now)):
        return Effect(change, (), new, gone)
    before, after = phone(old), phone(now)
    renamed = {one.id: other.id for one, other in change.renamed}
    earlier = {other: one for one, other in renamed.items()}

    def same(vertex: int) -> int:
        id = after.node(vertex).id
        return before.wiring.vertices.get(earlier.get(id, id), -1)

    was, is_now = measure(before), measure(after)
    called = {one.name: other.name for one, other in change.renamed}
    both = Versions(before, after, same, after.assumptions.tolerance)
    return Effect(change, tuple(told(both, was, is_now, called, _options(change))), new, gone, was, is_now)


def _callable(tree: Tree) -> bool:
    return tree.kind is TreeKind.CALL and not tree.unreadable


def _options(change: TreeChange) -> list[Change]:
    """What became of the options of the menus that are in both versions."""
    if not (change.old and change.new):
        return []
    exits = Contents(change.old).exits, Contents(change.new).exits
    return [
        sentence for one in change.changed
        for sentence in moved(one.new, exits[0].get(one.old.id, ()), exits[1].get(one.new.id, ()))
    ]  # fmt: skip
