"""Gardening tools: a good tree as plain values, its exits, the parts that no call comes to, and what is planted."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from functools import lru_cache
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


class _Plainly(yaml.CSafeDumper):
    """Writes a value each time that it is used: a phone tree has no anchors."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def load(path: Path) -> Plain:
    """Return a tree of a file as plain values."""
    return parsed(path.read_text(encoding="utf-8"))


def parsed(text: str) -> Plain:
    """Return a tree as plain values."""
    tree: Plain = yaml.load(text, Loader=yaml.CBaseLoader)
    return tree


def written(tree: Plain) -> str:
    """Return a tree as the text of a file."""
    return yaml.dump(tree, Dumper=_Plainly, sort_keys=False, allow_unicode=True, width=10_000)


def line(text: str, where: Where) -> int:
    """Return the line, from 1, of the key at the end of a path."""
    value: yaml.Node = _composed(text)
    at = 0
    for name in where:
        assert isinstance(value, yaml.MappingNode)
        at, value = next((key.start_mark.line + 1, there) for key, there in value.value if key.value == name)
    return at


@lru_cache(maxsize=4)
def _composed(text: str) -> yaml.Node:
    value = yaml.compose(text, Loader=yaml.CBaseLoader)
    assert value is not None
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
            said = "served" if (node.get("type"), trigger) == ("queue", "next") else trigger
            yield Exit(name, said, leads(node[trigger]), (*here, trigger))
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
