"""How a good tree is made ready for a fault: which places there are, and what is put there first."""

from __future__ import annotations

from typing import Any

import sayings
from grafting import END, asking, asks_language, first_menu, said, turned
from planting import Exit, Plain, Where, changed, exits, starts, unserved
from sayings import by_language, thing

KEYPAD = "12345678"


def menus(tree: Plain) -> list[str]:
    """Return the menus that callers meet before they have been helped, that for the language left out."""
    return [name for name in asking(tree) if tree["nodes"][name]["type"] == "menu"]


def first_question(tree: Plain) -> str:
    """Return the first question of a call, that for the language included."""
    return next(name for name in unserved(tree) if asks_language(tree["nodes"][name]) or name == first_menu(tree))


def digits(node: Plain) -> list[str]:
    """Return the keys of a menu, 0, 9 and * left out."""
    return [key for key in node.get("options", {}) if key in KEYPAD]


def distances(tree: Plain) -> dict[str, int]:
    """Return how many exits each node is away from the start of a call at least."""
    ways: dict[str, list[str]] = {}
    for one in exits(tree):
        ways.setdefault(one.source, []).append(one.target)
    far = dict.fromkeys(starts(tree), 0)
    waiting = list(far)
    for name in waiting:  # grows while it is walked
        for target in ways.get(name, ()):
            if target not in far:
                far[target] = far[name] + 1
                waiting.append(target)
    return far


def reached(tree: Plain, *names: str) -> list[str]:
    """Return the nodes to which some way leads from these, themselves included, in their order."""
    ways: dict[str, list[str]] = {}
    for one in exits(tree):
        ways.setdefault(one.source, []).append(one.target)
    waiting = list(names)
    for name in waiting:  # grows while it is walked
        waiting += [one for one in dict.fromkeys(ways.get(name, ())) if one not in waiting]
    return [name for name in tree["nodes"] if name in waiting]


def onward(tree: Plain, name: str) -> list[Exit]:
    """Return the options of a menu that lead further from the start of the call, 0 and * left out."""
    far = distances(tree)
    ways = (one for one in exits(tree) if one.source == name and "options" in one.where and one.trigger not in "0*")
    return [one for one in ways if far.get(one.target, 0) > far.get(name, 0)]


def hushed(tree: Plain, name: str) -> Plain:
    """Return a menu that does not announce its keys itself: the platform does."""
    menu: Plain = tree["nodes"][name]
    if any("press " in text for text in by_language(tree, menu.get("prompt", "")).values()):
        menu["prompt"] = said(tree, sayings.WHICH)
    return menu


def more_options(tree: Plain, name: str, count: int) -> list[str]:
    """Give a menu more things to choose; return their keys. Each leads to an answer of its own."""
    options = hushed(tree, name)["options"]
    keys = [key for key in KEYPAD if key not in options][:count]
    for number, key in enumerate(keys):
        answer = f"planted_answer_{number}"
        done = said(tree, sayings.DONE)
        tree["nodes"][answer] = {"type": "say", "resolves": "true", "prompt": done, "next": "planted_end"}
        options[key] = {"label": thing(tree, number), "to": answer}
    tree["nodes"][name]["options"] = {key: options[key] for key in sorted(options, key="123456780*".index)}
    tree["nodes"]["planted_end"] = END
    return keys


def announced(tree: Plain, name: str, keys: list[str], how: sayings.Words) -> Any:
    """Return the prompt of a menu that itself announces some of its keys, in all of its languages."""
    node = hushed(tree, name)
    words = by_language(tree, node.get("prompt", ""))
    labels = [(key, by_language(tree, node["options"][key]["label"])) for key in keys]
    for tag in tree["languages"]:
        sentence = how[tag.partition("-")[0]]
        said_so = (sentence.replace("LABEL", label[tag]).replace("KEY", key) for key, label in labels)
        words[tag] = " ".join([words[tag], *said_so]).strip()
    return sayings.bare(tree, words)


def keyed(tree: Plain, ways: dict[str, tuple[sayings.Words, str]]) -> Plain:
    """Return options, given for each key what it is called and where it leads."""
    return {key: {"label": said(tree, label), "to": to} for key, (label, to) in ways.items()}


def at_door(tree: Plain, node: Plain, before: str = "") -> tuple[Plain, Where]:
    """Return a copy with a node before the first question, and where it stands."""
    copy = changed(tree, planted=node)
    first = before or first_question(tree)
    copy["nodes"]["planted"] = {**node, **({"next": first} if "next" in node else {})}
    far = distances(tree)
    if starts(tree)[0] == first:
        start = tree["start"]
        copy["start"] = "planted" if isinstance(start, str) else {**start, next(iter(start)): "planted"}
    for one in exits(tree):
        if one.target == first and far.get(one.source, 0) < far[first]:
            turned(copy, one.where, "planted")
    return copy, ("nodes", "planted")
