"""Words for the report: texts made fit for a page, numbers as people say them, sentences taken apart."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from ivraudit.writers.drawing.letters import clean

SOFT_BREAK = "\x1f"
"""Where the template may break a long word; no text of a tree holds it, since `clean` takes it out."""

_UNBROKEN = 22
"""Characters that fit into the narrowest column; a longer word may be broken."""

_LONG_WORD = re.compile(rf"\S{{{_UNBROKEN + 1},}}")
_JOINTS = re.compile(rf"[^/_.:\-]{{1,{_UNBROKEN}}}[/_.:\-]*|[/_.:\-]+")
_SENTENCE = re.compile(r"(.+?[.!?])(?=\s+[A-Z`\"]|\s*\Z)", re.DOTALL)

_SMALL = (
    "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
)  # fmt: skip

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip


def shown(text: str, most: int = 600) -> str:
    """Return a text of a tree on one line of at most `most` characters, with soft breaks in words that are too long."""
    line = clean(text)
    if len(line) > most:
        line = line[: most - 1].rstrip() + "…"
    return _LONG_WORD.sub(lambda word: SOFT_BREAK.join(_JOINTS.findall(word.group())), line)


def paragraph(text: str) -> str:
    """Return a chapter of a rule's manual as one paragraph."""
    return " ".join(text.split())


def first_sentence(text: str) -> str:
    """Return the first sentence of a paragraph; all of it where no full stop ends one."""
    line = paragraph(text)
    found = _SENTENCE.match(line)
    return found.group(1) if found else line


def as_clause(summary: str) -> str:
    """Return a rule's summary as a part of a longer sentence: no capital, no full stop, no marks of code."""
    line = paragraph(summary).rstrip(".").replace("`", "")
    head = line.split(" ", 1)[0]
    return line if len(head) > 1 and head.isupper() else line[:1].lower() + line[1:]


def number_word(number: int) -> str:
    """Return a number as running text has it: in words up to twelve, in figures beyond."""
    return _SMALL[number] if 0 <= number < len(_SMALL) else f"{number:,}"


def counted(number: int, one: str) -> str:
    """Return a number in words with its noun: `one phone line`, `two phone lines`."""
    return f"{number_word(number)} {one if number == 1 else f'{one}s'}"


def sentence(text: str) -> str:
    """Return a text with a capital at its beginning."""
    return text[:1].upper() + text[1:]


def listed(parts: Sequence[str], comma: str = ", ") -> str:
    """Return parts as a list in a sentence: `a, b and c`; semicolons keep an `and` of their own apart from it."""
    if len(parts) < 2:
        return "".join(parts)
    last = f"{comma}and " if comma != ", " else " and "
    return comma.join(parts[:-1]) + last + parts[-1]


def some(parts: Sequence[str], most: int) -> str:
    """Return the first `most` parts in a row, and how many more there are."""
    rest = len(parts) - most
    shown_parts = ", ".join(parts[:most])
    return f"{shown_parts} and {rest:,} more" if rest > 0 else listed(parts)


def duration(seconds: float) -> str:
    """Return seconds as people say them: `14 s`, `7 min`; nothing where it is less than half a second."""
    if seconds < 0.5:
        return ""
    if seconds < 119.5:
        return f"{seconds:.0f} s"
    minutes = seconds / 60
    return f"{minutes:.0f} min" if minutes < 119.5 else f"{minutes / 60:.0f} h"


def day(date: str) -> str:
    """Return a day `2026-11-22` as `22 November 2026`; anything else as it is."""
    parts = date.split("-")
    if len(parts) != 3 or not all(part.isdigit() for part in parts) or not 1 <= int(parts[1]) <= 12:
        return date
    return f"{int(parts[2])} {_MONTHS[int(parts[1]) - 1]} {parts[0]}"


def distinct(values: Iterable[str]) -> list[str]:
    """Return each value once, in order."""
    return list(dict.fromkeys(values))
