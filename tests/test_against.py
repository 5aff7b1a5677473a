"""check --against: another commit is read out of git's store, and only what is new since is told."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from running import Said
from sorting import renamed, shuffled

from ivraudit.files import Disk
from ivraudit.revision import opened

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
      1: {label: "Billing", to: billing}
      2: {label: "Repairs", to: repairs}
      0: {label: "A person", to: agent}
    noinput: {attempts: 3, to: agent}
    nomatch: {attempts: 3, to: agent}
  billing: {type: say, prompt: "Your bill is in the post."}
  repairs: {type: say, prompt: "Please send it to us."}
  agent: {type: agent}
"""
"""A tree with two dead ends."""

WORSE = ACME.replace('2: {label: "Repairs", to: repairs}', '2: {label: "Repairs", to: repairs}\n      3: fax')
WORSE += '  fax: {type: say, prompt: "Beep."}\n'
"""The same with a third one, at `fax`."""


def git(*arguments: str, folder: str = ".") -> str:
    """What git says; it works as nobody in particular, whatever the machine's own settings."""
    who = ("-c", "user.name=A", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false",
           "-c", "protocol.file.allow=always", "-c", "init.defaultBranch=main")  # fmt: skip
    done = subprocess.run(["git", *who, *arguments], cwd=folder, capture_output=True, check=True)
    return done.stdout.decode().strip()


def put(name: str, text: str) -> None:
    """Write a file below the current folder."""
    Path(name).parent.mkdir(parents=True, exist_ok=True)
    Path(name).write_bytes(text.encode())


def committed(**said: str) -> str:
    """Commit all that there is; return the commit."""
    git("add", "-A", folder=said.get("folder", "."))
    git("commit", "-qm", "x", "--allow-empty", folder=said.get("folder", "."))
    return git("rev-parse", "HEAD", folder=said.get("folder", "."))


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with one tree in one commit, and we are in it."""
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_SYSTEM", os.devnull)
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    git("init", "-q")
    put("trees/acme.yaml", ACME)
    committed()
    return folder


def check(*arguments: str, ref: str = "HEAD") -> Said:
    """A run of one rule against a commit."""
    return Said("check", "--select", "dead-end", "--against", ref, "--format", "json", *arguments)


def test_only_what_is_new_is_told(repository: Path) -> None:
    first = git("rev-parse", "HEAD")
    assert check().places == []
    put("trees/acme.yaml", shuffled(renamed(WORSE, "billing", "bills"), 5))
    status = git("status", "--porcelain")
    said = check()
    assert (said.code, said.err) == (1, "exit 1: 1 new finding at or above error (--fail-on)\n")
    assert said.places == ["trees/acme.yaml fax"]
    assert sorted(one["node"] for one in said.content["baselined"]) == ["bills", "repairs"]
    assert said.content["compared"] == f"HEAD ({first[:10]})"
    text = Said("check", "--select", "dead-end", "--against", first)
    assert text.out.splitlines()[-1] == f"compared with {first[:10]}: 2 known, 0 gone"
    assert git("status", "--porcelain") == status == "M trees/acme.yaml"
    put("trees/acme.yaml", ACME.replace('in the post."', 'in the post.", next: agent'))
    said = check()
    assert (said.code, said.places, [one["node"] for one in said.content["gone"]]) == (0, [], ["billing"])


@pytest.mark.parametrize("name", ["main", "HEAD", "HEAD~1", "v1", "feature/more", "refs/heads/main", "main^{commit}"])
def test_any_name_of_a_commit(repository: Path, name: str) -> None:
    git("tag", "-a", "v1", "-m", "one")
    git("branch", "feature/more")
    git("commit", "-q", "--allow-empty", "-m", "more")
    put("trees/acme.yaml", WORSE)
    assert check(ref=name).places == ["trees/acme.yaml fax"]


@pytest.mark.parametrize(
    ("folder", "path"),
    [(".", "trees"), (".", "."), (".", "trees/acme.yaml"), ("trees", "."), ("trees", "acme.yaml"),
     ("deep/er", "../../trees"), ("..", "here/trees"), ("..", "here"), ("..", "link/trees"), ("link/trees", "."),
     ("deep", "/ABSOLUTE/trees")],
)  # fmt: skip
def test_from_any_folder(repository: Path, monkeypatch: pytest.MonkeyPatch, folder: str, path: str) -> None:
    (repository / "deep/er").mkdir(parents=True)
    (repository.parent / "link").symlink_to("here")
    put("trees/acme.yaml", WORSE)
    monkeypatch.chdir(repository.parent if folder.startswith("link") else repository)
    monkeypatch.chdir(folder)
    said = check(path.replace("/ABSOLUTE", str(repository)))
    assert [one["node"] for one in said.content["findings"]] == ["fax"]
    assert len(said.content["baselined"]) == 2


def test_moved_files_are_not_new(repository: Path) -> None:
    put("trees/bank.yaml", ACME.replace("Acme", "Bank").replace("bill", "statement"))
    committed()
    git("mv", "trees/acme.yaml", "trees/lines.yaml")
    assert check().places == check("trees/lines.yaml").places == []
    Path("north").mkdir()
    Path("trees/lines.yaml").rename("north/acme-north.yaml")
    assert check("north").places == check("north/acme-north.yaml").places == check("trees", "north").places == []
    assert check("north").content["gone"] == []
    put("north/acme-north.yaml", WORSE)
    assert check("north").places == ["north/acme-north.yaml fax"]
    Path("trees/bank.yaml").unlink()
    put("north/other.yaml", WORSE.replace("Acme", "Other"))
    assert len(check("north/other.yaml").places) == 3


@pytest.mark.parametrize(("old", "new"), [("yaml", "yml"), ("yml", "yaml"), ("vxml", "xml"), ("xml", "vxml")])
def test_a_file_with_another_suffix_is_not_new(repository: Path, old: str, new: str) -> None:
    shutil.copy(TREES / "foreign" / "voicexml" / "bank.vxml", "one.vxml")
    Path("one.vxml" if "xml" in old else "trees/acme.yaml").rename(f"old.{old}")
    committed()
    before, after = Said("check", f"old.{old}", "--format", "json"), ("check", f"new.{new}", "--format", "json")
    git("mv", f"old.{old}", f"new.{new}")
    assert Said(*after).places == [place.replace(f"old.{old}", f"new.{new}") for place in before.places] != []
    said = Said(*after, "--against", "HEAD")
    assert (said.places, len(said.content["baselined"]), said.content["gone"]) == ([], len(before.places), [])


def test_what_a_sparse_checkout_leaves_out_is_not_gone(repository: Path) -> None:
    other = ACME.replace("Acme", "Other").replace("Your bill", "A parcel")
    put("other/c.yaml", other)
    committed()
    git("sparse-checkout", "set", "--cone", "trees")
    assert not Path("other").exists()
    said = check(".")
    assert (said.places, len(said.content["baselined"]), said.content["gone"]) == ([], 2, [])
    put("trees/n.yaml", other)
    for path in ("trees", "trees/n.yaml", "."):
        assert check(path).places == ["trees/n.yaml billing", "trees/n.yaml repairs"]
        assert check(path).content["gone"] == []
    git("sparse-checkout", "disable")
    Path("other/c.yaml").unlink()
    assert check("trees").places == []


def test_what_is_on_the_disk_is_there_whatever_the_index_says(repository: Path) -> None:
    git("update-index", "--skip-worktree", "trees/acme.yaml")
    put("trees/acme.yaml", WORSE)
    assert check().places == check(".").places == ["trees/acme.yaml fax"]


def test_a_folder_that_was_not_there_is_new(repository: Path) -> None:
    put("more/acme.yaml", ACME)
    assert len(check("more").places) == 2
    assert (check("more").content["gone"], check("more").content["baselined"]) == ([], [])


def test_the_policy_of_today_judges_both_sides(repository: Path) -> None:
    put(".ivraudit.yaml", "checks: {dead-end: off}")
    committed()
    put(".ivraudit.yaml", "checks: {dead-end: warning}")
    said = check("--fail-on", "warning")
    assert (said.code, said.places, len(said.content["baselined"])) == (0, [], 2)


def test_an_acceptance_that_went_is_new(repository: Path) -> None:
    put("trees/acme.yaml", ACME.replace('in the post."', 'in the post.", accept: {dead-end: "for now"}'))
    committed()
    put("trees/acme.yaml", ACME)
    assert check().places == ["trees/acme.yaml billing"]


STRANGE = ("bœuf à la carte.yaml", "ხაზი.yaml", "with space.yaml", 'quo"te.yaml', "back\\slash.yaml", "new\nline.yaml")


def test_strange_names_and_contents(repository: Path) -> None:
    for name in STRANGE:
        put(f"trees/öffentlich/{name}", ACME)
    put("trees/crlf.yaml", ACME.replace("\n", "\r\n"))
    Path("trees/sound.wav").write_bytes(bytes(range(256)) * 5000)
    Path("trees/empty.yaml").write_bytes(b"")
    Path("trees/not-utf8.yaml").write_bytes(b"\xff\xfe\x00ivraudit")
    git("config", "core.autocrlf", "true")
    committed()
    for path in Path("trees").rglob("*.yaml"):
        if path.stat().st_size > 20:
            path.write_bytes(path.read_bytes() + b"# a comment more\r\n")
    said = Said("check", "--select", "dead-end,unreadable", "--against", "HEAD", "--format", "json")
    assert said.places == []
    assert len(said.content["baselined"]) == 2 * (len(STRANGE) + 2)


def test_a_commit_answers_as_the_disk_does(repository: Path) -> None:
    put("trees/deep/er/b.yaml", "b")
    put("trees/deep/a.json", "{}")
    put("trees/.hidden/c.yaml", "c")
    put("trees/.hidden.yaml", "c")
    put("other/d.yaml", "d")
    for name, target in {
        "trees/to-file.yaml": "acme.yaml", "trees/to-folder": "../other", "trees/lost.yaml": "nowhere.yaml",
        "trees/round.yaml": "round.yaml", "trees/out.yaml": "../../out.yaml", "trees/up": "..",
        "alias": "trees/deep", "trees/twice.yaml": "up/alias/er/b.yaml",
    }.items():  # fmt: skip
        Path(name).symlink_to(target)
    committed()
    disk = Disk()
    with opened(".", "HEAD") as (revision, name):
        assert list(revision.below("..")) == revision.beside("..", "s") == []
        assert name == f"HEAD ({git('rev-parse', 'HEAD')[:10]})"
        for folder in (".", "trees", "trees/", "./trees", "alias", "trees/deep", "other", "trees/up/other", "nowhere"):
            assert list(revision.below(folder)) == list(disk.below(folder))
            assert revision.beside(folder, ".json") == disk.beside(folder, ".json")
        paths = [*disk.below("."), ".", "trees", "alias", "alias/er/b.yaml", "trees/to-folder/d.yaml", "nowhere", "a/b",
                 "trees/acme.yaml/x", "../here/trees", "../elsewhere", "alias/..", "trees/.hidden.yaml"]  # fmt: skip
        for path in paths:
            for ask in ("exists", "is_file", "is_folder"):
                assert getattr(revision, ask)(path) == getattr(disk, ask)(path), (ask, path)
            for folder in (".", "trees", "other", "alias") if "round" not in path else ():
                assert revision.inside(path, folder) == disk.inside(path, folder), (path, folder)
            if disk.is_file(path):
                assert revision.read(path, 3) == disk.read(path, 3)
                assert revision.read(path, 10_000) == disk.read(path, 10_000)
            else:
                with pytest.raises(FileNotFoundError):
                    revision.read(path, 3)


def test_links_dumps_and_parts_are_those_of_the_commit(repository: Path) -> None:
    flows = TREES / "foreign" / "amazon_connect" / "beacon"
    shutil.copytree(flows, "trees/beacon")
    put("trees/shop.yaml", 'ivraudit: 1\nname: Shop\nstart: a\nnodes:\n  a: {type: tree, file: parts/b.yaml}\n')
    put("trees/parts/b.yaml", 'ivraudit: 1\nname: B\nstart: b\nnodes:\n  b: {type: say, prompt: "Bye."}\n')
    put("links.yaml", "some-id: trees/beacon/claims.json\n")
    committed()
    how = ("--link", "links.yaml", "--against", "HEAD", "--format", "json", "--fail-on", "info")
    everything = ("check", "trees", *how)
    before = Said(*everything)
    assert (before.code, before.places) == (0, [])
    assert len(before.content["baselined"]) > 5
    put("trees/parts/b.yaml", 'ivraudit: 1\nname: B\nstart: c\nnodes:\n  c: {type: say, prompt: "Bye."}\n')
    Path("links.yaml").write_text("other-id: trees/beacon/claims.json\n")
    after = Said(*everything)
    assert (after.code, after.places) == (0, [])
    assert [tree["name"] for tree in after.content["trees"]] == [tree["name"] for tree in before.content["trees"]]


def test_submodules(repository: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    git("init", "-q", folder=str(other))
    (other / "sub.yaml").write_text(ACME)
    committed(folder=str(other))
    git("submodule", "add", "-q", str(other), "trees/module")
    committed()
    assert len(check().content["baselined"]) == 4
    Path("trees/module/sub.yaml").write_text(WORSE)
    assert check().places == ["trees/module/sub.yaml fax"]
    assert check("trees/module").places == ["trees/module/sub.yaml fax"]
    shutil.rmtree(".git/modules/trees/module/objects")
    Path(".git/modules/trees/module/objects").mkdir()
    lost = check()
    assert lost.code == 2
    assert "the submodule 'trees/module' lacks its commit" in lost.err
    assert check("trees/acme.yaml").code == 0


# What cannot be compared


def test_an_unknown_name_is_told_the_nearest(repository: Path) -> None:
    git("branch", "release-2")
    known = {"realease-2": "; did you mean 'release-2'?", "mian": "; did you mean 'main'?", "zzz": ""}
    for ref, nearest in known.items():
        said = check(ref=ref)
        assert (said.code, said.out) == (2, "")
        assert said.err.splitlines()[0] == f"exit 2: no commit, branch or tag is named {ref!r}{nearest}"
    for ref in ("", "-h", "--all", "a b", "a\0b", "a\nb", "HEAD:trees", "\x1b[2J", "main..HEAD"):
        said = check(ref=ref)
        assert (said.code, said.out) == (2, "")
        assert "\x1b" not in said.err


def test_what_can_name_no_commit_is_told_so(repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = git("rev-parse", "HEAD")
    committed()
    git("clone", "-q", "--depth=1", f"file://{repository}", str(tmp_path / "shallow"))
    monkeypatch.chdir(tmp_path / "shallow")
    told = {
        "": "the name of the commit is empty; is a variable not set?",
        "^HEAD": "'^HEAD' names no commit: no name of one begins with '^'",
        "main..HEAD": "'main..HEAD' names no commit but what lies between two; name one of them",
        "main...HEAD": "'main...HEAD' names no commit but what lies between two; name one of them",
        "--upload-pack=x": "'--upload-pack=x' names no commit: no name of one begins with '-'",
        first: f"no commit is named '{first}' in this shallow clone: fetch it with `git fetch --depth=1 origin {first}`"
               " and compare with FETCH_HEAD",
    }  # fmt: skip
    for ref, why in told.items():
        said = Said("check", f"--against={ref}")
        assert (said.code, said.out, said.err) == (2, "", f"exit 2: {why}\n")


def test_what_names_no_commit_but_something_else_is_told_so(repository: Path) -> None:
    git("tag", "folder", "HEAD:trees")
    git("tag", "-a", "file", "-m", "x", "HEAD:trees/acme.yaml")
    Path(".git/refs/heads/broken").write_text(f"{'0' * 39}1\n")
    told = {
        "folder": "no commit is named 'folder': it names a folder",
        "file": "no commit is named 'file': it names a file",
        "HEAD:trees": "no commit is named 'HEAD:trees': it names a folder",
        "flie": "no commit, branch or tag is named 'flie'; did you mean 'file'?",
        "broken": "no commit, branch or tag is named 'broken'",
    }
    for ref, why in told.items():
        said = check(ref=ref)
        assert (said.code, said.out, said.err) == (2, "", f"exit 2: {why}\n")


def test_a_shallow_clone_is_told_what_to_fetch(
    repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    git("branch", "base")
    first = git("rev-parse", "HEAD")
    git("config", "uploadpack.allowAnySHA1InWant", "true")
    put("trees/acme.yaml", WORSE)
    committed()
    git("clone", "-q", "--depth=1", f"file://{repository}", str(tmp_path / "shallow"))
    monkeypatch.chdir(tmp_path / "shallow")
    for ref in ("base", "origin/base", first):
        said = check(ref=ref)
        assert (said.code, said.out) == (2, "")
        fetch = f"git fetch --depth=1 origin {ref.removeprefix('origin/')}"
        assert f"in this shallow clone: fetch it with `{fetch}` and compare with FETCH_HEAD" in said.err
        git(*fetch.split()[1:])
        assert check(ref="FETCH_HEAD").places == ["trees/acme.yaml fax"]
        shutil.rmtree(tmp_path / "shallow")
        git("clone", "-q", "--depth=1", f"file://{repository}", str(tmp_path / "shallow"), folder=str(tmp_path))
        os.chdir(tmp_path / "shallow")
    said = check(ref="HEAD~1")
    assert "in this shallow clone: fetch the whole history with `git fetch --unshallow`" in said.err
    git("fetch", "-q", "--unshallow")
    assert check(ref="HEAD~1").places == ["trees/acme.yaml fax"]


@pytest.mark.parametrize(("filter", "lacks"), [("tree:0", "a part"), ("blob:none", "the object OBJECT")])
def test_a_partial_clone_is_told_what_to_fetch(
    repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, filter: str, lacks: str
) -> None:  # fmt: skip
    git("config", "uploadpack.allowFilter", "true")
    lost = git("rev-parse", "HEAD:trees/acme.yaml")
    put("trees/acme.yaml", WORSE)
    committed()
    git("clone", "-q", f"--filter={filter}", f"file://{repository}", str(tmp_path / "partial"))
    monkeypatch.chdir(tmp_path / "partial")
    said = check(ref="HEAD~1")
    fetch = "git fetch --refetch --no-filter"
    why = f"exit 3: the clone lacks {lacks.replace('OBJECT', lost)} of that commit: {fetch} brings it.\n"
    assert (said.code, said.out, said.err) == (3, "", why)
    git(*fetch.split()[1:])
    assert check(ref="HEAD~1").places == ["trees/acme.yaml fax"]


def test_no_repository_no_git_and_no_standard_input(
    repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    said = Said("check", "-", "--as", "yaml", "--against", "HEAD")
    assert said.code == 2
    assert "standard input is in none" in said.err
    empty = tmp_path / "empty"
    shutil.copytree("trees", empty / "trees")
    monkeypatch.chdir(empty)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    said = check()
    assert (said.code, said.out) == (2, "")
    assert said.err.startswith("exit 2: 'trees' is in no git repository that could be looked into: git failed")
    monkeypatch.setenv("PATH", str(empty))
    said = check()
    assert (said.code, said.out) == (3, "")
    assert said.err.startswith("exit 3: another commit cannot be read: git is not on this machine.")


def test_the_files_of_two_repositories_are_not_compared_with_a_commit_of_one(
    repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    other = tmp_path / "other"
    git("clone", "-q", str(repository), str(other))
    (tmp_path / "loose").mkdir()
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    shutil.copy("trees/acme.yaml", tmp_path / "loose")
    said = check("trees", "trees/acme.yaml", "../other/trees")
    assert (said.code, said.out, said.err) == (2, "", (
        f"exit 2: 'trees' is in the git repository '{repository}', and '../other/trees' in '{other}': "
        "compare those of one repository at a time\n"
    ))  # fmt: skip
    said = check("trees", "../loose")
    assert (said.code, said.out) == (2, "")
    assert said.err.startswith("exit 2: '../loose' is in no git repository that could be looked into: git failed")
    git("submodule", "add", "-q", str(other), "deep/er")
    for paths in (("trees", "deep/er/trees"), (".", "deep", "deep/er/trees/acme.yaml")):
        assert set(check(*paths).places) == {"deep/er/trees/acme.yaml billing", "deep/er/trees/acme.yaml repairs"}
    committed()
    for paths in (("trees", "deep/er/trees"), (".", "deep", "deep/er/trees/acme.yaml")):
        assert (check(*paths).places, len(check(*paths).content["baselined"])) == ([], 4)
    assert f"'deep/er' is in the git repository '{repository}/deep/er', and 'trees'" in check("deep/er", "trees").err


def test_a_repository_without_a_commit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    git("init", "-q")
    put("trees/acme.yaml", ACME)
    said = check()
    assert (said.code, said.out) == (2, "")
    assert said.err.splitlines()[0] == "exit 2: no commit is named 'HEAD': there is no commit yet"
    assert "there is no commit yet\n" in check(ref="main").err
    git("branch", "-M", "main")
    committed()
    git("checkout", "-q", "--orphan", "other")
    for ref in ("HEAD~1", "@"):
        assert f"no commit is named {ref!r}: there is no commit yet on this branch\n" in check(ref=ref).err
    assert "no commit, branch or tag is named 'mian'; did you mean 'main'?\n" in check(ref="mian").err


def test_a_repository_of_somebody_else_is_told_in_gits_own_words(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    said = check()
    assert (said.code, said.out) == (2, "")
    told = said.err.splitlines()[0]
    assert "git failed (exit code 128): fatal: detected dubious ownership in repository at " in told
    assert told.endswith(f" git config --global --add safe.directory {repository}")


def test_nothing_that_a_strangers_repository_names_is_run(repository: Path) -> None:
    trap = "sh -c 'touch sprung; cat'"
    named = "core.fsmonitor core.pager core.sshCommand diff.external filter.x.smudge filter.x.clean diff.x.textconv"
    for name in (*named.split(), "credential.helper", "gpg.program", "alias.cat-file"):
        git("config", name, trap)
    put(".gitattributes", "*.yaml filter=x diff=x\n")
    put("trees/acme.yaml", WORSE)
    assert check().places == ["trees/acme.yaml fax"]
    assert not list(repository.rglob("sprung"))


def test_a_hook_of_another_repository_leads_nowhere_else(
    repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    git("init", "-q", str(tmp_path / "other"))
    put("trees/acme.yaml", WORSE)
    names = [name for name in git("rev-parse", "--local-env-vars").split() if not name.startswith("GIT_CONFIG")]
    for name in names:
        monkeypatch.setenv(name, str(tmp_path / "other" / ".git"))
    assert "GIT_OBJECT_DIRECTORY" in names
    assert check().places == ["trees/acme.yaml fax"]


def test_a_hook_sees_what_is_being_pushed(repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "target"
    git("clone", "-q", str(repository), str(target))
    command = f"{sys.executable} -m ivraudit check trees --select dead-end --fail-on never --against"
    hook = target / ".git" / "hooks" / "pre-receive"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(f'#!/bin/sh\nread old new ref\ncd ..\ntest "$GIT_QUARANTINE_PATH" && {command} "$new" > .git/told')
    hook.chmod(0o755)
    put("trees/acme.yaml", ACME.replace('in the post."', 'in the post.", next: agent'))
    pushed = committed()
    monkeypatch.setenv("PYTHONPATH", str(TREES.parent))
    git("push", "-q", str(target), "HEAD:refs/heads/new")
    told = (target / ".git" / "told").read_text().splitlines()
    assert told[-1] == f"compared with {pushed[:10]}: 1 known, 0 gone"
