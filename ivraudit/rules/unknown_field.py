"""A field or word that the tree format does not know.

Why: A misspelt word is silently without effect: the caller hears the old prompt, waits the default time, or never
    gets the option.

Bad:
    ivraudit: 1
    name: "Acme"
    start: welcome
    nodes:
      welcome:
        type: say
        promt: "Welcome."   # expect: unknown-field
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

Fix: Write the name that the message proposes, or put what is only for people into `notes`.

Source: The tree format.
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
    """Yield each name that nothing knows."""
    return phone.troubles("unknown-field")
