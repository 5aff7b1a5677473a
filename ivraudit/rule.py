"""What a rule is: everything about it is made from one module, its docstring included."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import MISSING, Field, dataclass, field, fields
from enum import StrEnum
from types import ModuleType
from typing import Any, NamedTuple, get_type_hints

from ivraudit import HOME
from ivraudit.model import Hit, NotChecked, Severity
from ivraudit.phone import CLOCKS, Phone

SINS = (
    "apathy", "brush-off", "coldness", "condescension", "robotism", "rule-book", "runaround", "aol", "comcast",
)  # fmt: skip
"""The seven sins of customer service, and the two stories that this tool was born from."""

Check = Callable[[Phone, Any], Iterator[Hit | NotChecked]]


class Category(StrEnum):
    """The families of rules."""

    DOCUMENT = "document"
    STRUCTURE = "structure"
    HUMAN = "human"
    CANCELLATION = "cancellation"
    MENU = "menu"
    PROMPT = "prompt"
    INPUT = "input"
    WAITING = "waiting"
    PRIVACY = "privacy"
    ACCESS = "access"
    HOURS = "hours"
    LAW = "law"


def option(default: Any, description: str, *, least: float | None = None, most: float | None = None) -> Any:
    """Declare an option of a rule: what it means, in a sentence, and the limits of its value (inclusive)."""
    return field(default=default, metadata={"description": description, "least": least, "most": most})


@dataclass(frozen=True, slots=True)
class NoOptions:
    """The options of a rule that has none."""


class Option(NamedTuple):
    """One option of a rule as the policy, its schema and the rule's page need it."""

    name: str
    type: type
    default: Any
    description: str
    least: float | None
    most: float | None


class Rule(NamedTuple):
    """A rule: `check(phone, options)` yields where a tree is at fault, and what it had to leave open."""

    id: str
    category: Category
    sins: tuple[str, ...]
    severity: Severity
    clocks: tuple[str, ...]
    """The clocks it judges; empty: the tree as a whole, once."""
    doc: str
    """The summary, then the chapters of its manual."""
    options: type
    check: Check
    unanimous: bool = False
    """Whether a fault in a file that several trees share is one only if it is one in all of them."""
    asked: bool = True
    """Whether it runs unless a policy says otherwise; what only some laws ask for does not."""
    page: str = ""
    """The public address of its page; "" where another package offers the rule and names none."""

    @property
    def summary(self) -> str:
        """What it finds, in a sentence."""
        return self.doc.strip().partition("\n")[0]

    @property
    def manual(self) -> Mapping[str, str]:
        """Its chapters: `Why`, `Bad`, `Good`, `Fix`, `Source`."""
        return _manual(self.doc)

    def declared(self) -> list[Option]:
        """Return the options that it takes, in their order."""
        hints = get_type_hints(self.options)
        return [_option(one, hints[one.name]) for one in fields(self.options)]


def name_of(module: str) -> str:
    """Return what the rule of a module is called, from the module's full name."""
    return module.rpartition(".")[2].replace("_", "-")


def of(module: ModuleType) -> Rule:
    """Return the rule that a module holds; ValueError names what the module lacks."""
    name = name_of(module.__name__)
    missing = [word for word in ("CATEGORY", "SEVERITY", "check") if not hasattr(module, word)]
    if missing or not module.__doc__:
        raise ValueError(f"rule {name} lacks {', '.join(missing or ['its manual'])}")
    _only_known_words(name, module)
    ours = f"{HOME}/docs/rules/{name}.md" if module.__name__.startswith("ivraudit.") else ""
    return Rule(
        name, Category(module.CATEGORY), tuple(getattr(module, "SINS", ())), Severity(module.SEVERITY),
        tuple(getattr(module, "CLOCKS", ("open",))), module.__doc__,
        getattr(module, "Options", NoOptions), module.check, bool(getattr(module, "UNANIMOUS", False)),
        bool(getattr(module, "ASKED", True)), getattr(module, "PAGE", ours),
    )  # fmt: skip


def _only_known_words(name: str, module: ModuleType) -> None:
    """Raise ValueError if a rule's name means something else already, or if one of its facts is no word for it."""
    if name in {*Category, *SINS}:
        raise ValueError(f"rule {name} is called like a family or a sin")
    for fact, known in (("SINS", SINS), ("CLOCKS", CLOCKS)):
        strange = [one for one in getattr(module, fact, ()) if one not in known]
        if strange:
            raise ValueError(f"rule {name} has {strange[0]!r} in {fact} (known: {', '.join(known)})")


def _option(one: Field[Any], kind: type) -> Option:
    assert one.default is not MISSING
    meta = one.metadata
    return Option(one.name, kind, one.default, meta["description"], meta["least"], meta["most"])


def _manual(text: str) -> dict[str, str]:
    """The chapters of a docstring; each begins with its name and a colon at the margin."""
    rest = text.strip().partition("\n")[2]
    chapters: dict[str, list[str]] = {}
    lines: list[str] = []
    for line in rest.splitlines():
        head, colon, tail = line.partition(":")
        if colon and head in ("Why", "Bad", "Good", "Fix", "Source"):
            lines = chapters.setdefault(head, [])
            line = tail.strip()
        lines.append(line)
    return {name: _dedent("\n".join(body)) for name, body in chapters.items()}


def _dedent(text: str) -> str:
    from textwrap import dedent

    first, newline, rest = text.strip("\n").partition("\n")
    return (first.strip() + newline + dedent(rest)).strip("\n").rstrip()
