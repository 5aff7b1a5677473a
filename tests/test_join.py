"""Trees in several files: jumps, calls and returns, circles of links, and what cannot be found."""

from __future__ import annotations

from pathlib import Path

import pytest

from ivraudit import api
from ivraudit.auditing import Audit
from ivraudit.commands import common
from ivraudit.gather import Policies
from ivraudit.join import joined
from ivraudit.model import Entry, Link, Node, NodeType, Position, Tree

HEAD = 'ivraudit: 1\nname: "T"\nstart: {start}\ndefaults:\n  noinput: {{attempts: 3, to: person}}\n'
MIDDLE = "  nomatch: {attempts: 3, to: person}\nnodes:\n"


def write(folder: Path, name: str, nodes: str, *, start: str = "a", extra: str = "") -> None:
    """Write a tree with these nodes."""
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(extra + HEAD.format(start=start) + MIDDLE + nodes, encoding="utf-8")


def audited(folder: Path, path: str = "") -> Audit:
    """The audit of a folder, or of a file in it."""
    return common.run([str(folder / path)], policies=Policies(none=True), dated=None).audit


def found(folder: Path, path: str = "") -> list[tuple[str, str, int]]:
    """Rule, file name and line of all findings."""
    findings = audited(folder, path).findings
    return [(one.rule, Path(one.position.file).name, one.position.line) for one in findings]


def ids(tree: Tree) -> list[str]:
    """The ids of a tree's nodes."""
    return [node.id for node in tree.nodes]


def test_a_called_part_comes_back(tmp_path: Path) -> None:
    write(tmp_path, "main.yaml", "  a: {type: tree, file: part.yaml, next: person}\n  person: {type: agent}\n")
    write(tmp_path, "part.yaml", "  a: {type: say, next: b}\n  b: {type: return}\n  person: {type: agent}\n")
    whole = audited(tmp_path)
    assert [tree.file for tree in whole.trees] == [str(tmp_path / "main.yaml")]
    assert ids(whole.trees[0]) == ["a", "person", "part/a", "part/b", "part/person"]
    leads = {(edge.source, edge.target) for edge in whole.trees[0].edges}
    assert leads == {("a", "part/a"), ("part/a", "part/b"), ("part/b", "person")}
    assert found(tmp_path) == [("unreachable-node", "part.yaml", 10)]


def test_a_part_called_twice_is_copied_and_comes_back_to_each_place(tmp_path: Path) -> None:
    nodes = (
        "  a: {type: decide, when: {x: one}, else: two}\n"
        "  one: {type: tree, file: part.yaml, next: person}\n"
        "  two: {type: tree, file: part.yaml, next: end}\n"
        "  person: {type: agent}\n  end: {type: hangup}\n"
    )
    write(tmp_path, "main.yaml", nodes)
    write(tmp_path, "part.yaml", "  a: {type: say, next: b}\n  b: {type: return}\n  lost: {type: say}\n")
    leads = {(edge.source, edge.target) for edge in audited(tmp_path).trees[0].edges}
    assert {("part/b", "person"), ("part/b (called from two)", "end")} <= leads
    assert found(tmp_path) == [("unreachable-node", "part.yaml", 10)]


def test_a_jump_shares_the_other_tree_and_circles_of_links_are_ordinary(tmp_path: Path) -> None:
    write(tmp_path, "main.yaml", "  a: {type: menu, options: {1: b, 0: person}}\n"
          "  b: {type: tree, file: billing.yaml}\n  person: {type: agent}\n", extra='number: "1"\n')  # fmt: skip
    write(tmp_path, "billing.yaml", "  a: {type: menu, options: {1: back, 0: person}}\n"
          "  back: {type: tree, file: main.yaml}\n  person: {type: agent}\n")  # fmt: skip
    whole = audited(tmp_path)
    assert [Path(tree.file).name for tree in whole.trees] == ["main.yaml"]
    assert whole.findings == ()


def test_an_exit_may_name_a_node_of_another_file(tmp_path: Path) -> None:
    write(tmp_path, "main.yaml", "  a: {type: menu, options: {1: sub/part/pay, 0: person}}\n  person: {type: agent}\n")
    write(tmp_path, "sub/part.yaml", "  a: {type: agent}\n  pay: {type: agent}\n  person: {type: agent}\n")
    whole = audited(tmp_path)
    assert ("a", "sub/part/pay") in {(edge.source, edge.target) for edge in whole.trees[0].edges}
    assert found(tmp_path) == [("unreachable-node", "part.yaml", 8), ("unreachable-node", "part.yaml", 10)]


def test_a_file_that_says_so_is_audited_on_its_own_as_well(tmp_path: Path) -> None:
    write(tmp_path, "main.yaml", "  a: {type: tree, file: part.yaml, node: b}\n  person: {type: agent}\n")
    write(tmp_path, "part.yaml", "  a: {type: agent}\n  b: {type: agent}\n", extra="entry: true\n")
    whole = audited(tmp_path)
    assert [Path(tree.file).name for tree in whole.trees] == ["main.yaml", "part.yaml"]
    assert found(tmp_path) == [("unreachable-node", "main.yaml", 9)]


def test_a_part_that_was_not_named_is_read_too(tmp_path: Path) -> None:
    write(tmp_path, "main.yaml", "  a: {type: tree, file: part.yaml}\n")
    write(tmp_path, "part.yaml", "  a: {type: say}\n")
    assert ("dead-end", "part.yaml", 8) in found(tmp_path, "main.yaml")


@pytest.mark.parametrize(
    ("link", "message"),
    [
        ("nowhere.yaml", "'a' leads to 'nowhere.yaml', which is no tree that was found"),
        ("../outside.yaml", "'a' leads to '../outside.yaml', which lies outside the audited folder"),
        ("part.yaml, node: c", "'a' leads to 'c' in 'part.yaml', which is not defined there"),
    ],
)
def test_a_link_that_leads_nowhere_is_told_once_and_is_unknown_to_all_else(
    tmp_path: Path, link: str, message: str
) -> None:
    folder = tmp_path / "trees"
    write(folder, "main.yaml", f"  a: {{type: tree, file: {link}, next: b}}\n  b: {{type: hangup}}\n")
    write(folder, "part.yaml", "  a: {type: agent}\n", extra="entry: true\n")
    write(tmp_path, "outside.yaml", "  a: {type: agent}\n")
    findings = [one for one in audited(folder, "main.yaml").findings if Path(one.position.file).name == "main.yaml"]
    assert [one.rule for one in findings] == ["dangling-target"]
    assert findings[0].message.startswith(message)


def test_a_call_that_reaches_itself_is_an_automatic_cycle(tmp_path: Path) -> None:
    write(tmp_path, "main.yaml", "  a: {type: tree, file: part.yaml, next: person}\n  person: {type: agent}\n")
    write(tmp_path, "part.yaml", "  a: {type: tree, file: part.yaml, next: b}\n  b: {type: return}\n")
    assert ("automatic-cycle", "part.yaml", 8) in found(tmp_path)


def test_what_is_copied_too_often_is_left_out_and_said(tmp_path: Path) -> None:
    for number in range(30):
        calls = "".join(
            f"  {name}: {{type: tree, file: p{number + 1}.yaml, next: {after}}}\n"
            for name, after in (("a", "b"), ("b", "c"))
        )
        write(tmp_path, f"p{number}.yaml", calls + "  c: {type: return}\n")
    write(tmp_path, "p30.yaml", "  a: {type: return}\n")
    whole = audited(tmp_path)
    assert len(whole.trees) == 1
    assert len(whole.trees[0].nodes) <= 100_000
    assert any("is left out: at most 20 calls deep" in one.why for one in whole.not_checked)


@pytest.mark.parametrize(
    ("fragment", "messages"),
    [
        ("#pay", []),
        ("#gone", ["'part.vxml#gone' leads to 'gone' in 'part.vxml', which is not defined there"]),
    ],
)
def test_a_document_that_is_here_must_have_the_dialog(tmp_path: Path, fragment: str, messages: list[str]) -> None:
    bodies = {"main": f'<goto next="part.vxml{fragment}"/>', "part": "<exit/>"}
    for name, body in bodies.items():
        text = f'<vxml version="2.1"><form id="pay"><block>{body}</block></form></vxml>'
        (tmp_path / f"{name}.vxml").write_text(text, encoding="utf-8")
    findings = audited(tmp_path).findings
    assert [one.message for one in findings if one.rule == "dangling-target"] == messages


@pytest.mark.parametrize(
    ("required", "messages"),
    [(True, ["'a' leads to 'gone' in 'other', which is not defined there"]), (False, [])],
)
def test_a_beginning_that_need_not_be_there_is_unknown(required: bool, messages: list[str]) -> None:
    at = Position("f")
    link = Link("a", "", "other", "gone", False, at, required=required, file=False)
    first = Tree("f", "First", at, nodes=(Node("a", NodeType.TREE, at),), entries=(Entry("a", at),), links=(link,))
    other = Tree("g", "Other", at, nodes=(Node("b", NodeType.SAY, at),), entries=(Entry("b", at),), names=("other",))
    (whole,) = joined([first, other])
    assert [(node.id, node.type) for node in whole.nodes] == [("a", NodeType.OUTSIDE)]
    assert [one.message for one in whole.troubles] == messages


@pytest.mark.parametrize(("link", "message"), [
    (Link("b", "", "o", "", False, Position("f", 3)), "the reader 'it' says that 'b' leads to 'o'"),
    (Link("a", "1", "o", "", True, Position("f", 3)), "the reader 'it' says that the exit '1' of 'a' leads to 'o'"),
    (Link("b", "1", "o", "", False, Position("f", 3)), "the reader 'it' says that the exit '1' of 'b' leads to 'o'"),
])  # fmt: skip
def test_a_link_of_what_a_reader_has_not_read_is_told(link: Link, message: str) -> None:
    tree = Tree("f", "F", Position("f"), "it", nodes=(Node("a", NodeType.AGENT, Position("f", 2)),), links=(link,))
    (whole,) = joined([tree])
    assert (whole.nodes, whole.edges) == (tree.nodes, ())
    (finding,) = api.audit([tree], api.load_policy(), select=["dangling-target"]).findings
    assert (finding.position, finding.message) == (link.at, f"{message}, but has read no such thing")
