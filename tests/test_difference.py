"""What a change does to those who call, said in plain sentences with the right numbers."""

from __future__ import annotations

import re
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st
from random_trees import random_tree

from ivraudit.figures import measure
from ivraudit.figures.difference import Versions
from ivraudit.figures.difference import told as tell
from ivraudit.figures.telling import Change
from ivraudit.model import Source, Tolerance, Tree
from ivraudit.phone import Phone
from ivraudit.readers import yaml

LINE = """ivraudit: 1
name: "Acme"
start: welcome
languages: [en-US]
recurring: true
defaults:
  noinput: {attempts: 2, to: agent}
  nomatch: {attempts: 2, to: agent}
nodes:
  welcome: {type: say, prompt: "Hello.", seconds: 4s, next: main}
  main:
    type: menu
    prompt: "How can we help?"
    options:
      1: {label: "Fraud", to: fraud_hours}
      2: {label: "Join", to: joined, goal: signup}
      3: {label: "Cancel", to: before_leaving, goal: cancel}
      0: {label: "A person", to: agent}
  fraud_hours: {type: hours, open: fraud_desk, closed: agent, holiday: fraud_desk}
  fraud_desk: {type: queue, wait: 60s}
  joined: {type: say, goal: signup, resolves: true, prompt: "Welcome aboard.", next: bye}
  before_leaving: {type: say, seconds: 5s, prompt: "We are sorry to see you go.", next: cancelled}
  cancelled: {type: say, goal: cancel, resolves: true, confirms: sms, prompt: "It is cancelled.", next: bye}
  agent: {type: agent}
  bye: {type: hangup}
"""
OFFER = """  offer:
    type: menu
    offer: true
    seconds: 8s
    barge_in: false
    prompt: "Half price for three months? To take it, press 1. To cancel now, press 2."
    options: {1: {label: "Take it", to: joined}, 2: {label: "Cancel now", to: cancelled, goal: cancel}}
"""


def phone(text: str) -> Phone:
    (tree,) = yaml.read(Source("acme.yaml", text.encode()))
    assert not tree.troubles
    return Phone(tree)


def told(old: str, new: str, tolerance: Tolerance | None = None) -> list[Change]:
    return compared(phone(old), phone(new), tolerance)


def compared(before: Phone, now: Phone, tolerance: Tolerance | None = None) -> list[Change]:
    def same(vertex: int) -> int:
        return before.wiring.vertices.get(now.node(vertex).id, -1)

    both = Versions(before, now, same, tolerance or Tolerance())
    return tell(both, measure(before), measure(now), {})


def judged(found: list[Change]) -> list[Change]:
    """Those that are better or worse; what only differs is told besides."""
    return [one for one in found if one.worse is not None]


def test_nothing_changed_nothing_said() -> None:
    assert told(LINE, LINE) == []


def test_a_longer_greeting() -> None:
    longer = LINE.replace("seconds: 4s", "seconds: 16s")
    assert judged(told(LINE, longer)) == [
        Change("reaching a person, cancelling and signing up take 12 s longer", True),
        Change("a person is offered 12 s later", True),
    ]
    assert judged(told(longer, LINE)) == [
        Change("reaching a person, cancelling and signing up take 12 s less", False),
        Change("a person is offered 12 s sooner", False),
    ]


def test_a_tolerated_change_is_told_and_not_worse() -> None:
    longer = LINE.replace("seconds: 4s", "seconds: 6s")
    found = told(LINE, longer, Tolerance(seconds=2.0))
    assert judged(found) == []
    assert found[0] == Change("reaching a person, cancelling and signing up take 2 s longer")


def test_one_more_save_offer() -> None:
    offered = LINE.replace("next: cancelled}", "next: offer}") + OFFER
    assert judged(told(LINE, offered)) == [
        Change("cancelling takes 9 s longer, one more key, one more save offer and one more menu", True),
        Change("'before_leaving' leads callers who say nothing to a person now, and did not before", False),
    ]
    assert judged(told(offered, LINE))[0] == Change(
        "cancelling takes 9 s less, one fewer key, one fewer save offer and one fewer menu", False
    )


def test_a_branch_loses_its_person_on_holidays() -> None:
    lost = LINE.replace("holiday: fraud_desk", "holiday: bye")
    assert judged(told(LINE, lost)) == [
        Change("a person is offered 7.9 s later on holidays", True),
        Change("'fraud_hours' loses its person on holidays (before: one answered at once)", True),
    ]
    assert judged(told(lost, LINE)) == [
        Change("a person is offered 7.9 s sooner on holidays", False),
        Change("'fraud_hours' leads to a person now on holidays, and did not before", False),
    ]


def test_an_option_loses_its_person_where_the_menu_keeps_one() -> None:
    lost = LINE.replace('1: {label: "Fraud", to: fraud_hours}', '1: {label: "Fraud", to: note}')
    lost += '  note: {type: say, prompt: "Please write to us.", next: bye}\n'
    assert [one for one in judged(told(LINE, lost)) if "Fraud" in one.text] == [
        Change("'Fraud' (key 1 at 'main') loses its person (before: one answered at once)", True)
    ]
    assert [one for one in judged(told(lost, LINE)) if "Fraud" in one.text] == [
        Change("'Fraud' (key 1 at 'main') leads to a person now, and did not before", False)
    ]


def test_options_that_change_their_keys_lose_nobody() -> None:
    swapped = LINE.replace('1: {label: "Fraud"', '2: {label: "Fraud"').replace('2: {label: "Join"', '1: {label: "Join"')
    assert judged(told(LINE, swapped)) == []


def test_a_person_who_can_be_denied_is_less_than_one_for_sure() -> None:
    sure = LINE.replace("{type: queue, wait: 60s}", "{type: task, seconds: 2, next: agent, error: agent}")
    perhaps = sure.replace("error: agent", "error: bye")
    when = "in opening hours and on holidays"
    assert judged(told(sure, perhaps))[-1:] == [
        Change(f"'fraud_desk' leads to a person only if the system lets it {when} (before: one was 2.0 s away)", True)
    ]
    assert judged(told(perhaps, sure))[-1:] == [
        Change(f"'fraud_desk' leads to a person now {when} (before: only if the system let it)", False)
    ]


def test_nobody_can_be_reached_any_more() -> None:
    gone = LINE.replace("agent: {type: agent}", "agent: {type: hangup}").replace("queue, wait: 60s", "hangup")
    assert judged(told(LINE, gone))[0] == Change("nobody can be reached any more (before: one key and 5.0 s)", True)
    who = "callers who know the keys, listen, say nothing or press wrong keys"
    assert Change(f"{who} are hung up on at worst (before: they reached a person)", True) in told(LINE, gone)


def test_a_longer_wait() -> None:
    assert judged(told(LINE, LINE.replace("wait: 60s", "wait: 5m"))) == [
        Change("the wait at 'fraud_desk' is 240 s longer on average", True)
    ]


def test_another_key_is_neither_better_nor_worse() -> None:
    assert judged(told(LINE, LINE.replace('0: {label: "A person"', '9: {label: "A person"'))) == []


def test_the_silent_caller_is_hung_up_on() -> None:
    rude = LINE.replace("noinput: {attempts: 2, to: agent}", "noinput: {attempts: 2, to: bye}")
    assert judged(told(LINE, rude)) == [
        Change("callers who say nothing are hung up on at worst (before: they reached a person)", True)
    ]
    assert judged(told(rude, LINE)) == [
        Change("callers who say nothing reach a person at worst (before: they were hung up on)", False)
    ]


def test_what_is_longer_and_what_is_shorter_are_two_sentences() -> None:
    split = LINE.replace("seconds: 5s", "seconds: 1s").replace("next: cancelled}", "next: sure}")
    split += '  sure: {type: menu, seconds: 1s, prompt: "Sure?", options: {1: {label: "Yes", to: cancelled}}}\n'
    assert [one for one in judged(told(LINE, split)) if "cancelling" in one.text] == [
        Change("cancelling takes one more key and one more menu", True), Change("cancelling takes 3 s less", False),
    ]  # fmt: skip
    assert [one for one in judged(told(split, LINE)) if "cancelling" in one.text] == [
        Change("cancelling takes 3 s longer", True), Change("cancelling takes one fewer key and one fewer menu", False),
    ]  # fmt: skip


def test_hours_that_are_gone_are_compared_all_the_same() -> None:
    always = LINE.replace("fraud_hours: {type: hours, open: fraud_desk, closed: agent, holiday: fraud_desk}",
                          "fraud_hours: {type: say, seconds: 5s, prompt: Hello., next: fraud_desk}")  # fmt: skip
    closed = LINE.replace("closed: agent", "closed: bye")
    assert Change("'fraud_hours' leads to a person now when closed, and did not before", False) in told(closed, always)
    assert Change("'fraud_hours' loses its person when closed (before: one was 5.0 s away)", True) in told(
        always, closed
    )


def test_a_language_that_is_gone() -> None:
    both = LINE.replace("[en-US]", "[en-US, es-MX]")
    assert judged(told(both, LINE)) == [Change("nobody is spoken to in es-MX any more", True)]
    assert judged(told(LINE, both)) == [Change("callers are spoken to in es-MX too", False)]


def test_a_way_in_that_is_gone_and_what_holds_at_one_only() -> None:
    two = LINE.replace("start: welcome", 'start: {"1": welcome, "2": main}')
    one = two.replace('"2": main', '"2": joined')
    assert Change("no call comes in at 'main' any more", True) in told(two, one)
    slow = two.replace("seconds: 4s", "seconds: 9s")
    assert judged(told(two, slow)) == [
        Change("from welcome: reaching a person, cancelling and signing up take 5 s longer", True),
        Change("from welcome: a person is offered 5 s later", True),
    ]


def test_many_waits_are_counted() -> None:
    desks = "".join(f"  desk_{number}: {{type: queue, wait: 60s}}\n" for number in range(8))
    menu = ", ".join(f"{number}: {{to: desk_{number}}}" for number in range(8))
    wide = LINE.replace("agent: {type: agent}", f"agent: {{type: menu, prompt: Who?, options: {{{menu}}}}}") + desks
    found = [one for one in told(wide, wide.replace("wait: 60s", "wait: 70s")) if "wait" in one.text]
    assert [one.text for one in found] == [
        "the wait at 'fraud_desk' is 10 s longer on average",
        *(f"the wait at 'desk_{number}' is 10 s longer on average" for number in range(4)),
        "four more waits are different",
    ]
    assert all(one.worse for one in found)


def random_phone(seed: int) -> Phone:
    return Phone(random_tree(Random(seed)))


MEASURED = re.compile(r"^(?!of 100 )(.* takes? |.*offered [0-9]|.*the wait )")
"""In the sentences that give a difference of figures; the same figures stand in the one of the other direction."""


def fact(change: Change) -> str:
    """What a sentence is about, without its figures and its verdict, so that both directions say the same."""
    words = change.text.partition(" (before")[0].partition(", and did not")[0]
    for one, other in (("longer", "less"), ("shorter", "less"), ("more", "fewer"), ("later", "sooner")):
        words = words.replace(one, other)
    return words


@settings(max_examples=120, deadline=None)
@given(st.integers(0, 2**32), st.integers(0, 2**32))
def test_what_is_worse_one_way_is_not_worse_the_other_way(one: int, other: int) -> None:
    there, back = compared(random_phone(one), random_phone(other)), compared(random_phone(other), random_phone(one))
    for way, reverse in ((there, back), (back, there)):
        worse = {fact(change) for change in way if change.worse}
        assert not worse & {fact(change) for change in reverse if change.worse}
        figures = {words for words in worse if MEASURED.search(words)}
        assert figures <= {fact(change) for change in reverse if change.worse is False}


@settings(max_examples=120, deadline=None)
@given(st.integers(0, 2**32))
def test_the_same_tree_is_no_different(seed: int) -> None:
    tree: Tree = random_tree(Random(seed))
    assert compared(Phone(tree), Phone(tree)) == []
    assert compared(Phone(tree), random_phone(seed)) == []
