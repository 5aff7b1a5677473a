"""Faults of what is done to those who wait, of promises and surveys, and of what has to be told."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import sayings
from grafting import BACK, NEXT, chained, first_menu, person_of, said, turned
from planting import Exit, Plain, Seed, changed, exits, is_person, of_type, planted, starts, unserved
from preparing import keyed, reached


def paid_for(tree: Plain) -> Iterator[Seed]:
    """A queue is paid for: it says so itself, or some node does on the way there."""
    queues = of_type(tree, "queue")
    for name in dict.fromkeys([*starts(tree)[:1], *unserved(tree), *queues]):
        copy = changed(tree)
        copy["nodes"][name]["charge"] = "premium"
        behind = reached(tree, name)
        waits = [("nodes", one) for one in behind if one in queues]
        if waits and not set(behind) & set(of_type(tree, "tree")):  # whose people are paid for too
            yield partial(planted, name, copy, charged_wait=waits)


def shop_window(tree: Plain) -> Iterator[Seed]:
    """Who waits hears adverts: in the queue, or between one queue and the next."""
    for number, name in enumerate(of_type(tree, "queue")):
        copy = changed(tree)
        if number % 2:
            copy["nodes"][name] |= {"promo": "true", "prompt": said(tree, sayings.PITCH)}
            yield partial(planted, name, copy, advert_on_hold=[("nodes", name)])
            continue
        pitch = {"type": "say", "promo": "true", "prompt": said(tree, sayings.PITCH), "next": "planted_queue"}
        copy["nodes"] |= {"planted": pitch, "planted_queue": tree["nodes"][name]}
        turned(copy, ("nodes", name, "timeout"), "planted")
        yield partial(planted, f"{name}, timeout", copy, advert_on_hold=[("nodes", "planted")])


def asked_too_soon(tree: Plain) -> Iterator[Seed]:
    """Callers who have pressed a key are asked how they liked it, before anybody has helped them."""
    ways = {"1": (sayings.DONE, NEXT), "2": (sayings.WHICH, NEXT), "0": (sayings.PERSON, person_of(tree)),
            "*": (sayings.BACK, BACK)}  # fmt: skip
    survey = {"type": "menu", "survey": "true", "prompt": said(tree, sayings.PLEASED), "options": keyed(tree, ways)}
    for one in _chosen(tree):
        written = tree["nodes"][one.source]["options"][one.trigger]
        if isinstance(written, dict) and not {"goal", "language"} & set(written):
            copy = changed(tree)
            places = chained(copy, one.where, survey)
            yield partial(planted, f"{one.source}, {one.trigger}", copy, early_survey=places)


def _chosen(tree: Plain) -> list[Exit]:
    asking = unserved(tree)
    return [one for one in exits(tree) if one.source in asking and "options" in one.where and one.trigger not in "0*"]


def nobody_calls_back(tree: Plain) -> Iterator[Seed]:
    """A message or a call back has no day on which it is too late, and is nobody's task."""
    for name in of_type(tree, "callback", "voicemail"):
        copy = changed(tree)
        del copy["nodes"][name]["answered_within"]
        yield partial(planted, name, copy, unowned_callback=[("nodes", name)])


def somewhere(tree: Plain) -> Iterator[Seed]:
    """Nobody says where people sit; or all teams but one do; or it is said on one way only."""
    entries = [("nodes", one) for one in starts(tree)]
    yield partial(planted, "nobody says", changed(tree), undisclosed_agent_location=entries)
    people = [name for name, node in tree["nodes"].items() if is_person(node)]
    for name in () if of_type(tree, "tree") else people:
        copy = told_where(tree, but=name)
        ways = changed(tree, **{one: {"type": "hangup"} for one in people if one != name})  # where it has been said
        untold = [("nodes", one) for one in starts(tree) if name in reached(ways, one)]
        yield partial(planted, f"all but {name}", copy, undisclosed_agent_location=untold)
    way = next(one for one in exits(tree) if one.source == first_menu(tree) and one.trigger == "1")
    copy = changed(tree)
    told = {"type": "say", "notice": ["location"], "prompt": said(tree, sayings.PLACE), "next": NEXT}
    chained(copy, way.where, told)
    yield partial(planted, "on one way", copy, undisclosed_agent_location=entries)


def told_where(tree: Plain, but: str = "") -> Plain:
    """Return a tree in which whoever is put through to a person is told where that is, but for one of them."""
    copy = changed(tree)
    for name, node in copy["nodes"].items():
        if is_person(node) and name != but:
            node["notice"] = [*node.get("notice", []), "location"]
    return copy
