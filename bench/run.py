"""Times ivraudit against others: whole processes taken in turn, medians, ratios against their limits."""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

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


def show(what: str, ratio: float, limit: float) -> bool:
    """Print a ratio with its limit; return whether it holds."""
    print(f"{what:<72} {ratio:5.2f}  (at most {limit:g}){'' if ratio <= limit else '  TOO MUCH'}", flush=True)
    return ratio <= limit


def main() -> int:
    """Run all measurements; return the exit code."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    python = sys.executable
    with tempfile.TemporaryDirectory() as folder:

        def made(shape: str, nodes: int) -> str:
            file = Path(folder) / f"{shape}{nodes}.yaml"
            file.write_text("".join(SHAPES[shape](nodes)), encoding="utf-8")
            return str(file)

        def check(file: str) -> list[str]:
            return [str(Path(python).parent / "ivraudit"), "check", file]

        vendors = Path(folder) / "flow.json"
        vendors.write_text(flow(10_000), encoding="utf-8")
        linting = [str(Path(python).parent / "connect-flow"), "lint", str(vendors)]
        small, large, twice = made("tree", 30), made("tree", 10_000), made("tree", 20_000)
        seconds, memory = pair(check(large), [python, "-c", BARE, large])
        held = [
            show("check of 10,000 nodes : bare yaml.load of the same file, time", seconds, 1.4),
            show("check of 10,000 nodes : bare yaml.load of the same file, peak memory", memory, 2.0),
            show("check of 20,000 nodes : check of 10,000 nodes, time", pair(check(twice), check(large), 3)[0], 2.2),
            show("cold check of 30 nodes : importing click, yaml and networkx, time",
                 pair(check(small), [python, "-c", IMPORTS], 15)[0], 1.25),
        ]  # fmt: skip
        held.append(
            show("check of 10,000 Amazon Connect blocks : connect-flow lint of the same file, time",
                 pair(check(str(vendors)), linting)[0], 1.0),
        )  # fmt: skip
        for shape in ("chain", "star"):
            begun = time.perf_counter()
            done = subprocess.run(check(made(shape, 100_000)), capture_output=True, check=False)
            print(f"{shape} of 100,000 nodes: exit {done.returncode} after {time.perf_counter() - begun:.1f} s")
            held.append(done.returncode in (0, 1))
    return 0 if all(held) else 1


if __name__ == "__main__":
    sys.exit(main())
