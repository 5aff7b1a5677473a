"""Faults of cancelling: a longer way, offers, other places and other hours, with every place for each of them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from grafting import (
    BACK,
    END,
    NEXT,
    chained,
    first_menu,
    goals,
    label_of,
    person_of,
    question,
    silence,
    turned,
    walked,
    with_goal,
)
from planting import (
    Exit,
    Plain,
    Planted,
    Seed,
    Where,
    changed,
    exits,
    is_person,
    leads,
    of_type,
    planted,
    starts,
)

PITCH: Plain = {"type": "say", "offer": "true", "seconds": "5", "next": NEXT}
BOX: Plain = {"type": "voicemail", "answered_within": "4h"}


def doors(tree: Plain) -> list[Exit]:
    """Return the options with which callers who cancel begin: those of the first menu."""
    if tree.get("recurring") != "true":
        return []
    return [one for one in with_goal(tree, "cancel") if one.source == first_menu(tree)]


def behind(tree: Plain, door: Exit) -> list[str]:
    """Return the nodes that no call comes to without that option, in their order."""
    others = walked(tree, starts(tree), without=door.where)
    return [name for name in tree["nodes"] if name not in others]


def cancels(tree: Plain, person: bool | None = None) -> list[str]:
    """Return the nodes where it is cancelled: all, or only those with or without a person."""
    found = [name for name, node in tree["nodes"].items() if "cancel" in goals(node)]
    return [name for name in found if person in (None, is_person(tree["nodes"][name]))]


def nearest(tree: Plain) -> Where:
    """Return where the team stands to which one key leads from the first thing that callers who cancel are asked."""
    (team,) = cancels(tree, person=True)
    return ("nodes", team)


def asked(tree: Plain, **more: Any) -> Plain:
    """Return a menu on the way out, whose 0 leads to a person of no special team."""
    menu = question(tree, **more)
    return {**menu, "options": {**menu["options"], "0": {"label": label_of(tree), "to": person_of(tree)}}}


# Harder than signing up


def hurdles(tree: Plain) -> Iterator[Seed]:
    """A question, an entry of data, a minute of talk or an offer is put before the cancellation."""
    talk = {"type": "say", "seconds": "60", "next": NEXT}
    for door in doors(tree):
        for place, node in (("question", asked(tree)), ("talk", talk), ("offer", PITCH)):
            yield partial(_hurdle, tree, door, place, node)
        yield partial(_easier, tree, door)


def _hurdle(tree: Plain, door: Exit, place: str, node: Plain) -> Planted:
    copy = changed(tree)
    chained(copy, door.where, node)
    return planted(place, copy, cancel_harder_than_signup=[nearest(tree)])


def _easier(tree: Plain, door: Exit) -> Planted:
    copy = changed(tree)
    (desk,) = (name for name, node in tree["nodes"].items() if is_person(node) and "signup" in goals(node))
    (joining,) = (one for one in with_goal(tree, "signup") if one.source == door.source)
    turned(copy, joining.where, desk)
    return planted("joining is easier", copy, cancel_harder_than_signup=[nearest(tree)])


# Offers


def pitches(tree: Plain) -> Iterator[Seed]:
    """Two or three offers stand before the cancellation: for all, or for those whom the system picks."""
    for door in doors(tree):
        yield partial(_pitched, tree, door, "two", PITCH, PITCH)
        yield partial(_pitched, tree, door, "three", PITCH, PITCH, PITCH)
        yield partial(_pitched, tree, door, "two questions", *2 * [asked(tree, offer="true")])
        yield partial(_picked, tree, door)


def _pitched(tree: Plain, door: Exit, place: str, *nodes: Plain) -> Planted:
    copy = changed(tree)
    chained(copy, door.where, *nodes)
    return planted(place, copy, repeated_save_offer=[nearest(tree)])


def _picked(tree: Plain, door: Exit) -> Planted:
    good = {"type": "decide", "when": {"a good customer": NEXT}, "else": door.target}
    copy = changed(tree)
    chained(copy, door.where, good, PITCH, PITCH)
    return planted("for good customers", copy, repeated_save_offer=[nearest(tree)])


def offers_without_door(tree: Plain) -> Iterator[Seed]:
    """An offer loses its option to cancel, or keeps it a secret; one is put where it has none."""
    for door in doors(tree):
        for name in (one for one in behind(tree, door) if tree["nodes"][one].get("offer") == "true"):
            yield partial(_closed_door, tree, name, secret=False)
            yield partial(_closed_door, tree, name, secret=True)
        yield partial(_further_questions, tree, door)
        yield partial(_yes_only, tree, door)


def _closed_door(tree: Plain, name: str, secret: bool) -> Planted:
    copy = changed(tree)
    offer = copy["nodes"][name]
    (key,) = (one for one, there in offer["options"].items() if one not in "0*" and leads(there) in _orders(tree))
    (keep,) = (one for one in offer["options"] if one not in ("0", "*", key))
    if secret:
        offer["options"][key]["unspoken"] = "true"
    else:
        del offer["options"][key]
    zero = {"label": label_of(tree), "to": person_of(tree)}
    offer["options"] = {keep: offer["options"].pop(keep), **offer["options"], "0": zero}
    offer.update(silence(person_of(tree)))
    place = f"{name}, {'a secret key' if secret else 'no key'}"
    return planted(place, copy, save_offer_without_exit=[("nodes", name)])


def _orders(tree: Plain) -> list[str]:
    done = cancels(tree, person=False)
    return done + [one.source for one in exits(tree) if one.target in done]


def _further_questions(tree: Plain, door: Exit) -> Planted:
    copy = changed(tree)
    (offer, _) = chained(copy, door.where, asked(tree, offer="true"), asked(tree))
    return planted("further questions", copy, save_offer_without_exit=[offer])


def _yes_only(tree: Plain, door: Exit) -> Planted:
    copy = changed(tree, planted_stays={"type": "say", "resolves": "true", "confirms": "sms", "next": "goodbye"})
    label = label_of(tree)
    choices = {"1": {"label": label, "to": "planted_stays"}, "0": {"label": label, "to": person_of(tree)}, "*": BACK}
    (offer,) = chained(copy, door.where, {"type": "menu", "offer": "true", "options": choices, **silence(NEXT)})
    return planted("only a yes", copy, save_offer_without_exit=[offer])


# Elsewhere, and at other hours


def elsewhere(tree: Plain) -> Iterator[Seed]:
    """The option to cancel leads to a letter, a robot, the end of the call or back."""
    letter = {"type": "say", "redirect": "mail"}
    robot = {"type": "transfer", "human": "false", "number": "+1 800 555 0199"}
    for door in doors(tree):
        for place, node in {
            "a letter": letter | {"next": "end"}, "a letter, and back": letter | {"next": door.source},
            "a robot": robot | {"failed": "end"}, "the end": END,
        }.items():  # fmt: skip
            yield partial(_elsewhere, tree, door, place, node)


def _elsewhere(tree: Plain, door: Exit, place: str, node: Plain) -> Planted:
    copy = changed(tree, planted=node)
    turned(copy, door.where, "planted")
    return planted(place, copy, cancel_by_other_channel=[door.where])


HOURS = ({"mon-wed": "10:00-12:00"}, {"tue": "09:00-16:00", "fri": "10:00-13:00"}, {"mon-fri": "10:00-16:30"})


def office_hours(tree: Plain) -> Iterator[Seed]:
    """The cancellation gets hours of its own, and outside them only a message that cancels nothing."""
    closing = any("closed" in tree["nodes"][name] for name in of_type(tree, "queue"))  # nobody knows when
    for door in doors(tree) if not closing else ():
        for schedule in HOURS:
            yield partial(_office_hours, tree, door, schedule)


def _office_hours(tree: Plain, door: Exit, schedule: dict[str, str]) -> Planted:
    copy = changed(tree, planted_box=BOX)
    chained(copy, door.where, {"type": "hours", "schedule": schedule, "open": NEXT, "closed": "planted_box"})
    return planted(str(schedule), copy, narrower_cancel_hours=[nearest(tree)])
