"""Conditions in ECMAScript: enough of the language to know which branch an answer of the caller takes."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

LONGEST = 2_000
"""Characters of a condition; a longer one is not looked into."""
DEEPEST = 30
"""Brackets within brackets."""

_TOKEN = re.compile(
    r"\s*(?:(?P<text>'[^'\\]*'|\"[^\"\\]*\")|(?P<number>\d+(?:\.\d+)?)|(?P<name>[A-Za-z_$\u00c0-\u024f][\w$.\u00c0-\u024f]*)"
    r"|(?P<sign>===|!==|==|!=|<=|>=|&&|\|\||[<>!()]))"
)  # fmt: skip
_QUOTED = re.compile(r"'[^'\\]*(?:\\.[^'\\]*)*'|\"[^\"\\]*(?:\\.[^\"\\]*)*\"", re.DOTALL)
_NAMES = re.compile(r"[A-Za-z_$\u00c0-\u024f][\w$.\u00c0-\u024f]*")
_SCOPES = re.compile(r"^(?:dialog|document|application)\.(?=.)")
_WORDS = frozenset({"true", "false", "null", "undefined", "typeof", "new", "and", "or", "not"})
_EQUAL = frozenset({"==", "==="})
_UNEQUAL = frozenset({"!=", "!=="})


class _Other:
    """An answer that is none of those that the conditions name."""

    def __repr__(self) -> str:
        return "OTHER"


OTHER = _Other()
Answer = str | _Other


class Term(NamedTuple):
    """A part of a condition: `sign` is an operator, `name`, `text`, or `?` for what is not understood."""

    sign: str
    parts: tuple[Term, ...] = ()
    word: str = ""


UNCLEAR = Term("?")


def plain(name: str) -> str:
    """Return a variable's name without the scope before it."""
    return _SCOPES.sub("", name)


def names(expression: str) -> set[str]:
    """Return the variables that an expression mentions, without what is read of them."""
    found = _NAMES.findall(_QUOTED.sub(" ", expression[:LONGEST]))
    return {plain(name).partition(".")[0].removesuffix("$") for name in found} - _WORDS


class _Parser:
    """Recursive descent over a few dozen tokens; how deep is limited."""

    def __init__(self, text: str) -> None:
        self.tokens = list(_tokens(text))
        self.here = 0
        self.depth = 0

    def peek(self) -> tuple[str, str]:
        return self.tokens[self.here] if self.here < len(self.tokens) else ("", "")

    def take(self) -> tuple[str, str]:
        token = self.peek()
        self.here += 1
        return token

    def either(self) -> Term:
        found = [self.both()]
        while self.peek() == ("sign", "||"):
            self.take()
            found.append(self.both())
        return Term("||", tuple(found)) if len(found) > 1 else found[0]

    def both(self) -> Term:
        found = [self.compared()]
        while self.peek() == ("sign", "&&"):
            self.take()
            found.append(self.compared())
        return Term("&&", tuple(found)) if len(found) > 1 else found[0]

    def compared(self) -> Term:
        left = self.single()
        kind, sign = self.peek()
        if kind == "sign" and sign in ("==", "===", "!=", "!==", "<", ">", "<=", ">="):
            self.take()
            return Term(sign, (left, self.single()))
        return left

    def single(self) -> Term:
        turned = False
        while self.peek() == ("sign", "!"):
            self.take()
            turned = not turned
        kind, word = self.take()
        found = UNCLEAR
        if kind == "name":
            found = Term("text", word=word) if word in ("true", "false") else Term("name", word=plain(word))
        elif kind in ("text", "number"):
            found = Term("text", word=word.strip("'\"") if kind == "text" else word)
        elif (kind, word) == ("sign", "(") and self.depth < DEEPEST:
            self.depth += 1
            found = self.either()
            self.depth -= 1
            if self.take() != ("sign", ")"):
                raise ValueError
        else:
            raise ValueError
        return Term("!", (found,)) if turned else found


def _tokens(text: str) -> Iterator[tuple[str, str]]:
    place = 0
    text = text.strip()
    while place < len(text):
        found = _TOKEN.match(text, place)
        if found is None:
            raise ValueError
        place = found.end()
        yield str(found.lastgroup), found[str(found.lastgroup)]


@lru_cache(maxsize=1000)
def parsed(condition: str) -> Term:
    """Return what a condition says; UNCLEAR where it is more than comparisons joined by and, or and not."""
    if len(condition) > LONGEST:
        return UNCLEAR
    try:
        parser = _Parser(condition)
        found = parser.either()
    except ValueError:
        return UNCLEAR
    return found if parser.here == len(parser.tokens) else UNCLEAR


def literals(term: Term, name: str) -> list[str]:
    """Return the texts and numbers that a condition asks a variable to be, in order."""
    found: list[str] = []
    stack = [term]
    while stack:
        here = stack.pop()
        if here.sign in _EQUAL | _UNEQUAL:
            words = {part.sign: part.word for part in here.parts}
            if words.get("name") == name and "text" in words:
                found.append(words["text"])
        stack += reversed(here.parts)
    return list(dict.fromkeys(found))


def truth(term: Term, given: Mapping[str, Answer]) -> bool | None:
    """Return whether a condition holds where these variables are known; None where nobody can say."""
    if term.sign in ("&&", "||"):
        # Whether the caller was understood well is asked beside what was said: a doubtful answer is asked again.
        parts = [part for part in term.parts if term.sign == "||" or not _is_doubt(part, given)]
        found = [truth(part, given) for part in parts] or [None]
        decisive = term.sign == "||"
        if decisive in found:
            return decisive
        return None if None in found else not decisive
    if term.sign == "!":
        inner = truth(term.parts[0], given)
        return None if inner is None else not inner
    if term.sign == "text":
        return term.word not in ("", "0", "false")
    if term.sign == "name":
        value = given.get(term.word)
        return value not in ("", "0", "false") if isinstance(value, str) else None
    return _compared(term, given) if term.parts else None


def _is_doubt(term: Term, given: Mapping[str, Answer]) -> bool:
    """Whether a comparison asks how well a known answer was understood."""
    return term.sign in (">", ">=") and any(term.parts[0].word == f"{name}$.confidence" for name in given)


def _compared(term: Term, given: Mapping[str, Answer]) -> bool | None:
    left, right = (_value(part, given) for part in term.parts)
    if OTHER in (left, right) and isinstance(left, str) != isinstance(right, str):
        return False if term.sign in _EQUAL else True if term.sign in _UNEQUAL else None
    if not isinstance(left, str) or not isinstance(right, str):
        return None
    return _ordered(left, right, term.sign)


def _ordered(left: str, right: str, sign: str) -> bool | None:
    one, other = _number(left), _number(right)
    if sign in _EQUAL | _UNEQUAL:
        same = left == right or (one is not None and one == other)
        return same == (sign in _EQUAL)
    if one is None or other is None:
        return None
    return {"<": one < other, ">": one > other, "<=": one <= other, ">=": one >= other}[sign]


def _value(term: Term, given: Mapping[str, Answer]) -> Answer | None:
    if term.sign == "text":
        return term.word
    return given.get(term.word) if term.sign == "name" else None


def _number(text: str) -> float | None:
    return float(text) if re.fullmatch(r"\s*\d{1,15}(?:\.\d{1,15})?\s*", text) else None


class Bound(NamedTuple):
    """How often a condition on a counter can go one way."""

    times: int
    holding: bool
    """Whether it is while the condition holds that the counter has not run out."""


_COUNT = re.compile(r"\s*([A-Za-z_$][\w$.]*)\s*(<=?|>=?|[!=]==?)\s*(['\"]?)(\d{1,6})\3\s*\Z")


def bound(condition: str, counters: Mapping[str, int], raised: Collection[str] = ()) -> Bound | None:
    """Return the bound that a condition sets on a counter (by its first value); None where it does not.

    A counter among those `raised` is counted up each time before it is asked for.
    """
    found = _COUNT.match(condition)
    name = plain(found[1]) if found else ""
    if found is None or name not in counters:
        return None
    sign, left = found[2], int(found[4]) - counters[name] - (name in raised)
    if sign in _EQUAL | _UNEQUAL:
        if left < 0:
            return None
        return Bound(left, sign in _UNEQUAL) if left else Bound(1, sign in _EQUAL)
    return Bound(max(1, left + (sign in ("<=", ">"))), sign in ("<", "<="))


_INCREASES = (
    re.compile(r"([A-Za-z_$][\w$.]*)\s*\+\+"),
    re.compile(r"\+\+\s*([A-Za-z_$][\w$.]*)"),
    re.compile(r"([A-Za-z_$][\w$.]*)\s*\+=\s*1\b"),
    re.compile(r"([A-Za-z_$][\w$.]*)\s*=\s*(?:Number\s*\(\s*)?\1\s*\)?\s*\+\s*1\b"),
)


def increased(script: str) -> set[str]:
    """Return the variables that a script counts up."""
    return {plain(name) for pattern in _INCREASES for name in pattern.findall(script[:LONGEST])}
