"""Journeys as they are typed: the items by which a call goes the way that a finding shows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from ivraudit.model import Edge, Node, NodeType, Owner, Step
from ivraudit.phone import Phone
from ivraudit.phone.call import DECIDING, Call
from ivraudit.phone.choosing import is_key
from ivraudit.phone.dialled import Does, items, written
from ivraudit.phone.walking import walk

ASKING = (NodeType.MENU, NodeType.COLLECT)


def keys(phone: Phone, journey: Sequence[Step]) -> str:
    """What is typed so that a call goes this way; loops count by themselves, and silence lasts until the last time."""
    known: dict[tuple[str, str], tuple[Node, list[Edge]]] = {}
    for vertex, node in enumerate(phone.wiring.nodes):
        exits = [edge for _, edge in phone.exits(vertex)]
        for edge in exits:
            known.setdefault((node.name, _trigger(edge)), (node, exits))
    loops = _needs_naming(journey)
    typed: list[str] = []
    for step in journey:
        if step.trigger in ("again", "done"):
            typed += [f"={step.trigger}"] if loops else ()
        elif step.trigger is not None:
            typed += _items(step, known)
    return ",".join(typed)


def _needs_naming(journey: Sequence[Step]) -> bool:
    """Whether a loop is done before it went round: of many rounds a journey shows none."""
    begun: set[str] = set()
    for step in journey:
        if step.trigger == "again":
            begun.add(step.node)
        elif step.trigger == "done" and step.node not in begun:
            return True
    return False


def _trigger(edge: Edge) -> str:
    return f'"{edge.trigger}"' if edge.spoken else edge.trigger


def _items(step: Step, known: Mapping[tuple[str, str], tuple[Node, list[Edge]]]) -> Iterator[str]:
    trigger = step.trigger or ""
    node, exits = known[step.node, trigger]
    edge = next(edge for edge in exits if _trigger(edge) == trigger)
    if edge.owner is Owner.CALLER:
        yield _choice(node, edge, exits)
    elif trigger in ("noinput-last", "nomatch-last"):
        retry = node.noinput if trigger == "noinput-last" else node.nomatch
        word = "silence" if trigger == "noinput-last" else "wrong"
        yield from [word] * (retry.attempts if retry else 1)
    elif node.type in ASKING or (node.type is not NodeType.LOOP and _chooses(node, exits)):
        yield written(Does.SYSTEM, trigger)


def _chooses(node: Node, exits: Sequence[Edge]) -> bool:
    ways = [edge for edge in exits if edge.owner is Owner.SYSTEM and not edge.breakdown]
    return node.type in (*DECIDING, NodeType.HOURS) or len(ways) > 1


def _choice(node: Node, edge: Edge, exits: Sequence[Edge]) -> str:
    if node.type is NodeType.COLLECT and edge.trigger == "next":
        if node.by and "keys" not in node.by:
            return '"what was asked for"'
        keyed = {one.trigger for one in exits}
        length = max(1, node.digits[0] if node.digits else 8)
        return next(entry for digit in "123456789" if (entry := digit * length) not in keyed)
    return edge.trigger if is_key(edge) else written(Does.PHRASE, edge.trigger)


def walked(phone: Phone, entry: int, typed: str, *, listening: bool = False) -> Call:
    """The call that these items make."""
    call = Call(phone, entry, listening=listening)
    walk(call, items(typed) if typed else ())
    return call
