"""Dialplans become trees that are right about the caller: priorities, menus, answers, counters, calls, both forms."""

from __future__ import annotations

import random
import re
from collections import Counter
from pathlib import Path

import pytest
from corpus import corpus

from ivraudit.auditing import audit
from ivraudit.catalog import all_readers, all_rules
from ivraudit.gather import Policies
from ivraudit.join import joined
from ivraudit.model import Edge, Node, NodeType, Nowhere, Severity, Source, Tree
from ivraudit.phone import Phone
from ivraudit.readers.asterisk import claims, read
from ivraudit.readers.asterisk.clocks import meaning
from ivraudit.readers.asterisk.dialling import human
from ivraudit.readers.asterisk.expressions import evaluate, truth
from ivraudit.readers.asterisk.patterns import dialable, matches, overlap, rank, sets_of
from ivraudit.readers.asterisk.secrets import redact

FOREIGN = Path(__file__).parent.parent / "trees" / "foreign" / "asterisk"
MADE = sorted(path for path in FOREIGN.rglob("*") if path.suffix in (".conf", ".ael"))


def tree(text: str, file: str = "extensions.conf") -> Tree:
    source = Source(file, text.encode())
    assert claims(source)
    (found,) = read(source)
    return found


def node(found: Tree, name: str) -> Node:
    return next(one for one in found.nodes if one.id == name)


def exits(found: Tree, name: str) -> dict[str, str | Nowhere]:
    return {one.trigger: one.target for one in found.edges if one.source == name}


def edge(found: Tree, name: str, trigger: str) -> Edge:
    return next(one for one in found.edges if (one.source, one.trigger) == (name, trigger))


def said(found: Tree) -> list[tuple[str, str, int]]:
    return [(one.rule, str(one.severity or "error"), one.at.line) for one in found.troubles]


def findings(found: Tree) -> list[str]:
    policy = Policies(none=True).of("")
    done = audit([(one, policy) for one in joined([found])], all_rules())
    return sorted({one.rule for one in done.findings if one.severity is Severity.ERROR})


MENU = """
[incoming]
exten => s,1,Answer()
 same => n(menu),Background(welcome&press-1)
 same => n,WaitExten(6)
exten => 1,1,Queue(sales,t,,,60)
 same => n,VoiceMail(100@default,u)
exten => _[2-3],1,Dial(PJSIP/200,20)
exten => 42,1,Dial(SIP/trunk/0123)
exten => i,1,Playback(invalid)
 same => n,Goto(s,menu)
exten => t,1,Hangup()
exten => h,1,NoOp(over)
"""


# What is read


def test_a_menu_is_a_prompt_its_wait_and_what_can_be_dialled() -> None:
    found = tree(MENU)
    menu = node(found, "incoming,s,menu")
    assert menu.type is NodeType.MENU
    assert menu.audio == {"": "welcome & press-1"}
    assert exits(found, menu.id) == {
        "1": "incoming,1,1", "42": "incoming,42,1", "2": "incoming,_[2-3],1", "3": "incoming,_[2-3],1",
        "noinput-last": "incoming,t,1", "nomatch-last": "incoming,i,1",
    }  # fmt: skip
    assert menu.noinput
    assert menu.noinput.after == 6
    assert [(one.node, one.at.line) for one in found.entries] == [("incoming,s,1", 3)]
    assert (node(found, "incoming,s,1").type, exits(found, "incoming,s,1")) == (NodeType.TASK, {"next": menu.id})


@pytest.mark.parametrize(
    ("pattern", "zero", "longer"),
    [
        ("_[0-9#*]", True, False), ("_[0*]", True, False), ("_[2-9]", False, False), ("_.", True, True),
        ("_!", True, True), ("_X!", True, True), ("_[08]!", True, True), ("_X.", False, True), ("_0X", False, True),
    ],
)  # fmt: skip
def test_a_pattern_takes_the_key_for_a_person_like_any_other(pattern: str, zero: bool, longer: bool) -> None:
    found = tree(
        "[incoming]\nexten => s,1(menu),Background(welcome)\nexten => s,n,WaitExten(5)\n"
        f"exten => {pattern},1,Playback(wait)\nexten => {pattern},n,Goto(s,menu)\n"
        "exten => 1,1,Queue(desk)\nexten => t,1,Queue(desk)\n"
    )
    goals = exits(found, "incoming,s,menu")
    assert ("0" in goals, pattern in goals) == (zero, longer)
    findings = audit([(found, Policies(none=True).of(""))], all_rules()).findings
    hits = [one.message for one in findings if one.rule == "deflected-agent-request"]
    assert hits == ["asking for a person at 'incoming,s,menu' (0) leads back to 'incoming,s,menu'"] * zero


def test_the_narrowest_pattern_takes_a_key_wherever_it_is_written() -> None:
    found = tree(
        "[incoming]\nexten => s,1,Background(welcome)\nexten => s,n,WaitExten(5)\n"
        "exten => _.,1,Queue(all)\nexten => _X,1,Queue(figures)\nexten => _[1-2],1,Queue(few)\n"
    )
    goals = exits(found, "incoming,s,1")
    assert [goals[key] for key in "120*"] == [
        "incoming,_[1-2],1", "incoming,_[1-2],1", "incoming,_X,1", "incoming,_.,1",
    ]  # fmt: skip


def test_each_step_has_its_place() -> None:
    found = tree(MENU)
    at = node(found, "incoming,1,1").at
    assert MENU.splitlines()[at.line - 1][at.column - 1 : at.end_column - 1] == "Queue"
    key = edge(found, "incoming,s,menu", "42").at
    assert MENU.splitlines()[key.line - 1][key.column - 1 : key.end_column - 1] == "42"


def test_persons_machines_and_strangers() -> None:
    found = tree(MENU)
    assert node(found, "incoming,1,1").team == "sales"
    assert edge(found, "incoming,1,1", "timeout").after == 60
    assert node(found, "incoming,_[2-3],1").human is True
    assert node(found, "incoming,42,1").human is None
    assert exits(found, "incoming,42,1") == {"failed": Nowhere.DROPPED}


def test_wait_goes_on_where_there_is_a_next_priority() -> None:
    text = MENU.replace("WaitExten(6)", "WaitExten(6)\n same => n,Queue(sales)")
    assert exits(tree(text), "incoming,s,menu")["noinput-last"] == "incoming,s,4"


def test_without_t_and_i_nothing_is_said_of_silence_and_wrong_keys() -> None:
    text = re.sub(r"(?s)exten => i,1.*exten => h", "exten => h", MENU)
    menu = node(tree(text), "incoming,s,1")
    assert (menu.noinput, menu.nomatch) == (None, None)
    assert findings(tree(text)) == ["unhandled-input"]


def test_keys_of_included_contexts_work_too() -> None:
    found = tree("[incoming]\ninclude => staff\nexten => s,1,Background(a)\nsame => n,WaitExten()\n[staff]\n"
                 "exten => _1XX,1,Dial(PJSIP/${EXTEN})\nexten => t,1,Hangup()\n")  # fmt: skip
    assert exits(found, "incoming,s,1") == {"_1XX": "staff,_1XX,1", "noinput-last": "staff,t,1"}


def test_the_patterns_of_a_context_go_before_what_it_includes() -> None:
    """Of one context the exact number goes first; an included context is searched when its own is done."""
    found = tree("[incoming]\ninclude => staff\nexten => s,1,Background(a)\nsame => n,WaitExten()\n"
                 "exten => 1,1,Queue(a)\nexten => _[1-3],1,Queue(b)\nexten => _20X,1,Queue(c)\n"
                 "[staff]\nexten => 2,1,Queue(d)\nexten => 4,1,Queue(e)\nexten => _X,1,Hangup()\n"
                 "exten => 200,1,Queue(f)\nexten => 300,1,Queue(g)\n")  # fmt: skip
    own, staff = "incoming,_[1-3],1", "staff,_X,1"
    assert exits(found, "incoming,s,1") == {
        "1": "incoming,1,1", "2": own, "3": own, "4": "staff,4,1", "_20X": "incoming,_20X,1", "300": "staff,300,1",
        **dict.fromkeys("567890", staff),
    }  # fmt: skip


def test_a_context_of_another_file_makes_a_menu_unknown() -> None:
    found = tree("[incoming]\ninclude => elsewhere\nexten => s,1,Background(a)\nsame => n,WaitExten()\n"
                 "exten => 1,1,Hangup()\n")
    menu = node(found, "incoming,s,1")
    assert menu.opaque
    assert exits(found, menu.id)["nomatch-last"] is Nowhere.UNREAD
    custom = tree("[ivr]\ninclude => ivr-custom\nexten => s,1,Background(a)\nsame => n,WaitExten()\n"
                  "exten => 1,1,Hangup()\n")
    assert not node(custom, "ivr,s,1").opaque


def test_a_prompt_without_keys_is_no_menu() -> None:
    found = tree("[incoming]\nexten => s,1,Background(closed)\nsame => n,Hangup()\nexten => word,1,Hangup()\n")
    assert node(found, "incoming,s,1").type is NodeType.SAY


LADDER = """
[ivr]
exten => s,1,Set(WRONG=0)
 same => n(ask),Read(CHOICE,menu,1,,2,4)
 same => n,NoOp(${CHOICE})
 same => n,GotoIf($["${CHOICE}"=""]?silent)
 same => n,GotoIf($["${CHOICE}"="*"]?wrong)
 same => n,GotoIf($[${CHOICE}=0]?ask)
 same => n,GotoIf($[${CHOICE}=1]?person)
 same => n(wrong),Playback(invalid)
 same => n(silent),Set(WRONG=$[${WRONG}+1])
 same => n,GotoIf($[${WRONG}<3]?ask:bye)
 same => n(person),Queue(all)
 same => n(bye),Hangup()
"""


def test_a_row_of_conditions_behind_a_read_is_its_menu() -> None:
    found = tree(LADDER)
    menu = node(found, "ivr,s,ask")
    assert menu.type is NodeType.MENU
    assert exits(found, menu.id) == {
        "1": "ivr,s,person", "0": "ivr,s,ask", "noinput": "ivr,s,ask", "noinput-last": "ivr,s,silent",
        "nomatch-last": "ivr,s,wrong",
    }  # fmt: skip
    assert edge(found, menu.id, "noinput").limit == 1
    assert node(found, "ivr,s,silent").type is NodeType.LOOP
    assert edge(found, "ivr,s,silent", "again").limit == 2
    assert not {"unbounded-retry", "automatic-cycle", "inescapable-loop"} & set(findings(found))


def test_a_counter_that_is_set_anew_bounds_nothing() -> None:
    found = tree(LADDER.replace("?ask:bye", "?1:bye"))
    assert node(found, "ivr,s,silent").type is NodeType.DECIDE
    assert "unbounded-retry" in findings(found)


@pytest.mark.parametrize(
    ("test", "again", "limit"),
    [("${N} > 3", "false", 3), ("${N} >= 3", "false", 2), ('"${N}" = "3"', "false", 2), ("${N} <= 3", "true", 3),
     ("${N} < ${MOST}", "true", 4), ("${N} < ${TOLD}", "true", 2)],
)  # fmt: skip
def test_counters(test: str, again: str, limit: int) -> None:
    branches = "again:done" if again == "true" else "done:again"
    found = tree(f"[ivr]\nexten => s,1,Set(MOST=5)\nsame => n(again),Read(X,q,4)\nsame => n,Set(N=$[${{N}} + 1])\n"
                 f"same => n,GotoIf($[{test}]?{branches})\nsame => n(done),Hangup()\n")  # fmt: skip
    (loop,) = (one for one in found.nodes if one.type is NodeType.LOOP)
    assert edge(found, loop.id, "again").target == "ivr,s,again"
    assert edge(found, loop.id, "again").limit == limit


@pytest.mark.parametrize("test", ["${N} > 0", "${N} >= 1", "${N} != 0"])
@pytest.mark.parametrize(("counts", "kind"), [(True, NodeType.LOOP), (False, NodeType.DECIDE)])
def test_what_asks_whether_anything_was_counted_is_a_counter_only_if_every_way_back_counts(
    test: str, counts: bool, kind: NodeType
) -> None:
    back = "same => n,Set(N=$[${N}+1])\n" if counts else ""
    found = tree("[ivr]\nexten => s,1,Set(N=0)\nsame => n(ask),Read(X,item,3)\n"
                 'same => n,GotoIf($["${X}"="*"]?all)\nsame => n,Set(N=$[${N}+1])\nsame => n,Goto(ask)\n'
                 f"same => n(all),GotoIf($[{test}]?order)\n{back}same => n,Playback(none)\nsame => n,Goto(ask)\n"
                 "same => n(order),Queue(orders)\n")  # fmt: skip
    assert node(found, "ivr,s,all").type is kind


@pytest.mark.parametrize(("books", "way"), [
    ("Set(KIND=3)", "c"), ("Set(KIND=1)", "b"), ("Set(KIND=${OTHER})", ""), ("ExecIf($[1 < 2]?Set(KIND=1))", "b"),
    ("Set(KIND=1)\nsame => n,ExecIf($[${OTHER} = 2]?Set(KIND=3))", ""),
    ("Set(KIND=1)\nsame => n,Set(ARRAY(KIND)=4)", ""),
    ("Set(KIND=3)\nsame => n,ExecIf($[${KIND} = 3]?Set(KIND=1):Set(KIND=2))", "b"),
    ("Set(KIND=1)\nsame => n,MYSQL(Fetch row ${ID} KIND)", ""), ("Set(KIND=1)\nsame => n,Gosub(keep,s,1)", ""),
    ("Set(KIND=1)\nsame => n,NoOp(KIND)", "b"), ("Set(LOCAL(A)=1)\nsame => n,Set(KIND=${A})", "b"),
])  # fmt: skip
def test_what_was_set_a_moment_ago_decides(books: str, way: str) -> None:
    found = tree(f"[incoming]\nexten => s,1,Playback(a)\nsame => n,{books}\n"
                 'same => n,GotoIf($["${KIND}"="1"]?b)\nsame => n,Playback(c)\nsame => n,Queue(q)\n'
                 "same => n(b),Queue(r)\n[keep]\nexten => s,1,Set(KIND=${OTHER})\nsame => n,Return()\n")  # fmt: skip
    (target,) = exits(found, "incoming,s,1").values()
    assert isinstance(target, str)
    team = node(found, target).team
    assert (node(found, target).type, team) == {
        "b": (NodeType.QUEUE, "r"), "c": (NodeType.SAY, ""), "": (NodeType.DECIDE, ""),
    }[way]  # fmt: skip


def test_what_was_set_a_moment_ago_goes_into_a_call_and_its_arguments() -> None:
    found = tree("[incoming]\nexten => s,1,Playback(a)\nsame => n,Set(KIND=3)\nsame => n,Set(TRY=1)\n"
                 "same => n,Gosub(ask,s,1(${TRY}))\nsame => n,Queue(q)\n"
                 "[ask]\nexten => s,1,Set(LOCAL(MINE)=${ARG1})\nsame => n,GotoIf($[${KIND} = 1]?away)\n"
                 "same => n,GotoIf($[${MINE} > 1]?away)\nsame => n,Playback(again)\nsame => n,Return()\n"
                 "same => n(away),Hangup()\n")  # fmt: skip
    assert exits(found, "incoming,s,1") == {"next": "ask,s,4"}
    assert exits(found, "ask,s,4") == {"next": "incoming,s,5"}


def test_a_circle_that_a_flag_ends_is_left() -> None:
    found = tree("[incoming]\nexten => s,1,Playback(a)\nsame => n,Set(FIRST=1)\n"
                 "same => n(top),GotoIf($[${FIRST} = 0]?out)\nsame => n,Set(FIRST=0)\nsame => n,Goto(top)\n"
                 "same => n(out),Queue(q)\n")  # fmt: skip
    assert "automatic-cycle" not in findings(found)
    assert node(found, "incoming,s,out").team == "q"
    assert exits(found, "incoming,s,top")["{FIRST} = 0"] == "incoming,s,out"


BOX = """
[incoming]
exten => s,1,Set(BOX=2)
 same => n,ExecIf($[${BOX}=1]?Set(DIR=magic):Set(DIR=plain))
 same => n,Playback(${DIR}/welcome)
 same => n,AGI(find.php)
 same => n,GotoIf($["${RESULT}"="1"]?found)
 same => n,GotoIf($[${BOX}=1]?send,1)
 same => n(found),Queue(q)
exten => send,1,GotoIf($[${BOX}=2]?bye)
 same => n,Read(KEY,send,1)
 same => n(bye),Hangup()
"""


@pytest.mark.parametrize(("old", "new", "decided"), [
    ("Set(BOX=2)", "Set(BOX=2)", True), ("find.php", "find.php,BOX", False), ("find.php", "find.php,${BOX}", True),
    ("n,ExecIf($[${BOX}", "n,ExecIf($[${KIND}", False), ("n(found),", "n(found),Set(BOX=1)\n same => n,", False),
    ("n(found),", "n(found),ExecIf($[${A}=1]?Set(BOX=1))\n same => n,", False),
    ("find.php)", "b.php)\nsame => n,Read(BOX,a,1)", False),
    ("exten => s,1,", "exten => s,1,GotoIf($[${A}=1]?find)\nsame => n,", False),
])  # fmt: skip
def test_a_setting_decides_all_through_the_call(old: str, new: str, decided: bool) -> None:
    found = tree(BOX.replace(old, new).replace("AGI(", "NoOp()\n same => n(find),AGI("))
    assert ("incoming,send,1" in {one.target for one in found.edges}) is not decided
    assert node(found, "incoming,send,1").type is NodeType.DECIDE


KINDS = """
[incoming]
exten => s,1,Answer()
 same => n,AGI(kind.php)
 same => n,GotoIf($["${KIND}"="1"]?place)
 same => n,GotoIf($["${KIND}"="2"]?wait)
 same => n,Hangup()
 same => n(wait),Playback(welcome)
 same => n(place),AGI(place.php)
 same => n,GotoIf($["${RESULT}"="1000"]?failed)
 same => n,GotoIf($["${RESULT}"="2000"]?place)
 same => n,Queue(sales)
 same => n(failed),GotoIf($["${KIND}"="2"]?ask)
 same => n,Queue(care)
 same => n(ask),Read(CODE,code,3,,1,5)
 same => n,Hangup()
"""


def test_the_call_to_a_fault_says_nothing_that_it_denies_later() -> None:
    """The quickest call is of the first kind; only one of the second comes to the question."""
    (whole,) = joined([tree(KINDS)])
    found = audit([(whole, Policies(none=True).of(""))], all_rules()).findings
    journey = next(one.journey for one in found if one.rule == "hangup-on-error")
    assert [(step.node, step.trigger) for step in journey] == [
        ("incoming,s,1", "next"), ("incoming,s,3", "{KIND}=2"), ("incoming,s,wait", "next"),
        ("incoming,s,place", "next"), ("incoming,s,8", "{RESULT}=1000"), ("incoming,s,failed", "{KIND}=2"),
        ("incoming,s,ask", "noinput-last"), ("incoming,s,14", None),
    ]  # fmt: skip


LOOKED_UP = """
[incoming]
exten => s,1,AGI(kind.php)
 same => n,GotoIf($["${AGISTATUS}"="FAILURE"]?lost)
 same => n,Playback(welcome)
 same => n,Goto(place)
 same => n(lost),NoOp()
 same => n(place),AGI(place.php)
 same => n,GotoIf($["${RESULT}"="1"]?failed)
 same => n,Queue(sales)
 same => n(failed),GotoIf($["${KIND}"="2"]?ask)
 same => n,Queue(care)
 same => n(ask),Read(CODE,code,3,,1,5)
"""


@pytest.mark.parametrize(("steps", "sets", "taken"), [
    ("Set(KIND=2)", {"KIND": "2"}, "{AGISTATUS}=FAILURE"),
    ("Set(N=1)\n same => n,Set(KIND=$[${N}+2])", {"KIND": "3"}, "else"),
    ("Set(KIND=${OTHER})", {"KIND": None}, "{AGISTATUS}=FAILURE"),
    ("ExecIf($[${A}=1]?Set(KIND=3))", {"KIND": None}, "{AGISTATUS}=FAILURE"),
    ("Set(COLOUR=3)", {}, "{AGISTATUS}=FAILURE"),
    ("Set(KIND=4)\n same => n,GoSub(books,s,1)", {"KIND": None}, "{AGISTATUS}=FAILURE"),
])  # fmt: skip
def test_what_is_set_on_the_way_is_known_behind_it(steps: str, sets: dict[str, str | None], taken: str) -> None:
    """The quickest call is one whose lookup fails; the question is asked in calls of the second kind only."""
    books = "[books]\nexten => s,1,Set(KIND=3)\n same => n,Return()\n"
    found = tree(LOOKED_UP.replace("NoOp()", steps) + (books if "books" in steps else ""))
    told = edge(found, "incoming,s,2", "{AGISTATUS}=FAILURE").sets
    assert {name: value for name, value in told.items() if name == "KIND"} == sets
    phone = Phone(joined([found])[0])
    journey = phone.journey(phone.wiring.vertices["incoming,s,ask"])
    assert (journey[1].trigger, journey[-2].trigger) == (taken, "{KIND}=2")


def test_data_is_collected() -> None:
    found = tree("[ivr]\nexten => s,1,Read(NUMBER,enter,8,,3,10)\nsame => n,GotoIf($[${LEN(${NUMBER})}=0]?none)\n"
                 'same => n,GotoIf($["${NUMBER}"="*"]?s,1)\nsame => n,Queue(a)\n'
                 "same => n(none),Hangup()\n")  # fmt: skip
    asked = node(found, "ivr,s,1")
    assert (asked.type, asked.digits, asked.by) == (NodeType.COLLECT, (1, 8), ("keys",))
    assert exits(found, asked.id) == {
        "*": "ivr,s,1", "next": "ivr,s,4", "noinput": "ivr,s,1", "noinput-last": "ivr,s,none",
    }  # fmt: skip


def test_what_is_pressed_is_known_where_a_jump_uses_it() -> None:
    found = tree("[ivr]\nexten => s,1,Read(K,menu,1)\nsame => n,Goto(menu-${K},1)\nexten => menu-1,1,Queue(a)\n"
                 "exten => menu-2,1,Queue(b)\nexten => i,1,Goto(s,1)\n")  # fmt: skip
    assert exits(found, "ivr,s,1")["1"] == "ivr,menu-1,1"
    assert exits(found, "ivr,s,1")["nomatch-last"] == "ivr,s,1"


def test_an_answer_goes_with_the_return_of_a_subroutine() -> None:
    found = tree("[ivr]\nexten => s,1(top),Gosub(ask,s,1(2))\nsame => n,Set(R=${GOSUB_RETVAL})\n"
                 "same => n,GotoIf($[${R}=1]?person)\nsame => n,Goto(top)\nsame => n(person),Queue(a)\n"
                 "[ask]\nexten => s,1,Set(LOCAL(HOW)=${ARG1})\nsame => n,Read(K,menu,1)\n"
                 "same => n,GotoIf($[${HOW}=1]?never)\n"
                 "same => n,Return(${K})\nsame => n(never),Playback(never)\nsame => n,Return()\n")  # fmt: skip
    assert exits(found, "ask,s,1")["1"] == "ivr,s,person"
    assert "unreachable-node" not in findings(found)
    assert not any(one.target == "ask,s,never" for one in found.edges)


@pytest.mark.parametrize(
    ("books", "told"),
    [("Set(N=0)", True), ("Set(K=2)", False), ("ExecIf($[${N}=1]?Set(K=2))", False),
     ('AGI(look.agi)\nsame => n,GotoIf($["${AGISTATUS}"="SUCCESS"]?x)\nsame => n,NoOp()\nsame => n(x),NoOp()', False)],
)  # fmt: skip
def test_an_answer_is_known_behind_a_subroutine_that_leaves_it_alone(books: str, told: bool) -> None:
    found = tree("[ivr]\nexten => s,1,Read(K,menu,1)\nsame => n,GotoIf($[${K}=1]?chosen)\nsame => n,Hangup()\n"
                 "same => n(chosen),Gosub(books,s,1)\nsame => n,GotoIf($[${K}=1]?one)\nsame => n,Queue(b)\n"
                 "same => n(one),Queue(a)\n"
                 f"[books]\nexten => s,1,{books}\nsame => n,Return(0)\n")  # fmt: skip
    assert (exits(found, "ivr,s,1").get("1") == "ivr,s,one") is told


def test_each_call_comes_back_to_where_it_came_from() -> None:
    found = tree("[incoming]\nexten => s,1,Gosub(hello,s,1)\nsame => n,Queue(a)\nsame => n,Gosub(hello,s,1)\n"
                 "same => n,Queue(b)\n"
                 "[hello]\nexten => s,1,Playback(hello)\nsame => n,Return()\n")  # fmt: skip
    first, second = "hello,s,1 (called from incoming,s,1)", "hello,s,1 (called from incoming,s,3)"
    assert exits(found, first) == {"next": "incoming,s,2"}
    assert exits(found, second) == {"next": "incoming,s,4"}
    assert node(found, second).written == "hello,s,1"


def test_a_quiet_subroutine_is_passed() -> None:
    found = tree("[incoming]\nexten => s,1,Macro(books,x)\nsame => n,Queue(a)\n[macro-books]\n"
                 "exten => s,1,Set(A=${ARG1})\n"
                 "same => n,ExecIf($[${A}=1]?Set(B=2):NoOp())\n")  # fmt: skip
    assert [(one.id, one.type) for one in found.nodes] == [("incoming,s,1", NodeType.QUEUE)]


def test_queues_and_their_own_settings() -> None:
    idle = tree("[incoming]\nexten => s,1,Queue(a,t)\nsame => n,Hangup()\n")
    assert exits(idle, "incoming,s,1") == {}
    assert findings(idle) == []
    looked_at = tree("[incoming]\nexten => s,1,Queue(a)\nsame => n,GotoIf($[\"${QUEUESTATUS}\"=\"FULL\"]?vm)\n"
                     "same => n,Hangup()\n"
                     "same => n(vm),VoiceMail(1)\n")  # fmt: skip
    assert exits(looked_at, "incoming,s,1") == {"full": "incoming,s,2"}
    assert findings(tree("[incoming]\nexten => s,1,Queue(a,t,,,90)\nsame => n,Hangup()\n")) == ["disconnecting-queue"]
    assert node(tree("[incoming]\nexten => s,1,Queue(${TEAM},t)\n"), "incoming,s,1").team == ""


def test_results_have_their_own_extensions() -> None:
    found = tree("[incoming]\nexten => s,1,Dial(SIP/1,20)\nsame => n,Goto(s-${DIALSTATUS},1)\n"
                 "exten => s-BUSY,1,VoiceMail(1,b)\n"
                 "exten => _s-.,1,VoiceMail(1,u)\n")  # fmt: skip
    ways = exits(found, "incoming,s,2")
    assert ways["BUSY"] == "incoming,s-BUSY,1"
    assert ways["NOANSWER"] == "incoming,_s-.,1"
    assert not node(found, "incoming,s,2").opaque


def test_targets_that_only_the_call_knows() -> None:
    found = tree("[incoming]\nexten => _X.,1,Goto(menu-${LANG},s,1)\n[other]\nexten => s,1,Playback(a)\n")
    assert [one.type for one in found.nodes] == [NodeType.SAY]
    open_ = tree("[ivr]\nexten => s,1,Playback(a)\nsame => n,Goto(k${N},1)\nexten => k1,1,Queue(a)\n"
                 "exten => k2,1,Queue(b)\n")
    assert node(open_, "ivr,s,2").opaque
    assert set(exits(open_, "ivr,s,2").values()) == {"ivr,k1,1", "ivr,k2,1"}


def test_a_missing_target_is_told() -> None:
    found = tree("[incoming]\nexten => s,1,Playback(a)\nsame => n,Goto(nobody)\n")
    assert exits(found, "incoming,s,1") == {"next": "incoming,s,nobody"}
    caught = tree("[incoming]\nexten => s,1,Playback(a)\nsame => n,Goto(99,1)\nexten => i,1,Hangup()\n")
    assert exits(caught, "incoming,s,1") == {"next": "incoming,i,1"}


def test_a_missing_target_is_told_where_it_is_named() -> None:
    found = tree("[incoming]\nexten => s,1,Playback(a)\nsame => n,NoOp(b)\nsame => n,Goto(nobody)\n"
                 "exten => 5,1,Playback(a)\nsame => n(books),Set(A=1)\nsame => n,Goto(6,1)\n"
                 "exten => 6,1,NoOp(c)\nsame => n,Macro(gone)\n[macro-gone]\nexten => x,1,NoOp(d)\n"
                 "[round]\nexten => s,1,Playback(a)\nsame => n(a),Set(X=1)\nsame => n,Goto(a)\n")  # fmt: skip
    places = {one.target: one.at.line for one in found.edges}
    assert places["incoming,s,nobody"] == 4
    assert places["macro-gone,s,1"] == 9
    assert edge(found, "round,s,1", "next").at.line == 13


@pytest.mark.parametrize(("jump", "guess"), [
    ("s,done", ""), ("s,books", ""), ("s,wait_menu", "; did you mean 'a_long_context,s,main_menu'?"), ("5,7", ""),
])  # fmt: skip
def test_a_missing_target_is_guessed_part_by_part(jump: str, guess: str) -> None:
    found = tree("[a_long_context]\nexten => s,1,Playback(a)\nsame => n(main_menu),Background(b)\n"
                 f"same => n,WaitExten()\nexten => 5,1,Playback(c)\nsame => n,Goto({jump})\n")  # fmt: skip
    done = audit([(one, Policies(none=True).of("")) for one in joined([found])], all_rules())
    (said_of_it,) = (one.message for one in done.findings if one.rule == "dangling-target")
    assert said_of_it.endswith(f"leads to 'a_long_context,{jump}', which is not defined{guess}")


def test_other_files_are_found_by_their_contexts() -> None:
    here = tree("[incoming]\nexten => s,1,Playback(a)\nsame => n,Goto(menu,s,1)\n", "a.conf")
    there = tree("[menu]\nexten => s,1,Answer()\nsame => n,Background(b)\nsame => n,WaitExten()\n"
                 "exten => 1,1,Queue(q)\n", "b.conf")
    (whole,) = joined([here, there])
    assert any(one.type is NodeType.QUEUE for one in whole.nodes)
    assert node(joined([here])[0], "menu,s,1").type is NodeType.OUTSIDE


def test_freepbx_says_it_by_name() -> None:
    found = tree("[ivr-1]\nexten => s,1,Background(a)\nsame => n,WaitExten()\nexten => 1,1,Goto(ext-queues,600,1)\n"
                 "exten => 2,1,Goto(ext-local,vmu200,1)\nexten => 3,1,Goto(from-did-direct,200,1)\n"
                 "exten => 4,1,Goto(app-blackhole,hangup,1)\nexten => 5,1,Goto()\n"
                 "exten => 6,1,Goto(timeconditions,1,1)\n"
                 "exten => 7,1,Macro(hangupcall,)\n")  # fmt: skip
    ways = exits(found, "ivr-1,s,1").items()
    kinds = {key: "" if isinstance(to, Nowhere) else node(found, to).type for key, to in ways}
    assert kinds == {
        "1": NodeType.QUEUE, "2": NodeType.VOICEMAIL, "3": NodeType.TRANSFER, "4": NodeType.HANGUP, "5": "",
        "6": NodeType.TREE, "7": NodeType.HANGUP,
    }  # fmt: skip
    assert node(found, "ext-queues,600,1").team == "600"


@pytest.mark.parametrize(
    ("spec", "names", "told"),
    [("09:00-17:00,mon-fri,*,*", ("", ""), "open"), ("9:00-17:00|mon-fri|*|*", ("", ""), "open"),
     ("18:00-08:00,*,*,*", ("", ""), "closed"), ("*,*,25,dec", ("", ""), "holiday"),
     ("*,sat-sun,*,*", ("", ""), "closed"),
     ("09:00-17:00,*,*,*", ("after-hours,s,1", ""), "closed"), ("*,*,*,*", ("", ""), ""),
     ("12:00-13:00,*,*,*", ("", ""), "open"),
     ("00:00-08:59,mon-fri,*,*", ("", ""), "closed"), ("19:00-20:00,*,*,*", ("", ""), ""),
     ("*,*,*,*", ("", "closed"), "open")],
)  # fmt: skip
def test_clocks(spec: str, names: tuple[str, str], told: str) -> None:
    assert meaning(spec, *names) == told


def test_hours_have_their_exits() -> None:
    found = tree("[incoming]\nexten => s,1,GotoIfTime(*,*,1,jan?party)\n"
                 "same => n,GotoIfTime(8:00-16:00,mon-fri,*,*?work)\n"
                 "same => n,Playback(closed)\nsame => n,Hangup()\nsame => n(work),Queue(a)\n"
                 "same => n(party),Hangup()\n")  # fmt: skip
    assert exits(found, "incoming,s,1") == {
        "holiday": "incoming,s,party", "open": "incoming,s,2", "closed": "incoming,s,2",
    }  # fmt: skip
    assert exits(found, "incoming,s,2") == {"open": "incoming,s,work", "closed": "incoming,s,3"}


def test_conditions_in_a_row_are_one_decision() -> None:
    found = tree('[incoming]\nexten => s,1,GotoIf($["${A}"="1"]?x)\nsame => n,GotoIf($["${A}" = ""]?y:x)\n'
                 'same => n(x),Queue(a)\n'
                 "same => n(y),Queue(b)\n")  # fmt: skip
    assert exits(found, "incoming,s,1") == {"{A}=1": "incoming,s,x", '{A} = ""': "incoming,s,y", "else": "incoming,s,x"}


def test_speech_is_a_text_with_holes() -> None:
    found = tree('[incoming]\nexten => s,1,AGI(googletts.agi,"Hello, ${NAME}. You owe ${SUM} euros.",en)\n'
                 "same => n,Read(X,,4)\nsame => n,Queue(a)\n")  # fmt: skip
    assert node(found, "incoming,s,1").prompt == {"": "Hello, {NAME}. You owe {SUM} euros."}
    assert found.languages == ("en",)


def test_programs_are_unknown_unless_their_answer_is_looked_at() -> None:
    alone = tree("[incoming]\nexten => s,1,Playback(a)\nsame => n,AGI(talk.py)\nsame => n,Hangup()\n")
    assert node(alone, "incoming,s,2").opaque
    asked = tree('[incoming]\nexten => s,1,AGI(look.py)\nsame => n,GotoIf($["${AGISTATUS}"!="SUCCESS"]?bye)\n'
                 'same => n,Queue(a)\n'
                 "same => n(bye),Hangup()\n")  # fmt: skip
    assert not node(asked, "incoming,s,1").opaque
    assert node(tree("[incoming]\nexten => s,1,Playback(x)\nsame => n,AGI(speech-recog.agi)\n"
                     "same => n,GotoIf($[${C}>1]?1)\n"),
                "incoming,s,2").opaque  # fmt: skip


def test_unknown_applications_are_kept_and_told_once() -> None:
    found = tree("[incoming]\nexten => s,1,Frobnicate(a)\nsame => n,Frobnicate(b)\nsame => n,Queue(a)\n")
    assert node(found, "incoming,s,1").opaque
    assert exits(found, "incoming,s,2") == {"next": "incoming,s,3"}
    assert said(found) == [("unknown-field", "info", 2)]


def test_rounds_end_and_rounds_for_ever() -> None:
    found = tree("[incoming]\nexten => s,1,While($[\"${X}\" != \"\"])\nsame => n,Playback(a)\n"
                 "same => n,EndWhile()\nsame => n,Queue(a)\n")
    assert exits(found, "incoming,s,1") == {"again": "incoming,s,2", "done": "incoming,s,4"}
    assert "automatic-cycle" not in findings(found)
    endless = tree("[incoming]\nexten => s,1,While(1)\nsame => n,Playback(a)\nsame => n,EndWhile()\n"
                   "same => n,Queue(a)\n")
    assert {"automatic-cycle", "inescapable-loop"} <= set(findings(endless))
    books = tree("[incoming]\nexten => s,1,Playback(x)\nsame => n(a),Set(X=1)\nsame => n,Goto(a)\n")
    assert "automatic-cycle" in findings(books)


# How it is written


def test_comments_and_what_is_none() -> None:
    found = tree("; a comment\n;--- ruled ---\n[incoming] ; here\nexten => s,1,Playback(a\\;b) ; and here\n"
                 ";--\nexten => s,2,Queue(a)\n"
                 ";-- inner --;\nstill --; same => n,Queue(b)\n#include other.conf\n# remark\n")  # fmt: skip
    assert [one.id for one in found.nodes] == ["incoming,s,1", "incoming,s,2"]
    assert node(found, "incoming,s,1").audio == {"": "a;b"}
    assert node(found, "incoming,s,2").team == "b"


def test_priorities_of_every_kind() -> None:
    found = tree("[incoming]\nexten=>s,1,Answer\nexten=s,n,Wait,1\nexten => s,n+2(far),Playback,a\n"
                 "exten => s,far+1,Queue(q|t|||30)\n"
                 "exten => s,3,Goto(s|far)\n")  # fmt: skip
    assert exits(found, "incoming,s,far") == {"next": "incoming,s,6"}
    assert edge(found, "incoming,s,6", "timeout").after == 30
    assert found.entries[0].node == "incoming,s,far"


def test_lines_that_asterisk_skips_are_told() -> None:
    found = tree("[incoming]\nsame => n,Hangup()\nexten => s,1,Playback(a)\nexten => s,1,Playback(b)\n"
                 "exten => s,x,Hangup()\n"
                 "exten => s\nextn => 1,1,Hangup()\nexten => s,n,\n")  # fmt: skip
    assert said(found) == [
        ("invalid-value", "error", 2), ("duplicate-node", "warning", 4), ("invalid-value", "error", 5),
        ("invalid-value", "error", 6), ("unknown-field", "warning", 7), ("missing-field", "error", 8),
    ]  # fmt: skip


def test_encodings() -> None:
    korean = "[incoming]\nexten => s,1,Playback(a) ; 안내 멘트\nsame => n,Read(X,안내,1)\n".encode("cp949")
    assert node(read(Source("x", korean))[0], "incoming,s,2").audio == {"": "안내"}
    western = "[incoming]\nexten => s,1,Playback(menú)\n".encode("latin-1")
    assert node(read(Source("x", western))[0], "incoming,s,1").audio == {"": "menú"}
    assert read(Source("x", b"\xef\xbb\xbf[incoming]\r\nexten => s,1,Queue(a)\r\n"))[0].entries


AEL = """
macro ring(ext, how) { Dial(PJSIP/${ext},${how}); Voicemail(${ext},u); return; }
context incoming {
    includes { staff; };
    2125550100 => { jump s; };
    s => {
        tries = 0;
again:  Background(welcome); WaitExten(5);
    };
    1 => &ring(110, 20);
    2 => {
        Read(SEL,sub,1);
        switch (${SEL}) { case 1: jump 1; break; case 2: Queue(two); break; default: goto s,again; };
        Hangup();
    };
    3 => { if (${X} = 1) { Queue(a); } else Queue(b); };
    t => { tries = ${tries} + 1; if (${tries} < 3) { goto s,again; }; jump 3; };
    i => goto s,again;
};
context staff { _1XX => { Dial(PJSIP/${EXTEN}); }; };
"""


def test_ael_says_the_same() -> None:
    found = tree(AEL, "extensions.ael")
    assert said(found) == []
    assert exits(found, "incoming,s,again") == {
        "2125550100": "incoming,s,1", "1": "macro-ring,s,1", "2": "incoming,2,1",
        "3": "incoming,3,1", "_1XX": "staff,_1XX,1",
        "noinput-last": "incoming,t,1", "nomatch-last": "incoming,s,again",
    }  # fmt: skip
    assert exits(found, "incoming,2,1") == {
        "1": "macro-ring,s,1", "2": "incoming,2,7", "noinput-last": "incoming,s,again",
        "nomatch-last": "incoming,s,again",
    }  # fmt: skip
    assert node(found, "macro-ring,s,1").number == "PJSIP/110"
    assert edge(found, "incoming,t,1", "again").limit == 2
    assert [one.number for one in found.entries] == ["2125550100"]


def test_ael_that_is_broken_is_told() -> None:
    found = tree("context a {\n s => { Playback(a) Queue(b); ??? ; };\n nonsense;\n};\nfrob { x; };\n", "x.ael")
    assert [one.rule for one in found.troubles] == ["invalid-value"] * 4
    assert any(one.type is NodeType.QUEUE for one in found.nodes)


# Which calls are judged


def test_telephones_dialling_out_are_no_phone_trees() -> None:
    found = tree("[from-internal]\nexten => _9NXXNXX.,1,Dial(DAHDI/g0/${EXTEN:1})\n"
                 "exten => _2XX,1,Dial(SIP/${EXTEN})\n"
                 "same => n,VoiceMail(${EXTEN})\nexten => *60,1,SayUnixTime()\n"
                 "exten => 611,1,Playback(hello)\n")  # fmt: skip
    assert (found.entries, findings(found)) == ((), [])


def test_a_menu_is_entered_by_the_line_that_leads_to_it() -> None:
    text = """
[from-internal]
exten => 600,1,Goto(menu,s,1)
[menu]
exten => s,1,Background(a)
same => n,WaitExten()
exten => 1,1,Queue(q)
"""
    assert [one.number for one in tree(text).entries] == [""]
    line = f"{text}[from-pstn]\nexten => 2125550100,1,Goto(menu,s,1)\n"
    assert [(one.node, one.number) for one in tree(line).entries] == [("menu,s,1", "2125550100")]


def test_nothing_that_others_may_jump_to_is_unreachable() -> None:
    found = tree(f"{MENU}[sub]\nexten => s,1,Playback(a)\nsame => n,Return()\n[app]\nexten => x,1,Playback(b)\n"
                 f"exten => x,n,Hangup()\n"
                 "same => n,Queue(lost)\n")  # fmt: skip
    policy = Policies(none=True).of("")
    lost = [one.node for one in audit([(found, policy)], all_rules()).findings if one.rule == "unreachable-node"]
    assert lost == ["app,x,3"]


# What must not leave the reader


SECRETS = """[globals]
DBPASS=hunter2hunter2
SHORT = abc ; really
;OLD=s3cretvalue
[incoming]
exten => s,1,Set(PIN=98765)
 same => n,Dial(IAX2/bob:tellnobody@example.com/100)
 same => n,Authenticate(13579)
 same => n,NoOp(hunter2hunter2)
 same => n,Set(X=${CURL(https://example.com/?key=zyxwvu&n=1)})
 same => n,GotoIf($["${PASSWORD}" = "open5esame"]?done)
 same => n,Read(A,${DBPASS},1)
 same => n,Queue(${DBPASS})
 same => n(done),Goto(${DBPASS},s,1)
"""


def test_secrets_stay_inside() -> None:
    found = tree(SECRETS)
    told = repr(found)
    for secret in ("hunter2", "abc ; really", "s3cret", "98765", "tellnobody", "13579", "zyxwvu", "open5esame"):
        assert secret not in told, secret
    assert [len(line) for line in found.text.split("\n")] == [len(line) for line in SECRETS.split("\n")]
    assert "example.com/100" in found.text


def test_secrets_of_ael_stay_inside() -> None:
    assert "letmein" not in redact("globals {\n  A_PASSWORD=letmein99;\n};\ncontext x { s => NoOp(letmein99); };\n")


def test_globals_lead_to_targets() -> None:
    found = tree("[globals]\nMAIN=menu\n[from-trunk]\nexten => s,1,Goto(${MAIN},s,1)\n[menu]\n"
                 "exten => s,1,Read(X,q,1)\nsame => n,Queue(a)\n")
    assert found.entries[0].node == "menu,s,1"


# The small tools


def test_patterns() -> None:
    assert matches(sets_of("_NXX[1-3]."), "2001x")
    assert not matches(sets_of("_NXX."), "100")
    assert matches(sets_of("_X!"), "1")
    assert overlap(sets_of("_9."), sets_of("_NNN"))
    assert not overlap(sets_of("_9X"), sets_of("_NNN"))
    names = ["_.", "_X.", "_1XX", "_12X", "_!", "_NXX"]
    assert sorted(names, key=lambda one: rank(sets_of(one))) == ["_12X", "_1XX", "_NXX", "_X.", "_.", "_!"]
    assert [dialable(name) for name in ("_[ab1]", "*97", "s-BUSY", "t")] == [True, True, False, False]


@pytest.mark.parametrize(
    ("text", "told"),
    [("$[1 + 2]", "3"), ('$["${A}" = "x"]', "1"), ('$["${A}"="" | ${LEN(${A})}=1]', "1"), ("$[${B} > 1]", None),
     ("$[${LEN(${A})} & 0]", "0"), ('$["${B}"="1" | 1]', "1"), ("${A:0:1}", "x"), ("${ISNULL(${A})}", "0"),
     ("$[!0]", "1"),
     ("$[(1 + 2) * 3 = 9]", "1"), ("$[10 > 9]", "1"), ("$[" * 500, None), ("plain", "plain"), ("${DB(a/b)}", None)],
)  # fmt: skip
def test_expressions(text: str, told: str | None) -> None:
    assert evaluate(text, {"A": "x"}) == told


def test_truth() -> None:
    assert [truth(text, {}) for text in ("", "0", "1", "no", "${X}")] == [False, False, True, True, None]


@pytest.mark.parametrize(
    ("to", "told"),
    [("SIP/100", True), ("PJSIP/${EXTEN}&PJSIP/200", True), ("DAHDI/1", True), ("DAHDI/g0/123", None),
     ("SIP/trunk/1", None),
     ("PJSIP/1@provider", None), ("Local/1@x", None), ("${TRUNK}/1", None), ("", None),
     ("${PJSIP_DIAL_CONTACTS(1)}", True)],
)  # fmt: skip
def test_who_answers(to: str, told: bool | None) -> None:
    assert human(to) is told


@pytest.mark.parametrize(
    ("text", "mine"),
    [("[a]\nexten => s,1,Answer()\n", True), ("[a]\nfoo=bar\n", False),
     ("# Asterisk\n\nWrite\n\n    exten => s,1,Answer()\n\nto it.\n", False),
     ("ivraudit: 1\nname: x\n# exten => s,1,A()\nexten => s,1,A()\n", False), ("{\"exten\": 1}", False),
     (";--\n[a]\nexten => s,1,Answer()\n--;\n", True), ("context a {\n s => Answer();\n}\n", True),
     ("context a { }", False),
     ("<xml>\nexten => s,1,Answer()\n", False), ("[100]\nsecret=x\ncontext=from-internal\n", False)],
)  # fmt: skip
def test_claims(text: str, mine: bool) -> None:
    assert claims(Source("x", text.encode())) is mine


# Bad files


HOSTILE = {
    "deep brackets": "[a]\nexten => s,1,GotoIf(" + "$[" * 3000 + "?x)\nsame => n,Playback(${" + "${a}" * 1500 + "})\n",
    "circle of includes": "".join(
        f"[c{n}]\ninclude => c{(n + 1) % 300}\nexten => s{n},1,Goto(zz,1)\n" for n in range(300)
    ),
    "calls of calls": "".join(
        f"[c{n}]\nexten => s,1,Playback(a)\nsame => n,Gosub(c{n + 1},s,1)\nsame => n,Gosub(c{n + 1},s,1)\n"
        f"same => n,Return()\n"
        for n in range(40)
    ),
    "long chain": "[a]\nexten => s,1,Answer()\n" + "same => n,Set(a=1)\nsame => n,Playback(x)\n" * 5000,
    "comments": ";--" * 50000 + "\n[a]\nexten => s,1,Hangup()\n",
    "long line": "[a]\nexten => s,1,Playback(" + "secret" * 200_000 + ")\n",
    "macro of itself": "[macro-m]\nexten => s,1,Playback(a)\nsame => n,Macro(m)\n[in]\nexten => s,1,Macro(m)\n",
    "ael": "context a {\n s => " + "{" * 5000 + "if (1) " * 5000,
    "rounds": "[a]\nexten => s,1,Answer()\n" + "same => n,While($[1])\n" * 3000,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_files_end(text: str) -> None:
    claims(Source("x", text.encode()))
    (found,) = read(Source("x", text.encode()))
    assert len(found.nodes) < 30_000


def test_broken_files_do_not_raise() -> None:
    chance = random.Random(4)
    for path in MADE:
        for _ in range(60):
            data = bytearray(path.read_bytes())
            for _ in range(chance.randint(1, 20)):
                place = chance.randrange(len(data))
                data[place : place + chance.randint(0, 30)] = chance.choice(
                    [b"", b"(", b"${", b"[", b"Goto(", b"\nsame => n,", b"\xff", b"\0", b"Return()", b"}"]
                )
            claims(Source("x", bytes(data)))
            assert len(read(Source("x", bytes(data)))) == 1


def test_a_file_without_extensions_is_no_fault() -> None:
    (found,) = read(Source("x", b";--\n[a]\nexten => s,1,Hangup()\n--;\n"))
    assert said(found) == [("missing-field", "info", 1)]
    assert not found.unreadable


def test_a_file_that_is_too_large_is_told() -> None:
    (found,) = read(Source("x", b"[a]\n" + b";" * 50_000_001))
    assert (found.unreadable, said(found)) == (True, [("unreadable", "error", 1)])


# The account


STEP = re.compile(
    r"(?i)\s*(?:exten\s*=>?[^,]+,|same\s*=>?)\s*(?:n|\d+|\w+\+\d+)(?:\+\d+)?\s*(?:\([^)]*\))?\s*,\s*([^(,|]*)"
)


def counted(text: str) -> tuple[int, int]:
    """The steps of a file, and the ways on from them, by looking at its lines alone."""
    text = re.sub(r"(?s);--(?!-).*?--;", lambda match: "\n" * match[0].count("\n"), text)
    words = []
    for line in text.split("\n"):
        line = re.sub(r"(?<!\\);.*", "", line)
        found = STEP.match(line)
        if found:
            words.append(found[1].strip().casefold())
    none = sum(word in ("", "hangup", "return", "macroexit", "busy", "congestion") for word in words)
    twice = sum(word in ("gotoif", "execif", "gosubif", "gotoiftime", "while") for word in words)
    return len(words), len(words) - none + twice


def accounted(found: Tree) -> tuple[int, int]:
    """The steps and ways of the account, each of which stands there once."""
    raws = Counter(one.raw for one in found.origins)
    assert set(raws.values()) <= {1}
    ways = [raw for raw in raws if raw.rpartition(" ")[2] in ("next", "true", "false")]
    return len(raws) - len(ways), len(ways)


def skipped(found: Tree) -> int:
    return sum(one.rule in ("duplicate-node", "invalid-value") for one in found.troubles)


@pytest.mark.parametrize("path", [path for path in MADE if path.suffix == ".conf"], ids=lambda path: path.stem)
def test_our_own_exports_are_accounted_for(path: Path) -> None:
    (found,) = read(Source(str(path), path.read_bytes()))
    steps, ways = counted(path.read_text("utf-8"))
    assert accounted(found) == (steps - skipped(found), ways - skipped(found))


def test_ael_is_accounted_for() -> None:
    (path,) = (path for path in MADE if path.suffix == ".ael")
    text = re.sub(r"//.*", "", path.read_text("utf-8"))
    text = re.sub(r"\$\{[^{}]*\}", "X", text)
    text = re.sub(r"for \([^)]*\)", "for ()", re.sub(r"(?s)(?:globals|includes) \{.*?\};", "", text))
    statements = len(re.findall(r"\w\([^;{}]*\);|\bjump [^;]+;|\bgoto [^;]+;|\bbreak;|\w = [^;]+;", text))
    conditions = len(re.findall(r"\b(?:if|ifTime|while|for) \(|\bcase ", text))
    (found,) = read(Source(str(path), path.read_bytes()))
    assert accounted(found)[0] == statements + conditions


def test_every_real_dialplan_is_read() -> None:
    claimed = all_readers()
    left_out = ways = 0
    for path in corpus("asterisk"):
        source = Source(str(path), path.read_bytes())
        assert [name for name, reader in claimed.items() if reader.claims(source)] == ["asterisk"], path
        (found,) = read(source)
        text = source.data.decode("utf-8")
        steps, leading = counted(text)
        assert accounted(found) == (steps - skipped(found), leading - skipped(found)), path
        ways += leading
        left_out += sum(one.became == "left out" and " " in one.raw for one in found.origins)
        wrong = {"unreadable", "invalid-value"} & {one.rule for one in found.troubles}
        assert not wrong, path
    assert left_out < 0.03 * ways


@pytest.mark.parametrize(("more", "opaque"), [("exten => 2,1,Hangup()", True), ("", False)])
def test_a_menu_of_an_included_context_may_have_more_keys(more: str, opaque: bool) -> None:
    text = f"""
[incoming]
include => inner
{more}
[inner]
exten => s,1,Background(welcome)
 same => n,WaitExten(5)
exten => 1,1,Queue(sales)
"""
    (tree,) = all_readers()["asterisk"].read(Source("extensions.conf", text.encode()))
    assert [node.opaque for node in tree.nodes if node.type is NodeType.MENU] == [opaque]
