"""Which files hold Amazon Connect flows: the text is searched, not parsed."""

from __future__ import annotations

import codecs
import re

from ivraudit.model import Source

_WIDE = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_OPENING = re.compile(rb"\s*[{\[]")
_RESOURCE = re.compile(rb"""(?:\A|[\r\n])[ \t]+Type:[ \t]*["']?AWS::Connect::ContactFlow""")
_RESOURCES = re.compile(rb"(?:\A|[\r\n])Resources[ \t]*:")
_LEGACY = (b'"modules"', b'"branches"', b'"transition"', b'"parameters"')


def claims(source: Source) -> bool:
    """Whether a file is a flow, holds one as a text, is a template with flows in it, or an old console's export."""
    data = source.data
    wide = next((name for mark, name in _WIDE if data.startswith(mark)), None)
    if wide is not None:
        data = data.decode(wide, "replace").encode("utf-8", "replace")
    data = data.removeprefix(codecs.BOM_UTF8)
    if not _OPENING.match(data):
        template = b"AWS::Connect::ContactFlow" in data and b"```" not in data
        return template and bool(_RESOURCES.search(data) and _RESOURCE.search(data))
    if b"StartAction" in data and b"Actions" in data:
        return b'"StartAction"' in data or b'\\"StartAction\\"' in data
    if b'"AWS::Connect::ContactFlow' in data:
        return b'"Resources"' in data
    return all(word in data for word in _LEGACY)
