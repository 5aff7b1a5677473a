"""Comparisons that may count: whether a circle through them ends depends on a value that the circle itself changes."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ivraudit.analysis.loops import circles
from ivraudit.readers.amazon_connect.blocks import Block, Flow
from ivraudit.readers.amazon_connect.parsing import text_of

_PROGRAMS = frozenset({
    "InvokeLambdaFunction", "InvokeFlowModule", "InvokeThirdPartyAction", "EvaluateDataTableValues", "GetMetricData",
    "GetCustomerProfile", "GetCustomerProfileObject", "GetCase", "ConnectParticipantWithLexBot",
})  # fmt: skip
"""Blocks that come back with values of their own."""
_SETTERS = {"Attributes": "UpdateContactAttributes", "FlowAttributes": "UpdateFlowAttributes"}
_ELSEWHERE = ("StoredCustomerInput", "Channel")
"""What no program and no setting changes: what the caller has entered, and the channel, which stays the same."""
_PATH = re.compile(r"\$\.(\w+)(?:\.(.+)|\['?([^'\]]+)'?\])?")


def counters(flow: Flow) -> frozenset[str]:
    """Return the comparisons that nobody can tell from counters, since a block of their circle sets what they compare.

    A program may count behind `$.External`, and a flag may be set on the way round: such a circle is no endless one, as
    far as anybody can see, and how often it is gone round is unknown.
    """
    compared = [block for block in flow.of("Compare") if _path(block)]
    if not compared:
        return frozenset()
    numbers = {block.id: number for number, block in reversed(list(enumerate(flow.blocks)))}
    pairs = [
        (number, numbers[way.target]) for number, block in enumerate(flow.blocks) for way in block.ways
        if way.target in numbers
    ]  # fmt: skip
    found: set[str] = set()
    for ring in circles(pairs):
        inside = [flow.blocks[number] for number in ring]
        found.update(block.id for block in inside if block.type == "Compare" and _changed(block, inside))
    return frozenset(found)


def _path(block: Block) -> tuple[str, str] | None:
    """The part of a contact, and the name in it, that a comparison looks at."""
    found = _PATH.fullmatch(text_of(block.parameters.get("ComparisonValue")))
    return (found[1], found[2] or found[3] or "") if found and found[1] not in _ELSEWHERE else None


def _changed(block: Block, ring: Iterable[Block]) -> bool:
    path = _path(block)
    if path is None:
        return False
    space, name = path
    for other in ring:
        if other.type == _SETTERS.get(space):
            given = other.parameters.get(space)
            if isinstance(given, dict) and name in given:
                return True
        elif other.type in _PROGRAMS and space not in _SETTERS:
            return True
    return False
