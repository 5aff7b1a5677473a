"""ivraudit schema: a JSON Schema for editors."""

from __future__ import annotations

import click

from ivraudit import pages


@click.command("schema", epilog="For example: ivraudit schema tree > tree.schema.json")
@click.argument("what", type=click.Choice(("tree", "policy", "findings")))
def command(what: str) -> None:
    """Print the JSON Schema (2020-12) of a phone tree, of a policy, or of the findings as JSON."""
    click.echo(pages.as_json(pages.schema(what)), nl=False)
