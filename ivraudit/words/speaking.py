"""How long a voice takes to say a text.

Assumptions, where no source gives a figure: a sentence ends with a full pause and a comma, semicolon or colon with a
third of one; a language written without spaces has two characters a word (Japanese, Chinese) or four (Thai, Lao, Khmer,
Burmese); two to four capitals without a vowel are said letter by letter; an unknown language counts numbers as English.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import lru_cache

from ivraudit.model import Speech
from ivraudit.words.lexicon import Lexicon, english, lexicon, primary
from ivraudit.words.numerals import ADDRESS, INITIALS, MONEY, RUN, address_words, cardinal, initials_words, run_words
from ivraudit.words.patterns import compiled

VALUE_SECONDS = 1.5
"""How long `{name}` takes where the tree does not say it (docs/tree-format.md)."""
COMMA_PAUSE = 1 / 3
CHARACTERS_A_WORD = {"ja": 2, "zh": 2, "th": 4, "lo": 4, "km": 4, "my": 4}

WORD = r"[^\W\d_][^\s—–…/]*"
UNSPACED = r"[^\W\d_A-Za-z]"
LATIN_WORD = r"[A-Za-z][A-Za-z'’\-]*"
FIGURE_OR_SIGN = rf"[\d&@#*+=%{MONEY}]"
CAPITALS = r"[A-Z][A-Z]"
DOTTED = r"\.[A-Za-z][A-Za-z]"

# A full stop behind a single letter ("a.m.") ends no sentence; nothing counts that nothing follows.
SENTENCE_END = r"[.!?…؟।](?<!\.\w\.)(?=[\"'”’»)\]]{0,3}\s+\S)|[。！？](?=\s*\S)"
COMMA = r"[,;:،؛](?=\s+\S)|[、，；：](?=\s*\S)"

MARKUP = r"\{([^{}]*)\}|</?[A-Za-z!?][^<>]*>"
BREAK_TIME = r"\btime\s*=\s*[\"']?\s*([0-9]{1,6}(?:\.[0-9]{1,6})?)\s*(ms|s)\b"
NO_BREAK = r"\bstrength\s*=\s*[\"']?none\b"
HELD = "\ufffc"
"""What stands in a text for something that was counted apart."""


def _shape(letter: str) -> str:
    """What a character of ASCII is for the fast path: a small or capital letter, a space, a mark, or 0: not plain."""
    if letter.isspace():
        return " "
    if letter.isalpha():
        return "A" if letter.isupper() else "a"
    if letter.isdigit():
        return "9"
    marks = {".": ".", "!": ".", "?": ".", ",": ",", ";": ",", ":": ","}
    return marks.get(letter, "-" if letter in "\"'()[]-" else "0")


SHAPES = {code: _shape(chr(code)) for code in range(128)}
ALONE = " 9+[.,]? +"
"""The shape of a figure that stands alone; of two in a row only the first does."""
FIGURE = "[0-9]+"


def speech_seconds(text: str, language: str | None, speech: Speech, values: Mapping[str, float]) -> float:
    """Seconds to say a text: 60 * words / words per minute, and pauses (docs/method.md, Times).

    `{name}` takes values[name], or 1.5 s; `<break time="500ms"/>` is a pause of that length. No pause stands after the
    last sentence.
    """
    held = 0.0
    counts = _plain(text, language)
    if counts is None:
        if "{" in text or "<" in text:
            held = _markup_seconds(text, speech, values)
            text = compiled(MARKUP).sub(_stand_in, text)
        ends, commas = compiled(SENTENCE_END).findall(text), compiled(COMMA).findall(text)
        counts = _count(text, language), len(ends), len(commas)
    words, sentences, clauses = counts
    return held + 60.0 * words / speech.words_per_minute + speech.pause_seconds * (sentences + COMMA_PAUSE * clauses)


def seconds_at(
    text: str, ends: Iterable[int], language: str | None, speech: Speech, values: Mapping[str, float]
) -> dict[int, float]:
    """The seconds until the voice has said what stands before each of many ends of words, in one pass of the text."""
    found: dict[int, float] = {}
    seconds, start = 0.0, 0
    for end in sorted(set(ends)):
        seconds += speech_seconds(text[start:end], language, speech, values)
        found[end], start = seconds, end
    return found


def _stand_in(markup: re.Match[str]) -> str:
    """What is left of a placeholder or a tag where words are counted."""
    return " " if markup[0].startswith("<") else HELD


def _markup_seconds(text: str, speech: Speech, values: Mapping[str, float]) -> float:
    """Seconds that the placeholders and the breaks of a text take."""
    seconds = 0.0
    for markup, times in Counter(match[0] for match in compiled(MARKUP).finditer(text)).items():
        if markup.startswith("{"):
            seconds += times * values.get(markup[1:-1].strip(), VALUE_SECONDS)
        elif markup.startswith("<break"):
            seconds += times * _break_seconds(markup, speech)
    return seconds


def _break_seconds(tag: str, speech: Speech) -> float:
    """The seconds of a break: its time, nothing where its strength is none, else an ordinary pause."""
    told = compiled(BREAK_TIME).search(tag)
    if told:
        return float(told[1]) / (1000.0 if told[2] == "ms" else 1.0)
    return 0.0 if compiled(NO_BREAK).search(tag) else speech.pause_seconds


def _plain(text: str, language: str | None) -> tuple[int, int, int] | None:
    """The words, sentence ends and commas of a text of English letters, marks and single figures; else None.

    The same answer as the long way, which the tests hold it against, for most prompts in a tenth of the time.
    """
    if not text.isascii() or primary(language) in CHARACTERS_A_WORD:
        return None
    shape = text.translate(SHAPES).strip()
    said = shape[2:] if shape[:2] in (". ", ", ") else shape  # what goes on behind a part that ended with a word
    if said[:1] not in ("a", "A", "9") or _needs_a_closer_look(shape):
        return None
    words = len(said.split())
    if "9" in shape:
        figures = compiled(FIGURE).findall(text)
        if len(compiled(ALONE).findall(f" {shape} ")) < len(figures):
            return None
        lists = lexicon(language) or english()
        words += sum([_figure_words(figure, lists) - 1 for figure in figures])
    return words, shape.count(". "), shape.count(", ")


def _needs_a_closer_look(shape: str) -> bool:
    """Whether there are signs, abbreviations, addresses, quotes, or marks that stand alone."""
    return (
        "0" in shape or "AA" in shape or ".a" in shape or ".A" in shape or ".-" in shape
        or " -" in shape or " ." in shape or " ," in shape
    )  # fmt: skip


@lru_cache(maxsize=16_384)
def _figure_words(figure: str, lists: Lexicon) -> int:
    """The words that a number takes which stands alone."""
    small = len(figure) < 5 and figure[0] != "0"  # no year, no number of a phone
    return cardinal(int(figure), lists.numbers) if small else run_words(figure, lists)


def _count(text: str, language: str | None) -> int:
    """The words of a text without markup: numbers, amounts, dates, times and signs by the words they take.

    A number of five or more digits without separators, one with a leading zero, and a phone number are said digit by
    digit. A compound number counts its parts where a language writes them as one word.
    """
    total = 0
    if compiled(DOTTED).search(text):
        total += sum(times * address_words(one) for one, times in Counter(compiled(ADDRESS).findall(text)).items())
        text = compiled(ADDRESS).sub(HELD, text)
    if compiled(CAPITALS).search(text):
        total += sum(times * initials_words(one) for one, times in Counter(compiled(INITIALS).findall(text)).items())
        text = compiled(INITIALS).sub(HELD, text)
    if compiled(FIGURE_OR_SIGN).search(text):
        lists = lexicon(language) or english()
        total += sum(times * run_words(one, lists) for one, times in Counter(compiled(RUN).findall(text)).items())
        text = compiled(RUN).sub(HELD, text)
    characters = CHARACTERS_A_WORD.get(primary(language))
    if characters is None:
        return total + len(compiled(WORD).findall(text))
    return total - (-len(compiled(UNSPACED).findall(text)) // characters) + len(compiled(LATIN_WORD).findall(text))
