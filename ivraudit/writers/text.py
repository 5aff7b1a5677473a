"""The audit for a terminal: one block a finding, the counts last."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from ivraudit.auditing import Audit, Unchecked
from ivraudit.model import Finding, Position
from ivraudit.writers.wording import (
    at_margin,
    before,
    calm,
    evidence,
    extent,
    place,
    plain,
    rest,
    sentences,
    severities,
    stale,
    terms,
    unchecked,
)  # fmt: skip

Paint = Callable[[str, str], str]
"""Gives a text the look of a part: `error`, `warning`, `info`, `place`, `mark`, `dim`, `strong`."""

WIDTH = 160
"""So many columns of a guilty line are shown."""
LEAP = 2_000
"""So many characters are leapt over at once on the way to a guilty line."""
OPEN_QUESTIONS = 10
"""The open questions of so many files are shown unless all are asked for."""
NO_RULES = ("accept", "join")
"""Questions that no rule has left open are few, and told whole."""


def unpainted(text: str, part: str) -> str:
    """Leave a text as it is."""
    return text


def write(
    audit: Audit, *, paint: Paint = unpainted, links: bool = False, quiet: bool = False, verbose: bool = False
) -> str:
    """Return the audit as text; `links` makes the places open in an editor, `quiet` leaves out all but findings."""
    lines = _guilty_lines(audit)
    sentence = sentences(audit)
    blocks = ["\n".join(_block(audit, one, sentence(one), lines, paint, links)) for one in audit.findings]
    if not quiet:
        blocks += _rest(audit, paint, verbose)
        blocks.append("\n".join(_counts(audit, paint)))
    return calm("\n\n".join(blocks)) + "\n" if blocks else ""


def _guilty_lines(audit: Audit) -> dict[tuple[str, int], str]:
    """The lines that findings stand in, and no others: a file may have millions."""
    wanted: dict[str, set[int]] = {}
    for finding in audit.findings:
        wanted.setdefault(finding.position.file, set()).add(finding.position.line)
    found = {}
    for file, numbers in wanted.items():
        text, start, line = audit.texts.get(file, ""), 0, 1
        for number in sorted(numbers):
            while line < number and start >= 0:
                ends = text.count("\n", start, start + LEAP)
                if 0 < ends < number - line:
                    start, line = start + LEAP, line + ends
                else:
                    start, line = text.find("\n", start) + 1 or -1, line + 1
            if start >= 0:
                end = text.find("\n", start)
                found[file, number] = text[start : end if end >= 0 else len(text)]
    return found


def _block(
    audit: Audit, finding: Finding, sentence: str, lines: dict[tuple[str, int], str], paint: Paint, links: bool
) -> Iterator[str]:  # fmt: skip
    level = str(finding.severity)
    where = _link(finding.position, paint(at_margin(place(finding.position)), "place"), links)
    yield f"{where}: {paint(f'{level}[{finding.rule}]', level)} {sentence}"
    line = lines.get((finding.position.file, finding.position.line))
    if line:
        yield from _source(finding.position, line.rstrip("\r"), level, paint)
    for heading, words in evidence(audit, finding):
        yield paint(f"  {heading}: ", "dim") + words


def _link(position: Position, text: str, links: bool) -> str:
    """An OSC 8 hyperlink, where the terminal is known to take it."""
    if not links:
        return text
    address = Path(position.file).absolute().as_uri()
    return f"\x1b]8;;{address}\x1b\\{text}\x1b]8;;\x1b\\"


def _source(position: Position, line: str, level: str, paint: Paint) -> Iterator[str]:
    """The guilty line with its span underlined; a long line is cut to the part around the span."""
    start = position.column - 1
    end = position.end_column - 1 if position.end_line == position.line else len(line)
    cut = max(0, start - WIDTH // 2) if len(line) > WIDTH else 0
    shown, before = _visible(line[cut : cut + WIDTH]), _visible(line[cut:start])
    marked = _visible(line[start : min(max(end, start + 1), cut + WIDTH)])
    number = f"{position.line:>5} | "
    yield paint(number, "dim") + shown
    yield " " * (5 + 1) + paint("| ", "dim") + " " * _columns(before) + paint("^" * max(1, _columns(marked)), level)


def _visible(text: str) -> str:
    """The text on one line, each character for itself, so that the marks below it stay in place."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(one if plain(one) else "\N{REPLACEMENT CHARACTER}" for one in text.replace("\t", " "))


def _columns(text: str) -> int:
    """The columns that a terminal gives a text: two for wide characters, none for combining ones."""
    if text.isascii():
        return len(text)
    from unicodedata import combining, east_asian_width

    return sum(0 if combining(one) else 2 if east_asian_width(one) in "WF" else 1 for one in text)


def _rest(audit: Audit, paint: Paint, verbose: bool) -> Iterator[str]:
    """What is neither found nor clean: acceptances, what was skipped, what could not be decided."""
    if audit.untold:
        mark = paint("stale", "warning")
        yield "\n".join(
            f"{at_margin(place(one.acceptance.at))}: {mark}{stale(one).removeprefix('stale')}" for one in audit.untold
        )
    if audit.baselined and verbose:
        yield "\n".join(
            f"{at_margin(place(one.position))}: known[{one.rule}] {plain(one.message)}" for one in audit.baselined
        )
    if audit.gone and verbose:
        yield "\n".join(f"{at_margin(plain(one.file))}: gone[{one.rule}] {plain(one.message)}" for one in audit.gone)
    if audit.accepted and verbose:
        yield "\n".join(
            f"{at_margin(place(one.finding.position))}: accepted[{one.finding.rule}] {terms(one.acceptance)}"
            for one in audit.accepted
        )
    if audit.skipped and verbose:
        yield "\n".join(f"{at_margin(plain(one.file))}: skipped, {one.why}" for one in audit.skipped)
    if audit.unclaimed and verbose:
        yield "\n".join(f"{at_margin(plain(file))}: not a phone tree" for file in audit.unclaimed)
    questions = [_question(one, paint) for one in audit.not_checked] if verbose else _open(audit, paint)
    if questions:
        yield "\n".join(questions)


def _open(audit: Audit, paint: Paint) -> list[str]:
    """Per file: the rules that had to leave something open; why, is a longer story."""
    by_file: dict[str, dict[str, None]] = {}
    lines = []
    for one in audit.not_checked:
        if one.rule in NO_RULES:
            lines.append(_question(one, paint))
        else:
            by_file.setdefault(one.file, {})[one.rule] = None
    if not by_file:
        return lines
    lines += [
        f"{paint('not checked:', 'dim')} {plain(file)}: {', '.join(rules)}"
        for file, rules in list(by_file.items())[:OPEN_QUESTIONS]
    ]
    return [*lines[:-1], f"{lines[-1]} {paint('(-v says why)', 'dim')}"]


def _question(one: Unchecked, paint: Paint) -> str:
    return f"{paint('not checked:', 'dim')} {unchecked(one)}"


def _counts(audit: Audit, paint: Paint) -> Iterator[str]:
    looks = "strong" if audit.worst is None else str(audit.worst)
    yield f"{paint(severities(audit), looks)} in {extent(audit)}"
    if rest(audit):
        yield paint(rest(audit), "dim")
    if audit.compared:
        yield paint(before(audit), "dim")
