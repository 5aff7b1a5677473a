"""Grafting tools: exits of a good tree are led elsewhere, and nodes are put between an exit and what it leads to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from copy import deepcopy
from typing import Any

from planting import ASKING, Exit, Plain, Where, exits, leads, starts, unserved

END: Plain = {"type": "hangup"}
NEXT, BACK = "(next)", "(back)"
"""In a node that is put behind an exit: what the exit led to, and where it stands."""


def value(tree: Plain, where: Where) -> Any:
    """Return what is written at a place."""
    here: Any = tree
    for name in where:
        here = here[name]
    return here


def long_form(tree: Plain, where: Where) -> Plain:
    """Return an exit as a mapping that may be changed, where it is written in the short form too."""
    owner = value(tree, where[:-1])
    last = where[-1]
    owner[last] = deepcopy(owner[last]) if isinstance(owner[last], dict) else {"to": owner[last]}
    found: Plain = owner[last]
    return found


def turned(tree: Plain, where: Where, to: str) -> None:
    """Lead an exit to another node; its label and the rest of it stay."""
    long_form(tree, where)["to"] = to


def chained(tree: Plain, where: Where, *nodes: Plain, mark: str = "") -> list[Where]:
    """Put nodes between an exit and what it leads to; return where they stand."""
    ids = [f"planted{mark}_{number}" for number in range(1, len(nodes) + 1)]
    behind = [*ids[1:], leads(value(tree, where))]
    for name, node, back, following in zip(ids, nodes, [where[1], *ids[:-1]], behind, strict=True):
        tree["nodes"][name] = _filled(node, {NEXT: following, BACK: back})
    turned(tree, where, ids[0])
    return [("nodes", name) for name in ids]


def _filled(part: Any, ways: dict[str, str]) -> Any:
    if isinstance(part, dict):
        return {name: _filled(one, ways) for name, one in part.items()}
    return ways.get(part, part) if isinstance(part, str) else part


def question(tree: Plain, **more: Any) -> Plain:
    """Return a menu to which every answer leads on, but one back; who says nothing is helped as everywhere."""
    label = label_of(tree)
    options = {"1": {"label": label, "to": NEXT}, "0": {"label": label, "to": NEXT}, "*": BACK}
    return {"type": "menu", "options": options, **more}


def entry_of_data(tree: Plain, item: str = "planted_number") -> Plain:
    """Return an entry of data that leads on, and so does its 0."""
    options = {"0": {"label": label_of(tree), "to": NEXT}}
    asked: Plain = {"type": "collect", "collects": [item], "digits": "8", "by": ["keys", "speech"]}
    return {**asked, "next": NEXT, "options": options}


def silence(to: str) -> Plain:
    """Return where callers come to who say nothing, or press wrong keys, three times."""
    return {kind: {"attempts": "3", "to": to} for kind in ("noinput", "nomatch")}


def label_of(tree: Plain, key: str = "0") -> Any:
    """Return the label of a key in the first menu that has one, in all the languages of the tree."""
    menus = (node.get("options", {}) for node in tree["nodes"].values() if node.get("type") in ASKING)
    labels = (one[key].get("label") for one in menus if isinstance(one.get(key), dict))
    return next(label for label in labels if label)


def tongues(tree: Plain) -> list[str]:
    """Return the languages of a tree, without their regions."""
    return [tag.partition("-")[0] for tag in tree.get("languages", ["en-US"])]


def said(tree: Plain, words: dict[str, str]) -> Any:
    """Return what is said in each language of a tree; where it has one only, the bare text."""
    tags = tree.get("languages", ["en-US"])
    texts = {tag: words[tag.partition("-")[0]] for tag in tags}
    return texts if len(texts) > 1 else texts[tags[0]]


def asks_language(node: Plain) -> bool:
    """Say whether a menu asks for the language."""
    return any(isinstance(one, dict) and "language" in one for one in node.get("options", {}).values())


def asking(tree: Plain) -> list[str]:
    """Return the menus and entries of data that are judged, in their order; the menu for the language is none."""
    return [name for name in unserved(tree) if not asks_language(tree["nodes"][name])]


def walked(tree: Plain, first: Iterable[str], *, without: Where = (), stops: Sequence[str] = ()) -> list[str]:
    """Return what calls come to, the nearest first; not by one of the exits, nor past nodes of these types."""
    onward: dict[str, list[str]] = {}
    for one in exits(tree):
        if one.where != without and tree["nodes"][one.source]["type"] not in stops:
            onward.setdefault(one.source, []).append(one.target)
    found = list(dict.fromkeys(first))
    seen = set(found)
    for name in found:  # grows while it is walked
        new = [one for one in dict.fromkeys(onward.get(name, ())) if one not in seen]
        seen.update(new)
        found += new
    return found


def first_menu(tree: Plain) -> str:
    """Return the first menu of a call, that for the language left out."""
    met = walked(tree, starts(tree)[:1])
    nodes = tree["nodes"]
    return next(name for name in met if nodes[name]["type"] in ASKING and not asks_language(nodes[name]))


def options(tree: Plain, *names: str) -> Iterator[Exit]:
    """Every option of some nodes, the keys 0 and * left out."""
    for one in exits(tree):
        if one.source in names and "options" in one.where and one.trigger not in ("0", "*"):
            yield one


def with_goal(tree: Plain, *wanted: str) -> list[Exit]:
    """Return every exit that is tagged with one of these goals."""
    written = ((one, value(tree, one.where)) for one in exits(tree))
    return [one for one, there in written if isinstance(there, dict) and there.get("goal") in wanted]


def person_of(tree: Plain) -> str:
    """Return the person to whom those come who say nothing."""
    return leads(tree["defaults"]["noinput"])


def goals(node: Plain) -> list[str]:
    """Return the goals of a node."""
    named = node.get("goal", [])
    return [named] if isinstance(named, str) else list(named)
