"""Every rule: its page is complete, its Bad tree is caught where it says, its Good tree is silent."""

from __future__ import annotations

import re

import pytest
from expectations import expected

from ivraudit import pages
from ivraudit.catalog import all_rules
from ivraudit.phone import CLOCKS
from ivraudit.rule import SINS, Category

RULES = all_rules()


@pytest.mark.parametrize("name", RULES)
def test_the_manual_has_every_chapter(name: str) -> None:
    rule = RULES[name]
    assert list(rule.manual) == ["Why", "Bad", "Good", "Fix", "Source"]
    assert all(rule.manual.values())
    assert re.fullmatch(r"[A-Z].*\.", rule.summary)


@pytest.mark.parametrize("name", RULES)
def test_the_facts_are_known_words(name: str) -> None:
    rule = RULES[name]
    assert isinstance(rule.category, Category)
    assert set(rule.sins) <= set(SINS)
    assert set(rule.clocks) <= set(CLOCKS)


@pytest.mark.parametrize("name", RULES)
def test_the_bad_tree_is_caught_at_the_guilty_line(name: str) -> None:
    done = pages.judged(RULES[name], "Bad")
    found = sorted((finding.position.line, finding.rule) for finding in done.findings)
    assert found == expected(RULES[name].manual["Bad"])
    assert found


@pytest.mark.parametrize("name", RULES)
def test_the_good_tree_is_silent(name: str) -> None:
    assert pages.judged(RULES[name], "Good").findings == ()


@pytest.mark.parametrize("name", [name for name, rule in RULES.items() if rule.declared()])
def test_the_defaults_of_options_are_within_their_limits(name: str) -> None:
    for option in RULES[name].declared():
        assert option.type in (int, float)
        assert option.least is None or option.default >= option.least
        assert option.most is None or option.default <= option.most
        assert option.description


def test_names_do_not_clash() -> None:
    names = [*RULES, *Category, *SINS]
    assert len(names) == len(set(names))
