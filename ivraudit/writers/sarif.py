"""The audit as SARIF 2.1.0 (OASIS), for code scanning: rules with their manuals, results with the call as code flow."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from ivraudit import HOME, __version__
from ivraudit.auditing import Audit
from ivraudit.model import Acceptance, Finding, Known, Note, Position, Severity
from ivraudit.rule import Rule
from ivraudit.writers import manual
from ivraudit.writers.places import Whereabouts, address, path
from ivraudit.writers.wording import is_call, plain, sentences, stale, terms, timed, unchecked

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
NOTICES = {
    "not-checked": "The tree leaves the question of a rule open.",
    "skipped": "The file holds no phone tree that callers dial.",
    "stale-acceptance": "An acceptance matches nothing any more, or has expired.",
}
"""What is told of a run besides its results."""


def write(audit: Audit) -> str:
    """Return the audit as a SARIF log with one run."""
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [_run(audit)]}
    return json.dumps(log, ensure_ascii=False, indent=1) + "\n"


def _run(audit: Audit) -> dict[str, Any]:
    numbers = {name: number for number, name in enumerate(audit.rules)}
    results = _Results(audit, numbers)
    return {
        "tool": {"driver": {
            "name": "ivraudit", "version": __version__, "semanticVersion": __version__, "informationUri": HOME,
            "rules": [_rule(rule) for rule in audit.rules.values()],
            "notifications": [{"id": name, "shortDescription": {"text": about}} for name, about in NOTICES.items()],
        }},
        "invocations": [
            {"executionSuccessful": True, "toolConfigurationNotifications": list(_notices(audit, numbers))}
        ],
        "originalUriBaseIds": {"%SRCROOT%": {"description": {"text": "The folder that ivraudit was run in."}}},
        "columnKind": "unicodeCodePoints",
        "results": [
            *(results.result(one, "new") for one in audit.findings),
            *(results.result(one, "unchanged") for one in audit.baselined),
            *({**results.result(one.finding), "suppressions": [_suppression(audit, one.acceptance)]}
              for one in audit.accepted),
            *(results.absent(one) for one in audit.gone),
        ],
        "properties": {
            "policies": [path(file) for file in audit.policies], "packs": list(audit.packs),
            "dated": audit.dated or None,
        },
    }  # fmt: skip


def _rule(rule: Rule) -> dict[str, Any]:
    described = {
        "id": rule.id, "name": "".join(word.capitalize() for word in rule.id.split("-")),
        "shortDescription": {"text": rule.summary},
        "fullDescription": {"text": manual.paragraph(rule, "Why") or rule.summary},
        "help": {"text": manual.text(rule), "markdown": manual.markdown(rule) or rule.summary},
        "defaultConfiguration": {"level": LEVELS[rule.severity]},
        "properties": {
            "category": str(rule.category), "sins": list(rule.sins), "tags": [str(rule.category), *rule.sins],
        },
    }  # fmt: skip
    return {**described, "helpUri": rule.page} if rule.page else described


class _Results:
    """Findings as results of a run whose rules have these numbers."""

    def __init__(self, audit: Audit, numbers: dict[str, int]) -> None:
        self._audit = audit
        self._numbers = numbers
        self._sentence = sentences(audit)
        self._where = Whereabouts(audit.trees)

    def result(self, finding: Finding, state: str = "") -> dict[str, Any]:
        """Return one finding, with what the comparison says of it where there was one."""
        named = [*_node(finding.node), *_node(finding.tree, "tree")]
        parts = {
            "relatedLocations": [_related(number, note) for number, note in enumerate(finding.also, 1)],
            "codeFlows": [self._flow(finding)] if is_call(finding) else [],
        }
        return {
            **_named(self._numbers, finding.rule, "ruleId", "ruleIndex"),
            "level": LEVELS[finding.severity], "message": _message(self._sentence(finding)),
            "locations": [{**_location(finding.position), **({"logicalLocations": named} if named else {})}],
            **{name: value for name, value in parts.items() if value},
            "partialFingerprints": {"ivraudit/v1": finding.fingerprint},
            **({"baselineState": state} if state and self._audit.compared else {}),
            "properties": self._more(finding),
        }  # fmt: skip

    def absent(self, known: Known) -> dict[str, Any]:
        """Return a finding that was there before; of its place only the file and the node are known."""
        named = [*_node(known.node), *_node(known.tree, "tree")]
        return {
            **_named(self._numbers, known.rule, "ruleId", "ruleIndex"), "message": _message(plain(known.message)),
            "locations": [{**_whole(known.file), **({"logicalLocations": named} if named else {})}],
            "partialFingerprints": {"ivraudit/v1": known.fingerprint}, "baselineState": "absent",
        }  # fmt: skip

    def _more(self, finding: Finding) -> dict[str, Any]:
        said = {"advice": self._audit.advice.get(finding.rule), "cite": finding.cite}
        return {
            "profiles": list(finding.profiles), "silenceOnly": finding.silence_only,
            **{name: plain(text) for name, text in said.items() if text},
        }  # fmt: skip

    def _flow(self, finding: Finding) -> dict[str, Any]:
        steps = []
        for number, step in enumerate(finding.journey, 1):
            at = self._where.node(finding, step.node)
            place = {**(_location(at) if at else {}), "logicalLocations": list(_node(step.node))}
            steps.append({"location": {**place, "message": _message(timed(step))}, "executionOrder": number})
        return {"message": {"text": "The call"}, "threadFlows": [{"locations": steps}]}


def _named(numbers: dict[str, int], rule: str, name: str, number: str) -> dict[str, Any]:
    """A rule by its id, and by its number where it has one."""
    return {name: rule, number: numbers[rule]} if rule in numbers else {name: rule}


def _message(text: str) -> dict[str, str]:
    """A plain message; `[words](target)` would be a link in it, and no tree may lead readers away."""
    return {"text": text.replace("](", "] (")}


def _node(name: str, kind: str = "node") -> Iterator[dict[str, str]]:
    if plain(name):
        yield {"name": plain(name), "kind": kind}


def _file(file: str) -> dict[str, str]:
    uri, relative = address(file)
    return {"uri": uri, "uriBaseId": "%SRCROOT%"} if relative else {"uri": uri}


def _location(at: Position) -> dict[str, Any]:
    region = {"startLine": at.line, "startColumn": at.column}
    if (at.end_line, at.end_column) >= (at.line, at.column):
        region |= {"endLine": at.end_line, "endColumn": at.end_column}
    return {"physicalLocation": {"artifactLocation": _file(at.file), "region": region}}


def _related(number: int, note: Note) -> dict[str, Any]:
    nodes = list(_node(note.node or ""))
    named = {"logicalLocations": nodes} if nodes else {}
    return {"id": number, **_location(note.at), **named, "message": _message(plain(note.message))}


def _suppression(audit: Audit, acceptance: Acceptance) -> dict[str, Any]:
    given = {"owner": plain(acceptance.owner), "until": plain(acceptance.until)}
    return {
        "kind": "external" if acceptance.at.file in audit.policies else "inSource", "status": "accepted",
        "justification": terms(acceptance), "location": _location(acceptance.at),
        "properties": {name: value for name, value in given.items() if value},
    }  # fmt: skip


def _notices(audit: Audit, numbers: dict[str, int]) -> Iterator[dict[str, Any]]:
    """What else is to be known of the run: open questions, skipped files, stale acceptances."""
    for question in audit.not_checked:
        named = _named(numbers, question.rule, "id", "index") if question.rule in numbers else {}
        yield _notice("not-checked", unchecked(question), _whole(question.file), named)
    for file in audit.skipped:
        yield _notice("skipped", f"{plain(file.file)}: skipped, {file.why}", _whole(file.file), {})
    for one in audit.stale:
        rule = one.acceptance.rule
        named = _named(numbers, rule, "id", "index") if rule in numbers else {}
        yield _notice("stale-acceptance", stale(one), _location(one.acceptance.at), named)


def _whole(file: str) -> dict[str, Any]:
    return {"physicalLocation": {"artifactLocation": _file(file)}} if file else {}


def _notice(kind: str, text: str, where: dict[str, Any], rule: dict[str, Any]) -> dict[str, Any]:
    parts = {"locations": [where] if where else [], "associatedRule": rule}
    return {
        "descriptor": {"id": kind, "index": list(NOTICES).index(kind)}, "level": "note", "message": _message(text),
        **{name: value for name, value in parts.items() if value},
    }  # fmt: skip
