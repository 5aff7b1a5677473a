"""The reader of our own format: phone trees in YAML (docs/tree-format.md)."""

from __future__ import annotations

from ivraudit.model import Source, Tree
from ivraudit.readers.yaml.claiming import claims

NAME = "yaml"

__all__ = ["NAME", "claims", "read"]


def read(source: Source) -> list[Tree]:
    """Return the one tree of a file, with every trouble that was met; it never raises for what a file holds."""
    from ivraudit.readers.yaml import document  # not before a file is read: every run looks at every shelf

    return document.read(source)
