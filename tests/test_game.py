"""The game, its distances, loops and walks, held against the judge on random small trees."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

import judge
import pytest
from random_trees import random_profile, random_tree

from ivraudit.analysis.board import CHOOSING, LEAVING
from ivraudit.analysis.walks import End
from ivraudit.model import Profile, Tree
from ivraudit.phone import Phone

SEEDS = range(8)
TREES = 400
"""Trees for each seed and question."""


def cases(seed: int) -> list[tuple[Tree, Profile]]:
    """The trees of a seed, each with a profile."""
    rng = Random(seed)
    return [(random_tree(rng), random_profile(rng)) for _ in range(TREES)]


def ids(phone: Phone, marked: Sequence[int]) -> set[str]:
    """The ids of the marked vertices."""
    return {node.id for _, node in phone.nodes(marked)}


def asked(phone: Phone, unknown: bool) -> Phone:
    """The phone, with everything unseen taken for the goal if so asked."""
    return Phone(phone.tree, profile=phone.profile, kind=unknown)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_call_comes_where_some_way_leads(seed: int) -> None:
    for tree, profile in cases(seed):
        phone = Phone(tree, profile=profile)
        assert ids(phone, phone.reached) == judge.reached(tree, profile)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("silence", [False, True])
@pytest.mark.parametrize("unknown", [False, True])
def test_the_forced_set_is_that_of_the_unrolled_game(seed: int, unknown: bool, silence: bool) -> None:
    for tree, profile in cases(seed):
        phone = asked(Phone(tree, profile=profile), unknown)
        for goal in ("human", "cancel"):
            expected = judge.forced(tree, profile, goal, unknown, silence)
            assert ids(phone, phone.forced(goal, silence=silence).surely) == expected


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("measure", judge.MEASURES)
def test_the_forced_distance_is_that_of_the_unrolled_game(seed: int, measure: judge.Measure) -> None:
    for tree, profile in cases(seed):
        phone = Phone(tree, profile=profile)
        for goal in ("human", "cancel"):
            found = phone.distance(goal, measure)
            forced = phone.forced(goal).surely
            expected = judge.distance(tree, profile, goal, measure, False, True)
            assert {node.id: found[vertex] for vertex, node in phone.nodes(forced)} == expected


@pytest.mark.parametrize("seed", SEEDS)
def test_walks_end_where_the_unrolled_walks_end(seed: int) -> None:
    names = {
        End.HUMAN: "human", End.VOICEMAIL: "voicemail", End.CALLBACK: "callback", End.TRANSFER: "transfer",
        End.OUTSIDE: "outside", End.HANGUP: "hangup", End.DROPPED: "dropped", End.TRAPPED: "forever",
        End.STUCK: "dropped",
    }  # fmt: skip
    for tree, profile in cases(seed):
        phone = Phone(tree, profile=profile)
        for trigger, walk in (("noinput", judge.silent_walk), ("nomatch", judge.wrong_key_walk)):
            found = phone.endings(trigger)
            expected = walk(tree, profile)
            for vertex, node in enumerate(phone.wiring.nodes):
                assert {names[end] for end in End if end in found[vertex]} == expected[node.id]


def test_the_analysis_knows_the_same_types_as_the_judge() -> None:
    assert {*CHOOSING} == {*judge.ASKING}
    assert {*LEAVING} == {*judge.LEAVING, *judge.STAFFED}
