"""The gate where it plugs in: the steps of the GitHub Action as a shell runs them, the pre-commit hook, the recipes."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml

from ivraudit.catalog import FORMATS
from ivraudit.cli import SUMMARIES

ROOT = Path(__file__).parent.parent
ACTION: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
STEPS: list[dict[str, Any]] = ACTION["runs"]["steps"]
PACKAGED = ("ivraudit", "setup.cfg", "pyproject.toml", "README.md", "LICENSE", ".pre-commit-hooks.yaml")
"""What a checkout of ivraudit must hold to be installed."""

CLEAN = """\
ivraudit: 1
name: "Front"
start: welcome
nodes:
  welcome: {type: say, prompt: "Welcome to the shop.", next: person}
  person: {type: agent}
"""
DEAD = CLEAN.replace(", next: person", "")


def git(folder: Path, *arguments: str) -> str:
    """What git says, as somebody without a configuration of their own."""
    who = ["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "init.defaultBranch=main"]
    environment = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    done = subprocess.run(["git", *who, *arguments], cwd=folder, capture_output=True, encoding="utf-8", check=True,
                          env=environment)  # fmt: skip
    return done.stdout.strip()


def repository(folder: Path, files: dict[str, str]) -> Path:
    """A new repository with one commit of these files."""
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    git(folder, "init", "--quiet")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", "trees: First")
    return folder


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository that holds ivraudit as it is here."""
    folder = tmp_path_factory.mktemp("checkout")
    for name in PACKAGED:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / name, folder / name)
    return repository(folder, {})


# The action


class Runner(NamedTuple):
    """A runner of GitHub Actions, as far as the shell steps of an action see it."""

    workspace: Path
    temporary: Path
    bin: Path
    inputs: dict[str, str]
    event: dict[str, str]

    def step(self, name: str) -> subprocess.CompletedProcess[str]:
        """What a step of that name says."""
        (step,) = (one for one in STEPS if one.get("name") == name)
        assert step["shell"] == "bash"
        output = self.temporary / "output"
        output.touch()
        environment = {name: self._value(str(text)) for name, text in step["env"].items()}
        script = self.temporary / "step.sh"
        script.write_text(step["run"], encoding="utf-8")
        return subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", str(script)], cwd=self.workspace,
            capture_output=True, encoding="utf-8", check=False,
            env={
                **os.environ, "PATH": f"{self.bin}{os.pathsep}{os.environ['PATH']}", "PYTHONPATH": str(ROOT),
                "GITHUB_OUTPUT": str(output), "GITHUB_STEP_SUMMARY": str(self.temporary / "summary.md"), **environment,
            },
        )  # fmt: skip

    def program(self, name: str, command: list[str]) -> None:
        """Let a name on the path run a command."""
        (self.bin / name).write_text(f'#!/bin/sh\nexec {shlex.join(command)} "$@"\n', encoding="utf-8")
        (self.bin / name).chmod(0o755)

    def outputs(self) -> dict[str, str]:
        """What the steps have put out so far."""
        lines = (self.temporary / "output").read_text(encoding="utf-8").splitlines()
        return dict(line.split("=", 1) for line in lines)

    def _value(self, text: str) -> str:
        return re.sub(r"\$\{\{ (.*?) \}\}", lambda found: self._known(found[1]), text)

    def _known(self, expression: str) -> str:
        context, _, name = expression.partition(".")
        if context == "inputs":
            return self.inputs.get(name, str(ACTION["inputs"][name]["default"]))
        if context == "steps":
            return self.outputs().get(name.removeprefix("check.outputs."), "")
        return {**self.event, "runner.temp": str(self.temporary)}[expression]


@pytest.fixture
def runner(tmp_path: Path) -> Runner:
    """A runner with a repository of two trees, and ivraudit on its path."""
    workspace, temporary, programs = tmp_path / "my shop", tmp_path / "temp", tmp_path / "bin"
    for folder in (workspace, temporary, programs):
        folder.mkdir()
    repository(workspace, {"trees/front.yaml": CLEAN, "old trees/fax line.yaml": DEAD})
    runner = Runner(workspace, temporary, programs, {}, {})
    runner.program("ivraudit", [sys.executable, "-m", "ivraudit"])
    return runner


def test_inputs_reach_the_shell_as_data_only() -> None:
    for step in STEPS:
        assert "${{" not in step.get("run", "")
    assert ACTION["runs"]["using"] == "composite"
    assert all(one["description"] and "default" in one for one in ACTION["inputs"].values())
    used = set(re.findall(r"inputs\.([a-z-]+)", (ROOT / "action.yml").read_text(encoding="utf-8")))
    assert used == set(ACTION["inputs"])


def test_a_clean_tree_passes(runner: Runner) -> None:
    done = runner.step("Check")
    assert (done.returncode, done.stderr) == (0, "")
    assert runner.outputs() == {"exit-code": "0", "sarif-file": str(runner.temporary / "ivraudit.sarif")}
    assert json.loads((runner.temporary / "ivraudit.sarif").read_text())["runs"][0]["results"] == []
    assert "## ivraudit: nothing found\n" in (runner.temporary / "summary.md").read_text()
    assert runner.step("Pass the verdict on").returncode == 0


def test_findings_are_told_everywhere_and_fail_the_job_last(runner: Runner) -> None:
    runner.inputs.update({"paths": "trees\r\nold trees/fax line.yaml\r\n", "args": "--select dead-end\n  --clock open"})
    done = runner.step("Check")
    assert done.returncode == 0
    assert done.stdout.splitlines()[0].startswith("::error file=old trees/fax line.yaml,line=5,")
    assert done.stderr == "exit 1: 1 finding at or above error (--fail-on)\n"
    assert runner.outputs()["exit-code"] == "1"
    sarif = json.loads((runner.temporary / "ivraudit.sarif").read_text())
    assert [one["ruleId"] for one in sarif["runs"][0]["results"]] == ["dead-end"]
    assert "dead-end" in (runner.temporary / "summary.md").read_text()
    assert runner.step("Pass the verdict on").returncode == 1


def test_the_severity_and_the_policy_are_inputs(runner: Runner) -> None:
    (runner.workspace / "my policy.yaml").write_text("checks: {dead-end: warning}\n")
    runner.inputs.update({"paths": "old trees", "policy": "my policy.yaml", "args": "--select dead-end"})
    assert runner.step("Check").stderr == ""
    runner.inputs["fail-on"] = "warning"
    assert runner.step("Check").stderr == "exit 1: 1 finding at or above warning (--fail-on)\n"
    runner.inputs["fail-on"] = "never"
    assert runner.step("Check").stderr == ""


@pytest.mark.parametrize("path", ["$(touch owned)", "`touch owned`", "'; touch owned; '", "--help", "-", "*"])
def test_an_input_is_never_run_nor_expanded(runner: Runner, path: str) -> None:
    runner.inputs.update({"paths": path, "args": "" if path != "*" else "*"})
    assert runner.step("Check").returncode == 0
    assert runner.outputs() == {"exit-code": "2"}
    assert runner.step("Pass the verdict on").returncode == 2
    assert not (runner.workspace / "owned").exists()


def test_an_audit_that_cannot_be_done_leaves_nothing_to_send(runner: Runner) -> None:
    assert runner.step("Check").returncode == 0
    (runner.workspace / ".ivraudit.yaml").write_text("check: {}\n")
    assert runner.step("Check").returncode == 0
    assert runner.outputs()["exit-code"] == "3"
    assert not (runner.temporary / "ivraudit.sarif").exists()


def test_a_check_that_has_not_run_is_no_verdict(runner: Runner) -> None:
    done = runner.step("Pass the verdict on")
    told = "::error::ivraudit check has not run, so there is no verdict\n"
    assert (done.returncode, done.stdout, done.stderr) == (2, told, "")


def test_the_action_installs_itself(runner: Runner, checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = runner.temporary / "site"
    for name, value in (("PIP_TARGET", str(target)), ("PIP_NO_DEPS", "1"), ("PIP_NO_INDEX", "1"),
                        ("PIP_NO_BUILD_ISOLATION", "0")):  # fmt: skip
        monkeypatch.setenv(name, value)
    runner.program("python", [sys.executable])
    runner.event["github.action_path"] = str(checkout)
    done = runner.step("Install ivraudit as this action has it")
    assert done.returncode == 0, done.stderr
    assert (target / "ivraudit" / "packs").is_dir()
    assert (target / "ivraudit" / "py.typed").is_file()


# The comment: what GitHub is told, by a program in the place of `gh` that writes down what it is asked to do

GH = """\
import json, os, sys
from pathlib import Path

asked = Path(os.environ["ASKED"])
bodies = [Path(one[6:]).read_text(encoding="utf-8") for one in sys.argv if one.startswith("body=@")]
with asked.open("a", encoding="utf-8") as stream:
    stream.write(json.dumps([[one for one in sys.argv[1:] if not one.startswith("body=@")], bodies]) + "\\n")
if not bodies:
    print(os.environ["COMMENTS"], end="")
sys.exit(int(os.environ["GH_FAILS"]) if bodies else 0)
"""
SAYS = """\
import os, sys
print(*sys.argv[1:], sep="|")
print(os.environ["MORE"])
sys.exit(int(os.environ["WORSE"]))
"""
"""A program in the place of `ivraudit` that says how `diff` is called, and ends as it would."""
LISTED = "repos/acme/shop/issues/7/comments"
COMMENTED = "Say what changed for the caller"


@pytest.fixture
def pull_request(runner: Runner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Runner:
    """A runner in a shallow checkout of a pull request whose base it has not fetched."""
    origin = tmp_path / "origin"
    runner.workspace.rename(origin)
    base = git(origin, "rev-parse", "HEAD")
    (origin / "trees" / "front.yaml").write_text(DEAD, encoding="utf-8")
    git(origin, "commit", "--quiet", "--all", "--message", "trees: Second")
    git(tmp_path, "clone", "--quiet", "--depth=1", origin.as_uri(), str(runner.workspace))
    for name, value in (("COMMENTS", ""), ("GH_FAILS", "0"), ("WORSE", "1"), ("MORE", "It takes longer."),
                        ("ASKED", str(tmp_path / "asked"))):  # fmt: skip
        monkeypatch.setenv(name, value)
    runner.program("gh", [sys.executable, "-c", GH])
    runner.program("ivraudit", [sys.executable, "-c", SAYS])
    runner.event.update({
        "github.event.pull_request.base.sha": base, "github.event.pull_request.number": "7",
        "github.repository": "acme/shop",
    })  # fmt: skip
    return runner


def asked(runner: Runner) -> list[Any]:
    """What `gh` was asked to do: its arguments, and the text of the comment."""
    file = runner.temporary.parent / "asked"
    return [json.loads(line) for line in file.read_text("utf-8").splitlines()] if file.exists() else []


def test_a_pull_request_gets_one_comment(pull_request: Runner) -> None:
    base = pull_request.event["github.event.pull_request.base.sha"][:10]
    pull_request.inputs.update({"paths": "trees\r\nold trees\r\n", "policy": "my policy.yaml"})
    done = pull_request.step(COMMENTED)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert git(pull_request.workspace, "cat-file", "-t", base) == "commit"
    (listing, nothing), (writing, text) = asked(pull_request)
    assert (listing[:3], nothing) == (["api", "--paginate", LISTED], [])
    assert writing == ["api", "--method", "POST", LISTED, "-F"]
    called = "diff|--dated|today|--format|markdown|--policy|my policy.yaml|--"
    assert text == [
        "<!-- ivraudit: what changed -->\n"
        f"{called}|{base}:trees|trees\nIt takes longer.\n{called}|{base}:old trees|old trees\nIt takes longer.\n"
    ]


def test_a_clone_that_has_the_base_stays_whole(pull_request: Runner) -> None:
    git(pull_request.workspace, "fetch", "--quiet", "--unshallow")
    assert pull_request.step(COMMENTED).returncode == 0
    assert len(asked(pull_request)) == 2
    assert git(pull_request.workspace, "rev-parse", "--is-shallow-repository") == "false"


def test_the_comment_says_what_became_worse(pull_request: Runner) -> None:
    pull_request.program("ivraudit", [sys.executable, "-m", "ivraudit"])
    done = pull_request.step(COMMENTED)
    assert (done.returncode, done.stdout) == (0, "")
    (text,) = asked(pull_request)[1][1]
    assert text.startswith("<!-- ivraudit: what changed -->\n")
    assert "\n- **worse:** nobody can be reached any more " in text
    assert "\n- **new:** `error[dead-end]` 'welcome' leads nowhere: the call comes here and does not go on" in text


def test_a_path_that_cannot_be_compared_leaves_the_others(pull_request: Runner) -> None:
    pull_request.program("ivraudit", [sys.executable, "-m", "ivraudit"])
    (pull_request.workspace / "more").mkdir()
    (pull_request.workspace / "more" / "front.yaml").write_text(CLEAN, encoding="utf-8")
    pull_request.inputs["paths"] = "lost\nmore\n"
    done = pull_request.step(COMMENTED)
    warning = "::warning::lost is not in the comment: ivraudit diff ended with exit code 2\n"
    assert (done.returncode, done.stdout) == (0, warning)
    (text,) = asked(pull_request)[1][1]
    lost = "Not every path could be compared; the log of this job says why."
    assert text.startswith(f"<!-- ivraudit: what changed -->\n{lost}\n\n<!-- ivraudit diff -->\n")
    assert "the whole tree is new" in text


def test_its_comment_is_written_anew(pull_request: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COMMENTS", "41\n42\n")
    assert pull_request.step(COMMENTED).returncode == 0
    assert asked(pull_request)[1][0] == ["api", "--method", "PATCH", "repos/acme/shop/issues/comments/41", "-F"]


def test_a_long_comment_is_cut_between_two_characters(pull_request: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MORE", "\u20ac" * 30000)
    assert pull_request.step(COMMENTED).returncode == 0
    (text,) = asked(pull_request)[1][1]
    assert text.endswith("\u20ac\u20ac")
    assert 64_997 < len(text.encode()) <= 65_000


@pytest.mark.parametrize(("name", "value", "why"), [
    ("WORSE", "2", "nothing could be compared"), ("GH_FAILS", "1", "the pull request cannot be written to"),
])  # fmt: skip
def test_a_comment_that_fails_does_not_fail_the_gate(
    name: str, value: str, why: str, pull_request: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, value)
    done = pull_request.step(COMMENTED)
    assert (done.returncode, done.stdout.splitlines()[-1]) == (0, f"::warning::no comment was written: {why}")


def test_a_base_that_is_gone_is_told(pull_request: Runner) -> None:
    pull_request.event["github.event.pull_request.base.sha"] = "0" * 40
    done = pull_request.step(COMMENTED)
    assert (done.returncode, done.stdout) == (
        0, "::warning::no comment was written: the base of the pull request cannot be fetched\n",
    )  # fmt: skip
    assert asked(pull_request) == []


# The hook


(HOOK,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))


def test_the_hook_audits_all_trees_at_a_commit_that_only_deletes(checkout: Path, tmp_path: Path) -> None:
    """The fault lies in a tree that led to the one that is gone: the files of a commit alone would not show it."""
    front = CLEAN.replace("next: person", "next: desk.yaml").replace("  person: {type: agent}\n", "")
    desk = CLEAN.replace("Front", "Desk").replace("welcome", "desk")
    shop = repository(tmp_path, {"trees/front.yaml": front, "trees/desk.yaml": desk})
    git(shop, "rm", "--quiet", "trees/desk.yaml")
    command = [sys.executable, "-m", "pre_commit", "try-repo", str(checkout), "ivraudit", "--color", "never"]
    done = subprocess.run(
        [*command, "--verbose"], cwd=shop, capture_output=True, encoding="utf-8",
        check=False, env={**os.environ, "PRE_COMMIT_HOME": str(tmp_path / ".git" / "cache"), "PYTHONPATH": ""},
    )  # fmt: skip
    assert done.returncode == 1, done.stdout + done.stderr
    assert re.search(r"^ivraudit\.+Failed$", done.stdout, re.MULTILINE)
    assert "trees/front.yaml:5:56: error[dangling-target] " in done.stdout
    assert "exit 1: " in done.stdout


def test_the_hook_knows_no_harmless_commit() -> None:
    assert {"files", "types", "types_or", "exclude"}.isdisjoint(HOOK)
    assert (HOOK["always_run"], HOOK["pass_filenames"]) == (True, False)


# The recipes

RECIPES = re.findall(r"```(\w+)\n(.*?)```", (ROOT / "docs" / "ci.md").read_text(encoding="utf-8"), re.DOTALL)


def test_the_recipes_parse_and_are_dated() -> None:
    assert {language for language, _ in RECIPES} == {"yaml", "groovy", "sh"}
    for language, text in RECIPES:
        if language == "yaml":
            assert yaml.safe_load(text)
        for command in re.findall(r"ivraudit check .*", text):
            assert "--dated today" in command


def test_the_recipes_name_what_there_is() -> None:
    texts = "\n".join(text for _, text in RECIPES)
    commands = set(re.findall(r"^[- ]*(?:sh '|run: )?ivraudit ([a-z]+)", texts, re.MULTILINE))
    assert "check" in commands
    assert commands <= set(SUMMARIES)
    assert set(re.findall(r"--format (\w+)", texts)) <= set(FORMATS)
    assert re.findall(r"^\s+- id: (.*)$", texts, re.MULTILINE) == [HOOK["id"]]
    (job,) = (yaml.safe_load(text)["jobs"]["audit"] for _, text in RECIPES if "jobs:" in text)
    ours = [step for step in job["steps"] if "ivraudit" in step["uses"]]
    assert all(set(step["with"]) <= set(ACTION["inputs"]) for step in ours)
    assert ours
