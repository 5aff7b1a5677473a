"""The one page for those who read only one: the lines, what callers run into, what to do first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ivraudit.model import Finding, Severity
from ivraudit.rule import Rule
from ivraudit.writers.reporting.phrases import as_clause, distinct, first_sentence, shown, some
from ivraudit.writers.reporting.sheets import Sheet
from ivraudit.writers.reporting.verdict import kinds, standing, summary_of

LINES, FAULTS, ACTIONS = 9, 5, 8
"""At most so many rows of each; `_room` makes them fit on one page together."""

_FIXED, _LINE, _FAULT, _ACTION = 240.0, 23.0, 34.0, 36.0
"""Points of the page that headings take, and a row of each kind, about; measured on pages that were set."""

UNKNOWN = "–"

_GRAVITY = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.INFO: 2, None: 3}


def summary(made: Sequence[Sheet], rules: Mapping[str, Rule], room: float) -> dict[str, object]:
    """Return what the summary says, for the template; `room` is the height of a page's text in points."""
    shown_lines = sorted(made, key=lambda sheet: _GRAVITY[sheet.worst])[:LINES] if len(made) > LINES else made
    findings = [one for sheet in made for one in sheet.findings]
    errors = [one for one in findings if one.severity is Severity.ERROR]
    warnings = [one for one in findings if one.severity is Severity.WARNING]
    faults, tasks = kinds(findings), kinds(errors or warnings)
    most_faults, most_actions = _room(room, len(shown_lines), len(faults))
    return {
        "lines": [line(sheet) for sheet in shown_lines],
        "more_lines": len(made) - len(shown_lines),
        "faults": [_fault(rule, found, rules) for rule, found in _most_frequent(faults)[:most_faults]],
        "more_faults": max(0, len(faults) - most_faults),
        "actions_title": "What to do first" if errors or not warnings else "What to do next",
        "actions": [_action(rule, found, made, rules) for rule, found in tasks[:most_actions]],
        "more_actions": max(0, len(tasks) - most_actions),
    }


def _room(room: float, lines: int, faults: int) -> tuple[int, int]:
    """How many faults and how many actions fit on the page below that many lines."""
    left = room - _FIXED - lines * _LINE
    told = min(faults, FAULTS, max(3, int(left * 0.45 / _FAULT)))
    return told, min(ACTIONS, max(3, int((left - told * _FAULT) / _ACTION)))


def line(sheet: Sheet) -> dict[str, object]:
    """Return a row of the table of phone lines."""
    words, tone = standing(sheet)
    return {
        "number": sheet.number, "name": sheet.name, "file": shown(sheet.tree.file, 90),
        "phone": phone_number(sheet), "steps": f"{len(sheet.tree.nodes):,}", "errors": sheet.count(Severity.ERROR),
        "warnings": sheet.count(Severity.WARNING), "verdict": words, "tone": tone,
    }  # fmt: skip


def phone_number(sheet: Sheet) -> str:
    """Return the numbers that are dialled to get into a tree; a dash where it does not tell."""
    numbers = distinct([sheet.tree.number, *(entry.number for entry in sheet.tree.entries)])
    return some([shown(number, 40) for number in numbers if number], 2) or UNKNOWN


def _most_frequent(faults: list[tuple[str, list[Finding]]]) -> list[tuple[str, list[Finding]]]:
    """The kinds that are found most often, errors before the rest."""
    return sorted(faults, key=lambda kind: (-max(one.severity for one in kind[1]), -len(kind[1])))


def _fault(rule: str, found: list[Finding], rules: Mapping[str, Rule]) -> dict[str, object]:
    why = rules[rule].manual.get("Why", "") if rule in rules else ""
    return {
        "summary": summary_of(rule, rules), "why": first_sentence(why), "times": f"{len(found):,}",
        "lines": f"{len({(one.tree, one.position.file) for one in found}):,}",
        "severity": str(max(one.severity for one in found)),
    }  # fmt: skip


def _action(
    rule: str, found: list[Finding], made: Sequence[Sheet], rules: Mapping[str, Rule]
) -> dict[str, object]:  # fmt: skip
    """What to do about a kind of fault, and where, by phone line."""
    severity = found[0].severity
    fix = rules[rule].manual.get("Fix", "") if rule in rules else ""
    where = []
    for sheet in made:
        places = [one for one in sheet.findings if one.rule == rule and one.severity is severity]
        if places:
            names = distinct(shown(one.node, 40) or f"line {one.position.line}" for one in places)
            where.append({"line": sheet.number, "name": sheet.name, "places": some(names, 4)})
    return {
        "fix": first_sentence(fix) or summary_of(rule, rules), "because": as_clause(summary_of(rule, rules)),
        "where": where[:3], "more": max(0, len(where) - 3), "severity": str(severity),
    }  # fmt: skip
