"""The text of AEL, word by word, with the place of each."""

from __future__ import annotations

import re
from bisect import bisect_right

from ivraudit.model import Position, Severity
from ivraudit.readers.asterisk.plan import Complaint, Plan

_BLANK = re.compile(r"(?:\s+|//[^\n]*|/\*.*?(?:\*/|\Z))*", re.DOTALL)
MOST_COMPLAINTS = 500
_PAIRS = {"(": ")", "[": "]", "{": "}"}


class Scanner:
    """A place in a text that moves on."""

    def __init__(self, text: str, plan: Plan) -> None:
        self.text = text
        self.plan = plan
        self.place = 0
        self._lines = [0, *(match.end() for match in re.finditer("\n", text))]
        self.skip()

    @property
    def sign(self) -> str:
        """The character at the place; "" at the end."""
        return self.text[self.place : self.place + 1]

    @property
    def done(self) -> bool:
        """Whether the text is at its end."""
        return self.place >= len(self.text)

    def skip(self) -> None:
        """Go past blanks and comments."""
        match = _BLANK.match(self.text, self.place)
        self.place = match.end() if match else self.place

    def at(self, start: int, end: int) -> Position:
        """Return the position of a span of one line."""
        line = bisect_right(self._lines, start)
        column = start - self._lines[line - 1] + 1
        return Position(self.plan.file, line, column, line, column + max(1, end - start))

    def take(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """Go past what fits here, and past the blanks behind it."""
        match = pattern.match(self.text, self.place)
        if match is not None and match.end() > self.place:
            self.place = match.end()
            self.skip()
            return match
        return None

    def onward(self, start: int) -> None:
        """Go past one character if the place is still the same, so that every loop ends."""
        if self.place <= start:
            self.place = start + 1
            self.skip()

    def takes(self, word: str) -> bool:
        """Go past a sign or word if it stands here; say whether it does."""
        if not self.text.startswith(word, self.place):
            return False
        end = self.place + len(word)
        if word[-1].isalnum() and re.match(r"[\w-]", self.text[end : end + 1]):
            return False
        self.place = end
        self.skip()
        return True

    def brackets(self) -> str:
        """Return what stands in the round brackets that open here, and go past them."""
        end = self.closing()
        inner = self.text[self.place + 1 : end]
        self.place = min(end + 1, len(self.text))
        self.skip()
        return inner.strip()

    def closing(self) -> int:
        """Return the place of the bracket that closes the one here; the end of the text where none does."""
        waiting: list[str] = []
        quoted = False
        for place in range(self.place, len(self.text)):
            sign = self.text[place]
            if sign == '"' and self.text[place - 1 : place] != "\\":
                quoted = not quoted
            elif quoted:
                continue
            elif sign in _PAIRS:
                waiting.append(_PAIRS[sign])
            elif waiting and sign == waiting[-1]:
                waiting.pop()
                if not waiting:
                    return place
        return len(self.text)

    def until(self, stops: str) -> str:
        """Return the text up to one of some signs outside of brackets and quotes, and stay before it."""
        start, depth, quoted = self.place, 0, False
        while self.place < len(self.text):
            sign = self.text[self.place]
            if sign == '"':
                quoted = not quoted
            elif not quoted and not depth and sign in stops:
                break
            elif not quoted and sign in "([{":
                depth += 1
            elif not quoted and sign in ")]}":
                depth -= 1
                if depth < 0:
                    break
            self.place += 1
        return self.text[start : self.place].strip()

    def complain(self, what: str, start: int, severity: Severity | None = None) -> None:
        """Note what is wrong from a place to the end of its line."""
        end = self.text.find("\n", start)
        end = len(self.text) if end < 0 else end
        if len(self.plan.complaints) < MOST_COMPLAINTS:
            at = self.at(start, min(end, start + 200))
            self.plan.complaints.append(Complaint("invalid-value", at, what, what[:40], severity))
