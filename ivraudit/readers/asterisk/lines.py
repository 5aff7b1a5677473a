"""The text of a configuration: how it is decoded, and what of it is no comment."""

from __future__ import annotations

import re

from ivraudit.marked import SIZE_LIMIT, Fault, decode

_ODD_ENDS = re.compile("\r(?!\n)|[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
"""What other programs take for the end of a line, and Asterisk does not."""
_FORBIDDEN = re.compile("[\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")
_HANGUL = re.compile("[\uac00-\ud7a3]{2}")


def text_of(data: bytes, file: str) -> tuple[str, list[Fault]]:
    """Return a file's text, in UTF-8 or an encoding of old dialplans; or why there is none."""
    text, faults = decode(data, file)
    if text is None and len(data) > SIZE_LIMIT:
        return "", faults
    if text is None:
        text = _old_encoding(data)
    return _FORBIDDEN.sub("\ufffd", _ODD_ENDS.sub(" ", text)), []


def _old_encoding(data: bytes) -> str:
    """A text that is not UTF-8: Korean where it reads as that, else Western European, which never fails."""
    try:
        text = data.decode("cp949")
    except UnicodeDecodeError:
        return data.decode("latin-1")
    return text if _HANGUL.search(text) else data.decode("latin-1")


_COMMENT = re.compile(r"\\;|;--(?!-)|--;|;|\n")


def without_comments(text: str) -> list[str]:
    """Return the lines of extensions.conf with every comment turned into spaces, so that columns stay.

    `;` begins a comment, `\\;` does not; `;--` begins one that goes on to `--;`, over lines and nested, but `;---` is
    a ruled line like any other comment.
    """
    kept: list[str] = []
    depth, place = 0, 0
    while place < len(text):
        match = _COMMENT.search(text, place)
        if match is None:
            kept.append(_plain(text[place:], depth))
            break
        kept.append(_plain(text[place : match.start()], depth))
        place = match.end()
        sign = match[0]
        if sign == "\n":
            kept.append(sign)
        elif sign == ";--":
            depth += 1
            kept.append("   ")
        elif sign == "--;" and depth:
            depth -= 1
            kept.append("   ")
        elif sign == "\\;" or depth:
            kept.append(_plain(sign, depth))
        else:
            place = _line_comment(text, match.start() + (2 if sign == "--;" else 0), kept, sign)
    return "".join(kept).split("\n")


def _line_comment(text: str, start: int, kept: list[str], sign: str) -> int:
    """Blank out a comment up to the end of its line; the place of that end comes back."""
    if sign == "--;":
        kept.append("--")
    end = text.find("\n", start)
    end = len(text) if end < 0 else end
    kept.append(" " * (end - start))
    return end


def _plain(text: str, depth: int) -> str:
    return re.sub(r"[^\n]", " ", text) if depth else text
