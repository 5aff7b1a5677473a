"""What is remembered of a tree and of what was said of it: plain values that JSON can hold, and back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ivraudit.judging import Verdict
from ivraudit.late import LateTree
from ivraudit.model import Acceptance, Finding, Note, Position, Severity, Step, Tree, TreeKind
from ivraudit.rule import Rule

Record = list[Any]


def record(tree: Tree, verdict: Verdict) -> Record:
    """Return what is to be remembered of a tree that no link joins to others."""
    file = tree.file
    return [
        tree.name, _place(tree.at, file), str(tree.kind), list(tree.languages), list(tree.names), tree.entry,
        tree.unreadable, tree.node_count, tree.edge_count,
        [[node, one.rule, one.reason, _place(one.at, file), *one[3:]] for one, node in tree.acceptances.items()],
        [_finding(one, file) for one in verdict.findings], [list(one) for one in verdict.questions],
        dict(verdict.seconds),
    ]  # fmt: skip


def recall(tree: LateTree, told: Record, rules: Mapping[str, Rule]) -> Verdict:
    """Let a tree know what is remembered of it, and return what was said of it; ValueError for what is no record."""
    file = tree.file
    try:
        name, at, kind, languages, names, entry, unreadable, nodes, edges, accepted, found, questions, seconds = told
        verdict = Verdict(
            tuple([_found(one, file, name, rules) for one in found]),
            tuple([(rule, why) for rule, why in questions]), seconds,
        )  # fmt: skip
        tree.know(
            (nodes, edges), dict([_acceptance(one, file) for one in accepted]),
            name=name, at=_position(at, file), reader="yaml", vendor="", kind=TreeKind(kind), links=(), parts=(),
            pieces=(), languages=tuple(languages), names=tuple(names), entry=entry, unreadable=unreadable,
            not_checked=(),
        )  # fmt: skip
    except (IndexError, KeyError, TypeError) as error:
        raise ValueError(f"{file}: this is no record") from error
    return verdict


def _place(at: Position, file: str) -> list[Any]:
    """A position; nearly all are in the tree's own file, which then is not named."""
    return [*at[1:]] if at.file == file else [*at[1:], at.file]


def _position(place: list[Any], file: str) -> Position:
    if len(place) == 4:
        return Position(file, *place)
    line, column, end_line, end_column, elsewhere = place
    return Position(elsewhere, line, column, end_line, end_column)


def _acceptance(told: list[Any], file: str) -> tuple[Acceptance, str]:
    node, rule, reason, at, *rest = told
    return Acceptance(rule, reason, _position(at, file), *rest), node


def _finding(one: Finding, file: str) -> list[Any]:
    return [
        one.rule, int(one.severity), one.message, _place(one.position, file), one.node, one.fact, list(one.profiles),
        one.fingerprint, one.silence_only, [list(step) for step in one.journey],
        [[_place(note.at, file), note.message, note.node] for note in one.also], one.title, one.cite,
    ]  # fmt: skip


def _found(told: list[Any], file: str, tree: str, rules: Mapping[str, Rule]) -> Finding:
    rule, severity, message, at, node, fact, profiles, fingerprint, silence_only, journey, also, title, cite = told
    return Finding(
        rule=rule, category=rules[rule].category, sins=rules[rule].sins, severity=Severity(severity), message=message,
        position=_position(at, file), tree=tree, node=node, fact=fact, profiles=tuple(profiles),
        fingerprint=fingerprint, silence_only=silence_only, journey=tuple([Step(*step) for step in journey]),
        also=tuple([Note(_position(place, file), *rest) for place, *rest in also]), title=title, cite=cite,
    )  # fmt: skip
