"""Files that nobody means well with, or that grew too large: a finding, no traceback, in seconds, in little memory."""

from __future__ import annotations

import os
import random
import re
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
import yaml

SECONDS = 5.0
"""Of computing, not by the clock on the wall: a busy machine is not the file's fault."""
PARSING = 0.25
"""What bare PyYAML took for a ring of 2,000 menus on the machine that the limit was set on; slower ones get longer."""
MEGABYTES = 500.0
PATIENCE = 60.0
"""After so many seconds by the clock a run is stopped: it hangs."""

HEAD = "ivraudit: 1\nname: T\nstart: n0\nrecurring: false\nnodes:\n"
FINE = f'{HEAD}  n0: {{type: say, prompt: "Grüße, 電話", next: n1}}\n  n1: {{type: agent}}\n'
FINDING = re.compile(r"^[^\s:]+:\d+:\d+: (?:error|warning|info)\[([a-z-]+)\] .", re.MULTILINE)

Pieces = Iterator[str] | Iterator[bytes]


class Run(NamedTuple):
    """How a check ended, and what it took."""

    code: int
    out: str
    err: str
    seconds: float
    megabytes: float

    @property
    def rules(self) -> Counter[str]:
        """How often each rule struck."""
        return Counter(FINDING.findall(self.out))


def once(path: Path, patience: float) -> Run:
    """Check a path in a process of its own."""
    out, err = path.parent / "stdout", path.parent / "stderr"
    with out.open("wb") as told, err.open("wb") as failed:
        process = subprocess.Popen(
            [sys.executable, "-m", "ivraudit", "check", path.name, "--no-policy"],
            cwd=path.parent, stdin=subprocess.DEVNULL, stdout=told, stderr=failed,
        )  # fmt: skip
    stop = threading.Timer(patience, os.kill, (process.pid, 9))
    stop.start()
    _, status, used = os.wait4(process.pid, 0)
    stop.cancel()
    process.returncode = os.waitstatus_to_exitcode(status)
    kilobytes = used.ru_maxrss / (1024 if sys.platform == "darwin" else 1)
    return Run(
        process.returncode, out.read_text(encoding="utf-8"), err.read_text(encoding="utf-8", errors="replace"),
        used.ru_utime + used.ru_stime, kilobytes / 1024,
    )  # fmt: skip


def slowness() -> float:
    """How many times slower this machine parses just now than the one that the limit was set on; 1 or more."""
    text = "".join(ring(2_000))
    begun = time.process_time()
    yaml.load(text, Loader=yaml.CSafeLoader)
    return max(1.0, (time.process_time() - begun) / PARSING)


def check(path: Path, patience: float = PATIENCE) -> Run:
    """Check a path; whatever is in it, the run ends by itself, in time, without a traceback."""
    run = once(path, patience)
    if run.seconds > SECONDS:
        run = run._replace(seconds=run.seconds / slowness())
    assert run.code >= 0, f"stopped by signal {-run.code} after {run.seconds:.1f} s of computing: {run.err[-500:]}"
    assert "Traceback" not in run.out + run.err
    assert (run.seconds < SECONDS, run.megabytes < MEGABYTES) == (True, True), (run.seconds, run.megabytes)
    return run


def put(path: Path, pieces: Pieces) -> Path:
    """Write a file piece by piece, so that the test itself stays small."""
    with path.open("wb") as stream:
        for piece in pieces:
            stream.write(piece if isinstance(piece, bytes) else piece.encode())
    return path


def broken(run: Run, rule: str) -> None:
    """The run has found that, and says so."""
    assert run.code == 1, run.err
    assert run.rules[rule] > 0, run.out[:2000]
    assert re.search(r"^exit 1: [\d,]+ findings? at or above error", run.err.strip().rpartition("\n")[2])


MENU = f"""{HEAD}  n0:
    type: menu
    prompt: "Choose"
    noinput: a
    nomatch: a
    options:
"""
AGENT = "  a: {type: agent}\n"

SMALL: dict[str, tuple[str, str | bytes]] = {
    "random bytes": ("unreadable", random.Random(1).randbytes(100_000)),
    "random letters": ("unreadable", "".join(random.Random(2).choices("ab:{}[]&*!|>'\"%@`#-?, \n", k=20_000))),
    "empty": ("unreadable", ""),
    "blank": ("unreadable", "\n \n\n"),
    "only comments": ("unreadable", "# ivraudit: 1\n# nothing else\n"),
    "only a byte order mark": ("unreadable", b"\xef\xbb\xbf"),
    "a text": ("unreadable", "ivraudit"),
    "a list": ("unreadable", "- 1\n- 2\n"),
    "null byte": ("unreadable", f"{FINE}\0"),
    "control character": ("unreadable", FINE.replace("Grüße", "Gr\x1b[2J")),
    "not UTF-8": ("unreadable", FINE.encode("latin-1", "replace")),
    "half of UTF-16": ("unreadable", FINE.encode("utf-16")[:-1]),
    "UTF-16 without a mark": ("unreadable", FINE.encode("utf-16-le")),
    "a surrogate": ("unreadable", FINE.encode().replace("ü".encode(), b"\xed\xa0\x80")),
    "several documents": ("unreadable", f"{FINE}---\n{FINE}"),
    "tab": ("unreadable", f"{HEAD}\tn0: {{type: agent}}\n"),
    "tab behind spaces": ("unreadable", f"{HEAD}  n0:\n  \ttype: agent\n"),
    "anchor": ("unreadable", f"{HEAD}  n0: &a {{type: agent}}\n"),
    "alias": ("unreadable", f"{HEAD}  n0: &a {{type: agent}}\n  n1: *a\n"),
    "alias of itself": ("unreadable", f"{HEAD}  n0: &a {{type: agent, next: *a}}\n"),
    "merge key": ("unreadable", f"{HEAD}  n0: {{type: agent}}\n  n1:\n    <<: {{type: agent}}\n"),
    "tag": ("unreadable", f"{HEAD}  n0: !!python/object/apply:os.getcwd []\n"),
    "star as a bare key": ("unreadable", f"{MENU}      *: a\n{AGENT}"),
    "colon in a bare text": ("unreadable", f"{HEAD}  n0:\n    type: say\n    prompt: Press 1: a\n    next: a\n{AGENT}"),
    "brackets": ("unreadable", "ivraudit: " + "[" * 100_000),
    "brackets that are closed": ("unreadable", "ivraudit: " + "[" * 100_000 + "]" * 100_000),
    "braces": ("unreadable", "{a: " * 100_000),
    "indentation": ("unreadable", "".join(f"{' ' * depth}a:\n" for depth in range(2_000))),
    "dashes": ("unreadable", "ivraudit: 1\nnodes:\n" + "- " * 100_000),
    "alias bomb": ("unreadable", "a0: &a0 [x, x]\n" + "".join(
        f"a{n + 1}: &a{n + 1} [{', '.join([f'*a{n}'] * 9)}]\n" for n in range(40))),
    "key twice at the top": ("invalid-value", FINE.replace("name: T", "name: T\nname: U")),
    "node twice": ("duplicate-node", f"{FINE}  n1: {{type: agent}}\n"),
    "option twice": ("ambiguous-key", f"{MENU}      1: a\n      1: n0\n{AGENT}"),
    "on and no as options": ("invalid-value", f"{MENU}      on: a\n      no: a\n{AGENT}"),
    "unknown field": ("unknown-field", FINE.replace("prompt", "promt")),
    "unknown type": ("unknown-field", FINE.replace("type: agent", "type: agnt")),
    "swallowed text": ("swallowed-text", f"{HEAD}  n0:\n    type: say\n    prompt: Press # now\n    next: a\n{AGENT}"),
    "swallowed option": ("swallowed-text", f"{MENU}      1: a\n      #: a\n{AGENT}"),
    "an endless number": ("invalid-value", FINE.replace("type: say", f"type: say, seconds: {'9' * 100_000}")),
    "not a number": ("invalid-value", FINE.replace("type: say", "type: say, seconds: nan")),
    "a key of 100,000 letters": ("unreadable", f"{HEAD}  {'n' * 100_000}: {{type: agent}}\n"),
    "link out of the folder": ("dangling-target", f"{HEAD}  n0: {{type: tree, file: ../../../../etc/passwd}}\n"),
    "link to the root": ("dangling-target", f"{HEAD}  n0: {{type: tree, file: /etc/passwd}}\n"),
    "link with a null byte": ("dangling-target", f'{HEAD}  n0: {{type: tree, file: "a\\0b.yaml"}}\n'),
    "link to a very long name": ("dangling-target", f"{HEAD}  n0: {{type: tree, file: {'a' * 5_000}.yaml}}\n"),
}  # fmt: skip
"""What a file holds -> a rule that must strike."""


@pytest.mark.parametrize("name", SMALL)
def test_a_hostile_file_is_a_finding(tmp_path: Path, name: str) -> None:
    rule, content = SMALL[name]
    pieces = iter([content if isinstance(content, bytes) else content.encode()])
    broken(check(put(tmp_path / "t.yaml", pieces)), rule)


@pytest.mark.parametrize(
    "data",
    [FINE.encode(), b"\xef\xbb\xbf" + FINE.encode(), FINE.encode("utf-16"), FINE.encode("utf-32"),
     FINE.replace("\n", "\r\n").encode(), b"\xfe\xff" + FINE.encode("utf-16-be")],
    ids=["UTF-8", "UTF-8 with a mark", "UTF-16", "UTF-32", "CRLF", "UTF-16 big-endian"],
)  # fmt: skip
def test_other_encodings_are_fine(tmp_path: Path, data: bytes) -> None:
    run = check(put(tmp_path / "t.yaml", iter([data])))
    assert (run.code, run.err, run.out) == (0, "", "0 errors, 0 warnings, 0 infos in 1 tree of 2 nodes\n")


WORDS = ("1", "0", '"*"', "on", "no", "010", "null", "~", "1_000", "9:00", "2027-01-01", "1e3", "0x1F", ".inf")
"""What YAML readers like to take for numbers, truths, dates and nothing at all."""


def test_words_mean_what_was_typed_where_anything_may_stand(tmp_path: Path) -> None:
    ways = "".join(f"      {number}: {{label: x, to: {word}}}\n" for number, word in enumerate(WORDS, 100))
    ends = "".join(f"  {word}: {{type: agent}}\n" for word in WORDS)
    run = check(put(tmp_path / "t.yaml", iter([MENU.replace(": a\n", ": on\n"), ways, ends])))
    assert run.out.splitlines()[-1].endswith(f"in 1 tree of {len(WORDS) + 1} nodes")
    assert not run.rules.keys() & {"dangling-target", "unreachable-node", "duplicate-node", "invalid-value"}


def test_words_are_told_as_they_were_typed_where_they_are_wrong(tmp_path: Path) -> None:
    run = check(put(tmp_path / "t.yaml", iter([FINE, *(f"{word}: x\n" for word in WORDS)])))
    broken(run, "unknown-field")
    assert run.rules["unknown-field"] == len(WORDS)
    assert [word for word in WORDS if f"`{word.strip(chr(34))}`" not in run.out] == []


def repeated(head: str, piece: str, size: int) -> Iterator[str]:
    """A text of so many bytes that goes on and on."""
    yield head
    many = piece * (1_000_000 // len(piece))
    yield from (many for _ in range(size // len(many)))


def chain(length: int) -> Iterator[str]:
    """One step behind the other, the last of which leads nowhere."""
    yield HEAD
    for number in range(length - 1):
        yield f'  n{number}: {{type: say, prompt: "Hi", next: n{number + 1}}}\n'
    yield f'  n{length - 1}: {{type: say, prompt: "Bye"}}\n'


def star(rays: int) -> Iterator[str]:
    """A decision with very many outcomes, none of which is a person."""
    yield f"{HEAD}  n0:\n    type: decide\n    else: end\n    when:\n"
    yield from (f"      case{number}: n{number}\n" for number in range(1, rays))
    yield from (f'  n{number}: {{type: say, prompt: "Hi", next: end}}\n' for number in range(1, rays))
    yield "  end: {type: hangup}\n"


def ring(menus: int) -> Iterator[str]:
    """Menus that lead round and round, without a way out."""
    yield HEAD
    for number in range(menus):
        right, left = (number + 1) % menus, (number - 1) % menus
        yield f'  n{number}:\n    type: menu\n    prompt: "Go on?"\n    options: {{1: n{right}, 2: n{left}}}\n'
        yield f"    noinput: n{right}\n    nomatch: n{number}\n"


def nested_loops(depth: int) -> Iterator[str]:
    """Each loop goes round inside another; the calls through them would outlast the stars."""
    yield HEAD
    for number in range(depth):
        done = f"n{number - 1}" if number else "end"
        yield f"  n{number}: {{type: loop, times: 3, again: n{number + 1}, done: {done}}}\n"
    yield f'  n{depth}: {{type: say, prompt: "Hi", next: n{depth - 1}}}\n  end: {{type: say, prompt: "Bye"}}\n'


def long_prompt(size: int) -> Iterator[str]:
    """One step that speaks for two weeks, and then leads nowhere."""
    yield f'{HEAD}  n0: {{type: say, prompt: "'
    yield from repeated("", "word ", size)
    yield '"}\n'


LARGE: dict[str, tuple[str, Callable[[], Iterator[str]]]] = {
    "49 MB of aliases": ("unreadable", lambda: repeated("ivraudit: 1\nx: &a y\nnodes:\n", "- *a\n", 49_000_000)),
    "49 MB of aliases in brackets": ("unreadable", lambda: repeated("ivraudit: &a 1\nx: [", "*a, ", 49_000_000)),
    "100 MB of aliases": ("unreadable", lambda: repeated("ivraudit: 1\nx: &a y\nnodes:\n", "- *a\n", 100_000_000)),
    "a chain of 20,000 nodes": ("dead-end", lambda: chain(20_000)),
    "a star of 10,000 rays": ("no-human", lambda: star(10_000)),
    "10,000 menus in a ring": ("inescapable-loop", lambda: ring(10_000)),
    "5,000 loops nested": ("dead-end", lambda: nested_loops(5_000)),
    "a prompt of 10 MB": ("dead-end", lambda: long_prompt(10_000_000)),
}
"""What a file holds -> a rule that must strike, and how the file is made."""


@pytest.mark.parametrize("name", LARGE)
def test_a_large_file_is_a_finding(tmp_path: Path, name: str) -> None:
    rule, pieces = LARGE[name]
    path = put(tmp_path / "t.yaml", pieces())
    broken(check(path), rule)
    path.unlink()


def test_a_pipe_among_the_files_is_not_waited_for(tmp_path: Path) -> None:
    folder = tmp_path / "trees"
    folder.mkdir()
    put(folder / "t.yaml", iter([FINE]))
    os.mkfifo(folder / "pipe.yaml")
    run = check(folder, patience=5.0)
    assert run.code in (0, 1)
    assert run.out.splitlines()[-2].endswith("in 1 tree of 2 nodes")
