"""Every fault that is planted in a good tree is found, where it was planted, and nothing unrelated is found with it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import planting
import pytest
from planting import END, Plain, Planted, Seed, changed, exits, leads, line, planted, spread, starts, unserved, written

from ivraudit.audit import Audit
from ivraudit.commands.common import policies, run
from ivraudit.model import Finding, Severity, Step

GOOD = Path(__file__).parent.parent / "trees" / "good"
PARTS = {"city-hall": "city-hall-permits"}
"""Good trees that call another one; the other is judged within it."""
TREES = sorted(path.stem for path in GOOD.glob("*.yaml") if path.stem not in PARTS.values())
CANCELLED: Plain = {"type": "say", "goal": "cancel", "resolves": "true", "prompt": "It is cancelled.", "next": "the_end"}


def put_before_cancel(tree: Plain) -> Iterator[Seed]:
    """Menus are put before a cancellation in the first menu, one more each time; more than two menus are too deep."""
    first = unserved(tree)[1 if _asks_language(tree) else 0]
    for menus in range(4):
        copy = changed(_without_cancel(tree), planted_cancelled=CANCELLED, the_end=END)
        chain = [f"planted_{number}" for number in range(menus)]
        for name, following in zip(chain, [*chain[1:], "planted_cancelled"], strict=menus > 0):
            copy["nodes"][name] = {"type": "menu", "prompt": "Well?", "options": {"1": following, "*": first}}
        copy["nodes"][first]["options"]["9"] = {"to": [*chain, "planted_cancelled"][0], "goal": "cancel"}
        deep = [("nodes", "planted_cancelled")] if 1 + menus > 2 else []
        yield partial(planted, f"{menus} menus", copy, deep_cancel=deep, no_cancel_path=[])


def _asks_language(tree: Plain) -> bool:
    return any("language" in one for one in tree["nodes"][unserved(tree)[0]]["options"].values() if one != str(one))


def _without_cancel(tree: Plain) -> Plain:
    """The tree as one that sells by subscription, with nothing in it that is tagged as a cancellation."""
    copy = changed(tree) | {"recurring": "true"}
    for node in copy["nodes"].values():
        if "cancel" in node.get("goal", ""):
            del node["goal"]
        for one in node.get("options", {}).values():
            if isinstance(one, dict) and one.get("goal") == "cancel":
                del one["goal"]
    return copy


def kept_for_ever(tree: Plain) -> Iterator[Seed]:
    """Nothing is a cancellation; the option only says so; the option leads to a web address."""
    first = unserved(tree)[0]
    for place, goal, to in (("none", "", ""), ("untagged", "", "planted"), ("redirected", "cancel", "planted")):
        copy = _without_cancel(tree)
        if to:
            advice = {"type": "say", "redirect": "web", "prompt": "You can cancel on our site.", "next": "the_end"}
            copy["nodes"] |= {"planted": advice, "the_end": END}
            copy["nodes"][first]["options"]["9"] = {"label": "Cancelling", "to": to} | ({"goal": goal} if goal else {})
        yield partial(planted, place, copy, no_cancel_path=[("nodes", name) for name in starts(copy)])


def id_again(tree: Plain) -> Iterator[Seed]:
    """The id of a node is given once more, at the end."""
    text = written(tree)
    assert list(tree)[-1] == "nodes"
    for name in tree["nodes"]:
        again = f"{text}  {name}:\n    type: hangup\n"
        yield partial(Planted, name, again, {"duplicate-node": [again.count("\n") - 1]})


def key_again(tree: Plain) -> Iterator[Seed]:
    """A key stands in the same menu twice."""
    text = written(tree)
    for name, node in tree["nodes"].items():
        for key, one in node.get("options", {}).items():
            rows = text.splitlines(keepends=True)
            first = line(text, ("nodes", name, "options", next(iter(node["options"]))))
            rows.insert(first - 1, f"      '{key}': {leads(one)}\n")
            here = line(text, ("nodes", name, "options", key)) + 1
            yield partial(Planted, f"{name}, {key}", "".join(rows), {"ambiguous-key": [here]})


def unknown_word(tree: Plain) -> Iterator[Seed]:
    """A word of a node is misspelt."""
    for name in tree["nodes"]:
        copy = changed(tree)
        copy["nodes"][name]["promt"] = "Hello."
        yield partial(planted, name, copy, unknown_field=[("nodes", name, "promt")])


def bad_value(tree: Plain) -> Iterator[Seed]:
    """A field has a value that it cannot have."""
    fields = {"say": ("barge_in", "perhaps"), "queue": ("wait", "soon"), "task": ("seconds", "a few"),
              "menu": ("barge_in", "never"), "collect": ("digits", "many")}  # fmt: skip
    for name, node in tree["nodes"].items():
        if node["type"] in fields:
            word, value = fields[node["type"]]
            copy = changed(tree)
            copy["nodes"][name][word] = value
            yield partial(planted, name, copy, invalid_value=[("nodes", name, word)])


def missing(tree: Plain) -> Iterator[Seed]:
    """The tree has no name, a node no type, an option no target."""
    copy = changed(tree)
    del copy["name"]
    yield partial(Planted, "name", written(copy), {"missing-field": [1]})
    for name in spread(tree["nodes"], 4):
        copy = changed(tree)
        del copy["nodes"][name]["type"]
        yield partial(Planted, f"type of {name}", written(copy), {"missing-field": [line(written(copy), ("nodes", name))]})
    others = [one.target for one in exits(tree)]
    many = (one for one in exits(tree) if "options" in one.where and others.count(one.target) > 1)
    for way in spread(many, 4):
        copy = changed(tree)
        option = copy["nodes"][way.source]["options"]
        option[way.trigger] = {"label": "Something"}
        yield partial(planted, f"{way.source}, {way.trigger}", copy, missing_field=[way.where])


def swallowed(tree: Plain) -> Iterator[Seed]:
    """A prompt without quotes speaks of the # key."""
    for name in planting.of_type(tree, "say", *planting.ASKING):
        copy = changed(tree)
        copy["nodes"][name]["prompt"] = "PLANTED"
        yield partial(_unquoted, name, copy)


def _unquoted(name: str, tree: Plain) -> Planted:
    quoted = planted(name, tree, swallowed_text=[("nodes", name, "prompt")])
    return Planted(name, quoted.text.replace("PLANTED", "Please listen, or press # to go on"), quoted.lines)


Fault = Callable[[Plain], Iterator[Seed]]

LOST = {"human-lockout": "the way on led to a person", "no-cancel-path": "and to a cancellation",
        "no-human": "for a step that every call passes, to all of them"}  # fmt: skip
FAULTS: dict[Fault, dict[str, str]] = {
    planting.renamed: {},
    planting.cut_off: {},
    planting.ended: LOST,
    planting.circle: LOST,
    planting.nearly_a_circle: {},
    planting.nobody: {
        "human-lockout": "without a person every menu is locked",
        "no-cancel-path": "a person cancelled",
        "hangup-on-error": "silence led to a person, who is a hang-up now",
        "disconnecting-queue": "",
    },
    planting.locked: LOST,
    planting.undeclared: {},
    planting.asked_for_ever: {},
    planting.hung_up: {},
    planting.thrown_out: {},
    planting.long_wait: {},
    planting.asks_itself: {"human-lockout": "a system that never stops denies the person", "no-cancel-path": "likewise"},
    put_before_cancel: {"unhandled-input": "the planted menus may have no defaults to rely on"},
    kept_for_ever: {},
    id_again: {},
    key_again: {},
    unknown_word: {},
    bad_value: {},
    missing: {},
    swallowed: {},
}
"""Each fault, with the rules that may speak too: the consequences of it, each with its reason."""
CASES = [(fault, tree) for fault in FAULTS for tree in TREES]


def judged(folder: Path, stem: str, text: str) -> Audit:
    """The audit of a text in a file of its own, with the part that it calls beside it."""
    file = folder / f"{stem}.yaml"
    file.write_text(text, encoding="utf-8")
    if stem in PARTS:
        shutil.copy(GOOD / f"{PARTS[stem]}.yaml", folder)
    return run([str(file)], policies=policies(None, True), dated="2026-06-01").audit


def told(findings: tuple[Finding, ...]) -> str:
    """The findings, for a person whose test has failed."""
    return "\n".join(f"{one.position.line}: {one.severity}[{one.rule}] {one.message}" for one in findings)


@pytest.mark.parametrize(("fault", "stem"), CASES, ids=lambda one: one if isinstance(one, str) else one.__name__)
def test_planted_faults(fault: Fault, stem: str, tmp_path: Path) -> None:
    tree = planting.load(GOOD / f"{stem}.yaml")
    for seed in spread(fault(tree), 4):
        case = seed()
        audit = judged(tmp_path, stem, case.text)
        spoken: dict[str, list[int]] = {rule: [] for rule in case.lines}
        for one in audit.findings:
            spoken.setdefault(one.rule, []).append(one.position.line)
        others = set(spoken) - set(case.lines) - set(FAULTS[fault])
        assert not others, f"{stem}, {case.place}:\n{told(audit.findings)}"
        assert {rule: sorted(spoken[rule]) for rule in case.lines} == case.lines, f"{case.place}:\n{told(audit.findings)}"
        for one in audit.findings:
            check_journey(one, case.text)


def check_journey(finding: Finding, text: str) -> None:
    """Hold that a journey begins where calls begin, takes exits that are there, and passes the guilty node."""
    if not finding.journey:
        return
    tree: Any = planting.parsed(text)
    ways = {(one.source, one.trigger, one.target) for one in exits(tree)}
    names = [step.node for step in finding.journey]
    assert names[0] in starts(tree)
    assert finding.node in names
    assert finding.journey[-1].trigger is None
    for step, following in zip(finding.journey, names[1:], strict=False):
        assert (step.node, step.trigger, following) in ways, f"{finding.rule}: {told_journey(finding.journey)}"


def told_journey(journey: tuple[Step, ...]) -> str:
    """A journey, for a person whose test has failed."""
    return " > ".join(f"{step.node} [{step.trigger}]" for step in journey)


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.__name__)
def test_every_fault_is_planted_often(fault: Fault) -> None:
    places = {stem: len(list(fault(planting.load(GOOD / f"{stem}.yaml")))) for stem in TREES}
    assert sum(min(number, 4) for number in places.values()) >= 3 * len(TREES), places
