"""VoiceXML 2.0 and 2.1: the documents that voice browsers of many makers run."""

from __future__ import annotations

from collections.abc import Sequence

from ivraudit.model import Source, Tree
from ivraudit.readers.voicexml.claiming import claims

NAME = "voicexml"

__all__ = ["NAME", "claims", "read", "settle"]


def read(source: Source) -> list[Tree]:
    """Return the one tree of a document; what a root document declares for it is not known yet."""
    from ivraudit.readers.voicexml import document  # not before a file is read: every run looks at every shelf

    return [document.read_document(source)]


def settle(trees: Sequence[Tree]) -> list[Tree]:
    """Return trees that know of each other what no document tells by itself."""
    from ivraudit.readers.voicexml import settling

    return settling.settle(trees)
