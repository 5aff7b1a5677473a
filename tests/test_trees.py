"""The trees of the showroom: the good ones are silent, and every finding in the others stands where they expect it.

How a tree says what is to be found in it: docs/extending.md, Expectations. The files of trees/bad/RULE are judged by
that rule alone: `near-miss-*` expect nothing of it, `part-*` are what others of the folder link to, and the rest are
bad cases.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from ivraudit import testing
from ivraudit.catalog import all_rules
from ivraudit.cli import group

TREES = Path(__file__).parent.parent / "trees"
BAD, GOOD, STORIES = TREES / "bad", sorted((TREES / "good").glob("*.yaml")), sorted((TREES / "stories").glob("*.yaml"))
CASES = sorted(BAD.glob("*/*.yaml"))
DATED = "2026-06-01"


def expected(path: Path) -> list[testing.Expectation]:
    """What a tree says is to be found in it."""
    beside = path.with_suffix(".expect")
    if beside.exists():
        return testing.expected_beside(beside.read_text(encoding="utf-8"), path.as_posix())
    return testing.expected(path.read_text(encoding="utf-8", errors="replace"), path.as_posix())


@pytest.mark.parametrize("rule", sorted({path.parent.name for path in CASES}))
def test_bad_trees(rule: str) -> None:
    assert testing.judge(BAD / rule, rules=[rule], dated=DATED) == []


@pytest.mark.parametrize("path", STORIES, ids=lambda path: path.stem)
def test_stories(path: Path) -> None:
    assert expected(path), "a story without a fault is none"
    assert testing.judge(path, dated=DATED) == []


@pytest.mark.parametrize("path", GOOD, ids=lambda path: path.stem)
def test_good_trees(path: Path) -> None:
    assert expected(path) == []
    assert testing.judge(path, dated=DATED) == []
    assert "accept:" not in path.read_text(encoding="utf-8")


def test_good_trees_pass_on_the_command_line() -> None:
    result = CliRunner().invoke(group, ["check", str(TREES / "good"), "--no-policy", "--fail-on", "info"])
    assert result.exit_code == 0, result.output


@pytest.mark.parametrize("rule", sorted(all_rules()))
def test_every_rule_has_its_trees(rule: str) -> None:
    trees = [path for path in CASES if path.parent.name == rule]
    near = [path for path in trees if path.stem.startswith("near-miss-")]
    bad = [path for path in trees if path not in near and not path.stem.startswith("part-")]
    assert len(bad) >= 2
    assert near
    for path in trees:
        if not path.stem.startswith("part-"):
            assert any(one.rule == rule for one in expected(path)) == (path in bad)
        assert {one.rule for one in expected(path)} <= {rule, *testing.READING}


def test_every_folder_is_a_rule() -> None:
    assert {path.parent.name for path in CASES} <= set(all_rules())
