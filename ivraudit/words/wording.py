"""Turns of phrase that a prompt is searched for: stock phrases, apologies, next steps, jargon."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from ivraudit.words.lexicon import FOLDER, languages, primary
from ivraudit.words.patterns import LONGEST

BETWEEN = 3
"""So many words may stand where a phrase has `*` alone."""


class _Phrase(NamedTuple):
    """A phrase, and how it is looked for."""

    anchor: str
    """Its longest word: a text without it needs no closer look."""
    pattern: str
    """The regular expression, to be searched in a text made `plain`."""


def phrase_in(text: str, topic: str, language: str) -> str | None:
    """Return the first phrase of a list that a text says, as the text says it; "" if none, None if nobody knows.

    The lists are `stock_phrases`, `stock_deflections`, `apologies`, `next_steps` and `jargon_terms`; None stands for
    a language without them. Case, accents and marks between words make no difference.
    """
    phrases = _lists(primary(language)).get(topic)
    if phrases is None:
        return None
    said = plain(text)
    found = [
        match
        for phrase in phrases
        if phrase.anchor in said and (match := _compiled(phrase.pattern).search(said))
    ]  # fmt: skip
    return min(found, key=lambda match: match.start())[0].strip() if found else ""


def acronyms_in(text: str, language: str) -> tuple[str, ...] | None:
    """Return the internal acronyms that a text says in capitals, in order, without those that it explains itself.

    An acronym is explained where words of the same text begin with its letters, in a row. None: an unknown language.
    """
    listed = _acronyms(primary(language))
    if listed is None:
        return None
    text = text[:LONGEST]
    if not _capitals(text):
        return ()
    words = _compiled(r"\w+").findall(text)
    said = tuple(dict.fromkeys(word for word in words if word in listed))
    initials = "".join(word[0] for word in words if word not in listed).casefold()
    return tuple(one for one in said if one.casefold() not in initials)


def _capitals(text: str) -> bool:
    """Whether two capitals stand together, as in an acronym."""
    return _compiled(r"[^\W\d_a-z]{2}").search(text) is not None


@lru_cache(maxsize=32_768)
def plain(text: str) -> str:
    """Return the words of a text in lower case and without accents, with one space around each."""
    text = text[:LONGEST]
    if not text.isascii():
        import unicodedata  # not before it is needed: it takes long to load

        apart = unicodedata.normalize("NFD", text.replace("’", "'").replace("ı", "i"))
        text = "".join(letter for letter in apart if not unicodedata.combining(letter))
    words = _compiled(r"\w+(?:'\w+)?").findall(text.casefold())
    return f" {' '.join(words)} "


@lru_cache(maxsize=512)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


@lru_cache(maxsize=64)
def _wording(tag: str) -> Mapping[str, list[str]]:
    """What the file of a language says of wording."""
    if tag not in languages():
        return {}
    found: Mapping[str, list[str]] = json.loads((FOLDER / f"{tag}.json").read_text(encoding="utf-8")).get("wording", {})
    return found


@lru_cache(maxsize=64)
def _lists(tag: str) -> Mapping[str, tuple[_Phrase, ...]]:
    lists = _wording(tag).items()
    return {topic: tuple(map(_phrase, said)) for topic, said in lists if topic not in ("source", "jargon_acronyms")}


@lru_cache(maxsize=64)
def _acronyms(tag: str) -> frozenset[str] | None:
    said = _wording(tag).get("jargon_acronyms")
    return None if said is None else frozenset(said)


def _phrase(written: str) -> _Phrase:
    """Make a phrase ready: `*` alone is a few words, `*` behind letters any ending."""
    pattern, anchor = " ", ""
    for word in written.split():
        stem = plain(word.removesuffix("*")).strip()
        anchor = max(anchor, stem, key=len)
        if not stem:
            pattern += rf"(?:\S+ ){{0,{BETWEEN}}}"
        else:
            pattern += re.escape(stem) + (r"\S* " if word.endswith("*") else " ")
    return _Phrase(anchor, pattern)
