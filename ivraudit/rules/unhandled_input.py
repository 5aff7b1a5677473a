"""Nobody has said what happens when the caller stays silent or presses a wrong key.

Why: The platform then does what it likes, and most of them end the call. Callers on an old telephone, on a noisy
    street, with a relay operator or with shaking hands are thrown out at the first question.

Bad:
    ivraudit: 1
    name: "Acme"
    start: main
    nodes:
      main:   # expect: unhandled-input
        type: menu
        prompt: "How can we help?"
        options:
          1: {label: "Billing", to: billing}
          0: {label: "A person", to: person}
      billing: {type: queue, team: "Billing"}
      person: {type: queue}

Good:
    ivraudit: 1
    name: "Acme"
    start: main
    defaults:
      noinput: {after: 5s, attempts: 3, to: person}
      nomatch: {attempts: 3, to: person}
    nodes:
      main:
        type: menu
        prompt: "How can we help?"
        options:
          1: {label: "Billing", to: billing}
          0: {label: "A person", to: person}
      billing: {type: queue, team: "Billing"}
      person: {type: queue}

Fix: Declare `noinput` and `nomatch` at the node, or once for all in `defaults`, and let the last attempt end with a
    person.

Source: VoiceXML 2.0, 5.2 (noinput and nomatch events); the method. Nodes behind a person, a voicemail, a callback
    or an answer are not judged (f).
"""

from __future__ import annotations

from collections.abc import Iterator

from ivraudit.analysis.board import CHOOSING
from ivraudit.model import Hit, Severity
from ivraudit.phone import CLOCKS as ALL_CLOCKS
from ivraudit.phone import Phone
from ivraudit.rule import Category, NoOptions

CATEGORY = Category.INPUT
SINS = ("apathy",)
SEVERITY = Severity.ERROR
CLOCKS = ALL_CLOCKS


def check(phone: Phone, options: NoOptions) -> Iterator[Hit]:
    """Yield each menu or collect that does not declare what silence, or a wrong key, leads to."""
    for vertex, node in phone.nodes(phone.judged, *sorted(CHOOSING)):
        missing = []
        if node.noinput is None:
            missing.append("stays silent (noinput)")
        if node.nomatch is None:
            missing.append("presses a wrong key (nomatch)")
        if missing:
            message = f"{node.name!r} does not say what happens when the caller {' or '.join(missing)}"
            yield Hit(node, message, phone.journey(vertex))
