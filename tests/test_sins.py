"""The sins: each is committed in a story and found there by a rule that names it, and can be asked for by its name."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import pytest
from click.testing import CliRunner

from ivraudit.api import choose
from ivraudit.catalog import all_rules
from ivraudit.cli import group
from ivraudit.commands.common import policies, run
from ivraudit.model import Finding
from ivraudit.rule import SINS

STORIES = Path(__file__).parent.parent / "trees" / "stories"
TOLD = dict.fromkeys(SINS, "seven-sins") | {"aol": "aol-2006", "comcast": "comcast-hold"}
"""The story that each sin is told in."""


@cache
def found(story: str) -> tuple[Finding, ...]:
    """All that the rules find in a story."""
    done = run([str(STORIES / f"{story}.yaml")], policies=policies(None, True), dated="2026-06-01")
    return done.audit.findings


def guilty(sin: str) -> set[str]:
    """The rules that name a sin."""
    return {name for name, rule in all_rules().items() if sin in rule.sins}


@pytest.mark.parametrize("sin", SINS)
def test_its_story_commits_it(sin: str) -> None:
    rules = {one.rule for one in found(TOLD[sin])} & guilty(sin)
    assert rules, f"nothing in {TOLD[sin]} is found by a rule that names {sin}"
    assert all(sin in one.sins for one in found(TOLD[sin]) if one.rule in rules)


@pytest.mark.parametrize("sin", SINS)
def test_it_can_be_selected(sin: str) -> None:
    story = str(STORIES / f"{TOLD[sin]}.yaml")
    result = CliRunner().invoke(group, ["check", story, "--no-policy", "--select", sin, "--format", "json"])
    said = json.loads(result.output.partition("\nexit ")[0])
    assert {one["rule"] for one in said["findings"]} == {one.rule for one in found(TOLD[sin]) if sin in one.sins}
    assert result.exit_code == int(said["summary"]["error"] > 0)


@pytest.mark.parametrize("sin", SINS)
def test_selecting_it_turns_on_no_other_rule(sin: str) -> None:
    chosen = choose([sin], [])
    assert {name for name in all_rules() if chosen(name, True)} == guilty(sin)
    assert {name for name in all_rules() if choose([], [sin])(name, True)} == set(all_rules()) - guilty(sin)


@pytest.mark.parametrize("sin", SINS)
def test_the_rules_against_it_are_listed(sin: str) -> None:
    result = CliRunner().invoke(group, ["rules", "--sin", sin, "--format", "json"])
    assert result.exit_code == 0
    assert {one["id"] for one in json.loads(result.output)} == guilty(sin)
    listed = CliRunner().invoke(group, ["rules", "--sin", sin]).output
    assert {line.split()[0] for line in listed.splitlines() if line.startswith("  ")} == guilty(sin)


def test_the_seven_are_the_first_of_the_sins() -> None:
    assert [sin for sin in SINS if TOLD[sin] == "seven-sins"] == list(SINS[:7])
