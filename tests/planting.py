"""Gardening: a good tree as plain values, what its exits and unreached parts are, and one fault planted in it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from functools import lru_cache, partial
from pathlib import Path
from typing import Any, TypeVar

import networkx as nx
import yaml

Plain = dict[str, Any]
"""A tree as YAML gives it, every value a text."""
Where = tuple[str, ...]
"""The keys that lead to a value: ("nodes", "main", "options", "1")."""
T = TypeVar("T")

NAMED = ("next", "error", "again", "done", "open", "closed", "holiday", "full", "timeout", "failed", "else")
KEYED = ("options", "speech", "when")
ASKING = ("menu", "collect")


@dataclass(frozen=True, slots=True)
class Exit:
    """A way on from a node, and where it is written."""

    source: str
    trigger: str
    target: str
    where: Where


@dataclass(frozen=True, slots=True)
class Planted:
    """A tree with a fault in it; `lines` says of each rule that must speak at which lines it does, and at no others."""

    place: str
    text: str
    lines: dict[str, list[int]] = field(default_factory=dict)


Seed = Callable[[], Planted]
"""A fault that is planted when it is called: most are not, where only some of many are tried."""


def load(path: Path) -> Plain:
    """Return a tree of a file as plain values."""
    return parsed(path.read_text(encoding="utf-8"))


def parsed(text: str) -> Plain:
    """Return a tree as plain values."""
    tree: Plain = yaml.load(text, Loader=yaml.CBaseLoader)
    return tree


def written(tree: Plain) -> str:
    """Return a tree as the text of a file."""
    return yaml.dump(tree, Dumper=yaml.CSafeDumper, sort_keys=False, allow_unicode=True, width=10_000)


def line(text: str, where: Where) -> int:
    """Return the line, from 1, of the key at the end of a path."""
    value, at = _composed(text), 0
    for name in where:
        assert isinstance(value, yaml.MappingNode)
        at, value = next((key.start_mark.line + 1, there) for key, there in value.value if key.value == name)
    return at


@lru_cache(maxsize=4)
def _composed(text: str) -> yaml.Node:
    value: yaml.Node = yaml.compose(text, Loader=yaml.CBaseLoader)
    return value


def leads(written_exit: Any) -> str:
    """Return the id that an exit leads to; "" where it says none."""
    target = written_exit.get("to", "") if isinstance(written_exit, dict) else written_exit
    return leads(target) if isinstance(target, dict) else str(target)


def exits(tree: Plain) -> list[Exit]:
    """Return every exit of a tree, those that the defaults give included."""
    return [one for name, node in tree["nodes"].items() for one in _of_node(tree, name, node)]


def _of_node(tree: Plain, name: str, node: Plain) -> Iterator[Exit]:
    here: Where = ("nodes", name)
    for trigger in NAMED:
        if trigger in node:
            yield Exit(name, trigger, leads(node[trigger]), (*here, trigger))
    for group in KEYED:
        for trigger, one in node.get(group, {}).items():
            yield Exit(name, trigger, leads(one), (*here, group, trigger))
    for kind in ("noinput", "nomatch") if node.get("type") in ASKING else ():
        owner, where = (node, here) if kind in node else (tree.get("defaults", {}), ("defaults",))
        if kind in owner:
            yield Exit(name, f"{kind}-last", leads(owner[kind]), (*where, kind))


def starts(tree: Plain) -> list[str]:
    """Return the first nodes of a tree."""
    start = tree["start"]
    return list(start.values()) if isinstance(start, dict) else [start]


def islands(tree: Plain) -> list[str]:
    """Return the nodes at which the parts that no call comes to begin: of each circle the one written first."""
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_nodes_from(tree["nodes"])
    graph.add_edges_from((one.source, one.target) for one in exits(tree) if one.target in tree["nodes"])
    first = [one for one in starts(tree) if one in graph]
    lost = graph.subgraph(set(graph).difference(first, *(nx.descendants(graph, one) for one in first)))
    parts = nx.condensation(lost)
    order = {name: number for number, name in enumerate(tree["nodes"])}
    members = (parts.nodes[part]["members"] for part in parts if not parts.in_degree(part))
    return sorted((min(one, key=order.__getitem__) for one in members), key=order.__getitem__)


def unserved(tree: Plain) -> list[str]:
    """Return the menus and entries of data that an open-hours caller meets before anything has been done for them."""
    onward: dict[str, list[str]] = {}
    for one in exits(tree):
        by_day = tree["nodes"][one.source].get("type") != "hours" or one.trigger == "open"
        if by_day and not _serves(tree["nodes"][one.source]):
            onward.setdefault(one.source, []).append(one.target)
    seen = dict.fromkeys(starts(tree))
    waiting = list(seen)
    while waiting:
        new = [one for one in onward.get(waiting.pop(), ()) if one not in seen]
        seen.update(dict.fromkeys(new))
        waiting += new
    return [name for name, node in tree["nodes"].items() if name in seen and node.get("type") in ASKING]


def _serves(node: Plain) -> bool:
    kind = node.get("type")
    return is_person(node) or kind in ("voicemail", "callback") or node.get("resolves") == "true"


def is_person(node: Plain) -> bool:
    """Say whether a person answers at a node."""
    return node.get("type") in ("queue", "agent") or node.get("human") == "true"


def of_type(tree: Plain, *types: str) -> list[str]:
    """Return the nodes of some types, in their order."""
    return [name for name, node in tree["nodes"].items() if node.get("type") in types]


def changed(tree: Plain, **more: Plain) -> Plain:
    """Return a copy of a tree that may be changed, with more nodes at its end."""
    copy = deepcopy(tree)
    copy["nodes"].update(more)
    return copy


def planted(place: str, tree: Plain, **rules: Sequence[Where]) -> Planted:
    """Return a changed tree with the places at which each rule must speak; what is cut off is told by itself."""
    text = written(tree)
    named = {rule.replace("_", "-"): sorted({line(text, where) for where in places}) for rule, places in rules.items()}
    lost = [line(text, ("nodes", name)) for name in islands(tree)]
    return Planted(place, text, {**named, **({"unreachable-node": lost} if lost else {})})


def spread(things: Iterable[T], most: int = 3) -> list[T]:
    """Return the first, the last, and what stands between them at equal distances."""
    every = list(things)
    if len(every) <= most:
        return every
    return [every[round(number * (len(every) - 1) / (most - 1))] for number in range(most)]


END: Plain = {"type": "hangup"}
MESSAGE: Plain = {"type": "voicemail", "answered_within": "4h", "prompt": "Please leave a message."}


def renamed(tree: Plain) -> Iterator[Seed]:
    """A node gets another name, and the exits that led to it do not."""
    linked = {one.target for one in exits(tree)} - set(starts(tree))
    for name in (one for one in tree["nodes"] if one in linked):
        copy = changed(tree)
        copy["nodes"] = {f"{one}_moved" if one == name else one: node for one, node in copy["nodes"].items()}
        yield partial(planted, name, copy, dangling_target=[one.where for one in exits(copy) if one.target == name])


def cut_off(tree: Plain) -> Iterator[Seed]:
    """The only way to a node is deleted."""
    ways = exits(tree)
    for one in ways:
        alone = [other.where for other in ways if other.target == one.target] == [one.where]
        if alone and "options" in one.where and one.target not in starts(tree):
            copy = changed(tree)
            del copy["nodes"][one.source]["options"][one.trigger]
            yield partial(planted, one.target, copy, unreachable_node=[])


def ended(tree: Plain) -> Iterator[Seed]:
    """The only exit of a node is deleted."""
    for name in of_type(tree, "say"):
        copy = changed(tree)
        del copy["nodes"][name]["next"]
        yield partial(planted, name, copy, dead_end=[("nodes", name)])


def circle(tree: Plain, door: bool = False) -> Iterator[Seed]:
    """The last exit of a circle is turned inwards; with a door, all but the last."""
    for name in unserved(tree):
        copy = changed(tree, planted_note={"type": "say", "prompt": "Let us begin anew.", "next": name})
        menu = copy["nodes"][name]
        kept = {"0": menu["options"]["0"]} if door else {}
        menu["options"] = {key: "planted_note" for key in menu["options"]} | kept
        menu.update({kind: {"attempts": "3", "to": "planted_note"} for kind in ("noinput", "nomatch")})
        if "next" in menu:
            menu["next"] = "planted_note"
        here = ("nodes", name)
        locked = [] if door else [here]
        yield partial(planted, name, copy, inescapable_loop=locked, human_lockout=locked, unbounded_retry=[here])


def nearly_a_circle(tree: Plain) -> Iterator[Seed]:
    """All exits of a circle but one are turned inwards."""
    return circle(tree, door=True)


def nobody(tree: Plain) -> Iterator[Seed]:
    """Every person is replaced by a message, by an end, by a machine."""
    robot = {"type": "transfer", "human": "false", "number": "+1 800 555 0199"}
    for place, instead in (("message", MESSAGE), ("end", END), ("robot", robot)):
        copy = changed(tree)
        for name, node in tree["nodes"].items():
            if is_person(node):
                copy["nodes"][name] = instead | ({"next": node["next"]} if instead is MESSAGE and "next" in node else {})
            elif node["type"] == "tree":  # its part has people of its own
                copy["nodes"][name] = {"type": "say", "prompt": "One moment.", "next": node["next"]}
        yield partial(planted, place, copy, no_human=[("nodes", name) for name in starts(copy)])


def locked(tree: Plain) -> Iterator[Seed]:
    """All exits of one menu are turned to a message."""
    for name in unserved(tree):
        copy = changed(tree, planted_message=MESSAGE)
        menu = copy["nodes"][name]
        menu["options"] = dict.fromkeys(menu["options"], "planted_message")
        menu.update(dict.fromkeys(("noinput", "nomatch", *(("next",) if "next" in menu else ())), "planted_message"))
        yield partial(planted, name, copy, human_lockout=[("nodes", name)])


def undeclared(tree: Plain) -> Iterator[Seed]:
    """The defaults are written out at every menu, and then one menu loses its own."""
    for number, name in enumerate(unserved(tree)):
        copy = changed(tree)
        defaults = copy.pop("defaults")
        for one in of_type(copy, *ASKING):
            copy["nodes"][one] = defaults | copy["nodes"][one]
        for kind in (("noinput",), ("nomatch",), ("noinput", "nomatch"))[number % 3]:
            del copy["nodes"][name][kind]
        yield partial(planted, name, copy, unhandled_input=[("nodes", name)])


def _silence(tree: Plain, to: Callable[[str], Any], rule: str) -> Iterator[Seed]:
    for number, name in enumerate(unserved(tree)):
        copy = changed(tree)
        copy["nodes"][name][("noinput", "nomatch")[number % 2]] = to(name)
        if to(name) != name:
            copy["nodes"]["planted_end"] = END
        yield partial(planted, name, copy, **{rule: [("nodes", name)]})


def asked_for_ever(tree: Plain) -> Iterator[Seed]:
    """Silence, or a wrong key, leads to the same menu."""
    return _silence(tree, str, "unbounded_retry")


def hung_up(tree: Plain) -> Iterator[Seed]:
    """Silence, or a wrong key, leads to a hang-up."""
    return _silence(tree, lambda _: {"attempts": "3", "to": "planted_end"}, "hangup_on_error")


def thrown_out(tree: Plain) -> Iterator[Seed]:
    """Whoever has waited is hung up on."""
    for name in of_type(tree, "queue"):
        for trigger in ("timeout", "full"):
            copy = changed(tree, planted_end=END)
            late = {"after": "120s", "to": "planted_end"}
            copy["nodes"][name][trigger] = late if trigger == "timeout" else "planted_end"
            yield partial(planted, f"{name}, {trigger}", copy, disconnecting_queue=[("nodes", name, trigger)])


def long_wait(tree: Plain) -> Iterator[Seed]:
    """A wait of twenty minutes, and no way to leave a number."""
    for name in of_type(tree, "queue"):
        copy = changed(tree)
        queue = copy["nodes"][name]
        queue["wait"] = "20m"
        for other in ("options", "timeout"):
            queue.pop(other, None)
        yield partial(planted, name, copy, wait_without_alternative=[("nodes", name)])


def asks_itself(tree: Plain) -> Iterator[Seed]:
    """A lookup that fails is asked again at once."""
    for name in of_type(tree, "task"):
        copy = changed(tree, planted_sorry={"type": "say", "prompt": "One moment, please.", "next": name})
        copy["nodes"][name]["error"] = "planted_sorry"
        yield partial(planted, name, copy, automatic_cycle=[("nodes", name)])
