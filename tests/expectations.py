"""What a tree says of itself: the findings that its comments expect."""

from __future__ import annotations

import re
from collections.abc import Iterator

EXPECT = re.compile(r"# expect: ([a-z-]+(?:, [a-z-]+)*)")


def expected(text: str) -> list[tuple[int, str]]:
    """Return the lines of the `# expect:` comments of a text, each with a rule, in order."""
    return sorted(_expected(text))


def _expected(text: str) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(text.splitlines(), 1):
        found = EXPECT.search(line)
        for rule in found[1].split(", ") if found else ():
            yield number, rule
