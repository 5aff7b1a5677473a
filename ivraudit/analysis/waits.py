"""How long a queue lets callers wait, as a law of chance, and what becomes of them: served, too late, or gone."""

from __future__ import annotations

from functools import lru_cache
from math import e, exp, expm1, inf, log
from typing import NamedTuple, Protocol

from ivraudit.analysis.erlang import FAINT, ErlangA, ErlangC
from ivraudit.model import Wait

P95 = log(20.0)
"""The p95 of an exponential wait, in means."""
PANELS = 8192
"""Into so many parts a wait without a closed form is cut (Simpson's rule)."""


class Moments(NamedTuple):
    """A chance, and the first and second moment of the seconds until it comes true (not divided by the chance)."""

    chance: float = 0.0
    first: float = 0.0
    second: float = 0.0

    def plus(self, other: Moments) -> Moments:
        """Return the moments of what comes true in either of two ways."""
        return Moments(self.chance + other.chance, self.first + other.first, self.second + other.second)

    def then(self, other: Moments) -> Moments:
        """Return the moments of what comes true after this, independently of how long this took."""
        return Moments(
            self.chance * other.chance,
            self.first * other.chance + self.chance * other.first,
            self.second * other.chance + 2.0 * self.first * other.first + self.chance * other.second,
        )  # fmt: skip

    def times(self, share: float) -> Moments:
        """Return the moments of a share of this."""
        return Moments(self.chance * share, self.first * share, self.second * share)


NEVER = Moments()


class Race(NamedTuple):
    """What becomes of a caller who waits: served, still there at the deadline, or gone."""

    served: Moments
    late: Moments
    gone: Moments


class Law(Protocol):
    """The wait of a caller who stays."""

    @property
    def mean(self) -> float:
        """Mean seconds of all callers; infinite where the queue never empties."""

    def quantile(self, share: float) -> float:
        """The seconds within which this share of the callers who stay have been served."""

    def race(self, deadline: float, theta: float) -> Race:
        """Who is served, late (`deadline` in seconds, or inf) or gone, when patience ends at `theta` per second."""


class Tailed(NamedTuple):
    """A wait of `fixed` seconds, and then with the chance `waiting` an exponential one of mean `tail`."""

    fixed: float = 0.0
    waiting: float = 0.0
    tail: float = 0.0

    @property
    def mean(self) -> float:
        """Mean seconds."""
        return self.fixed + (self.waiting * self.tail if self.waiting else 0.0)

    def quantile(self, share: float) -> float:
        """The seconds within which this share have been served."""
        if self.waiting <= 1.0 - share:
            return self.fixed
        return self.fixed + self.tail * log(self.waiting / (1.0 - share))

    def race(self, deadline: float, theta: float) -> Race:
        """Who is served, late or gone."""
        before = min(self.fixed, deadline)
        gone = patience_ends(theta, before)
        here = after(before, exp(-theta * before))
        if deadline <= self.fixed:  # who is served in the very moment of a time-out is too late
            return Race(NEVER, here, gone)
        left = deadline - self.fixed
        served = here.times(1.0 - self.waiting)
        if not self.waiting:
            return Race(served, NEVER, gone)
        rate = 1.0 / self.tail
        late = NEVER if left == inf else after(left, exp(-(theta + rate) * left))
        return Race(
            served.plus(here.then(_decaying(theta + rate, left, rate)).times(self.waiting)),
            here.then(late).times(self.waiting),
            gone.plus(here.then(_decaying(theta + rate, left, theta)).times(self.waiting)),
        )


class Offered:
    """The wait in front of agents whose other callers lose patience: Erlang-A."""

    def __init__(self, load: ErlangA) -> None:
        self._load = load

    @property
    def mean(self) -> float:
        """Mean seconds of all callers, those who leave included."""
        return self._load.mean_wait

    def quantile(self, share: float) -> float:
        """The seconds within which this share of the callers who stay have been served."""
        return self._load.quantile(share)

    def race(self, deadline: float, theta: float) -> Race:
        """Who is served, late or gone; by Simpson's rule over the wait's density, and what is left by subtraction."""
        end = min(deadline, self._horizon())
        sums = [0.0] * 5
        width = end / PANELS
        for number in range(PANELS + 1):
            seconds = number * width
            weight = (1.0 if number in (0, PANELS) else 4.0 if number % 2 else 2.0) * width / 3.0
            density = weight * self._load.density(seconds)
            if density:
                staying = density * exp(-theta * seconds)
                gone_first, gone_second = _cut_short(theta, seconds)
                for place, one in enumerate(
                    (staying, staying * seconds, staying * seconds**2, density * gone_first, density * gone_second)
                ):
                    sums[place] += one
        longer = self._load.exceed(deadline) if deadline < inf else 0.0
        served = Moments(1.0 - self._load.waiting + sums[0], sums[1], sums[2])
        late = after(deadline, longer * exp(-theta * deadline)) if longer else NEVER
        cut = _cut_short(theta, deadline) if longer else (0.0, 0.0)
        gone = (
            1.0 - served.chance - late.chance,
            sums[3] + longer * cut[0] - served.first - late.first,
            sums[4] + longer * cut[1] - served.second - late.second,
        )
        return Race(served, late, Moments(*(max(0.0, one) for one in gone)))

    def _horizon(self) -> float:
        """Seconds beyond which the density of the wait is too small to matter."""
        load = self._load
        peak = max(load.patience * log(max(load.arrivals * load.handle / max(load.agents, 1), 1.0)), 0.0)
        faint = load.density(peak) * exp(-FAINT)
        far = max(peak, load.handle)
        while load.density(far) > faint:
            far *= 1.5
        return far


def after(seconds: float, chance: float) -> Moments:
    """Return the moments of what comes true with that chance after that many seconds."""
    return Moments(chance, chance * seconds, chance * seconds**2)


def patience_ends(theta: float, seconds: float) -> Moments:
    """Return the moments of a patience that ends, at `theta` per second, within these seconds."""
    return _decaying(theta, seconds, theta) if theta > 0.0 and seconds > 0.0 else NEVER


def _decaying(rate: float, until: float, factor: float) -> Moments:
    """The integrals from 0 to `until` of factor x t^k x exp(-rate x t), for k = 0, 1, 2."""
    if factor == 0.0 or until <= 0.0:
        return NEVER
    reach = rate * until
    if reach < 1e-3:  # the closed forms would subtract numbers that are nearly equal
        small = [until ** (k + 1) * sum(_series(reach, k)) for k in range(3)]
        return Moments(*(factor * one for one in small))
    rest = exp(-reach) if until < inf else 0.0
    reach = reach if until < inf else 0.0
    return Moments(
        factor * (1.0 - rest) / rate,
        factor * (1.0 - rest * (1.0 + reach)) / rate**2,
        factor * (2.0 - rest * (reach**2 + 2.0 * reach + 2.0)) / rate**3,
    )  # fmt: skip


def _series(reach: float, power: int) -> list[float]:
    """The terms of the integral from 0 to 1 of t^power x exp(-reach x t)."""
    term, terms = 1.0, []
    for number in range(8):
        terms.append(term / (power + number + 1))
        term *= -reach / (number + 1)
    return terms


def _cut_short(theta: float, seconds: float) -> tuple[float, float]:
    """The mean, and the mean square, of a stay of these seconds that patience cuts short."""
    if theta == 0.0:
        return seconds, seconds**2
    gone = patience_ends(theta, seconds)
    left = after(seconds, exp(-theta * seconds))
    return -expm1(-theta * seconds) / theta, gone.second + left.second


@lru_cache(maxsize=4096)
def law(wait: Wait, patience: float | None = None) -> Law | None:
    """Return how long callers wait where a queue declares it; None where it declares no wait.

    `patience`, in seconds, holds where the queue gives its load without one. Without either, the law of a queue that
    never empties has an infinite mean. OverflowError where the queue is too long to be computed.
    """
    if wait.declared is not None:
        return Tailed(wait.declared)
    if wait.mean is not None:
        return _of_mean(wait.mean, wait.p95)
    if wait.p95 is not None:
        return Tailed(0.0, 1.0, wait.p95 / P95) if wait.p95 else Tailed()
    if not wait.arrivals or not wait.handle or wait.agents is None:
        return Tailed() if wait.arrivals == 0 or wait.handle == 0 else None
    agents, arrivals = int(wait.agents), wait.arrivals / 3600.0
    patient = wait.patience or (patience if arrivals * wait.handle >= agents else None)
    if patient:
        return Offered(ErlangA(arrivals, agents, wait.handle, patient))
    queue = ErlangC(arrivals, agents, wait.handle)
    return Tailed(0.0, queue.waiting, 1.0 / queue.rate if queue.mean_wait < inf else inf)


def _of_mean(mean: float, p95: float | None) -> Tailed:
    """The wait of a mean and a p95: docs/method.md, In a queue."""
    if mean <= 0.0:
        return Tailed()
    if p95 is None:
        return Tailed(0.0, 1.0, mean)
    if p95 <= mean:
        return Tailed(mean)
    if p95 < P95 * mean:
        tail = (p95 - mean) / (P95 - 1.0)
        return Tailed(mean - tail, 1.0, tail)
    if p95 > 20.0 / e * mean:
        return Tailed(0.0, mean / p95, p95)
    low, high = mean, p95
    for _ in range(200):
        tail = (low + high) / 2.0
        if tail in (low, high):
            break
        low, high = (tail, high) if mean / tail * exp(-p95 / tail) < 0.05 else (low, tail)
    return Tailed(0.0, mean / high, high)
