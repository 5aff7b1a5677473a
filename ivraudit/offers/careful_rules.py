"""The rules of other packages: what they declare is looked at when they are loaded, what they yield when they run."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass
from functools import wraps
from types import ModuleType
from typing import Any, get_type_hints

from ivraudit.model import Edge, Hit, NotChecked, Severity
from ivraudit.offers.fitting import expect
from ivraudit.offers.guard import FlawError, guarded
from ivraudit.offers.shelves import Offered
from ivraudit.phone import Phone
from ivraudit.rule import Rule, name_of, of

WORDS = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
"""What ids are: lower-case words with hyphens."""
TAKEN = ("join", "accept")
"""What the audit calls those who leave questions open and are no rules."""
TAKEN_OPTIONS = ("severity", "cite", "enabled")
"""What a policy says of any rule."""
FACTS: dict[str, Any] = {
    "CATEGORY": str, "SEVERITY": Severity, "SINS": tuple[str, ...], "CLOCKS": tuple[str, ...], "ASKED": bool,
    "UNANIMOUS": bool, "PAGE": str, "Options": type, "check": Callable,
}  # fmt: skip
"""What a rule's module says, and the kind of it."""
_END = object()


def careful_rule(offered: Offered) -> Rule:
    """Return the rule of a module of another package; a fault in it stops the run with one line."""
    module, bad = offered.module, f"the package {offered.package!r} offers no good rule"
    with guarded(bad, module.__name__):
        rule = _good(module)
    with guarded(f"{bad}: rule {rule.id}", module.__name__):
        _expect_options(rule)

    @wraps(rule.check)
    def check(phone: Phone, options: Any) -> Iterator[Hit | NotChecked]:
        failed = f"the rule {rule.id!r} of the package {offered.package!r} failed at {phone.tree.file}"
        with guarded(failed, module.__name__):
            hits = iter(rule.check(phone, options))
        while True:
            with guarded(failed, module.__name__):
                hit: Any = next(hits, _END)
                if hit is not _END:
                    _expect_hit(hit, phone)
            if hit is _END:
                return
            yield hit

    return rule._replace(check=check)


def _good(module: ModuleType) -> Rule:
    """The rule of a module; FlawError says what is wrong with it."""
    name = name_of(module.__name__)
    if not WORDS.fullmatch(name):
        raise FlawError(f"rule {name!r} must be called by lower-case words with hyphens (in its file's name `_`)")
    if name in TAKEN:
        raise FlawError(f"rule {name} is called by a word that means something else in an audit")
    for fact, kind in FACTS.items():
        if hasattr(module, fact):
            expect(getattr(module, fact), kind, f"{fact} of rule {name}")
    try:
        return of(module)
    except ValueError as error:
        raise FlawError(str(error)) from error


def _expect_options(rule: Rule) -> None:
    """Raise FlawError unless the options of a rule are what a policy, its schema and the rule's page can tell of."""
    if not is_dataclass(rule.options):
        raise FlawError("Options is no dataclass")
    kinds = get_type_hints(rule.options)
    for one in fields(rule.options):
        name = f"Options.{one.name}"
        if one.name in TAKEN_OPTIONS:
            raise FlawError(f"{name} is called by a word that a policy says of any rule")
        if not {"description", "least", "most"} <= one.metadata.keys():
            raise FlawError(f"{name} is not declared with option()")
        kind = kinds[one.name]
        if kind not in (int, float):
            raise FlawError(f"{name} is declared as {getattr(kind, '__name__', kind)} where int or float belongs")
        expect(one.default, kind, f"the default of {name}")
        expect(one.metadata["description"], str, f"the description of {name}")
        for limit in ("least", "most"):
            expect(one.metadata[limit], float | None, f"{limit} of {name}")
    rule.options()


def _expect_hit(hit: object, phone: Phone) -> None:
    """Raise FlawError unless a rule has yielded something that an audit of this tree can take."""
    if not isinstance(hit, Hit | NotChecked):
        raise FlawError(f"it yields {type(hit).__name__} where a Hit or a NotChecked belongs")
    kind = Hit if isinstance(hit, Hit) else NotChecked
    expect(hit, kind, kind.__name__)
    if isinstance(hit, Hit) and isinstance(hit.where, Edge) and hit.where.source not in phone.wiring.vertices:
        raise FlawError(f"it yields a Hit at an exit of {hit.where.source!r}, a node that the tree does not have")
