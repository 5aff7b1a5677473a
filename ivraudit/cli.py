"""The command group: finds a command by its name and imports only that one."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import NoReturn

import click

from ivraudit import __version__
from ivraudit.errors import IvrauditError, interrupted

SUMMARIES = {
    "check": "Lint phone trees: findings as text, or for a machine.",
    "draw": "Draw a phone tree as a picture.",
    "walk": "Take the call yourself in the terminal.",
    "report": "Write the audit for management, as a PDF.",
    "measure": "Tell what it is like to call: seconds, presses, what becomes of callers.",
    "diff": "Say what a change does to those who call; fails only on worse.",
    "convert": "Write another system's export as our YAML.",
    "rules": "List the rules.",
    "explain": "Show the page of a rule.",
    "schema": "Print a JSON Schema for editors.",
    "new": "Write a first tree and a policy to start from.",
}
"""Each command with its one-line help, so that the list of commands need not import them."""


class Commands(click.Group):
    """A group whose commands are imported when they are called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of the commands, in the order of a user's first day."""
        return list(SUMMARIES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command, or None if there is none of that name."""
        if cmd_name not in SUMMARIES:
            return None
        command: click.Command = import_module(f"ivraudit.commands.{cmd_name}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands from their summaries."""
        with formatter.section("Commands"):
            formatter.write_dl(list(SUMMARIES.items()))

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command; of one that does not exist name the nearest."""
        if args and args[0] not in SUMMARIES and not args[0].startswith("-"):
            from ivraudit.errors import nearest

            ctx.fail(f"no such command {args[0]!r}{nearest(args[0], SUMMARIES)}")
        return super().resolve_command(ctx, args)


@click.command(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="For example: ivraudit check trees/   ·   ivraudit explain no-human",
)
@click.version_option(__version__, prog_name="ivraudit")
def group() -> None:
    """The auditor of phone trees: finds dead ends, loops, missing people and hidden cancellations before a caller does.

    Exit codes: 0 clean, 1 findings, 2 usage, 3 the audit could not be done.
    """


def main() -> NoReturn:
    """Run the command line. A fault of the policy or the machine is told in its own words, without a traceback."""
    _open_streams()
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    sys.exit(_run())


def _open_streams() -> None:
    """Let what the caller has closed lead nowhere: what is written there is not missed, and nobody has to ask."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open(mode))  # noqa: SIM115 - open to the end


def _run() -> int:
    """Run the command line and return its exit code; KeyboardInterrupt if Ctrl-C ends it, however that is told."""
    try:
        code = group(prog_name="ivraudit", standalone_mode=False) or 0
        sys.stdout.flush()
    except (Exception, SystemExit) as error:
        if isinstance(error, click.Abort) or interrupted(error):
            raise KeyboardInterrupt from error
        return _ended(error)
    return int(code)


def _ended(error: Exception | SystemExit) -> int:
    """Tell what has ended the run and return its exit code; the last line says why."""
    if isinstance(error, BrokenPipeError | SystemExit):
        # Whoever read the output has had enough (click turns that into an exit); what is left of it goes nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    if isinstance(error, click.ClickException):
        with suppress(OSError):  # whoever has closed standard error does not want to know
            error.show()
            if isinstance(error, click.exceptions.NoArgsIsHelpError):
                click.echo("exit 2: no command was given", err=True)
        return 2
    if isinstance(error, IvrauditError):
        several = len(error.messages) > 1
        for message in error.messages if several else ():
            _say(f"ivraudit: {message}")
        why = f"{WHY[error.exit_code]}, for the {len(error.messages)} reasons above" if several else error.messages[0]
        _say(f"exit {error.exit_code}: {why}")
        return error.exit_code
    if isinstance(error, OSError | MemoryError) and not hasattr(error, "__notes__"):  # notes: it was a rule that failed
        return _stopped(error)
    return _crashed()


def _stopped(error: OSError | MemoryError) -> int:
    """Tell of a fault of the machine."""
    if isinstance(error, MemoryError):
        what = "there is not enough memory"
    elif isinstance(error, FileNotFoundError) and not error.filename:
        what = "the current folder has been removed"
    else:
        what = f"{error.filename}: {error.strerror}" if error.filename else str(error)
    _say(f"exit 3: {what}")
    return 3


def _crashed() -> int:
    """Tell of a fault of ours, or of a rule from elsewhere: the traceback, with its notes, is needed to mend it."""
    import traceback

    for line in traceback.format_exc().splitlines():
        _say(line)
    _say("exit 3: the audit was not done, because of a fault in ivraudit or in a rule")
    return 3


def _say(text: str) -> None:
    """Print a line of an error; what prints it is imported here, since start-up has no use for it."""
    from ivraudit.commands.common import say

    say(text, error=True)


WHY = {2: "nothing was done", 3: "the audit could not be done"}
"""What the exit codes of our own errors mean."""
