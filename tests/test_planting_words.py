"""Faults of menus, words and input are found where they were planted, and nothing unrelated with them."""

from __future__ import annotations

from pathlib import Path

import faults_menus
import faults_words
import pytest
from harvest import GARDENS, Allowed, Fault, places, reap, sown

MORE = {"broad-menu": "the menu had five options, and the planted one is the sixth"}
FULL = {
    "long-menu": "so many options, or such long ones, take more than half a minute to say",
    "identical-reprompt": "and who says nothing hears all of it again",
}
LATE = {
    "long-greeting": "the first option is said only after it",
    "distant-human": "the key to a person is said only after it",
    "late-language-choice": "so is the choice of a language",
}
FAULTS: dict[Fault, Allowed] = {
    faults_menus.key_that_is_not_there: FULL,
    faults_menus.key_that_nobody_says: FULL | {"save-offer-without-exit": "nobody says the key that cancels"},
    faults_menus.key_said_first: FULL,
    faults_menus.too_many: FULL,
    faults_menus.put_deep: MORE,
    faults_menus.drawn_out: FULL | LATE,
    faults_menus.wrong_order: MORE | FULL,
    faults_menus.hole: {},
    faults_menus.star_hangs_up: MORE | FULL,
    faults_menus.nine_is_two_things: MORE,
    faults_menus.one_way_street: MORE | FULL,
    faults_words.talkative: FULL | LATE,
    faults_words.advertised: MORE,
    faults_words.stock: LATE | {"missing-emergency-notice": "the phrase is said before the warning"},
    faults_words.house_words: LATE | {"missing-emergency-notice": "the prompt is said before the warning"},
    faults_words.cold: MORE | {"after-hours-hangup": "the words that told the hours are gone"},
    faults_words.parrot: FULL | LATE,
    faults_words.rushed: {},
}
"""Each fault, with the rules that may speak too: the consequences of it, each with its reason."""
CASES = [(fault, stem) for fault in FAULTS for stem in GARDENS]


@pytest.mark.parametrize(("fault", "stem"), CASES, ids=lambda one: one if isinstance(one, str) else one.__name__)
def test_planted_faults(fault: Fault, stem: str, tmp_path: Path) -> None:
    for seed in sown(fault, stem):
        reap(seed(), stem, tmp_path, FAULTS[fault])


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.__name__)
def test_every_fault_is_planted_often(fault: Fault) -> None:
    found = places(fault)
    assert len(found) >= 3
    assert sum(found) >= 20
