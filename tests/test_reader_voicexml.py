"""VoiceXML documents become trees: what the standard does without saying so, and what hostile files do not do."""

from __future__ import annotations

import re
import time
from collections import Counter
from pathlib import Path

import pytest
from corpus import corpus
from hypothesis import given, settings
from hypothesis import strategies as st

from ivraudit.auditing import audit
from ivraudit.catalog import all_rules
from ivraudit.gather import Policies
from ivraudit.model import Edge, Node, NodeType, Nowhere, Owner, Source, Tree, TreeKind
from ivraudit.readers.voicexml import claims, read, settle

FOREIGN = sorted(path for path in (Path(__file__).parent.parent / "trees/foreign/voicexml").rglob("*.vxml"))
BLOCKS = "menu form block field initial record transfer subdialog object"
MOVES = "choice option link goto submit exit disconnect return throw"
RAISED = "<assign name='n' expr='n + 1'/>"
ASIDE = re.compile(r"<!--.*?-->|<!\[CDATA\[.*?\]\]>|<\?.*?\?>", re.DOTALL)


def tree_of(body: str, attributes: str = "", file: str = "app/main.vxml") -> Tree:
    """The tree of a document with this content."""
    (tree,) = read(Source(file, f'<vxml version="2.1" {attributes}>{body}</vxml>'.encode()))
    return tree


def node(tree: Tree, name: str) -> Node:
    """A node by its id."""
    return next(one for one in tree.nodes if one.id == name)


def exits(tree: Tree, name: str) -> dict[str, str | Nowhere]:
    """Where each exit of a node leads."""
    return {edge.trigger: edge.target for edge in tree.edges if edge.source == name}


def exit_of(tree: Tree, name: str, trigger: str) -> Edge:
    """An exit of a node."""
    return next(edge for edge in tree.edges if (edge.source, edge.trigger) == (name, trigger))


def said(tree: Tree) -> list[tuple[str, int, str]]:
    """The troubles of a tree: rule, line and the first words."""
    return [(one.rule, one.at.line, one.message[:30]) for one in tree.troubles]


LEAVING = "<nomatch count='2'><assign name='open' expr='true'/></nomatch>"
"""After two attempts the fields of a form are asked for one by one."""


def mixed(handlers: str = LEAVING, grammar: str = "<grammar src='trip'/>", between: str = "", more: str = "") -> Tree:
    """A form that may be answered at once, and a field of it, with more between the two and behind."""
    return tree_of(
        f"<form id='trip'>{grammar}<initial name='open'><prompt>Where to?</prompt>{handlers}</initial>{between}"
        "<field name='town'><grammar src='towns'/><prompt>Which town?</prompt>"
        f"<filled><prompt>To <value expr='town'/>.</prompt></filled></field>{more}<block>Good trip.</block></form>"
    )


CONFIRMED = "<field name='sure' cond=\"0.5 &gt; town$.confidence\"><grammar src='yes'/></field>"


@pytest.mark.parametrize(
    ("more", "behind"),
    [
        ("", "trip.block"), (CONFIRMED, "trip.sure?"),
        ("<field name='x' modal='true'><grammar src='a'/></field>", "trip.x"),
        ("<field name='x' expr=\"town == 'Rome' ? true : undefined\"><grammar src='a'/></field>", "trip.x?"),
    ],
)  # fmt: skip
def test_what_is_said_at_once_fills_the_only_field_it_can(more: str, behind: str) -> None:
    tree = mixed(more=more)
    assert exits(tree, "trip") == {"next": "trip.town filled", "nomatch": "trip", "nomatch-last": "trip.town"}
    assert exits(tree, "trip.town") == {"next": "trip.town filled"}
    assert exits(tree, "trip.town filled") == {"next": behind}


@pytest.mark.parametrize(("filled", "behind"), [("", "done"), ("<filled><goto next='#f'/></filled>", "f")])
def test_a_field_that_is_filled_at_once_may_say_nothing(filled: str, behind: str) -> None:
    form = f"<grammar src='g'/><initial name='open'>{LEAVING}</initial><field name='x' type='boolean'>{filled}</field>"
    tree = tree_of(f"<form id='f'>{form}<block><goto next='#done'/></block></form><menu id='done'/>")
    assert exits(tree, "f") == {"next": behind, "nomatch": "f", "nomatch-last": "f.x"}


@pytest.mark.parametrize(
    "tree",
    [
        mixed(more="<field name='day'><grammar src='days'/></field>"), mixed(handlers=""),
        mixed(handlers="<nomatch>Pardon?</nomatch>"), mixed(handlers="<nomatch><exit/></nomatch>"),
        mixed(more="<field name='day' cond='today'><grammar src='days'/></field>"),
        mixed(grammar="<link next='#trip'/>"),
    ],
)  # fmt: skip
def test_what_is_said_at_once_may_leave_a_field_open(tree: Tree) -> None:
    assert exits(tree, "trip")["next"] == "trip.town"


def test_what_stands_before_a_field_comes_before_what_follows_it() -> None:
    assert exits(mixed(between="<block>One moment.</block>"), "trip")["next"] == "trip.block"


# Menus


def test_choices_get_keys_and_phrases() -> None:
    tree = tree_of(
        '<menu id="m" dtmf="true"><prompt>Choose: <enumerate>For <value expr="_prompt"/>, press <value expr="_dtmf"/>.'
        '</enumerate></prompt><choice next="#a">sales</choice><choice dtmf="0" next="#a">a person</choice>'
        '<choice next="#a">support</choice></menu><form id="a"/>', 'xml:lang="en-us"',
    )  # fmt: skip
    assert exits(tree, "m") == {"1": "a", "0": "a", "2": "a"}
    assert exit_of(tree, "m", "2").speech == {"en-US": ("support",)}
    text = "Choose: For sales , press 1 . For a person , press 0 . For support , press 2 ."
    assert node(tree, "m").prompt == {"en-US": text}
    assert tree.languages == ("en-US",)
    assert exits(tree, "a") == {"next": Nowhere.DROPPED}


def test_without_numbering_choices_are_only_spoken() -> None:
    tree = tree_of('<menu id="m"><choice next="#m">sales</choice><choice next="#m">support</choice></menu>')
    assert [(edge.trigger, edge.spoken) for edge in tree.edges] == [("sales", True), ("support", True)]


def test_keys_that_cannot_be_told_apart() -> None:
    tree = tree_of('<menu>\n<choice dtmf="1" next="#m"/>\n<choice dtmf="1" next="#m"/>\n<choice dtmf="1 2"/></menu>')
    assert [(rule, line) for rule, line, _ in said(tree)] == [("ambiguous-key", 3), ("ambiguous-key", 4)]


# Silence and wrong keys


@pytest.mark.parametrize(
    ("handlers", "attempts", "targets"),
    [
        ("", None, {}),
        ("<noinput>What?<reprompt/></noinput>", 1, {"noinput-last": "m"}),
        ("<noinput>What?</noinput><noinput count='3'><exit/></noinput>", 3, {"noinput": "m", "noinput-last": "exit"}),
        ("<noinput count='2'><goto next='#a'/></noinput>", 2, {"noinput": "m", "noinput-last": "a"}),
        ("<catch event='nomatch noinput'><throw event='away'/></catch><catch event='away'><goto next='#a'/></catch>", 1,
         {"noinput-last": "a", "nomatch-last": "a"}),
        ("<catch><goto next='#a'/></catch>", 1, {"noinput-last": "a", "nomatch-last": "a"}),
        ("<noinput><throw event='unheard.of'/></noinput>", 1, {"noinput-last": Nowhere.DROPPED}),
        ("<noinput><throw event='help'/></noinput>", 1, {"noinput-last": "m"}),
    ],
)  # fmt: skip
def test_handlers_are_chosen_by_count(handlers: str, attempts: int | None, targets: dict[str, str | Nowhere]) -> None:
    tree = tree_of(f'<menu id="m"><choice dtmf="1" next="#m"/>{handlers}</menu><form id="a"/>')
    retry = node(tree, "m").noinput
    assert (retry.attempts if retry else None) == attempts
    assert exits(tree, "m") == {"1": "m", **targets}


def test_the_highest_count_of_all_scopes_holds() -> None:
    tree = tree_of(
        "<noinput count='3'><exit/></noinput><form id='f'><field name='x' type='date'><noinput>What?</noinput></field>"
        "</form>"
    )
    assert exits(tree, "f") == {"next": Nowhere.DROPPED, "noinput": "f", "noinput-last": "exit"}
    assert exit_of(tree, "f", "noinput").limit == 2
    retry = node(tree, "f").noinput
    assert retry is not None
    assert retry.prompt == {"": "What?"}


def test_a_handler_that_counts_by_itself_is_bounded() -> None:
    tree = tree_of(
        "<var name='n' expr='0'/><form id='f'><field name='x' type='date'><noinput><assign name='n' expr='n + 1'/>"
        "<if cond='n &gt;= 3'><exit/></if><reprompt/></noinput></field></form>"
    )
    loop = next(one for one in tree.nodes if one.type is NodeType.LOOP)
    assert exits(tree, loop.id) == {"done": "exit", "again": "f"}
    assert exit_of(tree, loop.id, "again").limit == 2
    assert exits(tree, "f")["noinput-last"] == loop.id


def test_silence_is_timed() -> None:
    tree = tree_of('<property name="timeout" value="800ms"/><menu id="m"><choice dtmf="1" next="#m"/><noinput/></menu>')
    retry = node(tree, "m").noinput
    assert retry is not None
    assert retry.after == 0.8


def test_a_root_document_out_of_sight_makes_things_unknown() -> None:
    tree = tree_of('<menu id="m"><choice dtmf="1" next="#m"/></menu>', 'application="root.vxml"')
    assert exits(tree, "m") == {
        "1": "m", "noinput-last": "root.vxml", "nomatch-last": "root.vxml", "links of the root": "root.vxml",
    }  # fmt: skip
    assert node(tree, "root.vxml").type is NodeType.OUTSIDE


def test_a_root_document_is_inherited() -> None:
    root = tree_of(
        '<link next="#desk" dtmf="0"/><noinput count="2"><goto next="bye.vxml"/></noinput><form id="desk"/>',
        file="app/root.vxml",
    )
    leaf = tree_of('<menu id="m"><choice dtmf="1" next="#m"/></menu>', 'application="root.vxml"', "app/leaf.vxml")
    _, found = settle([root, leaf])
    assert exits(found, "m") == {"1": "m", "noinput": "m", "noinput-last": "bye.vxml", "0": "#desk"}
    links = {(link.node, link.name, link.start) for link in found.links}
    assert links == {("bye.vxml", "bye.vxml", ""), ("#desk", "root.vxml", "desk")}


@pytest.mark.parametrize(
    ("before", "condition", "inside", "limit", "again"),
    [
        (RAISED, "n &lt; 3", "", 2, "f"),
        (RAISED, "n &lt;= 3", "", 3, "f"),
        (RAISED, "n != 3", "", 2, "f"),
        (RAISED, "n == 1", "", 1, "f"),
        (RAISED, "n &lt; 1", "", 1, "f"),
        (RAISED, "n &gt; 2", "", 2, "exit"),
        (RAISED, "n &gt;= 2", "", 1, "exit"),
        (RAISED, "n == 2", "", 1, "exit"),
        ("<script>n++;</script>", "n &lt; 3", "", 2, "f"),
        (f"{RAISED}<if cond='x'><exit/></if>", "n &lt; 3", "", 2, "f"),
        ("", "n &lt; 3", RAISED, 3, "f"),
        ("", "n &lt;= 3", RAISED, 4, "f"),
        ("", "n &gt; 3", RAISED, 4, "exit"),
        ("<script>function f() { n++; }</script>", "n &lt; 3", RAISED, 3, "f"),
        (f"<if cond='x'>{RAISED}</if>", "n &lt; 3", "", 3, "f"),
        (f"{RAISED}<assign name='n' expr='0'/>", "n &lt; 3", "", 3, "f"),
    ],
)  # fmt: skip
def test_what_is_counted_before_it_is_asked_is_one_less(
    before: str, condition: str, inside: str, limit: int, again: str
) -> None:
    tree = tree_of(
        f"<var name='n' expr='0'/><form id='f'><block>{before}<if cond=\"{condition}\">{inside}<goto next='#f'/></if>"
        "<exit/></block></form>"
    )
    (loop,) = [one for one in tree.nodes if one.type is NodeType.LOOP]
    assert exits(tree, loop.id) == {"again": again, "done": "exit" if again == "f" else "f"}
    assert (loop.times, exit_of(tree, loop.id, "again").limit) == (limit, limit)


def test_what_is_counted_around_a_question_counts_in_it() -> None:
    tree = tree_of(
        f"<var name='n' expr='0'/><form id='f'><block>{RAISED}<if cond='x'><if cond='n &lt; 3'><goto next='#f'/></if>"
        "<elseif cond='y'/><if cond='n &lt; 3'><goto next='#f'/></if></if></block></form>"
    )
    assert [one.times for one in tree.nodes if one.type is NodeType.LOOP] == [2, 2]


def test_a_counter_that_has_passed_its_mark_bounds_nothing() -> None:
    tree = tree_of("<var name='n' expr='5'/><form id='f'><block><if cond='n != 3'>"
                   f"{RAISED}<goto next='#f'/></if></block></form>")  # fmt: skip
    assert [(one.type, one.opaque) for one in tree.nodes] == [(NodeType.DECIDE, True)]


# What listens to nothing


ASKED = "<prompt>What?</prompt><noinput><exit/></noinput><nomatch><exit/></nomatch>"


@pytest.mark.parametrize("attributes", ["", "modal='true' type=''", "modal='false' slot='s'"])
def test_a_field_that_listens_to_nothing_is_an_error(attributes: str) -> None:
    tree = tree_of(f"<form id='f'><field name='x' {attributes}>{ASKED}<filled><goto next='#g'/></filled></field>"
                   "<block>Bye</block></form><form id='g'><block>Hi</block></form>")  # fmt: skip
    asked = node(tree, "f")
    assert (asked.type, asked.opaque, asked.prompt) == (NodeType.SAY, True, {"": "What?"})
    assert (asked.noinput, asked.nomatch) == (None, None)
    assert exits(tree, "f") == {"error": Nowhere.DROPPED}
    assert exit_of(tree, "f", "error").owner is Owner.SYSTEM
    assert tree.loose >= {"f.block", "g"}
    assert tree.kind is TreeKind.CALL


def test_a_menu_that_listens_to_nothing_is_an_error() -> None:
    tree = tree_of(f"<menu id='m' dtmf='true'>{ASKED}<property name='bargein' value='false'/></menu>")
    assert (node(tree, "m").type, node(tree, "m").opaque) == (NodeType.SAY, True)
    assert exits(tree, "m") == {"error": Nowhere.DROPPED}


@pytest.mark.parametrize(
    ("outer", "inner", "target"),
    [
        ("<catch><goto next='#g'/></catch>", "", "g"),
        ("<error><goto next='#h'/></error>", "<catch event='noinput error.semantic'><goto next='#g'/></catch>", "g"),
        ("<catch event='.'><goto next='#h'/></catch>", "<error><goto next='#g'/></error>", "g"),
        ("<catch event='error.badfetch'><goto next='#g'/></catch>", "<help><goto next='#g'/></help>", Nowhere.DROPPED),
        ("<error>Sorry<throw event='away'/></error><catch event='away'><goto next='#g'/></catch>", "", "f.x error"),
        ("<error count='2'><goto next='#g'/></error>", "<error>Sorry</error>", "g"),
        ("", "<error>Sorry</error>", "f.x error"),
    ],
)
def test_its_error_goes_to_the_nearest_handler(outer: str, inner: str, target: str | Nowhere) -> None:
    tree = tree_of(f"{outer}<form id='f'><block>Hi</block><field name='x'>{inner}</field></form><form id='g'/>"
                   "<form id='h'/>")  # fmt: skip
    assert exits(tree, "f.x") == {"error": target}
    assert exits(tree, "f")["next"] == "f.x"


@pytest.mark.parametrize(
    ("around", "own"),
    [
        ("{}", "<grammar src='a'/>"),
        ("{}", "<grammar>yes</grammar>"),
        ("{}", "<dtmf>1</dtmf>"),
        ("{}", "<option>yes</option>"),
        ("{}", "<link next='#f'><grammar>help</grammar></link>"),
        ("{}", "<include src='a'/>"),
        ("{}", "<prompt><grammar src='a'/></prompt>"),
        ("<link next='#f'><grammar>help</grammar></link>{}", ""),
        ("<grammar src='a'/>{}", ""),
        ("<include src='a'/>{}", ""),
        ("<property name='universals' value='help'/>{}", ""),
        ("{}<form scope='document'><grammar src='a'/><initial/></form>", ""),
        ("{}<form><grammar src='a' scope='document'/><initial/></form>", ""),
        ("{}<menu scope='document'><choice next='#f'>help</choice></menu>", ""),
    ],
)
@pytest.mark.parametrize("place", ["<form id='f'><field name='x'>{}</field></form>", "<menu id='f'>{}</menu>"])
def test_where_in_doubt_it_listens(around: str, own: str, place: str) -> None:
    tree = tree_of(around.format(place.format(own)))
    assert node(tree, "f").type in (NodeType.MENU, NodeType.COLLECT)


@pytest.mark.parametrize(
    "form",
    [
        "<field name='x' type='date'/>", "<field name='x' src='a'/>", "<field name='x' modal='true' type='date'/>",
        "<field name='x' modal='true'><grammar src='a'/></field>", "<field name='x'/><grammar src='a'/>",
        "<field name='x'/><dtmf>1</dtmf>", "<field name='x'/><link next='#f'/>", "<field name='x'/><include/>",
        "<field name='x'/><initial><grammar src='a'/></initial>",
    ],
)  # fmt: skip
def test_a_form_may_listen_for_its_fields(form: str) -> None:
    assert node(tree_of(f"<form id='f'>{form}</form>"), "f").type is NodeType.COLLECT


@pytest.mark.parametrize(
    "around",
    [
        "<link next='#f'><grammar>help</grammar></link><form id='f'><field name='x' modal='true'/></form>",
        "<form id='f'><grammar src='a'/><field name='x' modal='true'/></form>",
        "<form id='f'><field name='x'/><field name='y'><grammar src='a'/></field></form>",
        "<form id='f'><field name='x'/></form><form id='g'><grammar src='a'/><initial/></form>",
        "<property name='universals' value='none'/><form id='f'><field name='x'/></form><menu scope='document'/>",
    ],
)
def test_what_listens_elsewhere_does_not_listen_here(around: str) -> None:
    assert node(tree_of(around), "f").type is NodeType.SAY


@pytest.mark.parametrize(("version", "listens"), [("2.0", False), ("2", False), ("", False), ("1.0", True)])
def test_only_the_second_version_throws(version: str, listens: bool) -> None:
    (tree,) = read(Source("f", f"<vxml version='{version}'><menu id='m'>Hi</menu></vxml>".encode()))
    assert (node(tree, "m").type is NodeType.MENU) is listens


@pytest.mark.parametrize(("around", "told"), [("", False), ("<link next='#g'><grammar>help</grammar></link>", True)])
def test_whether_a_field_of_the_first_version_is_ever_filled_may_be_unknown(around: str, told: bool) -> None:
    """Platforms of that time listened to commands of their own, so that it may be answered, and nobody knows how."""
    first = f"<field name='x'>{ASKED}<filled><if cond=\"x == 'red'\"><exit/></if></filled></field>"
    form = f"<form id='f'>{first}<field name='y'><grammar src='a'/></field></form><form id='g'/>"
    (tree,) = read(Source("f", f"<vxml version='1.0'>{around}{form}</vxml>".encode()))
    asked = exits(tree, "f")
    assert (node(tree, "f").opaque, asked["noinput-last"], asked["nomatch-last"]) == (False, "exit", "exit")
    assert ("f answered" in {one.id for one in tree.nodes}) is not told
    if told:
        assert asked["red"] == "exit"
        return
    answered = node(tree, "f answered")
    assert (asked["next"], answered.type, answered.opaque) == ("f answered", NodeType.TASK, True)
    assert exits(tree, "f answered") == {"next": "f.x filled"}
    assert exits(tree, "f.x filled") == {"x == 'red'": "exit", "else": "f.y"}


def test_a_document_that_breaks_off_may_listen_to_what_is_lost() -> None:
    (tree,) = read(Source("f", b"<vxml version='2.1'><form id='f'><field name='x'><prompt>What?</prompt></field>"))
    assert node(tree, "f").type is NodeType.COLLECT


def test_a_root_document_may_listen_for_its_leaves() -> None:
    leaf = tree_of('<menu id="m"><noinput><exit/></noinput></menu>', 'application="root.vxml"', "app/leaf.vxml")
    assert node(leaf, "m").type is NodeType.MENU
    modal = tree_of('<form id="f"><field modal="true"/></form>', 'application="root.vxml"', "app/leaf.vxml")
    assert exits(modal, "f") == {"error": "root.vxml"}
    for body, kind in (
        ('<link next="#desk" dtmf="0"/><form id="desk"/>', NodeType.MENU),
        ('<menu id="all" scope="document"><choice next="#all">help</choice></menu>', NodeType.MENU),
        ('<error><exit/></error><menu id="all"><choice next="#all">help</choice></menu>', NodeType.SAY),
    ):
        _, found = settle([tree_of(body, file="app/root.vxml"), leaf])
        assert node(found, "m").type is kind
    assert exits(found, "m") == {"error": "exit"}


# What nothing declares

SETS = "<block><assign name='n' expr='1'/><goto next='#g'/></block>"


@pytest.mark.parametrize(
    ("content", "note"),
    [
        (SETS, "nothing declares 'n': `<assign>` throws error.semantic"),
        ("<block><assign name='application.n' expr='1'/></block>",
         "nothing declares 'n': `<assign>` throws error.semantic"),
        ("<block><clear namelist='x n'/>Go on.</block>",
         "nothing declares 'n': `<clear>` throws error.semantic"),
    ],
)  # fmt: skip
def test_to_set_what_nothing_declares_is_an_error(content: str, note: str) -> None:
    for caught, wanted in (
        ("", ["f > DROPPED", "g > DROPPED"]),
        ("<catch event='error'>Sorry.<goto next='#g'/></catch>", ["f > f.block", "f.block > g", "g > DROPPED"]),
    ):
        tree = tree_of(f"{caught}<form id='f'><var name='x'/>{SAYS}{content}</form><form id='g'>{SAYS}</form>")
        told = [(one.rule, str(one.severity), one.message) for one in tree.troubles]
        assert told == [("invalid-value", "info", note)]
        found = [(one.source, one.target if isinstance(one.target, str) else one.target.name) for one in tree.edges]
        assert sorted(map(" > ".join, found)) == wanted
    heard = tree_of("<form id='f'><block>Wait.<clear namelist='n'/>Go on.</block></form>")
    assert [one.prompt for one in heard.nodes] == [{"": "Wait."}]


SAYS = "<block>Hello.</block>"


@pytest.mark.parametrize(
    ("around", "inside"),
    [
        ("<var name='n'/>", ""), ("", "<var name='n'/>"), ("", "<field name='n'/>"),
        ("<script>var n = 0;</script>", ""),
        ("<vendor:run/>", ""), ("", "<object name='n' classid='x'/>"),
        ("<form id='h'><block><var name='n'/></block></form>", ""),
    ],
)  # fmt: skip
def test_what_may_be_declared_may_be_set(around: str, inside: str) -> None:
    tree = tree_of(f"<form id='f'>{SAYS}{SETS}{inside}</form>{around}<form id='g'>{SAYS}</form>")
    assert "invalid-value" not in {one.rule for one in tree.troubles}
    assert exits(tree, "f") == {"next": "g"}


@pytest.mark.parametrize("script", ["<script src='more.js'/>", "<script srcexpr='more'/>"])
def test_nobody_knows_what_comes_after_setting_what_only_a_script_elsewhere_may_declare(script: str) -> None:
    again = "<block>Good.<clear namelist='m'/>Go on.</block>"
    tree = tree_of(f"{script}<form id='f'>{SAYS}{SETS}</form><form id='g'>{again}</form>")
    assert tree.troubles == ()
    assert [(one.id, one.opaque) for one in tree.nodes] == [
        ("f", False), ("f.block n", True), ("g", False), ("g.block clear", True), ("g.block", False),
    ]  # fmt: skip
    assert (exits(tree, "f"), exits(tree, "f.block n")) == ({"next": "f.block n"}, {"next": "g"})
    assert (exits(tree, "g"), exits(tree, "g.block clear")) == ({"next": "g.block clear"}, {"next": "g.block"})
    told = tree_of(f"{script}<var name='n'/><form id='f'>{SAYS}{SETS}</form><form id='g'>{SAYS}</form>")
    assert exits(told, "f") == {"next": "g"}
    field = "<filled><assign name='n' expr='1'/><clear namelist='x'/></filled>"
    cleared = tree_of(f"{script}<form id='f'><field name='x'><grammar src='a'/>{field}</field>{SAYS}</form>")
    assert exits(cleared, "f.x filled n") == {"next": "f"}, "what is done to the form is done all the same"


@pytest.mark.parametrize(
    ("root", "goal"),
    [("<var name='n'/>", "g"), ("<script src='x.js'/>", "f.block n"), ("<var name='m'/>", Nowhere.DROPPED)],
)
def test_a_root_document_declares_for_its_leaves(root: str, goal: str | Nowhere) -> None:
    body = f"<form id='f'>{SAYS}{SETS}</form><form id='g'>{SAYS}</form>"
    leaf = tree_of(body, 'application="root.vxml"', "app/leaf.vxml")
    assert exits(leaf, "f") == {"next": "g"}, "the root may declare it"
    _, found = settle([tree_of(root, file="app/root.vxml"), leaf])
    assert exits(found, "f") == {"next": goal}


def test_platforms_of_the_first_version_declared_what_was_set() -> None:
    body = f"<form id='f'>{SAYS}{SETS}</form><form id='g'/>"
    (tree,) = read(Source("f.vxml", f"<vxml version='1.0'>{body}</vxml>".encode()))
    assert tree.troubles == ()


# The form interpretation algorithm


def test_items_are_visited_in_order() -> None:
    tree = tree_of(
        "<form id='f'><block><var name='x'/></block><field name='a' type='digits?length=4'/>"
        "<field name='b' type='date' cond='c'><filled><clear namelist='a b'/></filled></field><block>Bye</block></form>"
    )
    assert [one.id for one in tree.nodes] == ["f", "f.b", "f.b?", "f.block"]
    assert exits(tree, "f") == {"next": "f.b?"}
    assert exits(tree, "f.b?") == {"else": "f.block", "c": "f.b"}
    assert exits(tree, "f.b") == {"next": "f"}
    assert (node(tree, "f").digits, node(tree, "f.b?").opaque) == ((4, 4), True)


def test_answers_are_the_callers_choice() -> None:
    tree = tree_of(
        "<form id='f'><field name='a' type='boolean'><filled><if cond='a'><goto next='#yes'/><else/>"
        "<goto next='#no'/></if></filled></field></form><form id='yes'/><form id='no'/>"
    )
    assert node(tree, "f").type is NodeType.MENU
    assert exits(tree, "f") == {"1": "yes", "2": "no"}
    assert {edge.owner for edge in tree.edges if edge.source == "f"} == {Owner.CALLER}


@pytest.mark.parametrize(
    ("grammar", "triggers"),
    [
        ("<option dtmf='1' value='x'>sales</option><option value='y'>help</option>", {"1": "x", "help": "y"}),
        ("<grammar mode='dtmf'><rule><one-of><item>1<tag>out='x'</tag></item><item>2<tag>out='y'</tag></item></one-of>"
         "</rule></grammar>", {"1": "x", "2": "y"}),
        ("<grammar>sales {x} | help me {y}</grammar>", {"sales": "x", "help me": "y"}),
        ("<grammar>[ [dtmf-1 sales] {&lt;a \"x\"&gt;} [help dtmf-2] {&lt;a \"y\"&gt;} ]</grammar>",
         {"1": "x", "2": "y"}),
        ("<grammar src='a.grxml'/>", {"x": "x", "y": "y", "else": "f"}),
    ],
)  # fmt: skip
def test_grammars_tell_keys(grammar: str, triggers: dict[str, str]) -> None:
    tree = tree_of(
        f"<form id='f'><field name='a'>{grammar}<filled><if cond=\"a == 'x'\"><goto next='#x'/>"
        "<elseif cond=\"a == 'y' &amp;&amp; a$.confidence &gt; 0.4\"/><goto next='#y'/></if><clear/></filled></field>"
        "</form><form id='x'/><form id='y'/>"
    )
    assert exits(tree, "f") == triggers


def test_a_form_level_filled_waits_for_all() -> None:
    tree = tree_of(
        "<form id='f'><filled><goto next='#g'/></filled><field name='a' type='date'/><field name='b' type='date'/>"
        "</form><form id='g'/>"
    )
    assert exits(tree, "f") == {"next": "f.b"}
    assert exits(tree, "f.b") == {"next": "g"}


def test_skipped_items_are_visited_before_the_end() -> None:
    tree = tree_of(
        "<form id='f'><block>Hi<goto nextitem='c'/></block><field name='b' type='date'/>"
        "<field name='c' type='date'/></form>"
    )
    assert exits(tree, "f") == {"next": "f.c"}
    assert exits(tree, "f.c") == {"next": "f end"}
    assert node(tree, "f end").opaque
    assert "f.b" in exits(tree, "f end").values()


def test_an_item_that_is_not_there_is_dangling() -> None:
    assert "f.c" in exits(tree_of("<form id='f'><block>Hi<goto nextitem='c'/></block></form>"), "f").values()


@pytest.mark.parametrize(
    ("move", "target", "column", "guess"),
    [
        ("<goto nextitem='farewell'/>", "greeting.farewell", 16, "; did you mean 'farewell'?"),
        ("<goto next='#farewel'/>", "farewel", 12, "; did you mean 'farewell'?"),
        ("<goto nextitem='other'/>", "greeting.other", 16, ""),
        ("<block><goto nextitem='farewell'/></block>", "greeting.farewell", 23, "; did you mean 'farewell'?"),
    ],
)
def test_a_missing_target_is_told_at_the_jump_even_where_nothing_is_heard_before_it(
    move: str, target: str, column: int, guess: str
) -> None:
    tree = tree_of(
        f"<form id='greeting'>\n{move}\n</form>\n<form id='farewell'><field name='x' type='boolean'/></form>"
    )
    (slip,) = (one for one in tree.edges if one.target == target)
    assert (slip.source, slip.at.line, slip.at.column) == ("greeting", 2, column)
    done = audit([(tree, Policies(none=True).of(""))], all_rules())
    (told,) = (one for one in done.findings if one.rule == "dangling-target")
    assert told.message == f"'greeting' leads to {target!r}, which is not defined{guess}"


def test_a_form_that_goes_round_by_itself_is_seen() -> None:
    assert exits(tree_of("<form id='f'><block><clear/></block></form>"), "f") == {"next": "f"}


def test_decisions_of_the_system_and_unknown_ones() -> None:
    tree = tree_of(
        "<form id='f'><block><data name='d' src='x'/><if cond=\"d.ok == '1'\"><exit/></if>"
        "<if cond='elsewhere'><exit/></if></block></form>"
    )
    decisions = {one.id: one.opaque for one in tree.nodes if one.type is NodeType.DECIDE}
    assert list(decisions.values()) == [False, True]


def test_passwords_are_not_shown() -> None:
    tree = tree_of("<form id='f'><block><if cond=\"password == '4711'\"><exit/></if></block></form>")
    assert "password == ..." in exits(tree, "f")
    assert "4711" not in repr(tree.edges)


# What is heard


def test_words_and_files() -> None:
    tree = tree_of(
        "<form id='f'><block><prompt bargein='false'><audio src='a.wav'>Hello <emphasis>you</emphasis></audio>, "
        "<value expr='user.name'/>.<break time='1s'/></prompt> Bye.</block></form>"
    )
    heard = node(tree, "f")
    assert (heard.prompt, heard.audio, heard.barge_in) == ({"": "Hello you , {name} . Bye."}, {"": "a.wav"}, False)


def test_what_is_not_told_in_words_is_not_guessed() -> None:
    tree = tree_of(
        "<menu id='m'><prompt>Press 1.<audio src='rest.wav'/></prompt><choice dtmf='1' next='#m'/></menu>"
        "<menu id='n'><prompt>Press 1.</prompt><prompt xml:lang='es'>Pulse 2.</prompt><choice dtmf='1' next='#m'/>"
        "</menu>", "xml:lang='en'",
    )  # fmt: skip
    assert (node(tree, "m").prompt, node(tree, "m").audio) == ({}, {"en": "rest.wav"})
    assert node(tree, "n").prompt == {}


# Other documents


def test_references() -> None:
    tree = tree_of(
        "<menu id='m'><choice dtmf='1' next='a/b.vxml#c'/><choice dtmf='2' next='../x.vxml'/>"
        "<choice dtmf='3' next='http://h/y.vxml'/><choice dtmf='4' next='z.php'/><choice dtmf='5' next='main.vxml#m'/>"
        "<choice dtmf='6' expr='q'/><choice dtmf='7' next='#none'/></menu>"
    )
    links = [(link.node, link.name, link.start, link.file) for link in tree.links]
    assert links == [
        ("a/b.vxml#c", "a/b.vxml", "c", True), ("../x.vxml", "x.vxml", "", False),
        ("http://h/y.vxml", "http://h/y.vxml", "", False),
    ]  # fmt: skip
    assert exits(tree, "m") == {
        "1": "a/b.vxml#c", "2": "../x.vxml", "3": "http://h/y.vxml", "4": "z.php", "5": "m", "6": "q", "7": "none",
    }  # fmt: skip
    assert node(tree, "z.php").type is node(tree, "q").type is NodeType.OUTSIDE


def test_a_base_moves_references() -> None:
    tree = tree_of("<menu id='m'><choice dtmf='1' next='b.vxml'/></menu>", "xml:base='http://h/app/main.vxml'")
    assert [link.name for link in tree.links] == ["http://h/app/b.vxml"]


def test_a_forgotten_sign_is_noticed() -> None:
    tree = tree_of("<menu id='m'><choice dtmf='1' next='m'/></menu>")
    assert said(tree) == [("dangling-target", 1, "'m' is another document here, ")]


def test_subdialogs_come_back() -> None:
    tree = tree_of("<form id='f'><subdialog name='s' src='who.vxml#ask'/><block>Hi</block></form>")
    (link,) = tree.links
    assert (link.name, link.start, link.returns, link.trigger) == ("who.vxml", "ask", True, "")
    assert exits(tree, "f") == {"next": "f.block"}


def test_transfers_and_messages() -> None:
    tree = tree_of(
        "<form id='f'><transfer name='t' dest='tel:+1800' bridge='true'><filled><if cond=\"t == 'busy'\">"
        "<goto next='#g'/></if></filled></transfer></form><form id='g'><record name='r'/></form>"
    )
    assert (node(tree, "f").type, node(tree, "f").human, node(tree, "f").number) == (NodeType.TRANSFER, None, "+1800")
    assert exits(tree, "f") == {"busy": "g", "next": Nowhere.DROPPED}
    assert node(tree, "g").type is NodeType.VOICEMAIL


def test_events_of_the_platform_are_breakdowns() -> None:
    tree = tree_of(
        "<error><goto next='#e'/></error><menu id='m'><choice>x</choice></menu><form id='e'><block>Sorry</block></form>"
    )
    assert exit_of(tree, "m", "error").breakdown


def test_kinds() -> None:
    assert tree_of("<var name='x'/>").kind is TreeKind.GUIDE
    assert tree_of("<form><block>Bye</block></form>").kind is TreeKind.MESSAGE
    bye = tree_of("<form><block>Bye</block></form>", file="app/bye.vxml")
    assert [one.kind for one in settle([tree_of("<menu><choice next='bye.vxml'/></menu>"), bye])] == [TreeKind.CALL] * 2


# Files that are wrong


def test_a_torn_document_is_read_as_far_as_it_goes() -> None:
    (tree,) = read(Source("f.vxml", b"<vxml><menu id='m'><choice dtmf='1' next='#a'/></menu><form id='b'><block>x & "))
    assert said(tree) == [("invalid-value", 1, "A bare `&` is not allowed: wri")]
    assert exits(tree, "m") == {"1": Nowhere.UNREAD}
    assert exits(tree, "b") == {"next": Nowhere.UNREAD}


ENTITY = b"<!DOCTYPE vxml [<!ENTITY a 'b'>]><vxml/>"


@pytest.mark.parametrize("data", [b"", b"<vxml", b"<?php x ?><html/>", b"\xff\xfe\x00", ENTITY])
def test_what_cannot_be_used_is_unreadable(data: bytes) -> None:
    (tree,) = read(Source("f.vxml", data))
    assert tree.unreadable
    assert [one.rule for one in tree.troubles] == ["unreadable"]


@pytest.mark.parametrize(
    ("text", "ours"),
    [
        ("<vxml/>", True),
        ('\ufeff<?xml version="1.0"?>\n<!-- <html> -->\n<!DOCTYPE vxml SYSTEM "x">\n<v:vxml version="2.0">', True),
        ("<%@page x %>\n<vxml>", True),
        ("<html><vxml/></html>", False),
        ('{"a": "<vxml>"}', False),
        ("ivraudit: 1\nname: '<vxml>'", False),
        ("<vxmls/>", False),
        ("", False),
    ],
)
def test_claims(text: str, ours: bool) -> None:
    assert claims(Source("f", text.encode())) is ours
    for wide in ("utf-16", "utf-32"):
        assert claims(Source("f", text.removeprefix("\ufeff").encode(wide))) is ours


LARGE = {
    "menus": "".join(
        f"<menu id='m{n}'><prompt>Press 1</prompt><choice dtmf='1' next='#m{n + 1}'/><noinput count='3'><exit/>"
        "</noinput></menu>" for n in range(2_000)
    ),
    "items": "<form>" + "".join(
        f"<field name='x{n}' type='date'><filled><clear namelist='x{n}'/></filled></field>" for n in range(2_000)
    ),
    "branches": "<form><field name='x' type='date'><filled><if cond='a'>" + "".join(
        f"<elseif cond=\"x=='{n}k'\"/><goto next='#f'/>" for n in range(3_000)
    ),
    "links": "".join(f"<link dtmf='{n}' next='#m1'/>" for n in range(3_000)) + "<menu/>" * 300,
    "throws": "".join(f"<catch event='e{n}'><throw event='e{n + 1}'/></catch>" for n in range(2_000))
    + "<form><block><throw event='e0'/></block></form>",
    "deaf": "<form>" + "".join(f"<field name='x{n}'><error count='{n}'/></field>" for n in range(2_000)) + "</form>"
    + "<menu/>" * 2_000,
    "counters": "<form><block>" + "".join(
        f"<assign name='n{n}' expr='n{n}+1'/><if cond='n{n} &lt; 3'><goto next='#f'/></if>" for n in range(3_000)
    ),
    "deep": "<form><block>" + "<if cond='a'>" * 500_000,
    "grammar": "<form><field><grammar>[" + "[dtmf-1 a] {b} " * 100_000 + "]</grammar></field></form>",
}  # fmt: skip


@pytest.mark.parametrize("body", LARGE.values(), ids=LARGE)
def test_large_and_hostile_documents_end(body: str) -> None:
    begun = time.process_time()
    tree_of(body)
    assert time.process_time() - begun < 5


SEED = FOREIGN[0].read_bytes() if FOREIGN else b""


@settings(max_examples=100, deadline=None)
@given(st.integers(0, len(SEED)), st.integers(0, 200), st.binary(max_size=4))
def test_no_damage_raises(place: int, length: int, damage: bytes) -> None:
    (tree,) = read(Source("f.vxml", SEED[:place] + damage + SEED[place + length :]))
    ids = {one.id for one in tree.nodes}
    assert {edge.source for edge in tree.edges} <= ids
    assert {link.node for link in tree.links} <= ids


# The account


def counted(path: Path) -> Counter[str]:
    """How many tags of each kind a document has, counted without reading it."""
    data = path.read_bytes()
    encoding = re.search(rb'encoding="([\w-]+)"', data[:200])
    text = ASIDE.sub("", data.decode(encoding[1].decode() if encoding else "utf-8"))
    return Counter(word for word in re.findall(r"<([\w-]+)[\s/>]", text) if word in (BLOCKS + " " + MOVES).split())


def accounted(path: Path) -> tuple[Counter[str], int]:
    """How many of each kind the reader accounts for, and how many it has left out."""
    (tree,) = read(Source(path.as_posix(), path.read_bytes()))
    left_out = sum(one.became == "left out" for one in tree.origins)
    tags = (one.raw.partition(" ")[0] for one in tree.origins)
    return Counter(tag for tag in tags if tag in (BLOCKS + " " + MOVES).split()), left_out


@pytest.mark.parametrize("path", [path for path in FOREIGN if path.stem != "torn"], ids=lambda path: path.stem)
def test_every_tag_of_our_exports_is_accounted_for(path: Path) -> None:
    assert accounted(path)[0] == counted(path)


def test_every_tag_of_real_documents_is_accounted_for() -> None:
    total = left_out = 0
    for path in corpus("voicexml"):
        assert claims(Source(path.as_posix(), path.read_bytes())), path
        if path.stem != "Samplerootapp":  # which is not well-formed
            found, left = accounted(path)
            assert found == counted(path), path
            total += found.total()
            left_out += left
    assert left_out < 0.03 * total


def test_behind_a_jump_any_item_may_be_left() -> None:
    """`b` clears itself; what is visited then is `a` if the jump has passed it by, which nobody can see."""
    tree = tree_of(
        "<form id='f'><link event='leave' dtmf='0'/><catch event='leave'><goto nextitem='b'/></catch>"
        "<field name='a' type='boolean'/><block><submit next='on'/></block>"
        "<field name='b' type='boolean'><filled><clear namelist='b'/></filled></field></form>"
    )
    assert "f end" in exits(tree, "f.b").values()
