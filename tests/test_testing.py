"""The kit that judges rules: it says what differs, whole, and lets no faulty rule or expectation pass."""

from __future__ import annotations

from pathlib import Path
from textwrap import indent

import pytest

from ivraudit.catalog import all_rules
from ivraudit.errors import UsageError
from ivraudit.model import Finding, Position, Severity, Source
from ivraudit.rule import Rule
from ivraudit.testing import READING, Expectation, differences, expected, expected_beside, judge, judge_rule

DEAD_END = all_rules()["dead-end"]
BAD = DEAD_END.manual["Bad"]


def test_comments_name_rules_and_severities() -> None:
    text = "a: 1\nb: 2  # expect: dead-end, no-human info, dead-end\nc: 3 # expected: nothing\n"
    assert expected(text, "t.yaml") == [
        Expectation("t.yaml", 2, "dead-end"), Expectation("t.yaml", 2, "no-human", 0, Severity.INFO),
        Expectation("t.yaml", 2, "dead-end"),
    ]  # fmt: skip


def test_lines_beside_name_places() -> None:
    assert expected_beside("7:3 dead-end\n\n8:1 no-human warning\n", "t.json") == [
        Expectation("t.json", 7, "dead-end", 3), Expectation("t.json", 8, "no-human", 1, Severity.WARNING),
    ]  # fmt: skip
    assert expected_beside("x/a b.json:7:3 dead-end\n", "t", folder=True) == [
        Expectation("t/x/a b.json", 7, "dead-end", 3)
    ]


@pytest.mark.parametrize(("text", "said"), [
    ("x # expect: ded-end", "t.yaml:1: no rule is named 'ded-end'; did you mean 'dead-end'?"),
    ("x # expect: dead-end,", "t.yaml:1: no rule is named ''"),
    ("\nx # expect: dead-end bad", "t.yaml:2: no severity is named 'bad' (known: info, warning, error)"),
])  # fmt: skip
def test_a_comment_that_means_nothing_is_an_error(text: str, said: str) -> None:
    with pytest.raises(UsageError) as caught:
        expected(text, "t.yaml")
    assert caught.value.messages == (said,)


@pytest.mark.parametrize(("text", "folder", "said"), [
    ("\n \ndead-end", False, "t.expect:3: 'dead-end' is no LINE:COLUMN RULE [SEVERITY]"),
    ("a.json:1:1 dead-end", False, "t.expect:1: 'a.json:1:1 dead-end' is no LINE:COLUMN RULE [SEVERITY]"),
    ("1:1 dead-end", True, "t.expect:1: '1:1 dead-end' is no FILE:LINE:COLUMN RULE [SEVERITY]"),
    ("1:1 dead-end bad", False, "t.expect:1: no severity is named 'bad' (known: info, warning, error)"),
])  # fmt: skip
def test_a_line_that_means_nothing_is_an_error(text: str, folder: bool, said: str) -> None:
    with pytest.raises(UsageError) as caught:
        expected_beside(text, "t" if folder else "t.json", folder=folder)
    assert caught.value.messages == (said,)


def judged(text: str, *rules: str) -> list[str]:
    """What differs in a tree."""
    return judge(Source("t.yaml", text.encode()), rules=rules)


def alone(text: str) -> str:
    """What differs in a tree whose errors of reading nobody expects, as the only sentence."""
    (said,) = judged(text, "no-human")
    return said


TORN = "t.yaml:1:1: unreadable (error) is found, not expected:" \
    " `}` cannot begin a value: put the text in quotes, or delete what is too much."  # fmt: skip
LOST = "t.yaml:8:5: dangling-target (error) is found, not expected:" \
    " 'welcome' leads to 'hourz', which is not defined; did you mean 'hours'?"  # fmt: skip


def test_errors_of_reading_are_told_unless_they_are_expected() -> None:
    assert alone("} no tree") == TORN
    assert alone(BAD.replace("next: hours", "next: hourz").replace("# expect: dead-end", "")) == LOST
    slip = BAD.replace("type: say", "type: sya  # expect: unknown-field", 1).replace("# expect: dead-end", "")
    assert judged(slip, "no-human") == []
    assert alone(slip.replace("# expect", "# EXPECT")).startswith("t.yaml:6:5: unknown-field (error) is found, not")
    ours = {rule.id for rule in all_rules().values() if rule.category == "document" and rule.severity is Severity.ERROR}
    assert {*READING} == {*ours, "dangling-target"}


FOUND = "t.yaml:9:3: dead-end (error) is found, not expected:" \
    " 'hours' leads nowhere: the call comes here and does not go on"  # fmt: skip


def test_what_is_expected_and_found_differs_in_nothing() -> None:
    assert judged(BAD, "dead-end") == []
    assert judged(BAD.replace("dead-end", "dead-end error"), "dead-end") == []


def test_what_differs_is_told() -> None:
    assert judged(BAD.replace("# expect: dead-end", ""), "dead-end") == [FOUND]
    assert judged(BAD.replace("dead-end", "dead-end info"), "dead-end") == [
        FOUND, "t.yaml:9: dead-end (info) is expected, not found",
    ]  # fmt: skip
    assert judged(BAD.replace("dead-end", "dead-end, dead-end"), "dead-end") == [
        "t.yaml:9: dead-end is expected, not found"
    ]
    assert judged(f"# expect: dead-end\n{BAD}", "dead-end") == ["t.yaml:1: dead-end is expected, not found"]
    assert judged(BAD) == [
        "t.yaml:5:3: no-human (error) is found, not expected: no way leads from 'welcome' to a person"
    ]


def test_what_is_named_closer_is_met_first() -> None:
    """Of two findings at one line the one that is described must not be taken for the one that may be any."""
    position = Position("t.yaml", 9, 3, 9, 8)
    warning = finding(Severity.WARNING, position)
    error = finding(Severity.ERROR, position._replace(column=5))
    for found in ([warning, error], [error, warning]):
        assert differences(found, expected("\n" * 8 + "# expect: dead-end, dead-end error", "t.yaml")) == []
        assert differences(found, expected("\n" * 8 + "# expect: dead-end, dead-end warning", "t.yaml")) == []
        wanted = [Expectation("t.yaml", 9, "dead-end"), *expected_beside("9:5 dead-end", "t.yaml")]
        assert differences(found, wanted) == []


def finding(severity: Severity, position: Position) -> Finding:
    """A finding of dead-end."""
    return Finding("dead-end", "structure", (), severity, "It ends.", position, "T", "n", "", (), "0" * 16)


def test_files_are_judged_with_what_lies_beside_them(tmp_path: Path) -> None:
    plain = BAD.replace("# expect: dead-end", "")
    (tmp_path / "t").mkdir()
    file = tmp_path / "t" / "a.yaml"
    file.write_text(plain, encoding="utf-8")
    file.with_suffix(".expect").write_text("9:3 dead-end error\n", encoding="utf-8")
    assert judge(file, rules=["dead-end"]) == judge(tmp_path / "t", rules=["dead-end"]) == []
    file.with_suffix(".expect").write_text("9:4 dead-end\n", encoding="utf-8")
    told = [
        f"{file}:9:3: dead-end (error) is found, not expected:"
        " 'hours' leads nowhere: the call comes here and does not go on",
        f"{file}:9:4: dead-end is expected, not found",
    ]
    assert judge(file, rules=["dead-end"]) == told
    (tmp_path / "t.expect").write_text("a.yaml:9:3 dead-end\n", encoding="utf-8")
    assert judge(tmp_path / "t", rules=["dead-end"]) == []
    assert judge(str(file), rules=["dead-end"]) == told


def test_what_lies_beside_belongs_to_the_file_that_cannot_hold_comments(tmp_path: Path) -> None:
    (tmp_path / "shop.yaml").write_text(BAD, encoding="utf-8")
    (tmp_path / "shop.csv").write_text("no tree", encoding="utf-8")
    beside = tmp_path / "shop.expect"
    beside.write_text("1:1 unreadable\n", encoding="utf-8")
    both = tmp_path / "shop.yaml", tmp_path / "shop.csv"
    assert judge(*both, rules=["dead-end"]) == []
    (tmp_path / "shop.yaml").write_text(BAD.replace("# expect: dead-end", ""), encoding="utf-8")
    assert [one.partition(": ")[0] for one in judge(*both, rules=["dead-end"])] == [f"{tmp_path / 'shop.yaml'}:9:3"]
    (tmp_path / "shop.yaml.expect").write_text("9:3 dead-end\n", encoding="utf-8")
    assert judge(*both, rules=["dead-end"]) == []
    beside.write_text("\n1:1 unreadible\n", encoding="utf-8")
    with pytest.raises(UsageError) as caught:
        judge(*both, rules=["dead-end"])
    assert caught.value.messages == (f"{beside}:2: no rule is named 'unreadible'; did you mean 'unreadable'?",)


def test_the_current_folder_may_have_expectations(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "kit"
    (folder / "below").mkdir(parents=True)
    monkeypatch.chdir(folder)
    Path("a.yaml").write_text(BAD, encoding="utf-8")
    assert judge(".", rules=["dead-end"]) == []
    Path("a.yaml").write_text(BAD.replace("# expect: dead-end", ""), encoding="utf-8")
    (tmp_path / "kit.expect").write_text("a.yaml:9:3 dead-end\n", encoding="utf-8")
    assert judge(".", rules=["dead-end"]) == judge(folder, rules=["dead-end"]) == []
    monkeypatch.chdir(folder / "below")
    assert judge("..", rules=["dead-end"]) == []


def test_expectations_are_read_as_the_reader_reads() -> None:
    parted = BAD.replace("Welcome", "Wel\u2028come")
    assert judged(parted, "dead-end") == []
    assert judge(Source("t.yaml", parted.encode("utf-16")), rules=["dead-end"]) == []
    text = 'a "in\u2028two"\n# expect: dead-end'
    for name in ("t.card", "t.yaml"):
        assert expected(text, name) == [Expectation(name, 2, "dead-end")]


def test_rules_that_are_off_are_judged_where_they_are_named() -> None:
    off = next(rule for rule in all_rules().values() if not rule.asked)
    text = off.manual["Bad"]
    assert judged(text, off.id) == []
    assert f"{off.id} is expected, not found" in judged(text)[-1]


def written(summary: str = DEAD_END.summary, **chapters: str) -> Rule:
    """The rule dead-end with other words in its manual."""
    parts = (f"{name}:\n{indent(text, '    ')}" for name, text in chapters.items())
    return DEAD_END._replace(doc="\n\n".join([summary, *parts]))


def manual(**chapters: str) -> Rule:
    """The rule dead-end with other chapters."""
    return written(**{**DEAD_END.manual, **chapters})


@pytest.mark.parametrize(("rule", "said"), [
    (DEAD_END, []),
    (written("no sentence", **DEAD_END.manual), ["the summary of dead-end is no sentence: 'no sentence'"]),
    (manual(Why=""), ["the manual of dead-end has empty chapters: Why"]),
    (written(Bad=BAD),
     ["the manual of dead-end has the chapters Bad, not Why, Bad, Good, Fix, Source"]),
    (manual(Bad=DEAD_END.manual["Good"]), ["Bad of dead-end must expect a finding"]),
    (manual(Good=BAD), ["Good of dead-end must expect nothing"]),
    (manual(Good=BAD.replace("# expect: dead-end", "")), [FOUND.replace("t.yaml", "good.yaml")]),
    (DEAD_END._replace(check=lambda phone, options: iter(())), ["bad.yaml:9: dead-end is expected, not found"]),
    (manual(Good="} no tree"), [TORN.replace("t.yaml", "good.yaml")]),
    (manual(Bad="} # expect: dead-end"), [
        TORN.replace("t.yaml", "bad.yaml"), "bad.yaml:1: dead-end is expected, not found",
    ]),
    (manual(Bad=BAD.replace("next: hours", "next: hourz")), [
        LOST.replace("t.yaml", "bad.yaml"), "bad.yaml:9: dead-end is expected, not found",
    ]),
])  # fmt: skip
def test_a_faulty_rule_is_told(rule: Rule, said: list[str]) -> None:
    assert judge_rule(rule) == said


def test_a_rule_that_there_is_not() -> None:
    with pytest.raises(UsageError) as caught:
        judge_rule("ded-end")
    assert caught.value.messages == ("no rule is named 'ded-end'; did you mean 'dead-end'?",)


def test_options_keep_within_their_limits() -> None:
    from dataclasses import make_dataclass

    from ivraudit.rule import option

    def said(kind: type, default: object, words: str) -> list[str]:
        options = make_dataclass("Options", [("most", kind, option(default, words, least=1, most=3))])
        return judge_rule(DEAD_END._replace(options=options))

    assert said(int, 3, "So many.") == []
    assert said(int, 4, "So many.") == ["the option most of dead-end is no number within its limits: 4"]
    assert said(float, 0.5, "") == [
        "the option most of dead-end is no number within its limits: 0.5",
        "the option most of dead-end says not what it means",
    ]
    assert said(str, "x", "A word.") == ["the option most of dead-end is no number within its limits: 'x'"]
