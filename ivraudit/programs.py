"""Every call to a program that is not Python: found, run quietly and in time, refused kindly when it is missing."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import metadata
from pathlib import Path

from ivraudit.errors import ProgramError

_DRAWING_SECONDS = 300.0
"""How long a drawing may take: a tree of 2,000 nodes needs a few seconds, so who waits longer waits in vain."""

_GIT_SECONDS = 20.0

_PACKAGE = "graphviz-pure"
_HINT = "pip install graphviz-pure, name a program with --dot, or draw to .mmd or .dot, which need none"


@dataclass(frozen=True, slots=True)
class Dot:
    """A program that lays out Graphviz's DOT, and where it comes from (`named`, `graphviz-pure` or `PATH`)."""

    program: str
    origin: str


def find_dot(explicit: str | None = None) -> Dot:
    """The program that draws: the one named, else the one that came with graphviz-pure, else the `dot` on PATH.

    Raises ProgramError, with one line of advice, when the one named does not exist or there is none at all.
    """
    if explicit is not None:
        named = shutil.which(explicit)
        if named is None:
            raise ProgramError(f"cannot draw: no program {explicit!r} was found (--dot).")
        return Dot(named, "named")
    installed = _installed()
    if installed is not None:
        return Dot(installed, _PACKAGE)
    on_path = shutil.which("dot")
    if on_path is not None:
        return Dot(on_path, "PATH")
    raise ProgramError(f"cannot draw: Graphviz's dot is not on this machine; {_HINT}.")


@cache
def _installed() -> str | None:
    """Where pip put graphviz-pure's program, which need not be on PATH when the environment is not activated."""
    try:
        files = metadata.files(_PACKAGE) or []
    except metadata.PackageNotFoundError:
        return None
    for file in files:
        if file.stem == _PACKAGE and file.suffix in ("", ".exe"):
            return shutil.which(str(Path(str(file.locate())).resolve()))
    return None


def dot_svg(source: str, program: Dot | None = None) -> str:
    """The SVG that the program makes of DOT text; ProgramError with its own words when it fails or takes too long."""
    dot = program if program is not None else find_dot()
    out = run([dot.program, "-Tsvg", "-q"], source.encode("utf-8"), seconds=_DRAWING_SECONDS)
    svg = out.decode("utf-8", "replace")
    if "<svg" not in svg:
        raise ProgramError(f"{dot.program} drew nothing; is it Graphviz's dot?")
    return svg


def head_date(folder: str) -> str:
    """The day of the last commit in the git repository around a folder, `YYYY-MM-DD`; "" without git or a commit."""
    try:
        said = git(folder, "log", "-1", "--format=%cs")
    except ProgramError:
        return ""
    return said.decode("ascii", "replace").strip()


def git(folder: str, *arguments: str) -> bytes:
    """What a git command says of the repository around a folder; ProgramError, with git's words, when it fails."""
    try:
        return run([*_git(folder), *arguments], seconds=_GIT_SECONDS, environment=_git_environment())
    except ProgramError as error:
        if "promisor remote" in str(error):
            raise ProgramError(f"the clone lacks a part of that commit: {_BRINGS}.") from error
        raise


_BRINGS = "git fetch --refetch --no-filter brings it"
"""What helps in a partial clone; without the second option the same is left out again."""


def _git(folder: str) -> list[str]:
    # The repository may be a stranger's: nothing that its configuration names is run.
    return ["git", "-C", folder, "-c", "log.showSignature=false", "-c", "core.fsmonitor=false", "--no-pager"]


def _git_environment() -> dict[str, str]:
    """Ours, without what a hook says of another repository; and no object is fetched that a partial clone lacks.

    What is being pushed lies in a store of its own until its hooks have ended (gitglossary, "quarantine"); it is read
    beside the store of the repository, not instead of it.
    """
    ours = {name: value for name, value in os.environ.items() if name not in _OF_A_HOOK}
    if _QUARANTINE in ours:
        ours["GIT_ALTERNATE_OBJECT_DIRECTORIES"] = ours[_QUARANTINE]
    return ours | {"GIT_ALLOW_PROTOCOL": "none", "GIT_NO_LAZY_FETCH": "1", "GIT_OPTIONAL_LOCKS": "0", "LC_ALL": "C"}


_OF_A_HOOK = frozenset({
    "GIT_DIR", "GIT_COMMON_DIR", "GIT_WORK_TREE", "GIT_IMPLICIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX",
    "GIT_INTERNAL_SUPER_PREFIX", "GIT_OBJECT_DIRECTORY", "GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_GRAFT_FILE",
    "GIT_SHALLOW_FILE", "GIT_REPLACE_REF_BASE",
})  # fmt: skip
"""What `git rev-parse --local-env-vars` names, without the settings of whoever runs us (GIT_CONFIG_COUNT)."""
_QUARANTINE = "GIT_QUARANTINE_PATH"


class Objects:
    """The contents in the object store of a git repository, told one after the other by one process."""

    def __init__(self, folder: str) -> None:
        try:
            self._process = subprocess.Popen(
                [*_git(folder), "cat-file", "--batch"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL, env=_git_environment(),
            )  # fmt: skip
        except OSError as error:
            raise ProgramError(f"git cannot be run: {error.strerror or error}.") from error

    def read(self, name: str, most: int) -> bytes:
        """The first bytes, at most so many, of what an object of that name holds; ProgramError where it is missing."""
        into, out = self._process.stdin, self._process.stdout
        assert into is not None
        assert out is not None
        try:
            into.write(f"{name}\n".encode("ascii"))
            into.flush()
        except OSError as error:
            raise ProgramError("git ended before it had told what a commit holds.") from error
        said = out.readline().split()
        if len(said) != 3:
            raise ProgramError(f"the clone lacks the object {name} of that commit: {_BRINGS}.")
        size = int(said[2])
        data = out.read(min(size, most))
        left = size - len(data) + 1  # the line break that ends it
        while left > 0:
            left -= len(out.read(min(left, _PIECE))) or left
        return data

    def close(self) -> None:
        """Let the process end."""
        self._process.communicate()


_PIECE = 1 << 20


def run(
    command: Sequence[str], data: bytes = b"", *, seconds: float, environment: Mapping[str, str] | None = None
) -> bytes:  # fmt: skip
    """What the program writes to its standard output when it is given the data; ProgramError for every way to fail."""
    try:
        done = subprocess.run(
            command, input=data, capture_output=True, timeout=seconds, check=False, env=environment
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise ProgramError(f"{command[0]} was stopped after {seconds:g} seconds without a result.") from None
    except OSError as error:
        raise ProgramError(f"{command[0]} cannot be run: {error.strerror or error}.") from error
    if done.returncode != 0:
        why = _why(done.stderr.decode("utf-8", "replace")) or "it said nothing"
        raise ProgramError(f"{command[0]} failed ({_status(done.returncode)}): {why}")
    return done.stdout


def _why(said: str) -> str:
    """What was wrong, in one line: git says it first, and then what helps; other programs say it last."""
    lines = [" ".join(line.split()) for line in said.splitlines() if line.strip()]
    first = next((number for number, line in enumerate(lines) if line.startswith("fatal: ")), -1)
    what, *advice = lines[first:] or [""]
    return f"{what} - {' '.join(advice)}" if advice else what


def _status(code: int) -> str:
    return f"exit code {code}" if code >= 0 else f"signal {-code}"
