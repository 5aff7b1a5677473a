"""The kinds of exit: what a node leads to, and by whose choice."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from ivraudit.marked import Mapping as Marked
from ivraudit.marked import Scalar, Value
from ivraudit.model import Edge, Note, Nowhere, Owner, Retry, Severity
from ivraudit.readers.yaml.groups import Table, read_group
from ivraudit.readers.yaml.kinds import Kind, Schema, filled, given_twice
from ivraudit.readers.yaml.reading import Reading, quoted

_KEYS = re.compile(r"[0-9*#]+")

Outlet = tuple[str | Nowhere, dict[str, Any]]
"""Where an exit leads, and what else it says, in the words of `Edge`."""


class Leads(Kind):
    """A node id, or a mapping with `to` and what else is to be said of the exit."""

    def __init__(self, table: Table, reference: str) -> None:
        self.table = table
        self.reference = reference

    def read(self, value: Value, reading: Reading) -> Outlet:
        if isinstance(value, Scalar) and value.value:
            return value.value, {}
        if isinstance(value, Marked) and value.pairs:
            said = read_group(value, self.table, reading)
            if "to" not in said:
                reading.loosen(value)
            return said.pop("to", Nowhere.UNREAD), said
        reading.invalid(value, "the id of a node is expected, or a mapping with `to`")
        reading.loosen(value)
        return Nowhere.UNREAD, {}

    def schema(self) -> Schema:
        return {"$ref": f"#/$defs/{self.reference}"}


class Exit(Kind):
    """A field that is one exit."""

    def __init__(self, leads: Leads, owner: Owner = Owner.SYSTEM, trigger: str = "") -> None:
        self.leads = leads
        self.owner = owner
        self.trigger = trigger

    def read(self, value: Value, reading: Reading) -> None:
        """Add the exit to the node's edges."""
        trigger = reading.trigger = self.trigger or reading.name
        target, said = self.leads.read(value, reading)
        reading.trigger = ""
        reading.edges.append(Edge(reading.node or "", target, trigger, self.owner, reading.place, **said))

    def schema(self) -> Schema:
        return self.leads.schema()


class Exits(Kind):
    """A mapping whose every entry is an exit: options, phrases or branches."""

    what = "an exit for each name"
    spoken = False

    def __init__(self, leads: Leads, owner: Owner) -> None:
        self.leads = leads
        self.owner = owner

    def read(self, value: Value, reading: Reading) -> None:
        """Add every exit to the node's edges."""
        if not isinstance(value, Marked):
            self.refuse(value, reading)
            return
        outer, node, file = reading.key, reading.node or "", reading.file
        first: dict[str, Scalar] = {}
        for key, item in value.pairs:
            reading.key = key
            name = reading.trigger = key.value
            if self.check(name, item, first, reading):
                target, said = self.leads.read(item, reading)
                edge = Edge(node, target, name, self.owner, key.at(file), spoken=self.spoken, **said)
                reading.edges.append(edge)
            first.setdefault(name, key)
        reading.trigger = ""
        self.compare(first, reading)
        reading.key = outer

    def refuse(self, value: Value, reading: Reading) -> None:
        """Note what is no mapping; an empty value has no entries, and whether it needs some the rules say."""
        if isinstance(value, Scalar) and not value.value:
            return
        reading.invalid(value, f"a mapping is expected: {self.what}")
        reading.loosen(value)
        reading.edges.append(Edge(reading.node or "", Nowhere.UNREAD, reading.name, self.owner, reading.place))

    def check(self, name: str, value: Value, first: Mapping[str, Scalar], reading: Reading) -> bool:
        """Whether an entry is to be read, with a trouble for a name that is wrong or given before."""
        if name in first:
            also = (Note(first[name].at(reading.file), "first given here", reading.node),)
            message = f"{quoted(name)} is given twice in one node: a caller can get only one of the two."
            reading.trouble("ambiguous-key", message, also=also)
        return True

    def compare(self, first: Mapping[str, Scalar], reading: Reading) -> None:
        """Look at all the names together."""

    def schema(self) -> Schema:
        return {"anyOf": [self.entries(), {"enum": ["", None]}]}

    def entries(self) -> Schema:
        """The mapping itself as JSON Schema."""
        return {"type": "object", "additionalProperties": self.leads.schema()}


class Options(Exits):
    """The keys of a menu."""

    what = "a key, and where it leads"

    def check(self, name: str, value: Value, first: Mapping[str, Scalar], reading: Reading) -> bool:
        if not _KEYS.fullmatch(name):
            shown = quoted(name) if name else "An empty name"
            hint = "keys are 0-9 * #; what a caller says belongs into `speech`"
            reading.trouble("invalid-value", f"{shown} is no key of a telephone; {hint}.")
        return super().check(name, value, first, reading)

    def compare(self, first: Mapping[str, Scalar], reading: Reading) -> None:
        """Note each key that begins with another: the caller who presses it may get the shorter one."""
        for name, key in first.items():
            if len(name) == 1 or not _KEYS.fullmatch(name):
                continue
            begun = next((name[:n] for n in range(1, min(len(name), 20)) if name[:n] in first), None)
            if begun is None:
                continue
            reading.key = key
            also = (Note(first[begun].at(reading.file), f"`{begun}` is here", reading.node),)
            message = f"{quoted(name)} begins with `{begun}`, which is a key too: only waiting can tell the two apart."
            reading.trouble("ambiguous-key", message, also=also, severity=Severity.WARNING)

    def entries(self) -> Schema:
        return {**super().entries(), "propertyNames": {"pattern": "^[0-9*#]+$"}}


class Phrases(Exits):
    """What a caller may say, and where it leads."""

    what = "a phrase in quotes, and where it leads"
    spoken = True

    def check(self, name: str, value: Value, first: Mapping[str, Scalar], reading: Reading) -> bool:
        if not name:
            reading.trouble("invalid-value", "An empty phrase cannot be said; write what the caller says.")
        return super().check(name, value, first, reading)

    def entries(self) -> Schema:
        return {**super().entries(), "propertyNames": {"minLength": 1}}


def compare_phrases(reading: Reading) -> None:
    """Note each phrase of a node that stands for two exits, however it is capitalised.

    In whatever order the exits are written, the same one is told: keys go before phrases, and those in their own order.
    """
    spoken = [edge for edge in reading.edges if edge.spoken or edge.speech]
    first: dict[tuple[str, str], Edge] = {}
    for edge in sorted(spoken, key=lambda one: (one.spoken, one.trigger)):
        phrases = [("", edge.trigger)] if edge.spoken else []
        phrases += [(language, phrase) for language, several in edge.speech.items() for phrase in several]
        for language, phrase in phrases:
            other = first.setdefault((language, " ".join(phrase.split()).casefold()), edge)
            if other is not edge and other.trigger != edge.trigger:
                also = (Note(other.at, f"{quoted(other.trigger)} has it too", reading.node),)
                message = f"{quoted(phrase)} is said for two exits of one node: a caller can get only one of the two."
                reading.trouble("ambiguous-key", message, at=edge.at, fact=edge.trigger, also=also)


class Branches(Exits):
    """The branches of a decision."""

    what = "a branch, and where it leads"

    def check(self, name: str, value: Value, first: Mapping[str, Scalar], reading: Reading) -> bool:
        if name not in first:
            return True
        given_twice(first[name], reading)
        reading.loosen(value)
        return False


class Others(Kind):
    """Exits by names of their own, of which each says who takes it."""

    def __init__(self, table: Table) -> None:
        self.table = table

    def read(self, value: Value, reading: Reading) -> None:
        """Add every exit to the node's edges."""
        if not isinstance(value, Marked):
            reading.invalid(value, "a mapping is expected: the name of an exit, and where it leads")
            reading.loosen(value)
            return
        outer = reading.key
        first: dict[str, Scalar] = {}
        for key, item in value.pairs:
            reading.key, reading.trigger = key, key.value
            if key.value in first:
                given_twice(first[key.value], reading)
                reading.loosen(item)
            else:
                reading.edges.append(self.exit(key, item, reading))
            first.setdefault(key.value, key)
        reading.key, reading.trigger = outer, ""

    def exit(self, key: Scalar, value: Value, reading: Reading) -> Edge:
        """One exit; what is no mapping is the id of a node."""
        said: dict[str, Any] = {"to": value.value} if isinstance(value, Scalar) and value.value else {}
        if isinstance(value, Marked):
            said = read_group(value, self.table, reading)
        elif not said:
            reading.invalid(value, "the id of a node is expected, or a mapping with `to`")
        owner = Owner(said.pop("by", Owner.SYSTEM))
        target = said.pop("to", Nowhere.DROPPED)
        return Edge(reading.node or "", target, key.value, owner, key.at(reading.file), **said)

    def schema(self) -> Schema:
        one = {"anyOf": [filled(), self.table.schema()]}
        return {"type": "object", "additionalProperties": one, "minProperties": 1}


class Handling(NamedTuple):
    """How a node answers silence or a wrong key."""

    retry: Retry
    outlet: Outlet | None
    """Where the last attempt leads; None: it cannot happen."""


class Retries(Kind):
    """A declaration of `noinput` or `nomatch`."""

    def __init__(self, table: Table, leads: Leads, inherited: bool = False) -> None:
        self.table = table
        self.leads = leads
        self.inherited = inherited

    def read(self, value: Value, reading: Reading) -> Handling:
        """The declaration; where it cannot be read, one attempt and then the unknown."""
        place = reading.place
        reading.trigger = f"{reading.name}-last"
        if isinstance(value, Marked):
            said = read_group(value, self.table, reading)
            outlet: Outlet | None = said.pop("to", (Nowhere.DROPPED, {}))
        else:
            said, outlet = {}, self.leads.read(value, reading)
        reading.trigger = ""
        if said.pop("never", False):
            outlet = None
        attempts = said.pop("attempts", 1)
        return Handling(Retry(attempts, place, inherited=self.inherited, **said), outlet)

    def schema(self) -> Schema:
        target = {"type": ["string", "number", "boolean"], "minLength": 1}
        return {"anyOf": [target, self.table.schema()]}


def handling_edges(node: str, name: str, handling: Handling) -> tuple[Edge, ...]:
    """The edges of a declaration: playing again, as often as attempts are left, and where the last one leads."""
    retry, outlet = handling
    if outlet is None:
        return ()
    target, said = outlet
    last = Edge(node, target, f"{name}-last", Owner.PASSIVE, retry.at, **said)
    if retry.attempts == 1:
        return (last,)
    return (Edge(node, node, name, Owner.PASSIVE, retry.at, limit=retry.attempts - 1), last)
