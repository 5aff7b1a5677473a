"""The holes of a template, `{{name}}`, which a deployment fills in: made readable for YAML without moving anything."""

from __future__ import annotations

import re

_HOLE = re.compile(r"\{\{(\s*[\w.-]+\s*)\}\}")
_OPEN, _SHUT = "\ue000\ue000", "\ue001\ue001"


def cover(text: str) -> str:
    """Return the text with letters of no language for the brackets of its holes, each in its place."""
    return _HOLE.sub(rf"{_OPEN}\1{_SHUT}", text)


def uncover(text: str) -> str:
    """Return a text as it was before its holes were covered."""
    return text.replace(_OPEN, "{{").replace(_SHUT, "}}") if _OPEN[0] in text else text


def is_hole(text: str) -> bool:
    """Whether a text is nothing but a hole."""
    return bool(_HOLE.fullmatch(text.strip()))
