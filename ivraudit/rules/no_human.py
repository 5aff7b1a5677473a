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
    `human: true`. A flow of another system that says nothing, asks nothing and only ends the call is one that other
    flows send calls to when all is done: those are not checked.

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
SILENT = frozenset({NodeType.TASK, NodeType.HANGUP, NodeType.RETURN})
"""What a caller does not notice, but for the end of the call."""


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
        if phone.tree.vendor and _only_ends(phone, reached):
            yield NotChecked(f"nothing is said or asked from {node.name!r} to the end of the call")
            continue
        yield Hit(node, f"no way leads from {node.name!r} to a person", phone.journey(vertex))


def _only_ends(phone: Phone, reached: Sequence[int]) -> bool:
    """Whether a caller hears nothing on any way."""
    nodes = (node for vertex, node in enumerate(phone.wiring.nodes) if reached[vertex])
    return all(node.type in SILENT and not node.prompt and not node.audio for node in nodes)
