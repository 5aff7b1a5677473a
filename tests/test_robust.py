"""Whatever the machine does meanwhile: one clear line, the right exit code, and nothing half-written."""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from fleets import ROOT, Run, check, environment, fleet, tree
from killing import kill
from terminal import on_terminal

WHY = "exit 1: {} findings at or above error (--fail-on)\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Ten trees, eleven faults."""
    fleet(tmp_path / "f", 10, padding=0)
    return tmp_path


def shell(folder: Path, line: str, **more: str) -> Run:
    """Run a line of bash; its exit code is that of the first command of a pipe."""
    done = subprocess.run(
        ["bash", "-c", f'ivraudit() {{ "{sys.executable}" -m ivraudit "$@"; }}; {line}; exit ${{PIPESTATUS[0]}}'],
        cwd=folder, env=environment(folder / "cache", ROOT, **more), capture_output=True, check=False,
    )  # fmt: skip
    return Run(done.returncode, done.stdout, done.stderr.decode())


def test_killed_and_stopped_at_random_moments() -> None:
    ends, faults = kill(20, seed=int.from_bytes(os.urandom(4), "big"))
    assert (faults, sum(ends.values())) == ([], 20)


FULL = "cannot be written: No space left on device\n"


@pytest.mark.parametrize(("line", "code", "err"), [
    ("ivraudit check f > /dev/full", 3, f"exit 3: standard output {FULL}"),
    ("ivraudit check f -o /dev/full", 3, f"exit 3: /dev/full {FULL}"),
    ("ivraudit check f --format junit > /dev/full", 3, f"exit 3: standard output {FULL}"),
    ("ivraudit check f -o f/t000.yaml/x", 3, "exit 3: f/t000.yaml/x cannot be written: f/t000.yaml is no folder\n"),
    ("ivraudit check f -o f/t000.yaml/x/y", 3,
     "exit 3: f/t000.yaml/x/y cannot be written: f/t000.yaml is no folder\n"),
    ("ivraudit check f -o ''", 2, "exit 2: the name of the output file is empty\n"),
    ("ivraudit check f -o /dev/fd/99", 3, "exit 3: /dev/fd/99 cannot be written: Bad file descriptor\n"),
    ("ivraudit rules > /dev/full", 3, f"exit 3: standard output {FULL}"),
    ("ivraudit schema tree > /dev/full", 3, f"exit 3: standard output {FULL}"),
    ("ivraudit explain no-human > /dev/full", 3, f"exit 3: standard output {FULL}"),
    ("ivraudit check f > /dev/null 2> /dev/full", 1, ""),
    ("ivraudit chek 2> /dev/full", 2, ""),
    ("ivraudit 2> /dev/full", 2, ""),
    ("ivraudit check --bogus 2>&1 | true", 2, ""),
    ("ivraudit check f >&-", 1, WHY.format(10)),
    ("ivraudit check f >&- 2>&-", 1, ""),
    ("ivraudit check - --as yaml <&- >&-", 1, WHY.format(1).replace("findings", "finding")),
    ("mkdir gone && cd gone && rmdir ../gone && ivraudit check ../f", 3,
     "exit 3: the current folder has been removed\n"),
])  # fmt: skip
def test_what_cannot_be_written_or_read_is_told_in_one_line(folder: Path, line: str, code: int, err: str) -> None:
    run = shell(folder, line)
    assert run._replace(err=run.err.replace("[Errno 28] ", "")) == Run(code, b"", err)


@pytest.mark.parametrize("name", ["text", "json", "junit"])
def test_a_closed_pipe_changes_neither_the_exit_code_nor_what_else_is_written(folder: Path, name: str) -> None:
    fleet(folder / "f", 400, padding=0)
    whole = check(folder, "f", "--format", name, cache=folder / "cache")
    assert len(whole.out) > 65_536  # more than a pipe holds
    run = shell(folder, f"ivraudit check f --format {name} --format sarif:s.json | head -n 1")
    assert run == Run(1, whole.out.partition(b"\n")[0] + b"\n", whole.err)
    assert (folder / "s.json").read_bytes().endswith(b"}\n")
    assert shell(folder, "ivraudit check f --fail-on never | head -n 1").code == 0
    assert shell(folder, "ivraudit rules | head -n 1").code == 0


def test_a_full_disk_leaves_the_old_output(folder: Path) -> None:
    (folder / "found.json").write_text("old")

    def small() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (2_000, 2_000))

    done = subprocess.run(
        [sys.executable, "-m", "ivraudit", "check", "f", "--format", "json:found.json"], cwd=folder,
        env=environment(folder / "cache"), capture_output=True, check=False, preexec_fn=small,
    )  # fmt: skip
    told = "exit 3: found.json cannot be written: File too large\n"
    assert (done.returncode, done.stdout, done.stderr.decode()) == (3, b"", told)
    assert (folder / "found.json").read_text() == "old"
    assert sorted(path.name for path in folder.iterdir()) == ["f", "found.json"]


@pytest.mark.parametrize("words", [
    "check f --format json", "check f", "measure f --format json", "measure f", "schema tree", "rules",
    "rules --format json", "diff f f/t000.yaml --format json --fail-on never",
])  # fmt: skip
def test_an_output_that_is_cut_short_is_told_by_a_stream_without_a_buffer(folder: Path, words: str) -> None:
    whole = shell(folder, f"ivraudit {words}", PYTHONUNBUFFERED="1").out
    run = shell(folder, f"ulimit -f 1; ivraudit {words} > short", PYTHONUNBUFFERED="1")
    assert run == Run(3, b"", "exit 3: standard output cannot be written: File too large\n")
    assert len(whole) > 1_024
    assert (folder / "short").read_bytes() == whole[:1_024]


@pytest.mark.parametrize("line", [
    "ivraudit check f --format json -o /dev/stdout", "ivraudit check f --format json:/dev/fd/1",
    "ivraudit check f --format json -o /proc/self/fd/1", "ivraudit check f --format json:/dev/fd/5 5>&1",
    "ivraudit check f --format json -o /dev/stderr 2>&1 >/dev/null | grep -v ^exit",
    "ivraudit check f --format json -o >(cat > seen); wait $!; cat seen",
    "mkfifo pipe; cat pipe & ivraudit check f --format json -o pipe; wait",
])  # fmt: skip
def test_what_is_no_file_is_written_straight(folder: Path, line: str) -> None:
    wanted = shell(folder, "ivraudit check f --format json").out
    assert shell(folder, f"({line}) | cat").out == wanted
    assert sorted(path.name for path in folder.iterdir() if path.name not in ("seen", "pipe")) == ["f"]


def test_the_open_file_of_standard_output_is_written_to(folder: Path) -> None:
    wanted = shell(folder, "ivraudit check f --format json").out
    line = "exec >> log; echo before; ivraudit check f --format json -o /dev/stdout; echo after"
    assert shell(folder, line).out == b""
    assert (folder / "log").read_bytes() == b"before\n" + wanted + b"after\n"


def test_the_mode_of_a_file_stays(folder: Path) -> None:
    (folder / "kept").touch(0o600)
    (folder / "kept").chmod(0o600)
    (folder / "link").symlink_to("kept")
    assert shell(folder, "umask 027; ivraudit check f -o link; ivraudit check f -o new").err == WHY.format(10) * 2
    modes = {name: (folder / name).stat().st_mode & 0o777 for name in ("kept", "new")}
    assert modes == {"kept": 0o600, "new": 0o640}
    assert (folder / "link").is_symlink()


@pytest.mark.parametrize("name", ["n" * 255, "\u10d0" * 85])
def test_a_name_as_long_as_any_may_be_is_written(folder: Path, name: str) -> None:
    assert shell(folder, f"ivraudit check f -o {name}").err == WHY.format(10)
    assert sorted(path.name for path in folder.iterdir()) == sorted(["f", name])


@pytest.mark.parametrize(("one", "two"), [
    ("a.out", "./a.out"), ("a.out", "f/../a.out"), ("a.out", "link"), ("-", "/dev/stdout"), ("/dev/fd/1", "-"),
])  # fmt: skip
def test_one_file_is_not_written_twice_whatever_it_is_called(folder: Path, one: str, two: str) -> None:
    (folder / "link").symlink_to("a.out")
    run = check(folder, "f", "--format", f"json:{one}", "--format", f"text:{two}", cache=folder / "cache")
    assert (run.code, run.out) == (2, b"")
    assert "two formats go to the same place" in run.err
    assert not (folder / "a.out").exists()


@pytest.mark.parametrize("encoding", ["latin-1", "cp1252", "utf-16", "ascii:strict"])
@pytest.mark.parametrize("words", [
    "check f --format json", "check f --format junit", "check f --format markdown", "convert f/t.yaml",
    "measure f --format csv", "diff f f/t.yaml --format json", "schema findings", "rules --format json",
    "walk f/t.yaml --keys 1 --json",
])  # fmt: skip
def test_what_machines_read_is_utf8_on_any_terminal(tmp_path: Path, words: str, encoding: str) -> None:
    (tmp_path / "f").mkdir()
    (tmp_path / "f" / "t.yaml").write_text(tree(1).replace("Tree 1", "ხე €").replace("Billing", "ანგარიში €"))
    plain = shell(tmp_path, f"ivraudit {words}", PYTHONIOENCODING="utf-8")
    assert plain.out
    there = shell(tmp_path, f"ivraudit {words}", PYTHONIOENCODING=encoding)
    assert (there.code, there.out) == (plain.code, plain.out)


def test_a_full_disk_under_the_cache_leaves_none(tmp_path: Path) -> None:
    fleet(tmp_path / "f", 12)
    fresh = check(tmp_path, "f", "--no-cache", cache=tmp_path / "cache")

    def small() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (1_000, 1_000))

    done = subprocess.run(
        [sys.executable, "-m", "ivraudit", "check", "f"], cwd=tmp_path, env=environment(tmp_path / "cache"),
        capture_output=True, check=False, preexec_fn=small,
    )  # fmt: skip
    assert Run(done.returncode, done.stdout, done.stderr.decode()) == fresh
    assert list((tmp_path / "cache").iterdir()) == []


def test_a_file_that_has_vanished_is_a_finding(folder: Path) -> None:
    (folder / "f" / "gone.yaml").symlink_to("nowhere.yaml")
    (folder / "f" / "dump.json").symlink_to("nowhere.json")
    shutil.copy(next((ROOT / "trees" / "foreign" / "amazon_connect").glob("*.json")), folder / "f" / "flow.json")
    run = check(folder, "f", cache=folder / "cache")
    line = b"f/gone.yaml:1:1: error[unreadable] the file cannot be read: No such file or directory\n"
    assert (run.code, run.out.count(line), "Traceback" in run.err) == (1, 1, False)


def test_files_that_vanish_while_they_are_looked_at(tmp_path: Path) -> None:
    fleet(tmp_path / "f", 2_000, padding=0)
    command = [sys.executable, "-m", "ivraudit", "check", "f", "--jobs", "1", "--format", "json"]
    run = subprocess.Popen(
        command, cwd=tmp_path, env=environment(tmp_path / "cache"), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    for number in reversed(range(0, 2_000, 2)):
        (tmp_path / "f" / f"t{number:03}.yaml").unlink()
    out, err = run.communicate()
    assert run.returncode == 1
    assert b"Traceback" not in err
    assert out.endswith(b"}\n")


def locked_out(folder: Path, *words: str) -> Run:
    """A run of check by somebody whom locks stop, as they do not stop root."""
    kept = ["setpriv", "--bounding-set=-dac_override,-dac_read_search", "--inh-caps=-dac_override,-dac_read_search"]
    done = subprocess.run(
        [*(kept if os.geteuid() == 0 else []), sys.executable, "-m", "ivraudit", "check", *words], cwd=folder,
        env=environment(folder / "cache", ROOT), capture_output=True, check=False,
    )  # fmt: skip
    return Run(done.returncode, done.stdout, done.stderr.decode())


@pytest.fixture
def locked(tmp_path: Path) -> Iterator[Path]:
    """A folder of one tree and two folders: one that nobody can list, and one whose files nobody can open."""
    for name in ("f", "f/secret", "f/listed"):
        fleet(tmp_path / name, 1, padding=0)
    (tmp_path / "f" / "secret").chmod(0)
    (tmp_path / "f" / "listed").chmod(0o444)
    yield tmp_path
    for name in ("secret", "listed"):
        (tmp_path / "f" / name).chmod(0o755)


def test_a_folder_that_cannot_be_read_is_a_finding(locked: Path) -> None:
    run = locked_out(locked, "f", "--select", "unreadable")
    assert run.out.decode().splitlines()[:3:2] == [
        "f/listed/t000.yaml:1:1: error[unreadable] the file cannot be read: Permission denied",
        "f/secret:1:1: error[unreadable] the folder cannot be read: Permission denied",
    ]  # fmt: skip
    assert (run.code, run.err) == (1, WHY.format(2))
    alone = locked_out(locked, "f/secret")
    assert (alone.code, alone.out.splitlines()[0]) == (1, run.out.splitlines()[2])
    (locked / "f" / ".ivraudit.yaml").write_text("exclude: [secret, listed/*]\n")
    assert locked_out(locked, "f", "--select", "unreadable").code == 0


def test_a_name_in_a_folder_that_cannot_be_read_is_not_said_to_be_absent(locked: Path) -> None:
    for name, words in {"f/secret/t000.yaml": (), "f/secret/policy.yaml": ("f", "--policy")}.items():
        run = locked_out(locked, *words, name)
        told = f"exit 2: {name!r} cannot be looked at: Permission denied\n"
        assert run == Run(2, b"", told)


def busily(work: str, *words: str) -> subprocess.Popen[bytes]:
    """Do something again and again, beside us; it has begun when this returns."""
    script = f"import os, sys\nfirst = True\nwhile True:\n    {work}\n    if first: first = print('.', flush=True)"
    busy = subprocess.Popen([sys.executable, "-c", script, *words], stdout=subprocess.PIPE)
    assert busy.stdout is not None
    busy.stdout.readline()
    return busy


def test_a_file_that_grows_while_it_is_read_is_said_to_change(tmp_path: Path) -> None:
    file = tmp_path / "f.yaml"
    file.write_text(tree(1, "billing", 8_000_000))
    work = "with open(sys.argv[1], 'a') as more: more.write('# more\\n')"
    with busily(work, str(file)) as busy:
        run = check(tmp_path, "f.yaml", cache=tmp_path / "cache")
        assert busy.poll() is None
        busy.kill()
    assert run.out.startswith(b"f.yaml:1:1: error[unreadable] the file changes while it is read\n")
    assert run.err == WHY.format(1).replace("findings", "finding")


def test_a_file_that_is_replaced_while_it_is_read_is_the_old_or_the_new_one(tmp_path: Path) -> None:
    file, whole = tmp_path / "f.yaml", set()
    texts = {"short": tree(1), "long": tree(1, "nobody", 2_000_000)}
    for name, text in texts.items():
        (tmp_path / name).write_text(text)
        file.write_text(text)
        whole.add(check(tmp_path, "f.yaml", cache=tmp_path / "cache"))
    work = "os.chdir(sys.argv[1]); [(os.link(one, 'x'), os.rename('x', 'f.yaml')) for one in ('long', 'short')]"
    with busily(work, str(tmp_path)) as busy:
        runs = {check(tmp_path, "f.yaml", cache=tmp_path / "cache") for _ in range(8)}
        assert busy.poll() is None
        busy.kill()
    assert len(whole) == 2
    assert runs - whole == set()


LONG = "a/" * 3_000 + "x.yaml"


@pytest.mark.parametrize("file", [LONG, "loop/x.yaml", "x" * 5_000 + ".yaml", "../" * 2_000 + "x.yaml"])
def test_a_link_that_no_system_could_follow_is_a_finding(folder: Path, file: str) -> None:
    (folder / "f" / "loop").symlink_to("loop")
    nodes = f'  s: {{type: tree, file: "{file}", next: b}}\n  b: {{type: hangup}}\n'
    text = f"ivraudit: 1\nname: A\nstart: s\nnodes:\n{nodes}"
    (folder / "f" / "front.yaml").write_text(text)
    run = check(folder, "f", cache=folder / "cache")
    assert (run.code, run.err) == (1, WHY.format(11))
    assert b"f/front.yaml:5:19: error[dangling-target]" in run.out


@pytest.mark.parametrize("words", [("check", "n" * 5_000), ("check", "f", "--policy", "n" * 5_000)])
def test_a_name_that_is_too_long_is_no_file(folder: Path, words: tuple[str, ...]) -> None:
    run = check(folder, *words[1:], cache=folder / "cache")
    assert (run.code, run.out, run.err.splitlines()[-1][:8]) == (2, b"", "exit 2: ")


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp1252", "utf-8"])
def test_a_terminal_of_another_alphabet(tmp_path: Path, encoding: str) -> None:
    text = tree(1).replace("Billing", "ანგარიში €").replace("billing", "ფული")
    (tmp_path / "t.yaml").write_text(text, encoding="utf-8")
    run = check(tmp_path, "t.yaml", cache=tmp_path / "cache", PYTHONIOENCODING=encoding, PYTHONUTF8="0")
    assert run.code == 1
    plain = check(tmp_path, "t.yaml", cache=tmp_path / "cache", PYTHONIOENCODING="utf-8").out.decode()
    assert "main, press 1 > ფული" in plain
    # click takes ASCII for a terminal that nobody has set up, and writes UTF-8.
    assert run.out == plain.encode("utf-8" if encoding == "ascii" else encoding, "backslashreplace")


@pytest.mark.parametrize(("name", "seen"), [
    ("größ", "größ"), ("ხაზი", "ხაზი"), ("a\udcff\udcc3\udcb6", "a\\xffö"),
])  # fmt: skip
def test_names_in_a_locale_without_their_letters(tmp_path: Path, name: str, seen: str) -> None:
    (tmp_path / f"{name}.yaml").write_text("x")
    lost, found = (
        check(tmp_path, file, cache=tmp_path / "cache",
              LC_ALL="C", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0", PYTHONIOENCODING="")
        for file in (f"{name}.yml", f"{name}.yaml")
    )  # fmt: skip
    assert lost.err.splitlines()[0] == f"exit 2: there is no file or folder {f'{seen}.yml'!r}"
    assert found.out.decode().startswith(f"{seen}.yaml:1:1: error[unreadable] ")


def watched(folder: Path, *words: str, **more: str) -> str:
    """What a terminal shows of the standard error of a run."""
    code, shown = on_terminal("check", "f", "--no-cache", "--jobs", "2", *words, cwd=folder,
                              env=environment(folder / "cache", ROOT, **more), stdout=subprocess.DEVNULL)  # fmt: skip
    assert code == 1
    return shown


def test_a_bar_on_a_terminal_when_it_takes_long_and_none_in_ci(tmp_path: Path) -> None:
    fleet(tmp_path / "f", 1_200, padding=1_000)
    why = WHY.format("1,200")
    shown = watched(tmp_path, TERM="xterm")
    assert shown.startswith("\r\x1b[K[")
    assert " of 1,200 trees\r\x1b[K" in shown
    assert shown.endswith(f"\r\x1b[K{why}")
    assert watched(tmp_path, CI="true") == why
    assert watched(tmp_path, "-q") == why
    assert watched(tmp_path, TERM="dumb") == why


@pytest.mark.parametrize("where", ["main", "group"])
def test_ctrl_c_while_a_class_is_made_is_ctrl_c(where: str) -> None:
    """Python 3.11 raises a RuntimeError from it then."""
    stopping = (
        "import signal\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"  # what runs in the background may ignore it
        "class Stopping:\n"
        "    def __set_name__(self, owner, name): signal.raise_signal(signal.SIGINT)\n"
        "def command(**how):\n"
        "    class Made: part = Stopping()\n"
        "from ivraudit import __main__, cli\n"
        f"cli.{where} = command\n"
        "__main__.main()\n"
    )
    run = subprocess.run([sys.executable, "-c", stopping], capture_output=True, text=True, check=False)
    assert (run.returncode, run.stdout, run.stderr) == (130, "", "stopped\n")
