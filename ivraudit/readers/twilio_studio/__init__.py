"""The reader of Twilio Studio flows: the JSON of a flow, plain or in an answer of the API."""

from __future__ import annotations

from ivraudit.readers.twilio_studio.document import claims, read

NAME = "twilio_studio"

__all__ = ["NAME", "claims", "read"]
