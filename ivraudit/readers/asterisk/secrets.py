"""What must never leave the reader: the values of [globals], passwords and keys, blotted out in place."""

from __future__ import annotations

import re

BLOT = "*"
LEAST = 6
"""Characters that a secret global must have to be looked for elsewhere in the file."""

_SECTION = re.compile(r"^([\s;]*)\[\s*([^\]\n]+?)\s*\]")
_SETTING = re.compile(r"^[\s;]*[\w${}()-]+\s*=>?")
_AEL_GLOBALS = re.compile(r"(?m)^\s*globals\s*\{[^}]*\}")
_AEL_VALUE = re.compile(r"(=\s*)([^;\n}]+)")
_WORD = r"(?:passw(?:or)?d|passwd|passphrase|secret|token|api_?key|auth_?key|private_?key|pwd|pin_?code|\bpin\b)"
_SECRET_NAME = re.compile(_WORD + r"|pass|key|\bpin", re.IGNORECASE)
_VALUE = r"([^\s\"',;()&\]}\[${|*]{3,})"
_PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        _WORD + r"\w{0,40}\)?\}?\"?\s*(?:=>|==|!=|=|:)\s*[\"']?" + _VALUE,
        r"[?&](?:key|token|secret|pass|password|apikey|api_key|sig|auth)=" + _VALUE,
        r"/[^\s/:@,()&|$?]{1,100}:([^\s/@,()&|]{1,200})@",
        r"\bAuthenticate\(\s*([^,)|$\s][^,)|]{0,200})",
        r"\bDISA\(\s*(?!no-password)([^,)|$\s][^,)|]{0,200})",
        r"\bMYSQL\(\s*Connect(?:\s{1,9}\S{1,100}){3}\s{1,9}([^\s)]{1,200})",
        r"--password[= ]([^\s,)]+)",
        r"\bcurl\b[^\n]{0,300}?\s-u\s{0,9}[^\s:]{1,100}:([^\s,)\"']+)",
        r"\bBearer\s+([^\s,)\"']+)",
        r"\bAuthorization:\s{0,9}\w{1,30}\s{1,9}([^\s,)\"']+)",
        r"\b(?:MeetMe|ConfBridge)\([^,)|]{0,200}[,|][^,)|]{0,200}[,|]\s{0,9}(\d{3,})",
    )
)


def redact(text: str) -> str:
    """Return the text with every secret blotted out: the same lines and columns, other characters."""
    lines, known = _without_globals(text.split("\n"))
    text = "\n".join(lines)
    for block in _AEL_GLOBALS.finditer(text):
        known += [match[2].strip() for match in _AEL_VALUE.finditer(block[0]) if _secret(block[0], match.start())]
        text = text[: block.start()] + _AEL_VALUE.sub(_blot_second, block[0]) + text[block.end() :]
    for pattern in _PATTERNS:
        text = pattern.sub(_blot_first, text)
    for value in dict.fromkeys(known):
        if len(value) >= LEAST:
            text = text.replace(value, BLOT * len(value))
    return text


def _without_globals(lines: list[str]) -> tuple[list[str], list[str]]:
    """Blot out what [globals] sets, commented out or not; the values of those named like secrets come back too."""
    inside, kept, known = False, [], []
    for line in lines:
        section = _SECTION.match(line)
        if section:
            inside = section[2].casefold() == "globals" or (inside and ";" in section[1])
        elif inside:
            setting = _SETTING.match(line)
            end = setting.end() if setting else len(line) - len(line.lstrip(" \t;-"))
            if setting and _SECRET_NAME.search(setting[0]):
                known.append(line[end:].partition(";")[0].strip())
            line = line[:end] + re.sub(r"\S", BLOT, line[end:])
        kept.append(line)
    return kept, known


def _secret(block: str, place: int) -> bool:
    """Whether the name before an equals sign is that of a secret."""
    name = re.search(r"([\w-]+)\s*$", block[:place])
    return bool(name and _SECRET_NAME.search(name[1]))


def _blot_first(match: re.Match[str]) -> str:
    start, end = match.start(1) - match.start(), match.end(1) - match.start()
    return match[0][:start] + BLOT * (end - start) + match[0][end:]


def _blot_second(match: re.Match[str]) -> str:
    return match[1] + re.sub(r"\S", BLOT, match[2])
