"""Where what was written goes: to a file, whole or not at all, or to standard output."""

from __future__ import annotations

import io
import os
import re
import stat
import sys
import tempfile
from contextlib import suppress
from pathlib import Path

import click

from ivraudit.errors import IvrauditError, UsageError

_STREAMS = {"/dev/stdout": 1, "/dev/stderr": 2}
_DESCRIPTORS = re.compile(rf"/(?:dev|proc/(?:self|{os.getpid()}))/fd/([0-9]{{1,9}})")
LONGEST_BEGINNING = 40
"""So many letters of a file's name begin that of the file that is written in its place."""


def destination(file: str | None) -> str | None:
    """Return the file that an option names; None for standard output, which is also called `-` and `/dev/stdout`.

    UsageError if the name is empty.
    """
    if file == "":
        raise UsageError("the name of the output file is empty")
    return None if file is None or file == "-" or _descriptor(file) == 1 else file


def place(file: str | None) -> str:
    """Return what is the same for two names of one file; "" for standard output."""
    return "" if file is None else os.path.realpath(file)


def _descriptor(file: str) -> int | None:
    """The number of what this process has open under a name, as behind `-o >(sort)`."""
    found = _DESCRIPTORS.fullmatch(file)
    return int(found[1]) if found else _STREAMS.get(file)


def deliver(content: str | bytes, file: str | None, *, to_people: bool = False) -> None:
    """Write to a file, whole or not at all, or to standard output, in UTF-8.

    What goes `to_people` is on standard output in the encoding of the terminal.
    """
    if file is None:
        _print(content, to_people=to_people)
        return
    data = _encoded(content)
    number = _descriptor(file)
    try:
        if number is not None:
            with os.fdopen(os.dup(number), "wb") as stream:
                stream.write(data)
        elif _is_device(Path(file)):
            Path(file).write_bytes(data)
        else:
            _replace(file, data)
    except BrokenPipeError:
        return  # a reader who has had enough, as of standard output
    except OSError as error:
        raise IvrauditError(f"{file} cannot be written: {error.strerror or error}") from error


def _encoded(content: str | bytes) -> bytes:
    return content.encode("utf-8", "backslashreplace") if isinstance(content, str) else content


def _is_device(path: Path) -> bool:
    """Whether a name is that of a device, a pipe or what a process has open, which no file can take the place of."""
    return (path.exists() and not path.is_file()) or path.absolute().is_relative_to("/proc")


def _replace(file: str, data: bytes) -> None:
    """Put a new file in the place of the old one, with its mode."""
    target = Path(os.path.realpath(file))  # what a link leads to, not the link, is written
    _make_folder(file, target.parent)
    mode = stat.S_IMODE(target.stat().st_mode) if target.exists() else 0o666 & ~_umask()
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name[:LONGEST_BEGINNING]}.")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
        Path(name).chmod(mode)
        Path(name).replace(target)
    except BaseException:
        with suppress(OSError):
            Path(name).unlink()
        raise


def _make_folder(file: str, folder: Path) -> None:
    """Make the folder of a file; where a file stands in its place, say which."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError) as error:
        for parent in Path(file).parents:
            if parent.exists():
                raise IvrauditError(f"{file} cannot be written: {parent} is no folder") from error
        raise


def _print(content: str | bytes, *, to_people: bool) -> None:
    """Write to standard output; a reader who has had enough (`| head`) changes nothing for what else is to be done."""
    buffer_output()
    try:
        if to_people:
            click.echo(content, nl=False, color=True)
        else:
            sys.stdout.flush()
            sys.stdout.buffer.write(_encoded(content))
            sys.stdout.buffer.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as error:
        raise IvrauditError(f"standard output cannot be written: {error.strerror or error}") from error


def buffer_output() -> None:
    """Put a buffer before standard output if it has none (PYTHONUNBUFFERED): Python forgets what did not fit then."""
    raw = getattr(sys.stdout, "buffer", None)
    if isinstance(raw, io.RawIOBase):
        sys.stdout = io.TextIOWrapper(
            io.BufferedWriter(raw), encoding=sys.stdout.encoding, errors=sys.stdout.errors, line_buffering=True
        )


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
