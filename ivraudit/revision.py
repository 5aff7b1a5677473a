"""The files of a commit, told by git from its object store; the work tree is not touched."""

from __future__ import annotations

import os
import re
import shutil
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path, PurePath
from typing import NamedTuple

from ivraudit.errors import ProgramError, UsageError, nearest
from ivraudit.files import Lost, named, shown
from ivraudit.programs import Objects, git

LINK, MODULE = "120000", "160000"
MOST_LINKS = 40
"""So many links may lead on to each other, as on Linux."""
LONGEST_LINK = 4096
SHORT = 10
"""The digits of a commit that are shown."""

NO_COMMITS = {"tree": "a folder", "blob": "a file"}
"""What a name may stand for instead, as git calls it."""


class _Entry(NamedTuple):
    """A file or link of the commit."""

    mode: str
    object: str
    home: str
    """The folder of the repository that holds it: a submodule has its own."""


class Revision:
    """The files as they were at a commit, by the names that they have from the current folder on."""

    def __init__(self, top: str, shown: str, commit: str, *, whole: bool) -> None:
        self._tops = (shown, top)
        self._top = top
        self._objects: dict[str, Objects] = {}
        self._entries: dict[str, _Entry] = {}
        self._folders: dict[str, dict[str, None]] = {"": {}}
        self._lacking: dict[str, str] = {}
        """The commits that submodules do not have."""
        waiting = [(top, "", commit)]
        for home, prefix, at in waiting:  # which grows with the submodules
            waiting += self._list(home, prefix, at, whole)

    def _list(self, home: str, prefix: str, commit: str, whole: bool) -> Iterator[tuple[str, str, str]]:
        """Take in the files of a repository; yield its submodules that are there."""
        try:
            listed = git(home, "ls-tree", "-r", "-z", "--full-tree", commit)
        except ProgramError:
            if not prefix:
                raise
            self._lacking[prefix.removesuffix("/")] = commit
            return
        absent = set[bytes]() if whole else _left_out(home)
        for line in listed.split(b"\0")[:-1]:
            facts, _, name = line.partition(b"\t")
            if name in absent:
                continue
            mode, _, object = facts.decode("ascii").split()
            path = f"{prefix}{os.fsdecode(name)}"
            if mode != MODULE:
                self._add(path)
                self._entries[path] = _Entry(mode, object, home)
            elif Path(self._top, path, ".git").exists():
                self._add(f"{path}/")
                yield str(Path(self._top, path)), f"{path}/", object

    def _add(self, path: str) -> None:
        folder, _, name = path.rpartition("/")
        while name not in self._folders.setdefault(folder, {}):
            if name:
                self._folders[folder][name] = None
            if not folder:
                break
            folder, _, name = folder.rpartition("/")

    def exists(self, path: str) -> bool:
        """Say whether there was anything of that name."""
        place = self._place(path)
        return place is not None and (place in self._entries or place in self._folders)

    def is_folder(self, path: str) -> bool:
        """Say whether it was a folder, or a link to one."""
        return self._place(path) in self._folders

    def is_file(self, path: str) -> bool:
        """Say whether it was a file, or a link to one."""
        return self._place(path) in self._entries

    def below(self, folder: str, lost: Lost = lambda error: None) -> Iterator[str]:
        """Every file below a folder that is not hidden, in order; a commit has no folder that cannot be looked into.

        Links to folders are not followed.
        """
        waiting = [(folder, self._place(folder))]
        while waiting:
            base, place = waiting.pop()
            self._has(place)
            seen = sorted(name for name in self._names(place) if not name.startswith("."))
            paths = {name: f"{place}/{name}" if place else name for name in seen}
            for name, path in paths.items():
                entry = self._entries.get(path)
                if entry is not None and (entry.mode != LINK or self._follow(path) not in self._folders):
                    yield named(folder, base, name)
            folders = [(str(PurePath(base, name)), path) for name, path in paths.items() if path in self._folders]
            waiting += reversed(folders)

    def beside(self, folder: str, suffix: str) -> list[str]:
        """The files of a folder whose names ended so, in order."""
        names = sorted(self._names(self._place(folder)))
        paths = (str(Path(folder, name)) for name in names if name.endswith(suffix))
        return [path for path in paths if self.is_file(path)]

    def read(self, path: str, most: int) -> bytes:
        """The first bytes of a file, at most so many; FileNotFoundError where there was none."""
        place = self._place(path)
        entry = self._entries.get(place) if place is not None else None
        if entry is None:
            raise FileNotFoundError(2, "no such file in that commit")
        return self._content(entry, most)

    def inside(self, path: str, folder: str) -> bool:
        """Say whether a file lay below a folder when all links are followed."""
        place, root = self._place(path), self._place(folder)
        return place is not None and root is not None and (not root or f"{place}/".startswith(f"{root}/"))

    def lost(self, suffixes: Iterable[str]) -> list[str]:
        """The files of those suffixes that the disk does not have any more, by their paths from the current folder."""
        wanted = set(suffixes)
        paths = (Path(self._top, path) for path in self._entries if PurePath(path).suffix in wanted)
        return sorted(os.path.relpath(path).replace(os.sep, "/") for path in paths if not os.path.lexists(path))

    def close(self) -> None:
        """Let go of git."""
        for one in self._objects.values():
            one.close()

    def _names(self, place: str | None) -> Iterable[str]:
        """What lies in a folder."""
        return () if place is None else self._folders.get(place, ())

    def _place(self, path: str) -> str | None:
        """The path within the repository that a name leads to; None where it leads out of it."""
        whole = Path.cwd() / path
        for found in (str(whole), os.path.normpath(whole), os.path.realpath(whole)):
            for top in self._tops:
                if PurePath(found).is_relative_to(top):
                    place = self._follow(PurePath(found).relative_to(top).as_posix())
                    if place is not None:
                        return place
        return None

    def _follow(self, path: str) -> str | None:
        """The path without links; None where they lead out of the repository, or round and round."""
        todo, done, links = deque(path.split("/")), list[str](), 0
        while todo:
            part = todo.popleft()
            if part == os.pardir:
                if not done:
                    return None
                done.pop()
            elif part not in ("", os.curdir):
                done.append(part)
                self._has("/".join(done))
                entry = self._entries.get("/".join(done))
                if entry is not None and entry.mode == LINK:
                    links += 1
                    target = os.fsdecode(self._content(entry, LONGEST_LINK))
                    if links > MOST_LINKS or target.startswith("/"):
                        return None
                    done.pop()
                    todo.extendleft(reversed(target.split("/")))
        return "/".join(done)

    def _has(self, place: str | None) -> None:
        """Refuse to look into a submodule whose commit is not there."""
        if place in self._lacking:
            commit = self._lacking[place]
            fetch = f"`git -C {place} fetch --depth=1 origin {commit}`"
            raise UsageError(f"the submodule {place!r} lacks its commit {commit[:SHORT]}: fetch it with {fetch}")

    def _content(self, entry: _Entry, most: int) -> bytes:
        if entry.home not in self._objects:
            self._objects[entry.home] = Objects(entry.home)
        return self._objects[entry.home].read(entry.object, most)


def _left_out(home: str) -> set[bytes]:
    """The files that a sparse checkout has not put on the disk, which so says nothing of them."""
    listed = git(home, "ls-files", "-t", "-z").split(b"\0")[:-1]
    names = (line[2:] for line in listed if line.startswith(b"S "))
    return {name for name in names if not os.path.lexists(os.path.join(os.fsencode(home), name))}  # noqa: PTH118 - bytes


@contextmanager
def opened(
    path: str, ref: str, *, more: Sequence[str] = (), whole: bool = False
) -> Iterator[tuple[Revision, str]]:  # fmt: skip
    """Yield the files of a commit of the repository around a path, and what the commit is called.

    Without what a sparse checkout leaves out, so that it can be compared with the disk, unless it is to be `whole`.

    UsageError where there is no repository, where `more` paths lie in others, or where there is no such commit: it
    names the nearest branch or tag, and in a shallow clone what to fetch. ProgramError where git is missing or fails.
    """
    if shutil.which("git") is None:
        raise ProgramError("another commit cannot be read: git is not on this machine.")
    folder = _folder(path)
    top = _top(folder, path)
    for at, other in {_folder(other): other for other in more}.items():
        _demand(top, path, at, other)
    commit = _commit(top, ref)
    written = next((str(one) for one in (Path(folder), *Path(folder).parents) if os.path.realpath(one) == top), top)
    revision = Revision(os.path.realpath(top), written, commit, whole=whole)
    try:
        yield revision, commit[:SHORT] if commit.startswith(ref) else f"{ref} ({commit[:SHORT]})"
    finally:
        revision.close()


def _folder(path: str) -> str:
    """The folder that a path is or lies in, or would lie in."""
    full = PurePath(os.path.normpath(Path.cwd() / path))
    return str(next(one for one in (full, *full.parents) if os.path.isdir(one)))  # noqa: PTH112 - never raises


def _top(folder: str, path: str) -> str:
    """The work tree around a folder, which is that of a path."""
    try:
        return os.fsdecode(git(folder, "rev-parse", "--show-toplevel").removesuffix(b"\n"))
    except ProgramError as error:
        raise UsageError(f"{shown(path)!r} is in no git repository that could be looked into: {error}") from error


def _demand(top: str, path: str, folder: str, other: str) -> None:
    """Refuse a path whose folder is neither in a repository nor in a submodule of it."""
    home = found = _top(folder, other)
    while home and home != top:
        home = os.fsdecode(git(home, "rev-parse", "--show-superproject-working-tree").removesuffix(b"\n"))
    if not home:
        places = f"{shown(path)!r} is in the git repository {shown(top)!r}, and {shown(other)!r} in {shown(found)!r}"
        raise UsageError(f"{places}: compare those of one repository at a time")


def _commit(top: str, ref: str) -> str:
    if not ref:
        raise UsageError("the name of the commit is empty; is a variable not set?")
    if ref.startswith(("-", "^")):
        raise UsageError(f"{ref!r} names no commit: no name of one begins with {ref[0]!r}")
    found = _known(top, ref)
    if not found:
        raise UsageError(_lost(top, ref))
    return found


def _known(top: str, ref: str) -> str:
    """The digits of a commit; "" where none is called so, or several are."""
    told = _told(top, ref, "rev-parse", "--verify", "--quiet", f"{ref}^{{commit}}")
    return told.strip() if told.count("\n") == 1 else ""


def _told(top: str, ref: str, *arguments: str) -> str:
    """What git says of a name; "" where it knows none."""
    try:
        return git(top, *arguments).decode("ascii") if ref.isprintable() else ""
    except ProgramError:
        return ""


def _lost(top: str, ref: str) -> str:
    """Why a commit is not found, and what may help."""
    if ".." in ref.partition(":")[0]:
        return f"{ref!r} names no commit but what lies between two; name one of them"
    kinds = [_told(top, ref, "cat-file", "-t", name).strip() for name in (f"{ref}^{{}}", ref)]
    for kind in NO_COMMITS.keys() & kinds:
        return f"no commit is named {ref!r}: it names {NO_COMMITS[kind]}"
    names = git(top, "for-each-ref", "--format=%(refname:short)").decode("utf-8", "replace").split()
    others = [name for name in names if name != ref]
    if (not names or re.match(r"(HEAD|@)(?!\w)", ref)) and not _known(top, "HEAD"):
        return f"no commit is named {ref!r}: there is no commit yet{' on this branch' if names else ''}"
    if git(top, "rev-parse", "--is-shallow-repository").strip() == b"true":
        return f"no commit is named {ref!r} in this shallow clone: {_fetch(ref)}{nearest(ref, others)}"
    return f"no commit, branch or tag is named {ref!r}{nearest(ref, others)}"


def _fetch(ref: str) -> str:
    """What brings a commit into a shallow clone."""
    if re.search(r"[~^@:]", ref):
        return "fetch the whole history with `git fetch --unshallow`"
    name = ref.removeprefix("origin/")
    return f"fetch it with `git fetch --depth=1 origin {name}` and compare with FETCH_HEAD"
