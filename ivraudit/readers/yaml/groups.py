"""Tables of declared fields, and how a mapping is read by one."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from ivraudit.marked import Mapping as Marked
from ivraudit.marked import Scalar, Value
from ivraudit.model import Acceptance
from ivraudit.readers.yaml.kinds import Kind, Schema, given_twice
from ivraudit.readers.yaml.reading import Reading, quoted


@dataclass(frozen=True, slots=True)
class Field:
    """The declaration of a field."""

    kind: Kind
    about: str
    """One line for the manual and for editors."""
    required: bool = False
    into: str = ""
    """What the model calls it, where that is another word."""


class Table:
    """The fields that one thing may have; `what` is what messages call it: "a menu", "an exit"."""

    def __init__(
        self,
        what: str,
        fields: Mapping[str, Field],
        elsewhere: Mapping[str, str] | None = None,
        silent: Iterable[str] = (),
    ) -> None:
        self.what = what
        self.fields = fields
        self.elsewhere = elsewhere or {}
        """Fields that are not of this thing, and of what they are."""
        self.silent = frozenset(silent)
        """Fields that are neither read nor complained of."""
        self.readers = {name: (item.kind.read, item.into or name) for name, item in fields.items()}
        self.required = tuple(name for name, item in fields.items() if item.required)

    def schema(self) -> Schema:
        """The table as JSON Schema: an object with these fields and no others."""
        properties = {name: {**item.kind.schema(), "description": item.about} for name, item in self.fields.items()}
        found: Schema = {"type": "object", "properties": properties, "additionalProperties": False}
        return {**found, "required": list(self.required)} if self.required else found


def read_fields(
    pairs: Iterable[tuple[Scalar, Value]], table: Table, reading: Reading
) -> tuple[dict[str, Any], dict[str, Scalar]]:
    """The values of a mapping under their names in the model, and the key of every field that was given."""
    found: dict[str, Any] = {}
    given: dict[str, Scalar] = {}
    readers = table.readers
    for key, value in pairs:
        name = key.value
        reading.key = key
        if name not in readers:
            _unknown(value, table, reading)
        elif name in given:
            given_twice(given[name], reading)
            reading.loosen(value)
        else:
            given[name] = key
            read_kind, into = readers[name]
            read = read_kind(value, reading)
            if read is not None:
                found[into] = read
    return found, given


def check_required(table: Table, given: Mapping[str, Scalar], reading: Reading, path: str) -> None:
    """Note every required field that was not given, at what lacks it; its fact is the path and its name."""
    for name in table.required:
        if name not in given:
            about = table.fields[name].about
            about = about[0].lower() + about[1:]
            reading.trouble("missing-field", f"`{name}` is missing from {table.what}: {about}.", fact=f"{path}{name}")


def _unknown(value: Value, table: Table, reading: Reading) -> None:
    """Note a field that the table does not have, with where it belongs or the nearest that it has."""
    reading.loosen(value)
    name = reading.name
    if name in table.silent:
        return
    if name in table.elsewhere:
        message = f"`{name}` belongs to {table.elsewhere[name]}, not to {table.what}."
    else:
        near = reading.nearest(name, table.fields)
        allowed = f"; allowed: {', '.join(table.fields)}."
        message = f"{quoted(name) if name else 'An empty name'} is no field of {table.what}{near or allowed}"
    reading.trouble("unknown-field", message)


class Group(Kind):
    """A mapping with declared fields, made into something of the model."""

    def __init__(self, table: Table, make: Callable[..., Any]) -> None:
        self.table = table
        self.make = make

    def read(self, value: Value, reading: Reading) -> Any:
        if not isinstance(value, Marked) or not value.pairs:
            reading.invalid(value, f"a mapping is expected, with {', '.join(self.table.fields)}")
            return None
        found = read_group(value, self.table, reading)
        return self.make(**found) if found else None

    def schema(self) -> Schema:
        return {**self.table.schema(), "minProperties": 1}


def read_group(value: Marked, table: Table, reading: Reading) -> dict[str, Any]:
    """The values of a mapping that is itself the value of a field, whose name goes before theirs in facts."""
    path, key = reading.path, reading.key
    reading.path = reading.fact
    found, given = read_fields(value.pairs, table, reading)
    reading.path, reading.key = path, key
    check_required(table, given, reading, f"{reading.fact}.")
    return found


class Either(Kind):
    """One value, or a group that says more."""

    def __init__(self, single: Kind, make: Callable[[Any], Any], group: Group) -> None:
        self.single = single
        self.make = make
        self.group = group

    def read(self, value: Value, reading: Reading) -> Any:
        if isinstance(value, Marked):
            return self.group.read(value, reading)
        read = self.single.read(value, reading)
        return None if read is None else self.make(read)

    def schema(self) -> Schema:
        return {"anyOf": [self.single.schema(), self.group.schema()]}


class Digits(Either):
    """How many digits an entry has; the most are at least the least."""

    def __init__(self, single: Kind, table: Table) -> None:
        super().__init__(single, lambda number: (number, number), Group(table, _least_and_most))

    def read(self, value: Value, reading: Reading) -> tuple[int, int] | None:
        read: tuple[int, int] | None = super().read(value, reading)
        if read is not None and read[0] > read[1]:
            reading.trouble("invalid-value", f"`min` of `{reading.name}` is {read[0]}, more than its `max`, {read[1]}.")
            return None
        return read


def _least_and_most(**found: int) -> tuple[int, int] | None:
    return (found["min"], found["max"]) if len(found) == 2 else None


class Day(Kind):
    """A day, written YYYY-MM-DD."""

    def read(self, value: Value, reading: Reading) -> str | None:
        if isinstance(value, Scalar) and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value.value):
            try:
                return date.fromisoformat(value.value).isoformat()
            except ValueError:
                pass  # such as the 30th of February: refused below
        reading.invalid(value, "a day written YYYY-MM-DD is expected")
        return None

    def schema(self) -> Schema:
        return {"type": "string", "pattern": r"^[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])$"}


class Accepts(Kind):
    """Findings that are known and wanted: a mapping from rule to reason, or to reason, owner and last day."""

    def __init__(self, reason: Kind, table: Table) -> None:
        self.reason = reason
        self.table = table

    def read(self, value: Value, reading: Reading) -> tuple[Acceptance, ...] | None:
        if not isinstance(value, Marked) or not value.pairs:
            reading.invalid(value, "a mapping is expected: the name of a rule and the reason")
            return None
        path, key = reading.path, reading.key
        reading.path = reading.fact
        found = [self.one(name, item, reading) for name, item in value.pairs]
        reading.path, reading.key = path, key
        return tuple(item for item in found if item is not None)

    def one(self, rule: Scalar, value: Value, reading: Reading) -> Acceptance | None:
        """One acceptance; without a reason it is none."""
        reading.key = rule
        if isinstance(value, Marked):
            said = read_group(value, self.table, reading)
        else:
            said = {"reason": self.reason.read(value, reading)}
        if not said.get("reason"):
            return None
        place = {"tree": reading.file, "node": reading.node or "", "trigger": reading.trigger}
        return Acceptance(rule.value, at=rule.at(reading.file), **place, **said)

    def schema(self) -> Schema:
        one = {"anyOf": [self.reason.schema(), self.table.schema()]}
        return {"type": "object", "additionalProperties": one, "minProperties": 1}
