"""Where files come from: the disk, or whatever else knows the same few questions."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path, PurePath
from typing import Protocol

Lost = Callable[[OSError], None]
"""Hears why a folder cannot be looked into; the error has its name."""


class Files(Protocol):
    """The files as a command line names them, from the current folder on."""

    def exists(self, path: str) -> bool:
        """Say whether there is anything of that name."""

    def is_folder(self, path: str) -> bool:
        """Say whether it is a folder, or a link to one."""

    def is_file(self, path: str) -> bool:
        """Say whether it is a file, or a link to one, and no device or pipe."""

    def below(self, folder: str, lost: Lost = ...) -> Iterator[str]:
        """Every file below a folder that is not hidden, in order; links to folders are not followed.

        `lost` hears of each folder that cannot be looked into.
        """

    def beside(self, folder: str, suffix: str) -> list[str]:
        """The files of a folder whose names end so, in order."""

    def read(self, path: str, most: int) -> bytes:
        """The first bytes of a file, at most so many; OSError: there are none; ChangingError: it never rests."""

    def inside(self, path: str, folder: str) -> bool:
        """Say whether a file lies below a folder when all links are followed."""


class ChangingError(OSError):
    """A file is being written as often as somebody looks."""


LOOKS = 3
"""So often a file is read that changes meanwhile."""


class Disk:
    """The files of this machine; names come from trees too, so what no system could find is just not there."""

    def exists(self, path: str) -> bool:
        """Say whether there is anything of that name."""
        return os.path.exists(path)  # noqa: PTH110 - never raises

    def is_folder(self, path: str) -> bool:
        """Say whether it is a folder, or a link to one."""
        return os.path.isdir(path)  # noqa: PTH112 - never raises

    def is_file(self, path: str) -> bool:
        """Say whether it is a file, or a link to one, and no device or pipe."""
        return os.path.isfile(path)  # noqa: PTH113 - never raises

    def below(self, folder: str, lost: Lost = lambda error: None) -> Iterator[str]:
        """Every file below a folder that is not hidden, in order; `lost` hears of folders that cannot be looked into.

        Links to folders are not followed.
        """
        for base, folders, files in os.walk(folder, onerror=lost):
            folders[:] = sorted(name for name in folders if not name.startswith("."))
            for name in sorted(files):
                if not name.startswith("."):
                    yield named(folder, base, name)

    def beside(self, folder: str, suffix: str) -> list[str]:
        """The files of a folder whose names end so, in order."""
        return [str(path) for path in sorted(Path(folder).glob(f"*{suffix}")) if self.is_file(str(path))]

    def read(self, path: str, most: int) -> bytes:
        """The first bytes of a file, at most so many; OSError: there are none; ChangingError: it never rests."""
        with Path(path).open("rb") as stream:
            for _ in range(LOOKS):
                before = os.fstat(stream.fileno())
                stream.seek(0)
                data = stream.read(most)
                after = os.fstat(stream.fileno())
                if (before.st_mtime_ns, before.st_size) == (after.st_mtime_ns, after.st_size):
                    return data
        raise ChangingError(f"{path!r} changes while it is read")

    def inside(self, path: str, folder: str) -> bool:
        """Say whether a file lies below a folder when all links are followed."""
        return PurePath(os.path.realpath(path)).is_relative_to(os.path.realpath(folder))  # links may go round


def same(path: str) -> str:
    """Return what all spellings of a file's name have in common; links are not followed, the disk is not asked."""
    return os.path.abspath(path)  # noqa: PTH100 - which is asked for every file of a fleet


def plain(path: str) -> str:
    """Return a name as it was written, with slashes and without `./`."""
    return PurePath(path).as_posix() if path else path


def absent(path: str, what: str = "file or folder") -> str:
    """Return why there is nothing of that name for us: a sentence, also where somebody does not let us look."""
    why = locked(path)
    return f"{shown(path)!r} cannot be looked at: {why}" if why else f"there is no {what} {shown(path)!r}"


def shown(name: str) -> str:
    """Return a name as a person reads it: bytes that the locale has no letters for are most likely UTF-8."""
    return _BYTES.sub(lambda run: run[0].encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace"), name)


_BYTES = re.compile("[\udc80-\udcff]+")
"""How Python keeps bytes that are no text (PEP 383)."""


def locked(path: str) -> str:
    """Return why nobody lets us look whether there is anything of that name; "" where we may."""
    try:
        os.stat(path)  # noqa: PTH116 - so that the reason is there
    except PermissionError as error:
        return error.strerror or str(error)
    except (OSError, ValueError):
        pass
    return ""


def named(folder: str, base: str, name: str) -> str:
    """Return what a file is called that was found below a folder of the command line."""
    return os.path.normpath(Path(base, name)) if folder == os.curdir else str(PurePath(base, name))
