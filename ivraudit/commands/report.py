"""ivraudit report: the audit for management, as one PDF with its pictures and its data beside it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from ivraudit.commands import common
from ivraudit.figures import Calling, calling
from ivraudit.model import Tree, TreeKind
from ivraudit.policy import Policy


@click.command("report", epilog='For example: ivraudit report trees/ --title "Our phone lines" --dated today')
@common.paths
@click.option("-o", "--output", metavar="DIR", default="reports", show_default=True, help="Write into this folder.")
@click.option("--format", "form", type=click.Choice(("pdf",)), default="pdf", help="What the report is written as.")
@click.option("--title", metavar="TEXT", default="", help="The title on the cover.")
@click.option("--paper", type=click.Choice(("a4", "letter")), default="a4", show_default=True, help="The paper.")
@common.policy
@common.dated
@common.reading
@click.option("--font-path", "font_paths", multiple=True, type=click.Path(exists=True, file_okay=False, path_type=Path),
              metavar="DIR", help="A folder with more fonts; repeatable.")  # fmt: skip
def command(
    paths: Sequence[str], output: str, form: str, title: str, paper: str, policy: str | None, no_policy: bool,
    dated: str | None, font_paths: Sequence[Path], **how: Any,
) -> None:  # fmt: skip
    """Write the audit for management, as a PDF.

    PATH is a file, a folder, or - for standard input. Without any it is trees/, or the current folder. All of them
    make one document, audit.pdf. Beside it come the picture of each tree as SVG and the findings as audit.json, so one
    call writes all that there is to hand over. The exit code is 0 whatever is found.
    """
    from ivraudit.catalog import all_rules
    from ivraudit.writers import json, pdf
    from ivraudit.writers.reporting.pictures import drawings

    done = common.run(paths, policies=common.policies(policy, no_policy), dated=dated, how=common.Reading(**how))
    drawn = drawings(done.audit)
    made, warnings = pdf.write(
        done.audit, all_rules(), policies=_distinct(done.policies.values()), drawings=drawn,
        callings=[_calling(tree, done.policies) for tree in done.audit.trees], title=title, paper=paper,
        font_paths=font_paths,
    )  # fmt: skip
    files: dict[str, str | bytes] = {f"audit.{form}": made, "audit.json": json.write(done.audit)}
    files |= {one.name: one.svg for one in drawn if one.svg}
    for name, content in files.items():
        file = str(Path(output) / name)
        common.deliver(content, file)
        common.say(f"wrote {file}")
    for warning in warnings:
        common.say(f"ivraudit: {warning}", error=True)


def _calling(tree: Tree, policies: Mapping[str, Policy]) -> Calling | None:
    """What it is like to call a line; None where nobody can."""
    if tree.unreadable or tree.kind is not TreeKind.CALL:
        return None
    return calling(common.phone(tree, policies[tree.file]))


def _distinct(policies: Iterable[Policy]) -> list[Policy]:
    """Each policy once; trees share them."""
    return list({id(policy): policy for policy in policies}.values())
