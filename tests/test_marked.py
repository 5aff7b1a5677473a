"""Text becomes values that know their place, and whatever is no YAML is answered in words."""

from __future__ import annotations

import time

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from ivraudit.marked import DEPTH_LIMIT, FAULT_LIMIT, SIZE_LIMIT, Fault, Mapping, Scalar, Sequence, Value, decode, parse
from ivraudit.marked.decoding import searchable
from ivraudit.model import Note, Position


def plain(value: Value | None) -> object:
    """A value without its places: texts, lists, and lists of pairs."""
    if value is None or isinstance(value, Scalar):
        return value and value.value
    if isinstance(value, Sequence):
        return [plain(item) for item in value.items]
    return [(key.value, plain(item)) for key, item in value.pairs]


def place(line: int, column: int, end_column: int | None = None, end_line: int | None = None) -> Position:
    return Position("f", line, column, end_line or line, column + 1 if end_column is None else end_column)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: b\n", [("a", "b")]),
        ("1: x\n01: y\n", [("1", "x"), ("01", "y")]),
        ("on: no\n010: 9:00\n", [("on", "no"), ("010", "9:00")]),
        ("lang: NO\nvalue: 1e3\nempty:\nnull: ~\n", [("lang", "NO"), ("value", "1e3"), ("empty", ""), ("null", "~")]),
        ("a: 1\na: 2\n", [("a", "1"), ("a", "2")]),
        ("- a\n- [b, {c: d}]\n- []\n- {}\n", ["a", ["b", [("c", "d")]], [], []]),
        ("a: |\n  x # y\n  z\n", [("a", "x # y\nz\n")]),
        ("\N{GEORGIAN LETTER AN}: \N{TELEPHONE RECEIVER}\n", [("\N{GEORGIAN LETTER AN}", "\N{TELEPHONE RECEIVER}")]),
        ("{a: b}", [("a", "b")]),
        ("just text", "just text"),
        ("'<<': x\n", [("<<", "x")]),
    ],
)
def test_nothing_is_typed_and_nothing_is_lost(text: str, expected: object) -> None:
    value, faults = parse(text, "f")
    assert (plain(value), faults) == (expected, [])


def test_every_value_knows_its_span_in_code_points() -> None:
    value, _ = parse('a: "b c"\n\N{TELEPHONE RECEIVER}\N{TELEPHONE RECEIVER}: [x,\n  y]\n', "f")
    assert isinstance(value, Mapping)
    (first, text), (second, items) = value.pairs
    assert isinstance(text, Scalar)
    assert text.quoted
    assert not first.quoted
    assert [item.at("f") for item in (first, text, second, items)] == [
        place(1, 1), place(1, 4, 9), place(2, 1, 3), place(2, 5, 5, 3),
    ]  # fmt: skip
    assert value.at("f").line == 1


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "utf-16-le-bom", "utf-16-be-bom", "utf-32-be-bom"]
)
def test_utf_8_and_whatever_says_its_encoding_are_read(encoding: str) -> None:
    text = "name: \N{GEORGIAN LETTER AN}\N{TELEPHONE RECEIVER}"
    marked = "\ufeff" + text if encoding.endswith("-bom") else text
    data = marked.encode(encoding.removesuffix("-bom"))
    assert decode(data, "f") == (text, [])
    assert searchable(data) == text.encode()


def test_what_is_broken_can_be_searched_too() -> None:
    assert searchable(b"a\xff") == b"a\xff"
    assert searchable(b"\xff\xfea\x00\n\x00\x00\xd8") == b"a\n\xef\xbf\xbd"
    assert searchable(b"\xff\xfe\x00\x00a\x00\x00\x00b") == b"a\xef\xbf\xbd"


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"a: b\nc: \xe9t\xe9\n", Fault(place(2, 4), "The byte 0xE9 is not UTF-8: save the file as UTF-8.")),
        (b"\xef\xbb\xbfab\xff", Fault(place(1, 3), "The byte 0xFF is not UTF-8: save the file as UTF-8.")),
        (b"\xff\xfea\x00\n\x00\x00\xd8", Fault(place(2, 1), "The byte 0x00 is not UTF-16: save the file as UTF-8.")),
        (
            b"a" * (SIZE_LIMIT + 1),
            Fault(
                Position("f"),
                "The file holds 50,000,001 bytes; 50,000,000 are allowed: split the tree into several files.",
            ),
        ),
    ],
)
def test_bytes_that_are_no_text_are_refused_where_they_stand(data: bytes, expected: Fault) -> None:
    assert decode(data, "f") == (None, [expected])


def opened(line: int, column: int) -> tuple[Note, ...]:
    return (Note(place(line, column), "opened here"),)


QUOTE_ALL = "put the whole text in quotes."
TAB = "A tab is found where only spaces are allowed: indent with spaces; a text with a tab is quoted."
EMPTY = "The file is empty: it holds nothing but blank lines and comments."
ESCAPE = r"In double quotes a backslash begins a sign such as \n, and this is none: write \\, or use ' quotes."
NOT_CLOSED = "A `,` or `{0}` is missing: the `{1}` that opens the value is not closed before here"
HASH = "; a # after a space begins a comment: if it is meant as a key or a text, quote it"
UNFINISHED = (
    "A `name: value` cannot begin here, because the line above is a text that is not finished:"
    " give this line the indentation of its neighbours, or put the text above in quotes."
)
COLUMN = (
    "This begins in column {0}, which fits no line above: what belongs to the same thing begins in the same column."
)
BAD: list[tuple[str, Fault]] = [
    ("", Fault(Position("f"), EMPTY)),
    ("# only\n\n# comments\n", Fault(Position("f"), EMPTY)),
    ("---\n", Fault(Position("f"), EMPTY)),
    ("options:\n  *: main\n", Fault(place(2, 3), 'A bare `*` means something else in YAML: quote it: "*"')),
    ("a: **hi\n", Fault(place(1, 4), f"A text cannot begin with `*` unless it is quoted: {QUOTE_ALL}")),
    ("a: & b\n", Fault(place(1, 4), f"A text cannot begin with `&` unless it is quoted: {QUOTE_ALL}")),
    ("a: @x\n", Fault(place(1, 4), f"A text cannot begin with `@` unless it is quoted: {QUOTE_ALL}")),
    ("a: `x\n", Fault(place(1, 4), f"A text cannot begin with a backtick unless it is quoted: {QUOTE_ALL}")),
    ("a: %x\n", Fault(place(1, 4), f"A text cannot begin with `%` unless it is quoted: {QUOTE_ALL}")),
    ("%x: 1\n", Fault(place(1, 1), f"A line cannot begin with `%` unless it is quoted: {QUOTE_ALL}")),
    ("a: ? b\n", Fault(place(1, 4), f"A text cannot begin with `?` and a space unless it is quoted: {QUOTE_ALL}")),
    ("a: >5 min\n", Fault(place(1, 4), "A text cannot begin with `>` in its own line unless it is quoted.")),
    (
        "a:\n  prompt: Press 1: billing\n",
        Fault(place(2, 18), 'A second `: ` stands in one line: put the text in quotes: prompt: "Press 1: billing"'),
    ),
    ("a: b\n  c: d\n", Fault(place(2, 4), UNFINISHED)),
    (
        "a" * 1100 + ": 1\n",
        Fault(place(1, 1101), "A key is longer than the 1,024 characters that YAML allows: shorten it."),
    ),
    ("a:\n\tb: 1\n", Fault(place(2, 1), TAB)),
    ("a:\n  b: 1\n\tc: 1\n", Fault(place(3, 1), TAB)),
    ("a:\n  b: 1\n c: 2\n", Fault(place(3, 2), COLUMN.format(2))),
    ("a:\n    b: 1\n  c: 2\n", Fault(place(3, 3), COLUMN.format(3))),
    (
        'a: "abc\nb: 1\n',
        Fault(place(1, 4), 'The text that begins with " has no closing ": add it where the text ends.'),
    ),
    (
        'a: "abc\nb: c\nd: "def"\n',
        Fault(
            place(3, 5),
            "The quote opened some lines above is closed only in this line: a closing quote is missing there.",
            opened(1, 4),
        ),
    ),
    (
        'a: "x" y\n',
        Fault(place(1, 8), "More text follows after the closing quote: one pair of quotes goes around the whole text."),
    ),
    ('a: "\\d"\n', Fault(place(1, 5), ESCAPE, opened(1, 4))),
    ('a: "\\ud83d\\ude00"\n', Fault(place(1, 7), ESCAPE, opened(1, 4))),
    ("a: [1, 2\nb: 1\n", Fault(place(2, 2), NOT_CLOSED.format("]", "[") + ".", opened(1, 4))),
    ("a: {x: 1\nb: 1\n", Fault(place(2, 2), NOT_CLOSED.format("}", "{") + ".", opened(1, 4))),
    ("a: {1: x, # : y}\n", Fault(place(2, 1, 1), NOT_CLOSED.format("}", "{") + HASH + ".", opened(1, 4))),
    (
        "a: {x: 1,, y: 2}\n",
        Fault(place(1, 10), "Nothing stands before this comma: delete it, or write what is missing.", opened(1, 4)),
    ),
    (
        "a: {balance} is\n",
        Fault(place(1, 14), "More text follows after the bracket: a text that begins with [ or { is put in quotes."),
    ),
    ("a: ]\n", Fault(place(1, 4), "`]` cannot begin a value: put the text in quotes, or delete what is too much.")),
    ("a: 1\nfoo\nb: 2\n", Fault(place(2, 1), "The `: ` is missing in this line: a field is written `name: value`.")),
    (
        "a: 1\n- b\n",
        Fault(place(2, 1), "A list item `- ` stands among fields `name: value`: only one of the two can stand here."),
    ),
    (
        "a: - b\n",
        Fault(
            place(1, 4), "A list item `- ` cannot begin here: begin it on a line of its own, or put the text in quotes."
        ),
    ),
    (
        "- a\nb: 1\n",
        Fault(
            place(2, 1), "Only `- ` items can stand in this list: indent the line like them, or end the list above it."
        ),
    ),
    (
        "a: 1\n...\nb: 2\n",
        Fault(place(3, 1), "More text follows after the end of the document: one file holds one document."),
    ),
    (
        "a: 1\n---\nb: 2\n",
        Fault(
            place(2, 1, 4), "A second document begins here; one file holds one document: put it in a file of its own."
        ),
    ),
    (
        "a: x\x00y\n",
        Fault(place(1, 5), "The control character U+0000 is not allowed: delete it, and save the file as UTF-8."),
    ),
    (
        "%YAML 2.0\n---\na: 1\n",
        Fault(
            place(1, 1),
            "This is not YAML (found incompatible YAML document):"
            " look at quotes, colons and indentation here and one line above.",
        ),
    ),
    (
        "*1: x\n",
        Fault(place(1, 1, 3), '`*1` refers to another place in YAML, which is not read here: quote it: "*1"'),
    ),
    (
        "a: &x b\n",
        Fault(place(1, 4, 8), "`&x` is an anchor to YAML, and is not read here: put a text that begins so in quotes."),
    ),
    (
        "a: !Hi there\n",
        Fault(place(1, 4, 13), "`!Hi` is a tag to YAML, and is not read here: put a text that begins so in quotes."),
    ),
    (
        "a: !x [b]\n",
        Fault(place(1, 4, 8), "`!x` is a tag to YAML, and is not read here: put a text that begins so in quotes."),
    ),
    (
        "<<: {a: 1}\n",
        Fault(place(1, 1, 3), "The merge key `<<` is not read here: write the fields out, or use `defaults`."),
    ),
    (
        "? {a: b}\n: c\n",
        Fault(
            place(1, 3), "A list or a mapping cannot be a key: a key is one text, in quotes if it begins with a sign."
        ),
    ),
]


@pytest.mark.parametrize(("text", "expected"), BAD)
def test_what_the_parser_refuses_is_said_in_a_designers_words(text: str, expected: Fault) -> None:
    assert parse(text, "f") == (None, [expected])


def test_every_anchor_and_alias_is_reported_up_to_a_limit() -> None:
    _, faults = parse("a: &one x\nb: *one\nc: [*one, *one]\n", "f")
    assert [fault.at for fault in faults] == [place(1, 4, 10), place(2, 4, 8), place(3, 5, 9), place(3, 11, 15)]
    _, faults = parse("a: &a 1\n" + "b: *a\n" * 1000, "f")
    assert len(faults) == FAULT_LIMIT


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("[" * 100_000, place(1, DEPTH_LIMIT + 1, DEPTH_LIMIT + 2)),
        ("{a: " * 100_000, place(1, 4 * DEPTH_LIMIT + 1, 4 * DEPTH_LIMIT + 2)),
        ("- " * 5_000, place(1, 2 * DEPTH_LIMIT + 1, 2 * DEPTH_LIMIT + 1)),
    ],
)
def test_deep_nesting_ends_at_once(text: str, at: Position) -> None:
    before = time.process_time()
    _, faults = parse(text, "f")
    assert [fault.at for fault in faults] == [at]
    assert time.process_time() - before < 1


def test_a_file_of_aliases_ends_at_once() -> None:
    text = "a: &a [x]\n" + "b: [" + "*a, " * 1_000_000 + "]\n"
    before = time.process_time()
    _, faults = parse(text, "f")
    assert len(faults) == FAULT_LIMIT
    assert time.process_time() - before < 1


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=200) | st.text(alphabet="ab:-#*&!|>'\"[]{},?%@`\\ \n\t0u", max_size=60).map(str.encode))
def test_no_bytes_make_it_raise_and_none_are_read_without_a_word(data: bytes) -> None:
    text, faults = decode(data, "f")
    if text is None:
        assert faults
        return
    value, faults = parse(text, "f")
    assert (value is None) == bool(faults)
    assert all(fault.at.line >= 1 and fault.at.column >= 1 and fault.message for fault in faults)


def test_the_parser_written_in_python_serves_where_the_other_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(yaml, "CSafeLoader", raising=False)
    value, faults = parse('a: [b, "c"]\n1: x\n', "f")
    assert (plain(value), faults) == ([("a", ["b", "c"]), ("1", "x")], [])
    for text, fault in BAD:
        refused, faults = parse(text, "f")
        assert refused is None
        assert faults, text
        assert len(fault.message) > 10
