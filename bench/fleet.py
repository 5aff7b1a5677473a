"""Ten thousand trees: one process against two, and against what is remembered; runs killed at random moments."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from make_tree import lines

FILES = 10_000
NODES = 30
KILLS = 200
ROUNDS = 3
TESTS = Path(__file__).parent.parent / "tests"


class Measured(NamedTuple):
    """What came of some rounds: each round's seconds over those of one process, and all that was written."""

    two: list[float]
    warm: list[float]
    outputs: set[tuple[int, bytes]]


class Fleet:
    """The trees, and what it takes to check them; measured once, when somebody asks."""

    def __init__(self, folder: Path, command: Sequence[str]) -> None:
        self._folder = folder
        self._command = [*command, "--format", "json"]

    @property
    def two(self) -> float:
        """The time of two processes over that of one."""
        return statistics.median(self._measured.two)

    @property
    def warm(self) -> float:
        """The time of one process that remembers everything over that of one that remembers nothing."""
        return statistics.median(self._measured.warm)

    @property
    def differing(self) -> int:
        """The number of outputs that are not like the first."""
        return len(self._measured.outputs) - 1

    @cached_property
    def _measured(self) -> Measured:
        self._write()
        found = Measured([], [], set())
        self._seconds(found, "--jobs", "2")  # which remembers
        for _ in range(ROUNDS):
            one = self._seconds(found, "--jobs", "1", "--no-cache")
            found.two.append(self._seconds(found, "--jobs", "2", "--no-cache") / one)
            found.warm.append(self._seconds(found, "--jobs", "1") / one)
        return found

    def _seconds(self, found: Measured, *words: str) -> float:
        begun = time.perf_counter()
        done = subprocess.run(
            [*self._command, *words], cwd=self._folder, capture_output=True, check=False,
            env={**os.environ, "IVRAUDIT_CACHE": str(self._folder / "cache")},
        )  # fmt: skip
        found.outputs.add((done.returncode, done.stdout))
        return time.perf_counter() - begun

    def _write(self) -> None:
        """Write the trees, a hundred to a folder."""
        for number in range(FILES):
            file = self._folder / "fleet" / f"site{number // 100:03}" / f"tree{number:05}.yaml"
            file.parent.mkdir(parents=True, exist_ok=True)
            text = "".join(lines(NODES)).replace("A very large phone tree", f"Tree {number}")
            file.write_text(text, encoding="utf-8")


def broken() -> int:
    """Return how many faults killed runs have left, and show them."""
    command = [sys.executable, str(TESTS / "killing.py"), str(KILLS)]
    told = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False).stdout.splitlines()
    sys.stderr.writelines(f"{fault}\n" for fault in told[1:])
    return len(told) - 1 if told else KILLS
