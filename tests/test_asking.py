"""The small word lists: who is asked for, what warns, and what tells the hours; and the walks of those who ask."""

from __future__ import annotations

import pytest

from ivraudit.model import Source
from ivraudit.phone import Phone
from ivraudit.phone.asking import first_menus, put_back, questions_to_person, requests
from ivraudit.phone.waiting import rings, ways_back
from ivraudit.readers.yaml import read
from ivraudit.words.asking import asks_for_person, names_person
from ivraudit.words.danger import warned_until, warns
from ivraudit.words.opening import tells_hours


@pytest.mark.parametrize(
    ("phrase", "language", "asks", "names"),
    [
        ("operator", "en-US", True, True),
        ("An Agent", "en", True, True),
        ("talk to an agent", "en-GB", True, False),
        ("travel agent", "en", True, False),
        ("the agency", "en", False, False),
        ("un operateur", "fr-FR", True, False),
        ("un opérateur", "fr-FR", True, True),
        ("temsilci", "tr-TR", True, True),
        ("operator", "zh-CN", None, None),
    ],
)
def test_who_is_asked_for(phrase: str, language: str, asks: bool | None, names: bool | None) -> None:
    assert (asks_for_person(phrase, language), names_person(phrase, language)) == (asks, names)


@pytest.mark.parametrize(
    ("text", "language", "warning"),
    [
        ("In an emergency, hang up.", "en-US", True),
        ("If it hurts, call 911.", "en-US", True),
        ("Call extension 9115.", "en-US", False),
        ("En caso de urgencia, cuelgue.", "es-US", True),
        ("Welcome to the clinic.", "en", False),
        ("Hello.", "zh", None),
    ],
)
def test_what_warns(text: str, language: str, warning: bool | None) -> None:
    assert warns(text, language) is warning


def test_where_a_warning_ends() -> None:
    text = "Acme Clinic. In danger? Call 911. For a visit, press 1."
    assert text[: warned_until(text, "en")] == "Acme Clinic. In danger?"
    assert warned_until("Good day.", "en") == 0


@pytest.mark.parametrize(
    ("text", "language", "told"),
    [
        ("We are closed.", "en-US", False),
        ("We are closed until nine.", "en-US", True),
        ("Orders are taken from nine.", "en", True),
        ("We are back at 8.", "en", True),
        ("We are back at {opening}.", "zh", True),
        ("Nous sommes absents.", "fr", False),
        ("Wir sind ab zehn wieder da.", "de", True),
        ("Oleme suletud.", "et", None),
        ("Good day, this is Acme. In danger, call 911.", "en", False),
        ("Guten Tag, es ist niemand da.", "de", False),
    ],
)
def test_what_tells_the_hours(text: str, language: str, told: bool | None) -> None:
    assert tells_hours(text, language) is told


TREE = """
ivraudit: 1
name: "Round"
start: language
nodes:
  language: {type: menu, prompt: "Hi.", options: {1: {to: main, language: en}, 2: {to: main, language: fr}}}
  main: {type: menu, prompt: "Main.", options: {1: line, 0: note}}
  note: {type: say, promo: true, prompt: "Buy.", next: check}
  check: {type: task, next: ask, error: main}
  ask: {type: menu, prompt: "Who?", options: {1: line, 0: line}}
  line: {type: queue, full: second, timeout: {after: 60s, to: main}}
  second: {type: queue, full: line, timeout: {after: 60s, to: back}}
  back: {type: callback}
"""


def test_the_walks_of_those_who_ask() -> None:
    phone = Phone(read(Source("t.yaml", TREE.encode()))[0])
    wiring = phone.wiring
    main, ask = wiring.vertices["main"], wiring.vertices["ask"]

    def named(exits: list[int]) -> list[str]:
        return [f"{wiring.edges[number].source} {wiring.edges[number].trigger}" for number in exits]

    zero = requests(phone)[main].surely
    assert named(zero) == ["main 0"]
    assert named(put_back(phone, main, zero[0])) == ["main 0", "note next", "check error"]
    assert put_back(phone, ask, requests(phone)[ask].surely[0]) == []
    assert questions_to_person(phone)[wiring.vertices["note"]] == 2  # the advertisement, and a menu at the worst
    assert first_menus(phone) == [main]
    assert [named(trip) for _, trip in rings(phone)] == [["line full", "second full"]]
    assert [named(way) for _, way in ways_back(phone)] == [["line timeout"]]
