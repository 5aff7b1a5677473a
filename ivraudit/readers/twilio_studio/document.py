"""How a whole flow is read: its wrapping, its trigger, then every widget."""

from __future__ import annotations

from pathlib import PurePosixPath

from ivraudit.draft import unread
from ivraudit.marked import Fault, Mapping, Scalar, Value, decode, get, items, parse_json, text
from ivraudit.model import Position, Source, Tree, Trouble
from ivraudit.readers.twilio_studio.flow import Flow

NAME = "twilio_studio"


def read(source: Source) -> list[Tree]:
    """The one flow of a file, with all that could not be understood."""
    content, faults = decode(source.data, source.file)
    value: Value | None = None
    if content is not None:
        value, more = parse_json(content, source.file)
        faults = [*faults, *more]
    definition, outer = _definition(value, source.file, faults)
    states = items(definition, "states")
    troubles = [Trouble("unreadable", fault.at, fault.message, also=fault.also) for fault in faults]
    if not states:
        if not troubles:
            at = definition.at(source.file) if isinstance(definition, Mapping) else Position(source.file)
            troubles = [Trouble("unreadable", at, "This flow has no `states`, so no widget could be read.")]
        return [unread(NAME, source.file, PurePosixPath(source.file).stem, troubles)]
    name = text(value, "friendly_name") or PurePosixPath(source.file).stem
    names = (text(value, "sid"), text(value, "unique_name"), text(value, "friendly_name"), source.file)
    flow = Flow(source.file, name, states, outer)
    flow.draft.troubles += troubles
    return [flow.tree(names, content or "", text(definition, "initial_state"))]


def _definition(value: Value | None, file: str, faults: list[Fault]) -> tuple[Value | None, Position | None]:
    """The flow itself; where it is a text within a text, also the place of that text, which is all that is known."""
    inner = get(value, "definition")
    if get(value, "states") is not None or inner is None:
        return value, None
    if not isinstance(inner, Scalar):
        return inner, None
    at = inner.at(file)
    found, more = parse_json(inner.value, file)
    faults += [fault._replace(at=at) for fault in more]
    return found, at
