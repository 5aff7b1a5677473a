"""Queues with a known load: Erlang-C where everybody stays, Erlang-A where callers lose patience."""

from __future__ import annotations

from functools import cached_property
from itertools import accumulate
from math import exp, expm1, fsum, inf, log, log1p

FAINT = 45.0
"""States whose chance is less than exp(-45), 3e-20, of that of the likeliest are left out."""
MOST_STATES = 2_000_000
"""Queues so long that more states than this are likely are not computed."""
_HALVINGS = 200


class ErlangC:
    """A queue that nobody leaves (Erlang 1917); times in seconds."""

    def __init__(self, arrivals: float, agents: int, handle: float) -> None:
        """`arrivals` are calls per second, `handle` the mean seconds of a call; both above 0."""
        self.load = arrivals * handle
        """Erlangs: the agents that the calls keep busy."""
        self.rate = agents / handle - arrivals
        """How much faster than calls arrive they could be handled, per second."""
        self.waiting = _erlang_c(self.load, agents) if self.load < agents else 1.0
        """The chance of having to wait."""
        self.mean_wait = self.waiting / self.rate if self.load < agents else inf
        """Mean wait of all; infinite where there is more work than agents."""


def _erlang_c(load: float, agents: int) -> float:
    """C = nB / (n - a(1 - B)), by the inverse of B(k) = a B(k-1) / (k + a B(k-1)), which does not underflow."""
    inverse = 1.0
    for busy in range(1, agents + 1):
        inverse = 1.0 + busy / load * inverse
        if inverse > 1e280:
            return 0.0  # nobody waits
    blocked = 1.0 / inverse
    return agents * blocked / (agents - load * (1.0 - blocked))


class ErlangA:
    """A queue that callers leave after an exponential patience (Palm 1957); times in seconds."""

    def __init__(self, arrivals: float, agents: int, handle: float, patience: float) -> None:
        """As for Erlang-C, with the mean patience; OverflowError where the queue is too long to be computed."""
        self.arrivals, self.agents, self.handle, self.patience = arrivals, agents, handle, patience
        logs = self._logs()
        top = max(logs)
        weights = [exp(one - top) for one in logs]
        total = fsum(weights)
        self.chances = [weight / total for weight in weights]
        """Per number of calls in the system: the share of the time that there are so many."""

    def _logs(self) -> list[float]:
        """Logarithms of the states' chances, up to a factor."""
        coming, leaving = log(self.arrivals), 1.0 / self.handle
        logs, top = [0.0], 0.0
        while logs[-1] > top - FAINT or len(logs) <= self.agents:
            calls = len(logs)
            death = min(calls, self.agents) * leaving + max(calls - self.agents, 0) / self.patience
            logs.append(logs[-1] + coming - log(death))
            top = max(top, logs[-1])
            if calls > MOST_STATES:
                raise OverflowError("the queue is too long to be computed")
        return logs

    @cached_property
    def _at_least(self) -> list[float]:
        """Per i: the chance that at least as many calls as agents, and i more, are in the system."""
        return list(accumulate(reversed(self.chances[self.agents :])))[::-1]

    @property
    def waiting(self) -> float:
        """The chance of having to wait."""
        return self._at_least[0]

    @cached_property
    def mean_wait(self) -> float:
        """Mean wait of all, those who leave included: E[queue] / arrivals."""
        return fsum(self._at_least[1:]) / self.arrivals

    @property
    def abandoning(self) -> float:
        """The share of callers who leave before they are served."""
        return self.mean_wait / self.patience

    def exceed(self, seconds: float) -> float:
        """The chance that a caller who stays waits longer than this.

        With i calls before him his wait V is a sum of exponential times whose rates rise by 1 / patience, so that
        exp(-V / patience) has a beta distribution, whose series this is.
        """
        gone = seconds / self.patience
        if gone <= 0.0:
            return self.waiting
        if not self.agents:
            return 1.0
        first = self.agents * self.patience / self.handle
        less = log1p(-exp(-gone))
        term, total = -first * gone, []
        for number, chance in enumerate(self._at_least):
            total.append(exp(term) * chance)
            term += log(first + number) - log(number + 1) + less
        return fsum(total)

    def quantile(self, share: float) -> float:
        """The seconds within which this share of the callers who stay have been served."""
        if self.waiting <= 1.0 - share:
            return 0.0
        if not self.agents:
            return inf
        low, high = 0.0, self.patience
        while self.exceed(high) > 1.0 - share:
            low, high = high, 2.0 * high
        for _ in range(_HALVINGS):
            middle = (low + high) / 2.0
            if middle in (low, high):
                break
            low, high = (middle, high) if self.exceed(middle) > 1.0 - share else (low, middle)
        return high

    def density(self, seconds: float) -> float:
        """The density of the wait of a caller who stays, where he waits at all (Baccelli and Hebuterne 1981)."""
        if not self.agents:
            return 0.0
        before = log(self.chances[self.agents - 1]) if self.chances[self.agents - 1] > 0.0 else -inf
        served = -self.agents * seconds / self.handle
        left = self.arrivals * self.patience * -expm1(-seconds / self.patience)
        return self.arrivals * exp(before + left + served)
