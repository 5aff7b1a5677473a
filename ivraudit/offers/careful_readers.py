"""The readers and writers of other packages: what they hand in is looked at before anybody rests on it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import SimpleNamespace
from typing import Any

from ivraudit.errors import IvrauditError, nearest
from ivraudit.judging import DOCUMENT, READING
from ivraudit.model import Source, Tree, TreeKind
from ivraudit.offers.careful_rules import WORDS
from ivraudit.offers.fitting import expect
from ivraudit.offers.guard import FlawError, guarded
from ivraudit.offers.shelves import RULES, Offered, offered_names
from ivraudit.rule import name_of


def careful_reader(offered: Offered) -> Any:
    """Return a reader of another package; a fault in it stops the run with one line."""
    module = offered.module
    name = _name(offered, "reader", "claims", "read")

    def read(source: Source) -> list[Tree]:
        trees: list[Tree] = list(module.read(source))
        if not trees:
            raise FlawError("it claims the file and gives no Tree of it")
        for tree in trees:
            if getattr(tree, "reader", None) != name:
                raise FlawError(f"it gives {type(tree).__name__} where a Tree with reader={name!r} belongs")
            if tree.file != source.file:
                raise FlawError(f"it gives a Tree of another file, {tree.file!r}")
            _expect_tree(tree)
        return trees

    def settle(trees: Sequence[Tree]) -> list[Tree]:
        known, files = set(map(id, trees)), {tree.file for tree in trees}
        settled: list[Tree] = list(module.settle(trees))
        for tree in settled:
            if id(tree) not in known:
                _expect_tree(tree)
        if {tree.file for tree in settled} != files:
            raise FlawError("settle() gives trees of other files than it is given")
        return settled

    def directory(source: Source) -> Mapping[str, str]:
        names: Mapping[str, str] = module.directory(source)
        expect(names, Mapping[str, str], "what directory() gives")
        return names

    what = f"the reader {name!r} of the package {offered.package!r}"
    functions: dict[str, Callable[[Any], Any]] = {"claims": module.claims, "read": read}
    functions |= {one.__name__: one for one in (settle, directory) if hasattr(module, one.__name__)}
    careful = {word: _careful(function, what, module.__name__) for word, function in functions.items()}
    return SimpleNamespace(NAME=name, **careful)


def careful_writer(offered: Offered) -> Any:
    """Return a writer of another package; a fault in it stops the run with one line."""
    module = offered.module
    name = _name(offered, "writer", "write")

    def write(audit: object) -> str | bytes:
        content = module.write(audit)
        if not isinstance(content, str | bytes):
            raise FlawError(f"it gives {type(content).__name__} where str or bytes belong")
        return content

    what = f"the writer {name!r} of the package {offered.package!r}"
    return SimpleNamespace(NAME=name, write=_careful(write, what, module.__name__))


def _name(offered: Offered, kind: str, *functions: str) -> str:
    """The name of a reader or writer; IvrauditError if its module has not all that its kind must have."""
    module = offered.module
    what = f"the {kind} {module.__name__!r} of the package {offered.package!r}"
    # `from ivraudit import *` brings functions of the same names along, which are not the author's
    lost = [word for word in functions if getattr(getattr(module, word, None), "__module__", "") == "ivraudit.api"]
    lost += [word for word in ("NAME", *functions) if not hasattr(module, word)]
    if lost:
        raise IvrauditError(f"{what} lacks {' and '.join(lost)}")
    name: object = module.NAME
    if not isinstance(name, str) or not WORDS.fullmatch(name):
        raise IvrauditError(f"{what} has {name!r} as NAME, where lower-case words with hyphens belong")
    return name


def _careful(function: Callable[[Any], Any], what: str, module: str) -> Callable[[Any], Any]:
    """A function of a reader or writer that says whose it is if it fails, and at which file."""

    def careful(given: Any) -> Any:
        where = f" at {given.file}" if isinstance(given, Source) else ""
        with guarded(f"{what} failed{where}", module):
            return function(given)

    return careful


def _expect_tree(tree: Tree) -> None:
    """Raise FlawError unless a tree is one that can be audited, and does not look clean where it was not understood."""
    expect(tree, Tree, "Tree")
    ids, lost = {node.id for node in tree.nodes}, {trouble.rule for trouble in tree.troubles}
    if len(ids) < len(tree.nodes) and "duplicate-node" not in lost:
        raise FlawError("it gives a Tree with two nodes of one id, without a Trouble for 'duplicate-node'")
    for edge in tree.edges:
        if edge.source not in ids:
            raise FlawError(f"it gives an exit of {edge.source!r}, a node that the Tree does not have")
    _expect_words(tree)


def _expect_words(tree: Tree) -> None:
    """Raise FlawError if the troubles of a tree, or what has none, would go without a word."""
    strange = {trouble.rule: None for trouble in tree.troubles if trouble.rule not in READING}
    if strange:
        known = [*READING, *map(name_of, offered_names(RULES))]
        for rule in strange:
            if rule not in known:
                hint = f"(known: {', '.join(known)}){nearest(rule, known)}"
                raise FlawError(f"it gives a Trouble for {rule!r}, which no rule tells {hint}")
    if tree.unreadable and DOCUMENT.isdisjoint(trouble.rule for trouble in tree.troubles):
        raise FlawError("it gives an unreadable Tree without a Trouble for 'unreadable' that says why")
    if tree.kind is TreeKind.CALL and not tree.entries and not tree.troubles:
        raise FlawError("it gives a Tree that no call can enter, without a Trouble that says why")
