"""A call walked from its first word to its end, by what is typed."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence

from ivraudit.analysis.board import LAST
from ivraudit.errors import UsageError
from ivraudit.phone.call import MOST_STEPS, Call
from ivraudit.phone.choosing import nameable
from ivraudit.phone.dialled import Item
from ivraudit.phone.journeys import Phone


def walk(
    call: Call, typed: Iterable[Item], *, hear: Callable[[], None] = lambda: None,
    ask: Callable[[], Iterable[Item]] = tuple, refused: Callable[[UsageError], None] | None = None,
) -> None:  # fmt: skip
    """Take a call until it ends, or until it asks and nothing more is typed.

    `hear` is called wherever the call has come to, and for each play of a prompt; `ask` for more where the caller may
    choose and nothing is left; `refused` with what cannot be meant there, else that UsageError is raised, and so is
    one for what is left over at the end.
    """
    left = deque(typed)
    again = False
    while not call.ends:
        if not again:
            hear()
        fresh = not left and (call.asking or bool(call.options))
        left.extend(ask() if fresh else ())
        again = False
        try:
            if call.asking:
                _answer(call, left)
            elif call.go_on(left[0] if left else None):
                left.popleft()
            elif left and fresh:
                left.clear()  # who only waits has been asked too, and chose nothing that there is
        except UsageError as error:
            if refused is None:
                raise
            refused(error)
            left.clear()
            again = True
    if left and refused is None:
        raise UsageError(f"{left[0]} comes too late: {call.why}")


def _answer(call: Call, left: deque[Item]) -> None:
    if left:
        call.answer(left.popleft())
    else:
        call.stop(f"waiting for a key at {call.node.name!r}")


def follow(
    call: Call, exits: Sequence[int], ends: str, trigger: str, *, hear: Callable[[], None] = lambda: None
) -> None:  # fmt: skip
    """Take a call by the exits of its wiring, to the end that somebody knows.

    A loop that they leave at once is gone round first, where they tell how. Who comes to a question without an exit
    there goes on doing `trigger`, which is `noinput` or `nomatch`, if the call is then hung up.
    """
    for number in _going_round(call.phone, exits):
        edge = call.phone.wiring.edges[number]
        once = all(" " not in other.trigger for _, other in nameable(call.phone, call.vertex))
        if call.asking and edge.trigger in LAST and once:
            _until_it_ends(call, edge.trigger.removesuffix("-last"), hear)
        else:
            hear()
            call.leave(number)
        if call.ends:
            return
    if call.asking and ends == "hangup":
        _until_it_ends(call, trigger, hear)
    else:
        hear()
        call.finish(ends)


def _until_it_ends(call: Call, trigger: str, hear: Callable[[], None]) -> None:
    """Say nothing, or press wrong keys, until this visit is over."""
    visit = len(call.path)
    while len(call.path) == visit and not call.ends:
        hear()
        call.fail(trigger)


def _going_round(phone: Phone, exits: Sequence[int]) -> list[int]:
    """The exits of a walk, with the rounds of each loop that it leaves without one, if it passed their nodes before."""
    wiring = phone.wiring
    passed: dict[int, int] = {}
    walk: list[int] = []
    for number in exits:
        vertex = wiring.sources[number]
        again = next((one for one in wiring.exits[vertex] if wiring.edges[one].trigger == "again"), None)
        times = phone.node(vertex).times or 0
        if wiring.edges[number].trigger == "done" and again is not None and again not in walk:
            around = _round(phone, passed, again)
            if len(around) * times <= MOST_STEPS:
                walk += around * times
        passed[vertex] = number
        walk.append(number)
    return walk


def _round(phone: Phone, passed: Mapping[int, int], again: int) -> list[int]:
    """The exits from a loop back to it, by those passed before or where there is but one; empty if they do not lead."""
    wiring, live = phone.wiring, phone.board.live
    around, vertex = [again], wiring.targets[again]
    seen = {wiring.sources[again]}
    while vertex not in seen:
        seen.add(vertex)
        only = live[vertex][0] if len(live[vertex]) == 1 else None
        number = passed.get(vertex, only)
        if number is None:
            return []
        around.append(number)
        vertex = wiring.targets[number]
    return around if vertex == wiring.sources[again] else []
