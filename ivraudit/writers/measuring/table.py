"""Figures as a person reads them: tables for a terminal, and the same in Markdown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from textwrap import wrap
from typing import NamedTuple

from ivraudit.figures import Measured
from ivraudit.figures.callers import Fate
from ivraudit.figures.crowd import Crowd
from ivraudit.figures.goals import Goal
from ivraudit.figures.measuring import Entered, Seen
from ivraudit.model import NotChecked
from ivraudit.phone.questions import HUMAN
from ivraudit.writers.text import Paint
from ivraudit.writers.text import unpainted as unpainted
from ivraudit.writers.wording import count, plain

ENDS = {
    "human": "a person", "resolved": "resolved", "voicemail": "voicemail", "callback": "a call back",
    "transfer": "another machine", "hangup": "hung up", "trapped": "trapped", "outside": "out of sight",
    "gave_up": "gave up",
}  # fmt: skip
"""How a call ends, in words."""
REACHED = {
    "forced": "yes", "silence-only": "by silence", "possible": "perhaps", "unknown": "unknown", "no": "NO",
    "none": "-",
}  # fmt: skip
ASSUMED = {
    "shares": "even shares where none are given", "errors": "silences and wrong keys",
    "requests": "how many ask for a person", "failures": "how often something fails",
    "options": "how many leave a queue by a key", "waits": "no wait where none is declared",
    "patience": "patience",
}  # fmt: skip
WIDTH = 100
BUSIEST = 5
"""So many nodes are named at which callers spend most time."""


class Table(NamedTuple):
    """A small table: its heads, its lines, and which columns are texts."""

    heads: Sequence[str]
    lines: Sequence[Sequence[str]]
    texts: int = 2
    """So many columns from the left are texts; the rest are figures."""


def write(measured: Sequence[Measured], *, paint: Paint = unpainted) -> str:
    """Return the figures of trees for a terminal."""
    return "\n".join("\n".join(_tree(tree, paint)) + "\n" for tree in measured)


def _tree(tree: Measured, paint: Paint) -> Iterator[str]:
    yield f"{paint(plain(tree.name), 'place')}  {plain(tree.file)}"
    yield shape(tree)
    for entered in tree.entries:
        for when, seen in grouped(entered):
            where = f"from {plain(entered.entry)}" + (f", {plain(entered.number)}" if entered.number else "")
            yield f"\n{paint(when, 'strong')}  {where}"
            for table in (goals(seen), callers(seen)):
                yield from (f"  {line}" for line in _drawn(table))
            for line in crowd(seen):
                yield from wrap(line, WIDTH, initial_indent="  ", subsequent_indent=" " * 18)


def shape(tree: Measured) -> str:
    """Return the size of a tree in a sentence."""
    deep = f", {tree.deepest_menu} deep, at most {count(tree.widest_menu, 'option')}" if tree.menus else ""
    return f"{count(tree.nodes, 'node')}, {count(tree.edges, 'exit')}, {count(tree.menus, 'menu')}{deep}"


def grouped(entered: Entered) -> list[tuple[str, Seen]]:
    """Return the profiles of an entry, those whose figures are the same together."""
    groups: list[tuple[Seen, list[Seen]]] = []
    for seen in entered.profiles:
        for first, alike in groups:
            if first[2:] == seen[2:]:
                alike.append(seen)
                break
        else:
            groups.append((seen, [seen]))
    return [(_when(alike), first) for first, alike in groups]


def _when(alike: Sequence[Seen]) -> str:
    clocks = dict.fromkeys(seen.clock for seen in alike)
    tongues = dict.fromkeys(plain(seen.language) for seen in alike if seen.language)
    return ", ".join([" and ".join(clocks), *([" and ".join(tongues)] if tongues else [])])


def goals(seen: Seen) -> Table:
    """Return how far each goal is."""
    heads = ("to", "reached", "presses", "menus", "entries", "offers", "transfers", "seconds", "")
    return Table(heads, [_goal(name, one) for name, one in seen.goals.items() if one.reach != "none"])


def _goal(name: str, one: Goal) -> list[str]:
    figures = (one.presses, one.menus, one.collects, one.offers, one.transfers)
    return [
        "a person" if name == HUMAN else plain(name), REACHED[one.reach],
        *("" if figure is None else f"{figure}" for figure in figures), _seconds(one.seconds), _behind(one),
    ]  # fmt: skip


def _behind(one: Goal) -> str:
    """What stands beside the seconds to a person: when it is offered, and the wait."""
    parts = []
    if one.first_offered_seconds is not None:
        parts.append(f"offered at {_seconds(one.first_offered_seconds)} s")
    if one.wait_seconds is not None:
        late = f" ({_seconds(one.wait_p95)} s for 1 in 20)" if one.wait_p95 not in (None, one.wait_seconds) else ""
        parts.append(f"then a wait of {_seconds(one.wait_seconds)} s{late}")
    return ", ".join(parts)


def callers(seen: Seen) -> Table:
    """Return what becomes of the four callers."""
    return Table(("caller", "ends", "seconds"), [_caller(name, one) for name, one in seen.callers.items()])


def _caller(name: str, one: Fate | None) -> list[str]:
    if one is None:
        return [name, "not known", ""]
    return [name, ENDS[one.ends], "for ever" if one.ends == "trapped" else _seconds(one.seconds)]


def crowd(seen: Seen) -> list[str]:
    """Return what becomes of a hundred callers, in a few lines."""
    if isinstance(seen.crowd, NotChecked):
        return [f"no crowd: {seen.crowd.why}"]
    one = seen.crowd
    shares = sorted(((share, word) for word, share in one.shares.items() if share >= 0.0005), key=lambda s: -s[0])
    person = "" if one.seconds_given_human is None else f", {_seconds(one.seconds_given_human)} s to a person"
    lines = [
        "of 100 callers  " + ", ".join(f"{100 * share:.1f} {ENDS[word]}" for share, word in shares),
        f"on average      {_seconds(one.mean_seconds)} s (deviation {_seconds(one.sd_seconds)} s){person}; "
        f"effort {one.effort:.1f}; {100 * one.zero_out:.1f} % ask for a person",
    ]
    if one.mean_seconds:
        lines.append("time goes to    " + ", ".join(_busiest(one)))
    if one.assumed:
        lines.append("assumed         " + ", ".join(ASSUMED[word] for word in one.assumed))
    return lines


def _busiest(one: Crowd) -> list[str]:
    most = sorted(one.caller_seconds.items(), key=lambda item: -item[1])[:BUSIEST]
    return [f"{plain(node)} {seconds / one.mean_seconds:.0%}" for node, seconds in most if seconds]


def _seconds(seconds: float | None) -> str:
    if seconds is None:
        return ""
    return f"{seconds:,.1f}" if seconds < 1000 else f"{seconds:,.0f}"


def _drawn(table: Table) -> Iterator[str]:
    widths = [max(map(len, column)) for column in zip(table.heads, *table.lines, strict=True)]
    for line in (table.heads, *table.lines):
        cells = [
            cell.ljust(width) if place < table.texts or not head else cell.rjust(width)
            for place, (cell, width, head) in enumerate(zip(line, widths, table.heads, strict=True))
        ]
        yield "  ".join(cells).rstrip()


def as_markdown(measured: Sequence[Measured]) -> str:
    """Return the same as Markdown."""
    return "\n".join("\n".join(_marked(tree)) + "\n" for tree in measured)


def _marked(tree: Measured) -> Iterator[str]:
    yield f"## {escaped(tree.name)}\n\n{escaped(tree.file)}: {shape(tree)}"
    for entered in tree.entries:
        for when, seen in grouped(entered):
            yield f"\n### {escaped(when)}, from {escaped(entered.entry)}"
            for table in (goals(seen), callers(seen)):
                yield ""
                yield from _piped(table)
            yield ""
            yield from (f"- {escaped(line)}" for line in crowd(seen))


def _piped(table: Table) -> Iterator[str]:
    yield f"| {' | '.join(table.heads)} |"
    yield f"| {' | '.join('---' if place < table.texts else '--:' for place in range(len(table.heads)))} |"
    for line in table.lines:
        yield f"| {' | '.join(map(escaped, line))} |"


def escaped(text: str) -> str:
    """Return a text so that Markdown shows it as it is."""
    return "".join(f"&#{ord(sign)};" if sign in "\\`*_{}[]<>()#|!&~@" else sign for sign in plain(text))
