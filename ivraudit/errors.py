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


class PolicyError(IvrauditError):
    """The policy file cannot be used; every fault in it is listed with its line and column."""


class ProgramError(IvrauditError):
    """A program that this machine lacks, or that failed."""


def nearest(found: str, known: Iterable[str]) -> str:
    """Return "; did you mean 'x'?" for the known name that looks most like the one found, or nothing."""
    from difflib import get_close_matches

    close = get_close_matches(found, sorted(str(name) for name in known), n=1, cutoff=0.6)
    return f"; did you mean {close[0]!r}?" if close else ""
