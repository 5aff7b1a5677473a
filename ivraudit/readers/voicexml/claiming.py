"""Which files are VoiceXML documents."""

from __future__ import annotations

import re

from ivraudit.marked.decoding import searchable
from ivraudit.model import Source

LOOKED_AT = 100_000
"""Bytes in which the document must begin."""
_BEGINNING = re.compile(rb"<(?:[A-Za-z][\w.-]{0,40}:)?vxml[\s/>]")
_BLANK = re.compile(rb"\s*")
_BEFORE = ((b"<?", b"?>"), (b"<!--", b"-->"), (b"<%", b"%>"))


def claims(source: Source) -> bool:
    """Whether a file begins with `<vxml>`, behind comments, declarations and whatever a template has there."""
    data = searchable(source.data[:LOOKED_AT]).lstrip()
    place = 0 if data.startswith(b"<") else -1
    while place >= 0:
        if _BEGINNING.match(data, place):
            return True
        ends = next((end for begin, end in _BEFORE if data.startswith(begin, place)), None)
        if ends is None and not data.startswith(b"<!DOCTYPE", place):
            return False
        end = data.find(ends or b">", place)
        blank = _BLANK.match(data, end + len(ends or b">")) if end >= 0 else None
        place = blank.end() if blank and data.startswith(b"<", blank.end()) else -1
    return False
