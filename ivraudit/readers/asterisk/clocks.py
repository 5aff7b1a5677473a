"""What a time condition means: opening hours, closing hours, a holiday, or nothing that can be told."""

from __future__ import annotations

import re

from ivraudit.readers.asterisk.arguments import split

OPEN, CLOSED, HOLIDAY = "open", "closed", "holiday"

MORNING = (4 * 60, 14 * 60)
"""Minutes of the day between which opening hours begin."""
LONGEST_DAY = 17 * 60

_SAID_OPEN = re.compile(
    r"(?<![a-z])(?:open(?:ed)?|abierto|offen|geoeffnet|ouvert|work(?:ing)?|business|daytime|laboral)(?![a-z])"
)
_SAID_CLOSED = re.compile(
    r"clos(?:e|ed|ing)(?![a-z])|after-?_?hours|out-?_?of|off-?_?hours|night|noche|noite|nacht|nuit|cerrado|fechado|fermé|"
    r"ferme(?![a-z])|geschlossen|zu(?![a-z])|fuera|fora(?![a-z])|weekend|finde"
)
_SAID_HOLIDAY = re.compile(r"holiday|feriado|festivo|feiertag|ferie|vacation|xmas|christmas|navidad|natal")
_IF_TIME = re.compile(r"\$\{IFTIME\(([^?]*)\?\s*(1|true)?\s*(?::\s*(0|1|false|true)?\s*)?\)\}", re.IGNORECASE)


def meaning(spec: str, then: str, other: str) -> str:
    """Return what it means that a time fits: `open`, `closed`, `holiday`, or "" where that cannot be told.

    `then` and `other` are the names of what the condition leads to; a name that says it beats the times.
    """
    for names, flipped in ((then, False), (other, True)):
        told = _told(names.casefold())
        if told:
            return told if not flipped else {OPEN: CLOSED, CLOSED: OPEN}.get(told, OPEN)
    return _by_times(spec)


def _told(names: str) -> str:
    if _SAID_HOLIDAY.search(names):
        return HOLIDAY
    if _SAID_CLOSED.search(names):
        return CLOSED
    return OPEN if _SAID_OPEN.search(names) else ""


def _by_times(spec: str) -> str:
    parts = [*split(spec), "*", "*", "*", "*"]
    times, days, dates, months = (part.casefold() or "*" for part in parts[:4])
    if dates != "*" or (months != "*" and times == "*" and days == "*"):
        return HOLIDAY
    if times != "*":
        return _by_hours(times)
    if days in ("sat-sun", "sat", "sun", "sun-sun", "sat&sun"):
        return CLOSED
    return OPEN if days.startswith("mon") and days != "mon" else ""


def _by_hours(times: str) -> str:
    """Opening hours begin in the morning and are no longer than a day; closing hours go over midnight or touch it."""
    ranges = re.findall(r"(\d{1,2}):(\d{2})\s*-\s*(\d{1,2}):(\d{2})", times)
    told = set()
    for first, minutes, last, more in ranges:
        start, end = int(first) * 60 + int(minutes), int(last) * 60 + int(more)
        if start > end or start == 0 or end >= 23 * 60 + 59:
            told.add(CLOSED if end - start < LONGEST_DAY else "")
        else:
            told.add(OPEN if MORNING[0] <= start <= MORNING[1] else "")
    return told.pop() if len(told) == 1 else ""


def in_condition(test: str) -> tuple[str, bool] | None:
    """Return the time that a condition asks for by IFTIME, and whether it holds when that fits; else None."""
    match = _IF_TIME.fullmatch(test.strip()) or _IF_TIME.fullmatch(re.sub(r"\A\$\[(.*)\]\Z", r"\1", test.strip()))
    if match is None:
        return None
    return match[1], match[2] is not None or match[3] is None
