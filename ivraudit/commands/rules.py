"""ivraudit rules: the rules, by family."""

from __future__ import annotations

from collections.abc import Sequence

import click

from ivraudit import pages
from ivraudit.catalog import all_rules
from ivraudit.commands import common
from ivraudit.rule import SINS, Category, Rule


@click.command("rules", epilog="For example: ivraudit rules --sin brush-off")
@click.option("--format", "form", type=click.Choice(("text", "json")), default="text", help="How to list them.")
@click.option("--sin", type=click.Choice(SINS), help="Only the rules against this sin of customer service.")
@click.option("--family", type=click.Choice([str(one) for one in Category]), help="Only this family.")
@click.option("--color", type=click.Choice(("auto", "always", "never")), default="auto", help="Colours in text.")
def command(form: str, sin: str | None, family: str | None, color: str) -> None:
    """List the rules; `ivraudit explain RULE` shows the page of one."""
    chosen = [
        rule for rule in all_rules().values()
        if (sin is None or sin in rule.sins) and (family is None or rule.category == family)
    ]  # fmt: skip
    if form == "json":
        common.deliver(pages.as_json([pages.facts(rule) for rule in chosen]), None)
    else:
        common.deliver(_listed(chosen, painted=common.painted(color, None)), None, to_people=True)


def _listed(chosen: Sequence[Rule], *, painted: bool) -> str:
    lines = []
    width = max((len(rule.id) for rule in chosen), default=0)
    for category in Category:
        rules = [rule for rule in chosen if rule.category is category]
        if rules:
            lines.append(click.style(str(category), bold=True) if painted else str(category))
            lines += [_line(rule, width, painted) for rule in rules]
    return "".join(f"{line}\n" for line in lines)


def _line(rule: Rule, width: int, painted: bool) -> str:
    severity = f"{rule.severity!s:<8}"
    if painted:
        severity = common.paint(severity, str(rule.severity))
    off = "" if rule.asked else " (off unless a policy asks for it)"
    return f"  {rule.id:<{width}}  {severity} {rule.summary}{off}"
