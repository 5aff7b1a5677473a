"""Old findings are known again where files are linked, unlinked, moved, and their nodes renamed all at once."""

from __future__ import annotations

import json
import os
import random
import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from time import process_time

import pytest
from running import Said
from test_against import committed, git, put

from ivraudit.auditing import Audit, audit
from ivraudit.baseline import held, known, read, write
from ivraudit.catalog import all_readers, all_rules
from ivraudit.compare import compare
from ivraudit.content import Contents
from ivraudit.gather import Policies, gather
from ivraudit.join import joined
from ivraudit.matching import match, paired
from ivraudit.merging import fingerprint
from ivraudit.model import Finding, Position, Source, Tree
from ivraudit.ordering import as_called, as_in

TREES = Path(__file__).parent.parent / "trees"
POLICY = Policies(none=True).of("")

SUB = """\
ivraudit: 1
name: "Parcels"
start: main
recurring: false
nodes:
  main:
    type: menu
    prompt: "Where is your parcel?"
    options:
      1: {label: "On its way", to: way}
      2: {label: "Lost", to: lost}
      3: {label: "Broken", to: broken, accept: {ambiguous-key: "an old one"}}
      0: {label: "A person", to: agent}
    noinput: {attempts: 3, to: agent}
    nomatch: {attempts: 3, to: agent}
  way: {type: say, prompt: "It comes tomorrow."}
  lost: {type: say, prompt: "It was sent to the wrong town.", accept: {no-human: "an old one"}}
  broken: {type: say, prompt: "Please keep the box.", next: nowhere}
  attic: {type: say, prompt: "Nobody hears this.", next: agent}
  agent: {type: agent}
"""
ALONE = """\
ivraudit: 1
name: "Line"
start: main
recurring: false
nodes:
  main: {type: say, prompt: "Hello there.", next: person}
  person: {type: queue}
"""
LINKED = ALONE.replace("next: person", "next: sub.yaml").replace("  person: {type: queue}\n", "")
SPIN = '  spin: {type: say, prompt: "One moment.", next: '


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty repository to be in."""
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_SYSTEM", os.devnull)
    monkeypatch.chdir(tmp_path)
    git("init", "-q")
    return tmp_path


def check(*arguments: str) -> Said:
    """A run of all rules, with JSON on its standard output."""
    return Said("check", "--format", "json", "--fail-on", "never", *arguments)


def new_and_gone(*arguments: str) -> tuple[list[str], list[str]]:
    """What is new and what is gone, each as rule, file and node."""
    content = check(*arguments).content
    return told(content["findings"]), told(content["gone"])


def told(findings: list[dict[str, str]]) -> list[str]:
    """Findings as rule, file and node."""
    return [f"{one['rule']} {one['file']} {one['node']}" for one in findings]


def since(change: dict[str, str | None]) -> tuple[tuple[list[str], list[str]], tuple[list[str], list[str]]]:
    """What a change of files makes new and gone, with a baseline and against the commit before."""
    committed()
    check("--write-baseline", "--baseline", "known.json")
    for name, text in change.items():
        Path(name).unlink() if text is None else put(name, text)
    return new_and_gone("--baseline", "known.json"), new_and_gone("--against", "HEAD")


# Links


def prints(file: str) -> dict[tuple[str, int, int], str]:
    """The fingerprint of each finding in a file, by rule and place."""
    return {
        (one["rule"], one["line"], one["column"]): one["fingerprint"]
        for one in check().content["findings"] if one["file"] == file
    }  # fmt: skip


def test_a_link_changes_no_fingerprint(repository: Path) -> None:
    put("trees/sub.yaml", SUB)
    put("trees/line.yaml", ALONE)
    before = prints("trees/sub.yaml")
    put("trees/line.yaml", LINKED)
    assert len(before) >= 6
    assert prints("trees/sub.yaml") == before
    assert before["dead-end", 16, 3] == fingerprint("dead-end", "sub.yaml", "way", "")
    assert {rule for rule, _, _ in before} >= {"dangling-target", "dead-end", "stale-acceptance", "unreachable-node"}


def test_a_link_that_comes_makes_nothing_new_but_what_it_makes(repository: Path) -> None:
    put("trees/sub.yaml", SUB)
    put("trees/line.yaml", ALONE)
    assert since({"trees/line.yaml": LINKED}) == (([], []), ([], []))
    put("trees/sub.yaml", SUB.replace('tomorrow."', 'tomorrow.", next: spin') + f"{SPIN}line/spin}}\n")
    put("trees/line.yaml", LINKED + f"{SPIN}sub/spin}}\n")
    for past in (("--baseline", "known.json"), ("--against", "HEAD")):
        new, gone = new_and_gone(*past)
        assert new == ["automatic-cycle trees/line.yaml spin", "inescapable-loop trees/line.yaml spin"]
        assert gone == ["dead-end trees/sub.yaml way"]


def test_a_link_that_goes_makes_nothing_new_but_what_it_makes(repository: Path) -> None:
    put("trees/sub.yaml", SUB)
    put("trees/line.yaml", LINKED)
    broken = ALONE.replace("next: person", "next: persons")
    new = ["dangling-target trees/line.yaml main", "unreachable-node trees/line.yaml person"]
    for found, gone in since({"trees/line.yaml": broken}):
        assert (sorted(one for one in found if "no-human" not in one), gone) == (new, [])


def test_a_link_and_other_names_at_once(repository: Path) -> None:
    put("trees/sub.yaml", SUB)
    put("trees/line.yaml", ALONE)
    other = SUB.replace("way:", "road:").replace("to: way", "to: road").replace("main", "hub")
    assert since({"trees/line.yaml": LINKED, "trees/sub.yaml": other}) == (([], []), ([], []))
    committed()
    check("--write-baseline", "--baseline", "known.json")
    put("trees/line.yaml", ALONE)
    put("trees/sub.yaml", SUB)
    assert new_and_gone("--baseline", "known.json") == new_and_gone("--against", "HEAD") == ([], [])


def test_a_part_that_moves(repository: Path) -> None:
    put("trees/sub.yaml", SUB)
    put("trees/line.yaml", LINKED)
    other = SUB.replace("way:", "road:").replace("to: way", "to: road").replace("main", "hub")
    line = LINKED.replace("sub.yaml", "parts/parcels.yaml")
    change = {"trees/line.yaml": line, "trees/sub.yaml": None, "trees/parts/parcels.yaml": other}
    assert since(change) == (([], []), ([], []))


def test_a_twin_of_what_went_is_new_in_a_linked_file(repository: Path) -> None:
    put("trees/sub.yaml", SUB)
    put("trees/line.yaml", LINKED)
    twin = SUB.replace('tomorrow."}', 'tomorrow.", next: agent}\n  again: {type: say, prompt: "It comes tomorrow."}')
    twin = twin.replace("      0: {label", '      4: {label: "Soon", to: again}\n      0: {label')
    committed()
    check("--write-baseline", "--baseline", "known.json")
    put("trees/sub.yaml", twin)
    for past in (("--baseline", "known.json"), ("--against", "HEAD")):
        assert new_and_gone("--select", "dead-end", *past) == (
            ["dead-end trees/sub.yaml sub/again"], ["dead-end trees/sub.yaml sub/way"],
        )  # fmt: skip
    put("trees/line.yaml", ALONE)
    assert new_and_gone("--select", "dead-end", "--baseline", "known.json") == (
        ["dead-end trees/sub.yaml again"], ["dead-end trees/sub.yaml sub/way"],
    )  # fmt: skip


def test_links_of_any_format_move_no_finding() -> None:
    """Whatever is found with links and without them is one finding, and has one fingerprint."""
    gathered = gather([str(TREES)], Policies(none=True))
    alone = judged([replace(tree, links=()) for tree in gathered.trees])
    linked = judged(gathered.whole())
    both = {place(one): one for one in alone.findings}.keys() & {place(one): one for one in linked.findings}.keys()
    for old, new in ((alone, linked), (linked, alone)):
        comparison = compare(old, new)
        assert not [one for one in comparison.findings if place(one) in both]
        assert {(place(one), one.fingerprint) for one, _ in comparison.kept} == {
            (place(other), other.fingerprint) for _, other in comparison.kept
        }
    assert len(both) > 600
    assert len(linked.trees) < len(alone.trees)


def place(finding: Finding) -> tuple[str, Position, str]:
    """What tells a finding from all others."""
    return finding.rule, finding.position, finding.fact


# Moves


def test_a_file_that_moves_and_a_node_that_is_renamed(repository: Path) -> None:
    text = (TREES / "bad/no-way-back/second-number.yaml").read_text(encoding="utf-8")
    other = re.sub(r"\bmain\b", "hub", text)
    put("trees/cinema.yaml", text)
    change: dict[str, str | None] = {"trees/cinema.yaml": None, "trees/kino.yaml": other}
    assert since(change) == (([], []), ([], []))
    committed()
    put("trees/cinema.yaml", text.replace("They sell fast.", "They do sell fast."))
    Path("trees/kino.yaml").unlink()
    assert new_and_gone("--against", "HEAD") == ([], [])
    check("--write-baseline", "--baseline", "known.json")
    Path("trees/cinema.yaml").unlink()
    put("trees/kino.yaml", other)
    assert new_and_gone("--baseline", "known.json") == ([], [])


def test_a_file_that_moves_and_whose_nodes_say_something_else(repository: Path) -> None:
    put("trees/a.yaml", SUB)
    other = re.sub(r'(prompt: "\w+ )', r"\1 really ", SUB)
    assert since({"trees/a.yaml": None, "trees/b.yaml": other}) == (([], []), ([], []))


def test_a_file_that_moves_and_has_no_name(repository: Path) -> None:
    text = ALONE.replace('name: "Line"\n', "")
    put("trees/a.yaml", text)
    put("trees/b.yaml", SUB)
    other = text.replace("main", "hub").replace("person", "desk")
    assert since({"trees/a.yaml": None, "trees/c.yaml": other}) == (([], []), ([], []))


def test_another_file_with_the_same_fault_is_new(repository: Path) -> None:
    put("trees/a.yaml", SUB)
    other = SUB.replace("Parcels", "Letters").replace("parcel", "letter").replace("It comes", "It arrives")
    other = other.replace("main", "hub").replace("way", "road").replace("On its road", "Sent")
    for new, gone in since({"trees/a.yaml": None, "trees/b.yaml": other}):
        assert "dead-end trees/b.yaml road" in new
        assert "dead-end trees/a.yaml way" in gone


def test_a_baseline_that_knows_no_files_is_read_as_ever(repository: Path) -> None:
    put("trees/sub.yaml", SUB)
    put("trees/line.yaml", LINKED)
    check("--write-baseline", "--baseline", "known.json")
    content = json.loads(Path("known.json").read_text())
    assert list(content.pop("files")) == ["trees/sub.yaml"]
    for one in content["findings"]:
        if one.pop("own", None):
            one["fingerprint"] = fingerprint(one["rule"], one["file"], one["node"], one["fact"])
    put("known.json", json.dumps(content))
    assert new_and_gone("--baseline", "known.json") == ([], [])
    put("trees/sub.yaml", SUB.replace("way:", "road:").replace("to: way", "to: road"))
    assert new_and_gone("--baseline", "known.json") == ([], [])


# Any file of the collection


def trees_of(texts: dict[str, bytes]) -> list[Tree]:
    """The trees of some files, as they were written."""
    return [tree for file, data in texts.items() for tree in all_readers()["yaml"].read(Source(file, data))]


def judged(trees: Sequence[Tree]) -> Audit:
    """What all rules say of joined trees."""
    return audit([(tree, POLICY) for tree in trees], all_rules(), dated="2026-06-01")


def renamed(text: str, file: str, chance: random.Random) -> str:
    """Return a tree with some of its nodes under other names; those whose names are words of it too keep theirs."""
    for id in [node.id for node in trees_of({file: text.encode()})[0].nodes]:
        if chance.random() < 0.6:
            name = f"x{chance.randrange(10**6)}"
            other = re.sub(rf'(?<![\w"-]){re.escape(id)}(?![\w"-])', name, text)
            if shape(text, file, {id: name}) == shape(other, file, {}):
                text = other
    return text


def shape(text: str, file: str, names: dict[str, str]) -> object:
    """What a tree says and where its exits lead, some of its nodes called otherwise."""
    (tree,) = trees_of({file: text.encode()})
    contents = Contents(tree)
    ways = [(names.get(edge.source, edge.source), names.get(str(edge.target), edge.target)) for edge in tree.edges]
    starts = [names.get(entry.node, entry.node) for entry in tree.entries]
    links = [(link.name, link.start) for link in tree.links]
    return [contents.whole(node) for node in tree.nodes], ways, starts, links, [one.rule for one in tree.troubles]


@pytest.mark.parametrize("folder", sorted((TREES / "bad").iterdir()), ids=lambda folder: folder.name)
def test_any_file_moved_with_any_names_makes_nothing_new(folder: Path) -> None:
    texts = {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*.yaml"))}
    linked = {link.name for tree in trees_of(texts) for link in tree.links}
    old = joined(trees_of(texts))
    before = read(write(known(judged(old), judged(list(map(as_called, old))), str)).encode(), "known.json")
    chance = random.Random(folder.name)
    for moved in [file for file in texts if file not in linked]:
        data = texts[moved]
        with suppress(UnicodeDecodeError):  # then it moves as it is
            data = renamed(data.decode("utf-8"), moved, chance).encode()
        now = {file: told for file, told in texts.items() if file != moved}
        now[f"moved-{chance.randrange(99)}.yaml"] = data
        new = joined(trees_of(now))
        today = judged(new)
        called = judged(list(map(as_called, new)))
        found = held(today, called, before, "b", str, now.__contains__, lambda one: True)
        assert ([one.message for one in found.findings], found.gone) == ([], ())
        pairs = [(one, other) for one, other in paired(old, new) if one and other]
        comparison = compare(judged([as_in(one, other, match(one, other)) for one, other in pairs]), today)
        assert (comparison.findings, comparison.gone) == ((), ())


def test_a_long_linked_tree_is_compared_in_time() -> None:
    def written(prefix: str) -> str:
        rows = "".join(
            f'  {prefix}{at}: {{type: say, prompt: "Wait {at % 7}.", next: {prefix}{at + 1}}}\n' for at in range(10_000)
        )
        return f"ivraudit: 1\nname: Long\nstart: {prefix}0\nnodes:\n{rows}  {prefix}10000: {{type: agent}}\n"

    line = ALONE.encode(), LINKED.encode()
    sides = [
        joined(trees_of({"line.yaml": line[at], "sub.yaml": written(name).encode()})) for at, name in enumerate("ab")
    ]
    audits = [Audit(trees=tuple(side)) for side in sides]
    began = process_time()
    compare(*audits)
    assert process_time() - began < 10
