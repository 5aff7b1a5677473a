"""check --baseline and --write-baseline: the findings that a file knows."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

from ivraudit import baseline
from ivraudit.catalog import all_rules
from ivraudit.commands import common
from ivraudit.commands.common import Done
from ivraudit.commands.comparing import Asked, judged
from ivraudit.errors import IvrauditError, UsageError
from ivraudit.model import Known
from ivraudit.ordering import as_called
from ivraudit.writers.wording import count


def read(file: str) -> list[Known]:
    """Return what a baseline knows; UsageError where there is no such file, IvrauditError where it cannot be used."""
    try:
        data = Path(file).read_bytes()
    except FileNotFoundError:
        raise UsageError(f"there is no baseline {file!r}: --write-baseline writes it") from None
    except OSError as error:
        raise IvrauditError(f"the baseline {file!r} cannot be read: {error.strerror or error}") from error
    return baseline.read(data, file)


def applied(asked: Asked, done: Done, file: str, before: Sequence[Known] | None, *, quiet: bool) -> Done:
    """Return the audit with what the baseline knows set apart; None writes the baseline anew first."""
    called = judged(asked, done.gathered, done.audit.dated, as_called)
    if before is None:
        before = baseline.known(done.audit, called, _named(file))
        common.deliver(baseline.write(before), file)
        common.say(f"wrote {file}: {count(len(before), 'finding')}", error=True)
    found = baseline.held(
        done.audit, called, before, f"the baseline {file}", _named(file),
        exists=lambda name: (Path(file).parent / name).exists(), told=lambda one: _looked_for(asked, one),
    )  # fmt: skip
    gone = len(found.gone)
    if gone and not quiet:
        what = f"{count(gone, 'finding')} of the baseline {'is' if gone == 1 else 'are'} gone"
        common.say(f"{what}: write it anew with --write-baseline", error=True)
    return done._replace(audit=found)


def _looked_for(asked: Asked, one: Known) -> bool:
    """Whether a finding would have been found if it were there: its rule was to run, and at every hour."""
    return asked.clock == "all" and (one.rule not in all_rules() or asked.chosen(one.rule, True))


def _named(baseline: str) -> Callable[[str], str]:
    """What a baseline calls a file: its path from the baseline's folder, so that both can be moved together."""
    folder = Path(baseline).parent

    @cache
    def name(file: str) -> str:
        return file if file == "-" else os.path.relpath(file, folder).replace(os.sep, "/")

    return name
