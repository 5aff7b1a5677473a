"""Flows of Architect become trees that are right about the caller: sequences, menus, calls, both written forms."""

from __future__ import annotations

import base64
import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

import pytest
import yaml
from corpus import corpus
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ivraudit.auditing import audit
from ivraudit.catalog import all_rules
from ivraudit.gather import Policies
from ivraudit.join import joined
from ivraudit.model import Edge, Node, NodeType, Nowhere, Owner, Source, Tree, TreeKind
from ivraudit.readers.genesys_architect import claims, read
from ivraudit.readers.genesys_architect.expressions import compared, seconds, spoken, tag

FOREIGN = Path(__file__).parent.parent / "trees" / "foreign" / "genesys_architect"
MADE = sorted(path for path in FOREIGN.iterdir() if path.suffix != ".expect")


def trees(text: str) -> list[Tree]:
    source = Source("flow.yaml", text.encode())
    assert claims(source)
    return read(source)


def flow(tasks: str = "", menus: str = "", more: str = "", start: str = "./tasks/task[a]") -> Tree:
    """The tree of an inbound flow with these tasks and menus."""
    parts = f"  tasks:\n{tasks}" if tasks else ""
    parts += f"  menus:\n{menus}" if menus else ""
    return trees(f"inboundCall:\n  name: Line\n  startUpRef: {start}\n{more}{parts}")[0]


def task(ref: str, *actions: str) -> str:
    """A task; each action is its YAML from the left margin."""
    lines = "\n".join(actions).splitlines()
    return f"    - task:\n        name: {ref}\n        refId: {ref}\n        actions:\n" + "".join(
        f"          {line}\n" for line in lines
    )


def menu(ref: str, *choices: str, more: str = "") -> str:
    lines = "\n".join(choices).splitlines()
    head = f"    - menu:\n        name: {ref}\n        refId: {ref}\n{more}        choices:\n"
    return head + "".join(f"          {line}\n" for line in lines)


def say(name: str) -> str:
    return f"- playAudio:\n    name: {name}\n    audio:\n      tts: {name}!"


def exits(tree: Tree, node: str) -> dict[str, str | Nowhere]:
    return {edge.trigger: edge.target for edge in tree.edges if edge.source == node}


def edge(tree: Tree, node: str, trigger: str) -> Edge:
    return next(one for one in tree.edges if (one.source, one.trigger) == (node, trigger))


def node(tree: Tree, name: str) -> Node:
    return next(one for one in tree.nodes if one.id == name)


def packed(value: object) -> bytes:
    return base64.b64encode(quote(json.dumps(value)).encode())


DECISION = """- decision:
    name: Open?
    condition:
      exp: Flow.Open
    outputs:
      yes:
        actions:
          - playAudio:
              name: Yes
              audio:
                tts: We are open."""


def test_what_ends_an_output_goes_on_behind_the_action() -> None:
    tree = flow(task("a", DECISION, say("Later"), "- disconnect"))
    assert exits(tree, "Open?") == {"yes": "Yes", "no": "Later"}
    assert exits(tree, "Yes") == {"next": "Later"}
    assert exits(tree, "Later") == {"next": "Disconnect"}
    assert node(tree, "Disconnect").type is NodeType.HANGUP


def test_a_task_that_ends_ends_the_call() -> None:
    tree = flow(task("a", say("Bye")))
    assert exits(tree, "Bye") == {"next": Nowhere.DROPPED}
    assert [entry.node for entry in tree.entries] == ["Bye"]


def test_places_are_those_of_the_names() -> None:
    tree = flow(task("a", say("Bye")))
    at = node(tree, "Bye").at
    assert (at.line, at.column, at.end_column) == (10, 21, 24)


def test_names_that_are_taken_get_numbers_and_actions_without_a_name_their_words() -> None:
    tree = flow(task("a", say("Hi"), say("Hi"), "- callData: {}", "- transferToAcd: {}"))
    assert [one.id for one in tree.nodes] == ["Hi", "Hi 2", "Call Data Action", "Transfer to ACD"]


def test_holes_are_read_where_they_stand() -> None:
    text = "inboundCall:\n  name: {{flow_name}}\n  startUpRef: ./tasks/task[{{ref}}]\n  tasks:\n    - task:\n"
    text += "        name: {{task}}\n        refId: {{ref}}\n        actions:\n          - playAudio:\n"
    text += '              name: Hello\n              audio:\n                tts: "{{greeting}} friend"\n'
    (tree,) = trees(text)
    assert not tree.troubles
    assert tree.name == "flow"
    assert node(tree, "Hello").prompt == {"": "{greeting} friend"}
    assert node(tree, "Hello").at.column == 21
    assert tree.text == text


def test_a_menu_is_played_as_often_as_it_says_and_takes_its_default_choice() -> None:
    patience = "        settingsMenu:\n          repeatCount:\n            lit: 4\n          menuSelectionTimeout:\n"
    patience += "            lit:\n              seconds: 7\n"
    patience += '        defaultChildMenuRef: "./choices/menuDisconnect[d]"\n'
    tree = flow(menus=menu("m", "- menuDisconnect:\n    name: Bye\n    refId: d\n    dtmf: digit_9", more=patience),
                start="/inboundCall/menus/menu[m]")  # fmt: skip
    assert exits(tree, "m") == {
        "9": "Bye", "noinput": "m", "noinput-last": "Bye", "nomatch": "m", "nomatch-last": "Bye",
        "an extension": DIALLED,
    }  # fmt: skip
    assert edge(tree, "m", "noinput").limit == 3
    retry = node(tree, "m").noinput
    assert retry is not None
    assert (retry.attempts, retry.after) == (4, 7.0)


def test_a_menu_without_a_default_choice_ends_the_call_after_three_plays() -> None:
    tree = flow(menus=menu("m", "- menuDisconnect:\n    dtmf: digit_pound"), start="./menus/menu[m]")
    assert exits(tree, "m")["noinput-last"] is Nowhere.DROPPED
    assert exits(tree, "m")["#"] == "Disconnect"
    retry = node(tree, "m").nomatch
    assert retry is not None
    assert retry.attempts == 3


CHOICES = """- menuTransferToAcd:
    name: Person
    dtmf: digit_0
    globalDtmf: true
    targetQueue:
      lit:
        name: Desk
- menuJumpToMenu:
    name: More
    dtmf: digit_1
    targetMenuRef: "/inboundCall/menus/menu[n]"
- menuRepeat:
    name: Again
    dtmf: digit_star
- menuTask:
    name: Hours
    speechRecTerms:
      en-us: [opening hours, when]
    task:
      actions:
        - playAudio:
            name: Tell
        - previousMenu:
            name: Up"""


def test_the_choices_of_menus() -> None:
    below = "- menuPreviousMenu:\n    name: Back\n    dtmf: digit_9"
    tree = flow(menus=menu("m", CHOICES) + menu("n", below), start="./menus/menu[m]")
    got = exits(tree, "m")
    assert (got["0"], got["1"], got["*"]) == ("Person", "n", "m")
    assert (got["opening hours"], got["when"]) == ("Tell", "Tell")
    assert edge(tree, "m", "when").spoken
    assert edge(tree, "m", "1").owner is Owner.CALLER
    assert exits(tree, "Person") == {"failed": "m"}, "a transfer that fails in a menu repeats it"
    assert node(tree, "Person").team == "Desk"
    assert exits(tree, "n")["0"] == "Person", "a global key works in every menu"
    assert exits(tree, "Up") == {"next": "m"}
    assert exits(tree, "Back") == {"next": "m"}


def test_a_task_that_one_step_calls_stands_in_its_place() -> None:
    call = "- callTask:\n    name: Check\n    targetTaskRef: ./tasks/task[b]\n    outputs:\n      Bad:\n"
    call += "        actions:\n          - disconnect:\n              name: Out"
    ended = "- decision:\n    name: Good?\n    outputs:\n      no:\n        actions:\n          - endTask:\n"
    ended += "              outputPath:\n                name: Bad"
    (tree,) = trees(
        "inboundCall:\n  name: Line\n  startUpRef: ./tasks/task[a]\n  tasks:\n"
        + task("a", call, say("On")) + task("b", say("In"), ended)
    )  # fmt: skip
    assert [entry.node for entry in tree.entries] == ["In"]
    assert exits(tree, "Good?") == {"no": "Out", "yes": "On"}


def test_a_task_that_several_steps_call_is_a_tree_of_its_own() -> None:
    calls = [f"- callTask:\n    name: Call {n}\n    targetTaskRef: ./tasks/task[b]" for n in (1, 2)]
    text = "inboundCall:\n  name: Line\n  startUpRef: ./tasks/task[a]\n  tasks:\n"
    got = trees(text + task("a", calls[0], say("Between"), calls[1]) + task("b", say("In")))
    assert [tree.name for tree in got] == ["Line", "b"]
    (whole,) = joined(got)
    assert exits(whole, "Call 1") == {"next": "b/In"}
    assert [one.target for one in whole.edges if one.source.startswith("b/End of b")] == ["Between", Nowhere.DROPPED]


def test_a_called_task_that_leaves_for_a_menu() -> None:
    calls = [f"- callTask:\n    name: Call {n}\n    targetTaskRef: ./tasks/task[b]" for n in (1, 2)]
    leave = "- jumpToMenu:\n    targetMenuRef: ./menus/menu[m]"
    text = "inboundCall:\n  name: Line\n  startUpRef: ./tasks/task[a]\n  tasks:\n"
    text += task("a", *calls) + task("b", say("In"), leave) + "  menus:\n"
    (whole,) = joined(trees(text + menu("m", "- menuDisconnect:\n    dtmf: digit_1")))
    assert not [edge for edge in whole.edges if edge.target is Nowhere.UNREAD]


LOOP = """- loop:
    name: Thrice
    loopCount:
      lit: 3
    outputs:
      loop:
        actions:
          - decision:
              name: Enough?
              outputs:
                yes:
                  actions:
                    - loopExit: {}
                no:
                  actions:
                    - loopNext: {}
          - playAudio:
              name: Never"""


def test_loops_have_their_rounds() -> None:
    tree = flow(task("a", LOOP, say("After")))
    assert exits(tree, "Thrice") == {"again": "Enough?", "done": "After"}
    assert edge(tree, "Thrice", "again").limit == 3
    assert exits(tree, "Enough?") == {"yes": "After", "no": "Thrice"}
    assert exits(tree, "Never") == {"next": "Thrice"}


def test_a_loop_whose_rounds_are_worked_out_has_the_most_that_there_are() -> None:
    text = LOOP.replace("lit: 3", "exp: Flow.Rounds")
    assert edge(flow(task("a", text)), "Thrice", "again").limit == 99


def test_jumps_that_lead_nowhere_and_in_circles() -> None:
    lost = flow(task("a", "- jumpToTask:\n    name: Lost\n    targetTaskRef: ./tasks/task[nobody]"))
    assert exits(lost, "Lost") == {"next": "nobody"}
    ring = flow(task("a", "- jumpToTask:\n    name: Ring\n    targetTaskRef: ./tasks/task[a]"))
    assert [one.target for one in ring.edges] == ["Ring"]


COLLECT = """- collectInput:
    name: Ask
    inputData:
      var: Flow.Key
    digits:
      exact: 1
    outputs:
      success:
        actions:
          - decision:
              name: One?
              condition:
                exp: Flow.Key == "1"
              outputs:
                yes:
                  actions:
                    - playAudio:
                        name: First"""


def test_a_digit_and_the_decisions_behind_it_are_one_menu() -> None:
    tree = flow(task("a", COLLECT, say("Rest")))
    assert node(tree, "Ask").type is NodeType.MENU
    assert exits(tree, "Ask") == {"1": "First", "other": "Rest", "nomatch-last": "Rest", "noinput-last": "Rest"}
    assert edge(tree, "Ask", "other").owner is Owner.CALLER


@pytest.mark.parametrize("change", [("exact: 1", "exact: 2"), ('== "1"', "> 1"), ("Flow.Key ==", "Flow.Other ==")])
def test_other_entries_stay_entries(change: tuple[str, str]) -> None:
    tree = flow(task("a", COLLECT.replace(*change), say("Rest")))
    assert node(tree, "Ask").type is NodeType.COLLECT
    assert exits(tree, "Ask") == {"next": "One?", "noinput-last": "Rest", "nomatch-last": "Rest"}


SWITCH = """- switch:
    name: Which
    evaluate:
      firstTrue:
        default:
          actions:
            - playAudio:
                name: Rest
        cases:
          - case:
              value:
                exp: Flow.Key == 1
              actions:
                - playAudio:
                    name: One
          - case:
              value:
                exp: Flow.Key == 2"""


def test_switches_hours_and_lookups() -> None:
    hours = "- evaluateScheduleGroup:\n    name: Hours"
    look = "- dataTableLookup:\n    name: Look"
    schedule = "- evaluateSchedule:\n    name: Day"
    tree = flow(task("a", SWITCH, hours, look, schedule, say("End")))
    assert exits(tree, "Which") == {"case 1": "One", "case 2": "Hours", "else": "Rest"}
    assert exits(tree, "Hours") == dict.fromkeys(("open", "closed", "holiday", "emergency"), "Look")
    assert exits(tree, "Look") == {"found": "Day", "notFound": "Day", "error": "Day"}
    assert node(tree, "Day").opaque


LISTENING = "listenForExtensionDialing"
DIALLED = "Dialled extension"
SAID = {
    "true": "lit: true", "false": "lit: false", "unset": "noValue: true", "worked out": "exp: Flow.Staffed",
    "never": "exp: false", "filled in": "lit: {{listen}}",
}  # fmt: skip
"""What a setting may say, in YAML."""
DIALLING = [
    ("", "", True), ("", "true", True), ("unset", "true", True), ("true", "", True), ("true", "false", True),
    ("false", "true", False), ("", "false", False), ("never", "true", False), ("", "unset", True), ("", "never", False),
    ("worked out", "", True), ("filled in", "false", True),
]  # fmt: skip
"""What a menu and its flow say, and whether the menu listens for extensions."""
KEYS = "- menuDisconnect:\n    name: Bye\n    dtmf: digit_9"


def listening(said: str, column: int) -> str:
    """The settings of menus, with what is said of extensions."""
    left = " " * column
    return f"{left}settingsMenu:\n{left}  {LISTENING}:\n{left}    {SAID[said]}\n" if said else ""


@pytest.mark.parametrize(("own", "whole", "wanted"), DIALLING)
def test_a_menu_may_listen_for_extensions(own: str, whole: str, wanted: bool) -> None:
    tree = flow(menus=menu("m", KEYS, more=listening(own, 8)), more=listening(whole, 2), start="./menus/menu[m]")
    assert [one.id for one in tree.nodes if one.type is NodeType.TRANSFER] == [DIALLED] * wanted
    assert [one.trigger for one in tree.edges if one.target == DIALLED] == ["an extension"] * wanted
    if wanted:
        exit_, dialled = edge(tree, "m", "an extension"), node(tree, DIALLED)
        assert (exit_.owner, exit_.unspoken, exit_.spoken) == (Owner.CALLER, True, False)
        assert (dialled.human, exits(tree, DIALLED)) == (None, {})
        line = tree.text.splitlines()[exit_.at.line - 1]
        said = LISTENING if {own, whole} - {"", "unset"} else "m"
        assert line[exit_.at.column - 1 : exit_.at.end_column - 1] == said, "the setting, else the menu itself"
        assert not [one for one in tree.origins if DIALLED in one.of or one.why == "an extension"]


def test_all_menus_of_a_flow_lead_to_the_same_extensions() -> None:
    down = "- menuJumpToMenu:\n    name: Down\n    dtmf: digit_1\n    targetMenuRef: ./menus/menu[n]"
    up = f"- menuTransferToUser:\n    name: {DIALLED}\n    dtmf: digit_2\n- menuPreviousMenu:\n    name: Up\n"
    deaf = menu("o", KEYS, more=listening("false", 8))
    menus = menu("m", down) + menu("n", up + "    dtmf: digit_star") + deaf
    tree = flow(menus=menus, more=listening("true", 2), start="./menus/menu[m]")
    assert exits(tree, "n")["2"] == DIALLED, "what the file names keeps its name"
    there = {one.source: one.target for one in tree.edges if one.trigger == "an extension"}
    assert there == dict.fromkeys(("m", "n"), f"{DIALLED} 2")


EXPORTED = {
    "true": {"config": {"lit": {"text": "true", "type": "bln"}}, "text": "true", "type": "bln"},
    "false": {"config": {"lit": {"text": "false", "type": "bln"}}, "text": "false", "type": "bln"},
    "unset": {"config": {"emp": {"text": "", "type": "bln"}}, "text": "", "type": "bln"},
    "worked out": {"config": {"ref": {"text": "Flow.Staffed"}}, "text": "Flow.Staffed", "type": "bln"},
    "never": {"config": {}, "text": "false", "type": "bln"},
    "filled in": {"config": {}, "text": "{{listen}}", "type": "bln"},
}  # fmt: skip
"""The same in an export."""


@pytest.mark.parametrize(("own", "whole", "wanted"), DIALLING)
def test_an_exported_menu_may_listen_for_extensions(own: str, whole: str, wanted: bool) -> None:
    settings_ = {"useExtensionDialing": EXPORTED[own]} if own else {}
    bye = {"id": "c", "name": "Bye", "digit": 9, "action": {"id": "b", "name": "Bye", "__type": "DisconnectAction"}}
    data = {
        "name": "X", "type": "inboundcall", "initialSequence": "m",
        "defaultSettings": {"Menu": {"useExtensionDialing": EXPORTED[whole]} if whole else {}},
        "flowSequenceItemList": [{"id": "m", "name": "m", "__type": "Menu", "menuChoiceList": [bye], **settings_}],
    }  # fmt: skip
    plain = json.dumps(data, indent=1)
    (tree,) = read(Source("x.json", plain.encode()))
    assert [one.trigger for one in tree.edges if one.target == DIALLED] == ["an extension"] * wanted
    assert [one.id for one in tree.nodes if one.type is NodeType.TRANSFER] == [DIALLED] * wanted
    if wanted:
        at = edge(tree, "m", "an extension").at
        said = '"useExtensionDialing"' if {own, whole} - {"", "unset"} else '"m"'
        assert plain.splitlines()[at.line - 1][at.column - 1 :].startswith(said)


def audited(text: str) -> tuple[set[tuple[str, str]], set[str]]:
    """What the rules say of a flow, and the rules that could not decide."""
    done = audit([(tree, Policies(none=True).of("")) for tree in joined(trees(text))], all_rules())
    return {(one.rule, one.message) for one in done.findings}, {one.rule for one in done.not_checked}


def test_who_knows_an_extension_may_reach_a_person() -> None:
    heard = "        audio:\n          tts: To hear our hours, press 1. To leave, press 9. For a story, press 5.\n"
    hours = "- menuTask:\n    name: Hours\n    dtmf: digit_1\n    task:\n      actions:\n"
    hours += "        - playAudio:\n            name: Hours\n            audio:\n              tts: Nine to five.\n"
    lines = "inboundCall:\n  name: Line\n  defaultLanguage: en-us\n  startUpRef: ./menus/menu[m]\n"
    menus = "  menus:\n" + menu("m", hours + KEYS, more=heard)
    deaf, vague = audited(lines + listening("false", 2) + menus)
    for said in ("true", "", "unset"):
        found, open_ = audited(lines + listening(said, 2) + menus)
        assert {rule for rule, _ in deaf - found} >= {"no-human", "human-lockout"}
        assert not found - deaf
        assert open_ - vague >= {"no-human", "human-lockout"}


def test_a_flow_that_asks_nothing_may_be_an_announcement_alone() -> None:
    lines = "inboundCall:\n  name: Over\n  startUpRef: ./tasks/task[a]\n  tasks:\n"
    note, end = "- updateData:\n    name: Note", "- disconnect:\n    name: End"
    told, asked = (note, say("Bye"), end), (COLLECT, end)
    for steps, judged in (((note, end), False), ((end,), False), (told, False), (asked, True)):
        found, open_ = audited(lines + task("a", *steps))
        assert ("no-human" in {rule for rule, _ in found}, "no-human" in open_) == (judged, not judged)


def test_what_is_done_when_the_platform_breaks_down_hangs_on_the_first_node() -> None:
    more = "  settingsErrorHandling:\n    errorHandling:\n      task:\n        targetTaskRef: ./tasks/task[b]\n"
    tree = flow(task("a", say("Hi")) + task("b", say("Sorry")), more=more)
    assert edge(tree, "Hi", "error").breakdown
    assert exits(tree, "Hi")["error"] == "Sorry"


def test_persons_machines_and_other_flows() -> None:
    tree = flow(task("a", *(f"- {word}:\n    name: {word}" for word in (
        "transferToUser", "transferToGroup", "transferToNumber", "transferToVoicemail", "transferToFlow",
        "createCallback",
    ))))  # fmt: skip
    assert {one.id: (one.type.value, one.human) for one in tree.nodes} == {
        "transferToUser": ("transfer", True), "transferToGroup": ("transfer", True),
        "transferToNumber": ("transfer", None), "transferToVoicemail": ("voicemail", None),
        "transferToFlow": ("tree", None), "createCallback": ("callback", None),
    }  # fmt: skip


def test_flows_find_each_other_by_their_names() -> None:
    here = "- transferToFlow:\n    name: Over\n    targetFlow:\n      name: Other"
    module = "- callCommonModule:\n    name: Count\n    commonModule:\n      Counting:\n        ver_latestPublished: {}"
    first = trees("inboundCall:\n  name: First\n  startUpRef: ./tasks/task[a]\n  tasks:\n" + task("a", module, here))
    other = trees("inboundCall:\n  name: Other\n  startUpRef: ./tasks/task[a]\n  tasks:\n" + task("a", say("There")))
    count = trees("commonModule:\n  name: Counting\n  startUpRef: ./tasks/task[a]\n  tasks:\n" + task("a", say("One")))
    (whole,) = joined([*first, *other, *count])
    assert exits(whole, "Over")["next"] == "Other/There"
    assert exits(whole, "Count") == {"next": "Counting/One"}
    assert [one.target for one in whole.edges if one.source == "Counting/End of a"] == ["Over"]


def test_a_block_that_is_not_known_is_noted_once_and_keeps_its_exits() -> None:
    strange = "- doMagic:\n    name: Magic\n    outputs:\n      done:\n        actions:\n          - disconnect: {}"
    tree = flow(task("a", strange, "- doMagic: {}", say("After")))
    assert exits(tree, "Magic") == {"done": "Disconnect", "next": "Do Magic"}
    assert node(tree, "Magic").opaque
    assert [(one.rule, one.at.line) for one in tree.troubles] == [("unknown-field", 10)]


@pytest.mark.parametrize(("kind", "wanted"), [
    ("inboundCall", TreeKind.CALL), ("inqueueCall", TreeKind.HOLD), ("outboundCall", TreeKind.MESSAGE),
    ("inboundShortMessage", TreeKind.MESSAGE), ("secureCall", TreeKind.CALL),
])  # fmt: skip
def test_kinds(kind: str, wanted: TreeKind) -> None:
    (tree,) = trees(f"{kind}:\n  name: X\n  startUpTaskActions:\n    - playAudio:\n        name: Hi\n")
    assert tree.kind is wanted


def test_a_flow_that_waits_begins_anew() -> None:
    (tree,) = trees("inqueueCall:\n  name: X\n  startUpTaskActions:\n    - playAudio:\n        name: Hi\n")
    assert exits(tree, "Hi") == {"next": "Hi"}


@pytest.mark.parametrize(("expression", "text", "audio"), [
    ('ToAudioTTS("Hello")', "Hello", ""),
    ('AudioPlaybackOptions(Append(ToAudioBlank(500), ToAudioTTS("Hello")), true)', "Hello", ""),
    ('ToAudioTTS(Append("You owe ", Flow.Sum, " dollars."))', "You owe {Flow.Sum} dollars.", ""),
    ('ToAudioTTS("Say \\"yes\\" <break/> now")', 'Say "yes" now', ""),
    ("Append(ToAudio(PromptSystem.on_hold_music), ToAudio(Prompt.Bye))", "", "on_hold_music, Bye"),
    ('If(Flow.Open, ToAudioTTS("Yes"), ToAudioTTS("No"))', "", ""),
    ("Flow.HoldPrompt", "", ""),
])  # fmt: skip
def test_expressions(expression: str, text: str, audio: str) -> None:
    found = spoken(expression)
    assert (found.text.get("", ""), found.audio.get("", ""), found.something) == (text, audio, True)


def test_small_readings() -> None:
    assert not spoken("ToAudioBlank(100)").something
    assert [tag(one) for one in ("en-us", "zh-hans-cn", "de", "{{x}}", "")] == ["en-US", "zh-Hans-CN", "de", "", ""]
    assert [seconds(one) for one in ("P0D0H1M10S0F", "P0D0H0M1S500F", "", "P")] == [70.0, 1.5, None, None]
    assert compared('"3" == Flow.X') == ("Flow.X", "3")
    assert compared('Flow.X == "3" and true') is None


# Exported files

EXPORT: dict[str, Any] = {
    "initialSequence": "t", "name": "Früh", "type": "inboundcall", "defaultLanguage": "en-US",
    "flowSequenceItemList": [
        {"id": "t", "name": "Täsk", "__type": "Task", "startAction": "1", "actionList": [
            {"id": "1", "name": "Lös", "__type": "DecisionAction", "nextAction": "2", "paths": [
                {"label": "Yes", "outputId": "__YES__", "nextActionId": "3"}, {"label": "No", "outputId": "__NO__"}]},
            {"id": "2", "name": "Aus", "__type": "DisconnectAction"},
            {"id": "3", "name": "Ja", "__type": "TransferPureMatchAction", "nextAction": "gone",
             "queues": [{"config": {"lit": {"text": "Desk"}}}]},
        ]},
    ],
}  # fmt: skip


def test_exported_flows_keep_their_places() -> None:
    plain = json.dumps(EXPORT, indent=1, ensure_ascii=False)
    (tree,) = read(Source("x.json", plain.encode()))
    line = plain.splitlines()[node(tree, "Ja").at.line - 1]
    assert line[node(tree, "Ja").at.column - 1 :].startswith('"Ja"')
    assert exits(tree, "Lös") == {"yes": "Ja", "no": "Aus"}
    assert exits(tree, "Ja") == {"failed": "gone"}
    assert node(tree, "Ja").team == "Desk"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_byte_order_mark_says_the_encoding(encoding: str) -> None:
    source = Source("x.json", json.dumps(EXPORT).encode(encoding))
    assert claims(source)
    (tree,) = read(source)
    assert not tree.troubles


@pytest.mark.parametrize("wrapped", [False, True])
def test_packed_flows_keep_their_places_too(wrapped: bool) -> None:
    letters = packed(EXPORT).decode()
    text = "\n".join(re.findall(".{1,76}", letters)) + "\n" if wrapped else letters
    source = Source("x.i3InboundFlow", text.encode())
    assert claims(source)
    (tree,) = read(source)
    assert not tree.troubles
    assert tree.text == ""
    lines = text.splitlines()
    for one in tree.nodes:
        letter = sum(len(line) for line in lines[: one.at.line - 1]) + one.at.column - 1
        raw = base64.b64decode(letters[letter // 4 * 4 :][: len(letters[letter // 4 * 4 :]) // 4 * 4]).decode()
        assert quote(json.dumps(one.id)[:-1], safe="") in raw[: 3 + 3 * len(json.dumps(one.id))]


def test_broken_exports_keep_what_stands_before_the_fault() -> None:
    text = json.dumps({"initialSequence": "t", "name": "X", **EXPORT}, indent=1)
    (tree,) = read(Source("x.json", text[: text.index('"Ja"')].encode()))
    assert node(tree, "Aus")
    assert [one.rule for one in tree.troubles] == ["invalid-value", "unknown-field"], "the last action has no type"
    (short,) = read(Source("x", packed(EXPORT)[:160]))
    assert short.unreadable
    assert [one.rule for one in short.troubles] == ["unreadable"]


@pytest.mark.parametrize("text", [
    "inboundCall:\n", "inboundCall:\n  - 1\n", "inboundCall:\n  name: [\n", "inboundCall:\n  tasks: 3\n",
    "inboundCall:\n  startUpRef: ./tasks/task[a]\n  tasks:\n    - task: 3\n    - 4\n    - {a: 1, b: 2}\n",
    "inboundCall:\n  startUpRef: x\n  menus:\n    - menu:\n        choices:\n          - menuTask: 1\n          - 3\n",
    "inboundCall:\n" + "  " + "[" * 5000, "inboundCall:\n  a: &b [1]\n  c: *b\n",
])  # fmt: skip
def test_nonsense_is_said_and_no_more(text: str) -> None:
    (tree, *_) = trees(text)
    assert tree.troubles


def test_ids_given_twice() -> None:
    tree = flow(task("a", say("First")) + task("a", say("Second")))
    assert [(one.rule, one.fact) for one in tree.troubles] == [("duplicate-node", "a")]
    assert [entry.node for entry in tree.entries] == ["First"]


def test_long_chains() -> None:
    steps = task("a", *(say("Hi") for _ in range(3000)))
    assert len(flow(steps).nodes) == 3000
    ring = "".join(task(f"t{n}", f"- jumpToTask:\n    targetTaskRef: ./tasks/task[t{n + 1}]") for n in range(3000))
    assert len(flow(task("a", "- jumpToTask:\n    targetTaskRef: ./tasks/task[t0]") + ring).nodes) == 1


NESTS = {
    "outputs": ("startUpTaskActions: [%s]", "{decision: {outputs: {yes: {actions: [%s]}}}}", "disconnect"),
    "cases": ("startUpTaskActions: [%s]", "{switch: {evaluate: {cases: [{case: {actions: [%s]}}]}}}", "disconnect"),
    "rounds": ("startUpTaskActions: [%s]", "{loop: {outputs: {loop: {actions: [%s]}}}}", "disconnect"),
    "menus": ("startUpRef: m, menus: [{menu: {refId: m, choices: [%s]}}]", "{menuSubMenu: {choices: [%s]}}", ""),
    "menus of choices": (
        "startUpRef: m, menus: [{menu: {refId: m, choices: [%s]}}]", "{menuSubMenu: {menu: {choices: [%s]}}}", ""
    ),
    "audio": ("startUpTaskActions: [{playAudio: {audio: %s}}]", "{lit: {}, default: %s}", "{tts: Hello}"),
    "brackets": ("startUpTaskActions: %s", "[%s]", ""),
}  # fmt: skip
"""Per shape: a flow, what stands inside itself there, and what is innermost."""


def nested(shape: str, times: int) -> list[Tree]:
    """The trees of a flow in which something stands so many times inside itself."""
    outer, inner, last = NESTS[shape]
    start, end = inner.split("%s")
    return trees("inboundCall:\n  {" + outer % (start * times + last + end * times) + "}\n")


@pytest.mark.parametrize(("shape", "nodes"), [("outputs", 101), ("cases", 101), ("rounds", 101), ("menus", 102)])
def test_branches_inside_each_other(shape: str, nodes: int) -> None:
    (tree,) = nested(shape, 100)
    assert not tree.troubles
    assert len(tree.nodes) == nodes, "the branches and their end, or the menus and who is dialled there"


@pytest.mark.parametrize("shape", NESTS)
def test_whatever_stands_inside_itself_is_read_or_refused(shape: str) -> None:
    for levels in (100, 150, 190, 240, 320, 480, 990, 20_000):
        (tree,) = nested(shape, levels)
        refused = [one.message for one in tree.troubles if one.rule == "unreadable"]
        assert refused in ([], ["Brackets or indentation are nested deeper than 1000 levels, more than is read."])
    assert refused


@settings(max_examples=150, suppress_health_check=list(HealthCheck))
@given(st.sampled_from(MADE), st.data())
def test_no_file_breaks_the_reader(path: Path, data: st.DataObject) -> None:
    text = bytearray(path.read_bytes())
    if text.startswith(b"JTd"):
        text = bytearray(base64.b64decode(bytes(text)))
    for _ in range(data.draw(st.integers(1, 5))):
        place = data.draw(st.integers(0, len(text)))
        text[place : place + data.draw(st.integers(0, 30))] = data.draw(st.binary(max_size=8))
    again = base64.b64encode(bytes(text)) if path.suffix == ".i3InboundFlow" else bytes(text)
    source = Source("x", again)
    claims(source)
    for tree in read(source):
        assert len({one.id for one in tree.nodes}) == len(tree.nodes)


@given(st.binary(max_size=200))
def test_no_bytes_break_the_reader(data: bytes) -> None:
    claims(Source("x", data))
    assert read(Source("x", data))


# The account, and both forms of one flow


def in_yaml(data: object) -> tuple[int, int]:
    """Count the blocks and transitions of Archy's YAML by looking for lists."""
    blocks = transitions = 0
    stack: list[tuple[str, object]] = [("", data)]
    while stack:
        key, value = stack.pop()
        if isinstance(value, dict):
            stack += value.items()
            blocks += key == "initialGreeting"
            transitions += "defaultChildMenuRef" in value or "startUpRef" in value
            transitions += len(value["outputs"]) if isinstance(value.get("outputs"), dict) else 0
            transitions += key == "errorHandling"
            transitions += key == "firstTrue" and "default" in value
        elif isinstance(value, list):
            stack += [("", item) for item in value]
            holds = key in ("menus", "tasks", "states", "choices", "actions", "startUpTaskActions")
            blocks += len(value) if holds else 0
            transitions += len(value) if key in ("choices", "cases") else 0
            transitions += max(len(value) - 1, 0) if key in ("actions", "startUpTaskActions") else 0
            blocks += key == "startUpTaskActions"
            transitions += key == "startUpTaskActions"
        blocks += key == "task" and isinstance(value, dict) and "actions" in value and "refId" not in value
    return blocks, transitions


def in_export(data: Any) -> tuple[int, int]:
    """Count the blocks and transitions of an exported flow by the words that they must have."""
    text = json.dumps(data["flowSequenceItemList"])
    blocks = len(re.findall(r'"__type": "(?:\w+Action|Menu|\w*Task|State)"', text)) + ("initialPrompts" in data)
    words = r'"nextAction": "|"label": |"action": |"defaultMenuChoice": "'
    tasks = sum(len(item.get("paths", ())) for item in data["flowSequenceItemList"])
    return blocks, len(re.findall(words, text)) - tasks + 1 + ("errorHandling" in data)


def filled(text: str) -> str:
    return re.sub(r"\{\{(\w+)\}\}", r"\1", text)


@pytest.mark.parametrize("path", MADE, ids=lambda path: path.name)
def test_our_own_exports_are_accounted_for(path: Path) -> None:
    accounted(path)


def test_real_flows_are_accounted_for() -> None:
    for path in corpus("genesys-archy", "genesys-i3"):
        accounted(path)


def accounted(path: Path) -> None:
    """Hold the account of a file against a simpler count of what is in it."""
    data = path.read_bytes()
    assert claims(Source(path.name, data))
    got = [tree for tree in read(Source(path.name, data)) if not tree.unreadable]
    lines = [origin for tree in got for origin in tree.origins]
    names = [origin.raw for origin in lines]
    assert len(names) == len(set(names))
    if data.startswith(b"JTd"):
        counted = in_export(json.loads(unquote(base64.b64decode(data).decode())))
    elif data.startswith(b"{"):
        counted = in_export(json.loads(data))
    else:
        counted = in_yaml(yaml.load(filled(data.decode()), yaml.BaseLoader))
    assert len(lines) == sum(counted), (path, len(lines), counted)
    assert sum(origin.became == "left out" for origin in lines) <= 0.03 * len(lines)
    assert not [one for tree in got for one in tree.troubles if one.rule == "unreadable"]


def told(*files: Path) -> set[tuple[str, str]]:
    policies = Policies(none=True)
    got = [tree for path in files for tree in read(Source(path.name, path.read_bytes()))]
    done = audit([(tree, policies.of("")) for tree in joined(got)], all_rules())
    return {(one.rule, one.message) for one in done.findings}


def test_both_forms_of_a_flow_give_the_same_findings() -> None:
    for name in ("power-company", "bell-foundry"):
        assert told(FOREIGN / f"{name}.yaml") == told(FOREIGN / f"{name}-export.i3InboundFlow") != set()


def test_both_forms_of_real_flows_give_the_same_findings() -> None:
    pairs = (
        ("CacheExampleFlow.yaml", "CacheExample.i3InboundFlow"),
        ("orbit-parked-call-retrieval.yaml", "Orbit - Parked Call Retrieval.i3InboundFlow"),
        ("call-park-agent-inbound-flow.yaml", "Call Park - Agent Inbound Flow.i3InboundFlow"),
        ("default-in-queue-flow.yaml", "Default In-Queue Flow.i3InQueueFlow"),
    )
    files = {path.name: path for path in corpus("genesys-archy", "genesys-i3")}
    for one, other in pairs:
        assert told(files[one]) == told(files[other])
