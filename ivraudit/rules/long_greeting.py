"""It takes too long until the caller is offered the first choice.

Why: Every caller listens to it on every call, and nobody has called to hear it. Only a welcome belongs before the
    menu.

Bad:
    ivraudit: 1
    name: "Acme"
    start: welcome
    defaults:
      noinput: {attempts: 3, to: person}
      nomatch: {attempts: 3, to: person}
    nodes:
      welcome:   # expect: long-greeting
        type: say
        prompt: "Thank you for calling Acme, the house of quality since 1921. At Acme we care for our customers like
          for our own family. That is why we train all of our people every year, and why we would like to help you."
        next: main
      main:
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
    start: welcome
    defaults:
      noinput: {attempts: 3, to: person}
      nomatch: {attempts: 3, to: person}
    nodes:
      welcome: {type: say, prompt: "Acme, good day.", next: main}
      main:
        type: menu
        prompt: "How can we help?"
        options:
          1: {label: "Billing", to: billing}
          0: {label: "A person", to: person}
      billing: {type: queue, team: "Billing"}
      person: {type: queue}

Fix: Cut it. The seconds run from the first word of the call until the first option of a menu has been spoken, or a
    collect begins, on the quickest way; where a say lets the caller interrupt it, only the second that this takes
    counts. Nodes with a `notice` are free: what has to be said has to be said. The finding stands at the entry.

Source: Lewis, Practical Speech User Interface Design (a superfluous second cost AT&T about a million dollars a year);
    ACIXD, what not to include at the beginning. The method, Times.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ivraudit.model import Hit, NotChecked, Severity
from ivraudit.phone import CLOCKS as ALL_CLOCKS
from ivraudit.phone import Phone
from ivraudit.phone.greeting import greeting
from ivraudit.rule import Category, option

CATEGORY = Category.PROMPT
SINS = ("coldness",)
SEVERITY = Severity.WARNING
CLOCKS = ALL_CLOCKS


@dataclass(frozen=True)
class Options:
    """How long a greeting may be."""

    max_seconds: float = option(15.0, "seconds until the first choice is offered", least=0)


def check(phone: Phone, options: Options) -> Iterator[Hit | NotChecked]:
    """Yield each entry whose callers are offered nothing for too long."""
    for entry in phone.wiring.entries:
        first = greeting(phone, entry)
        if first.vertex < 0 or first.seconds <= options.max_seconds:
            continue
        if first.unseen <= options.max_seconds:
            yield NotChecked(f"a choice may be offered sooner, behind {phone.unknown_list()}")
            continue
        node = phone.node(entry)
        late = f"after {first.seconds:.0f} s (most {options.max_seconds:g})"
        message = f"callers of {node.name!r} are offered the first choice {late}"
        yield Hit(node, message, phone.journey(first.vertex))
