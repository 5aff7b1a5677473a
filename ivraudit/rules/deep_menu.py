"""What callers want lies behind more menus than the policy allows.

Why: At every menu some callers choose wrongly and some give up, and none can see how many are still to come. Three
    are as many as people put up with.

Bad:
    ivraudit: 1
    name: "Acme"
    start: main
    defaults:
      noinput: {attempts: 3, to: person}
      nomatch: {attempts: 3, to: person}
    nodes:
      main:
        type: menu
        prompt: "How can we help?"
        options: {1: {label: "Your account", to: account}, 0: {label: "A person", to: person}}
      account:
        type: menu
        prompt: "Your account."
        options:
          1: {label: "Money", to: money}
          0: {label: "A person", to: person}
          "*": {label: "Going back", to: main}
      money:
        type: menu
        prompt: "Money."
        options:
          1: {label: "Payments", to: payments}
          0: {label: "A person", to: person}
          "*": {label: "Going back", to: main}
      payments:
        type: menu
        prompt: "Payments."
        options:
          1: {label: "Paying a bill", to: paid, goal: payment}
          0: {label: "A person", to: person}
          "*": {label: "Going back", to: main}
      paid:   # expect: deep-menu
        {type: say, goal: payment, resolves: true, prompt: "Your bill is paid.", next: bye}
      bye: {type: hangup}
      person: {type: queue}

Good:
    ivraudit: 1
    name: "Acme"
    start: main
    defaults:
      noinput: {attempts: 3, to: person}
      nomatch: {attempts: 3, to: person}
    nodes:
      main:
        type: menu
        prompt: "How can we help?"
        options: {1: {label: "Paying a bill", to: paid, goal: payment}, 0: {label: "A person", to: person}}
      paid: {type: say, goal: payment, resolves: true, prompt: "Your bill is paid.", next: bye}
      bye: {type: hangup}
      person: {type: queue}

Fix: Flatten the tree, or raise the option. Judged is each goal that the tree declares, `cancel` excepted where the
    tree sells by subscription (that is `deep-cancel`). Counted are the menus until the caller takes an exit tagged
    with the goal, or achieves it, on the way with the fewest that the caller can force; menus behind that choice,
    which confirm it, and language menus are not. The finding stands at the nearest place where the goal is achieved.

Source: A trade survey of 50 large companies (2014: an agent by the third menu); Dunlap 1998 (two key presses); the
    method, (l).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ivraudit.analysis.distance import distances
from ivraudit.model import Hit, NotChecked, Severity
from ivraudit.phone import Phone
from ivraudit.rule import Category, option

CATEGORY = Category.MENU
SINS = ("brush-off",)
SEVERITY = Severity.WARNING

MOST_GOALS = 30
"""So many goals are looked at; a tree that declares more is judged by the first of them."""


@dataclass(frozen=True)
class Options:
    """How deep a goal may lie."""

    max_menus: int = option(3, "menus passed until the caller can say what the call is for", least=0)


def check(phone: Phone, options: Options) -> Iterator[Hit | NotChecked]:
    """Yield, for each entry, the goals that lie behind too many menus."""
    goals = _goals(phone)
    for goal in goals[:MOST_GOALS]:
        if not phone.goal(goal):
            continue
        far = _menus(phone, goal)
        for vertex in phone.wiring.entries:
            if phone.forced(goal).surely[vertex] and far[vertex] > options.max_menus:
                yield _judge(phone, goal, vertex, far[vertex], options)
    if len(goals) > MOST_GOALS:
        yield NotChecked(f"{len(goals)} goals are declared; looked at were the first {MOST_GOALS}")


def _goals(phone: Phone) -> list[str]:
    named = [goal for node in phone.wiring.nodes for goal in node.goals]
    named += [edge.goal for edge in phone.wiring.edges if edge.goal]
    return [goal for goal in dict.fromkeys(named) if goal != "cancel" or not phone.tree.recurring]


def _menus(phone: Phone, goal: str) -> list[float]:
    """The menus from every vertex until the caller has chosen the goal, or achieves it."""
    wiring, inside = phone.wiring, phone.forced(goal).surely
    chosen = {phone.board.targets[n] for n, edge in enumerate(wiring.edges) if edge.goal == goal}
    seeds = dict.fromkeys([*phone.goal(goal), *sorted(vertex for vertex in chosen if inside[vertex])])
    return distances(phone.board, [(0.0, vertex) for vertex in seeds], inside, phone.costs.menus, silence=True)


def _judge(phone: Phone, goal: str, vertex: int, menus: float, options: Options) -> Hit | NotChecked:
    kind = phone.kindly()
    if kind is not phone and _menus(kind, goal)[vertex] <= options.max_menus:
        return NotChecked(f"the goal {goal!r} may be nearer, behind {phone.unknown_list()}")
    way = phone.way_to(goal, vertex)
    nearest = phone.board.targets[way[-1]] if way else vertex
    where = phone.node(_own(phone, nearest))
    message = f"the goal {goal!r} lies behind {menus:.0f} menus (most {options.max_menus})"
    return Hit(where, message, phone.steps(vertex, way))


def _own(phone: Phone, vertex: int) -> int:
    """The vertex of the tree that a vertex of the board stands for."""
    if vertex < len(phone.wiring.nodes):
        return vertex
    return next((own for own, twin in phone.board.twins.items() if twin == vertex), phone.wiring.entries[0])
