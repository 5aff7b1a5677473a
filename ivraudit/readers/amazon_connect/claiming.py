"""Which files hold Amazon Connect flows: the text is searched, not parsed."""

from __future__ import annotations

import re

from ivraudit.marked.decoding import searchable
from ivraudit.model import Source

_OPENING = re.compile(rb"\s*[{\[]")
_RESOURCE = re.compile(rb"""(?:\A|[\r\n])[ \t]+Type:[ \t]*["']?AWS::Connect::ContactFlow""")
_RESOURCES = re.compile(rb"(?:\A|[\r\n])Resources[ \t]*:")
_LEGACY = (b'"modules"', b'"branches"', b'"transition"', b'"parameters"')


def claims(source: Source) -> bool:
    """Whether a file is a flow, holds one as a text, is a template with flows in it, or an old console's export."""
    data = searchable(source.data)
    if not _OPENING.match(data):
        template = b"AWS::Connect::ContactFlow" in data and b"```" not in data
        return template and bool(_RESOURCES.search(data) and _RESOURCE.search(data))
    if b"StartAction" in data and b"Actions" in data:
        return b'"StartAction"' in data or b'\\"StartAction\\"' in data
    if b'"AWS::Connect::ContactFlow' in data:
        return b'"Resources"' in data
    return all(word in data for word in _LEGACY)
