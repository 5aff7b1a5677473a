"""Two audits -> Comparison: which findings are new, gone and kept, and what became of the nodes of each tree."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple, TypeVar

from ivraudit.auditing import Audit
from ivraudit.content import EXIT, FIELDS, Contents, digest, plain
from ivraudit.matching import Matching, match, paired
from ivraudit.model import Edge, Finding, Known, Node, Nowhere, Position, Tree

O = TypeVar("O")  # noqa: E741 - old
N = TypeVar("N")
Place = tuple[str | Position, str]
"""A node by where it is defined, else by its file, and by what that file calls it."""


@dataclass(frozen=True, slots=True)
class NodeChange:
    """A node that is in both versions, and is not the same."""

    old: Node
    new: Node
    fields: tuple[str, ...]
    """Those of its fields that differ, such as `prompt`."""
    exits: tuple[str, ...]
    """The triggers of its exits that came, went, lead elsewhere or say something else."""


@dataclass(frozen=True, slots=True)
class TreeChange:
    """Two versions of a tree; None where it was not, or is not any more."""

    old: Tree | None
    new: Tree | None
    added: tuple[Node, ...] = ()
    removed: tuple[Node, ...] = ()
    renamed: tuple[tuple[Node, Node], ...] = ()
    changed: tuple[NodeChange, ...] = ()


@dataclass(frozen=True, slots=True)
class Comparison:
    """What has become of an audit."""

    old: Audit
    new: Audit
    findings: tuple[Finding, ...]
    """Those of the new audit that the old one does not have."""
    gone: tuple[Finding, ...]
    """Those of the old audit that the new one does not have."""
    kept: tuple[tuple[Finding, Finding], ...]
    """Those that both have, the old one first, in the order of the new audit."""
    trees: tuple[TreeChange, ...]


def compare(old: Audit, new: Audit, *, alone: bool = False) -> Comparison:
    """Return what is new, gone and kept in `new`; renamed nodes, moved files and other lines make nothing new.

    If `alone`, the only tree on either side is the same whatever has become of it.
    """
    pairs = paired(old.trees, new.trees, alone=alone)
    both = [(one, other, match(one, other)) for one, other in pairs if one and other]
    kept = _kept(old, new, both)
    known = {id(finding) for pair in kept for finding in pair}
    changes = [
        *(_tree(one, other, matching) for one, other, matching in both),
        *(TreeChange(one, other, other.nodes if other else (), one.nodes if one else ())
          for one, other in pairs if not (one and other)),
    ]  # fmt: skip
    return Comparison(
        old, new, tuple(one for one in new.findings if id(one) not in known),
        tuple(one for one in old.findings if id(one) not in known), tuple(kept), tuple(changes),
    )  # fmt: skip


def since(comparison: Comparison, name: str, gone: Callable[[Finding], bool] = lambda finding: True) -> Audit:
    """Return the new audit with only its new findings; what the old one of that name has too counts as known.

    `gone` says which of the findings that the new audit does not have are worth telling.
    """
    return replace(
        comparison.new, findings=comparison.findings, baselined=tuple(new for _, new in comparison.kept),
        gone=tuple(remembered(comparison.old, [one for one in comparison.gone if gone(one)])), compared=name,
    )  # fmt: skip


def remembered(audit: Audit, findings: Sequence[Finding]) -> list[Known]:
    """Return findings of an audit as they are remembered: with the digest of the guilty node's content."""
    if not findings:
        return []
    nodes = _nodes(audit.trees)
    homes: dict[Place, tuple[Contents, Node]] = {}
    files: dict[str, list[Contents]] = {}
    names: dict[str, str] = {}
    for tree in _pieces(audit.trees):
        contents = Contents(tree)
        files.setdefault(tree.file, []).append(contents)
        names.setdefault(tree.file, "" if tree.unreadable else tree.name)
        for node in tree.nodes:
            homes.setdefault(_place(node), (contents, node))
    guilty = dict.fromkeys(one.position.file for one in findings)
    wholes = {file: _whole(files[file]) for file in guilty if file in files}
    found = []
    for one in findings:
        file = one.position.file
        at_fault = nodes.get((file, one.node))
        name = at_fault.local if at_fault else one.node
        home = homes.get(_place(at_fault)) if at_fault else None
        content = home[0].whole(home[1]) if home else digest(names.get(file) or one.message)
        found.append(Known(
            one.fingerprint, one.rule, file, one.tree, one.node, one.fact, content, one.message,
            own="" if name == one.node else name, whole=wholes.get(file, ""),
        ))  # fmt: skip
    return found


def _whole(trees: Sequence[Contents]) -> str:
    """What all trees of a file say; "" where that of one of them is not known."""
    told = [tree.all() for tree in trees]
    return digest(repr(sorted(told))) if all(told) else ""


def _pieces(trees: Iterable[Tree]) -> list[Tree]:
    """The trees as they were written, each once, however many others lead to it."""
    found: dict[tuple[str, str, Position], Tree] = {}
    for tree in trees:
        for one in tree.pieces or (tree,):
            found.setdefault((one.file, one.name, one.at), one)
    return list(found.values())


def _place(node: Node) -> Place:
    return node.at, node.local


def _nodes(trees: Sequence[Tree]) -> dict[tuple[str, str], Node]:
    """The nodes by their files and what findings call them; what reading found calls them as their own files do."""
    found = {(node.at.file, node.name): node for tree in reversed(trees) for node in reversed(tree.nodes)}
    for tree in trees:
        for node in tree.nodes if tree.pieces else ():
            found.setdefault((node.at.file, node.local), node)
    return found


def steady(audit: Audit, called: Audit) -> list[Finding]:
    """Return for each finding of an audit the same one of an audit of the trees in the order of calls (ordering.py).

    Where a rule tells one of several guilty nodes, that is the same one however the file is sorted.
    """
    left = dict(enumerate(audit.findings))
    right = dict(enumerate([*called.findings, *(one.finding for one in called.accepted)]))
    found = {id(one): other for one, other in pair(left, right, _exactly, _exactly)}
    by_node: dict[tuple[str, str, str], list[int]] = {}
    for number, other in right.items():
        for node in _about(other):
            by_node.setdefault((other.rule, other.tree, node), []).append(number)
    for one in left.values():
        shared = Counter(
            number for node in _about(one) for number in by_node.get((one.rule, one.tree, node), ()) if number in right
        )
        if shared:
            best = max(shared, key=lambda number: (shared[number], -number))
            found[id(one)] = right.pop(best)
    return [found.get(id(one), one) for one in audit.findings]


def _exactly(finding: Finding) -> tuple[str, Position, str, str]:
    return finding.rule, finding.position, finding.tree, finding.fact


def _about(finding: Finding) -> dict[str, None]:
    """The nodes that a finding names: the guilty one, those beside it, and those of the call."""
    beside = [note.node for note in finding.also if note.node]
    return dict.fromkeys([finding.node, *beside, *(step.node for step in finding.journey)])


def pair(
    old: dict[int, O], new: dict[int, N], old_key: Callable[[O], Hashable], new_key: Callable[[N], Hashable]
) -> list[tuple[O, N]]:
    """Take those out of both that have the same key, first with first, and return them; the key None is no key."""
    waiting: dict[Hashable, deque[int]] = {}
    for number, other in new.items():
        waiting.setdefault(new_key(other), deque()).append(number)
    waiting.pop(None, None)
    found = []
    for number, one in list(old.items()):
        same = waiting.get(old_key(one))
        if same:
            found.append((old.pop(number), new.pop(same.popleft())))
    return found


def print_of(fingerprint: str) -> str:
    """Return a fingerprint without the number that tells it from its twins."""
    return fingerprint.partition("-")[0]


class _Spot(NamedTuple):
    """Where a finding stands, in the words of the new trees."""

    place: Place
    named: tuple[str, str]
    """The file, and what it calls the node."""


Sign = Callable[[Finding, _Spot], Hashable]
_SIGNS: tuple[Sign, ...] = (
    lambda one, spot: (spot.place, one.message), lambda _, spot: spot.place, lambda _, spot: spot.named,
)  # fmt: skip
"""What makes two findings of a rule the same; last the name, for what is said of the first node, whichever it is."""


def _kept(
    old: Audit, new: Audit, trees: Sequence[tuple[Tree, Tree, Matching]]
) -> list[tuple[Finding, Finding]]:
    """The findings of both audits: in the same place, else in the place that has another name now."""
    left, right = dict(enumerate(old.findings)), dict(enumerate(new.findings))
    order = {id(finding): number for number, finding in enumerate(new.findings)}
    then, now = _then(old, (*_apart(old, new), *trees)), _now(new)
    found = []
    for sign in _SIGNS:
        found += pair(left, right, _key(sign, then), _key(sign, now))
    return sorted(found, key=lambda both: order[id(both[1])])


def _key(sign: Sign, spots: Mapping[int, _Spot]) -> Callable[[Finding], Hashable]:
    return lambda one: (one.rule, one.fact, sign(one, spots[id(one)]))


def _now(new: Audit) -> dict[int, _Spot]:
    """Where the new findings stand."""
    nodes, spots = _nodes(new.trees), {}
    for one in new.findings:
        file = one.position.file
        node = nodes.get((file, one.node))
        spots[id(one)] = _Spot(_place(node) if node else (file, one.node), (file, node.local if node else one.node))
    return spots


def _then(old: Audit, trees: Iterable[tuple[Tree, Tree, Matching]]) -> dict[int, _Spot]:
    """Where the old findings would stand now."""
    nodes, spots = _nodes(old.trees), {}
    moved: dict[Place, Node] = {}
    files: dict[str, str] = {}
    for one, other, matching in trees:
        files.setdefault(one.file, other.file)
        for before, after in matching.pairs:
            moved.setdefault(_place(before), after)
            files.setdefault(before.at.file, after.at.file)
    for finding in old.findings:
        file = finding.position.file
        node = nodes.get((file, finding.node))
        same = moved.get(_place(node)) if node else None
        named = files.get(file, file), node.local if node else finding.node
        spots[id(finding)] = _Spot(_place(same) if same else named, named)
    return spots


def _apart(old: Audit, new: Audit) -> list[tuple[Tree, Tree, Matching]]:
    """The trees of both as they were written, where links join them: a link that came or went moves no node."""
    if not any(tree.pieces for tree in (*old.trees, *new.trees)):
        return []
    pairs = paired(_pieces(old.trees), _pieces(new.trees))
    return [(one, other, match(one, other)) for one, other in pairs if one and other]


def _tree(old: Tree, new: Tree, matching: Matching) -> TreeChange:
    """What became of a tree whose nodes are known again."""
    names = {one.id: f"gone: {one.id}" for one in matching.removed}
    names |= {one.id: other.id for one, other in matching.pairs}
    exits = Contents(old).exits, Contents(new).exits
    changed = []
    for one, other in matching.pairs:
        fields = tuple(name for name in FIELDS if not _same(getattr(one, name), getattr(other, name)))
        before = _exits(exits[0].get(one.id, ()), lambda id: names.get(id, id))
        after = _exits(exits[1].get(other.id, ()), lambda id: id)
        ways = tuple(way for way in dict.fromkeys((*before, *after)) if before.get(way) != after.get(way))
        if fields or ways:
            changed.append(NodeChange(one, other, fields, ways))
    renamed = tuple((one, other) for one, other in matching.pairs if one.name != other.name)
    return TreeChange(old, new, matching.added, matching.removed, renamed, tuple(changed))


def _same(one: object, other: object) -> bool:
    return one is other or one == other or plain(one) == plain(other)


def _exits(edges: Iterable[Edge], called: Callable[[str], str]) -> dict[str, list[object]]:
    """Per trigger: what its exits say and where they lead, by the name that the new tree has for it."""
    found: dict[str, list[object]] = {}
    for edge in edges:
        target = edge.target if isinstance(edge.target, Nowhere) else called(edge.target)
        found.setdefault(edge.trigger, []).append((target, [plain(getattr(edge, name)) for name in EXIT], edge.share))
    return found
