"""The trees of the showroom: the good ones are silent, and every finding in the others stands where they expect it.

How a tree says what is to be found in it: a comment `# expect: RULE` at the end of the guilty line; several rules
with commas between them (a rule named twice must strike twice), and behind a rule, where it matters, its severity:
`# expect: human-lockout info, no-human`. A file that cannot hold comments has a sibling `NAME.expect` with lines
`LINE:COLUMN RULE`. The files of trees/bad/RULE are judged by that rule alone: `near-miss-*` expect nothing, `part-*`
are what others of the folder link to, and the rest are bad cases.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest
from click.testing import CliRunner

from ivraudit.api import choose
from ivraudit.catalog import all_rules
from ivraudit.cli import group
from ivraudit.commands.common import policies, run
from ivraudit.model import Finding

TREES = Path(__file__).parent.parent / "trees"
BAD, GOOD, STORIES = TREES / "bad", sorted((TREES / "good").glob("*.yaml")), sorted((TREES / "stories").glob("*.yaml"))
CASES = sorted(BAD.glob("*/*.yaml"))
COMMENT = re.compile(r"# expect: (.*)$")
SEVERITIES = ("error", "warning", "info")

Expected = Counter[tuple[int, str, str]]
"""How many findings of a rule and a severity ("" where the tree does not say) there are at a line."""


def case(path: Path) -> str:
    """What a test calls a tree."""
    return f"{path.parent.name}/{path.stem}"


def expected(path: Path) -> Expected:
    """What a tree says is to be found in it."""
    beside = path.with_suffix(".expect")
    if beside.exists():
        places = (line.split() for line in beside.read_text(encoding="utf-8").splitlines())
        return Counter((int(place.partition(":")[0]), rule, "") for place, rule in places)
    lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    comments = ((number, COMMENT.search(line)) for number, line in enumerate(lines, 1))
    return Counter((number, *named(words)) for number, said in comments if said for words in said[1].split(","))


def named(words: str) -> tuple[str, str]:
    """A rule and its severity, as a comment names them."""
    rule, _, severity = words.strip().partition(" ")
    assert rule in all_rules(), f"no rule is named {rule!r}"
    assert severity in ("", *SEVERITIES), f"no severity is named {severity!r}"
    return rule, severity


def found(findings: list[Finding], wanted: Expected) -> Expected:
    """What was found, with its severity only where the tree names one too."""
    spoken = {(line, rule) for line, rule, severity in wanted if severity}
    places = ((one.position.line, one.rule, str(one.severity)) for one in findings)
    return Counter((line, rule, severity if (line, rule) in spoken else "") for line, rule, severity in places)


@cache
def of_folder(folder: Path) -> tuple[Finding, ...]:
    """All that the rule of a folder finds in its files."""
    files = [str(path) for path in sorted(folder.glob("*.yaml"))]
    done = run(files, policies=policies(None, True), dated="2026-06-01", chosen=choose([folder.name], []))
    return done.audit.findings


@pytest.mark.parametrize("path", CASES, ids=case)
def test_bad_trees(path: Path) -> None:
    here = [one for one in of_folder(path.parent) if one.position.file == path.as_posix()]
    assert {one.rule for one in here} <= {path.parent.name}
    wanted = expected(path)
    assert found(here, wanted) == wanted, "\n".join(f"{one.position.line}: {one.message}" for one in here)


@pytest.mark.parametrize("path", sorted(BAD.glob("*/*.expect")), ids=case)
def test_columns(path: Path) -> None:
    tree = path.with_suffix(".yaml").as_posix()
    here = [one.position for one in of_folder(path.parent) if one.position.file == tree]
    assert [f"{at.line}:{at.column} {path.parent.name}" for at in here] == path.read_text().splitlines()


@pytest.mark.parametrize("path", STORIES, ids=case)
def test_stories(path: Path) -> None:
    done = run([str(path)], policies=policies(None, True), dated="2026-06-01")
    wanted = expected(path)
    assert wanted, "a story without a fault is none"
    assert found(list(done.audit.findings), wanted) == wanted


@pytest.mark.parametrize("path", GOOD, ids=case)
def test_good_trees(path: Path) -> None:
    done = run([str(path)], policies=policies(None, True), dated="2026-06-01")
    assert [f"{one.position.line}: {one.rule}: {one.message}" for one in done.audit.findings] == []
    assert not done.audit.accepted


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
            assert bool(expected(path)) == (path in bad)
        assert {rule for _, rule, _ in expected(path)} <= {rule}


def test_every_folder_is_a_rule() -> None:
    assert {path.parent.name for path in CASES} <= set(all_rules())
