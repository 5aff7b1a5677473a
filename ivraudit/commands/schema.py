"""ivraudit schema: a JSON Schema for editors."""

from __future__ import annotations

import click

from ivraudit import pages
from ivraudit.commands.delivering import deliver
from ivraudit.errors import UsageError, nearest

WHAT = ("tree", "policy", "findings")
"""What there is a schema of."""


@click.command("schema", epilog="For example: ivraudit schema tree > tree.schema.json")
@click.argument("what", metavar="{tree|policy|findings}")
def command(what: str) -> None:
    """Print the JSON Schema (2020-12) of a phone tree, of a policy, or of the findings as JSON."""
    if what not in WHAT:
        raise UsageError(f"there is no schema of {what!r} (known: {', '.join(WHAT)}){nearest(what.lower(), WHAT)}")
    deliver(pages.as_json(pages.schema(what)), None)
