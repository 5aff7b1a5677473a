"""The public API: what it says is what the command line says, its names are what they seem, its manual runs."""

from __future__ import annotations

import ast
import copy
import os
import pickle
import re
import subprocess
import sys
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any, get_args, get_type_hints

import pytest
from click.testing import CliRunner

import ivraudit
from ivraudit import testing
from ivraudit.catalog import all_rules
from ivraudit.cli import SUMMARIES, group
from ivraudit.model import NOTHING

ROOT = Path(__file__).parent.parent
FRONT_DOOR = ROOT / "ivraudit" / "__init__.py"

WELCOME = b"""\
ivraudit: 1
name: "Front"
start: welcome
nodes:
  welcome: {type: say, prompt: "Welcome.", next: desk}
  desk: {type: tree, file: desk.yaml, next: bye}
  bye: {type: hangup}
"""
DESK = b"""\
ivraudit: 1
name: "Desk"
start: desk
nodes:
  desk: {type: agent, next: lost}
"""


def python(program: str) -> str:
    """What a program of its own prints."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", program]
    return subprocess.run(command, capture_output=True, encoding="utf-8", check=True, env=environment).stdout


def test_the_manual_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(tmp_path)
    Path("trees").mkdir()
    Path("trees/first.yaml").write_text(all_rules()["dead-end"].manual["Bad"], encoding="utf-8")
    text = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
    names: dict[str, object] = {}
    for program, said in re.findall(r"```python\n(.*?)```.*?```text\n(.*?)```", text, re.DOTALL):
        exec(compile(program, "docs/api.md", "exec"), names)
        assert capsys.readouterr().out == said
    assert names["person"]


def test_a_type_checker_sees_every_name() -> None:
    seen = {
        f"{node.module}.{one.asname}"
        for node in ast.walk(ast.parse(FRONT_DOOR.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) for one in node.names if one.asname == one.name
    }  # fmt: skip
    assert seen == {f"ivraudit.{room}.{name}" for room, names in ivraudit.ROOMS.items() for name in names}
    assert (FRONT_DOOR.parent / "py.typed").exists()


def test_every_name_is_what_its_room_holds() -> None:
    for room, names in ivraudit.ROOMS.items():
        for name in names:
            assert getattr(ivraudit, name).__module__.startswith(f"ivraudit.{room}")
            assert getattr(ivraudit, name).__doc__
    assert set(ivraudit.__all__) <= set(dir(ivraudit))
    with pytest.raises(AttributeError, match="module 'ivraudit' has no attribute 'udit'"):
        _ = ivraudit.udit  # type: ignore[attr-defined]


def named(*kinds: Any) -> set[type]:
    """The classes of ours that annotations mention, however deep."""
    found: set[type] = set()
    for kind in kinds:
        inner = [*kind] if isinstance(kind, list) else [*get_args(kind)]
        found |= named(*inner)
        if isinstance(kind, type) and kind.__module__.startswith("ivraudit"):
            found.add(kind)
    return found


def test_whatever_a_public_name_mentions_is_public() -> None:
    public = {*ivraudit.__all__, "Expectation"}
    things = [getattr(ivraudit, name) for name in ivraudit.__all__]
    functions = [testing.judge, testing.judge_rule, testing.expected, testing.expected_beside, testing.differences]
    mentioned = {one for thing in [*things, *functions] for one in named(*get_type_hints(thing).values())}
    assert {one.__name__ for one in mentioned} - public == set()
    assert {ivraudit.Wait, ivraudit.Assumptions, ivraudit.Habits, ivraudit.Category} <= mentioned


def test_the_front_door_opens_no_room() -> None:
    loaded = "print(*sorted(one for one in sys.modules if one.startswith('ivraudit')))"
    assert python(f"import sys, ivraudit; {loaded}") == "ivraudit\n"
    assert python(f"import sys; from ivraudit import Severity; {loaded}") == "ivraudit ivraudit.model\n"


def test_audit_is_a_function_whatever_was_imported_before() -> None:
    rooms = ", ".join(f"ivraudit.commands.{name}" for name in SUMMARIES)
    assert python(f"import ivraudit, {rooms}; print(ivraudit.audit.__name__)") == "audit\n"
    assert python("import ivraudit.cli; from ivraudit import audit; print(audit([]).findings)") == "()\n"
    assert "audit" not in {path.stem for path in FRONT_DOOR.parent.iterdir()}


@pytest.mark.parametrize("name", ["json", "sarif", "markdown"])
def test_it_says_what_the_command_line_says(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    wanted = CliRunner().invoke(group, ["check", "trees/stories", "--dated", "2026-06-01", "--format", name]).stdout
    done = ivraudit.audit(ivraudit.read(Path("trees/stories")), dated=date(2026, 6, 1))
    assert ivraudit.write(done, name) == wanted


def test_what_is_in_memory_is_joined(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    trees = ivraudit.read(ivraudit.Source("front.yaml", WELCOME), ivraudit.Source("desk.yaml", DESK))
    assert [(tree.file, tree.name) for tree in trees] == [("front.yaml", "Front"), ("desk.yaml", "Desk")]
    done = ivraudit.audit(trees, select=["structure"])
    assert [(one.position.file, one.position.line, one.rule) for one in done.findings] == [
        ("desk.yaml", 5, "dangling-target"), ("front.yaml", 7, "unreachable-node"),
    ]  # fmt: skip
    assert [tree.name for tree in done.trees] == ["Front"]
    assert done.texts == {"front.yaml": WELCOME.decode(), "desk.yaml": DESK.decode()}


@pytest.mark.parametrize(("here", "there"), [
    ("/none/front.yaml", "/none/desk.yaml"), ("/none/a/front.yaml", "/none/b/desk.yaml"),
    ("../front.yaml", "../desk.yaml"), ("a/front.yaml", "./b/desk.yaml"), ("a/front.yaml", "{here}/b/desk.yaml"),
])  # fmt: skip
@pytest.mark.parametrize("exit_", [
    "desk: {{type: tree, file: {link}.yaml, next: bye}}", "desk: {{type: say, next: {link}/desk}}",
])  # fmt: skip
def test_what_is_given_together_may_lie_anywhere(
    exit_: str, here: str, there: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    link = os.path.relpath(there.format(here=tmp_path), Path(here).parent).removesuffix(".yaml")
    front = WELCOME.decode().replace("desk: {type: tree, file: desk.yaml, next: bye}", exit_.format(link=link))
    sources = ivraudit.Source(here, front.encode()), ivraudit.Source(there.format(here=tmp_path), DESK)
    trees = ivraudit.read(*sources)
    (joined,) = ivraudit.audit(trees).trees
    assert (joined.name, [str(one.rule) for one in joined.troubles]) == ("Front", [])
    assert [node.name for node in joined.nodes][-1] == f"{link}/desk"


def test_a_file_named_in_two_ways_is_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("trees").mkdir()
    Path("trees/desk.yaml").write_bytes(DESK)
    Path("trees/front.yaml").write_bytes(WELCOME)
    Path("trees/notes.txt").write_bytes(b"read me")
    whole = str(tmp_path / "trees")

    def files(*paths: str | ivraudit.Source) -> list[str]:
        return [tree.file for tree in ivraudit.read(*paths)]

    assert files("trees", "./trees", "trees/../trees/desk.yaml", whole) == ["trees/desk.yaml", "trees/front.yaml"]
    assert files("./trees/front.yaml", "trees") == ["trees/front.yaml", "trees/desk.yaml"]
    assert files("trees", ivraudit.Source("./trees/desk.yaml", DESK)) == ["trees/desk.yaml", "trees/front.yaml"]
    done = CliRunner().invoke(group, ["check", f"{whole}/desk.yaml", "./trees", whole, "-v", "--select", "structure"])
    assert f"{whole}/desk.yaml:5:23: error[dangling-target]" in done.stdout
    assert done.stdout.count("[dangling-target]") == 1
    assert done.stdout.count("notes.txt") == 1
    # the tree that leads there finds it under either name
    trees = ivraudit.read(f"{whole}/desk.yaml", "trees")
    assert [tree.name for tree in ivraudit.audit(trees).trees] == ["Front"]


def test_a_source_stands_for_the_file_of_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("desk.yaml").write_bytes(DESK)
    edited = DESK.replace(b"Desk", b"Edited")
    assert [tree.name for tree in ivraudit.read("desk.yaml", ivraudit.Source("./desk.yaml", edited))] == ["Edited"]
    with pytest.raises(ivraudit.UsageError, match=r"^two sources that differ are named '\./desk\.yaml'$"):
        ivraudit.read(ivraudit.Source("desk.yaml", DESK), ivraudit.Source("./desk.yaml", edited))


def test_a_file_beside_is_read_and_entered(tmp_path: Path) -> None:
    (tmp_path / "desk.yaml").write_bytes(DESK)
    (tmp_path / "front.yaml").write_bytes(WELCOME)
    trees = ivraudit.read(tmp_path / "front.yaml", entries=["bye"])
    entered = [(tree.name, [one.node for one in tree.entries]) for tree in trees]
    assert entered == [("Front", ["bye"]), ("Desk", ["desk"])]


def test_the_nearest_policy_holds_unless_one_is_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path(".ivraudit.yaml").write_text("checks: {dangling-target: info}\nexclude: [front.yaml]\n", encoding="utf-8")
    Path("desk.yaml").write_bytes(DESK)
    Path("front.yaml").write_bytes(WELCOME)
    assert [tree.name for tree in ivraudit.read(".")] == ["Desk"]
    built_in = ivraudit.load_policy()
    trees = ivraudit.read(".", policy=built_in)
    assert [tree.name for tree in trees] == ["Desk", "Front"]

    def severities(policy: ivraudit.Policy | None) -> list[str]:
        done = ivraudit.audit(trees, policy, select=["dangling-target"])
        return [str(one.severity) for one in done.findings]

    assert severities(None) == severities(ivraudit.load_policy(".ivraudit.yaml")) == ["info"]
    assert severities(built_in) == ["error"]
    left = ivraudit.audit(trees, built_in, ignore=["dangling-target"], select=["structure"]).findings
    assert [one.rule for one in left] == ["unreachable-node"]


def test_a_single_text_is_one_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    trees = ivraudit.read(ivraudit.Source("desk.yaml", DESK))
    assert [one.rule for one in ivraudit.audit(trees, select="structure").findings] == ["dangling-target"]
    rest = ivraudit.audit(trees, ignore="dangling-target").findings
    assert rest == ivraudit.audit(trees, ignore=["dangling-target"]).findings
    assert ivraudit.audit(trees, clocks="open").findings == ivraudit.audit(trees, clocks=["open"]).findings
    said = r"^no node is named 'dsk' for calls to begin at; did you mean 'desk'\?$"
    with pytest.raises(ivraudit.UsageError, match=said):
        ivraudit.read(ivraudit.Source("desk.yaml", DESK), entries="dsk")


def test_severities_are_counted_and_words_are_none() -> None:
    done = ivraudit.audit(ivraudit.read(ivraudit.Source("desk.yaml", DESK)), select="structure")
    assert [done.count(one) for one in ivraudit.Severity] == [0, 0, 1]
    assert done.count(int(ivraudit.Severity.ERROR)) == 1  # type: ignore[arg-type]
    with pytest.raises(TypeError, match=r"^count takes a Severity, such as Severity.ERROR, not 'error'$"):
        done.count("error")  # type: ignore[arg-type]


def test_all_can_be_copied_and_sent_to_other_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    trees = ivraudit.read("trees/stories")
    done = ivraudit.audit(trees, dated="2026-06-01")
    wanted = ivraudit.write(done, "json"), ivraudit.write(done)
    for copy_ in (pickle.loads(pickle.dumps(done)), copy.deepcopy(done), copy.copy(done)):
        assert (ivraudit.write(copy_, "json"), ivraudit.write(copy_)) == wanted
    again = ivraudit.audit(pickle.loads(pickle.dumps(trees)), dated="2026-06-01")
    assert (ivraudit.write(again, "json"), ivraudit.write(again)) == wanted
    plain = asdict(done)
    assert [len(tree["nodes"]) for tree in plain["trees"]] == [len(tree.nodes) for tree in done.trees]
    assert asdict(trees[0])["values"] == trees[0].values
    node, edge = trees[0].nodes[0], trees[0].edges[0]
    assert pickle.loads(pickle.dumps(node))._asdict() == node._asdict()
    assert copy.deepcopy(edge)._asdict() == edge._asdict()
    assert pickle.loads(pickle.dumps(ivraudit.load_policy())) == ivraudit.load_policy()


def test_nothing_stays_nothing() -> None:
    for change, *values in (
        ("update", {"a": 1}), ("setdefault", "a", 1), ("__setitem__", "a", 1), ("__ior__", {"a": 1}), ("pop", "a", 1),
    ):  # fmt: skip
        with pytest.raises(TypeError, match=r"^what holds nothing cannot be changed$"):
            getattr(NOTHING, str(change))(*values)
    assert NOTHING == {} == pickle.loads(pickle.dumps(NOTHING))


def test_text_is_no_data() -> None:
    with pytest.raises(TypeError, match=r"^the data of Source\('desk.yaml', ...\) is bytes, not str$"):
        ivraudit.read(ivraudit.Source("desk.yaml", DESK.decode()))  # type: ignore[arg-type]


def test_a_wrong_policy_is_told_whole(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text("checks: {dead-ends: on}\nfail_on: never-ever\n", encoding="utf-8")
    with pytest.raises(ivraudit.PolicyError) as caught:
        ivraudit.load_policy(wrong)
    assert [message.partition(" ")[0] for message in caught.value.messages] == [f"{wrong}:1:10:", f"{wrong}:2:10:"]


def test_what_does_not_exist_is_named(tmp_path: Path) -> None:
    trees = ivraudit.read(ivraudit.Source("desk.yaml", DESK))
    done = ivraudit.audit(trees)
    for ask, said in (
        (lambda: ivraudit.read(tmp_path / "lost"), f"there is no file or folder '{tmp_path}/lost'"),
        (lambda: ivraudit.read(), "nothing was named to read"),
        (lambda: ivraudit.read("-"),
         "'-' is no file: what stands on standard input is Source(\"-\", sys.stdin.buffer.read())"),
        (lambda: ivraudit.read(tmp_path, reader="yml"), "no reader is named 'yml'; did you mean 'yaml'?"),
        (lambda: ivraudit.audit(trees, dated="soon"), "dated is a day such as 2027-03-31, not 'soon'"),
        (lambda: ivraudit.audit(trees, clocks=["opne"]),
         "no clock is named 'opne' (known: open, closed, holiday, mixed); did you mean 'open'?"),
        (lambda: ivraudit.audit(trees, clocks=[]),
         "no clock is left: no hours would be judged (known: open, closed, holiday, mixed)"),
        (lambda: ivraudit.audit(trees, select=["ded-end"]),
         "no rule, family or sin is named 'ded-end'; did you mean 'dead-end'?"),
        (lambda: ivraudit.write(done, "sarf"),
         "unknown format 'sarf' (known: text, json, sarif, junit, github, gitlab, checkstyle, markdown);"
         " did you mean 'sarif'?"),
    ):  # fmt: skip
        with pytest.raises(ivraudit.UsageError) as caught:
            ask()
        assert caught.value.messages == (said,)
