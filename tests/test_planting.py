"""Every fault that is planted in a good tree is found, where it was planted, and nothing unrelated is found with it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Collection, Iterator
from pathlib import Path

import faults
import planting
import pytest
from planting import Plain, Planted, Seed, exits, spread, starts

from ivraudit.auditing import Audit
from ivraudit.commands.common import policies, run
from ivraudit.model import Finding, Severity, Step

GOOD = Path(__file__).parent.parent / "trees" / "good"
PARTS = {"city-hall": "city-hall-permits"}
"""Good trees that call another one; the other is judged within it."""
TREES = sorted(path.stem for path in GOOD.glob("*.yaml") if path.stem not in PARTS.values())
MISSING = "(missing)"
Fault = Callable[[Plain], Iterator[Seed]]

LOST = {
    "no-human": "a step that every call passes no longer leads to a person",
    "no-cancel-path": "nor to a cancellation",
}
ZERO = {"deflected-agent-request": "the key for a person is among the keys that are turned"}
STAR = {"no-way-back": "the key that led back is among the keys that are turned"}
ONE_MORE = {"broad-menu": "an option more, where there were five"}
FAULTS: dict[Fault, dict[str, str]] = {
    faults.renamed: {},
    faults.cut_off: {
        "no-cancel-path": "the key that is gone led to it",
        "skipped-key": "there is a hole where the key was",
        "announced-key-mismatch": "the prompt says the key as before",
    },
    faults.ended: LOST | {"after-hours-hangup": "the message by night is the end of the call"},
    faults.circle: LOST | ZERO,
    faults.nearly_a_circle: STAR | {"no-cancel-path": "a key that is turned inwards led to it"},
    faults.nobody: {
        "human-lockout": "without a person every menu is locked",
        "no-cancel-path": "a person cancelled",
        "hangup-on-error": "silence led to a person, who is a hang-up or a machine now",
        "save-offer-without-exit": "where the system fails behind the offer, a person cancelled",
    },
    faults.locked: LOST
    | {
        "missing-escape-key": "the key for a person leads to the message, too",
        "inconsistent-key": "so does the key that leads back everywhere else",
    },
    faults.undeclared: {},
    faults.asked_for_ever: {},
    faults.hung_up: {},
    faults.thrown_out: {},
    faults.long_wait: {"announced-key-mismatch": "the prompt says the key for a call back as before"},
    faults.asks_itself: {},
    faults.put_before_cancel: ONE_MORE | {"cancel-harder-than-signup": "what is too deep is deeper than signing up"},
    faults.kept_for_ever: ONE_MORE
    | {
        "redirect-only-option": "the option that says so leads to the advice, and the call ends",
        "cancel-by-other-channel": "where it is tagged, it is an option to cancel that only advises",
    },
    faults.id_again: {},
    faults.key_again: ONE_MORE | {"misordered-options": "nobody says how many choose the key that is there twice"},
    faults.unknown_word: {},
    faults.bad_value: {},
    faults.missing: {},
    faults.swallowed: {
        "failure-without-apology": "the prompt that is swallowed has taken the place of an apology",
        "after-hours-hangup": "and of the opening hours",
    },
}
"""Each fault, with the rules that may speak too: the consequences of it, each with its reason."""
CASES = [(fault, tree) for fault in FAULTS for tree in TREES]


def judged(folder: Path, stem: str, text: str) -> Audit:
    """The audit of a text in a file of its own, with the part that it calls beside it."""
    file = folder / f"{stem}.yaml"
    file.write_text(text, encoding="utf-8")
    if stem in PARTS:
        shutil.copy(GOOD / f"{PARTS[stem]}.yaml", folder)
    return run([str(file)], policies=policies(None, True), dated="2026-06-01").audit


def told(findings: tuple[Finding, ...]) -> str:
    """The findings, for a person whose test has failed."""
    return "\n".join(f"{one.position.line}: {one.severity}[{one.rule}] {one.message}" for one in findings)


@pytest.mark.parametrize(("fault", "stem"), CASES, ids=lambda one: one if isinstance(one, str) else one.__name__)
def test_planted_faults(fault: Fault, stem: str, tmp_path: Path) -> None:
    tree = planting.load(GOOD / f"{stem}.yaml")
    for seed in spread(fault(tree)):
        case = seed()
        hold(case, judged(tmp_path, stem, case.text), stem, FAULTS[fault])


def hold(case: Planted, audit: Audit, where: str, allowed: Collection[str]) -> None:
    """Hold that the planted rules speak at the planted lines, and none beside them that is not allowed to."""
    spoken: dict[str, list[int]] = {rule: [] for rule in case.lines}
    for one in audit.findings:
        spoken.setdefault(one.rule, []).append(one.position.line)
    others = set(spoken) - set(case.lines) - set(allowed)
    assert not others, f"{where}, {case.place}:\n{told(audit.findings)}"
    lines = {rule: sorted(spoken[rule]) for rule in case.lines}
    assert lines == case.lines, f"{where}, {case.place}:\n{told(audit.findings)}"
    for one in audit.findings:
        check_journey(one, case.text)


def check_journey(finding: Finding, text: str) -> None:
    """Hold that a journey begins where calls begin, takes exits that are there, and passes the guilty node."""
    if not finding.journey:
        return
    tree = planting.parsed(text)
    ways = ways_on(tree, "") | retries(tree)
    names = [step.node for step in finding.journey]
    assert names[0] in starts(tree)
    assert finding.node in names
    for step, following in zip(finding.journey, names[1:], strict=False):
        assert (step.node, step.trigger, following) in ways, f"{finding.rule}: {told_journey(finding.journey)}"
    last = finding.journey[-1]  # ends at a node, or with an exit that leads to nothing
    assert last.trigger is None or (last.node, last.trigger) in {(one[0], one[1]) for one in ways if one[2] == MISSING}


def ways_on(tree: Plain, prefix: str) -> set[tuple[str, str | None, str]]:
    """Every step that a journey may take; a part in another file is entered and left by `next`."""
    ways: set[tuple[str, str | None, str]] = set()
    for one in exits(tree):
        called = tree["nodes"][one.source].get("file")
        target = f"{prefix}{one.target}" if one.target in tree["nodes"] else MISSING
        if called is None:
            ways.add((f"{prefix}{one.source}", one.trigger, target))
            continue
        part, stem = planting.load(GOOD / called), Path(called).stem
        ways |= ways_on(part, f"{stem}/")
        ways |= {(f"{prefix}{one.source}", "next", f"{stem}/{first}") for first in starts(part)}
        ways |= {(f"{stem}/{back}", "next", target) for back in planting.of_type(part, "return")}
    return ways


def retries(tree: Plain) -> set[tuple[str, str | None, str]]:
    """The same prompt once more, where a menu has attempts left."""
    asking = planting.of_type(tree, *planting.ASKING)
    return {(name, kind, name) for name in asking for kind in ("noinput", "nomatch")}


def told_journey(journey: tuple[Step, ...]) -> str:
    """A journey, for a person whose test has failed."""
    return " > ".join(f"{step.node} [{step.trigger}]" for step in journey)


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.__name__)
def test_every_fault_is_planted_often(fault: Fault) -> None:
    places = {stem: len(list(fault(planting.load(GOOD / f"{stem}.yaml")))) for stem in TREES}
    assert sum(min(number, 4) for number in places.values()) >= 3 * len(TREES), places


def asks(key: str, more: str = "") -> str:
    """A main menu with a key to a node and one to a person."""
    options = f'1: {{label: "This", to: {key}}}, 0: {{label: "A person", to: person}}'
    return f'  main: {{type: menu, prompt: "How can we help?", options: {{{options}}}{more}}}\n'


HEAD = """ivraudit: 1
name: "Decent & Sons"
start: main
languages: [en-US, es-US]
defaults:
  noinput: {after: 5s, attempts: 3, to: person}
  nomatch: {attempts: 3, to: person}
nodes:
  person: {type: queue, team: "Desk", wait: {mean: 40s, p95: 120s}, next: bye}
  bye: {type: hangup}
  hours: {type: say, resolves: true, prompt: "We open at nine.", next: bye}
"""
SHAPES = {
    "a code that is tried three times": """
  main: {type: collect, collects: [pin], digits: 4, masked: true, prompt: "Your code, please.", next: check,
    options: {0: {label: "A person", to: person}}}
  check: {type: task, seconds: 1, next: hours, error: tries}
  tries: {type: loop, times: 2, again: wrong, done: person}
  wrong: {type: say, prompt: "That code is wrong. Please try again.", next: main}
""",
    "a star that leads back to the main menu": asks("bills") + """
  bills: {type: menu, prompt: "Bills.", options: {1: {label: "The last one", to: last}, "*": main, 2: hours,
    0: {label: "A person", to: person}}}
  last: {type: say, prompt: "It was ten dollars.", next: bills}
""",
    "silence to a person where a key leads there too": asks("hours"),
    "anything else, after the answer": asks("answer") + """
  answer: {type: say, resolves: true, prompt: "Yes, we have it.", next: more}
  more: {type: menu, prompt: "Anything else?", options: {1: main, 2: hours}, noinput: bye, nomatch: more}
""",
    "a survey after the talk": asks("sales") + """
  sales: {type: queue, next: survey}
  survey: {type: menu, survey: true, prompt: "Was it good?", options: {1: hours, 2: bye}, noinput: {attempts: 1},
    nomatch: bye}
""",
    "a queue that overflows to a call back": asks("sales") + """
  sales: {type: queue, wait: {mean: 2m, p95: 9m}, full: sorry, timeout: {after: 2m, to: sorry}, next: hours}
  sorry: {type: say, outcome: full, prompt: "We are sorry that it takes so long. We will call you.", next: back}
  back: {type: callback, answered_within: 2h, next: bye}
""",
    "a language menu first": """
  main: {type: menu, prompt: "Decent and Sons.", options: {
    1: {label: "English", to: en, language: en-US}, 2: {label: "Español", to: es, language: es-US}}}
  en: {type: menu, prompt: {en-US: "How can we help?"}, options: {1: hours, 0: person}}
  es: {type: menu, prompt: {es-US: "¿En qué podemos ayudarle?"}, options: {1: hours, 0: person}}
""",
    "closed hours to a message": """
  main: {type: hours, schedule: {mon-fri: "09:00-17:00"}, open: menu, closed: note}
  menu: {type: menu, prompt: "How can we help?", options: {1: hours, 0: person}}
  note: {type: say, prompt: "We are open from nine to five. You may leave a message.", next: message}
  message: {type: voicemail, answered_within: next-business-day}
""",
    "a clerk who is away by night": asks("hours", ", noinput: clerk") + """
  clerk: {type: queue, closed: message, full: message, next: bye}
  message: {type: voicemail, answered_within: 1d}
""",
    "two clocks that differ, and a survey behind a line that closes": """
  main: {type: hours, schedule: {mon-fri: "08:00-16:00"}, open: menu, closed: message}
  menu: {type: menu, prompt: "How can we help?", options: {1: loans, 0: clerk}}
  loans: {type: hours, schedule: {mon-sat: "08:00-18:00"}, open: clerk, closed: message}
  clerk: {type: queue, next: survey, closed: message}
  message: {type: voicemail, answered_within: 1d}
  survey: {type: menu, survey: true, prompt: "Was it good?", options: {1: hours, 2: bye}, noinput: bye, nomatch: bye}
""",
    "a system that decides between two people": """
  main: {type: task, seconds: 2, next: known, error: person}
  known: {type: decide, when: {"gold": manager}, else: person}
  manager: {type: transfer, human: true, number: "+1 800 555 0100", failed: hours}
""",
    "a part that returns": asks("claim") + """
  claim: {type: tree, file: part.yaml, next: hours}
""",
}  # fmt: skip
PART = """ivraudit: 1
name: "Decent & Sons, claims"
start: kind
nodes:
  kind:
    type: menu
    prompt: "What was wrong?"
    options: {1: {label: "Late", to: noted}, 0: {label: "A person", to: desk}, "*": {label: "Going back", to: back}}
    noinput: {attempts: 3, to: desk}
    nomatch: {attempts: 3, to: desk}
  noted: {type: say, prompt: "We have noted it.", next: back}
  desk: {type: queue, next: back}
  back: {type: return}
"""


@pytest.mark.parametrize("shape", SHAPES)
def test_decent_shapes_are_silent(shape: str, tmp_path: Path) -> None:
    (tmp_path / "part.yaml").write_text(PART, encoding="utf-8")
    audit = judged(tmp_path, "shape", HEAD + SHAPES[shape])
    assert told(audit.findings) == ""


def test_a_stranger_is_not_accused(tmp_path: Path) -> None:
    audit = judged(tmp_path, "shape", HEAD + asks("orders") + """
  orders: {type: menu, prompt: "Orders.", options: {1: partner, 2: hours}, noinput: partner, nomatch: partner}
  partner: {type: transfer, number: "+1 800 555 0100", failed: hours}
""")  # fmt: skip
    assert told(audit.findings) == ""
    left_open = {one.rule: one.why for one in audit.not_checked}
    assert {"human-lockout", "hangup-on-error"} <= set(left_open)
    assert "partner" in left_open["human-lockout"]


def test_a_locked_menu_is_an_error(tmp_path: Path) -> None:
    tree = planting.load(GOOD / "clinic.yaml")
    audit = judged(tmp_path, "clinic", spread(faults.locked(tree))[-1]().text)
    assert [one.severity for one in audit.findings if one.rule == "human-lockout"] == [Severity.ERROR]


def test_a_circle_is_shown_without_bounded_retries(tmp_path: Path) -> None:
    audit = judged(tmp_path, "bank", next(faults.circle(planting.load(GOOD / "bank.yaml")))().text)
    (shown,) = (one.journey for one in audit.findings if one.rule == "inescapable-loop")
    assert [step.trigger for step in shown if step.trigger in ("noinput", "nomatch")] == [], told_journey(shown)
