"""Text becomes values: one pass over the parser's events, without typing, aliases or recursion."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import yaml

from ivraudit.marked.values import Fault, Mapping, Place, Scalar, Sequence, Value, span

DEPTH_LIMIT = 100
"""Levels of nesting; a tree needs seven. The C parser crashes near 40,000."""
VALUE_LIMIT = 2_000_000
"""Keys and values of one file; a tree of 10,000 nodes has 170,000."""
FAULT_LIMIT = 20
"""Faults after which reading stops, so that a file made of aliases ends at once."""

_MERGE = "The merge key `<<` is not read here: write the fields out, or use `defaults`."
_DEEP = "Brackets or indentation are nested deeper than {} levels, more than is read."
_MANY = f"The file holds more than {VALUE_LIMIT:,} keys and values: split the tree into several files."
_KEY = "A list or a mapping cannot be a key: a key is one text, in quotes if it begins with a sign."
_SECOND = "A second document begins here; one file holds one document: put it in a file of its own."


class StoppedError(Exception):
    """Reading stops here; the faults say why."""


class Builder:
    """Builds the value from the parser's events (untyped: this is the edge), with a stack of its own."""

    def __init__(self, file: str, *, tags: bool = False, depth: int = DEPTH_LIMIT) -> None:
        self.file = file
        self.depth = depth
        """Levels of nesting that are read."""
        self.tags = tags
        """Whether tags are overlooked."""
        self.faults: list[Fault] = []
        self.top = Sequence(Place(), Place())
        self.here: Sequence | Mapping = self.top
        self.open: list[tuple[Sequence | Mapping, Scalar | None]] = []
        self.last: Value = self.top
        self.documents = 0

    def build(self, get_event: Callable[[], Any]) -> None:
        """Take every event; scalars, which are nearly all, are handled here, the others one step down."""
        here: Any = self.here
        key: Scalar | None = None  # only in a mapping
        scalar: object = yaml.ScalarEvent
        left = VALUE_LIMIT
        while True:
            event = get_event()
            kind = type(event)
            if kind is scalar:
                left -= 1
                if not left:
                    self.refuse_all(event)
                item = Scalar(event.value, event.start_mark, event.end_mark, bool(event.style))
                self.last = item
                if event.anchor is not None or event.tag is not None:
                    self.refuse_mark(event)
                if key is not None:
                    here.pairs.append((key, item))
                    key = None
                elif isinstance(here, Mapping):
                    key = item
                    if item.value == "<<" and not item.quoted:
                        self.refuse(item, _MERGE)
                else:
                    here.items.append(item)
            elif isinstance(event, yaml.CollectionStartEvent):
                self.here = here = self.descend(event, here, key)
                key = None
            elif isinstance(event, yaml.CollectionEndEvent):
                here.end = event.end_mark
                self.last = here
                here, key = self.open.pop()
                self.here = here
            elif isinstance(event, yaml.StreamEndEvent):
                return
            else:
                key = self.take_rare(event, here, key)

    def take_rare(self, event: Any, here: Sequence | Mapping, key: Scalar | None) -> Scalar | None:
        """Take what few files hold; what comes back is the key that waits for its value then."""
        if isinstance(event, yaml.AliasEvent):
            return self.refuse_alias(event, here, key)
        if isinstance(event, yaml.DocumentStartEvent):
            self.begin(event)
        return key

    def refuse_all(self, event: Any) -> None:
        """Stop at a file that holds too much."""
        self.refuse(Scalar("", event.start_mark, event.end_mark, True), _MANY)
        raise StoppedError

    def descend(self, event: Any, here: Sequence | Mapping, key: Scalar | None) -> Sequence | Mapping:
        """Open a list or mapping inside another one."""
        if event.anchor is not None or event.tag is not None:
            self.refuse_mark(event)
        kind = Mapping if isinstance(event, yaml.MappingStartEvent) else Sequence
        item = kind(event.start_mark, event.end_mark)
        if len(self.open) == self.depth:
            self.refuse(item, _DEEP.format(self.depth))
            raise StoppedError
        waiting = None
        if isinstance(here, Sequence):
            here.items.append(item)
        elif key is not None:
            here.pairs.append((key, item))
        else:
            self.refuse(item, _KEY)
            waiting = Scalar("", event.start_mark, event.end_mark, True)
        self.open.append((here, waiting))
        return item

    def begin(self, event: Any) -> None:
        """Begin a document, of which there may be one."""
        self.documents += 1
        if self.documents > 1:
            self.faults.append(Fault(span(self.file, event.start_mark, event.end_mark), _SECOND))
            raise StoppedError

    def refuse(self, item: Value, message: str) -> None:
        """Note a fault and go on, until there are too many."""
        self.faults.append(Fault(item.at(self.file), message))
        if len(self.faults) >= FAULT_LIMIT:
            raise StoppedError

    def refuse_mark(self, event: Any) -> None:
        """Refuse `&anchor` and `!tag`, which designers meet by beginning a text with that sign."""
        if self.tags and event.anchor is None:
            return
        what = f"`&{event.anchor}` is an anchor" if event.anchor is not None else f"`{event.tag}` is a tag"
        item = Scalar("", event.start_mark, event.end_mark, True)
        self.refuse(item, f"{what} to YAML, and is not read here: put a text that begins so in quotes.")

    def refuse_alias(self, event: Any, here: Sequence | Mapping, key: Scalar | None) -> Scalar | None:
        """Refuse `*name`; what comes back is the key that now waits for its value."""
        item = Scalar("", event.start_mark, event.end_mark, True)
        sign = f"*{event.anchor}"
        self.refuse(item, f'`{sign}` refers to another place in YAML, which is not read here: quote it: "{sign}"')
        return item if isinstance(here, Mapping) and key is None else None
