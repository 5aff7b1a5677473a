"""A `#` has swallowed a part of a text, or an option.

Why: An unquoted # begins a comment in YAML. The end of the prompt, or the whole option on the # key, is gone
    without a word, and the caller is told half a sentence.

Bad:
    ivraudit: 1
    name: "Acme"
    start: account
    nodes:
      account:
        type: collect
        prompt: Enter your number, then press # to go on   # expect: swallowed-text
        collects: [account_number]
        digits: 8
        next: person
        noinput: {attempts: 3, to: person}
        nomatch: {attempts: 3, to: person}
      person: {type: agent}

Good:
    ivraudit: 1
    name: "Acme"
    start: account
    nodes:
      account:
        type: collect
        prompt: "Enter your number, then press # to go on"
        collects: [account_number]
        digits: 8
        next: person
        noinput: {attempts: 3, to: person}
        nomatch: {attempts: 3, to: person}
      person: {type: agent}

Fix: Put the text, or the key, into quotes: `"#": main`.

Source: YAML 1.2, 6.6 (comments); the tree format, "Reading it".
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
    """Yield each text that goes on behind a #."""
    return phone.troubles("swallowed-text")
