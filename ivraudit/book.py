"""The book of trees: who answers to which name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from posixpath import commonprefix, dirname, join, normpath

from ivraudit.files import same
from ivraudit.model import Link, Tree


@dataclass(frozen=True, slots=True)
class Target:
    """Where a link leads: a tree, and the node to begin at ("" = the tree's own start)."""

    tree: Tree
    node: str


def sought(tree: Tree) -> Iterator[str]:
    """Yield every name under which `Book.find` may look for what a tree's links lead to, as `same` has it."""
    for link in tree.links:
        for name in (link.name, *link.also):
            path = normpath(join(dirname(tree.file), name)) if link.file else name
            yield same(path)
            if link.file and link.trigger:
                yield same(path.rpartition("/")[0])


class Book:
    """The trees by the names that they answer to."""

    def __init__(self, trees: Iterable[Tree]) -> None:
        self._trees: dict[str, list[Tree]] = {}
        for tree in trees:
            for name in dict.fromkeys(map(same, tree.names)):
                self._trees.setdefault(name, []).append(tree)

    def find(self, tree: Tree, link: Link) -> Target | None:
        """Return where a link of a tree leads; None if nothing answers to its name, or too many do."""
        for name in (link.name, *link.also):
            found = self._path(tree, link, name) if link.file else self._called(tree, link, name)
            if found is not None:
                return found
        return None

    def _path(self, tree: Tree, link: Link, name: str) -> Target | None:
        path = normpath(join(dirname(tree.file), name))
        found = self._nearest(tree, path)
        if found is not None:
            return Target(found, link.start)
        # An exit may name a node of another file as `stem/id`.
        folder, _, node = path.rpartition("/")
        found = self._nearest(tree, folder) if link.trigger and folder else None
        return Target(found, node) if found is not None else None

    def _called(self, tree: Tree, link: Link, name: str) -> Target | None:
        found = self._nearest(tree, name) if name else None
        return Target(found, link.start) if found is not None else None

    def _nearest(self, tree: Tree, name: str) -> Tree | None:
        """The tree of that name; of several the one whose file lies nearest, if no other lies as near."""
        named = self._trees.get(same(name), ())
        if len(named) < 2:
            return named[0] if named else None
        shared = [len(commonprefix([tree.file.split("/"), one.file.split("/")])) for one in named]
        best = [one for one, near in zip(named, shared, strict=True) if near == max(shared)]
        return best[0] if len(best) == 1 or tree.reader == "yaml" else None
