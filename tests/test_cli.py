"""The command line as a user meets it: exit codes and their reasons, paths, formats, policies, dates, deliveries."""

from __future__ import annotations

import io
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import click
import jsonschema
import pytest
from terminal import on_terminal

from ivraudit import __version__
from ivraudit.catalog import all_rules
from ivraudit.cli import SUMMARIES, main
from ivraudit.model import Hit
from ivraudit.phone import Phone
from ivraudit.rule import SINS, Category

TREES = Path(__file__).parent.parent / "trees"

ACME = """\
ivraudit: 1
name: "Acme"
start: main
recurring: false
nodes:
  main:
    type: menu
    prompt: "How can we help?"
    options:
      1: {label: "Billing", to: billling}
      0: {label: "A person", to: agent}
    noinput: {attempts: 3, to: agent}
    nomatch: {attempts: 3, to: agent}
  billing: {type: say, prompt: "Your bill is in the post."}
  agent: {type: agent}
"""
"""A tree with one error, a misspelt exit, and one warning, the node that it misses."""

TOLD = """\
acme.yaml:10:7: error[dangling-target] 'main' leads to 'billling', which is not defined; did you mean 'billing'?
   10 |       1: {label: "Billing", to: billling}
      |       ^
  the call: main, press 1

acme.yaml:14:3: warning[unreachable-node] no call can come to 'billing'
   14 |   billing: {type: say, prompt: "Your bill is in the post."}
      |   ^^^^^^^
"""

COUNTED = "1 error, 1 warning, 0 infos in 1 tree of 3 nodes\n"

CLEAN = ACME.replace("billling", "billing").replace('post."}', 'post.", resolves: true, next: agent}')

WARNED = CLEAN.replace("  agent:", "  attic: {type: hangup}\n  agent:")
"""A tree with a warning and no error."""

NIGHT = """\
ivraudit: 1
name: "Night"
start: clock
recurring: false
nodes:
  clock: {type: hours, open: agent, holiday: agent, closed: sorry}
  sorry: {type: say, prompt: "We are closed.", next: clock}
  agent: {type: agent}
"""
"""A tree that goes round and round by night."""

ACCEPTED = CLEAN.replace(
    ', next: agent}', ', accept: {dead-end: {reason: "until the new line opens", until: 2027-03-31}}}'
)  # fmt: skip


class Said(NamedTuple):
    """How a run ended and what it wrote."""

    code: int
    out: str
    err: str

    @property
    def last(self) -> str:
        """The last line that the user sees: the errors', which come last, else the output's."""
        return (self.err.strip() or self.out.strip()).rpartition("\n")[2]

    @property
    def rules(self) -> list[str]:
        """The rules of the findings in the text, in order."""
        return re.findall(r"^\S.*?:\d+:\d+: (?:error|warning|info)\[([a-z-]+)\]", self.out, re.MULTILINE)


Run = Callable[..., Said]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs the command line in an empty folder, from its arguments to its exit code."""
    monkeypatch.chdir(tmp_path)
    for name in ("NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)

    def run(*arguments: str, stdin: bytes = b"") -> Said:
        monkeypatch.setattr(sys, "argv", ["ivraudit", *arguments])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        with pytest.raises(SystemExit) as end:
            main()
        return Said(int(end.value.code or 0), *capsys.readouterr())

    return run


def put(files: dict[str, str]) -> None:
    """Write files below the current folder."""
    for name, text in files.items():
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text(text, encoding="utf-8")


def found(text: str) -> list[tuple[str, str]]:
    """File and rule of each finding in JSON."""
    return [(one["file"], one["rule"]) for one in json.loads(text)["findings"]]


def everything() -> list[str]:
    """All files and folders below the current one."""
    return sorted(path.as_posix() for path in Path().rglob("*"))


# Exit codes, help and misspelt words


def test_exit_codes_say_why(run: Run) -> None:
    put({"acme.yaml": ACME, "clean.yaml": CLEAN, "policy.yaml": "chekcs: {}"})
    assert run("check", "clean.yaml").code == 0
    assert run("check", "clean.yaml").err == ""
    failed = run("check", "acme.yaml")
    assert (failed.code, failed.err) == (1, "exit 1: 1 finding at or above error (--fail-on)\n")
    usage = run("check", "nowhere.yaml")
    assert (usage.code, usage.err.splitlines()[0]) == (2, "exit 2: there is no file or folder 'nowhere.yaml'")
    assert usage.last.startswith("exit 2: ")
    broken = run("check", "clean.yaml", "--policy", "policy.yaml")
    assert (broken.code, broken.last[:46]) == (3, "exit 3: policy.yaml:1:1: unknown key 'chekcs' ")
    put({"policy.yaml": "chekcs: {}\nagents: 3\n"})
    broken = run("check", "clean.yaml", "--policy", "policy.yaml")
    assert (broken.code, broken.last) == (3, "exit 3: the audit could not be done, for the 2 reasons above")


@pytest.mark.parametrize(
    "arguments",
    [
        "", "chek", "check --blah", "check --format jsn", "check --fail-on eror", "check --clock noon",
        "check --as yml", "check -", "check empty", "check nowhere", "check acme.yaml --dated 2027-02-30",
        "check acme.yaml --dated soon", "check acme.yaml --policy nowhere",
        "check acme.yaml --policy acme.yaml --no-policy", "check --select no-humn",
        "check acme.yaml --format text --format json", "draw", "draw acme.yaml -o acme.gif", "draw empty",
        "report --format html", "rules --sin wrath", "explain no-humn", "explain", "schema forest",
    ],
)  # fmt: skip
def test_usage_faults_exit_2_with_the_reason_last(run: Run, arguments: str) -> None:
    put({"acme.yaml": ACME})
    Path("empty").mkdir()
    said = run(*arguments.split())
    assert (said.code, said.out) == (2, "")
    assert said.last.startswith(("Error: ", "exit 2: "))
    assert "Traceback" not in said.err


@pytest.mark.parametrize(
    ("arguments", "nearest"),
    [
        ("chek trees", "check"), ("explain no-humn", "no-human"), ("check --format jsn", "json"),
        ("check --select no-humn", "no-human"), ("check --select struture", "structure"),
        ("check --ignore brushoff", "brush-off"), ("check --as yml acme.yaml", "yaml"),
    ],
)  # fmt: skip
def test_misspelt_names_are_told_the_nearest(run: Run, arguments: str, nearest: str) -> None:
    put({"acme.yaml": ACME})
    said = run(*arguments.split())
    assert said.code == 2
    assert f"did you mean {nearest!r}?" in said.err


@pytest.mark.parametrize("command", [None, *SUMMARIES])
def test_help_shows_an_example(run: Run, command: str | None) -> None:
    for flag in ("-h", "--help"):
        said = run(*([command] if command else []), flag)
        assert (said.code, said.err) == (0, "")
        assert f"For example: ivraudit {command or 'check'}" in said.last
        assert command is not None or all(name in said.out for name in SUMMARIES)


def test_version(run: Run) -> None:
    said = run("--version")
    assert (said.code, said.err) == (0, "")
    assert __version__ in said.out


# check: what it writes, and where


def test_text_whole(run: Run) -> None:
    put({"acme.yaml": ACME})
    assert run("check", "acme.yaml").out == f"{TOLD}\n{COUNTED}"
    assert run("check", "acme.yaml", "-q").out == TOLD
    assert run("check", "acme.yaml", "-v").out == f"{TOLD}\n{COUNTED}"
    put({"clean.yaml": CLEAN})
    assert run("check", "clean.yaml").out == "0 errors, 0 warnings, 0 infos in 1 tree of 3 nodes\n"
    assert run("check", "clean.yaml", "-q").out == ""


def test_guilty_lines_far_down_are_shown(run: Run) -> None:
    put({"acme.yaml": "# below\n" * 2000 + "#" * 5000 + "\n" + ACME})
    told = TOLD.replace(":10:", ":2011:").replace("   10 |", " 2011 |")
    told = told.replace(":14:", ":2015:").replace("   14 |", " 2015 |")
    assert run("check", "acme.yaml", "-q").out == told


def test_the_witness_and_the_advice(run: Run) -> None:
    put({"night.yaml": NIGHT, "p.yaml": 'advice: {automatic-cycle: "Ring the desk."}'})
    assert run("check", "night.yaml", "-q", "--policy", "p.yaml", "--select", "automatic-cycle").out == (
        "night.yaml:6:3: error[automatic-cycle] the system goes round by itself and asks the caller nothing: "
        "clock > sorry > clock (only when closed)\n"
        "    6 |   clock: {type: hours, open: agent, holiday: agent, closed: sorry}\n"
        "      |   ^^^^^\n"
        "  the call: clock, closed > sorry 1 s > clock\n"
        "  advice: Ring the desk.\n"
    )


def test_several_formats_in_one_run(run: Run) -> None:
    put({"acme.yaml": ACME})
    said = run("check", "acme.yaml", "--format", "json:out/found.json", "--format", "text")
    assert (said.code, said.out) == (1, f"{TOLD}\n{COUNTED}")
    written = Path("out/found.json").read_text(encoding="utf-8")
    assert written == run("check", "acme.yaml", "--format", "json").out
    assert found(written) == [("acme.yaml", "dangling-target"), ("acme.yaml", "unreachable-node")]
    for arguments in (["-o", "a.txt"], ["--format", "text:a.txt"], ["--format", "text", "-o", "a.txt"]):
        said = run("check", "acme.yaml", *arguments)
        assert (said.code, said.out) == (1, "")
        assert Path("a.txt").read_text(encoding="utf-8") == f"{TOLD}\n{COUNTED}"
        Path("a.txt").unlink()
    assert everything() == ["acme.yaml", "out", "out/found.json"]


def test_a_dash_is_standard_output(run: Run) -> None:
    put({"acme.yaml": ACME})
    for command in (["check", "--format", "json"], ["measure"], ["convert"]):
        usual = run(*command, "acme.yaml")
        assert usual.out
        assert run(*command, "acme.yaml", "-o", "-") == usual
    assert run("check", "acme.yaml", "--format", "text:-").out == f"{TOLD}\n{COUNTED}"
    assert run("check", "acme.yaml", "--format", "text:-", "-o", "a.txt").out == f"{TOLD}\n{COUNTED}"
    for twice in (["text", "json:-"], ["text:-", "json:-"], ["text:-", "json", "-o", "-"]):
        formats = [word for one in twice[:2] for word in ("--format", one)]
        said = run("check", "acme.yaml", *formats, *twice[2:])
        assert (said.code, said.out) == (2, "")
        assert "two formats go to the same place" in said.err
    assert everything() == ["acme.yaml"]


def test_timings_count_the_rules(run: Run) -> None:
    put({"clean.yaml": CLEAN})
    one = run("check", "clean.yaml", "--no-policy", "--select", "dead-end", "--timings")
    two = run("check", "clean.yaml", "--no-policy", "--select", "dead-end,no-human", "--timings")
    assert [said.last.split(" ms ")[1].strip() for said in (one, two)] == ["1 rule", "2 rules"]


@pytest.mark.parametrize(
    ("arguments", "environment", "painted"),
    [
        ("", {}, False), ("--color always", {}, True), ("--color always", {"NO_COLOR": "1"}, True),
        ("", {"FORCE_COLOR": "1"}, True), ("", {"NO_COLOR": "1", "FORCE_COLOR": "1"}, False),
        ("--color never", {"FORCE_COLOR": "1"}, False), ("", {"NO_COLOR": "", "FORCE_COLOR": ""}, False),
        ("", {"FORCE_COLOR": "0"}, False), ("--color always", {"FORCE_COLOR": "0", "TERM": "dumb"}, True),
    ],
)  # fmt: skip
def test_colours(
    run: Run, monkeypatch: pytest.MonkeyPatch, arguments: str, environment: dict[str, str], painted: bool
) -> None:
    put({"acme.yaml": ACME})
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    out = run("check", "acme.yaml", *arguments.split()).out
    assert ("\x1b[" in out) is painted
    assert click.unstyle(out) == f"{TOLD}\n{COUNTED}"


@pytest.mark.parametrize(
    ("arguments", "rules"),
    [
        ("--select dangling-target", ["dangling-target"]),
        ("--select dangling-target --select unreachable-node", ["dangling-target", "unreachable-node"]),
        ("--select structure --ignore unreachable-node", ["dangling-target"]),
        ("--select structure,human --ignore dangling-target", ["unreachable-node"]),
        ("--select apathy", ["dangling-target", "unreachable-node"]),
        ("--ignore dead-end", ["dangling-target", "unreachable-node"]),
        ("--select brush-off", []), ("--ignore structure", []), ("--ignore apathy", []), ("--select document", []),
    ],
)  # fmt: skip
def test_select_and_ignore(run: Run, arguments: str, rules: list[str]) -> None:
    put({"acme.yaml": ACME})
    said = run("check", "acme.yaml", *arguments.split())
    assert said.rules == rules
    assert said.code == int("dangling-target" in rules)


def test_a_rule_selected_by_its_name_runs_though_the_policy_has_it_off(run: Run) -> None:
    put({"acme.yaml": ACME, ".ivraudit.yaml": "checks: {dangling-target: off}"})
    assert run("check", "acme.yaml").rules == ["unreachable-node"]
    assert run("check", "acme.yaml", "--select", "structure").rules == ["unreachable-node"]
    assert run("check", "acme.yaml", "--select", "dangling-target").rules == ["dangling-target"]


@pytest.mark.parametrize(
    "arguments",
    [
        "--select dead-end --ignore dead-end", "--select dead-end,no-human --ignore human,structure",
        f"--ignore {','.join(Category)}",
    ],
)  # fmt: skip
def test_a_check_of_no_rule_at_all_is_a_mistake(run: Run, arguments: str) -> None:
    put({"acme.yaml": ACME})
    told = "exit 2: no rule is left: all that could run are ignored\n"
    assert run("check", "acme.yaml", *arguments.split()) == (2, "", told)


@pytest.mark.parametrize(
    ("tree", "option", "policy", "code"),
    [
        (WARNED, "", "", 0), (WARNED, "warning", "", 1), (WARNED, "info", "", 1), (WARNED, "error", "", 0),
        (ACME, "never", "", 0), (ACME, "", "fail_on: never", 0), (WARNED, "", "fail_on: warning", 1),
        (ACME, "error", "fail_on: never", 1), (WARNED, "never", "fail_on: warning", 0),
    ],
)  # fmt: skip
def test_fail_on(run: Run, tree: str, option: str, policy: str, code: int) -> None:
    put({"acme.yaml": tree, ".ivraudit.yaml": policy or "extends: [recommended]"})
    for form in ("text", "json"):
        said = run("check", "acme.yaml", "--format", form, *(["--fail-on", option] if option else []))
        assert said.code == code
        assert "unreachable-node" in said.out
        assert bool(said.err) is bool(code)


@pytest.mark.parametrize("clock", ["open", "closed", "holiday", "mixed", "all"])
def test_clock(run: Run, clock: str) -> None:
    put({"night.yaml": NIGHT})
    said = run("check", "night.yaml", "--clock", clock)
    assert said.code == int("automatic-cycle" in said.rules) == int(clock in ("closed", "all"))


# Paths


def test_paths_where_nothing_is_named(run: Run) -> None:
    put({"here.yaml": CLEAN, "below/acme.yaml": ACME})
    assert found(run("check", "--format", "json").out)[0][0] == "below/acme.yaml"
    put({"trees/acme.yaml": ACME})
    assert {file for file, _ in found(run("check", "--format", "json").out)} == {"trees/acme.yaml"}


def test_a_folder_counts_what_is_no_tree(run: Run) -> None:
    put({"t/acme.yaml": CLEAN, "t/readme.txt": "hello", "t/x/other.yaml": "a: 1", "t/.hidden.yaml": ACME,
         "t/.git/acme.yaml": ACME})  # fmt: skip
    said = run("check", "t")
    assert (said.code, said.last) == (0, "2 other files")
    assert "readme" not in said.out
    assert run("check", "t", "-v").out.startswith("t/readme.txt: not a phone tree\nt/x/other.yaml: not a phone tree\n")


def test_a_file_that_is_named_is_always_audited(run: Run) -> None:
    put({"notes.txt": "hello", "empty.yaml": "", "acme.txt": ACME, ".hidden.yaml": ACME})
    assert run("check", "notes.txt").rules == run("check", "empty.yaml").rules == ["unreadable"]
    assert run("check", "notes.txt").code == 1
    assert run("check", "notes.txt", "--as", "yaml").rules == ["unreadable"]
    assert run("check", "acme.txt").rules == run("check", ".hidden.yaml").rules
    assert run("check", "acme.txt").rules == ["dangling-target", "unreachable-node"]


def test_standard_input(run: Run) -> None:
    said = run("check", "-", "--as", "yaml", stdin=ACME.encode())
    assert (said.code, said.out) == (1, f"{TOLD}\n{COUNTED}".replace("acme.yaml", "-"))
    assert run("draw", "-", "--as", "yaml", "-o", "t.mmd", stdin=CLEAN.encode()).out == "wrote t.mmd\n"


def test_a_link_to_nowhere_does_not_stop_the_audit_of_a_folder(run: Run) -> None:
    put({"t/acme.yaml": ACME})
    Path("t/lost.yaml").symlink_to("nowhere.yaml")
    said = run("check", "t")
    assert said.code == 1
    assert "dangling-target" in said.rules


def test_a_part_that_is_a_link_in_a_circle_does_not_stop_the_audit(run: Run) -> None:
    put({"t/acme.yaml": ACME.replace("agent: {type: agent}", "agent: {type: tree, file: round.yaml}")})
    Path("t/round.yaml").symlink_to("round.yaml")
    said = run("check", "t/acme.yaml")
    assert (said.code, "Traceback" in said.err) == (1, False)
    assert said.rules.count("dangling-target") == 2


# Policy


def test_the_nearest_policy_upwards_holds(run: Run) -> None:
    put({"a/acme.yaml": ACME, "a/b/c/acme.yaml": ACME, "all.yaml": "checks: {dangling-target: info}"})
    put({"a/.ivraudit.yaml": "checks: {unreachable-node: off}", "a/b/.ivraudit.yaml": "checks: {dangling-target: off}"})
    above, below = "a/acme.yaml", "a/b/c/acme.yaml"
    said = json.loads(run("check", "a", "--format", "json").out)
    assert [(one["file"], one["rule"]) for one in said["findings"]] == [
        (above, "dangling-target"), (below, "unreachable-node"),
    ]  # fmt: skip
    assert sorted(said["policy"]["files"]) == ["a/.ivraudit.yaml", "a/b/.ivraudit.yaml"]
    both = [(file, rule) for file in (above, below) for rule in ("dangling-target", "unreachable-node")]
    assert found(run("check", "a", "--no-policy", "--format", "json").out) == both
    said = run("check", "a", "--policy", "all.yaml", "--format", "json")
    assert (said.code, found(said.out)) == (0, both)


def test_exclude(run: Run) -> None:
    put({"t/acme.yaml": CLEAN, "t/drafts/acme.yaml": ACME, "t/.ivraudit.yaml": 'exclude: ["drafts/*"]'})
    assert run("check", "t").out == "0 errors, 0 warnings, 0 infos in 1 tree of 3 nodes\n"
    assert run("check", "t", "--no-policy").code == 1
    assert run("check", "t/drafts/acme.yaml").code == 1


def test_every_mistake_of_a_policy_is_told_at_once(run: Run) -> None:
    policy = 'checks:\n  dead-endd: on\n  distant-human: {max_steps: "x"}\nfail_on: eror\nacept: []\n'
    put({"acme.yaml": ACME, ".ivraudit.yaml": policy})
    said = run("check", "acme.yaml")
    assert (said.code, said.out) == (3, "")
    lines = said.err.splitlines()
    assert [line.split(": ")[1] for line in lines[:-1]] == [
        f".ivraudit.yaml:{place}" for place in ("2:3", "3:30", "4:10", "5:1")
    ]
    assert lines[0].endswith("did you mean 'dead-end'?")
    assert lines[3].endswith("did you mean 'accept'?")
    assert run("draw", "acme.yaml", "--show", "findings").code == run("report", "acme.yaml").code == 3
    assert run("check", "acme.yaml", "--no-policy").code == 1
    assert everything() == [".ivraudit.yaml", "acme.yaml"]


def test_a_rule_that_crashes_is_an_audit_not_done(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(phone: Phone, options: object) -> Iterator[Hit]:
        raise KeyError(phone.tree.name)

    put({"clean.yaml": CLEAN})
    monkeypatch.setitem(all_rules(), "no-human", all_rules()["no-human"]._replace(check=broken))
    said = run("check", "clean.yaml", "-o", "out.txt")
    assert (said.code, said.out) == (3, "")
    assert "while the rule 'no-human' looked at the tree 'Acme' (clean.yaml)" in said.err
    assert said.last.startswith("exit 3: ")
    assert everything() == ["clean.yaml"]


# Dates


def test_acceptances_expire_on_the_day_of_the_audit(run: Run) -> None:
    put({"acme.yaml": ACCEPTED})
    held = run("check", "acme.yaml", "--dated", "2027-03-31", "-v")
    assert (held.code, held.last) == (0, "1 accepted")
    assert "acme.yaml:14:3: accepted[dead-end] until the new line opens" in held.out
    expired = run("check", "acme.yaml", "--dated", "2027-04-01")
    assert (expired.code, expired.rules) == (1, ["dead-end", "stale-acceptance"])
    assert "'dead-end' is stale: it held until 2027-03-31 only (until the new line opens)" in expired.out
    assert run("check", "acme.yaml", "--dated", "today").err in ("", expired.err)


def test_without_a_date_nothing_expires_and_that_is_said(run: Run) -> None:
    put({"acme.yaml": ACCEPTED.replace("2027", "1999")})
    said = run("check", "acme.yaml")
    assert (said.code, said.last) == (0, "1 accepted, 1 not checked")
    assert "no date is known" in said.out


def test_an_acceptance_of_nothing_is_stale(run: Run) -> None:
    put({"acme.yaml": CLEAN, "p.yaml": 'accept: [{rule: dead-end, node: gone, reason: "old"}]'})
    said = run("check", "acme.yaml", "--policy", "p.yaml")
    assert (said.code, said.last) == (0, "1 stale")
    assert "p.yaml:1:10: stale acceptance of dead-end: nothing is found there any more (old)" in said.out


ON_EXIT = ACME.replace(
    "to: billling}", "to: billling, accept: {dangling-target: {reason: old, until: 2027-03-31}}}"
)  # fmt: skip
IN_POLICY = "accept: [{rule: dangling-target, reason: old, until: 2027-03-31}]"


@pytest.mark.parametrize(
    ("files", "arguments"),
    [
        pytest.param({"t/a.yaml": ACCEPTED}, "", id="node"),
        pytest.param({"t/a.yaml": ON_EXIT}, "", id="exit"),
        pytest.param({"t/a.yaml": ACME, ".ivraudit.yaml": IN_POLICY}, "", id="policy here"),
        pytest.param({"t/a.yaml": ACME, "t/.ivraudit.yaml": IN_POLICY}, "", id="policy below"),
        pytest.param({"t/a.yaml": ACME, "p.yaml": IN_POLICY}, "--policy p.yaml", id="policy named"),
    ],
)
def test_in_git_the_date_is_that_of_the_last_commit(run: Run, files: dict[str, str], arguments: str) -> None:
    put(files)
    who = ("-c", "user.name=A", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false")
    for day, code in (("2027-03-31", 0), ("2027-04-01", 1)):
        when = {"GIT_COMMITTER_DATE": f"{day}T12:00:00Z", "GIT_AUTHOR_DATE": f"{day}T12:00:00Z"}
        for command in (["init", "-q"], ["add", "t"], [*who, "commit", "-qm", "x", "--allow-empty"]):
            subprocess.run(["git", *command], check=True, env={**os.environ, **when})
        assert run("check", "t", *arguments.split()).code == code


# Text from a tree is data

EVIL = "\x1b[2J\x07\u202e"
"""Clears the screen, rings, and turns the writing round."""

HOSTILE = r"""
ivraudit: 1
name: "T\e[2J\a\u202e"
start: "a\e[2J\a\u202e"
recurring: false
nodes:
  "a\e[2J\a\u202e":
    type: menu
    prompt: "Hi \e[2J\a\u202e"
    options: {1: {label: "L\e[2J\a\u202e", to: "b\e[2J\a\u202e"}, 2: "gone\e[2J\a\u202e", "x\e[2J\a\u202e": end}
    speech: {"say\e[2J\a\u202e": end}
    "field\e[2J\a\u202e": 1
    accept: {no-human: "known\e[2J\a\u202e"}
    noinput: {attempts: 2, to: "b\e[2J\a\u202e"}
  "b\e[2J\a\u202e": {type: say, prompt: "x"}
  lost‮: {type: say, prompt: "‮x"}
  end: {type: "hang\e[2J\a\u202eup"}
"""

OURS = re.compile(r"\x1b\[[0-9;]*m|\x1b\]8;;(?:file:[!-~]*)?\x1b\\")
"""The colours and links that are the tool's own."""


def steering(text: str) -> list[str]:
    """Whatever in an output could steer a terminal or turn its writing round."""
    return re.findall(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069]", OURS.sub("", text))


@pytest.mark.parametrize("color", ["always", "never"])
def test_texts_of_a_tree_cannot_steer_the_terminal(run: Run, color: str) -> None:
    put({"acme.yaml": HOSTILE, "p.yaml": r'accept: [{rule: dead-end, node: b, reason: "\e[2J\a\u202e"}]'})
    said = run("check", "acme.yaml", "-v", "--color", color, "--policy", "p.yaml")
    assert {"dangling-target", "dead-end", "unknown-field"} <= set(re.findall(r"\[([a-z-]+)\]", said.out))
    assert steering(said.out + said.err) == []


def test_the_rule_of_an_acceptance_cannot_steer_the_terminal(run: Run) -> None:
    put({"acme.yaml": CLEAN.replace("resolves: true", r'resolves: true, accept: {"dead\e[2J\a\u202e-end": "x"}')})
    said = run("check", "acme.yaml")
    assert "1 stale" in said.out
    assert steering(said.out + said.err) == []


@pytest.mark.parametrize(
    "arguments",
    [
        ["check", f"t/{EVIL}.yaml", "-v"], ["check", "t", "-v"], ["check", f"{EVIL}.nowhere"],
        ["check", "clean.yaml", "--policy", f"{EVIL}.broken"], ["check", "clean.yaml", "-o", f"clean.yaml/{EVIL}"],
        ["check", "clean.yaml", "--select", EVIL], ["check", "clean.yaml", "--format", EVIL],
        ["check", "clean.yaml", "--dated", EVIL], ["check", "--as", EVIL], [EVIL], ["explain", EVIL], ["schema", EVIL],
        ["draw", f"t/{EVIL}.yaml", "-o", "t.svg"], ["draw", f"{EVIL}.broken", "-o", "t.mmd"],
        ["draw", "clean.yaml", "-o", f"{EVIL}.mmd"], ["draw", "clean.yaml", "-o", f"t.{EVIL}"], ["new", EVIL],
    ],
    ids=lambda arguments: ascii(" ".join(arguments).replace(EVIL, "EVIL")),
)  # fmt: skip
def test_file_names_cannot_steer_the_terminal(run: Run, arguments: list[str]) -> None:
    put({f"t/{EVIL}.yaml": ACME, f"t/{EVIL}.txt": "", "clean.yaml": CLEAN, f"{EVIL}.broken": "ivraudit: ["})
    said = run(*arguments)
    assert said.out + said.err
    assert steering(said.out + said.err) == []


def test_a_crash_is_told_without_steering_the_terminal(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(phone: Phone, options: object) -> Iterator[Hit]:
        raise ValueError

    put({f"{EVIL}.yaml": HOSTILE})
    monkeypatch.setitem(all_rules(), "unreadable", all_rules()["unreadable"]._replace(check=broken))
    said = run("check", f"{EVIL}.yaml")
    assert said.code == 3
    assert steering(said.out + said.err) == []


def on_a_terminal(*arguments: str, **more: str) -> str:
    """What a run shows on a terminal."""
    return on_terminal(*arguments, env=quiet(**{"TERM": "xterm", **more}))[1]


def quiet(**more: str) -> dict[str, str]:
    """The environment of a subprocess, which says nothing of colours."""
    return {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "FORCE_COLOR")} | more


def test_a_terminal_gets_colours_and_links_and_nothing_else(run: Run, tmp_path: Path) -> None:
    put({f"{EVIL}.yaml": ACME})
    out = on_a_terminal("check", f"{EVIL}.yaml")
    assert "\x1b[31m" in out
    assert f"\x1b]8;;{tmp_path.as_uri()}/%1B%5B2J%07%E2%80%AE.yaml\x1b\\" in out
    assert steering(out) == []
    assert steering(on_a_terminal("draw", f"{EVIL}.yaml", "-o", f"{EVIL}.mmd")) == []


def test_a_terminal_that_knows_only_letters_gets_only_letters(run: Run) -> None:
    put({"acme.yaml": ACME})
    why = "exit 1: 1 finding at or above error (--fail-on)\n"
    assert on_a_terminal("check", "acme.yaml", TERM="dumb") == f"{TOLD}\n{COUNTED}{why}"
    for more in ({"TERM": "xterm", "FORCE_COLOR": "0"}, {"TERM": "dumb", "FORCE_COLOR": "0"}):
        assert on_a_terminal("check", "acme.yaml", **more) == f"{TOLD}\n{COUNTED}{why}"
    forced = on_a_terminal("check", "acme.yaml", "--color", "always", TERM="dumb")
    assert ("\x1b[31m" in forced, "\x1b]8" in forced) == (True, False)


# draw, report, new, rules, explain, schema

BEGINNINGS = {".svg": b"<?xml", ".png": b"\x89PNG", ".pdf": b"%PDF-", ".dot": b"digraph", ".mmd": b"flowchart"}


@pytest.mark.parametrize("suffix", BEGINNINGS)
def test_draw_to_each_suffix(run: Run, suffix: str) -> None:
    put({"acme.yaml": ACME})
    said = run("draw", "acme.yaml", "-o", f"out/t{suffix}", "--show", "findings")
    assert said == (0, f"wrote out/t{suffix}\n", "")
    content = Path(f"out/t{suffix}").read_bytes()
    assert BEGINNINGS[suffix] in content[:400]
    assert suffix in (".png", ".pdf") or b"dangling-target" in content


def test_draw_names_the_picture_after_the_tree(run: Run) -> None:
    put({"trees/acme.yaml": CLEAN})
    assert run("draw", "trees/acme.yaml") == (0, "wrote acme.svg\n", "")
    assert everything() == ["acme.svg", "trees", "trees/acme.yaml"]


def test_draw_refuses_a_suffix_that_it_does_not_know(run: Run) -> None:
    put({"acme.yaml": CLEAN})
    for name in ("acme.gif", "acme"):
        said = run("draw", "acme.yaml", "-o", name)
        assert (said.code, said.out) == (2, "")
        assert said.last.endswith("is none of .svg, .png, .pdf, .dot, .mmd")
    said = run("draw", "acme.yaml", "--dot", "no-such-program")
    assert (said.code, said.err.splitlines()[0]) == (
        3, "exit 3: cannot draw: no program 'no-such-program' was found (--dot).",
    )  # fmt: skip
    assert everything() == ["acme.yaml"]


@pytest.mark.parametrize("suffix", BEGINNINGS)
def test_draw_an_unreadable_file(run: Run, suffix: str) -> None:
    put({"broken.yaml": "ivraudit: ["})
    said = run("draw", "broken.yaml", "-o", f"t{suffix}")
    assert (said.code, said.out) == (0, f"wrote t{suffix}\n")
    assert said.err.startswith("broken.yaml:")
    assert Path(f"t{suffix}").stat().st_size > 0


def test_report_exits_0_whatever_it_finds(run: Run) -> None:
    put({"acme.yaml": ACME})
    said = run("report", "acme.yaml", "-o", "out", "--title", "Lines")
    assert said == (0, "wrote out/audit.pdf\nwrote out/audit.json\nwrote out/acme.svg\n", "")
    assert Path("out/audit.pdf").read_bytes().startswith(b"%PDF-")
    assert Path("out/audit.json").read_text(encoding="utf-8") == run("check", "acme.yaml", "--format", "json").out


def test_new_begins_clean(run: Run) -> None:
    said = run("new")
    assert (said.code, said.out.splitlines()[-1]) == (0, "next: ivraudit check")
    assert everything() == [".ivraudit.yaml", "trees", "trees/first.yaml"]
    said = run("check", "--fail-on", "info")
    assert (said.code, said.rules) == (0, [])
    assert run("new", "below/here").out.endswith("next: ivraudit check below/here/trees\n")
    assert run("check", "below/here/trees", "--fail-on", "info").code == 0


@pytest.mark.parametrize("taken", ["trees/first.yaml", ".ivraudit.yaml"])
def test_new_overwrites_nothing(run: Run, taken: str) -> None:
    put({taken: "mine"})
    said = run("new")
    assert (said.code, said.out) == (2, "")
    assert f"{taken} exists already" in said.err
    assert "is not there" not in said.last
    assert Path(taken).read_text(encoding="utf-8") == "mine"
    assert [name for name in everything() if Path(name).is_file()] == [taken]


def test_rules(run: Run) -> None:
    listed = json.loads(run("rules", "--format", "json").out)
    assert [one["id"] for one in listed] == list(all_rules())
    wanted = {"id", "category", "severity", "sins", "clocks", "summary", "options"}
    assert all(wanted <= set(one) for one in listed)
    text = run("rules")
    assert (text.code, text.err) == (0, "")
    for one in listed:
        said = one["summary"] + ("" if one["on"] else " (off unless a policy asks for it)")
        assert re.search(rf"^  {one['id']} +{one['severity']} +{re.escape(said)}$", text.out, re.MULTILINE)
    assert text.out.count("(off unless a policy asks for it)") == sum(not rule.asked for rule in all_rules().values())
    for sin in SINS:
        chosen = json.loads(run("rules", "--format", "json", "--sin", sin).out)
        assert chosen == [one for one in listed if sin in one["sins"]]
    for family in Category:
        chosen = json.loads(run("rules", "--format", "json", "--family", str(family)).out)
        assert chosen == [one for one in listed if one["category"] == family]


@pytest.mark.parametrize("rule", all_rules())
def test_explain(run: Run, rule: str) -> None:
    said = run("explain", rule)
    assert (said.code, said.err) == (0, "")
    assert said.out.startswith(f"# {rule}\n\n{all_rules()[rule].summary}\n")
    chapters = [line for line in said.out.splitlines() if line.startswith("## ") and line != "## Options"]
    assert chapters == ["## Why", "## Bad", "## Good", "## Fix", "## Source"]


@pytest.mark.parametrize(("arguments", "said"), [
    (["explain", "NO-HUMAN"],
     "there is no rule named 'NO-HUMAN'; did you mean 'no-human'? (ivraudit rules lists them)"),
    (["schema", "tre"], "there is no schema of 'tre' (known: tree, policy, findings); did you mean 'tree'?"),
    (["schema", "Findings"],
     "there is no schema of 'Findings' (known: tree, policy, findings); did you mean 'findings'?"),
    (["new", "acme.yaml"], "acme.yaml is a file and no folder; nothing was written"),
    (["new", "acme.yaml/below"], "acme.yaml is a file and no folder; nothing was written"),
])  # fmt: skip
def test_a_slip_is_told_with_what_is_meant(run: Run, arguments: list[str], said: str) -> None:
    put({"acme.yaml": ACME})
    assert run(*arguments) == (2, "", f"exit 2: {said}\n")
    assert everything() == ["acme.yaml"]


def test_the_help_tells_what_fails_by_default(run: Run) -> None:
    assert "Exit 1 from here on (default: as the policy says, else error)." in " ".join(run("check", "-h").out.split())


@pytest.mark.parametrize("what", ["tree", "policy", "findings"])
def test_schemas_are_schemas(run: Run, what: str) -> None:
    said = run("schema", what)
    assert (said.code, said.err) == (0, "")
    jsonschema.Draft202012Validator.check_schema(json.loads(said.out))


def test_the_json_of_all_trees_is_as_the_schema_says(run: Run) -> None:
    schema: dict[str, Any] = json.loads(run("schema", "findings").out)
    said = run("check", str(TREES), "--no-policy", "--format", "json", "--dated", "2027-01-01")
    assert said.code == 1
    content = json.loads(said.out)
    jsonschema.Draft202012Validator(schema).validate(content)
    assert len(content["findings"]) == sum(content["summary"].values()) > 100
    prints = [one["fingerprint"] for one in content["findings"]]
    places = [(one["file"], one["line"], one["column"]) for one in content["findings"]]
    assert places == sorted(places)
    assert len(prints) == len(set(prints))


# Deliveries


@pytest.mark.parametrize(
    "arguments",
    [
        ["check", "acme.yaml", "-o", "acme.yaml/out.txt"], ["check", "acme.yaml", "-o", "folder"],
        ["check", "acme.yaml", "--format", "text", "--format", "json:folder"],
        ["draw", "acme.yaml", "-o", "folder.svg"], ["draw", "acme.yaml", "-o", "acme.yaml/t.dot"],
        ["report", "acme.yaml", "-o", "acme.yaml"],
    ],
    ids=" ".join,
)  # fmt: skip
def test_what_cannot_be_written_leaves_nothing_behind(run: Run, arguments: list[str]) -> None:
    put({"acme.yaml": ACME, "folder/kept.txt": "kept", "folder.svg/kept.txt": "kept"})
    before = everything()
    said = run(*arguments)
    assert said.code == 3
    assert re.fullmatch("exit 3: .*cannot be written: .*", said.last)
    assert "Traceback" not in said.err
    assert everything() == before
    assert Path("acme.yaml").read_text(encoding="utf-8") == ACME


def test_a_link_that_is_written_to_stays_a_link(run: Run) -> None:
    put({"acme.yaml": ACME, "real.txt": "old"})
    Path("link.txt").symlink_to("real.txt")
    run("check", "acme.yaml", "-q", "-o", "link.txt")
    assert Path("link.txt").is_symlink()
    assert Path("real.txt").read_text(encoding="utf-8") == TOLD


def test_a_reader_who_has_seen_enough_is_no_fault() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    command = [sys.executable, "-m", "ivraudit", "rules"]
    done = subprocess.run(command, stdout=writing, stderr=subprocess.PIPE, check=False)
    os.close(writing)
    assert (done.returncode, done.stderr) == (0, b"")


def test_the_console_script_is_there() -> None:
    script = shutil.which("ivraudit", path=str(Path(sys.executable).parent))
    assert script is not None
    done = subprocess.run([script, "--version"], capture_output=True, text=True, check=True)
    assert __version__ in done.stdout


def written(folder: Path, seed: str) -> dict[str, bytes]:
    """All that a check, a picture and a report write of a copy of the trees, in a process with that hash seed."""
    shutil.copytree(TREES, folder / "trees")
    story = "trees/stories/seven-sins.yaml"
    for command, code in (
        (["check", "trees", "--no-policy", "--format", "json:out/all.json", "--format", "text:out/all.txt"], 1),
        (["draw", story, "-o", "out/story.svg", "--show", "findings"], 0),
        (["report", story, "-o", "out", "--dated", "2027-01-01"], 0),
    ):
        command = [sys.executable, "-m", "ivraudit", *command]
        done = subprocess.run(command, cwd=folder, env=quiet(PYTHONHASHSEED=seed), capture_output=True, check=False)
        assert done.returncode == code, done.stderr
    return {path.name: path.read_bytes() for path in sorted((folder / "out").iterdir())}


def test_the_same_trees_give_the_same_bytes(tmp_path: Path) -> None:
    first, second = written(tmp_path / "one", "0"), written(tmp_path / "the other folder", "1")
    assert list(first) == ["all.json", "all.txt", "audit.json", "audit.pdf", "seven-sins.svg", "story.svg"]
    assert [name for name in first if first[name] != second[name]] == []
