"""The call comes to a step that leads nowhere.

Why: The caller has heard something, chosen something, and then there is silence. Nobody says goodbye, nobody helps.

Bad:
    ivraudit: 1
    name: "Acme"
    start: welcome
    nodes:
      welcome:
        type: say
        prompt: "Welcome to Acme."
        next: hours
      hours:   # expect: dead-end
        type: say
        prompt: "We are open from nine to five."

Good:
    ivraudit: 1
    name: "Acme"
    start: welcome
    nodes:
      welcome:
        type: say
        prompt: "Welcome to Acme."
        next: hours
      hours:
        type: say
        prompt: "We are open from nine to five."
        next: person
      person: {type: agent}

Fix: Say what comes `next`; or end the call on purpose with a `hangup`, after a person has been offered.

Source: FCC 24-110 (callers left in dead ends); the method.
"""

from __future__ import annotations

from collections.abc import Iterator

from ivraudit.model import Hit, NodeType, Severity
from ivraudit.phone import Phone
from ivraudit.rule import Category, NoOptions

CATEGORY = Category.STRUCTURE
SINS = ("apathy",)
SEVERITY = Severity.ERROR
CLOCKS = ()

GOING_ON = (
    NodeType.SAY, NodeType.MENU, NodeType.COLLECT, NodeType.DECIDE, NodeType.HOURS, NodeType.TASK, NodeType.LOOP,
)  # fmt: skip
"""The types after which a call must go on."""


def check(phone: Phone, options: NoOptions) -> Iterator[Hit]:
    """Yield each reachable node without any exit that is neither the end of a call nor a person."""
    for vertex, node in phone.nodes(phone.ever_reached, *GOING_ON):
        if not phone.wiring.exits[vertex]:
            message = f"{node.name!r} leads nowhere: the call comes here and does not go on"
            yield Hit(node, message, phone.journey(vertex))
