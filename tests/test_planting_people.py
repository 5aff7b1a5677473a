"""Faults of cancelling, of people, of waiting and of hours are found where they are planted, and nothing unrelated.

They are planted in the good trees, at places spread over each, and in the composed ones, at another place in each.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path

import faults_cancellation as cancellation
import faults_hours as hours
import faults_leaving as leaving
import faults_people as people
import planting
import pytest
from composing import COMPOSED, composed
from planting import Plain, Planted, Seed, spread
from test_planting import GOOD, PARTS, TREES, check_journey, hold

from ivraudit.auditing import Audit
from ivraudit.commands.common import policies, run
from ivraudit.gather import Policies

Fault = Callable[[Plain], Iterator[Seed]]
BATCHES = 4
"""In so many tests the composed trees are judged."""

COUNTED = {"cancel-harder-than-signup": "what is planted counts as a step, a menu, an offer or a minute of leaving"}
DEEPER = {"deep-cancel": "a question on the way is a menu more"}
NEAREST = {
    "cancel-harder-than-signup": "the key was the shortest way out of the contract",
    "favoured-sales-path": "the key was the only one-step way to a person for those who buy nothing",
}
FAULTS: dict[Fault, dict[str, str]] = {
    cancellation.hurdles: DEEPER,
    cancellation.pitches: COUNTED
    | DEEPER
    | {"save-offer-without-exit": "an offer before an offer does not cancel at once"},
    cancellation.offers_without_door: COUNTED | DEEPER,
    cancellation.elsewhere: {
        "no-cancel-path": "no other way leads to a cancellation",
        "redirect-only-option": "a letter, and the call ends, is no help for any other wish either",
    },
    cancellation.office_hours: {},
    leaving.no_proof: {},
    leaving.kept_by_people: {},
    leaving.thrown_back: {},
    leaving.vague: {},
    people.no_zero: NEAREST,
    people.dead_zero: NEAREST,
    people.deflected: NEAREST,
    people.put_back: NEAREST,
    people.delicate: {
        "no-cancel-path": "behind the option to cancel, the cancellation is denied, too",
        "upsell-on-complaint": "what is delicate is a complaint, and an offer stood behind the option",
    },
    people.supervisor: {},
    people.text_channel: {},
    people.buyers_first: {"cancel-harder-than-signup": "to sign up has become easier than to cancel"},
    people.sold_to: {},
    people.hidden_complaint: {"deep-menu": "the second menu is added behind three others"},
    people.bot: {},
    hours.half_conditions: {
        "no-human": "when it is open, nobody is let in",
        "no-cancel-path": "nor by any way to a cancellation",
    },
    hours.new_half_conditions: {
        "no-cancel-path": "behind the option to cancel, what leads nowhere denies the cancellation",
        "missing-translation": "behind the choice of a language, what leads nowhere denies its callers a complaint",
    },
    hours.silent_queue: {},
    hours.sent_round: {},
    hours.handed_on: {},
    hours.sent_away: {
        "cancel-by-other-channel": "the option is the one to cancel",
        "no-cancel-path": "and there is no other way to a cancellation",
    },
    hours.hung_up_by_night: {},
    hours.no_hours_told: {},
    hours.danger: {"long-greeting": "whatever comes before the warning is a greeting, too"},
}
"""Each fault, with the rules that may speak too: the consequences of it, each with its reason."""
LAWFUL = (people.hidden_complaint, people.bot)
"""The faults of rules that only some laws ask for: they are off unless a policy has them on."""


def name_of(one: object) -> str:
    """What a test calls a fault."""
    return getattr(one, "__name__", str(one))


@pytest.fixture(scope="session")
def strict(tmp_path_factory: pytest.TempPathFactory) -> Policies:
    """The recommended policy, with the rules that only some laws ask for."""
    file = tmp_path_factory.mktemp("policy") / "strict.yaml"
    file.write_text("extends: [recommended]\nchecks: {missing-complaint-option: warning, undisclosed-bot: warning}\n")
    return policies(str(file), False)


def judged(fault: Fault, case: Planted, file: Path, strict: Policies) -> Audit:
    """The audit of a planted tree, in a file of its own."""
    file.write_text(case.text, encoding="utf-8")
    rules = strict if fault in LAWFUL else policies(None, True)
    return run([str(file)], policies=rules, dated="2026-06-01").audit


@pytest.mark.parametrize("stem", TREES)
@pytest.mark.parametrize("fault", FAULTS, ids=name_of)
def test_in_good_trees(fault: Fault, stem: str, tmp_path: Path, strict: Policies) -> None:
    if stem in PARTS:
        shutil.copy(GOOD / f"{PARTS[stem]}.yaml", tmp_path)
    for seed in spread(fault(planting.load(GOOD / f"{stem}.yaml")), 4):
        case = seed()
        hold(case, judged(fault, case, tmp_path / f"{stem}.yaml", strict), stem, FAULTS[fault])


@pytest.mark.parametrize("batch", range(BATCHES))
@pytest.mark.parametrize("fault", FAULTS, ids=name_of)
def test_in_composed_trees(fault: Fault, batch: int, tmp_path: Path, strict: Policies) -> None:
    for number in range(batch, COMPOSED, BATCHES):
        for case in (seed() for seed in another(list(fault(tree(number))), number)):
            audit = judged(fault, case, tmp_path / f"tree-{number}.yaml", strict)
            hold(case, audit, f"tree {number}", FAULTS[fault])


@cache
def tree(number: int) -> Plain:
    """A composed tree as plain values; whoever plants in it does so in a copy."""
    return planting.parsed(composed(number))


def another(seeds: Sequence[Seed], number: int) -> Sequence[Seed]:
    """One of the places of a tree, another one in each tree; none where there is none."""
    at = number * len(seeds) // COMPOSED + number
    return [seeds[at % len(seeds)]] if seeds else []


@pytest.mark.parametrize("fault", FAULTS, ids=name_of)
def test_every_fault_is_planted_often(fault: Fault) -> None:
    trees = [planting.load(GOOD / f"{stem}.yaml") for stem in TREES] + [tree(number) for number in range(COMPOSED)]
    places = [len(list(fault(one))) for one in trees]
    assert sum(number > 0 for number in places) >= 3
    assert sum(places) >= 20


@pytest.mark.parametrize("fault", [people.supervisor, hours.hung_up_by_night], ids=name_of)
def test_a_second_number_has_journeys_of_its_own(fault: Fault, tmp_path: Path, strict: Policies) -> None:
    for seed in fault(planting.load(GOOD / "bank.yaml")):
        case = seed()
        for one in judged(fault, case, tmp_path / "bank.yaml", strict).findings:
            check_journey(one, case.text)


def test_a_person_whom_nobody_reaches_is_a_person(tmp_path: Path, strict: Policies) -> None:
    fault = cancellation.elsewhere
    audit = judged(fault, next(fault(planting.load(GOOD / "telecom.yaml")))(), tmp_path / "telecom.yaml", strict)
    (message,) = (one.message for one in audit.findings if one.rule == "no-cancel-path")
    assert message.startswith("no way leads from 'welcome' to a cancellation;"), message


def test_the_denying_exit_is_on_the_way(tmp_path: Path, strict: Policies) -> None:
    cases = (seed() for seed in people.delicate(planting.load(GOOD / "telecom.yaml")))
    case = next(case for case in cases if case.place == "main, 4, denied")
    audit = judged(people.delicate, case, tmp_path / "telecom.yaml", strict)
    (message,) = (one.message for one in audit.findings if one.rule == "no-cancel-path")
    assert "if 'planted_2' ends in 'else', they cannot cancel" in message
