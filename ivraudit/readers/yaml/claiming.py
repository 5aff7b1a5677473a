"""Which files are trees of our own format."""

from __future__ import annotations

from ivraudit.marked.decoding import searchable
from ivraudit.model import Source


def claims(source: Source) -> bool:
    """Whether a line begins `ivraudit:`, or one `start:` and one `nodes:`; the text is searched, not parsed."""
    data = searchable(source.data)
    return _begins(data, b"ivraudit:") or (_begins(data, b"start:") and _begins(data, b"nodes:"))


def _begins(data: bytes, word: bytes) -> bool:
    """Whether a line of the text begins with a word; plain searches are many times as fast as a pattern."""
    return data.startswith(word) or b"\n" + word in data or b"\r" + word in data
