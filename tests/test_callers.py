"""How far goals are and what becomes of the four callers, held against naive answers on random small trees."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Mapping
from random import Random
from typing import NamedTuple

import judge
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from random_trees import CLOCKS, GOAL, LANGUAGES, random_tree
from test_judge import sketch

from ivraudit.analysis.rounds import MOST_ROUNDS
from ivraudit.figures.callers import CALLERS, Fate, fate
from ivraudit.figures.goals import Goal, measured
from ivraudit.model import Edge, NodeType, Nowhere, Owner, Profile, Tree, Wait
from ivraudit.phone import Phone

WAITS = (Wait(declared=40.0), Wait(mean=30.0, p95=80.0), Wait(mean=25.0), Wait(patience=60.0), None)
WORST = ("trapped", "hangup", "outside", "transfer", "voicemail", "callback", "resolved", "human")


class Call(NamedTuple):
    """A tree of odd lengths and waits, seen under a profile."""

    phone: Phone
    entry: str

    @property
    def vertex(self) -> int:
        return self.phone.wiring.vertices[self.entry]


def made(rng: Random, nodes: int, *, mixed: bool) -> Call:
    """A random tree whose nodes take different times."""
    tree = random_tree(rng, nodes)
    timed = tuple(
        node._replace(
            seconds={"": float(rng.randint(0, 12))}, barge_in=rng.random() < 0.6,
            wait=rng.choice(WAITS) if node.type is NodeType.QUEUE else None,
        )
        for node in tree.nodes
    )  # fmt: skip
    whole = Tree(
        tree.file, tree.name, tree.at, entries=tree.entries, nodes=timed, edges=tree.edges, languages=LANGUAGES
    )  # fmt: skip
    profile = Profile(rng.choice(CLOCKS if mixed else CLOCKS[:3]), rng.choice(("", *LANGUAGES)))
    return Call(Phone(whole, profile=profile), rng.choice(tree.entries).node)


def calls(*, mixed: bool = False) -> st.SearchStrategy[Call]:
    return st.builds(made, st.randoms(use_true_random=False), st.integers(1, 7), mixed=st.just(mixed))


def prices(phone: Phone, cost: str) -> dict[Edge, float]:
    """What each exit costs."""
    return dict(zip(phone.wiring.edges, getattr(phone.costs, cost), strict=True))


# How far the goals are


def reach(call: Call, goal: str) -> str:
    """How a goal is reached, sentence by sentence of the contract."""
    tree, profile = call.phone.tree, call.phone.profile
    tagged = {*(edge.goal for edge in tree.edges), *(goal for node in tree.nodes for goal in node.goals)}
    if goal != "human" and goal not in tagged:
        return "none"
    for word, unknown, silence in (("forced", False, False), ("silence-only", False, True), ("unknown", True, True)):
        if call.entry in judge.forced(tree, profile, goal, unknown, silence):
            return word
    there, unseen = judge.leading(tree, profile, call.entry, goal)
    return "possible" if there else "unknown" if unseen else "no"


def offered(call: Call) -> float | None:
    """The seconds until who listens has heard of an option that leads to a person by itself."""
    phone = call.phone
    tree, profile = phone.tree, phone.profile
    cost, alone = prices(phone, "listening"), judge.by_itself(tree, profile)
    here = judge.board(tree, profile)
    told: dict[str, float] = {}
    for vertex, heard in phone.costs.heard.items():
        name = phone.node(vertex).id
        for edge in here.exits[name] if phone.node(vertex).type is not NodeType.QUEUE else ():
            until = heard.spoken.get(edge.trigger, -1.0)
            if until is None:
                cost[edge] = math.inf
            elif until >= 0 and edge.target in alone and edge.owner is Owner.CALLER:
                told[name] = min(told.get(name, math.inf), until)
    found = judge.priced(tree, profile, "human", cost, True, told)
    return found.get(call.entry)


@settings(max_examples=400, deadline=None)
@given(call=calls(mixed=True), goal=st.sampled_from(("human", GOAL)))
def test_goals_are_as_far_as_in_the_unrolled_game(call: Call, goal: str) -> None:
    tree, profile = call.phone.tree, call.phone.profile
    found = measured(call.phone, call.vertex, goal)
    word = reach(call, goal)
    if word not in ("forced", "silence-only"):
        assert found == Goal(word)
        return
    silence = word == "silence-only"
    counted: dict[judge.Measure, int] = {
        measure: judge.distance(tree, profile, goal, measure, False, silence)[call.entry]
        for measure in ("presses", "menus", "collects", "offers")
    }
    sent = {edge: float(call.phone.node(vertex).type is NodeType.TRANSFER)
            for edge, vertex in zip(call.phone.wiring.edges, call.phone.wiring.sources, strict=True)}  # fmt: skip
    transfers = judge.priced(tree, profile, goal, sent, silence)[call.entry]
    seconds = judge.priced(tree, profile, goal, prices(call.phone, "seconds"), silence)[call.entry]
    assert found.reach == word
    assert found[1:7] == (*counted.values(), transfers, pytest.approx(seconds, abs=1e-9))
    if goal == "human":
        assert found.first_offered_seconds == pytest.approx(offered(call), abs=1e-9)
    else:
        assert found[7:] == (None, None, None)


# The four callers


class Here(NamedTuple):
    """A caller on an unrolled walk: which exits there are, and how each ends or goes on."""

    call: Call
    board: judge.Board
    cost: Mapping[Edge, float]
    trigger: str
    goals: frozenset[str]
    choice: Mapping[str, Edge]
    """What the caller takes where the caller may choose."""


def ended(here: Here, state: judge.State) -> tuple[str, float] | None:
    """How a call has ended that is at a node, and after how many more seconds."""
    node = here.board.nodes[state[0]]
    if here.board.person(node.id):
        wait = node.wait
        mean = (wait.declared if wait.mean is None else wait.mean) if wait else None
        phone = here.call.phone
        heard = phone.costs.whole(phone.wiring.vertices[node.id]) if node.type is NodeType.QUEUE else 0.0
        return "human", max(mean or 0.0, heard)
    if node.resolves:
        return "resolved", 0.0
    kinds = {
        NodeType.VOICEMAIL: "voicemail", NodeType.CALLBACK: "callback", NodeType.HANGUP: "hangup",
        NodeType.OUTSIDE: "outside", NodeType.RETURN: "outside",
    }  # fmt: skip
    if node.type is NodeType.TRANSFER and node.human is None:
        return "outside", 0.0
    return (kinds[node.type], 0.0) if node.type in kinds else None


def onward(here: Here, state: judge.State) -> list[Edge]:
    """The exits that can be taken there, by the system's will."""
    node = here.board.nodes[state[0]]
    if node.type in judge.ASKING:
        if node.id in here.choice:
            return [here.choice[node.id]]
        return [edge for edge in here.board.exits[node.id] if edge.trigger == here.trigger]
    exits = here.board.open_exits(state)
    again = [edge for edge in exits if edge.limit is not None]
    return again or exits


def steps(here: Here, state: judge.State) -> Iterator[tuple[str, float, judge.State | None]]:
    """What can come next: an end, or another state, and after how many seconds."""
    over = ended(here, state)
    if over:
        yield (*over, None)
        return
    node = here.board.nodes[state[0]]
    exits = onward(here, state)
    if node.type is NodeType.TRANSFER:
        yield "transfer", 0.0, None
    elif not exits:
        yield "hangup", dropped(here, node.id), None
    for edge in exits:
        if edge.target in here.board.nodes:
            yield "", here.cost[edge], here.board.after(state, edge)
        else:
            yield "hangup" if edge.target is Nowhere.DROPPED else "outside", here.cost[edge], None


def dropped(here: Here, name: str) -> float:
    """The seconds until the platform ends the call of one whom it has no exit for."""
    phone = here.call.phone
    vertex = phone.wiring.vertices[name]
    if phone.node(vertex).type not in judge.ASKING:
        return 0.0
    count = phone.hearing.mistakes if here.trigger == "nomatch-last" else phone.hearing.silence
    return count(phone.node(vertex), phone.costs.whole(vertex))


def walked(here: Here) -> tuple[str, float | None]:
    """The worst end of all walks, and the longest walk to it."""
    first = here.board.start(here.call.entry)
    ahead: dict[judge.State, list[tuple[str, float, judge.State | None]]] = {}
    new = [first]
    while new:
        state = new.pop()
        if state not in ahead:
            ahead[state] = list(steps(here, state))
            new += [target for _, _, target in ahead[state] if target]
    endless = set(ahead)
    while stopped := {s for s in endless if not any(target in endless for _, _, target in ahead[s])}:
        endless -= stopped
    if endless:
        return "trapped", None
    worst = min((word for ways in ahead.values() for word, _, target in ways if not target), key=WORST.index)

    def longest(state: judge.State) -> float:
        return max(
            seconds + (longest(target) if target else 0.0 if word == worst else -math.inf)
            for word, seconds, target in ahead[state]
        )

    return worst, longest(first)


def kindest(here: Here) -> Iterator[Mapping[str, Edge]]:
    """Each way to choose at menus that is shortest if the system is kind."""
    board = here.board
    asking = {node for node in board.nodes if board.nodes[node].type in judge.ASKING}
    exits = [edge for node in board.nodes for edge in board.exits[node] if edge.target in board.nodes]
    best = {node: 0.0 if node in here.goals else math.inf for node in board.nodes}
    exits = [edge for edge in exits if not judge.mistaken(board, edge)]
    for _ in board.nodes:
        for edge in exits:
            best[edge.source] = min(best[edge.source], here.cost[edge] + best[str(edge.target)])
    ties = {
        node: [e for e in exits if e.source == node and here.cost[e] + best[str(e.target)] <= best[node] + 1e-9]
        for node in asking if math.inf > best[node] and node not in here.goals
    }  # fmt: skip
    for chosen in itertools.product(*ties.values()):
        yield dict(zip(ties, chosen, strict=True))


def alike(found: Fate, ends: str, seconds: float | None) -> bool:
    return found.ends == ends and (found.seconds == seconds or found.seconds == pytest.approx(seconds, abs=1e-9))


def begun(call: Call, caller: str, goal: str) -> Here:
    board = judge.board(call.phone.tree, call.phone.profile)
    cost = prices(call.phone, "listening" if caller == "listener" else "seconds")
    goals = frozenset(judge.goal_nodes(board, goal)) if caller in ("expert", "listener") else frozenset[str]()
    return Here(call, board, cost, "nomatch-last" if caller == "confused" else "noinput-last", goals, {})


def clocked(here: Here, state: judge.State) -> list[object]:
    """Where the clock leads; of a closed day and a holiday that lead there both, either exit is the one."""
    hours = here.board.nodes[state[0]].type is NodeType.HOURS
    return [edge.target for edge in here.board.open_exits(state)] if hours else []


def holds(call: Call, caller: str, goal: str, found: Fate) -> None:
    """The exits of a fate are a walk of the board from the entry to its end, and take its seconds."""
    here = begun(call, caller, goal)
    edges = [call.phone.wiring.edges[number] for number in found.route]
    state, seconds = here.board.start(call.entry), 0.0
    seen: list[judge.State] = []
    for number, edge in enumerate(edges):
        assert edge in here.board.open_exits(state) or edge.target in clocked(here, state)
        seconds += here.cost[edge]
        seen.append(state)
        if edge.target not in here.board.nodes:
            assert number == len(edges) - 1
            assert found.ends == ("hangup" if edge.target is Nowhere.DROPPED else "outside")
            assert found.seconds == pytest.approx(seconds, abs=1e-9)
            return
        state = here.board.after(state, edge)
    if found.ends == "trapped":
        assert edges
        assert state in seen
        return
    ends = {word: left for word, left, target in steps(here, state) if not target}
    assert found.ends in ends or state[0] in here.goals
    assert found.seconds == pytest.approx(seconds + ends.get(found.ends, 0.0), abs=1e-9)


@settings(max_examples=600, deadline=None)
@given(call=calls(), caller=st.sampled_from(CALLERS), goal=st.sampled_from(("human", GOAL)))
def test_callers_come_to_the_worst_that_can_happen(call: Call, caller: str, goal: str) -> None:
    tree, profile = call.phone.tree, call.phone.profile
    found = fate(call.phone, call.vertex, caller, goal)
    assert found
    holds(call, caller, goal, found)
    here = begun(call, caller, goal)
    for silence in (False, True):
        far = judge.priced(tree, profile, goal, here.cost, silence) if here.goals else {}
        if call.entry in far:
            last = tree_end(call, found)
            over = ended(here, here.board.start(last))
            assert last in here.goals
            assert alike(found, *((over[0], far[call.entry] + over[1]) if over else ("human", far[call.entry])))
            return
    assert any(alike(found, *walked(here._replace(choice=choice))) for choice in kindest(here))


def tree_end(call: Call, found: Fate) -> str:
    """The node at which a walk comes to its end."""
    return str(call.phone.wiring.edges[found.route[-1]].target) if found.route else call.entry


# By hand


def drawn(drawing: str, **waits: Wait) -> Phone:
    """The phone of a sketch; each node but a loop takes ten seconds, and each menu may be interrupted."""
    tree = sketch(drawing)
    nodes = tuple(
        node._replace(
            seconds={"": 10.0 * (node.type is not NodeType.LOOP)}, barge_in=node.type is NodeType.MENU,
            wait=waits.get(node.id),
        )
        for node in tree.nodes
    )  # fmt: skip
    return Phone(Tree(tree.file, tree.name, tree.at, entries=tree.entries, nodes=nodes, edges=tree.edges))


def told(phone: Phone, caller: str, goal: str = "human") -> tuple[str, float | None, str]:
    """How a caller fares, with the exits in words."""
    found = fate(phone, 0, caller, goal)
    assert found
    edges = [phone.wiring.edges[number] for number in found.route]
    return found.ends, found.seconds, " ".join(f"{edge.source}:{edge.trigger}" for edge in edges)


def test_who_can_choose_does_not_say_nothing() -> None:
    """Silence would be quicker, and its queue shorter: neither is what callers are told to do."""
    phone = drawn("""
        menu1 1 say2
        menu1 noinput-last queue4
        menu1 nomatch-last queue4
        say2 next say3
        say3 next queue5
    """, queue4=Wait(declared=5.0), queue5=Wait(mean=60.0, p95=200.0))  # fmt: skip
    assert measured(phone, 0, "human") == Goal("forced", 1, 1, 0, 0, 0, 21.0, 12.875, 60.0, 200.0)
    assert told(phone, "expert") == ("human", 81.0, "menu1:1 say2:next say3:next")
    assert told(phone, "silent") == ("human", 27.875, "menu1:noinput-last")  # the queue says more than 5 s


def test_who_can_only_be_silent_is_silent() -> None:
    phone = drawn("menu1 1 hangup2\nmenu1 noinput-last queue3", queue3=Wait(mean=60.0))
    assert measured(phone, 0, "human") == Goal("silence-only", 0, 1, 0, 0, 0, 17.875, 17.875, 60.0, None)
    assert told(phone, "expert") == ("human", 77.875, "menu1:noinput-last")


def test_each_round_of_a_loop_is_on_the_way() -> None:
    phone = drawn("""
        menu1 0 loop2
        loop2 again*3 menu1
        loop2 done agent3
    """)
    rounds = "menu1:0 loop2:again " * 3 + "menu1:0 loop2:done"
    assert told(phone, "expert") == ("human", 4.0, rounds)


def test_where_loops_have_too_many_rounds_one_stands_for_all() -> None:
    phone = drawn(f"""
        menu1 0 loop2
        loop2 again*{MOST_ROUNDS} menu1
        loop2 done agent3
    """)
    assert told(phone, "expert") == ("human", MOST_ROUNDS + 1.0, "menu1:0 loop2:again menu1:0 loop2:done")


def test_of_keys_that_cost_the_same_the_first_is_pressed() -> None:
    phone = drawn("menu1 1 queue4\nmenu1 2 queue3\nmenu1 3 queue2", queue2=Wait(declared=1.0))
    assert told(phone, "expert") == ("human", 11.0, "menu1:1")


def test_a_queue_beyond_computing_has_no_wait() -> None:
    load = Wait(arrivals=1e9, agents=1e8, handle=300.0, patience=180.0)
    phone = drawn("menu1 1 queue2", queue2=load)
    assert measured(phone, 0, "human") == Goal("forced", 1, 1, 0, 0, 0, 1.0, 12.875, None, None)
    assert told(phone, "expert") == ("human", 11.0, "menu1:1")  # the queue says something for 10 s


def test_a_queue_that_never_empties_is_waited_in_for_ever() -> None:
    phone = drawn("menu1 1 queue2", queue2=Wait(arrivals=1000.0, agents=1.0, handle=300.0))
    assert measured(phone, 0, "human")[-2:] == (None, None)
    assert told(phone, "expert") == ("human", None, "menu1:1")


def test_a_long_chain_of_menus_that_the_system_may_cut_is_walked() -> None:
    size = 3_000
    chain = "\n".join(f"menu{n} 1 menu{n + 1}\nmenu{n} noinput-last menu{n + 1}" for n in range(size))
    phone = drawn(f"{chain}\nmenu{size} 1 decide1\ndecide1 kind agent1\ndecide1 else hangup1")
    assert measured(phone, 0, "human") == Goal("possible")
    found = fate(phone, 0, "expert")
    assert found
    assert (found.ends, found.seconds, len(found.route)) == ("hangup", size + 1.0 + 10.0, size + 2)


def test_no_walk_is_told_under_a_mixed_clock_or_of_too_many_states() -> None:
    """Three loops within each other, of 99 rounds each."""
    phone = drawn("""
        loop1 again*99 loop2
        loop1 done hangup9
        loop2 again*99 loop3
        loop2 done loop1
        loop3 again*99 loop3
        loop3 done loop2
    """)
    assert [fate(phone, 0, caller) for caller in CALLERS] == [None] * 4
    mixed = phone.under(Profile("mixed"))
    assert [fate(mixed, 0, caller) for caller in CALLERS] == [None] * 4


def test_a_loop_may_resolve_what_the_caller_wanted() -> None:
    phone = drawn("menu1 noinput-last loop2\nloop2 again*3 hangup3\nloop2 done hangup3\nloop2 is resolves")
    assert told(phone, "silent")[0] == "resolved"


def test_a_wrong_key_is_no_way_round_a_loop() -> None:
    """The menu within the loop has nothing to choose: who says nothing goes round, though a wrong key would not."""
    phone = drawn("""
        menu1 1 hangup9
        menu1 noinput-last menu2
        menu2 noinput-last loop3
        menu2 nomatch-last agent4
        loop3 again*2 menu2
        loop3 done agent4
    """)
    rounds = "menu2:noinput-last loop3:again " * 2 + "menu2:noinput-last loop3:done"
    assert told(phone, "expert") == ("human", 17.875 + 3 * 15.0, f"menu1:noinput-last {rounds}")


def test_of_all_ends_the_worst_is_told() -> None:
    """Each time without the worst of those before: what the system may do is told in the order of the method."""
    ends = ["decide1", "hangup2", "outside2", "transfer2", "voicemail2", "callback2", "task2", "agent2"]
    found = []
    for worst in range(len(ends)):
        exits = "\n".join(f"decide1 {number} {end}" for number, end in enumerate(ends[worst:]))
        sent = "\ntransfer2 is machine" if worst <= ends.index("transfer2") else ""
        done = "\ntask2 is resolves" if worst <= ends.index("task2") else ""
        phone = drawn(exits.replace("decide1 ", "decide1 case") + sent + done)
        found.append({told(phone, caller)[0] for caller in CALLERS})
    assert found == [{word} for word in WORST]
