"""However many processes judge, and whatever is remembered, the output is the same."""

from __future__ import annotations

import os
import pickle
import shutil
import signal
import subprocess
import sys
import time
from multiprocessing import get_context
from pathlib import Path

import pytest
from fleets import ROOT, Run, check, environment, fleet, mark, packs, tree

from ivraudit.catalog import all_rules
from ivraudit.commands import common
from ivraudit.errors import ProgramError
from ivraudit.gather import Policies, gather
from ivraudit.judging import judge
from ivraudit.phone import CLOCKS
from ivraudit.workers import CHUNK, cores, spread
from ivraudit.writers import json as as_json

FORMATS = ("text", "json", "sarif", "junit", "markdown")


def showroom(folder: Path) -> Path:
    """A folder of everything there is: all formats, trees in several files, broken ones, and many alike."""
    shutil.copytree(ROOT / "trees", folder)
    fleet(folder / "many")
    (folder / "many" / "t031.yaml").write_text("ivraudit: 1\nnodes: [\n", encoding="utf-8")
    (folder / "many" / "front.yaml").write_text(
        'ivraudit: 1\nname: "Front"\nstart: main\nnodes:\n  main: {type: tree, file: t002.yaml, next: end}\n'
        "  end: {type: hangup}\n", encoding="utf-8",
    )  # fmt: skip
    return folder


def told(folder: Path, name: str, *words: str) -> tuple[int, str, list[bytes]]:
    """What a run writes, in all formats."""
    formats = [word for one in FORMATS for word in ("--format", f"{one}:{name}.{one}")]
    run = check(folder.parent, folder.name, *formats, *words, cache=folder.parent / "cache")
    return run.code, run.err, [(folder.parent / f"{name}.{one}").read_bytes() for one in FORMATS]


def test_all_formats_are_the_same_with_any_jobs_and_any_cache(tmp_path: Path) -> None:
    folder = showroom(tmp_path / "trees")
    alone = told(folder, "alone", "--jobs", "1", "--no-cache")
    assert alone[0] == 1
    assert told(folder, "two", "--jobs", "2", "--no-cache") == alone
    assert told(folder, "cold", "--jobs", "3") == alone
    assert told(folder, "warm", "--jobs", "2") == alone
    (folder / "many" / "t007.yaml").write_text(tree(7, "lost"), encoding="utf-8")
    mixed = told(folder, "mixed", "--jobs", "2")
    assert mixed == told(folder, "again", "--jobs", "1", "--no-cache")
    assert mixed[2] != alone[2]


def test_the_fleet_says_what_trees_read_one_by_one_say(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    showroom(tmp_path / "trees")
    monkeypatch.chdir(tmp_path)
    audit = common.run(["trees"], policies=Policies(), dated=None).audit
    run = check(tmp_path, "trees", "--format", "json", "--jobs", "2", cache=tmp_path / "cache")
    assert run.out.decode() == as_json.write(audit)


def test_joined_trees_are_judged_at_once_too(tmp_path: Path) -> None:
    folder = fleet(tmp_path / "trees", 40, padding=0)
    options = "".join(f"      {number}: {{label: 'Option', to: n{number}}}\n" for number in range(1, 150))
    says = "".join(f"  n{number}: {{type: say, prompt: 'Well.', next: sub}}\n" for number in range(1, 150))
    for number in range(40):
        (folder / f"front{number:02}.yaml").write_text(
            f"ivraudit: 1\nname: 'Front {number}'\nstart: main\nnodes:\n  main:\n    type: menu\n    prompt: 'Which?'\n"
            f"    options:\n{options}{says}  sub: {{type: tree, file: t{number:03}.yaml, next: end}}\n"
            "  end: {type: hangup}\n", encoding="utf-8",
        )  # fmt: skip
    alone = check(tmp_path, "trees", "--jobs", "1", "--no-cache", cache=tmp_path / "cache")
    both = check(tmp_path, "trees", "--jobs", "2", "--no-cache", cache=tmp_path / "cache")
    assert alone.out.count(b" in 40 trees of ") == 1
    assert both == alone


def test_what_is_said_of_any_tree_comes_whole_from_another_process() -> None:
    policies, kinds, notes = Policies(none=True), set(), 0
    for whole in gather([str(ROOT / "trees")], policies).whole():
        verdict = judge(whole, policies.of(whole.file), all_rules(), CLOCKS)
        sent = pickle.dumps(verdict)
        assert (pickle.loads(sent), b"ivraudit.phone" in sent) == (verdict, False)  # plain nouns, and no part of a tree
        kinds.add(whole.kind)
        notes += sum(len(one.also) for one in verdict.findings)
    assert len(kinds) > 1
    assert notes > 10


def test_a_broken_file_among_a_thousand(tmp_path: Path) -> None:
    folder = fleet(tmp_path / "f", 1_000, padding=1_000)
    (folder / "t500.yaml").write_bytes(b"ivraudit: 1\nnodes: [\x00\n")
    run = check(tmp_path, "f", "--format", "json", cache=tmp_path / "cache")
    found = [one for one in as_findings(run) if one["rule"] == "unreadable"]
    assert [one["file"] for one in found] == ["f/t500.yaml"]
    assert {one["file"] for one in as_findings(run)} == {f"f/t{number:03}.yaml" for number in range(1_000)}
    assert (run.code, mark(tmp_path / "cache", "OLD")) == (1, len(as_findings(run)))


def as_findings(run: Run) -> list[dict[str, str]]:
    """The findings of a run that wrote JSON."""
    import json

    found: list[dict[str, str]] = json.loads(run.out)["findings"]
    return found


def quiet(done: int, number: int) -> None:
    """Nobody watches."""


def test_work_is_spread_over_processes_and_comes_back_in_order() -> None:
    seen: list[tuple[int, int]] = []
    both = get_context("fork").Barrier(2, timeout=60)

    def work(number: int) -> tuple[int, int]:
        if number in (0, CHUNK):  # each process waits there until the other works too
            both.wait()
        return number, os.getpid()

    done = spread(work, 205, 2, lambda done, number: seen.append((done, number)))
    assert [number for number, _ in done] == list(range(205))
    assert os.getpid() not in {process for _, process in done}
    assert len({process for _, process in done}) == 2
    assert seen == [(one, 205) for one in [*range(CHUNK, 205, CHUNK), 205]]


def test_one_job_stays_in_this_process() -> None:
    assert spread(lambda number: (number, os.getpid()), 45, 1, quiet) == [(one, os.getpid()) for one in range(45)]
    assert spread(lambda number: number, 0, 2, quiet) == []
    assert cores() >= 1


def test_what_fails_in_a_worker_fails_here_as_it_would_have() -> None:
    def work(number: int) -> int:
        if number == 77:
            raise KeyError(f"seventy-seven, in {'the worker' if os.getpid() != here else 'the first process'}")
        return number

    here = os.getpid()
    with pytest.raises(KeyError, match="in the first process"):
        spread(work, 100, 2, quiet)


def test_a_worker_that_is_killed_is_told_in_one_sentence() -> None:
    def work(number: int) -> int:
        if number == 50:
            os.kill(os.getpid(), signal.SIGKILL)
        return number

    with pytest.raises(ProgramError, match=r"has ended by itself .* --jobs 1"):
        spread(work, 100, 2, quiet)


def test_workers_do_not_outlive_the_run_that_started_them(tmp_path: Path) -> None:
    fleet(tmp_path / "f", 1_500, padding=1_000)
    command = [sys.executable, "-m", "ivraudit", "check", "f", "--jobs", "2", "--no-cache"]
    run = subprocess.Popen(
        command, cwd=tmp_path, env=environment(tmp_path / "cache"), stdout=subprocess.DEVNULL, start_new_session=True
    )
    children = Path(f"/proc/{run.pid}/task/{run.pid}/children")
    workers: list[str] = []
    until = time.monotonic() + 30
    while len(workers) < 2 and time.monotonic() < until:
        workers = children.read_text().split()
    assert len(workers) == 2
    run.kill()
    run.wait()
    until = time.monotonic() + 10
    while any(Path(f"/proc/{one}").exists() for one in workers) and time.monotonic() < until:
        time.sleep(0.01)
    assert [one for one in workers if Path(f"/proc/{one}").exists()] == []
    assert packs(tmp_path / "cache") == []
