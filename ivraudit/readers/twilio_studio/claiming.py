"""Which files are Studio flows."""

from __future__ import annotations

from ivraudit.model import Source

_SIGNS = (b'"states"', b'"initial_state"')


def claims(source: Source) -> bool:
    """Whether a file holds the words of a flow, as they are or escaped in the text of an API's answer."""
    data = source.data
    return data[:100].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{") and all(
        sign in data or sign.replace(b'"', b'\\"') in data for sign in _SIGNS
    )
