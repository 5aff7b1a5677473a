"""The reader of our own format: phone trees in YAML (docs/tree-format.md)."""

from __future__ import annotations

from ivraudit.readers.yaml.claiming import claims
from ivraudit.readers.yaml.document import read

NAME = "yaml"

__all__ = ["NAME", "claims", "read"]
