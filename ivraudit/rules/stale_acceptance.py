"""An acceptance holds nothing any more.

Why: Somebody once decided that callers have to live with a fault. The fault has been mended since, or the day has
    passed until which it was to be borne, or the words never named a rule. What nobody takes away will one day excuse
    a new fault that nobody has decided about.

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
          0: {label: "A person", to: person}
        noinput: {attempts: 3, to: person}
        nomatch: {attempts: 3, to: person}
      billing:
        type: say
        prompt: "Your bill is in the post."
        next: person
        accept:
          dead-ends: "the new desk opens in spring"   # expect: stale-acceptance
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
          1: {label: "Billing", to: billing}
          0: {label: "A person", to: person}
        noinput: {attempts: 3, to: person}
        nomatch: {attempts: 3, to: person}
      billing:
        type: say
        prompt: "Your bill is in the post."
        next: person
      person: {type: agent}

Fix: Delete it, or decide anew: with a reason that is true today, an owner, and a later `until`. It is told where its
    day has passed, where no rule has the name that it gives, and where its rule was asked, left nothing open and found
    nothing that it covers. The acceptances of a policy are judged by the trees of the run: one that may hold for a tree
    that was not named is left alone.

Source: The policy, "accept".
"""

from __future__ import annotations

from collections.abc import Iterator

from ivraudit.model import Hit, Severity
from ivraudit.phone import Phone
from ivraudit.rule import Category, NoOptions

CATEGORY = Category.DOCUMENT
SEVERITY = Severity.WARNING
CLOCKS = ()


def check(phone: Phone, options: NoOptions) -> Iterator[Hit]:
    """Yield nothing: only when all rules have spoken is it known what was accepted in vain, and audit() tells it."""
    return iter(())
