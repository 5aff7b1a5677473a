"""What is rare in an audit, in every format: findings of no tree, acceptances in vain, what was known, odd names."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from junitparser import JUnitXml

import ivraudit
from ivraudit.auditing import Audit, Skipped, Unchecked
from ivraudit.catalog import FORMATS, writer
from ivraudit.commands import common
from ivraudit.commands.common import policies
from ivraudit.model import Acceptance, Known, Position
from ivraudit.waivers import RULE, Accepted
from ivraudit.writers import github, text

TREE = """\
ivraudit: 1
name: Acme
start: main
recurring: false
nodes:
  main: {type: say, prompt: "Hello.", next: agent}
  agent: {type: agent}
"""
IN_TREE = TREE.replace(
    "{type: agent}", '{type: agent, accept: {dead-end: {reason: "old", owner: "ops", until: 2026-01-01}}}'
)
IN_POLICY = 'accept:\n  - {rule: no-human, reason: "old", until: 2026-01-01}\n'
OFF = f"checks: {{{RULE}: off}}\n"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty folder to be in."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("GITHUB_STEP_SUMMARY", raising=False)


def audited(content: str = TREE, policy: str = "") -> Audit:
    """The audit of one file, on a day when what held until January has expired."""
    Path("acme.yaml").write_text(content, encoding="utf-8")
    Path(".ivraudit.yaml").write_text(policy or "{}\n", encoding="utf-8")
    return common.run(["acme.yaml"], policies=policies(None, False), dated="2026-02-01").audit


def written(name: str, audit: Audit) -> str:
    """An audit in a format."""
    made = writer(name).write(audit)
    return made if isinstance(made, str) else made.decode()


def of_junit(document: str) -> list[str]:
    """The cases that fail, each with its suite, and those of acceptances."""
    suites = ElementTree.fromstring(document).findall("testsuite")
    cases = [(suite.get("name"), case) for suite in suites for case in suite.findall("testcase")]
    return [str(case.get("name")) for _, case in cases if case.find("failure") is not None or "(st" in str(case.attrib)]


# A stale acceptance is told once

TOLD: dict[str, Callable[[str], list[str]]] = {
    "text": lambda made: re.findall(r"^\S+: (?:\w+\[([a-z-]+)\]|stale)", made, re.MULTILINE),
    "json": lambda made: [one["rule"] for one in json.loads(made)["findings"]],
    "sarif": lambda made: [one["ruleId"] for one in json.loads(made)["runs"][0]["results"]],
    "junit": of_junit,
    "github": lambda made: re.findall(r"^::(?:error|warning|notice) .*,title=([^:]+)::", made, re.MULTILINE),
    "gitlab": lambda made: [one["check_name"] for one in json.loads(made)],
    "checkstyle": lambda made: re.findall(r'source="ivraudit\.([^"]+)"', made),
    "markdown": lambda made: re.findall(r"^- (?:\*\*\w+\*\* \[([a-z\\-]+)\]|`.* stale)", made, re.MULTILINE),
}
"""What a format tells as a finding or beside it: the rule, or what stands there for a stale acceptance."""
NOTE = {
    "text": [""], "json": [], "sarif": [], "junit": ["{} (stale acceptance, line {})"], "github": ["stale acceptance"],
    "gitlab": ["{}"], "checkstyle": ["{}.stale"], "markdown": [""],
}  # fmt: skip
"""What it tells of a stale acceptance where no finding does."""


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize(
    ("tree", "policy", "rule", "line"), [(IN_TREE, "", "dead-end", 7), (TREE, IN_POLICY, "no-human", 2)]
)
def test_a_stale_acceptance_is_told_once(name: str, tree: str, policy: str, rule: str, line: int) -> None:
    found = audited(tree, policy)
    assert TOLD[name](written(name, found)) == [RULE]
    known = replace(found, findings=(), baselined=found.findings, compared="HEAD")
    accepted = replace(found, findings=(), accepted=(Accepted(found.findings[0], found.stale[0].acceptance),))
    assert (found.untold, known.untold, accepted.untold) == ((), (), ())
    off = audited(tree, policy + OFF)
    assert off.untold == off.stale == found.stale
    assert TOLD[name](written(name, off)) == [one.format(rule, line) for one in NOTE[name]]


# What was known before

LOST = Known("0f", "dead-end", "acme.yaml", "Acme", "desk", "", "", "'desk' leads nowhere")


def test_known_and_gone_findings_are_counted() -> None:
    """In the words of text; GitLab and Checkstyle have no place for them."""
    audit = audited(TREE.replace(", next: agent", ""))
    found = replace(audit, findings=(), baselined=audit.findings, gone=(LOST,), compared="the baseline a_b.json")
    words = f"compared with the baseline a_b.json: {len(audit.findings)} known, 1 gone"
    extent = "1 tree of 2 nodes"
    assert written("text", found) == f"0 errors, 0 warnings, 0 infos in {extent}\n{words}\n"
    marked = words.replace("_", "\\_")
    page = f"<!-- ivraudit -->\n\n## ivraudit: nothing found\n\nIn {extent}; {marked}.\n"
    assert (written("markdown", found), github.summary(found)) == (page, page)
    assert written("github", found) == f"ivraudit: 0 errors, 0 warnings, 0 infos in {extent}; {words}\n"
    suites = ElementTree.fromstring(written("junit", found))
    assert suites[0].tag == "properties"
    assert [(one.get("name"), one.get("value")) for one in suites[0]] == [
        ("compared with", "the baseline a_b.json"), ("known", str(len(audit.findings))), ("gone", "1"),
    ]  # fmt: skip
    assert ElementTree.fromstring(written("junit", audit)).findall("properties") == []
    counted = JUnitXml.fromstring(written("junit", found).encode())
    assert [(counted.tests, counted.failures, counted.skipped), len(list(counted))] == [(1, 0, 0), 1]
    assert written("gitlab", found) == "[]\n"
    assert ElementTree.fromstring(written("checkstyle", found)).findall("*") == []


# What was accepted


def test_text_gives_the_terms_of_what_was_accepted() -> None:
    terms = '{reason: "old\\e[31m", owner: "ops", until: 2027-01-01}'
    found = audited(TREE.replace(", next: agent", f", accept: {{dead-end: {terms}}}"))
    told = [line for line in text.write(found, verbose=True).splitlines() if "accepted[" in line]
    assert told == ["acme.yaml:6:3: accepted[dead-end] old[31m, owner ops, until 2027-01-01"]
    assert "(accepted: old\\[31m, owner ops, until 2027-01-01)" in written("markdown", found)


# Names that try to steer


@pytest.mark.parametrize(
    ("file", "shown"),
    [
        ("a\x1b[31m.yaml", "a[31m.yaml"), ("a\u202e,b: 50%.yaml", "a%2Cb%3A 50%25.yaml"), ("a\x07%0A\x9bb", "a%250Ab"),
        ("a\r\n::error::b", "a  %3A%3Aerror%3A%3Ab"), ("a\udcffü.yaml", "a?ü.yaml"),
    ],
)  # fmt: skip
def test_a_file_name_steers_no_log(file: str, shown: str) -> None:
    found = desk(position=Position(file, 6, 3, 6, 7))
    first, *_ = written("github", found).splitlines()
    assert first.startswith(f"::error file={shown},line=6,endLine=6,col=3,endColumn=7,title=dead-end::'main' leads ")


@pytest.mark.parametrize(
    ("file", "first", "within"),
    [
        ("::stop-commands::x.yaml", "./::stop-commands::x.yaml", "::stop-commands::x.yaml"),
        (" ::error::boo.yaml", "./ ::error::boo.yaml", " ::error::boo.yaml"),
        ("##[error]x.yaml", "#\u200b#[error]x.yaml", "#\u200b#[error]x.yaml"),
        ("a ##[group]x.yaml", "a #\u200b#[group]x.yaml", "a #\u200b#[group]x.yaml"),
    ],
)
def test_a_file_name_in_text_is_no_order_to_a_runner(file: str, first: str, within: str) -> None:
    """A runner takes `::` at the beginning of a line, behind blanks too, and `##[` anywhere."""
    one = desk(position=Position(file, 2, 1, 2, 2), message=f"{file} is lost").findings[0]
    there = Audit(
        (), findings=(one._replace(journey=()),), texts={file: f"\n{file}"}, baselined=(one,),
        gone=(Known("", "dead-end", file, "", "", "", "", "lost"),), unclaimed=(file,),
        accepted=(Accepted(one, Acceptance("dead-end", "old", one.position)),),
        skipped=(Skipped(file, "no call"),), not_checked=(Unchecked("dead-end", "", file, f"see {file}"),),
    )  # fmt: skip
    assert text.write(there, verbose=True).split("\n\n")[:-1] == [
        f"{first}:2:1: error[dead-end] {within} is lost\n    2 | {within}\n      | ^",
        f"{first}:2:1: known[dead-end] {within} is lost",
        f"{first}: gone[dead-end] lost", f"{first}:2:1: accepted[dead-end] old", f"{first}: skipped, no call",
        f"{first}: not a phone tree", f"not checked: {within}: dead-end: see {within}",
    ]  # fmt: skip


@pytest.mark.parametrize("file", ["1. main menu.yaml", "- x.yaml", "+ x.yaml", "    x.yaml", "x_*y*.yaml"])
def test_a_file_name_in_a_folded_list_begins_no_other_list(file: str) -> None:
    asked = (Unchecked("dead-end", "", file, "a_b"), Unchecked("accept", "", "", "why"))
    made = written("markdown", Audit((), not_checked=asked))
    items = [line for line in made.splitlines() if line.startswith("- ")]
    assert items == [f"- `{file}` dead-end: a\\_b", "- accept: why"]


@pytest.mark.parametrize("name", FORMATS)
def test_a_file_name_that_is_no_utf8_is_written_the_same_everywhere(name: str) -> None:
    """Whole bytes of the file and of standard output, in UTF-8."""
    file = "caf\udce9.yaml"
    Path(file).write_text(TREE.replace(", next: agent", ""), encoding="utf-8")
    command = [sys.executable, "-m", "ivraudit", "check", file, "--no-policy", "-v", "--format"]
    quiet = {key: value for key, value in os.environ.items() if key != "PYTHONIOENCODING"}
    page = {**quiet, "PYTHONPATH": str(Path(ivraudit.__file__).parent.parent), "PYTHONUTF8": "1"}
    said = subprocess.run([*command, name], capture_output=True, check=False, env=page)
    filed = subprocess.run([*command, f"{name}:out"], capture_output=True, check=False, env=page)
    assert (said.returncode, filed.returncode, filed.stdout) == (1, 1, b"")
    assert Path("out").read_bytes() == said.stdout
    made = said.stdout.decode("utf-8")
    assert "dead-end" in made.replace("\\", "")
    if name == "json":
        assert {one["file"] for one in json.loads(made)["findings"]} == {file}


# What is rare


def desk(**fields: Any) -> Audit:
    """An audit with one finding, some of whose fields are others."""
    audit = audited(TREE.replace(", next: agent", ""))
    (one,) = [one for one in audit.findings if one.rule == "dead-end"]
    return replace(audit, findings=(one._replace(**fields),))


def treeless() -> Audit:
    """An audit that lost its trees, of findings of a tree and of the policy."""
    found = audited(IN_TREE.replace("next: agent", "next: nobody"), IN_POLICY)
    return replace(found, trees=(), not_checked=(*found.not_checked, Unchecked("accept", "", "", "no date is known")))


RARE: dict[str, tuple[Callable[[], Audit], list[str]]] = {
    "a stale acceptance in the policy": (lambda: audited(policy=IN_POLICY), [RULE]),
    "a stale acceptance in a tree": (lambda: audited(IN_TREE), [RULE]),
    "an unreadable file": (lambda: audited("ivraudit: 1\nnodes: [\n"), ["unreadable"]),
    "a finding without node": (lambda: desk(node=""), ["dead-end"]),
    "a finding without tree": (lambda: desk(tree=""), ["dead-end"]),
    "no trees": (treeless, ["dangling-target", RULE, RULE, "unreachable-node"]),
    "nothing at all": (lambda: Audit(()), []),
}
"""What is rare, and the rules of its findings."""


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("rare", RARE)
def test_every_format_tells_what_is_rare(rare: str, name: str) -> None:
    make, rules = RARE[rare]
    audit = make()
    assert sorted(one.rule for one in audit.findings) == rules
    assert sorted(one.replace("\\", "") for one in TOLD[name](written(name, audit))) == rules


def test_junit_has_a_case_in_the_suite_policy_for_what_is_found_there() -> None:
    """The number of suites, and the names of the cases, in the order of the file."""
    found = audited(policy=IN_POLICY + "  - {rule: no-human, reason: older, until: 2025-01-01}\n")
    case = '<testcase classname="_ivraudit_yaml" file=".ivraudit.yaml" name="stale-acceptance">'
    told = [f"the acceptance of 'no-human' is stale: it held until {words}" for words in (
        "2026-01-01 only (old)", "2025-01-01 only (older)",
    )]  # fmt: skip
    assert written("junit", found).partition('name="policy" ')[2] == (
        'tests="1" failures="1" errors="0" skipped="0">\n'
        f"  {case}\n"
        f'   <failure message="2 findings, the worst: {told[0]}" type="warning">'
        f".ivraudit.yaml:2:5: warning[stale-acceptance] {told[0]}\n\n"
        f".ivraudit.yaml:3:5: warning[stale-acceptance] {told[1]}</failure>\n"
        "  </testcase>\n </testsuite>\n</testsuites>\n"
    )
    accepted = replace(found, findings=(), accepted=(Accepted(found.findings[0], found.stale[0].acceptance),))
    assert written("junit", accepted).partition('name="policy" ')[2] == (
        'tests="2" failures="0" errors="0" skipped="2">\n'
        f'  {case[:-2]} (accepted)">\n'
        f'   <skipped message="old, until 2026-01-01">'
        f".ivraudit.yaml:2:5: warning[stale-acceptance] {told[0]}</skipped>\n"
        "  </testcase>\n"
        f'  {case[:-18]}no-human (stale acceptance, line 3)">\n'
        '   <skipped message="stale acceptance of no-human: it held until 2025-01-01 only (older)">'
        ".ivraudit.yaml:3:5</skipped>\n"
        "  </testcase>\n </testsuite>\n</testsuites>\n"
    )
