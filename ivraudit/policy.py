"""What is asked of the trees: which rules, how strictly, and what has been accepted."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from ivraudit import marked
from ivraudit.errors import PolicyError, nearest
from ivraudit.model import NOTHING, Acceptance, Assumptions, Habits, Keys, Severity, Source, Speech, Timing, Tolerance
from ivraudit.rule import Option, Rule

SEVERITIES = {"error": Severity.ERROR, "warning": Severity.WARNING, "info": Severity.INFO}
FAIL_ON = {**SEVERITIES, "never": None}
SHARED: dict[str, Any] = {
    "keys": Keys, "speech": Speech, "timing": Timing, "crowd": Habits, "tolerance": Tolerance,
}  # fmt: skip
"""What several rules share: the key in the policy -> its noun."""
ACCEPT = ("rule", "tree", "node", "reason", "owner", "until")

Find = Callable[[str], Source | None]
"""Gives the policy or pack of a name in `extends`; None if there is none."""


class Check(NamedTuple):
    """How one rule is used."""

    rule: str
    options: Any
    enabled: bool = True
    severity: Severity | None = None
    """Replaces all of the rule's own severities."""
    cite: str = ""


class Policy(NamedTuple):
    """All that a policy file and what it extends come to."""

    checks: Mapping[str, Check]
    accepted: tuple[Acceptance, ...] = ()
    exclude: tuple[str, ...] = ()
    goals: Mapping[str, tuple[str, ...]] = NOTHING
    """Per goal: the patterns that tag it in trees without tags (tagging.py)."""
    assumptions: Assumptions = Assumptions()
    fail_on: Severity | None = Severity.ERROR
    advice: Mapping[str, str] = NOTHING
    files: tuple[str, ...] = ()
    packs: tuple[str, ...] = ()


@dataclass(slots=True)
class _Sheet:
    """What has been read so far, and everything that is wrong with it."""

    rules: Mapping[str, Rule]
    find: Find
    uses: dict[str, dict[str, Any]] = field(default_factory=dict)
    shared: dict[str, dict[str, Any]] = field(default_factory=dict)
    accepted: list[Acceptance] = field(default_factory=list)
    exclude: list[str] = field(default_factory=list)
    goals: dict[str, tuple[str, ...]] = field(default_factory=dict)
    advice: dict[str, str] = field(default_factory=dict)
    fail_on: Severity | None = Severity.ERROR
    files: list[str] = field(default_factory=list)
    packs: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    reading: list[str] = field(default_factory=list)
    """The files that are being read, each extended by the one before."""


def default(rules: Mapping[str, Rule], find: Find) -> Policy:
    """Return the policy of those who have written none: the built-in `recommended`."""
    return load(Source("", b"extends: [recommended]"), rules, find)


def load(source: Source, rules: Mapping[str, Rule], find: Find) -> Policy:
    """Return the policy of a file; PolicyError lists every mistake in it, each with its line and column."""
    sheet = _Sheet(rules, find)
    _read(sheet, source, pack=False)
    if sheet.faults:
        raise PolicyError(*sheet.faults)
    return _policy(sheet)


def _policy(sheet: _Sheet) -> Policy:
    checks = {}
    for name, rule in sheet.rules.items():
        use = dict(sheet.uses.get(name, {}))
        enabled, severity, cite = use.pop("enabled", rule.asked), use.pop("severity", None), use.pop("cite", "")
        checks[name] = Check(name, rule.options(**use), enabled, severity, cite)
    shared = {name: noun(**sheet.shared.get(name, {})) for name, noun in SHARED.items()}
    return Policy(
        checks, tuple(sheet.accepted), tuple(sheet.exclude), sheet.goals, Assumptions(**shared), sheet.fail_on,
        sheet.advice, tuple(sheet.files), tuple(sheet.packs),
    )  # fmt: skip


def _read(sheet: _Sheet, source: Source, *, pack: bool) -> None:
    if source.file in sheet.reading:
        sheet.faults.append(f"{source.file}: extends itself, by way of {', '.join(sheet.reading)}")
        return
    sheet.reading.append(source.file)
    if source.file and not pack:
        sheet.files.append(source.file)
    text, faults = marked.decode(source.data, source.file)
    value, more = marked.parse(text, source.file) if text is not None else (None, [])
    faults = [*faults, *more]
    if isinstance(value, marked.Mapping):
        _read_top(_Page(sheet, source.file), value)
    elif value is not None:
        sheet.faults.append(f"{source.file}:1:1: a policy is a mapping of keys such as `checks` and `accept`")
    else:
        for fault in faults:
            sheet.faults.append(f"{source.file}:{fault.at.line}:{fault.at.column}: {fault.message}")
    sheet.reading.pop()


class _Page(NamedTuple):
    """One file on its way into the sheet."""

    sheet: _Sheet
    file: str

    def fault(self, value: marked.Value, message: str) -> None:
        at = value.at(self.file)
        self.sheet.faults.append(f"{self.file}:{at.line}:{at.column}: {message}")

    def pairs(self, value: marked.Value, what: str) -> list[tuple[marked.Scalar, marked.Value]]:
        """The pairs of a mapping, each key once."""
        if not isinstance(value, marked.Mapping):
            if not (isinstance(value, marked.Scalar) and not value.value):
                self.fault(value, f"{what} is a mapping")
            return []
        seen: dict[str, marked.Scalar] = {}
        for key, _ in value.pairs:
            if key.value in seen:
                self.fault(key, f"{key.value!r} is given twice, first on line {seen[key.value].at('').line}")
            seen.setdefault(key.value, key)
        return value.pairs

    def items(self, value: marked.Value, what: str) -> list[marked.Value]:
        if isinstance(value, marked.Sequence):
            return value.items
        self.fault(value, f"{what} is a list")
        return []

    def text(self, value: marked.Value, what: str) -> str:
        if isinstance(value, marked.Scalar) and value.value:
            return value.value
        self.fault(value, f"{what} is a text")
        return ""

    def unknown(self, key: marked.Scalar, what: str, known: Mapping[str, object] | tuple[str, ...]) -> None:
        allowed = "" if len(known) > 12 else f" (known: {', '.join(known)})"
        self.fault(key, f"unknown {what} {key.value!r}{allowed}{nearest(key.value, known)}")


def _read_top(page: _Page, value: marked.Mapping) -> None:
    pairs = page.pairs(value, "a policy")
    extends = [item for key, item in pairs if key.value == "extends"]
    for item in extends:
        _extend(page, item)
    for key, item in pairs:
        if key.value in SECTIONS:
            SECTIONS[key.value](page, item)
        elif key.value in SHARED:
            _read_shared(page, key.value, item)
        elif key.value not in ("extends", "pack", "status", "applies", "as_of"):
            page.unknown(key, "key", (*SECTIONS, *SHARED, "extends"))


def _extend(page: _Page, value: marked.Value) -> None:
    for item in page.items(value, "`extends`"):
        name = page.text(item, "a name in `extends`")
        source = page.sheet.find(name) if name else None
        if source is None:
            if name:
                page.fault(item, f"there is no policy named {name!r} (built in: recommended)")
            continue
        page.sheet.packs.append(name)
        _read(page.sheet, source, pack=True)


def _read_checks(page: _Page, value: marked.Value) -> None:
    for key, item in page.pairs(value, "`checks`"):
        rule = page.sheet.rules.get(key.value)
        if rule is None:
            page.unknown(key, "rule", page.sheet.rules)
        else:
            _read_check(page, rule, item)


def _read_check(page: _Page, rule: Rule, value: marked.Value) -> None:
    use = page.sheet.uses.setdefault(rule.id, {})
    if isinstance(value, marked.Scalar):
        if value.value in SEVERITIES:
            use.update(enabled=True, severity=SEVERITIES[value.value])
        elif value.value in ("on", "off"):
            use["enabled"] = value.value == "on"
        else:
            page.fault(value, f"{value.value!r} is none of on, off, error, warning, info, nor a mapping of options")
        return
    use["enabled"] = True
    options = {option.name: option for option in rule.declared()}
    for key, item in page.pairs(value, f"the check {rule.id!r}"):
        if key.value == "severity":
            use["severity"] = _severity(page, item)
        elif key.value == "cite":
            use["cite"] = page.text(item, "`cite`")
        elif key.value in options:
            number = _number(page, options[key.value], item)
            if number is not None:
                use[key.value] = number
        else:
            page.unknown(key, f"option of {rule.id}", ("severity", "cite", *options))


def _severity(page: _Page, value: marked.Value) -> Severity | None:
    text = page.text(value, "`severity`")
    if text and text not in SEVERITIES:
        page.fault(value, f"{text!r} is none of {', '.join(SEVERITIES)}")
    return SEVERITIES.get(text)


def _number(page: _Page, option: Option, value: marked.Value) -> float | None:
    """The value of an option; None, with the fault noted, where it is none."""
    kind = "a whole number" if option.type is int else "a number"
    number: float | None = None
    if isinstance(value, marked.Scalar):
        try:
            number = option.type(value.value)
        except ValueError:
            number = None
    if number is None or not abs(number) < 1e9:
        page.fault(value, f"`{option.name}` is {kind}: {option.description}")
        return None
    if option.least is not None and number < option.least:
        page.fault(value, f"`{option.name}` is at least {option.least:g}")
        return None
    if option.most is not None and number > option.most:
        page.fault(value, f"`{option.name}` is at most {option.most:g}")
        return None
    return number


def _read_shared(page: _Page, name: str, value: marked.Value) -> None:
    known = SHARED[name]._fields
    found = page.sheet.shared.setdefault(name, {})
    for key, item in page.pairs(value, f"`{name}`"):
        if key.value not in known:
            page.unknown(key, f"key of {name}", known)
        elif name == "keys":
            text = item.value if isinstance(item, marked.Scalar) else "?"
            if text not in ("", "null", "~") and not set(text) <= set("0123456789*#"):
                page.fault(item, f"`{key.value}` is one of the keys 0-9 * #, quoted, or null")
            found[key.value] = "" if text in ("null", "~") else text
        else:
            number = _number(page, _shared_option(name, key.value), item)
            if number is not None:
                found[key.value] = number


def _shared_option(section: str, name: str) -> Option:
    """What a number that several rules share may be."""
    if section == "crowd" and not name.endswith("_seconds"):
        most = 0.45 if name in ("noinput", "nomatch") else 1.0
        return Option(name, float, 0.0, f"a share, from 0 to {most:g}", 0.0, most)
    least = 0.0 if name == "wait_seconds" or section == "tolerance" else 0.01
    return Option(name, float, 0.0, "from 0 upwards" if least == 0.0 else "above 0", least, 10_000)


def _read_accept(page: _Page, value: marked.Value) -> None:
    for item in page.items(value, "`accept`"):
        given: dict[str, str] = {}
        for key, inner in page.pairs(item, "an entry of `accept`"):
            if key.value in ACCEPT:
                given[key.value] = page.text(inner, f"`{key.value}`")
            else:
                page.unknown(key, "key of accept", ACCEPT)
            if key.value == "rule" and given["rule"] and given["rule"] not in page.sheet.rules:
                page.fault(inner, f"unknown rule {given['rule']!r}{nearest(given['rule'], page.sheet.rules)}")
            if key.value == "until" and given["until"] and not is_date(given["until"]):
                page.fault(inner, f"{given['until']!r} is not a date such as 2027-03-31")
        for name in ("rule", "reason"):
            if name not in given:
                page.fault(item, f"an entry of `accept` says its `{name}`")
        if given.get("rule") and given.get("reason"):
            page.sheet.accepted.append(Acceptance(at=item.at(page.file), **given))


def is_date(text: str) -> bool:
    """Say whether a text is a day written YYYY-MM-DD."""
    from datetime import date

    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _read_exclude(page: _Page, value: marked.Value) -> None:
    page.sheet.exclude += [page.text(item, "a pattern of `exclude`") for item in page.items(value, "`exclude`")]


def _read_goals(page: _Page, value: marked.Value) -> None:
    for key, item in page.pairs(value, "`goals`"):
        for name, inner in page.pairs(item, f"the goal {key.value!r}"):
            if name.value == "match":
                found = [page.text(one, "a pattern of `match`") for one in page.items(inner, "`match`")]
                page.sheet.goals[key.value] = tuple(pattern for pattern in found if pattern)
            else:
                page.unknown(name, "key of a goal", ("match",))


def _read_fail_on(page: _Page, value: marked.Value) -> None:
    text = page.text(value, "`fail_on`")
    if text and text not in FAIL_ON:
        page.fault(value, f"{text!r} is none of {', '.join(FAIL_ON)}")
    page.sheet.fail_on = FAIL_ON.get(text, Severity.ERROR)


def _read_advice(page: _Page, value: marked.Value) -> None:
    for key, item in page.pairs(value, "`advice`"):
        if key.value not in page.sheet.rules:
            page.unknown(key, "rule", page.sheet.rules)
        page.sheet.advice[key.value] = page.text(item, "an advice")


SECTIONS: dict[str, Callable[[_Page, marked.Value], None]] = {
    "checks": _read_checks, "accept": _read_accept, "exclude": _read_exclude, "goals": _read_goals,
    "fail_on": _read_fail_on, "advice": _read_advice,
}  # fmt: skip


def with_only(policy: Policy, enabled: Callable[[str, bool], bool]) -> Policy:
    """Return the policy with each rule on where `enabled(rule, on)` says so."""
    checks = {name: check._replace(enabled=enabled(name, check.enabled)) for name, check in policy.checks.items()}
    return policy._replace(checks=checks)
