"""The queue does not tell callers how long it takes or where they stand, or leaves them too long without a word.

Why: Nobody can decide whether to stay without knowing how long. Silence and music feel longer than they are, and
    after a minute callers begin to wonder whether they have been forgotten.

Bad:
    ivraudit: 1
    name: "Acme"
    start: line
    nodes:
      line:   # expect: unannounced-wait
        type: queue
        wait: {mean: 60s, p95: 170s}
        announces: {position: false, estimate: false, every: 90s}

Good:
    ivraudit: 1
    name: "Acme"
    start: line
    nodes:
      line:
        type: queue
        wait: {mean: 60s, p95: 170s}
        announces: {position: true, estimate: true, every: 60s}

Fix: Tell callers their place or the time that it may take when they come in, and again at least every minute. Judged
    is what the queue declares (`announces`); a queue that says nothing of it is not checked, and one whose longest
    declared wait ends before the next word would be due is in order.

Source: Chino Valley (Arizona) cable code, 114.39 (status of the hold after 60 s at most); GetHuman standard 1.0, 2
    (an estimate on entering a queue, updated); Germany, TKG 115 (expected duration when the queue starts).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ivraudit.model import Announces, Hit, NodeType, NotChecked, Severity
from ivraudit.phone import Phone
from ivraudit.phone.waiting import longest_wait
from ivraudit.rule import Category, option

CATEGORY = Category.WAITING
SINS = ("apathy", "comcast")
SEVERITY = Severity.WARNING


@dataclass(frozen=True)
class Options:
    """How often those who wait hear something."""

    max_seconds_between: float = option(60.0, "seconds that callers may wait without hearing how it goes on", least=0)


def check(phone: Phone, options: Options) -> Iterator[Hit | NotChecked]:
    """Yield each queue that declares what it announces, and announces too little or too rarely."""
    for vertex, node in phone.nodes(phone.reached, NodeType.QUEUE):
        wait = longest_wait(node)
        if wait is not None and wait <= options.max_seconds_between:
            continue
        if node.announces is None:
            yield NotChecked(f"queue {node.name!r} does not say what it announces to those who wait")
            continue
        faults = _faults(node.announces, options)
        if faults:
            yield Hit(node, f"those who wait in {node.name!r} {faults}", phone.journey(vertex))


def _faults(announces: Announces, options: Options) -> str:
    if not (announces.position or announces.estimate):
        return "hear neither their place nor how long it may take"
    if announces.every is not None and announces.every > options.max_seconds_between:
        most = options.max_seconds_between
        return f"hear every {announces.every:g} s only how it goes on (at least every {most:g} s)"
    return ""
