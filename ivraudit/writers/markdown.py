"""The audit as Markdown, for a comment on a change or the page of a CI job."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from ivraudit.auditing import Audit, Unchecked
from ivraudit.model import Acceptance, Finding
from ivraudit.writers.wording import (
    before,
    count,
    evidence,
    extent,
    place,
    plain,
    rest,
    sentences,
    severities,
    stale,
    terms,
)  # fmt: skip

MARK = "<!-- ivraudit -->"
"""By this first line a bot finds the comment that it wrote before."""
ROOM = 45_000
"""Characters for findings: GitHub takes 65,536 a comment, and there is more to tell."""
SMALL_ROOM = 4_000
"""Characters for each of the lists that are folded away."""
LONGEST = 600
"""Characters of a text that are shown."""

_MARKS = re.compile(r"[\\`*_\[\]<>&~|#$^=]")
_CALLING = re.compile(r"[@#!~%$&](?=\w)|:(?=//)|\bwww(?=\.)|\bGH(?=-\d)", re.IGNORECASE)
"""What makes a mention, a reference to an issue or a link of the word behind it, on GitHub or GitLab."""


def escaped(text: str) -> str:
    """Return a text as Markdown that shows it and does nothing else: no markup, link, mention or reference."""
    quiet = _CALLING.sub("\\g<0>\N{ZERO WIDTH SPACE}", _cut(plain(text)))
    return _MARKS.sub(r"\\\g<0>", quiet)


def code(text: str) -> str:
    """Return a text as a span of code, whatever quotes it holds."""
    shown = _cut(plain(text))
    fence = "`" * (max((len(run) for run in re.findall("`+", shown)), default=0) + 1)
    edge = " " if shown.startswith("`") or shown.endswith("`") else ""
    return f"{fence}{edge}{shown}{edge}{fence}" if shown.strip() else ""


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def write(audit: Audit, note: str = "") -> str:
    """Return the audit as Markdown of at most 65,536 characters, where the worst is told first; `note` is Markdown."""
    verdict = severities(audit) if audit.findings else "nothing found"
    counted = "; ".join(part for part in (extent(audit), rest(audit), escaped(before(audit))) if part)
    parts = [MARK, f"## ivraudit: {verdict}", f"In {counted}.", note]
    shown = _worst(audit)
    files = dict.fromkeys(one.position.file for one, _ in shown)
    for file in files:
        parts.append(f"### {code(file)}")
        parts.append("\n".join(text for one, text in shown if one.position.file == file))
    if len(shown) < len(audit.findings):
        parts.append(f"… and {count(len(audit.findings) - len(shown), 'more finding')}, none of them worse.")
    if audit.untold:
        parts.append("### Stale acceptances")
        parts.append(_list(f"{code(place(one.acceptance.at))} {escaped(stale(one))}" for one in audit.untold))
    parts += _folded(audit)
    return "\n\n".join(part for part in parts if part) + "\n"


def _worst(audit: Audit) -> list[tuple[Finding, str]]:
    """The worst findings that there is room for, in the order of the audit, each with its text."""
    sentence = sentences(audit)
    room, kept = ROOM, {}
    files: set[str] = set()
    for number, one in sorted(enumerate(audit.findings), key=lambda item: -item[1].severity):
        text = "\n".join(_item(audit, one, sentence(one)))
        room -= len(text) + 1 + (0 if one.position.file in files else len(code(one.position.file)) + 8)
        if room < 0:
            break
        files.add(one.position.file)
        kept[number] = one, text
    return [kept[number] for number in sorted(kept)]


def _item(audit: Audit, finding: Finding, sentence: str) -> Iterator[str]:
    yield f"- **{finding.severity}** {_rule(audit, finding.rule)} line {finding.position.line}: {escaped(sentence)}"
    for heading, words in evidence(audit, finding):
        yield f"  - {heading}: {code(words) if heading == 'the call' else escaped(words)}"


def _rule(audit: Audit, name: str) -> str:
    """A rule's name, as a link to its page where it has one."""
    page = audit.rules[name].page if name in audit.rules else ""
    return f"[{escaped(name)}]({page})" if re.fullmatch(r"https?://[^\s()<>]+", page) else escaped(name)


def _folded(audit: Audit) -> Iterator[str]:
    """What is seldom asked for, folded away."""
    sentence = sentences(audit)
    lists = {
        "accepted": [_accepted(audit, one.finding, one.acceptance, sentence(one.finding)) for one in audit.accepted],
        "not checked": [_open(one) for one in audit.not_checked],
        "skipped": [f"{code(one.file)} {escaped(one.why)}" for one in audit.skipped],
    }
    for name, lines in lists.items():
        if lines:
            summary = f"<summary>{count(len(lines), name, name)}</summary>"
            yield f"<details>\n{summary}\n\n{_list(lines)}\n\n</details>"


def _open(one: Unchecked) -> str:
    return f"{f'{code(one.file)} ' if one.file else ''}{escaped(one.rule)}: {escaped(one.why)}"


def _accepted(audit: Audit, finding: Finding, acceptance: Acceptance, sentence: str) -> str:
    where = code(place(finding.position))
    return f"{where} {_rule(audit, finding.rule)} {escaped(sentence)} (accepted: {escaped(terms(acceptance))})"


def _list(lines: Iterable[str]) -> str:
    """A list of what there is room for."""
    room, shown, left = SMALL_ROOM, [], 0
    for line in lines:
        room -= len(line) + 3
        if room >= 0:
            shown.append(f"- {line}")
        else:
            left += 1
    return "\n".join([*shown, f"- … and {left:,} more"] if left else shown)
