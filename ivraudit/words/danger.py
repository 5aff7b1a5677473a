"""The words of a notice for those in danger."""

from __future__ import annotations

import re
from collections.abc import Mapping

from ivraudit.words.lexicon import lexicon, primary
from ivraudit.words.wholly import holds

EMERGENCY: Mapping[str, tuple[str, ...]] = {
    "en": ("emergency", "emergencies", "in danger", "life-threatening", "ambulance"),
    "es": ("emergencia", "emergencias", "urgencia", "urgencias", "ambulancia"),
    "fr": ("urgence", "urgences", "samu", "ambulance"),
    "de": ("notfall", "notfälle", "notruf", "rettungsdienst", "krankenwagen"),
    "it": ("emergenza", "emergenze", "urgenza", "ambulanza"),
    "pt": ("emergência", "emergências", "urgência", "ambulância", "samu"),
    "et": ("hädaabi", "hädaolukord", "hädaolukorras", "hädaabinumber", "kiirabi"),
    "ka": ("გადაუდებელი", "გადაუდებელ", "საგანგებო", "სასწრაფო"),
    "tr": ("acil", "acil durum", "ambulans"),
    "he": ("חירום", "אמבולנס", "מד״א", "מד\"א"),
}  # fmt: skip
"""Words by which such a notice is known. Own list."""


def warns(text: str, language: str) -> bool | None:
    """Say whether a prompt may speak of an emergency or its number; None where the language is not known."""
    words, tag = lexicon(language), primary(language)
    if words is None or tag not in EMERGENCY:
        return None
    return holds(EMERGENCY[tag], text) or not set(re.findall(r"\d+", text)).isdisjoint(words.phrases("services"))


def warned_until(text: str, language: str) -> int:
    """Return where the first sentence that warns ends in a prompt (characters); 0 where none is found."""
    start = 0
    for stop in (*(match.end() for match in re.finditer(r"[.!?…](?=\s)", text)), len(text)):
        if warns(text[start:stop], language):
            return stop
        start = stop
    return 0
