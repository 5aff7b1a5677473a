"""Where the blocks and transitions of a flow stand: searched for in its text, once somebody asks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from ivraudit.marked import Mapping, Value, get, parse_json
from ivraudit.model import Position
from ivraudit.readers.amazon_connect.late import late
from ivraudit.readers.amazon_connect.offsets import Places

_STRING = r'"\s*:\s*"([^"\\]*)"'
_IDENTIFIER = re.compile(f'"Identifier{_STRING}')
_NEXT = re.compile(f'"NextAction{_STRING}')
_START = re.compile(f'"StartAction{_STRING}')

Path = tuple[str | int, ...]


def transitions(action: dict[str, Any]) -> Iterator[tuple[str, Any, Path]]:
    """Yield each transition of an action, in the order written: its kind, what holds `NextAction`, the path there."""
    found = action.get("Transitions")
    for word, value in found.items() if isinstance(found, dict) else ():
        if word == "NextAction":
            yield "next", found, ()
        elif word in ("Conditions", "Errors") and isinstance(value, list):
            kind = "condition" if word == "Conditions" else "error"
            for number, item in enumerate(value):
                yield kind, item, (word, number)


class Spots:
    """The places of a flow's ids and ways, by the order in which they are written.

    Two searches over the text find them all, since an unescaped `"Name":` cannot stand within a text of JSON. What they
    find is compared with the values that were read; where that differs the text is read anew, value by value.
    """

    def __init__(
        self, file: str, text: str, places: Places | None, data: dict[str, Any], root: Value | None = None
    ) -> None:
        self._file = file
        self._text = text
        self._places = places
        """None: the values of `root` know their places in the file itself."""
        self._data = data
        self._root = root
        self._found: tuple[list[re.Match[str]], list[re.Match[str]]] | None = None
        """What the two searches have found: the ids, the ways."""
        self._paths: list[Path] | None = None
        self._lines: list[int] = []

    def start(self) -> Position:
        """Return where the flow says what comes first."""
        if self._root is None and self._places is not None:
            found = _START.search(self._text)
            if found and found[1] == self._data.get("StartAction"):
                return self._places.position(found.start(1) - 1, found.end())
        return self._key(("StartAction",))

    def position(self, number: int) -> Position:
        """Return where way `number` stands; of a negative number, where the id of block `-1 - number` stands."""
        if self._found is None and self._paths is None:
            self._search()
        if self._found is not None and self._places is not None:
            ids, ways = self._found
            if number >= 0:
                start = ways[number].start()
                return self._places.position(start, start + len('"NextAction"'))
            one = ids[-1 - number]
            return self._places.position(one.start(1) - 1, one.end())
        assert self._paths is not None
        return self._key(self._paths[number] if number >= 0 else ("Actions", -1 - number, "Identifier"))

    def late(self, number: int) -> Position:
        """Return what stands for such a position until somebody asks for it."""
        return late(self, number)

    def moved(self, at: Position) -> Position:
        """Return where in the file a place of the flow's own text is."""
        if self._places is None:
            return at
        self._lines = self._lines or [0, *(one.end() for one in re.finditer("\n", self._text))]
        start = self._lines[at.line - 1] + at.column - 1
        return self._places.position(start, max(start, self._lines[at.end_line - 1] + at.end_column - 1))

    def _search(self) -> None:
        actions = self._data["Actions"]
        if self._root is None:
            ids, nexts = list(_IDENTIFIER.finditer(self._text)), list(_NEXT.finditer(self._text))
            given = [action.get("Identifier") if isinstance(action, dict) else None for action in actions]
            targets = [
                item.get("NextAction") if isinstance(item, dict) else None
                for action in actions if isinstance(action, dict)
                for _, item, _ in transitions(action)
            ]  # fmt: skip
            if [one[1] for one in ids] == given and [one[1] for one in nexts] == targets:
                self._found = ids, nexts
                return
        self._paths = [
            ("Actions", number, "Transitions", *path, "NextAction")
            for number, action in enumerate(actions) if isinstance(action, dict)
            for _, _, path in transitions(action)
        ]  # fmt: skip

    def _key(self, path: Path) -> Position:
        """The place of the key at a path, or of an id; where there is none, of what should have it."""
        if self._root is None:
            self._root = parse_json(self._text, self._file)[0]
        holder, name = get(self._root, *path[:-1]) or self._root, path[-1]
        if isinstance(holder, Mapping):
            for key, value in holder.pairs:
                if key.value == name:
                    return self.moved((key if name == "NextAction" else value).at(self._file))
        return self.moved(holder.at(self._file)) if holder is not None else Position(self._file)
