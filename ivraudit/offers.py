"""What other packages offer by entry points: where something is wrong with it, the package is named, in one line."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache, wraps
from importlib import import_module
from importlib.metadata import EntryPoint, distributions
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any, NamedTuple

from ivraudit.errors import IvrauditError
from ivraudit.model import Hit, NotChecked, Source, Tree
from ivraudit.phone import Phone
from ivraudit.rule import Rule, of

OURS = "ivraudit"
"""The package whose modules need no guard: a fault of ours is told with all that helps us to mend it."""


FAULTS = (Exception, SystemExit)
"""What a module of another package may raise: who leaves would end the gate as if all were well."""


class Offered(NamedTuple):
    """A module that stands on a shelf, and the package that it comes from."""

    module: ModuleType
    package: str


def modules(package: ModuleType, group: str) -> Iterator[Offered]:
    """Yield the modules of one of our shelves, then those of the packages that an entry-point group names."""
    for name in _names(package):
        yield Offered(import_module(name), OURS)
    for one in _offers():
        if one.group == group:
            shelf = _imported(one, one.value)
            if not hasattr(shelf, "__path__"):
                raise IvrauditError(f"{_says(one)} {one.value!r}, which is no package of modules")
            for name in _names(shelf):
                yield Offered(_imported(one, name), _package(one))


def single_modules(group: str) -> Iterator[Offered]:
    """Yield the modules that the entry points of a group name, one each."""
    for one in _offers():
        if one.group == group:
            yield Offered(_imported(one, one.value), _package(one))


def rule_of(offered: Offered) -> Rule:
    """Return the rule of a module; a fault in that of another package stops the run with one line."""
    if offered.package == OURS:
        return of(offered.module)
    try:
        rule = of(offered.module)
    except ValueError as error:
        raise IvrauditError(f"the package {offered.package!r} offers no good rule: {error}") from error
    return rule._replace(check=_careful_check(rule, offered.package))


def _lacking(offered: Offered, kind: str, *words: str) -> None:
    """Raise an error if a module of another package has not all that its kind must have."""
    lost = [word for word in words if not hasattr(offered.module, word)]
    if lost:
        what = f"{kind} {offered.module.__name__!r} of the package {offered.package!r}"
        raise IvrauditError(f"the {what} lacks {' and '.join(lost)}")


def reader_of(offered: Offered) -> Any:
    """Return a reader whose faults stop the run with one line, if it is that of another package."""
    if offered.package == OURS:
        return offered.module
    _lacking(offered, "reader", "NAME", "claims", "read")
    name: str = offered.module.NAME
    what = f"the reader {name!r} of the package {offered.package!r}"

    def read(source: Source) -> list[Tree]:
        trees: list[Tree] = list(offered.module.read(source))
        for tree in trees:
            if getattr(tree, "reader", None) != name:
                raise TypeError(f"it gives {type(tree).__name__} where a Tree with reader={name!r} belongs")
        return trees

    functions = {word: getattr(offered.module, word, None) for word in ("claims", "directory", "settle")}
    careful = {word: _careful(function, what) for word, function in {**functions, "read": read}.items() if function}
    return SimpleNamespace(NAME=name, **careful)


def writer_of(offered: Offered) -> Any:
    """Return a writer whose faults stop the run with one line."""
    _lacking(offered, "writer", "NAME", "write")
    name: str = offered.module.NAME

    def write(audit: object) -> str | bytes:
        content = offered.module.write(audit)
        if not isinstance(content, str | bytes):
            raise TypeError(f"it gives {type(content).__name__} where str or bytes belong")
        return content

    return SimpleNamespace(NAME=name, write=_careful(write, f"the writer {name!r} of the package {offered.package!r}"))


def _careful_check(rule: Rule, package: str) -> Callable[[Phone, Any], Iterator[Hit | NotChecked]]:
    """A rule's check that says whose rule it is, and of which tree, if it fails."""

    @wraps(rule.check)
    def check(phone: Phone, options: Any) -> Iterator[Hit | NotChecked]:
        try:
            for hit in rule.check(phone, options):
                if not isinstance(hit, Hit | NotChecked):
                    raise TypeError(f"it yields {type(hit).__name__} where a Hit or a NotChecked belongs")
                yield hit
        except FAULTS as error:
            what = f"the rule {rule.id!r} of the package {package!r}"
            raise IvrauditError(f"{what} failed at {phone.tree.file}: {_cause(error)}") from error

    return check


def _careful(function: Callable[[Any], Any], what: str) -> Callable[[Any], Any]:
    """A function of a reader or writer that says whose it is if it fails, and at which file."""

    @wraps(function)
    def careful(given: Any) -> Any:
        try:
            return function(given)
        except FAULTS as error:
            where = f" at {given.file}" if isinstance(given, Source) else ""
            raise IvrauditError(f"{what} failed{where}: {_cause(error)}") from error

    return careful


def _cause(error: BaseException) -> str:
    """What went wrong, and the line of code that it went wrong at."""
    from traceback import extract_tb  # which takes longer to import than this whole room

    from ivraudit.writers.wording import plain

    frames = [one for one in extract_tb(error.__traceback__) if not one.filename.startswith("<")]
    return f"{type(error).__name__}: {plain(str(error))} ({Path(frames[-1].filename).name}, line {frames[-1].lineno})"


def _imported(one: EntryPoint, name: str) -> ModuleType:
    try:
        return import_module(name)
    except FAULTS as error:
        raise IvrauditError(f"{_says(one)} {name!r}, which cannot be imported: {_cause(error)}") from error


def _says(one: EntryPoint) -> str:
    return f"the package {_package(one)!r} offers {one.group.replace('.', ' ')}:"


def _package(one: EntryPoint) -> str:
    return one.dist.name if one.dist else one.value


@cache
def _offers() -> tuple[EntryPoint, ...]:
    """What all installed packages offer to ivraudit; looking through them once is slow enough."""
    offers = (one for package in distributions() for one in package.entry_points)
    return tuple(sorted({one for one in offers if one.group.startswith("ivraudit.")}))


def _names(package: ModuleType) -> list[str]:
    """The full names of the modules of a package, in order."""
    folder = Path(package.__path__[0])
    names = {path.stem for path in folder.glob("*.py")} | {path.parent.name for path in folder.glob("*/__init__.py")}
    return [f"{package.__name__}.{name}" for name in sorted(names) if not name.startswith("_")]
