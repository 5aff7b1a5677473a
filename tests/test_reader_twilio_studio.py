"""The reader of Twilio Studio flows: what each widget becomes, and that every one of them is accounted for."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from corpus import corpus

from ivraudit.auditing import audit
from ivraudit.catalog import all_readers, all_rules
from ivraudit.gather import Policies
from ivraudit.model import Edge, NodeType, Nowhere, Owner, Source, Tree, TreeKind

FOREIGN = sorted((Path(__file__).parent.parent / "trees" / "foreign" / "twilio_studio").glob("*.json"))
READER = all_readers()["twilio_studio"]
DIGITS = "{{widgets.ask.Digits}}"


def widget(name: str, kind: str, *transitions: dict[str, Any], **properties: Any) -> dict[str, Any]:
    """A widget as Studio writes it."""
    return {"name": name, "type": kind, "transitions": list(transitions), "properties": properties}


def to(event: str, target: str = "", kind: str = "", value: str = "") -> dict[str, Any]:
    """A transition; without a target the call ends."""
    conditions = {"conditions": [{"type": kind, "value": value, "arguments": [DIGITS]}]} if kind else {}
    return {"event": event, **({"next": target} if target else {}), **conditions}


def read(*states: dict[str, Any], begin: str = "ask", event: str = "incomingCall") -> Tree:
    """The tree of a flow that begins at a widget."""
    trigger = widget("Trigger", "trigger", to(event, begin))
    text = json.dumps({"states": [trigger, *states], "initial_state": "Trigger"}, indent=1)
    (tree,) = READER.read(Source("flow.json", text.encode()))
    return tree


def exits(tree: Tree, node: str) -> dict[str, tuple[str | Nowhere, Owner]]:
    """Where a node leads, by trigger."""
    return {edge.trigger: (edge.target, edge.owner) for edge in tree.edges if edge.source == node}


ASK = widget("ask", "gather-input-on-call", to("keypress", "which"), to("speech"), to("timeout", "which"), timeout="7")
WHICH = widget(
    "which", "split-based-on", to("noMatch", "ask"), to("match", "a", "matches_any_of", "1, one"),
    to("match", "b", "equal_to", "2"), to("match", "b", "equal_to", "1"), to("match", "c", "regex", "[89]"),
    input=DIGITS,
)  # fmt: skip
REST = [widget(name, "say-play", to("audioComplete"), say=f"This is {name}.") for name in "abc"]


def test_a_gather_and_its_split_are_one_menu() -> None:
    tree = read(ASK, WHICH, *REST)
    assert [node.id for node in tree.nodes] == ["ask", "a", "b", "c"]
    assert exits(tree, "ask") == {
        "speech": (Nowhere.DROPPED, Owner.CALLER), "noinput-last": ("ask", Owner.PASSIVE), "1": ("a", Owner.CALLER),
        "one": ("a", Owner.CALLER), "2": ("b", Owner.CALLER), "regex [89]": ("c", Owner.CALLER),
        "nomatch-last": ("ask", Owner.PASSIVE),
    }  # fmt: skip
    (ask,) = (node for node in tree.nodes if node.id == "ask")
    assert ask.type is NodeType.MENU
    assert ask.noinput is not None
    assert ask.noinput.after == 7
    assert exits(tree, "a") == {"next": (Nowhere.DROPPED, Owner.SYSTEM)}


def test_a_split_that_others_lead_to_stays_besides() -> None:
    other = widget("other", "set-variables", to("next", "which"))
    tree = read(ASK, WHICH, other, *REST)
    assert {node.id: (node.type, node.opaque) for node in tree.nodes}["which"] == (NodeType.DECIDE, True)
    assert exits(tree, "ask")["2"] == ("b", Owner.CALLER)


def test_of_a_question_that_is_answered_by_speaking_a_key_is_the_wrong_answer() -> None:
    spoken = [to("match", "a", "contains", "yes"), to("match", "b", "contains", "repeat")]
    split = widget("which", "split-based-on", to("noMatch", "c"), *spoken, input="{{widgets.ask.SpeechResult}}")
    ask = widget("ask", "gather-input-on-call", to("keypress", "ask"), to("speech", "which"), to("timeout", "b"))
    said = {"noinput-last": ("b", Owner.PASSIVE), "yes": ("a", Owner.CALLER), "repeat": ("b", Owner.CALLER)}
    anything = {"other": ("c", Owner.CALLER), "nomatch-last": ("ask", Owner.PASSIVE)}
    assert exits(read(ask, split, *REST), "ask") == said | anything
    ask["transitions"][0] = to("keypress", "b")
    assert exits(read(ask, split, *REST), "ask")["nomatch-last"] == ("b", Owner.PASSIVE)
    ask["transitions"][0] = to("keypress", "a")
    assert exits(read(ask, split, *REST), "ask")["keypress"] == ("a", Owner.CALLER)
    split["transitions"][0] = to("noMatch")
    assert exits(read(ask, split, *REST), "ask")["nomatch-last"] == (Nowhere.DROPPED, Owner.PASSIVE)


def test_a_gather_that_no_split_asks_takes_any_answer() -> None:
    ask = widget("ask", "gather-input-on-call", to("keypress", "a"), to("speech", "b"), to("timeout", "ask"))
    tree = read(ask, *REST)
    assert exits(tree, "ask")["next"] == ("a", Owner.CALLER)
    assert exits(tree, "ask")["speech"] == ("b", Owner.CALLER)


def test_a_key_that_only_asks_again_is_the_wrong_answer_to_what_is_to_be_said() -> None:
    def asked(pressed: str, said: str) -> Tree:
        ask = widget("ask", "gather-input-on-call", to("keypress", pressed), to("speech", said), to("timeout", "ask"))
        return read(ask, *REST)

    silence = {"noinput-last": ("ask", Owner.PASSIVE)}
    spoken = asked("ask", "b")
    assert exits(spoken, "ask") == silence | {"nomatch-last": ("ask", Owner.PASSIVE), "next": ("b", Owner.CALLER)}
    assert [node.by for node in spoken.nodes if node.id == "ask"] == [("speech",)]
    (circle,) = [one for one in audit([(spoken, Policies(none=True).of(""))], all_rules()).findings
                 if one.rule == "unbounded-retry"]  # fmt: skip
    assert circle.message == "a caller who stays silent or presses wrong keys at 'ask' is asked again for ever"
    for pressed, said in (("ask", "ask"), ("ask", ""), ("b", "a"), ("", "a")):
        assert "nomatch-last" not in exits(asked(pressed, said), "ask"), "nobody knows what is asked for"


@pytest.mark.parametrize(
    ("kind", "value", "again", "times"),
    [("less_than", "3", "a", 3), ("greater_than", "2", "b", 2), ("equal_to", "4", "b", 4)],
)
def test_a_split_on_a_counter_is_a_loop(kind: str, value: str, again: str, times: int) -> None:
    count = widget("count", "set-variables", to("next", "many"),
                   variables=[{"key": "n", "value": "{{flow.variables.n | default: 0 | plus: 1}}"}])  # fmt: skip
    many = widget("many", "split-based-on", to("noMatch", "b"), to("match", "a", kind, value),
                  input="{{flow.variables.n}}")  # fmt: skip
    tree = read(count, many, *REST, begin="count")
    (loop,) = (node for node in tree.nodes if node.type is NodeType.LOOP)
    assert loop.times == times
    again_edge: Edge = next(edge for edge in tree.edges if edge.trigger == "again")
    assert (again_edge.target, again_edge.limit) == (again, times)


def test_what_the_flow_is_for() -> None:
    dial = widget("dial", "make-outgoing-call-v2", to("answered", "a"), to("busy"), to("noAnswer"), to("failed"))
    assert read(*REST, begin="a").kind is TreeKind.CALL
    assert read(*REST, begin="a", event="incomingParent").kind is TreeKind.CALL
    assert read(dial, *REST, begin="dial", event="incomingRequest").kind is TreeKind.OUTBOUND
    assert read(widget("reply", "send-message"), begin="reply", event="incomingMessage").kind is TreeKind.MESSAGE


def test_an_unknown_widget_is_kept_and_noted_once() -> None:
    strange = [widget(name, "tea-break", to("poured", "a")) for name in ("x", "y")]
    tree = read(*strange, *REST, begin="x")
    assert [(node.type, node.opaque) for node in tree.nodes[:2]] == [(NodeType.TASK, True)] * 2
    assert exits(tree, "x") == {"poured": ("a", Owner.SYSTEM)}
    assert [trouble.fact for trouble in tree.troubles] == ["tea-break"]


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ('{"states": [], "initial_state": "Trigger"}', "unreadable"),
        ('{"initial_state": "x", "states": [{"name": "x", "type": "say-play", "transitions": [', "unreadable"),
        ('{"initial_state": "x", "states": [{"type": "say-play", "transitions": []}]}', "missing-field"),
        ('{"initial_state": "x", "states": [{"name": "x"}, {"name": "x"}]}', "duplicate-node"),
        ('{"definition": "{\\"states\\": [1", "initial_state": "states"}', "unreadable"),
        ('{"initial_state": 1, "states": ' + "[" * 100_000, "unreadable"),
    ],
)
def test_broken_flows_say_so(text: str, rule: str) -> None:
    (tree,) = READER.read(Source("flow.json", text.encode()))
    assert rule in [trouble.rule for trouble in tree.troubles]


def raw(path: Path) -> tuple[int, int]:
    """The widgets and transitions of a flow, counted plainly."""
    value = json.loads(path.read_text("utf-8"))
    value = value.get("definition", value)
    states = value["states"]
    return len(states), sum(len(state["transitions"]) for state in states)


def accounted(path: Path) -> None:
    """Every widget and transition has become something, or says why not."""
    (tree,) = READER.read(Source(str(path), path.read_bytes()))
    blocks, transitions = raw(path)
    became = Counter(origin.became for origin in tree.origins)
    assert became.total() == blocks + transitions
    assert all(origin.why for origin in tree.origins if origin.became in ("part", "left out"))
    assert became["left out"] <= 0.03 * transitions or transitions < 40


@pytest.mark.parametrize("path", FOREIGN, ids=lambda path: path.stem)
def test_our_exports_are_accounted_for(path: Path) -> None:
    accounted(path)


def test_real_flows_are_accounted_for() -> None:
    files = [path for path in corpus("twilio-studio", "twilio-studio-messaging") if b'"states"' in path.read_bytes()]
    for path in files:
        assert READER.claims(Source(str(path), path.read_bytes()))
        accounted(path)
