"""What a flow is for: only some flows are phone trees that a caller goes through."""

from __future__ import annotations

import re
from itertools import pairwise

from ivraudit.model import TreeKind
from ivraudit.readers.amazon_connect.blocks import Flow
from ivraudit.readers.amazon_connect.parsing import text_of
from ivraudit.readers.amazon_connect.speech import prompt
from ivraudit.readers.amazon_connect.tables import KINDS

_ASKING = frozenset({"GetParticipantInput", "ConnectParticipantWithLexBot"})
_SPEAKING = _ASKING | {"MessageParticipant", "MessageParticipantIteratively", "TransferParticipantToThirdParty"}
_SAYING = frozenset({"MessageParticipant", "DisconnectParticipant", "EndFlowExecution"})
_CALLING = (
    "TransferParticipantToThirdParty", "UpdateContactTextToSpeechVoice", "UpdateContactMediaStreamingBehavior",
    "UpdateContactCallbackNumber", "MessageParticipantIteratively",
)  # fmt: skip
"""What makes sense in a call only."""
_ANALYSING = ("UpdateContactRecordingBehavior", "UpdateContactRecordingAndAnalyticsBehavior")
_TYPED = re.compile(r"\btype (?:in )?your (?:response|reply|answer|message|question)\b", re.IGNORECASE)
_HEARD = re.compile(r"\b(?:say|speak|press|keypad|phone|call|calling)\b", re.IGNORECASE)
_CHAT_BOT = re.compile(r"\bchat ?bot\b", re.IGNORECASE)
_WORDS = {
    "customerqueue": TreeKind.HOLD, "agenttransfer": TreeKind.GUIDE, "queuetransfer": TreeKind.GUIDE,
    "transferflow": TreeKind.GUIDE,
    "whisper": TreeKind.WHISPER, "hold": TreeKind.HOLD, "chat": TreeKind.MESSAGE, "email": TreeKind.MESSAGE,
    "task": TreeKind.MESSAGE, "notification": TreeKind.MESSAGE, "notifications": TreeKind.MESSAGE,
}  # fmt: skip
"""What a word, or two words together, in the name of a flow says of it."""
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")


def kind_of(flow: Flow, stem: str) -> TreeKind:
    """Return what a flow is for: by its type, by blocks that no other flow can have, by what it says, by its name."""
    types = set(flow.by_type)
    said = _stated(flow)
    if said is not None and said is not TreeKind.CALL:
        return said
    if "ShowView" in types and not types & _ASKING:
        return TreeKind.GUIDE
    if is_module(flow):
        return TreeKind.CALL
    if said is None and "MessageParticipantIteratively" in types:
        return TreeKind.HOLD
    if _is_chat(flow):
        return TreeKind.MESSAGE
    words = dict.fromkeys((*_named(flow.wrapped.name), *_named(stem)))
    return next((_WORDS[word] for word in words if _may_be(word, flow, types, stated=said is not None)), TreeKind.CALL)


def _stated(flow: Flow) -> TreeKind | None:
    """What the type of a flow says; `contactFlow` is also that of chats and tasks."""
    said = KINDS.get(re.sub(r"[^a-z]", "", flow.wrapped.kind.lower()))
    return TreeKind(said) if said else None


def _named(title: str) -> list[str]:
    """The words of a name that say what a flow is for."""
    words = [word.lower() for word in _WORD.findall(title)]
    return [word for word in (*map("".join, pairwise(words)), *words) if word in _WORDS]


def _may_be(word: str, flow: Flow, types: set[str], *, stated: bool) -> bool:
    """Whether the blocks of a flow do not speak against what its name says."""
    if word == "chat":
        return not _takes_keys(flow)
    if word == "transferflow":
        return not stated and types <= _SAYING
    if word in ("email", "task", "notification", "notifications"):
        return not types & _SPEAKING
    return not stated and not types & _ASKING


def _is_chat(flow: Flow) -> bool:
    """Whether a flow says plainly that it is for chats: callers are asked to type where no telephone could answer.

    A bot may be called a chat bot on the telephone too, so that its name counts only where chats alone are analysed.
    """
    if _takes_keys(flow) or flow.of(*_CALLING):
        return False
    said = [text for block in flow.blocks for text in prompt(block.parameters).values()]
    if any(_TYPED.search(text) and not _HEARD.search(text) for text in said):
        return True
    return any(_CHAT_BOT.search(text) for text in said) and _analyses_chats_alone(flow)


def _takes_keys(flow: Flow) -> bool:
    """Whether some key means something, or an entry of keys is stored."""
    asking = flow.of(*sorted(_ASKING))
    stored = (text_of(block.parameters.get("StoreInput")).lower() == "true" for block in asking)
    return any(stored) or any(way.value.isdigit() for block in asking for way in block.conditions)


def _analyses_chats_alone(flow: Flow) -> bool:
    behaviors = [block.parameters.get("AnalyticsBehavior") for block in flow.of(*_ANALYSING)]
    channels = [one.get("ChannelConfiguration") for one in behaviors if isinstance(one, dict)]
    asked = {name for one in channels if isinstance(one, dict) for name, given in one.items() if _is_asked(given)}
    return asked == {"Chat"}


def _is_asked(given: object) -> bool:
    return bool(given.get("AnalyticsModes")) if isinstance(given, dict) else bool(given)


def is_module(flow: Flow) -> bool:
    """Whether a flow is one that others call and get back from."""
    return flow.wrapped.module or "EndFlowModuleExecution" in flow.by_type


def is_inbound(flow: Flow) -> bool:
    """Whether a flow says that it takes calls and is no module."""
    return _stated(flow) is TreeKind.CALL and not is_module(flow)
