"""Two versions compared: what a change means for those who call, for a terminal, a machine and a pull request."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from ivraudit import __version__
from ivraudit.effects import Effect
from ivraudit.figures.telling import Change
from ivraudit.model import Finding
from ivraudit.writers.json import finding
from ivraudit.writers.markdown import code, escaped
from ivraudit.writers.measuring.data import content
from ivraudit.writers.text import Paint
from ivraudit.writers.text import unpainted as unpainted
from ivraudit.writers.wording import count, place, plain

MOST_NAMED = 8
"""So many nodes are named in one line, and so many findings of a tree."""
MARK = "<!-- ivraudit diff -->"
"""By which a bot finds its comment again."""


class Sides(NamedTuple):
    """What the two versions are called."""

    old: str
    new: str


def write(effects: Sequence[Effect], sides: Sides, *, paint: Paint = unpainted) -> str:
    """Return the comparison for a terminal."""
    blocks = ["\n".join(_block(one, paint)) for one in effects if one.any]
    if not blocks:
        return f"nothing is different between {plain(sides.old)} and {plain(sides.new)}\n"
    return "\n\n".join(blocks) + "\n"


def _block(one: Effect, paint: Paint) -> Iterator[str]:
    yield f"{paint(plain(one.name), 'place')}  {plain(one.file)}"
    for change in _ordered(one.changes):
        word, look = _verdict(change)
        yield f"  {paint(word.ljust(7), look)} {plain(change.text)}"
    for line in unmoved(one):
        yield f"  {' ' * 7} {line}"
    for line in moves(one):
        yield f"  {paint('nodes'.ljust(7), 'dim')} {plain(line)}"
    for word, look, found in (("new", "error", _worst(one.new)), ("gone", "strong", _worst(told_gone(one)))):
        for item in found[:MOST_NAMED]:
            yield f"  {paint(word.ljust(7), look)} {_finding(item)}"
        if len(found) > MOST_NAMED:
            yield f"  {paint(word.ljust(7), look)} {count(len(found) - MOST_NAMED, 'more finding')}"


def _ordered(changes: Sequence[Change]) -> list[Change]:
    """The worse first, then the better, then what only differs."""
    return sorted(changes, key=lambda one: (one.worse is None, one.worse is False))


def _verdict(change: Change) -> tuple[str, str]:
    if change.worse is None:
        return "", "dim"
    return ("worse", "error") if change.worse else ("better", "strong")


def _worst(found: Sequence[Finding]) -> list[Finding]:
    """The worst first, as the rest may only be counted."""
    return sorted(found, key=lambda one: -one.severity)


def _finding(one: Finding) -> str:
    return f"{one.severity}[{one.rule}] {place(one.position)}: {plain(one.message)}"


def moves(one: Effect) -> Iterator[str]:
    """Yield which nodes came, went, have other names or say something else."""
    change = one.change
    if not change.old or not change.new:
        with_it = f", and {count(len(one.gone), 'finding')} with it" if one.gone else ""
        yield "the whole tree is new" if change.new else f"the whole tree is gone{with_it}"
        return
    if change.added:
        yield f"added {_names([node.name for node in change.added])}"
    if change.removed:
        yield f"removed {_names([node.name for node in change.removed])}"
    if change.renamed:
        yield f"renamed {_names([f'{old.name} to {new.name}' for old, new in change.renamed])}"
    if change.changed:
        said = [f"{node.new.name} ({', '.join((*node.fields, *node.exits))})" for node in change.changed]
        yield f"changed {_names(said)}"


def unmoved(one: Effect) -> Iterator[str]:
    """Yield that callers notice nothing, where the figures of both versions are known and no sentence tells more."""
    if one.before and one.after and not one.changes:
        heard = one.change.added or one.change.removed or one.change.changed
        yield "no figure is different for callers" if heard else "nothing is different for callers"


def told_gone(one: Effect) -> tuple[Finding, ...]:
    """Return the findings that are gone; those of a tree that is gone itself need no telling."""
    return one.gone if one.change.new else ()


def _names(names: Sequence[str]) -> str:
    more = len(names) - MOST_NAMED
    return ", ".join(names[:MOST_NAMED]) + (f" and {more:,} more" if more > 0 else "")


def as_json(effects: Sequence[Effect], sides: Sides, *, worse: int) -> str:
    """Return the comparison for a machine; keys are only ever added (docs/cli.md, diff)."""
    told = {
        "ivraudit": __version__, "old": sides.old, "new": sides.new, "worse": worse,
        "trees": [_tree(one) for one in effects],
    }  # fmt: skip
    return json.dumps(told, ensure_ascii=False, indent=1) + "\n"


def _tree(one: Effect) -> dict[str, Any]:
    change = one.change
    return {
        "file": change.new.file if change.new else None, "name": one.name,
        "was": {"file": change.old.file, "name": change.old.name} if change.old else None,
        "changes": [{"text": item.text, "worse": item.worse} for item in one.changes],
        "nodes": {
            "added": [node.name for node in change.added], "removed": [node.name for node in change.removed],
            "renamed": [[old.name, new.name] for old, new in change.renamed],
            "changed": [
                {"node": item.new.name, "fields": list(item.fields), "exits": list(item.exits)}
                for item in change.changed
            ],
        },
        "new": [finding(item) for item in one.new], "gone": [finding(item) for item in one.gone],
        "before": content(one.before) if one.before else None, "after": content(one.after) if one.after else None,
    }  # fmt: skip


def as_markdown(effects: Sequence[Effect], sides: Sides, *, worse: int) -> str:
    """Return the comparison as a comment on a pull request."""
    verdict = f"{count(worse, 'change')} for the worse" if worse else "nothing is worse for those who call"
    lines = [MARK, f"## Phone trees: {verdict}", "", f"{escaped(sides.old)} compared with {escaped(sides.new)}"]
    for one in effects:
        if one.any:
            lines += ["", f"### {escaped(one.name)}", "", code(one.file), "", *_bullets(one)]
    return "\n".join(lines) + "\n"


def _bullets(one: Effect) -> Iterator[str]:
    for change in _ordered(one.changes):
        word, _ = _verdict(change)
        yield f"- {f'**{word}:** ' if word else ''}{escaped(change.text)}"
    for line in unmoved(one):
        yield f"- {line}"
    for line in moves(one):
        yield f"- nodes: {escaped(line)}"
    for word, found in (("new", _worst(one.new)), ("gone", _worst(told_gone(one)))):
        for item in found[:MOST_NAMED]:
            what = code(f"{item.severity}[{item.rule}]")
            yield f"- **{word}:** {what} {escaped(item.message)} ({code(place(item.position))})"
        if len(found) > MOST_NAMED:
            yield f"- **{word}:** {count(len(found) - MOST_NAMED, 'more finding')}"
