"""Figures for a machine: the JSON of the command line's contract, and one line a figure as CSV."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ivraudit.figures import Measured
from ivraudit.figures.callers import Fate
from ivraudit.figures.crowd import Crowd
from ivraudit.figures.goals import Goal
from ivraudit.figures.measuring import Seen
from ivraudit.model import NotChecked
from ivraudit.phone.questions import HUMAN
from ivraudit.writers.wording import plain

COLUMNS = ("file", "tree", "entry", "clock", "language", "of", "name", "figure", "value")
OF_PERSONS = ("first_offered_seconds", "wait_seconds", "wait_p95")


def as_json(measured: Sequence[Measured]) -> str:
    """Return a list with one object a tree; keys are only ever added (docs/cli.md)."""
    return json.dumps([content(one) for one in measured], ensure_ascii=False, indent=1) + "\n"


def content(one: Measured) -> dict[str, Any]:
    """Return the figures of a tree as plain values: seconds to a tenth, shares to a ten-thousandth."""
    return {
        **{name: getattr(one, name) for name in one._fields if name != "entries"},
        "entries": [
            {"entry": entered.entry, "number": entered.number or None, "profiles": [_seen(s) for s in entered.profiles]}
            for entered in one.entries
        ],
    }  # fmt: skip


def _seen(seen: Seen) -> dict[str, Any]:
    return {
        "clock": seen.clock, "language": seen.language or None,
        "goals": {name: _goal(name, goal) for name, goal in seen.goals.items()},
        "callers": {name: _fate(one) for name, one in seen.callers.items()},
        "crowd": None if isinstance(seen.crowd, NotChecked) else _crowd(seen.crowd),
        **({"no_crowd": seen.crowd.why} if isinstance(seen.crowd, NotChecked) else {}),
    }  # fmt: skip


def _goal(name: str, goal: Goal) -> dict[str, Any]:
    given = {key: _tenths(value) for key, value in goal._asdict().items()}
    return {key: value for key, value in given.items() if name == HUMAN or key not in OF_PERSONS}


def _fate(one: Fate | None) -> dict[str, Any]:
    return {"ends": one.ends if one else None, "seconds": _tenths(one.seconds) if one else None}


def _crowd(one: Crowd) -> dict[str, Any]:
    shares = {word: round(share, 4) for word, share in one.shares.items()}
    return {
        **shares, "containment": round(one.containment, 4), "completion": round(one.completion, 4),
        "zero_out": round(one.zero_out, 4), "mean_seconds": _tenths(one.mean_seconds),
        "sd_seconds": _tenths(one.sd_seconds), "seconds_given_human": _tenths(one.seconds_given_human),
        "effort": _tenths(one.effort),
        "caller_seconds": {node: _tenths(seconds) for node, seconds in one.caller_seconds.items() if seconds >= 0.05},
        "assumed": list(one.assumed),
    }  # fmt: skip


def _tenths(value: Any) -> Any:
    return round(value, 1) + 0.0 if isinstance(value, float) else value


def as_csv(measured: Sequence[Measured]) -> str:
    """Return one line a figure; what a spreadsheet might take for a formula is kept a text by a leading quote."""
    stream = io.StringIO()
    write = csv.writer(stream, lineterminator="\n")
    write.writerow(COLUMNS)
    for tree in measured:
        for entry in content(tree)["entries"]:
            for seen in entry["profiles"]:
                head = (tree.file, tree.name, entry["entry"], seen["clock"], seen["language"] or "")
                write.writerows([_cell(value) for value in (*head, *line)] for line in _lines(seen))
    return stream.getvalue()


def _lines(seen: Mapping[str, Any]) -> Iterator[tuple[Any, ...]]:
    for of in ("goals", "callers"):
        for name, figures in seen[of].items():
            for figure, value in figures.items():
                yield of.removesuffix("s"), name, figure, value
    for figure, value in (seen["crowd"] or {"no_crowd": seen.get("no_crowd")}).items():
        if figure == "caller_seconds":
            for node, seconds in value.items():
                yield "crowd", node, figure, seconds
        else:
            yield "crowd", "", figure, " ".join(value) if isinstance(value, list) else value


def _cell(value: Any) -> Any:
    if isinstance(value, str):
        value = plain(value)
        return f"'{value}" if value.startswith(("=", "+", "-", "@")) else value
    return "" if value is None else value
