"""The audit sorted by phone line: to each tree its findings, acceptances and open questions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from ivraudit.auditing import KINDS, Audit, Unchecked
from ivraudit.model import Finding, Severity, Tree
from ivraudit.waivers import Accepted, Stale
from ivraudit.writers.reporting.phrases import shown


@dataclass(slots=True)
class Sheet:
    """A tree and all that the audit says of it."""

    number: int
    """Its place in the report, from 1."""
    tree: Tree
    findings: list[Finding] = field(default_factory=list)
    accepted: list[Accepted] = field(default_factory=list)
    stale: list[Stale] = field(default_factory=list)
    unchecked: list[Unchecked] = field(default_factory=list)
    shared: int = 0
    """Findings in its files that are listed under another tree, which shares the file."""

    @property
    def skipped(self) -> str:
        """Why it is not judged; "" if it is."""
        return KINDS.get(self.tree.kind, "")

    @property
    def name(self) -> str:
        """What the report calls it: its name, else its file, fit for a heading."""
        return shown(self.tree.name, 80) or shown(self.tree.file, 80) or f"Phone line {self.number}"

    @property
    def worst(self) -> Severity | None:
        """The highest severity found in it; None when nothing was found."""
        return max((one.severity for one in self.findings), default=None)

    def count(self, severity: Severity) -> int:
        """The number of its findings of that severity."""
        return sum(1 for one in self.findings if one.severity is severity)

    @property
    def files(self) -> tuple[str, ...]:
        """The files it is written in, its own first."""
        return tuple(dict.fromkeys((self.tree.file, *self.tree.parts)))


class _Desk:
    """Knows to which sheet a thing belongs: by the tree's name and a file of it, else by either."""

    def __init__(self, sheets: Sequence[Sheet]) -> None:
        self._places: dict[tuple[str, str], Sheet] = {}
        for sheet in sheets:
            for file in (*sheet.files, ""):
                self._places.setdefault((sheet.tree.name, file), sheet)
        for sheet in sheets:
            for file in sheet.files:
                self._places.setdefault(("", file), sheet)

    def of(self, tree: str, file: str) -> Sheet | None:
        """The sheet of a thing that says its tree's name and a file; None where no tree is concerned."""
        keys = [(tree, file), ("", file), *([(tree, "")] if tree else [])]
        return next((self._places[key] for key in keys if key in self._places), None)


def sheets(audit: Audit) -> tuple[Sheet, ...]:
    """Return one sheet a tree, in the order of the audit."""
    made = tuple(Sheet(number, tree) for number, tree in enumerate(audit.trees, 1))
    desk = _Desk(made)
    for finding in audit.findings:
        if home := desk.of(finding.tree, finding.position.file):
            home.findings.append(finding)
    for accepted in audit.accepted:
        if home := desk.of(accepted.finding.tree, accepted.finding.position.file):
            home.accepted.append(accepted)
    for stale in audit.stale:
        if home := desk.of("", stale.acceptance.at.file):
            home.stale.append(stale)
    for question in audit.not_checked:
        if home := desk.of(question.tree, question.file):
            home.unchecked.append(question)
    _count_shared(made, audit.findings)
    return made


def _count_shared(made: Iterable[Sheet], findings: Iterable[Finding]) -> None:
    everywhere = Counter(one.position.file for one in findings)
    for sheet in made:
        listed_here = Counter(one.position.file for one in sheet.findings)
        sheet.shared = sum(everywhere[file] - listed_here[file] for file in sheet.files)
