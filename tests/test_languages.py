"""Every language that ivraudit knows takes what careful designers say; of others it says nothing but that."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from planting import Plain, written

from ivraudit.auditing import Audit
from ivraudit.commands.common import policies, run
from ivraudit.words import announcements, known
from ivraudit.words.lexicon import languages

WORDINGS, STRANGE = (Path(__file__).with_name(name) for name in ("wordings.yaml", "strange.yaml"))

READS_WORDS = {
    "after-hours-hangup", "announced-key-mismatch", "euphemistic-cancel-label", "failure-without-apology",
    "key-before-label", "late-recording-notice", "missing-emergency-notice", "stock-phrase", "unexplained-jargon",
}  # fmt: skip
"""The rules that have to understand what is said."""


@cache
def wordings() -> dict[str, dict[str, list[str]]]:
    """What designers say, by its language and kind."""
    found: dict[str, dict[str, list[str]]] = yaml.safe_load(WORDINGS.read_text(encoding="utf-8"))
    return found


@cache
def strange() -> dict[str, dict[str, str]]:
    """What is said in languages without word lists, by its kind; and in English, for comparison."""
    found: dict[str, dict[str, str]] = yaml.safe_load(STRANGE.read_text(encoding="utf-8"))
    return found


def line(tag: str, said: dict[str, str]) -> Plain:
    """A decent line that says these things: a warning, a notice, a menu, a lookup that may fail, opening hours."""
    options: dict[str, Any] = {
        "1": {"label": said["bill"], "to": "contract"},
        "2": {"label": said["join"], "to": "joining", "goal": "signup"},
        "3": {"label": said["cancel"], "to": "leaving", "goal": "cancel"},
        "0": {"label": said["person"], "to": "person"},
    }
    back = {"0": {"label": said["person"], "to": "person"}, "*": {"label": said["bill"], "to": "main"}}
    again = {"attempts": "3", "prompt": said["silent"], "to": "person"}
    return {
        "ivraudit": "1", "name": "Marlow Energy", "start": "welcome", "languages": [tag],
        "sector": "energy", "recurring": "true",
        "values": {"amount": "3s", "day": "2s"}, "defaults": {"noinput": again, "nomatch": again},
        "nodes": {
            "welcome": {"type": "say", "prompt": said["hello"], "next": "danger"},
            "danger": {"type": "say", "notice": ["emergency"], "prompt": said["danger"], "next": "recording"},
            "recording": {"type": "say", "notice": ["recording"], "prompt": said["recording"], "next": "clock"},
            "clock": {"type": "hours", "open": "main", "closed": "closed", "holiday": "closed"},
            "main": {"type": "menu", "prompt": said["menu"], "options": options},
            "contract": {"type": "collect", "collects": ["contract"], "digits": "8", "by": ["keys", "speech"],
                         "prompt": said["ask"], "next": "lookup", "options": back},
            "lookup": {"type": "task", "seconds": "2", "next": "answer", "error": "fault"},
            "answer": {"type": "say", "resolves": "true", "prompt": said["answer"], "next": "end"},
            "fault": {"type": "say", "outcome": "fault", "prompt": said["fault"], "next": "person"},
            "closed": {"type": "say", "outcome": "closed", "prompt": said["closed"], "next": "message"},
            "message": {"type": "voicemail", "answered_within": "next-business-day"},
            "joining": queue(said, "Joining", goal="signup"),
            "leaving": queue(said, "Leaving", goal="cancel"),
            "person": queue(said, "Care", recorded="true"),
            "call_back": {"type": "callback", "answered_within": "3h", "next": "end"},
            "end": {"type": "hangup"},
        },
    }  # fmt: skip


def queue(said: dict[str, str], team: str, **more: str) -> Plain:
    """A queue that says how long it takes, and calls back on 1."""
    return {
        "type": "queue", "team": team, "prompt": said["waiting"], "wait": {"mean": "40s", "p95": "120s"},
        "announces": {"position": "true", "estimate": "true", "every": "45s"},
        "options": {"1": {"label": said["join"], "to": "call_back", "unspoken": "true"}}, "full": "call_back", **more,
    }  # fmt: skip


def strange_line(tag: str, said: dict[str, str]) -> Plain:
    """A line that announces its keys itself, one too many and one too few, and words everything badly."""
    ways = {"1": "lookup", "2": "joining", "3": "joining", "4": "person", "5": "leaving", "0": "person"}
    options: dict[str, Any] = {key: {"label": said["jargon"], "to": to} for key, to in ways.items()}
    options["2"]["goal"] = "signup"
    options["5"] |= {"goal": "cancel", "label": said["change"]}
    options["7"] = {"label": said["person"], "to": "person"}
    words = {"hello": said["stock"], "waiting": said["stock"], "join": said["person"]}
    again = {"attempts": "3", "prompt": said["cold"], "to": "person"}
    return {
        "ivraudit": "1", "name": "Marlow Energy", "start": "danger", "languages": [tag],
        "sector": "energy", "recurring": "true",
        "defaults": {"noinput": again, "nomatch": again},
        "nodes": {
            "danger": {"type": "say", "prompt": said["danger"], "next": "recording"},
            "recording": {"type": "say", "prompt": said["recording"], "next": "clock"},
            "clock": {"type": "hours", "open": "main", "closed": "closed", "holiday": "closed"},
            "main": {"type": "menu", "prompt": said["menu"], "options": options},
            "lookup": {"type": "task", "seconds": "2", "next": "answer", "error": "fault"},
            "answer": {"type": "say", "resolves": "true", "prompt": said["stock"], "next": "end"},
            "fault": {"type": "say", "outcome": "fault", "prompt": said["cold"], "next": "person"},
            "closed": {"type": "say", "outcome": "closed", "prompt": said["closed"], "next": "message"},
            "message": {"type": "voicemail", "answered_within": "next-business-day"},
            "joining": queue(words, "Joining", goal="signup"),
            "leaving": queue(words, "Leaving", goal="cancel"),
            "person": queue(words, "Care", recorded="true"),
            "call_back": {"type": "callback", "answered_within": "3h", "next": "end"},
            "end": {"type": "hangup"},
        },
    }  # fmt: skip


def audited(tree: Plain, folder: Path) -> Audit:
    """All that is said of a tree."""
    file = folder / "line.yaml"
    file.write_text(written(tree), encoding="utf-8")
    return run([str(file)], policies=policies(None, True), dated="2026-06-01").audit


def test_every_known_language_is_spoken() -> None:
    assert {tag.partition("-")[0] for tag in wordings()} == set(languages())


@pytest.mark.parametrize("tag", wordings())
@pytest.mark.parametrize("number", range(3))
def test_what_careful_designers_say(tag: str, number: int, tmp_path: Path) -> None:
    said = {kind: texts[number] for kind, texts in wordings()[tag].items()}
    assert announcements(said["menu"], tag), "a menu whose keys are not understood would be no proof"
    audit = audited(line(tag, said), tmp_path)
    assert [f"{one.rule}: {one.message}" for one in audit.findings] == []
    left_open = {one.rule for one in audit.not_checked} & READS_WORDS
    assert left_open <= {"after-hours-hangup"}, "whose page names the languages that it knows well enough"


@pytest.mark.parametrize("tag", [tag for tag in strange() if tag != "en-US"])
def test_what_is_not_understood_is_not_checked(tag: str, tmp_path: Path) -> None:
    assert not known(tag)
    audit = audited(strange_line(tag, strange()[tag]), tmp_path)
    assert [f"{one.rule}: {one.message}" for one in audit.findings] == []
    assert {one.rule for one in audit.not_checked} >= READS_WORDS


def test_the_same_words_in_english_are_at_fault(tmp_path: Path) -> None:
    audit = audited(strange_line("en-US", strange()["en-US"]), tmp_path)
    assert {one.rule for one in audit.findings} >= READS_WORDS - {"late-recording-notice", "missing-emergency-notice"}
    left_open = {one.rule for one in audit.not_checked}
    assert left_open >= {"late-recording-notice", "missing-emergency-notice"}, "both are said, and lack their tag"
