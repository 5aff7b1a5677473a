"""Which files are trees of our own format."""

from __future__ import annotations

import codecs

from ivraudit.model import Source

_WIDE = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def claims(source: Source) -> bool:
    """Whether a line begins `ivraudit:`, or one `start:` and one `nodes:`; the text is searched, not parsed."""
    data = source.data
    wide = next((name for mark, name in _WIDE if data.startswith(mark)), None)
    if wide is not None:
        data = data.decode(wide, "replace").encode("utf-8", "replace")
    data = data.removeprefix(codecs.BOM_UTF8)
    return _begins(data, b"ivraudit:") or (_begins(data, b"start:") and _begins(data, b"nodes:"))


def _begins(data: bytes, word: bytes) -> bool:
    """Whether a line of the text begins with a word; plain searches are many times as fast as a pattern."""
    return data.startswith(word) or b"\n" + word in data or b"\r" + word in data
