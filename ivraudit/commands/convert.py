"""ivraudit convert: another system's export as our own YAML."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from ivraudit.commands import common
from ivraudit.errors import UsageError
from ivraudit.model import Tree


@click.command("convert", epilog="For example: ivraudit convert flow.json -o trees/flow.yaml")
@common.paths
@click.option("-o", "--output", metavar="FILE|DIR", help="Write there; several flows need a folder.")
@common.reading
@common.policy
def command(paths: Sequence[str], output: str | None, policy: str | None, no_policy: bool, **how: Any) -> None:
    """Write the flows of other systems as our YAML, complete and with what they link to.

    PATH is a file, a folder, or - for standard input with --as. One flow goes to standard output, or to FILE; several
    go to a folder, each into a file named for it. Exits 0 whatever is found.
    """
    from ivraudit.writers import yaml

    output = common.destination(output)
    gathered = common.read(paths, common.policies(policy, no_policy), common.Reading(**how))
    trees = [tree for tree in gathered.whole() if tree.nodes]
    for tree in (tree for tree in gathered.trees if tree.unreadable):
        for trouble in tree.troubles:
            common.say(f"{trouble.at.file}:{trouble.at.line}:{trouble.at.column}: {trouble.message}", error=True)
    if not trees:
        raise UsageError("nothing that was named could be read, so there is nothing to convert")
    folder = output is not None and (Path(output).is_dir() or not Path(output).suffix)
    if len(trees) > 1 and not folder:
        names = ", ".join(repr(tree.name) for tree in trees[:5])
        raise UsageError(
            f"{len(trees)} flows were found ({names}{', ...' if len(trees) > 5 else ''}): -o names a folder"
        )
    for tree, file in zip(trees, _files(trees), strict=True):
        target = str(Path(output or "", file)) if folder else output
        common.deliver(yaml.write(tree), target)
        if target:
            common.say(f"wrote {target}")


def _files(trees: Sequence[Tree]) -> list[str]:
    """A file name for each flow, made from its name."""
    taken: set[str] = set()
    files = []
    for tree in trees:
        stem = "".join(sign if sign.isalnum() or sign in "-_." else "-" for sign in tree.name.lower()).strip("-.")
        name, number = stem or "flow", 1
        while name in taken:
            number += 1
            name = f"{stem or 'flow'}-{number}"
        taken.add(name)
        files.append(f"{name}.yaml")
    return files
