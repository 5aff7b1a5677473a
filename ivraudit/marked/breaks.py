"""Where lines end: for YAML 1.1 also at U+0085, U+2028 and U+2029, for editors (and YAML 1.2) only at CR and LF."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import yaml

from ivraudit.marked.json import Lines, Offset

BREAKS = re.compile("[\x85\u2028\u2029]")
_OPENING = (yaml.FlowSequenceStartToken, yaml.FlowMappingStartToken)
_CLOSING = (yaml.FlowSequenceEndToken, yaml.FlowMappingEndToken)
_COMMENT = re.compile(r"#[^\r\n]*")


def lines(text: str) -> list[str]:
    """Return the lines of a text as an editor shows them; behind the last line end there is one more."""
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def has_breaks(text: str) -> bool:
    """Say whether YAML ends a line of a text where no editor does; plain searches cost next to nothing."""
    return "\u2028" in text or "\u2029" in text or "\x85" in text


def without_breaks_in_comments(text: str, loader: type[Any], depth: int) -> str:
    """Return a text of the same length whose comments go on to the end of their line, for a parser of YAML 1.1.

    With blanks in place of the breaks that parser finds the same comments as an editor. What stands between its tokens
    is nothing but blanks and comments; behind what is no YAML nobody can say, and the rest stays as it is. So does what
    follows more open brackets than `depth`, which are not read, and which that parser takes ever longer for.
    """
    pieces, end, opened = [], 0, 0
    try:
        for token in yaml.scan(BREAKS.sub(" ", text), loader):
            start = token.start_mark.index
            pieces.append(_COMMENT.sub(_blanked, text[end:start]))
            end = max(start, token.end_mark.index)
            pieces.append(text[start:end])
            opened += isinstance(token, _OPENING) - isinstance(token, _CLOSING)
            if opened > depth:
                break
    except yaml.YAMLError:
        pass
    return "".join(pieces) + text[end:]


def _blanked(comment: re.Match[str]) -> str:
    return BREAKS.sub(" ", comment[0])


class Places:
    """Turns a parser's marks, which know the number of their character, into marks of an editor's lines."""

    def __init__(self, text: str) -> None:
        self._lines = Lines(re.sub("\r(?!\n)", "\n", text))

    def mark(self, mark: Any) -> Offset:
        """Return the mark of the same character."""
        return Offset(self._lines, mark.index)

    def events(self, get_event: Callable[[], Any]) -> Callable[[], Any]:
        """Return what yields the same events with such marks."""

        def get() -> Any:
            event = get_event()
            event.start_mark, event.end_mark = self.mark(event.start_mark), self.mark(event.end_mark)
            return event

        return get
