"""ivraudit measure: the figures of phone trees."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from typing import Any

import click

from ivraudit.auditing import KINDS
from ivraudit.commands import common
from ivraudit.errors import UsageError, nearest
from ivraudit.figures import Measured, measure, profiles
from ivraudit.figures.goals import names
from ivraudit.model import Tree, TreeKind
from ivraudit.phone import CLOCKS, HOURS, Phone

FORMATS = ("text", "json", "csv", "markdown")


@click.command("measure", epilog="For example: ivraudit measure trees/acme.yaml --clock open --format json")
@common.paths
@common.policy
@click.option("--format", "form", type=click.Choice(FORMATS), default="text", show_default=True, help="As what.")
@click.option("-o", "--output", metavar="FILE", help="Write there instead of to standard output.")
@click.option("--goal", metavar="NAME", default="human", show_default=True, help="What expert and listener want.")
@click.option("--clock", type=click.Choice((*CLOCKS, "all")), default="all",
              help="These hours only (default: all real ones).")  # fmt: skip
@click.option("--color", type=click.Choice(("auto", "always", "never")), default="auto", help="Colours in text.")
@common.reading
def command(
    paths: Sequence[str], policy: str | None, no_policy: bool, form: str, output: str | None, goal: str, clock: str,
    color: str, **how: Any,
) -> None:  # fmt: skip
    """Tell what it is like to call: presses, seconds, offers, and what becomes of callers.

    PATH is a file, a folder, or - for standard input with --as. Exits 0 whatever the figures are.
    """
    policies = common.policies(policy, no_policy)
    gathered = common.read(paths, policies, common.Reading(**how))
    phones = [common.phone(tree, policies.of(tree.file)) for tree in gathered.whole() if _measurable(tree)]
    if phones and not any(goal in names(phone) for phone in phones):
        known = sorted({name for phone in phones for name in names(phone)})
        raise UsageError(f"no tree has a goal {goal!r} (--goal; there are {', '.join(known)}){nearest(goal, known)}")
    found = _measured(phones, HOURS if clock == "all" else (clock,), goal)
    file = common.destination(output)
    common.deliver(_written(found, form, color, file), file, to_people=form == "text")


def _measurable(tree: Tree) -> bool:
    """Whether a tree can be measured; if not, the reason is told."""
    if tree.unreadable:
        for trouble in tree.troubles:
            common.say(f"{trouble.at.file}:{trouble.at.line}:{trouble.at.column}: {trouble.message}", error=True)
        return False
    if tree.kind is not TreeKind.CALL:
        common.say(f"skipped {tree.file}: {KINDS[tree.kind]}", error=True)
    return tree.kind is TreeKind.CALL


def _measured(phones: Sequence[Phone], clocks: Sequence[str], goal: str) -> list[Measured]:
    def each(told: Callable[[], object] | None) -> list[Measured]:
        return [measure(phone, clocks=clocks, goal=goal, told=told) for phone in phones]

    if not sys.stderr.isatty():
        return each(None)
    whole = sum(len(profiles(phone, clocks)) * max(1, len(phone.tree.entries)) for phone in phones)
    with click.progressbar(length=whole, label="measuring", file=sys.stderr) as bar:
        return each(lambda: bar.update(1))


def _written(found: Sequence[Measured], form: str, color: str, output: str | None) -> str:
    if form in ("json", "csv"):
        from ivraudit.writers.measuring import data

        return data.as_json(found) if form == "json" else data.as_csv(found)
    from ivraudit.writers.measuring import table

    if form == "markdown":
        return table.as_markdown(found)
    return table.write(found, paint=common.paint if common.painted(color, output) else table.unpainted)
