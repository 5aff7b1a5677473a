"""The text of a flow becomes its blocks; of a broken text what stands before the fault."""

from __future__ import annotations

import json
import re
from typing import Any

from ivraudit.marked import Fault as Unread
from ivraudit.marked import Mapping, Scalar, Sequence, Value, parse_json
from ivraudit.model import Position
from ivraudit.readers.amazon_connect.blocks import Block, Fault, Flow, Way, Wrapped
from ivraudit.readers.amazon_connect.offsets import Places
from ivraudit.readers.amazon_connect.spots import Spots

_WORDS = {"true": "True", "false": "False", "null": None}
_HALF = re.compile(
    r"\\u[dD][89abAB][0-9a-fA-F]{2}(?!\\u[dD][c-fC-F])|(?<!\\u[dD][89abAB][0-9a-fA-F]{2})\\u[dD][c-fC-F][0-9a-fA-F]{2}"
)
"""Half a character, written as an escape: `json` would let it through, and no output could be written with it."""
_new = tuple.__new__
"""What makes a named tuple of a tuple, without looking at each value's name."""
_NONE = "a flow has a list `Actions` and a `StartAction`; this has none."


def text_of(value: Any) -> str:
    """Return a value as a text; "" for what is none."""
    if isinstance(value, str):
        return value
    return "" if value is None or isinstance(value, dict | list) else str(value)


def parse_flow(file: str, text: str, places: Places, at: Position, wrapped: Wrapped) -> Flow | Fault:
    """Return the flow that a text of JSON holds, or why nothing of it can be used."""
    root: Value | None = None
    faults: list[Unread] = []
    try:
        data = None if "\\" in text and "\\u" in text and _HALF.search(text) else json.loads(text)
    except (ValueError, RecursionError):
        data = None
    if data is None:
        root, faults = parse_json(text, file)
        data = plain(root)
    spots = Spots(file, text, places, data, root)
    if not isinstance(data, dict) or not isinstance(data.get("Actions"), list):
        return Fault("unreadable", spots.moved(faults[0].at) if faults else at, faults[0].message if faults else _NONE)
    flow = _flow(file, at, wrapped, data, spots)
    flow.broken = bool(faults)
    flow.faults += [Fault("unreadable", spots.moved(one.at), one.message) for one in faults]
    return flow


def flow_of(file: str, value: Value, at: Position, wrapped: Wrapped) -> Flow | Fault:
    """Return the flow that values hold which are part of a larger text."""
    data = plain(value)
    if not isinstance(data, dict) or not isinstance(data.get("Actions"), list):
        return Fault("unreadable", at, _NONE)
    return _flow(file, at, wrapped, data, Spots(file, "", None, data, value))


def plain(value: Value | None) -> Any:
    """Return a value without its places; `marked` bounds how deep it can be."""
    if isinstance(value, Mapping):
        found: dict[str, Any] = {}
        for key, item in value.pairs:
            found.setdefault(key.value, plain(item))
        return found
    if isinstance(value, Sequence):
        return [plain(item) for item in value.items]
    if isinstance(value, Scalar):
        return value.value if value.quoted else _WORDS.get(value.value, value.value)
    return None


def _flow(file: str, at: Position, wrapped: Wrapped, data: dict[str, Any], spots: Spots) -> Flow:
    metadata = data.get("Metadata")
    metadata = metadata if isinstance(metadata, dict) else {}
    name = wrapped.name or text_of(metadata.get("name")) or text_of(data.get("Name"))
    names = dict.fromkeys((*wrapped.names, name, text_of(metadata.get("id")), text_of(metadata.get("arn"))))
    wrapped = wrapped._replace(
        name=name,
        kind=wrapped.kind or text_of(metadata.get("type")) or text_of(data.get("Type")),
        names=tuple(one for one in names if one),
        module=wrapped.module or isinstance(data.get("Settings"), dict),
    )
    blocks, start = metadata.get("ActionMetadata"), data.get("StartAction")
    if isinstance(start, dict):  # an invented form, which holds the whole block
        start = start.get("Identifier")
    flow = Flow(file, at, wrapped, [], text_of(start), spots.start(), blocks if isinstance(blocks, dict) else {})
    _take(flow, data["Actions"], spots)
    return flow


def _take(flow: Flow, actions: list[Any], spots: Spots) -> None:
    number, order = 0, 0
    for action in actions:
        order -= 1
        if not isinstance(action, dict):
            message = "an action is a mapping with `Identifier` and `Type`."
            flow.faults.append(Fault("invalid-value", spots.late(order), message))
            continue
        found, given = action.get("Transitions"), action.get("Parameters")
        ways = _ways(found, spots, number) if found and isinstance(found, dict) else []
        count = len(ways)
        number += count
        if count > 1 and (count > 2 or ways[0][5] == ways[1][5]) and len({way[5] for way in ways}) < count:
            ways = numbered(ways)
        name, kind = action.get("Identifier"), action.get("Type")
        if not isinstance(name, str) or not isinstance(kind, str):
            name, kind = text_of(name), text_of(kind)
        flow.add(_new(Block, (name, kind, given if isinstance(given, dict) else {}, ways, (spots, order))))


def _ways(found: dict[str, Any], spots: Spots, number: int) -> list[Way]:
    """The transitions in the order in which `transitions` of spots.py yields them."""
    ways: list[Way] = []
    for word, value in found.items():
        if word == "NextAction":
            target = value if value and isinstance(value, str) else None
            ways.append(_new(Way, ("next", "", "", target, (spots, number), word, False)))
            number += 1
        elif not isinstance(value, list):
            continue
        elif word == "Errors":
            for item in value:
                try:
                    target, name = item["NextAction"], item["ErrorType"]
                except (LookupError, TypeError):
                    target = name = None
                if target and type(target) is type(name) is str:
                    ways.append(_new(Way, ("error", name, "", target, (spots, number), name, False)))
                else:
                    ways.append(_odd_error(item, (spots, number)))
                number += 1
        elif word == "Conditions":
            for item in value:
                ways.append(_condition(item, (spots, number)))
                number += 1
    return ways


def _odd_error(item: Any, at: tuple[Spots, int]) -> Way:
    item = item if isinstance(item, dict) else {}
    target, name = item.get("NextAction"), text_of(item.get("ErrorType"))
    return _new(Way, ("error", name, "", target if target and isinstance(target, str) else None, at, name, False))


def _condition(item: Any, at: tuple[Spots, int]) -> Way:
    item = item if isinstance(item, dict) else {}
    target, condition = item.get("NextAction"), item.get("Condition")
    condition = condition if isinstance(condition, dict) else {}
    operands, operator = condition.get("Operands"), condition.get("Operator")
    operator = operator if isinstance(operator, str) else text_of(operator)
    several = isinstance(operands, list) and len(operands) > 1
    value = operands[0] if operands and isinstance(operands, list) else operands
    value = value if isinstance(value, str) else text_of(value)
    target = target if target and isinstance(target, str) else None
    return _new(Way, ("condition", operator, value, target, at, f"{operator} {value}", several))


def numbered(ways: list[Way]) -> list[Way]:
    """Return the ways with a number behind each word that another one has too."""
    seen: dict[str, int] = {}
    result = []
    for way in ways:
        count = seen[way.word] = seen.get(way.word, 0) + 1
        result.append(way if count == 1 else way._replace(word=f"{way.word} ({count})"))
    return result
