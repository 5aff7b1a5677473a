"""The week of a tree: schedules as designers write them, and words for leaving in every language that has a list."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from ivraudit.model import Source
from ivraudit.phone import Phone
from ivraudit.phone.week import WEEK, forcing, opening, week
from ivraudit.readers.yaml import read
from ivraudit.words.cancelling import says_cancel
from ivraudit.words.lexicon import languages

HOUR = 60
DAY = 24 * HOUR


def every(days: range, start: int, end: int) -> tuple[tuple[int, int], ...]:
    """The same hours on several days."""
    return tuple((day * DAY + start * HOUR, day * DAY + end * HOUR) for day in days)


READABLE: list[tuple[Mapping[str, str], tuple[tuple[int, int], ...]]] = [
    ({"mon-fri": "08:00-18:00"}, every(range(5), 8, 18)),
    ({"mon-fri": "8:00 - 18:00", "holidays": "whatever"}, every(range(5), 8, 18)),
    ({"Monday–Tuesday": "00:00-24:00"}, ((0, 2 * DAY),)),
    ({"mon": "08:00-12:00, 13:00-18:00"}, ((8 * HOUR, 12 * HOUR), (13 * HOUR, 18 * HOUR))),
    ({"mon, wed": "08:00-09:00"}, ((8 * HOUR, 9 * HOUR), (2 * DAY + 8 * HOUR, 2 * DAY + 9 * HOUR))),
    ({"sat-mon": "10:00-11:00"}, tuple(sorted((day * DAY + 600, day * DAY + 660) for day in (5, 6, 0)))),
    ({"sun": "22:00-06:00"}, ((0, 6 * HOUR), (6 * DAY + 22 * HOUR, WEEK))),
    ({"daily": "00:00-24:00"}, ((0, WEEK),)),
    ({"mon": "closed", "tue": "08:00-09:00"}, ((DAY + 8 * HOUR, DAY + 9 * HOUR),)),
    ({"mon-sun": "closed"}, ()),
]

UNREADABLE: list[Mapping[str, str]] = [
    {}, {"holiday": "08:00-09:00"}, {"mon-fri": "08:00-18:00", "fri": "08:00-16:00"}, {"mon, mon": "08:00-09:00"},
    {"weekdays": "08:00-18:00"}, {"mon-fri": "office hours"}, {"mon-fri": ""}, {"mon-fri": "8am-6pm"},
    {"": "08:00-18:00"},
    {"mon": "08:00-08:00"}, {"mon": "24:00-06:00"}, {"mon": "08:60-09:00"}, {"mon": "08:00-25:00"}, {"mon": "8-18"},
    {"mon": "08:00-10:00, 09:00-11:00"}, {"mon-wed-fri": "08:00-18:00"}, {"mon": "²:00-09:00"},
    {"mon": "08:00-12:00-13:00"},
]  # fmt: skip


@pytest.mark.parametrize(("schedule", "spans"), READABLE)
def test_schedules_that_can_be_read(schedule: Mapping[str, str], spans: tuple[tuple[int, int], ...]) -> None:
    assert opening(schedule) == spans


@pytest.mark.parametrize("schedule", UNREADABLE)
def test_schedules_that_cannot(schedule: Mapping[str, str]) -> None:
    assert opening(schedule) is None


TREE = """
ivraudit: 1
name: "Two desks"
start: main
nodes:
  main: {type: menu, prompt: "Which?", options: {1: early, 2: late}}
  early: {type: hours, schedule: {mon: "08:00-12:00"}, open: desk, closed: bye}
  late: {type: hours, schedule: {mon: "10:00-15:00"}, open: other, closed: bye}
  desk: {type: queue, goal: early}
  other: {type: queue, goal: late, closed: bye}
  bye: {type: hangup}
"""


def test_the_week_is_cut_where_a_schedule_changes() -> None:
    phone = Phone(read(Source("two.yaml", TREE.encode()))[0])
    stretches = week(phone)
    assert stretches is not None
    forced = [
        (stretch.minutes, *(bool(forcing(board, [goal])[0]) for board in stretch.boards for goal in ("early", "late")))
        for stretch in stretches
    ]
    assert forced == [  # minutes, then early and late with the queue open, and with it closed
        (WEEK - 7 * HOUR, False, False, False, False),
        (3 * HOUR, False, True, False, False),
        (2 * HOUR, True, False, True, False),
        (2 * HOUR, True, True, True, False),
    ]


SAID = [
    ("en-US", "Cancelling your service", True), ("en", "Ending your membership", True),
    ("en-GB", "A friend for the weekend", False), ("de", "Vertrag kündigen", True), ("de", "Vertragskuendigung", True),
    ("de", "Vertragsänderung", False), ("es", "Darse de baja", True), ("es", "Cambios de plan", False),
    ("fr", "Résilier votre contrat", True), ("fr", "Modifier votre contrat", False), ("it", "Disdetta", True),
    ("it", "Modifiche al contratto", False), ("pt-BR", "Cancelamento", True), ("pt", "Alterações", False),
    ("et", "Lepingu ülesütlemine", True), ("et", "Lepingu muutmine", False), ("ka-GE", "გამოწერის გაუქმება", True),
    ("ka", "ცვლილებები", False), ("tr", "ABONELİK İPTALİ", True), ("tr", "Üyelik değişiklikleri", False),
    ("he", "לביטול המנוי", True), ("iw", "שינויים במנוי", False), ("sv", "Säga upp", None),
]  # fmt: skip


@pytest.mark.parametrize(("language", "text", "expected"), SAID)
def test_words_for_cancelling(language: str, text: str, expected: bool | None) -> None:
    assert says_cancel(text, language) is expected


def test_every_language_has_words_for_cancelling() -> None:
    assert {language for language in languages() if says_cancel("", language) is None} == set()
