"""A message or a callback that nobody has promised to answer.

Why: The caller leaves a number and stays near the telephone. It is nobody's task to call, and no day has been named
    on which it is too late, so it does not happen.

Bad:
    ivraudit: 1
    name: "Acme"
    start: main
    nodes:
      main:
        type: menu
        prompt: "How can we help?"
        options:
          1: {label: "A call back", to: back}
          0: {label: "A person", to: person}
        noinput: {attempts: 3, to: person}
        nomatch: {attempts: 3, to: person}
      back:   # expect: unowned-callback
        {type: callback, prompt: "Somebody will call you."}
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
          1: {label: "A call back", to: back}
          0: {label: "A person", to: person}
        noinput: {attempts: 3, to: person}
        nomatch: {attempts: 3, to: person}
      back: {type: callback, answered_within: 4h, prompt: "We will call you within four hours."}
      person: {type: agent}

Fix: Say by when it is answered (`answered_within: 4h`), or at least whose task it is (`team`). A voicemail or
    callback that calls come to and that says neither is at fault. Other systems' formats have no place to say it,
    so they are not checked.

Source: FTC v. Vonage, 2022 (callbacks that were promised and not made); Israel, consumer protection regulations 2012
    (a message is answered within three hours); US cable rule, 47 CFR 76.309(c)(1) (the next business day).
"""

from __future__ import annotations

from collections.abc import Iterator

from ivraudit.model import Hit, NodeType, NotChecked, Severity
from ivraudit.phone import CLOCKS as ALL_CLOCKS
from ivraudit.phone import Phone
from ivraudit.rule import Category, NoOptions

CATEGORY = Category.WAITING
SINS = ("apathy", "brush-off")
SEVERITY = Severity.INFO
CLOCKS = ALL_CLOCKS

WHAT = {NodeType.VOICEMAIL: "a message left", NodeType.CALLBACK: "the callback booked"}


def check(phone: Phone, options: NoOptions) -> Iterator[Hit | NotChecked]:
    """Yield each voicemail and callback without a deadline and without a team."""
    for vertex, node in phone.nodes(phone.reached, *WHAT):
        if node.answered_within is not None or node.team:
            continue
        if phone.tree.vendor:
            yield NotChecked("by when messages and callbacks are answered is nothing that this format tells")
            return
        message = f"nothing says who answers {WHAT[node.type]} at {node.name!r}, or by when"
        yield Hit(node, message, phone.journey(vertex))
