"""What Architect's expressions say: the words that a caller hears, lengths of time, languages."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ivraudit.readers.genesys_architect.steps import Spoken

_TOKEN = re.compile(
    r'"(?P<text>(?:[^"\\]|\\.)*)"'
    r"|(?P<call>[A-Za-z_][\w.]*)\s*\("
    r"|(?P<name>[A-Za-z_][\w.]*(?:\[\w*\])?)"
)
_CHOOSING = frozenset({"if", "switch", "getat", "randominteger"})
"""Functions that choose among what stands in them: what is heard is not known before."""
_RECORDING = re.compile(r"Prompt(?:System|User)?\.", re.IGNORECASE)
_WORDS = frozenset({"true", "false", "and", "or", "not", "null", "not_set"})
_TAG = re.compile(r"<[^<>]*>")
_HOLE = re.compile(r"\{\{\s*([\w.-]+)\s*\}\}")
_LANGUAGE = re.compile(r"([A-Za-z]{2,3})(?:[-_]([A-Za-z]{4}))?(?:[-_]([A-Za-z]{2}|\d{3}))?\Z")
_LENGTH = re.compile(r"P(?:(\d+)D)?T?(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?(?:(\d+)F)?\Z")
_EQUAL = re.compile(r'\s*([A-Za-z_][\w.]*)\s*==\s*"([0-9*#])"\s*\Z')
_EQUAL_TURNED = re.compile(r'\s*"([0-9*#])"\s*==\s*([A-Za-z_][\w.]*)\s*\Z')


def plain(text: str) -> str:
    """Return a text without markup of speech, and with `{name}` for what is filled in by a deployment."""
    return " ".join(_HOLE.sub(r"{\1}", _TAG.sub(" ", text)).split())


def tag(language: str) -> str:
    """Return a language tag as BCP 47 writes it; "" for what is none."""
    found = _LANGUAGE.match(language)
    if not found:
        return ""
    parts = (found[1].lower(), (found[2] or "").title(), (found[3] or "").upper())
    return "-".join(part for part in parts if part)


def seconds(length: str) -> float | None:
    """Return the seconds of a duration such as `P0D0H0M10S0F`, where F are milliseconds; None for another text."""
    found = _LENGTH.match(length)
    if not found or not any(found.groups()):
        return None
    days, hours, minutes, whole, parts = (int(part or 0) for part in found.groups())
    return days * 86400 + hours * 3600 + minutes * 60 + whole + parts / 1000


def whole(text: str, most: int) -> int | None:
    """Return the whole number that a text writes, from 1 to the most there may be; None for another text."""
    digits = text.strip()
    if not digits.isascii() or not digits.isdigit() or len(digits) > 9:
        return None
    return min(max(int(digits), 1), most)


def switched(expression: str) -> bool | None:
    """Return whether what an expression comes to may be true; None where nothing is said."""
    said = expression.strip().lower()
    return said != "false" if said else None


def compared(expression: str) -> tuple[str, str] | None:
    """Return the variable and the one key that an expression compares it with; None for any other expression."""
    found = _EQUAL.match(expression)
    if found:
        return found[1], found[2]
    turned = _EQUAL_TURNED.match(expression)
    return (turned[2], turned[1]) if turned else None


def spoken(expression: str, language: str = "") -> Spoken:
    """Return what an expression makes a caller hear: its literal texts, variables in them as `{name}`.

    Where the expression itself chooses among texts, or has none, nothing is known but that something is played.
    """
    texts: list[str] = []
    recordings: list[str] = []
    calls: list[str] = []
    for kind, word in _tokens(expression):
        if kind == "text":
            texts.append(word)
        elif kind == "call":
            calls.append(word.lower())
        elif _RECORDING.match(word):
            recordings.append(word.partition(".")[2])
        elif "." in word and word.lower() not in _WORDS:
            texts.append(f" {{{word}}} ")
    if _CHOOSING.intersection(calls):
        return Spoken(something=True)
    silent = not texts and not recordings and "toaudioblank" in calls
    text = plain("".join(texts)) if any(re.search(r"\w", one) for one in texts if not one.startswith(" {")) else ""
    return Spoken(
        {language: text} if text else {}, {language: ", ".join(recordings)} if recordings else {},
        something=bool(expression.strip()) and not silent,
    )  # fmt: skip


def _tokens(expression: str) -> Iterator[tuple[str, str]]:
    for found in _TOKEN.finditer(expression):
        kind = found.lastgroup or ""
        word = found[kind]
        if kind == "text":
            word = re.sub(r"\\(.)", r"\1", word)
        yield kind, word
