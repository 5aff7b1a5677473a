"""The rounds of the loops that a walk leaves: a loop is done only when it has been gone round."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import partial

from ivraudit.analysis import paths
from ivraudit.analysis.board import CHOOSING, STAFFED
from ivraudit.model import NodeType, Owner
from ivraudit.phone.questions import Questions

MOST_ROUNDS = 20
"""So many rounds of a loop are shown before the exit that ends it; of more, none is."""
MOST_GROWN = 1_000
"""So many steps are added to a journey for the rounds of its loops, else none."""
MOST_LOOKED_AT = 50, 100_000
"""So many times every exit, and so many besides, are looked at for the rounds of one tree; then no more are shown."""


def with_rounds(phone: Questions, exits: Sequence[int]) -> Sequence[int]:
    """Return the exits of a walk, with the rounds of each loop that it leaves by `done`; of too many, without any.

    A round may lead through other loops, which have rounds of their own and count over all of the walk. Rounds in
    which the caller neither is asked nor waits are not shown: they go by themselves, as often as what they count.
    """
    edges, sources = phone.wiring.edges, phone.wiring.sources
    if not any(edges[number].trigger == "done" for number in exits):
        return exits
    gone: dict[int, int] = {}
    failed: int | None = None
    walk: list[int] = []
    ahead = list(reversed(exits))
    while ahead:
        number = ahead.pop()
        vertex, trigger = sources[number], edges[number].trigger
        node = phone.node(vertex)
        if node.type is NodeType.LOOP and trigger == "again":
            gone[vertex] = gone.get(vertex, 0) + 1
            if gone[vertex] > (node.times or gone[vertex]):
                return exits
        elif node.type is NodeType.LOOP and trigger == "done":
            left = (node.times or 0) - gone.get(vertex, 0)
            if 0 < left <= MOST_ROUNDS and _asks(phone, vertex):
                around = _round(phone, vertex, _used_up(phone, gone), failed)
                if not around:
                    return exits
                ahead += [number, *reversed(around)]
                continue
            gone.pop(vertex, None)
        elif node.type in CHOOSING:
            failed = number if edges[number].owner is Owner.PASSIVE else None
        walk.append(number)
        if len(walk) + len(ahead) > MOST_GROWN + len(exits):
            return exits
    return walk


def _used_up(phone: Questions, gone: Mapping[int, int]) -> frozenset[int]:
    """The loops that have been gone round as often as they count."""
    return frozenset(vertex for vertex, times in gone.items() if times == phone.node(vertex).times)


def _asks(phone: Questions, vertex: int) -> bool:
    """Say whether the caller is asked or waits in the rounds of a loop, or in those of another on their way."""

    def find() -> bool:
        seen = {vertex}
        waiting = [vertex]
        while waiting:
            for number in _round(phone, waiting.pop(), frozenset(), None):
                source = phone.wiring.sources[number]
                if phone.node(source).type in CHOOSING | STAFFED:
                    return True
                if phone.wiring.edges[number].trigger == "done" and source not in seen:
                    seen.add(source)
                    waiting.append(source)
        return False

    return phone.ask(("asks", vertex), find)


def _round(phone: Questions, vertex: int, used_up: frozenset[int], failed: int | None) -> list[int]:
    """The exits of one round of a loop where others are used up; empty if none goes round.

    The caller fails once more as the last time (`failed`), or else fails somewhere, or else does something, if that
    leads back. It goes round another loop that is not used up, and leaves it by `done`, which takes rounds of its own,
    only where nothing else leads back.
    """
    edges, sources = phone.wiring.edges, phone.wiring.sources
    most = MOST_LOOKED_AT[0] * len(edges) + MOST_LOOKED_AT[1]
    looked_at: list[int] = phone.keep("exits looked at for rounds", lambda: [0])

    def allowed(number: int, exits: Collection[int], owners: Collection[Owner], early: bool) -> bool:
        looked_at[0] += 1
        edge, source = edges[number], sources[number]
        kind = phone.node(source).type
        if source == vertex:
            return edge.trigger == "again"
        if kind is NodeType.LOOP and edge.trigger in ("again", "done"):
            return (edge.trigger == "done") == (source in used_up) or (early and edge.trigger == "done")
        if kind in CHOOSING and exits and number not in exits:
            return False
        return edge.owner in owners and (edge.limit is None or edge.source != edge.target)

    def find() -> list[int]:
        failing, whoever = (Owner.PASSIVE, Owner.SYSTEM), tuple(Owner)
        kinds = [((failed,), failing)] if failed is not None else []
        for exits, owners in (*kinds, ((), failing), ((), whoever)):
            for early in (False, True):
                if looked_at[0] > most:
                    return []
                going = partial(allowed, exits=exits, owners=owners, early=early)
                found = paths.circle(phone.board, vertex, going)
                if found:
                    return found
        return []

    return phone.ask(("round", vertex, used_up, failed), find)
