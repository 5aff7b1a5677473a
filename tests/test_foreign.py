"""Exports of other systems, made by us: each gives the findings that stand in the file `NAME.expect` beside it.

A line is `LINE:COLUMN RULE SEVERITY`, or `FILE:LINE:COLUMN RULE SEVERITY` where NAME is a folder of several files.
What is not named must not be found.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from ivraudit.audit import Audit, audit
from ivraudit.catalog import all_readers, all_rules
from ivraudit.gather import Policies, gather
from ivraudit.model import Finding

FOREIGN = Path(__file__).parent.parent / "trees" / "foreign"
EXPECTED = sorted(FOREIGN.rglob("*.expect"))
LEAST = 3
"""So many exports there are of each format."""


def exported(expect: Path) -> Path:
    """The file or folder that the expectations are of."""
    (found,) = (path for path in expect.parent.iterdir() if path != expect and expect.stem in (path.stem, path.name))
    return found


def audited(path: Path) -> Audit:
    """The audit of an export under the built-in policy."""
    policies = Policies(none=True)
    return audit([(tree, policies.of("")) for tree in gather([str(path)], policies).whole()], all_rules())


def said(one: Finding, path: Path) -> str:
    """A finding as the expectations write it."""
    at = one.position
    file = f"{Path(at.file).relative_to(path)}:" if path.is_dir() else ""
    return f"{file}{at.line}:{at.column} {one.rule} {one.severity}"


@pytest.mark.parametrize("expect", EXPECTED, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_every_export_gives_its_findings(expect: Path) -> None:
    path = exported(expect)
    done = audited(path)
    assert {tree.reader for tree in done.trees} == {expect.parent.name}
    assert sorted(said(one, path) for one in done.findings) == sorted(expect.read_text("utf-8").splitlines())


@pytest.mark.parametrize("reader", [name for name in all_readers() if name != "yaml"])
def test_there_are_exports_of_every_format(reader: str) -> None:
    assert len([path for path in EXPECTED if path.parent.name == reader]) >= LEAST
