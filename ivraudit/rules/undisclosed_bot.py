"""A machine talks like a person, and callers have not been told that it is one.

Why: People tell a person other things than a machine, and they wait for it to understand. To let them find out is a
    small fraud.

Bad:
    ivraudit: 1
    name: "Acme"
    start: welcome
    nodes:
      welcome: {type: say, prompt: "Hello, this is Mia from Acme.", next: mia}
      mia:   # expect: undisclosed-bot
        type: menu
        ai: true
        prompt: "What can I do for you?"
        options:
          0: {label: "A person", to: person}
        speech: {"a bill": person}
        noinput: {attempts: 3, to: person}
        nomatch: {attempts: 3, to: person}
      person: {type: queue}

Good:
    ivraudit: 1
    name: "Acme"
    start: welcome
    nodes:
      welcome: {type: say, notice: [ai], prompt: "Hello, this is Mia, the machine of Acme.", next: mia}
      mia:
        type: menu
        ai: true
        prompt: "What can I do for you?"
        options:
          0: {label: "A person", to: person}
        speech: {"a bill": person}
        noinput: {attempts: 3, to: person}
        nomatch: {attempts: 3, to: person}
      person: {type: queue}

Fix: Let the machine say what it is before it asks anything, or in its own first words, and tag that node with
    `notice: [ai]`. Nodes tagged `ai: true` are judged, at every hour; the finding stands at the first on a way without
    the notice, those behind it beside it. Off in the built-in policy, since it depends on the law of the place.

Source: EU AI Act, art. 50 (1), from 2 August 2026; California, AB 1609 (bill). Decided by reach: some way leads there
    that does not pass the notice.
"""

from __future__ import annotations

from collections.abc import Iterator

from ivraudit.analysis.reach import reached
from ivraudit.model import Hit, Severity
from ivraudit.phone import CLOCKS as ALL_CLOCKS
from ivraudit.phone import Phone
from ivraudit.rule import Category, NoOptions

CATEGORY = Category.LAW
SINS = ("coldness",)
SEVERITY = Severity.WARNING
ASKED = False
CLOCKS = ALL_CLOCKS

NOTICE = "ai"


def check(phone: Phone, options: NoOptions) -> Iterator[Hit]:
    """Yield the talking machines that callers come to without having been told, once for each way."""
    nodes = phone.wiring.nodes
    if not any(node.ai for node in nodes):
        return
    told = [vertex for vertex, node in enumerate(nodes) if NOTICE in node.notice]
    untold = reached(phone.board, phone.wiring.entries, stops=told)
    machines = [vertex for vertex, node in phone.nodes(untold) if node.ai and NOTICE not in node.notice]
    for first, others in phone.firsts(machines).items():
        node = phone.node(first)
        also = phone.notes(others, "talks like a person, too")
        message = f"{node.name!r} talks like a person, and callers have not been told that it is a machine"
        yield Hit(node, message, phone.journey(first), also)
