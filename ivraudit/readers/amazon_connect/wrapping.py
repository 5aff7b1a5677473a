"""What a flow can be wrapped in: nothing, an answer of the command line, a template, the old console's export."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import PurePath

from ivraudit.marked import Mapping as Marked
from ivraudit.marked import Scalar, Sequence, Value, get, items, pairs, parse, parse_json, text
from ivraudit.model import Position
from ivraudit.readers.amazon_connect.blocks import Fault, Flow, Wrapped
from ivraudit.readers.amazon_connect.legacy import legacy_flow
from ivraudit.readers.amazon_connect.offsets import Fixed, Sheet, Whole
from ivraudit.readers.amazon_connect.parsing import flow_of, parse_flow

_FLOW, _MODULE = "AWS::Connect::ContactFlow", "AWS::Connect::ContactFlowModule"
_ANSWERS = ("ContactFlow", "ContactFlowModule", "ContactFlowVersion")
_NONE = "the file holds no flow that can be read: a flow has a list `Actions` and a `StartAction`"

Found = Flow | Fault


def unwrap(file: str, source: str) -> Iterator[Found]:
    """Yield the flows that the text of a file holds, or why there are none; at least one of either."""
    stem = PurePath(file).stem
    opening = source[:1000].lstrip("\ufeff \t\r\n")[:1]
    if opening == "{" and '"Actions"' in source:
        flow = parse_flow(file, source, Whole(file, source), Position(file), Wrapped(names=(stem,)))
        if isinstance(flow, Flow) or ('"Content"' not in source and '"Resources"' not in source):
            yield flow
            return
    root, faults = parse_json(source, file) if opening in ("{", "[") else parse(source, file, tags=True)
    if root is None or (faults and not isinstance(root, Marked | Sequence)):
        for fault in faults[:20]:
            yield Fault("unreadable", fault.at, fault.message)
        return
    count = 0
    for found in _flows(Sheet(file, source), root, stem, json=opening in ("{", "[")):
        count += 1
        yield found
    if not count:
        first = faults[0] if faults else None
        yield Fault("unreadable", first.at if first else Position(file), first.message if first else f"{_NONE}.")


def _flows(sheet: Sheet, root: Value, stem: str, *, json: bool) -> Iterator[Found]:
    if isinstance(get(root, "Resources"), Marked):
        yield from _resources(sheet, root, json=json)
        return
    if isinstance(get(root, "modules"), Sequence):
        yield legacy_flow(sheet.file, root, stem)
        return
    for answer in root.items if isinstance(root, Sequence) else [root]:
        for holder in (*(get(answer, word) for word in _ANSWERS), answer):
            key = next((key for key, _ in pairs(holder) if key.value == "Content"), None)
            if holder is not None and key is not None:
                wrapped = Wrapped(
                    text(holder, "Name"),
                    tuple(filter(None, (text(holder, "Arn"), text(holder, "Id"), text(holder, "Name"), stem))),
                    text(holder, "Type"), holder is get(answer, "ContactFlowModule"),
                )  # fmt: skip
                yield _content(sheet, get(holder, "Content"), key.at(sheet.file), wrapped, json=json)
                break


def _resources(sheet: Sheet, root: Value, *, json: bool) -> Iterator[Found]:
    """The flows of a template of CloudFormation."""
    resources = pairs(root, "Resources")
    flows = {key.value for key, value in resources if text(value, "Type") in (_FLOW, _MODULE)}
    for key, resource in resources:
        kind = text(resource, "Type")
        if kind not in (_FLOW, _MODULE):
            continue
        properties = get(resource, "Properties")
        content = next((pair for pair in pairs(properties) if pair[0].value == "Content"), None)
        if content is None:
            yield Fault("missing-field", key.at(sheet.file), f"the flow {key.value!r} has no `Content`.", key.value)
            continue
        title = text(properties, "Name")
        title = key.value if not title or "${" in title else title
        holes = _holes(content[1], flows)
        wrapped = Wrapped(title, (key.value, title), text(properties, "Type"), kind == _MODULE, holes)
        yield _content(sheet, content[1], content[0].at(sheet.file), wrapped, json=json)


def _content(sheet: Sheet, value: Value | None, key: Position, wrapped: Wrapped, *, json: bool) -> Found:
    """The flow that a `Content` holds: as a text, within a function of a template, or as a mapping."""
    while isinstance(value, Marked) and len(value.pairs) == 1:
        value = value.pairs[0][1]  # Fn::Sub, Fn::Join, Fn::ToJsonString
    if isinstance(value, Sequence):
        pieces = items(value, 1)
        if pieces:  # [separator, [pieces]] of a join
            joined = text(value, 0).join(_piece(one) for one in pieces)
            return _named(parse_flow(sheet.file, joined, Fixed(key), key, wrapped), wrapped)
        value = get(value, 0)
    if isinstance(value, Scalar):
        places = sheet.within(value, key, json=json)
        return _named(parse_flow(sheet.file, value.value, places, key, wrapped), wrapped)
    if isinstance(value, Marked):
        return _named(flow_of(sheet.file, value, key, wrapped), wrapped)
    return Fault("unreadable", key, "`Content` holds no flow: a text of JSON is expected.", wrapped.name)


def _named(found: Found, wrapped: Wrapped) -> Found:
    return found if isinstance(found, Flow) else found._replace(block=wrapped.name)


def _piece(value: Value) -> str:
    """A piece of a text that a template joins; a reference becomes a hole."""
    return value.value if isinstance(value, Scalar) else f"${{{' '.join(_scalars(value))}}}"


def _holes(content: Value, flows: set[str]) -> Mapping[str, tuple[str, ...]]:
    """Per hole that a template fills itself: the flows of the same template that it is filled with."""
    given = get(content, 1) if isinstance(content, Sequence) else get(content, "Fn::Sub", 1)
    found = {key.value: [word.split(".")[0] for word in _scalars(value)] for key, value in pairs(given)}
    return {hole: tuple(word for word in words if word in flows) for hole, words in found.items()}


def _scalars(value: Value) -> list[str]:
    """Every text within a value."""
    waiting, found = [value], []
    while waiting:
        one = waiting.pop()
        if isinstance(one, Scalar):
            found.append(one.value)
        elif isinstance(one, Sequence):
            waiting += reversed(one.items)
        else:
            waiting += [item for _, item in reversed(one.pairs)]
    return found
