"""Which findings somebody has accepted, and which acceptances hold nothing any more."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from fnmatch import fnmatchcase
from functools import cached_property
from typing import NamedTuple

from ivraudit.errors import nearest
from ivraudit.model import Acceptance, Finding, Tree, TreeKind
from ivraudit.policy import Policy
from ivraudit.rule import Rule

RULE = "stale-acceptance"
"""The rule that tells acceptances which hold nothing."""

Judged = Sequence[tuple[Tree, Policy]]


class Accepted(NamedTuple):
    """A finding that somebody has accepted, and the words they did it with."""

    finding: Finding
    acceptance: Acceptance


class Stale(NamedTuple):
    """An acceptance that matches nothing any more, or has expired."""

    acceptance: Acceptance
    why: str
    certain: bool = False
    """Whether it would have been seen if it held for anything: whether all that it may hold for was looked at."""

    @property
    def in_tree(self) -> bool:
        """Whether it is written in a tree, and not in a policy."""
        return self.acceptance.at.file == self.acceptance.tree

    @property
    def fact(self) -> str:
        """What tells it from others at its node, or in its policy."""
        one = self.acceptance
        return " ".join(filter(None, (one.rule, one.trigger) if self.in_tree else (one.rule, one.tree, one.node)))

    @property
    def message(self) -> str:
        """What is wrong, in a sentence, with the words that it was accepted with."""
        one = self.acceptance
        owner = f", {one.owner}" if one.owner else ""
        return f"the acceptance of {one.rule!r} is stale: {self.why} ({one.reason}{owner})"


class SortedOut(NamedTuple):
    """Findings that stand, findings that are accepted, acceptances that are stale."""

    findings: tuple[Finding, ...]
    accepted: tuple[Accepted, ...]
    stale: tuple[Stale, ...]


class Home(NamedTuple):
    """Where an acceptance is written."""

    policy: Policy
    """One that holds there."""
    tree: str = ""
    """The name of the tree; "" where it stands in a policy."""
    node: str = ""
    """What findings call the node."""
    own: str = ""
    """What its own file calls it."""


def waivers(judged: Judged) -> dict[Acceptance, Home]:
    """Return all acceptances of trees and of their policies, and where each is written."""
    found: dict[Acceptance, Home] = {}
    for tree, policy in judged:
        own = {one: node for piece in tree.pieces for one, node in piece.acceptances.items()}
        for one, node in tree.acceptances.items():
            found.setdefault(one, Home(policy, tree.name, node, own.get(one, node)))
    for policy in {id(policy): policy for _, policy in judged}.values():
        for one in policy.accepted:
            found.setdefault(one, Home(policy))
    return found


class Looked:
    """Where which rule has looked for all that it can find, and left nothing open; found out where somebody asks."""

    def __init__(
        self, judged: Judged, rules: Mapping[str, Rule], clocks: Sequence[str], unchecked: Iterable[tuple[str, str]],
        elsewhere: Callable[[Acceptance], bool],
    ) -> None:  # fmt: skip
        self._judged = judged
        self._asked = {name for name, rule in rules.items() if set(rule.clocks) <= set(clocks)}
        self._open = set(unchecked)
        self._elsewhere = elsewhere
        self._through: dict[str, set[str] | None] = {}

    def ran(self, rule: str) -> bool:
        """Say whether a rule was asked of any tree."""
        return self._seen(rule) is not None

    def everywhere(self, waiver: Acceptance) -> bool:
        """Say whether all that an acceptance may hold for was looked at by its rule."""
        files = [file for file in self._files if _of_tree(waiver, file)]
        if waiver.at.file != waiver.tree and (not waiver.tree or not files) and self._elsewhere(waiver):
            return False
        return (self._seen(waiver.rule) or set()).issuperset(files)

    @cached_property
    def _files(self) -> dict[str, None]:
        """All files, of trees and of their parts."""
        return {file: None for tree, _ in self._judged for file in (tree.file, *tree.parts)}

    def _seen(self, rule: str) -> set[str] | None:
        """The files that a rule has looked through; None where it was asked of no tree."""
        if rule not in self._through:
            trees = [
                tree for tree, policy in self._judged
                if rule in self._asked and tree.kind is TreeKind.CALL and policy.checks[rule].enabled
            ]  # fmt: skip
            whole = (one for one in trees if not one.unreadable and (rule, one.file) not in self._open)
            files = {file for tree in whole for file in (tree.file, *tree.parts)}
            self._through[rule] = files if trees else None
        return self._through[rule]


def sort_out(
    findings: Sequence[Finding], waivers: Iterable[Acceptance], rules: Mapping[str, object], dated: str, looked: Looked
) -> SortedOut:
    """Return the findings sorted by whether one of the waivers holds for them on that day ("" = no day is known).

    A waiver of a rule that was not asked is neither used nor stale.
    """
    valid: dict[str, list[Acceptance]] = {}
    stale = []
    for waiver in waivers:
        if waiver.rule not in rules:
            stale.append(Stale(waiver, f"there is no rule named {waiver.rule!r}{nearest(waiver.rule, rules)}", True))
        elif dated and waiver.until and waiver.until < dated:
            stale.append(Stale(waiver, f"it held until {waiver.until} only", True))
        else:
            valid.setdefault(waiver.rule, []).append(waiver)
    standing, accepted, used = [], [], set()
    for finding in findings:
        covering = [one for one in valid.get(finding.rule, ()) if _covers(one, finding)]
        if covering:
            accepted.append(Accepted(finding, covering[0]))
            used.update(covering)
        else:
            standing.append(finding)
    unused = [one for rule, ones in valid.items() if looked.ran(rule) for one in ones if one not in used]
    stale += [Stale(one, "nothing is found there any more", looked.everywhere(one)) for one in unused]
    stale.sort(key=lambda one: (one.acceptance.at, one.acceptance.rule))
    return SortedOut(tuple(standing), tuple(accepted), tuple(stale))


def _covers(waiver: Acceptance, finding: Finding) -> bool:
    if waiver.tree and not _of_tree(waiver, finding.position.file):
        return False
    if waiver.node and waiver.node not in (finding.node, finding.node.rpartition("/")[2]):
        return False
    return not waiver.trigger or waiver.trigger == finding.fact


def _of_tree(waiver: Acceptance, file: str) -> bool:
    """Whether a waiver may hold for a file."""
    named = f"/{file}".endswith(f"/{waiver.tree}")  # as it stands there: a name may look like a pattern
    return not waiver.tree or named or fnmatchcase(file, waiver.tree) or fnmatchcase(file, f"*/{waiver.tree}")
