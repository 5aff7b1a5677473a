"""Regular expressions that are compiled when they are first used, so that starting up costs nothing."""

from __future__ import annotations

import re
from functools import lru_cache


@lru_cache(maxsize=256)
def compiled(pattern: str) -> re.Pattern[str]:
    """The pattern, compiled once."""
    return re.compile(pattern)

LONGEST = 50_000
"""So many characters of a text, an hour of talk, are searched for words; how long all of it takes is counted."""
