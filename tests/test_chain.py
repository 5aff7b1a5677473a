"""The absorbing chain, held against scipy, against exact fractions, and against what must not be hidden."""

from __future__ import annotations

from fractions import Fraction
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
