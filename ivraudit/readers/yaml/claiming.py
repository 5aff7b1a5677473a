"""Which files are trees of our own format."""

from __future__ import annotations

import codecs
import re

from ivraudit.model import Source

_WIDE = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_VERSION = re.compile(rb"(?:\A|[\r\n])ivraudit:")
_START = re.compile(rb"(?:\A|[\r\n])start:")
_NODES = re.compile(rb"(?:\A|[\r\n])nodes:")


def claims(source: Source) -> bool:
    """Whether a line begins `ivraudit:`, or one `start:` and one `nodes:`; the text is searched, not parsed."""
    data = source.data
    wide = next((name for mark, name in _WIDE if data.startswith(mark)), None)
    if wide is not None:
        data = data.decode(wide, "replace").encode("utf-8", "replace")
    data = data.removeprefix(codecs.BOM_UTF8)
    return bool(_VERSION.search(data) or (_START.search(data) and _NODES.search(data)))
