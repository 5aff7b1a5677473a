"""The shelves: our own modules and those that other packages name by entry points, none passed over in silence."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib import import_module
from importlib.metadata import EntryPoint, distributions
from pkgutil import iter_modules
from types import ModuleType
from typing import NamedTuple

from ivraudit.errors import IvrauditError, nearest
from ivraudit.offers.guard import guarded

OURS = "ivraudit"
"""The package whose modules need no guard: a fault of ours is told with all that helps us to mend it."""

RULES, READERS, WRITERS = GROUPS = ("ivraudit.rules", "ivraudit.readers", "ivraudit.writers")
"""The entry-point groups; all others that begin with `ivraudit.` are mistakes, for nobody would ever look at them."""


class Offered(NamedTuple):
    """A module that stands on a shelf, and the package that it comes from."""

    module: ModuleType
    package: str


def modules(package: ModuleType, group: str) -> Iterator[Offered]:
    """Yield the modules of one of our shelves, then those of the packages that an entry-point group names."""
    for name in _names(package):
        yield Offered(import_module(name), OURS)
    for name, one in offered_names(group).items():
        yield Offered(_imported(one, name), _package(one))


def single_modules(group: str) -> Iterator[Offered]:
    """Yield the modules that the entry points of a group name, one each."""
    for one in offered(group):
        yield Offered(_imported(one, one.value), _package(one))


def offered(group: str) -> list[EntryPoint]:
    """Return the entry points of a group, in order."""
    return [one for one in _offers() if one.group == group]


def offered_names(group: str) -> dict[str, EntryPoint]:
    """Return the full names of the modules on the shelves of other packages, each with the offer that it is part of.

    Several packages may fill one shelf, a namespace package: what stands there stands there once.
    """
    found: dict[str, EntryPoint] = {}
    for one in offered(group):
        shelf = _imported(one, one.value)
        if not hasattr(shelf, "__path__"):
            raise IvrauditError(f"{_says(one)} {one.value!r}, which is no package of modules")
        names = _names(shelf)
        if not names:
            raise IvrauditError(f"{_says(one)} {one.value!r}, in which there is no module")
        for name in names:
            found.setdefault(name, one)
    return found


def _imported(one: EntryPoint, name: str) -> ModuleType:
    with guarded(f"{_says(one)} {name!r}, which cannot be imported", name):
        return import_module(name)


def _says(one: EntryPoint) -> str:
    return f"the package {_package(one)!r} offers {one.group.replace('.', ' ')}:"


def _package(one: EntryPoint) -> str:
    return one.dist.name if one.dist else one.value


@cache
def _offers() -> tuple[EntryPoint, ...]:
    """What all installed packages offer to ivraudit; looking through them once is slow enough."""
    offers = (one for package in distributions() for one in package.entry_points)
    found = tuple(sorted({one for one in offers if _meant_for_us(one.group)}))
    for one in found:
        if one.group not in GROUPS:
            known = f"(known: {', '.join(GROUPS)}){nearest(one.group, GROUPS)}"
            raise IvrauditError(
                f"the package {_package(one)!r} offers {one.value!r} in the entry-point group {one.group!r},"
                f" which ivraudit does not know {known}"
            )
    return found


def _meant_for_us(group: str) -> bool:
    """Whether a group is one of ours, or the wrong spelling of one."""
    return group.startswith("ivraudit.") or group.replace("-", ".").replace("_", ".") in GROUPS


def _names(package: ModuleType) -> list[str]:
    """The full names of the modules of a package, in order, wherever Python would find them."""
    names = {one.name for one in iter_modules(package.__path__)}
    return [f"{package.__name__}.{name}" for name in sorted(names) if not name.startswith("_")]
