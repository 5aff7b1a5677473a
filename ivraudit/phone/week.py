"""The week of a tree: its opening hours read from schedules, and in which minutes a caller can force a goal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from ivraudit.analysis.board import STAFFED, Board
from ivraudit.analysis.game import forced
from ivraudit.analysis.goals import achieving
from ivraudit.analysis.straight import with_hours
from ivraudit.model import NodeType, Profile
from ivraudit.phone.journeys import Phone

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
HOLIDAYS = ("holiday", "holidays")
DAY = 24 * 60
WEEK = 7 * DAY
MOST_STATES = 64
"""So many combinations of open and closed are judged; a tree with more of them is not checked."""

Spans = tuple[tuple[int, int], ...]
"""Minutes of the week from Monday 0:00, each with the minute that is no longer in it."""


def opening(schedule: Mapping[str, str]) -> Spans | None:
    """Return the minutes of the week in which a schedule is open; None where it cannot be read for certain.

    Days are `mon` to `sun` or their whole names, `mon-fri`, `sat, sun` or `daily`; hours are `08:00-18:00`, several
    with commas between them, or `closed`; an end before its beginning is on the next day. A day given twice, or
    anything else, cannot be read. Holidays are in no particular week and are left out.
    """
    minutes: set[tuple[int, int]] = set()
    seen: set[int] = set()
    for days, hours in schedule.items():
        if days.strip().casefold() in HOLIDAYS:
            continue
        among, spans = _days(days), _hours(hours)
        if among is None or spans is None or seen & among:
            return None
        seen |= among
        for day in among:
            minutes.update((day * DAY + start, day * DAY + end) for start, end in spans)
    return _joined(minutes) if seen else None


def _days(text: str) -> set[int] | None:
    found: set[int] = set()
    for part in text.casefold().split(","):
        ends = [_day(name) for name in _dashed(part)]
        if part.strip() == "daily":
            days = set(range(7))
        elif len(ends) > 2 or None in ends:
            return None
        else:
            first, last = ends[0] or 0, ends[-1] or 0
            days = {day % 7 for day in range(first, last + 1 + 7 * (last < first))}
        if found & days:
            return None
        found |= days
    return found


def _day(name: str) -> int | None:
    for names in (DAYS, NAMES):
        if name in names:
            return names.index(name)
    return None


def _dashed(text: str) -> list[str]:
    return [part.strip() for part in text.replace("–", "-").split("-")]


def _hours(text: str) -> list[tuple[int, int]] | None:
    """The minutes of a day that some hours are, those behind midnight beyond 1440."""
    if text.strip().casefold() == "closed":
        return []
    found = []
    for part in text.split(","):
        times = [_minute(time) for time in _dashed(part)]
        if len(times) != 2 or times[0] is None or times[1] is None or times[0] == times[1] or times[0] == DAY:
            return None
        start, end = times[0], times[1]
        found.append((start, end if end > start else end + DAY))
    ordered = sorted(found)
    apart = all(one[1] <= other[0] for one, other in pairwise(ordered))
    return ordered if apart else None


def _minute(text: str) -> int | None:
    hours, colon, minutes = text.partition(":")
    figures = (hours + minutes).isascii() and hours.isdigit() and minutes.isdigit()
    if not (colon and figures and len(hours) <= 2 and len(minutes) == 2):
        return None
    minute = int(hours) * 60 + int(minutes)
    return minute if int(minutes) < 60 and minute <= DAY else None


def _joined(minutes: Iterable[tuple[int, int]]) -> Spans:
    """The spans in order, those that meet as one, what runs beyond Sunday at the beginning of the week."""
    wrapped: list[tuple[int, int]] = []
    for start, end in minutes:
        wrapped.append((start, min(end, WEEK)))
        if end > WEEK:
            wrapped.append((0, end - WEEK))
    spans: list[tuple[int, int]] = []
    for start, end in sorted(wrapped):
        if spans and start <= spans[-1][1]:
            spans[-1] = spans[-1][0], max(end, spans[-1][1])
        else:
            spans.append((start, end))
    return tuple(spans)


class Hours(NamedTuple):
    """What a tree tells of its hours, of what calls can come to."""

    spans: dict[int, Spans]
    """Per `hours` node with a schedule that can be read."""
    unreadable: list[int]
    """The `hours` nodes whose schedule cannot be read."""
    untold: list[int]
    """What opens and closes without saying when: hours without a schedule, queues and agents with a `closed` exit."""


def hours(phone: Phone) -> Hours:
    """Return the hours of a tree."""
    return phone.keep("hours", lambda: _hours_of(phone))


def _hours_of(phone: Phone) -> Hours:
    found = Hours({}, [], [])
    for vertex, node in phone.nodes(phone.ever_reached, NodeType.HOURS, *sorted(STAFFED)):
        if node.type is not NodeType.HOURS:
            if any(edge.trigger == "closed" for _, edge in phone.exits(vertex)):
                found.untold.append(vertex)
            continue
        spans = opening(node.schedule) if node.schedule else None
        if spans is not None:
            found.spans[vertex] = spans
        else:
            (found.unreadable if node.schedule else found.untold).append(vertex)
    return found


class Stretch(NamedTuple):
    """The minutes of the week in which the same schedules are open."""

    minutes: int
    boards: tuple[Board, ...]
    """How the tree is then: what tells no hours open, and, where there is such a thing, once more with it closed."""


def week(phone: Phone) -> list[Stretch] | None:
    """Return the week of a tree in the phone's language, cut where a schedule opens or closes; None if too finely."""
    return phone.keep(("week", phone.profile.language), lambda: _week(phone, hours(phone)))


def _week(phone: Phone, told: Hours) -> list[Stretch] | None:
    tongue = phone.profile.language
    opened, closed = (phone.under(Profile(clock, tongue)).board for clock in ("open", "closed"))
    schedules = sorted(set(told.spans.values()))
    lasting = _states(schedules)
    if len(lasting) > MOST_STATES:
        return None
    stretches = []
    for state, minutes in sorted(lasting.items()):
        at = {
            vertex: opened if state[schedules.index(spans)] else closed for vertex, spans in told.spans.items()
        }  # fmt: skip
        bases = (opened, closed) if told.untold else (opened,)
        stretches.append(Stretch(minutes, tuple(with_hours(base, at) for base in bases)))
    return stretches


def _states(schedules: Sequence[Spans]) -> dict[tuple[bool, ...], int]:
    """The minutes of the week in each combination of open and closed schedules."""
    cuts = sorted({0, WEEK, *(minute for spans in schedules for span in spans for minute in span)})
    lasting: dict[tuple[bool, ...], int] = {}
    for start, end in pairwise(cuts):
        state = tuple(any(first <= start < last for first, last in spans) for spans in schedules)
        lasting[state] = lasting.get(state, 0) + end - start
        if len(lasting) > MOST_STATES:
            break
    return lasting


def forcing(board: Board, goals: Sequence[str], *, kind: bool = False) -> bytearray:
    """Return, per vertex, 1 where one of the goals is forced; `kind` counts what cannot be seen as the goal."""
    wanted = [vertex for goal in goals for vertex in achieving(board, goal)]
    return forced(board, [*wanted, *(board.unknowns if kind else ())], silence=True)
