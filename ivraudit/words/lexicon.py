"""Languages as data: which ones are known, and the word lists of each, read when first asked for."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

FOLDER = Path(__file__).parent / "data"

OLD_TAGS = {"iw": "he", "cmn": "zh", "yue": "zh"}
"""Codes that exports still carry, and the code that stands for them here."""


class Numbers(NamedTuple):
    """How many words the cardinal numbers of a language take."""

    decades: tuple[str, ...]
    """Ten rows of ten figures: the words of 0 to 9, of 10 to 19, and so on to 99."""
    hundreds: tuple[int, ...]
    """The words of 100, of 200, and of any other whole hundred."""
    thousands: tuple[int, ...]
    """The words of 1,000, of 2,000, and what `thousand` adds to the count of other thousands."""
    joint: int
    """The words between hundreds and the rest, such as `and`."""


@dataclass(frozen=True, slots=True, eq=False)
class Lexicon:
    """What is known of one language."""

    language: str
    name: str
    source: str
    announce: str
    """How a platform announces an option, with `{label}` and `{key}`."""
    decimal: str
    """The mark before decimals; the other of point and comma separates thousands."""
    keys: Mapping[str, tuple[str, ...]]
    """The names of each key of the keypad, the one that voices say first."""
    numbers: Numbers
    lists: Mapping[str, tuple[str, ...]]

    def phrases(self, name: str) -> tuple[str, ...]:
        """The word list of that name, empty where the language has none."""
        return self.lists.get(name, ())


@lru_cache(maxsize=256)
def primary(language: str | None, default: str = "") -> str:
    """The language of a tag without region or script, in lower case: `pt-BR` is `pt`; no tag at all is `default`."""
    tag = (language or default).strip().lower().replace("_", "-").partition("-")[0]
    return OLD_TAGS.get(tag, tag)


@lru_cache(maxsize=1)
def languages() -> frozenset[str]:
    """The primary tags of all languages that have a file."""
    return frozenset(path.stem for path in FOLDER.glob("*.json"))


def known(language: str | None, default: str = "") -> bool:
    """Whether there are word lists for the language of this tag; no tag counts as `default`."""
    return primary(language, default) in languages()


def lexicon(language: str | None) -> Lexicon | None:
    """The word lists for a language tag, or None for a language that is not known."""
    tag = primary(language)
    return _load(tag) if tag in languages() else None


def english() -> Lexicon:
    """The word lists of English, which serve where a language is unknown and something must be said."""
    return _load("en")


@lru_cache(maxsize=64)
def _load(tag: str) -> Lexicon:
    """The lexicon of one language as its file has it."""
    data = json.loads((FOLDER / f"{tag}.json").read_text(encoding="utf-8"))
    numbers = data["numbers"]
    return Lexicon(
        language=tag,
        name=data["name"],
        source=data["source"],
        announce=data["announce"],
        decimal=data["decimal"],
        keys={key: tuple(names) for key, names in data["keys"].items()},
        numbers=Numbers(
            decades=tuple(numbers["decades"]),
            hundreds=tuple(numbers["hundreds"]),
            thousands=tuple(numbers["thousands"]),
            joint=numbers["joint"],
        ),
        lists={name: tuple(phrases) for name, phrases in data["lists"].items()},
    )
