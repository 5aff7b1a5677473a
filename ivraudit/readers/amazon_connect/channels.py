"""Comparisons of the channel: only telephone calls are judged, so that such a comparison decides itself."""

from __future__ import annotations

import re

from ivraudit.model import TreeKind
from ivraudit.readers.amazon_connect.blocks import Block, Way
from ivraudit.readers.amazon_connect.parsing import text_of
from ivraudit.readers.amazon_connect.shaping import Shape

_CHANNEL = re.compile(r"""\$(?:\.Channel|\.?\[(['"])Channel\1\])""")
_LITERAL = re.compile(r"[^${}%<>]+")
"""What is compared with as it stands, whatever the call and whatever fills a template."""
_CALL = "voice"
"""The channel of telephone calls, in small letters."""


def settle_channels(shape: Shape) -> None:
    """Take from comparisons of the channel the ways that no telephone call takes, before anything follows them.

    How a contact came in (`$.InitiationMethod`) is no channel: chats and calls may both come in by a transfer.
    """
    if shape.draft.kind is not TreeKind.CALL:
        return
    for block in shape.flow.of("Compare"):
        if shape.blocks.get(block.id) is block and _compares_channels(block):
            others = {id(way): way for way in _others(block)}
            for way in others.values():
                shape.leave_out(block, way, "no telephone call takes it")
            block.ways[:] = [way for way in block.ways if id(way) not in others]


def _compares_channels(block: Block) -> bool:
    """Whether the channel is compared; where a condition names several, how they count is not known."""
    compared = text_of(block.parameters.get("ComparisonValue")).strip()
    return _CHANNEL.fullmatch(compared) is not None and not any(way.several for way in block.ways)


def _others(block: Block) -> list[Way]:
    """The ways of other channels; without a way for calls they take the one for all else, if there is one."""
    named = [way for way in block.conditions if way.name == "Equals" and _LITERAL.fullmatch(way.value)]
    others = [way for way in named if way.value.strip().lower() != _CALL]
    rest = [way for way in (block.error("NoMatchingCondition"), block.next) if way is not None]
    if len(others) < len(named):
        return [*others, *rest]
    return others if rest else []
