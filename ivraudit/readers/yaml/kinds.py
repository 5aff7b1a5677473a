"""The kinds of simple value: each reads a marked value and says the same in JSON Schema."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any

from ivraudit.marked import Mapping, Scalar, Sequence, Value
from ivraudit.model import Note
from ivraudit.readers.yaml.reading import Reading, quoted
from ivraudit.readers.yaml.swallowed import check_text

Schema = dict[str, Any]
"""A piece of JSON Schema 2020-12."""

NUMBER = r"(?:[0-9]{1,9}(?:\.[0-9]{1,9})?|\.[0-9]{1,9})"
POSITIVE = rf"(?=.*[1-9]){NUMBER}"
SHARE = r"(?:0?\.[0-9]{1,9}|0|1(?:\.0{1,9})?)"
COUNT = r"0*[1-9][0-9]{0,8}"
DURATION = rf"(?:{NUMBER}|(?=[0-9.])(?:{NUMBER}d)?(?:{NUMBER}h)?(?:{NUMBER}m)?(?:{NUMBER}s)?)"
LANGUAGE = r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*"

_SECONDS = {"d": 86400.0, "h": 3600.0, "m": 60.0, "s": 1.0, "": 1.0}
_TYPED = ["number", "boolean"]
"""What an editor may take an unquoted text for; our reader sees the text itself."""


class Kind(ABC):
    """What may stand behind a field's name."""

    @abstractmethod
    def read(self, value: Value, reading: Reading) -> Any:
        """The value in the model's terms; None, with a trouble noted, where it is not of this kind."""

    @abstractmethod
    def schema(self) -> Schema:
        """The same as JSON Schema; texts, numbers and booleans are accepted typed or as text, as we read them."""


class Text(Kind):
    """What is heard, spoken or written down, in any words; it may be empty."""

    def read(self, value: Value, reading: Reading) -> str | None:
        if isinstance(value, Scalar):
            if value.end.line in reading.hashed and not value.quoted:
                check_text(value, reading)
            return value.value
        reading.invalid(value, "one text is allowed")
        return None

    def schema(self) -> Schema:
        return {"type": ["string", *_TYPED, "null"]}


class Filled(Text):
    """A text that may not be empty."""

    def read(self, value: Value, reading: Reading) -> str | None:
        text = super().read(value, reading)
        if text == "":
            reading.invalid(value, "a text is expected")
        return text or None

    def schema(self) -> Schema:
        return filled()


class Word(Kind):
    """A name: one of a closed set, or, where the set is None, any that is not empty."""

    def __init__(
        self, allowed: Iterable[str] | None = None, what: str = "a word", rule: str = "invalid-value"
    ) -> None:  # fmt: skip
        self.allowed = None if allowed is None else tuple(allowed)
        self.what = what
        self.rule = rule

    def read(self, value: Value, reading: Reading) -> str | None:
        if isinstance(value, Scalar) and value.value:
            if self.allowed is None or value.value in self.allowed:
                return value.value
            near = reading.nearest(value.value, self.allowed)
            reading.invalid(value, f"allowed: {', '.join(self.allowed)}{near}", rule=self.rule)
        else:
            choice = f"allowed: {', '.join(self.allowed)}" if self.allowed else f"{self.what} is expected"
            reading.invalid(value, choice)
        return None

    def schema(self) -> Schema:
        if self.allowed is None:
            return filled()
        numbers = [int(word) for word in self.allowed if word.isdecimal()]
        return {"enum": [*self.allowed, *numbers]}


class Language(Kind):
    """A language tag; one of the tree's `languages` where it says them."""

    def read(self, value: Value, reading: Reading) -> str | None:
        if isinstance(value, Scalar) and check_language(value.value, reading):
            return value.value
        if not isinstance(value, Scalar):
            reading.invalid(value, "one language tag such as en-US is allowed")
        return None

    def schema(self) -> Schema:
        return {"type": "string", "pattern": f"^{LANGUAGE}$"}


class Flag(Kind):
    """Yes or no, written `true` or `false`."""

    def read(self, value: Value, reading: Reading) -> bool | None:
        if isinstance(value, Scalar) and value.value in ("true", "false"):
            return value.value == "true"
        reading.invalid(value, "only true and false are allowed")
        return None

    def schema(self) -> Schema:
        return {"enum": [True, False, "true", "false"]}


class Number(Kind):
    """A number without sign or exponent, whose pattern tells its range."""

    def __init__(self, pattern: str, allowed: str, typed: Schema) -> None:
        self.pattern = re.compile(pattern)
        self.allowed = allowed
        self.typed = typed
        self.make: type[int] | type[float] = int if typed.get("type") == "integer" else float

    def read(self, value: Value, reading: Reading) -> float | None:
        if isinstance(value, Scalar) and self.pattern.fullmatch(value.value):
            return self.make(value.value)
        reading.invalid(value, f"{self.allowed} is allowed")
        return None

    def schema(self) -> Schema:
        return {"anyOf": [self.typed, {"type": "string", "pattern": f"^{self.pattern.pattern}$"}]}


class Duration(Kind):
    """A number of seconds, or a figure with a unit: `90s 5m 4h 2d 1m30s`; and words that stand for a deadline."""

    def __init__(self, *words: str) -> None:
        self.words = words

    def read(self, value: Value, reading: Reading) -> float | str | None:
        if isinstance(value, Scalar):
            if value.value in self.words:
                return value.value
            seconds = seconds_of(value.value)
            if seconds is not None:
                return seconds
        also = "".join(f", or `{word}`" for word in self.words)
        reading.invalid(value, f"a number of seconds, or a duration such as 90s 5m 4h 2d 1m30s is allowed{also}")
        return None

    def schema(self) -> Schema:
        texts: list[Schema] = [{"type": "string", "pattern": f"^{DURATION}$"}]
        if self.words:
            texts.append({"enum": list(self.words)})
        return {"anyOf": [{"type": "number", "minimum": 0}, *texts]}


class OneOrMany(Kind):
    """One value, or a list of them; what comes back is a tuple either way."""

    def __init__(self, inner: Kind) -> None:
        self.inner = inner

    def read(self, value: Value, reading: Reading) -> tuple[Any, ...] | None:
        items = value.items if isinstance(value, Sequence) else [value]
        if not items:
            reading.invalid(value, "an entry is expected in it")
        read = [self.inner.read(item, reading) for item in items]
        return tuple(item for item in read if item is not None) or None

    def schema(self) -> Schema:
        one = self.inner.schema()
        return {"anyOf": [one, {"type": "array", "items": one, "minItems": 1}]}


class PerLanguage(Kind):
    """One value for every language, or a mapping from language tags to values."""

    def __init__(self, inner: Kind) -> None:
        self.inner = inner

    def read(self, value: Value, reading: Reading) -> dict[str, Any] | None:
        if not isinstance(value, Mapping):
            read = self.inner.read(value, reading)
            return None if read is None else {"": read}
        if not value.pairs:
            reading.invalid(value, "a value, or a value per language tag is expected")
        return read_named(value, self.inner, reading, check_language)

    def schema(self) -> Schema:
        one = self.inner.schema()
        names = {"pattern": f"^{LANGUAGE}$"}
        several = {"type": "object", "propertyNames": names, "additionalProperties": one, "minProperties": 1}
        return {"anyOf": [one, several]}


class Named(Kind):
    """A mapping from names of the author's own to values of one kind."""

    def __init__(self, inner: Kind, what: str) -> None:
        self.inner = inner
        self.what = what

    def read(self, value: Value, reading: Reading) -> dict[str, Any] | None:
        if isinstance(value, Mapping):
            return read_named(value, self.inner, reading)
        reading.invalid(value, f"a mapping is expected: {self.what}")
        return None

    def schema(self) -> Schema:
        return {"type": "object", "additionalProperties": self.inner.schema()}


def read_named(
    value: Mapping, inner: Kind, reading: Reading, check: Callable[[str, Reading], bool] | None = None
) -> dict[str, Any] | None:
    """The values of a mapping by their keys, each key checked; a second of the same name is a trouble."""
    path, key = reading.path, reading.key
    reading.path = reading.fact
    found: dict[str, Any] = {}
    given: dict[str, Scalar] = {}
    for name, item in value.pairs:
        reading.key = name
        if name.value in given:
            given_twice(given[name.value], reading)
        elif check is None or check(name.value, reading):
            read = inner.read(item, reading)
            if read is not None:
                found[name.value] = read
        given.setdefault(name.value, name)
    reading.path, reading.key = path, key
    return found or None


def given_twice(first: Scalar, reading: Reading) -> None:
    """Note that the field being read has been given before; the first one stays."""
    also = (Note(first.at(reading.file), "first given here"),)
    reading.trouble("invalid-value", f"`{reading.name}` is given twice here; only the first one is read.", also=also)


def check_language(tag: str, reading: Reading) -> bool:
    """Whether a text is a language tag, and one of the tree's where it names them; if not, a trouble is noted."""
    known = reading.languages
    if tag in known or (not known and re.fullmatch(LANGUAGE, tag)):
        return True
    allowed = f"the tree's `languages` are {', '.join(known)}" if known else "a language tag such as en-US is expected"
    near = reading.nearest(tag, known)
    reading.trouble("invalid-value", f"{quoted(tag)} is no language of this tree; {allowed}{near or '.'}")
    return False


@lru_cache(maxsize=1024)
def seconds_of(text: str) -> float | None:
    """The seconds that a duration names; None when it is none."""
    if not re.fullmatch(DURATION, text):
        return None
    return sum(float(figure) * _SECONDS[unit] for figure, unit in re.findall(rf"({NUMBER})([dhms]?)", text))


def filled() -> Schema:
    """A text that is not empty, or what an editor may take it for."""
    return {"anyOf": [{"type": "string", "minLength": 1}, {"type": list(_TYPED)}]}


SHARE_OF = Number(SHARE, "a number from 0 to 1, such as 0.45 for 45 %,", {"type": "number", "minimum": 0, "maximum": 1})
AT_LEAST_ONE = Number(COUNT, "a whole number from 1 up", {"type": "integer", "minimum": 1})
ABOVE_ZERO = Number(POSITIVE, "a number above 0, without commas or units,", {"type": "number", "exclusiveMinimum": 0})
NOT_NEGATIVE = Number(NUMBER, "a number from 0 up, without commas or units,", {"type": "number", "minimum": 0})
