"""The judge of the crowd is judged: waits against the formulas of their queues, calls against sums done by hand."""

from __future__ import annotations

from math import exp, inf, isclose, log

import numpy as np
import pytest
from simulated_waits import offered
from simulation import simulate

from ivraudit.model import Edge, Entry, Habits, Node, NodeType, Nowhere, Owner, Position, Retry, Tree, Wait
from ivraudit.phone import Phone

AT = Position("hand.yaml")
CALLS = 200_000


def drawn(wait: Wait | None, prompt: float = 0.0) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    queue = Node("queue", NodeType.QUEUE, AT, wait=wait)
    return np.sort(offered(queue, prompt, Habits()).draw(np.random.default_rng(7), CALLS))


@pytest.mark.parametrize("p95", [70.0, 150.0, 180.0, 200.0, 300.0, 430.0])
def test_a_mean_and_a_95th_percentile_both_hold(p95: float) -> None:
    waits = drawn(Wait(mean=60.0, p95=p95))
    assert isclose(waits.mean(), 60.0, rel_tol=0.02)
    assert isclose(waits[int(0.95 * CALLS)], p95, rel_tol=0.03)


def test_a_percentile_that_no_such_tail_reaches_keeps_the_mean() -> None:
    waits = drawn(Wait(mean=60.0, p95=600.0))
    assert isclose(waits.mean(), 60.0, rel_tol=0.03)
    assert isclose((waits > 0.0).mean(), 0.1, rel_tol=0.03)


def test_one_figure_is_the_wait_but_never_less_than_what_is_said() -> None:
    assert set(drawn(Wait(declared=240.0), prompt=3.0)) == {240.0}
    assert set(drawn(Wait(declared=2.0), prompt=3.0)) == set(drawn(None, prompt=3.0)) == {3.0}
    assert isclose(drawn(Wait(mean=60.0), prompt=3.0).mean(), 60.0, rel_tol=0.02)


def test_one_agent_is_erlang_c() -> None:
    # One agent, half busy: half wait, and those 300 / (1 - 1/2) seconds on average.
    waits = drawn(Wait(arrivals=6.0, agents=1.0, handle=300.0))
    assert isclose((waits > 0.0).mean(), 0.5, rel_tol=0.02)
    assert isclose(waits.mean(), 300.0, rel_tol=0.03)
    assert isclose((waits > 600.0 * log(2.0)).mean(), 0.25, rel_tol=0.02)


def test_the_impatient_leave_as_in_erlang_a() -> None:
    # 100 calls an hour, 5 minutes, 10 agents, 2 minutes of patience: 8.51 % give up.
    waits = drawn(Wait(arrivals=100.0, agents=10.0, handle=300.0, patience=120.0))
    assert isclose((1.0 - np.exp(-waits / 120.0)).mean(), 0.0851, rel_tol=0.02)
    # As patient as a talk is long: as many are in the system as if everybody had an agent, Poisson with mean 2.
    waits = drawn(Wait(arrivals=24.0, agents=1.0, handle=300.0, patience=300.0))
    assert isclose((waits > 0.0).mean(), 1.0 - exp(-2.0), rel_tol=0.01)


def test_nobody_is_served_where_nobody_works() -> None:
    assert set(drawn(Wait(arrivals=0.0, agents=0.0, handle=300.0))) == {inf}
    assert set(drawn(Wait(arrivals=0.0, agents=2.0, handle=300.0))) == {0.0}


def test_a_menu_by_hand() -> None:
    """Silence comes back to the same menu, a wrong key is dropped, the only key is spoken nowhere."""
    menu = Node("menu", NodeType.MENU, AT, seconds={"": 10.0}, barge_in=True, noinput=Retry(1, AT, after=5.0))
    edges = (
        Edge("menu", "agent", "0", Owner.CALLER, AT, unspoken=True),
        Edge("menu", "menu", "noinput-last", Owner.PASSIVE, AT),
        Edge("menu", Nowhere.DROPPED, "nomatch-last", Owner.PASSIVE, AT),
    )
    nodes = (menu, Node("agent", NodeType.AGENT, AT))
    tree = Tree("hand.yaml", "hand", AT, entries=(Entry("menu", AT),), nodes=nodes, edges=edges)
    counted = simulate(Phone(tree), "menu", CALLS, 3)
    chosen, wrong, silent = 0.92 * exp(-11.0 / 120.0), 0.03 * exp(-1.0 / 120.0), 0.05 * exp(-15.0 / 120.0)
    ended = (chosen + wrong) / (1.0 - silent)
    assert counted.shares["human"].fits(chosen / (1.0 - silent))
    assert counted.shares["hangup"].fits(wrong / (1.0 - silent))
    assert counted.zero_out.fits(chosen / (1.0 - silent))
    # Patience ends once in 120 seconds of listening, so the seconds are 120 for each call that gives up.
    assert counted.shares["gave_up"].fits(1.0 - ended)
    assert counted.mean_seconds.fits(120.0 * (1.0 - ended))
    assert counted.effort.fits(chosen / (1.0 - silent) + 2.0 * (1.0 - ended))
    assert counted.assumed == {"errors", "patience"}
    assert simulate(Phone(tree), "menu", CALLS, 3) == counted


def test_a_circle_that_nothing_leaves_is_a_trap_at_once() -> None:
    nodes = tuple(Node(name, NodeType.SAY, AT, seconds={"": 3.0}) for name in ("in", "round", "about"))
    edges = tuple(
        Edge(source, target, "next", Owner.SYSTEM, AT)
        for source, target in (("in", "round"), ("round", "about"), ("about", "round"))
    )
    tree = Tree("hand.yaml", "hand", AT, entries=(Entry("in", AT),), nodes=nodes, edges=edges)
    counted = simulate(Phone(tree), "in", CALLS, 3)
    assert counted.shares["trapped"].fits(exp(-3.0 / 120.0))
    assert counted.mean_seconds.fits(120.0 * (1.0 - exp(-3.0 / 120.0)))
    assert simulate(Phone(tree), "about", CALLS, 3).shares["trapped"].value == 1.0
