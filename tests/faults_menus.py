"""Faults of menus: what they announce, how many options they have and in which order, where their keys lead."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import sayings
from grafting import END, NEXT, asking, chained, first_menu, person_of, said
from planting import ASKING, Plain, Seed, changed, exits, leads, of_type, planted, starts
from preparing import KEYPAD, announced, digits, hushed, keyed, menus, more_options, onward
from sayings import thing

SLOW = "30"
"""Seconds; a menu may take thirty, options included."""


def key_that_is_not_there(tree: Plain) -> Iterator[Seed]:
    """A menu, or a queue, announces one key more than it takes."""
    for name in [*menus(tree), *of_type(tree, "queue")]:
        copy = changed(tree)
        node = copy["nodes"][name]
        free = next(key for key in reversed(KEYPAD) if key not in node["options"])
        keys = digits(node)
        node["options"][free] = {"label": said(tree, sayings.LEAVE), "to": name}
        node["prompt"] = announced(copy, name, [*keys, free], sayings.PRESS_LAST)
        del node["options"][free]
        yield partial(planted, name, copy, announced_key_mismatch=[("nodes", name, "prompt")])


def key_that_nobody_says(tree: Plain) -> Iterator[Seed]:
    """A menu announces all its keys but the last one."""
    for name in menus(tree):
        copy = changed(tree)
        node = copy["nodes"][name]
        *keys, last = digits(node)
        if keys:
            node["options"][last] = {**node["options"][last], "label": thing(tree, 0)}
            node["options"][last].pop("speech", None)
            node["prompt"] = announced(copy, name, keys, sayings.PRESS_LAST)
            yield partial(planted, name, copy, announced_key_mismatch=[("nodes", name, "options", last)])


def key_said_first(tree: Plain) -> Iterator[Seed]:
    """A menu announces each key before what it is for."""
    for name in menus(tree):
        copy = changed(tree)
        node = copy["nodes"][name]
        if len(digits(node)) > 1:
            node["prompt"] = announced(copy, name, digits(node), sayings.PRESS_FIRST)
            yield partial(planted, name, copy, key_before_label=[("nodes", name, "prompt")])


def too_many(tree: Plain) -> Iterator[Seed]:
    """A menu has all the keys from 1 to 8; the first menu has one more than five."""
    for number, name in enumerate(menus(tree)):
        copy = changed(tree)
        for one in copy["nodes"][name]["options"].values():
            if isinstance(one, dict):
                one.pop("share", None)
        more_options(copy, name, 8 if number else 6 - len(digits(copy["nodes"][name])))
        if len(digits(copy["nodes"][name])) > 5:
            yield partial(planted, name, copy, broad_menu=[("nodes", name)])


def put_deep(tree: Plain) -> Iterator[Seed]:
    """Menus are put before something that callers want; it is too deep behind four of them, not behind three."""
    goals = [goal for goal in ("payment", "complaint") if goal not in str(tree)]
    for name in _sure(tree) if goals else ():
        for count in (2, 3) if name == first_menu(tree) else (3,):
            copy = changed(tree)
            (key,) = more_options(copy, name, 1)
            copy["nodes"]["planted_answer_0"]["goal"] = goals[0]
            chained(copy, ("nodes", name, "options", key), *[_one_of_two(copy, name)] * count)
            found = [("nodes", "planted_answer_0")] if count > 2 else []
            yield partial(planted, f"{name}, {count} more", copy, deep_menu=found)


def _one_of_two(tree: Plain, before: str) -> Plain:
    ways = {"1": (sayings.DONE, NEXT), "0": (sayings.PERSON, person_of(tree)), "*": (sayings.BACK, before)}
    return {"type": "menu", "prompt": said(tree, sayings.WHICH), "options": keyed(tree, ways)}


def _sure(tree: Plain) -> list[str]:
    """The menus to which a caller's own choices lead in open hours, whatever the system does."""
    ways: dict[str, list[str]] = {}
    for one in exits(tree):
        kind = tree["nodes"][one.source]["type"]
        if kind in ("say", *ASKING) or (kind == "hours" and one.trigger == "open"):
            ways.setdefault(one.source, []).append(one.target)
    waiting = starts(tree)[:1]
    for name in waiting:  # grows while it is walked
        waiting += [one for one in ways.get(name, ()) if one not in waiting]
    return [name for name in menus(tree) if name in waiting]


def drawn_out(tree: Plain) -> Iterator[Seed]:
    """The words before the options take half a minute, or the last label before 0 does."""
    for number, name in enumerate(menus(tree)):
        copy = changed(tree)
        node = hushed(copy, name)
        if number % 2:
            node["seconds"] = SLOW
        else:
            node["options"][digits(node)[-1]]["label"] = said(tree, sayings.at_length(8))
        yield partial(planted, name, copy, long_menu=[("nodes", name)])


def wrong_order(tree: Plain) -> Iterator[Seed]:
    """What nearly all callers choose is said behind two things that hardly anybody does."""
    for name in menus(tree):
        copy = changed(tree)
        options = hushed(copy, name)["options"]
        ways = [one.trigger for one in onward(tree, name) if one.trigger in digits(tree["nodes"][name])]
        for one in options.values():
            if isinstance(one, dict):
                one.pop("share", None)
        if len(ways) < 3:
            ways = more_options(copy, name, 3)
        for key in ways:
            copy["nodes"][name]["options"][key]["share"] = "0.9" if key == ways[-1] else "0.01"
        yield partial(planted, name, copy, misordered_options=[("nodes", name)])


def hole(tree: Plain) -> Iterator[Seed]:
    """The last number of a menu becomes one more."""
    for name in menus(tree):
        copy = changed(tree)
        options = hushed(copy, name)["options"]
        keys = digits(copy["nodes"][name])
        if len(keys) > 1 and keys[-1] in {one.trigger for one in onward(tree, name)}:
            last, later = keys[-1], str(int(keys[-1]) + 1)
            copy["nodes"][name]["options"] = {later if key == last else key: one for key, one in options.items()}
            yield partial(planted, name, copy, skipped_key=[("nodes", name, "options", later)])


def star_hangs_up(tree: Plain) -> Iterator[Seed]:
    """* leads back everywhere, and in one menu or entry of data it ends the call."""
    starred = [one for one in exits(tree) if one.trigger == "*" and one.source in asking(tree)]
    for one in starred if len(starred) > 2 else ():
        copy = changed(tree, planted_end=END)
        node = copy["nodes"][one.source]
        star = node["options"]["*"]
        if node["type"] == "menu":  # where another key leads back instead
            (key,) = more_options(copy, one.source, 1)
            node["options"][key] = {"label": said(tree, sayings.BACK), "to": leads(star)}
            del copy["nodes"]["planted_answer_0"]
        node["options"]["*"] = {"label": said(tree, sayings.LEAVE), "to": "planted_end"}
        yield partial(planted, one.source, copy, inconsistent_key=[("nodes", one.source, "options", "*")])


def nine_is_two_things(tree: Plain) -> Iterator[Seed]:
    """9 leads to a call back in two menus, and back to the menu before in one more."""
    calls = of_type(tree, "callback")
    starred = [one for one in exits(tree) if one.trigger == "*" and one.source in menus(tree)]
    for one in starred if len(starred) > 2 else ():
        copy = changed(tree)
        others = [other for other in starred if other != one][:2]
        for other in (one, *others):
            options = hushed(copy, other.source)["options"]
            label, to = (sayings.BACK, other.target) if other is one else (sayings.THERE, calls[0])
            options["9"] = {"label": said(tree, label), "to": to}
        del copy["nodes"][one.source]["options"]["*"]
        yield partial(planted, one.source, copy, inconsistent_key=[("nodes", one.source, "options", "9")])


def one_way_street(tree: Plain) -> Iterator[Seed]:
    """A menu that has something else to choose leads on to another one, from where no way leads back."""
    for name in menus(tree):
        copy = changed(tree)
        key, _ = more_options(copy, name, 2)
        street = {"type": "menu", "prompt": said(tree, sayings.WHICH), "options": {
            "1": {"label": thing(tree, 2), "to": NEXT}, "2": {"label": thing(tree, 3), "to": "planted_answer_1"},
            "0": {"label": said(tree, sayings.PERSON), "to": person_of(tree)},
        }}  # fmt: skip
        chained(copy, ("nodes", name, "options", key), street)
        yield partial(planted, name, copy, no_way_back=[("nodes", starts(tree)[0])])
