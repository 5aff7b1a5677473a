"""The policy: what it may say, and how every mistake in it is told at once."""

from __future__ import annotations

from dataclasses import asdict

import jsonschema
import pytest

from ivraudit import pages
from ivraudit.catalog import all_rules
from ivraudit.errors import PolicyError
from ivraudit.model import Keys, Severity, Source
from ivraudit.policy import Policy, load

PACKS = {"recommended": b"pack: recommended\nchecks: {}\n"}


def find(name: str) -> Source | None:
    """The packs that these tests know."""
    return Source(name, PACKS[name]) if name in PACKS else None


def read(text: str) -> Policy:
    """The policy of a text."""
    return load(Source("p.yaml", text.encode()), all_rules(), find)


def faults(text: str) -> list[str]:
    """What is wrong with a text."""
    with pytest.raises(PolicyError) as caught:
        read(text)
    return list(caught.value.messages)


def test_a_whole_policy_is_read() -> None:
    policy = read(
        """
extends: [recommended]
checks:
  distant-human: {max_steps: 1, severity: error, cite: "art. 8.2"}
  dead-end: off
  no-human: warning
accept:
  - {rule: dead-end, tree: old.yaml, node: fax, reason: "gone", owner: "Telephony", until: 2027-03-31}
exclude: ["old/*"]
keys: {human: "9", back: null}
speech: {words_per_minute: 150}
timing: {noinput_seconds: 6}
fail_on: warning
advice: {no-human: "Ring the desk."}
"""
    )
    distant = policy.checks["distant-human"]
    assert asdict(distant.options) == {"max_steps": 1, "max_seconds_to_option": 45.0}
    assert (distant.severity, distant.cite, distant.enabled) == (Severity.ERROR, "art. 8.2", True)
    assert not policy.checks["dead-end"].enabled
    assert policy.checks["no-human"].severity is Severity.WARNING
    assert [(one.rule, one.tree, one.until) for one in policy.accepted] == [("dead-end", "old.yaml", "2027-03-31")]
    assert policy.assumptions.keys == Keys(human="9", back="")
    assert policy.assumptions.speech.words_per_minute == 150
    assert policy.fail_on is Severity.WARNING
    assert policy.advice == {"no-human": "Ring the desk."}
    assert policy.packs == ("recommended",)


def test_an_empty_extension_keeps_every_rule_on() -> None:
    rules = all_rules()
    assert {name: check.enabled for name, check in read("extends: []\n").checks.items()} == {
        name: rules[name].asked for name in rules
    }
    assert [name for name in rules if not rules[name].asked] == [
        "missing-complaint-option", "undisclosed-agent-location", "undisclosed-bot",
    ]  # fmt: skip


def test_every_mistake_is_told_at_once() -> None:
    text = """extends: [recomended]
cheks: {}
checks:
  ded-end: off
  no-human: loud
  distant-human: {max_step: 1, max_steps: -1, max_seconds_to_option: soon}
accept:
  - {rule: dead-ends, until: tomorrow}
keys: {human: "x"}
speech: {words_per_minute: 0}
crowd: {noinput: 0.6, patience_seconds: 0, waits: 3}
fail_on: sometimes
"""
    assert faults(text) == [
        "p.yaml:1:11: there is no policy named 'recomended' (built in: recommended)",
        "p.yaml:2:1: unknown key 'cheks' (known: checks, accept, exclude, goals, fail_on, advice, keys, speech, "
        "timing, crowd, tolerance, extends); did you mean 'checks'?",
        "p.yaml:4:3: unknown rule 'ded-end'; did you mean 'dead-end'?",
        "p.yaml:5:13: 'loud' is none of on, off, error, warning, info, nor a mapping of options",
        "p.yaml:6:19: unknown option of distant-human 'max_step' (known: severity, cite, max_steps, "
        "max_seconds_to_option); did you mean 'max_steps'?",
        "p.yaml:6:43: `max_steps` is at least 0",
        "p.yaml:6:70: `max_seconds_to_option` is a number: seconds until an option that leads to a person is spoken",
        "p.yaml:8:12: unknown rule 'dead-ends'; did you mean 'dead-end'?",
        "p.yaml:8:30: 'tomorrow' is not a date such as 2027-03-31",
        "p.yaml:8:5: an entry of `accept` says its `reason`",
        "p.yaml:9:15: `human` is one of the keys 0-9 * #, quoted, or null",
        "p.yaml:10:28: `words_per_minute` is at least 0.01",
        "p.yaml:11:18: `noinput` is at most 0.45",
        "p.yaml:11:41: `patience_seconds` is at least 0.01",
        "p.yaml:11:44: unknown key of crowd 'waits' (known: noinput, nomatch, agent_request, failure, queue_option, "
        "wait_seconds, patience_seconds, queue_patience_seconds)",
        "p.yaml:12:10: 'sometimes' is none of error, warning, info, never",
    ]


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("- a\n", "a policy is a mapping"),
        ("checks: [", "p.yaml:2:1: "),
        ("checks: {a: 1, a: 2}", "given twice"),
        ("", "p.yaml:1:1:"),
    ],
)
def test_what_is_no_policy_is_told(text: str, part: str) -> None:
    assert part in "\n".join(faults(text))


def test_a_policy_that_extends_itself_is_told() -> None:
    PACKS["loop"] = b"extends: [loop]\n"
    assert "extends itself" in faults("extends: [loop]\n")[0]


def test_the_schema_is_valid_and_takes_what_is_read() -> None:
    schema = pages.policy_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    judge = jsonschema.Draft202012Validator(schema)
    good = {"extends": ["recommended"], "checks": {"distant-human": {"max_steps": 1}, "dead-end": "off"}}
    assert list(judge.iter_errors(good)) == []
    bad: list[dict[str, object]] = [
        {"cheks": {}}, {"checks": {"ded-end": "off"}}, {"checks": {"distant-human": {"max_steps": -1}}},
    ]  # fmt: skip
    assert all(list(judge.iter_errors(one)) for one in bad)
