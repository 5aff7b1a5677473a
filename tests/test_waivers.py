"""Acceptances: who holds what, and when one that holds nothing is a finding."""

from __future__ import annotations

from pathlib import Path

import pytest
from running import Said

ACME = """\
ivraudit: 1
name: "Acme"
start: main
recurring: false
nodes:
  main:
    type: menu
    prompt: "How can we help?"
    options:
      1: {{label: "Billing", to: billing{exit}}}
      0: {{label: "A person", to: agent}}
    noinput: {{attempts: 3, to: agent}}
    nomatch: {{attempts: 3, to: agent}}
  billing: {{type: say, prompt: "Your bill is in the post."{node}}}
  agent: {{type: agent}}
"""
MENDED = ", next: agent"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to be in."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "trees").mkdir()
    return tmp_path


def acme(node: str = "", exit: str = "") -> None:
    """Write the tree with more at its dead end, or at the exit that leads there."""
    Path("trees/acme.yaml").write_text(ACME.format(node=node, exit=exit))


def check(*arguments: str) -> Said:
    """A run of all rules."""
    return Said("check", "--format", "json", *arguments)


def told(said: Said) -> list[str]:
    """The findings: place, rule, and of stale acceptances why."""
    return [
        f"{one['file']}:{one['line']}:{one['column']} {one['rule']} {one['message'].partition('stale: ')[2]}".strip()
        for one in said.content["findings"]
    ]


def test_a_reason_an_owner_and_a_day(folder: Path) -> None:
    acme(', accept: {dead-end: {reason: "until spring", owner: "Ann", until: 2027-03-31}}')
    held = check("--dated", "2027-03-31").content
    (accepted,) = held["accepted"]
    assert (held["findings"], held["stale"]) == ([], [])
    assert accepted["acceptance"] == {
        "rule": "dead-end", "tree": "trees/acme.yaml", "node": "billing", "reason": "until spring", "owner": "Ann",
        "until": "2027-03-31", "file": "trees/acme.yaml", "line": 14,
    }  # fmt: skip
    expired = check("--dated", "2027-04-01")
    assert told(expired) == [
        "trees/acme.yaml:14:3 dead-end",
        "trees/acme.yaml:14:70 stale-acceptance it held until 2027-03-31 only (until spring, Ann)",
    ]
    assert [one["why"] for one in expired.content["stale"]] == ["it held until 2027-03-31 only"]
    (_, stale) = expired.content["findings"]
    facts = [stale[name] for name in ("tree", "node", "severity", "category")]
    assert facts == ["Acme", "billing", "warning", "document"]


def test_in_the_tree(folder: Path) -> None:
    acme(f'{MENDED}, accept: {{dead-end: "old"}}', ', accept: {skipped-key: "older"}')
    assert told(check()) == [
        "trees/acme.yaml:10:51 stale-acceptance nothing is found there any more (older)",
        "trees/acme.yaml:14:83 stale-acceptance nothing is found there any more (old)",
    ]
    assert told(check("--ignore", "dead-end")) == told(check())[:1]
    assert told(check("--select", "human")) == []
    assert told(check("--clock", "closed")) == told(check())[1:]  # a dead end is one at every hour


POLICY = """\
accept:
  - {rule: dead-end, tree: trees/acme.yaml, reason: "one"}
  - {rule: dead-end, tree: trees/gone.yaml, reason: "two"}
  - {rule: dead-end, reason: "three"}
"""


@pytest.mark.parametrize(
    ("arguments", "lines"),
    [
        ([], [2, 3, 4]), (["trees"], [2, 3, 4]), (["."], [2, 3, 4]), (["trees/acme.yaml"], [2]), (["trees/deep"], []),
        (["trees/deep", "trees/acme.yaml"], [2]), (["trees", "--select", "no-human"], []),
    ],
)  # fmt: skip
def test_in_the_policy_only_what_was_looked_at(folder: Path, arguments: list[str], lines: list[int]) -> None:
    acme(MENDED)
    Path("trees/deep").mkdir()
    Path("trees/deep/other.yaml").write_text(Path("trees/acme.yaml").read_text())
    Path(".ivraudit.yaml").write_text(POLICY)
    said = check(*arguments).content["findings"]
    assert [(one["file"], one["rule"], one["line"]) for one in said] == [
        (".ivraudit.yaml", "stale-acceptance", line) for line in lines
    ]


@pytest.mark.parametrize(("tree", "file", "held"), [
    ("a[1].yaml", "trees/a[1].yaml", True), ("trees/a[1].yaml", "trees/a[1].yaml", True),
    ("a[1].yaml", "trees/a1.yaml", True), ("a[[]1].yaml", "trees/a[1].yaml", True),
    ("a*.yaml", "trees/a[1].yaml", True), ("a[1].yaml", "trees/aa[1].yaml", False),
    ("[1].yaml", "trees/a[1].yaml", False),
])  # fmt: skip
def test_a_file_is_named_as_it_is_or_by_a_pattern(folder: Path, tree: str, file: str, held: bool) -> None:
    Path(file).write_text(ACME.format(node="", exit=""))
    Path(".ivraudit.yaml").write_text(f'accept: [{{rule: dead-end, tree: "{tree}", reason: "old"}}]')
    said = check().content
    assert [len(said[name]) for name in ("accepted", "findings", "stale")] == ([1, 0, 0] if held else [0, 2, 1])


def test_a_tree_that_is_there_and_was_not_named_is_left_alone(folder: Path) -> None:
    acme(MENDED)
    Path("legacy").mkdir()
    Path("legacy/old.yaml").write_text(ACME.format(node="", exit=""))
    Path(".ivraudit.yaml").write_text('accept: [{rule: dead-end, tree: legacy/old.yaml, reason: "old"}]')
    assert told(check()) == told(check(".")) == []
    assert len(check(".").content["accepted"]) == 1


def test_the_guilty_line_of_a_policy_is_shown(folder: Path) -> None:
    acme(MENDED)
    Path(".ivraudit.yaml").write_text('accept:\n  - {rule: dead-end, node: billing, reason: "old", owner: "Ann"}\n')
    assert Said("check").out == (
        ".ivraudit.yaml:2:5: warning[stale-acceptance] the acceptance of 'dead-end' is stale: "
        "nothing is found there any more (old, Ann)\n"
        '    2 |   - {rule: dead-end, node: billing, reason: "old", owner: "Ann"}\n'
        f"      |     {'^' * 60}\n\n"
        "0 errors, 1 warning, 0 infos in 1 tree of 3 nodes\n1 stale\n"
    )


@pytest.mark.parametrize(("check_", "found"), [("off", []), ("error", ["error"]), ("{severity: info}", ["info"])])
def test_the_policy_says_how_bad_it_is(folder: Path, check_: str, found: list[str]) -> None:
    acme(f'{MENDED}, accept: {{dead-end: "old"}}')
    Path(".ivraudit.yaml").write_text(f"checks: {{stale-acceptance: {check_}}}")
    said = check()
    assert [one["severity"] for one in said.content["findings"]] == found
    assert len(said.content["stale"]) == 1


def test_it_may_be_accepted_itself(folder: Path) -> None:
    acme(f'{MENDED}, accept: {{dead-end: "old", stale-acceptance: "we tidy up in May"}}')
    said = check().content
    assert said["findings"] == []
    assert [(one["rule"], one["acceptance"]["reason"]) for one in said["accepted"]] == [
        ("stale-acceptance", "we tidy up in May")
    ]
    acme(f'{MENDED}, accept: {{stale-acceptance: "we tidy up in May"}}')
    assert told(check()) == [
        "trees/acme.yaml:14:83 stale-acceptance nothing is found there any more (we tidy up in May)"
    ]
