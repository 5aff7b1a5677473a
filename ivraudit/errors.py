"""The few errors that stop a run: faults of the policy, the command line or the machine, never of a tree."""

from __future__ import annotations

from collections.abc import Iterable


class IvrauditError(Exception):
    """The audit could not be done; `messages` says why, one complete sentence each."""

    exit_code = 3

    def __init__(self, *messages: str) -> None:
        super().__init__("\n".join(messages))
        self.messages = messages


class UsageError(IvrauditError):
    """The command line asks for something that does not exist."""

    exit_code = 2


class NoTreeError(UsageError):
    """What was named holds no phone tree."""


class PolicyError(IvrauditError):
    """The policy file cannot be used; every fault in it is listed with its line and column."""


class ProgramError(IvrauditError):
    """A program that this machine lacks, or that failed."""


def interrupted(error: BaseException | None) -> bool:
    """Return whether Ctrl-C is behind an error; in the middle of making a class Python tells it as another one."""
    while error is not None and not isinstance(error, KeyboardInterrupt):
        error = error.__cause__
    return error is not None


def nearest(found: str, known: Iterable[str], *, keywords: bool = False) -> str:
    """Return "; did you mean 'x'?" for the known name that looks most like the one found, or nothing.

    Of names every letter counts; of the keywords of a format the capitals do not, and they stand in backticks.
    """
    from difflib import get_close_matches  # slow to import, and needed only where something is wrong

    spellings = {name.lower() if keywords else name: name for name in sorted(map(str, known))}
    close = get_close_matches(found.lower() if keywords else found, spellings, n=1, cutoff=0.6)
    if not close:
        return ""
    return f"; did you mean `{spellings[close[0]]}`?" if keywords else f"; did you mean {close[0]!r}?"
