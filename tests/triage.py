"""What the audit says of real flows: figures per format, and every error with its place, to be judged by hand.

Run it on a folder that holds a folder per format, with a folder per project in each: `python tests/triage.py FOLDER`.
With `--sample N` so many of the errors are drawn, always the same ones.
"""

from __future__ import annotations

import random
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import click

from ivraudit.auditing import Audit, audit
from ivraudit.book import Book
from ivraudit.catalog import all_rules
from ivraudit.errors import UsageError
from ivraudit.gather import Gathered, Policies, gather
from ivraudit.model import Finding, NodeType, Severity, Tree, TreeKind

FORMATS = {
    "amazon_connect": ("amazon-connect", "amazon-connect-wrapped", "amazon-connect-cfn", "amazon-connect-legacy"),
    "twilio_studio": ("twilio-studio", "twilio-studio-messaging"),
    "genesys_architect": ("genesys-archy", "genesys-i3"),
    "asterisk": ("asterisk",),
    "voicexml": ("voicexml",),
}
"""Per reader: the folders that hold its format."""
SEED = 2026
POLICY = Policies(none=True)


@dataclass
class Tally:
    """The figures of one format."""

    files: int = 0
    unclaimed: list[str] = field(default_factory=list)
    kinds: Counter[TreeKind] = field(default_factory=Counter)
    nodes: Counter[NodeType] = field(default_factory=Counter)
    unknown_types: Counter[str] = field(default_factory=Counter)
    links: int = 0
    unresolved: int = 0
    rules: Counter[tuple[str, Severity]] = field(default_factory=Counter)
    errors: list[Finding] = field(default_factory=list)

    def add(self, gathered: Gathered, done: Audit) -> None:
        """Count one project."""
        trees = gathered.trees
        self.files += len({tree.file for tree in trees})
        self.unclaimed += gathered.unclaimed
        self.kinds.update(tree.kind for tree in trees)
        self.nodes.update(node.type for tree in trees for node in tree.nodes)
        self.unknown_types.update(_unknown_types(trees))
        book = Book(trees)
        found = [book.find(tree, link) is not None for tree in trees for link in tree.links]
        self.links += len(found)
        self.unresolved += found.count(False)
        self.rules.update((one.rule, one.severity) for one in done.findings)
        self.errors += [one for one in done.findings if one.severity is Severity.ERROR]

    @property
    def people(self) -> int:
        """The places where a person answers."""
        return self.nodes[NodeType.QUEUE] + self.nodes[NodeType.AGENT]


def projects(corpus: Path, folders: tuple[str, ...]) -> Iterator[Path]:
    """The folders that hold the flows of one project each."""
    for folder in folders:
        yield from sorted(path for path in (corpus / folder).glob("*") if path.is_dir())


def tally(corpus: Path, folders: tuple[str, ...]) -> Tally:
    """Audit every project of a format."""
    result = Tally()
    for project in projects(corpus, folders):
        try:
            gathered = gather([str(project)], POLICY)
        except UsageError:
            result.unclaimed += [str(path) for path in sorted(project.rglob("*")) if path.is_file()]
            continue
        result.add(gathered, audit([(tree, POLICY.of("")) for tree in gathered.whole()], all_rules()))
    return result


def _unknown_types(trees: list[Tree]) -> Iterator[str]:
    for tree in trees:
        for trouble in tree.troubles:
            if trouble.rule == "unknown-field" and trouble.severity is Severity.INFO:
                yield trouble.fact


def shown(name: str, tally: Tally) -> Iterator[str]:
    """The figures of a format, line by line."""
    yield f"{name}: {tally.files} files, {tally.kinds.total()} flows ({_counts(tally.kinds)})"
    menus = tally.nodes[NodeType.MENU] + tally.nodes[NodeType.COLLECT]
    yield f"  {tally.nodes.total()} nodes, {menus} menus and entries, {tally.people} people"
    yield f"  {tally.links} links, {tally.unresolved} of them unresolved; {len(tally.unclaimed)} files unclaimed"
    yield f"  unknown types: {_counts(tally.unknown_types) or 'none'}"
    for (rule, severity), number in sorted(tally.rules.items(), key=lambda item: (-item[0][1], -item[1], item[0])):
        yield f"  {number:5} {severity} {rule}"


def _counts(counter: Counter[str] | Counter[TreeKind]) -> str:
    return ", ".join(f"{number} {name}" for name, number in sorted(counter.items()))


@click.command()
@click.argument("corpus", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--sample", type=int, default=0, help="Draw so many of the errors.")
@click.option("--only", multiple=True, help="Only these readers.")
def main(corpus: Path, sample: int, only: tuple[str, ...]) -> None:
    """Print the figures of each format, then the errors."""
    errors: list[Finding] = []
    for name, folders in FORMATS.items():
        if not only or name in only:
            counted = tally(corpus, folders)
            click.echo("\n".join(shown(name, counted)))
            errors += counted.errors
    if sample and len(errors) > sample:
        errors = sorted(random.Random(SEED).sample(errors, sample), key=lambda one: (one.position, one.rule))
    click.echo(f"{len(errors)} errors")
    for one in errors:
        place = Path(one.position.file).relative_to(corpus)
        click.echo(f"{place}:{one.position.line}:{one.position.column} {one.rule} [{one.tree}] {one.message}")


if __name__ == "__main__":
    sys.exit(main())
