"""The reader of our own format: what is written becomes the model, and what is wrong is said where it stands."""

from __future__ import annotations

import pickle
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ivraudit.model import (
    Acceptance,
    Announces,
    Edge,
    Entry,
    Link,
    Node,
    NodeType,
    Note,
    Nowhere,
    Owner,
    Position,
    Retry,
    Source,
    Tree,
    Trouble,
    Wait,
)
from ivraudit.readers.yaml import NAME, claims, read

TREES = Path(__file__).parent.parent / "trees"
HEAD = "name: T\nstart: a\nnodes:\n"


def tree(text: str, file: str = "f") -> Tree:
    (found,) = read(Source(file, text.encode()))
    return found


def body(text: str) -> Tree:
    """A tree whose nodes begin in line 4."""
    return tree(HEAD + text)


def at(line: int, column: int, end_column: int, file: str = "f") -> Position:
    return Position(file, line, column, line, end_column)


def said(thing: Node | Edge) -> dict[str, Any]:
    """What a node or edge says beyond its defaults."""
    place = Position("")
    plain = Node("", NodeType.SAY, place) if isinstance(thing, Node) else Edge("", "", "", Owner.CALLER, place)
    given = thing._asdict()
    return {name: value for name, value in given.items() if name == "owner" or value != getattr(plain, name)}


def edges(found: Tree) -> list[tuple[str, str, str | Nowhere, str, int | None]]:
    return [(edge.source, edge.trigger, edge.target, edge.owner.value, edge.limit) for edge in found.edges]


def troubles(found: Tree) -> list[tuple[str, int, int, str | None, str]]:
    return [(item.rule, item.at.line, item.at.column, item.node, item.fact) for item in found.troubles]


def shown(item: Trouble) -> str:
    """A trouble in one line: its span, rule, fact, own severity, message, and the places related to it."""
    also = "".join(f" | {span(note.at)} {note.message}" for note in item.also)
    severity = f" ({item.severity})" if item.severity else ""
    return f"{span(item.at)} {item.rule} {item.fact}{severity}: {item.message}{also}"


def span(place: Position) -> str:
    return f"{place.line}:{place.column}-{place.end_column}"


# Who reads what


@pytest.mark.parametrize(
    ("text", "ours"),
    [
        ("ivraudit: 1\n", True),
        ("# a tree\nivraudit:\n", True),
        ("name: x\nstart: a\nnodes:\n", True),
        ("nodes: {}\r\nstart: a\r\n", True),
        ("start: a\n", False),
        ("  ivraudit: 1\n", False),
        ("ivraudits: 1\nmy_start: a\nnodes:\n", False),
        ('{"start": "a", "nodes": {}}', False),
        ("", False),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_a_file_is_ours_by_its_line_beginnings(text: str, ours: bool, encoding: str) -> None:
    assert claims(Source("f", text.encode(encoding))) is ours
    assert NAME == "yaml"


# What is written becomes the model

WHOLE = """\
ivraudit: 1
name: "Acme"
number: "+1 800"
start: {"+1 800": welcome, "+1 900": main}
languages: [en-US, es-US]
sector: telecom
recurring: true
calls_per_month: 120000
speech_rate: 150
values: {balance: 3s}
entry: true
notes: "ours"
defaults:
  noinput: {after: 5s, attempts: 3, to: {to: bye, goal: rest}}
  nomatch: bye
nodes:
  welcome:
    type: say
    prompt: {en-US: "Hello", es-US: "Hola"}
    next: main
  main:
    type: menu
    options:
      1: {label: Bills, to: bye, share: 0.45, goal: pay, language: es-US, unspoken: true, speech: [bill, pay], notes: n}
      "*": main
    speech:
      "cancel it": {to: bye, accept: {dead-end: "known"}}
    nomatch: {attempts: 2, to: bye, prompt: "Again?"}
  bye: {type: hangup}
"""


def test_a_whole_tree_is_read_with_every_place() -> None:
    found = tree(WHOLE, "trees/acme.yaml")
    assert found.troubles == ()
    file = "trees/acme.yaml"

    def place(line: int, column: int, end: int) -> Position:
        return at(line, column, end, file)

    assert found.entries == (Entry("welcome", place(4, 9, 17), "+1 800"), Entry("main", place(4, 28, 36), "+1 900"))
    simple = (
        found.file, found.name, found.at, found.reader, found.languages, found.names, found.number, found.sector,
        found.recurring, found.calls_per_month, found.speech_rate, found.values, found.entry, found.unreadable,
    )  # fmt: skip
    assert simple == (
        file, "Acme", place(1, 1, 9), "yaml", ("en-US", "es-US"), ("trees/acme", file), "+1 800", "telecom",
        True, 120000.0, 150.0, {"balance": 3.0}, True, False,
    )  # fmt: skip
    assert found.text == WHOLE
    noinput = Retry(3, place(14, 3, 10), 5.0, inherited=True)
    nomatch = Retry(2, place(28, 5, 12), None, {"": "Again?"})
    assert [said(node) for node in found.nodes] == [
        {
            "id": "welcome",
            "at": place(17, 3, 10),
            "prompt": {"en-US": "Hello", "es-US": "Hola"},
            "fields": {"type": place(18, 5, 9), "prompt": place(19, 5, 11), "next": place(20, 5, 9)},
        },
        {
            "id": "main",
            "type": NodeType.MENU,
            "at": place(21, 3, 7),
            "barge_in": True,
            "noinput": noinput,
            "nomatch": nomatch,
            "fields": {
                "type": place(22, 5, 9),
                "options": place(23, 5, 12),
                "speech": place(26, 5, 11),
                "nomatch": place(28, 5, 12),
            },
        },
        {"id": "bye", "type": NodeType.HANGUP, "at": place(29, 3, 6), "fields": {"type": place(29, 9, 13)}},
    ]
    accepted = Acceptance("dead-end", "known", place(27, 39, 47), file, "main", "cancel it")
    caller, passive = Owner.CALLER, Owner.PASSIVE
    assert [said(edge) for edge in found.edges] == [
        {"source": "welcome", "target": "main", "trigger": "next", "owner": Owner.SYSTEM, "at": place(20, 5, 9)},
        {
            "source": "main",
            "target": "bye",
            "trigger": "1",
            "owner": caller,
            "at": place(24, 7, 8),
            "label": {"": "Bills"},
            "share": 0.45,
            "goal": "pay",
            "language": "es-US",
            "unspoken": True,
            "speech": {"": ("bill", "pay")},
            "notes": "n",
        },
        {"source": "main", "target": "main", "trigger": "*", "owner": caller, "at": place(25, 7, 10)},
        {
            "source": "main",
            "target": "bye",
            "trigger": "cancel it",
            "owner": caller,
            "at": place(27, 7, 18),
            "spoken": True,
            "accept": (accepted,),
        },
        {
            "source": "main",
            "target": "main",
            "trigger": "noinput",
            "owner": passive,
            "at": place(14, 3, 10),
            "limit": 2,
        },
        {
            "source": "main",
            "target": "bye",
            "trigger": "noinput-last",
            "owner": passive,
            "at": place(14, 3, 10),
            "goal": "rest",
        },
        {
            "source": "main",
            "target": "main",
            "trigger": "nomatch",
            "owner": passive,
            "at": place(28, 5, 12),
            "limit": 1,
        },
        {"source": "main", "target": "bye", "trigger": "nomatch-last", "owner": passive, "at": place(28, 5, 12)},
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: {type: say, next: b}", [("next", "b", "system", None)]),
        ("a: {type: agent, next: b}", [("next", "b", "system", None)]),
        ("a: {type: voicemail, next: b}", [("next", "b", "system", None)]),
        ("a: {type: callback, next: b}", [("next", "b", "system", None)]),
        ("a: {type: task, next: b, error: c}", [("next", "b", "system", None), ("error", "c", "system", None)]),
        ("a: {type: collect, next: b, options: {0: c}}", [("next", "b", "caller", None), ("0", "c", "caller", None)]),
        (
            "a: {type: decide, when: {yes: b, no: c}, else: d}",
            [("yes", "b", "system", None), ("no", "c", "system", None), ("else", "d", "system", None)],
        ),
        (
            "a: {type: hours, open: b, closed: c, holiday: d}",
            [("open", "b", "system", None), ("closed", "c", "system", None), ("holiday", "d", "system", None)],
        ),
        (
            "a: {type: loop, times: 3, again: b, done: c}",
            [("again", "b", "system", 3), ("done", "c", "system", None)],
        ),
        (
            "a: {type: queue, next: b, full: c, closed: d, timeout: {after: 10m, to: e}, options: {1: f}}",
            [
                *[("served", "b", "system", None), ("full", "c", "system", None), ("closed", "d", "system", None)],
                *[("timeout", "e", "system", None), ("1", "f", "caller", None)],
            ],
        ),
        ("a: {type: transfer, failed: b}", [("failed", "b", "system", None)]),
        ("a: {type: tree, file: x.yaml, next: b}", [("next", "b", "system", None)]),
        ("a: {type: return}", []),
        ("a: {type: menu, noinput: b}", [("noinput-last", "b", "passive", None)]),
        ("a: {type: menu, noinput: {}}", [("noinput-last", Nowhere.DROPPED, "passive", None)]),
        (
            "a: {type: menu, nomatch: {attempts: 3}}",
            [("nomatch", "a", "passive", 2), ("nomatch-last", Nowhere.DROPPED, "passive", None)],
        ),
        ("a: {type: menu}", []),
    ],
)
def test_each_type_has_its_exits_and_owners(
    text: str, expected: list[tuple[str, str | Nowhere, str, int | None]]
) -> None:
    found = body(f"  {text}\n")
    assert found.troubles == ()
    assert edges(found) == [("a", *edge) for edge in expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("type: say, barge_in: true", {"barge_in": True}),
        ("type: menu, barge_in: false", {"type": NodeType.MENU}),
        ("type: say, seconds: {en: 4, es: 5.5s}", {"seconds": {"en": 4.0, "es": 5.5}}),
        (
            "type: say, goal: cancel, resolves: true, confirms: sms",
            {"goals": ("cancel",), "resolves": True, "confirms": ("sms",)},
        ),
        ("type: say, goal: [cancel, other], tags: [x]", {"goals": ("cancel", "other"), "tags": ("x",)}),
        ("type: say, notice: [ai, legal], sensitive: fraud", {"notice": ("ai", "legal"), "sensitive": ("fraud",)}),
        ("type: say, carries_context: false, charge: premium", {"carries_context": False, "charge": "premium"}),
        (
            "type: collect, collects: pin, digits: 4, by: [keys]",
            {"type": NodeType.COLLECT, "barge_in": True, "collects": ("pin",), "digits": (4, 4), "by": ("keys",)},
        ),
        (
            "type: collect, digits: {min: 4, max: 6}",
            {"type": NodeType.COLLECT, "barge_in": True, "digits": (4, 6)},
        ),
        ("type: transfer, human: false, number: 010", {"type": NodeType.TRANSFER, "human": False, "number": "010"}),
        (
            "type: voicemail, answered_within: next-business-day",
            {"type": NodeType.VOICEMAIL, "answered_within": "next-business-day"},
        ),
        ("type: callback, answered_within: 1d4h", {"type": NodeType.CALLBACK, "answered_within": 100800.0}),
        (
            "type: hours, schedule: {mon-fri: 08:00-18:00}",
            {"type": NodeType.HOURS, "schedule": {"mon-fri": "08:00-18:00"}},
        ),
        ("type: queue, wait: 1m30s, team: t", {"type": NodeType.QUEUE, "wait": Wait(declared=90.0), "team": "t"}),
        ("type: queue, wait: {mean: 1m, p95: 5m}", {"type": NodeType.QUEUE, "wait": Wait(mean=60.0, p95=300.0)}),
        (
            "type: queue, wait: {arrivals: 30, agents: 4, handle: 4m, patience: 120}",
            {"type": NodeType.QUEUE, "wait": Wait(arrivals=30.0, agents=4.0, handle=240.0, patience=120.0)},
        ),
        (
            "type: queue, arrivals: 30, agents: 4, handle: 4m, wait: 5m",
            {"type": NodeType.QUEUE, "wait": Wait(declared=300.0, arrivals=30.0, agents=4.0, handle=240.0)},
        ),
        (
            "type: queue, announces: {position: true, every: 60s}",
            {"type": NodeType.QUEUE, "announces": Announces(True, False, 60.0)},
        ),
    ],
)
def test_fields_become_what_the_model_calls_them(text: str, expected: dict[str, Any]) -> None:
    found = body(f"  a: {{{text}}}\n")
    assert found.troubles == ()
    node = said(found.nodes[0])
    assert {name: value for name, value in node.items() if name not in ("id", "at", "fields")} == expected


def test_what_a_designer_types_is_what_is_read() -> None:
    found = body("  a:\n    type: menu\n    options: {1: on, 0: no, 010: off, '#': 'null'}\n  on: {type: hangup}\n")
    assert [(edge.trigger, edge.target) for edge in found.edges] == [
        ("1", "on"), ("0", "no"), ("010", "off"), ("#", "null"),
    ]  # fmt: skip
    assert troubles(found) == [("ambiguous-key", 6, 29, "a", "010")]
    assert found.nodes[1].id == "on"


@pytest.mark.parametrize("written", [
    '{1: {speech: [bill], to: b}, 2: {speech: [Bill], to: a}}, speech: {no: a}',
    '{2: {speech: [bill], to: a}, 1: {speech: [Bill], to: b}}, speech: {no: a}',
])  # fmt: skip
def test_of_two_exits_with_a_phrase_the_same_is_told_in_any_order(written: str) -> None:
    found = body(f"  a: {{type: menu, options: {written}}}\n  b: {{type: agent}}\n")
    assert [(one.rule, one.fact) for one in found.troubles] == [("ambiguous-key", "2")]


@pytest.mark.parametrize("written", [
    "options: {1: {speech: [bill], to: b}}, speech: {Bill: a}",
    "speech: {Bill: a}, options: {1: {speech: [bill], to: b}}",
])  # fmt: skip
def test_a_phrase_of_its_own_is_told_before_a_key_in_any_order(written: str) -> None:
    found = body(f"  a: {{type: menu, {written}}}\n  b: {{type: agent}}\n")
    assert [(one.rule, one.fact) for one in found.troubles] == [("ambiguous-key", "Bill")]


def test_links_lead_to_other_files() -> None:
    found = body(
        "  a: {type: tree, file: b.yaml, node: x}\n"
        "  b: {type: tree, file: c.yaml, next: a}\n"
        "  c: {type: menu, options: {1: other/main, 2: other.yaml, 3: own/id, 4: lost}}\n"
        "  own/id: {type: hangup}\n"
    )
    assert found.links == (
        Link("a", "", "b.yaml", "x", False, at(4, 19, 23)),
        Link("b", "", "c.yaml", "", True, at(5, 19, 23)),
        Link("c", "1", "other/main", "", False, at(6, 29, 30)),
        Link("c", "2", "other.yaml", "", False, at(6, 44, 45)),
    )
    assert found.troubles == ()


def test_places_travel_to_another_process() -> None:
    node = body("  a: {type: say, next: a}\n").nodes[0]
    assert pickle.loads(pickle.dumps(node.fields)) == {"type": at(4, 7, 11), "next": at(4, 18, 22)}
    assert dict(node.fields) == {"type": at(4, 7, 11), "next": at(4, 18, 22)}
    assert len(node.fields) == 2


# What is wrong is said where it stands

WRONG: list[tuple[str, list[str]]] = [
    (
        "type: mnu",
        [
            (
                "4:7-11 unknown-field type: `type` is `mnu`; allowed: say, menu, collect, decide, hours, task,"
                " loop, queue, agent, transfer, voicemail, callback, tree, return, hangup, outside; did you mean"
                " `menu`?"
            ),
        ],
    ),
    (
        "prompt: hi",
        [
            (
                "4:3-4 missing-field type: `type` is missing from a node: what the caller meets: say, menu"
                " or another."
            ),
        ],
    ),
    (
        "type: say, promt: hi",
        [
            "4:18-23 unknown-field promt: `promt` is no field of a say node; did you mean `prompt`?",
        ],
    ),
    (
        "type: say, digits: 4",
        [
            "4:18-24 unknown-field digits: `digits` belongs to collect, not to a say node.",
        ],
    ),
    (
        "type: agent, options: {}",
        [
            "4:20-27 unknown-field options: `options` belongs to menu, collect, queue, not to an agent node.",
        ],
    ),
    (
        "type: say, offer: yes",
        [
            "4:18-23 invalid-value offer: `offer` is `yes`; only true and false are allowed.",
        ],
    ),
    (
        "type: say, seconds: -3",
        [
            (
                "4:18-25 invalid-value seconds: `seconds` is `-3`; a number of seconds, or a duration such as"
                " 90s 5m 4h 2d 1m30s is allowed."
            ),
        ],
    ),
    (
        "type: voicemail, answered_within: nan",
        [
            (
                "4:24-39 invalid-value answered_within: `answered_within` is `nan`; a number of seconds, or a"
                " duration such as 90s 5m 4h 2d 1m30s is allowed, or `next-business-day`."
            ),
        ],
    ),
    (
        "type: say, confirms: [sms, emial]",
        [
            (
                "4:18-26 invalid-value confirms: `confirms` is `emial`; allowed: reference, sms, email, letter;"
                " did you mean `email`?"
            ),
        ],
    ),
    (
        "type: say, prompt: [x]",
        [
            "4:18-24 invalid-value prompt: `prompt` is a list; one text is allowed.",
        ],
    ),
    (
        "type: say, prompt: {text: x}",
        [
            (
                "4:27-31 invalid-value prompt.text: `text` is no language of this tree; a language tag such as"
                " en-US is expected."
            ),
        ],
    ),
    (
        "type: say, next: [b]",
        [
            "4:18-22 invalid-value next: `next` is a list; the id of a node is expected, or a mapping with `to`.",
        ],
    ),
    (
        "type: say, next: {label: x}",
        [
            "4:18-22 missing-field next.to: `to` is missing from an exit: the id of the node that it leads to.",
        ],
    ),
    (
        "type: say, next: {to: b, share: 45%, too: c}",
        [
            (
                "4:32-37 invalid-value next.share: `share` is `45%`; a number from 0 to 1, such as 0.45 for 45"
                " %, is allowed."
            ),
            "4:44-47 unknown-field next.too: `too` is no field of an exit; did you mean `to`?",
        ],
    ),
    (
        "type: say, next: b, next: c",
        [
            (
                "4:27-31 invalid-value next: `next` is given twice here; only the first one is read. | 4:18-22"
                " first given here"
            ),
        ],
    ),
    (
        "type: loop",
        [
            "4:3-4 missing-field times: `times` is missing from a loop node: how often `again` is taken.",
        ],
    ),
    (
        "type: tree",
        [
            "4:3-4 missing-field file: `file` is missing from a tree node: the tree that goes on.",
        ],
    ),
    (
        "type: menu, options: [b]",
        [
            ("4:19-26 invalid-value options: `options` is a list; a mapping is expected: a key, and where it leads."),
        ],
    ),
    (
        "type: menu, options: {1: b, 1: c}",
        [
            (
                "4:35-36 ambiguous-key 1: `1` is given twice in one node: a caller can get only one of the two."
                " | 4:29-30 first given here"
            ),
        ],
    ),
    (
        "type: menu, options: {12: b, 1: c}",
        [
            (
                "4:29-31 ambiguous-key 12 (warning): `12` begins with `1`, which is a key too: only waiting can"
                " tell the two apart. | 4:36-37 `1` is here"
            ),
        ],
    ),
    (
        "type: menu, options: {billing: b}",
        [
            (
                "4:29-36 invalid-value billing: `billing` is no key of a telephone; keys are 0-9 * #; what a"
                " caller says belongs into `speech`."
            ),
        ],
    ),
    (
        "type: menu, nomatch: {after: 5s, attempts: 0}",
        [
            "4:29-34 unknown-field nomatch.after: `after` belongs to `noinput`, not to `nomatch`.",
            "4:40-48 invalid-value nomatch.attempts: `attempts` is `0`; a whole number from 1 up is allowed.",
        ],
    ),
    (
        "type: collect, digits: {min: 5, max: 4}",
        [
            "4:22-28 invalid-value digits: `min` of `digits` is 5, more than its `max`, 4.",
        ],
    ),
    (
        "type: collect, collects: []",
        [
            "4:22-30 invalid-value collects: `collects` is an empty list; an entry is expected in it.",
        ],
    ),
    (
        "type: say, accept: {dead-end: {until: 2026-02-30}}",
        [
            (
                "4:27-35 missing-field accept.dead-end.reason: `reason` is missing from an acceptance: why this"
                " finding is wanted."
            ),
            (
                "4:38-43 invalid-value accept.dead-end.until: `until` is `2026-02-30`; a day written YYYY-MM-DD"
                " is expected."
            ),
        ],
    ),
]


@pytest.mark.parametrize(("text", "expected"), WRONG)
def test_a_fault_of_a_node_is_said_with_its_place(text: str, expected: list[str]) -> None:
    found = body(f"  a: {{{text}}}\n").troubles
    assert [shown(item) for item in found] == expected
    assert {(item.node, item.at.file) for item in found} == {("a", "f")}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{}", [("missing-field", 1, 1, None, name) for name in ("name", "start", "nodes")]),
        (
            "ivraudit: 2\nname:\nstart: []\nnodes:\n",
            [
                ("invalid-value", 1, 1, None, "ivraudit"),
                ("invalid-value", 2, 1, None, "name"),
                ("invalid-value", 3, 1, None, "start"),
                ("invalid-value", 4, 1, None, "nodes"),
            ],
        ),
        (HEAD + "  a: say\n", [("invalid-value", 4, 3, "a", "a")]),
        (HEAD + "  a: {type: say}\nsector: telcom\n", [("invalid-value", 5, 1, None, "sector")]),
        (HEAD + "  a: {type: say}\nspeech_rate: 0\n", [("invalid-value", 5, 1, None, "speech_rate")]),
        (HEAD + "  a: {type: say}\ncalls_per_month: 1,000\n", [("invalid-value", 5, 1, None, "calls_per_month")]),
        (
            HEAD + "  a: {type: say, prompt: {en: x, fr: y}, next: {to: a, language: de}}\nlanguages: [en, es]\n",
            [("invalid-value", 4, 34, "a", "prompt.fr"), ("invalid-value", 4, 56, "a", "next.language")],
        ),
        (
            HEAD + "  a: {type: menu}\n  b: {type: menu}\ndefaults: {noinput: {to: []}, nomatch: {tp: x}}\n",
            [
                ("invalid-value", 6, 22, None, "defaults.noinput.to"),
                ("unknown-field", 6, 41, None, "defaults.nomatch.tp"),
            ],
        ),
        (
            "name: T\nname: U\nstart: {'1': a, '1': b}\nnodes: {a: {type: say}}\n",
            [("invalid-value", 2, 1, None, "name"), ("invalid-value", 3, 17, None, "start.1")],
        ),
    ],
)
def test_faults_of_the_whole_tree_stand_at_their_fields(
    text: str, expected: list[tuple[str, int, int, None, str]]
) -> None:
    assert troubles(tree(text)) == expected


def test_a_second_node_of_the_same_id_is_checked_and_left_out() -> None:
    found = body(
        "  a: {type: say, next: b}\n  b: {type: hangup}\n  c: {type: hangup}\n"
        "  a: {type: menu, options: {1: c, 2: d}, offer: 1}\n"
    )
    assert found.troubles == (
        Trouble(
            "duplicate-node",
            at(7, 3, 4),
            "`a` is defined twice, and only the first one is read: give this one an id of its own.",
            "a",
            "",
            (Note(at(4, 3, 4), "first defined here", "a"),),
        ),
        Trouble("invalid-value", at(7, 42, 47), "`offer` is `1`; only true and false are allowed.", "a", "offer"),
    )
    assert [node.id for node in found.nodes] == ["a", "b", "c"]
    assert (edges(found), found.loose) == ([("a", "next", "b", "system", None)], frozenset("c"))


def test_what_cannot_be_read_may_still_lead_on() -> None:
    found = body(
        "  a: {type: menu, options: [b, {to: c}]}\n  b: {type: nonsense, next: c, options: {1: a}, schedule: 5}\n"
        "  c: {type: say, nxt: d}\n  d: {type: say, next: {to: [b]}}\n"
    )
    assert edges(found) == [
        ("a", "options", Nowhere.UNREAD, "caller", None),
        ("b", "next", "c", "system", None),
        ("b", "1", "a", "caller", None),
        ("d", "next", Nowhere.UNREAD, "system", None),
    ]
    assert found.nodes[1].type is NodeType.OUTSIDE
    assert found.loose == {"b", "c", "d"}
    assert [rule for rule, *_ in troubles(found)] == [
        "invalid-value",
        "unknown-field",
        "unknown-field",
        "invalid-value",
    ]


def test_the_exit_of_the_defaults_is_read_once_and_used_everywhere() -> None:
    found = tree(
        "defaults: {noinput: {attempts: 2, to: x}}\n"
        + HEAD
        + "  a: {type: menu}\n  b: {type: collect}\n  c: {type: queue}\n"
    )
    assert edges(found) == [
        ("a", "noinput", "a", "passive", 1), ("a", "noinput-last", "x", "passive", None),
        ("b", "noinput", "b", "passive", 1), ("b", "noinput-last", "x", "passive", None),
    ]  # fmt: skip
    assert {edge.at for edge in found.edges} == {at(1, 12, 19)}


# The # trap


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("    prompt: Enter it, then press # to go on\n", [(6, 5, "prompt")]),
        ("    prompt: Enter it,\n      then press # to go on\n", [(6, 5, "prompt")]),
        ("    prompt: #1 is billing\n", [(6, 5, "prompt")]),
        ("    label: {en: x,\n      es: y # z\n      }\n", [(7, 7, "label.es")]),
        ("    next: {to: a,\n      speech: [yes,\n      no # x\n      ]}\n", [(7, 7, "next.speech")]),
        ('    prompt: "press # now" # fine\n', []),
        ("    prompt: press# now\n", []),
        ("    prompt: x # expect: dead-end\n", []),
        ("    prompt: x # expects\n", [(6, 5, "prompt")]),
        ("    prompt: |\n      press # now\n", []),
        ("    goal: cancel # a word, no text\n", []),
    ],
)
def test_a_comment_behind_an_unquoted_text_is_reported(text: str, expected: list[tuple[int, int, str]]) -> None:
    found = body("  a:\n    type: say\n" + text)
    assert [(item.at.line, item.at.column, item.fact) for item in found.troubles] == expected
    assert {item.rule for item in found.troubles} <= {"swallowed-text"}


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("    options:\n      #: b\n", [7]),
        ("    options:\n      1: b\n      #: b\n      2: b\n", [8]),
        ("    options:\n      1: b\n      # : b\n", [8]),
        ("    options:\n      1: b\n      #: b\n      #: c\n    notes: x\n", [8, 9]),
        ("    options:\n#: b\n      1: b\n", [7]),
        ("    options: {\n      1: b,\n      #: b\n    }\n", [8]),
        ("    options:\n      1: b\n      # 2: b\n      # note: x\n", []),
        ('    options:\n      1: {to: b, prompt: "x\n      #: y"}\n', []),
        ("    options:\n      1:\n        to: b\n        notes: |\n          #: y\n", []),
        ("    options:\n      1: b\n  #: about b\n", []),
        ("    options:\n      1: b\n    notes: x\n    #: b\n", []),
    ],
)
def test_an_option_that_became_a_comment_is_reported(text: str, lines: list[int]) -> None:
    found = body("  a:\n    type: menu\n" + text + "  b: {type: hangup}\n")
    assert [item.at.line for item in found.troubles] == lines
    unread = [edge for edge in found.edges if edge.target is Nowhere.UNREAD]
    assert [edge.at for edge in unread] == [item.at for item in found.troubles]
    assert found.loose == ({"b"} if lines else set())


# Whatever the file holds


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"# x\n",
        b"a: &x b\n",
        b"\xff\xfe\x00",
        b"[" * 100_000,
        b"- a\n",
        b"text",
        b"a: 1\n---\nb: 2\n",
        b"ivraudit: 1\n\tx: y\n",
    ],
)
def test_a_refused_file_is_a_tree_that_says_why(data: bytes) -> None:
    (found,) = read(Source("dir/phone.yaml", data))
    assert (found.unreadable, found.name, found.nodes) == (True, "phone", ())
    assert {item.rule for item in found.troubles} == {"unreadable"}
    assert found.names == ("dir/phone", "dir/phone.yaml")


def test_another_encoding_gives_the_same_tree() -> None:
    (found,) = read(Source("f", WHOLE.encode("utf-16")))
    assert found.text == WHOLE
    assert edges(found) == edges(tree(WHOLE))


def test_a_chain_of_ten_thousand_nodes_is_read() -> None:
    text = "".join(f"  n{number}: {{type: say, next: n{number + 1}}}\n" for number in range(10_000))
    before = time.process_time()
    found = body(text)
    assert (len(found.nodes), len(found.edges), found.troubles) == (10_000, 10_000, ())
    assert time.process_time() - before < 20


def check_whole(found: Tree) -> None:
    """What holds for every tree whatever was in the file."""
    for item in found.troubles:
        assert item.message
        assert 1 <= item.at.line <= item.at.end_line
    ids = [node.id for node in found.nodes]
    assert len(ids) == len(set(ids))
    assert {edge.source for edge in found.edges} <= set(ids)
    assert found.loose <= set(ids)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=300))
def test_no_bytes_make_the_reader_raise(data: bytes) -> None:
    (found,) = read(Source("f", data))
    check_whole(found)
    assert isinstance(claims(Source("f", data)), bool)


PIECES = [
    "#",
    ": ",
    "\n",
    "  ",
    "[",
    "]",
    "{",
    "}",
    '"',
    "'",
    "- ",
    "\t",
    "1",
    "*",
    "&",
    "",
    "type",
    "to",
    "\x00",
    "9" * 5000,
    "é",
]


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_no_mutation_of_a_tree_makes_the_reader_raise(data: st.DataObject) -> None:
    text = WHOLE
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(text)))
        end = min(len(text), start + data.draw(st.integers(0, 12)))
        text = text[:start] + data.draw(st.sampled_from(PIECES)) + text[end:]
    check_whole(tree(text))


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_no_value_in_the_wrong_place_makes_the_reader_raise(data: st.DataObject) -> None:
    """Every value of a tree is replaced by one of another kind, so that the text stays YAML."""
    lines = WHOLE.splitlines()
    number = data.draw(st.integers(0, len(lines) - 1))
    value = data.draw(
        st.sampled_from(["[]", "{}", "", "x", "[[x]]", "{a: {b: c}}", "-1", "nan", "1e9", '""', "9" * 5000, "{1: }"])
    )
    lines[number] = lines[number].split(":")[0] + ": " + value
    found = tree("\n".join(lines) + "\n")
    check_whole(found)


@pytest.mark.parametrize("path", sorted(TREES.glob("good/*.yaml")), ids=lambda path: path.stem)
def test_good_trees_are_read_without_a_trouble(path: Path) -> None:
    (found,) = read(Source(path.name, path.read_bytes()))
    assert found.troubles == ()


def test_a_file_that_is_wrong_everywhere_is_still_read_in_time() -> None:
    wrong = "".join(f"  n{n}: {{type: menu, promt{n}: x}}\n" for n in range(5_000))
    swallowed = "".join(f"  m{n}:\n    type: menu\n    options:\n      #: n1\n" for n in range(5_000))
    before = time.process_time()
    rules = [item.rule for item in body(wrong + swallowed).troubles]
    assert (rules.count("unknown-field"), rules.count("swallowed-text")) == (5_000, 5_000)
    assert time.process_time() - before < 20
