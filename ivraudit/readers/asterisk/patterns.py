"""Extensions that stand for many numbers: what each place of a pattern takes, and what two have in common."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

DIGITS = "0123456789"
KEYS = "1234567890*#"
SPECIAL = frozenset({"s", "i", "t", "h", "o", "a", "e", "T", "fax", "talk", "failed"})
"""Extensions that no caller dials."""
ANY = frozenset({"any"})
"""What a place takes where anything, of any length, may follow."""

Sets = tuple[frozenset[str], ...]
"""Per place the characters that it takes; ANY at the end: one or more of anything (`.`), twice: none as well (`!`)."""

_CLASSES = {"X": frozenset(DIGITS), "Z": frozenset(DIGITS[1:]), "N": frozenset(DIGITS[2:])}


def is_pattern(name: str) -> bool:
    """Say whether an extension's name is a pattern."""
    return name.startswith("_") and len(name) > 1


@lru_cache(maxsize=4096)
def sets_of(name: str) -> Sets:
    """Return what each place of a name or pattern takes."""
    if not is_pattern(name):
        return tuple(frozenset(sign) for sign in name)
    found: list[frozenset[str]] = []
    place = 1
    while place < len(name):
        sign = name[place]
        end = name.find("]", place) if sign == "[" else -1
        if sign in ".!":
            return (*found, ANY) if sign == "." else (*found, ANY, ANY)
        if end > place:
            found.append(_bracket(name[place + 1 : end]))
            place = end
        elif sign not in "- ":
            found.append(_CLASSES.get(sign.upper(), frozenset(sign)))
        place += 1
    return tuple(found)


def _bracket(inner: str) -> frozenset[str]:
    signs: set[str] = set()
    place = 0
    while place < len(inner):
        if inner[place + 1 : place + 2] == "-" and place + 2 < len(inner):
            signs.update(map(chr, range(ord(inner[place]), min(ord(inner[place + 2]), ord(inner[place]) + 100) + 1)))
            place += 3
        else:
            signs.add(inner[place])
            place += 1
    return frozenset(signs)


def matches(sets: Sets, name: str) -> bool:
    """Say whether a dialled name fits."""
    fixed, rest = _split(sets)
    if len(name) < len(fixed) + (rest == 1) or (rest == 0 and len(name) > len(fixed)):
        return False
    return all(sign in one for one, sign in zip(fixed, name, strict=False))


def overlap(one: Sets, other: Sets) -> bool:
    """Say whether some name fits both."""
    first, open_first = _split(one)
    second, open_second = _split(other)
    if not open_first and len(first) < len(second) + (open_second == 1):
        return False
    if not open_second and len(second) < len(first) + (open_first == 1):
        return False
    return all(a & b for a, b in zip(first, second, strict=False))


def rank(sets: Sets) -> tuple[tuple[int, tuple[str, ...]], ...]:
    """Return what patterns are sorted by: those that take less come first, as Asterisk has it."""
    fixed, rest = _split(sets)
    widths = [(len(one), tuple(sorted(one))) for one in fixed]
    return (*widths, (1000 * rest, ())) if rest else tuple(widths)


def keys_of(name: str) -> Sequence[str]:
    """Return the keys that a pattern takes by themselves, the only ones or before more."""
    sets = sets_of(name)
    return [key for key in KEYS if matches(sets, key)]


def is_single(name: str) -> bool:
    """Say whether a pattern takes nothing but single keys."""
    sets = sets_of(name)
    return len(sets) == 1 and sets[0] is not ANY


def dialable(name: str) -> bool:
    """Say whether a caller can dial a name or pattern on a keypad."""
    if name in SPECIAL or not name:
        return False
    fixed, rest = _split(sets_of(name))
    return all(any(key in one for key in KEYS) for one in fixed) and bool(fixed or rest)


def _split(sets: Sets) -> tuple[Sets, int]:
    """The places that take one character each, and how many marks of anything follow."""
    rest = sum(1 for one in sets[-2:] if one is ANY)
    return (sets[:-rest] if rest else sets), rest
