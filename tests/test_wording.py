"""What prompts say: phrases, jargon, the order of key and label, and how hard they are to read."""

from __future__ import annotations

import json

import pytest

from ivraudit.words.lexicon import FOLDER, languages
from ivraudit.words.ordering import key_first
from ivraudit.words.reading import grade, syllables
from ivraudit.words.wording import acronyms_in, phrase_in

TOPICS = ("stock_phrases", "stock_deflections", "apologies", "next_steps", "jargon_terms")


@pytest.mark.parametrize("language", sorted(languages()))
def test_every_language_has_every_list(language: str) -> None:
    wording = json.loads((FOLDER / f"{language}.json").read_text(encoding="utf-8"))["wording"]
    assert list(wording) == ["source", *TOPICS[:4], "jargon_acronyms", TOPICS[4]]
    assert all(wording.values())
    for topic in TOPICS:
        assert len(wording[topic]) == len(set(wording[topic]))
        for phrase in wording[topic]:
            said = phrase.replace(" * ", " ").replace("*", "")
            assert phrase_in(f"x, {said.upper()}!", topic, language), phrase


@pytest.mark.parametrize(
    ("text", "topic", "language", "found"),
    [
        ("Your call is very important to us.", "stock_phrases", "en-US", "your call is very important"),
        ("Your call is one of the most important.", "stock_phrases", "en", ""),
        ("Hear our MENU options: they have changed", "stock_phrases", "en", ""),
        ("Our options have recently changed", "stock_phrases", "en", "our options have recently changed"),
        ("Since Monday our hours have changed.", "stock_phrases", "en", ""),
        ("Çağrınız bizim için çok önemlidir.", "stock_phrases", "tr-TR", "cagriniz bizim icin cok onemlidir"),
        ("Nous sommes de\u0301sole\u0301s.", "apologies", "fr", "desoles"),
        ("Vabandust, ei leia.", "apologies", "et", "vabandust"),
        ("אנו מצטערים", "apologies", "he", "מצטערים"),
        ("Verification failed.", "next_steps", "en", ""),
        ("It opens at nine", "next_steps", "en", "opens"),
        ("Atvainojiet", "apologies", "lv", None),
    ],
)
def test_phrases(text: str, topic: str, language: str, found: str | None) -> None:
    assert phrase_in(text, topic, language) == found


def test_acronyms_are_those_on_the_list_that_nobody_explains() -> None:
    assert acronyms_in("OOW and RMA, and your PIN", "en") == ("OOW", "RMA")
    assert acronyms_in("A return merchandise authorization, RMA", "en") == ()
    assert acronyms_in("rma", "en") == ()
    assert acronyms_in("RMA", "lv") is None


@pytest.mark.parametrize(
    ("text", "language", "first"),
    [
        ("Press 1 for sales. Press 2 for support.", "en", True),
        ("Welcome. Please press one for sales, two for support.", "en", True),
        ("For sales, press 1. For support, press 2.", "en", False),
        ("Sales, press 1 to go on. Support, press 2.", "en", False),
        ("If that is right, press 1 to go on. Press 2 for help.", "en", False),
        ("Press 1 for sales.", "en", False),
        ("Pulse 1 para ventas, pulse 2 para soporte.", "es", True),
        ("Satış için 1'e, destek için 2'ye basın.", "tr", False),
        ("הקש 1 למכירות, הקש 2 לתמיכה", "he", True),
        ("Press 1 for “Sales”. Press 2 for “Support”.", "en", True),
        ("Vajutage 1, kui teil on arve. Vajutage 2, kui teil on rike.", "et", True),
        ("Soovite arvet? Vajutage 1, kui teil on rike, vajutage 2.", "et", False),
        ("Sales: press 1, for support: press 2.", "en", False),
        ("Nospiediet 1", "lv", None),
    ],
)
def test_the_key_before_its_purpose(text: str, language: str, first: bool | None) -> None:
    assert key_first(text, language, {"1", "2"}) is first


def test_syllables() -> None:
    words = {"the": 1, "make": 1, "table": 2, "boxes": 2, "wanted": 2, "called": 1, "handled": 2, "services": 3, "a": 1}
    assert {word: syllables(word) for word in words} == words


def test_the_grade_of_a_text() -> None:
    assert grade("") == (0.0, 0)
    years, count = grade("The cat sat on the mat. {balance} 42")
    assert (round(years, 2), count) == (-1.45, 6)
