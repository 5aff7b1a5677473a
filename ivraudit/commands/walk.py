"""ivraudit walk: take the call yourself in the terminal."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import click

from ivraudit.commands import common
from ivraudit.errors import UsageError, nearest
from ivraudit.figures.callers import CALLERS, fate
from ivraudit.figures.goals import names
from ivraudit.model import Profile, Tree, TreeKind
from ivraudit.phone import HOURS
from ivraudit.phone.call import Call
from ivraudit.phone.dialled import Does, Item, items
from ivraudit.phone.questions import HUMAN
from ivraudit.phone.walking import follow, walk
from ivraudit.writers.transcript import Transcript

WIDTH = 80
"""The columns of a transcript that is not written to a terminal."""


@click.command("walk", epilog='For example: ivraudit walk trees/acme.yaml --keys "3,=error,0"')
@click.argument("path")
@click.option("--keys", metavar="ITEMS", help='What is done, with commas: 3, 12345678, "agent", silence, wrong, =exit.')
@click.option("--caller", type=click.Choice(CALLERS), help="Let one of the four callers take the call.")
@click.option("--goal", metavar="NAME", default=HUMAN, show_default=True, help="What expert and listener want.")
@click.option("--clock", type=click.Choice(HOURS), default="open", help="The hour of the call.")
@click.option("--language", metavar="TAG", help="The caller's language (default: the tree's first).")
@click.option("--json", "as_json", is_flag=True, help="The path, its end and its seconds as JSON.")
@click.option("--color", type=click.Choice(("auto", "always", "never")), default="auto", help="Colours in text.")
@common.reading
@common.policy
def command(
    path: str, keys: str | None, caller: str | None, goal: str, clock: str, language: str | None, as_json: bool,
    color: str, policy: str | None, no_policy: bool, **how: Any,
) -> None:  # fmt: skip
    """Take the call yourself: press keys, say phrases, stay silent, and hear what a caller hears.

    PATH is a file, or - for standard input. On a terminal keys are typed with Enter; an empty line is silence, ? lists
    what can be pressed, and Ctrl-C hangs up. Else standard input holds one item a line. Nothing sleeps: the clock shows
    the seconds that the call would have taken.
    """
    if Path(path).is_dir():
        raise UsageError(f"{path!r} is a folder: walk takes one file")
    if keys is not None and caller:
        raise click.UsageError("--keys and --caller exclude each other")
    if path == "-" and keys is None and not caller:
        raise click.UsageError("the tree comes from standard input, so what is done there is told by --keys")
    policies = common.policies(policy, no_policy)
    tree = _tree(common.read([path], policies, common.Reading(**how)).whole(), path, how["entries"])
    phone = common.phone(tree, policies.of(tree.file)).under(Profile(clock, _language(tree, language)))
    if not phone.wiring.entries:
        raise UsageError(f"{path!r} does not say where a call begins: --entry ID does")
    live = keys is None and not caller and sys.stdin.isatty()
    call = Call(phone, phone.wiring.entries[0], listening=live or caller == "listener")
    script = _script(call, live=live, as_json=as_json, painted=common.painted(color, None))
    if caller:
        _follow(call, caller, goal, script)
    elif live:
        _talk(call, script)
    else:
        walk(call, items(keys) if keys else _lines() if keys is None else (), hear=script.hear)
    script.end()
    if as_json:
        path_ = [{"node": step.node, "trigger": step.trigger, "seconds": round(step.seconds, 1)} for step in call.path]
        said = {"path": path_, "ends": call.ends, "seconds": round(call.seconds, 1)}
        common.deliver(json.dumps(said, ensure_ascii=False, indent=2) + "\n", None)


def _script(call: Call, *, live: bool, as_json: bool, painted: bool) -> Transcript:
    """What writes the call down; beside JSON only on a terminal, and then as an error is."""
    told = live or not as_json
    common.buffer_output()
    width = shutil.get_terminal_size((WIDTH, 24)).columns if live else WIDTH
    return Transcript(
        call, lambda text: click.echo(text, err=as_json, color=painted or None) if told else None,
        paint=common.paint if painted else lambda text, _: text, width=width, echo=not live,
    )  # fmt: skip


def _follow(call: Call, caller: str, goal: str, script: Transcript) -> None:
    """Let one of the four callers take the call."""
    known = names(call.phone)
    if goal not in known:
        raise UsageError(f"the tree has no goal {goal!r} (--goal; there are {', '.join(known)}){nearest(goal, known)}")
    found = fate(call.phone, call.vertex, caller, goal)
    if found is None:
        raise UsageError(f"the loops of {call.phone.tree.file!r} have too many states to tell what becomes of a caller")
    follow(call, found.route, found.ends, "nomatch" if caller == "confused" else "noinput", hear=script.hear)


def _talk(call: Call, script: Transcript) -> None:
    """Take the call by what is typed on the terminal, until somebody hangs up."""
    try:
        walk(call, (), hear=script.hear, ask=lambda: _ask(call, script), refused=script.refuse)
    except KeyboardInterrupt:
        click.echo(err=True)
        call.stop(f"hung up at {call.node.name!r}")


def _ask(call: Call, script: Transcript) -> Sequence[Item]:
    """What is typed next; nothing at the end of the input, and where somebody waits who need not choose."""
    while True:
        click.echo("     > ", nl=False, err=True)
        line = sys.stdin.readline()
        if line.strip() == "?":
            script.menu()
            continue
        if not line:
            click.echo(err=True)
            return ()
        if not line.strip():
            return (Item(1, Does.SILENCE, "silence"),) if call.asking else ()
        try:
            return list(items(line))
        except UsageError as error:
            script.refuse(error)


def _lines() -> Iterator[Item]:
    """The items of standard input, one a line; an empty line is silence."""
    number = 1
    for line in sys.stdin.read().splitlines():
        if line.strip():
            for item in items(line, number):
                yield item
                number = item.number + 1
        else:
            yield Item(number, Does.SILENCE, "silence")
            number += 1


def _tree(trees: Sequence[Tree], path: str, entries: Sequence[str]) -> Tree:
    """The flow to call: the first that is a call, and that has the entry asked for."""
    for tree in trees:
        starts = {entry.node for entry in tree.entries}
        named = not entries or any({node.id, node.name} & set(entries) for node in tree.nodes if node.id in starts)
        if tree.kind is TreeKind.CALL and tree.nodes and named:
            return tree
    troubles = [trouble for tree in trees for trouble in tree.troubles if tree.unreadable]
    for trouble in troubles:
        common.say(f"{trouble.at.file}:{trouble.at.line}:{trouble.at.column}: {trouble.message}", error=True)
    raise UsageError(f"{path!r} holds no call that could be taken")


def _language(tree: Tree, wanted: str | None) -> str:
    """The tag of a language of the tree; "es" will do for "es-US"."""
    if wanted is None:
        return tree.languages[0] if tree.languages else ""
    for tag in tree.languages:
        if wanted.casefold() in (tag.casefold(), tag.partition("-")[0].casefold()):
            return tag
    known = ", ".join(tree.languages) or "none"
    raise UsageError(f"the tree does not speak {wanted!r}, but {known} (--language){nearest(wanted, tree.languages)}")
