"""U+0085, U+2028 and U+2029 end a line for YAML 1.1, but for no editor: places are told as an editor counts them."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from ivraudit.api import audit, load_policy, read
from ivraudit.errors import PolicyError
from ivraudit.marked import DEPTH_LIMIT, Fault, Scalar, Sequence, Value, decode, parse
from ivraudit.model import Position, Source

BREAKS = ["\x85", "\u2028", "\u2029"]


def scalars(value: Value | None) -> Iterator[Scalar]:
    """Every text of a value, keys included, in order."""
    waiting: list[Value] = [value] if value else []
    while waiting:
        one = waiting.pop()
        if isinstance(one, Scalar):
            yield one
        elif isinstance(one, Sequence):
            waiting += reversed(one.items)
        else:
            waiting += [part for pair in reversed(one.pairs) for part in reversed(pair)]


def spans(text: str) -> list[tuple[str, int, int, int, int]]:
    """Every text of a file with its span; there must be no fault."""
    value, faults = parse(text, "f")
    assert faults == []
    return [(one.value, *one.at("f")[1:]) for one in scalars(value)]


@pytest.fixture(params=["CSafeLoader", "SafeLoader"])
def loader(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """The parser written in C, and the one in Python that serves without it."""
    if request.param == "SafeLoader":
        monkeypatch.delattr(yaml, "CSafeLoader", raising=False)


@pytest.mark.usefixtures("loader")
@pytest.mark.parametrize("sign", BREAKS)
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_and_columns_are_those_of_an_editor(sign: str, end: str) -> None:
    kept = " " if sign == "\x85" else sign
    text = f'a: "b{sign}c" # d{sign}e{end}f: [g, "h{sign}i", j]{end}k: |{end}  l{sign}  m{end}n: o{sign}p: q{end}'
    assert spans(text) == [
        ("a", 1, 1, 1, 2), (f"b{kept}c", 1, 4, 1, 9),
        ("f", 2, 1, 2, 2), ("g", 2, 5, 2, 6), (f"h{kept}i", 2, 8, 2, 13), ("j", 2, 15, 2, 16),
        ("k", 3, 1, 3, 2), (f"l{kept.replace(' ', chr(10))}m\n", 3, 4, 5, 1),
        ("n", 5, 1, 5, 2), ("o", 5, 4, 5, 5), ("p", 5, 6, 5, 7), ("q", 5, 9, 5, 10),
    ]  # fmt: skip


@pytest.mark.usefixtures("loader")
@pytest.mark.parametrize("sign", BREAKS)
@pytest.mark.parametrize("text", [
    "# a{}b\nc: d\n", "c: d # a{}b: {{\n", "c: d\n# it's{}\"a\n", "c:\n  - d # a{}- e\n  # a{}{}b\n",
    "c: |\n  # d\n# a{}b\n", "c: {{d: e, # a{}'b\n f: g}}\n", "--- # a{}b\nc: 'd # e'\n",
])  # fmt: skip
def test_a_comment_goes_on_to_the_end_of_its_line(sign: str, text: str) -> None:
    assert spans(text.replace("{}", sign).format()) == spans(text.replace("{}", "-").format())


@pytest.mark.usefixtures("loader")
def test_what_only_looks_like_a_comment_is_kept() -> None:
    assert [one[0] for one in spans("a: \"# b\u2028 c\"\nd: '# e\u2028f'\ng: h#\u2028i: j\n")] == [
        "a", "# b\u2028c", "d", "# e\u2028f", "g", "h#", "i", "j",
    ]  # fmt: skip


def place(line: int, column: int, end: int) -> Position:
    return Position("f", line, column, line, end)


@pytest.mark.parametrize(("text", "expected"), [
    ("a: 1\nb: Hello\u2028there\nc: d\n", Fault(
        place(2, 10, 11), "The `: ` is missing in this line: a field is written `name: value`."
        " U+2028 in line 2, column 9 ends a line for YAML: write a space in its place.")),
    ("a: |\n  x\x85y\nb: c\n", Fault(
        place(2, 5, 6), "The `: ` is missing in this line: a field is written `name: value`."
        " U+0085 in line 2, column 4 ends a line for YAML: write a space in its place.")),
    ("a: b\u2029c\nd: e\n", Fault(
        place(1, 6, 7), "The `: ` is missing in this line: a field is written `name: value`."
        " U+2029 in line 1, column 5 ends a line for YAML: write a space in its place.")),
    ('a: "b\u2028c"\nd: e\nf: [g\n', Fault(
        place(4, 1, 1), "A `,` or `]` is missing: the `[` that opens the value is not closed before here.",)),
    ('a: "b\u2028c"\nd: e\n\tf: g\n', Fault(
        place(3, 1, 2),
        "A tab is found where only spaces are allowed: indent with spaces; a text with a tab is quoted.")),
    ('a: "b\u2028c"\nd: &e f\n', Fault(
        place(2, 4, 8), "`&e` is an anchor to YAML, and is not read here: put a text that begins so in quotes.")),
    ('a: "b\u2028c"\nd: \x00\n', Fault(
        place(2, 4, 5), "The control character U+0000 is not allowed: delete it, and save the file as UTF-8.")),
])  # fmt: skip
def test_a_fault_stands_in_its_line_and_names_the_character_that_may_be_to_blame(text: str, expected: Fault) -> None:
    _, (fault,) = parse(text, "f")
    assert fault._replace(also=()) == expected


def test_bytes_that_are_no_text_stand_in_their_line() -> None:
    _, faults = decode("a: \u2028\x0c\nb: ".encode() + b"\xff", "f")
    assert faults == [Fault(place(2, 4, 5), "The byte 0xFF is not UTF-8: save the file as UTF-8.")]


TREE = """ivraudit: 1 # ones{}# expect: none
name: "T{}"
start: main
nodes: # they{}follow
  main:
    type: say
    prompt: "Hello{}there."
    nxt: gone
    next: gone
  menu: {{type: menu, prompt: "One{}", options: {{1: lost}}}}
  hash:
    type: menu
    prompt: Press # for{}more
    options:
      1: main
      # : menu
"""


@pytest.mark.parametrize("sign", BREAKS)
def test_every_finding_of_a_tree_stands_where_it_stands_without_them(sign: str) -> None:
    def told(character: str) -> list[tuple[str, Position]]:
        text = TREE.replace("{}", character).replace("{{", "{").replace("}}", "}")
        trees = read(Source("t.yaml", text.encode()))
        places = [(one.rule, one.position) for one in audit(trees, load_policy()).findings]
        nodes = [(node.id, node.at) for tree in trees for node in tree.nodes]
        exits = [(edge.trigger, edge.at) for tree in trees for edge in tree.edges]
        return [*places, *nodes, *exits]

    assert told(sign) == told(" ")
    assert {"dangling-target", "unknown-field", "swallowed-text"} <= {rule for rule, _ in told(sign)}


@pytest.mark.parametrize("sign", BREAKS)
def test_a_policy_is_faulted_where_an_editor_shows_it(sign: str, tmp_path: Path) -> None:
    file = tmp_path / "p.yaml"
    file.write_text(f'# for{sign}us\nadvice: {{unreadable: "a{sign}b", us: ours}}\ncheks: {{}}\n', encoding="utf-8")
    with pytest.raises(PolicyError) as caught:
        load_policy(file)
    assert [one.removeprefix(str(file))[:6] for one in str(caught.value).splitlines()] == [":2:29:", ":3:1: "]


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet="ab:-#&|>'\"[]{},\\ \n\r\x85\u2028\u2029", max_size=60).map("{}\n".format))
def test_every_place_is_one_that_an_editor_has(text: str) -> None:
    value, faults = parse(text, "f")
    lines = re.split("\r\n|\r|\n", text)
    places = [one.at("f") for one in scalars(value)] + [fault.at for fault in faults]
    for at in places:
        assert at.column <= len(lines[at.line - 1]) + 1
        assert at.end_column <= len(lines[at.end_line - 1]) + 1
    for one in scalars(value):
        if not one.quoted and one.value and one.start.line == one.end.line:
            shown = lines[one.start.line][one.start.column : one.end.column]
            assert re.sub(r"\s+", "", one.value) == re.sub(r"\s+", "", shown)


@pytest.mark.parametrize(("text", "line"), [
    ("a: [" + '"b\u2028c", # d\u2028e\n' * 20_000 + "]\n", 0),
    ("[#\u2028\n" * 100_000, DEPTH_LIMIT + 1), ("{a: #\u2028\n" * 100_000, DEPTH_LIMIT + 1),
])  # fmt: skip
def test_many_are_read_at_once(text: str, line: int) -> None:
    before = time.process_time()
    _, faults = parse(text, "f")
    assert [fault.at.line for fault in faults] == [line] * bool(line)
    assert time.process_time() - before < 2
