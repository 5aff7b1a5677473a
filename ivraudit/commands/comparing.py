"""check against what was before: a baseline's file, or another commit."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import click

from ivraudit.api import Chosen
from ivraudit.auditing import Audit
from ivraudit.commands import common
from ivraudit.commands.common import Done, Hurry, Reading
from ivraudit.gather import Gathered, Policies
from ivraudit.model import Tree

BASELINE = ".ivraudit-baseline.json"


def options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add --baseline, --write-baseline and --against."""
    for decorate in (
        click.option("--against", metavar="GITREF", help="Only what is new since that commit, branch or tag."),
        click.option("--write-baseline", is_flag=True, help=f"Write what is found to --baseline ({BASELINE})."),
        click.option("--baseline", metavar="FILE", help="Only what this file does not know counts."),
    ):
        function = decorate(function)
    return function


class Asked(NamedTuple):
    """What is to be audited, and how."""

    paths: Sequence[str]
    policies: Policies
    dated: str | None
    clock: str
    chosen: Chosen
    how: Reading
    hurry: Hurry


class Past(NamedTuple):
    """What it is compared with."""

    baseline: str | None
    write: bool
    against: str | None


def run(asked: Asked, past: Past, *, timed: bool = False, quiet: bool = False) -> Done:
    """Return the audit, with what was there before set apart."""
    if past.against is not None and (past.write or past.baseline is not None):
        raise click.UsageError("--against and --baseline exclude each other: each says what counts as known")
    if past.against is not None and "-" in asked.paths:
        raise click.UsageError("--against looks for what is named in another commit, and standard input is in none")
    if past.against is not None:
        from ivraudit.commands import against

        return against.applied(asked, audited(asked, timed=timed), past.against)
    if past.baseline is not None or past.write:
        from ivraudit.commands import baselined

        file = past.baseline or BASELINE
        before = None if past.write else baselined.read(file)
        return baselined.applied(asked, audited(asked, timed=timed), file, before, quiet=quiet)
    return audited(asked, timed=timed)


def audited(asked: Asked, *, timed: bool = False) -> Done:
    """Return the audit of what was asked for."""
    return common.run(
        asked.paths, policies=asked.policies, dated=asked.dated, clock=asked.clock, chosen=asked.chosen, how=asked.how,
        timed=timed, hurry=asked.hurry,
    )  # fmt: skip


def judged(asked: Asked, gathered: Gathered, dated: str, order: Callable[[Tree], Tree]) -> Audit:
    """Return the audit of other trees, or of the same in another order, on the day of an audit ("" = unknown)."""
    return common.judged(
        gathered, policies=asked.policies, dated=dated or asked.dated, clock=asked.clock, chosen=asked.chosen,
        order=order,
    ).audit  # fmt: skip
