"""Exports of other systems, made by us: each gives the findings that stand in the file `NAME.expect` beside it.

A line is `LINE:COLUMN RULE SEVERITY`, or `FILE:LINE:COLUMN RULE SEVERITY` where NAME is a folder of several files.
What is not named must not be found.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from ivraudit.api import read
from ivraudit.catalog import all_readers
from ivraudit.testing import judge

FOREIGN = Path(__file__).parent.parent / "trees" / "foreign"
EXPECTED = sorted(FOREIGN.rglob("*.expect"))
LEAST = 3
"""So many exports there are of each format."""


def exported(expect: Path) -> Path:
    """The file or folder that the expectations are of."""
    (found,) = (path for path in expect.parent.iterdir() if path != expect and expect.stem in (path.stem, path.name))
    return found


@pytest.mark.parametrize("expect", EXPECTED, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_every_export_gives_its_findings(expect: Path) -> None:
    path = exported(expect)
    assert {tree.reader for tree in read(path)} == {expect.parent.name}
    assert judge(path) == []


@pytest.mark.parametrize("reader", [name for name in all_readers() if name != "yaml"])
def test_there_are_exports_of_every_format(reader: str) -> None:
    assert len([path for path in EXPECTED if path.parent.name == reader]) >= LEAST
