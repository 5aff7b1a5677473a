"""The reader of Amazon Connect: flows as the console, the command line, CloudFormation and the old export give them."""

from __future__ import annotations

from collections.abc import Mapping

from ivraudit.model import Source, Tree
from ivraudit.readers.amazon_connect.claiming import claims

NAME = "amazon_connect"

__all__ = ["NAME", "claims", "directory", "read"]


def read(source: Source) -> list[Tree]:
    """Return the flows of a file, with every trouble that was met; it never raises for what a file holds."""
    from ivraudit.readers.amazon_connect import flows  # not before a file is read: every run looks at every shelf

    return flows.read(source)


def directory(source: Source) -> Mapping[str, str]:
    """Return what a dump that lies beside flows calls the ids of queues, hours, prompts and flows."""
    from ivraudit.readers.amazon_connect import dumps

    return dumps.directory(source)
