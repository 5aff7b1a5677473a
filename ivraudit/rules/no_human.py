"""Nobody can be reached from here, whatever the caller does.

Why: Sooner or later a caller has a question that no menu answers. A tree without a person is the brush-off in its
    purest form.

Bad:
    ivraudit: 1
    name: "Acme"
    start: main
    nodes:
      main:   # expect: no-human
        type: menu
        prompt: "How can we help?"
        options:
          1: {label: "Our opening hours", to: hours}
          2: {label: "Our address", to: address}
        noinput: {attempts: 3, to: message}
        nomatch: {attempts: 3, to: message}
      hours: {type: say, prompt: "We are open from nine to five.", resolves: true, next: main}
      address: {type: say, prompt: "We are at 1 Main Street.", resolves: true, next: main}
      message: {type: voicemail, answered_within: 4h}

Good:
    ivraudit: 1
    name: "Acme"
    start: main
    nodes:
      main:
        type: menu
        prompt: "How can we help?"
        options:
          1: {label: "Our opening hours", to: hours}
          0: {label: "A person", to: person}
        noinput: {attempts: 3, to: person}
        nomatch: {attempts: 3, to: person}
      hours: {type: say, prompt: "We are open from nine to five.", resolves: true, next: main}
      person: {type: queue}

Fix: Lead at least one option, and the caller who says nothing, to a `queue`, an `agent` or a `transfer` with
    `human: true`. A flow of another system that asks nothing from its beginning to the end of the call may be there
    for an announcement alone (a holiday, the end of a survey), to which a schedule or a number outside the file sends
    calls: those are not checked, unless they look at the clock themselves.

Source: Spain, Ley 10/2025, art. 8.1 (no answering machine as the only means); GetHuman standard 1.0, 1.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ivraudit.model import Hit, NodeType, NotChecked, Severity
from ivraudit.phone import Phone
from ivraudit.rule import Category, NoOptions

CATEGORY = Category.HUMAN
SINS = ("brush-off",)
SEVERITY = Severity.ERROR
PASSING = frozenset({
    NodeType.SAY, NodeType.TASK, NodeType.DECIDE, NodeType.LOOP, NodeType.TREE, NodeType.HANGUP, NodeType.RETURN,
})  # fmt: skip
"""What an announcement is made of: a caller is asked nothing there and hands nothing over.

What a link leads to is among the nodes themselves, or unknown. Not the clock: a flow that knows when it is closed is
no mere notice of that.
"""


def check(phone: Phone, options: NoOptions) -> Iterator[Hit | NotChecked]:
    """Yield each entry from which no way leads to a person."""
    for vertex in phone.wiring.entries:
        reached = phone.reached_from(vertex)
        if any(reached[person] for person in phone.board.persons):
            continue
        if any(reached[unknown] for unknown in phone.board.unknowns):
            yield NotChecked(f"a person may be behind {phone.unknown_list()}")
            continue
        node = phone.node(vertex)
        if phone.tree.vendor and _only_tells(phone, reached):
            yield NotChecked(
                f"nothing is asked from {node.name!r} to the end of the call: what is outside the file may send calls"
                " here for an announcement alone"
            )
            continue
        yield Hit(node, f"no way leads from {node.name!r} to a person", phone.journey(vertex))


def _only_tells(phone: Phone, reached: Sequence[int]) -> bool:
    """Whether a caller is asked nothing on any way."""
    return all(node.type in PASSING for vertex, node in enumerate(phone.wiring.nodes) if reached[vertex])
