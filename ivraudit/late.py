"""Trees that are read when somebody looks into them: of most files of a fleet nobody does."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import fields
from typing import Any

from ivraudit.marked import decode
from ivraudit.model import NOTHING, Acceptance, Position, Source, Tree


class LateTree(Tree):
    """A tree in a file of its own that leads to no other; what is not known of it is read when it is asked for.

    Nothing of it may be set but by `know`; what was never known is asked of the reader, and then it knows everything.
    """

    __slots__ = ("_accepted", "_counts", "_read", "source")
    source: Source
    _accepted: Mapping[Acceptance, str] | None
    _counts: tuple[int, int] | None
    _read: Callable[[Source], Tree]

    def __getattr__(self, name: str) -> Any:
        if name in ("_accepted", "_counts"):
            return None
        if name in ("_read", "source"):
            raise AttributeError(name)
        if name == "text":
            self._set(text=decode(self.source.data, self.source.file)[0] or "")
        else:
            whole = self.whole()
            self._set(**{one.name: getattr(whole, one.name) for one in fields(Tree)})
        return object.__getattribute__(self, name)

    def know(self, counts: tuple[int, int], accepted: Mapping[Acceptance, str], **values: Any) -> None:
        """Learn how many nodes and exits the tree has, what it accepts, and the values of some of its fields."""
        self._set(_counts=counts, _accepted=accepted, **values)

    def whole(self) -> Tree:
        """Return the tree as its reader reads it."""
        return self._read(self.source)

    def _set(self, **values: Any) -> None:
        for name, value in values.items():
            object.__setattr__(self, name, value)

    @property
    def node_count(self) -> int:
        """The number of its nodes."""
        return len(self.nodes) if self._counts is None else self._counts[0]

    @property
    def edge_count(self) -> int:
        """The number of its exits."""
        return len(self.edges) if self._counts is None else self._counts[1]

    @property
    def acceptances(self) -> Mapping[Acceptance, str]:
        """The findings that the tree itself accepts, each with what findings call the node where it says so."""
        return super().acceptances if self._accepted is None else self._accepted


def late(source: Source, read: Callable[[Source], Tree]) -> LateTree:
    """Return the tree of a file as one of which nothing is known yet but where it is."""
    tree = LateTree.__new__(LateTree)
    tree._set(file=source.file, at=Position(source.file), source=source, _read=read)
    return tree


class Texts(Mapping[str, str]):
    """Each file's text; of several trees in a file one may hold it for all."""

    def __init__(self, trees: Iterable[Tree], others: Mapping[str, str] = NOTHING) -> None:
        self._trees: dict[str, list[Tree]] = {}
        for tree in trees:
            self._trees.setdefault(tree.file, []).append(tree)
        self._others = others

    def __getitem__(self, file: str) -> str:
        if file in self._others:
            return self._others[file]
        return next((tree.text for tree in self._trees[file] if tree.text), "")

    def __iter__(self) -> Iterator[str]:
        return iter({**self._trees, **self._others})

    def __len__(self) -> int:
        return len(self._trees.keys() | self._others.keys())
