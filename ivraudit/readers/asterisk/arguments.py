"""Arguments as Asterisk splits them: at commas (or the bars of old files) outside brackets and quotes."""

from __future__ import annotations

import re
from collections.abc import Mapping

_OPEN, _CLOSE = "([{", ")]}"


def split(data: str, sign: str = ",") -> list[str]:
    """Return the arguments of an application, without blanks around them."""
    if sign == "," and "," not in data and "|" in data and "$[" not in data:
        sign = "|"  # Asterisk 1.4 and before
    return [part.strip() for part in cut(data, sign)]


def cut(data: str, sign: str) -> list[str]:
    """Return the pieces between signs that stand outside brackets and quotes."""
    pieces, start, depth, quoted = [], 0, 0, False
    for place, one in enumerate(data):
        if one == '"' and data[place - 1 : place] != "\\":
            quoted = not quoted
        elif one in _OPEN:
            depth += 1
        elif one in _CLOSE:
            depth = max(0, depth - 1)
        elif one == sign and not depth and not quoted:
            pieces.append(data[start:place])
            start = place + 1
    if quoted and not pieces:
        return data.split(sign) if '"' in data and data.count('"') == 1 else [data]
    return [*pieces, data[start:]]


def argument(parts: list[str], number: int) -> str:
    """Return one argument; "" where it is not given."""
    return parts[number] if number < len(parts) else ""


def unquoted(text: str) -> str:
    """Return a text without the quotes around it."""
    text = text.strip()
    return text[1:-1] if len(text) > 1 and text[0] == text[-1] == '"' else text


def condition(data: str) -> tuple[str, str, str]:
    """Return the condition of a `cond?then:else`, and both branches; a bar of old files may stand in either."""
    head, question, tail = _at_sign(data, "?")
    if not question:
        return data.strip(), "", ""
    then, _, other = _at_sign(tail, ":")
    return head.strip(), then.strip(), other.strip()


def _at_sign(text: str, sign: str) -> tuple[str, str, str]:
    pieces = cut(text, sign)
    head = pieces[0]
    found = len(head) < len(text)
    return head, sign if found else "", text[len(head) + 1 :] if found else ""


_NAMED = re.compile(r"\$\{([A-Za-z_]\w*)\}")


def filled(text: str, values: Mapping[str, str]) -> str:
    """Return a text with the variables whose values are known put in."""
    return _NAMED.sub(lambda match: values.get(match[1], match[0]), text) if "${" in text else text


_INNERMOST = re.compile(r"\$(?:\{([^${}]*)\}|\[([^$\[\]{}]*)\])")
MOST_IN_A_HOLE = 40


def holes(text: str) -> str:
    """Return a text as people read it: `{name}` for what is only known during the call."""
    for _ in range(20):
        shorter = _INNERMOST.sub(_hole, text)
        if shorter == text:
            break
        text = shorter
    return text.replace("\ue000", "{").replace("\ue001", "}")


def _hole(match: re.Match[str]) -> str:
    inner = (match[1] if match[1] is not None else match[2]).replace("\ue000", "").replace("\ue001", "")
    inner = " ".join(inner.split())
    if match[1] is None:
        return inner
    return f"\ue000{inner if len(inner) <= MOST_IN_A_HOLE else inner[: MOST_IN_A_HOLE - 3] + '...'}\ue001"


def dynamic(text: str) -> bool:
    """Say whether a text is only known during the call."""
    return "${" in text or "$[" in text
