"""What is to be drawn of a tree: boxes, arrows and marks, in one order, before anybody chooses a format for it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from ivraudit.model import Edge, Finding, Node, NodeType, Nowhere, Owner, Severity, Tree
from ivraudit.writers.drawing.exits import Words, is_retry, said, words_of
from ivraudit.writers.drawing.letters import clean, cut, wrap

BRIEF_ABOVE = 400
"""Nodes above which prompts and options' labels are left out: nobody reads them at that size."""

_TITLE_COLUMNS, _PROMPT_COLUMNS = 26, 30
_TITLE_LINES, _PROMPT_LINES = 2, 3


@dataclass(frozen=True, slots=True)
class Badge:
    """A finding as it is written at its node."""

    severity: Severity
    rule: str
    times: int = 1

    def __str__(self) -> str:
        return f"{self.severity}: {self.rule}" + (f" ×{self.times}" if self.times > 1 else "")


@dataclass(frozen=True, slots=True)
class Box:
    """A node as it is drawn; `key` is its name in the output, `area` the file it stands in ("" = the tree's own)."""

    key: str
    node: Node
    title: tuple[str, ...]
    kind: str
    prompt: tuple[str, ...]
    badges: tuple[Badge, ...]
    note: str = ""
    area: str = ""

    @property
    def worst(self) -> Severity | None:
        """The highest severity found at the node; None when nothing was found."""
        return max((badge.severity for badge in self.badges), default=None)

    @property
    def about(self) -> str:
        """One line that says all of it, for a tooltip."""
        prompt = clean(said(self.node.prompt, ""))
        parts = [f"{clean(self.node.name)}: {self.kind}", *([prompt] if prompt else []), *map(str, self.badges)]
        return " - ".join(parts)


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
    brief: bool


@dataclass(slots=True)
class _Ends:
    """The marks made so far; one for each exit that leads nowhere, so that no line crosses the page to share one."""

    marks: list[Mark] = field(default_factory=list)

    def add(self, kind: str, text: str, about: str) -> str:
        self.marks.append(Mark(f"m{len(self.marks)}", kind, text, about))
        return self.marks[-1].key


def picture(tree: Tree, findings: Sequence[Finding] = (), notes: Mapping[str, str] | None = None) -> Picture:
    """The tree as boxes and arrows, in the order in which it was written; findings of other trees are left out.

    `notes` maps a node's id to a line of words that is written into its box.
    """
    brief = len(tree.nodes) > BRIEF_ABOVE
    language = tree.languages[0] if tree.languages else ""
    nodes = {node.id: node for node in tree.nodes}
    badges = _badges(tree, findings)
    keys = {name: f"n{number}" for number, name in enumerate(nodes)}
    boxes = tuple(
        _box(keys[name], node, tree, badges.get(node.name, ()), (notes or {}).get(name, ""), brief)
        for name, node in nodes.items()
    )
    ends = _Ends()
    arrows = [*_ways_in(tree, keys, ends), *_arrows(tree.edges, nodes, keys, ends, language, brief)]
    named = {node.name for node in tree.nodes}
    loose = tuple(badge for name, some in badges.items() if name not in named for badge in some)
    return Picture(
        clean(tree.name) or clean(tree.file), _summary(tree, badges), boxes, tuple(ends.marks), tuple(arrows), loose, brief
    )


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


def _summary(tree: Tree, badges: Mapping[str, tuple[Badge, ...]]) -> str:
    parts = [_count(len(tree.nodes), "node")]
    for severity in sorted(Severity, reverse=True):
        found = sum(badge.times for some in badges.values() for badge in some if badge.severity is severity)
        if found:
            parts.append(str(found) + " info" if severity is Severity.INFO else _count(found, str(severity)))
    return ", ".join(parts)


def _count(number: int, thing: str) -> str:
    return f"{number:,} {thing}" + ("" if number == 1 else "s")


def _box(key: str, node: Node, tree: Tree, badges: tuple[Badge, ...], note: str, brief: bool) -> Box:
    language = tree.languages[0] if tree.languages else ""
    area = _area(node, tree)
    own = node.name.removeprefix(f"{area}/") if area else node.name
    label = said(node.label, language)
    title = wrap(label or own, _TITLE_COLUMNS, _TITLE_LINES) or ("?",)
    kind = " · ".join([node.type.value, *([cut(own, _TITLE_COLUMNS)] if label else []), *_facts(node)])
    prompt = () if brief else wrap(said(node.prompt, language), _PROMPT_COLUMNS, _PROMPT_LINES)
    return Box(key, node, title, kind, prompt, badges, cut(note, 2 * _PROMPT_COLUMNS), area)


def _area(node: Node, tree: Tree) -> str:
    """What the part of another file is called: what stands before the node's own id, else the file's stem."""
    if node.at.file == tree.file:
        return ""
    before, slash, _ = node.name.rpartition("/")
    return before if slash else PurePosixPath(node.at.file).stem


def _facts(node: Node) -> list[str]:
    """The few facts about a node that a designer looks for in a picture."""
    said_so = [
        "save offer" if node.offer else "",
        f"goal {cut(', '.join(node.goals), 20)}" if node.goals else "",
        f"team {cut(node.team, 16)}" if node.team else "",
        cut(node.number, 20) if node.type is NodeType.TRANSFER else "",
        _who_answers(node),
        cut(", ".join(node.collects), 24).replace("_", " "),
        _waits(node),
    ]
    return [fact for fact in said_so if fact]


def _who_answers(node: Node) -> str:
    if node.type is not NodeType.TRANSFER or node.human is None:
        return ""
    return "a person answers" if node.human else "a machine answers"


def _waits(node: Node) -> str:
    wait = node.wait
    seconds = None if wait is None else wait.declared if wait.declared is not None else wait.mean
    if seconds is None:
        return ""
    return f"{seconds / 60:.0f} min wait" if seconds >= 90 else f"{seconds:.0f} s wait"


def _ways_in(tree: Tree, keys: Mapping[str, str], ends: _Ends) -> list[Arrow]:
    """An arrow for every number that is dialled, or for the one unnamed way in."""
    arrows = []
    for entry in tree.entries:
        number = clean(entry.number or (tree.number if len(tree.entries) == 1 else ""))
        start = ends.add("entry", cut(number, 26) or "call", f"calls to {number} begin here" if number else "calls begin here")
        target = keys.get(entry.node) or _missing(entry.node, ends)
        arrows.append(Arrow(start, target, None, ()))
    return arrows


def _missing(name: str, ends: _Ends) -> str:
    return ends.add("missing", cut(name, 20), f"no node is called {clean(name)}")


def _arrows(
    edges: Iterable[Edge], nodes: Mapping[str, Node], keys: Mapping[str, str], ends: _Ends, language: str, brief: bool
) -> list[Arrow]:
    """One arrow for each pair of nodes, in the order of the first exit of each pair."""
    pairs: dict[tuple[str, str | Nowhere], list[Edge]] = {}
    for edge in edges:
        if not is_retry(edge) and edge.source in nodes:
            pairs.setdefault((edge.source, edge.target), []).append(edge)
    return [
        Arrow(keys[source], _end(target, keys, ends), _strongest(some), words_of(nodes[source], some, language, brief=brief))
        for (source, target), some in pairs.items()
    ]


def _end(target: str | Nowhere, keys: Mapping[str, str], ends: _Ends) -> str:
    if target is Nowhere.DROPPED:
        return ends.add("dropped", "call dropped", "the platform ends the call here")
    if isinstance(target, Nowhere):
        return ends.add("unread", "not readable", "this exit could not be read")
    return keys.get(target) or _missing(target, ends)


def _strongest(edges: Sequence[Edge]) -> Owner:
    owners = {edge.owner for edge in edges}
    return next(owner for owner in (Owner.CALLER, Owner.PASSIVE, Owner.SYSTEM) if owner in owners)
