"""Something that a tree cannot do without is missing.

Why: Without it the step does not exist for the caller, and what stands behind it cannot be audited.

Bad:
    ivraudit: 1
    name: "Acme"
    start: welcome
    nodes:
      welcome:   # expect: missing-field
        prompt: "Welcome."
        next: person
      person: {type: agent}

Good:
    ivraudit: 1
    name: "Acme"
    start: welcome
    nodes:
      welcome:
        type: say
        prompt: "Welcome."
        next: person
      person: {type: agent}

Fix: Add the field that the message names.

Source: The tree format: `name`, `start` and `nodes` of a tree; `type` of a node; `file` of a tree node; `times` of
    a loop.
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
    """Yield each field that is missing."""
    return phone.troubles("missing-field")
