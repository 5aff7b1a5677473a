"""Which files are flows of Architect, and in which of their forms."""

from __future__ import annotations

import base64
import binascii
import re

from ivraudit.marked.decoding import searchable
from ivraudit.model import Source
from ivraudit.readers.genesys_architect.words import KINDS, PLAIN_WORDS

ARCHY, EXPORTED, PACKED = "archy", "exported", "packed"

_OURS = re.compile(rb"(?:\A|[\r\n])(?:ivraudit|nodes):")
_KIND = re.compile(rb"(?:\A|[\r\n])[\"']?(" + "|".join(sorted(KINDS)).encode() + rb")[\"']?[ \t]*:[ \t]*(?=[\r\n#]|\Z)")
_INSIDE = re.compile(rb"[\r\n][ \t]+(?:startUpRef|startUpTaskActions|settingsErrorHandling|supportedLanguages)[ \t]*:")
_PACKED = re.compile(rb"\s*JTdC|\s*JTdi")
_BEGINNING = 60_000
"""Bytes of a packed file in which the first keys of a flow must stand."""


def form(source: Source) -> str:
    """Return the form of a flow of Architect that a file holds; "" for any other file. The text is not parsed."""
    data = searchable(source.data)
    if _PACKED.match(data[:100]):
        return PACKED if b"initialSequence" in unpacked(data[:_BEGINNING]) else ""
    if data.lstrip()[:1] == b"{":
        return EXPORTED if b'"flowSequenceItemList"' in data and b'"initialSequence"' in data else ""
    found = _KIND.search(data)
    if found is None or _OURS.search(data):
        return ""
    return ARCHY if found[1].decode() not in PLAIN_WORDS or _INSIDE.search(data) else ""


def claims(source: Source) -> bool:
    """Whether a file holds a flow of Architect: Archy's YAML, or an export of the editor."""
    return bool(form(source))


def unpacked(data: bytes) -> bytes:
    """Return what base64 stands for, up to where it ends or is broken."""
    letters = b"".join(data.split())
    letters = letters[: len(letters) - len(letters) % 4]
    try:
        return base64.b64decode(letters)
    except (binascii.Error, ValueError):
        return b""
