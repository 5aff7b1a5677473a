"""Every call to a program that is not Python: found, run quietly and in time, refused kindly when it is missing."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Sequence
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
    # The repository may be a stranger's: nothing that its configuration names is run, and only the date is asked for.
    quiet = ["-c", "log.showSignature=false", "-c", "core.fsmonitor=false", "--no-pager"]
    try:
        said = run(["git", "-C", folder, *quiet, "log", "-1", "--format=%cs"], seconds=_GIT_SECONDS)
    except ProgramError:
        return ""
    return said.decode("ascii", "replace").strip()


def run(command: Sequence[str], data: bytes = b"", *, seconds: float) -> bytes:
    """What the program writes to its standard output when it is given the data; ProgramError for every way to fail."""
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=seconds, check=False)
    except subprocess.TimeoutExpired:
        raise ProgramError(f"{command[0]} was stopped after {seconds:g} seconds without a result.") from None
    except OSError as error:
        raise ProgramError(f"{command[0]} cannot be run: {error.strerror or error}.") from error
    if done.returncode != 0:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()
        why = said[-1] if said else "it said nothing"
        raise ProgramError(f"{command[0]} failed ({_status(done.returncode)}): {why}")
    return done.stdout


def _status(code: int) -> str:
    return f"exit code {code}" if code >= 0 else f"signal {-code}"
