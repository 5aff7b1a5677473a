"""Every rule: its page is complete, its Bad tree is caught where it says, its Good tree is silent."""

from __future__ import annotations

import pytest

from ivraudit.catalog import all_rules
from ivraudit.rule import SINS, Category
from ivraudit.testing import judge_rule

RULES = all_rules()


@pytest.mark.parametrize("name", RULES)
def test_a_rule_is_what_its_manual_says(name: str) -> None:
    assert judge_rule(name) == []


def test_names_do_not_clash() -> None:
    names = [*RULES, *Category, *SINS]
    assert len(names) == len(set(names))
