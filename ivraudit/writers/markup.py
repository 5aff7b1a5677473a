"""Elements of XML from texts that anybody may have written."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element, SubElement, indent, tostring

_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What no XML 1.0 document may hold, escaped or not (its production 2, Char)."""


def element(parent: Element | None, name: str, attributes: dict[str, str | int], text: str = "") -> Element:
    """Return a new element, below its parent where it has one."""
    legal = {key: _legal(str(value)) for key, value in attributes.items()}
    made = Element(name, legal) if parent is None else SubElement(parent, name, legal)
    if text:
        made.text = _legal(text)
    return made


def document(root: Element) -> bytes:
    """Return a whole document in UTF-8, one element a line."""
    indent(root, " ")
    made: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return made + b"\n"


def _legal(text: str) -> str:
    return _ILLEGAL.sub("", text)
