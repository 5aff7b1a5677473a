"""The audit as workflow commands, which GitHub Actions shows beside the guilty lines, and as the page of the job."""

from __future__ import annotations

from collections.abc import Iterator

from ivraudit.auditing import Audit
from ivraudit.model import Position, Severity
from ivraudit.writers import markdown
from ivraudit.writers.places import path
from ivraudit.writers.wording import (
    before,
    count,
    evidence,
    place,
    plain,
    rest,
    sentences,
    stale,
    terms,
    total,
    unchecked,
)  # fmt: skip

COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}
LONGEST = 4_000
"""Characters of a line of an annotation; a call may be longer than anybody would read there."""
MOST = 10
"""So many annotations of a kind GitHub shows for one step; it drops the others without a word."""


def write(audit: Audit) -> str:
    """Return a workflow command for each finding, the worst first; what is accepted or open comes as folded lines."""
    return "".join(f"{line}\n" for line in _lines(audit))


def summary(audit: Audit) -> str:
    """Return the page of the job as Markdown, for the file that GITHUB_STEP_SUMMARY names."""
    return markdown.write(audit, _dropped(audit))


def _dropped(audit: Audit) -> str:
    """A sentence about annotations that GitHub does not show; "" where it shows them all."""
    kinds = {severity: audit.count(severity) for severity in reversed(Severity)}
    kinds[Severity.INFO] += len(audit.untold)
    many = [f"{number:,} {COMMANDS[severity]}s" for severity, number in kinds.items() if number > MOST]
    return f"GitHub shows {MOST} annotations of each kind, and there are {', '.join(many)}." if many else ""


def _lines(audit: Audit) -> Iterator[str]:
    sentence = sentences(audit)
    for one in sorted(audit.findings, key=lambda finding: -finding.severity):
        words = [sentence(one), *(_cut(f"{heading}: {text}") for heading, text in evidence(audit, one))]
        yield _command(COMMANDS[one.severity], one.position, one.rule, words)
    for held in audit.untold:
        yield _command("notice", held.acceptance.at, "stale acceptance", [stale(held)])
    yield from _group("accepted", (
        f"{place(one.finding.position)}: {one.finding.rule}: {sentence(one.finding)} ({terms(one.acceptance)})"
        for one in audit.accepted
    ))  # fmt: skip
    yield from _group("not checked", (unchecked(one) for one in audit.not_checked))
    yield from _group("skipped", (f"{plain(one.file)}: {one.why}" for one in audit.skipped))
    yield f"ivraudit: {'; '.join(part for part in (total(audit), rest(audit), before(audit)) if part)}"
    if _dropped(audit):
        yield _dropped(audit)


def _command(kind: str, at: Position, title: str, words: list[str]) -> str:
    """One annotation; GitHub takes columns only of a span on one line."""
    where: dict[str, str | int] = {"file": path(at.file), "line": at.line, "endLine": max(at.line, at.end_line)}
    if at.line == at.end_line:
        where |= {"col": at.column, "endColumn": at.end_column}
    given = ",".join(f"{name}={_property(str(value))}" for name, value in (where | {"title": title}).items())
    return f"::{kind} {given}::{_data(chr(10).join(words))}"


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(plain(text)).replace(":", "%3A").replace(",", "%2C")


def _group(name: str, lines: Iterator[str]) -> Iterator[str]:
    """Lines that the log folds; none of them can be taken for a command, old (`##[...]`) or new (`::...::`)."""
    told = [f"- {line.replace('##[', '## [')}" for line in lines]
    if told:
        yield f"::group::{count(len(told), name, name)}"
        yield from told
        yield "::endgroup::"
