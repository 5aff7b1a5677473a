"""What the package adds, judged by the kit with which ivraudit judges its own."""

from __future__ import annotations

from pathlib import Path

from ivraudit import audit, load_policy, read, write
from ivraudit.testing import judge, judge_rule

CARD = Path(__file__).parent / "corner.card"


def test_the_rule_is_what_its_manual_says() -> None:
    assert judge_rule("shouted-prompt") == []


def test_the_card_gives_the_findings_that_stand_beside_it() -> None:
    assert judge(CARD, rules=["shouted-prompt", "dangling-target", "unreadable"]) == []


def test_the_card_is_read_whole() -> None:
    (tree,) = read(CARD)
    assert (tree.reader, tree.name) == ("card", "Corner shop")
    assert [(node.id, str(node.type)) for node in tree.nodes] == [
        ("welcome", "say"), ("counter", "menu"), ("hours", "say"), ("desk", "agent"),
    ]  # fmt: skip
    assert [(edge.source, edge.trigger, edge.target) for edge in tree.edges] == [
        ("welcome", "next", "counter"), ("counter", "1", "hours"), ("counter", "0", "desk"),
        ("counter", "2", "cellar"), ("counter", "noinput-last", "desk"), ("counter", "nomatch-last", "desk"),
        ("hours", "next", "desk"),
    ]  # fmt: skip


def test_the_tally_counts() -> None:
    done = audit(read(CARD), load_policy(), select=["shouted-prompt", "unreadable"])
    assert write(done, "tally") == "     1 shouted-prompt\n     1 unreadable\n"
