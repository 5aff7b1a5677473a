"""Times ivraudit against others: whole processes taken in turn, medians, ratios against their limits.

`bench/run.py WORD` runs only the lines whose text holds the word.
"""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from fleet import Fleet, broken
from make_flow import flow
from make_tree import SHAPES

ROUNDS = 7
BARE = "import sys, yaml; yaml.load(open(sys.argv[1], encoding='utf-8').read(), Loader=yaml.CSafeLoader)"
IMPORTS = "import click, yaml, networkx"


def once(command: list[str]) -> tuple[float, float]:
    """Return the seconds and the peak megabytes of a command."""
    begun = time.perf_counter()
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, _, usage = os.wait4(child.pid, 0)
    child.returncode = 0
    return time.perf_counter() - begun, usage.ru_maxrss / 1024


def pair(ours: list[str], theirs: list[str], rounds: int = ROUNDS) -> tuple[float, float]:
    """Return the median ratios of time and of memory, the two commands run in turn after one warm-up each."""
    once(ours), once(theirs)
    times, sizes = [], []
    for _ in range(rounds):
        (seconds, size), (other_seconds, other_size) = once(ours), once(theirs)
        times.append(seconds / other_seconds)
        sizes.append(size / other_size)
    return statistics.median(times), statistics.median(sizes)


class Line(NamedTuple):
    """What is measured, how its ratio is found, and the most that it may be."""

    what: str
    ratio: Callable[[], float]
    most: float

    def holds(self) -> bool:
        """Print the ratio with its limit; return whether it holds."""
        ratio = self.ratio()
        kept = ratio <= self.most
        print(f"{self.what:<72} {ratio:5.2f}  (at most {self.most:g}){'' if kept else '  TOO MUCH'}", flush=True)
        return kept


class Bench:
    """The lines of the benchmark, on files that are written when they are asked for."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._bin = Path(sys.executable).parent
        self._fleet = Fleet(folder, self._command("check", "fleet"))

    def lines(self) -> list[Line]:
        """Return what is measured, in the order of the output."""
        check, measure, against = self._check, self._measure, self._against
        return [
            Line("check of 10,000 nodes : bare yaml.load of the same file, time", lambda: self._bare[0], 1.4),
            Line("check of 10,000 nodes : bare yaml.load of the same file, peak memory", lambda: self._bare[1], 2.0),
            Line("check of 20,000 nodes : check of 10,000 nodes, time", against(check, 20_000, check, 10_000), 2.2),
            Line("cold check of 30 nodes : importing click, yaml and networkx, time", self._cold, 1.25),
            Line("check of 10,000 Amazon Connect blocks : connect-flow lint of the same file, time",
                 self._linting, 1.0),
            Line("measure of 10,000 nodes : check of the same file, time",
                 against(measure, 10_000, check, 10_000), 3.0),
            Line("measure of 100,000 nodes : measure of 10,000 nodes, time",
                 against(measure, 100_000, measure, 10_000), 12.0),
            Line("10,000 trees of 30 nodes, two processes : one process, time", lambda: self._fleet.two, 0.6),
            Line("10,000 trees of 30 nodes, unchanged : one process, time", lambda: self._fleet.warm, 0.05),
            Line("10,000 trees of 30 nodes, outputs that differ with any jobs or cache",
                 lambda: self._fleet.differing, 0),
            Line("faults left by 200 runs that are killed or stopped", broken, 0),
        ]  # fmt: skip

    def whole(self, shape: str) -> bool:
        """Check a tree of 100,000 nodes of one shape; return whether that ended as it should."""
        begun = time.perf_counter()
        done = subprocess.run(self._checking(self._tree(100_000, shape)), capture_output=True, check=False)
        print(f"{shape} of 100,000 nodes: exit {done.returncode} after {time.perf_counter() - begun:.1f} s")
        return done.returncode in (0, 1)

    def _tree(self, nodes: int, shape: str = "tree") -> str:
        file = self._folder / f"{shape}{nodes}.yaml"
        if not file.exists():
            file.write_text("".join(SHAPES[shape](nodes)), encoding="utf-8")
        return str(file)

    def _command(self, name: str, file: str, *options: str) -> list[str]:
        return [str(self._bin / "ivraudit"), name, file, *options]

    def _check(self, nodes: int) -> list[str]:
        return self._checking(self._tree(nodes))

    def _checking(self, file: str) -> list[str]:
        return self._command("check", file, "--no-cache")  # what is remembered from the round before is no speed

    def _measure(self, nodes: int) -> list[str]:
        return self._command("measure", self._tree(nodes), "--clock", "open")

    def _against(
        self, ours: Callable[[int], list[str]], nodes: int, theirs: Callable[[int], list[str]], others: int
    ) -> Callable[[], float]:  # fmt: skip
        return lambda: pair(ours(nodes), theirs(others), 3)[0]

    @cached_property
    def _bare(self) -> tuple[float, float]:
        return pair(self._check(10_000), [sys.executable, "-c", BARE, self._tree(10_000)])

    def _cold(self) -> float:
        return pair(self._check(30), [sys.executable, "-c", IMPORTS], 15)[0]

    def _linting(self) -> float:
        vendors = self._folder / "flow.json"
        vendors.write_text(flow(10_000), encoding="utf-8")
        linting = [str(self._bin / "connect-flow"), "lint", str(vendors)]
        return pair(self._checking(str(vendors)), linting)[0]


def main(word: str = "") -> int:
    """Run the measurements whose text holds a word; return the exit code."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(Path(folder))
        held = [line.holds() for line in bench.lines() if word in line.what]
        held += [bench.whole(shape) for shape in ("chain", "star") if word in f"{shape} of 100,000 nodes"]
    if not held:
        print(f"no line holds {word!r}")
    return 0 if held and all(held) else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:2]))
