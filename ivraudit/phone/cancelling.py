"""The way out of a subscription: whether it can be judged, where it begins, and which is the easiest."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ivraudit.analysis import reach
from ivraudit.analysis.least import Least, reached_without
from ivraudit.model import NotChecked
from ivraudit.phone.journeys import Phone

CANCEL = "cancel"
OFFER = 1e9
"""What an offer weighs in seconds, so that no length of way outweighs one offer less."""


def can_be_left(phone: Phone) -> bool:
    """Say whether the tree sells by subscription and something in it achieves a cancellation."""
    return bool(phone.tree.recurring) and bool(phone.goal(CANCEL))


def unsaid(phone: Phone) -> Iterator[NotChecked]:
    """Yield why cancelling cannot be judged, where the tree does not say whether there is anything to cancel."""
    if phone.tree.recurring is None:
        yield NotChecked("the tree does not say whether it sells by subscription (recurring: true or false)")


def left_open(phone: Phone) -> Iterator[NotChecked]:
    """Yield why the ways out cannot be judged, where the tree has or should have one: (i) of the semantics."""
    if _tagged(phone):
        yield from unsaid(phone)
    if phone.tree.recurring and not phone.goal(CANCEL):
        yield NotChecked(phone.shortfall(CANCEL) or "nothing in the tree says goal: cancel")


def _tagged(phone: Phone) -> bool:
    wiring = phone.wiring
    return phone.keep(
        "cancel tagged",
        lambda: any(CANCEL in node.goals for node in wiring.nodes) or any(e.goal == CANCEL for e in wiring.edges),
    )


def asking(phone: Phone) -> frozenset[int]:
    """Return the exits by which callers say that they want to cancel."""
    edges = phone.wiring.edges
    return phone.ask(
        "asking to cancel",
        lambda: frozenset(
            number for vertex, _ in phone.nodes(phone.reached) for number in phone.board.live[vertex]
            if edges[number].goal == CANCEL
        ),
    )  # fmt: skip


def before_asking(phone: Phone) -> bytearray:
    """1 where a call can come of somebody who has not yet said that they want to cancel."""
    return phone.ask(
        "before asking to cancel", lambda: reached_without(phone.board, phone.wiring.entries, asking(phone))
    )


def asking_first(phone: Phone) -> list[int]:
    """Return those of the exits that say so for the first time, in the order written."""
    before = before_asking(phone)
    return [number for number in sorted(asking(phone)) if before[phone.board.sources[number]]]


def wishes_left_open(phone: Phone) -> Iterator[NotChecked]:
    """Yield why the exits by which callers say so cannot be judged, where there are any."""
    if asking(phone):
        yield from unsaid(phone)


def wishes(phone: Phone) -> list[int]:
    """Return the exits to be judged: those by which callers first say so, where a subscription is sold."""
    return asking_first(phone) if phone.tree.recurring else []


def before_cancelled(phone: Phone) -> bytearray:
    """1 where a call can come that is not cancelled yet, a cancellation itself included."""
    return phone.ask(
        "before cancelled", lambda: reach.reached(phone.board, phone.wiring.entries, stops=phone.goal(CANCEL))
    )


def on_the_way(phone: Phone, offers: Sequence[int]) -> list[int]:
    """Return those of the offers that stand on a way to a cancellation.

    Those are the offers that only callers hear who have said that they want to cancel, and those behind which, and
    nowhere else, callers can say so or are rid of it. An offer from which a key leads back to the main menu is not on
    the way because of what the main menu has.
    """
    before, leading = before_asking(phone), phone.leading(CANCEL)
    doubtful = [vertex for vertex in offers if before[vertex] and leading[vertex]]
    found = {vertex for vertex in offers if leading[vertex] and not before[vertex]}
    if doubtful:
        found.update(_leading_on(phone, doubtful))
    return [vertex for vertex in offers if vertex in found]


def _leading_on(phone: Phone, offers: Sequence[int]) -> Iterator[int]:
    """Yield the offers from which a way leads to a cancellation, or to where it is asked for, past nothing else."""
    board = phone.board
    elsewhere = reach.reached(board, phone.wiring.entries, stops=offers)
    for vertex in offers:
        elsewhere[vertex] = 0
    sought = {*phone.goal(CANCEL), *(board.sources[number] for number in asking(phone))}
    seen = {vertex for vertex in sought if not elsewhere[vertex]}
    stack = sorted(seen)
    while stack:
        for edge in board.leading[stack.pop()]:
            source = board.sources[edge]
            if source not in seen and not elsewhere[source] and not board.is_mistake(edge):
                seen.add(source)
                stack.append(source)
    yield from (vertex for vertex in offers if vertex in seen)


def way_out(phone: Phone, vertex: int) -> list[int]:
    """Return the exits from a vertex to a cancellation: forced in least seconds; the quickest where none is forced."""
    if phone.forced(CANCEL).surely[vertex]:
        return phone.way_to(CANCEL, vertex)
    quickest = phone.ask(
        ("quickest way out", phone.profile.language),
        lambda: Least(phone.board, phone.goal(CANCEL), phone.costs.journey),
    )
    return quickest.way(vertex)


def least_offers(phone: Phone) -> Least:
    """Return the ways to a cancellation with the fewest save offers; cost: `OFFER` for each, and the seconds."""
    costs = phone.costs
    return phone.ask(
        ("least offers", phone.profile.language, phone.kind),
        lambda: Least(
            phone.board, phone.goal(CANCEL),
            [OFFER * offers + seconds for offers, seconds in zip(costs.offers, costs.journey, strict=True)],
        ),
    )  # fmt: skip


def end_of(phone: Phone, vertex: int, way: list[int]) -> int:
    """Return the vertex to which a way leads that begins at a vertex."""
    return phone.board.targets[way[-1]] if way else vertex
