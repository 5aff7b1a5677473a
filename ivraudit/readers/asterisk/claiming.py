"""Which files are dialplans: told by their lines, never by their names."""

from __future__ import annotations

import re

from ivraudit.model import Source

LOOKED_AT = 400_000
"""Bytes of a file that are looked at; a dialplan shows what it is on its first pages."""

_EXTEN = re.compile(rb"(?im)^[ \t]*(?:exten[ \t]*=>?[ \t]*[^,\n=]+,[^,\n]+,|same[ \t]*=>?[ \t]*[^,\n]+,)")
_HINTED = re.compile(rb"(?im)^[ \t;]*exten[ \t]*=>[ \t]*[^,\n=]+,[^,\n]+,")
_AEL = re.compile(
    rb"(?m)^[ \t]*(?:abstract[ \t]+|extend[ \t]+)*(?:context[ \t]+[\w-]+|macro[ \t]+[\w-]+[ \t]*\([^)\n]*\))[ \t]*\{"
)
_AEL_BODY = re.compile(rb"=>[^;{}]{0,200}[;{]|[\w-]{1,40}[ \t]{0,20}\([^;{}]{0,200}\)\s{0,20};")
_CONF_LINE = re.compile(rb"\[[^\]]+\]|#|[\w-]+[ \t]*=|-+;")
_FOREIGN = re.compile(rb"\A\s*(?:[{<]|-{3}\s)|^(?:ivraudit:|```)", re.MULTILINE)


def claims(source: Source) -> bool:
    """Whether a text holds extensions, as extensions.conf or as AEL writes them."""
    data = source.data[:LOOKED_AT].removeprefix(b"\xef\xbb\xbf")
    if b"\0" in data[:200]:
        return False
    if b"xten" in data.lower() or b"ame" in data:
        if _FOREIGN.search(data):
            return False
        if _EXTEN.search(data):
            return _reads_like_conf(data)
        if _HINTED.search(data):
            return not _code_lines(data)
    return bool(_AEL.search(data) and _AEL_BODY.search(data)) and not _FOREIGN.search(data)


def _code_lines(data: bytes) -> list[bytes]:
    """The lines that are neither blank nor comments."""
    kept, place = [], 0
    while (start := data.find(b";--", place)) >= 0:
        end = data.find(b"--;", start + 3) if data[start + 3 : start + 4] != b"-" else start + 3
        if end < 0:
            break
        kept.append(data[place:start] if data[start + 3 : start + 4] != b"-" else data[place:end])
        place = end + 3 if data[end : end + 3] == b"--;" else end
    lines = (line.strip() for line in b"".join([*kept, data[place:]]).split(b"\n"))
    return [line for line in lines if line and not line.startswith(b";")]


def _reads_like_conf(data: bytes) -> bool:
    """Whether most lines look like those of a configuration, so that no page about Asterisk is taken for one."""
    lines = _code_lines(data)[:2000]
    alike = sum(1 for line in lines if _CONF_LINE.match(line))
    return alike * 10 >= len(lines) * 7
