"""Where files come from: the disk, or whatever else knows the same few questions."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path, PurePath
from typing import Protocol


class Files(Protocol):
    """The files as a command line names them, from the current folder on."""

    def exists(self, path: str) -> bool:
        """Say whether there is anything of that name."""

    def is_folder(self, path: str) -> bool:
        """Say whether it is a folder, or a link to one."""

    def is_file(self, path: str) -> bool:
        """Say whether it is a file, or a link to one, and no device or pipe."""

    def below(self, folder: str) -> Iterator[str]:
        """Every file below a folder that is not hidden, in order; links to folders are not followed."""

    def beside(self, folder: str, suffix: str) -> list[str]:
        """The files of a folder whose names end so, in order."""

    def read(self, path: str, most: int) -> bytes:
        """The first bytes of a file, at most so many; OSError says why there are none."""

    def inside(self, path: str, folder: str) -> bool:
        """Say whether a file lies below a folder when all links are followed."""


class Disk:
    """The files of this machine."""

    def exists(self, path: str) -> bool:
        """Say whether there is anything of that name."""
        return Path(path).exists()

    def is_folder(self, path: str) -> bool:
        """Say whether it is a folder, or a link to one."""
        return Path(path).is_dir()

    def is_file(self, path: str) -> bool:
        """Say whether it is a file, or a link to one, and no device or pipe."""
        return Path(path).is_file()

    def below(self, folder: str) -> Iterator[str]:
        """Every file below a folder that is not hidden, in order; links to folders are not followed."""
        for base, folders, files in os.walk(folder):
            folders[:] = sorted(name for name in folders if not name.startswith("."))
            for name in sorted(files):
                if not name.startswith("."):
                    yield named(folder, base, name)

    def beside(self, folder: str, suffix: str) -> list[str]:
        """The files of a folder whose names end so, in order."""
        return [str(path) for path in sorted(Path(folder).glob(f"*{suffix}")) if path.is_file()]

    def read(self, path: str, most: int) -> bytes:
        """The first bytes of a file, at most so many; OSError says why there are none."""
        with Path(path).open("rb") as stream:
            return stream.read(most)

    def inside(self, path: str, folder: str) -> bool:
        """Say whether a file lies below a folder when all links are followed."""
        return PurePath(os.path.realpath(path)).is_relative_to(os.path.realpath(folder))  # links may go round


def named(folder: str, base: str, name: str) -> str:
    """Return what a file is called that was found below a folder of the command line."""
    return os.path.normpath(Path(base, name)) if folder == os.curdir else str(PurePath(base, name))
