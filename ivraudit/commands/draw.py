"""ivraudit draw: the tree as a picture."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ivraudit.commands import common
from ivraudit.errors import UsageError
from ivraudit.model import Finding, NotChecked, Tree
from ivraudit.policy import Policy

if TYPE_CHECKING:
    from ivraudit.writers.drawing.times import Times

SUFFIXES = (".svg", ".png", ".pdf", ".dot", ".mmd")


@click.command("draw", epilog="For example: ivraudit draw trees/acme.yaml -o acme.svg --show findings")
@click.argument("path")
@click.option("-o", "--output", metavar="FILE", help="The picture; its suffix says what it is (default: PATH's, .svg).")
@click.option("--show", type=click.Choice(("findings", "time")),
              help="Mark what the audit finds at its nodes, or shade them by where a call's time goes.")  # fmt: skip
@click.option("--dot", "program", metavar="PROGRAM", help="Lay it out with this program instead of the one built in.")
@click.option("--font-path", "font_paths", multiple=True, type=click.Path(exists=True, file_okay=False, path_type=Path),
              metavar="DIR", help="More fonts for .png and .pdf; repeatable.")  # fmt: skip
@common.reading
@click.option("--open", "launch", is_flag=True, help="Open the picture.")
@common.policy
def command(
    path: str, output: str | None, show: str | None, program: str | None, font_paths: Sequence[Path],
    launch: bool, policy: str | None, no_policy: bool, **how: Any,
) -> None:  # fmt: skip
    """Draw a phone tree as .svg, .png, .pdf, .dot (Graphviz) or .mmd (Mermaid).

    PATH is a file, or - for standard input; what it links to is drawn with it. Exits 0 whatever is found.
    """
    target = Path(output or f"{Path(path).stem if path != '-' else 'tree'}.svg")
    if target.suffix not in SUFFIXES:
        raise click.UsageError(f"the suffix {target.suffix!r} of {str(target)!r} is none of {', '.join(SUFFIXES)}")
    if Path(path).is_dir():
        raise UsageError(f"{path!r} is a folder: draw takes one file")
    policies = common.policies(policy, no_policy)
    if show == "findings":
        done = common.run([path], policies=policies, dated=None, how=common.Reading(**how))
        trees, findings = done.audit.trees, done.audit.findings
    else:
        trees, findings = tuple(common.read([path], policies, common.Reading(**how)).whole()), ()
    times = _times(trees[0], policies.of(trees[0].file)) if show == "time" else None
    content, warnings = _drawn(trees[0], findings, times, target.suffix, program, font_paths)
    common.deliver(content, str(target))
    for trouble in trees[0].troubles if trees[0].unreadable else ():
        common.say(f"{trouble.at.file}:{trouble.at.line}:{trouble.at.column}: {trouble.message}", error=True)
    for warning in warnings:
        common.say(f"ivraudit: {warning}", error=True)
    common.say(f"wrote {target}")
    if launch:
        click.launch(str(target))


def _times(tree: Tree, policy: Policy) -> Times | None:
    """Where the time of an average call goes; where that cannot be told, it says why, and the tree is drawn without."""
    from ivraudit.figures import calling
    from ivraudit.writers.drawing.times import Times

    found = None if tree.unreadable else calling(common.phone(tree, policy))
    if found is None or isinstance(found.crowd, NotChecked):
        why = found.crowd.why if found and isinstance(found.crowd, NotChecked) else "no call comes in"
        common.say(f"ivraudit: no times are shown: {why}", error=True)
        return None
    under = ", ".join(filter(None, (found.profile.clock, found.profile.language, f"from {found.entry}")))
    return Times(found.crowd.node_seconds, found.crowd.mean_seconds, under)


def _drawn(
    tree: Tree, findings: Sequence[Finding], times: Times | None, suffix: str, program: str | None,
    font_paths: Sequence[Path],
) -> tuple[str | bytes, Sequence[str]]:  # fmt: skip
    if suffix in (".dot", ".mmd"):
        from ivraudit.writers import dot, mermaid

        write: Callable[..., str] = dot.write if suffix == ".dot" else mermaid.write
        return write(tree, findings, times=times), ()
    from ivraudit.programs import find_dot
    from ivraudit.writers import svg

    picture = svg.write(tree, findings, dot=find_dot(program) if program else None, times=times)
    if suffix == ".svg":
        return picture, ()
    from ivraudit.writers import bitmap

    make = bitmap.png if suffix == ".png" else bitmap.pdf
    return make(picture, title=tree.name, font_paths=font_paths)
