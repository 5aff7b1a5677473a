"""The verdict: what an audit comes to, in one sentence and in six figures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from ivraudit.auditing import Audit
from ivraudit.model import Finding, Severity
from ivraudit.rule import Category, Rule
from ivraudit.writers.reporting.phrases import as_clause, counted, listed, number_word, sentence
from ivraudit.writers.reporting.sheets import Sheet
from ivraudit.writers.wording import count

GRAVITY = (
    Category.HUMAN, Category.CANCELLATION, Category.STRUCTURE, Category.WAITING, Category.INPUT, Category.HOURS,
    Category.LAW, Category.PRIVACY, Category.ACCESS, Category.MENU, Category.PROMPT, Category.DOCUMENT,
)  # fmt: skip
"""Among faults of the same severity: the order in which a caller suffers from them. Our own choice; no source."""

NAMED = 3
"""So many kinds of fault are named in the verdict."""


def kinds(findings: Iterable[Finding], severity: Severity | None = None) -> list[tuple[str, list[Finding]]]:
    """Return the findings by rule, the gravest first: by severity, then what it does to callers, then how many."""
    found: dict[str, list[Finding]] = {}
    for one in findings:
        if severity is None or one.severity is severity:
            found.setdefault(one.rule, []).append(one)
    return sorted(found.items(), key=_gravity)


def _gravity(kind: tuple[str, list[Finding]]) -> tuple[int, int, int, str]:
    rule, found = kind
    order = {str(category): place for place, category in enumerate(GRAVITY)}
    worst = max(one.severity for one in found)
    return -worst, order.get(str(found[0].category), len(order)), -len(found), rule


def summary_of(rule: str, rules: Mapping[str, Rule]) -> str:
    """Return what a rule finds, in a sentence; its name where the rule is not known."""
    return rules[rule].summary if rule in rules else f"{rule}."


def headline(made: Sequence[Sheet], rules: Mapping[str, Rule]) -> str:
    """Return the verdict on all phone lines, in one sentence."""
    judged = [sheet for sheet in made if not sheet.skipped]
    if not judged:
        return "No phone line was judged."
    failing = [sheet for sheet in judged if sheet.worst is Severity.ERROR]
    if failing:
        return f"{_failing(failing, judged)}: {_named(judged, Severity.ERROR, rules)}."
    if any(sheet.worst is Severity.WARNING for sheet in judged):
        return f"{_lasting(judged)}: {_named(judged, Severity.WARNING, rules)}."
    remarks = sum(len(sheet.findings) for sheet in judged)
    end = f"; there {'is' if remarks == 1 else 'are'} {counted(remarks, 'remark')}" if remarks else ""
    whole = _of(len(judged), len(judged))
    return f"{whole} {'passes' if len(judged) == 1 else 'pass'}: no caller was found in trouble{end}."


def _of(number: int, whole: int) -> str:
    """How many of all phone lines, as the beginning of a sentence."""
    if whole == 1:
        return "The one phone line"
    if number == whole == 2:
        return "Both phone lines"
    if number == whole:
        return f"All {number_word(whole)} phone lines"
    return sentence(f"{number_word(number)} of {number_word(whole)} phone lines")


def _failing(failing: Sequence[Sheet], judged: Sequence[Sheet]) -> str:
    errors = [one for sheet in failing for one in sheet.findings if one.severity is Severity.ERROR]
    single = len(failing) == 1
    if all(one.category == Category.DOCUMENT for one in errors):
        return f"{_of(len(failing), len(judged))} cannot be relied on as {'it is' if single else 'they are'} written"
    return f"{_of(len(failing), len(judged))} {'leaves its' if single else 'leave their'} callers in trouble"


def _lasting(judged: Sequence[Sheet]) -> str:
    uneasy = [sheet for sheet in judged if sheet.worst is Severity.WARNING]
    verb = "makes" if len(uneasy) == 1 else "make"
    return f"{_of(len(uneasy), len(judged))} {verb} it harder for callers than the policy allows"


def _named(judged: Iterable[Sheet], severity: Severity, rules: Mapping[str, Rule]) -> str:
    found = kinds((one for sheet in judged for one in sheet.findings), severity)
    clauses = [as_clause(summary_of(rule, rules)) for rule, _ in found[:NAMED]]
    rest = len(found) - NAMED
    if rest > 0:
        clauses.append(f"{counted(rest, 'more kind')} of fault")
    return listed(clauses, "; ")


def support(audit: Audit, made: Sequence[Sheet], rules_on: int) -> str:
    """Return the sentences that stand behind the verdict: what was looked at, what was found, what was left open."""
    judged = [sheet for sheet in made if not sheet.skipped]
    steps = sum(len(sheet.tree.nodes) for sheet in judged)
    found = [count(number, str(severity)) for severity in reversed(Severity) if (number := audit.count(severity))]
    what = listed(found) if found else "nothing to report"
    parts = [
        f"The audit followed every way that a call can take through {counted(len(judged), 'phone line')} of "
        f"{count(steps, 'step')} in all, asked {count(rules_on, 'question')} of each, and found {what}."
    ]
    if audit.accepted:
        parts.append(f"{_were(len(audit.accepted), 'more finding')} accepted, with a reason.")
    if audit.not_checked:
        parts.append(f"{_were(len(audit.not_checked), 'question')} left open, and the appendix says why.")
    skipped = len(made) - len(judged)
    if skipped:
        parts.append(f"{_were(skipped, 'flow')} not judged, being no phone line.")
    return " ".join(parts)


def _were(number: int, noun: str) -> str:
    return f"{sentence(counted(number, noun))} {'was' if number == 1 else 'were'}"


def figures(audit: Audit, made: Sequence[Sheet]) -> list[dict[str, object]]:
    """Return the big figures of the cover: value, caption and tone ("" = neutral)."""
    judged = [sheet.tree for sheet in made if not sheet.skipped]
    errors, warnings = audit.count(Severity.ERROR), audit.count(Severity.WARNING)
    rows = [
        (len(judged), "phone line", "phone lines", ""),
        (sum(len(tree.nodes) for tree in judged), "step of a call", "steps of a call", ""),
        (errors, "error", "errors", "error" if errors else ""),
        (warnings, "warning", "warnings", "warning" if warnings else ""),
        (len(audit.accepted), "accepted", "accepted", ""),
        (len(audit.not_checked), "not checked", "not checked", ""),
    ]
    return [
        {"value": f"{number:,}", "caption": one if number == 1 else many, "tone": tone}
        for number, one, many, tone in rows
    ]


def standing(sheet: Sheet) -> tuple[str, str]:
    """Return the verdict on one phone line in a few words, and its tone."""
    if sheet.skipped:
        return "Not judged", ""
    if sheet.tree.unreadable:
        return "Not readable", "error"
    words = {
        Severity.ERROR: ("Callers in trouble", "error"), Severity.WARNING: ("Harder than allowed", "warning"),
        Severity.INFO: ("Passes, with remarks", "info"),
    }  # fmt: skip
    if sheet.worst is not None:
        return words[sheet.worst]
    return ("Shares faults", "warning") if sheet.shared else ("Passes", "good")
