"""There are fewer hours to cancel than to buy.

Why: The shop is always open and the exit has office hours. Who works in office hours too cannot leave.

Bad:
    ivraudit: 1
    name: "Acme Online"
    start: main
    recurring: true
    nodes:
      main:
        type: menu
        prompt: "How can we help?"
        options:
          1: {label: "Joining", to: joined, goal: signup}
          2: {label: "Cancelling", to: leaving_hours, goal: cancel}
          0: {label: "A person", to: person}
        noinput: {attempts: 3, to: person}
        nomatch: {attempts: 3, to: person}
      joined: {type: say, goal: signup, resolves: true, confirms: sms, prompt: "Welcome. A text follows.", next: bye}
      leaving_hours: {type: hours, schedule: {mon-fri: "10:00-16:00"}, open: cancelled, closed: note}
      note:
        type: say
        outcome: closed
        prompt: "We are sorry, we cancel from ten to four on weekdays. Please leave your number."
        next: message
      message: {type: voicemail, answered_within: next-business-day}
      cancelled:   # expect: narrower-cancel-hours
        {type: say, goal: cancel, resolves: true, confirms: sms, prompt: "It is cancelled. A text follows.", next: bye}
      bye: {type: hangup}
      person: {type: queue, announces: {position: true, estimate: true, every: 60s}}

Good:
    ivraudit: 1
    name: "Acme Online"
    start: main
    recurring: true
    nodes:
      main:
        type: menu
        prompt: "How can we help?"
        options:
          1: {label: "Joining", to: joined, goal: signup}
          2: {label: "Cancelling", to: cancelled, goal: cancel}
          0: {label: "A person", to: person}
        noinput: {attempts: 3, to: person}
        nomatch: {attempts: 3, to: person}
      joined: {type: say, goal: signup, resolves: true, confirms: sms, prompt: "Welcome. A text follows.", next: bye}
      cancelled:
        {type: say, goal: cancel, resolves: true, confirms: sms, prompt: "It is cancelled. A text follows.", next: bye}
      bye: {type: hangup}
      person: {type: queue, announces: {position: true, estimate: true, every: 60s}}

Fix: Open the way out as long as the way in; a voicemail that cancels (`goal: cancel`, `resolves: true`) will do.
    Compared are the minutes of a week in which the caller can force a cancellation and those in which they can force
    `goal: signup` or `goal: sales`, from the same entry, by the schedules of the `hours` nodes. Queues and hours that
    close without saying when are taken to close together; where the answer hangs on when, it is not checked.

Source: FTC v. Vonage, 2022 (the cancellation line kept shorter hours than sales); Spain, Ley 10/2025, art. 14.
    Holidays are in no particular week and are left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from ivraudit.analysis.board import Board
from ivraudit.model import Hit, NotChecked, Profile, Severity
from ivraudit.phone import Phone
from ivraudit.phone.cancelling import can_be_left, end_of, left_open, way_out
from ivraudit.phone.week import forcing, hours, week
from ivraudit.rule import Category, option

CATEGORY = Category.CANCELLATION
SINS = ("aol",)
SEVERITY = Severity.WARNING
CLOCKS = ()

BUYING = ("signup", "sales")


@dataclass(frozen=True)
class Options:
    """How much of the buying hours must be cancelling hours."""

    least_percent: float = option(100.0, "per cent of the minutes to buy that there must be to cancel", least=0)


class _Open(NamedTuple):
    """Where goals can be forced in a stretch of the week, on one board."""

    leave: bytearray
    perhaps: bytearray
    """The same if all that cannot be seen is a cancellation."""
    buy: bytearray


def check(phone: Phone, options: Options) -> Iterator[Hit | NotChecked]:
    """Yield the nearest cancellation for each entry whose hours to cancel are shorter than those to buy."""
    told = hours(phone)
    if not (told.spans or told.unreadable or told.untold):
        return
    if not can_be_left(phone):
        yield from left_open(phone)
        return
    if not any(phone.goal(goal) for goal in BUYING):
        return
    if told.unreadable:
        name = phone.node(told.unreadable[0]).name
        yield NotChecked(f"the schedule of {name!r} is not understood (as mon-fri: 08:00-18:00 would be)")
        return
    for view in _tongues(phone):
        yield from _compare(view, options)


def _tongues(phone: Phone) -> list[Phone]:
    """The tree in each language that makes a difference to where calls can come."""
    views = (phone.under(Profile("open", tongue)) for tongue in phone.tree.languages or ("",))
    return list({id(view.board): view for view in views}.values())


def _compare(phone: Phone, options: Options) -> Iterator[Hit | NotChecked]:
    stretches = week(phone)
    if stretches is None:
        yield NotChecked("the tree keeps too many different hours for its week to be looked at")
        return
    found = [(stretch, [_open(board) for board in stretch.boards]) for stretch in stretches]
    share = options.least_percent / 100
    for vertex in phone.wiring.entries:
        surely, perhaps, leave, buy = 0.0, 0.0, 0, 0
        for stretch, ways in found:
            surely += stretch.minutes * min(share * way.buy[vertex] - way.perhaps[vertex] for way in ways)
            perhaps += stretch.minutes * max(share * way.buy[vertex] - way.leave[vertex] for way in ways)
            leave += stretch.minutes * ways[0].perhaps[vertex]
            buy += stretch.minutes * ways[0].buy[vertex]
        if not leave or not buy:
            continue
        if surely > 0:
            yield _hit(phone, vertex, leave, buy)
        elif perhaps > 0:
            yield NotChecked(_open_question(phone))


def _open(board: Board) -> _Open:
    leave = forcing(board, ["cancel"])
    return _Open(leave, forcing(board, ["cancel"], kind=True), forcing(board, BUYING))


def _hit(phone: Phone, vertex: int, leave: int, buy: int) -> Hit:
    way = way_out(phone, vertex)
    closing = [at for at in hours(phone).spans if _closes(phone, at)]
    also = phone.notes(closing, "closes the way to cancel") if len(closing) < 10 else ()
    message = f"callers can cancel for {_said(leave)} a week, and sign up or buy for {_said(buy)}"
    return Hit(phone.node(end_of(phone, vertex, way)), message, phone.steps(vertex, way), also)


def _closes(phone: Phone, vertex: int) -> bool:
    """Say whether closed hours at a vertex deny a cancellation that open ones allow."""
    closed = phone.under(Profile("closed", phone.profile.language))
    return bool(phone.forced("cancel").surely[vertex]) and not closed.forced("cancel").perhaps[vertex]


def _open_question(phone: Phone) -> str:
    untold = hours(phone).untold
    if untold:
        name = phone.node(untold[0]).name
        return f"whether there are fewer hours to cancel than to buy: {name!r} does not tell its own"
    return f"whether there are fewer hours to cancel than to buy depends on {phone.unknown_list()}"


def _said(minutes: int) -> str:
    return f"{minutes // 60} h" + (f" {minutes % 60} min" if minutes % 60 else "")
