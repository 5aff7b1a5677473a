"""A walk denies nothing of what it has said before, where another walk exists: held against every walk there is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ivraudit.analysis.agreeing import Twins
from ivraudit.analysis.board import set_up
from ivraudit.analysis.claims import Claim, Claims, Condition, claimed
from ivraudit.analysis.minded import Minded
from ivraudit.analysis.wiring import Wiring, wire
from ivraudit.model import Edge, Entry, Node, NodeType, Owner, Position, Profile, Tree

AT = Position("t.yaml")
DECIDE, SAY = NodeType.DECIDE, NodeType.SAY
LONGEST = 7
SAID = {"{A} = 1": ("A", "1"), "{A} = 2": ("A", "2"), "{B}==1": ("B", "1"), "{B} = 02": ("B", "2")}
Ways = list[tuple[NodeType, list[tuple[str, int]]]]
"""Per node its type, and its exits with the nodes that they lead to."""


def wired(ways: Ways) -> Wiring:
    """The wiring of nodes by their numbers; calls begin at the first."""
    nodes = tuple(Node(str(number), kind, AT) for number, (kind, _) in enumerate(ways))
    edges = [Edge(str(number), str(target), trigger, Owner.CALLER if kind is NodeType.MENU else Owner.SYSTEM, AT)
             for number, (kind, exits) in enumerate(ways) for trigger, target in exits]  # fmt: skip
    return wire(Tree("t.yaml", "t", AT, entries=(Entry("0", AT),), nodes=nodes, edges=tuple(edges)))


def minded(wiring: Wiring, cost: Sequence[float]) -> Minded:
    """The walks from the first node."""
    return Minded(set_up(wiring, Profile()), wiring.entries, cost, Claims(wiring), Twins(wiring))


def triggers(wiring: Wiring, walk: Sequence[int]) -> list[str]:
    """The exits of a walk by name."""
    return [wiring.edges[one].trigger for one in walk]


@st.composite
def plans(draw: st.DrawFn) -> Ways:
    """Up to five decisions on two variables, tasks and announcements that lead anywhere, the next one first."""
    size = draw(st.integers(3, 5))
    found: Ways = []
    for here in range(size):
        kind = draw(st.sampled_from([DECIDE, DECIDE, DECIDE, NodeType.TASK, SAY]))
        names = draw(st.permutations([*SAID, "else", "gold"]))[: draw(st.integers(2, 3))]
        names = names if kind is DECIDE else ["next"]
        found.append((kind, [(name, (here + draw(st.sampled_from([1, 1, 1, 2, size]))) % size) for name in names]))
    return found


def says(wiring: Wiring, number: int) -> Iterator[tuple[str, str, bool]]:
    """The variable, its value and whether it has it, of all that an exit says."""
    trigger = wiring.edges[number].trigger
    if trigger in SAID:
        yield *SAID[trigger], True
    elif trigger == "else":
        others = triggers(wiring, wiring.exits[wiring.sources[number]])
        yield from ((*SAID[one], False) for one in others if one in SAID)


def brings(wiring: Wiring, vertex: int) -> set[str]:
    """The variables that are asked right behind a task, or behind whether it went well."""
    if wiring.nodes[vertex].type is not NodeType.TASK:
        return set()
    first = wiring.targets[wiring.exits[vertex][0]]
    names = triggers(wiring, wiring.exits[first])
    found = [*names]
    if len(names) == 2 and "else" in names:
        found += triggers(wiring, wiring.exits[wiring.targets[wiring.exits[first][names.index("else")]]])
    return {SAID[one][0] for one in found if one in SAID}


def denies(wiring: Wiring, walk: Sequence[int], free: int) -> bool:
    """Whether the first exits of a walk say what one behind denies, by the meaning of the words.

    What is said again is said there.
    """
    facts: list[tuple[str, str, bool, int]] = []
    for place, number in enumerate(walk):
        brought = brings(wiring, wiring.sources[number])
        facts = [fact for fact in facts if fact[0] not in brought]
        for name, value, held in says(wiring, number):
            for other, known, was, where in facts:
                against = (known != value if was else known == value) if held else was and known == value
                if other == name and where < free and against:
                    return True
            facts = [fact for fact in facts if fact[0] != name or not (held or fact[:3] == (name, value, held))]
            facts.append((name, value, held, place))
    return False


def every(wiring: Wiring, goal: int) -> Iterator[list[int]]:
    """Every walk to a vertex that is not too long."""
    waiting: list[tuple[int, list[int]]] = [(wiring.entries[0], [])]
    for vertex, walk in waiting:  # which grows while it is walked
        if vertex == goal:
            yield walk
        if len(walk) < LONGEST:
            waiting += [(wiring.targets[number], [*walk, number]) for number in wiring.exits[vertex]]


@settings(max_examples=400, deadline=None)
@given(plans(), st.lists(st.integers(0, 3), min_size=25, max_size=25), st.data())
def test_the_cheapest_walk_of_one_mind_is_found_if_there_is_one(
    ways: Ways, price: list[int], data: st.DataObject
) -> None:
    wiring = wired(ways)
    cost = [float(price[5 * source + target]) for source, target in zip(wiring.sources, wiring.targets, strict=True)]
    goal = len(ways) - data.draw(st.integers(1, 2))
    behind: list[int] = []
    for _ in range(data.draw(st.integers(0, 2))):
        vertex = wiring.targets[behind[-1]] if behind else goal
        behind.append(data.draw(st.sampled_from(wiring.exits[vertex])))
    walks = list(every(wiring, goal))
    found = minded(wiring, cost).to(goal, behind)
    if found is None:
        assert walks == []
        return
    assert [wiring.sources[one] for one in found[1:]] == [wiring.targets[one] for one, _ in pairwise(found)]
    free, spent = len(found) - len(behind), sum(cost[one] for one in found[: len(found) - len(behind)])
    assert found[free:] == behind
    agreed = [sum(cost[one] for one in walk) for walk in walks if not denies(wiring, [*walk, *behind], len(walk))]
    if agreed:
        assert not denies(wiring, found, free)
        assert spent <= min(agreed)
        assert free > LONGEST or spent == min(agreed)
    else:
        assert free > LONGEST or spent >= min(sum(cost[one] for one in walk) for walk in walks)


@pytest.mark.parametrize(("trigger", "told"), [
    ("{SIZE} = 16", Claim(Condition("SIZE", "=", "16"), True)),
    ("{LEN(CODE)}!=04", Claim(Condition("LEN(CODE)", "=", "4"), False)),
    ("{DIALSTATUS} = NO ANSWER", Claim(Condition("DIALSTATUS", "=", "NO ANSWER"), True)),
    ('{NAME} = ""', Claim(Condition("NAME", "=", ""), True)),
    ("{COUNT} > 3", Claim(Condition("COUNT", "<=", "3"), False)),
    ("{COUNT}>=3", Claim(Condition("COUNT", "<", "3"), False)),
    ("answer.code === 'big one'", Claim(Condition("answer.code", "=", "big one"), True)),
    ("found != true", Claim(Condition("found", "=", "true"), False)),
    ("one == other", None), ("{A} < {B}", None), ("{A} < b", None), ("a == 'b' && c == 'd'", None), ("gold", None),
])  # fmt: skip
def test_what_an_exit_says(trigger: str, told: Claim | None) -> None:
    assert claimed(trigger) == told


@pytest.mark.parametrize(("one", "other", "decided"), [
    ("{A} = 1", "{A} = 1.0", True), ("{A} = 1", "{A} = 2", False), ("{A} = b", "{A} = 2", False),
    ("{A} != 1", "{A} = 2", None), ("{A} = b", "{A} < 2", None), ("{A} > 1", "{A} = 1", False),
    ("{A} > 1", "{A} = 2", None), ("{A} = 2", "{A} < 2", False), ("{A} = 2", "{A} <= 2", True),
    ("{A} > 2", "{A} <= 1", False), ("{A} >= 2", "{A} <= 2", None), ("{A} > 2", "{A} < 3", None),
    ("{A} <= 2", "{A} < 3", True), ("{A} != 2", "{A} = 2", False),
])  # fmt: skip
def test_what_is_decided_by_what_was_said(one: str, other: str, decided: bool | None) -> None:
    mine, its = claimed(one), claimed(other)
    assert mine
    assert its
    told = mine.decides(its.condition)
    assert (told if told is None else told == its.held) == decided


@pytest.mark.parametrize(("first", "then"), [
    (["{A} > 3", "else"], "{A} = 2"), (["{A} <= 1", "else"], "{A} > 2"), (["{A} != 2", "else"], "{A} = 2"),
    (["big", "{A} = 2"], "{A} > 1"),
])  # fmt: skip
def test_figures_are_compared(first: list[str], then: str) -> None:
    """The first exit is the cheaper one, and is given up where it cannot be taken."""
    wiring = wired([(DECIDE, [(first[0], 1), (first[1], 2)]), (SAY, [("next", 2)]), (DECIDE, [(then, 3)]), (SAY, [])])
    kept = first[0] == "big"
    assert triggers(wiring, minded(wiring, [0, 9, 0, 0]).to(3) or []) == (
        ["big", "next", then] if kept else [first[1], then]
    )  # fmt: skip


@pytest.mark.parametrize(("kind", "forgets"), [
    (NodeType.SAY, False), (NodeType.TASK, True), (NodeType.COLLECT, True), (NodeType.TRANSFER, True),
])  # fmt: skip
def test_what_a_task_or_an_entry_brings_is_asked_right_behind_it(kind: NodeType, forgets: bool) -> None:
    name = "failed" if kind is NodeType.TRANSFER else "next"
    wiring = wired([(DECIDE, [("{A} = 1", 1), ("{A} = 2", 1)]), (DECIDE, [("{A} = 1", 2), ("{A} = 2", 2)]),
                    (kind, [(name, 3)]), (DECIDE, [("{A} = 2", 4)]), (SAY, [])])  # fmt: skip
    found = triggers(wiring, minded(wiring, [0] * 6).to(4) or [])
    assert found[0] == found[1]
    assert (found[0] == "{A} = 2") is not forgets or found == ["{A} = 2", "{A} = 2", name, "{A} = 2"]


@pytest.mark.parametrize(("sets", "first"), [
    ({"A": "2"}, "gold"), ({"A": None}, "gold"), ({"B": "2"}, "{A} = 2"), ({"A": "01"}, "{A} = 2"), ({}, "{A} = 2"),
])  # fmt: skip
def test_what_an_exit_sets_holds_behind_it(sets: dict[str, str | None], first: str) -> None:
    """The cheap way says that it is one; it leads on if the variable is set anew, and not to one again."""
    wiring = wired([(DECIDE, [("gold", 1), ("{A} = 2", 3)]), (DECIDE, [("{A} = 1", 2)]), (SAY, [("next", 3)]),
                    (DECIDE, [("{A} = 2", 4)]), (SAY, [])])  # fmt: skip
    edges = [edge._replace(sets=sets) if edge.source == "2" else edge for edge in wiring.edges]
    assert triggers(wiring, minded(wiring._replace(edges=edges), [0, 9, 0, 0, 0]).to(4) or [])[0] == first


@pytest.mark.parametrize(("keys", "one"), [([("1", 3), ("2", 3)], "{A} = 1"), ([("1", 3), ("2", 4)], "{A} = 2")])
def test_a_menu_whose_keys_lead_to_one_place_keeps_the_key(keys: list[tuple[str, int]], one: str) -> None:
    wiring = wired([(DECIDE, [("{A} = 1", 1), ("{A} = 2", 2)]), (NodeType.MENU, keys), (SAY, [("next", 1)]),
                    (DECIDE, [("{A} = 2", 4)]), (SAY, [])])  # fmt: skip
    ways = minded(wiring, [0, 1, 0, 0, 0, 0])
    assert triggers(wiring, ways.to(3) or [])[0] == "{A} = 1"
    assert triggers(wiring, ways.to(3, wiring.exits[3]) or [])[0] == one


def test_a_long_row_of_decisions_is_walked() -> None:
    """Two on each variable, and the quickest walk denies itself at the end."""
    size = 10_000
    ways: Ways = []
    for one in range(size):
        name = f"{{V{one % (size // 2)}}}"
        ways.append((DECIDE, [(f"{name} = 1", one + 1), (f"{name} = 2", one + 1), ("else", one + 1)]))
    wiring = wired([*ways, (DECIDE, [("{V0} = 2", size + 1)]), (SAY, [])])
    found = minded(wiring, [0, 9, 9] * size + [0]).to(size + 1) or []
    names = triggers(wiring, found)
    assert (len(names), names[0], names[5_000], names[1]) == (size + 1, "{V0} = 2", "{V0} = 2", "{V1} = 1")
