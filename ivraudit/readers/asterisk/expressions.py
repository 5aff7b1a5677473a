"""Conditions: what they come to when some variables are known, and what they compare."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

Value = str | None
"""What a text comes to; None: nobody knows before the call."""

DEPTH_LIMIT = 40
LENGTH_LIMIT = 4000

DATA = "\ue000"
"""Stands for data that a caller has entered: something, and nobody knows what."""

_TOKEN = re.compile(
    r'\s*(?:("(?:[^"\\]|\\.)*"|"[^"]*\Z)|(\|\||&&|==|!=|<=|>=|=~|~~|::|[|&=<>!+*/%()?:-])|([^\s|&=<>!+*/%()?:"-]+))'
)
_LEVELS = (("|", "||"), ("&", "&&"), ("=", "==", "!=", "<", ">", "<=", ">="), ("+", "-"), ("*", "/", "%"))
_FUNCTION = re.compile(r"(LEN|ISNULL|EXISTS|FILTER|TRIM|INC|DEC|TOUPPER|TOLOWER)\((.*)\)\Z", re.DOTALL)


def evaluate(text: str, values: Mapping[str, str], depth: int = 0) -> Value:
    """Return what a text with `${...}` and `$[...]` in it comes to."""
    if depth > DEPTH_LIMIT or len(text) > LENGTH_LIMIT:
        return None
    pieces: list[str] = []
    place = 0
    while place < len(text):
        opened = text.find("$", place)
        if opened < 0 or text[opened + 1 : opened + 2] not in ("{", "["):
            end = len(text) if opened < 0 else opened + 1
            pieces.append(text[place:end])
            place = end
            continue
        pieces.append(text[place:opened])
        close = _closing(text, opened + 1)
        inner = text[opened + 2 : close]
        found = _variable(inner, values, depth + 1) if text[opened + 1] == "{" else _sum(inner, values, depth + 1)
        if found is None:
            return None
        pieces.append(found)
        place = close + 1
    return "".join(pieces)


def truth(text: str, values: Mapping[str, str]) -> bool | None:
    """Say whether a condition holds; None where that is only known during the call."""
    found = evaluate(text, values)
    if found is None or (DATA in found and found.strip().strip('"') != DATA):
        return None
    found = found.strip()
    return bool(found) and not (found.lstrip("+-").isdigit() and int(found[:18]) == 0)


def _closing(text: str, opened: int) -> int:
    """The place of the bracket that closes one; the end of the text where none does."""
    pairs = {"{": "}", "[": "]"}
    waiting: list[str] = []
    for place in range(opened, len(text)):
        sign = text[place]
        if sign in pairs and (place == opened or text[place - 1] == "$"):
            waiting.append(pairs[sign])
        elif waiting and sign == waiting[-1]:
            waiting.pop()
            if not waiting:
                return place
    return len(text)


def _variable(inner: str, values: Mapping[str, str], depth: int) -> Value:
    """What `${...}` comes to: a variable, a part of one, or one of a few functions."""
    function = _FUNCTION.match(inner.strip())
    if function:
        return _applied(function[1], function[2], values, depth)
    name, _, part = inner.partition(":")
    value = values.get(name.strip())
    if value is None or not part:
        return value
    return _part(value, part) if value != DATA else None


def _part(value: str, part: str) -> Value:
    """`${NAME:offset:length}`."""
    match = re.fullmatch(r"\s*(-?\d{1,9})(?::(-?\d{1,9}))?\s*", part)
    if match is None:
        return None
    value = value[int(match[1]) :]
    length = int(match[2]) if match[2] else len(value)
    return value[:length]


def _applied(name: str, inner: str, values: Mapping[str, str], depth: int) -> Value:
    value = evaluate(inner, values, depth)
    if value is None:
        return None
    if name in ("ISNULL", "EXISTS"):
        return str(int((value == "") == (name == "ISNULL")))
    if name == "LEN":
        return str(len(value)) if DATA not in value else DATA
    return value if name == "TRIM" else None


def _sum(inner: str, values: Mapping[str, str], depth: int) -> Value:
    """What `$[...]` comes to."""
    tokens = _tokens(inner, values, depth)
    if tokens is None or len(tokens) > 400:
        return None
    found, place = _level(tokens, 0, 0, depth)
    return found if place == len(tokens) else None


_Token = tuple[bool, Value]
"""Whether it is an operator, and its text."""


def _tokens(inner: str, values: Mapping[str, str], depth: int) -> list[_Token] | None:
    """The tokens of an expression; what stands in `${...}` is one of them, known or not."""
    kept: list[Value] = []
    flat: list[str] = []
    place = 0
    while place < len(inner):
        if inner[place] == "$" and inner[place + 1 : place + 2] in ("{", "["):
            close = _closing(inner, place + 1)
            kept.append(evaluate(inner[place : close + 1], values, depth + 1))
            flat.append(f"\ue001{len(kept) - 1}\ue002")
            place = close + 1
        else:
            flat.append(inner[place])
            place += 1
    found: list[_Token] = []
    text = "".join(flat).strip()
    place = 0
    while place < len(text):
        match = _TOKEN.match(text, place)
        if match is None:
            return None
        word = match[1] or match[3]
        found.append((False, _restored(word.strip('"'), kept)) if word is not None else (True, match[2]))
        place = match.end()
    return found


def _restored(word: str, kept: list[Value]) -> Value:
    """A word with the values put back that stood in it."""
    pieces = re.split("\ue001(\\d+)\ue002", word)
    for number in range(1, len(pieces), 2):
        value = kept[int(pieces[number])]
        if value is None:
            return None
        pieces[number] = value
    return "".join(pieces)


def _level(tokens: list[_Token], place: int, level: int, depth: int) -> tuple[Value, int]:
    """The value of the longest expression from a place on, of operators that bind at least that tightly."""
    if depth > DEPTH_LIMIT:
        return None, len(tokens) + 1
    if level == len(_LEVELS):
        return _operand(tokens, place, depth)
    left, place = _level(tokens, place, level + 1, depth)
    while place < len(tokens) and tokens[place][0] and tokens[place][1] in _LEVELS[level]:
        sign = tokens[place][1] or ""
        right, place = _level(tokens, place + 1, level + 1, depth)
        left = _combined(sign, left, right)
    return left, place


def _operand(tokens: list[_Token], place: int, depth: int) -> tuple[Value, int]:
    if place >= len(tokens):
        return "", place
    operator, word = tokens[place]
    if not operator:
        return word, place + 1
    if word == "(":
        found, place = _level(tokens, place + 1, 0, depth + 1)
        closed = place < len(tokens) and tokens[place] == (True, ")")
        return (found, place + 1) if closed else (None, len(tokens) + 1)
    if word == "!":
        found, place = _operand(tokens, place + 1, depth + 1) if depth < DEPTH_LIMIT else (None, len(tokens) + 1)
        return (None if found is None or found == DATA else str(int(found in ("", "0")))), place
    if word == "-":
        found, place = _operand(tokens, place + 1, depth + 1) if depth < DEPTH_LIMIT else (None, len(tokens) + 1)
        return (None if found is None else f"-{found}"), place
    # A side that is empty, as in `"${X}" = ` with nothing behind it.
    return "", place


def _combined(sign: str, left: Value, right: Value) -> Value:
    if sign in ("|", "||"):
        known = [value for value in (left, right) if value is not None and value not in ("", "0", DATA)]
        return known[0] if known else None if None in (left, right) else "0"
    if sign in ("&", "&&"):
        if "" in (left, right) or "0" in (left, right):
            return "0"
        return None if None in (left, right) else left
    if left is None or right is None:
        return None
    if DATA in left or DATA in right:
        return _of_data(sign, left, right)
    if sign in _LEVELS[2]:
        return str(int(_compared(sign, left, right)))
    return _counted(sign, left, right)


def _of_data(sign: str, left: str, right: str) -> Value:
    """What a comparison with data comes to: it is something, and neither a key with a meaning nor nothing."""
    other = right if left == DATA else left
    if sign in ("=", "==", "!=") and DATA not in other and (other.strip(KEY_SIGNS) == "" or len(other) < 3):
        return str(int(sign == "!="))
    if sign in ("<", ">", "<=", ">=") and other == "0" and right == other:
        return str(int(sign in (">", ">=")))
    if sign in ("<", "<=") and right == "1" and left == DATA and sign == "<":
        return "0"
    return None


KEY_SIGNS = "*#0"


def _compared(sign: str, left: str, right: str) -> bool:
    numbers = _numbers(left, right)
    first, second = numbers if numbers else (left, right)
    if sign in ("=", "=="):
        return first == second
    if sign == "!=":
        return first != second
    less, same = first < second, first == second  # type: ignore[operator]
    return {"<": less, "<=": less or same, ">": not less and not same, ">=": not less}[sign]


def _numbers(left: str, right: str) -> tuple[float, float] | None:
    try:
        return float(left[:30]), float(right[:30])
    except ValueError:
        return None


def _counted(sign: str, left: str, right: str) -> Value:
    numbers = _numbers(left, right)
    if numbers is None or (sign in "/%" and not numbers[1]) or max(map(abs, numbers)) > 1e9:
        return None
    first, second = numbers
    found = {"+": first + second, "-": first - second, "*": first * second}.get(sign)
    if found is None:
        found = first // second if sign == "/" else first % second
    return f"{found:.10g}"


_LITERAL = re.compile(r'(?<![\w$}])"?([0-9*#]{1,4})"?(?!\w)')


def literals(text: str) -> Iterator[str]:
    """Yield the keys, and short rows of keys, that a condition may compare something with."""
    for match in _LITERAL.finditer(text):
        yield match[1]


_COMPARISON = re.compile(
    r'"?\$\{(?:GLOBAL\()?([A-Za-z_]\w*)\)?\}"?\s*(==|!=|<=|>=|=|<|>)\s*"?(\d{1,6}|\$\{(?:GLOBAL\()?[A-Za-z_]\w*\)?\})"?'
)


def comparisons(text: str) -> Iterator[tuple[str, str, str]]:
    """Yield the comparisons of a variable with a number or with another variable: name, sign, number or variable."""
    for match in _COMPARISON.finditer(text):
        yield match[1], match[2], match[3]
