"""The audit for management: one PDF that can be searched, handed over and made again, byte for byte."""

from __future__ import annotations

import io
import json
import re
import time
from collections.abc import Sequence
from pathlib import Path

import pypdf
import pytest
from click.testing import CliRunner

from ivraudit.auditing import Audit, Skipped, Unchecked
from ivraudit.catalog import all_rules
from ivraudit.cli import group
from ivraudit.model import (
    Acceptance,
    Edge,
    Entry,
    Finding,
    Node,
    NodeType,
    Note,
    Owner,
    Position,
    Severity,
    Step,
    Tree,
    TreeKind,
)
from ivraudit.waivers import Accepted, Stale
from ivraudit.writers import pdf
from ivraudit.writers.reporting import phrases, pictures
from ivraudit.writers.reporting.chapter import FIRST_STEPS, LAST_STEPS, steps_of, told
from ivraudit.writers.reporting.sheets import sheets
from ivraudit.writers.reporting.verdict import headline, standing

STORIES = Path(__file__).parent.parent / "trees" / "stories"


def tree(name: str = "Acme", file: str = "acme.yaml", **more: object) -> Tree:
    """A tree of a menu and a person."""
    at = Position(file, 3, 3, 3, 7)
    nodes = (Node("main", NodeType.MENU, at, prompt={"": "How can we help?"}), Node("person", NodeType.AGENT, at))
    edges = (Edge("main", "person", "0", Owner.CALLER, at),)
    values = {"nodes": nodes, "edges": edges, "entries": (Entry("main", at),)} | more
    return Tree(file, name, at, "yaml", **values)  # type: ignore[arg-type]


def finding(
    rule: str = "no-human", severity: Severity = Severity.ERROR, *, of: str = "Acme", file: str = "acme.yaml",
    message: str = "nobody is there", journey: Sequence[Step] = (), also: Sequence[Note] = (), line: int = 3,
) -> Finding:  # fmt: skip
    """A finding of a rule that exists."""
    category = str(all_rules()[rule].category)
    at = Position(file, line, 3, line, 7)
    return Finding(
        rule, category, (), severity, message, at, of, "main", "", (), f"f{line}", journey=tuple(journey),
        also=tuple(also),
    )  # fmt: skip


def made(audit: Audit, **more: object) -> pypdf.PdfReader:
    """The report of an audit, read back; made without a warning."""
    data, warnings = pdf.write(audit, all_rules(), **more)  # type: ignore[arg-type]
    assert warnings == ()
    return pypdf.PdfReader(io.BytesIO(data))


def text_of(reader: pypdf.PdfReader) -> str:
    """All words of a report on one line."""
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def bookmarks(reader: pypdf.PdfReader) -> list[str]:
    """The titles of all bookmarks, in order."""
    found: list[str] = []
    waiting: list[object] = list(reader.outline)
    while waiting:
        one = waiting.pop(0)
        if isinstance(one, list):
            waiting = [*one, *waiting]
        else:
            found.append(str(getattr(one, "title", "")))
    return found


def verdict(audit: Audit) -> str:
    """The verdict of an audit in one sentence."""
    return headline(sheets(audit), all_rules())


def test_command_writes_everything_in_one_call(tmp_path: Path) -> None:
    paths = [str(STORIES / "seven-sins.yaml"), str(STORIES / "comcast-hold.yaml")]
    ran = CliRunner().invoke(group, ["report", *paths, "-o", str(tmp_path / "out"), "--title", "Our lines"])
    assert ran.exit_code == 0, ran.output
    names = sorted(path.name for path in (tmp_path / "out").iterdir())
    assert {"audit.pdf", "audit.json", "seven-sins.svg"} <= set(names)
    assert sorted(ran.output.split()[1::2]) == sorted(str(tmp_path / "out" / name) for name in names)
    data = json.loads((tmp_path / "out" / "audit.json").read_text("utf-8"))
    reader = pypdf.PdfReader(tmp_path / "out" / "audit.pdf")
    written = text_of(reader)
    assert data["findings"]
    for one in data["findings"]:
        assert " ".join(one["message"].split())[1:40] in written
    assert reader.metadata is not None
    assert (reader.metadata.title, reader.metadata.author) == ("Our lines", "ivraudit")
    assert reader.metadata.creation_date is None
    titles = bookmarks(reader)
    assert titles[0] == "Summary"
    assert {one["name"] for one in data["trees"]} <= set(titles)
    assert "Appendix" in titles
    assert f"1 of {len(reader.pages)}" in written
    assert f"{len(reader.pages)} of {len(reader.pages)}" in written


def test_twice_the_same_bytes() -> None:
    audit = Audit((tree(),), (finding(),), dated="2026-11-22")
    drawn = pictures.drawings(audit)
    first, second = (pdf.write(audit, all_rules(), drawings=drawn)[0] for _ in range(2))
    assert first == second
    assert b"pdfuaid" in first
    written = text_of(pypdf.PdfReader(io.BytesIO(first)))
    assert "22 November 2026" in written
    assert "How can we help?" in written, "the diagram's text is text"


def test_without_findings() -> None:
    written = text_of(made(Audit((tree(),))))
    assert "The one phone line passes: no caller was found in trouble." in written
    assert "Nothing has to be done." in written
    assert "No phone line was judged." in text_of(made(Audit(())))


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        ([finding()], "One of two phone lines leaves its callers in trouble: nobody can be reached from here, "
         "whatever the caller does."),
        ([finding(), finding("dead-end", of="Bank", file="bank.yaml")], "Both phone lines leave their callers in "
         "trouble: nobody can be reached from here, whatever the caller does; and the call comes to a step that leads "
         "nowhere."),
        ([finding("distant-human", Severity.WARNING)], "One of two phone lines makes it harder for callers than the "
         "policy allows: a person is too many steps, or too many seconds, away."),
        ([finding("unreadable")], "One of two phone lines cannot be relied on as it is written: the file cannot be "
         "read as a phone tree."),
        ([finding("no-human", Severity.INFO)], "Both phone lines pass: no caller was found in trouble; there is one "
         "remark."),
    ],
)  # fmt: skip
def test_verdict_in_one_sentence(found: list[Finding], expected: str) -> None:
    assert verdict(Audit((tree(), tree("Bank", "bank.yaml")), tuple(found))) == expected


def test_accepted_stale_unchecked_and_skipped_are_told() -> None:
    at = Position("acme.yaml", 9)
    wanted = Acceptance("no-human", "A pilot until spring", at, owner="Maria", until="2027-03-31")
    audit = Audit(
        (tree(), tree("On hold", "hold.yaml", kind=TreeKind.HOLD)),
        accepted=(Accepted(finding(), wanted),),
        stale=(Stale(Acceptance("dead-end", "An old excuse", at), "nothing is found there any more"),),
        not_checked=(Unchecked("deep-cancel", "Acme", "acme.yaml", "no node says goal: cancel"),),
        skipped=(Skipped("hold.yaml", "a hold flow: nobody chooses in it"),),
        unclaimed=("notes.txt",),
    )
    written = text_of(made(audit))
    for words in (
        "A pilot until spring", "Maria", "2027-03-31", "An old excuse", "no node says goal: cancel",
        "a hold flow: nobody chooses in it", "notes.txt", "One flow was not judged",
    ):  # fmt: skip
        assert words in written
    assert standing(sheets(audit)[1]) == ("Not judged", "")


HOSTILE = (
    "#eval(1+1)", "$x^2$", "*bold*", "_low_", "@ref", "<label>", "\\ \\\\ \\u{41}", "= heading", "`raw`", "// comment",
    "#image(\"secret\")", "[[brackets]]", "ქართული ხაზი", "خط الهاتف", "電話の案内", "<script>alert(1)</script>",
)  # fmt: skip


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_stay_words(words: str) -> None:
    found = finding(of=words, message=f"see {words} here", journey=[Step(words, "1", 2.0), Step("end", None, 0.0)])
    hostile = tree(words, nodes=(Node(words, NodeType.SAY, Position("acme.yaml"), prompt={"": words * 600}),))
    audit = Audit((hostile,), (found,), advice={"no-human": words})
    drawn = pictures.drawings(audit)
    reader = made(audit, drawings=drawn, title=words)
    written = "".join(text_of(reader).split())
    if words != "خط الهاتف":  # What is written from right to left comes out of pypdf in the order of its shapes.
        assert written.count("".join(words.split())) >= 4
    assert reader.metadata is not None
    assert reader.metadata.title == words


def test_long_words_and_prompts_break() -> None:
    long = "averylongidentifier" * 550
    audit = Audit((tree(long, file="x" * 300 + ".yaml"),), (finding(of=long, message=long),))
    assert len(made(audit, drawings=pictures.drawings(audit)).pages) < 9
    for page in made(audit).pages:
        assert max(len(line) for line in page.extract_text().splitlines()) < 180, "a line fits on the page"
    assert phrases.shown("short words only") == "short words only"
    assert phrases.shown("a/" * 40).count(phrases.SOFT_BREAK) > 1
    assert phrases.shown("x" * 900, 50).replace(phrases.SOFT_BREAK, "") == "x" * 49 + "…"


def test_character_without_a_glyph_is_a_warning() -> None:
    data, warnings = pdf.write(Audit((tree("Acme \u1780"),)), all_rules())
    assert len(warnings) == 1
    assert "U+1780" in warnings[0]
    assert b"pdfuaid" not in data


def test_two_thousand_findings() -> None:
    steps = [Step(f"menu_{number}", str(number % 10), 4.0) for number in range(8)]
    names = ("no-human", "dead-end", "unhandled-input", "distant-human")
    trees = tuple(tree(f"Line {number}", f"line-{number}.yaml") for number in range(20))
    found = tuple(
        finding(names[number % 4], of=f"Line {number % 20}", file=f"line-{number % 20}.yaml", line=number + 1,
                message=f"fault number {number} of many", journey=[*steps, Step("end", None, 0.0)])
        for number in range(2000)
    )  # fmt: skip
    start = time.process_time()
    reader = made(Audit(trees, found))
    assert time.process_time() - start < 20
    assert len(reader.pages) > 50
    last = next(page for page in reversed(reader.pages) if "fault number" in page.extract_text())
    assert "menu_7 presses 7 after 4 s → end" in " ".join(last.extract_text().split())


def test_journey_as_the_caller_lives_it() -> None:
    assert told(Step("n", "3", 11.2)) == "presses 3 after 11 s"
    assert told(Step("n", "noinput-last", 61)) == "says nothing for 61 s"
    assert told(Step("n", "next", 4.1)) == "4 s"
    assert told(Step("n", "timeout", 3660)) == "timeout after 61 min"
    assert told(Step("n", '"cancel"', 0.0)) == 'says "cancel"'
    assert told(Step("n", None, 0.0)) == ""
    assert told(Step("n", "3", 0.0, system=True)) == "case 3"
    long = steps_of([Step(f"n{number}", "next", 1.0) for number in range(10_000)])
    assert len(long) == FIRST_STEPS + 1 + LAST_STEPS
    assert long[FIRST_STEPS]["name"] == f"{10_000 - FIRST_STEPS - LAST_STEPS:,} more steps"
    assert long[-1]["number"] == 10_000


def test_pictures_have_names_of_their_own() -> None:
    trees = [tree(file=file) for file in ("a/bank.yaml", "b/Bank.yaml", "-", "bank-2.yaml")]
    assert pictures.names(trees) == ["bank.svg", "Bank-2.svg", "tree.svg", "bank-2-2.svg"]


@pytest.mark.parametrize(
    ("width", "height", "turned", "note"),
    [
        (400, 300, False, r"\Z"), (1200, 500, True, r"\Z"), (1500, 1000, True, "This page is A3"),
        (3000, 2100, True, "letters are 1.6 points"), (20_000, 9_000, True, "too large for a page"),
    ],
)  # fmt: skip
def test_picture_is_laid_on_the_page_that_suits_it(width: int, height: int, turned: bool, note: str) -> None:
    svg = f'<svg viewBox="0.00 0.00 {width} {height}"><text font-size="9.00">x</text></svg>'
    fitted = pictures.fitted(pictures.Drawing("a.svg", svg), "a4")
    assert fitted["turned"] is turned
    assert re.search(note, str(fitted["note"]))
    assert bool(fitted["svg"]) is (width < 20_000)


def test_finding_in_a_shared_file_is_told_once() -> None:
    first, second = (tree(name, f"{name}.yaml", parts=(f"{name}.yaml", "common.yaml")) for name in ("one", "two"))
    made_sheets = sheets(Audit((first, second), (finding(of="one", file="common.yaml"),)))
    assert [len(sheet.findings) for sheet in made_sheets] == [1, 0]
    assert [sheet.shared for sheet in made_sheets] == [0, 1]
    assert standing(made_sheets[1]) == ("Shares faults", "warning")


def test_letter_paper() -> None:
    reader = made(Audit((tree(),)), paper="letter")
    assert (float(reader.pages[0].mediabox.width), float(reader.pages[0].mediabox.height)) == (612.0, 792.0)
