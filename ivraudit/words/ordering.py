"""In which order a prompt tells what an option is and which key it has."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import lru_cache

from ivraudit.words.announcing import announcements
from ivraudit.words.grammar import any_word
from ivraudit.words.lexicon import Lexicon, lexicon

_QUOTE = r"[\"'“”„«‘’]?\s?"
"""What may stand before the name of an option."""


def key_first(text: str, language: str, keys: Collection[str]) -> bool | None:
    """Whether a prompt begins its options with the key and says what it is for afterwards: "press 1 for sales".

    Judged is the first of these keys that is announced, at the beginning of a sentence and with its purpose straight
    behind it, in prompts that announce two or more of them. A purpose behind a comma (`press 1, if ...`) might be that
    of the key after it, so that one has to be said first as well. None: the language is not known.
    """
    words = lexicon(language)
    if words is None:
        return None
    said = [one for one in announcements(text, language) or () if one.key in keys]
    if len({one.key for one in said}) < 2:
        return False
    first, second, *_ = (bool(_beginning(words).search(text[: one.start])) for one in said[:2])
    clauses = all(_clause(words).match(text, one.end) for one in said[:2])
    return first and bool(_purpose(words).match(text, said[0].end) or (second and clauses))


@lru_cache(maxsize=64)
def _beginning(words: Lexicon) -> re.Pattern[str]:
    """What may stand before a key that nothing has been said of: a sentence's end, and a word such as `please`."""
    filler = any_word(words.phrases("fillers"))
    return re.compile(rf"(?:\A|[.!?:…])[\s\"'“”«»]*(?:{filler}[\s,]+)?\Z", re.IGNORECASE)


@lru_cache(maxsize=64)
def _purpose(words: Lexicon) -> re.Pattern[str]:
    """A purpose straight behind a key: `for sales`."""
    prefixes = "|".join(re.escape(one) for one in words.phrases("purpose_prefixes")) or r"(?!)"
    purposes = any_word(words.phrases("purposes"))
    return re.compile(rf"[\s\"'”’»)]{{1,4}}(?:(?:{purposes})\s+{_QUOTE}\w|(?:{prefixes})(?=\w))", re.IGNORECASE)


@lru_cache(maxsize=64)
def _clause(words: Lexicon) -> re.Pattern[str]:
    """A purpose behind a comma, as some languages have to write it: `, if you call about sales`."""
    return re.compile(rf"[\w\-]*,\s+(?:{any_word(words.phrases('purposes'))})\s+{_QUOTE}\w", re.IGNORECASE)
