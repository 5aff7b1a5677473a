"""Runs of `check` that are stopped at random moments, by Ctrl-C or for good: what they leave behind is whole or old."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from fleets import environment, fleet, tree

OLD = b"what another run has written\n"
FILES = 60
PATIENCE = 10.0
"""Seconds after which no process of a killed run may be left."""
COMMAND = [sys.executable, "-m", "ivraudit", "check", "f", "--jobs", "2", "--format", "json:out/found.json"]


class Killing:
    """A folder of trees, and what every whole run over it must write."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.folder = folder
        self.random = random.Random(seed)
        self.environment = environment(folder / "cache")
        self.out = folder / "out" / "found.json"
        self.out.parent.mkdir()
        fleet(folder / "f", FILES)
        begun = time.monotonic()
        first = self.start()
        first.communicate()
        self.code, self.seconds = first.returncode, time.monotonic() - begun
        self.expected = self.out.read_bytes()

    def start(self) -> subprocess.Popen[bytes]:
        """Begin a run as a terminal does, in a process group of its own."""
        return subprocess.Popen(
            COMMAND, cwd=self.folder, env=self.environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE, start_new_session=True, preexec_fn=_heed,
        )  # fmt: skip

    def once(self) -> tuple[str, list[str]]:
        """Stop a run that has all or something to do; return how it ended and what is wrong."""
        self.change()
        self.out.write_bytes(OLD)
        how = self.random.choice((signal.SIGINT, signal.SIGKILL))
        run = self.start()
        time.sleep(self.random.uniform(0, self.seconds))
        if how is signal.SIGINT:
            os.killpg(run.pid, how)  # a terminal tells all processes of the group
        else:
            run.kill()
        _, told = run.communicate()
        return f"{how.name} -> {run.returncode}", [*self.wrong(how, run, told.decode()), *self.next()]

    def change(self) -> None:
        """Let there be something to judge and to remember: all trees, or another one than last time."""
        if self.random.random() < 0.5:
            for file in (self.folder / "cache").glob(".ivraudit-*"):
                file.unlink()
        one = self.random.randrange(FILES)
        target = "nobody" if one % 10 == 0 else "billing"
        text = f"{tree(one, target, 20_000)}# {self.random.random()}\n"
        (self.folder / "f" / f"t{one:03}.yaml").write_text(text, encoding="utf-8")

    def wrong(self, how: signal.Signals, run: subprocess.Popen[bytes], told: str) -> list[str]:
        """Return what a stopped run has broken."""
        found = []
        if self.out.read_bytes() not in (OLD, self.expected):
            found.append("the output is broken")
        if how is signal.SIGINT and [path.name for path in self.out.parent.iterdir()] != [self.out.name]:
            found.append("something half-written lies beside the output")
        begun = "Fatal Python error" not in told  # Ctrl-C met Python's own start, before a line of ours has run
        if begun and run.returncode == self.code and self.out.read_bytes() != self.expected:
            found.append(f"it ended as if it had done its work: {told}")
        if how is signal.SIGINT and run.returncode == 130 and told.strip() != "stopped":
            found.append(f"it did not say that it was stopped: {told}")
        until = time.monotonic() + PATIENCE
        while _lives(run.pid) and time.monotonic() < until:
            time.sleep(0.01)
        return [*found, "a worker lives on"] if _lives(run.pid) else found

    def next(self) -> list[str]:
        """Return what is wrong with the next run, which finds whatever the stopped one has left."""
        run = self.start()
        _, told = run.communicate()
        if (run.returncode, self.out.read_bytes()) != (self.code, self.expected):
            return [f"the next run is wrong: {run.returncode} {told.decode()}"]
        for path in self.out.parent.iterdir():
            if path != self.out:
                path.unlink()  # what SIGKILL left, which nobody could clear away
        return []


def _heed() -> None:
    """Heed Ctrl-C, which what runs in the background may ignore."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def _lives(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


def kill(times: int, seed: int) -> tuple[Counter[str], list[str]]:
    """Stop so many runs; return how often each ended how, and all that went wrong, a line each."""
    with tempfile.TemporaryDirectory() as folder:
        killing = Killing(Path(folder), seed)
        ends: Counter[str] = Counter()
        faults = []
        for number in range(times):
            end, wrong = killing.once()
            ends[end] += 1
            faults += [f"{number}, {end}: {' / '.join(one.splitlines())}" for one in wrong]
    return ends, faults


def main() -> int:
    """Stop as many runs as the first word says; return the exit code."""
    ends, faults = kill(int(sys.argv[1]), seed=int(sys.argv[2]) if len(sys.argv) > 2 else 1)
    sys.stdout.write("".join(f"{line}\n" for line in (f"{dict(sorted(ends.items()))}", *faults)))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
