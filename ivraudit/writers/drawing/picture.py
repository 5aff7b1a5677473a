"""What is to be drawn of a tree: boxes, arrows and marks, in one order, before anybody chooses a format for it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from ivraudit.model import Edge, Finding, Node, Nowhere, Owner, Severity, Tree
from ivraudit.writers.drawing.boxes import Badge, Box, box_of, stays
from ivraudit.writers.drawing.exits import Words, is_retry, words_of
from ivraudit.writers.drawing.letters import clean, cut

BRIEF_ABOVE = 400
"""Nodes above which prompts and options' labels are left out: nobody reads them at that size."""

_NUMBER_COLUMNS, _NAME_COLUMNS = 26, 20


@dataclass(frozen=True, slots=True)
class Mark:
    """Something that is no node but that an arrow touches: where a call comes in, is dropped, or leads nowhere."""

    key: str
    kind: str
    """`entry`, `dropped`, `missing` or `unread`."""
    text: str
    about: str


@dataclass(frozen=True, slots=True)
class Arrow:
    """All exits between one pair, as one line from box to box (or mark)."""

    source: str
    target: str
    owner: Owner | None
    """The strongest of the exits' owners: caller before silence before system; None for the way in."""
    words: tuple[Words, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """A whole tree as it is drawn."""

    title: str
    summary: str
    boxes: tuple[Box, ...]
    marks: tuple[Mark, ...]
    arrows: tuple[Arrow, ...]
    loose: tuple[Badge, ...]
    """Findings that stand at no node."""


@dataclass(slots=True)
class _Ends:
    """The marks made so far; one for each exit that leads nowhere, so that no line crosses the page to share one."""

    marks: list[Mark] = field(default_factory=list)

    def add(self, kind: str, text: str, about: str) -> str:
        self.marks.append(Mark(f"m{len(self.marks)}", kind, text, about))
        return self.marks[-1].key


_Pairs = Mapping[tuple[str, str | Nowhere], Sequence[Edge]]


def picture(tree: Tree, findings: Sequence[Finding] = (), notes: Mapping[str, str] | None = None) -> Picture:
    """The tree as boxes and arrows, in the order in which it was written; findings of other trees are left out.

    `notes` maps a node's id to a line of words that is written into its box.
    """
    nodes = {node.id: node for node in tree.nodes}
    keys = {name: f"n{number}" for number, name in enumerate(nodes)}
    pairs = _pairs(tree.edges, nodes)
    badges = _badges(tree, findings)
    ends = _Ends()
    ways_in = _ways_in(tree, keys, ends)
    return Picture(
        title=clean(tree.name) or clean(tree.file),
        summary=_summary(tree, badges),
        boxes=_boxes(tree, nodes, keys, pairs, badges, notes or {}),
        arrows=(*ways_in, *_arrows(tree, nodes, keys, pairs, ends)),
        marks=tuple(ends.marks),
        loose=_loose(badges, tree.nodes),
    )


def _brief(tree: Tree) -> bool:
    return len(tree.nodes) > BRIEF_ABOVE


def _pairs(edges: Iterable[Edge], nodes: Mapping[str, Node]) -> _Pairs:
    """The exits by where they come from and lead to, in the order of each pair's first exit."""
    pairs: dict[tuple[str, str | Nowhere], list[Edge]] = {}
    for edge in edges:
        if edge.source in nodes and not is_retry(edge):
            pairs.setdefault((edge.source, edge.target), []).append(edge)
    return pairs


def _badges(tree: Tree, findings: Sequence[Finding]) -> dict[str, tuple[Badge, ...]]:
    """For each node's name its findings, the worst first; the same rule at the same node is counted, not repeated."""
    files = {tree.file, *(node.at.file for node in tree.nodes)}
    counts: dict[str, dict[tuple[int, str], int]] = {}
    for finding in findings:
        if finding.tree in (tree.name, tree.file, "") and finding.position.file in files:
            found = counts.setdefault(finding.node, {})
            key = (-finding.severity, finding.rule)
            found[key] = found.get(key, 0) + 1
    return {
        name: tuple(Badge(Severity(-key[0]), clean(key[1]), found[key]) for key in sorted(found))
        for name, found in counts.items()
    }


def _loose(badges: Mapping[str, tuple[Badge, ...]], nodes: Iterable[Node]) -> tuple[Badge, ...]:
    named = {name for node in nodes for name in (node.id, node.name)}
    return tuple(badge for name, some in badges.items() if name not in named for badge in some)


def _summary(tree: Tree, badges: Mapping[str, tuple[Badge, ...]]) -> str:
    parts = [_count(len(tree.nodes), "node")]
    for severity in sorted(Severity, reverse=True):
        found = sum(badge.times for some in badges.values() for badge in some if badge.severity is severity)
        if found:
            parts.append(f"{found:,} info" if severity is Severity.INFO else _count(found, str(severity)))
    return ", ".join(parts)


def _count(number: int, thing: str) -> str:
    return f"{number:,} {thing}" + ("" if number == 1 else "s")


def _boxes(
    tree: Tree,
    nodes: Mapping[str, Node],
    keys: Mapping[str, str],
    pairs: _Pairs,
    badges: Mapping[str, tuple[Badge, ...]],
    notes: Mapping[str, str],
) -> tuple[Box, ...]:
    return tuple(
        box_of(
            keys[name],
            node,
            tree,
            own_exits=pairs.get((name, name), ()),
            note=notes.get(name, ""),
            badges=badges.get(node.name) or badges.get(name, ()),
            brief=_brief(tree),
        )
        for name, node in nodes.items()
    )


def _ways_in(tree: Tree, keys: Mapping[str, str], ends: _Ends) -> list[Arrow]:
    """An arrow for every number that is dialled, or for the one unnamed way in."""
    arrows = []
    for entry in tree.entries:
        number = clean(entry.number or (tree.number if len(tree.entries) == 1 else ""))
        about = f"calls to {number} begin here" if number else "calls begin here"
        start = ends.add("entry", cut(number, _NUMBER_COLUMNS) or "call", about)
        arrows.append(Arrow(start, keys.get(entry.node) or _missing(entry.node, ends), None, ()))
    return arrows


def _arrows(tree: Tree, nodes: Mapping[str, Node], keys: Mapping[str, str], pairs: _Pairs, ends: _Ends) -> list[Arrow]:
    """One arrow for each pair of nodes, but for the caller's own repeats, which stand in the box."""
    language = tree.languages[0] if tree.languages else ""
    arrows = []
    for (source, target), edges in pairs.items():
        if not stays(edges):
            words = words_of(nodes[source], edges, language, brief=_brief(tree))
            arrows.append(Arrow(keys[source], _end(target, keys, ends), _strongest(edges), words))
    return arrows


def _end(target: str | Nowhere, keys: Mapping[str, str], ends: _Ends) -> str:
    if target is Nowhere.DROPPED:
        return ends.add("dropped", "call dropped", "the platform ends the call here")
    if isinstance(target, Nowhere):
        return ends.add("unread", "not readable", "this exit could not be read")
    return keys.get(target) or _missing(target, ends)


def _missing(name: str, ends: _Ends) -> str:
    return ends.add("missing", cut(name, _NAME_COLUMNS), f"no node is called {clean(name)}")


def _strongest(edges: Sequence[Edge]) -> Owner:
    owners = {edge.owner for edge in edges}
    return next(owner for owner in (Owner.CALLER, Owner.PASSIVE, Owner.SYSTEM) if owner in owners)
