"""Runs on a terminal: what it shows, to a caller who types or to nobody."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import signal
import subprocess
import sys
import termios
from collections.abc import Mapping
from functools import partial
from pathlib import Path

PROMPT = re.compile(rb"     > \Z")
ENDED = re.compile(rb"\r\nended: (\d+)\r\n\Z")
LEADER = r"""trap : INT; "$@"; printf '\nended: %s\n' $? >&2; read -r _"""
"""A shell that stays until we hang up: when the first process of a terminal ends, Linux throws away what it had
written and nobody has read yet."""


def on_terminal(
    *arguments: str, typed: tuple[bytes, ...] = (), env: Mapping[str, str], cwd: Path | None = None,
    stdout: int | None = None,
) -> tuple[int, str]:  # fmt: skip
    """Return the exit code of a run of ivraudit, and what its terminal shows; each text is typed at a prompt."""
    ours, theirs = pty.openpty()
    command = ["sh", "-c", LEADER, "sh", sys.executable, "-m", "ivraudit", *arguments]
    with subprocess.Popen(command, stdin=theirs, stdout=theirs if stdout is None else stdout, stderr=theirs, cwd=cwd,
                          env=env, start_new_session=True, preexec_fn=partial(_own, theirs)):  # fmt: skip
        os.close(theirs)
        shown = b""
        for text in typed:
            shown = _more(ours, shown)
            os.write(ours, text)
        while not (ended := ENDED.search(shown)):
            shown = _more(ours, shown)
        os.close(ours)
    return int(ended[1]), shown[: ended.start()].decode().replace("\r\n", "\n")


def _own(terminal: int) -> None:
    """Make a terminal the one that Ctrl-C comes from, and heed it: what runs in the background may ignore it."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    fcntl.ioctl(terminal, termios.TIOCSCTTY, 0)


def _more(terminal: int, shown: bytes) -> bytes:
    """Read on to the next prompt or the end, and not beyond the end."""
    if ENDED.search(shown):
        return shown
    shown += os.read(terminal, 65_536)
    while not (PROMPT.search(shown) or ENDED.search(shown)):
        shown += os.read(terminal, 65_536)
    return shown
