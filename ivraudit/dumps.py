"""What a vendor's dumps say that ids are called, where they lie beside the flows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import PurePath

from ivraudit.catalog import all_readers
from ivraudit.files import Files
from ivraudit.model import Source, Tree

DUMP_LIMIT = 5_000_000
"""Bytes of a file beside a vendor's flow that may say what ids are called."""


def named_things(trees: Sequence[Tree], files: Files) -> list[Tree]:
    """Return the trees with their queues, hours and prompts called by the names that dumps give to their ids."""
    found = list(trees)
    for name, reader in all_readers().items():
        directory = getattr(reader, "directory", None)
        if directory is not None:
            own = {str(PurePath(tree.file).parent) for tree in found if tree.reader == name and tree.file != "-"}
            names = {one: said for dump in _dumps(own, files) for one, said in directory(dump).items()}
            if names:
                found = [_named(tree, names) if tree.reader == name else tree for tree in found]
    return found


def _dumps(folders: Iterable[str], files: Files) -> Iterator[Source]:
    """The files of folders that may be dumps."""
    for folder in sorted(folders):
        for file in files.beside(folder, ".json"):
            with suppress(OSError):
                data = files.read(file, DUMP_LIMIT + 1)
                if len(data) <= DUMP_LIMIT:
                    yield Source(file, data)


def _named(tree: Tree, names: Mapping[str, str]) -> Tree:
    def name(text: str) -> str:
        return names.get(text) or names.get(text.rpartition("/")[2]) or text

    nodes = tuple(
        node._replace(
            team=name(node.team),
            label={key: name(text) for key, text in node.label.items()},
            audio={key: name(text) for key, text in node.audio.items()},
        )
        for node in tree.nodes
    )
    return replace(tree, nodes=nodes)
