"""What is remembered is never wrong: whatever a verdict depends on makes it anew, and what is broken is overlooked."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path

import pytest
from fleets import ROOT, Run, check, environment, fleet, mark, packs, rewrite, tree

from ivraudit.cache import MOST_BYTES, Cache, digest, folder, of_policy
from ivraudit.catalog import all_readers, all_rules
from ivraudit.gather import Policies
from ivraudit.judging import judge
from ivraudit.late import late
from ivraudit.model import Source, Tree
from ivraudit.phone import CLOCKS
from ivraudit.records import recall, record

FILES = 12
TWOFOLD = 2
"""So many of the files have two faults; the others have one."""


def remembered(tmp_path: Path, *words: str, package: Path = ROOT) -> Path:
    """Return a cache that knows the folder `f`, every message in it marked as `OLD`."""
    fleet(tmp_path / "f", FILES)
    cache = tmp_path / "cache"
    check(tmp_path, "f", *words, cache=cache, package=package)
    assert mark(cache, "OLD") == FILES + TWOFOLD
    return cache


def test_what_has_not_changed_is_remembered(tmp_path: Path) -> None:
    cache = remembered(tmp_path)
    fresh = check(tmp_path, "f", "--no-cache", cache=cache)
    again = check(tmp_path, "f", cache=cache)
    assert again.out.count(b"] OLD ") == FILES + TWOFOLD
    assert again._replace(out=again.out.replace(b"OLD ", b"")) == fresh


def one_byte(folder: Path) -> None:
    file = folder / "f" / "t003.yaml"
    file.write_bytes(file.read_bytes().replace(b"How can we help?", b"How can he help?"))


def renamed(folder: Path) -> None:
    (folder / "f" / "t003.yaml").rename(folder / "f" / "t003b.yaml")


@pytest.mark.parametrize("change", [one_byte, renamed])
def test_a_changed_file_is_judged_anew_and_no_other(tmp_path: Path, change: Callable[[Path], None]) -> None:
    cache = remembered(tmp_path)
    change(tmp_path)
    again = check(tmp_path, "f", cache=cache)
    assert again.out.count(b"] OLD ") == FILES + TWOFOLD - 1
    fresh = check(tmp_path, "f", "--no-cache", cache=cache)
    assert again._replace(out=again.out.replace(b"OLD ", b"")) == fresh


POLICIES = {
    "an option": "checks:\n  broad-menu: {max_options: 1}\n",
    "a severity": "checks:\n  dead-end: warning\n",
    "a rule off": "checks:\n  unreachable-node: off\n",
    "a citation": "checks:\n  dangling-target: {cite: House rule 3}\n",
    "goals": "goals:\n  cancel: {match: [billing]}\n",
    "an assumption": "speech: {words_per_minute: 20}\n",
}


@pytest.mark.parametrize("text", POLICIES.values(), ids=POLICIES)
def test_what_a_policy_asks_for_is_not_answered_from_another_time(tmp_path: Path, text: str) -> None:
    cache = remembered(tmp_path)
    (tmp_path / ".ivraudit.yaml").write_text(f"extends: [recommended]\n{text}", encoding="utf-8")
    told = check(tmp_path, "f", "--format", "json", cache=cache)
    assert told == check(tmp_path, "f", "--format", "json", "--no-cache", cache=cache)
    default = check(tmp_path, "f", "--format", "json", "--no-cache", "--no-policy", cache=cache)
    assert (b"OLD" in told.out, findings(told) == findings(default)) == (False, False)


def findings(run: Run) -> object:
    """What a run has found."""
    return json.loads(run.out)["findings"]


UNSEEN = ["advice:\n  dangling-target: Mend it.\n", "accept:\n  - {rule: dangling-target, reason: So}\n"]


@pytest.mark.parametrize("text", UNSEEN)
def test_what_no_rule_sees_is_told_of_what_is_remembered(tmp_path: Path, text: str) -> None:
    cache = remembered(tmp_path)
    (tmp_path / ".ivraudit.yaml").write_text(f"extends: [recommended]\n{text}", encoding="utf-8")
    told = check(tmp_path, "f", "-v", cache=cache)
    fresh = check(tmp_path, "f", "-v", "--no-cache", cache=cache)
    assert b"OLD" in told.out
    assert told._replace(out=told.out.replace(b"OLD ", b"")) == fresh


@pytest.mark.parametrize("words", [("--select", "structure"), ("--ignore", "dead-end"), ("--clock", "closed")])
def test_other_rules_and_other_hours_are_asked_anew(tmp_path: Path, words: tuple[str, ...]) -> None:
    cache = remembered(tmp_path)
    told = check(tmp_path, "f", *words, cache=cache)
    for pack in packs(cache):  # as if the two command lines had one file
        rewrite(packs(cache)[0], {**load(packs(cache)[0]), **load(pack)})
    assert told == check(tmp_path, "f", *words, "--no-cache", cache=cache)
    assert b"OLD" not in told.out


def load(pack: Path) -> dict[str, object]:
    """The records of a file of a cache."""
    found: dict[str, object] = json.loads(pack.read_bytes().partition(b"\n")[2])
    return found


def test_records_of_other_rules_hours_and_policies_never_have_the_same_key(tmp_path: Path) -> None:
    fleet(tmp_path / "f", FILES)
    cache = tmp_path / "cache"
    keys: set[str] = set()
    lines = [(), ("--select", "structure"), ("--ignore", "dead-end"), ("--clock", "closed"), ("--clock", "open")]
    for words in lines:
        check(tmp_path, "f", *words, cache=cache)
    for pack in packs(cache):
        keys.update(load(pack))
    assert (len(packs(cache)), len(keys)) == (len(lines), len(lines) * FILES)


def test_a_changed_rule_judges_anew(tmp_path: Path) -> None:
    package = tmp_path / "package"
    shutil.copytree(ROOT / "ivraudit", package / "ivraudit", ignore=shutil.ignore_patterns("__pycache__", "fonts"))
    cache = remembered(tmp_path, package=package)
    assert b"] OLD " in check(tmp_path, "f", cache=cache, package=package).out
    rule = package / "ivraudit" / "rules" / "dangling_target.py"
    text = rule.read_text(encoding="utf-8")
    assert "which is not defined" in text
    rule.write_text(text.replace("which is not defined", "which is nowhere to be found"), encoding="utf-8")
    told = check(tmp_path, "f", cache=cache, package=package)
    assert (told.out.count(b"which is nowhere to be found"), b"OLD" in told.out) == (TWOFOLD, False)


RULE = '''"""A rule of another package.

Why: It says what it was told to say.
"""
from ivraudit.model import Hit, Severity
from ivraudit.rule import Category
from {package}.words import WORD

CATEGORY = Category.STRUCTURE
SEVERITY = Severity.INFO


def check(phone, options):
    yield Hit(phone.tree.nodes[0], WORD)
'''


def offer(home: Path, rule: str = RULE, package: str = "elsewhere") -> None:
    """Lay out a distribution of another package there, as pip would, that offers a rule `told`."""
    (home / package / "shelf").mkdir(parents=True)
    (home / package / "shelf" / "__init__.py").write_text("")
    (home / package / "shelf" / "told.py").write_text(rule.format(package=package))
    about = home / f"{package}-1.dist-info"
    about.mkdir()
    (about / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {package}\nVersion: 1\n")
    (about / "entry_points.txt").write_text(f"[ivraudit.rules]\nx = {package}.shelf\n")


def test_a_changed_rule_of_another_package_judges_anew(tmp_path: Path) -> None:
    home = tmp_path / "site"
    offer(home)
    (home / "elsewhere" / "__init__.py").write_text("")
    says(tmp_path, home / "elsewhere" / "words.py", "WORD = '{}'\n", {"PYTHONPATH": f"{ROOT}{os.pathsep}{home}"})


def says(tmp_path: Path, file: Path, text: str, more: dict[str, str]) -> None:
    """Assert that the rule `told` says what a file holds, before and after it changes."""
    fleet(tmp_path / "f", FILES)
    for word in ("FIRST", "SECOND ONE"):
        file.write_text(text.format(word))
        for _ in range(2):
            told = check(tmp_path, "f", cache=tmp_path / "cache", package=ROOT, **more)
            assert told.out.count(f"info[told] {word}".encode()) == FILES, told.err


SOON = RULE.replace("{package}.words", "acme_words")
LATE = SOON.replace("from acme_words import WORD\n", "").replace("yield", "from acme_words import WORD\n    yield")
MADE = SOON.replace("import WORD", "import check").partition("def")[0]
"""Rules that use a module beside their package: from the start, once they run, and wholly."""
WORDS = """\
from functools import partial
from pathlib import Path
from ivraudit.model import Hit
{}
def said(phone, options):
    yield Hit(phone.tree.nodes[0], WORD)
check = partial(said)
"""


def own_site(base: Path) -> tuple[Path, dict[str, str]]:
    """Return a folder that Python takes for one of installed packages, and the environment in which it does."""
    command = [sys.executable, "-c", "import site; print(site.getusersitepackages())"]
    variables = {"PYTHONUSERBASE": str(base)}
    done = subprocess.run(command, env={**os.environ, **variables}, capture_output=True, encoding="utf-8", check=True)
    site = Path(done.stdout.strip())
    site.mkdir(parents=True)
    return site, variables


@pytest.mark.parametrize("beside", ["acme_words.py", "acme_words.txt"])
@pytest.mark.parametrize("rule", [SOON, LATE, MADE], ids=["soon", "late", "made"])
@pytest.mark.parametrize("places", [(0, 0), (1, 0), (1, 1)], ids=["loose", "half-installed", "installed"])
def test_a_changed_module_that_another_package_uses_judges_anew(
    tmp_path: Path, places: tuple[int, int], rule: str, beside: str
) -> None:
    site, variables = own_site(tmp_path / "base")
    homes = [tmp_path / "loose", site]
    homes[0].mkdir()
    home, words = (homes[number] for number in places)
    offer(home, rule)
    names = ["elsewhere/shelf/told.py", "acme_words.py", "acme_words.txt", "../../../bin/told"]
    (home / "elsewhere-1.dist-info" / "RECORD").write_text("".join(f"{name},,\n" for name in names))
    if beside.endswith(".txt"):
        read = "WORD = Path(__file__).with_suffix('.txt').read_text()\n"
        (words / "acme_words.py").write_text(WORDS.format(read))
    text = "{}" if beside.endswith(".txt") else WORDS.format("WORD = '{}'\n")
    variables["PYTHONPATH"] = os.pathsep.join(map(str, (ROOT, *homes)))
    says(tmp_path, words / beside, text, variables)
    told = check(tmp_path, "f", "-v", cache=tmp_path / "cache", package=ROOT, **variables)
    note = "what was judged with 'acme_words', a module that is not installed, is not remembered\n"
    remembered = mark(tmp_path / "cache", "OLD")
    assert (note in told.err, remembered) == ((False, 2 * FILES + TWOFOLD) if all(places) else (True, 0))


def test_a_package_that_is_but_a_link_is_not_installed(tmp_path: Path) -> None:
    site, variables = own_site(tmp_path / "base")
    loose = tmp_path / "loose"
    offer(loose)
    (loose / "elsewhere-1.dist-info").rename(site / "elsewhere-1.dist-info")
    (site / "elsewhere").symlink_to(loose / "elsewhere")
    variables["PYTHONPATH"] = os.pathsep.join(map(str, (ROOT, site)))
    says(tmp_path, loose / "elsewhere" / "words.py", "WORD = '{}'\n", variables)
    assert packs(tmp_path / "cache") == []


def test_what_rules_of_others_load_in_workers_is_told_too(tmp_path: Path) -> None:
    site, variables = own_site(tmp_path / "base")
    loose = tmp_path / "loose"
    offer(site, LATE)
    loose.mkdir()
    variables["PYTHONPATH"] = os.pathsep.join(map(str, (ROOT, site, loose)))
    fleet(tmp_path / "f")
    for word in ("FIRST", "SECOND ONE"):
        (loose / "acme_words.py").write_text(f"WORD = '{word}'\n")
        told = check(tmp_path, "f", "--jobs", "2", cache=tmp_path / "cache", package=ROOT, **variables)
        assert (told.out.count(f"info[told] {word}".encode()), packs(tmp_path / "cache")) == (60, [])


def test_beside_rules_of_others_all_that_is_installed_is_told_apart_by_its_records(tmp_path: Path) -> None:
    site, variables = own_site(tmp_path / "base")
    offer(site)
    (site / "elsewhere" / "words.py").write_text("WORD = 'HELLO'\n")
    library = site / "library-1.dist-info"
    library.mkdir()
    (library / "METADATA").write_text("Metadata-Version: 2.1\nName: library\nVersion: 1\n")
    variables["PYTHONPATH"] = os.pathsep.join(map(str, (ROOT, site)))
    fleet(tmp_path / "f", FILES)
    old = []
    for line in ("library.py,sha256=one,9\n", "library.py,sha256=one,9\n", "library.py,sha256=two,9\n"):
        (library / "RECORD").write_text(line)
        told = check(tmp_path, "f", cache=tmp_path / "cache", package=ROOT, **variables)
        old.append(told.out.count(b"] OLD "))
        mark(tmp_path / "cache", "OLD")
    assert old == [0, 2 * FILES + TWOFOLD, 0]


LINKED = """\
ivraudit: 1
name: "Front"
start: main
recurring: false
nodes:
  main: {type: tree, file: t001.yaml, next: end}
  end: {type: hangup}
"""


def test_a_changed_file_that_another_one_links_to_changes_that_one(tmp_path: Path) -> None:
    fleet(tmp_path / "f", FILES)
    cache, front = tmp_path / "cache", tmp_path / "f" / "front.yaml"
    alone = check(tmp_path, "f", cache=cache)
    told = []
    for text in (LINKED, LINKED, LINKED.replace("t001", "t002"), None):
        front.unlink() if text is None else front.write_text(text, encoding="utf-8")
        told.append(check(tmp_path, "f", cache=cache))
        assert told[-1] == check(tmp_path, "f", "--no-cache", cache=cache)
    assert (told[0] == told[1], told[0] == told[2], told[3]) == (True, False, alone)
    front.write_text(LINKED, encoding="utf-8")
    (tmp_path / "f" / "t001.yaml").write_text(tree(1, "lost"), encoding="utf-8")
    again = check(tmp_path, "f", cache=cache)
    assert again == check(tmp_path, "f", "--no-cache", cache=cache)
    assert b"leads to 'lost'" in again.out
    assert again.out.count(b" in 12 trees of ") == 1


def spoil(data: bytes) -> dict[str, bytes]:
    """A file of the cache, broken in many ways."""
    return {
        "empty": b"", "cut": data[: len(data) // 2], "turned": data[:-9] + bytes([data[-9] ^ 1]) + data[-8:],
        "headless": data.partition(b"\n")[2], "foreign": b"\x00\xff" * 5_000, "deep": b"[" * 200_000,
    }  # fmt: skip


def test_a_broken_cache_is_overlooked_and_mended(tmp_path: Path) -> None:
    cache = remembered(tmp_path)
    fresh = check(tmp_path, "f", "--no-cache", cache=cache)
    (pack,) = packs(cache)
    good = pack.read_bytes()
    for name, data in spoil(good).items():
        pack.write_bytes(data)
        assert check(tmp_path, "f", cache=cache) == fresh, name
        assert mark(cache, "OLD") == FILES + TWOFOLD, name
    wrongs: list[object] = [[], 3, {key: [1, 2] for key in load(pack)}, dict.fromkeys(load(pack), 7)]
    for wrong in wrongs:
        rewrite(pack, wrong)
        assert check(tmp_path, "f", cache=cache) == fresh, wrong
    pack.unlink()
    pack.mkdir()
    assert check(tmp_path, "f", cache=cache) == fresh


def test_a_cache_that_cannot_be_written_is_none(tmp_path: Path) -> None:
    fleet(tmp_path / "f", FILES)
    cache = tmp_path / "cache"
    cache.write_text("a file in the place of a folder")
    fresh = check(tmp_path, "f", "--no-cache", cache=cache)
    assert check(tmp_path, "f", cache=cache) == fresh
    line = f"nothing is remembered for the next run: {cache}: File exists\n"
    assert check(tmp_path, "f", "-v", cache=cache).err == line + fresh.err


def test_nothing_is_written_into_an_audited_folder_that_is_seen_there(tmp_path: Path) -> None:
    fleet(tmp_path / "f", FILES)
    cache = tmp_path / "f" / "cache"
    cold, warm = check(tmp_path, "f", cache=cache), check(tmp_path, "f", cache=cache)
    assert (len(packs(cache)), cold) == (1, warm)
    assert cold == check(tmp_path, "f", "--no-cache", cache=cache)


def test_a_few_small_trees_are_not_worth_remembering(tmp_path: Path) -> None:
    fleet(tmp_path / "f", FILES, padding=0)
    assert check(tmp_path, "f", cache=tmp_path / "cache").code == 1
    assert not (tmp_path / "cache").exists()


def test_measuring_rules_remembers_nothing(tmp_path: Path) -> None:
    cache = remembered(tmp_path)
    told = check(tmp_path, "f", "--timings", cache=cache)
    assert (b"OLD" in told.out, "dangling-target" in told.err) == (False, True)


def test_many_runs_at_once_write_one_good_cache(tmp_path: Path) -> None:
    fleet(tmp_path / "f", FILES)
    cache = tmp_path / "cache"
    fresh = check(tmp_path, "f", "--no-cache", cache=cache)
    command = [sys.executable, "-m", "ivraudit", "check", "f"]
    runs = [
        subprocess.Popen(command, cwd=tmp_path, env=environment(cache), stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        for _ in range(6)
    ]
    assert {run.communicate()[0] for run in runs} == {fresh.out}
    assert mark(cache, "OLD") == FILES + TWOFOLD
    assert [path.suffix for path in packs(cache)] == [""]


def test_what_was_used_longest_ago_goes_first(tmp_path: Path) -> None:
    long_ago = time.time() - 1_000_000
    for number, size in enumerate((MOST_BYTES // 2, MOST_BYTES // 2 - 9_000, 5_000)):
        old = tmp_path / f".ivraudit-{number}"
        with old.open("wb") as stream:
            stream.truncate(size)
        os.utime(old, (long_ago + number, long_ago + number))
    left = tmp_path / ".ivraudit-killed.new"
    left.write_text("half")
    os.utime(left, (long_ago, long_ago))
    (tmp_path / "other").write_text("not ours")
    cache = Cache(tmp_path, ("a", "command"))
    assert cache.keep({"key": None, "word": ["x" * 8_000]}) == ""
    mine = f".ivraudit-{digest('a', 'command')}"
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([mine, ".ivraudit-1", ".ivraudit-2", "other"])
    assert Cache(tmp_path, ("a", "command")).known() == {"key": None, "word": ["x" * 8_000]}
    assert Cache(tmp_path, ("acommand",)).known() == {}


def test_where_things_are_remembered(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("IVRAUDIT_CACHE", str(tmp_path / "here"))
    assert folder() == tmp_path / "here"
    monkeypatch.setenv("IVRAUDIT_CACHE", "")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert folder() == tmp_path / "ivraudit"
    monkeypatch.setenv("XDG_CACHE_HOME", "relative")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert folder() == tmp_path / ".cache" / "ivraudit"


def test_a_policy_whose_options_cannot_be_told_apart_is_not_remembered() -> None:
    policy = Policies(none=True).of("x")
    check = policy.checks["dead-end"]._replace(options=object())
    assert of_policy(policy._replace(checks={**policy.checks, "dead-end": check}), CLOCKS) == ""
    assert of_policy(policy, CLOCKS) != of_policy(policy, CLOCKS[:1])


def trees() -> list[Path]:
    """Every tree of our own format in the showroom."""
    return sorted((ROOT / "trees").rglob("*.yaml"))


def shown(value: object) -> str:
    """A value with all that is in it, wherever it lies in memory."""
    return re.sub(r" at 0x[0-9a-f]+", "", repr(value))


def test_a_record_brings_back_all_that_was_said_of_every_tree() -> None:
    rules, policy, told = all_rules(), Policies(none=True).of("x"), 0
    for path in trees():
        source = Source(str(path), path.read_bytes())
        (whole,) = all_readers()["yaml"].read(source)
        if whole.links or whole.vendor:  # of which nothing is remembered
            continue
        verdict = judge(whole, policy, rules, CLOCKS)
        remembered = late(source, lambda given: all_readers()["yaml"].read(given)[0])
        assert recall(remembered, json.loads(json.dumps(record(whole, verdict))), rules) == verdict
        counts = remembered.node_count, remembered.edge_count, remembered.acceptances
        assert counts == (whole.node_count, whole.edge_count, whole.acceptances)
        assert (remembered.text, remembered.name) == (whole.text, whole.name)
        for one in fields(Tree):
            assert shown(getattr(remembered, one.name)) == shown(getattr(whole, one.name)), (path, one.name)
        told += len(verdict.findings)
    assert told > 200
