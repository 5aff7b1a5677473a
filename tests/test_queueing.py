"""Queues with a known load, and the laws of waiting, held against printed figures, series and simulation."""

from __future__ import annotations

from math import exp, inf, sqrt
from random import Random

import pytest
from scipy.stats import poisson

from ivraudit.analysis.erlang import ErlangA, ErlangC
from ivraudit.analysis.waits import Moments, Race, Tailed, law
from ivraudit.model import Wait

CALLS = 200_000


def test_the_worked_example_of_the_method() -> None:
    """100 calls an hour, 5 minutes each, 10 agents, 2 minutes of patience: the example of the design notes, 3.5.

    There: 0.0851 abandon, by both ways of computing it, and wait 10.2 s; Erlang-C would claim 87.8 s.
    """
    patient, lasting = ErlangA(100 / 3600, 10, 300.0, 120.0), ErlangC(100 / 3600, 10, 300.0)
    assert f"{patient.abandoning:.4f}" == "0.0851"
    assert f"{patient.mean_wait:.1f}" == "10.2"
    assert f"{lasting.mean_wait:.1f}" == "87.8"
    wait = Wait(arrivals=100.0, agents=10.0, handle=300.0, patience=120.0)
    found = law(wait)
    assert found is not None
    assert f"{found.race(inf, 1 / 120).gone.chance:.4f}" == "0.0851"


@pytest.mark.parametrize(("agents", "load"), [(1, 0.5), (2, 1.9), (10, 8.3), (40, 39.0)])
def test_erlang_c_is_its_textbook_sum(agents: int, load: float) -> None:
    queue = ErlangC(load / 300.0, agents, 300.0)
    terms = [1.0]
    for busy in range(1, agents + 1):
        terms.append(terms[-1] * load / busy)
    last = terms[-1] * agents / (agents - load)
    assert queue.waiting == pytest.approx(last / (sum(terms[:-1]) + last), rel=1e-12)
    assert queue.mean_wait == pytest.approx(queue.waiting * 300.0 / (agents - load), rel=1e-12)


def test_more_work_than_agents_never_ends() -> None:
    assert ErlangC(1.0, 2, 300.0).mean_wait == inf
    crowded = law(Wait(arrivals=3600.0, agents=2.0, handle=300.0))
    assert crowded is not None
    assert crowded.mean == inf
    assert crowded.quantile(0.95) == inf
    assert crowded.race(inf, 1 / 300).gone.chance == 1.0


def test_large_centres_do_not_underflow() -> None:
    blocked = poisson.pmf(5100, 5000) / poisson.cdf(5100, 5000)
    waiting = 5100 * blocked / (5100 - 5000 * (1 - blocked))
    assert ErlangC(5000 / 300.0, 5100, 300.0).waiting == pytest.approx(waiting, rel=1e-9)
    large = ErlangA(5000 / 300.0, 5000, 300.0, 120.0)
    assert large.abandoning == pytest.approx(large.mean_wait / 120.0)
    assert sum(large.chances) == pytest.approx(1.0, abs=1e-12)


def test_a_queue_beyond_computing_says_so() -> None:
    with pytest.raises(OverflowError, match="too long"):
        ErlangA(1e6, 1, 300.0, 10_000.0)


@pytest.mark.parametrize(
    ("wait", "quantile"),
    [
        (Wait(declared=90.0), 90.0), (Wait(mean=100.0, p95=250.0), 250.0), (Wait(mean=100.0, p95=500.0), 500.0),
        (Wait(mean=100.0, p95=299.0), 299.0), (Wait(mean=100.0, p95=735.0), 735.0), (Wait(p95=60.0), 60.0),
    ],
)  # fmt: skip
def test_a_law_keeps_what_the_tree_says(wait: Wait, quantile: float) -> None:
    found = law(wait)
    assert found is not None
    assert found.quantile(0.95) == pytest.approx(quantile, rel=1e-9)
    if wait.mean:
        assert found.mean == pytest.approx(wait.mean, rel=1e-9)


def test_a_queue_that_says_nothing_has_no_law() -> None:
    assert law(Wait()) is None


@pytest.mark.parametrize("deadline", [0.0, 0.05, 20.0, 60.0, inf])
@pytest.mark.parametrize("wait", [
    Tailed(30.0), Tailed(0.0, 1.0, 90.0), Tailed(25.0, 1.0, 70.0), Tailed(0.0, 0.4, 230.0), Tailed(0.0, 1.0, 2.0),
])  # fmt: skip
def test_the_race_is_that_of_single_callers(wait: Tailed, deadline: float) -> None:
    rng = Random(7)

    def draw() -> float:
        return wait.fixed + (rng.expovariate(1 / wait.tail) if rng.random() < wait.waiting else 0.0)

    _agrees(wait.race(deadline, 1 / 300), [(draw(), rng.expovariate(1 / 300)) for _ in range(CALLS)], deadline)


@pytest.mark.parametrize("deadline", [15.0, inf])
def test_the_race_in_front_of_impatient_callers(deadline: float) -> None:
    """The wait is drawn stage by stage: those ahead are served, or lose patience."""
    rng, found = Random(11), law(Wait(arrivals=60.0, agents=3.0, handle=200.0, patience=90.0))
    assert found is not None
    chances = ErlangA(60 / 3600, 3, 200.0, 90.0).chances
    calls = rng.choices(range(len(chances)), chances, k=CALLS)
    waits = [sum(rng.expovariate(3 / 200 + ahead / 90) for ahead in range(present - 2)) for present in calls]
    _agrees(found.race(deadline, 1 / 150), [(wait, rng.expovariate(1 / 150)) for wait in waits], deadline)


def _agrees(race: Race, drawn: list[tuple[float, float]], deadline: float) -> None:
    sums: dict[str, list[float]] = {"served": [], "late": [], "gone": []}
    for wait, patience in drawn:
        least = min(wait, patience, deadline)
        sums["late" if deadline == least else "served" if wait == least else "gone"].append(least)
    assert sum(moments.chance for moments in race) == pytest.approx(1.0, abs=1e-9)
    for word, moments in zip(sums, race, strict=True):
        for power, value in enumerate(moments):
            each = [seconds**power for seconds in sums[word]]
            mean, square = sum(each) / len(drawn), sum(one * one for one in each) / len(drawn)
            assert abs(value - mean) <= 5 * sqrt(max(square - mean * mean, 0.0) / len(drawn)) + 1e-9, (word, power)


def test_moments_follow_one_another() -> None:
    first, second = Moments(0.5, 0.5 * 3, 0.5 * 9), Moments(0.2, 0.2 * 4, 0.2 * 16)
    assert first.then(second) == pytest.approx(Moments(0.1, 0.7, 0.1 * 49))
    assert exp(0) == Moments(1.0).chance
