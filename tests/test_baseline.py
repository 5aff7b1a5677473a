"""The baseline: what it knows does not count, whatever is renamed, moved or sorted anew; only what is new does."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import jsonschema
import pytest
from running import Said
from sorting import renamed, shuffled

from ivraudit import pages
from ivraudit.auditing import Audit, audit
from ivraudit.baseline import held, known, read, write
from ivraudit.catalog import all_readers, all_rules
from ivraudit.errors import IvrauditError
from ivraudit.gather import Policies
from ivraudit.model import Known, Source, Tree
from ivraudit.ordering import as_called

POLICY = Policies(none=True).of("")
TREES = Path(__file__).parent.parent / "trees"

HEAD = 'ivraudit: 1\nname: "Line {number}"\nstart: main\nrecurring: false\nnodes:\n'
MENU = """\
  main:
    type: menu
    prompt: "How can we help on line {number}?"
    options:
{options}
      0: {{label: "A person", to: agent}}
    noinput: {{attempts: 3, to: agent}}
    nomatch: {{attempts: 3, to: agent}}
  agent: {{type: agent}}
"""
DEAD_END = '  desk_{key}: {{type: say, prompt: "Desk {key} of line {number} will call you."}}\n'


def line(number: int, faults: int = 8) -> str:
    """A phone line with so many dead ends, at most 8."""
    keys = range(1, faults + 1)
    options = "\n".join(f'      {key}: {{label: "Desk {key}", to: desk_{key}}}' for key in keys)
    dead_ends = "".join(DEAD_END.format(key=key, number=number) for key in keys)
    return HEAD.format(number=number) + MENU.format(number=number, options=options) + dead_ends


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to be in."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "trees").mkdir()
    return tmp_path


def check(*arguments: str) -> Said:
    """A run of two rules."""
    return Said("check", "--no-policy", "--select", "dead-end,unreachable-node", *arguments)


def put(name: str, text: str) -> None:
    """Write a file below the current folder."""
    Path(name).parent.mkdir(parents=True, exist_ok=True)
    Path(name).write_text(text, encoding="utf-8")


def checked(*arguments: str) -> Said:
    """A run against the baseline, with JSON on its standard output."""
    return check("--baseline", "known.json", "--format", "json", *arguments)


# A repository with 200 old findings


def test_two_hundred_old_findings_and_one_new(folder: Path) -> None:
    for number in range(25):
        put(f"trees/line-{number:02}.yaml", line(number))
    assert check("--format", "json").content["summary"]["error"] == 200
    wrote = check("--write-baseline", "--baseline", "known.json")
    assert (wrote.code, wrote.err) == (0, "wrote known.json: 200 findings\n")
    kept = Path("known.json").read_text()
    assert kept.count("\n") == 200 + 25 + 3

    put("trees/line-03.yaml", shuffled(line(3), 7))
    put("trees/line-04.yaml", line(4) + "  attic: {type: say, prompt: \"Nobody hears this.\", next: agent}\n")
    for form in ("text", "json", "sarif", "junit:junit.xml"):
        said = check("--baseline", "known.json", "--format", form, "--fail-on", "warning")
        assert said.code == 1
        assert said.err == "exit 1: 1 new finding at or above warning (--fail-on)\n"
    assert checked().places == ["trees/line-04.yaml attic"]
    content = checked().content
    assert [one["baseline"] for one in content["findings"]] == ["new"]
    assert [one["baseline"] for one in content["baselined"]] == ["unchanged"] * 200
    assert (content["gone"], content["compared"]) == ([], "the baseline known.json")
    assert content["summary"] == {"error": 0, "warning": 1, "info": 0}
    results = json.loads(check("--baseline", "known.json", "--format", "sarif").out)["runs"][0]["results"]
    assert [one["baselineState"] for one in results] == ["new", *["unchanged"] * 200]
    jsonschema.Draft202012Validator(pages.findings_schema()).validate(content)

    put("trees/line-04.yaml", line(4))
    for form in ("text", "json", "sarif", "junit:junit.xml"):
        said = check("--baseline", "known.json", "--format", form, "--fail-on", "warning")
        assert (said.code, said.err) == (0, "")
    assert check("--baseline", "known.json").out == (
        "0 errors, 0 warnings, 0 infos in 25 trees of 250 nodes\n"
        "compared with the baseline known.json: 200 known, 0 gone\n"
    )
    assert Path("known.json").read_text() == kept


def test_findings_that_are_gone_are_told_so_that_the_file_shrinks(folder: Path) -> None:
    put("trees/a.yaml", line(1, 4))
    check("--write-baseline", "--baseline", "known.json")
    put("trees/a.yaml", line(1, 4).replace('Desk 1 of line 1 will call you."', 'Desk 1.", next: agent'))
    said = check("--baseline", "known.json", "-v")
    assert (said.code, said.err) == (0, "1 finding of the baseline is gone: write it anew with --write-baseline\n")
    assert "trees/a.yaml: gone[dead-end] 'desk_1'" in said.out
    assert "trees/a.yaml:19:3: known[dead-end] 'desk_2'" in said.out
    (gone,) = checked().content["gone"]
    assert (gone["rule"], gone["node"], gone["baseline"]) == ("dead-end", "desk_1", "gone")
    *others, absent = json.loads(check("--baseline", "known.json", "--format", "sarif").out)["runs"][0]["results"]
    assert [one["baselineState"] for one in others] == ["unchanged"] * 3
    assert (absent["ruleId"], absent["baselineState"]) == ("dead-end", "absent")
    assert check("--baseline", "known.json", "-q").err == ""
    assert check("--write-baseline", "--baseline", "known.json").err == "wrote known.json: 3 findings\n"
    assert checked().content["gone"] == []


@pytest.mark.parametrize(
    ("arguments", "gone"),
    [(["trees"], 2), (["trees/a.yaml"], 1), (["trees/b.yaml"], 0), (["trees/a.yaml", "--clock", "open"], 0),
     (["trees", "--ignore", "dead-end"], 0)],
)  # fmt: skip
def test_what_was_not_looked_at_is_not_gone(folder: Path, arguments: list[str], gone: int) -> None:
    for name in "abc":
        put(f"trees/{name}.yaml", line(ord(name), 2))
    check("--write-baseline", "--baseline", "known.json")
    put("trees/a.yaml", line(ord("a"), 1))
    put("trees/c.yaml", line(ord("c"), 1))
    assert len(checked(*arguments).content["gone"]) == gone


# What is not new


def test_renamed_nodes_and_moved_files_are_not_new(folder: Path) -> None:
    put("trees/a.yaml", line(1, 3))
    put("trees/b.yaml", line(2, 3))
    check("--write-baseline", "--baseline", "known.json")
    put("trees/a.yaml", renamed(line(1, 3), "desk_2", "the_second_desk"))
    assert checked().places == []
    Path("trees/b.yaml").rename("trees/north.yaml")
    assert checked().places == []
    assert checked().content["gone"] == []
    put("trees/north.yaml", renamed(shuffled(line(2, 3), 3), "desk_2", "the_second_desk"))
    assert checked().places == []
    put("trees/deep/down/a.yaml", Path("trees/a.yaml").read_text())
    Path("trees/a.yaml").unlink()
    assert checked().places == []
    assert len(checked().content["baselined"]) == 6


def test_a_copy_is_new_while_the_first_is_there(folder: Path) -> None:
    put("trees/a.yaml", line(1, 2))
    check("--write-baseline", "--baseline", "known.json")
    put("trees/copy.yaml", line(1, 2))
    put("trees/x/a.yaml", line(1, 1))
    assert checked().places == ["trees/copy.yaml desk_1", "trees/copy.yaml desk_2", "trees/x/a.yaml desk_1"]


def test_a_new_node_that_says_the_same_is_new_while_the_first_is_there(folder: Path) -> None:
    text = line(1, 2)
    put("trees/a.yaml", text)
    check("--write-baseline", "--baseline", "known.json")
    mended = text.replace('Desk 1 of line 1 will call you."', 'Desk 1 of line 1 will call you.", next: agent')
    again = mended.replace("      0: {label", '      9: {label: "Again", to: again}\n      0: {label')
    put("trees/a.yaml", f'{again}  again: {{type: say, prompt: "Desk 1 of line 1 will call you."}}\n')
    said = checked()
    assert said.places == ["trees/a.yaml again"]
    assert [one["node"] for one in said.content["gone"]] == ["desk_1"]


def test_the_baseline_is_found_again_from_anywhere(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put("trees/a.yaml", line(1, 2))
    check("--write-baseline", "--baseline", "known.json")
    assert {one["file"] for one in json.loads(Path("known.json").read_text())["findings"]} == {"trees/a.yaml"}
    assert checked(str(folder / "trees")).places == []
    monkeypatch.chdir("trees")
    assert check(".", "--baseline", "../known.json", "--format", "json").places == []


def read_tree(text: str, file: str) -> list[Tree]:
    """The trees of a text."""
    return all_readers()["yaml"].read(Source(file, text.encode()))


def judged(trees: Sequence[Tree]) -> tuple[Audit, Audit]:
    """What all rules say of trees, and of the same in the order of calls."""
    both = (trees, [as_called(tree) for tree in trees])
    first, second = (audit([(tree, POLICY) for tree in some], all_rules(), dated="2026-06-01") for some in both)
    return first, second


@pytest.mark.parametrize("path", sorted(TREES.glob("stories/*.yaml")), ids=lambda path: path.stem)
def test_stories_told_in_another_order_are_not_new(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    before = known(*judged(read_tree(text, path.name)), str)
    assert before
    for seed in range(5):
        anew = held(
            *judged(read_tree(shuffled(text, seed), path.name)), before, "b", str, lambda file: True, lambda one: True
        )
        assert (anew.findings, anew.gone) == ((), ())
        assert len(anew.baselined) == len(before)


# The file


FINDING = Known("0123456789abcdef", "dead-end", "a.yaml", "Line", "desk", "", "fedcba9876543210", "no \u202e\ud800",
                whole="0011223344556677")


def test_the_file_is_read_back_as_it_was_written() -> None:
    assert write([FINDING]) == (
        '{"ivraudit_baseline": 1, "findings": [\n'
        '{"fingerprint": "0123456789abcdef", "rule": "dead-end", "file": "a.yaml", "tree": "Line", "node": "desk", '
        '"fact": "", "content": "fedcba9876543210", "message": "no \\u202e\\ud800"}\n], '
        '"files": {\n"a.yaml": "0011223344556677"\n}}\n'
    )
    assert read(write([FINDING]).encode(), "f") == [FINDING]
    part = FINDING._replace(file="b.yaml", node="a/desk", own="desk", whole="")
    assert read(write([FINDING, part]).encode(), "f") == [FINDING, part]
    assert read(write([]).encode(), "f") == []


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "f:1:1: the baseline cannot be used: it is no JSON"),
        (b"{\n  \"x\": }", "f:2:8: the baseline cannot be used: it is no JSON"),
        (b"\xff", "f: the baseline cannot be used: it is no UTF-8 (byte 0)"),
        (b"[" * 100_000, "it is no JSON that ivraudit writes"),
        (b"[]", "it has no key `ivraudit_baseline`, so it is no baseline"),
        (b'{"ivraudit_baseline": true, "findings": []}', "so it is no baseline"),
        (b'{"ivraudit_baseline": 2, "findings": []}', "it has version 2, and this ivraudit reads up to 1: update"),
        (b'{"ivraudit_baseline": 1}', "its `findings` are no list"),
        (b'{"ivraudit_baseline": 1, "findings": [{"fingerprint": 1}]}', "finding 1 has no text as its `fingerprint`"),
        (b'{"ivraudit_baseline": 1, "findings": [], "files": []}', "its `files` are not one text for each"),
        (b'{"ivraudit_baseline": 1, "findings": [], "files": {"a": 1}}', "its `files` are not one text for each"),
        (b'{"ivraudit_baseline": 1, "findings": [[]]}', "finding 1 has no text as its `fingerprint`"),
    ],
)
def test_a_file_that_cannot_be_used_is_told_why(folder: Path, data: bytes, why: str) -> None:
    with pytest.raises(IvrauditError) as told:
        read(data, "f")
    assert why in str(told.value)
    assert str(told.value).endswith("(write it anew with --write-baseline)")
    put("trees/a.yaml", line(1, 1))
    Path("known.json").write_bytes(data)
    runs = [check("--baseline", "known.json"), check("--baseline", "known.json", "--write-baseline")]
    assert [one.code for one in runs] == [3, 0]


def test_usage(folder: Path) -> None:
    put("trees/a.yaml", line(1, 1))
    lost = check("--baseline", "known.json")
    assert (lost.code, lost.out) == (2, "")
    assert "there is no baseline 'known.json': --write-baseline writes it" in lost.err
    assert check("--baseline", "trees").code == 3
    assert check("--write-baseline", "--baseline", "trees/a.yaml/x").code == 3
    both = check("--baseline", "known.json", "--against", "HEAD")
    assert (both.code, both.out) == (2, "")
    assert "--against and --baseline exclude each other" in both.err
    assert check("--write-baseline").err == "wrote .ivraudit-baseline.json: 1 finding\n"
    assert check("--baseline", ".ivraudit-baseline.json").code == 0
