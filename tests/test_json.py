"""JSON with places: the same values as the standard parser finds, each where it stands, and faults in words."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ivraudit.marked import Mapping, Scalar, Sequence, Value, get, items, pairs, parse_json, text

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-9999, 9999) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=12,
)


def plain(value: Value | None) -> Any:
    """What the standard parser would make of it."""
    if isinstance(value, Mapping):
        return {key.value: plain(item) for key, item in value.pairs}
    if isinstance(value, Sequence):
        return [plain(item) for item in value.items]
    assert isinstance(value, Scalar)
    return value.value if value.quoted else json.loads(value.value)


@settings(suppress_health_check=[HealthCheck.too_slow])  # how fast values are made up is not what is tested
@given(VALUES, st.sampled_from([None, 1, 4]), st.booleans())
def test_the_values_are_those_of_the_standard_parser(value: Any, indent: int | None, ascii_only: bool) -> None:
    written = json.dumps(value, indent=indent, ensure_ascii=ascii_only)
    found, faults = parse_json(written, "f.json")
    assert not faults
    assert plain(found) == value


@given(st.lists(st.text(max_size=8), min_size=1, max_size=5))
def test_every_text_stands_where_it_says(texts: list[str]) -> None:
    written = json.dumps(texts, indent=2, ensure_ascii=False)
    found, _ = parse_json(written, "f.json")
    lines = written.split("\n")
    for item, wanted in zip(items(found), texts, strict=True):
        at = item.at("f.json")
        assert at.line == at.end_line
        assert json.loads(lines[at.line - 1][at.column - 1 : at.end_column - 1]) == wanted


@pytest.mark.parametrize(
    ("written", "place", "words"),
    [
        ('{"a": 1', (1, 8), "The `{` of line 1"),
        ('{"a": [1}', (1, 9), "closes nothing"),
        ('{\n  "a": nope}', (2, 8), "is no JSON"),
        ("{a: 1}", (1, 2), "is no JSON"),
        ("{1: 2}", (1, 2), "A key is awaited"),
        ('{"a"}', (1, 5), "has no value"),
        ('{"a": 1} 2', (1, 10), "More follows"),
        ('["a', (1, 2), "is no JSON"),
        ("[" * 101, (1, 101), "nested deeper than 100"),
        ("", (1, 1), "empty"),
    ],
)
def test_a_fault_says_where_and_what(written: str, place: tuple[int, int], words: str) -> None:
    _, (fault,) = parse_json(written, "f.json")
    assert (fault.at.line, fault.at.column) == place
    assert words.lower() in fault.message.lower()


def test_what_stands_before_a_fault_is_kept() -> None:
    found, faults = parse_json('{"a": {"b": ["c", 1]}, "d": !', "f.json")
    assert faults
    assert text(found, "a", "b", 0) == "c"


def test_holes_of_templates_are_texts() -> None:
    found, faults = parse_json('{"a": {{x.arn}}, "b": ${y}, "c": {"d": "{{z}}"}}', "f.json")
    assert not faults
    assert [text(item) for _, item in pairs(found)[:2]] == ["{{x.arn}}", "${y}"]
    assert text(found, "c", "d") == "{{z}}"


def test_reaching_asks_nothing_back() -> None:
    found, _ = parse_json('{"a": [{"b": null}, "c"], "a": 2}', "f.json")
    assert text(found, "a", 1) == "c"
    assert text(found, "a", 0, "b") == ""
    assert get(found, "a", 7) is None
    assert get(found, "x", "y") is None
    assert items(found) == []
    assert pairs(get(found, "a", 1)) == []
