"""ivraudit check: findings as text, or for a machine."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any

import click

from ivraudit.api import choose
from ivraudit.auditing import Audit
from ivraudit.catalog import FORMATS, writer
from ivraudit.commands import common, comparing, hurrying


@click.command("check", epilog="For example: ivraudit check trees/ --format text --format json:findings.json")
@common.paths
@common.policy
@common.dated
@click.option("--format", "formats", multiple=True, metavar="FORMAT[:FILE]", help=f"{', '.join(FORMATS)}; repeatable.")
@click.option("-o", "--output", metavar="FILE", help="Write there instead of to standard output.")
@click.option("--fail-on", type=click.Choice(("error", "warning", "info", "never")),
              help="Exit 1 from here on (default: as the policy says, else error).")  # fmt: skip
@comparing.options
@click.option("--select", multiple=True, metavar="NAMES", help="Only these rules, families or sins.")
@click.option("--ignore", multiple=True, metavar="NAMES", help="Not these rules, families or sins.")
@click.option("--clock", type=click.Choice(("open", "closed", "holiday", "mixed", "all")), default="all",
              help="Judge these hours only.")  # fmt: skip
@click.option("--color", type=click.Choice(("auto", "always", "never")), default="auto", help="Colours in text.")
@common.reading
@hurrying.options
@click.option("--timings", is_flag=True, help="What each rule took, on standard error.")
@click.option("-q", "--quiet", is_flag=True, help="Only findings.")
@click.option("-v", "--verbose", is_flag=True, help="Also what was accepted, skipped and left open.")
@click.pass_context
def command(
    ctx: click.Context, /, paths: Sequence[str], policy: str | None, no_policy: bool, dated: str | None,
    formats: Sequence[str], output: str | None, fail_on: str | None, select: Sequence[str], ignore: Sequence[str],
    baseline: str | None, write_baseline: bool, against: str | None, clock: str, color: str, quiet: bool,
    verbose: bool, timings: bool, jobs: int | None, no_cache: bool, **how: Any,
) -> None:  # fmt: skip
    """Lint phone trees.

    PATH is a file, a folder, or - for standard input. Without any it is trees/, or the current folder.
    """
    outputs = _outputs(formats, output)
    hurry = hurrying.Hurry(jobs, no_cache, (*paths, "", policy or "", *select, "", *ignore, "", clock), quiet)
    asked = comparing.Asked(
        paths, common.policies(policy, no_policy), dated, clock, choose(select, ignore), common.Reading(**how), hurry
    )
    done = comparing.run(asked, comparing.Past(baseline, write_baseline, against), timed=timings, quiet=quiet)
    if verbose:
        hurry.tell()
    for name, file in outputs:
        if name == "text":
            common.deliver(_text(done.audit, file, color, quiet, verbose), file, to_people=True)
        else:
            common.deliver(writer(name).write(done.audit), file)
        page = os.environ.get("GITHUB_STEP_SUMMARY")
        if name == "github" and page:
            from ivraudit.writers import github

            common.append(github.summary(done.audit), page)
    if timings:
        _tell(done.audit)
    threshold = common.threshold(done, fail_on)
    failing = [one for one in done.audit.findings if threshold is not None and one.severity >= threshold]
    if failing and threshold is not None:
        from ivraudit.writers.wording import count

        what = count(len(failing), "new finding" if done.audit.compared else "finding")
        common.say(f"exit 1: {what} at or above {threshold} (--fail-on)", error=True)
        ctx.exit(1)


def _tell(audit: Audit) -> None:
    """Say what each rule took, the slowest first; a question is counted with the rule that asks it first."""
    from ivraudit.writers.wording import count

    whole = sum(audit.seconds.values()) or 1.0
    for rule, seconds in sorted(audit.seconds.items(), key=lambda item: -item[1]):
        common.say(f"{seconds * 1000:10.1f} ms {seconds / whole:6.1%}  {rule}", error=True)
    common.say(f"{whole * 1000:10.1f} ms         {count(len(audit.seconds), 'rule')}", error=True)


def _text(audit: Audit, file: str | None, color: str, quiet: bool, verbose: bool) -> str:
    from ivraudit.writers import text

    painted = common.painted(color, file)
    links = painted and file is None and common.on_terminal()
    paint = common.paint if painted else text.unpainted
    return text.write(audit, paint=paint, links=links, quiet=quiet, verbose=verbose)


def _outputs(formats: Sequence[str], output: str | None) -> list[tuple[str, str | None]]:
    """What is written where: at most one format to standard output."""
    found: list[tuple[str, str | None]] = []
    for one in formats or ("text",):
        name, _, file = one.partition(":")
        writer(name)  # which says so if there is none, before anything is read
        found.append((name, common.destination(file or output)))
    if len({common.place(file) for _, file in found}) < len(found):
        raise click.UsageError("two formats go to the same place: name a file behind each, as in json:findings.json")
    return found
