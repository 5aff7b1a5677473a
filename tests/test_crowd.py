"""The crowd is what many calls come to: every figure against calls played one by one, on our trees and random ones.

A figure may be five standard errors of 200,000 calls away, and as much again as five single calls weigh: an end that
one call in a million comes to has no standard error to speak of.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from random import Random
from typing import NamedTuple

import pytest
from random_crowds import inhabited
from random_trees import LANGUAGES
from simulation import Counted, Figure, simulate

from ivraudit.figures.crowd import Crowd, crowd
from ivraudit.gather import Policies, gather
from ivraudit.model import Node, NodeType, Profile, TreeKind
from ivraudit.phone import HOURS, Phone

TREES = Path(__file__).parent.parent / "trees"
FOLDERS = [*sorted(TREES.glob("bad/*")), *sorted(TREES.glob("foreign/*")), TREES / "good", TREES / "stories"]
CALLS = 200_000
RANDOM_TREES = 60

ENDS = ("human", "resolved", "voicemail", "callback", "transfer", "hangup", "trapped", "outside", "gave_up")
FIGURES = ("containment", "completion", "zero_out", "mean_seconds", "effort")


class Case(NamedTuple):
    """A tree under a profile, and the vertex at which its calls begin."""

    phone: Phone
    entry: int

    @property
    def start(self) -> str:
        """The id of the first node."""
        return self.phone.node(self.entry).id

    def __str__(self) -> str:
        return f"{self.phone.tree.file} from {self.start!r}, {self.phone.profile}"


def computed(case: Case) -> Crowd:
    """The figures of a case, which none of our trees is too large for."""
    found = crowd(case.phone, case.entry)
    assert isinstance(found, Crowd), f"{case}: {found.why}"
    return found


@cache
def of_folder(folder: Path) -> tuple[Case, ...]:
    """Every tree of a folder that is judged as a call, at every real hour, from everywhere that its calls begin."""
    policies = Policies(none=True)
    trees = gather([str(folder)], policies).whole()
    phones = [Phone(tree, policies.of("").assumptions) for tree in trees if tree.kind is TreeKind.CALL]
    return tuple(case for phone in phones for case in cases(phone))


def cases(phone: Phone) -> Iterator[Case]:
    """A tree at every real hour, in every language, from every entry."""
    for profile in phone.profiles(HOURS):
        for entry in phone.wiring.entries:
            yield Case(phone.under(profile), entry)


def of_seed(seed: int) -> Case:
    """A random tree in a random profile, from one of its entries."""
    tree, rng = inhabited(seed), Random(seed)
    phone = Phone(tree, profile=Profile(rng.choice(HOURS), rng.choice(("", *LANGUAGES))))
    return Case(phone, rng.choice(phone.wiring.entries))


def differing(case: Case, seed: int = 1) -> list[str]:
    """Every figure that is not what the calls came to, with both."""
    wanted, counted = computed(case), simulate(case.phone, case.start, CALLS, seed)
    pairs = [(f"share of {end}", wanted.shares[end], counted.shares[end]) for end in ENDS]
    pairs += [(name, getattr(wanted, name), getattr(counted, name)) for name in FIGURES]
    names = wanted.caller_seconds.keys() | counted.caller_seconds.keys()
    none = Figure(0.0, 0.0, 0.0)
    pairs += [
        (f"seconds at {name}", wanted.caller_seconds.get(name, 0.0), counted.caller_seconds.get(name, none))
        for name in sorted(names)
    ]  # fmt: skip
    if counted.sd_seconds:
        pairs.append(("sd_seconds", wanted.sd_seconds, counted.sd_seconds))
    if counted.seconds_given_human:
        given = math.nan if wanted.seconds_given_human is None else wanted.seconds_given_human
        pairs.append(("seconds given a person", given, counted.seconds_given_human))
    wrong = [f"{name}: {value}, counted {figure}" for name, value, figure in pairs if not agree(value, figure)]
    return wrong + differing_otherwise(wanted, counted)


def agree(wanted: float, counted: Figure) -> bool:
    """Whether a figure is what was counted; what cannot happen has not happened."""
    return counted.fits(wanted) and (wanted != 0.0 or counted.value == 0.0)


def differing_otherwise(wanted: Crowd, counted: Counted) -> list[str]:
    """What of a crowd is no figure."""
    wrong = []
    if (wanted.seconds_given_human is None) != (wanted.shares["human"] == 0.0):
        wrong.append(f"seconds given a person: {wanted.seconds_given_human}")
    if set(wanted.assumed) != counted.assumed:
        wrong.append(f"assumed: {sorted(wanted.assumed)}, in the calls {sorted(counted.assumed)}")
    return wrong


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_our_trees(folder: Path) -> None:
    wrong = {str(case): found for case in of_folder(folder) if (found := differing(case))}
    assert wrong == {}


@pytest.mark.parametrize("seed", range(RANDOM_TREES))
def test_random_trees(seed: int) -> None:
    assert differing(of_seed(seed)) == []


def test_there_are_trees_to_play() -> None:
    assert all(of_folder(folder) for folder in FOLDERS if folder.name != "unreadable")


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_what_must_hold_of_our_trees(folder: Path) -> None:
    for case in of_folder(folder):
        assert inconsistent(case) == [], case


def test_what_must_hold_of_random_trees() -> None:
    for seed in range(1000, 1400):
        assert inconsistent(of_seed(seed)) == [], seed


def inconsistent(case: Case) -> list[str]:
    """What cannot be so, whatever the calls do."""
    found = computed(case)
    seconds = list(found.caller_seconds.values())
    checks = {
        "the ends": sorted(found.shares) == sorted(ENDS),
        "shares come to 1": abs(sum(found.shares.values()) - 1.0) < 1e-9,
        "shares are chances": all(0.0 <= share <= 1.0 for share in [*found.shares.values(), found.zero_out]),
        "seconds are those at the nodes": math.isclose(sum(seconds), found.mean_seconds, rel_tol=1e-9, abs_tol=1e-9),
        "no time is negative": min([*seconds, found.mean_seconds, found.sd_seconds, found.effort]) >= 0.0,
        "patience ends at its rate": math.isclose(found.shares["gave_up"], ended(case, found), abs_tol=1e-9),
        "containment": math.isclose(found.containment, 1.0 - found.shares["human"], abs_tol=1e-9),
        "completion": found.completion == found.shares["resolved"],
        "effort holds the minutes": found.effort >= found.mean_seconds / 60.0 - 1e-9,
        "no person, no time to one": (found.seconds_given_human is None) == (found.shares["human"] == 0.0),
    }
    return [name for name, holds in checks.items() if not holds]


def ended(case: Case, found: Crowd) -> float:
    """The share of those who give up, by the seconds at the nodes: the rate at which patience ends never changes."""
    habits = case.phone.assumptions.crowd
    mean = {node.name: habits.patience_seconds for node in case.phone.wiring.nodes}
    for node in waiting(case.phone):
        own = node.wait.patience if node.wait else None
        mean[node.name] = habits.queue_patience_seconds if own is None else own
    return sum(seconds / mean[name] for name, seconds in found.caller_seconds.items())


def waiting(phone: Phone) -> Iterator[Node]:
    """The queues in which callers can wait at that hour."""
    for vertex, node in enumerate(phone.wiring.nodes):
        closed = any(edge.trigger == "closed" for _, edge in phone.exits(vertex))
        if node.type is NodeType.QUEUE and (phone.profile.clock == "open" or not closed):
            yield node
