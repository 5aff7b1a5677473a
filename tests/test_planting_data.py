"""Faults of data, languages, waiting and notices are found where they were planted, and nothing unrelated with them."""

from __future__ import annotations

from pathlib import Path

import faults_data
import faults_waiting
import pytest
from harvest import GARDENS, Allowed, Fault, audited, garden, places, reap, sown
from planting import written
from test_planting import TREES, told

NO_KEY = {"missing-escape-key": "the entry knows no person: with a key to one there would be no fault"}
LATER = {
    "late-language-choice": "the languages come behind it",
    "long-greeting": "and so does the first choice",
    "deep-cancel": "cancelling takes a step more too",
}
LOST = {"no-cancel-path": "what is put aside led to the cancellation"}
FAULTS: dict[Fault, Allowed] = {
    faults_data.number_first: NO_KEY | LATER | LOST,
    faults_data.asked_twice: LATER | {"cancel-harder-than-signup": "only who cancels is asked twice"},
    faults_data.forgotten: {},
    faults_data.taped_untold: {},
    faults_data.taped_card: {},
    faults_data.language_late: LATER,
    faults_data.untranslated: {},
    faults_data.only_here: {},
    faults_data.favoured: NO_KEY | LOST | {"missing-translation": "a person is all that those callers can get to"},
    faults_data.spoken_only: {"save-offer-without-exit": "the option that cancels is a phrase that nobody says"},
    faults_waiting.paid_for: {},
    faults_waiting.shop_window: {"upsell-on-complaint": "the queue is that of the complaints"},
    faults_waiting.asked_too_soon: {},
    faults_waiting.nobody_calls_back: {},
    faults_waiting.somewhere: {},
}
"""Each fault, with the rules that may speak too: the consequences of it, each with its reason."""
ASKED_FOR = "checks: {undisclosed-agent-location: on}\n"
POLICIES: dict[Fault, str] = {faults_waiting.somewhere: ASKED_FOR}
"""The policies of rules that are off by themselves."""
CASES = [(fault, stem) for fault in FAULTS for stem in GARDENS]


@pytest.mark.parametrize(("fault", "stem"), CASES, ids=lambda one: one if isinstance(one, str) else one.__name__)
def test_planted_faults(fault: Fault, stem: str, tmp_path: Path) -> None:
    for seed in sown(fault, stem):
        reap(seed(), stem, tmp_path, FAULTS[fault], POLICIES.get(fault, ""))


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.__name__)
def test_every_fault_is_planted_often(fault: Fault) -> None:
    found = places(fault)
    assert len(found) >= 3
    assert sum(found) >= 8


@pytest.mark.parametrize("stem", [stem for stem in TREES if stem != "city-hall"])
def test_who_is_told_where_people_sit_is_not_kept_in_the_dark(stem: str, tmp_path: Path) -> None:
    told_where = faults_waiting.told_where(garden(stem))
    assert told(audited(tmp_path, stem, written(told_where), ASKED_FOR).findings) == ""
