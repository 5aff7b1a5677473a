"""Whether a text says that somebody leaves a service, in the words of its language."""

from __future__ import annotations

import json
from functools import lru_cache

from ivraudit.words.grammar import fold
from ivraudit.words.lexicon import FOLDER, languages, primary
from ivraudit.words.patterns import compiled


def says_cancel(text: str, language: str | None) -> bool | None:
    """Say whether a text has one of the words for cancelling; None where the language is not known.

    Words are compared without case and accents, and a word of the list is found inside longer ones too: in doubt a
    text counts as saying it.
    """
    tag = primary(language)
    if tag not in languages():
        return None
    plain = _plain(text)
    return any(word in plain for word in _words(tag))


def _plain(text: str) -> str:
    """A text in words of one space between them and at both ends, without case, accents and marks."""
    words = compiled(r"\W+").sub(" ", _bare(text)).strip()
    return f" {words} "


def _bare(text: str) -> str:
    import unicodedata  # asked of few trees

    apart = unicodedata.normalize("NFD", fold(text))
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


@lru_cache(maxsize=64)
def _words(tag: str) -> tuple[str, ...]:
    listed: list[str] = json.loads((FOLDER / f"{tag}.json").read_text(encoding="utf-8"))["cancel"]["words"]
    return tuple(" " * word.startswith(" ") + _bare(word) + " " * word.endswith(" ") for word in listed)
