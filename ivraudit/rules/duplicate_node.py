"""Two nodes have the same id.

Why: One of the two is lost, and callers are sent to the other: a designer who changes the wrong one changes
    nothing.

Bad:
    ivraudit: 1
    name: "Acme"
    start: welcome
    nodes:
      welcome: {type: say, prompt: "Welcome.", next: bye}
      bye: {type: hangup}
      bye: {type: agent}   # expect: duplicate-node

Good:
    ivraudit: 1
    name: "Acme"
    start: welcome
    nodes:
      welcome: {type: say, prompt: "Welcome.", next: person}
      person: {type: agent}

Fix: Give each node an id of its own. The first one of a name is the one that is audited.

Source: The tree format, "Reading it".
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
    """Yield each id that is defined a second time."""
    return phone.troubles("duplicate-node")
