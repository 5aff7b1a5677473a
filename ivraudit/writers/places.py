"""Where findings stand: files as other people's tools name them, and the nodes of the tree that a finding is of."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePath
from posixpath import normpath
from urllib.parse import quote

from ivraudit.model import Finding, Position, Tree


def path(file: str) -> str:
    """Return a file's name without detours (`./`, `//`), as tools compare it with the names of a repository.

    Bytes of a name that are no UTF-8 become question marks: no JSON or XML can hold them.
    """
    return normpath(file).encode("utf-8", "replace").decode("utf-8")


def address(file: str) -> tuple[str, bool]:
    """Return a file's name as a URI, percent-encoded, and whether it is relative to the folder of the run."""
    if PurePath(file).is_absolute():
        return PurePath(file).as_uri(), False
    return quote(normpath(file), errors="surrogateescape"), True


class Whereabouts:
    """The trees that findings are of: two files may hold trees of one name, and several trees one file."""

    def __init__(self, trees: Sequence[Tree]) -> None:
        self._trees = trees
        self._by_file: dict[tuple[str, str], int] = {}
        self._by_name: dict[str, int] = {}
        self._nodes: dict[int, dict[str, Position]] = {}
        for number, tree in enumerate(trees):
            self._by_name.setdefault(tree.name, number)
            for file in (tree.file, *tree.parts):
                self._by_file.setdefault((tree.name, file), number)

    def tree(self, finding: Finding) -> int | None:
        """Return the number of the tree that a finding is of; None where it is of none, but of the policy."""
        named = self._by_name.get(finding.tree) if finding.tree else None
        return self._by_file.get((finding.tree, finding.position.file), named)

    def node(self, finding: Finding, name: str) -> Position | None:
        """Return where a node of a finding's tree stands; None where no file says it."""
        number = self.tree(finding)
        if number is None:
            return None
        if number not in self._nodes:
            self._nodes[number] = {node.name: node.at for node in reversed(self._trees[number].nodes)}
        return self._nodes[number].get(name)
