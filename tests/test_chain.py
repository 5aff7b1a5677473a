"""The absorbing chain, held against scipy, against exact fractions, and against what must not be hidden."""

from __future__ import annotations

from fractions import Fraction
from math import exp, sqrt
from random import Random

import numpy
import pytest
from scipy.sparse import csr_array, eye_array
from scipy.sparse.linalg import spsolve

from ivraudit.analysis import chain as module
from ivraudit.analysis.chain import Chain, UnsolvedError

Rows = list[dict[int, float]]


def random_chain(rng: Random, size: int, ways: int, leaving: float) -> tuple[Rows, list[float]]:
    """Rows of a chain whose every state leaves it with about that chance."""
    rows, rest = [], []
    for _ in range(size):
        weights = [rng.random() for _ in range(rng.randint(0, ways))]
        out = leaving * rng.random() + 1e-9
        row: dict[int, float] = {}
        for weight in weights:
            target = rng.randrange(size)
            row[target] = row.get(target, 0.0) + weight / sum(weights) * (1.0 - out)
        rows.append(row)
        rest.append(1.0 - sum(row.values()))
    return rows, rest


def matrix(rows: Rows) -> csr_array:
    entries = [(state, target, chance) for state, row in enumerate(rows) for target, chance in row.items()]
    states, targets, chances = zip(*entries, strict=True) if entries else ((), (), ())
    return csr_array((chances, (states, targets)), shape=(len(rows), len(rows)))


@pytest.mark.parametrize("seed", range(60))
def test_scipy_finds_the_same(seed: int) -> None:
    rng = Random(seed)
    size = rng.choice((1, 3, 10, 60))
    rows, rest = random_chain(rng, size, rng.choice((1, 2, 6)), rng.choice((0.01, 0.5)))
    solved, left = Chain(rows, rest), eye_array(size) - matrix(rows)
    gains = [rng.random() * 100 for _ in range(size)]
    starts = [1.0, *[0.0] * (size - 1)]
    assert solved.values(gains) == pytest.approx(spsolve(left.tocsc(), numpy.array(gains)).tolist(), rel=1e-8)
    visits = spsolve(left.T.tocsc(), numpy.array(starts))
    assert solved.visits(starts) == pytest.approx(numpy.atleast_1d(visits).tolist(), rel=1e-8, abs=1e-12)


@pytest.mark.parametrize("seed", range(20))
def test_going_round_finds_the_same(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    rng = Random(seed)
    rows, rest = random_chain(rng, 40, 5, 0.5)
    gains = [rng.random() for _ in rows]
    exact = Chain(rows, rest)
    monkeypatch.setattr(module, "MOST_FILL", -1_000_000)
    round_about = Chain(rows, rest)
    assert round_about.values(gains) == pytest.approx(exact.values(gains), rel=1e-9)
    assert round_about.visits([1.0] * 40) == pytest.approx(exact.visits([1.0] * 40), rel=1e-9)


def test_no_digit_is_lost_where_calls_hardly_ever_get_out() -> None:
    """A circle of three that is left with a chance of 1e-13: one minus that chance would have three digits left."""
    out = 1e-13
    rows: Rows = [{1: 1.0}, {2: 1.0}, {0: 1.0 - out}]
    found = Chain(rows, [0.0, 0.0, out]).values([1.0, 1.0, 1.0])
    assert found[0] == pytest.approx(float(3 / Fraction(out)), rel=1e-12)


def test_a_long_chain_does_not_recurse() -> None:
    size = 100_000
    rows: Rows = [{state + 1: 1.0} for state in range(size - 1)] + [{}]
    assert Chain(rows, [0.0] * (size - 1) + [1.0]).values([1.0] * size)[0] == size


def test_chances_that_do_not_come_to_one_are_refused() -> None:
    with pytest.raises(UnsolvedError, match="come to"):
        Chain([{0: 0.5}], [0.4])


def test_what_cannot_be_solved_is_not_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_FILL", -1_000_000)
    monkeypatch.setattr(module, "MOST_SWEEPS", 3)
    rng = Random(1)
    rows, rest = random_chain(rng, 30, 4, 0.001)
    with pytest.raises(UnsolvedError, match="off by"):
        Chain(rows, rest).values([1.0] * 30)


TOY: Rows = [{1: 0.256, 2: 0.445, 3: 0.166}, {0: 0.021, 3: 0.05}, {3: 0.02}, {0: 0.5}]
HUMAN = [1.0 - 0.256 - 0.445 - 0.166, 0.6, 0.5, 0.3]
SECONDS = [24.9, 7.9, 22.0, 36.0]


def test_the_worked_example_of_four_states() -> None:
    """The design notes (3.3) print five figures of a tree of four states, and not what they were computed from.

    So these chances and stays are none of theirs: they were searched for, in steps of 0.001 and of 0.1 s, until the
    five figures came out as printed there. That one chain can have all five at once is what is tested here.
    """
    rest = [1.0 - sum(row.values()) for row in TOY]
    chain = Chain(TOY, rest)
    reach, times = chain.values(HUMAN), chain.values(SECONDS)
    later = [sum(chance * times[target] for target, chance in row.items()) for row in TOY]
    second = chain.values([d * d + 2.0 * d * more for d, more in zip(SECONDS, later, strict=True)])
    given = chain.values([
        d * (out + sum(chance * reach[target] for target, chance in row.items()))
        for d, out, row in zip(SECONDS, HUMAN, TOY, strict=True)
    ])  # fmt: skip
    stays = [exp(-d / 120.0) for d in SECONDS]
    impatient: Rows = [{t: stay * chance for t, chance in row.items()} for stay, row in zip(stays, TOY, strict=True)]
    patient = Chain(impatient, [1.0 - sum(row.values()) for row in impatient])
    in_time = patient.values([stay * out for stay, out in zip(stays, HUMAN, strict=True)])
    deviation = sqrt(second[0] - times[0] ** 2)
    assert f"{reach[0]:.4f} {times[0]:.2f} {deviation:.2f} {given[0] / reach[0]:.2f} {in_time[0]:.4f}" == (
        "0.6277 48.26 24.16 46.15 0.4350"
    )
