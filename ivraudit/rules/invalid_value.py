"""A value that its field cannot have.

Why: What cannot be understood is left out of the audit: a share, a time or a limit that callers depend on is not
    checked.

Bad:
    ivraudit: 1
    name: "Acme"
    start: line
    nodes:
      line:
        type: queue
        wait: soon   # expect: invalid-value

Good:
    ivraudit: 1
    name: "Acme"
    start: line
    nodes:
      line:
        type: queue
        wait: 90s

Fix: The message says what was found and what is allowed there.

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
    """Yield each value that cannot be understood."""
    return phone.troubles("invalid-value")
