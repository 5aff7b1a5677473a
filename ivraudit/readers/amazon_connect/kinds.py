"""What a flow is for: only some flows are phone trees that a caller goes through."""

from __future__ import annotations

import re
from itertools import pairwise

from ivraudit.model import TreeKind
from ivraudit.readers.amazon_connect.blocks import Flow
from ivraudit.readers.amazon_connect.tables import KINDS

_ASKING = frozenset({"GetParticipantInput", "ConnectParticipantWithLexBot"})
_SPEAKING = _ASKING | {"MessageParticipant", "MessageParticipantIteratively", "TransferParticipantToThirdParty"}
_WORDS = {
    "customerqueue": TreeKind.HOLD, "agenttransfer": TreeKind.GUIDE, "queuetransfer": TreeKind.GUIDE,
    "whisper": TreeKind.WHISPER, "hold": TreeKind.HOLD, "chat": TreeKind.MESSAGE, "email": TreeKind.MESSAGE,
    "task": TreeKind.MESSAGE, "notification": TreeKind.MESSAGE, "notifications": TreeKind.MESSAGE,
}  # fmt: skip
"""What a word, or two words together, in the name of a flow says of it."""
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")


def kind_of(flow: Flow, stem: str) -> TreeKind:
    """Return what a flow is for: by its type, else by blocks that no other flow can have, else by its name."""
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
        asking = flow.of(*sorted(_ASKING))
        return not any(way.value.isdigit() for block in asking for way in block.conditions)
    if word in ("email", "task", "notification", "notifications"):
        return not types & _SPEAKING
    return not stated and not types & _ASKING


def is_module(flow: Flow) -> bool:
    """Whether a flow is one that others call and get back from."""
    return flow.wrapped.module or "EndFlowModuleExecution" in flow.by_type


def is_inbound(flow: Flow) -> bool:
    """Whether a flow says that it takes calls and is no module."""
    return _stated(flow) is TreeKind.CALL and not is_module(flow)
