"""Bytes become text: which encodings and characters a file may hold."""

from __future__ import annotations

import codecs
import re

from ivraudit.marked.breaks import lines
from ivraudit.marked.values import Fault
from ivraudit.model import Position

SIZE_LIMIT = 50_000_000
"""Bytes of one file; a tree of 10,000 nodes has 2.3 million."""

_WIDE = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_BYTE_ORDER_MARKS = (*_WIDE, (codecs.BOM_UTF8, "utf-8-sig"))
_FORBIDDEN = "[^\t\n\r -~\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"


def decode(data: bytes, file: str) -> tuple[str | None, list[Fault]]:
    """The text of a file in UTF-8, or in UTF-16 or UTF-32 with a byte order mark; else None and why."""
    if len(data) > SIZE_LIMIT:
        size = f"The file holds {len(data):,} bytes; {SIZE_LIMIT:,} are allowed: split the tree into several files."
        return None, [Fault(Position(file), size)]
    encoding = next((name for mark, name in _BYTE_ORDER_MARKS if data.startswith(mark)), "utf-8")
    try:
        return data.decode(encoding), []
    except UnicodeDecodeError as error:
        # The codec may have cut off the byte order mark: its own object and offset belong together.
        before = error.object[: error.start].decode(encoding, "replace")
        byte = error.object[error.start]
        message = f"The byte 0x{byte:02X} is not {encoding[:6].upper().rstrip('-')}: save the file as UTF-8."
        return None, [Fault(_place(file, before), message)]


def searchable(data: bytes) -> bytes:
    """The bytes of a file as UTF-8 without a byte order mark; what a wide encoding does not allow is U+FFFD."""
    wide = next((name for mark, name in _WIDE if data.startswith(mark)), "")
    if wide:
        data = data.decode(wide, "replace").encode("utf-8", "replace")
    return data.removeprefix(codecs.BOM_UTF8)


def _place(file: str, before: str) -> Position:
    """The position of the character that follows a piece of text."""
    above = lines(before)
    return Position(file, len(above), len(above[-1]) + 1, len(above), len(above[-1]) + 2)


def half_escaped(text: str) -> bool:
    """Whether a text has an escape such as `\\ud83d`, half a character, which no output could be written with."""
    return re.search(r"\\u[dD][89a-fA-F]", text) is not None


def forbidden(text: str, file: str) -> Fault:
    """The fault of a text with a character, written or escaped, that no tree may hold."""
    found = re.search(_FORBIDDEN, text)
    if found is None:
        return Fault(Position(file), "The file holds an escaped character that does not exist: write it as itself.")
    message = f"The control character U+{ord(found[0]):04X} is not allowed: delete it, and save the file as UTF-8."
    return Fault(_place(file, text[: found.start()]), message)
