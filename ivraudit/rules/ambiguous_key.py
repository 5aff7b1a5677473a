"""One key stands for two options of the same menu.

Why: The caller presses a key and gets something else than was announced. A key that begins another one (1 and 12)
    makes every caller who wants the shorter one wait until the system is sure that nothing follows.

Bad:
    ivraudit: 1
    name: "Acme"
    start: main
    nodes:
      main:
        type: menu
        prompt: "How can we help?"
        options:
          1: {label: "Billing", to: billing}
          1: {label: "Support", to: support}   # expect: ambiguous-key
        noinput: {attempts: 3, to: billing}
        nomatch: {attempts: 3, to: billing}
      billing: {type: queue, team: "Billing"}
      support: {type: queue, team: "Support"}

Good:
    ivraudit: 1
    name: "Acme"
    start: main
    nodes:
      main:
        type: menu
        prompt: "How can we help?"
        options:
          1: {label: "Billing", to: billing}
          2: {label: "Support", to: support}
        noinput: {attempts: 3, to: billing}
        nomatch: {attempts: 3, to: billing}
      billing: {type: queue, team: "Billing"}
      support: {type: queue, team: "Support"}

Fix: Give each option a key of its own, none of which begins another one.

Source: The tree format, "Reading it"; VoiceXML 2.0, 2.2.1 (a menu whose choices share a key is in error).
"""

from __future__ import annotations

from collections.abc import Iterator

from ivraudit.model import Hit, Severity
from ivraudit.phone import Phone
from ivraudit.rule import Category, NoOptions

CATEGORY = Category.DOCUMENT
SEVERITY = Severity.ERROR
CLOCKS = ()


def check(phone: Phone, options: NoOptions) -> Iterator[Hit]:
    """Yield each key that is given twice or that begins another key."""
    return phone.troubles("ambiguous-key")
