"""The queue is long and offers nothing but waiting.

Why: An hour of music, with no way to leave a number or a message. A technician once fell asleep on a customer's
    sofa while his own company kept him on hold.

Bad:
    ivraudit: 1
    name: "Acme"
    start: line
    nodes:
      line:   # expect: wait-without-alternative
        type: queue
        wait: {mean: 20m, p95: 60m}

Good:
    ivraudit: 1
    name: "Acme"
    start: line
    nodes:
      line:
        type: queue
        wait: {mean: 20m, p95: 60m}
        options:
          1: {label: "A call back", to: back}
      back: {type: callback, answered_within: 4h}

Fix: Offer a callback or a voicemail on a key while the caller waits, or let a `timeout` lead there in time. Judged
    is the wait that the queue declares: its `p95`, else the one figure given; a mean alone is judged where it is
    too long already. A queue that declares no wait is not checked, nor yet one that gives arrivals and agents
    instead.

Source: Spain, Ley 10/2025, art. 8.2 (95 % within 3 min of asking); Israel, Consumer Protection Law amendment 57
    (callback or message); GetHuman standard 1.0, 4.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ivraudit.model import Hit, Node, NodeType, NotChecked, Owner, Severity
from ivraudit.phone import Phone
from ivraudit.rule import Category, option

CATEGORY = Category.WAITING
SINS = ("apathy", "comcast")
SEVERITY = Severity.WARNING


@dataclass(frozen=True)
class Options:
    """How long a caller may be kept waiting."""

    max_wait_seconds: float = option(180.0, "seconds that 95 % of the callers may wait without another offer", least=0)


def check(phone: Phone, options: Options) -> Iterator[Hit | NotChecked]:
    """Yield each queue that takes too long and leads to no callback or voicemail meanwhile."""
    helps = [v for v, n in enumerate(phone.wiring.nodes) if n.type in (NodeType.CALLBACK, NodeType.VOICEMAIL)]
    relief = phone.forced_among(helps)
    for vertex, node in phone.nodes(phone.reached, NodeType.QUEUE):
        seconds = _wait(node)
        if seconds is None:
            yield NotChecked(f"queue {node.name!r} does not declare how long callers wait")
        elif seconds > options.max_wait_seconds:
            if _relieved(phone, vertex, relief.surely, options):
                continue
            if _relieved(phone, vertex, relief.perhaps, options):
                yield NotChecked(f"what queue {node.name!r} offers meanwhile depends on {phone.unknown_list()}")
                continue
            wait = f"of {'' if _mean_only(node) else 'up to '}{_minutes(seconds)}{' on average' * _mean_only(node)}"
            message = f"{node.name!r} declares waits {wait}, and offers no callback or voicemail in time"
            yield Hit(node, message, phone.journey(vertex))
        elif _mean_only(node):
            yield NotChecked(f"queue {node.name!r} declares its mean wait only, not its p95")


def _wait(node: Node) -> float | None:
    """The seconds that callers may wait, as the queue declares them."""
    wait = node.wait
    if wait is None:
        return None
    return next((seconds for seconds in (wait.p95, wait.declared, wait.mean) if seconds is not None), None)


def _mean_only(node: Node) -> bool:
    return node.wait is not None and node.wait.p95 is None and node.wait.declared is None


def _relieved(phone: Phone, vertex: int, relief: bytearray, options: Options) -> bool:
    for number in phone.board.live[vertex]:
        edge = phone.wiring.edges[number]
        in_time = edge.trigger == "timeout" and (edge.after or 0.0) <= options.max_wait_seconds
        if not in_time and edge.owner is not Owner.CALLER:
            continue
        if relief[phone.board.targets[number]] or phone.leads_by_itself(number, NodeType.CALLBACK, NodeType.VOICEMAIL):
            return True
    return False


def _minutes(seconds: float) -> str:
    return f"{seconds / 60:.0f} min" if seconds >= 600 else f"{seconds:.0f} s"


