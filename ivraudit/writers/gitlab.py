"""The audit as a Code Quality report, which GitLab shows in merge requests."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from ivraudit.auditing import Audit
from ivraudit.judging import DOCUMENT
from ivraudit.merging import fingerprint
from ivraudit.model import Finding, Position, Severity
from ivraudit.writers.places import path
from ivraudit.writers.wording import plain, sentences, stale, terms

SEVERITIES = {Severity.ERROR: "critical", Severity.WARNING: "major", Severity.INFO: "info"}
"""GitLab's words; `blocker` is a file of which nothing can be judged."""


def write(audit: Audit) -> str:
    """Return the audit as JSON; what is accepted, or a stale acceptance that no finding tells of, is an information."""
    return json.dumps(list(_issues(audit)), ensure_ascii=False, indent=1) + "\n"


def _issues(audit: Audit) -> Iterator[dict[str, Any]]:
    sentence = sentences(audit)
    for one in audit.findings:
        yield _issue(one.rule, sentence(one), _severity(one), one.fingerprint, one.position)
    for held in audit.accepted:
        words = f"accepted ({terms(held.acceptance)}): {sentence(held.finding)}"
        yield _issue(held.finding.rule, words, "info", held.finding.fingerprint, held.finding.position)
    seen: dict[str, int] = {}
    for lost in audit.untold:
        at, given = lost.acceptance.at, lost.acceptance
        mark = fingerprint(f"stale {given.rule}", at.file, given.node, f"{given.tree} {given.trigger}")
        seen[mark] = seen.get(mark, 0) + 1
        mark = f"{mark}-{seen[mark]}" if seen[mark] > 1 else mark
        yield _issue(plain(given.rule), stale(lost), "info", mark, at)


def _severity(finding: Finding) -> str:
    return "blocker" if finding.rule in DOCUMENT else SEVERITIES[finding.severity]


def _issue(rule: str, description: str, severity: str, mark: str, at: Position) -> dict[str, Any]:
    lines = {"begin": at.line, "end": max(at.line, at.end_line)}
    return {
        "description": description, "check_name": rule, "fingerprint": mark, "severity": severity,
        "location": {"path": path(at.file), "lines": lines},
    }  # fmt: skip
