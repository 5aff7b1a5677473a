"""Figures as a person reads them: tables for a terminal, and the same in Markdown."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
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
WIDTH = 80
"""Sentences are broken at this column."""
LABEL = 16
"""So wide are the words that stand before a sentence."""
BUSIEST = 5
"""So many nodes are named at which callers spend most time."""

Show = Callable[[str], str]
"""Makes a name of the tree safe for the output at hand."""


class Table(NamedTuple):
    """A small table: its heads, its lines, and which columns are texts."""

    heads: tuple[str, ...]
    lines: tuple[tuple[str, ...], ...]
    texts: int = 2
    """So many columns from the left are texts; the rest are figures."""


class Told(NamedTuple):
    """The figures of a profile in words: two tables, each with the sentences under it, as a label and the rest."""

    goals: Table
    person: tuple[tuple[str, str], ...]
    callers: Table
    crowd: tuple[tuple[str, str], ...]


def write(measured: Sequence[Measured], *, paint: Paint = unpainted) -> str:
    """Return the figures of trees for a terminal."""
    return "\n".join("\n".join(_tree(tree, paint)) + "\n" for tree in measured)


def _tree(tree: Measured, paint: Paint) -> Iterator[str]:
    yield f"{paint(plain(tree.name), 'place')}  {plain(tree.file)}"
    yield shape(tree)
    for entered in tree.entries:
        for when, told in grouped(entered, plain):
            yield f"\n{paint(when, 'strong')}  {where(entered, plain)}"
            for table, sentences in ((told.goals, told.person), (told.callers, told.crowd)):
                yield ""
                yield from _drawn(table, paint)
                for label, rest in sentences:
                    yield from _broken(label, rest)


def _broken(label: str, rest: str) -> Iterator[str]:
    """A sentence behind its label; no name is torn apart, however long."""
    yield from wrap(
        rest, WIDTH, initial_indent=f"  {label:<{LABEL}}", subsequent_indent=" " * (LABEL + 2),
        break_long_words=False, break_on_hyphens=False,
    )  # fmt: skip


def shape(tree: Measured) -> str:
    """Return the size of a tree in a sentence."""
    deep = f", {tree.deepest_menu:,} deep, at most {count(tree.widest_menu, 'option')}" if tree.menus else ""
    return f"{count(tree.nodes, 'node')}, {count(tree.edges, 'exit')}, {count(tree.menus, 'menu')}{deep}"


def where(entered: Entered, show: Show) -> str:
    """Return where calls begin."""
    return f"from {show(entered.entry)}" + (f", {show(entered.number)}" if entered.number else "")


def grouped(entered: Entered, show: Show) -> list[tuple[str, Told]]:
    """Return the profiles of an entry in words, those whose figures are the same together."""
    groups: dict[Told, list[Seen]] = {}
    for seen in entered.profiles:
        groups.setdefault(Told(goals(seen, show), person(seen), callers(seen), crowd(seen, show)), []).append(seen)
    return [(_when(alike, show), told) for told, alike in groups.items()]


def _when(alike: Sequence[Seen], show: Show) -> str:
    clocks = dict.fromkeys(seen.clock for seen in alike)
    tongues = dict.fromkeys(show(seen.language) for seen in alike if seen.language)
    return ", ".join([" and ".join(clocks), *([" and ".join(tongues)] if tongues else [])])


def goals(seen: Seen, show: Show) -> Table:
    """Return how far each goal is."""
    heads = ("to", "reached", "presses", "menus", "entries", "offers", "transfers", "seconds")
    return Table(heads, tuple(_goal(name, one, show) for name, one in seen.goals.items() if one.reach != "none"))


def _goal(name: str, one: Goal, show: Show) -> tuple[str, ...]:
    figures = (one.presses, one.menus, one.collects, one.offers, one.transfers)
    return (
        "a person" if name == HUMAN else show(name), REACHED[one.reach],
        *("" if figure is None else f"{figure}" for figure in figures), _seconds(one.seconds),
    )  # fmt: skip


def person(seen: Seen) -> tuple[tuple[str, str], ...]:
    """Return when a person is offered, and the wait for one."""
    one, parts = seen.goals[HUMAN], []
    if one.first_offered_seconds is not None:
        parts.append(f"first offered at {_seconds(one.first_offered_seconds)} s")
    if one.wait_seconds is not None:
        late = f" (1 in 20: {_seconds(one.wait_p95)} s)" if one.wait_p95 not in (None, one.wait_seconds) else ""
        parts.append(f"waited for {_seconds(one.wait_seconds)} s{late}")
    return (("a person is", ", ".join(parts)),) if parts else ()


def callers(seen: Seen) -> Table:
    """Return what becomes of the four callers."""
    return Table(("caller", "ends", "seconds"), tuple(_caller(name, one) for name, one in seen.callers.items()))


def _caller(name: str, one: Fate | None) -> tuple[str, ...]:
    if one is None:
        return name, "not known", ""
    return name, ENDS[one.ends], "for ever" if one.seconds is None else _seconds(one.seconds)


def crowd(seen: Seen, show: Show) -> tuple[tuple[str, str], ...]:
    """Return what becomes of a hundred callers, in a few sentences, each with its label."""
    if isinstance(seen.crowd, NotChecked):
        return (("no crowd", seen.crowd.why),)
    one = seen.crowd
    shares = sorted(((share, word) for word, share in one.shares.items() if share >= 0.0005), key=lambda s: -s[0])
    some = one.seconds_given_human is not None and one.shares["human"] >= 0.0005
    lines = [
        ("of 100 callers", ", ".join(f"{100 * share:.1f} {ENDS[word]}" for share, word in shares)),
        ("on average", f"{_seconds(one.mean_seconds)} s (deviation {_seconds(one.sd_seconds)} s)"
         + (f", {_seconds(one.seconds_given_human)} s to a person" if some else "")
         + f"; effort {one.effort:.1f}; {100 * one.zero_out:.1f}% ask for a person"),
        ("time goes to", ", ".join(_busiest(one, show))),
        ("assumed", ", ".join(ASSUMED[word] for word in one.assumed)),
    ]  # fmt: skip
    return tuple(line for line in lines if line[1])


def _busiest(one: Crowd, show: Show) -> list[str]:
    most = sorted(one.caller_seconds.items(), key=lambda item: -item[1])[:BUSIEST]
    parts = [(node, seconds / one.mean_seconds) for node, seconds in most if seconds]
    return [f"{show(node)} {part:.0%}" for node, part in parts if part >= 0.005]


def _seconds(seconds: float | None) -> str:
    if seconds is None:
        return ""
    return f"{seconds:,.1f}" if seconds < 1000 else f"{seconds:,.0f}"


def _drawn(table: Table, paint: Paint) -> Iterator[str]:
    widths = [max(map(len, column)) for column in zip(table.heads, *table.lines, strict=True)]
    for number, line in enumerate((table.heads, *table.lines)):
        cells = [
            cell.ljust(width) if place < table.texts else cell.rjust(width)
            for place, (cell, width) in enumerate(zip(line, widths, strict=True))
        ]
        whole = "  ".join(cells).rstrip()
        yield f"  {whole if number else paint(whole, 'dim')}"


def as_markdown(measured: Sequence[Measured]) -> str:
    """Return the same as Markdown."""
    return "\n".join("\n".join(_marked(tree)) + "\n" for tree in measured)


def _marked(tree: Measured) -> Iterator[str]:
    yield f"## {escaped(tree.name)}\n\n{shape(tree)}: {escaped(tree.file)}"
    for entered in tree.entries:
        for when, told in grouped(entered, escaped):
            yield f"\n### {when}, {where(entered, escaped)}"
            for table, sentences in ((told.goals, told.person), (told.callers, told.crowd)):
                yield ""
                yield from _piped(table)
                if sentences:
                    yield ""
                    yield from (f"- {label}: {rest}" for label, rest in sentences)


def _piped(table: Table) -> Iterator[str]:
    yield f"| {' | '.join(table.heads)} |"
    yield f"| {' | '.join('---' if place < table.texts else '--:' for place in range(len(table.heads)))} |"
    for line in table.lines:
        yield f"| {' | '.join(line)} |"


def escaped(text: str) -> str:
    """Return a text so that Markdown shows it as it is."""
    return "".join(f"&#{ord(sign)};" if sign in "\\`*_{}[]<>()#|!&~@:" else sign for sign in plain(text))
