"""What a change does to those who call, said in plain sentences with the right numbers."""

from __future__ import annotations

from ivraudit.figures import measure
from ivraudit.figures.difference import Change, changes, persons
from ivraudit.model import Source, Tolerance
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
    before, now = phone(old), phone(new)

    def same(vertex: int) -> int:
        return before.wiring.vertices.get(now.node(vertex).id, -1)

    return [
        *changes(measure(before), measure(now), tolerance or Tolerance(), {}), *persons(before, now, same),
    ]  # fmt: skip


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
        Change("'before_leaving' leads to a person now, and did not before", False),
    ]
    assert judged(told(offered, LINE))[0] == Change(
        "cancelling takes 9 s less, one fewer key, one fewer save offer and one fewer menu", False
    )


def test_a_branch_loses_its_person_on_holidays() -> None:
    lost = LINE.replace("holiday: fraud_desk", "holiday: bye")
    assert judged(told(LINE, lost)) == [
        Change("a person is offered 7.9 s later, on holidays", True),
        Change("'fraud_hours' loses its person (before: no steps and 0.0 s away), on holidays", True)
    ]
    assert judged(told(lost, LINE)) == [
        Change("a person is offered 7.9 s sooner, on holidays", False),
        Change("'fraud_hours' leads to a person now, and did not before, on holidays", False)
    ]


def test_nobody_can_be_reached_any_more() -> None:
    gone = LINE.replace("agent: {type: agent}", "agent: {type: hangup}").replace("queue, wait: 60s", "hangup")
    assert judged(told(LINE, gone))[0] == Change("nobody can be reached any more (before: one key and 5.0 s)", True)


def test_a_longer_wait() -> None:
    assert judged(told(LINE, LINE.replace("wait: 60s", "wait: 5m"))) == [
        Change("the wait for a person is 240 s longer on average, in opening hours and on holidays", True)
    ]


def test_another_key_is_neither_better_nor_worse() -> None:
    assert judged(told(LINE, LINE.replace('0: {label: "A person"', '9: {label: "A person"'))) == []


def test_the_silent_caller_is_hung_up_on() -> None:
    rude = LINE.replace("noinput: {attempts: 2, to: agent}", "noinput: {attempts: 2, to: bye}")
    assert judged(told(LINE, rude)) == [
        Change("who says nothing is hung up on at worst now, and reached a person before", True)
    ]
    assert judged(told(rude, LINE)) == [
        Change("who says nothing reaches a person at worst now, and was hung up on before", False)
    ]
