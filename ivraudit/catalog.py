"""What stands on the shelves: the modules of a folder, and those that other packages offer by entry points."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib import import_module
from typing import Protocol, TypeVar, cast

from ivraudit import offers, readers, rules
from ivraudit.auditing import Audit
from ivraudit.errors import IvrauditError, UsageError, nearest
from ivraudit.model import Source, Tree
from ivraudit.rule import Rule


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


FORMATS = {
    "text": "ivraudit.writers.text",
    "json": "ivraudit.writers.json",
    "sarif": "ivraudit.writers.sarif",
    "junit": "ivraudit.writers.junit",
    "github": "ivraudit.writers.github",
    "gitlab": "ivraudit.writers.gitlab",
    "checkstyle": "ivraudit.writers.checkstyle",
    "markdown": "ivraudit.writers.markdown",
}
"""Our own formats, and the modules that write them; other packages offer more."""


@cache
def all_rules() -> dict[str, Rule]:
    """Return every rule by its id, in alphabetical order."""
    found: dict[str, tuple[str, Rule]] = {}
    for offered in offers.modules(rules, offers.RULES):
        rule = offers.rule_of(offered)
        _add(found, "rules", rule.id, offered.package, rule)
    return {name: rule for name, (_, rule) in sorted(found.items(), key=lambda item: item[0])}


@cache
def all_readers() -> dict[str, Reader]:
    """Return every reader by its name, our own format first, then in alphabetical order."""
    found: dict[str, tuple[str, Reader]] = {}
    for offered in offers.modules(readers, offers.READERS):
        reader: Reader = offers.reader_of(offered)
        _add(found, "readers", reader.NAME, offered.package, reader)
    return {name: reader for name, (_, reader) in sorted(found.items(), key=lambda item: (item[0] != "yaml", item[0]))}


@cache
def offered_writers() -> dict[str, Writer]:
    """Return the writers of other packages by their names; each of the group's entry points names one module."""
    found: dict[str, tuple[str, Writer | None]] = dict.fromkeys(FORMATS, (offers.OURS, None))
    for offered in offers.single_modules(offers.WRITERS):
        made: Writer = offers.writer_of(offered)
        _add(found, "formats", offered.module.NAME, offered.package, made)
    return {name: made for name, (_, made) in found.items() if made is not None}


def writer(name: str) -> Writer:
    """Return the writer of a format; UsageError if nobody offers one of that name."""
    if name in FORMATS:
        return cast(Writer, import_module(FORMATS[name]))
    known = [*FORMATS, *offered_writers()]
    if name not in known:
        raise UsageError(f"unknown format {name!r} (known: {', '.join(known)}){nearest(name, known)}")
    return offered_writers()[name]


T = TypeVar("T")


def _add(found: dict[str, tuple[str, T]], kind: str, name: str, package: str, thing: T) -> None:
    """Put a thing on its shelf; two of one name are an error that names both packages."""
    if name in found:
        raise IvrauditError(f"two {kind} are named {name!r}: one of the package {found[name][0]!r}, one of {package!r}")
    found[name] = package, thing
