"""ivraudit diff: what a change does to those who call, between files, folders and commits; worse is exit code 1."""

from __future__ import annotations

import json
import os
from pathlib import Path
from shutil import rmtree
from xml.etree import ElementTree

import pytest
from running import Said
from test_against import committed, git, put

from ivraudit import __version__

TREES = Path(__file__).parent.parent / "trees"

ACME = """\
ivraudit: 1
name: "Acme"
start: welcome
languages: [en-US]
recurring: false
nodes:
  welcome: {type: say, seconds: 4, prompt: "Hello.", next: main}
  main:
    type: menu
    prompt: "How can we help?"
    options:
      1: {label: "Cancel", to: sorry, goal: cancel}
      2: {label: "Fraud", to: fraud_hours}
      0: {label: "A person", to: agent}
    noinput: {attempts: 2, to: agent}
    nomatch: {attempts: 2, to: agent}
  fraud_hours: {type: hours, open: agent, closed: agent, holiday: fraud_desk}
  fraud_desk: {type: agent}
  sorry: {type: say, seconds: 5, prompt: "We are sorry to see you go.", next: cancelled}
  cancelled: {type: say, goal: cancel, resolves: true, confirms: sms, prompt: "It is cancelled.", next: bye}
  agent: {type: agent}
  bye: {type: hangup}
"""
LONGER = ACME.replace("seconds: 4,", "seconds: 16,")
OFFER = ACME.replace("next: cancelled}", "next: offer}") + """\
  offer:
    type: menu
    offer: true
    prompt: "Half price?"
    seconds: 8
    barge_in: false
    options: {1: {label: "Yes", to: bye}, 2: {label: "Cancel now", to: cancelled, goal: cancel}}
    noinput: {attempts: 2, to: cancelled}
    nomatch: {attempts: 2, to: cancelled}
"""
LOST = ACME.replace("holiday: fraud_desk", "holiday: bye").replace("  fraud_desk: {type: agent}\n", "")
SPOILED = "nodes: ["
FRESH = """\
ivraudit: 1
name: "Fresh"
start: hello
nodes: {hello: {type: say, seconds: 1, prompt: "Hi.", next: who}, who: {type: agent}}
"""

TEXT = """\
Acme  new.yaml
  worse   reaching a person and cancelling take 12 s longer
  worse   a person is offered 12 s later
          of 100 callers 5 fewer reach a person, 4 fewer are helped and 9 more give up; a call takes 10 s longer on average
  nodes   changed welcome (seconds)
  new     warning[long-greeting] new.yaml:7:3: callers of 'welcome' are offered the first choice after 20 s (most 15)
"""  # noqa: E501


@pytest.fixture(autouse=True)
def _alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work in a folder of one's own, with no repository around it."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    for name in ("NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)


def diff(old: str, new: str, *options: str) -> Said:
    """Compare two texts of one tree."""
    put("old.yaml", old)
    put("new.yaml", new)
    return Said("diff", "old.yaml", "new.yaml", *options)


def worse(said: Said) -> list[str]:
    """The lines that say what is worse."""
    return [line.removeprefix("  worse   ") for line in said.out.splitlines() if line.startswith("  worse ")]


def test_a_change_as_text() -> None:
    said = diff(ACME, LONGER)
    assert (said.out, said.err, said.code) == (TEXT, "exit 1: 2 changes worse than the policy tolerates\n", 1)


def test_a_change_as_markdown() -> None:
    said = diff(ACME, LONGER, "--format", "markdown")
    assert said.code == 1
    assert said.out == """\
<!-- ivraudit diff -->
## Phone trees: 2 changes for the worse

old.yaml compared with new.yaml

### Acme

`new.yaml`

- **worse:** reaching a person and cancelling take 12 s longer
- **worse:** a person is offered 12 s later
- of 100 callers 5 fewer reach a person, 4 fewer are helped and 9 more give up; a call takes 10 s longer on average
- nodes: changed welcome (seconds)
- **new:** `warning[long-greeting]` callers of 'welcome' are offered the first choice after 20 s (most 15) (`new.yaml:7:3`)
"""  # noqa: E501


def test_a_change_as_json() -> None:
    content = diff(ACME, LONGER, "--format", "json").content
    (tree,) = content.pop("trees")
    assert content == {"ivraudit": __version__, "old": "old.yaml", "new": "new.yaml", "worse": 2}
    before, after, (new,) = tree.pop("before"), tree.pop("after"), tree.pop("new")
    assert tree == {
        "file": "new.yaml", "name": "Acme", "was": {"file": "old.yaml", "name": "Acme"},
        "changes": [
            {"text": "reaching a person and cancelling take 12 s longer", "worse": True},
            {"text": "a person is offered 12 s later", "worse": True},
            {"text": "of 100 callers 5 fewer reach a person, 4 fewer are helped and 9 more give up; "
                     "a call takes 10 s longer on average", "worse": None},
        ],
        "nodes": {"added": [], "removed": [], "renamed": [],
                  "changed": [{"node": "welcome", "fields": ["seconds"], "exits": []}]},
        "gone": [],
    }  # fmt: skip
    assert (new["rule"], new["file"]) == ("long-greeting", "new.yaml")
    measured = [Said("measure", name, "--format", "json") for name in ("old.yaml", "new.yaml")]
    assert [[before], [after]] == [json.loads(one.out) for one in measured]


@pytest.mark.parametrize(("changed", "told"), [
    (LONGER, ["reaching a person and cancelling take 12 s longer", "a person is offered 12 s later"]),
    (OFFER, ["cancelling takes 14 s longer, one more key, one more save offer and one more menu"]),
    (LOST, ["'fraud_hours' loses its person on holidays (before: one answered at once)"]),
])  # fmt: skip
def test_worse_is_said_in_one_sentence_and_is_exit_1(changed: str, told: list[str]) -> None:
    there, back = diff(ACME, changed, "--no-policy"), diff(changed, ACME, "--no-policy")
    assert [line for line in worse(there) if changed is not LOST or "offered" not in line] == told
    assert (there.code, back.code, worse(back)) == (1, 0, [])


def test_options_in_another_order_keep_the_times_of_their_own_version() -> None:
    first = ACME.replace('      0: {label: "A person", to: agent}\n', "").replace(
        "    options:\n", '    options:\n      0: {label: "A person", to: agent}\n', 1
    )
    there, back = diff(ACME, first), diff(first, ACME)
    (sooner,) = [line for line in there.out.splitlines() if "a person is offered" in line and "sooner" in line]
    (later,) = [line for line in back.out.splitlines() if "a person is offered" in line and "later" in line]
    assert sooner.replace("better", "worse ").replace("sooner", "later") == later


def test_the_same_says_so() -> None:
    said = diff(ACME, ACME)
    assert (said.out, said.err, said.code) == ("nothing is different between old.yaml and new.yaml\n", "", 0)


def test_another_name_is_nothing_to_callers() -> None:
    said = diff(ACME, ACME.replace("fraud_hours", "fraud_clock"))
    assert (said.out, said.code) == (
        "Acme  new.yaml\n          nothing is different for callers\n  nodes   renamed fraud_hours to fraud_clock\n", 0
    )


def test_other_words_of_the_same_length_change_no_figure() -> None:
    said = diff(ACME, ACME.replace("Hello.", "Welcome."))
    assert (said.out, said.code) == (
        "Acme  new.yaml\n          no figure is different for callers\n  nodes   changed welcome (prompt)\n", 0
    )


def test_what_a_policy_tolerates_is_told_and_no_failure() -> None:
    put(".ivraudit.yaml", "tolerance: {seconds: 12, share: 0.5}\n")
    said = diff(ACME, LONGER)
    assert (said.code, worse(said)) == (0, [])
    assert "          reaching a person and cancelling take 12 s longer\n" in said.out
    put(".ivraudit.yaml", "tolerance: {seconds: 11}\n")
    assert diff(ACME, LONGER).code == 1
    put(".ivraudit.yaml", "tolerance: {seconds: 15}\n")
    more = "one more key, one more save offer and one more menu"
    assert worse(diff(ACME, OFFER)) == [f"cancelling takes 14 s longer, {more}"]
    put(".ivraudit.yaml", "tolerance: {seconds: 15, steps: 1}\n")
    assert worse(diff(ACME, OFFER)) == []


def test_new_findings_fail_from_a_severity_on() -> None:
    put(".ivraudit.yaml", "tolerance: {seconds: 60, share: 1}\n")
    assert diff(ACME, LONGER).code == 0
    said = diff(ACME, LONGER, "--fail-on", "warning")
    assert (said.err, said.code) == ("exit 1: 1 new finding at or above warning\n", 1)
    assert diff(LONGER, ACME, "--fail-on", "info").code == 0
    put(".ivraudit.yaml", "{}\n")
    assert diff(ACME, LONGER, "--fail-on", "never").code == 0


def test_folders_with_files_that_came_went_and_moved() -> None:
    put("a/acme.yaml", ACME)
    put("a/gone.yaml", ACME.replace("Acme", "Gone").replace("Hello", "Bye"))
    put("b/lines/acme.yaml", ACME)
    put("b/fresh.yaml", FRESH)
    said = Said("diff", "a", "b", "--no-policy", "--format", "json")
    assert [(one["name"], one["file"], one["was"] and one["was"]["file"]) for one in said.content["trees"]] == [
        ("Acme", "b/lines/acme.yaml", "a/acme.yaml"), ("Gone", None, "a/gone.yaml"), ("Fresh", "b/fresh.yaml", None),
    ]  # fmt: skip
    text = Said("diff", "a", "b", "--no-policy").out
    assert "Acme" not in text
    assert "Gone  a/gone.yaml\n  nodes   the whole tree is gone\n" in text
    assert "Fresh  b/fresh.yaml\n  nodes   the whole tree is new\n" in text


def test_findings_in_the_files_that_a_tree_is_joined_from() -> None:
    linked = ACME.replace("  agent: {type: agent}\n", "  agent: {type: tree, file: billing.yaml}\n")
    billing = FRESH.replace("Fresh", "Billing")
    for folder in ("a", "b"):
        put(f"{folder}/main.yaml", linked)
        put(f"{folder}/billing.yaml", billing)
    put("b/billing.yaml", billing.replace("who: {type: agent}", 'who: {type: say, seconds: 1, prompt: "So."}'))
    said = Said("diff", "a", "b", "--no-policy")
    assert "  new     error[dead-end] b/billing.yaml:4:" in said.out
    assert said.code == 1
    assert "  gone    error[dead-end] b/billing.yaml:4:" in Said("diff", "b", "a", "--no-policy").out


def test_commits() -> None:
    git("init")
    put("trees/acme.yaml", ACME)
    committed()
    put("trees/acme.yaml", LONGER)
    git("tag", "longer", committed())
    put("trees/acme.yaml", OFFER)
    took = ["reaching a person and cancelling take 12 s longer", "a person is offered 12 s later"]
    asked = [("HEAD~1", "longer"), ("HEAD~1:trees", "HEAD:trees"), ("HEAD~1:trees/acme.yaml", "longer")]
    assert [(worse(said), said.code) for said in (Said("diff", *one) for one in asked)] == [(took, 1)] * 3
    assert Said("diff", "longer", "trees").code == 1
    assert Said("diff", "longer", "HEAD~1", "--no-policy").code == 0
    os.chdir("trees")
    assert worse(Said("diff", "HEAD~1:acme.yaml", "HEAD:acme.yaml")) == took


def test_what_a_sparse_checkout_leaves_out_is_not_gone() -> None:
    git("init")
    put("trees/acme.yaml", FRESH)
    put("other/c.yaml", ACME)
    committed()
    put("other/c.yaml", LOST)
    committed()
    git("sparse-checkout", "set", "--cone", "trees")
    put("trees/acme.yaml", FRESH.replace("Hi.", "Oh."))
    told = "Fresh  trees/acme.yaml\n          no figure is different for callers\n  nodes   changed hello (prompt)\n"
    for old in ("HEAD", "HEAD:.", "HEAD:trees"):
        assert (old, Said("diff", old, "." if old != "HEAD:trees" else "trees").out) == (old, told)
    lost = "'fraud_hours' loses its person on holidays (before: one answered at once)"
    for sides in (("HEAD~1:.", "HEAD"), ("HEAD~1:other", "HEAD:other"), ("HEAD~1:other/c.yaml", "HEAD")):
        assert lost in worse(Said("diff", *sides))


def test_a_side_that_has_nothing_is_empty() -> None:
    git("init")
    put("readme.txt", "hello")
    committed()
    put("flows/deep/acme.yaml", ACME)
    Path("bare").mkdir()
    new = [("HEAD:flows", "flows"), ("HEAD", "flows"), ("HEAD:flows/deep/acme.yaml", "flows/deep/acme.yaml"),
           ("bare", "flows")]  # fmt: skip
    told = "Acme  flows/deep/acme.yaml\n  nodes   the whole tree is new\n"
    assert [(said.out, said.err, said.code) for said in (Said("diff", *one) for one in new)] == [(told, "", 0)] * 4
    git("tag", "full", committed())
    gone = [("full:flows/deep", "HEAD~1:flows/deep"), ("flows", "bare")]
    told = "Acme  flows/deep/acme.yaml\n  nodes   the whole tree is gone\n"
    assert [(said.out, said.code) for said in (Said("diff", *one) for one in gone)] == [(told, 0)] * 2
    rmtree("flows")
    gone = [("HEAD:flows", "flows"), ("full:flows/", "./flows"), ("HEAD:flows/deep", "flows/deep"), ("full", "bare")]
    assert [(said.out, said.code) for said in (Said("diff", *one) for one in gone)] == [(told, 0)] * 3 + [("", 2)]


def test_two_sides_that_have_nothing_are_a_mistake() -> None:
    git("init")
    put("flows/readme.txt", "hello")
    committed()
    for sides in (("HEAD:flows", "flows"), ("HEAD:nowhere", "nowhere"), ("flows", "flows"), ("HEAD", "HEAD:flows")):
        said = Said("diff", *sides)
        told = f"exit 2: no phone tree was found in {sides[0]} or {sides[1]}\n"
        assert (said.out, said.err, said.code) == ("", told, 2)
    put("flows/acme.yaml", ACME)
    for sides in (("HEAD:flows", "flwos"), ("HAED:flows", "flows"), ("flwos", "flows")):
        said = Said("diff", *sides)
        assert (said.out, said.code, "read as a commit" in said.err) == ("", 2, True)


def test_what_is_neither_a_path_nor_a_commit() -> None:
    put("acme.yaml", ACME)
    said = Said("diff", "nowhere", "acme.yaml")
    assert (said.out, said.code) == ("", 2)
    assert "there is no file or folder 'nowhere'" in said.err
    assert "no git repository" in said.err
    git("init")
    git("branch", "-M", "trunk")
    committed()
    said = Said("diff", "trunc", "acme.yaml")
    assert (said.out, said.code) == ("", 2)
    assert "no commit, branch or tag is named 'trunc'" in said.err
    assert "trunk" in said.err


def test_the_flows_of_another_system() -> None:
    flow = sorted((TREES / "foreign" / "twilio_studio").rglob("*.json"))[0]
    said = Said("diff", str(flow), str(flow), "--no-policy")
    assert (said.out, said.code) == (f"nothing is different between {flow} and {flow}\n", 0)


def test_a_side_that_cannot_be_read() -> None:
    there = diff(ACME, SPOILED)
    assert there.code == 1
    assert "  new     error[unreadable] new.yaml:" in there.out
    assert there.err == "exit 1: 1 new finding at or above error\n"
    back = diff(SPOILED, ACME)
    assert back.code == 0
    assert "  gone    error[unreadable] old.yaml:" in back.out


def test_two_files_are_compared_whatever_they_are() -> None:
    said = diff(ACME, FRESH)
    assert "  worse   nothing says any more where cancelling is possible (before: one key and 10.0 s)\n" in said.out
    assert "  better  reaching a person takes 4 s less, one fewer key and one fewer menu\n" in said.out


def test_colours_are_for_terminals() -> None:
    assert "\x1b" not in diff(ACME, LONGER).out
    assert "\x1b[31m\x1b[1mworse" in diff(ACME, LONGER, "--color", "always").out
    assert "\x1b" not in diff(ACME, LONGER, "--format", "markdown", "--color", "always").out


def test_text_from_trees_steers_no_terminal_and_no_page() -> None:
    named = LONGER.replace('"Acme"', '"A\\u001b[31m<b>|"')
    assert "\x1b" not in diff(ACME, named).out
    assert "<b>" not in diff(ACME, named, "--format", "markdown").out
    drawn = diff(ACME, named, "-o", "changed.svg")
    assert drawn.err.startswith("wrote changed.svg\n")
    assert "<b>" not in Path("changed.svg").read_text(encoding="utf-8")


def test_many_findings_are_counted() -> None:
    dead = "".join(f'  end_{number}: {{type: say, prompt: "Bye."}}\n' for number in range(10))
    keys = "".join(f"      {number}: {{to: end_{number}}}\n" for number in range(10))
    more = f"  more:\n    type: menu\n    options:\n{keys}{dead}"
    said = diff(ACME, ACME.replace("to: fraud_hours}", "to: more}") + more)
    assert "more findings\n" in said.out
    assert sum(line.startswith("  new ") for line in said.out.splitlines()) == 9


def titles(file: str) -> set[str]:
    """What a picture says of its boxes and arrows."""
    root = ElementTree.fromstring(Path(file).read_bytes())
    return {element.text or "" for element in root.iter("{http://www.w3.org/2000/svg}title")}


def test_a_picture_of_what_came_and_went() -> None:
    said = diff(LOST, OFFER, "-o", "changed.svg")
    assert said.err.startswith("wrote changed.svg\n")
    found = titles("changed.svg")
    assert {
        "offer: menu · save offer - Half price? - new", "fraud_desk: agent - new",
        "fraud_hours: hours - changed: holiday", "sorry: say - We are sorry to see you go. - changed: next",
        "offer to cancelled: new: 2 Cancel now; new: silence or wrong key ×2", "sorry to offer: new",
        "sorry to cancelled: gone", "fraud_hours to fraud_desk: new: holiday", "fraud_hours to bye: gone: holiday",
        "welcome to main",
    } <= found  # fmt: skip
    diff(OFFER, LOST, "-o", "back.svg")
    assert {
        "offer: menu · save offer - Half price? - gone", "fraud_desk: agent - gone", "sorry to offer: gone",
        "sorry to cancelled: new",
    } <= titles("back.svg")  # fmt: skip


def test_a_picture_tells_states_apart_without_colours() -> None:
    diff(ACME, LOST.replace("fraud_hours", "fraud_clock").replace('"Hello."', '"Hi."'), "-o", "changed.svg")
    root = ElementTree.fromstring(Path("changed.svg").read_bytes())
    looks = {}
    for group in root.iter("{http://www.w3.org/2000/svg}g"):
        shapes = [one for one in group if one.tag.rpartition("}")[2] in ("path", "polygon", "ellipse")]
        title = group.findtext("{http://www.w3.org/2000/svg}title", "").partition(":")[0]
        if shapes and group.get("id", "").startswith("n"):
            looks[title] = (shapes[0].get("stroke-dasharray"), shapes[0].get("stroke-width"))
    assert {looks["fraud_desk"], looks["welcome"], looks["main"]} == {
        ("6,4", "2"), ("1.5,3", "2.6"), (None, None)
    }  # fmt: skip
    assert len({looks["fraud_desk"], looks["welcome"], looks["main"]}) == 3


def test_several_pictures_have_names_of_their_own() -> None:
    for name, text in (("a", ACME), ("b", LONGER)):
        for file in ("acme.yaml", "lines/acme.yaml", "same.yaml"):
            put(f"{name}/{file}", ACME.replace("Acme", file) if file == "same.yaml" else text.replace("Acme", file))
    said = Said("diff", "a", "b", "-o", "out/changed.svg")
    assert sorted(Path("out").iterdir()) == [Path("out/changed-acme-2.svg"), Path("out/changed-acme.svg")]
    assert said.err.splitlines()[:2] == ["wrote out/changed-acme.svg", "wrote out/changed-acme-2.svg"]


def test_no_picture_of_nothing() -> None:
    said = diff(ACME, ACME, "-o", "changed.svg")
    assert said.err == (
        "ivraudit: changed.svg is not written: no node or exit of a tree in both versions is different\n"
    )
    assert (said.code, Path("changed.svg").exists()) == (0, False)
    assert diff(ACME, LONGER, "-o", "changed.txt").code == 2


def test_a_picture_as_bitmap_and_page() -> None:
    diff(ACME, LONGER, "-o", "changed.png")
    diff(ACME, LONGER, "-o", "changed.pdf")
    assert Path("changed.png").read_bytes()[:4] == b"\x89PNG"
    assert Path("changed.pdf").read_bytes()[:4] == b"%PDF"
