"""Plain values as YAML text: what is short on one line, what is long on several, every text in quotes."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

WIDTH = 110
"""What is longer is written over several lines."""
SPREAD = ("options", "when", "speech", "exits")
"""Fields of a node that hold exits, each of which has a line of its own."""
_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*\Z")
_WORDS = frozenset({"true", "false", "null", "yes", "no", "on", "off", "y", "n"})
_STEERING = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")


def words(names: Iterable[str]) -> list[str]:
    """Return names as words that need no quotes."""
    return [Word(name) for name in names]


class Word(str):
    """A word of the format's own, which needs no quotes."""

    __slots__ = ()


def filled(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields without those that say nothing."""
    return {name: value for name, value in fields.items() if value not in ("", None, [], {}, ()) and value is not None}


def field(name: str, value: Any, indent: str) -> Iterator[str]:
    """Yield a field on one line, or a mapping on several where it is long or holds exits."""
    line = f"{indent}{key_text(name)}: {_flow(value)}"
    spread = name in SPREAD and isinstance(value, dict) and len(indent) == 4
    if isinstance(value, dict) and (spread or len(line) > WIDTH):
        yield f"{indent}{key_text(name)}:"
        for key, inner in value.items():
            yield from field(key, inner, f"{indent}  ")
    else:
        yield line


def _flow(value: Any) -> str:
    if isinstance(value, dict):
        return f"{{{', '.join(f'{key_text(name)}: {_flow(inner)}' for name, inner in value.items())}}}"
    if isinstance(value, list):
        return f"[{', '.join(_flow(inner) for inner in value)}]"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Word):
        return key_text(value)
    if isinstance(value, str):
        return _quoted(value)
    return f"{value:.9f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)


def key_text(name: str) -> str:
    """Return a key or a word, quoted unless it is plain in every YAML."""
    plain = _PLAIN.match(name) and name.lower() not in _WORDS
    return name if plain or (name.isascii() and name.isdigit() and len(name) == 1) else _quoted(name)


def _quoted(text: str) -> str:
    """A text in double quotes; whatever a terminal or an editor could take for an order is escaped."""
    return _STEERING.sub(lambda found: f"\\u{ord(found[0]):04x}", json.dumps(text, ensure_ascii=False))
