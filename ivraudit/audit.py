"""Audit, and audit(trees, policy): the one place where rules are run."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from ivraudit.merging import agreed, distinct, fingerprint
from ivraudit.model import (
    Acceptance,
    Edge,
    Entry,
    Finding,
    Hit,
    Known,
    Node,
    NotChecked,
    Position,
    Severity,
    Tree,
    TreeKind,
    Trouble,
)  # fmt: skip
from ivraudit.phone import CLOCKS, Phone
from ivraudit.policy import Check, Policy
from ivraudit.rule import Rule
from ivraudit.tagging import tagged
from ivraudit.waivers import RULE as STALE
from ivraudit.waivers import Accepted, Home, Looked, SortedOut, Stale, sort_out, waivers

DOCUMENT = frozenset({"unreadable"})
"""The rules that still have something to say of a file of which nothing could be used."""

KINDS = {
    TreeKind.HOLD: "a hold flow: nobody chooses in it",
    TreeKind.WHISPER: "a whisper flow: the caller does not hear it",
    TreeKind.GUIDE: "an agent's guide: no caller is in it",
    TreeKind.MESSAGE: "a flow of written messages: nobody calls it",
    TreeKind.OUTBOUND: "a flow for calls that are made to people: nobody dials it",
}
"""Why a flow that is no phone tree is not judged as one."""


class Unchecked(NamedTuple):
    """A question that a tree leaves open, and why."""

    rule: str
    tree: str
    file: str
    why: str


class Skipped(NamedTuple):
    """A file or flow that was read but not judged, and why."""

    file: str
    why: str


@dataclass(frozen=True, slots=True)
class Audit:
    """All that is known after the rules have run; the only thing that a writer ever sees."""

    trees: tuple[Tree, ...]
    """The joined trees, in the order of their files."""
    findings: tuple[Finding, ...] = ()
    """In the order of their positions, then rules."""
    accepted: tuple[Accepted, ...] = ()
    stale: tuple[Stale, ...] = ()
    not_checked: tuple[Unchecked, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    policies: tuple[str, ...] = ()
    """The policy files that were used."""
    packs: tuple[str, ...] = ("recommended",)
    advice: Mapping[str, str] = field(default_factory=dict)
    """A rule's id -> what the policy advises where it strikes."""
    texts: Mapping[str, str] = field(default_factory=dict)
    """A file's name -> its text, for showing the guilty line."""
    unclaimed: tuple[str, ...] = ()
    """Files in a named folder that no reader knows."""
    dated: str = ""
    """The day that the audit is of, `YYYY-MM-DD`; "" where none is known."""
    rules: Mapping[str, Rule] = field(default_factory=dict)
    """The rules that some policy asks for, by id, in the order of the catalogue."""
    compared: str = ""
    """What the audit was compared with: a baseline's file, or a commit; "" where it was not, and all findings count."""
    baselined: tuple[Finding, ...] = ()
    """Findings that were there before; those in `findings` are new."""
    gone: tuple[Known, ...] = ()
    """Findings that were there before and are no more."""
    seconds: Mapping[str, float] = field(default_factory=dict)
    """What each rule that ran has taken, questions that it asked first included; empty unless it was asked for."""

    def showing(self, texts: Mapping[str, str], unclaimed: Sequence[str] = ()) -> Audit:
        """Return the same audit with the texts of its files, and the files that nobody could read."""
        return replace(self, texts=texts, unclaimed=tuple(unclaimed))

    def count(self, severity: Severity) -> int:
        """The number of findings of that severity."""
        return sum(1 for finding in self.findings if finding.severity is severity)

    @property
    def worst(self) -> Severity | None:
        """The highest severity found; None when nothing was found."""
        return max((finding.severity for finding in self.findings), default=None)


def audit(
    judged: Iterable[tuple[Tree, Policy]], rules: Mapping[str, Rule], *, clocks: Sequence[str] = CLOCKS,
    dated: str = "", clock: Callable[[], float] | None = None,
    elsewhere: Callable[[Acceptance], bool] = lambda acceptance: False,
) -> Audit:  # fmt: skip
    """Return what the rules say of joined trees, each under its policy.

    `dated` is the day against which acceptances expire; without one nothing does. A rule that fails is a crash whose
    notes name the rule and the tree. With a `clock` (seconds, from any moment) each rule's share of the time is told.
    `elsewhere` says of a policy's acceptance whether it may hold for a tree that is not among these.
    """
    pairs = list(judged)
    findings: list[Finding] = []
    unchecked: list[Unchecked] = []
    seconds: dict[str, float] = {}
    skipped = [Skipped(tree.file, KINDS[tree.kind]) for tree, _ in pairs if tree.kind is not TreeKind.CALL]
    for tree, policy in pairs:
        if tree.kind is TreeKind.CALL:
            found, open_questions = _judge(tree, policy, rules, clocks, _Timer(clock, seconds))
            findings += found
            unchecked += open_questions
    findings = distinct(agreed(findings, [tree for tree, _ in pairs], rules))
    policies = list(dict.fromkeys(id(policy) for _, policy in pairs))
    used = [next(policy for _, policy in pairs if id(policy) == number) for number in policies]
    held = waivers(pairs)
    looked = Looked(pairs, rules, clocks, [(one.rule, one.file) for one in unchecked], elsewhere)
    sorted_out = _sorted_out(findings, held, rules, dated, looked)
    if not dated and any(one.until for one in held):
        unchecked.append(Unchecked("accept", "", "", "no date is known, so no acceptance expires (--dated today)"))
    return Audit(
        trees=tuple(tree for tree, _ in pairs), findings=sorted_out.findings, accepted=sorted_out.accepted,
        stale=sorted_out.stale, not_checked=tuple(dict.fromkeys(unchecked)), skipped=tuple(skipped),
        policies=tuple(dict.fromkeys(file for policy in used for file in policy.files)),
        packs=tuple(dict.fromkeys(pack for policy in used for pack in policy.packs)),
        advice={rule: text for policy in used for rule, text in policy.advice.items()},
        dated=dated, seconds=seconds,
        rules={name: rule for name, rule in rules.items() if any(policy.checks[name].enabled for policy in used)},
    )  # fmt: skip


def _sorted_out(
    findings: Sequence[Finding], held: Mapping[Acceptance, Home], rules: Mapping[str, Rule], dated: str, looked: Looked
) -> SortedOut:
    """What stands, what is accepted, and what is accepted in vain; the last is a finding, and may be accepted too."""
    first = sort_out(findings, [one for one in held if one.rule != STALE], rules, dated, looked)
    told = _stale(first.stale, held, rules)
    second = sort_out(told, [one for one in held if one.rule == STALE], rules, dated, looked)
    standing = (*first.findings, *second.findings, *_stale(second.stale, held, rules))
    accepted, stale = (*first.accepted, *second.accepted), (*first.stale, *second.stale)
    return SortedOut(tuple(distinct(standing)), accepted, stale)


def _stale(stale: Sequence[Stale], held: Mapping[Acceptance, Home], rules: Mapping[str, Rule]) -> list[Finding]:
    """The findings of the acceptances that certainly hold nothing, where the policy asks for them."""
    found = []
    for one in stale:
        home, at = held[one.acceptance], one.acceptance.at
        rule, check = rules.get(STALE), home.policy.checks.get(STALE)
        if rule is not None and check is not None and check.enabled and one.certain:
            found.append(Finding(
                rule=STALE, category=rule.category, sins=rule.sins, severity=check.severity or rule.severity,
                message=one.message, position=at, tree=home.tree, node=home.node, fact=one.fact, profiles=(),
                fingerprint=fingerprint(STALE, at.file, home.node, one.fact), cite=check.cite or None,
            ))  # fmt: skip
    return found


def _judge(
    tree: Tree, policy: Policy, rules: Mapping[str, Rule], clocks: Sequence[str], timer: _Timer
) -> tuple[list[Finding], list[Unchecked]]:
    phone = Phone(tagged(tree, policy.goals), policy.assumptions)
    findings: list[Finding] = []
    unchecked = [Unchecked("join", tree.name, tree.file, why) for why in tree.not_checked]
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
        unchecked += [Unchecked(rule.id, tree.name, tree.file, why) for why in hits.open_questions]
    return findings, unchecked


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


class _Hits:
    """What one rule says of one tree: hits in one place are one finding that lists its profiles."""

    def __init__(self, rule: Rule, check: Check, phone: Phone) -> None:
        self._rule = rule
        self._check = check
        self._phone = phone
        self._found: dict[tuple[Position, str], tuple[Hit, str, str, dict[str, None]]] = {}
        self.open_questions: dict[str, None] = {}

    def add(self, hit: Hit | NotChecked, profiles: Sequence[str]) -> None:
        """Take what the rule yields in profiles that make no difference."""
        if isinstance(hit, NotChecked):
            self.open_questions[hit.why] = None
            return
        node, fact = self._place(hit.where)
        key = hit.where.at, fact
        known = self._found.get(key)
        holds = known[3] if known else {}
        if known is None or self._severity(hit) > self._severity(known[0]):
            self._found[key] = hit, node, fact, holds
        holds.update(dict.fromkeys(profiles))

    def findings(self) -> list[Finding]:
        """Return all that was found, as findings."""
        return [self._finding(*found) for found in self._found.values()]

    def _finding(self, hit: Hit, node: str, fact: str, profiles: Iterable[str]) -> Finding:
        rule = self._rule
        return Finding(
            rule=rule.id, category=rule.category, sins=rule.sins, severity=self._severity(hit), message=hit.message,
            position=hit.where.at, tree=self._phone.tree.name, node=node, fact=fact, profiles=tuple(profiles),
            fingerprint=fingerprint(rule.id, hit.where.at.file, node, fact), silence_only=hit.silence_only,
            journey=hit.journey, also=hit.also, cite=self._check.cite or None,
        )  # fmt: skip

    def _severity(self, hit: Hit) -> Severity:
        return self._check.severity or hit.severity or self._rule.severity

    def _place(self, where: Node | Edge | Entry | Trouble) -> tuple[str, str]:
        """The name of the guilty node, and the exit or field that is guilty."""
        if isinstance(where, Node):
            return where.name, ""
        if isinstance(where, Edge):
            return self._phone.node(self._phone.wiring.vertices[where.source]).name, where.trigger
        if isinstance(where, Entry):
            return "", "start"
        return where.node or "", where.fact
