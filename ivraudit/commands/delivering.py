"""Where what was written goes: to a file, whole or not at all, or to standard output."""

from __future__ import annotations

import os
import sys
import tempfile
from contextlib import suppress
from pathlib import Path

import click

from ivraudit.errors import IvrauditError


def destination(file: str | None) -> str | None:
    """Return the file that an option names; None for standard output, which is also called `-`."""
    return None if file == "-" else file


def deliver(content: str | bytes, file: str | None) -> None:
    """Write to a file, whole or not at all, or to standard output."""
    if file is None:
        _print(content)
        return
    data = content.encode("utf-8", "backslashreplace") if isinstance(content, str) else content
    target = Path(os.path.realpath(file))  # what a link leads to, not the link, is written
    try:
        if target.exists() and not target.is_file():
            target.write_bytes(data)  # a device or a pipe
            return
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
        try:
            with os.fdopen(handle, "wb") as stream:
                stream.write(data)
            Path(name).chmod(0o666 & ~_umask())
            Path(name).replace(target)
        except BaseException:
            with suppress(OSError):
                Path(name).unlink()
            raise
    except OSError as error:
        raise IvrauditError(f"{file} cannot be written: {error.strerror or error}") from error


def _print(content: str | bytes) -> None:
    """Write to standard output; a reader who has had enough (`| head`) changes nothing for what else is to be done."""
    try:
        if isinstance(content, bytes):
            sys.stdout.buffer.write(content)
            sys.stdout.buffer.flush()
        else:
            click.echo(content, nl=False, color=True)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as error:
        raise IvrauditError(f"standard output cannot be written: {error.strerror or error}") from error


def append(text: str, file: str) -> None:
    """Write behind what a file already holds."""
    try:
        with Path(file).open("ab") as stream:
            stream.write(text.encode("utf-8", "backslashreplace"))
    except OSError as error:
        raise IvrauditError(f"{file} cannot be written: {error.strerror or error}") from error


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
