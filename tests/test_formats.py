"""The formats of `check` for machines and reviewers: whole outputs, foreign readers, hostile names, no chance."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any
from xml.etree import ElementTree

import jsonschema
import pytest
from click.testing import CliRunner, Result
from junitparser import Failure, JUnitXml, Skipped

from ivraudit import HOME, __version__, rule
from ivraudit.auditing import Audit
from ivraudit.catalog import FORMATS, all_rules
from ivraudit.cli import group
from ivraudit.commands import common
from ivraudit.model import Known, Severity
from ivraudit.writers import checkstyle, github, gitlab, junit, manual, markdown, sarif
from ivraudit.writers.places import address, path
from ivraudit.writers.wording import plain

ROOT = Path(__file__).parent.parent
SCHEMAS = Path(os.environ.get("IVRAUDIT_SCHEMAS", ROOT.parent / "shared" / "schemas"))

BILL = "``|<img src=x>@octo #1 [a](http://e.example)\\u0007\\n::error::x##[error]\\uFFFF]]>"
"""A node's id that tries everything: a quote, a table, an image, a mention, a reference, a link, a bell, commands."""
SHOWN = "``|<img src=x>@octo #1 [a](http://e.example)\\x07\\n::error::x##[error]\\uffff]]>"
CALLED = "``|<img src=x>@octo #1 [a](http://e.example) ::error::x##[error]\uffff]]>"

HOSTILE = f"""\
ivraudit: 1
name: "Evil `|` <b>@octo</b>\\n::error::x [a](http://e.example)\\u202E"
start: main
recurring: false
nodes:
  main:
    type: menu
    prompt: "How can we help?"
    options:
      1: {{label: "Billing", to: "{BILL}"}}
      2: {{label: "Post", to: "lost"}}
      0: {{label: "A person", to: agent}}
    noinput: {{attempts: 3, to: agent}}
    nomatch: {{attempts: 3, to: agent}}
  "{BILL}": {{type: say, prompt: "Your bill is in the post."}}
  agent: {{type: agent}}
  attic:
    type: say
    prompt: "Old."
    next: agent
    accept: {{unreachable-node: {{reason: "kept | for <b>@octo", owner: "ops", until: 2027-03-31}}}}
"""
EVIL = "Evil `|` <b>@octo</b> ::error::x [a](http://e.example)"
FILE = "t/a,b 50%.yaml"
POLICY = """\
advice: {dead-end: "Ask @octo."}
accept:
  - {rule: dangling-target, node: main, reason: "the line opens in May"}
  - {rule: no-human, node: nowhere, reason: "old"}
"""


@pytest.fixture
def hostile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Audit:
    """The audit of a tree with one error, one finding accepted by the policy, one by the tree, and a stale acceptance.

    Its file and policy stand in the current folder.
    """
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("GITHUB_STEP_SUMMARY", raising=False)
    Path("t").mkdir()
    Path(FILE).write_text(HOSTILE, encoding="utf-8")
    Path(".ivraudit.yaml").write_text(POLICY, encoding="utf-8")
    return common.run(["t"], policies=common.policies(None, False), dated="2027-01-01").audit


@pytest.fixture(scope="module")
def house() -> Audit:
    """The audit of all trees of the house."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(ROOT)
        return common.run(["trees"], policies=common.policies(None, True), dated=None).audit


def run(*arguments: str) -> Result:
    """What `check` says of the folder `t`."""
    return CliRunner().invoke(group, ["check", "t", "--dated", "2027-01-01", *arguments])


# Whole outputs

OPENS = "'main' leads to 'lost', which is not defined"


def test_github_whole(hostile: Audit) -> None:
    assert github.write(hostile) == (
        "::error file=t/a%2Cb 50%25.yaml,line=15,endLine=15,col=3,endColumn=85,title=dead-end"
        f"::'{SHOWN}' leads nowhere: the call comes here and does not go on"
        f"%0Athe call: main, press 1 > {CALLED}%0Aadvice: Ask @octo.\n"
        "::notice file=.ivraudit.yaml,line=4,endLine=4,col=5,endColumn=51,title=stale acceptance"
        "::stale acceptance of no-human: nothing is found there any more (old)\n"
        "::group::2 accepted\n"
        f"- {FILE}:11:7: dangling-target: {OPENS} (the line opens in May)\n"
        f"- {FILE}:17:3: unreachable-node: no call can come to 'attic' "
        "(kept | for <b>@octo, owner ops, until 2027-03-31)\n"
        "::endgroup::\n"
        "ivraudit: 1 error, 0 warnings, 0 infos in 1 tree of 4 nodes; 2 accepted, 1 stale\n"
    )


def test_markdown_whole(hostile: Audit) -> None:
    quiet = "\N{ZERO WIDTH SPACE}"
    assert markdown.write(hostile) == (
        "<!-- ivraudit -->\n\n## ivraudit: 1 error, 0 warnings, 0 infos\n\n"
        "In 1 tree of 4 nodes; 2 accepted, 1 stale.\n\n"
        f"### `{FILE}`\n\n"
        f"- **error** [dead-end]({HOME}/docs/rules/dead-end.md) line 15: "
        f"'\\`\\`\\|\\<img src\\=x\\>@{quiet}octo \\#{quiet}1 \\[a\\](http:{quiet}//e.example)"
        "\\\\x07\\\\n::error::x\\#\\#\\[error\\]\\\\uffff\\]\\]\\>' "
        "leads nowhere: the call comes here and does not go on\n"
        f"  - the call: ```main, press 1 > {CALLED}```\n"
        f"  - advice: Ask @{quiet}octo.\n\n"
        "### Stale acceptances\n\n"
        "- `.ivraudit.yaml:4:5` stale acceptance of no-human: nothing is found there any more (old)\n\n"
        "<details>\n<summary>2 accepted</summary>\n\n"
        f"- `{FILE}:11:7` [dangling-target]({HOME}/docs/rules/dangling-target.md) {OPENS} "
        "(accepted: the line opens in May)\n"
        f"- `{FILE}:17:3` [unreachable-node]({HOME}/docs/rules/unreachable-node.md) no call can come to 'attic' "
        f"(accepted: kept \\| for \\<b\\>@{quiet}octo, owner ops, until 2027-03-31)\n\n"
        "</details>\n"
    )


def test_gitlab_whole(hostile: Audit) -> None:
    def issue(what: str, name: str, mark: str, severity: str, file: str, line: int) -> dict[str, Any]:
        return {
            "description": what, "check_name": name, "fingerprint": mark, "severity": severity,
            "location": {"path": file, "lines": {"begin": line, "end": line}},
        }  # fmt: skip

    kept = "accepted (kept | for <b>@octo, owner ops, until 2027-03-31): no call can come to 'attic'"
    stale = "stale acceptance of no-human: nothing is found there any more (old)"
    leads = f"'{SHOWN}' leads nowhere: the call comes here and does not go on"
    marks = [one.fingerprint for one in (*hostile.findings, *(one.finding for one in hostile.accepted))]
    assert json.loads(gitlab.write(hostile)) == [
        issue(leads, "dead-end", marks[0], "critical", FILE, 15),
        issue(f"accepted (the line opens in May): {OPENS}", "dangling-target", marks[1], "info", FILE, 11),
        issue(kept, "unreachable-node", marks[2], "info", FILE, 17),
        issue(stale, "no-human", "b53dd3d4cf87e671", "info", ".ivraudit.yaml", 4),
    ]  # fmt: skip


def test_checkstyle_whole(hostile: Audit) -> None:
    bill = SHOWN.replace("<", "&lt;").replace(">", "&gt;")
    assert checkstyle.write(hostile).decode() == (
        "<?xml version='1.0' encoding='utf-8'?>\n"
        '<checkstyle version="4.3">\n'
        ' <file name=".ivraudit.yaml">\n'
        '  <error line="4" column="5" severity="info" message="stale acceptance of no-human: nothing is found there '
        'any more (old)" source="ivraudit.no-human.stale" />\n'
        " </file>\n"
        f' <file name="{FILE}">\n'
        f'  <error line="11" column="7" severity="info" message="accepted (the line opens in May): {OPENS}" '
        'source="ivraudit.dangling-target.accepted" />\n'
        f'  <error line="15" column="3" severity="error" message="\'{bill}\' leads nowhere: the call comes here and '
        'does not go on" source="ivraudit.dead-end" />\n'
        '  <error line="17" column="3" severity="info" message="accepted (kept | for &lt;b&gt;@octo, owner ops, until '
        "2027-03-31): no call can come to 'attic'\" source=\"ivraudit.unreachable-node.accepted\" />\n"
        " </file>\n"
        "</checkstyle>\n"
    )


def test_junit_whole(hostile: Audit) -> None:
    def legal(text: str) -> str:
        return text.replace("\uffff", "").replace("<", "&lt;").replace(">", "&gt;")

    said = legal(f"'{SHOWN}' leads nowhere: the call comes here and does not go on")
    case = f'  <testcase classname="t.a,b 50%" file="{FILE}" name='
    assert junit.write(hostile).decode() == (
        "<?xml version='1.0' encoding='utf-8'?>\n"
        '<testsuites name="ivraudit" tests="4" failures="1" errors="0" skipped="3">\n'
        f' <testsuite name="{legal(EVIL)}" file="{FILE}" tests="3" failures="1" errors="0" skipped="2">\n'
        f'{case}"dead-end">\n'
        f'   <failure message="{said}" type="error">{FILE}:15:3: error[dead-end] {said}\n'
        f"  the call: main, press 1 &gt; {legal(CALLED)}\n"
        "  advice: Ask @octo.</failure>\n"
        "  </testcase>\n"
        f'{case}"dangling-target (accepted)">\n'
        f'   <skipped message="the line opens in May">{FILE}:11:7: error[dangling-target] {OPENS}\n'
        "  the call: main, press 2</skipped>\n"
        "  </testcase>\n"
        f'{case}"unreachable-node (accepted)">\n'
        '   <skipped message="kept | for &lt;b&gt;@octo, owner ops, until 2027-03-31">'
        f"{FILE}:17:3: warning[unreachable-node] no call can come to 'attic'</skipped>\n"
        "  </testcase>\n"
        " </testsuite>\n"
        ' <testsuite name="policy" tests="1" failures="0" errors="0" skipped="1">\n'
        '  <testcase classname="_ivraudit_yaml" file=".ivraudit.yaml" name="no-human (stale acceptance, line 4)">\n'
        '   <skipped message="stale acceptance of no-human: nothing is found there any more (old)">'
        ".ivraudit.yaml:4:5</skipped>\n"
        "  </testcase>\n"
        " </testsuite>\n"
        "</testsuites>\n"
    )


# SARIF


def place(line: int, column: int, end: int, uri: str = "t/a%2Cb%2050%25.yaml") -> dict[str, Any]:
    """A span of one line as SARIF has it."""
    region = {"startLine": line, "startColumn": column, "endLine": line, "endColumn": end}
    return {"physicalLocation": {"artifactLocation": {"uri": uri, "uriBaseId": "%SRCROOT%"}, "region": region}}


def node(name: str) -> dict[str, Any]:
    """A node's name as SARIF has it."""
    return {"name": name, "kind": "node"}


def result(rule: str, message: str, at: dict[str, Any], name: str, **more: Any) -> dict[str, Any]:
    """A result of the hostile tree, as far as it is always the same."""
    tree = {"name": EVIL, "kind": "tree"}
    return {
        "ruleId": rule, "ruleIndex": list(all_rules()).index(rule), "message": {"text": message},
        "locations": [{**at, "logicalLocations": [node(name), tree]}], **more,
    }  # fmt: skip


def flow(*steps: tuple[dict[str, Any], str, str]) -> list[dict[str, Any]]:
    """A call as SARIF has it, from the place, the node and the words of each step."""
    told = [
        {"location": {**at, "logicalLocations": [node(name)], "message": {"text": words}}, "executionOrder": number}
        for number, (at, name, words) in enumerate(steps, 1)
    ]
    return [{"message": {"text": "The call"}, "threadFlows": [{"locations": told}]}]


def test_sarif_whole(hostile: Audit) -> None:
    log = json.loads(sarif.write(hostile))
    (made,) = log.pop("runs")
    assert log == {"$schema": sarif.SCHEMA, "version": "2.1.0"}
    rules = made["tool"]["driver"].pop("rules")
    names = [one["id"] for one in rules]
    assert names == [name for name, one in all_rules().items() if one.asked]
    for one in made["results"]:
        assert names[one["ruleIndex"]] == one["ruleId"]
        one["ruleIndex"] = list(all_rules()).index(one["ruleId"])
    marks = [one.fingerprint for one in (*hostile.findings, *(one.finding for one in hostile.accepted))]
    prints = [{"partialFingerprints": {"ivraudit/v1": mark}} for mark in marks]
    usual = {"properties": {"profiles": [], "silenceOnly": False}}
    main, bill = place(6, 3, 7), place(15, 3, 85)
    safe = SHOWN.replace("](", "] (")
    leads = f"'{safe}' leads nowhere: the call comes here and does not go on"
    suppressed = {"status": "accepted"}
    assert made["results"] == [
        result("dead-end", leads, bill, CALLED, level="error", **prints[0],
               codeFlows=flow((main, "main", "main, press 1 (1 s)"), (bill, CALLED, CALLED.replace("](", "] ("))),
               properties={"profiles": [], "silenceOnly": False, "advice": "Ask @octo."}),
        result("dangling-target", OPENS, place(11, 7, 8), "main", level="error", **prints[1], **usual,
               codeFlows=flow((main, "main", "main, press 2 (1 s)")),
               suppressions=[{**suppressed, "kind": "external", "justification": "the line opens in May",
                              "location": place(3, 5, 73, ".ivraudit.yaml"), "properties": {}}]),
        result("unreachable-node", "no call can come to 'attic'", place(17, 3, 8), "attic", level="warning",
               **prints[2], **usual,
               suppressions=[{**suppressed, "kind": "inSource", "location": place(21, 14, 30),
                              "justification": "kept | for <b>@octo, owner ops, until 2027-03-31",
                              "properties": {"owner": "ops", "until": "2027-03-31"}}]),
    ]  # fmt: skip
    assert made == {
        "tool": {"driver": {
            "name": "ivraudit", "version": __version__, "semanticVersion": __version__, "informationUri": HOME,
            "notifications": [{"id": name, "shortDescription": {"text": told}} for name, told in sarif.NOTICES.items()],
        }},
        "invocations": [{"executionSuccessful": True, "toolConfigurationNotifications": [{
            "descriptor": {"id": "stale-acceptance", "index": 2}, "level": "note",
            "message": {"text": "stale acceptance of no-human: nothing is found there any more (old)"},
            "locations": [place(4, 5, 51, ".ivraudit.yaml")],
            "associatedRule": {"id": "no-human", "index": names.index("no-human")},
        }]}],
        "originalUriBaseIds": {"%SRCROOT%": {"description": {"text": "The folder that ivraudit was run in."}}},
        "columnKind": "unicodeCodePoints", "results": made["results"],
        "properties": {"policies": [".ivraudit.yaml"], "packs": list(hostile.packs), "dated": "2027-01-01"},
    }  # fmt: skip


def test_sarif_describes_each_rule(house: Audit) -> None:
    described = json.loads(sarif.write(house))["runs"][0]["tool"]["driver"]["rules"]
    found = next(one for one in described if one["id"] == "human-lockout")
    assert found.pop("help")["markdown"].startswith("## Why\n\nThe caller came here by answering politely")
    assert found.pop("fullDescription")["text"] == (
        "The caller came here by answering politely, and is now locked in: no key leads to a person, or one does only "
        "as long as nothing goes wrong behind it."
    )
    assert found == {
        "id": "human-lockout", "name": "HumanLockout",
        "shortDescription": {"text": "From this menu the caller cannot get to a person."},
        "helpUri": f"{HOME}/docs/rules/human-lockout.md", "defaultConfiguration": {"level": "error"},
        "properties": {"category": "human", "sins": ["brush-off"], "tags": ["human", "brush-off"]},
    }  # fmt: skip
    assert {f"docs/rules/{path.name}" for path in (ROOT / "docs/rules").glob("[a-z]*.md")} == {
        one.page.removeprefix(f"{HOME}/") for one in all_rules().values()
    }


def test_sarif_is_valid(hostile: Audit, house: Audit) -> None:
    if not SCHEMAS.is_dir():
        pytest.skip(f"the schema of OASIS is not in {SCHEMAS}")
    schema = json.loads((SCHEMAS / "sarif-schema-2.1.0.json").read_text(encoding="utf-8"))
    judge = jsonschema.Draft4Validator(schema, format_checker=jsonschema.Draft4Validator.FORMAT_CHECKER)
    assert not judge.is_valid({"version": "2.1.0", "runs": [{}]})
    gone = Known("0f", "dead-end", "trees/a b.yaml", "A", "desk", "", "", "gone")
    compared = replace(house, compared="HEAD", baselined=house.findings[:9], gone=(gone,))
    for audit in (hostile, house, Audit(()), compared):
        assert [error.message for error in judge.iter_errors(json.loads(sarif.write(audit)))] == []


def test_every_step_of_a_call_has_its_place(house: Audit) -> None:
    """Also where several trees have one name, or a call goes through several files."""
    run = json.loads(sarif.write(house))["runs"][0]
    called = [one for one in house.findings if one.journey and one.journey[0].trigger is not None]
    flows = [one["codeFlows"][0]["threadFlows"][0]["locations"] for one in run["results"] if "codeFlows" in one]
    assert [len(steps) for steps in flows] == [len(one.journey) for one in called]
    places = [step["location"]["physicalLocation"] for steps in flows for step in steps]
    files = {at["artifactLocation"]["uri"] for at in places}
    assert all((ROOT / file).is_file() for file in files)
    for steps, finding in zip(flows, called, strict=True):
        tree = next(tree for tree in house.trees if tree.name == finding.tree and finding.position.file in
                    (tree.file, *tree.parts))  # fmt: skip
        assert {step["location"]["physicalLocation"]["artifactLocation"]["uri"] for step in steps} <= {
            address(file)[0] for file in (tree.file, *tree.parts)
        }


# Everything is told, in every format


def test_all_that_was_found_is_told_by_every_format(house: Audit) -> None:
    found = len(house.findings)
    assert found > 500
    assert len(json.loads(sarif.write(house))["runs"][0]["results"]) == found + len(house.accepted)
    issues = json.loads(gitlab.write(house))
    assert len(issues) == len({one["fingerprint"] for one in issues}) == found + len(house.accepted + house.untold)
    assert checkstyle.write(house).count(b"<error ") == found + len(house.accepted + house.untold)
    lines = github.write(house).splitlines()
    kinds = [re.match(r"::(error|warning|notice) ", line) for line in lines]
    told = [kind[1] for kind in kinds if kind]
    infos = house.count(Severity.INFO) + len(house.untold)
    assert told == ["error"] * house.count(Severity.ERROR) + ["warning"] * house.count(Severity.WARNING) + (
        ["notice"] * infos
    )
    dropped = f"GitHub shows 10 annotations of each kind, and there are {house.count(Severity.ERROR)} errors, "
    assert lines[-1].startswith(dropped)
    assert dropped in github.summary(house)
    skipped = [f"- {one.file}: {one.why}" for one in house.skipped]
    begin = lines.index(f"::group::{len(skipped)} skipped")
    assert lines[begin + 1 : begin + 1 + len(skipped)] == skipped


def test_junit_is_read_by_others(house: Audit) -> None:
    read = JUnitXml.fromstring(junit.write(house))
    counted = (read.tests, read.failures, read.errors, read.skipped)
    suites = list(read)
    written = ElementTree.fromstring(junit.write(house)).findall("testsuite")
    names = [(suite.get("name"), suite.get("file")) for suite in written]
    assert names[: len(house.trees)] == [(plain(tree.name), tree.file) for tree in house.trees]
    cases = [case for suite in suites for case in suite]
    marks = [(suite.name, case.classname, case.name) for suite in suites for case in suite]
    assert len(set(marks)) == len(marks) == counted[0]
    assert sum(isinstance(one, Failure) for case in cases for one in case.result) == counted[1]
    assert sum(isinstance(one, Skipped) for case in cases for one in case.result) == counted[3]
    failing = [one for one in house.findings if one.severity is not Severity.INFO]
    text = "\n\n".join(one.text or "" for case in cases for one in case.result if isinstance(one, Failure))
    heads = re.findall(r"^(\S+:\d+:\d+): (error|warning)\[([a-z-]+)\]", text, re.MULTILINE)
    assert sorted(heads) == sorted(
        (f"{one.position.file}:{one.position.line}:{one.position.column}", str(one.severity), one.rule)
        for one in failing
    )
    outs = "\n\n".join(case.system_out or "" for case in cases)
    assert len(re.findall(r": info\[", outs)) == house.count(Severity.INFO)
    open_questions = "\n".join(suite.findtext("system-out") or "" for suite in written)
    assert open_questions.count("not checked: ") == len(house.not_checked)


def test_a_comment_has_room_for_the_worst(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    lines = [f"  n{number:04}: {{type: say, prompt: Hello., next: nowhere-{number}}}" for number in range(900)]
    head = "ivraudit: 1\nname: Many\nstart: first\nrecurring: false\nnodes:\n  first: {type: hangup}\n"
    Path("many.yaml").write_text(head + "\n".join(lines) + "\n", encoding="utf-8")
    audit = common.run(["many.yaml"], policies=common.policies(None, True), dated=None).audit
    assert audit.count(Severity.ERROR) >= 900 <= audit.count(Severity.WARNING)
    text = markdown.write(audit)
    assert 40_000 < len(text) < 65_536
    shown = text.count("\n- **error** ")
    assert "**warning**" not in text
    assert f"… and {len(audit.findings) - shown:,} more findings, none of them worse." in text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\n# b", "a \\# b"), ("@a/b a@b.example", "@\u200ba/b a@\u200bb.example"), ("&lt;", "\\&\u200blt;"),
        ("www.e.example GH-1 !2 ~x %y", "www\u200b.e.example GH\u200b-1 !\u200b2 \\~\u200bx %\u200by"),
        ("*a* _b_ ~~c~~ ![d](e)", "\\*a\\* \\_b\\_ \\~\\~\u200bc\\~\\~ !\\[d\\](e)"), ("<!-- x", "\\<!-- x"),
        ("ftp://x", "ftp:\u200b//x"), ("\u202eabc\x1b[31m", "abc\\[31m"), ("x" * 700, "x" * 599 + "…"),
    ],
)  # fmt: skip
def test_markdown_shows_a_text_and_does_nothing_else(text: str, shown: str) -> None:
    assert markdown.escaped(text) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [("a", "`a`"), ("a`b", "``a`b``"), ("`", "`` ` ``"), ("``a", "``` ``a ```"), ("a\n\nb", "`a  b`"), ("", "")],
)
def test_code_holds_any_quotes(text: str, shown: str) -> None:
    assert markdown.code(text) == shown


def test_files_as_others_name_them() -> None:
    assert [path(file) for file in ("./a.yaml", "a//b/../c.yaml", "-", "../a.yaml", "\udce9.yaml")] == [
        "a.yaml", "a/c.yaml", "-", "../a.yaml", "?.yaml",
    ]  # fmt: skip
    assert address("./a:b/\udce9?.yaml") == ("a%3Ab/%E9%3F.yaml", True)
    assert address("/srv/a b.yaml") == ("file:///srv/a%20b.yaml", False)


# The command


def test_the_exit_code_does_not_depend_on_the_format(hostile: Audit) -> None:
    for name in FORMATS:
        failed = run("--format", name)
        assert (failed.exit_code, failed.stderr) == (1, "exit 1: 1 finding at or above error (--fail-on)\n")
        passed = run("--format", name, "--fail-on", "never")
        assert (passed.exit_code, passed.stderr, passed.stdout) == (0, "", failed.stdout)


def test_all_formats_in_one_run(hostile: Audit) -> None:
    wanted = [f"{name}:out/{name}" for name in FORMATS if name != "junit"]
    said = run(*(word for one in wanted for word in ("--format", one)), "--format", "junit")
    assert (said.exit_code, said.stdout_bytes) == (1, junit.write(hostile))
    assert Path("out/sarif").read_text(encoding="utf-8") == sarif.write(hostile)
    assert Path("out/checkstyle").read_bytes() == checkstyle.write(hostile)
    assert sorted(path.name for path in Path("out").iterdir()) == sorted(set(FORMATS) - {"junit"})
    assert run("--format", "junit", "--format", "sarif").exit_code == 2


def test_the_page_of_the_job_is_written_behind_what_is_there(hostile: Audit, monkeypatch: pytest.MonkeyPatch) -> None:
    Path("page.md").write_text("# Before\n", encoding="utf-8")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", "page.md")
    assert run("--format", "sarif").exit_code == 1
    assert Path("page.md").read_text(encoding="utf-8") == "# Before\n"
    said = run("--format", "github")
    assert (said.exit_code, said.stdout) == (1, github.write(hostile))
    assert Path("page.md").read_text(encoding="utf-8") == f"# Before\n{markdown.write(hostile)}"


SHOUT = """\
NAME = "shout"


def write(audit):
    return "".join(f"{one.rule.upper()}!\\n" for one in audit.findings)
"""


def command(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """A run of `check` in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "ivraudit", "check", *arguments], capture_output=True, encoding="utf-8", check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
    )  # fmt: skip


def test_another_package_offers_a_format(hostile: Audit, tmp_path: Path) -> None:
    offer = tmp_path / "site" / "loud-1.0.dist-info"
    offer.mkdir(parents=True)
    (offer / "METADATA").write_text("Metadata-Version: 2.1\nName: loud\nVersion: 1.0\n", encoding="utf-8")
    (offer / "entry_points.txt").write_text("[ivraudit.writers]\nshout = shouting\n", encoding="utf-8")
    (offer.parent / "shouting.py").write_text(SHOUT, encoding="utf-8")
    paths = os.pathsep.join([str(ROOT), str(offer.parent)])
    said = command("t", "--format", "shout", PYTHONPATH=paths)
    assert (said.returncode, said.stdout) == (1, "DEAD-END!\n")
    unknown = command("t", "--format", "shuot", PYTHONPATH=paths)
    known = "text, json, sarif, junit, github, gitlab, checkstyle, markdown, shout"
    assert (unknown.returncode, unknown.stderr) == (
        2, f"exit 2: unknown format 'shuot' (known: {known}); did you mean 'shout'?\n",
    )  # fmt: skip
    (offer.parent / "shouting.py").write_text('NAME = "shout"\n', encoding="utf-8")
    lacking = command("t", "--format", "shout", PYTHONPATH=paths)
    assert (lacking.returncode, lacking.stderr.splitlines()[0]) == (
        3, "exit 3: the writer 'shouting' of the package 'loud' lacks write",
    )  # fmt: skip


def test_a_writer_is_imported_only_when_it_is_asked_for(hostile: Audit) -> None:
    program = (
        "import sys; from ivraudit.cli import group;"
        "group(['check', 't', '--fail-on', 'never'], standalone_mode=False);"
        "print(*sorted(one for one in sys.modules if one.startswith('ivraudit.writers.')))"
    )
    told = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, encoding="utf-8", check=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    ).stdout  # fmt: skip
    assert told.splitlines()[-1] == "ivraudit.writers.text ivraudit.writers.wording"


def test_every_format_is_the_same_on_any_run(hostile: Audit, tmp_path: Path) -> None:
    made = []
    for seed in ("1", "2"):
        outputs = [f"--format={name}:{tmp_path / seed / name}" for name in FORMATS]
        assert command(str(ROOT / "trees" / "stories"), *outputs, PYTHONHASHSEED=seed).returncode == 1
        made.append({one.name: one.read_bytes() for one in (tmp_path / seed).iterdir()})
    assert made[0] == made[1]
    assert set(made[0]) == set(FORMATS)


def test_a_rule_of_another_package_names_its_own_page(hostile: Audit) -> None:
    module = ModuleType("acme.silent_menu")
    module.__doc__ = "A menu is silent."
    ours = all_rules()["dead-end"]
    for name, value in (("CATEGORY", ours.category), ("SEVERITY", ours.severity), ("check", ours.check)):
        setattr(module, name, value)
    made = rule.of(module)
    assert (made.page, manual.markdown(made), manual.text(made)) == ("", "", "A menu is silent.")
    module.PAGE = "https://acme.example/silent-menu"  # type: ignore[attr-defined]
    assert rule.of(module).page == "https://acme.example/silent-menu"
