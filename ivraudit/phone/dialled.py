"""What a caller does, and what the system is to do, as it is typed: keys, phrases, silence, choices of the system."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum
from typing import NamedTuple

from ivraudit.errors import UsageError, nearest

KEYPAD = frozenset("0123456789*#")
QUOTED = r'"(?P<quoted>(?:[^"\\]|\\.)*)"'
ITEM = re.compile(rf'\s*(?P<system>=?)\s*(?:{QUOTED}|(?P<bare>[^",]*?))\s*(?:,|\Z)')


class Does(Enum):
    """What an item stands for."""

    KEYS = "keys"
    PHRASE = "phrase"
    SILENCE = "silence"
    WRONG = "wrong"
    SYSTEM = "system"


class Item(NamedTuple):
    """One thing that is typed, and its place among them, from 1."""

    number: int
    does: Does
    value: str

    def __str__(self) -> str:
        return f"item {self.number}, {written(self.does, self.value)},"


def written(does: Does, value: str) -> str:
    """Return an item as it is typed."""
    if does in (Does.KEYS, Does.SILENCE, Does.WRONG):
        return value
    plain = does is Does.SYSTEM and value == value.strip() and not set('",') & set(value)
    escaped = value if plain else '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return f"={escaped}" if does is Does.SYSTEM else escaped


def items(text: str, first: int = 1) -> Iterator[Item]:
    r"""Yield the items of a text, with commas between them, numbered from `first`; UsageError at one that is none.

    A key or an entry of data stands bare, a phrase in quotes (in which `\"` is a quote), `silence` and `wrong` are
    words, and `=exit` or `="exit"` is what the system chooses.
    """
    place, number = 0, first
    while True:
        match = ITEM.match(text, place)
        if match is None:
            rest = text[place:].strip()
            raise UsageError(f"item {number}, {rest}, is not understood: a phrase stands in quotes between commas")
        yield _item(number, match)
        if not match[0].endswith(",") or match.end() == place:
            return
        place, number = match.end(), number + 1


def _item(number: int, match: re.Match[str]) -> Item:
    quoted, bare = match["quoted"], match["bare"]
    value = bare if quoted is None else re.sub(r"\\(.)", r"\1", quoted)
    if match["system"]:
        if value:
            return Item(number, Does.SYSTEM, value)
    elif quoted is not None:
        return Item(number, Does.PHRASE, value)
    elif value in ("silence", "wrong"):
        return Item(number, Does(value), value)
    elif value and KEYPAD.issuperset(value):
        return Item(number, Does.KEYS, value)
    found = f"item {number}, {bare}, is" if bare else f"item {number} is empty: it is"
    near = nearest(bare or "", ("silence", "wrong"))
    raise UsageError(f"{found} neither a key, silence, wrong, =exit nor a phrase in quotes{near}")
