"""How hard an English text is to follow: the Flesch-Kincaid grade, with syllables counted by a small algorithm.

Syllables are groups of the vowels a e i o u y; an e at the end of a word is silent except in -le behind a consonant, so
is that of -es and -ed except where it must be heard (boxes, wanted); every word has at least one. It errs on the low
side.
"""

from __future__ import annotations

import re

from ivraudit.words.patterns import LONGEST, compiled

MARKUP = r"\{[^{}]*\}|<[^<>]*>"
SENTENCE_END = r"[.!?;:…]+(?:\s|\Z)"
WORD = r"[A-Za-z]+(?:['’][A-Za-z]+)?"
VOWELS = r"[aeiouy]+"
SILENT_E = r"(?<=[^aeiouy])(?<![^aeiouy]l)e$"
SILENT_ES = r"(?<=[^aeiouysxzcg])(?<![sc]h)(?<![^aeiouy]l)es$"
SILENT_ED = r"(?<=[^aeiouytd])(?<![^aeiouyl]l)ed$"


def syllables(word: str) -> int:
    """Return about how many syllables an English word has, at least one."""
    plain = word.lower()
    groups = len(compiled(VOWELS).findall(plain))
    return max(1, groups - (1 if compiled(rf"{SILENT_E}|{SILENT_ES}|{SILENT_ED}").search(plain) else 0))


def grade(text: str) -> tuple[float, int]:
    """Return the Flesch-Kincaid grade (years of school in the United States) of an English text, and its words.

    0.39 words per sentence + 11.8 syllables per word - 15.59: Kincaid, Fishburne, Rogers and Chissom 1975. Figures and
    placeholders are no words here.
    """
    text = compiled(MARKUP).sub(" ", text[:LONGEST])
    words: list[str] = compiled(WORD).findall(text)
    if not words:
        return 0.0, 0
    sentences = sum(1 for part in re.split(SENTENCE_END, text) if compiled(WORD).search(part))
    spoken = sum(map(syllables, words))
    return 0.39 * len(words) / max(1, sentences) + 11.8 * spoken / len(words) - 15.59, len(words)
