"""ivraudit explain: the page of a rule."""

from __future__ import annotations

import click

from ivraudit import pages
from ivraudit.catalog import all_rules
from ivraudit.commands.delivering import deliver
from ivraudit.errors import UsageError, nearest


@click.command("explain", epilog="For example: ivraudit explain no-human")
@click.argument("rule")
def command(rule: str) -> None:
    """Show what a rule finds, why it matters to the caller, and how to mend it."""
    rules = all_rules()
    if rule not in rules:
        raise UsageError(f"there is no rule named {rule!r}{nearest(rule.lower(), rules)} (ivraudit rules lists them)")
    deliver(pages.page(rules[rule]), None, to_people=True)
