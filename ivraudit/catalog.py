"""What stands on the shelves: the modules of a folder, and those that other packages offer by entry points."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from importlib import import_module
from importlib.metadata import EntryPoint, distributions
from pathlib import Path
from types import ModuleType
from typing import Protocol, cast

from ivraudit import readers, rules
from ivraudit.audit import Audit
from ivraudit.errors import IvrauditError
from ivraudit.model import Source, Tree
from ivraudit.rule import Rule, of


class Reader(Protocol):
    """A reader's module.

    It may also have `directory(source)`, what a dump beside the flows calls their ids, and `settle(trees)`, which
    returns the trees of a run once all of them are known.
    """

    NAME: str
    claims: Callable[[Source], bool]
    read: Callable[[Source], list[Tree]]


class Writer(Protocol):
    """A writer's module; one of another package is a format of `check` under its name, and has `NAME` besides."""

    write: Callable[[Audit], str | bytes]


@cache
def all_rules() -> dict[str, Rule]:
    """Return every rule by its id, in alphabetical order."""
    found = {}
    for module in _shelf(rules, "ivraudit.rules"):
        rule = of(module)
        if rule.id in found:
            raise IvrauditError(f"two packages offer a rule named {rule.id!r}")
        found[rule.id] = rule
    return dict(sorted(found.items()))


@cache
def all_readers() -> dict[str, Reader]:
    """Return every reader by its name, our own format first, then in alphabetical order."""
    found: dict[str, Reader] = {}
    for module in _shelf(readers, "ivraudit.readers"):
        reader = cast(Reader, module)
        if reader.NAME in found:
            raise IvrauditError(f"two packages offer a reader named {reader.NAME!r}")
        found[reader.NAME] = reader
    return dict(sorted(found.items(), key=lambda item: (item[0] != "yaml", item[0])))


@cache
def offered_writers() -> dict[str, Writer]:
    """Return the writers of other packages by their names; each of the group's entry points names one module."""
    found: dict[str, Writer] = {}
    for offered in _offers():
        if offered.group == "ivraudit.writers":
            module = offered.load()
            lacking = [word for word in ("NAME", "write") if not hasattr(module, word)]
            if lacking:
                raise IvrauditError(f"the writer {offered.value!r} lacks {' and '.join(lacking)}")
            if module.NAME in found:
                raise IvrauditError(f"two packages offer a writer named {module.NAME!r}")
            found[module.NAME] = cast(Writer, module)
    return found


def _shelf(package: ModuleType, group: str) -> Iterator[ModuleType]:
    """Yield the modules of a package, then those of the packages that an entry-point group names."""
    yield from _modules(package)
    for offered in _offers():
        if offered.group == group:
            yield from _modules(offered.load())


@cache
def _offers() -> tuple[EntryPoint, ...]:
    """What all installed packages offer to ivraudit; looking through them once is slow enough."""
    offers = (one for package in distributions() for one in package.entry_points)
    return tuple(sorted({one for one in offers if one.group.startswith("ivraudit.")}))


def _modules(package: ModuleType) -> Iterator[ModuleType]:
    folder = Path(package.__path__[0])
    names = {path.stem for path in folder.glob("*.py")} | {path.parent.name for path in folder.glob("*/__init__.py")}
    for name in sorted(names):
        if not name.startswith("_"):
            yield import_module(f"{package.__name__}.{name}")
