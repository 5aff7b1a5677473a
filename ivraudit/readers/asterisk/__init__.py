"""The reader of Asterisk's dialplans: extensions.conf, what FreePBX makes of it, and extensions.ael."""

from __future__ import annotations

from ivraudit.model import Source, Tree
from ivraudit.readers.asterisk.claiming import claims

NAME = "asterisk"

__all__ = ["NAME", "claims", "read"]


def read(source: Source) -> list[Tree]:
    """Return the flows of a file, with every trouble that was met; it never raises for what a file holds."""
    from ivraudit.readers.asterisk import reading  # not before a file is read: every run looks at every shelf

    return reading.read(source)
