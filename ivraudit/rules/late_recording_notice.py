"""A call is recorded before the caller has been told so.

Why: The caller is talking about an illness, a debt, a divorce, and learns too late or never that somebody keeps the
    tape. Telling it first costs three seconds.

Bad:
    ivraudit: 1
    name: "Acme"
    start: main
    nodes:
      main:
        type: menu
        prompt: "How can we help?"
        options:
          1: {label: "Billing", to: told}
          0: {label: "A person", to: person}
        noinput: {attempts: 3, to: person}
        nomatch: {attempts: 3, to: person}
      told: {type: say, notice: [recording], prompt: "We record this call.", next: person}
      person:   # expect: late-recording-notice
        {type: agent, recorded: true}

Good:
    ivraudit: 1
    name: "Acme"
    start: told
    nodes:
      told: {type: say, notice: [recording], prompt: "Acme. We record calls.", next: main}
      main:
        type: menu
        prompt: "How can we help?"
        options:
          1: {label: "Billing", to: person}
          0: {label: "A person", to: person}
        noinput: {attempts: 3, to: person}
        nomatch: {attempts: 3, to: person}
      person: {type: agent, recorded: true}

Fix: Say it in the greeting and tag that node with `notice: [recording]`. Nodes where the call is recorded say
    `recorded: true`; one that says the notice itself is fine. The finding stands at the nearest recorded
    node that can be reached without the notice, with the others beside it. Where a prompt on the way seems
    to speak of recording and has no tag, or cannot be seen or understood, it is not checked.

Source: GDPR, articles 6 and 13; California Penal Code 632.7 and the laws of other states that ask for the consent of
    all parties; Spain, Ley 10/2025, art. 12.1 (recording needs the caller's consent). Every way counts that some
    caller can go, at any hour.
"""

from __future__ import annotations

from collections.abc import Iterator

from ivraudit.model import Hit, NotChecked, Severity
from ivraudit.phone import CLOCKS as ALL_CLOCKS
from ivraudit.phone import Phone
from ivraudit.phone.notices import Unwarned, perhaps_told_of_recording
from ivraudit.rule import Category, NoOptions

CATEGORY = Category.PRIVACY
SINS = ()
SEVERITY = Severity.ERROR
CLOCKS = ALL_CLOCKS


def check(phone: Phone, options: NoOptions) -> Iterator[Hit | NotChecked]:
    """Yield the nearest node that records callers who have not been told."""
    if not any(node.recorded for node in phone.tree.nodes):
        return
    callers = Unwarned(phone, phone.wiring.entries, "recording")
    recorded = [vertex for vertex in callers.vertices if phone.node(vertex).recorded]
    if not recorded:
        return
    why = perhaps_told_of_recording(phone, callers.vertices)
    if why:
        yield NotChecked(f"whether callers learn in time that they are recorded: {why}")
        return
    node = phone.node(recorded[0])
    message = f"calls come to {node.name!r} and are recorded, before anything has said so"
    also = phone.notes(recorded[1:], "is recorded too, and can be reached unwarned")
    yield Hit(node, message, phone.steps(*callers.way(recorded[0])), also)
