"""Audit, and audit(trees, policy): the one place where rules are run."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from ivraudit.judging import Verdict, judge
from ivraudit.merging import agreed, distinct, fingerprint
from ivraudit.model import Acceptance, Finding, Known, Severity, Tree, TreeKind
from ivraudit.phone import CLOCKS
from ivraudit.policy import Policy
from ivraudit.rule import Rule
from ivraudit.waivers import RULE as STALE
from ivraudit.waivers import Accepted, Home, Looked, SortedOut, Stale, sort_out, waivers

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
        """The number of findings of that severity; TypeError for what is none, as a word is."""
        if severity not in tuple(Severity):
            raise TypeError(f"count takes a Severity, such as Severity.ERROR, not {severity!r}")
        return sum(1 for finding in self.findings if finding.severity == severity)

    @property
    def untold(self) -> tuple[Stale, ...]:
        """The stale acceptances of which no finding tells: the rule is off, or it is not certain."""
        found = (*self.findings, *self.baselined, *(one.finding for one in self.accepted))
        told = {(one.position, one.fact) for one in found if one.rule == STALE}
        return tuple(one for one in self.stale if (one.acceptance.at, one.fact) not in told)

    @property
    def worst(self) -> Severity | None:
        """The highest severity found; None when nothing was found."""
        return max((finding.severity for finding in self.findings), default=None)


def audit(
    judged: Iterable[tuple[Tree, Policy]], rules: Mapping[str, Rule], *, clocks: Sequence[str] = CLOCKS,
    dated: str = "", clock: Callable[[], float] | None = None, verdicts: Mapping[Tree, Verdict] | None = None,
    elsewhere: Callable[[Acceptance], bool] = lambda acceptance: False,
) -> Audit:  # fmt: skip
    """Return what the rules say of joined trees, each under its policy.

    `dated` is the day against which acceptances expire; without one nothing does. A rule that fails is a crash whose
    notes name the rule and the tree. With a `clock` (seconds, from any moment) each rule's share of the time is told.
    Trees that have a verdict already are not judged again.
    `elsewhere` says of a policy's acceptance whether it may hold for a tree that is not among these.
    """
    pairs = list(judged)
    findings: list[Finding] = []
    unchecked: list[Unchecked] = []
    seconds: dict[str, float] = {}
    skipped = [Skipped(tree.file, KINDS[tree.kind]) for tree, _ in pairs if tree.kind is not TreeKind.CALL]
    for tree, policy in pairs:
        verdict = (verdicts and verdicts.get(tree)) or judge(tree, policy, rules, clocks, clock)
        findings += verdict.findings
        unchecked += (Unchecked(rule, tree.name, tree.file, why) for rule, why in verdict.questions)
        for rule, taken in verdict.seconds.items():
            seconds[rule] = seconds.get(rule, 0.0) + taken
    findings = distinct(agreed(findings, [tree for tree, _ in pairs], rules))
    used = list({id(policy): policy for _, policy in pairs}.values())
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
                fingerprint=fingerprint(STALE, at.file, home.own, one.fact), cite=check.cite or None,
            ))  # fmt: skip
    return found
