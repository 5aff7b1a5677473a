"""The file cannot be read as a phone tree.

Why: What cannot be read cannot be audited. Nothing is known of what its callers meet, so the audit must not look
    clean.

Bad:
    ivraudit: 1
    name: "Acme"
    start: main
    nodes:
      main:
        type: menu
        prompt: "How can we help?"
        options:
          0: person
          *: main   # expect: unreadable
        noinput: {attempts: 3, to: person}
        nomatch: {attempts: 3, to: person}
      person: {type: agent}

Good:
    ivraudit: 1
    name: "Acme"
    start: main
    nodes:
      main:
        type: menu
        prompt: "How can we help?"
        options:
          0: person
          "*": main
        noinput: {attempts: 3, to: person}
        nomatch: {attempts: 3, to: person}
      person: {type: agent}

Fix: The message says what was found, where, and what is allowed there. Quote every text, and every key that is not
    a plain number.

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
    """Yield each reason why the file cannot be read."""
    return phone.troubles("unreadable")
