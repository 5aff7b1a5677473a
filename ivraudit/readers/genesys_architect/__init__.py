"""The reader of Genesys Cloud Architect: Archy's YAML, and the files that the editor exports (docs/readers)."""

from __future__ import annotations

from ivraudit.model import Source, Tree
from ivraudit.readers.genesys_architect.claiming import claims

NAME = "genesys_architect"

__all__ = ["NAME", "claims", "read"]


def read(source: Source) -> list[Tree]:
    """Return the flows of a file, with every trouble that was met; it never raises for what a file holds."""
    from ivraudit.readers.genesys_architect import reading  # not before a file is read: every run looks at every shelf

    return reading.read(source)
