"""Text becomes plain values that know their place; faults come back as a list, never as an exception."""

from __future__ import annotations

import yaml

from ivraudit.marked.building import DEPTH_LIMIT, FAULT_LIMIT, Builder, StoppedError
from ivraudit.marked.decoding import SIZE_LIMIT, decode, forbidden, half_escaped
from ivraudit.marked.explaining import Scene, explain
from ivraudit.marked.values import Fault, Mapping, Mark, Place, Scalar, Sequence, Value, span
from ivraudit.model import Position

__all__ = [
    "DEPTH_LIMIT",
    "FAULT_LIMIT",
    "SIZE_LIMIT",
    "Fault",
    "Mapping",
    "Mark",
    "Place",
    "Scalar",
    "Sequence",
    "Value",
    "decode",
    "parse",
    "span",
]


def parse(text: str, file: str) -> tuple[Value | None, list[Fault]]:
    """The one value that a YAML text holds; or None and every fault that was found before reading had to stop."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    builder = Builder(file)
    if loader is yaml.SafeLoader and half_escaped(text):
        return None, [forbidden(text, file)]  # only the C parser sees to it by itself
    try:
        builder.build(loader(text).get_event)
    except StoppedError:
        pass
    except yaml.MarkedYAMLError as error:
        builder.faults.append(explain(Scene(file, text, error, builder)))
    except (yaml.YAMLError, ValueError, OverflowError):
        builder.faults.append(forbidden(text, file))
    if builder.faults:
        return None, builder.faults
    found = builder.top.items
    if not found or (isinstance(found[0], Scalar) and not found[0].value):
        return None, [Fault(Position(file), "The file is empty: it holds nothing but blank lines and comments.")]
    return found[0], []
