"""The audit as Checkstyle's XML, which many a review tool and Jenkins plug-in reads."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from ivraudit.auditing import Audit
from ivraudit.model import Position
from ivraudit.writers.markup import document, element
from ivraudit.writers.places import path
from ivraudit.writers.wording import plain, sentences, stale, terms


def write(audit: Audit) -> bytes:
    """Return the audit as XML; what is accepted, or a stale acceptance that no finding tells of, is an information."""
    sentence = sentences(audit)
    told: list[tuple[Position, str, str, str]] = [
        (one.position, str(one.severity), one.rule, sentence(one)) for one in audit.findings
    ]
    for one in audit.accepted:
        words = f"accepted ({terms(one.acceptance)}): {sentence(one.finding)}"
        told.append((one.finding.position, "info", f"{one.finding.rule}.accepted", words))
    told += [(one.acceptance.at, "info", f"{plain(one.acceptance.rule)}.stale", stale(one)) for one in audit.untold]
    root = element(None, "checkstyle", {"version": "4.3"})
    files: dict[str, Element] = {}
    for at, severity, rule, message in sorted(told):
        name = path(at.file)
        if name not in files:
            files[name] = element(root, "file", {"name": name})
        element(files[name], "error", {
            "line": at.line, "column": at.column, "severity": severity, "message": message,
            "source": f"ivraudit.{rule}",
        })  # fmt: skip
    return document(root)
