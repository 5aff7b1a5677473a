"""What is to be drawn of a tree: boxes, arrows and marks, in one order, before anybody chooses a format for it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from ivraudit.model import Edge, Finding, Node, Nowhere, Owner, Severity, Tree
from ivraudit.writers.drawing.boxes import Badge, Box, area_of, box_of
from ivraudit.writers.drawing.changes import Changes
from ivraudit.writers.drawing.exits import Words, is_retry, words_of
from ivraudit.writers.drawing.hubs import Pair, first_ways, hubs
from ivraudit.writers.drawing.letters import clean, cut, wrap
from ivraudit.writers.drawing.parts import parts
from ivraudit.writers.drawing.style import WHOLE, Style
from ivraudit.writers.drawing.times import Times

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
    state: str | None = None
    """What has become of the exits (changes.py); None where nobody asked."""


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
    """The names of the nodes that so many lead to that these exits are told in the boxes."""
    parts: Mapping[str, int]
    """Of a large tree: for the key of each box and mark the number of the part that it is in; else empty."""
    style: Style = WHOLE
    times: Times | None = None
    """Where the time of a call goes, if the boxes are shaded by it."""
    changes: Changes | None = None
    """What has become of nodes and exits, if two versions are shown."""


@dataclass(slots=True)
class _Ends:
    """The marks made so far; one for each exit that leads nowhere, so that no line crosses the page to share one."""

    marks: list[Mark] = field(default_factory=list)

    def add(self, kind: str, text: str, about: str) -> str:
        self.marks.append(Mark(f"m{len(self.marks)}", kind, text, about))
        return self.marks[-1].key


@dataclass(frozen=True, slots=True)
class _Plan:
    """What is known of a tree before anything is drawn of it."""

    tree: Tree
    nodes: Mapping[str, Node]
    keys: Mapping[str, str]
    """A node's id -> its name in the output."""
    pairs: Mapping[Pair, Sequence[Edge]]
    hubs: frozenset[str]
    drawn: frozenset[Pair]
    """The exits to hubs that are drawn all the same."""
    heads: Mapping[str, str]
    """Of a large tree: a node's id -> the first node of the part that it is drawn in."""
    style: Style
    changes: Changes | None

    @property
    def in_parts(self) -> bool:
        return len(self.tree.nodes) > self.style.cut_above

    @property
    def brief(self) -> bool:
        return self.in_parts or self.style.compact

    def is_told(self, pair: Pair) -> bool:
        """Whether an exit is told in its box and not drawn: a caller's repeat, one to a hub or to another part."""
        source, target = pair
        if isinstance(target, Nowhere) or target not in self.nodes:
            return False
        if source == target:
            return all(edge.owner is Owner.CALLER for edge in self.pairs[pair])
        if target in self.hubs:
            return pair not in self.drawn
        return self.in_parts and self.heads[source] != self.heads[target]

    def called(self, source: str, target: str) -> str:
        """What a box calls the node that an exit leads to: in a compact picture, within a frame, without its area."""
        node = self.nodes[target]
        area = "" if self.in_parts or not self.style.compact else area_of(node, self.tree)
        beside = area == area_of(self.nodes[source], self.tree)
        return clean(node.name.removeprefix(f"{area}/") if area and beside else node.name)

    def words(self, pair: Pair) -> tuple[Words, ...]:
        language = self.tree.languages[0] if self.tree.languages else ""
        node, edges = self.nodes[pair[0]], self.pairs[pair]
        words = partial(words_of, node, language=language, brief=self.brief, compact=self.style.compact)
        return self.changes.words(edges, words) if self.changes else words(edges)


def picture(
    tree: Tree, findings: Sequence[Finding] = (), notes: Mapping[str, str] | None = None, style: Style = WHOLE,
    times: Times | None = None, changes: Changes | None = None,
) -> Picture:  # fmt: skip
    """The tree as boxes and arrows, in the order in which it was written; findings of other trees are left out.

    `notes` maps a node's id to a line of words that is written into its box; with `times` the boxes are shaded by the
    time that is spent there, with `changes` by what has become of them.
    """
    plan = _plan(tree, style, changes)
    badges = _badges(tree, findings)
    ends = _Ends()
    arrows = (*_ways_in(plan, ends), *_arrivals(plan, ends), *_arrows(plan, ends))
    return Picture(
        title=clean(tree.name) or clean(tree.file),
        summary=_summary(tree, badges, times, changes),
        boxes=_boxes(plan, badges, notes or {}, times),
        marks=tuple(ends.marks),
        arrows=arrows,
        loose=_loose(badges, tree.nodes),
        hubs=tuple(clean(node.name) for name, node in plan.nodes.items() if name in plan.hubs),
        parts=_numbers(plan, arrows) if plan.in_parts else {},
        style=style,
        times=times,
        changes=changes,
    )


def _plan(tree: Tree, style: Style, changes: Changes | None) -> _Plan:
    nodes = {node.id: node for node in tree.nodes}
    keys = {name: f"n{number}" for number, name in enumerate(nodes)}
    pairs: dict[Pair, list[Edge]] = {}
    for edge in tree.edges:
        if edge.source in nodes and not is_retry(edge):
            pairs.setdefault((edge.source, edge.target), []).append(edge)
    told = hubs(pairs, style.hub_above)
    starts = [entry.node for entry in tree.entries]
    exits: dict[str, list[str]] = {}
    for source, target in pairs:
        if isinstance(target, str) and target not in told:
            exits.setdefault(source, []).append(target)
    drawn = (
        first_ways(pairs, starts, {name: nodes[name] for name in told if name in nodes})
        if style.compact
        else frozenset()
    )
    return _Plan(tree, nodes, keys, pairs, told, drawn, parts(tuple(nodes), exits, starts), style, changes)


def _numbers(plan: _Plan, arrows: Iterable[Arrow]) -> dict[str, int]:
    """The parts by number, in the order in which a walk finds them; a mark is in the part of the box it touches."""
    order = {head: number for number, head in enumerate(dict.fromkeys(plan.heads.values()))}
    numbers = {plan.keys[name]: order[head] for name, head in plan.heads.items()}
    for arrow in arrows:
        number = numbers.get(arrow.source, numbers.get(arrow.target, 0))
        numbers.setdefault(arrow.source, number)
        numbers.setdefault(arrow.target, number)
    return numbers


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


def _summary(
    tree: Tree, badges: Mapping[str, tuple[Badge, ...]], times: Times | None, changes: Changes | None
) -> str:  # fmt: skip
    parts = changes.about(tree) if changes else [_count(len(tree.nodes), "node")]
    for severity in sorted(Severity, reverse=True):
        found = sum(badge.times for some in badges.values() for badge in some if badge.severity is severity)
        if found:
            parts.append(f"{found:,} info" if severity is Severity.INFO else _count(found, str(severity)))
    lasts = f"; an average call lasts {times.mean:.0f} s ({clean(times.under)})" if times else ""
    return ", ".join(parts) + lasts


def _count(number: int, thing: str) -> str:
    return f"{number:,} {thing}" + ("" if number == 1 else "s")


def _boxes(
    plan: _Plan, badges: Mapping[str, tuple[Badge, ...]], notes: Mapping[str, str], times: Times | None
) -> tuple[Box, ...]:  # fmt: skip
    told = _told(plan)
    return tuple(
        box_of(
            plan.keys[name],
            node,
            plan.tree,
            told=told.get(name, ()),
            note=notes.get(name, "") or (times.about(name) if times else ""),
            badges=badges.get(node.name) or badges.get(name, ()),
            style=plan.style,
            in_parts=plan.in_parts,
            shade=times.shade(name) if times else None,
            state=plan.changes.node(name) if plan.changes else None,
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
            line = f"again on {exits}" if source == target else f"{exits} → {plan.called(source, target)}"
            told[source] = (*told.get(source, ()), *wrap(line, plan.style.told_columns, plan.style.told_lines))
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
    for pair in plan.pairs if plan.in_parts else ():
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
            state = plan.changes.arrow(edges) if plan.changes else None
            yield Arrow(plan.keys[pair[0]], end, _strongest(edges), plan.words(pair), state)


def _end(target: str | Nowhere, keys: Mapping[str, str], ends: _Ends) -> str:
    if target is Nowhere.DROPPED:
        return ends.add("dropped", "call dropped", "the platform ends the call here")
    if isinstance(target, Nowhere):
        return ends.add("unread", "not readable", "this exit could not be read")
    return keys.get(target) or ends.add("missing", cut(target, _NAME_COLUMNS), f"no node is called {clean(target)}")


def _strongest(edges: Sequence[Edge]) -> Owner:
    owners = {edge.owner for edge in edges}
    return next(owner for owner in (Owner.CALLER, Owner.PASSIVE, Owner.SYSTEM) if owner in owners)
