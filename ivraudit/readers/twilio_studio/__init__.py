"""The reader of Twilio Studio flows: the JSON of a flow, plain or in an answer of the API."""

from __future__ import annotations

from ivraudit.model import Source, Tree
from ivraudit.readers.twilio_studio.claiming import claims

NAME = "twilio_studio"

__all__ = ["NAME", "claims", "read"]


def read(source: Source) -> list[Tree]:
    """Return the flows of a file, with every trouble that was met; it never raises for what a file holds."""
    from ivraudit.readers.twilio_studio import document  # not before a file is read: every run looks at every shelf

    return document.read(source)
