"""The `#` trap: texts and options that YAML takes for comments, found in the raw text."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right

from ivraudit.marked import Mapping, Scalar, Sequence, Value
from ivraudit.model import Position
from ivraudit.readers.yaml.reading import Reading, quoted

_HASH_KEY = re.compile(r"[ \t]*#[ \t]*:(?:[ \t]|$)")


def check_text(value: Scalar, reading: Reading) -> None:
    """Note a comment behind an unquoted text: it may well be the rest of the text."""
    rest = reading.lines[value.end.line][value.end.column :].strip()
    if rest.startswith("#") and not re.match(r"#\s*expect:", rest):
        lost = quoted(rest)
        message = f"An unquoted `#` begins a comment, so {lost} is no part of `{reading.name}`: put the text in quotes."
        reading.trouble("swallowed-text", message)


class HashKeys:
    """The comment lines that look like an option on the key #; each is judged once, by the options it stands in."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.pending = [line for line in sorted(reading.hashed) if _HASH_KEY.match(reading.lines[line])]
        self.ends: dict[int, int] = {}

    def check_options(self, key: Scalar, value: Value) -> list[Position]:
        """Note each such line inside an `options` block; the places of its # come back."""
        last, texts = _extent(key, value)
        first = bisect_right(self.pending, key.end.line)
        beyond = bisect_left(self.pending, self.end(last))
        lines, self.pending[first:beyond] = self.pending[first:beyond], []
        places = []
        for line in lines:
            column = self.reading.lines[line].index("#")
            behind = line > last and column <= key.start.column
            if behind or any(begin <= line <= final for begin, final in texts):
                continue
            place = Position(self.reading.file, line + 1, column + 1, line + 1, column + 2)
            message = 'An unquoted `#` begins a comment, so this option does not exist: write the key as "#" in quotes.'
            self.reading.trouble("swallowed-text", message, at=place)
            places.append(place)
        return places

    def end(self, last: int) -> int:
        """The first line behind another that holds more than blanks and comments."""
        if last not in self.ends:
            end = last + 1
            while end < len(self.reading.lines) and self.reading.lines[end].lstrip()[:1] in ("", "#"):
                end += 1
            self.ends[last] = end
        return self.ends[last]


def words_behind(reading: Reading, place: Position) -> list[str]:
    """What may be ids in the comment at a place."""
    return re.findall(r"[^\s:#,{}\[\]\"']+", reading.lines[place.line - 1][place.column :])


def _extent(key: Scalar, value: Value) -> tuple[int, list[tuple[int, int]]]:
    """The last line that a value has text on, and the lines of those texts in it that have several."""
    last, texts, waiting = key.end.line, [], [value]
    while waiting:
        item = waiting.pop()
        if isinstance(item, Mapping):
            waiting.extend(part for pair in item.pairs for part in pair)
        elif isinstance(item, Sequence):
            waiting.extend(item.items)
        else:
            # A block text ends at the beginning of the line that follows it.
            final = item.end.line - (item.end.column == 0 and item.end.line > item.start.line)
            last = max(last, final)
            if final > item.start.line:
                texts.append((item.start.line, final))
    return last, texts
