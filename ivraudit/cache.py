"""What is remembered from run to run: one file of records, in a folder of the user's."""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from hashlib import blake2b
from importlib import metadata
from pathlib import Path
from typing import Any

import ivraudit
from ivraudit import __version__
from ivraudit.policy import Policy
from ivraudit.rule import Rule

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


def of_program(rules: Mapping[str, Rule]) -> str:
    """Return what stands for all that judges: our own files, Python, the libraries that read, the rules of others."""
    parts: list[str | bytes] = [__version__, sys.version, *rules]
    parts += [metadata.version(name) for name in ("PyYAML", "networkx")]
    parts += _contents(ivraudit.__path__)
    foreign = {rule.check.__module__.partition(".")[0] for rule in rules.values()} - {"ivraudit"}
    for name in sorted(foreign):
        module = sys.modules[name]
        parts += _contents(getattr(module, "__path__", None) or [str(module.__file__)])
    if foreign:
        parts += sorted(f"{one.metadata['Name']} {one.version}" for one in metadata.distributions())
    return digest(*parts)


def _contents(places: Iterable[str]) -> Iterator[str | bytes]:
    """Every file of a package but what Python and pip put there: its name and its bytes."""
    for place in places:
        files = sorted(Path(place).rglob("*")) if Path(place).is_dir() else [Path(place)]
        for file in files:
            if "__pycache__" not in file.parts and file.suffix not in (".typ", ".ttf", ".otf") and file.is_file():
                yield str(file.relative_to(place)) if file != Path(place) else file.name
                yield file.read_bytes()


def of_policy(policy: Policy, clocks: Iterable[str]) -> str:
    """Return what stands for all of a policy that rules can see, under these clocks; "" where that cannot be said."""
    seen = repr((sorted(policy.checks.items()), sorted(policy.goals.items()), policy.assumptions, tuple(clocks)))
    return "" if " object at 0x" in seen else digest(seen)
