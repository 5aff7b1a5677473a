"""What several commands share: their options, running an audit, and delivering what was written."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from time import perf_counter
from typing import Any, NamedTuple

import click

from ivraudit.api import Chosen, narrowed, policy_texts
from ivraudit.auditing import Audit, audit
from ivraudit.catalog import all_readers, all_rules
from ivraudit.commands.delivering import append as append
from ivraudit.commands.delivering import buffer_output as buffer_output
from ivraudit.commands.delivering import deliver as deliver
from ivraudit.commands.delivering import destination as destination
from ivraudit.commands.delivering import place as place
from ivraudit.errors import UsageError, nearest
from ivraudit.files import Disk, Files, absent
from ivraudit.fleet import Fleet, Terms
from ivraudit.gather import Gathered, Policies, entered, gather
from ivraudit.model import Acceptance, Severity, Source, Tree
from ivraudit.phone import CLOCKS, Phone
from ivraudit.policy import FAIL_ON, Policy, is_date
from ivraudit.tagging import tagged

paths = click.argument("paths", nargs=-1, metavar="[PATH]...")
"""The files and folders of a command."""

Hurry = Callable[[Terms], Fleet]
"""Makes what reads and judges many files at once, and knows them from the last run."""


def policy(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add --policy and --no-policy."""
    function = click.option("--no-policy", is_flag=True, help="Use the built-in policy only.")(function)
    named = click.option("--policy", metavar="FILE", help="Use this policy instead of the nearest .ivraudit.yaml.")
    return named(function)


dated = click.option(
    "--dated", metavar="DATE", help="The day of the audit: YYYY-MM-DD or today (default: that of HEAD in git)."
)
"""Adds --dated."""


class Done(NamedTuple):
    """An audit, and what it was made from."""

    audit: Audit
    gathered: Gathered
    policies: dict[str, Policy]
    """Per file of a judged tree: the policy that held for it."""


def policies(named: str | None, none: bool) -> Policies:
    """Return the policies as the options ask for them."""
    if named and none:
        raise click.UsageError("--policy and --no-policy exclude each other")
    if named and not os.path.isfile(named):  # noqa: PTH113 - never raises
        raise UsageError(absent(named, "policy file"))
    return Policies(named, none=none)


class Reading(NamedTuple):
    """How the files of a command line are to be read."""

    reader: str | None = None
    """The format of every named file."""
    link: str | None = None
    """A file that maps the ids of a vendor to the files that hold the flows."""
    entries: Sequence[str] = ()
    """The nodes at which calls begin, instead of where the files say."""


AS_IT_SAYS = Reading()
"""Every file as it is recognised, entered where it says."""


def reading(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add --as, --link and --entry."""
    for decorate in (
        click.option("--as", "reader", metavar="READER", help="Read every named file as this format."),
        click.option("--link", metavar="FILE", help="A file of lines `id: path` that says where flows are."),
        click.option("--entry", "entries", multiple=True, metavar="ID",
                     help="The node at which calls begin, where the file does not say it; repeatable."),
    ):  # fmt: skip
        function = decorate(function)
    return function


def read(
    paths: Sequence[str], policies: Policies, how: Reading = AS_IT_SAYS, fleet: Fleet | None = None
) -> Gathered:  # fmt: skip
    """Return the trees of the paths of a command line."""
    reader = how.reader
    if reader and reader not in all_readers():
        raise UsageError(f"no reader is named {reader!r}{nearest(reader, all_readers())}")
    paths = usual(paths)
    sources = []
    if "-" in paths:
        if not reader:
            raise UsageError("standard input needs --as READER")
        sources = [Source("-", sys.stdin.buffer.read())]
    ids = links(how.link, Disk())
    files = [path for path in paths if path != "-"]
    found = gather(files, policies, sources=sources, reader=reader or "", links=ids, fleet=fleet)
    return entered(found, how.entries) if how.entries else found


def usual(paths: Sequence[str]) -> Sequence[str]:
    """Return the paths of a command line; where it names none, what is audited then."""
    return paths or (["trees"] if Path("trees").is_dir() else ["."])


def links(file: str | None, files: Files) -> dict[str, str]:
    """Return the paths of flows by a vendor's ids, from a file of `id: path`; they begin at that file's folder."""
    from ivraudit import marked

    if not file:
        return {}
    try:
        text, faults = marked.decode(files.read(file, marked.SIZE_LIMIT + 1), file)
    except OSError as error:
        raise UsageError(f"{file!r} cannot be read: {error.strerror or error}") from error
    value, more = marked.parse(text, file) if text is not None else (None, [])
    if not isinstance(value, marked.Mapping):
        places = [f"{one.at.file}:{one.at.line}:{one.at.column}: {one.message}" for one in [*faults, *more]]
        raise UsageError(*(places or [f"{file}:1:1: it holds no lines `id: path`"]))
    return {key.value: str(Path(file).parent / marked.text(item)) for key, item in value.pairs if marked.text(item)}


def phone(tree: Tree, policy: Policy) -> Phone:
    """Return a tree as its policy sees it: its goals tagged, its assumptions made."""
    return Phone(tagged(tree, policy.goals), policy.assumptions)


_last: list[Done] = []
"""The last audit, kept until the process leaves: to take a large one apart before takes as long as to write it."""


def run(
    paths: Sequence[str], *, policies: Policies, dated: str | None, clock: str = "all", chosen: Chosen | None = None,
    how: Reading = AS_IT_SAYS, timed: bool = False, hurry: Hurry | None = None,
) -> Done:  # fmt: skip
    """Return the audit of the paths of a command line; `timed` asks what each rule takes."""
    terms = Terms(narrowed(policies, chosen), all_rules(), _clocks(clock), perf_counter if timed else None)
    fleet = hurry(terms) if hurry and how == AS_IT_SAYS and "-" not in paths else None
    return _judged(read(paths, policies, how, fleet), terms, policies, dated, fleet=fleet)


def judged(
    gathered: Gathered, *, policies: Policies, dated: str | None, clock: str = "all", chosen: Chosen | None = None,
    order: Callable[[Tree], Tree] = lambda tree: tree,
) -> Done:  # fmt: skip
    """Return the audit of trees that have been read; `order` sorts the nodes of each before the rules see them."""
    return _judged(gathered, Terms(narrowed(policies, chosen), all_rules(), _clocks(clock)), policies, dated, order)


def _clocks(clock: str) -> Sequence[str]:
    return CLOCKS if clock == "all" else (clock,)


def _judged(
    gathered: Gathered, terms: Terms, policies: Policies, dated: str | None,
    order: Callable[[Tree], Tree] = lambda tree: tree, fleet: Fleet | None = None,
) -> Done:  # fmt: skip
    whole = [order(tree) for tree in gathered.whole()]
    held = {tree.file: policies.of(tree.file) for tree in whole}
    pairs = [(tree, terms.policy(tree.file)) for tree in whole]
    done = audit(
        pairs, terms.rules, clocks=terms.clocks, dated=_date(dated, gathered, held.values()), clock=terms.clock,
        verdicts=fleet.verdicts(pairs) if fleet else None,
        elsewhere=lambda acceptance: _elsewhere(acceptance, gathered, held.values()),
    )  # fmt: skip
    _last[:] = [Done(done.showing(gathered.texts(policy_texts(done)), gathered.unclaimed), gathered, held)]
    return _last[0]


def _elsewhere(acceptance: Acceptance, gathered: Gathered, policies: Iterable[Policy]) -> bool:
    """Whether a policy's acceptance may hold for a tree that was not named.

    All are named by trees/, by the current folder, and by the folders that the policies stand in.
    """
    folders = {Path.cwd() / os.path.normpath(folder) for folder in gathered.folders}
    files = {Path.cwd() / file for file in {file for policy in policies for file in policy.files}}
    usual = not folders.isdisjoint({Path.cwd(), Path.cwd() / "trees"})
    if not usual and not all(any(file.is_relative_to(folder) for folder in folders) for file in files):
        return True
    beside = [Path.cwd(), *(file.parent for file in files)]
    return bool(acceptance.tree) and any((folder / acceptance.tree).exists() for folder in beside)


def _date(dated: str | None, gathered: Gathered, policies: Iterable[Policy]) -> str:
    """The day of the audit; without one, that of the last commit around the files where anything may expire."""
    if dated == "today":
        from datetime import date

        return date.today().isoformat()
    if dated:
        if not is_date(dated):
            raise UsageError(f"--dated is a day such as 2027-03-31, or today, not {dated!r}")
        return dated
    waivers = [one for policy in policies for one in policy.accepted]
    for tree in gathered.trees:
        waivers += tree.acceptances
    return _committed(gathered) if any(one.until for one in waivers) else ""


def _committed(gathered: Gathered) -> str:
    from ivraudit.programs import head_date

    return head_date(str(Path(gathered.trees[0].file).absolute().parent))


def threshold(done: Done, fail_on: str | None) -> Severity | None:
    """Return the severity from which on a run fails; None: never."""
    if fail_on is not None:
        return FAIL_ON[fail_on]
    wanted = [one.fail_on for one in done.policies.values() if one.fail_on is not None]
    return min(wanted, default=None)


COLORS: dict[str, dict[str, Any]] = {
    "error": {"fg": "red", "bold": True}, "warning": {"fg": "yellow", "bold": True}, "info": {"fg": "cyan"},
    "place": {"bold": True}, "dim": {"dim": True}, "strong": {"fg": "green", "bold": True},
}  # fmt: skip


def paint(text: str, part: str) -> str:
    """Give a text the look of a part of the output."""
    return click.style(text, **COLORS.get(part, {}))


def painted(color: str, file: str | None) -> bool:
    """Say whether colours are wanted: NO_COLOR and FORCE_COLOR (0: none) decide where the option leaves it open."""
    if color != "auto":
        return color == "always"
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return os.environ["FORCE_COLOR"] not in ("0", "false")
    return file is None and on_terminal()


def on_terminal() -> bool:
    """Say whether standard output is a terminal that knows more than letters."""
    return sys.stdout.isatty() and os.environ.get("TERM") != "dumb"


def say(text: str, *, error: bool = False) -> None:
    """Print a line about names that may come from anywhere, without what could steer a terminal."""
    from ivraudit.writers.wording import at_margin, calm, plain

    buffer_output()
    try:
        click.echo(calm(at_margin(plain(text))), err=error)
    except OSError:
        if not error:
            raise  # but whoever has closed standard error does not want to know
