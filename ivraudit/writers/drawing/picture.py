"""What is to be drawn of a tree: boxes, arrows and marks, in one order, before anybody chooses a format for it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from ivraudit.model import Edge, Finding, Node, Nowhere, Owner, Severity, Tree
from ivraudit.writers.drawing.boxes import Badge, Box, box_of
from ivraudit.writers.drawing.exits import Words, is_retry, words_of
from ivraudit.writers.drawing.letters import clean, cut
from ivraudit.writers.drawing.parts import parts

BRIEF_ABOVE = 400
"""Nodes above which a picture is cut into parts, and prompts and options' labels are left out."""

HUB_ABOVE = 24
"""Nodes that lead to the same one above which these exits are told in the boxes: so many arrows would hide the rest."""

_TOLD_COLUMNS = 34
_NUMBER_COLUMNS, _NAME_COLUMNS = 26, 20


@dataclass(frozen=True, slots=True)
class Mark:
    """Something that is no node but that an arrow touches: where a call comes in, is dropped, or leads nowhere."""

    key: str
    kind: str
    """`entry`, `from` (another part of a large picture), `dropped`, `missing` or `unread`."""
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
    hubs: tuple[str, ...]
    """The names of the nodes that so many lead to that no arrow is drawn to them."""
    parts: Mapping[str, int]
    """Of a large tree: for the key of each box and mark the number of the part that it is in; else empty."""


@dataclass(slots=True)
class _Ends:
    """The marks made so far; one for each exit that leads nowhere, so that no line crosses the page to share one."""

    marks: list[Mark] = field(default_factory=list)

    def add(self, kind: str, text: str, about: str) -> str:
        self.marks.append(Mark(f"m{len(self.marks)}", kind, text, about))
        return self.marks[-1].key


_Pair = tuple[str, str | Nowhere]


@dataclass(frozen=True, slots=True)
class _Plan:
    """What is known of a tree before anything is drawn of it."""

    tree: Tree
    nodes: Mapping[str, Node]
    keys: Mapping[str, str]
    """A node's id -> its name in the output."""
    pairs: Mapping[_Pair, Sequence[Edge]]
    hubs: frozenset[str]
    heads: Mapping[str, str]
    """Of a large tree: a node's id -> the first node of the part that it is drawn in."""

    @property
    def brief(self) -> bool:
        return len(self.tree.nodes) > BRIEF_ABOVE

    def is_told(self, pair: _Pair) -> bool:
        """Whether an exit is told in its box and not drawn: a caller's repeat, one to a hub or to another part."""
        source, target = pair
        if isinstance(target, Nowhere) or target not in self.nodes:
            return False
        if source == target:
            return all(edge.owner is Owner.CALLER for edge in self.pairs[pair])
        return target in self.hubs or (self.brief and self.heads[source] != self.heads[target])

    def words(self, pair: _Pair) -> tuple[Words, ...]:
        language = self.tree.languages[0] if self.tree.languages else ""
        return words_of(self.nodes[pair[0]], self.pairs[pair], language, brief=self.brief)


def picture(tree: Tree, findings: Sequence[Finding] = (), notes: Mapping[str, str] | None = None) -> Picture:
    """The tree as boxes and arrows, in the order in which it was written; findings of other trees are left out.

    `notes` maps a node's id to a line of words that is written into its box.
    """
    plan = _plan(tree)
    badges = _badges(tree, findings)
    ends = _Ends()
    arrows = (*_ways_in(plan, ends), *_arrivals(plan, ends), *_arrows(plan, ends))
    return Picture(
        title=clean(tree.name) or clean(tree.file),
        summary=_summary(tree, badges),
        boxes=_boxes(plan, badges, notes or {}),
        marks=tuple(ends.marks),
        arrows=arrows,
        loose=_loose(badges, tree.nodes),
        hubs=tuple(clean(node.name) for name, node in plan.nodes.items() if name in plan.hubs),
        parts=_numbers(plan, arrows) if plan.brief else {},
    )


def _plan(tree: Tree) -> _Plan:
    nodes = {node.id: node for node in tree.nodes}
    keys = {name: f"n{number}" for number, name in enumerate(nodes)}
    pairs: dict[_Pair, list[Edge]] = {}
    for edge in tree.edges:
        if edge.source in nodes and not is_retry(edge):
            pairs.setdefault((edge.source, edge.target), []).append(edge)
    hubs = _hubs(pairs)
    exits: dict[str, list[str]] = {}
    for source, target in pairs:
        if isinstance(target, str) and target not in hubs:
            exits.setdefault(source, []).append(target)
    starts = [entry.node for entry in tree.entries]
    return _Plan(tree, nodes, keys, pairs, hubs, parts(tuple(nodes), exits, starts))


def _numbers(plan: _Plan, arrows: Iterable[Arrow]) -> dict[str, int]:
    """The parts by number, in the order in which a walk finds them; a mark is in the part of the box it touches."""
    order = {head: number for number, head in enumerate(dict.fromkeys(plan.heads.values()))}
    numbers = {plan.keys[name]: order[head] for name, head in plan.heads.items()}
    for arrow in arrows:
        number = numbers.get(arrow.source, numbers.get(arrow.target, 0))
        numbers.setdefault(arrow.source, number)
        numbers.setdefault(arrow.target, number)
    return numbers


def _hubs(pairs: Iterable[_Pair]) -> frozenset[str]:
    arrivals = Counter(target for source, target in pairs if isinstance(target, str) and source != target)
    return frozenset(target for target, number in arrivals.items() if number > HUB_ABOVE)


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


def _boxes(plan: _Plan, badges: Mapping[str, tuple[Badge, ...]], notes: Mapping[str, str]) -> tuple[Box, ...]:
    told = _told(plan)
    return tuple(
        box_of(
            plan.keys[name],
            node,
            plan.tree,
            told=told.get(name, ()),
            note=notes.get(name, ""),
            badges=badges.get(node.name) or badges.get(name, ()),
            brief=plan.brief,
        )
        for name, node in plan.nodes.items()
    )


def _told(plan: _Plan) -> dict[str, tuple[str, ...]]:
    """For each node the exits that get no arrow, in words."""
    told: dict[str, tuple[str, ...]] = {}
    for pair in plan.pairs:
        source, target = pair
        if isinstance(target, str) and plan.is_told(pair):
            exits = " · ".join(str(words) for words in plan.words(pair))
            line = f"again on {exits}" if source == target else f"{exits} → {clean(plan.nodes[target].name)}"
            told[source] = (*told.get(source, ()), cut(line, _TOLD_COLUMNS))
    return told


def _ways_in(plan: _Plan, ends: _Ends) -> Iterator[Arrow]:
    """An arrow for every number that is dialled, or for the one unnamed way in."""
    entries = plan.tree.entries
    for entry in entries:
        number = clean(entry.number or (plan.tree.number if len(entries) == 1 else ""))
        about = f"calls to {number} begin here" if number else "calls begin here"
        start = ends.add("entry", cut(number, _NUMBER_COLUMNS) or "call", about)
        yield Arrow(start, _end(entry.node, plan.keys, ends), None, ())


def _arrivals(plan: _Plan, ends: _Ends) -> Iterator[Arrow]:
    """An arrow to the first node of each part from a mark that names the node in another part that leads there."""
    begun = {*plan.hubs, *(entry.node for entry in plan.tree.entries)}
    for pair in plan.pairs if plan.brief else ():
        source, target = pair
        begins = target not in begun and plan.heads.get(str(target)) == target
        if isinstance(target, str) and begins and plan.heads[source] != target:
            begun.add(target)
            name = clean(plan.nodes[source].name)
            mark = ends.add("from", f"from {cut(name, _NAME_COLUMNS)}", f"this part goes on from {name}")
            yield Arrow(mark, plan.keys[target], _strongest(plan.pairs[pair]), plan.words(pair))


def _arrows(plan: _Plan, ends: _Ends) -> Iterator[Arrow]:
    """One arrow for each pair of nodes, but for what is told in the box."""
    for pair, edges in plan.pairs.items():
        if not plan.is_told(pair):
            end = _end(pair[1], plan.keys, ends)
            yield Arrow(plan.keys[pair[0]], end, _strongest(edges), plan.words(pair))


def _end(target: str | Nowhere, keys: Mapping[str, str], ends: _Ends) -> str:
    if target is Nowhere.DROPPED:
        return ends.add("dropped", "call dropped", "the platform ends the call here")
    if isinstance(target, Nowhere):
        return ends.add("unread", "not readable", "this exit could not be read")
    return keys.get(target) or ends.add("missing", cut(target, _NAME_COLUMNS), f"no node is called {clean(target)}")


def _strongest(edges: Sequence[Edge]) -> Owner:
    owners = {edge.owner for edge in edges}
    return next(owner for owner in (Owner.CALLER, Owner.PASSIVE, Owner.SYSTEM) if owner in owners)
