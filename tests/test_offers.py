"""What another package hands in is looked at: nothing goes green without a word, nothing ends in a traceback."""

from __future__ import annotations

import json
import os
import py_compile
import re
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from ivraudit import IvrauditError, Node, NodeType, Position, Source, Tree, rules
from ivraudit.catalog import Reader, Writer
from ivraudit.judging import READING
from ivraudit.model import Entry
from ivraudit.offers import Offered, reader_of, rule_of, writer_of
from ivraudit.offers.fitting import expect
from ivraudit.offers.guard import FlawError
from ivraudit.phone import Phone
from ivraudit.rule import Rule

ROOT = Path(__file__).parent.parent
CALL = Source("a.card", b"card\n")
MANUAL = '''"""A prompt is long.

Why: a

Bad:
    ivraudit: 1

Good:
    ivraudit: 1

Fix: a

Source: b
"""
from dataclasses import dataclass, field
from ivraudit import *
CATEGORY = Category.PROMPT
SEVERITY = Severity.WARNING
'''
CHECK = """
def check(phone, options):
    for vertex, node in phone.nodes(phone.reached):
        """


def module(name: str, text: str, monkeypatch: pytest.MonkeyPatch) -> Offered:
    """A module of another package, made of its text."""
    made = ModuleType(f"acme.{name}")
    monkeypatch.setitem(sys.modules, made.__name__, made)
    exec(compile(text, f"{name}.py", "exec"), made.__dict__)
    return Offered(made, "acme-phone")


def rule(text: str, monkeypatch: pytest.MonkeyPatch) -> Rule:
    """The rule `long-prompt` with a text after its manual."""
    return rule_of(module("long_prompt", MANUAL + text, monkeypatch))


DECLARED = "\n@dataclass(frozen=True)\nclass Options:\n    "
BAD_RULES = {
    "CLOCKS = None": "CLOCKS of rule long-prompt is NoneType where tuple[str, ...] belongs",
    "CLOCKS = 'open'": "CLOCKS of rule long-prompt is str where tuple[str, ...] belongs",
    "SINS = 3": "SINS of rule long-prompt is int where tuple[str, ...] belongs",
    "SINS = (3,)": "SINS of rule long-prompt[0] is int where str belongs",
    "ASKED = 'no'": "ASKED of rule long-prompt is str where bool belongs",
    "UNANIMOUS = None": "UNANIMOUS of rule long-prompt is NoneType where bool belongs",
    "PAGE = 3": "PAGE of rule long-prompt is int where str belongs",
    "SEVERITY = 'warning'": "SEVERITY of rule long-prompt is str where Severity belongs",
    "check = None": "check of rule long-prompt is NoneType where Callable belongs",
    "Options = {}": "Options of rule long-prompt is dict where type belongs",
    "class Options: x = 3": "rule long-prompt: Options is no dataclass",
    f"{DECLARED}x: int": "rule long-prompt: Options.x is not declared with option()",
    f"{DECLARED}x: int = 3": "rule long-prompt: Options.x is not declared with option()",
    f"{DECLARED}x: int = field(default=3, metadata={{'description': 'x'}})":
        "rule long-prompt: Options.x is not declared with option()",
    f"{DECLARED}x: str = option('a', 'b')":
        "rule long-prompt: Options.x is declared as str where int or float belongs",
    f"{DECLARED}x: bool = option(True, 'b')":
        "rule long-prompt: Options.x is declared as bool where int or float belongs",
    f"{DECLARED}x: int = option('a', 'b')":
        "rule long-prompt: the default of Options.x is str where int belongs",
    f"{DECLARED}x: int = option(3, None)":
        "rule long-prompt: the description of Options.x is NoneType where str belongs",
    f"{DECLARED}x: int = option(3, 'b', least='a')":
        "rule long-prompt: least of Options.x is str where float | None belongs",
    f"{DECLARED}x: 'Nope' = option(3, 'b')":
        "rule long-prompt: NameError: name 'Nope' is not defined",
    f"{DECLARED}severity: int = option(3, 'b')":
        "rule long-prompt: Options.severity is called by a word that a policy says of any rule",
    f"{DECLARED}x: int = option(3, 'b')\n    def __post_init__(self):\n        1 / 0":
        "rule long-prompt: ZeroDivisionError: division by zero (long_prompt.py, line 28)",
}  # fmt: skip


@pytest.mark.parametrize("text", BAD_RULES)
def test_a_rule_is_looked_at_when_it_is_loaded(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(IvrauditError) as caught:
        rule(f"{CHECK}yield Hit(node, 'long')\n{text}\n", monkeypatch)
    assert str(caught.value) == f"the package 'acme-phone' offers no good rule: {BAD_RULES[text]}"


@pytest.mark.parametrize("name", ["BadRule", "bad,rule", "bad rule", "bad__rule", "1_rule"])
def test_the_id_of_a_rule_is_lower_case_words(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(IvrauditError) as caught:
        rule_of(module(name, MANUAL, monkeypatch))
    assert str(caught.value) == (
        f"the package 'acme-phone' offers no good rule: rule {name.replace('_', '-')!r} must be called by lower-case"
        " words with hyphens (in its file's name `_`)"
    )


@pytest.mark.parametrize("name", ["join", "accept"])
def test_the_id_of_a_rule_is_no_word_of_the_audit(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(IvrauditError) as caught:
        rule_of(module(name, MANUAL, monkeypatch))
    assert str(caught.value) == (
        f"the package 'acme-phone' offers no good rule: rule {name} is called by a word that means something else in"
        " an audit"
    )


def tree(**fields: Any) -> Tree:
    """A call to one person."""
    at = Position(CALL.file)
    whole = {"entries": (Entry("a", at),), "nodes": (Node("a", NodeType.AGENT, at, prompt={"": "Hi"}),), **fields}
    return Tree(CALL.file, "Acme", at, reader="card", **whole)


BAD_HITS = {
    "yield None": "it yields NoneType where a Hit or a NotChecked belongs",
    "yield Hit(node.id, 'm')": "Hit.where is str where Node | Edge | Entry | Trouble belongs",
    "yield Hit(vertex, 'm')": "Hit.where is int where Node | Edge | Entry | Trouble belongs",
    "yield Hit(node._replace(at=None), 'm')": "Hit.where.at is NoneType where Position belongs",
    "yield Hit(node, None)": "Hit.message is NoneType where str belongs",
    "yield Hit(node, 3)": "Hit.message is int where str belongs",
    "yield Hit(node, lambda: 'm')": "Hit.message is function where str belongs",
    "yield Hit(node, 'm', severity='error')": "Hit.severity is str where Severity | None belongs",
    "yield Hit(node, 'm', journey=[1])": "Hit.journey is list where tuple[Step, ...] belongs",
    "yield Hit(node, 'm', journey=(1,))": "Hit.journey[0] is int where Step belongs",
    "yield Hit(node, 'm', journey=(Step('a', 1, 0.0),))": "Hit.journey[0].trigger is int where str | None belongs",
    "yield Hit(node, 'm', also=('x',))": "Hit.also[0] is str where Note belongs",
    "yield NotChecked(3)": "NotChecked.why is int where str belongs",
    "yield Hit(Edge('z', 'a', '1', Owner.CALLER, node.at), 'm')":
        "it yields a Hit at an exit of 'z', a node that the tree does not have",
    "raise GeneratorExit; yield": "GeneratorExit:  (long_prompt.py, line 22)",
    "raise type('Odd', (BaseException,), {})('odd'); yield": "Odd: odd (long_prompt.py, line 22)",
}  # fmt: skip


@pytest.mark.parametrize("text", BAD_HITS)
def test_what_a_rule_yields_is_looked_at(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    made = rule(CHECK + text, monkeypatch)
    with pytest.raises(IvrauditError) as caught:
        list(made.check(Phone(tree()), made.options()))
    assert str(caught.value) == (
        f"the rule 'long-prompt' of the package 'acme-phone' failed at a.card: {BAD_HITS[text]}"
    )


def test_a_rule_that_returns_nothing_is_told_without_a_line_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    made = rule("def check(phone, options): pass", monkeypatch)
    with pytest.raises(IvrauditError) as caught:
        list(made.check(Phone(tree()), made.options()))
    assert str(caught.value) == (
        "the rule 'long-prompt' of the package 'acme-phone' failed at a.card:"
        " TypeError: 'NoneType' object is not iterable"
    )


@pytest.mark.parametrize("text", ["raise KeyboardInterrupt; yield", "raise ValueError from KeyboardInterrupt(); yield"])
def test_ctrl_c_in_a_rule_stays_ctrl_c(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    made = rule(CHECK + text, monkeypatch)
    with pytest.raises((KeyboardInterrupt, ValueError)):
        list(made.check(Phone(tree()), made.options()))


def test_what_a_rule_prints_goes_to_standard_error_and_what_others_print_between_does_not(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    made = rule(f"{CHECK}print('theirs'); yield Hit(node, 'm'); print('theirs too')", monkeypatch)
    for _ in made.check(Phone(tree()), made.options()):
        sys.stdout.write("ours\n")
    assert capsys.readouterr() == ("ours\n", "theirs\ntheirs too\n")


READER = """
from ivraudit import *
NAME = "card"
def claims(source):
    return source.data.startswith(b"card")
def tree(source, file="a.card", entries=(Entry("a", Position("a.card")),), **fields):
    at = Position(file)
    fields.setdefault("nodes", (Node("a", NodeType.AGENT, at),))
    return Tree(file, "Acme", at, reader=NAME, entries=entries, **fields)
def read(source):
    return """


def reader(text: str, monkeypatch: pytest.MonkeyPatch) -> Reader:
    """The reader `card`, whose `read` returns what the text says."""
    made: Reader = reader_of(module("card", READER + text, monkeypatch))
    return made


KNOWN = f"(known: {', '.join(READING)}"
BAD_TREES = {
    "[]": "it claims the file and gives no Tree of it",
    "None": "TypeError: 'NoneType' object is not iterable",
    "[tree(source, 'other.x')]": "it gives a Tree of another file, 'other.x'",
    "[tree(source, nodes=None)]": "Tree.nodes is NoneType where tuple[Node, ...] belongs",
    "[tree(source, nodes=('a',))]": "Tree.nodes[0] is str where Node belongs",
    "[tree(source, nodes=(Node('a', 'agent', Position('a')),))]": "Tree.nodes[0].type is str where NodeType belongs",
    "[tree(source, nodes=(Node('a', NodeType.SAY, ('a', 1, 1)),))]": "Tree.nodes[0].at is tuple where Position belongs",
    "[tree(source, nodes=(Node('a', NodeType.SAY, Position('a'), prompt='hi'),))]":
        "Tree.nodes[0].prompt is str where Mapping[str, str] belongs",
    "[tree(source, nodes=(Node('a', NodeType.SAY, Position('a'), prompt={'en': 3}),))]":
        "Tree.nodes[0].prompt[en] is int where str belongs",
    "[tree(source, nodes=(Node('a', NodeType.SAY, Position('a'), digits=(1, 2, 3)),))]":
        "Tree.nodes[0].digits has 3 parts where tuple[int, int] belongs",
    "[tree(source, troubles=('x',))]": "Tree.troubles[0] is str where Trouble belongs",
    "[tree(source, text=source.data)]": "Tree.text is bytes where str belongs",
    "[tree(source, kind='hold')]": "Tree.kind is str where TreeKind belongs",
    "[tree(source, troubles=(Trouble('unreadble', Position('a'), 'm'),))]":
        f"it gives a Trouble for 'unreadble', which no rule tells {KNOWN}); did you mean 'unreadable'?",
    "[tree(source, troubles=(Trouble('dead-end', Position('a'), 'm'),))]":
        f"it gives a Trouble for 'dead-end', which no rule tells {KNOWN})",
    "[tree(source, unreadable=True)]":
        "it gives an unreadable Tree without a Trouble for 'unreadable' that says why",
    "[tree(source, unreadable=True, troubles=(Trouble('missing-field', Position('a'), 'm'),))]":
        "it gives an unreadable Tree without a Trouble for 'unreadable' that says why",
    "[tree(source, entries=(), nodes=())]":
        "it gives a Tree that no call can enter, without a Trouble that says why",
    "[tree(source, entries=())]": "it gives a Tree that no call can enter, without a Trouble that says why",
    "[tree(source, nodes=tree(source).nodes * 2)]":
        "it gives a Tree with two nodes of one id, without a Trouble for 'duplicate-node'",
    "[tree(source, edges=(Edge('z', 'a', '1', Owner.CALLER, Position('a')),))]":
        "it gives an exit of 'z', a node that the Tree does not have",
}  # fmt: skip


@pytest.mark.parametrize("text", BAD_TREES)
def test_what_a_reader_gives_is_looked_at(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(IvrauditError) as caught:
        reader(text, monkeypatch).read(CALL)
    assert str(caught.value) == f"the reader 'card' of the package 'acme-phone' failed at a.card: {BAD_TREES[text]}"


@pytest.mark.parametrize("text", [
    "[tree(source)]",
    "[tree(source, kind=TreeKind.HOLD, entries=(), nodes=())]",
    "[tree(source, entries=(), nodes=(), unreadable=True, troubles=(Trouble('unreadable', Position('a'), 'm'),))]",
])  # fmt: skip
def test_a_good_tree_is_taken(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert [one.file for one in reader(text, monkeypatch).read(CALL)] == ["a.card"]


@pytest.mark.parametrize(("text", "said"), [
    ("pass", "TypeError: 'NoneType' object is not iterable"),
    ("return []", "settle() gives trees of other files than it is given"),
    ("return [tree(None, nodes=None)]", "Tree.nodes is NoneType where tuple[Node, ...] belongs"),
    ("return [3]", "Tree is int where Tree belongs"),
])  # fmt: skip
def test_what_settling_gives_is_looked_at(text: str, said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    made: Any = reader(f"[tree(source)]\ndef settle(trees):\n    {text}", monkeypatch)
    with pytest.raises(IvrauditError) as caught:
        made.settle([tree()])
    assert str(caught.value) == f"the reader 'card' of the package 'acme-phone' failed: {said}"


def test_a_reader_without_read_does_not_read_with_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "from ivraudit import *\nNAME = 'card'\ndef claims(source): return True\n"
    with pytest.raises(IvrauditError) as caught:
        reader_of(module("card", text, monkeypatch))
    assert str(caught.value) == "the reader 'acme.card' of the package 'acme-phone' lacks read"
    with pytest.raises(IvrauditError) as caught:
        writer_of(module("tally", "from ivraudit import *\nNAME = 'tally'", monkeypatch))
    assert str(caught.value) == "the writer 'acme.tally' of the package 'acme-phone' lacks write"


@pytest.mark.parametrize("name", ["3", "''", "'f:f'", "'Tally'"])
def test_the_names_of_readers_and_writers_are_lower_case_words(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    said = f"of the package 'acme-phone' has {name} as NAME, where lower-case words with hyphens belong"
    with pytest.raises(IvrauditError) as caught:
        reader_of(module("card", f"NAME = {name}\ndef claims(source): ...\ndef read(source): ...", monkeypatch))
    assert str(caught.value) == f"the reader 'acme.card' {said}"
    with pytest.raises(IvrauditError) as caught:
        writer_of(module("tally", f"NAME = {name}\ndef write(audit): ...", monkeypatch))
    assert str(caught.value) == f"the writer 'acme.tally' {said}"


def test_a_writer_prints_to_standard_error(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    made: Writer = writer_of(module("tally", "NAME = 'tally'\ndef write(audit): print('p'); return 'x'", monkeypatch))
    written: Any = made.write
    assert written(None) == "x"
    assert capsys.readouterr() == ("", "p\n")


def test_the_rules_that_tell_troubles_are_known() -> None:
    told = re.compile(r'phone\.troubles\("([a-z-]+)"\)')
    texts = [path.read_text(encoding="utf-8") for path in sorted(Path(rules.__path__[0]).glob("*.py"))]
    assert tuple(name for text in texts for name in told.findall(text)) == READING


@dataclass(frozen=True)
class Deep:
    """As deep as somebody likes."""

    inner: tuple[Deep, ...] = ()
    said: Mapping[str, float] | None = None
    ids: frozenset[str] = frozenset()


def test_values_of_any_depth_are_looked_at() -> None:
    bad, good = Deep(said={"x": "y"}), Deep(said={"x": 1}, ids=frozenset("a"))  # type: ignore[dict-item]
    for _ in range(5000):
        bad, good = Deep((bad,)), Deep((good,))
    expect(good, Deep, "it")
    with pytest.raises(FlawError) as caught:
        expect(bad, Deep, "it")
    assert str(caught.value) == f"it{'.inner[0]' * 5000}.said[x] is str where float belongs"
    with pytest.raises(FlawError, match=r"^it\.ids, one of it, is int where str belongs$"):
        expect(Deep(ids=frozenset([3])), Deep, "it")  # type: ignore[list-item]
    with pytest.raises(FlawError, match=r"^it\.said key 3 is int where str belongs$"):
        expect(Deep(said={3: 1.0}), Deep, "it")  # type: ignore[dict-item]


RULE = f"{MANUAL}{CHECK}print('hello'); yield Hit(node, 'm')\n"


def package(site: Path, offers: str, files: Mapping[str, str], name: str = "acme-phone") -> None:
    """Install a package: its entry points, and its modules."""
    about = site / f"{name.replace('-', '_')}-1.0.dist-info"
    about.mkdir(parents=True)
    (about / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n", encoding="utf-8")
    (about / "entry_points.txt").write_text(offers, encoding="utf-8")
    for file, text in files.items():
        (site / file).parent.mkdir(parents=True, exist_ok=True)
        (site / file).write_text(text, encoding="utf-8")


def ivraudit(sites: list[Path], *arguments: str) -> subprocess.CompletedProcess[str]:
    """What ivraudit says with the packages of these folders installed."""
    return subprocess.run(
        [sys.executable, "-m", "ivraudit", *arguments], capture_output=True, encoding="utf-8", check=False,
        cwd=sites[0], env={**os.environ, "PYTHONPATH": os.pathsep.join(map(str, [ROOT, *sites]))},
    )  # fmt: skip


def rule_ids(done: subprocess.CompletedProcess[str]) -> set[str]:
    """The rules of the tests that `rules` has listed."""
    return {"long-one", "long-two"} & set(done.stdout.split())


SHELF = "[ivraudit.rules]\nx = shared.rules\n"


def test_a_shelf_that_two_packages_fill_is_seen_whole_and_once(tmp_path: Path) -> None:
    package(tmp_path / "1", SHELF, {"shared/rules/long_one.py": RULE}, "acme-one")
    package(tmp_path / "2", SHELF, {"shared/rules/long_two.py": RULE}, "acme-two")
    done = ivraudit([tmp_path / "1", tmp_path / "2"], "rules")
    assert (done.returncode, done.stderr, rule_ids(done)) == (0, "", {"long-one", "long-two"})


def test_compiled_modules_are_seen(tmp_path: Path) -> None:
    package(tmp_path, SHELF, {"shared/rules/long_one.py": RULE})
    source = tmp_path / "shared/rules/long_one.py"
    py_compile.compile(str(source), cfile=str(source.with_suffix(".pyc")))
    source.unlink()
    assert rule_ids(ivraudit([tmp_path], "rules")) == {"long-one"}


def test_a_rule_of_another_package_may_tell_troubles_of_its_own_name(tmp_path: Path) -> None:
    trouble = "[tree(source, troubles=(Trouble('long-one', Position('a.card'), 'too long'),))]"
    rule = f"{MANUAL}CLOCKS = ()\ndef check(phone, options):\n    yield from phone.troubles('long-one')\n"
    files = {"shared/rules/long_one.py": rule, "shared/readers/card.py": READER + trouble, "a.card": "card\n"}
    package(tmp_path, f"{SHELF}[ivraudit.readers]\nx = shared.readers\n", files)
    done = ivraudit([tmp_path], "check", "a.card", "--select", "long-one", "--format", "json")
    assert (done.returncode, done.stderr) == (0, "")
    assert [(one["rule"], one["message"]) for one in json.loads(done.stdout)["findings"]] == [("long-one", "too long")]


@pytest.mark.parametrize(("offers", "said"), [
    (SHELF, "offers ivraudit rules: 'shared.rules', in which there is no module"),
    (SHELF.replace("rules]", "rule]"),
     "offers 'shared.rules' in the entry-point group 'ivraudit.rule', which ivraudit does not know"
     " (known: ivraudit.rules, ivraudit.readers, ivraudit.writers); did you mean 'ivraudit.rules'?"),
    (SHELF.replace("ivraudit.", "ivraudit-"),
     "offers 'shared.rules' in the entry-point group 'ivraudit-rules', which ivraudit does not know"
     " (known: ivraudit.rules, ivraudit.readers, ivraudit.writers); did you mean 'ivraudit.rules'?"),
])  # fmt: skip
def test_what_would_never_run_is_told(offers: str, said: str, tmp_path: Path) -> None:
    package(tmp_path, offers, {"shared/rules/__init__.py": ""})
    done = ivraudit([tmp_path], "rules")
    assert (done.returncode, done.stderr) == (3, f"exit 3: the package 'acme-phone' {said}\n")


def test_a_wrong_entry_point_is_told_without_a_line_of_others(tmp_path: Path) -> None:
    package(tmp_path, SHELF, {"shared/rules/long_one.py": "def x(:\n"})
    (tmp_path / "acme_phone-1.0.dist-info/entry_points.txt").write_text(f"{SHELF}y = nope\n", encoding="utf-8")
    offers = "exit 3: the package 'acme-phone' offers ivraudit rules:"
    assert ivraudit([tmp_path], "rules").stderr == (
        f"{offers} 'nope', which cannot be imported: ModuleNotFoundError: No module named 'nope'\n"
    )
    (tmp_path / "acme_phone-1.0.dist-info/entry_points.txt").write_text(SHELF, encoding="utf-8")
    assert ivraudit([tmp_path], "rules").stderr == (
        f"{offers} 'shared.rules.long_one', which cannot be imported:"
        " SyntaxError: invalid syntax (long_one.py, line 1)\n"
    )


def test_what_a_rule_prints_leaves_our_output_alone_however_many_work(tmp_path: Path) -> None:
    package(tmp_path, SHELF, {"shared/rules/long_one.py": f"{RULE}print('imported')\n"})
    (tmp_path / "trees").mkdir()
    for number in range(60):
        steps = "".join(
            f"  s{step}: {{type: say, prompt: 'Hi', next: s{step + 1}, notes: '{'x' * 500}'}}\n" for step in range(40)
        )
        text = f"ivraudit: 1\nname: T{number}\nstart: s0\nnodes:\n{steps}  s40: {{type: agent}}\n"
        (tmp_path / f"trees/t{number:02}.yaml").write_text(text, encoding="utf-8")
    asked = ["check", "trees", "--select", "long-one", "--format", "json", "--no-cache", "--jobs"]
    alone, together = (ivraudit([tmp_path], *asked, jobs) for jobs in ("1", "2"))
    assert len(json.loads(alone.stdout)["findings"]) == 60 * 41
    assert (alone.returncode, together.returncode, together.stdout) == (0, 0, alone.stdout)
    assert alone.stderr.splitlines() == ["imported", *["hello"] * (60 * 41)]
    assert together.stderr.count("hello") == 60 * 41  # two processes may write into each other's lines
