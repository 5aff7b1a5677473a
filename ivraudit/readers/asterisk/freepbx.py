"""The contexts that FreePBX generates, as far as a file of one's own jumps to them by their well-known names."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from ivraudit.model import NodeType
from ivraudit.readers.asterisk.targets import Away


class Known(NamedTuple):
    """What a place is, though its context is in another file."""

    type: NodeType
    fields: dict[str, Any]


_VOICEMAIL = re.compile(r"vm[a-z]*[bsui]?\d+\Z")


def known(place: Away) -> Known | None:
    """Return what a place is to a caller; None where the name does not tell."""
    context, name = place.context, place.extension
    if context == "ext-queues" and name[:1].isdigit():
        return Known(NodeType.QUEUE, {"team": name})
    if context == "ext-local" and _VOICEMAIL.match(name):
        return Known(NodeType.VOICEMAIL, {})
    if context in ("from-did-direct", "ext-local", "ext-findmefollow", "ext-group") and name[:1].isdigit():
        return Known(NodeType.TRANSFER, {"human": True, "number": name})
    if context in ("ext-trunk", "ext-miscdests", "outbound-allroutes"):
        return Known(NodeType.TRANSFER, {"number": name} if name[:1].isdigit() else {})
    if context == "ext-fax":
        return Known(NodeType.TRANSFER, {"human": False})
    if context == "callback":
        return Known(NodeType.CALLBACK, {})
    if context == "app-blackhole":
        return Known(NodeType.SAY if name in ("musiconhold", "ring") else NodeType.HANGUP, {})
    return None


HARMLESS = frozenset({
    "user-callerid", "blkvm-set", "blkvm-setifempty", "blkvm-clr", "blkvm-check", "speeddial-clean", "record-enable",
    "dumpvars", "setmusic", "set-moh", "prepend-cid", "app-blacklist-check", "sub-record-check", "sub-record-cancel",
    "sub-flp-2", "sub-flp-3", "language", "sub-presencestate-display", "callerid",
})  # fmt: skip
"""Macros and subroutines of FreePBX's that only keep books; without `macro-`."""

VOICEMAIL_MACROS = frozenset({"vm", "exten-vm", "vm-main"})
DIALLING_MACROS = frozenset({"dial", "dial-one", "dial-confirm", "exten-dial", "stdexten", "trunkdial"})
