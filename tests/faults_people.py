"""Faults of reaching a person, one for each rule, with every place of a good tree where it can be planted."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from grafting import (
    NEXT,
    asking,
    asks_language,
    chained,
    entry_of_data,
    first_menu,
    label_of,
    long_form,
    options,
    person_of,
    question,
    silence,
    turned,
    with_goal,
)
from planting import Exit, Plain, Planted, Seed, Where, changed, exits, is_person, of_type, planted, starts

PITCH: Plain = {"type": "say", "promo": "true", "seconds": "5", "next": NEXT}
BOX: Plain = {"type": "voicemail", "answered_within": "4h"}
DESK: Plain = {"type": "queue", "team": "Planted"}


def zeros(tree: Plain) -> list[Exit]:
    """Return the keys to a person of what callers are asked before they have been helped."""
    asked = asking(tree)
    return [one for one in exits(tree) if one.source in asked and one.where[-2:] == ("options", "0")]


# The key for a person


def no_zero(tree: Plain) -> Iterator[Seed]:
    """A menu or an entry of data loses its key for a person."""
    for one in zeros(tree):
        yield partial(_no_zero, tree, one)


def _no_zero(tree: Plain, zero: Exit) -> Planted:
    copy = changed(tree)
    del copy["nodes"][zero.source]["options"]["0"]
    return planted(zero.source, copy, missing_escape_key=[("nodes", zero.source)])


def dead_zero(tree: Plain) -> Iterator[Seed]:
    """The key for a person leads to a message, to a machine, to a condition of the system's."""
    robot = {"type": "transfer", "human": "false", "number": "+1 800 555 0199", "failed": "planted_box"}
    choosy = {"type": "decide", "when": {"a good customer": NEXT}, "else": "planted_box"}
    for one in zeros(tree):
        for place, node in (("a message", BOX), ("a machine", robot), ("the system's choice", choosy)):
            yield partial(_dead_zero, tree, one, place, node)


def _dead_zero(tree: Plain, zero: Exit, place: str, node: Plain) -> Planted:
    copy = changed(tree, planted_box=BOX)
    if node is BOX:
        turned(copy, zero.where, "planted_box")
    else:
        chained(copy, zero.where, node)
    return planted(f"{zero.source}, {place}", copy, missing_escape_key=[zero.where])


def deflected(tree: Plain) -> Iterator[Seed]:
    """Between the key for a person and the person stand advertisements, questions, or a loop of the former."""
    for one in zeros(tree):
        yield partial(_deflected, tree, one, "two adverts", PITCH, PITCH)
        yield partial(_deflected, tree, one, "two questions", question(tree), question(tree))
        yield partial(_deflected, tree, one, "an advert and a number", PITCH, entry_of_data(tree))
        yield partial(_counted, tree, one)


def _deflected(tree: Plain, zero: Exit, place: str, *nodes: Plain) -> Planted:
    copy = changed(tree)
    chained(copy, zero.where, *nodes)
    return planted(f"{zero.source}, {place}", copy, deflected_agent_request=[zero.where])


def _counted(tree: Plain, zero: Exit) -> Planted:
    again: Plain = {"type": "loop", "times": "3", "again": "planted_1", "done": NEXT}
    copy = changed(tree)
    chained(copy, zero.where, PITCH, again)
    return planted(f"{zero.source}, four adverts", copy, deflected_agent_request=[zero.where])


def put_back(tree: Plain) -> Iterator[Seed]:
    """The key for a person leads back to where the caller was."""
    for one in zeros(tree):
        yield partial(_put_back, tree, one)


def _put_back(tree: Plain, zero: Exit) -> Planted:
    copy = changed(tree, planted_back={"type": "say", "seconds": "3", "next": zero.source})
    turned(copy, zero.where, "planted_back")
    return planted(zero.source, copy, deflected_agent_request=[zero.where])


# Who gets to a person, and when


def delicate(tree: Plain) -> Iterator[Seed]:
    """Something delicate is two questions from a person, or the system may deny the person."""
    matters = ("fraud", "bereavement", "hardship", "medical", "safety", "complaint")
    for number, one in enumerate(options(tree, *asking(tree))):
        yield partial(_delicate, tree, one, matters[number % len(matters)], denied=True)
        if is_person(tree["nodes"][one.target]):
            yield partial(_delicate, tree, one, matters[-1 - number % len(matters)], denied=False)


def _delicate(tree: Plain, option: Exit, matter: str, denied: bool) -> Planted:
    copy = changed(tree, planted_box=BOX)
    note: Plain = {"type": "say", "sensitive": matter, "seconds": "2", "next": NEXT}
    if denied:
        behind: list[Plain] = [{"type": "decide", "when": {"a good customer": NEXT}, "else": "planted_box"}]
    else:
        behind = 2 * [question(tree, **silence("planted_box"))]
    here, *_ = chained(copy, option.where, note, *behind)
    place = "denied" if denied else "two questions"
    return planted(f"{option.source}, {option.trigger}, {place}", copy, sensitive_goal_without_human=[here])


def for_some(tree: Plain, goal: str) -> Iterator[Seed]:
    """Somebody whom a tag names is there, and only for those whom the system lets through."""
    ways = [*options(tree, *asking(tree)), *(one for one in exits(tree) if one.trigger in ("next", "served"))]
    for one in ways:
        if "options" in one.where or tree["nodes"][one.source]["type"] in ("queue", "task", "agent"):
            yield partial(_for_some, tree, one, goal)


def _for_some(tree: Plain, way: Exit, goal: str) -> Planted:
    copy = changed(tree, planted_desk=DESK | {"goal": goal})
    chained(copy, way.where, {"type": "decide", "when": {"a good customer": "planted_desk"}, "else": NEXT})
    rule = {"supervisor": "missing_supervisor", "text": "missing_text_channel"}[goal]
    here: list[Where] = [("nodes", name) for name in dict.fromkeys(starts(tree))]
    return planted(f"{way.source}, {way.trigger}", copy, **{rule: here})


def supervisor(tree: Plain) -> Iterator[Seed]:
    """There is a supervisor for good customers only."""
    return for_some(tree, "supervisor")


def text_channel(tree: Plain) -> Iterator[Seed]:
    """There is a text channel for good customers only."""
    return for_some(tree, "text")


def buyers_first(tree: Plain) -> Iterator[Seed]:
    """Whoever buys reaches a person at once; all others are asked something first."""
    for one in with_goal(tree, "sales", "signup"):
        if one.source == first_menu(tree):
            yield partial(_buyers_first, tree, one, "a question", question(tree))
            yield partial(_buyers_first, tree, one, "a number", entry_of_data(tree))


def _buyers_first(tree: Plain, buying: Exit, place: str, node: Plain) -> Planted:
    copy = changed(tree, planted_sales=DESK | {"goal": "sales"})
    turned(copy, buying.where, "planted_sales")
    for number, one in enumerate(exits(tree)):
        straight = is_person(tree["nodes"][one.target]) and one.where != buying.where and "options" in one.where
        if straight and one.source == buying.source:
            chained(copy, one.where, node, mark=f"_{number}")
        elif straight and asks_language(tree["nodes"][one.source]):  # it counts no step
            del copy["nodes"][one.source]["options"][one.trigger]
    return planted(place, copy, favoured_sales_path=[("nodes", starts(tree)[0])])


def sold_to(tree: Plain) -> Iterator[Seed]:
    """Somebody who complains hears an advertisement or an offer first."""
    tagged = with_goal(tree, "complaint")
    desks = [name for name, node in tree["nodes"].items() if is_person(node)]
    ways = tagged or [one for one in options(tree, *asking(tree)) if one.target in desks]
    for one in ways:
        for place in ("promo", "offer"):
            yield partial(_sold_to, tree, one, place, {"type": "say", place: "true", "seconds": "5", "next": NEXT})
            yield partial(_sold_to, tree, one, f"{place}, a question", question(tree, **{place: "true"}))


def _sold_to(tree: Plain, way: Exit, place: str, node: Plain) -> Planted:
    copy = changed(tree)
    long_form(copy, way.where)["goal"] = "complaint"
    (here,) = chained(copy, way.where, node)
    return planted(f"{way.source}, {way.trigger}, {place}", copy, upsell_on_complaint=[here])


# What only some laws ask for


def hidden_complaint(tree: Plain) -> Iterator[Seed]:
    """Complaints are an option of the second menu, and not of the first."""
    first = first_menu(tree)
    told = [one for one in with_goal(tree, "complaint") if one.source == first]
    later = [one for one in options(tree, *asking(tree)) if one.source != first]
    last = [one.where for one in options(tree, first)][-1:]  # of the others, the next key would be missing
    hidden = bool(told) or not with_goal(tree, "complaint")
    for one in later if hidden and [option.where for option in told] in ([], last) else ():
        yield partial(_hidden_complaint, tree, told, one)


def _hidden_complaint(tree: Plain, told: list[Exit], later: Exit) -> Planted:
    copy = changed(tree, planted_desk=DESK | {"goal": "complaint"})
    for one in told:
        del copy["nodes"][one.source]["options"][one.trigger]
    menu = question(tree)
    menu["options"] |= {
        "0": {"label": label_of(tree), "to": person_of(tree)},
        "2": {"label": label_of(tree), "to": "planted_desk", "goal": "complaint"},
    }
    chained(copy, later.where, menu)
    return planted(f"{later.source}, {later.trigger}", copy, missing_complaint_option=[("nodes", first_menu(tree))])


def bot(tree: Plain) -> Iterator[Seed]:
    """A prompt is spoken by a machine that talks like a person."""
    for name in of_type(tree, "say", "menu", "collect"):
        yield partial(_bot, tree, name)
    for one in options(tree, *tree["nodes"]):
        yield partial(_new_bot, tree, one)


def _bot(tree: Plain, name: str) -> Planted:
    copy = changed(tree)
    copy["nodes"][name]["ai"] = "true"
    return planted(name, copy, undisclosed_bot=[("nodes", name)])


def _new_bot(tree: Plain, way: Exit) -> Planted:
    copy = changed(tree)
    told: dict[str, Any] = {"notice": ["ai"], "type": "say", "seconds": "3", "next": NEXT}
    here, _ = chained(copy, way.where, {"type": "say", "ai": "true", "seconds": "4", "next": NEXT}, told)
    return planted(f"{way.source}, {way.trigger}", copy, undisclosed_bot=[here])
