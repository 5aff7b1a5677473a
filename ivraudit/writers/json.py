"""The audit for a machine: the JSON of the command line's contract."""

from __future__ import annotations

import json
from typing import Any

from ivraudit import __version__
from ivraudit.auditing import Audit
from ivraudit.model import Acceptance, Finding, Known, Note, Position, Severity, Step, Tree


def write(audit: Audit) -> str:
    """Return the audit as JSON; keys are only ever added (docs/cli.md)."""
    return json.dumps(content(audit), ensure_ascii=False, indent=1) + "\n"


def content(audit: Audit) -> dict[str, Any]:
    """Return the audit as plain values, in the order of the contract."""
    return {
        "ivraudit": __version__,
        "policy": {"files": list(audit.policies), "packs": list(audit.packs)},
        "trees": [_tree(tree) for tree in audit.trees],
        "promises": [],
        "findings": [{**finding(one), **_state(audit, "new")} for one in audit.findings],
        "not_checked": [
            {"rule": one.rule, "tree": one.tree, "file": one.file, "why": one.why} for one in audit.not_checked
        ],
        "accepted": [{**finding(one.finding), "acceptance": _acceptance(one.acceptance)} for one in audit.accepted],
        "stale": [{**_acceptance(one.acceptance), "why": one.why} for one in audit.stale],
        "skipped": [{"file": one.file, "why": one.why} for one in audit.skipped],
        "compared": audit.compared or None,
        "baselined": [{**finding(one), **_state(audit, "unchanged")} for one in audit.baselined],
        "gone": [_known(one) for one in audit.gone],
        "summary": {str(severity): audit.count(severity) for severity in reversed(Severity)},
    }


def _state(audit: Audit, state: str) -> dict[str, str]:
    """What a finding is beside those of before, where there is a before."""
    return {"baseline": state} if audit.compared else {}


def _known(one: Known) -> dict[str, Any]:
    return {
        "rule": one.rule, "file": one.file, "tree": one.tree, "node": one.node or None, "message": one.message,
        "fingerprint": one.fingerprint, "baseline": "gone",
    }  # fmt: skip


def _tree(tree: Tree) -> dict[str, Any]:
    return {
        "file": tree.file, "name": tree.name, "reader": tree.reader, "kind": str(tree.kind),
        "nodes": tree.node_count, "edges": tree.edge_count,
    }  # fmt: skip


def finding(one: Finding) -> dict[str, Any]:
    """Return one finding as plain values."""
    return {
        "rule": one.rule, "category": str(one.category), "sins": list(one.sins), "severity": str(one.severity),
        "message": one.message, "profiles": list(one.profiles), "silence_only": one.silence_only,
        **_place(one.position), "tree": one.tree, "node": one.node or None,
        "journey": [_step(step) for step in one.journey], "also": [_note(note) for note in one.also],
        "title": one.title, "cite": one.cite, "fingerprint": one.fingerprint,
    }  # fmt: skip


def _place(at: Position) -> dict[str, Any]:
    return {
        "file": at.file, "line": at.line, "column": at.column, "end_line": at.end_line, "end_column": at.end_column,
    }  # fmt: skip


def _step(step: Step) -> dict[str, Any]:
    return {"node": step.node, "trigger": step.trigger, "seconds": step.seconds}


def _note(note: Note) -> dict[str, Any]:
    return {"file": note.at.file, "line": note.at.line, "column": note.at.column, "message": note.message}


def _acceptance(one: Acceptance) -> dict[str, Any]:
    return {
        "rule": one.rule, "tree": one.tree or None, "node": one.node or None, "reason": one.reason,
        "owner": one.owner or None, "until": one.until or None, "file": one.at.file, "line": one.at.line,
    }  # fmt: skip
