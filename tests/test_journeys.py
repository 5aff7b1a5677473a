"""The witness of a finding is a call that can be dialled: loops are gone round before they are done."""

from __future__ import annotations

import pytest

from ivraudit.catalog import all_readers
from ivraudit.model import Hit, Source, Step
from ivraudit.phone import Phone
from ivraudit.rule import NoOptions
from ivraudit.rules.hangup_on_error import check
from ivraudit.writers.wording import journey

TREE = """
ivraudit: 1
name: "Acme"
start: code
nodes:
  code: {{type: collect, prompt: "Your code.", next: check, noinput: tries, nomatch: tries}}
  check: {{type: task, next: person, error: tries}}
  tries: {{type: loop, times: {times}, again: sorry, done: bye}}
  sorry: {{type: say, prompt: "Once more.", next: code}}
  bye: {{type: say, prompt: "Goodbye.", next: end}}
  person: {{type: agent}}
  end: {{type: hangup}}
"""
ROUND = [("tries", "again"), ("sorry", "next"), ("code", "noinput-last")]


def walked(times: int) -> list[tuple[str, str | None]]:
    """The quickest way to the goodbye."""
    (tree,) = all_readers()["yaml"].read(Source("t.yaml", TREE.format(times=times).encode()))
    phone = Phone(tree)
    return [(step.node, step.trigger) for step in phone.journey(phone.wiring.vertices["bye"])]


def test_the_rounds_of_a_loop_are_gone_before_it_is_done() -> None:
    begun = [("code", "next"), ("check", "error")]
    assert walked(2) == [*begun, *ROUND, *ROUND, ("tries", "done"), ("bye", None)]


def test_many_rounds_are_not_shown() -> None:
    assert walked(40) == [("code", "next"), ("check", "error"), ("tries", "done"), ("bye", None)]


DECIDED = """
ivraudit: 1
name: "Acme"
start: check
nodes:
  check: {type: decide, when: {card: card, bank: bank}}
  card: {type: say, prompt: "A card.", next: late}
  bank: {type: task, next: account}
  account: {type: task, next: late}
  late: {type: say, prompt: "Too late.", next: check}
"""


def test_what_was_decided_on_the_way_stays_so_on_the_way_round() -> None:
    (tree,) = all_readers()["yaml"].read(Source("t.yaml", DECIDED.encode()))
    phone = Phone(tree)
    wiring = phone.wiring

    def trip(start: str, *without: str) -> list[str]:
        inside = {vertex for vertex, node in enumerate(wiring.nodes) if node.name not in without}
        return [wiring.edges[one].source for one in phone.round_trip(wiring.vertices[start], inside)]

    assert [step.node for step in phone.journey(wiring.vertices["late"])] == ["check", "bank", "account", "late"]
    assert trip("late") == ["late", "check", "bank", "account"]
    assert trip("late", "bank") == ["late", "check", "card"], "another branch where this one does not lead back"
    assert trip("check") == ["check", "card", "late"], "nothing was decided before"


NESTED = """
ivraudit: 1
name: "Acme"
start: outer
nodes:
  outer: {type: loop, times: 2, again: inner, done: bye}
  inner: {type: loop, times: 1, again: sorry, done: outer}
  sorry: {type: collect, prompt: "Your code.", next: bye, noinput: inner, nomatch: inner}
  bye: {type: hangup}
"""
CROSSED = NESTED.replace("done: outer}", "done: bye}").replace(": inner, nomatch: inner", ": outer, nomatch: outer")
"""Each loop's way round leads through the other, which is done before this one is."""


def nested(text: str) -> list[tuple[str, str | None]]:
    """The quickest way to the end."""
    (tree,) = all_readers()["yaml"].read(Source("t.yaml", text.encode()))
    phone = Phone(tree)
    return [(step.node, step.trigger) for step in phone.journey(phone.wiring.vertices["bye"])]


def test_the_rounds_of_a_loop_in_a_loop_are_gone_too() -> None:
    around = [("outer", "again"), ("inner", "again"), ("sorry", "noinput-last"), ("inner", "done")]
    assert nested(NESTED) == [*around, *around, ("outer", "done"), ("bye", None)]


def test_rounds_that_cannot_be_gone_are_not_shown() -> None:
    assert nested(CROSSED) == [("outer", "done"), ("bye", None)]


COUNTED = """
ivraudit: 1
name: "Acme"
start: code
nodes:
  code: {type: collect, prompt: "Your code.", next: person, noinput: person, nomatch: wrong}
  wrong: {type: loop, times: 3, again: sorry, done: bye}
  sorry: {type: say, prompt: "That was wrong.", next: often}
  often: {type: loop, times: 2, again: asked, done: trouble}
  trouble: {type: say, prompt: "We have trouble.", next: asked}
  asked: {type: decide, exits: {"{ASKED} = 1": date, else: code}}
  date: {type: collect, prompt: "Your date of birth.", next: person, noinput: person, nomatch: wrong}
  person: {type: agent}
  bye: {type: hangup}
"""
"""Two loops that count the same wrong keys, one until 2 and one until 3."""


def test_a_round_takes_what_the_loops_on_its_way_have_left() -> None:
    code, sorry = ("code", "nomatch-last"), [("wrong", "again"), ("sorry", "next")]
    again = [code, *sorry, ("often", "again"), ("asked", "else")]
    last = [code, *sorry, ("often", "done"), ("trouble", "next"), ("asked", "else")]
    assert nested(COUNTED) == [*again, *again, *last, code, ("wrong", "done"), ("bye", None)]


@pytest.mark.parametrize(("node", "shown"), [
    ('say, prompt: "Once more.", next: inner', False), ("queue, timeout: {after: 60s, to: inner}", True),
])  # fmt: skip
def test_rounds_in_which_nobody_is_asked_or_waits_are_not_shown(node: str, shown: bool) -> None:
    """How often they go round nobody at the phone decides, and a file may not tell it."""
    text = NESTED.replace('collect, prompt: "Your code.", next: bye, noinput: inner, nomatch: inner', node)
    assert len(nested(text)) == (10 if shown else 2)


AGREEING = """
ivraudit: 1
name: "Acme"
start: main
nodes:
  main:
    type: menu
    prompt: "Which card?"
    options: {1: kind, 2: kind, 3: kind, 0: person}
  kind: {type: decide, exits: {"{SIZE} = 16": checked, "{SIZE} = 0": checked, else: person}}
  checked: {type: decide, exits: {"{CARD} = 9": person, "{CARD}=2": served, else: person}}
  served: {type: decide, exits: {"{SIZE} = 0": bye, else: person}}
  bye: {type: hangup}
  person: {type: agent}
"""


def test_a_walk_says_nothing_that_it_denies_later() -> None:
    assert nested(AGREEING) == [
        ("main", "2"), ("kind", "{SIZE} = 0"), ("checked", "{CARD}=2"), ("served", "{SIZE} = 0"), ("bye", None),
    ]  # fmt: skip


def test_a_walk_takes_the_exit_that_the_fault_lies_in() -> None:
    (tree,) = all_readers()["yaml"].read(Source("t.yaml", AGREEING.encode()))
    phone = Phone(tree)
    first = next(number for number, edge in phone.exits(phone.wiring.vertices["kind"]))
    served = phone.wiring.exits[phone.wiring.vertices["served"]][0]
    walk = [first, phone.wiring.exits[phone.wiring.vertices["checked"]][1], served]
    steps = phone.journey(phone.wiring.vertices["kind"], *walk)
    assert [step.trigger for step in steps] == ["2", "{SIZE} = 16", "{CARD}=2", "{SIZE} = 0", None]


OFTEN = """
ivraudit: 1
name: "Acme"
start: main
nodes:
  main: {{type: menu, prompt: "Your wish?", options: {{1: person}}, noinput: often, nomatch: often}}
  often: {{type: loop, times: {times}, again: {again}, done: bye}}
  heard: {{type: {heard}, next: often}}
  bye: {{type: hangup}}
  person: {{type: agent}}
"""


@pytest.mark.parametrize(("times", "again", "heard", "dropped"), [
    (20, "main", "say", 43), (21, "main", "say", 3), (2, "heard", "voicemail", None), (2, "heard", "callback", None),
    (2, "heard", "agent", None), (2, "heard", "say", 3), (2, "heard", "queue, full: often", 7),
])  # fmt: skip
def test_a_loop_is_done_only_when_it_has_been_gone_round(
    times: int, again: str, heard: str, dropped: int | None
) -> None:
    """Whom each round helps is not hung up on; up to 20 rounds are shown, those that go by themselves are not."""
    text = OFTEN.format(times=times, again=again, heard=heard)
    (tree,) = all_readers()["yaml"].read(Source("t.yaml", text.encode()))
    found = [one for one in check(Phone(tree), NoOptions()) if isinstance(one, Hit)]
    assert [len(one.journey) for one in found] == ([dropped] if dropped else [])


@pytest.mark.parametrize(("steps", "words"), [
    ("", ""), ("a", "a"), ("aa", "a > a"), ("aaa", "3 times (a)"), ("xabababy", "x > 3 times (a > b) > y"),
    ("ababab" + "ab", "4 times (a > b)"), ("abab", "a > b > a > b"), ("aabaabaab", "3 times (a > a > b)"),
    ("abaaabaa", "a > b > 3 times (a) > b > a > a"),
])  # fmt: skip
def test_what_is_done_again_and_again_is_said_once(steps: str, words: str) -> None:
    assert journey([Step(name, "next", 0.0) for name in steps]) == words


LOOKED_UP = """
ivraudit: 1
name: "Acme"
start: main
nodes:
  main: {{type: menu, prompt: "Your wish?", options: {{1: person}}, noinput: find, nomatch: {wrong}}}
  find: {{type: task, {exits}}}
  sorry: {{type: say, prompt: "Sorry.", next: bye}}
  bye: {{type: hangup}}
  person: {{type: agent}}
"""
BOTH = "a caller who stays silent or presses wrong keys at 'main' is hung up on"


@pytest.mark.parametrize(("wrong", "exits", "message", "way"), [
    ("find", "next: person, error: bye", f"{BOTH} if 'find' fails", [("find", "error"), ("bye", None)]),
    ("find", "next: sorry, error: bye", BOTH, [("find", "next"), ("sorry", "next"), ("bye", None)]),
    ("find", "error: bye", BOTH, [("find", "error"), ("bye", None)]),
    ("bye", "next: person, error: bye", BOTH, [("find", "error"), ("bye", None)]),
])  # fmt: skip
def test_where_a_look_up_has_to_fail_before_a_call_ends_it_is_named(
    wrong: str, exits: str, message: str, way: list[tuple[str, str | None]]
) -> None:
    text = LOOKED_UP.format(wrong=wrong, exits=exits)
    (tree,) = all_readers()["yaml"].read(Source("t.yaml", text.encode()))
    (found,) = check(Phone(tree), NoOptions())
    assert isinstance(found, Hit)
    steps = [(step.node, step.trigger) for step in found.journey]
    assert (found.message, steps) == (message, [("main", "noinput-last"), *way])
