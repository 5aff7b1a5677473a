"""Another package adds a rule, a reader and a format: installed by pip, used, and told where it fails."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
EXAMPLE = Path(__file__).parent / "example_package"
RULE = "acme_phone/rules/shouted_prompt.py"


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder into which pip has installed the package, from a copy of its sources."""
    copy, site = tmp_path_factory.mktemp("source") / "acme", tmp_path_factory.mktemp("site")
    shutil.copytree(EXAMPLE, copy, ignore=shutil.ignore_patterns("__pycache__", "build", "*.egg-info"))
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-index"]
    options = ["--no-deps", "--no-build-isolation", "--target", str(site), str(copy)]
    done = subprocess.run([*command, *options], capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    return site


@pytest.fixture
def site(installed: Path, tmp_path: Path) -> Path:
    """A copy of what is installed, to be spoiled."""
    # without bytecode: Python would take it for a file of the same length that is written in the same second
    return shutil.copytree(installed, tmp_path / "site", ignore=shutil.ignore_patterns("__pycache__"))


def python(site: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """What Python says with the package installed, in the folder of the package's own tests."""
    paths = os.pathsep.join([str(ROOT), str(site)])
    return subprocess.run(
        [sys.executable, *arguments], capture_output=True, encoding="utf-8", check=False, cwd=EXAMPLE / "tests",
        env={**os.environ, "PYTHONPATH": paths, "PYTHONDONTWRITEBYTECODE": "1"},
    )  # fmt: skip


def ivraudit(site: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """What ivraudit says with the package installed."""
    return python(site, "-m", "ivraudit", *arguments)


def test_its_own_tests_pass(installed: Path) -> None:
    done = python(installed, "-m", "pytest", "-p", "no:cacheprovider", "-c", os.devnull, "--rootdir", ".", "-q", ".")
    assert done.returncode == 0, done.stdout
    assert "4 passed" in done.stdout


def test_its_rule_is_one_of_the_rules(installed: Path) -> None:
    rules = {one["id"]: one for one in json.loads(ivraudit(installed, "rules", "--format", "json").stdout)}
    rule = rules["shouted-prompt"]
    assert rule["page"] == "https://acme.example/phone/shouted-prompt"
    assert rules["dead-end"]["page"] == "docs/rules/dead-end.md"
    assert (rule["category"], rule["severity"], rule["summary"]) == (
        "prompt", "warning", "A prompt is written in capitals.",
    )  # fmt: skip
    assert [option["name"] for option in rule["options"]] == ["least_words"]
    assert "many voices spell out words in capitals" in ivraudit(installed, "explain", "shouted-prompt").stdout.lower()
    assert "shouted-prompt" in ivraudit(installed, "schema", "policy").stdout


def test_its_reader_claims_its_files_and_its_rule_runs(installed: Path) -> None:
    done = ivraudit(installed, "check", ".", "--format", "json", "--no-policy")
    said = json.loads(done.stdout)
    assert done.returncode == 1
    assert said["trees"] == [
        {"file": "corner.card", "name": "Corner shop", "reader": "card", "kind": "call", "nodes": 4, "edges": 7},
    ]  # fmt: skip
    assert [(one["line"], one["column"], one["rule"]) for one in said["findings"]] == [
        (2, 1, "shouted-prompt"), (3, 90, "dangling-target"), (6, 1, "unreadable"),
    ]  # fmt: skip


def test_its_format_is_written(installed: Path) -> None:
    done = ivraudit(installed, "check", "corner.card", "--format", "tally", "--no-policy", "--fail-on", "never")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "     1 dangling-target\n     1 shouted-prompt\n     1 unreadable\n"


def test_a_policy_sets_its_options(installed: Path, tmp_path: Path) -> None:
    policy = tmp_path / "policy.yaml"
    policy.write_text("checks: {shouted-prompt: {least_words: 6}}\n", encoding="utf-8")
    done = ivraudit(installed, "check", ".", "--format", "tally", "--policy", str(policy))
    assert done.stdout == "     1 dangling-target\n     1 unreadable\n"


WHERE = "of the package 'acme-phone'"

FAULTS = {
    "a rule that crashes": (
        RULE, "    for vertex, node in", "    _ = 1 / 0\n    for vertex, node in", ["check", "corner.card"],
        f"the rule 'shouted-prompt' {WHERE} failed at corner.card:"
        " ZeroDivisionError: division by zero (shouted_prompt.py, line 49)",
    ),
    "a rule that leaves": (
        RULE, "    for vertex, node in", "    raise SystemExit(0)\n    for vertex, node in", ["check", "corner.card"],
        f"the rule 'shouted-prompt' {WHERE} failed at corner.card: SystemExit: 0 (shouted_prompt.py, line 49)",
    ),
    "a rule that leaves when it is imported": (
        RULE, "from itertools import groupby", "raise SystemExit", ["check", "corner.card"],
        "the package 'acme-phone' offers ivraudit rules: 'acme_phone.rules.shouted_prompt', which cannot be imported:"
        " SystemExit:  (shouted_prompt.py, line 30)",
    ),
    "a rule that fails in colours and lines": (
        RULE, "    for vertex, node in", "    raise OSError('\\x1b[31mred\\nnext')\n    for vertex, node in",
        ["check", "corner.card"],
        f"the rule 'shouted-prompt' {WHERE} failed at corner.card: OSError: [31mred next (shouted_prompt.py, line 49)",
    ),
    "a reader that leaves": (
        "acme_phone/readers/card.py", "    nodes: list[Node] = []", "    raise SystemExit(0)", ["check", "corner.card"],
        f"the reader 'card' {WHERE} failed at corner.card: SystemExit: 0 (card.py, line 34)",
    ),
    "a rule that yields no hits": (
        RULE, "yield Hit(node, message, phone.journey(vertex))", "yield message", ["check", "corner.card"],
        f"the rule 'shouted-prompt' {WHERE} failed at corner.card:"
        " it yields str where a Hit or a NotChecked belongs",
    ),
    "a rule without check": (
        RULE, "def check(", "def chekc(", ["rules"],
        "the package 'acme-phone' offers no good rule: rule shouted-prompt lacks check",
    ),
    "a rule of no family": (
        RULE, "Category.PROMPT", "'prompts'", ["rules"],
        "the package 'acme-phone' offers no good rule: 'prompts' is not a valid Category",
    ),
    "a rule against no sin": (
        RULE, "CLOCKS = ()", "CLOCKS = ()\nSINS = ('sloth',)", ["rules"],
        "the package 'acme-phone' offers no good rule: rule shouted-prompt has 'sloth' in SINS (known: apathy,"
        " brush-off, coldness, condescension, robotism, rule-book, runaround, aol, comcast)",
    ),
    "a rule that cannot be imported": (
        RULE, "from itertools import groupby", "from itertools import group", ["rules"],
        "the package 'acme-phone' offers ivraudit rules: 'acme_phone.rules.shouted_prompt', which cannot be imported:"
        " ImportError: cannot import name 'group' from 'itertools' (unknown location) (shouted_prompt.py, line 30)",
    ),
    "a reader without read": (
        "acme_phone/readers/card.py", "def read(", "def reads(", ["check", "corner.card"],
        f"the reader 'acme_phone.readers.card' {WHERE} lacks read",
    ),
    "a reader that crashes": (
        "acme_phone/readers/card.py", "    nodes: list[Node] = []", "    nodes: list[Node] = [][0]",
        ["check", "corner.card"],
        f"the reader 'card' {WHERE} failed at corner.card: IndexError: list index out of range (card.py, line 34)",
    ),
    "a reader that hides its name": (
        "acme_phone/readers/card.py", "reader=NAME", "reader='cards'", ["check", "corner.card"],
        f"the reader 'card' {WHERE} failed at corner.card:"
        " it gives Tree where a Tree with reader='card' belongs",
    ),
    "a reader of a name that is taken": (
        "acme_phone/readers/card.py", 'NAME = "card"', 'NAME = "yaml"', ["check", "corner.card"],
        "two readers are named 'yaml': one of the package 'ivraudit', one of 'acme-phone'",
    ),
    "a format that gives nothing": (
        "acme_phone/tally.py", "    return ", "    _ = ", ["check", ".", "--format", "tally"],
        f"the writer 'tally' {WHERE} failed: it gives NoneType where str or bytes belong",
    ),
    "a format of a name that is taken": (
        "acme_phone/tally.py", 'NAME = "tally"', 'NAME = "sarif"', ["check", ".", "--format", "tally"],
        "two formats are named 'sarif': one of the package 'ivraudit', one of 'acme-phone'",
    ),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_of_the_package_is_told_in_one_line_that_names_it(fault: str, site: Path) -> None:
    file, right, wrong, arguments, said = FAULTS[fault]
    text = (site / file).read_text(encoding="utf-8")
    assert text.count(right) == 1
    (site / file).write_text(text.replace(right, wrong), encoding="utf-8")
    done = ivraudit(site, *arguments)
    assert (done.returncode, done.stderr) == (3, f"exit 3: {said}\n")


def test_two_rules_of_one_name_name_both_packages(site: Path) -> None:
    (site / RULE).rename(site / RULE.replace("shouted_prompt", "dead_end"))
    done = ivraudit(site, "rules")
    assert (done.returncode, done.stderr.splitlines()[0]) == (
        3, "exit 3: two rules are named 'dead-end': one of the package 'ivraudit', one of 'acme-phone'",
    )  # fmt: skip


def test_a_shelf_that_is_a_module_is_told(site: Path) -> None:
    (offer,) = site.glob("acme_phone-*.dist-info/entry_points.txt")
    offer.write_text("[ivraudit.rules]\nacme-phone = acme_phone.tally\n", encoding="utf-8")
    assert ivraudit(site, "rules").stderr.splitlines()[0] == (
        "exit 3: the package 'acme-phone' offers ivraudit rules: 'acme_phone.tally', which is no package of modules"
    )
