"""What the rules say of one tree under one policy."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import NamedTuple

from ivraudit.merging import fingerprint
from ivraudit.model import (
    Edge,
    Entry,
    Finding,
    Hit,
    Node,
    NotChecked,
    Position,
    Severity,
    Tree,
    TreeKind,
    Trouble,
)  # fmt: skip
from ivraudit.phone import Phone
from ivraudit.policy import Check, Policy
from ivraudit.rule import Rule
from ivraudit.tagging import tagged

DOCUMENT = frozenset({"unreadable"})
"""The rules that still have something to say of a file of which nothing could be used."""
READING = (
    "ambiguous-key", "dangling-target", "duplicate-node", "invalid-value", "missing-field", "swallowed-text",
    "unknown-field", "unreadable",
)  # fmt: skip
"""The rules that tell the troubles that reading found: what is not read as it was meant proves nothing else."""


class Verdict(NamedTuple):
    """All that is to be known of one tree before trees are looked at together."""

    findings: tuple[Finding, ...]
    """In the order of the rules; nothing has been accepted yet."""
    questions: tuple[tuple[str, str], ...]
    """What was left open: a rule (or `join`), and why."""
    seconds: Mapping[str, float]
    """What each rule took, where a clock was at hand."""


def judge(
    tree: Tree, policy: Policy, rules: Mapping[str, Rule], clocks: Sequence[str],
    clock: Callable[[], float] | None = None,
) -> Verdict:  # fmt: skip
    """Return what the rules that a policy asks for say of a joined tree; what is no call has nothing to answer for.

    A rule that fails is a crash whose notes name the rule and the tree. With a `clock` (seconds, from any moment) each
    rule's share of the time is told.
    """
    if tree.kind is not TreeKind.CALL:
        return Verdict((), (), {})
    phone = Phone(tagged(tree, policy.goals), policy.assumptions)
    findings: list[Finding] = []
    questions = [("join", why) for why in tree.not_checked]
    timer = _Timer(clock, {})
    for rule in rules.values():
        check = policy.checks[rule.id]
        if not check.enabled or (tree.unreadable and rule.id not in DOCUMENT):
            continue
        hits = _Hits(rule, check, phone)
        try:
            with timer.running(rule.id):
                for view, profiles in _views(phone, rule, clocks):
                    for hit in rule.check(view, check.options):
                        hits.add(hit, profiles)
        except Exception as error:
            error.add_note(f"while the rule {rule.id!r} looked at the tree {tree.name!r} ({tree.file})")
            raise
        findings += hits.findings()
        questions += [(rule.id, why) for why in hits.open_questions]
    return Verdict(tuple(findings), tuple(questions), timer.seconds)


class _Timer(NamedTuple):
    """Adds up what each rule takes, where somebody has handed in a clock."""

    clock: Callable[[], float] | None
    seconds: dict[str, float]

    @contextmanager
    def running(self, rule: str) -> Iterator[None]:
        began = self.clock() if self.clock else 0.0
        yield
        if self.clock:
            self.seconds[rule] = self.seconds.get(rule, 0.0) + self.clock() - began


def _views(phone: Phone, rule: Rule, clocks: Sequence[str]) -> list[tuple[Phone, list[str]]]:
    """The profiles that a rule judges, those that make no difference together."""
    if not rule.clocks:
        return [(phone, [])]
    views: dict[tuple[int, str], tuple[Phone, list[str]]] = {}
    for profile in phone.profiles([clock for clock in rule.clocks if clock in clocks]):
        view = phone.under(profile)
        views.setdefault((id(view.board), profile.language), (view, []))[1].append(str(profile))
    return list(views.values())


class _Guilty(NamedTuple):
    """What is at fault."""

    node: str
    """What findings call the node."""
    own: str
    """What its own file calls it."""
    fact: str
    """The exit or field."""


class _Hits:
    """What one rule says of one tree: hits in one place are one finding that lists its profiles."""

    def __init__(self, rule: Rule, check: Check, phone: Phone) -> None:
        self._rule = rule
        self._check = check
        self._phone = phone
        self._found: dict[tuple[Position, str], tuple[Hit, _Guilty, dict[str, None]]] = {}
        self.open_questions: dict[str, None] = {}

    def add(self, hit: Hit | NotChecked, profiles: Sequence[str]) -> None:
        """Take what the rule yields in profiles that make no difference."""
        if isinstance(hit, NotChecked):
            self.open_questions[hit.why] = None
            return
        guilty = self._place(hit.where)
        key = hit.where.at, guilty.fact
        known = self._found.get(key)
        holds = known[2] if known else {}
        if known is None or self._severity(hit) > self._severity(known[0]):
            self._found[key] = hit, guilty, holds
        holds.update(dict.fromkeys(profiles))

    def findings(self) -> list[Finding]:
        """Return all that was found, as findings."""
        return [self._finding(*found) for found in self._found.values()]

    def _finding(self, hit: Hit, guilty: _Guilty, profiles: Iterable[str]) -> Finding:
        rule = self._rule
        return Finding(
            rule=rule.id, category=rule.category, sins=rule.sins, severity=self._severity(hit), message=hit.message,
            position=hit.where.at, tree=self._phone.tree.name, node=guilty.node, fact=guilty.fact,
            profiles=tuple(profiles), fingerprint=fingerprint(rule.id, hit.where.at.file, guilty.own, guilty.fact),
            silence_only=hit.silence_only, journey=hit.journey, also=hit.also, cite=self._check.cite or None,
        )  # fmt: skip

    def _severity(self, hit: Hit) -> Severity:
        return self._check.severity or hit.severity or self._rule.severity

    def _place(self, where: Node | Edge | Entry | Trouble) -> _Guilty:
        if isinstance(where, Node):
            return _Guilty(where.name, where.local, "")
        if isinstance(where, Edge):
            node = self._phone.node(self._phone.wiring.vertices[where.source])
            return _Guilty(node.name, node.local, where.trigger)
        if isinstance(where, Entry):
            return _Guilty("", "", "start")
        return _Guilty(where.node or "", where.node or "", where.fact)
