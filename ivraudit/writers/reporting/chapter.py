"""A phone line's own pages: its facts, its faults with the calls that show them, what has been accepted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ivraudit.auditing import Audit
from ivraudit.model import Finding, NodeType, Note, Position, Severity, Step
from ivraudit.rule import Rule
from ivraudit.waivers import Accepted, Stale
from ivraudit.writers.reporting.phrases import duration, listed, paragraph, sentence, shown
from ivraudit.writers.reporting.sheets import Sheet
from ivraudit.writers.reporting.summary import UNKNOWN, line, phone_number
from ivraudit.writers.reporting.verdict import kinds, summary_of
from ivraudit.writers.wording import count, only_when

CARDS = 10
"""So many findings of one kind in one line get a card each; the rest stand in a table."""

FIRST_STEPS, LAST_STEPS = 9, 4
"""Of a longer journey, so many steps at its beginning and at its end are told."""

PLACES = 5
"""So many related places of a finding are listed."""

ASKING = (NodeType.MENU, NodeType.COLLECT)

_SAID = {
    "noinput": "says nothing", "noinput-last": "says nothing", "nomatch": "presses a wrong key",
    "nomatch-last": "presses wrong keys", "next": "", "again": "", "served": "", "else": "otherwise",
}  # fmt: skip
"""Exits that are told in words of their own; "" where the call just goes on."""

_LASTING = frozenset({"noinput", "noinput-last", "nomatch", "nomatch-last"})
"""Exits whose seconds are spent doing just that."""



def chapter(sheet: Sheet, audit: Audit, rules: Mapping[str, Rule]) -> dict[str, object]:
    """Return what the pages of a phone line say, for the template."""
    return {
        **line(sheet), "facts": _facts(sheet), "note": _note(sheet),
        "groups": [_group(rule, found, audit, rules) for rule, found in kinds(sheet.findings)],
        "accepted": [_accepted(one, rules) for one in sheet.accepted], "stale": [stale(one) for one in sheet.stale],
    }  # fmt: skip


def place(at: Position) -> str:
    """Return a place as `file:line`."""
    return shown(f"{at.file}:{at.line}", 160)


def stale(one: Stale) -> dict[str, object]:
    """Return an acceptance that holds nothing any more, for the template."""
    return {
        "rule": shown(one.acceptance.rule, 60), "place": place(one.acceptance.at), "why": shown(one.why),
        "reason": shown(one.acceptance.reason, 300),
    }  # fmt: skip


def _facts(sheet: Sheet) -> list[tuple[str, str]]:
    tree = sheet.tree
    found = [count(sheet.count(severity), str(severity)) for severity in reversed(Severity) if sheet.count(severity)]
    more = f" and {count(len(sheet.files) - 1, 'more file')}" if len(sheet.files) > 1 else ""
    asked = sum(1 for node in tree.nodes if node.type in ASKING)
    facts = [
        ("Findings", listed(found) or "none"), ("Steps", f"{len(tree.nodes):,}, {count(asked, 'question')}"),
        ("Languages", ", ".join(shown(tag, 20) for tag in tree.languages[:6]) or "not told"),
    ]  # fmt: skip
    if (number := phone_number(sheet)) != UNKNOWN:
        facts.append(("Number", number))
    if tree.calls_per_month:
        facts.append(("Calls a month", f"{tree.calls_per_month:,.0f}"))
    facts.append(("File", f"{shown(tree.file, 120)}{more}"))
    return facts


def _note(sheet: Sheet) -> str:
    """What a reader has to know of a line before anything else; "" if nothing."""
    if sheet.skipped:
        return f"Not judged as a phone line: {sheet.skipped}."
    notes = []
    if sheet.shared:
        findings = f"{sheet.shared:,} finding{' stands' if sheet.shared == 1 else 's stand'}"
        notes.append(f"{findings} in files that this line shares with another one, and listed there.")
    if sheet.unchecked:
        notes.append(f"{count(len(sheet.unchecked), 'question')} left open: see “What was not checked”.")
    if not sheet.findings and not sheet.shared:
        notes.insert(0, "Nothing was found: no caller of this line is in trouble under the policy of this audit.")
    return " ".join(notes)


def _group(rule: str, found: Sequence[Finding], audit: Audit, rules: Mapping[str, Rule]) -> dict[str, object]:
    """All findings of one rule in one line, with what the rule says once for all."""
    manual = rules[rule].manual if rule in rules else {}
    in_order = sorted(found, key=lambda one: -one.severity)
    return {
        "summary": summary_of(rule, rules), "rule": rule,
        "counts": listed([count(n, str(s)) for s in reversed(Severity) if (n := sum(f.severity is s for f in found))]),
        "why": paragraph(manual.get("Why", "")), "fix": paragraph(manual.get("Fix", "")),
        "source": paragraph(manual.get("Source", "")), "advice": shown(audit.advice.get(rule, "")),
        "cards": [_card(one) for one in in_order[:CARDS]], "rest": [_row(one) for one in in_order[CARDS:]],
    }  # fmt: skip


def _card(one: Finding) -> dict[str, object]:
    steps = steps_of(one.journey) if len(one.journey) > 1 else []
    return {
        "severity": str(one.severity), "message": f"{sentence(shown(one.message))}{only_when(one)}",
        "place": place(one.position), "node": shown(one.node, 60), "steps": steps,
        "also": [_also(note) for note in one.also[:PLACES]], "more": max(0, len(one.also) - PLACES),
        "cite": shown(one.cite or "", 200), "title": shown(one.title or "", 120),
    }  # fmt: skip


def _also(note: Note) -> dict[str, str]:
    return {"place": place(note.at), "message": shown(note.message, 240)}


def _row(one: Finding) -> dict[str, str]:
    """A finding as a row of a table: the journey in one line of words."""
    steps = [f"{step['name']} {step['action']}".strip() for step in steps_of(one.journey)]
    return {
        "severity": str(one.severity), "message": f"{shown(one.message, 240)}{only_when(one)}",
        "place": place(one.position), "journey": " → ".join(steps) if len(steps) > 1 else "",
    }  # fmt: skip


def steps_of(journey: Sequence[Step]) -> list[dict[str, object]]:
    """Return a journey step by step as the caller lives it; the middle of a very long one becomes one step."""
    left_out = len(journey) - FIRST_STEPS - LAST_STEPS
    numbered = [_step(number, step) for number, step in enumerate(journey, 1)]
    if left_out < 2:
        return numbered
    gap: dict[str, object] = {"number": 0, "name": f"{left_out:,} more steps", "action": "", "last": False}
    return [*numbered[:FIRST_STEPS], gap, *numbered[-LAST_STEPS:]]


def _step(number: int, step: Step) -> dict[str, object]:
    return {
        "number": number, "name": shown(step.node, 44), "action": told(step),
        "last": step.trigger is None,
    }  # fmt: skip


def told(step: Step) -> str:
    """Return what the caller does at a step, or what happens there, and after which time: `presses 3 after 4 s`."""
    trigger, seconds = step.trigger, step.seconds
    what, time = action(trigger, system=step.system), duration(seconds)
    if not what or not time:
        return what or time
    return f"{what} {'for' if trigger in _LASTING else 'after'} {time}"


def action(trigger: str | None, *, system: bool = False) -> str:
    """Return what the caller does, or what happens, at a step: `presses 3`, `says "cancel"`, `says nothing`."""
    if trigger is None:
        return ""
    if trigger in _SAID:
        return _SAID[trigger]
    if trigger and set(trigger) <= set("0123456789*#"):
        return f"case {trigger}" if system else f"presses {trigger}"
    return f"says {shown(trigger, 40)}" if trigger.startswith('"') else shown(trigger, 40)


def _accepted(one: Accepted, rules: Mapping[str, Rule]) -> dict[str, str]:
    finding, given = one.finding, one.acceptance
    return {
        "rule": finding.rule, "message": shown(finding.message, 240), "place": place(finding.position),
        "severity": str(finding.severity), "reason": shown(given.reason, 400), "owner": shown(given.owner, 60) or "–",
        "until": given.until or "–", "summary": summary_of(finding.rule, rules),
    }  # fmt: skip

