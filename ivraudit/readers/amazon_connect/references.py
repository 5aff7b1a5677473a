"""What a parameter refers to: ARNs, ids, holes of templates, values known only when a call is there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any

from ivraudit.readers.amazon_connect.blocks import Block, Flow
from ivraudit.readers.amazon_connect.parsing import text_of

_HOLE = re.compile(r"\{\{\s*([^{}]+?)\s*\}\}|\$\{([^${}]+)\}|%(\w[\w.-]*)%|<<([^<>]+)>>")
_ALIKE = re.compile(r"(contact)?(flow|queue|prompt|module|hoursofoperation)s?(id|arn)?|arn|id|ref|aws|resources?", re.I)
"""Words of a hole that say what kind of thing it is filled with, not which."""
_DISPLAYED = ("displayName", "text", "resourceName")


class Names:
    """What the blocks of a flow refer to."""

    def __init__(self, flow: Flow) -> None:
        self._metadata = flow.metadata
        self._aliases = flow.wrapped.aliases
        self._flow = flow

    @cached_property
    def _values(self) -> Mapping[str, str]:
        return _attributes(self._flow.of("UpdateFlowAttributes"), "FlowAttributes")

    @cached_property
    def _constants(self) -> Mapping[str, str]:
        return _attributes(self._flow.of("UpdateContactAttributes"), "Attributes")

    def value(self, value: Any) -> str:
        """Return a value; where it is an attribute that the flow itself sets to one constant, that constant."""
        text = text_of(value).strip()
        return self._values.get(text, text) if dynamic(text) else text

    def known(self, value: Any) -> bool:
        """Whether it is sure, before any call, what a value refers to; an empty one is filled in by a deployment."""
        return not dynamic(self.value(value))

    def _told(self, value: Any) -> str:
        """A value; or the one constant that this flow sets the attribute to, which other flows may change."""
        text = self.value(value)
        return self._constants.get(text, text) if dynamic(text) else text

    def names(self, block: Block, parameter: str, value: Any) -> tuple[str, ...]:
        """Return the names that a thing may answer to: its ARN and id, what fills the hole, what the designer shows."""
        text = self._told(value)
        if dynamic(text):
            return ()
        words = hole_words(text)
        filled = [alias for word in words for alias in self._aliases.get(word, ())]
        plain = text if not words else ""
        found = (plain, plain.rpartition("/")[2], *filled, *map(thing, words), self.displayed(block, parameter))
        return tuple(dict.fromkeys(name for name in found if name))

    def displayed(self, block: Block, parameter: str) -> str:
        """Return what the designer shows instead of an id; "" where the export does not keep it."""
        kept = self._metadata.get(block.id)
        if not isinstance(kept, dict):
            return ""
        parameters = kept.get("parameters")
        first = parameters.get(parameter) if isinstance(parameters, dict) else None
        places: tuple[Any, ...] = (first, *map(kept.get, _KEPT.get(parameter, ())))
        for place in places:
            one = place[0] if isinstance(place, list) and place else place
            for word in _DISPLAYED if isinstance(one, dict) else ():
                if text_of(one.get(word)):
                    return text_of(one.get(word))
        return ""

    def title(self, block: Block, parameter: str, value: Any) -> str:
        """Return the best name of a thing for a reader of findings; "" where it is chosen when a call is there."""
        text = self.value(value)
        if dynamic(text):
            return ""
        shown = self.displayed(block, parameter)
        if shown and not hole_words(shown):
            return shown
        words = hole_words(text)
        return next(filter(None, map(thing, reversed(words))), "") if words else text.rpartition("/")[2]


_KEPT = {
    "QueueId": ("queue", "Queue"), "AgentId": ("agent", "Agent"), "HoursOfOperationId": ("Hours", "hours"),
    "ContactFlowId": ("ContactFlow", "contactFlow"), "FlowModuleId": ("contactFlowModule", "flowModule"),
    "PromptId": ("audio", "promptId", "prompt"), "EventHooks": ("contactFlow", "ContactFlow"),
}  # fmt: skip
"""Per parameter: where older exports keep the name that the designer shows."""


def dynamic(text: str) -> bool:
    """Whether a value is a path, which only a call fills: `$.Attributes.queue`."""
    return text.startswith(("$.", "$["))


def hole_words(text: str) -> list[str]:
    """Return what stands in the holes of a template."""
    if "{" not in text and "%" not in text and "<<" not in text:
        return []
    found = ((one[1] or one[2] or one[3] or one[4] or "").strip() for one in _HOLE.finditer(text))
    return [word for word in found if not word.startswith("AWS::")]


def thing(word: str) -> str:
    """Return the part of a hole's word that says which thing is meant: `queues.sales.arn` means `sales`."""
    parts = [part for part in re.split(r"[.:\[\]'\"]+", word) if part and not _ALIKE.fullmatch(part)]
    return max(parts, key=len) if parts else ""


def _attributes(blocks: Iterable[Block], space: str) -> Mapping[str, str]:
    """The attributes that blocks set to one constant and to nothing else, by their paths."""
    found: dict[str, set[str]] = {}
    for block in blocks:
        given = block.parameters.get(space)
        for name, value in given.items() if isinstance(given, dict) else ():
            constant = text_of(value.get("Value") if isinstance(value, dict) else value)
            found.setdefault(f"$.{space}.{name}", set()).add(constant)
    single = {name: min(values) for name, values in found.items() if len(values) == 1}
    return {name: value for name, value in single.items() if value and not dynamic(value)}
