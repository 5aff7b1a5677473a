"""Reaching into values without asking at each step what they are."""

from __future__ import annotations

from ivraudit.marked.values import Mapping, Scalar, Sequence, Value


def get(value: Value | None, *path: str | int) -> Value | None:
    """Return what stands at a path of keys and numbers; None where there is nothing. Of a key given twice the first."""
    for step in path:
        if isinstance(step, int):
            listed = items(value)
            value = listed[step] if -len(listed) <= step < len(listed) else None
        else:
            value = next((item for key, item in pairs(value) if key.value == step), None)
        if value is None:
            return None
    return value


def text(value: Value | None, *path: str | int) -> str:
    """Return the text at a path; "" where there is none, or an unquoted null."""
    found = get(value, *path)
    if not isinstance(found, Scalar) or (not found.quoted and found.value in ("null", "~")):
        return ""
    return found.value


def items(value: Value | None, *path: str | int) -> list[Value]:
    """Return the items of the list at a path; none where there is no list."""
    found = get(value, *path)
    return found.items if isinstance(found, Sequence) else []


def pairs(value: Value | None, *path: str | int) -> list[tuple[Scalar, Value]]:
    """Return the keys and values of the mapping at a path; none where there is no mapping."""
    found = get(value, *path) if path else value
    return found.pairs if isinstance(found, Mapping) else []
