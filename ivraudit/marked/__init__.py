"""Text becomes plain values that know their place; faults come back as a list, never as an exception."""

from __future__ import annotations

import yaml

from ivraudit.marked.breaks import Places, has_breaks, lines, without_breaks_in_comments
from ivraudit.marked.building import DEPTH_LIMIT, FAULT_LIMIT, Builder, StoppedError
from ivraudit.marked.decoding import SIZE_LIMIT, decode, forbidden, half_escaped
from ivraudit.marked.explaining import Scene, explain
from ivraudit.marked.json import Lines, parse_json
from ivraudit.marked.reaching import get, items, pairs, text
from ivraudit.marked.values import Fault, Mapping, Mark, Place, Scalar, Sequence, Value, span
from ivraudit.marked.xml import Element, Text, decode_xml, parse_xml
from ivraudit.model import Position

__all__ = [
    "DEPTH_LIMIT",
    "FAULT_LIMIT",
    "SIZE_LIMIT",
    "Element",
    "Fault",
    "Lines",
    "Mapping",
    "Mark",
    "Place",
    "Scalar",
    "Sequence",
    "Text",
    "Value",
    "decode",
    "decode_xml",
    "get",
    "items",
    "lines",
    "pairs",
    "parse",
    "parse_json",
    "parse_xml",
    "span",
    "text",
]


def parse(
    source: str, file: str, *, tags: bool = False, depth: int = DEPTH_LIMIT
) -> tuple[Value | None, list[Fault]]:
    """The one value that a YAML text holds; or None and every fault that was found before reading had to stop.

    With `tags` such as CloudFormation's `!Sub` are overlooked; else they are faults. Who asks for more `depth` than is
    usual may not follow the values by recursion.
    """
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    builder = Builder(file, tags=tags, depth=depth)
    places = Places(source) if has_breaks(source) else None
    given = without_breaks_in_comments(source, loader, depth) if places else source
    if loader is yaml.SafeLoader and half_escaped(source):
        return None, [forbidden(source, file)]  # only the C parser sees to it by itself
    try:
        get_event = loader(given).get_event
        builder.build(places.events(get_event) if places else get_event)
    except StoppedError:
        pass
    except yaml.MarkedYAMLError as error:
        builder.faults.append(explain(Scene(file, source, error, builder, places)))
    except (yaml.YAMLError, ValueError, OverflowError):
        builder.faults.append(forbidden(source, file))
    if builder.faults:
        return None, builder.faults
    found = builder.top.items
    if not found or (isinstance(found[0], Scalar) and not found[0].value):
        return None, [Fault(Position(file), "The file is empty: it holds nothing but blank lines and comments.")]
    return found[0], []
