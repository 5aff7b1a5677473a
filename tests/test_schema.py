"""The JSON Schema of the tree format is valid, and agrees with the reader, whose declarations it is made from."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from ivraudit.model import NodeType, Source
from ivraudit.readers.yaml import claims, read
from ivraudit.readers.yaml.fields import COMMON, OWN, TOP
from ivraudit.readers.yaml.schema import tree_schema

TREES = Path(__file__).parent.parent / "trees"
SCHEMA = tree_schema()
JUDGE = jsonschema.Draft202012Validator(SCHEMA)
STRUCTURE = {"unknown-field", "invalid-value", "missing-field"}
"""Rules about the shape of a file. The others need two places, or the raw text, and no schema can see them."""


def reader_accepts(text: str) -> bool:
    (tree,) = read(Source("f", text.encode()))
    return not any(trouble.rule in STRUCTURE for trouble in tree.troubles)


def schema_accepts(text: str) -> bool:
    # The loader types nothing, as our reader does, but drops keys that are given twice.
    return JUDGE.is_valid(yaml.load(text, Loader=yaml.BaseLoader))


def test_the_schema_is_itself_valid() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    assert SCHEMA["$schema"] == "https://json-schema.org/draft/2020-12/schema"


def test_every_field_is_in_the_schema_with_its_description() -> None:
    definitions = SCHEMA["$defs"]
    for kind in NodeType:
        fields = {**COMMON, **OWN[kind]}
        shown = {name: item["description"] for name, item in definitions[kind.value]["properties"].items()}
        assert shown == {name: item.about for name, item in fields.items()}
    assert list(SCHEMA["properties"]) == list(TOP.fields)


HEAD = "name: T\nstart: a\nnodes:\n"
NODES = [
    ("type: say, prompt: {en: x, en-US: y}, next: a", True),
    ("type: say, prompt: '', next: {to: a}", True),
    ("type: say, prompt: , notes: ", True),
    ("type: say, prompt: {}", False),
    ("type: say, prompt: {text: x}", False),
    ("type: say, prompt: [x]", False),
    ("type: say, promt: x", False),
    ("type: say, next: ''", False),
    ("type: say, next: []", False),
    ("type: say, next: {label: x}", False),
    ("type: say, next: {to: a, share: 0.5, goal: g, language: en, unspoken: true, speech: {en: [x]}}", True),
    ("type: say, next: {to: a, share: 1.5}", False),
    ("type: say, next: {to: a, share: 50%}", False),
    ("type: say, next: {to: a, more: x}", False),
    ("type: say, options: {1: a}", False),
    ("type: say, seconds: 1m30s", True),
    ("type: say, seconds: {en: 2.5}", True),
    ("type: say, seconds: 30s1m", False),
    ("type: say, seconds: 1e3", False),
    ("type: say, goal: [x, y], confirms: [sms], tags: t", True),
    ("type: say, goal: []", False),
    ("type: say, confirms: fax", False),
    ("type: say, offer: 'true', promo: false", True),
    ("type: say, offer: on", False),
    ("type: say, accept: {x: why, y: {reason: r, owner: o, until: 2027-01-31}}", True),
    ("type: say, accept: {x: {owner: o}}", False),
    ("type: say, accept: {x: ''}", False),
    ("type: say, accept: {x: {reason: r, until: 2027-13-01}}", False),
    ("type: sya", False),
    ("prompt: x", False),
    ("type: menu, options: {1: a, '*': a, '#': {to: a}}, speech: {hello: a}", True),
    ("type: menu, options: {}", True),
    ("type: menu, options: ", True),
    ("type: menu, options: [a]", False),
    ("type: menu, options: {x: a}", False),
    ("type: menu, options: {1: }", False),
    ("type: menu, speech: {'': a}", False),
    ("type: menu, noinput: a, nomatch: {attempts: 2, to: {to: a, goal: g}, prompt: x}", True),
    ("type: menu, noinput: {}", True),
    ("type: menu, noinput: {attempts: 0}", False),
    ("type: menu, noinput: {after: 5s, attempts: 2}", True),
    ("type: menu, nomatch: {after: 5s}", False),
    ("type: menu, nomatch: ", False),
    ("type: collect, digits: 10, by: keys, collects: [pin]", True),
    ("type: collect, digits: {min: 1, max: 2}", True),
    ("type: collect, digits: {min: 1}", False),
    ("type: collect, by: mail", False),
    ("type: decide, when: {yes: a, no: {to: a}}, else: a", True),
    ("type: hours, open: a, schedule: {mon: 08:00-18:00}", True),
    ("type: hours, open: a, schedule: always", False),
    ("type: loop, times: 3, again: a", True),
    ("type: loop, times: 2.5", False),
    ("type: loop", False),
    ("type: queue, wait: 5m, timeout: {after: 10m, to: a}, announces: {position: true}", True),
    ("type: queue, wait: {mean: 5m, p95: 10m}, full: a", True),
    ("type: queue, wait: {arrivals: 30, agents: 2, handle: 5m, patience: 3m}", True),
    ("type: queue, arrivals: 30, agents: 2, handle: 5m", True),
    ("type: queue, wait: {median: 5m}", False),
    ("type: queue, wait: {}", False),
    ("type: queue, full: {after: 5s, to: a}", False),
    ("type: transfer, number: 112, human: true", True),
    ("type: voicemail, answered_within: next-business-day", True),
    ("type: callback, answered_within: soon", False),
    ("type: tree, file: x.yaml, node: b, next: a", True),
    ("type: tree", False),
    ("type: hangup, next: a", False),
]


@pytest.mark.parametrize(("node", "good"), NODES)
def test_reader_and_schema_agree_on_a_node(node: str, good: bool) -> None:
    text = f"{HEAD}  a: {{{node}}}\n"
    assert (reader_accepts(text), schema_accepts(text)) == (good, good)


TOPS = [
    ("ivraudit: 1\nlanguages: [en-US]\nvalues: {x: 3s}\nsector: bank\n", False),
    ("ivraudit: 1\nlanguages: en\nvalues: {x: 3s}\nsector: other\nrecurring: true\nentry: false\n", True),
    ("ivraudit: 2\n", False),
    ("languages: [english]\n", False),
    ("speech_rate: 0\n", False),
    ("speech_rate: 150\ncalls_per_month: 0\nnumber: +1 800\n", True),
    ("calls_per_month: -1\n", False),
    ("defaults: {noinput: {attempts: 2, to: a}, nomatch: a}\n", True),
    ("defaults: {noimput: a}\n", False),
    ("defaults: {}\n", False),
    ("colour: red\n", False),
]


@pytest.mark.parametrize(("top", "good"), TOPS)
def test_reader_and_schema_agree_on_the_top(top: str, good: bool) -> None:
    text = f"{HEAD}  a: {{type: hangup}}\n{top}"
    assert (reader_accepts(text), schema_accepts(text)) == (good, good)


@pytest.mark.parametrize(
    ("text", "good"),
    [
        ("name: T\nstart: {'1': a, '2': a}\nnodes: {a: {type: hangup}}\n", True),
        ("name: T\nstart: {}\nnodes: {a: {type: hangup}}\n", False),
        ("name: T\nstart: [a]\nnodes: {a: {type: hangup}}\n", False),
        ("name: T\nstart: a\nnodes: {}\n", False),
        ("name: T\nstart: a\nnodes:\n", False),
        ("name: T\nstart: a\nnodes: {a: b}\n", False),
        ("name: T\nstart: a\nnodes: {'': {type: hangup}}\n", False),
        ("name:\nstart: a\nnodes: {a: {type: hangup}}\n", False),
        ("{}", False),
    ],
)
def test_reader_and_schema_agree_on_what_is_required(text: str, good: bool) -> None:
    assert (reader_accepts(text), schema_accepts(text)) == (good, good)


@pytest.mark.parametrize(
    ("data", "good"),
    [
        ({"1": "a", "0": {"to": "a", "share": 0.5, "unspoken": True}}, True),
        ({"1": 5, "2": False}, True),
        ({"1": {"to": "a", "share": 2}}, False),
        ({"1": {"to": "a", "unspoken": 1}}, False),
        ({"1": None}, False),
    ],
)
def test_values_that_an_editor_has_typed_are_accepted(data: dict[str, Any], good: bool) -> None:
    noinput = {"after": 5, "attempts": 3, "to": 1}
    menu = {"type": "menu", "prompt": None, "seconds": 2.5, "offer": True, "noinput": noinput, "options": data}
    assert JUDGE.is_valid({"ivraudit": 1, "name": 7, "start": 1, "nodes": {"1": menu}}) is good


@pytest.mark.parametrize("path", sorted(TREES.rglob("*.yaml")), ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_reader_and_schema_agree_on_every_tree_of_the_house(path: Path) -> None:
    """Only what a schema cannot see is left to the reader alone: a file that is no YAML, a field given twice,
    a language that the tree does not have, a `min` above its `max`, a day that no month has."""
    source = Source(path.name, path.read_bytes())
    (tree,) = read(source)
    if claims(source) and not tree.unreadable:
        alone = ("given twice", "no language of this tree", "more than its `max`", "YYYY-MM-DD")
        seen = [item for item in tree.troubles if not any(words in item.message for words in alone)]
        assert schema_accepts(tree.text) == (not any(item.rule in STRUCTURE for item in seen))
