"""The words by which a prompt may tell callers that they are recorded."""

from __future__ import annotations

RECORDING = {
    "en": ("record", "taped", "monitored"),
    "es": ("grab", "registrad"),
    "fr": ("enregistr",),
    "de": ("aufgezeichnet", "aufzeichn", "aufnahme", "aufgenommen", "mitgeschnitten", "mitschn"),
    "it": ("registra",),
    "pt": ("grava", "registad", "registrad"),
    "et": ("salvesta", "lindista"),
    "ka": ("იწერ", "ჩაწერ", "ჩაიწ"),
    "tr": ("kayd", "kayıt", "kayded"),
    "he": ("מוקלט", "הקלט", "מוקלטות"),
}
"""Beginnings of words, per language. Own list: wide on purpose, since whoever finds one only asks a person to look."""

_ALL = tuple(stem for stems in RECORDING.values() for stem in stems)


def may_tell_of_recording(text: str) -> bool:
    """Whether a text in any of the known languages may say that the call is recorded."""
    folded = text.casefold()
    return any(stem in folded for stem in _ALL)
