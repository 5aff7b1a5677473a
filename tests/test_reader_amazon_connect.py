"""The reader of Amazon Connect: one small flow for each trap, every wrapping, hostile files, and real flows."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from pathlib import Path, PurePath
from typing import Any

import pytest
from corpus import corpus
from hypothesis import given, settings
from hypothesis import strategies as st

from ivraudit.gather import Policies, gather
from ivraudit.join import joined
from ivraudit.model import Edge, Node, Nowhere, Owner, Position, Source, Tree
from ivraudit.readers.amazon_connect import NAME, claims, directory, read

ROOT = Path(__file__).parent.parent
FOREIGN = ROOT / "trees" / "foreign"
FLOWS = ("amazon-connect", "amazon-connect-wrapped", "amazon-connect-cfn", "amazon-connect-legacy")
MARKS = {Owner.CALLER: "caller ", Owner.PASSIVE: "passive ", Owner.SYSTEM: ""}


def block(name: str, kind: str, to: str = "", on: Iterable[Any] = (), errors: Iterable[Any] = (), **given: Any) -> Any:
    """A block of the flow language: conditions as (value, target) or (operator, value, target), errors alike."""
    ways: dict[str, Any] = {"NextAction": to} if to else {}
    conditions = [one if len(one) == 3 else ("Equals", *one) for one in on]
    ways["Conditions"] = [
        {"NextAction": target, "Condition": {"Operator": operator, "Operands": [value]}}
        for operator, value, target in conditions
    ]
    ways["Errors"] = [{"NextAction": target, "ErrorType": word} for word, target in errors]
    return {"Parameters": given, "Identifier": name, "Type": kind, "Transitions": ways}


def flow(*blocks: Any, kind: str = "contactFlow", **more: Any) -> dict[str, Any]:
    """A flow that begins with its first block."""
    metadata = {"name": "Test", "type": kind, "ActionMetadata": {}}
    return {"Version": "2019-10-30", "StartAction": blocks[0]["Identifier"], "Metadata": metadata, "Actions": [*blocks],
            **more}  # fmt: skip


def tree(*blocks: Any, file: str = "test.json", **more: Any) -> Tree:
    """The tree of a flow of these blocks."""
    (found,) = read(Source(file, json.dumps(flow(*blocks, **more), indent=1).encode()))
    assert [one.message for one in found.troubles if one.rule == "unreadable"] == []
    return found


def exits(found: Tree, node: str) -> list[str]:
    """The exits of a node, in short."""
    return [shown(edge) for edge in found.edges if edge.source == node]


def shown(edge: Edge) -> str:
    """An exit in short: who takes it, by what, how often, whether in a breakdown, and where it leads."""
    target = edge.target if isinstance(edge.target, str) else edge.target.name
    often = f" x{edge.limit}" if edge.limit is not None else ""
    spoken = " said" if edge.spoken else ""
    return f"{MARKS[edge.owner]}{edge.trigger}{often}{spoken}{' !' if edge.breakdown else ''} > {target}"


def node(found: Tree, name: str) -> Node:
    """A node by its id."""
    return next(one for one in found.nodes if one.id == name)


def types(found: Tree) -> dict[str, str]:
    """The types of all nodes, with a mark on those that nobody knows."""
    return {one.id: f"{one.type}{' ?' if one.opaque else ''}" for one in found.nodes}


def ask(name: str = "Menu", *, on: Iterable[Any] = (("1", "End"),), to: str = "End", **given: Any) -> Any:
    """A menu as the designer writes it."""
    errors = (("InputTimeLimitExceeded", "End"), ("NoMatchingCondition", "End"), ("NoMatchingError", "End"))
    given = {"Text": "Press 1.", "StoreInput": "False", "InputTimeLimitSeconds": "5", **given}
    return block(name, "GetParticipantInput", to, on, given.pop("errors", errors), **given)


def store(
    name: str, to: str, most: int = 4, errors: Iterable[Any] = (("NoMatchingError", "End"),), **given: Any
) -> Any:
    """An entry of data."""
    validation = {"CustomValidation": {"MaximumLength": str(most)}}
    given = {
        "Text": "Enter it.",
        "StoreInput": "True",
        "InputTimeLimitSeconds": "7",
        "InputValidation": validation,
        **given,
    }
    return block(name, "GetParticipantInput", to, (), errors, **given)


def compare(name: str, value: str, on: Iterable[Any], other: str) -> Any:
    """A comparison, with the `NextAction` that the designer fills in."""
    return block(name, "Compare", other, on, [("NoMatchingCondition", other)], ComparisonValue=value)


END = block("End", "DisconnectParticipant")
QUEUE = block("Queue", "TransferContactToQueue", "End", (), [("QueueAtCapacity", "End"), ("NoMatchingError", "End")])


# Menus and entries


def test_a_menu() -> None:
    found = tree(ask(on=[("1", "End"), ("*", "Menu")], PromptId="arn:aws:connect:x:1:instance/i/prompt/hello"), END)
    assert exits(found, "Menu") == [
        "caller 1 > End",
        "caller * > Menu",
        "passive noinput-last > End",
        "passive nomatch-last > End",
        "error ! > End",
    ]
    menu = node(found, "Menu")
    assert (menu.type, menu.prompt, menu.barge_in) == ("menu", {"": "Press 1."}, True)
    assert menu.noinput is not None
    assert menu.nomatch is not None
    assert (menu.noinput.attempts, menu.noinput.after, menu.nomatch.after) == (1, 5.0, None)
    assert ("Menu NextAction", "part", "Menu") in [one[:3] for one in found.origins]


@pytest.mark.parametrize(
    ("errors", "wanted"),
    [
        ((), ["passive nomatch-last > End"]),
        ((("NoMatchingError", "End"),), ["passive noinput-last > End", "passive nomatch-last > End"]),
        ((("NoMatchingCondition", "Menu"), ("NoMatchingError", "End")),
         ["passive noinput-last > End", "passive nomatch-last > Menu"]),
        ((("InputTimeLimitExceeded", "Menu"),), ["passive noinput-last > Menu", "passive nomatch-last > End"]),
    ],
)  # fmt: skip
def test_a_menu_that_lacks_branches(errors: Any, wanted: list[str]) -> None:
    found = tree(ask(errors=errors), END)
    assert sorted(exits(found, "Menu")) == sorted(["caller 1 > End", *wanted])


def test_silence_at_an_entry_goes_on_as_if_something_had_been_entered() -> None:
    found = tree(store("Pin", "End", errors=[("InvalidPhoneNumber", "Pin"), ("NoMatchingError", "End")]), END)
    assert exits(found, "Pin") == [
        "caller next > End", "passive noinput-last > End", "passive nomatch-last > Pin", "error ! > End",
    ]  # fmt: skip
    pin = node(found, "Pin")
    assert (pin.type, pin.digits, pin.by, pin.masked) == ("collect", (1, 4), ("keys",), False)
    encrypted = store("Pin", "End", InputEncryption={}, InputValidation={"PhoneNumberValidation": {}})
    pin = node(tree(encrypted, END), "Pin")
    assert (pin.collects, pin.digits) == (("phone",), None)


def test_where_silence_goes_that_may_be_stored_or_not_is_unknown() -> None:
    errors = [("NoMatchingCondition", "Again"), ("NoMatchingError", "End")]
    again = block("Again", "MessageParticipant", "Hear", Text="Once more.")
    found = tree(block("Hear", "GetParticipantInput", "End", (), errors, Text="Yes?"), again, END)
    assert types(found) == {
        "Hear": "collect", "Hear, silence": "outside", "Again": "say", "End": "hangup",
    }  # fmt: skip
    assert exits(found, "Hear") == [
        "caller next > End", "passive nomatch-last > Again", "passive noinput-last > Hear, silence", "error ! > End",
    ]  # fmt: skip
    assert node(found, "Hear").noinput is not None
    for key, value in (("StoreInput", "True"), ("InputValidation", {"PhoneNumberValidation": {}})):
        told = block("Hear", "GetParticipantInput", "End", (), errors, Text="Yes?", **{key: value})
        assert exits(tree(told, again, END), "Hear")[1] == "passive noinput-last > End"
    told = block("Hear", "GetParticipantInput", "End", (), [*errors, ("InputTimeLimitExceeded", "Again")], Text="Yes?")
    assert exits(tree(told, again, END), "Hear")[1] == "passive noinput-last > Again"


def test_a_comparison_of_the_entry_stands_at_the_entry() -> None:
    entered = compare("Entered", "$.StoredCustomerInput", [("Timeout", "Quiet"), ("0", "End")], "Check")
    found = tree(store("Pin", "Entered"), entered, block("Quiet", "MessageParticipant", "End", Text="Are you there?"),
                 block("Check", "InvokeLambdaFunction", "End"), END)  # fmt: skip
    assert exits(found, "Pin") == [
        "caller 0 > End", "caller next > Check", "passive noinput-last > Quiet", "passive nomatch-last > Check",
        "error ! > End",
    ]  # fmt: skip
    assert "Entered" not in types(found)
    assert len(found.origins) == 5 + 8
    menu = tree(
        store("Key", "Entered", 1), entered, block("Quiet", "EndFlowExecution"), block("Check", "Wait", "End"), END
    )
    assert types(menu)["Key"] == "menu"
    assert exits(menu, "Key")[:3] == ["caller 0 > End", "passive noinput-last > Quiet", "passive nomatch-last > Check"]


def test_a_comparison_of_numbers_stays_with_the_system() -> None:
    on = [("Timeout", "End"), ("NumberGreaterThan", "5", "End")]
    found = tree(store("Stars", "Entered", 1), compare("Entered", "$.StoredCustomerInput", on, "Stars"), END)
    assert exits(found, "Stars")[:2] == ["caller next > Entered", "passive noinput-last > End"]
    assert exits(found, "Entered") == ["> 5 > End", "else > Stars"]
    dark = [("NumberGreaterThan", "5", "Stars"), ("0", "Stars")]
    found = tree(store("Stars", "Entered", 1), compare("Entered", "$.StoredCustomerInput", dark, "End"), END)
    assert exits(found, "Stars")[:2] == ["caller next > Entered", "passive noinput-last > End"], "no number is stored"
    assert exits(found, "Entered") == ["> 5 > Stars", "0 > Stars", "else > End"]
    shared = tree(block("First", "MessageParticipant", "Entered", Text="Hm."), store("Stars", "Entered", 1),
                  compare("Entered", "$.StoredCustomerInput", [("1", "End")], "Stars"), END)  # fmt: skip
    assert exits(shared, "Entered") == ["1 > End", "else > Stars"]


@pytest.mark.parametrize(
    "asked", [("TextContains", "o", "Stars"), ("NumberLessThan", "$.Attributes.most", "Stars"), ("{word}", "Stars")]
)
def test_what_silence_meets_at_a_comparison_may_be_unknown(asked: Any) -> None:
    found = tree(
        store("Stars", "Entered", 1), compare("Entered", "$.StoredCustomerInput", [asked, ("0", "End")], "End"), END
    )
    assert exits(found, "Stars")[:2] == ["caller next > Entered", "passive noinput-last > Entered"]


def test_intents_are_spoken() -> None:
    on = [("SpeakToAgent", "Queue"), ("FallbackIntent", "Bot")]
    errors = [("NoMatchingCondition", "End"), ("NoMatchingError", "End")]
    found = tree(block("Bot", "ConnectParticipantWithLexBot", "End", on, errors, Text="How can I help?"), QUEUE, END)
    assert exits(found, "Bot") == [
        "caller SpeakToAgent said > Queue", "passive noinput-last > Bot", "passive nomatch-last > Bot", "else > End",
        "error ! > End",
    ]  # fmt: skip
    assert found.edges[0].label == {"": "speak to agent"}


@pytest.mark.parametrize(
    ("words", "kind"), [("Please leave a message after the beep.", "voicemail"), ("Count from 1 to 20.", "task ?")]
)
def test_voicemail_is_an_input_block_that_waits_while_the_caller_is_recorded(words: str, kind: str) -> None:
    record = block(
        "Record", "UpdateContactRecordingBehavior", "Wait", RecordingBehavior={"IVRRecordingBehavior": "Enabled"}
    )
    found = tree(
        block("Hello", "MessageParticipant", "Record", Text=words), record, ask("Wait", on=[("#", "End")]), END
    )
    assert types(found)["Wait"] == kind
    assert exits(found, "Wait") == ["next > End", "timeout > End", "next 2 > End", "error ! > End"]
    assert types(tree(ask("Wait", on=[("#", "End")]), END))["Wait"] == "menu"


# Queues and other ways out


@pytest.mark.parametrize(
    ("first", "second", "team", "error"),
    [
        (
            "arn:aws:connect:x:1:instance/i/queue/sales",
            "arn:aws:connect:x:1:instance/i/queue/sales",
            "sales",
            "error !",
        ),
        ("{{queues.Sales.arn}}", "${Q:Sales:Q}", "Sales", "error !"),
        ("arn:aws:connect:x:1:instance/i/queue/a", "arn:aws:connect:x:1:instance/i/queue/b", "", "error !"),
        ("$.Attributes.queue", "$.Attributes.queue", "", "error"),
    ],
)
def test_a_transfer_takes_the_queue_that_every_way_selects(first: str, second: str, team: str, error: str) -> None:
    select = [
        block(name, "UpdateContactTargetQueue", "Queue", (), [("NoMatchingError", "Queue")], QueueId=value)
        for name, value in (("A", first), ("B", second))
    ]
    found = tree(ask(on=[("1", "A"), ("2", "B")], errors=[("InputTimeLimitExceeded", "A")]), *select, QUEUE, END)
    assert node(found, "Queue").team == team
    assert exits(found, "Queue") == ["full > End", f"{error} > End"]
    assert found.troubles == ()


def test_a_transfer_that_nothing_selects_a_queue_for() -> None:
    found = tree(QUEUE, END)
    assert exits(found, "Queue") == ["full > End", "error > End"]
    assert [(one.rule, str(one.severity), one.node) for one in found.troubles] == [("missing-field", "info", "Queue")]
    assert tree(QUEUE, END, kind="queueTransfer").troubles == ()


def test_what_follows_the_talk() -> None:
    hook = block(
        "Hook", "UpdateContactEventHooks", "Queue", EventHooks={"CustomerRemaining": "arn:x/contact-flow/survey"}
    )
    found = tree(hook, QUEUE, END)
    assert exits(found, "Queue") == ["full > End", "error > End", "served > Queue, after the talk"]
    assert [(one.node, one.name, one.also) for one in found.links] == [
        ("Queue, after the talk", "arn:x/contact-flow/survey", ("survey",))
    ]
    apart = tree(hook, block("Queue", "TransferToFlow", "End", ContactFlowId="other"), END)
    assert apart.loose == {"Hook, a person"}
    assert exits(apart, "Hook, a person") == ["next > Hook, a person, after the talk"]


def test_a_number_outside() -> None:
    errors = [("CallFailed", "End"), ("ConnectionTimeLimitExceeded", "End"), ("NoMatchingError", "End")]
    dial = block("Dial", "TransferParticipantToThirdParty", "End", (), errors, ThirdPartyPhoneNumber="+15550100",
                 ContinueFlowExecution="False")  # fmt: skip
    found = tree(dial, END)
    assert (node(found, "Dial").type, node(found, "Dial").number, node(found, "Dial").human) == (
        "transfer",
        "+15550100",
        None,
    )
    assert exits(found, "Dial") == ["failed > End", "timeout > End", "error > End"]
    dial["Parameters"] |= {"ContinueFlowExecution": "True", "ThirdPartyPhoneNumber": "$.Attributes.to"}
    assert exits(tree(dial, END), "Dial")[0] == "next > End"
    assert node(tree(dial, END), "Dial").number == ""


@pytest.mark.parametrize(
    ("kind", "more", "becomes"),
    [
        ("contactFlow", {}, "hangup"), ("", {}, "outside"), ("customerQueue", {}, "return"),
        ("contactFlow", {"Settings": {}}, "outside"),
    ],
)  # fmt: skip
def test_what_the_end_of_a_flow_means(kind: str, more: dict[str, Any], becomes: str) -> None:
    found = tree(block("Over", "EndFlowExecution"), block("Back", "EndFlowModuleExecution"), kind=kind, **more)
    assert types(found) == {"Over": "outside" if kind == "contactFlow" else becomes, "Back": "return"}
    alone = tree(block("Over", "EndFlowExecution"), kind=kind, **more)
    assert types(alone) == {"Over": becomes}


# Where the system chooses


def test_hours_with_a_status_of_their_own() -> None:
    on = [("True", "A"), ("False", "B"), ("Bank holiday", "C"), ("Half day", "D")]
    check = block(
        "Hours", "CheckHoursOfOperation", "B", on, [("NoMatchingError", "B")], HoursOfOperationId="x/operating-hours/h"
    )
    found = tree(check, *(block(name, "DisconnectParticipant") for name in "ABCD"))
    assert exits(found, "Hours") == ["open > A", "closed > B", "holiday > C", "Half day > D", "error ! > B"]
    assert node(found, "Hours").label == {"": "h"}
    assert found.loose == {"D"}


@pytest.mark.parametrize(
    ("count", "times", "again"),
    [("3", 3, ["again x3 > Loop"]), ("$.Attributes.n", 100, ["again x100 > Loop"]), ("0", 1, [])],
)
def test_a_loop(count: str, times: int, again: list[str]) -> None:
    found = tree(
        block("Loop", "Loop", "End", [("ContinueLooping", "Loop"), ("DoneLooping", "End")], LoopCount=count), END
    )
    assert exits(found, "Loop") == [*again, "done > End"]
    assert node(found, "Loop").times == times


def test_shares_are_what_lies_between_the_bounds() -> None:
    on = [("NumberLessThan", "31", "End"), ("NumberLessThan", "51", "Split")]
    found = tree(block("Split", "DistributeByPercentage", "End", on, [("NoMatchingCondition", "End")]), END)
    assert [(edge.trigger, edge.share) for edge in found.edges] == [("30%", 0.3), ("20%", 0.2), ("50%", 0.5)]


def test_a_circle_that_may_count_is_not_known_to_be_endless() -> None:
    look = block("Look", "InvokeLambdaFunction", "Done?", (), [("NoMatchingError", "End")])
    found = tree(look, compare("Done?", "$.External.done", [("yes", "End")], "Look"), END)
    assert types(found)["Done?"] == "decide ?"
    flag = block("Flag", "UpdateContactAttributes", "Again?", Attributes={"tried": "1"})
    assert (
        types(tree(flag, compare("Again?", "$.Attributes.tried", [("2", "End")], "Flag"), END))["Again?"] == "decide ?"
    )
    other = compare("Again?", "$.Attributes.name", [("2", "End")], "Flag")
    assert types(tree(flag, other, END))["Again?"] == "decide"
    assert types(tree(look, compare("Done?", "$.External.done", [("yes", "End")], "End"), END))["Done?"] == "decide"


CHANNELS = [
    block(name, "MessageParticipant", "End", (), Text=f"Welcome to {name}.") for name in ("Phone", "Written", "Other")
]
BAD = "error ! > End"


def channels(*on: Any, compared: str = "$.Channel", other: str = "Other", **more: Any) -> Tree:
    """A flow that begins with a comparison, by default of the channel."""
    errors = [*([("NoMatchingCondition", other)] if other else []), ("NoMatchingError", "End")]
    asked = block("Which", "Compare", other, on, errors, ComparisonValue=compared)
    return tree(asked, *CHANNELS, END, **more)


def left_out(found: Tree) -> list[str]:
    """The raw transitions that no telephone call takes."""
    return [one.raw for one in found.origins if one.became == "left out" and one.why == "no telephone call takes it"]


@pytest.mark.parametrize(
    ("on", "wanted", "gone", "loose"),
    [
        ([("CHAT", "Written")], ["else > Other", BAD], ["Equals CHAT"], {"Written"}),
        ([("VOICE", "Phone")], ["VOICE > Phone", BAD], ["NoMatchingCondition", "NextAction"], {"Other"}),
        ([("chat", "Written"), ("Task", "Written"), ("voice", "Phone"), ("EMAIL", "Lost")], ["voice > Phone", BAD],
         ["Equals chat", "Equals Task", "Equals EMAIL", "NoMatchingCondition", "NextAction"], {"Written", "Other"}),
        ([("TextStartsWith", "CH", "Written"), ("CHAT", "Written")],
         ["starts with CH > Written", "else > Other", BAD], ["Equals CHAT"], {"Written"}),
        ([("$.Attributes.written", "Written"), ("{{channel}}", "Phone"), ("", "Written"), ("TASK", "Written")],
         ["$.Attributes.written > Written", "{{channel}} > Phone", "branch > Written", "else > Other", BAD],
         ["Equals TASK"], {"Written"}),
    ],
)  # fmt: skip
@pytest.mark.parametrize("compared", ["$.Channel", "$.['Channel']", '$["Channel"]'])
def test_a_call_takes_the_way_of_calls(
    compared: str, on: Any, wanted: list[str], gone: list[str], loose: set[str]
) -> None:
    found = channels(*on, compared=compared)
    assert exits(found, "Which") == wanted
    assert left_out(found) == [f"Which {way}" for way in gone]
    assert len(found.origins) == 5 + len(on) + 3 + 3  # blocks, conditions, the other ways of the first, and prompts
    assert found.loose == loose


@pytest.mark.parametrize("compared", ["$.InitiationMethod", "$.Attributes.Channel", "$.Channels", "Channel"])
def test_what_is_no_channel_leads_everywhere(compared: str) -> None:
    found = channels(("CHAT", "Written"), ("VOICE", "Phone"), compared=compared)
    assert exits(found, "Which") == ["CHAT > Written", "VOICE > Phone", "else > Other", BAD]
    assert left_out(found) == []


@pytest.mark.parametrize("kind", ["QUEUE_TRANSFER", "CUSTOMER_HOLD"])
def test_what_is_no_call_comes_by_any_channel(kind: str) -> None:
    found = channels(("CHAT", "Written"), kind=kind)
    assert exits(found, "Which") == ["CHAT > Written", "else > Other", BAD]


def test_channels_without_a_way_for_calls_stay_as_they_are() -> None:
    assert exits(channels(("CHAT", "Written"), other=""), "Which") == ["CHAT > Written", BAD]
    assert exits(channels(("CHAT", "Written"), ("VOICE", "Phone"), other=""), "Which") == ["VOICE > Phone", BAD]


def test_several_channels_in_one_condition_may_count_as_one_pleases() -> None:
    asked = block("Which", "Compare", "Other", [("CHAT", "Written")], ComparisonValue="$.Channel")
    asked["Transitions"]["Conditions"][0]["Condition"]["Operands"].append("VOICE")
    found = tree(asked, *CHANNELS, END)
    assert (exits(found, "Which"), left_out(found)) == (["CHAT > Written", "else > Other"], [])


def test_what_only_chats_select_is_not_selected_for_calls() -> None:
    asked = compare("Which", "$.Channel", [("CHAT", "Written")], "Phone")
    selects = [
        block(name, "UpdateContactTargetQueue", "Queue", QueueId=f"arn:aws:connect:queue/{name}")
        for name in ("Written", "Phone")
    ]
    assert node(tree(asked, *selects, QUEUE, END), "Queue").team == "Phone"


def test_a_circle_through_the_channel_does_not_count() -> None:
    program = block("Program", "InvokeLambdaFunction", "Which", (), [("NoMatchingError", "End")])
    found = tree(compare("Which", "$.Channel", [("TextContains", "O", "Program")], "End"), program, END)
    assert types(found)["Which"] == "decide"


@pytest.mark.parametrize(
    ("space", "wanted"),
    [("System", ["else > Other"]), ("User Defined", ["CHAT > Written", "else > Other"])],
)  # fmt: skip
def test_the_channel_in_the_old_export(space: str, wanted: list[str]) -> None:
    branches = [
        {"condition": "Evaluate", "conditionType": "Equals", "conditionValue": "CHAT", "transition": "Written"},
        {"condition": "NoMatch", "transition": "Other"},
    ]
    given = [{"name": "Attribute", "value": "Channel"}, {"name": "Namespace", "value": space}]
    asked = {"id": "Which", "type": "CheckAttribute", "branches": branches, "parameters": given}
    ends: list[Any] = [{"id": name, "type": "Disconnect", "branches": []} for name in ("Written", "Other")]
    old = {"modules": [asked, *ends], "version": "1", "type": "contactFlow", "start": "Which", "metadata": {}}
    (found,) = read(Source("old.json", json.dumps(old).encode()))
    assert exits(found, "Which") == wanted
    assert len(found.origins) == 5


def test_a_wait_goes_on_by_its_conditions() -> None:
    wait = block(
        "Wait", "Wait", "End", [("WaitCompleted", "End"), ("CustomerReturned", "Wait")], [("NoMatchingError", "End")]
    )
    assert exits(tree(wait, END), "Wait") == ["WaitCompleted > End", "CustomerReturned > Wait", "error ! > End"]


def test_failing_is_an_outcome_of_lookups_only() -> None:
    error = [("NoMatchingError", "End"), ("NoneFoundError", "End")]
    found = tree(block("Say", "MessageParticipant", "Look", (), error[:1], Text="Hello."),
                 block("Look", "GetCustomerProfile", "End", (), error), END)  # fmt: skip
    assert exits(found, "Say") == ["next > Look", "error ! > End"]
    assert exits(found, "Look") == ["next > End", "error > End", "NoneFoundError > End"]


# Words


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"Text": "Hello."}, "Hello."),
        ({"Text": "Hello $.Customer.FirstName. How are you?"}, "Hello {FirstName}. How are you?"),
        ({"Text": "$.External.prompt"}, ""),
        ({"Text": "Welcome to {{company.name}}"}, "Welcome to {name}"),
        ({"SSML": "<speak>One<break time='1s'/> &amp; <prosody rate=\"<<rate>>\">two</prosody></speak>"}, "One & two"),
        ({"Text": "Tabs\tand\nlines \u200b"}, "Tabs and lines"),
        ({"PromptId": "x/prompt/1"}, ""),
        ({"Text": 7}, ""),
    ],
)
def test_prompts(given: dict[str, Any], said: str) -> None:
    found = tree(block("Say", "MessageParticipant", "End", **given), END)
    assert dict(node(found, "Say").prompt) == ({"": said} if said else {})


def test_what_the_designer_shows_is_what_things_are_called() -> None:
    made = flow(block("Say", "MessageParticipant", "Set", PromptId="x/prompt/1"),
                block("Set", "UpdateContactTargetQueue", "Queue", QueueId="x/queue/1"), QUEUE, END)  # fmt: skip
    made["Metadata"]["ActionMetadata"] = {
        "Say": {"parameters": {"PromptId": {"displayName": "Hello.wav"}}}, "Set": {"queue": {"text": "Sales"}},
    }  # fmt: skip
    (found,) = read(Source("test.json", json.dumps(made).encode()))
    assert (node(found, "Say").audio, node(found, "Queue").team) == ({"": "Hello.wav"}, "Sales")


@pytest.mark.parametrize(
    ("voices", "languages"),
    [(["Amy"], ("en-GB",)), (["Amy", "Lupe"], ()), (["Nobody"], ()), (["$.Attributes.voice"], ())],
)
def test_a_language_is_told_by_the_only_voice(voices: list[str], languages: tuple[str, ...]) -> None:
    names = [f"Voice {number}" for number in range(len(voices))]
    chain = [block(name, "UpdateContactTextToSpeechVoice", to, TextToSpeechVoice=voice)
             for name, to, voice in zip(names, [*names[1:], "End"], voices, strict=True)]  # fmt: skip
    assert tree(*chain, END).languages == languages
    assert tree(ask(on=[("1", "Voice 0")]), *chain, END).languages == ()


def test_blocks_are_called_as_in_the_designer() -> None:
    first, second = "1b6f2d5e-0000-4000-8000-000000000001", "1b6f2d5e-0000-4000-8000-000000000002"
    found = tree(
        block(first, "MessageParticipant", second, Text="Hi."), block(second, "MessageParticipant", "End"), END
    )
    assert list(types(found)) == ["Play prompt 1b6f2d5e", f"Play prompt {second}", "End"]
    assert found.origins[0].raw == first


# What flows are for


@pytest.mark.parametrize(
    ("kind", "name", "blocks", "wanted"),
    [
        ("contactFlow", "Main", [ask(), END], "call"), ("CUSTOMER_HOLD", "Main", [END], "hold"),
        ("agentWhisper", "Main", [END], "whisper"), ("QUEUE_TRANSFER", "Main", [QUEUE, END], "guide"),
        ("", "SalesHoldFlow", [END], "hold"), ("", "sales_whisper", [END], "whisper"), ("", "Household", [END], "call"),
        ("", "Hold", [ask(), END], "call"), ("contactFlow", "Hold", [END], "call"),
        ("", "Main", [block("Music", "MessageParticipantIteratively")], "hold"),
        ("contactFlow", "Guide", [block("Page", "ShowView", "End"), END], "guide"),
        ("contactFlow", "OrderChat", [block("Bot", "ConnectParticipantWithLexBot", "End"), END], "message"),
        ("contactFlow", "Task routing", [QUEUE, END], "message"), ("contactFlow", "Task menu", [ask(), END], "call"),
    ],
)  # fmt: skip
def test_kinds(kind: str, name: str, blocks: list[Any], wanted: str) -> None:
    made = flow(*blocks, kind=kind)
    made["Metadata"]["name"] = name
    assert [found.kind for found in read(Source("x.json", json.dumps(made).encode()))] == [wanted]


def typed(text: str = "Please type your question.", **given: Any) -> Any:
    """A question of a chat: what is typed goes on, whatever it is."""
    return ask(on=(), Text=text, **given)


def analysed(**modes: Any) -> Any:
    """The block that says what is analysed, per channel."""
    channels = {"ChannelConfiguration": {channel: {"AnalyticsModes": mode} for channel, mode in modes.items()}}
    return block("Watch", "UpdateContactRecordingBehavior", "Bot", AnalyticsBehavior=channels)


BOT = block("Bot", "ConnectParticipantWithLexBot", "End", [("Order", "End")], Text="Welcome to our chat bot.")
PHONE = block("Call", "TransferParticipantToThirdParty", "End", (), ThirdPartyPhoneNumber="+15550100")


@pytest.mark.parametrize(
    ("kind", "blocks", "wanted"),
    [
        ("contactFlow", [typed(), END], "message"),
        ("", [typed("Type your response"), END], "message"),
        ("contactFlow", [analysed(Chat=["ContactLens"], Voice=[]), BOT, END], "message"),
        ("contactFlow", [analysed(Chat=["ContactLens"]), BOT, END], "message"),
        ("contactFlow", [typed("Type your account number, then the pound key."), END], "call"),
        ("contactFlow", [typed("Say or type your answer."), END], "call"),
        ("contactFlow", [typed(), store("Pin", "End"), END], "call"),
        ("contactFlow", [typed(), ask("Keys"), END], "call"),
        ("contactFlow", [typed(), PHONE, END], "call"),
        ("contactFlow", [BOT, END], "call"),
        ("contactFlow", [analysed(Chat=["ContactLens"], Voice=["RealTime"]), BOT, END], "call"),
        ("contactFlow", [analysed(Chat=[], Voice=[]), BOT, END], "call"),
        ("contactFlow", [analysed(Chat=["ContactLens"], Voice=[]), block("Bot", "Wait", "End"), END], "call"),
        ("contactFlowModule", [typed(), block("Back", "EndFlowModuleExecution")], "call"),
        ("customerHold", [typed(), END], "hold"),
    ],
)  # fmt: skip
def test_a_flow_that_says_it_is_for_chats(kind: str, blocks: list[Any], wanted: str) -> None:
    assert tree(*blocks, kind=kind).kind == wanted


@pytest.mark.parametrize(
    ("name", "kind", "blocks", "wanted"),
    [
        ("Sales Transfer Flow", "", [block("Hi", "MessageParticipant", Text="Transferring.")], "guide"),
        ("Sales Transfer Flow", "contactFlow", [block("Hi", "MessageParticipant", Text="Transferring.")], "call"),
        ("sales_transfer_flow", "", [block("Hi", "MessageParticipant", "Queue", Text="Hi."), QUEUE, END], "call"),
        ("sales_transfer_flow", "", [ask(), END], "call"),
        ("Flow to transfer", "", [block("Hi", "MessageParticipant", Text="Transferring.")], "call"),
    ],
)  # fmt: skip
def test_a_transfer_flow_is_heard_by_an_agent(name: str, kind: str, blocks: list[Any], wanted: str) -> None:
    made = flow(*blocks, kind=kind)
    made["Metadata"]["name"] = name
    assert [found.kind for found in read(Source("x.json", json.dumps(made).encode()))] == [wanted]


# Links


def test_flows_find_each_other() -> None:
    target = json.dumps(
        {"ContactFlow": {"Id": "77", "Name": "Billing", "Content": json.dumps(flow(ask(), END))}}, indent=1
    )
    (billing,) = read(Source("b.json", target.encode()))
    for value in ("arn:aws:connect:x:1:instance/i/contact-flow/77", "{{contactFlows.Billing.arn}}", "${F:Billing:F}"):
        main = tree(block("Go", "TransferToFlow", "End", (), [("NoMatchingError", "End")], ContactFlowId=value), END)
        (whole,) = joined([main, billing])
        assert "Billing/Menu" in types(whole)
        assert sorted(exits(whole, "Go")) == ["error ! > End", "next > Billing/Menu"]
    chosen = tree(
        block("Go", "TransferToFlow", "End", (), [("NoMatchingError", "End")], ContactFlowId="$.External.x"), END
    )
    assert exits(chosen, "Go") == ["error > End"]
    assert types(joined([chosen])[0])["Go"] == "outside"


def test_a_module_comes_back() -> None:
    module = tree(
        block("In", "MessageParticipant", "Back", Text="Hm."), block("Back", "EndFlowModuleExecution"), file="m.json"
    )
    attributes = block("Names", "UpdateFlowAttributes", "Call", FlowAttributes={"module": {"Value": "x/flow-module/m"}})
    call = block(
        "Call", "InvokeFlowModule", "End", (), [("NoMatchingError", "End")], FlowModuleId="$.FlowAttributes.module"
    )
    (whole,) = joined([tree(attributes, call, END), module])
    assert sorted(exits(whole, "Call")) == ["error ! > End", "next > Test/In"]
    assert exits(whole, "Test/Back") == ["next > End"]
    several = block("Call", "InvokeFlowModule", "End", [("Paid", "End")], FlowModuleId="m")
    assert types(tree(several, END))["Call"] == "task ?"


# Wrappings and places


def cut(text: str, at: Position) -> str:
    """What stands at a position."""
    assert at.line == at.end_line
    return text.split("\n")[at.line - 1][at.column - 1 : at.end_column - 1]


def places(found: Tree) -> list[Position]:
    """All the positions of a tree."""
    at = [one.at for one in found.nodes] + [one.at for one in found.edges] + [one.at for one in found.troubles]
    return at + [one.at for one in found.entries] + [one.at for one in found.links]


MADE = flow(ask('Mén\u00fc "1"', on=[("1", "Nowhere"), ("2", "End")]), END)
INNER = json.dumps(MADE, ensure_ascii=False)
BLOCK = json.dumps(MADE, indent=2, ensure_ascii=False).replace("\n", "\n        ")
TEMPLATE = """Resources:
  Queue: {Type: AWS::Connect::Queue}
  Main:
    Type: AWS::Connect::ContactFlow
    Properties:
      Name: Test
      Type: CONTACT_FLOW
      Content: %s
"""
WRAPPINGS = {
    "plain": json.dumps(MADE, indent=2),
    "plain, not escaped": json.dumps(MADE, indent=2, ensure_ascii=False),
    "answer": json.dumps({"ContactFlow": {"Name": "Test", "Type": "CONTACT_FLOW", "Content": INNER}}, indent=2),
    "answer with newlines": json.dumps({"Name": "Test", "Type": "CONTACT_FLOW", "Content": json.dumps(MADE, indent=1)}),
    "module": json.dumps([{"ContactFlowModule": {"Name": "Test", "Content": INNER}}], ensure_ascii=False),
    "parsed answer": json.dumps({"ContactFlow": {"Name": "Test", "Type": "CONTACT_FLOW", "Content": MADE}}, indent=2),
    "literal": TEMPLATE % f"!Sub |\n        {BLOCK}",
    "double quotes": TEMPLATE % json.dumps(INNER),
    "single quotes": TEMPLATE % ("!Sub '" + INNER.replace("'", "''") + "'"),
    "list": TEMPLATE % ("!Sub\n        - " + json.dumps(INNER) + "\n        - {Hole: !Ref Queue}"),
    "mapping": TEMPLATE % ("\n        Fn::Sub: '" + INNER + "'"),
    "nested": TEMPLATE % ("\n        Fn::ToJsonString: " + INNER),
    "template of JSON": json.dumps({"Resources": {"Main": {"Type": "AWS::Connect::ContactFlow", "Properties": {
        "Name": "Test", "Type": "CONTACT_FLOW", "Content": {"Fn::Sub": INNER}}}}}),
}  # fmt: skip


@pytest.mark.parametrize("wrapping", WRAPPINGS)
def test_every_wrapping_gives_the_same_tree_and_exact_places(wrapping: str) -> None:
    text = WRAPPINGS[wrapping]
    source = Source("x", text.encode())
    assert claims(source)
    (found,) = read(source)
    assert [shown(edge) for edge in found.edges] == [
        "caller 1 > Nowhere",
        "caller 2 > End",
        "passive noinput-last > End",
        "passive nomatch-last > End",
        "error ! > End",
    ]
    assert (found.name, found.troubles, found.text) == ("Test", (), text)
    assert {cut(text, edge.at).strip('\\"') for edge in found.edges} == {"NextAction"}
    assert re.fullmatch(r"\W*M.*1\W*", cut(text, node(found, 'Mén\u00fc "1"').at))
    assert cut(text, node(found, "End").at).strip("\\\"'") == "End"
    assert len({edge.at for edge in found.edges}) == 5
    menu = node(found, 'Mén\u00fc "1"')
    assert menu.noinput is not None
    assert menu.noinput.at == found.edges[2].at == found.edges[2]._replace(trigger="x").at


@pytest.mark.parametrize("content", [">-\n        " + INNER, f'!Join ["", ["{{", \'{INNER[1:]}\']]'])
def test_where_places_cannot_be_told_the_flow_is_the_place(content: str) -> None:
    text = TEMPLATE % content
    (found,) = read(Source("x", text.encode()))
    assert len(found.nodes) == 2
    assert {cut(text, one.at) for one in found.nodes} | {cut(text, one.at) for one in found.edges} == {"Content"}


def test_several_flows_of_a_template_lead_to_each_other() -> None:
    trees = read(Source("t.yaml", (FOREIGN / NAME / "travel-template.yaml").read_bytes()))
    assert [(one.name, str(one.kind)) for one in trees] == [
        ("Travel main line", "call"), ("IdentifyModule", "call"), ("Waiting", "hold"), ("Mailbox", "call"),
        ("Whisper the queue", "whisper"),
    ]  # fmt: skip
    assert [len(one.parts) for one in joined(trees)][:1] == [1]
    assert "IdentifyModule/Booking number (called from Identify)" not in types(joined(trees)[0])
    assert "IdentifyModule/Booking number" in types(joined(trees)[0])


def test_the_old_export() -> None:
    (found,) = read(Source("old.json", (FOREIGN / NAME / "old-oak-bank.json").read_bytes()))
    menu = next(one for one in found.nodes if one.type == "menu")
    assert [edge.trigger for edge in found.edges if edge.source == menu.id] == [
        "1",
        "2",
        "noinput-last",
        "nomatch-last",
        "error",
    ]
    card = next(one for one in found.nodes if one.type == "collect")
    assert (card.masked, card.digits, card.id.rpartition(" ")[0]) == (True, (1, 16), "Store customer input")
    queue = next(one for one in found.nodes if one.type == "queue")
    assert [edge.trigger for edge in found.edges if edge.source == queue.id] == ["full", "error"]


@pytest.mark.parametrize(
    ("text", "claimed"),
    [
        ("", False), ("{}", False), ('{"StartAction": 1}', False), ('{"StartAction": "a", "Actions": []}', True),
        ("\ufeff" + INNER, True), ("# How to\n```\n" + TEMPLATE % "x" + "```", False), (TEMPLATE % "x", True),
        ("ivraudit: 1\nstart: a\nnodes: {}\n", False), ('{"modules": [], "branches": 1}', False),
    ],
)  # fmt: skip
def test_claims(text: str, claimed: bool) -> None:
    assert claims(Source("x", text.encode())) == claimed
    assert claims(Source("x", text.encode("utf-16"))) == claimed


def test_nothing_of_others_is_claimed() -> None:
    own = [path for path in (ROOT / "trees").rglob("*") if path.is_file() and NAME not in path.parts]
    assert [path for path in own if claims(Source(str(path), path.read_bytes()))] == []


@pytest.mark.parametrize(
    ("dump", "names"),
    [
        (
            {"QueueSummaryList": [{"Id": "1", "Arn": "x/queue/1", "Name": "Sales"}]},
            {"1": "Sales", "x/queue/1": "Sales"},
        ),
        (
            {
                "HoursOfOperation": {
                    "HoursOfOperationId": "2",
                    "HoursOfOperationArn": "y/2",
                    "Name": "Weekdays",
                    "Config": [],
                }
            },
            {"2": "Weekdays", "y/2": "Weekdays"},
        ),
        ({"PromptSummaryList": [{"Id": "3", "Name": "Beep.wav"}, {"Id": 4, "Name": "x"}, 5]}, {"3": "Beep.wav"}),
        ({"QueueSummaryList": 7}, {}),
        ([], {}),
    ],
)
def test_dumps_name_things(dump: Any, names: dict[str, str]) -> None:
    assert directory(Source("d.json", json.dumps(dump).encode())) == names
    assert directory(Source("d.json", b'{"QueueSummaryList": [')) == {}


def test_dumps_beside_flows_name_their_things_and_nobody_elses(tmp_path: Path) -> None:
    (tmp_path / "flows" / "folder.json").mkdir(parents=True)
    (tmp_path / "flows" / "lost.json").symlink_to("nowhere")
    (tmp_path / "others").mkdir()
    (tmp_path / "strangers").mkdir()
    select = block("Set", "UpdateContactTargetQueue", "Q", QueueId="x/queue/1")
    made = flow(select, block("Q", "TransferContactToQueue"))
    dump = json.dumps({"QueueSummaryList": [{"Id": "1", "Name": "Sales"}, {"Id": "2", "Name": "Bills"}]})
    (tmp_path / "flows" / "flow.json").write_text(json.dumps(made), encoding="utf-8")
    (tmp_path / "flows" / "queues.json").write_text(dump, encoding="utf-8")
    (tmp_path / "others" / "flow.json").write_text(json.dumps(made).replace("queue/1", "queue/2"), encoding="utf-8")
    (tmp_path / "strangers" / "queues.json").write_text(dump.replace("Bills", "Wrong"), encoding="utf-8")
    (tmp_path / "strangers" / "night.conf").write_text("[incoming]\nexten => s,1,Queue(1)\n", encoding="utf-8")
    found = {tree.file: tree for tree in gather([str(tmp_path)], Policies(none=True)).trees}
    teams = {
        str(PurePath(file).relative_to(tmp_path)): [node.team for node in tree.nodes if node.team]
        for file, tree in found.items()
    }
    assert teams == {"flows/flow.json": ["Sales"], "others/flow.json": ["Bills"], "strangers/night.conf": ["1"]}


# Broken, invented and hostile files


def rules(found: Iterable[Tree]) -> list[str]:
    """The rules of all troubles."""
    return [one.rule for tree in found for one in tree.troubles]


@pytest.mark.parametrize(
    ("change", "wanted"),
    [
        (lambda made: made.pop("StartAction"), ["missing-field"]),
        (lambda made: made.update(StartAction="Gone"), ["dangling-target"]),
        (lambda made: made.update(StartAction={"Identifier": "End", "Type": "x"}), []),
        (lambda made: made["Actions"].append(7), ["invalid-value"]),
        (lambda made: made["Actions"].append(END), ["duplicate-node"]),
        (lambda made: made["Actions"].append({"Type": "Wait"}), ["missing-field"]),
        (lambda made: made["Actions"].append({"Identifier": "New"}), ["missing-field"]),
        (lambda made: made["Actions"].append({"Identifier": "N", "Type": "GetUserInput"}), ["unknown-field"]),
        (lambda made: made["Actions"][0]["Transitions"].update(NextAction=None), []),
        (lambda made: made["Actions"][0]["Transitions"]["Errors"][0].pop("NextAction"), ["missing-field"]),
        (lambda made: made["Actions"][0].update(Transitions=[], Parameters=3), []),
        (
            lambda made: made["Actions"][0]["Transitions"].update(Conditions=[5, None, {"Condition": 4}]),
            ["missing-field"] * 3,
        ),
        (lambda made: made.update(Actions={}), ["unreadable"]),
        (lambda made: made.update(Actions=[]), ["dangling-target"]),
        (lambda made: made.update(Metadata=[1], Version=None), []),
    ],
)
def test_troubles(change: Any, wanted: list[str]) -> None:
    made = json.loads(INNER)
    change(made)
    for text in (json.dumps(made), json.dumps({"Name": "Test", "Content": json.dumps(made)})):
        assert rules(read(Source("x", text.encode()))) == wanted


def test_an_unknown_type_is_told_once_and_kept() -> None:
    odd = [block(name, "MakeCoffee", "End", (), [("NoMatchingError", "End")]) for name in "AB"]
    found = tree(*odd, block("C", "Stop"), block("D", "DisconnectParticipant"), END)
    assert [one.fact for one in found.troubles] == ["MakeCoffee", "Stop"]
    assert types(found) == {"A": "task ?", "B": "task ?", "C": "outside ?", "D": "hangup", "End": "hangup"}
    assert found.loose >= {"D"}


def test_of_a_broken_text_is_kept_what_stands_before_the_fault() -> None:
    text = json.dumps(MADE, indent=1)
    broken = text[: text.index('"Identifier": "End"')]
    (found,) = read(Source("x", broken.encode()))
    assert rules([found]) == ["unreadable"]
    assert {edge.target for edge in found.edges} == {Nowhere.UNREAD}
    assert not found.unreadable


def test_holes_of_a_template_may_stand_without_quotes() -> None:
    text = INNER.replace('"5"', "{{wait}}").replace('"contactFlow"', "${kind}")
    (found,) = read(Source("x.tpl", text.encode()))
    assert (len(found.nodes), found.troubles) == (2, ())


@pytest.mark.parametrize(
    "text",
    [
        '{"StartAction": "a", "Actions": ' + "[" * 100_000,
        '{"StartAction": "a", "Actions": [' + '{"a":' * 90 + "1" + "}" * 90 + "]}",
        '{"StartAction": "\\ud800", "Actions": [{"Identifier": "\\ud800", "Parameters": {"Text": "\\udfff"}}]}',
        '{"StartAction": "a\\u0000", "Actions": [{"Identifier": "a\\u0000", "Type": "\\u001b[2J"}]}',
        '{"ContactFlow": {"Content": "{\\"StartAction\\": \\"Actions"}}',
        TEMPLATE % "&a [*a, *a]", TEMPLATE % "[]", TEMPLATE % "{}", TEMPLATE % "''", TEMPLATE % "!GetAtt x.y",
        '{"modules": [{"branches": [{"transition": 1}], "parameters": 2}, 5], "start": []}',
    ],
)  # fmt: skip
def test_hostile_files_end_in_a_finding(text: str) -> None:
    for found in read(Source("x", text.encode())):
        assert "".join(one.message for one in found.troubles).encode() is not None
        assert all(at.line >= 1 for at in places(found))
        assert all("\ud800" not in one.id and one.id.isprintable() for one in found.nodes)


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(sorted(WRAPPINGS)), st.integers(0, 10_000), st.integers(0, 40), st.binary(max_size=8))
def test_nothing_is_raised_on_mutated_flows(wrapping: str, start: int, length: int, new: bytes) -> None:
    data = WRAPPINGS[wrapping].encode()
    start %= len(data)
    source = Source("x", data[:start] + new + data[start + length :])
    claims(source)
    for found in read(source):
        assert all(at.line >= 1 for at in places(found))


@settings(max_examples=50, deadline=None)
@given(st.binary(max_size=300))
def test_nothing_is_raised_on_any_bytes(data: bytes) -> None:
    claims(Source("x", data))
    assert read(Source("x", data))
    directory(Source("x", data))


def test_long_chains_are_read() -> None:
    chain = [block(str(number), "UpdateContactAttributes", str(number + 1)) for number in range(3000)]
    select = block("3000", "UpdateContactTargetQueue", "Queue", QueueId="q/1")
    assert node(tree(*chain, select, QUEUE, END), "Queue").team == "1"


# Real flows


def raw_things(text: str, *, legacy: bool) -> int:
    """The blocks and transitions of a file, counted by its keys."""
    if legacy:
        return len(re.findall(r'"branches"\s*:', text)) + len(re.findall(r'"transition"\s*:', text))
    return len(re.findall(r'\\?"(?:NextAction|Identifier)\\?"\s*:', text))


def valid(text: str) -> bool:
    """Whether the flow begins as flows do; one invented file has a whole block as its `StartAction`."""
    return re.search(r'"StartAction"\s*:\s*\{', text) is None


def test_every_block_and_transition_is_accounted_for() -> None:
    own = [
        path for path in (FOREIGN / NAME).rglob("*.*") if path.suffix in (".json", ".yaml") and path.stem != "queues"
    ]
    files = [*own, *corpus(*FLOWS)]
    left_out = everything = 0
    for path in files:
        source, text = Source(path.name, path.read_bytes()), path.read_text(encoding="utf-8")
        assert claims(source), path
        origins = [one for found in read(source) for one in found.origins]
        assert len(origins) == raw_things(text, legacy='"modules"' in text) or not valid(text), path
        left_out += sum(1 for one in origins if one.became == "left out")
        everything += len(origins)
    assert left_out <= 0.03 * everything


def test_every_place_is_exact_in_real_flows() -> None:
    for path in corpus(*FLOWS):
        text = path.read_text(encoding="utf-8")
        for found in read(Source(path.name, text.encode())):
            raw = {one.of: one.raw for one in found.origins if one.became == "node"}
            for one in found.nodes:
                if one.id in raw:
                    assert cut(text, one.at).strip('\\"') == raw[one.id].replace('"', '\\"')
            for edge in found.edges:
                made_up = edge.trigger == "served" or str(edge.target).endswith(", silence")
                assert cut(text, edge.at).strip('\\"') in ("NextAction", "transition") or made_up
