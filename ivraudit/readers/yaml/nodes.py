"""How one node is read: which fields its type has, and what becomes of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ivraudit.marked import Mapping as Marked
from ivraudit.marked import Scalar, Value
from ivraudit.model import Link, Node, NodeType, Nowhere, Wait
from ivraudit.readers.yaml.exits import Branches, Exit, Handling, compare_phrases, handling_edges
from ivraudit.readers.yaml.fields import COMMON, FIGURES, OWN
from ivraudit.readers.yaml.groups import Table, check_required, read_fields
from ivraudit.readers.yaml.reading import Places, Reading, shown

_PASSIVE = ("noinput", "nomatch")


def _tables() -> dict[str, Table]:
    """The fields of each type of node, and whose the others are."""
    names = dict.fromkeys(name for own in OWN.values() for name in own)
    owners = {name: ", ".join(kind for kind, own in OWN.items() if name in own) for name in names}
    tables = {}
    for kind, own in OWN.items():
        what = f"{'an' if kind[0] in 'aeiou' else 'a'} {kind} node"
        elsewhere = {name: owner for name, owner in owners.items() if name not in own}
        tables[kind.value] = Table(what, {**COMMON, **own}, elsewhere)
    return tables


def _unknown() -> Table:
    """What is read of a node whose type is not known: its exits, so that nothing behind it seems lost."""
    every = {name: item for own in OWN.values() for name, item in own.items()}
    exits = {name: item for name, item in every.items() if isinstance(item.kind, Exit | Branches)}
    choices = {name: OWN[NodeType.MENU][name] for name in ("options", "speech", *_PASSIVE)}
    return Table("a node", {**COMMON, **exits, **choices, "next": OWN[NodeType.SAY]["next"]}, silent=every)


TABLES = _tables()
UNKNOWN = _unknown()


def read_node(key: Scalar, value: Value, reading: Reading, defaults: Mapping[str, Handling]) -> Node:
    """The node that a key of `nodes` defines; its exits and links are added to the reading's."""
    reading.node, reading.key, reading.path = key.value, key, ""
    place = reading.place
    if not key.value:
        reading.trouble("invalid-value", "A node has an empty id; give it a word of your own.")
    if not isinstance(value, Marked):
        reading.trouble("invalid-value", f"The node is {shown(value)}; a mapping is expected, with `type` and more.")
        reading.loosen(value)
        return Node(key.value, NodeType.OUTSIDE, place)
    table = TABLES.get(_type_of(value), UNKNOWN)
    found, given = read_fields(value.pairs, table, reading)
    reading.key = key
    check_required(table, given, reading, "")
    kind = NodeType(found.pop("type", NodeType.OUTSIDE))
    found.setdefault("barge_in", kind in (NodeType.MENU, NodeType.COLLECT))
    compare_phrases(reading)
    _add_passive(kind, found, reading, defaults)
    _finish(kind, found, given, reading)
    return Node(key.value, kind, place, fields=Places(given, reading.file), **found)


def _type_of(value: Marked) -> str:
    for key, item in value.pairs:
        if key.value == "type":
            return item.value if isinstance(item, Scalar) else ""
    return ""


def _add_passive(kind: NodeType, found: dict[str, Any], reading: Reading, defaults: Mapping[str, Handling]) -> None:
    """Add the edges of silence and of wrong keys: the node's own, else those of `defaults`."""
    inherits = kind in (NodeType.MENU, NodeType.COLLECT)
    for name in _PASSIVE:
        handling = found.get(name) or (defaults.get(name) if inherits else None)
        if handling is not None:
            found[name] = handling.retry
            reading.edges.extend(handling_edges(reading.node or "", name, handling))


def _finish(kind: NodeType, found: dict[str, Any], given: Mapping[str, Scalar], reading: Reading) -> None:
    """Bring together what the model keeps elsewhere than the file does."""
    if kind is NodeType.LOOP:
        # A loop whose count could not be read still ends: that it counts is certain, how far is not.
        times = found.get("times", 1)
        reading.edges[:] = [e._replace(limit=times) if e.trigger == "again" else e for e in reading.edges]
    elif kind is NodeType.QUEUE:
        figures = {name: found.pop(name) for name in FIGURES if name in found}
        if figures:
            found["wait"] = (found.get("wait") or Wait())._replace(**figures)
    elif kind is NodeType.TREE:
        file, node = found.pop("file", None), found.pop("node", "")
        if file is not None:
            place = given["file"].at(reading.file)
            reading.links.append(Link(reading.node or "", "", file, node, "next" in given, place))


def foreign(target: str | Nowhere) -> bool:
    """Whether a target that is no node of its file names one of another file."""
    return isinstance(target, str) and ("/" in target or target.endswith((".yaml", ".yml")))
