"""The queue hangs up on those who wait.

Why: The caller has waited, for an hour perhaps, and then a friendly voice says that all lines are busy and ends the
    call. All of the waiting was for nothing.

Bad:
    ivraudit: 1
    name: "Acme"
    start: line
    nodes:
      line:
        type: queue
        timeout: {after: 10m, to: sorry}   # expect: disconnecting-queue
      sorry: {type: say, prompt: "We are sorry, all lines are busy.", next: bye}
      bye: {type: hangup}

Good:
    ivraudit: 1
    name: "Acme"
    start: line
    nodes:
      line:
        type: queue
        timeout: {after: 10m, to: sorry}
      sorry: {type: say, prompt: "We are sorry, all lines are busy. We will call you back.", next: back}
      back: {type: callback, answered_within: 4h}

Fix: Lead the exits `full` and `timeout` to a callback, a voicemail or another person before the call ends. A menu
    on the way gives the caller a choice and ends the question. The exit `closed` is taken before anybody waits, and
    is the business of the rules for hours.

Source: Spain, Ley 10/2025, art. 8.4 (no disconnecting because the wait is long); the method, (j).
"""

from __future__ import annotations

from collections.abc import Iterator

from ivraudit.model import Hit, NodeType, NotChecked, Owner, Severity
from ivraudit.phone import Phone
from ivraudit.rule import Category, NoOptions

CATEGORY = Category.WAITING
SINS = ("apathy", "comcast")
SEVERITY = Severity.ERROR

SAID = {"timeout": "after waiting", "full": "because the queue is full"}


def check(phone: Phone, options: NoOptions) -> Iterator[Hit | NotChecked]:
    """Yield each exit of a queue by which the system ends the call of somebody who waits."""
    for vertex, node in phone.nodes(phone.reached, NodeType.QUEUE):
        for number in phone.board.live[vertex]:
            edge = phone.wiring.edges[number]
            if edge.owner is not Owner.SYSTEM or edge.trigger in ("served", "closed"):
                continue
            way = phone.system_way(number)
            if not way and phone.leads_by_itself(number):
                yield NotChecked(f"where {node.name!r} leads on {edge.trigger!r} depends on {phone.unknown_list()}")
            if way:
                why = SAID.get(edge.trigger, f"on {edge.trigger!r}")
                message = f"{node.name!r} hangs up on the caller {why}"
                yield Hit(edge, message, phone.journey(vertex, *way))
