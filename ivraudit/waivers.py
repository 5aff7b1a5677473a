"""Which findings somebody has accepted, and which acceptances hold nothing any more."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fnmatch import fnmatchcase
from typing import NamedTuple

from ivraudit.errors import nearest
from ivraudit.model import Acceptance, Finding


class Accepted(NamedTuple):
    """A finding that somebody has accepted, and the words they did it with."""

    finding: Finding
    acceptance: Acceptance


class Stale(NamedTuple):
    """An acceptance that matches nothing any more, or has expired."""

    acceptance: Acceptance
    why: str


class SortedOut(NamedTuple):
    """Findings that stand, findings that are accepted, acceptances that are stale."""

    findings: tuple[Finding, ...]
    accepted: tuple[Accepted, ...]
    stale: tuple[Stale, ...]


def sort_out(
    findings: Sequence[Finding], waivers: Iterable[Acceptance], rules: Mapping[str, object], dated: str
) -> SortedOut:
    """Return the findings sorted by whether one of the waivers holds for them on that day ("" = no day is known)."""
    valid: dict[str, list[Acceptance]] = {}
    stale = []
    for waiver in waivers:
        if waiver.rule not in rules:
            stale.append(Stale(waiver, f"there is no rule named {waiver.rule!r}{nearest(waiver.rule, rules)}"))
        elif dated and waiver.until and waiver.until < dated:
            stale.append(Stale(waiver, f"it held until {waiver.until} only"))
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
    unused = [one for ones in valid.values() for one in ones if one not in used]
    stale += [Stale(one, "nothing is found there any more") for one in unused]
    stale.sort(key=lambda one: (one.acceptance.at, one.acceptance.rule))
    return SortedOut(tuple(standing), tuple(accepted), tuple(stale))


def _covers(waiver: Acceptance, finding: Finding) -> bool:
    file = finding.position.file
    if waiver.tree and not (fnmatchcase(file, waiver.tree) or fnmatchcase(file, f"*/{waiver.tree}")):
        return False
    if waiver.node and waiver.node not in (finding.node, finding.node.rpartition("/")[2]):
        return False
    return not waiver.trigger or waiver.trigger == finding.fact
