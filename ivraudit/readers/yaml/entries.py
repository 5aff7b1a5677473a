"""The kinds of value that only the top of a tree has."""

from __future__ import annotations

from ivraudit.marked import Mapping, Scalar, Value
from ivraudit.model import Entry
from ivraudit.readers.yaml.kinds import Kind, Schema, Word, given_twice
from ivraudit.readers.yaml.reading import Reading


class Start(Kind):
    """The first node, or one for each number that is dialled."""

    node = Word(what="the id of a node")

    def read(self, value: Value, reading: Reading) -> tuple[Entry, ...] | None:
        if isinstance(value, Mapping):
            return self.per_number(value, reading)
        node = self.node.read(value, reading)
        return None if node is None else (Entry(node, reading.place),)

    def per_number(self, value: Mapping, reading: Reading) -> tuple[Entry, ...]:
        """One entry for each number, which stands at its number."""
        if not value.pairs:
            reading.invalid(value, "the id of a node is expected, or a mapping from numbers to ids")
        path, key = reading.path, reading.key
        reading.path = reading.fact
        first: dict[str, Scalar] = {}
        entries = []
        for number, item in value.pairs:
            reading.key = number
            if number.value in first:
                given_twice(first[number.value], reading)
                reading.loosen(item)
                continue
            first[number.value] = number
            node = self.node.read(item, reading)
            if node is not None:
                entries.append(Entry(node, reading.place, number.value))
        reading.path, reading.key = path, key
        return tuple(entries)

    def schema(self) -> Schema:
        one = self.node.schema()
        return {"anyOf": [one, {"type": "object", "additionalProperties": one, "minProperties": 1}]}


class Unread(Kind):
    """A value that comes back as it is, because it is read after all others."""

    def __init__(self, schema: Schema) -> None:
        self.reference = schema

    def read(self, value: Value, reading: Reading) -> Value:
        return value

    def schema(self) -> Schema:
        return self.reference
