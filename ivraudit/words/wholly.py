"""Whether a text holds one of some words, whole and in any spelling."""

from __future__ import annotations

import re
from functools import lru_cache

from ivraudit.words.grammar import either, fold


def holds(words: tuple[str, ...], text: str) -> bool:
    """Say whether one of the words stands in a text, whole, in capitals or not, with its accents or without."""
    return bool(_pattern(words).search(fold(text)))


@lru_cache(maxsize=64)
def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{either(fold(word) for word in words)})(?!\w)")
