"""What the conditions of a split ask: keys, phrases, a count, or something of the system's."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ivraudit.marked import Scalar, Value, get, items, text

_GATHERED = re.compile(r"widgets\.([^.|}]+)\.(?:Digits|SpeechResult)")
_VARIABLE = re.compile(r"\{\{\s*flow\.variables\.([\w-]+)\s*(?:\|[^{}]*)?\}\}\Z")
_COUNTING = re.compile(r"\|\s*plus\s*:\s*1\b")
_KEYS = re.compile(r"[0-9*#]+\Z")
_EQUAL = ("equal_to", "matches_any_of")


class Branch(NamedTuple):
    """One answer of a split: the words for it, whether they are a key, a phrase or neither, and where it leads."""

    words: str
    key: bool
    phrase: bool
    transition: Value


class Count(NamedTuple):
    """A split that counts: how often it may go round, and by which transition."""

    times: int
    again: Value
    done: Value


def gathered(split: Value) -> str:
    """Return the name of the gather whose answer a split asks for; "" if it asks for something else."""
    found = _GATHERED.search(text(split, "properties", "input"))
    return found[1] if found else ""


def branches(split: Value) -> Iterator[Branch]:
    """Yield the answers of a split in order; of those that are the same the first counts, as in Studio."""
    seen: set[str] = set()
    for transition in items(split, "transitions"):
        if text(transition, "event") != "match":
            continue
        conditions = items(transition, "conditions")
        for kind, value in (_condition(one) for one in conditions):
            words = [word.strip() for word in value.split(",")] if kind == "matches_any_of" else [value.strip()]
            for word in words:
                said = word if kind in (*_EQUAL, "contains") else f"{kind.replace('_', ' ')} {word}".strip()
                if said not in seen:
                    seen.add(said)
                    key = kind in _EQUAL and bool(_KEYS.match(word))
                    yield Branch(said, key, not key and kind in (*_EQUAL, "contains"), transition)
        if not conditions:
            yield Branch("match", False, False, transition)


def _condition(condition: Value) -> tuple[str, str]:
    return text(condition, "type"), text(condition, "value")


def otherwise(split: Value) -> Value | None:
    """Return the transition that is taken when nothing matches."""
    return next((one for one in items(split, "transitions") if text(one, "event") == "noMatch"), None)


def counters(states: Sequence[Value]) -> frozenset[str]:
    """Return the variables that some widget counts up by one."""
    found = set()
    for state in states:
        for variable in items(state, "properties", "variables"):
            if _COUNTING.search(text(variable, "value")):
                found.add(text(variable, "key"))
    return frozenset(found)


def counted(split: Value, counting: frozenset[str]) -> Count | None:
    """Return the count of a split that compares a counted variable with a number; None if it is none."""
    found = _VARIABLE.match(text(split, "properties", "input").strip())
    matches = [one for one in items(split, "transitions") if text(one, "event") == "match"]
    other = otherwise(split)
    if found is None or found[1] not in counting or len(matches) != 1 or other is None:
        return None
    conditions = [_condition(one) for one in items(matches[0], "conditions")]
    if len(conditions) != 1 or not conditions[0][1].strip().isdecimal():
        return None
    kind, times = conditions[0][0], max(1, int(conditions[0][1]))
    if kind == "less_than":
        return Count(times, matches[0], other)
    return Count(times, other, matches[0]) if kind in ("greater_than", "equal_to") else None


def leads(transition: Value | None) -> str:
    """Return the widget that a transition leads to; "" where the call ends."""
    return text(transition, "next")


def word(transition: Value) -> Scalar | None:
    """Return the event of a transition, which is where findings stand."""
    found = get(transition, "event")
    return found if isinstance(found, Scalar) else None
