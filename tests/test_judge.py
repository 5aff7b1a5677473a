"""The judge is judged: trees small enough to be answered by hand, each answer worked out on paper."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given, settings
from judge import (
    MEASURES,
    Measure,
    automatic_cycles,
    components,
    distance,
    forced,
    reached,
    silent_walk,
    unbounded_retries,
    wrong_key_walk,
)
from random_trees import profiles, random_tree, trees

from ivraudit.model import Edge, Entry, Node, NodeType, Nowhere, Owner, Position, Profile, Tree

AT = Position("hand.yaml")
OPEN = Profile()
NOWHERE = {"DROPPED": Nowhere.DROPPED, "UNREAD": Nowhere.UNREAD}


def sketch(drawing: str) -> Tree:
    """A tree from lines `SOURCE TRIGGER[*LIMIT] TARGET [goal=G] [language=L]` and `NODE is FLAG...`; types from ids.

    A target that is no source and has no `is` line exists all the same, unless it is called `missing`.
    """
    flags: dict[str, set[str]] = {}
    edges: list[Edge] = []
    for line in drawing.strip().splitlines():
        source, verb, *rest = line.split()
        flags.setdefault(source, set())
        if verb == "is":
            flags[source].update(rest)
            continue
        edges.append(_edge(source, verb, rest[0], dict(word.split("=") for word in rest[1:])))
        if rest[0] not in (*NOWHERE, "missing"):
            flags.setdefault(rest[0], set())
    nodes = tuple(_node(name, words) for name, words in flags.items())
    return Tree("hand.yaml", "hand", AT, entries=(Entry(nodes[0].id, AT),), nodes=nodes, edges=tuple(edges))


def _node(name: str, words: set[str]) -> Node:
    human = True if "human" in words else False if "machine" in words else None
    goals = ("cancel",) if "cancel" in words else ()
    kind = NodeType(name.rstrip("0123456789"))
    return Node(name, kind, AT, goals=goals, resolves="resolves" in words, offer="offer" in words, human=human)


def _edge(source: str, verb: str, target: str, more: dict[str, str]) -> Edge:
    trigger, _, limit = verb.partition("*")
    owner = Owner.SYSTEM
    if trigger.isdigit() or (trigger == "next" and source.startswith("collect")):
        owner = Owner.CALLER
    elif trigger.startswith(("noinput", "nomatch")):
        owner = Owner.PASSIVE
    goal, language = more.get("goal", ""), more.get("language", "")
    number = int(limit) if limit else None
    return Edge(source, NOWHERE.get(target, target), trigger, owner, AT, limit=number, goal=goal, language=language)


def won(tree: Tree, profile: Profile = OPEN, goal: str = "human", unknown: bool = False, silence: bool = False) -> str:
    """The forced ids as one line."""
    return " ".join(sorted(forced(tree, profile, goal, unknown, silence)))


def costs(tree: Tree, measure: Measure, goal: str = "human", silence: bool = False) -> dict[str, int]:
    return distance(tree, OPEN, goal, measure, False, silence)


def rings(found: set[frozenset[str]]) -> list[str]:
    return sorted(" ".join(sorted(ring)) for ring in found)


def test_a_menu_needs_one_good_exit_and_a_lookup_only_good_ones() -> None:
    tree = sketch("""
        say1 next menu2
        menu2 1 task3
        menu2 2 task5
        task3 next agent4
        task3 error hangup6
        task5 next agent4
        task5 error menu2
        say7 next agent4
    """)
    assert reached(tree, OPEN) == {"say1", "menu2", "task3", "agent4", "task5", "hangup6"}
    # Option 1 may end the call; option 2 may come back for ever: nobody can force anything before the lookups.
    assert won(tree) == "agent4 say7"
    kind = sketch("menu2 1 task3\nmenu2 2 hangup6\ntask3 next agent4\ntask3 error queue5")
    assert won(kind) == "agent4 menu2 queue5 task3"
    assert costs(kind, "presses") == {"menu2": 1, "task3": 0, "agent4": 0, "queue5": 0}


def test_a_counted_loop_is_walked_as_often_as_it_may() -> None:
    tree = sketch("""
        loop1 again*2 menu2
        loop1 done agent3
        menu2 1 loop1
        menu2 is offer
    """)
    assert won(tree) == "agent3 loop1 menu2"
    # Twice round from the loop; from the menu one press more, since nothing is counted before the loop is met.
    assert costs(tree, "presses") == {"loop1": 2, "menu2": 3, "agent3": 0}
    assert costs(tree, "offers") == costs(tree, "menus") == costs(tree, "steps") == costs(tree, "presses")
    assert costs(tree, "collects") == {"loop1": 0, "menu2": 0, "agent3": 0}


def test_an_inner_loop_starts_anew_after_done() -> None:
    tree = sketch("""
        loop1 again*2 loop2
        loop1 done agent4
        loop2 again*2 menu3
        loop2 done loop1
        menu3 1 loop2
    """)
    # The inner loop takes 2 presses, the outer one passes it twice: 4. From the inner loop 2 + 4, from the menu 1 + 6.
    assert costs(tree, "presses") == {"loop1": 4, "loop2": 6, "menu3": 7, "agent4": 0}


@pytest.mark.parametrize(("again", "done"), [("agent2", "hangup3"), ("hangup3", "agent2"), ("agent2", "loop1")])
def test_both_exits_of_a_loop_must_be_good(again: str, done: str) -> None:
    tree = sketch(f"loop1 again*3 {again}\nloop1 done {done}")
    # Where `done` leads back the count starts anew, but the system may take it every time.
    assert won(tree) == "agent2"


def test_silence_is_a_choice_only_where_it_is_asked_for() -> None:
    tree = sketch("""
        menu1 1 menu1
        menu1 noinput*2 menu1
        menu1 noinput-last agent2
        menu1 nomatch-last agent2
    """)
    assert won(tree) == "agent2"
    assert won(tree, silence=True) == "agent2 menu1"
    assert costs(tree, "presses", silence=True) == {"menu1": 0, "agent2": 0}
    assert costs(tree, "menus", silence=True) == {"menu1": 1, "agent2": 0}


def test_a_menu_without_options_is_left_by_silence_and_wrong_keys() -> None:
    tree = sketch("""
        menu1 noinput-last agent9
        menu1 nomatch-last queue9
        menu2 noinput-last agent9
        menu2 nomatch-last hangup9
        menu3 noinput-last agent9
        menu4 noinput-last DROPPED
        menu5 is offer
    """)
    assert won(tree) == "agent9 menu1 menu3 queue9"
    assert won(tree, silence=True) == "agent9 menu1 menu2 menu3 queue9"
    assert costs(tree, "menus") == {"menu1": 1, "menu3": 1, "agent9": 0, "queue9": 0}


def test_the_clock_opens_and_closes() -> None:
    tree = sketch("""
        hours1 open agent2
        hours1 closed voicemail3
        hours1 holiday queue4
        hours5 open agent2
        hours5 closed agent2
        hours6 open agent2
        queue4 closed voicemail3
        queue7 closed agent2
    """)
    won_in = {clock: won(tree, Profile(clock)) for clock in ("open", "closed", "holiday", "mixed")}
    assert won_in == {
        "open": "agent2 hours1 hours5 hours6 queue4 queue7",
        "closed": "agent2 hours5 queue7",
        "holiday": "agent2 hours5 queue7",
        "mixed": "agent2 hours5 hours6 queue7",
    }
    assert reached(tree, Profile("open")) == {"hours1", "agent2"}
    assert reached(tree, Profile("holiday")) == {"hours1", "queue4", "voicemail3"}


def test_unknown_is_asked_both_ways() -> None:
    tree = sketch("""
        transfer1 failed agent9
        transfer2 failed agent9
        transfer2 is machine
        transfer3 is human
        menu4 1 missing
        say5 next UNREAD
        say6 next DROPPED
        say7 next outside8
    """)
    assert won(tree) == "agent9 transfer2 transfer3"
    assert won(tree, unknown=True) == "agent9 menu4 outside8 say5 say7 transfer1 transfer2 transfer3"


def test_a_language_menu_is_no_step() -> None:
    tree = sketch("""
        menu1 1 menu2 language=en
        menu1 2 hangup4 language=es
        menu1 3 hangup4
        menu2 1 agent3
    """)
    assert reached(tree, Profile("open", "es")) == {"menu1", "hangup4"}
    assert won(tree, Profile("open", "es")) == "agent3 menu2"
    # French is not on offer: every exit stays.
    assert won(tree, Profile("open", "fr")) == won(tree) == "agent3 menu1 menu2"
    for measure in ("presses", "menus", "steps"):
        assert costs(tree, measure) == {"menu1": 1, "menu2": 1, "agent3": 0}


def test_who_is_reached_for_a_goal() -> None:
    tree = sketch("""
        menu1 1 decide2 goal=cancel
        menu1 2 menu5
        decide2 gold queue3
        decide2 else agent4
        menu5 1 say6
        menu5 is offer
        say6 is cancel resolves
        say7 is cancel
        queue8 served say6
        queue8 full say6
        queue9 full say6
        transfer10 failed say6
        agent11 next say6
    """)
    # An announcement that only talks of cancelling is not the goal; being served by queue9 ends outside it.
    # Where transfer10 leads, nobody knows.
    expected = "agent11 agent4 decide2 menu1 menu5 queue3 queue8 say6"
    assert won(tree, goal="cancel") == expected
    assert won(tree, goal="cancel", unknown=True) == f"{expected} transfer10"
    assert costs(tree, "presses", "cancel")["menu1"] == 1
    assert costs(tree, "offers", "cancel")["menu1"] == 0
    assert costs(tree, "offers", "cancel")["menu5"] == 1
    assert won(tree, goal="signup") == ""


def test_data_is_one_item_and_no_press() -> None:
    tree = sketch("""
        collect1 next menu2
        collect1 0 menu3
        menu2 1 agent5
        menu3 1 menu4
        menu4 1 agent5
        menu4 is offer
    """)
    assert [costs(tree, measure)["collect1"] for measure in MEASURES] == [1, 1, 0, 0, 2]


def test_rings_that_nothing_leaves() -> None:
    tree = sketch("""
        menu1 1 menu2
        menu2 1 menu3
        menu2 2 voicemail6
        menu2 3 say7
        menu2 4 loop9
        menu3 1 menu3
        menu3 noinput*1 menu3
        menu3 noinput-last menu3
        menu3 nomatch-last menu3
        menu4 1 menu5
        menu5 1 menu4
        voicemail6 next voicemail6
        say7 next say8
        say8 next say7
        loop9 again*2 loop9
        loop9 done hangup10
    """)
    # menu4 and menu5 are not reached and lack silence and wrong keys, which end the call; voicemail6 can be hung up.
    assert rings(components(tree, OPEN)) == ["menu3", "say7 say8"]
    assert rings(automatic_cycles(tree, OPEN)) == ["say7 say8"]
    assert rings(unbounded_retries(tree, OPEN)) == ["menu3"]


def test_limits_bound_the_replay_and_not_the_ring() -> None:
    tree = sketch("""
        menu1 noinput*1 menu1
        menu1 noinput-last say2
        menu1 nomatch-last queue3
        say2 next menu1
        queue3 full menu1
    """)
    assert rings(unbounded_retries(tree, OPEN)) == ["menu1 say2"]
    assert rings(automatic_cycles(tree, OPEN)) == rings(components(tree, OPEN)) == []


def test_where_silence_and_wrong_keys_end() -> None:
    tree = sketch("""
        menu1 1 agent9
        menu1 noinput*2 menu1
        menu1 noinput-last decide2
        decide2 gold queue3
        decide2 else transfer4
        transfer4 failed menu5
        menu5 nomatch-last menu5
        queue3 full hangup6
        loop7 again*3 loop7
        loop7 done missing
    """)
    silent = silent_walk(tree, OPEN)
    assert silent["menu1"] == silent["decide2"] == {"human", "outside", "dropped"}
    assert silent["menu5"] == {"dropped"}
    assert silent["loop7"] == {"outside"}
    confused = wrong_key_walk(tree, OPEN)
    assert confused["menu1"] == {"dropped"}
    assert confused["decide2"] == {"human", "outside", "forever"}
    assert confused["menu5"] == {"forever"}
    assert confused["queue3"] == {"human"}
    assert confused["hangup6"] == {"hangup"}


def test_the_same_seed_gives_the_same_tree() -> None:
    def drawn(seed: int) -> list[tuple[str, str, str]]:
        tree = random_tree(Random(seed))
        return [(edge.source, edge.trigger, str(edge.target)) for edge in tree.edges]

    assert [drawn(seed) for seed in range(30)] == [drawn(seed) for seed in range(30)]


@settings(max_examples=60, deadline=None)
@given(tree=trees(), profile=profiles())
def test_more_knowledge_and_more_moves_never_lose_the_goal(tree: Tree, profile: Profile) -> None:
    for goal in ("human", "cancel"):
        least = forced(tree, profile, goal, unknown=False, silence=False)
        assert least <= forced(tree, profile, goal, unknown=True, silence=False)
        assert least <= forced(tree, profile, goal, unknown=False, silence=True)
        assert least == distance(tree, profile, goal, "steps", unknown=False, silence=False).keys()
