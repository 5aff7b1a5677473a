"""Dumps of the vendor's command line that say what the ids of queues, prompts and hours are called."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from ivraudit.model import NOTHING, Source

_LISTS = (
    "QueueSummaryList", "Queues", "PromptSummaryList", "Prompts", "HoursOfOperationSummaryList", "HoursOfOperations",
)  # fmt: skip
"""What `list-queues`, `search-queues`, `list-prompts` and so on answer with."""
_SINGLES = ("Queue", "Prompt", "HoursOfOperation")
"""What `describe-queue` and so on answer with."""
_SIGNS = tuple(f'"{word}"'.encode() for word in (*_LISTS, *_SINGLES))


def directory(source: Source) -> Mapping[str, str]:
    """Return the names of queues, prompts and hours by their ids and ARNs; empty where a file is no such dump."""
    if not any(sign in source.data for sign in _SIGNS):
        return NOTHING
    try:
        found = json.loads(source.data)
    except (ValueError, RecursionError):
        return NOTHING
    names: dict[str, str] = {}
    for one in _things(found):
        name = one.get("Name")
        if isinstance(name, str) and name:
            ids = (value for key, value in one.items() if key.endswith(("Id", "Arn")) and isinstance(value, str))
            names.update(dict.fromkeys(ids, name))
    return names


def _things(found: Any) -> Iterator[dict[str, Any]]:
    for answer in found if isinstance(found, list) else [found]:
        if not isinstance(answer, dict):
            continue
        for word in _LISTS:
            listed = answer.get(word)
            yield from (one for one in (listed if isinstance(listed, list) else ()) if isinstance(one, dict))
        yield from (answer[word] for word in _SINGLES if isinstance(answer.get(word), dict))
