"""The caller is handed on from one to the next before anybody does what was asked.

Why: Each time the story is told from the beginning, each time there is a new wait, and each time somebody says that
    another department does this.

Bad:
    ivraudit: 1
    name: "Acme"
    start: main
    nodes:
      main:
        type: menu
        prompt: "How can we help?"
        options:
          1: {label: "A refund", to: first_line}
          0: {label: "A person", to: first_line}
        noinput: {attempts: 3, to: first_line}
        nomatch: {attempts: 3, to: first_line}
      first_line: {type: agent, team: "First line", next: billing}
      billing: {type: queue, team: "Billing", next: refunds}
      refunds: {type: queue, team: "Refunds", next: refunded}
      refunded:   # expect: repeated-transfer
        {type: say, goal: refund, resolves: true, prompt: "Your money is on its way.", next: bye}
      bye: {type: hangup}

Good:
    ivraudit: 1
    name: "Acme"
    start: main
    nodes:
      main:
        type: menu
        prompt: "How can we help?"
        options:
          1: {label: "A refund", to: refunds}
          0: {label: "A person", to: first_line}
        noinput: {attempts: 3, to: first_line}
        nomatch: {attempts: 3, to: first_line}
      first_line: {type: agent, team: "First line", next: refunds}
      refunds: {type: queue, team: "Refunds", next: refunded}
      refunded: {type: say, goal: refund, resolves: true, prompt: "Your money is on its way.", next: bye}
      bye: {type: hangup}

Fix: Let the menu lead to the team that does it. Counted is the least on any way to the goal, however kind the system
    is: a `transfer` that fails, and each time that somebody who has talked to the caller (`next` of a queue or an
    agent) hands over to another queue, to another number, or to an agent of another team. A queue and the agent
    behind it are one person unless their teams differ; a line that overflows into the next one is no transfer, since
    nobody has talked. The finding stands where the goal is achieved.

Source: Brazil's older decree on customer service (one transfer); 47 CFR 76.309 (30 s for a transfer); FTC v. Vonage,
    2022; the method, (i) and (l).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ivraudit.model import Hit, NotChecked, Severity
from ivraudit.phone import Phone
from ivraudit.phone.handing import Handing, handing
from ivraudit.rule import Category, option

CATEGORY = Category.WAITING
SINS = ("brush-off", "runaround")
SEVERITY = Severity.WARNING


@dataclass(frozen=True)
class Options:
    """How often a caller may be handed on."""

    max_transfers: int = option(1, "times that a caller is handed on until the goal is achieved", least=0)


def check(phone: Phone, options: Options) -> Iterator[Hit | NotChecked]:
    """Yield, for each entry and place, the goals that callers achieve only after being handed on too often."""
    goals = {goal for node in phone.wiring.nodes for goal in node.goals}
    goals.update(edge.goal for edge in phone.wiring.edges if edge.goal)
    passing = handing(phone) if goals else {}
    if not any(passing.values()):
        return
    for entry in phone.wiring.entries:
        ways = Handing(phone, entry, passing)
        places: dict[int, list[str]] = {}
        for goal in sorted(goals):
            there = ways.nearest(phone.goal(goal))
            if there is not None and ways.count(there) > options.max_transfers:
                places.setdefault(there, []).append(goal)
        if places and ways.unseen() <= options.max_transfers:
            yield NotChecked(f"how often callers are handed on depends on {phone.unknown_list()}")
            continue
        for vertex, names in sorted(places.items()):
            yield _hit(phone, ways, vertex, names, options)


def _hit(phone: Phone, ways: Handing, vertex: int, goals: list[str], options: Options) -> Hit:
    what = " and ".join(f"{goal!r}" for goal in goals)
    times = f"{ways.count(vertex)} times (most {options.max_transfers})"
    message = f"callers are handed on {times} before {what} is achieved"
    way = ways.to(vertex)
    return Hit(phone.node(vertex), message, phone.steps(phone.wiring.sources[way[0]], way))
