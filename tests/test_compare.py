"""Two versions of a tree: which node is which, what is new, gone and kept, and what has changed."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from time import process_time

import pytest
from sorting import renamed, shuffled
from test_against import ACME

from ivraudit.auditing import Audit, audit
from ivraudit.catalog import all_readers, all_rules
from ivraudit.compare import Comparison, compare
from ivraudit.gather import Policies
from ivraudit.matching import match, paired
from ivraudit.model import Source, Tree
from ivraudit.ordering import as_in

TREES = Path(__file__).parent.parent / "trees"
WRITTEN = sorted(path for folder in ("good", "stories", "bad/*") for path in TREES.glob(f"{folder}/*.yaml"))
TWINS = {"quoted-and-again"}
"""Of two nodes of one id the first counts: another order is another tree."""
POLICY = Policies(none=True).of("")


def read(text: str, file: str = "acme.yaml") -> Tree:
    """The tree of a text."""
    (tree,) = all_readers()["yaml"].read(Source(file, text.encode()))
    return tree


def judged(trees: Sequence[Tree]) -> Audit:
    """What all rules say of trees."""
    return audit([(tree, POLICY) for tree in trees], all_rules(), dated="2026-06-01")


def compared(old: str, new: str, file: str = "acme.yaml") -> Comparison:
    """What became of a tree."""
    before, after = read(old), read(new, file)
    return compare(judged([as_in(before, after, match(before, after))]), judged([after]))


def told(comparison: Comparison) -> tuple[list[str], list[str], list[str]]:
    """The findings that are new, gone and kept, each as rule and node."""
    several = (comparison.findings, comparison.gone, [one for _, one in comparison.kept])
    new, gone, kept = ([f"{one.rule} {one.node}" for one in ones] for ones in several)
    return new, gone, kept


BOTH = ["dead-end billing", "dead-end repairs"]


@pytest.mark.parametrize(
    ("change", "new", "gone", "kept"),
    [
        pytest.param(lambda text: text, [], [], BOTH, id="nothing"),
        pytest.param(lambda text: f"# a line more\n\n{text}", [], [], BOTH, id="other lines"),
        pytest.param(lambda text: shuffled(text, 1), [], [], ["dead-end repairs", "dead-end billing"], id="reordered"),
        pytest.param(lambda text: renamed(text, "billing", "bills"), [], [], ["dead-end bills", BOTH[1]], id="renamed"),
        pytest.param(lambda text: renamed(renamed(renamed(text, "billing", "x"), "repairs", "billing"), "x", "repairs"),
                     [], [], ["dead-end repairs", "dead-end billing"], id="names exchanged"),
        pytest.param(lambda text: renamed(renamed(text, "billing", "bills"), "repairs", "billing"),
                     [], [], ["dead-end bills", "dead-end billing"], id="a name taken over"),
        pytest.param(lambda text: text.replace("Your bill is in the post.", "Your bill is on its way."),
                     [], [], BOTH, id="reworded"),
        pytest.param(lambda text: text.replace('us."}', 'us.", next: agent}'), [], BOTH[1:], BOTH[:1], id="mended"),
        pytest.param(lambda text: f'{text}  fax: {{type: say, prompt: "Beep.", next: agent}}\n',
                     ["unreachable-node fax"], [], BOTH, id="one more"),
        pytest.param(lambda text: renamed(text, "billing", "bills").replace('us."}', 'us.", next: gone}'),
                     ["dangling-target repairs"], BOTH[1:], ["dead-end bills"], id="renamed and broken"),
    ],
)  # fmt: skip
def test_what_is_new_gone_and_kept(
    change: Callable[[str], str], new: list[str], gone: list[str], kept: list[str]
) -> None:  # fmt: skip
    assert told(compared(ACME, change(ACME))) == (new, gone, kept)
    assert told(compared(ACME, change(ACME), "elsewhere/acme-line.yaml")) == (new, gone, kept)


@pytest.mark.parametrize("path", WRITTEN, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_the_order_in_the_file_does_not_matter(path: Path) -> None:
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return
    for seed in range(2) if path.stem not in TWINS else ():
        comparison = compared(text, shuffled(text, seed), "acme.yaml")
        assert told(comparison)[:2] == ([], [])
        (change,) = comparison.trees
        assert (change.added, change.removed, change.renamed, change.changed) == ((), (), (), ())


def test_twins_are_told_apart_by_their_files() -> None:
    """Three files of one name have the same fault; a fourth that comes in between is the new one."""
    files = ("a/main.yaml", "b/main.yaml", "d/main.yaml")
    old = judged([read(ACME, file) for file in files])
    new = judged([read(ACME, file) for file in (*files[:2], "c/main.yaml", files[2])])
    comparison = compare(old, new)
    assert [(one.position.file, one.node) for one in comparison.findings] == [
        ("c/main.yaml", "billing"), ("c/main.yaml", "repairs"),
    ]  # fmt: skip
    assert comparison.gone == ()


def test_what_became_of_the_nodes() -> None:
    text = renamed(ACME, "billing", "bills").replace('0: {label: "A person"', '9: {label: "A person"')
    text = text.replace("How can we help?", "What is it?").replace('us."}', 'us.", next: fax}')
    comparison = compared(ACME, f"{text}  fax: {{type: hangup}}\n")
    (change,) = comparison.trees
    assert [node.id for node in change.added] == ["fax"]
    assert change.removed == ()
    assert [(old.id, new.id) for old, new in change.renamed] == [("billing", "bills")]
    assert [(one.new.id, one.fields, one.exits) for one in change.changed] == [
        ("main", ("prompt",), ("0", "9")), ("repairs", (), ("next",)),
    ]  # fmt: skip


def test_trees_that_came_and_went() -> None:
    other = ACME.replace("Acme", "Bank").replace("Billing", "Loans").replace("post", "mail").replace("Repairs", "Cards")
    other = renamed(renamed(other, "billing", "loans"), "repairs", "cards").replace("send it to us", "come to us")
    other = renamed(other, "agent", "desk")
    comparison = compare(judged([read(ACME)]), judged([read(other, "bank.yaml")]))
    assert [(one.old and one.old.name, one.new and one.new.name) for one in comparison.trees] == [
        ("Acme", None), (None, "Bank"),
    ]  # fmt: skip
    assert [len(one.removed) for one in comparison.trees] == [4, 0]
    assert [len(one.added) for one in comparison.trees] == [0, 4]


def test_trees_are_paired_by_file_then_name_then_content() -> None:
    first, second = read(ACME, "a.yaml"), read(ACME.replace("Acme", "B"), "b.yaml")
    third = read(ACME.replace("Acme", "C"), "c.yaml")
    moved = read(ACME.replace("Acme", "B").replace("bill", "invoice"), "north/b.yaml")
    told_anew = read(renamed(ACME.replace("Acme", "The C line"), "billing", "bills"), "c2.yaml")
    pairs = paired([first, second, third], [told_anew, moved, first])
    assert [(old and old.file, new and new.file) for old, new in pairs] == [
        ("a.yaml", "a.yaml"), ("b.yaml", "north/b.yaml"), ("c.yaml", "c2.yaml"),
    ]  # fmt: skip


def test_a_node_whose_name_another_takes_is_known_by_what_it_says() -> None:
    greeted = renamed(ACME, "main", "choice").replace("start: choice", "start: main").replace(
        "nodes:\n", 'nodes:\n  main: {type: say, prompt: "Welcome.", next: choice}\n'
    )  # fmt: skip
    matching = match(read(ACME), read(greeted))
    assert ("main", "choice") in [(one.id, other.id) for one, other in matching.pairs]
    assert [node.id for node in matching.added] == ["main"]
    nobody = ACME.replace("type: agent", "type: hangup")
    comparison = compared(nobody, greeted.replace("type: agent", "type: hangup"))
    assert told(comparison)[:2] == ([], [])
    assert "no-human main" in told(comparison)[2]


def test_a_tree_that_moved_is_known_though_another_has_its_place() -> None:
    moved, other = read(ACME, "new.yaml"), read(ACME.replace("Acme", "Shop").replace("bill", "cart"), "acme.yaml")
    pairs = paired([read(ACME)], [other, moved])
    assert [(old and old.name, new and new.name) for old, new in pairs] == [("Acme", "Acme"), (None, "Shop")]


def chain(names: Sequence[str], *, last: str = "agent") -> Tree:
    """A long row of nodes that all say the same."""
    nodes = "".join(
        f'  {name}: {{type: say, prompt: "Please wait.", next: {after}}}\n'
        for name, after in zip(names, [*names[1:], last], strict=True)
    )
    return read(f'ivraudit: 1\nname: "Long"\nstart: {names[0]}\nnodes:\n{nodes}  {last}: {{type: agent}}\n')


def test_a_row_of_equals_is_known_again_from_either_end() -> None:
    count = 10_000
    old, new = [f"a{number}" for number in range(count)], [f"b{number}" for number in range(count)]
    before, after = chain(old), chain(new)
    mixed = list(after.nodes)
    random.Random(1).shuffle(mixed)
    after = replace(after, nodes=tuple(mixed))
    began = process_time()
    matching = match(before, after)
    took = process_time() - began
    assert [(one.id, other.id) for one, other in matching.pairs] == [*zip(old, new, strict=True), ("agent", "agent")]
    assert (matching.added, matching.removed) == ((), ())
    assert took < 10, f"{took:.1f} s"


def test_what_nothing_tells_apart_stays_added_and_removed() -> None:
    text = "ivraudit: 1\nname: T\nstart: a\nnodes:\n  a: {type: agent}\n"
    old = read(f"{text}  b: {{type: hangup}}\n  c: {{type: hangup}}\n")
    new = read(f"{text}  d: {{type: hangup}}\n  e: {{type: hangup}}\n")
    matching = match(old, new)
    assert [(one.id, other.id) for one, other in matching.pairs] == [("a", "a")]
    assert [node.id for node in matching.removed] == ["b", "c"]
    assert [node.id for node in matching.added] == ["d", "e"]


def test_alike_nodes_are_told_apart_by_those_they_lead_to_or_come_from() -> None:
    text = """\
ivraudit: 1
name: T
start: main
nodes:
  main:
    type: menu
    prompt: "Hello"
    options: {1: north, 2: south}
  north: {type: say, prompt: "One moment.", next: team}
  south: {type: say, prompt: "One moment.", next: team}
  team: {type: agent}
"""
    new = renamed(renamed(text, "north", "n"), "south", "s")
    pairs = match(read(text), read(new)).pairs
    assert [(one.id, other.id) for one, other in pairs] == [
        ("main", "main"), ("north", "n"), ("south", "s"), ("team", "team"),
    ]  # fmt: skip
