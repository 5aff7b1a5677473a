"""While code of another package runs: what it prints stays out of our output, a fault of it is told as its own."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from pathlib import Path
from threading import RLock

from ivraudit.errors import IvrauditError, interrupted

_ALONE = RLock()
"""Standard output is everybody's: of two threads that turn it aside, the last would put back what the first turned."""


class FlawError(Exception):
    """What ivraudit has against something of another package, in words that need no name of an error before them."""


@contextmanager
def guarded(what: str, module: str) -> Iterator[None]:
    """Print to standard error what is printed inside; whatever is raised there but Ctrl-C is one line after `what`.

    `module` is the full name of the module whose code runs. Who leaves (SystemExit) is at fault too: the gate would
    end as if all were well.
    """
    try:
        with _ALONE, redirect_stdout(sys.stderr):
            yield
    except BaseException as error:
        if interrupted(error):
            raise
        raise IvrauditError(f"{what}: {_cause(error, module)}") from error


def _cause(error: BaseException, module: str) -> str:
    """What went wrong, and the last line of the package's own code that it went through, if any."""
    from traceback import walk_tb  # which takes longer to import than this whole room

    from ivraudit.writers.wording import plain

    if isinstance(error, FlawError):
        return plain(str(error))
    package = module.partition(".")[0]
    lines = [
        f" ({Path(frame.f_code.co_filename).name}, line {line})"
        for frame, line in walk_tb(error.__traceback__)
        if str(frame.f_globals.get("__name__")).partition(".")[0] == package
        and not frame.f_code.co_filename.startswith("<")
    ]
    return f"{type(error).__name__}: {plain(str(error))}{(lines or [''])[-1]}"
