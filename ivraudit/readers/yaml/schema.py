"""The tree format as JSON Schema 2020-12, made from the same declarations that the reader reads by."""

from __future__ import annotations

from ivraudit.model import NodeType
from ivraudit.readers.yaml.fields import COMMON, EXIT, OWN, TIMEOUT, TOP
from ivraudit.readers.yaml.kinds import Schema, filled
from ivraudit.readers.yaml.nodes import TABLES


def tree_schema() -> Schema:
    """A schema for editors: unknown fields are refused, and texts may be typed as YAML editors type them.

    What needs more than one place to be seen (a key given twice, a language that the tree does not have, a `min` above
    its `max`, the 30th of February) is the reader's alone.
    """
    definitions: Schema = {
        "exit": {"anyOf": [filled(), EXIT.schema()]},
        "timeout": {"anyOf": [filled(), TIMEOUT.schema()]},
        "nodes": {
            "type": "object",
            "additionalProperties": {"$ref": "#/$defs/node"},
            "propertyNames": {"minLength": 1},
            "minProperties": 1,
        },
        "node": _node(),
    }
    for kind in OWN:
        definitions[kind.value] = TABLES[kind].schema()
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A phone tree, version 1",
        "description": "What callers meet when they dial a number: every prompt, key, queue and ending.",
        **TOP.schema(),
        "$defs": definitions,
    }


def _node() -> Schema:
    """A node is judged by the table of its type."""
    cases = [
        {
            "if": {"properties": {"type": {"const": kind.value}}, "required": ["type"]},
            "then": {"$ref": f"#/$defs/{kind.value}"},
        }
        for kind in NodeType
    ]
    types = {"enum": [kind.value for kind in NodeType], "description": COMMON["type"].about}
    return {"type": "object", "properties": {"type": types}, "required": ["type"], "allOf": cases}
