"""What each type of widget is to a caller, and what its transitions are called in our own words."""

from __future__ import annotations

from typing import NamedTuple

from ivraudit.model import NodeType

GONE = "the caller has hung up"
"""Why a transition is left out: nobody is there who could take it."""


class Widget(NamedTuple):
    """A type of widget: what the caller meets, and per event the trigger (an `!` marks a breakdown, `-` nobody)."""

    kind: NodeType
    exits: dict[str, str]
    opaque: bool = False
    """Whether it may do anything to the call."""


_DONE = {"success": "next", "failed": "error", "fail": "error"}
_WAITED = {"callComplete": "served", "failedToEnqueue": "!failedToEnqueue", "callFailure": "!callFailure"}
_BOT = {
    "completed": "next", "live-agent-handoff": "live-agent-handoff", "failed": "!failed", "hangup": "-",
    "return": "next",
}  # fmt: skip

WIDGETS = {
    "say-play": Widget(NodeType.SAY, {"audioComplete": "next"}),
    "set-variables": Widget(NodeType.TASK, {"next": "next"}),
    "run-function": Widget(NodeType.TASK, _DONE),
    "make-http-request": Widget(NodeType.TASK, _DONE),
    "send-message": Widget(NodeType.TASK, {"sent": "next", "failed": "!failed"}),
    "record-call": Widget(NodeType.TASK, {"success": "next", "failed": "!failed"}),
    "fork-stream": Widget(NodeType.TASK, {"next": "next"}),
    "send-to-flex": Widget(NodeType.QUEUE, _WAITED),
    "enqueue-call": Widget(NodeType.QUEUE, _WAITED),
    "connect-call-to": Widget(NodeType.TRANSFER, {"callCompleted": "next", "hangup": "-"}),
    "record-voicemail": Widget(NodeType.VOICEMAIL, {"recordingComplete": "next", "noAudio": "noAudio", "hangup": "-"}),
    "run-subflow": Widget(NodeType.TREE, {"completed": "next", "failed": "!failed"}),
    "add-twiml-redirect": Widget(NodeType.OUTSIDE, {"return": "next", "timeout": "timeout", "fail": "!fail"}),
    "connect-virtual-agent": Widget(NodeType.TASK, _BOT, opaque=True),
    "connect-virtual-agent-v2": Widget(NodeType.TASK, _BOT, opaque=True),
    "make-outgoing-call-v2": Widget(
        NodeType.DECIDE, {"answered": "answered", "busy": "busy", "noAnswer": "noAnswer", "failed": "!failed"}
    ),
    "make-outgoing-call": Widget(
        NodeType.DECIDE, {"answered": "answered", "busy": "busy", "noAnswer": "noAnswer", "failed": "!failed"}
    ),
    "send-and-wait-for-reply": Widget(
        NodeType.TASK, {"incomingMessage": "next", "timeout": "timeout", "deliveryFailure": "!deliveryFailure"},
        opaque=True,
    ),
}  # fmt: skip
"""Every type but the trigger, the gather and the split, which are read on their own."""

VOICE = frozenset(
    {"say-play", "gather-input-on-call", "connect-call-to", "record-voicemail", "enqueue-call", "capture-payments"}
)
"""The types that only a call can meet."""
DIALLING = frozenset({"make-outgoing-call", "make-outgoing-call-v2"})
PEOPLE = frozenset({"client"})
"""What a call can be connected to where surely a person answers: an agent's own software telephone."""
