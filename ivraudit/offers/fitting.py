"""Whether values are what the type hints of our nouns say: what other packages hand in has met no type checker."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from types import UnionType
from typing import Any, NamedTuple, get_args, get_origin, get_type_hints

from ivraudit.offers.guard import FlawError


class _Kind(NamedTuple):
    """A type hint, taken apart once: it is asked of every value of a tree."""

    hint: Any
    classes: tuple[type, ...]
    """The classes that an instance may have."""
    choices: tuple[_Kind, ...] = ()
    """Of a union: its members."""
    inner: tuple[_Kind, ...] = ()
    """Of a tuple, mapping or set: what it holds."""
    plain: bool = False
    """Whether there is nothing within to be looked at."""


class _Part(NamedTuple):
    """A field of one of our nouns."""

    name: str
    kind: _Kind
    default: object


Place = tuple[Any, ...]
"""Where a value stands: that of what holds it, and what it is called there; put into words where it is at fault."""


def expect(value: object, hint: Any, name: str) -> None:
    """Raise FlawError at the first place within a value, called by its name, where it is not what its hint says.

    A hint is a class, a union, a tuple, a mapping or a frozen set of hints, or one of the nouns, whose fields count.
    """
    waiting: list[tuple[Place, object, _Kind]] = [((name,), value, _kind(hint))]
    for place, one, kind in waiting:  # which grows while it is walked
        if not isinstance(one, kind.classes):
            raise FlawError(f"{_words(place)} is {type(one).__name__} where {_called(kind.hint)} belongs")
        fit = next((choice for choice in kind.choices if isinstance(one, choice.classes)), kind)
        if not fit.plain:
            inside = _within(place, one, fit)
            waiting += [each for each in inside if not (each[2].plain and isinstance(each[1], each[2].classes))]


def _within(place: Place, value: Any, kind: _Kind) -> Iterable[tuple[Place, object, _Kind]]:
    """The values within one that is of its kind, but for those of a noun that stand at their defaults."""
    origin = get_origin(kind.hint)
    if origin is None:
        parts = _parts(kind.hint)
        values = value if isinstance(value, tuple) else [getattr(value, part.name) for part in parts]
        told = zip(parts, values, strict=False)
        return [((place, f".{part.name}"), one, part.kind) for part, one in told if one is not part.default]
    if origin is Mapping:
        return _entries(place, value, *kind.inner)
    if origin is tuple and get_args(kind.hint)[-1] is not ...:
        if len(value) != len(kind.inner):
            raise FlawError(f"{_words(place)} has {len(value)} parts where {_called(kind.hint)} belongs")
        return [((place, f"[{at}]"), *pair) for at, pair in enumerate(zip(value, kind.inner, strict=True))]
    if origin is tuple:
        return [((place, "[", at, "]"), one, kind.inner[0]) for at, one in enumerate(value)]
    return [((place, ", one of it,"), one, kind.inner[0]) for one in value]


def _entries(place: Place, value: Mapping[Any, Any], key: _Kind, held: _Kind) -> Iterator[tuple[Place, object, _Kind]]:
    for name, one in value.items():
        yield (place, " key ", name), name, key
        yield (place, "[", name, "]"), one, held


@cache
def _kind(hint: Any) -> _Kind:
    arguments = tuple(_kind(one) for one in get_args(hint) if one is not ...)
    if isinstance(hint, UnionType):
        classes = tuple(one for choice in arguments for one in choice.classes)
        return _Kind(hint, classes, choices=arguments, plain=all(choice.plain for choice in arguments))
    if arguments:
        return _Kind(hint, (get_origin(hint),), inner=arguments)
    plain = not hasattr(hint, "_field_defaults") and not hasattr(hint, "__dataclass_fields__")
    return _Kind(hint, (float, int) if hint is float else (hint,), plain=plain)


@cache
def _parts(noun: Any) -> tuple[_Part, ...]:
    """The fields of a noun."""
    defaults = getattr(noun, "_field_defaults", None)
    if defaults is None:
        defaults = {name: one.default for name, one in noun.__dataclass_fields__.items()}
    return tuple(_Part(name, _kind(hint), defaults.get(name, _Part)) for name, hint in get_type_hints(noun).items())


def _words(place: Place) -> str:
    """A place in words, the outermost first."""
    words: list[str] = []
    while place:
        outer, *last = place if isinstance(place[0], tuple) else ((), *place)
        words[:0] = map(str, last)
        place = outer
    return "".join(words)


def _called(hint: Any) -> str:
    """What to call a hint: as it is written, without the rooms that its names come from."""
    return hint.__name__ if isinstance(hint, type) and not get_args(hint) else re.sub(r"\w+\.", "", str(hint))
