"""Where faults are planted, and how what grows there is held: the good trees, and the composed ones."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path

import planting
from composing import COMPOSED, composed
from planting import Plain, Planted, Seed
from test_planting import GOOD, PARTS, TREES, check_journey, told

from ivraudit.auditing import Audit
from ivraudit.commands.common import policies, run

Fault = Callable[[Plain], Iterator[Seed]]
Allowed = Mapping[str, str]
"""The rules that may speak too: the consequences of a fault, each with its reason."""
GARDENS = [*TREES, *(f"tree-{number:02}" for number in range(COMPOSED))]


@cache
def garden(stem: str) -> Plain:
    """A good tree, as plain values that nobody may change."""
    if stem in TREES:
        return planting.load(GOOD / f"{stem}.yaml")
    return planting.parsed(composed(int(stem.removeprefix("tree-"))))


def sown(fault: Fault, stem: str, most: int = 3) -> list[Seed]:
    """Some of the places where a fault can be planted; of a composed tree one, elsewhere in each of them."""
    seeds = list(fault(garden(stem)))
    if stem in TREES:
        return planting.spread(seeds, most)
    number = int(stem.removeprefix("tree-"))
    return [seeds[number * 7 % len(seeds)]] if seeds else []


def audited(folder: Path, stem: str, text: str, policy: str = "") -> Audit:
    """The audit of a text in a file of its own, with the part that it calls beside it."""
    file, named = folder / f"{stem}.yaml", folder / ".ivraudit.yaml"
    file.write_text(text, encoding="utf-8")
    if policy:
        named.write_text(policy, encoding="utf-8")
    if stem in PARTS:
        (folder / f"{PARTS[stem]}.yaml").write_bytes((GOOD / f"{PARTS[stem]}.yaml").read_bytes())
    return run([str(file)], policies=policies(None, not policy), dated="2026-06-01").audit


def reap(case: Planted, stem: str, folder: Path, allowed: Allowed, policy: str = "") -> None:
    """Hold that a planted fault is found where it must be, and nothing else but its consequences."""
    audit = audited(folder, stem, case.text, policy)
    spoken: dict[str, list[int]] = {rule: [] for rule in case.lines}
    for one in audit.findings:
        spoken.setdefault(one.rule, []).append(one.position.line)
    open_questions = [one.why for one in audit.not_checked if one.rule in case.lines]
    shown = f"{stem}, {case.place}:\n{told(audit.findings)}\n{open_questions}"
    assert not set(spoken) - set(case.lines) - set(allowed), shown
    assert {rule: sorted(spoken[rule]) for rule in case.lines} == case.lines, shown
    for one in audit.findings:
        check_journey(one, case.text)


def places(fault: Fault) -> list[int]:
    """In how many places a fault can be planted, of each tree that has any; every fourth composed tree is asked."""
    counted = (len(list(fault(garden(stem)))) for stem in [*TREES, *GARDENS[len(TREES) :: 4]])
    return [number for number in counted if number]
