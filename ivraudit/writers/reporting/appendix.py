"""The appendix: how the audit was made, under which policy and rules, and what it did not look at."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from ivraudit.auditing import Audit
from ivraudit.model import Assumptions
from ivraudit.policy import Check, Policy
from ivraudit.rule import Rule
from ivraudit.writers.reporting.chapter import stale
from ivraudit.writers.reporting.phrases import distinct, listed, shown
from ivraudit.writers.reporting.sheets import Sheet

OPEN_QUESTIONS = 400
"""So many open questions are listed; audit.json holds all of them."""

OTHER_FILES = 40
"""So many files that are no phone trees are named."""


def appendix(
    audit: Audit, made: Sequence[Sheet], rules: Mapping[str, Rule], policies: Sequence[Policy]
) -> dict[str, object]:
    """Return what the appendix says, for the template."""
    homes = {id(one) for sheet in made for one in sheet.stale}
    names = {"join": "several files", "accept": "acceptances"}
    return {
        "method": _method(policies), "policy": _policy(audit, policies), "changes": _changes(rules, policies),
        "unchecked": [
            {"tree": shown(one.tree, 80) or "all", "rule": names.get(one.rule, one.rule), "why": shown(one.why, 400)}
            for one in audit.not_checked[:OPEN_QUESTIONS]
        ],
        "more_unchecked": max(0, len(audit.not_checked) - OPEN_QUESTIONS),
        "skipped": [{"file": shown(one.file, 160), "why": shown(one.why, 240)} for one in audit.skipped],
        "others": [shown(file, 120) for file in audit.unclaimed[:OTHER_FILES]],
        "more_others": max(0, len(audit.unclaimed) - OTHER_FILES),
        "stale": [stale(one) for one in audit.stale if id(one) not in homes],
        "rules": rows(audit, rules, policies),
    }  # fmt: skip


def rows(audit: Audit, rules: Mapping[str, Rule], policies: Sequence[Policy]) -> list[dict[str, object]]:
    """Return the table of rules: those that struck first, then the others, each in alphabetical order."""
    times = Counter(one.rule for one in audit.findings)
    made: list[dict[str, object]] = []
    for name in sorted(rules, key=lambda one: (one not in times, one)):
        checks = [policy.checks[name] for policy in policies if name in policy.checks]
        severities = distinct(str(check.severity or rules[name].severity) for check in checks if check.enabled)
        made.append({
            "rule": name, "summary": rules[name].summary, "times": times[name], "state": _state(checks),
            "severities": severities or [str(rules[name].severity)],
        })  # fmt: skip
    return made


def _state(checks: Sequence[Check]) -> str:
    on = [check.enabled for check in checks]
    return "on" if all(on) else "in part" if any(on) else "off"


def switched_on(rules: Mapping[str, Rule], policies: Sequence[Policy]) -> int:
    """Return how many rules are on in at least one of the policies; all of them where none is told."""
    return sum(1 for name in rules if not policies or any(policy.checks[name].enabled for policy in policies))


def _policy(audit: Audit, policies: Sequence[Policy]) -> list[tuple[str, str]]:
    files = [shown(file, 120) for file in audit.policies]
    made = [
        ("Policy files", listed(files) or "none: the policy that is built in"),
        ("Policy packs", listed([shown(pack, 60) for pack in audit.packs]) or "none"),
    ]
    exclude = distinct(shown(pattern, 80) for policy in policies for pattern in policy.exclude)
    if exclude:
        made.append(("Left out on purpose", listed(exclude)))
    return made


def _changes(rules: Mapping[str, Rule], policies: Sequence[Policy]) -> list[dict[str, str]]:
    """Where a policy asks for something else than the rules and assumptions do by themselves."""
    made: list[dict[str, str]] = []
    for policy in policies:
        for name, rule in rules.items():
            check = policy.checks.get(name)
            if check is not None:
                made += _changed(rule, check)
        made += _assumed(policy.assumptions)
    return [one for place, one in enumerate(made) if one not in made[:place]]


def _changed(rule: Rule, check: Check) -> list[dict[str, str]]:
    made = []
    if not check.enabled:
        made.append({"what": rule.id, "means": "whether the rule is asked", "usual": "on", "here": "off"})
    if check.severity is not None and check.severity is not rule.severity:
        made.append({
            "what": rule.id, "means": "how grave a finding is", "usual": str(rule.severity),
            "here": str(check.severity),
        })  # fmt: skip
    for option in rule.declared():
        here = getattr(check.options, option.name)
        if here != option.default:
            made.append({
                "what": f"{rule.id}: {option.name}", "means": option.description, "usual": _value(option.default),
                "here": _value(here),
            })  # fmt: skip
    return made


def _assumed(here: Assumptions) -> list[dict[str, str]]:
    made = []
    usual = Assumptions()
    for noun in Assumptions._fields:
        ours = getattr(here, noun)._asdict()
        for name, theirs in getattr(usual, noun)._asdict().items():
            if theirs != (value := ours[name]):
                made.append({
                    "what": f"{noun}: {name}", "means": name.replace("_", " "), "usual": _value(theirs),
                    "here": _value(value),
                })  # fmt: skip
    return made


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:g}"
    return shown(str(value), 60) or "none"


def _method(policies: Sequence[Policy]) -> list[tuple[str, str]]:
    speech = policies[0].assumptions.speech if policies else Assumptions().speech
    timing = policies[0].assumptions.timing if policies else Assumptions().timing
    return [
        (
            "The call is a game",
            "Every way that a call can take is followed, as if the caller played against the system. At a menu the "
            "caller chooses, so one good key is enough. Where a clock, a lookup or a full queue chooses, every outcome "
            "must be good. A person counts as reachable only if the caller can force it, whatever the system does. "
            "What a file does not show is called unknown: it is never counted as good, nor as bad.",
        ),
        (
            "Callers who cannot answer",
            "Each menu is also asked what becomes of somebody who says nothing, and of somebody who keeps pressing "
            "wrong keys. Bounded retries are fair; being hung up on, or asked again for ever, is not.",
        ),
        (
            "Times are estimates",
            f"Prompts are taken to be spoken at {speech.words_per_minute:g} words a minute, unless the file gives "
            f"their real length; a menu waits {timing.noinput_seconds:g} s for an answer unless the file says "
            "otherwise. Every figure of a finding is the least that a caller can be sure of, not the average of many "
            "calls.",
        ),
        (
            "What it is like to call",
            "The strips show the quickest way that a caller who knows the keys can force. The four callers meet a "
            "system at its worst. What becomes of 100 callers is counted over all calls, with the shares that the file "
            "gives and else with assumptions, which are named; it is the only average in this report.",
        ),
        (
            "Structure only",
            "The audit reads how calls are built to go. Staffing, the behaviour of agents, the sound of recordings and "
            "real waits are not visible in a file.",
        ),
        (
            "Not legal advice",
            "Laws and standards are named as the sources of thresholds. Whether they apply to a company, and whether "
            "it keeps them, is for a lawyer to say.",
        ),
    ]

