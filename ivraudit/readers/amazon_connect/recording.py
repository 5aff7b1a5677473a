"""Blocks that wait while the caller speaks: how voicemail is made here, where no block of that name exists."""

from __future__ import annotations

import re

from ivraudit.model import NodeType, Owner
from ivraudit.readers.amazon_connect.blocks import Block, Flow
from ivraudit.readers.amazon_connect.parsing import text_of
from ivraudit.readers.amazon_connect.shaping import Shape
from ivraudit.readers.amazon_connect.speech import prompt, spoken

_MESSAGE = re.compile(
    r"voice[ _-]?mail|mailbox|\bvm\b|after the (?:tone|beep)|(?:leave|record)\b[\w ',]{0,40}\b(?:message|name|voice)|"
    r"buz[oó]n|correo de voz|messagerie|anrufbeantworter|nach dem (?:ton|signalton)",
    re.IGNORECASE,
)


_RECORDERS = ("UpdateContactMediaStreamingBehavior", "UpdateContactRecordingBehavior")


class Recording:
    """Whether a flow records callers, and whether it says that this is to leave a message."""

    def __init__(self, flow: Flow) -> None:
        self._records = any(_starts(block) for block in flow.of(*_RECORDERS))
        self._message = self._records and any(_MESSAGE.search(text) for text in _texts(flow))

    def takes(self, block: Block) -> bool:
        """Whether an input block only waits while the caller speaks: no key but `#` means anything."""
        return self._records and all(way.value == "#" for way in block.conditions)

    def add(self, shape: Shape, block: Block, name: str) -> None:
        """Add a voicemail; where nothing says that it is one, a step that nobody knows the meaning of."""
        kind = NodeType.VOICEMAIL if self._message else NodeType.TASK
        shape.add(block, name, kind, prompt=prompt(block.parameters), opaque=not self._message)
        for way in block.ways:
            if way.kind == "error" and way.name == "NoMatchingError":
                shape.exit(block, name, way, "error", Owner.SYSTEM, True)
            elif way.kind == "error" and way.name == "InputTimeLimitExceeded":
                shape.exit(block, name, way, "timeout", Owner.SYSTEM)
            elif way.kind != "next" or block.error("NoMatchingCondition") is None:
                shape.exit(block, name, way, "next", Owner.SYSTEM)
        shape.part(block, block.ways)


def _starts(block: Block) -> bool:
    """Whether a block starts to record, or to stream, what the caller says to the flow."""
    if block.type == "UpdateContactMediaStreamingBehavior":
        return text_of(block.parameters.get("MediaStreamingState")) != "Disabled"
    behavior = block.parameters.get("RecordingBehavior")
    return isinstance(behavior, dict) and text_of(behavior.get("IVRRecordingBehavior")) == "Enabled"


def _texts(flow: Flow) -> list[str]:
    """The names and prompts of a flow."""
    texts = (block.parameters.get(word) for block in flow.blocks for word in ("Text", "SSML"))
    said = (spoken(text, markup=True) for text in texts if isinstance(text, str))
    return [flow.wrapped.name, *(block.id for block in flow.blocks), *said]
