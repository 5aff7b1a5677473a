"""Good trees out of good parts: whatever is put together, the recommended policy has nothing to complain of."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from composing import COMPOSED, SECTORS, TAGS, composed

from ivraudit.auditing import Audit
from ivraudit.commands.common import policies, run
from ivraudit.model import Finding, Severity, Tree

NUMBERS = range(COMPOSED)
DIGEST = "import composing, zlib; print([zlib.crc32(composing.composed(one).encode()) for one in range(48)])"


def file(number: int) -> str:
    """What the tree of a number is called."""
    return f"tree-{number:02}.yaml"


@pytest.fixture(scope="module")
def audit(tmp_path_factory: pytest.TempPathFactory) -> Audit:
    """The audit of all composed trees, in one run."""
    folder = tmp_path_factory.mktemp("composed")
    for number in NUMBERS:
        (folder / file(number)).write_text(composed(number), encoding="utf-8")
    return run([str(folder)], policies=policies(None, True), dated="2026-06-01").audit


def of(number: int, findings: tuple[Finding, ...]) -> list[str]:
    """The errors and warnings in the tree of a number."""
    here = (one for one in findings if Path(one.position.file).name == file(number))
    return [f"{one.position.line}: {one.rule}: {one.message}" for one in here if one.severity > Severity.INFO]


@pytest.mark.parametrize("number", NUMBERS)
def test_there_is_nothing_to_complain_of(number: int, audit: Audit) -> None:
    assert of(number, audit.findings) == []


def test_all_of_them_were_judged(audit: Audit) -> None:
    assert [Path(tree.file).name for tree in audit.trees] == [file(number) for number in NUMBERS]
    assert not audit.skipped
    assert not audit.unclaimed


def test_no_two_are_alike(audit: Audit) -> None:
    def shape(tree: Tree) -> tuple[tuple[str, ...], tuple[str, ...]]:
        return tuple(node.id for node in tree.nodes), tree.languages

    assert len({shape(tree) for tree in audit.trees}) >= 40
    assert {tree.sector for tree in audit.trees} == set(SECTORS)
    assert {tongue for tree in audit.trees for tongue in tree.languages} == set(TAGS.values())
    assert {len(tree.languages) for tree in audit.trees} == {1, 2, 3}
    assert sum(tree.recurring is True for tree in audit.trees) >= 10
    assert min(len(tree.nodes) for tree in audit.trees) >= 10


def test_a_number_means_the_same_tree_everywhere() -> None:
    found = set()
    for seed in ("0", "1"):
        done = subprocess.run(
            [sys.executable, "-c", DIGEST], cwd=Path(__file__).parent, env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True, check=True, text=True,
        )  # fmt: skip
        found.add(done.stdout)
    assert len(found) == 1
