"""A format of `check`: how often each rule has found something."""

from __future__ import annotations

from collections import Counter

from ivraudit import Audit

NAME = "tally"


def write(audit: Audit) -> str:
    """Return one line for each rule that has found something, the commonest first."""
    counted = Counter(finding.rule for finding in audit.findings)
    return "".join(f"{count:>6} {rule}\n" for rule, count in sorted(counted.items(), key=lambda one: (-one[1], one[0])))
