"""ivraudit diff: what a change does to those who call."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path, PurePath
from typing import Any

import click

from ivraudit.commands import common
from ivraudit.commands.against import as_in_new, then
from ivraudit.compare import compare
from ivraudit.effects import Effect, effects
from ivraudit.errors import NoTreeError, UsageError
from ivraudit.files import Disk, absent, locked
from ivraudit.gather import Gathered, Policies
from ivraudit.model import Severity
from ivraudit.writers.difference import Sides

SUFFIXES = (".svg", ".png", ".pdf")
FORMATS = ("text", "json", "markdown")


@click.command("diff", epilog="For example: ivraudit diff main trees/ --format markdown")
@click.argument("old")
@click.argument("new")
@common.policy
@common.dated
@click.option("--format", "form", type=click.Choice(FORMATS), default="text", show_default=True, help="As what.")
@click.option("-o", "--output", metavar="FILE", help="Draw what has changed as this .svg, .png or .pdf, too.")
@click.option("--fail-on", type=click.Choice(("error", "warning", "info", "never")),
              help="New findings count from here on; never: exit 0 whatever is worse.")  # fmt: skip
@click.option("--color", type=click.Choice(("auto", "always", "never")), default="auto", help="Colours in text.")
@common.reading
@click.pass_context
def command(
    ctx: click.Context, /, old: str, new: str, policy: str | None, no_policy: bool, dated: str | None, form: str,
    output: str | None, fail_on: str | None, color: str, **how: Any,
) -> None:  # fmt: skip
    """Say what became of phone trees: what it means for the caller, which nodes and which findings.

    OLD and NEW are files or folders, or commits of the git repository around: REF, or REF:PATH. Exits 1 only when
    something got worse than the policy tolerates.
    """
    if output and Path(output).suffix not in SUFFIXES:
        raise click.UsageError(f"the suffix {Path(output).suffix!r} of {output!r} is none of {', '.join(SUFFIXES)}")
    policies, reading = common.policies(policy, no_policy), common.Reading(**how)
    before, now = _read(old, new, policies, reading), _read(new, old, policies, reading)
    if not before.trees and not now.trees:
        raise UsageError(f"no phone tree was found in {old} or {new}")
    done = common.judged(now, policies=policies, dated=dated)
    order = as_in_new(before.whole(), done.audit.trees)
    earlier = common.judged(before, policies=policies, dated=done.audit.dated or dated, order=order)
    found = effects(
        compare(earlier.audit, done.audit, alone=True), lambda tree: common.phone(tree, policies.of(tree.file))
    )
    threshold = common.threshold(done, fail_on)
    worse = sum(one.worse(threshold) for one in found)
    common.deliver(_written(found, Sides(old, new), form, color, worse), None, to_people=form == "text")
    if output:
        _draw(found, Path(output))
    if worse and fail_on != "never":
        _fail(ctx, found, threshold)


def _read(side: str, other: str, policies: Policies, how: common.Reading) -> Gathered:
    """The trees of a side, none where all are new or gone: a path that there is, else a commit.

    Of a commit without a path they are those of what the other side names.
    """
    if Disk().exists(side):
        try:
            return common.read([side], policies, how)
        except NoTreeError:
            return Gathered()
    from ivraudit.revision import opened

    ref, _, path = side.partition(":")
    path = path or (other if Disk().exists(other) else other.partition(":")[2]) or common.usual(())[0]
    whole = not (Disk().exists(path) and Disk().exists(other))  # the disk may have a part only: a sparse checkout
    try:
        with opened(path, ref, whole=whole) as (files, _):
            return then([path], files, policies, how)
    except UsageError as error:
        if _gone(side, other):
            return Gathered()
        raise UsageError(f"{absent(side)}; read as a commit:", *error.messages) from error


def _gone(side: str, other: str) -> bool:
    """Whether a side is a path that the other side names in a commit, so that it is not misspelt."""
    _, _, path = other.partition(":")
    return bool(path) and os.path.normpath(path) == os.path.normpath(side) and not locked(side)


def _written(found: Sequence[Effect], sides: Sides, form: str, color: str, worse: int) -> str:
    from ivraudit.writers import difference

    if form == "json":
        return difference.as_json(found, sides, worse=worse)
    if form == "markdown":
        return difference.as_markdown(found, sides, worse=worse)
    return difference.write(found, sides, paint=common.paint if common.painted(color, None) else difference.unpainted)


def _draw(found: Sequence[Effect], target: Path) -> None:
    """Write a picture of each tree that has changed; of several each has its own name in that of its file."""
    from ivraudit.writers import changed

    shown = [one for one in found if changed.is_drawn(one.change)]
    names = _names(shown, target)
    for one, name in zip(shown, names, strict=True):
        picture = changed.write(one.change)
        content, warnings = _pictured(picture, one.name, name.suffix)
        common.deliver(content, str(name))
        for warning in warnings:
            common.say(f"ivraudit: {warning}", error=True)
        common.say(f"wrote {name}", error=True)
    if not shown:
        why = "no node or exit of a tree in both versions is different"
        common.say(f"ivraudit: {target} is not written: {why}", error=True)


def _names(shown: Sequence[Effect], target: Path) -> list[Path]:
    """The files of the pictures: the one that was named, or one for each tree, `changed-bank.svg`."""
    if len(shown) < 2:
        return [target for _ in shown]
    names: dict[str, None] = {}
    for one in shown:
        stem = name = f"{target.stem}-{PurePath(one.file).stem}"
        number = 1
        while name in names:
            number += 1
            name = f"{stem}-{number}"
        names[name] = None
    return [target.with_name(f"{name}{target.suffix}") for name in names]


def _pictured(picture: str, title: str, suffix: str) -> tuple[str | bytes, Sequence[str]]:
    if suffix == ".svg":
        return picture, ()
    from ivraudit.writers import bitmap

    make = bitmap.png if suffix == ".png" else bitmap.pdf
    return make(picture, title=title)


def _fail(ctx: click.Context, found: Sequence[Effect], threshold: Severity | None) -> None:
    """Say why the exit code is 1."""
    from ivraudit.writers.wording import count

    changes = sum(one.worse(None) for one in found)
    findings = sum(one.worse(threshold) for one in found) - changes
    parts = [
        *([f"{count(changes, 'change')} worse than the policy tolerates"] if changes else []),
        *([f"{count(findings, 'new finding')} at or above {threshold}"] if findings else []),
    ]
    common.say(f"exit 1: {' and '.join(parts)}", error=True)
    ctx.exit(1)
