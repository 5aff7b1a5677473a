"""A condition does not say what happens in every case.

Why: The lookup fails, the shop is closed, the number is busy: sooner or later it happens to a caller, and nobody has
    written down what comes then. Platforms mostly end the call.

Bad:
    ivraudit: 1
    name: "Acme"
    start: clock
    nodes:
      clock:   # expect: non-exhaustive-condition
        type: hours
        schedule: {mon-fri: "09:00-17:00"}
        open: lookup
      lookup:   # expect: non-exhaustive-condition
        type: task
        seconds: 2
        next: person
      person: {type: queue}

Good:
    ivraudit: 1
    name: "Acme"
    start: clock
    nodes:
      clock:
        type: hours
        schedule: {mon-fri: "09:00-17:00"}
        open: lookup
        closed: message
      lookup: {type: task, seconds: 2, next: person, error: person}
      person: {type: queue}
      message: {type: voicemail, prompt: "We are sorry, we open at nine. Please leave a message.", answered_within: 4h}

Fix: Write the missing exit, and let it lead to a person: `closed` and `open` of `hours` (`holiday` may be left out, a
    holiday is then a closed day), `else` of a `decide`, `done` of a `loop`, `error` of a `task`, `failed` of a
    `transfer`. The clock is an error, the others are warnings. A `decide` whose branches are yes and no, true and
    false, or one thing and not that thing, is complete without `else`. Judged are files of our own format only, since
    an export says what its platform leaves out in other ways. A node without any exit is a `dead-end`.

Source: The method, (c): an outcome that is not written is no exit, and (h).
"""

from __future__ import annotations

from collections.abc import Iterator

from ivraudit.model import Hit, Node, NodeType, Severity
from ivraudit.phone import Phone
from ivraudit.rule import Category, NoOptions

CATEGORY = Category.STRUCTURE
SINS = ("rule-book",)
SEVERITY = Severity.ERROR
CLOCKS = ()

NEEDED = {
    NodeType.HOURS: {"open": "the line is open", "closed": "the line is closed"},
    NodeType.DECIDE: {"else": "none of its branches holds"},
    NodeType.LOOP: {"done": "the rounds are over"},
    NodeType.TASK: {"error": "it fails"},
    NodeType.TRANSFER: {"failed": "nobody answers there"},
}
"""The exits without which a node leaves a case open, each with the case."""

PAIRS = ({"yes", "no"}, {"true", "false"})
FORMATS = (".yaml", ".yml")


def check(phone: Phone, options: NoOptions) -> Iterator[Hit]:
    """Yield each condition of our own format that leaves a case open."""
    if phone.tree.vendor:
        return
    for vertex, node in phone.nodes(phone.ever_reached, *sorted(NEEDED)):
        given = [edge.trigger for _, edge in phone.exits(vertex)]
        ours = node.at.file == phone.tree.file or node.at.file.endswith(FORMATS)
        if not ours or (not given and node.type is not NodeType.TRANSFER):
            continue
        missing = [name for name in NEEDED[node.type] if name not in given]
        if missing and not (node.type is NodeType.DECIDE and _complete(given)):
            yield _hit(phone, vertex, node, missing)


def _complete(branches: list[str]) -> bool:
    """Whether branches are two that leave nothing between them."""
    folded = {branch.strip().casefold() for branch in branches}
    if folded in PAIRS:
        return True
    return len(folded) == 2 and any({one, f"not {one}"} == folded for one in folded)


def _hit(phone: Phone, vertex: int, node: Node, missing: list[str]) -> Hit:
    cases = " or ".join(f"{NEEDED[node.type][name]} (`{name}`)" for name in missing)
    severity = None if node.type is NodeType.HOURS else Severity.WARNING
    return Hit(node, f"{node.name!r} does not say what happens if {cases}", phone.journey(vertex), severity=severity)
