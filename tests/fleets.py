"""Folders of many trees, and runs of `check` over them in processes of their own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from hashlib import blake2b
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).parent.parent

TREE = """\
ivraudit: 1
name: "Tree {number}"
start: main
nodes:
  main:
    type: menu
    prompt: "How can we help?"
    options:
      1: {{label: "Billing", to: {target}}}
      2: {{label: "Repairs", to: agent}}
      0: {{label: "A person", to: agent}}
    noinput: {{attempts: 3, to: agent}}
    nomatch: {{attempts: 3, to: agent}}
  billing: {{type: say, prompt: "Your bill is in the post."}}
  agent: {{type: agent}}
"""
"""A tree with one fault, a say after which the call just ends; with another target than `billing` it has two others."""


class Run(NamedTuple):
    """How a check ended."""

    code: int
    out: bytes
    err: str


def tree(number: int, target: str = "billing", padding: int = 0) -> str:
    """Return the text of a tree, made longer by comments of so many bytes."""
    return TREE.format(number=number, target=target) + f"# {'x' * 98}\n" * (padding // 100)


def fleet(folder: Path, number: int = 60, padding: int = 20_000) -> Path:
    """Write so many trees, every tenth with two faults, so long that they are remembered and judged at once."""
    folder.mkdir(parents=True, exist_ok=True)
    for one in range(number):
        target = "nobody" if one % 10 == 0 else "billing"
        (folder / f"t{one:03}.yaml").write_text(tree(one, target, padding), encoding="utf-8")
    return folder


def environment(cache: Path, package: Path = ROOT, **more: str) -> dict[str, str]:
    """Return the environment of a run that remembers things there."""
    kept = {name: value for name, value in os.environ.items() if name not in ("CI", "GITHUB_STEP_SUMMARY")}
    return {**kept, "IVRAUDIT_CACHE": str(cache), "PYTHONPATH": str(package), **more}


def check(cwd: Path, *words: str, cache: Path, package: Path = ROOT, **more: str) -> Run:
    """Run `ivraudit check` in a folder."""
    done = subprocess.run(
        [sys.executable, "-m", "ivraudit", "check", *words], cwd=cwd, env=environment(cache, package, **more),
        stdin=subprocess.DEVNULL, capture_output=True, check=False,
    )  # fmt: skip
    return Run(done.returncode, done.stdout, done.stderr.decode())


def packs(cache: Path) -> list[Path]:
    """Return the files of a cache."""
    return sorted(cache.glob(".ivraudit-*"))


def rewrite(pack: Path, records: Any) -> None:
    """Write a file of a cache so that it is taken for a good one."""
    body = json.dumps(records).encode()
    pack.write_bytes(blake2b(body, digest_size=16).hexdigest().encode() + b"\n" + body)


def mark(cache: Path, word: str) -> int:
    """Write a word before every message that is remembered, so that what comes from there is known; return how many."""
    marked = 0
    for pack in packs(cache):
        records = json.loads(pack.read_bytes().partition(b"\n")[2])
        for record in records.values():
            for finding in record[10] if record else ():
                finding[2] = f"{word} {finding[2]}"
                marked += 1
        rewrite(pack, records)
    return marked
