"""How long a queue would keep a caller who never gives up, drawn caller by caller: docs/method.md, In a queue, Queues.

The wait of a queue with agents is played as it happens: how many are in the system when the caller comes is drawn from
the birth and death process, then those ahead leave one after the other, served or out of patience.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ivraudit.model import Habits, Node, Wait

Floats = NDArray[np.float64]
Draw = Callable[[np.random.Generator, int], Floats]

LN20 = math.log(20.0)
UNLIKELY = math.log(1e-14)
"""States of a queue that are rarer than this against the likeliest are left out."""


class Offered(NamedTuple):
    """The wait of a queue, in seconds: its least and its most (inf: no bound), and how to draw so many of them."""

    least: float
    most: float
    draw: Draw


def offered(node: Node, prompt: float, habits: Habits) -> Offered:
    """The wait of a queue; `prompt` are the seconds of all that it says."""
    wait = node.wait or Wait()
    if wait.declared is not None:
        return fixed(max(prompt, wait.declared))
    if wait.mean is not None and wait.p95 is not None:
        return _by_two_figures(wait.mean, wait.p95)
    if wait.mean is not None:
        return _after_a_part(1.0, wait.mean)
    if wait.p95 is not None:
        return _after_a_part(1.0, wait.p95 / LN20)
    if wait.arrivals is not None and wait.agents is not None and wait.handle is not None:
        patience = wait.patience
        if patience is None and wait.arrivals / 3600.0 * wait.handle >= math.floor(wait.agents):
            patience = habits.queue_patience_seconds  # else nobody would ever be served
        return _by_agents(wait.arrivals / 3600.0, math.floor(wait.agents), wait.handle, patience)
    return fixed(max(prompt, habits.wait_seconds))


def tells_wait(node: Node) -> bool:
    """Whether a queue declares a wait, or all that it can be computed from."""
    wait = node.wait or Wait()
    told = wait.arrivals is not None and wait.agents is not None and wait.handle is not None
    return told or wait.declared is not None or wait.mean is not None or wait.p95 is not None


def fixed(seconds: float) -> Offered:
    """The same wait for all."""
    return Offered(seconds, seconds, lambda rng, many: np.full(many, seconds))


def _by_two_figures(mean: float, p95: float) -> Offered:
    """A tail a exp(-t / b) where that can be; below, a fixed part before an exponential one; above, b = p95."""
    if mean <= 0.0:
        return fixed(0.0)
    ratio = p95 / mean
    if ratio < LN20:
        spread = max(0.0, (p95 - mean) / (LN20 - 1.0))
        return _after_a_part(1.0, spread, at_least=mean - spread) if spread else fixed(mean)
    decay = p95 / _root(ratio) if ratio < 20.0 / math.e else p95
    return _after_a_part(mean / decay, decay)


def _root(ratio: float) -> float:
    """The x from 1 up with x exp(-x) = ratio / 20, by halving: p95 / b, where mean = a b and a exp(-x) = 0.05."""
    low, high = 1.0, ratio + 1.0
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if middle * math.exp(-middle) > ratio / 20.0 else (low, middle)
    return low


def _after_a_part(waiting: float, decay: float, at_least: float = 0.0) -> Offered:
    """Who waits at all (that share) waits `at_least` seconds and an exponential time on top."""

    def draw(rng: np.random.Generator, many: int) -> Floats:
        waits = at_least + rng.exponential(decay, many)
        return np.where(rng.random(many) < waiting, waits, at_least)

    return Offered(at_least, math.inf if decay > 0.0 else at_least, draw)


def _by_agents(arrivals: float, agents: int, handle: float, patience: float | None) -> Offered:
    """Arrivals a second, agents, seconds of a talk, and mean seconds of patience if those who wait give up."""
    if agents == 0:
        return fixed(math.inf)
    if arrivals == 0.0 or handle == 0.0:
        return fixed(0.0)
    leaving = 1.0 / patience if patience else 0.0
    chances = _in_system(arrivals, agents, 1.0 / handle, leaving)

    def draw(rng: np.random.Generator, many: int) -> Floats:
        ahead = rng.choice(len(chances), size=many, p=chances) - agents
        waits = np.zeros(many)
        for place in range(int(ahead.max(initial=-1)), -1, -1):
            behind = ahead >= place
            waits[behind] += rng.exponential(1.0 / (agents / handle + place * leaving), int(behind.sum()))
        return waits

    return Offered(0.0, math.inf, draw)


def _in_system(arrivals: float, agents: int, service: float, leaving: float) -> Floats:
    """The chances of so many in the system; arrivals see what the process is at any time."""
    logs, number, likeliest = [0.0], 0, 0.0
    while number < agents or logs[-1] > likeliest + UNLIKELY:
        number += 1
        dying = min(number, agents) * service + max(0, number - agents) * leaving
        logs.append(logs[-1] + math.log(arrivals / dying))
        likeliest = max(likeliest, logs[-1])
    likely = np.exp(np.array(logs) - likeliest)
    return np.asarray(likely / likely.sum())
