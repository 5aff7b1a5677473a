"""What is remembered from run to run: one file of records, in a folder of the user's."""

from __future__ import annotations

import json
import os
import site
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from functools import cache
from hashlib import blake2b
from importlib import metadata
from pathlib import Path
from typing import Any

import ivraudit
from ivraudit import __version__
from ivraudit.offers import RULES, offered
from ivraudit.policy import Policy

PREFIX = ".ivraudit-"
"""What the names of our files begin with; hidden, so that no audit of a folder ever counts them."""
MOST_BYTES = 300_000_000
"""So much is kept in all; the files that were used longest ago go first."""
OLD_SECONDS = 3600.0
"""What a killed run has left half-written is swept away when it is that old."""


def folder() -> Path | None:
    """Return where things are remembered: $IVRAUDIT_CACHE, else the user's own place; None where there is none."""
    named = os.environ.get("IVRAUDIT_CACHE")
    if named:
        return Path(named)
    places = {"win32": "LOCALAPPDATA"}
    base = os.environ.get(places.get(sys.platform, "XDG_CACHE_HOME"))
    if base and Path(base).is_absolute():
        return Path(base) / "ivraudit"
    try:
        return Path.home() / ("Library/Caches" if sys.platform == "darwin" else ".cache") / "ivraudit"
    except RuntimeError:
        return None


class Cache:
    """The records of one command line: found by their keys, written as a whole."""

    def __init__(self, place: Path, command: Iterable[str]) -> None:
        self._place = place
        self._file = place / f"{PREFIX}{digest(*command)}"
        self._known: dict[str, Any] | None = None

    def known(self) -> Mapping[str, Any]:
        """Return the records of the last run by their keys; none where there are none, or what is there is broken."""
        if self._known is None:
            self._known = self._load()
        return self._known

    def _load(self) -> dict[str, Any]:
        try:
            mark, _, body = self._file.read_bytes().partition(b"\n")
            found = json.loads(body) if mark == _mark(body) else {}
        except (OSError, ValueError, RecursionError):
            return {}
        return found if isinstance(found, dict) else {}

    def keep(self, records: Mapping[str, Any]) -> str:
        """Remember these records instead of the last run's, whole or not at all; return why not, or nothing."""
        try:
            if records.keys() == self.known().keys():
                os.utime(self._file)
                return ""
            self._place.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._write(json.dumps(records, separators=(",", ":")).encode("ascii"))
            self._sweep()
        except OSError as error:
            return f"nothing is remembered for the next run: {self._place}: {error.strerror or error}"
        return ""

    def _write(self, body: bytes) -> None:
        handle, name = tempfile.mkstemp(dir=self._place, prefix=PREFIX, suffix=".new")
        try:
            with os.fdopen(handle, "wb") as stream:
                stream.write(_mark(body) + b"\n" + body)
            Path(name).replace(self._file)
        except BaseException:
            with suppress(OSError):
                Path(name).unlink()
            raise

    def _sweep(self) -> None:
        """Remove what was used longest ago, where there is too much, and what killed runs have left."""
        files = []
        for path in self._place.glob(f"{PREFIX}*"):
            with suppress(OSError):  # another run may sweep too
                state = path.stat()
                files.append((state.st_mtime, state.st_size, path))
        room = MOST_BYTES
        for used, size, path in sorted(files, reverse=True):
            room -= size
            if (room < 0 and path != self._file) or (path.suffix == ".new" and used < time.time() - OLD_SECONDS):
                with suppress(OSError):
                    path.unlink()


def _mark(body: bytes) -> bytes:
    return blake2b(body, digest_size=16).hexdigest().encode("ascii")


def digest(*parts: str | bytes) -> str:
    """Return 32 hexadecimal digits that stand for these texts and bytes, in this order and so divided."""
    made = blake2b(digest_size=16)
    for part in parts:
        data = part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part
        made.update(len(data).to_bytes(8, "big"))
        made.update(data)
    return made.hexdigest()


def of_program(rules: Iterable[str]) -> str:
    """Return what stands for all that judges: our own files, Python, the libraries that read, the rules of others.

    It is "" where `uninstalled` has something to tell.
    """
    if uninstalled():
        return ""
    parts: list[str | bytes] = [__version__, sys.version, *rules]
    parts += [metadata.version(name) for name in ("PyYAML", "networkx")]
    parts += _contents(ivraudit.__path__, but=(".typ", ".ttf", ".otf"))
    if offered(RULES):
        parts += _of_others()
    return digest(*parts)


def uninstalled() -> str:
    """Return the first name of a loaded module that rules of others may use and nobody has installed; "" if none is.

    When its files change, or those that lie beside it, no version tells, and nobody knows where they end. What a rule
    imports only when it runs is not loaded before, so that this is asked again after every tree that is judged.
    """
    return min((name for name, file in _loaded() if not _is_installed(file)), default="") if offered(RULES) else ""


def _of_others() -> Iterator[str | bytes]:
    """What stands for the rules of others: all files of what offers them, those loaded, and all that is installed."""
    yield from sys.path
    # pip writes down the digest of every file, so that a package that is built anew needs no new version to be told
    yield from sorted(one.read_text("RECORD") or f"{one.name} {one.version}" for one in metadata.distributions())
    for one in offered(RULES):
        if one.dist:
            yield from _contents([str(one.dist.locate_file(one.module.partition(".")[0]))])
            yield from _contents(str(file.locate()) for file in one.dist.files or ())
    yield from _contents(sorted({file for _, file in _loaded()}))


def _loaded() -> Iterator[tuple[str, str]]:
    """The names and files of all loaded modules but Python's, and ours; what has no file was made by one that has."""
    for name, module in list(sys.modules.items()):
        file = getattr(module, "__file__", None)
        if isinstance(file, str) and name != "__main__" and not _is_known(file):
            yield name, file


@cache
def _is_known(file: str) -> bool:
    """Whether a module is Python's or ours."""
    path, python = Path(file), Path(os.__file__).parent
    if path.is_relative_to(python):
        return not {"site-packages", "dist-packages"} & set(path.relative_to(python).parts)
    return any(path.is_relative_to(place) for place in (*ivraudit.__path__, str(Path(sys.base_prefix, "DLLs"))))


@cache
def _is_installed(file: str) -> bool:
    """Whether a module lies where pip installs to, and does not lead elsewhere, as a link of an editable one does."""
    path, places = Path(file).resolve(), (*site.getsitepackages(), site.getusersitepackages())
    return any(path.is_relative_to(Path(place).resolve()) for place in places)


def _contents(places: Iterable[str], but: tuple[str, ...] = ()) -> Iterator[str | bytes]:
    """Every file of a package but what Python puts there, and those of some suffixes: its name and its bytes."""
    for place in places:
        files = sorted(Path(place).rglob("*")) if Path(place).is_dir() else [Path(place)]
        for file in files:
            if "__pycache__" not in file.parts and file.suffix not in but and file.is_file():
                yield str(file.relative_to(place)) if file != Path(place) else file.name
                yield file.read_bytes()


def of_policy(policy: Policy, clocks: Iterable[str]) -> str:
    """Return what stands for all of a policy that rules can see, under these clocks; "" where that cannot be said."""
    seen = repr((sorted(policy.checks.items()), sorted(policy.goals.items()), policy.assumptions, tuple(clocks)))
    return "" if " object at 0x" in seen else digest(seen)
