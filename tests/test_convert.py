"""Converting: what is written as our YAML is the same tree, and the audit says the same of it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from corpus import corpus
from triage import FORMATS

from ivraudit.auditing import audit
from ivraudit.catalog import all_readers, all_rules
from ivraudit.errors import UsageError
from ivraudit.gather import Policies, gather
from ivraudit.model import Finding, Source, Tree
from ivraudit.rule import Category
from ivraudit.writers import yaml

TREES = Path(__file__).parent.parent / "trees"
FILES = sorted(path for path in TREES.rglob("*") if path.is_file() and path.suffix != ".expect")
MERGED = ("dangling-target", "unreachable-node")
"""What is told once for a place that several nodes have in common: a `defaults`, a part that is called twice."""
POLICY = Policies(none=True).of("")


def said(trees: list[Tree], copied: bool = False) -> set[tuple[object, ...]]:
    """What the rules say of trees, apart from where it stands, how the file is written, and which of two ways is shown.

    Of trees with parts that are `copied` for several calls only the rules: each copy has its own name when read back.
    """

    def facts(one: Finding) -> tuple[object, ...]:
        if copied or one.rule in MERGED:
            return one.rule, one.severity
        return one.rule, one.node, one.severity, one.message, one.profiles

    done = audit([(tree, POLICY) for tree in trees], all_rules())
    return {facts(one) for one in done.findings if one.category != Category.DOCUMENT}


@pytest.mark.parametrize("file", FILES, ids=lambda path: str(path.relative_to(TREES)))
def test_reading_back_gives_the_same_findings(file: Path) -> None:
    trees = [tree for tree in gather([str(file)], Policies(none=True)).whole() if not tree.unreadable]
    for number, tree in enumerate(trees):
        text = yaml.write(tree)
        if tree.troubles or tree.not_checked or not tree.nodes:
            continue  # what is broken in a file is not written again, and of nothing nothing is written
        (again,) = all_readers()["yaml"].read(Source(f"{number}.yaml", text.encode()))
        assert not again.troubles
        copied = any(node.written not in ("", node.id) for node in tree.nodes)
        assert said([again], copied) == said([tree], copied)
        assert yaml.write(again).splitlines()[1:] == text.splitlines()[1:]


@pytest.mark.parametrize("folder", [one for folders in FORMATS.values() for one in folders])
def test_real_flows_read_back_alike(folder: str) -> None:
    files = [path for path in corpus(folder) if len(path.name) < 200]
    for file in files:
        try:
            trees = gather([str(file)], Policies(none=True)).whole()
        except UsageError:
            continue
        for tree in (tree for tree in trees if tree.nodes and not tree.unreadable):
            (again,) = all_readers()["yaml"].read(Source("again.yaml", yaml.write(tree).encode()))
            copied = any(node.written not in ("", node.id) for node in tree.nodes)
            assert not again.troubles, file
            assert said([again], copied) == said([replace(tree, troubles=())], copied), file
