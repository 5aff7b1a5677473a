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
    too long already. Where the queue gives `arrivals`, `agents` and `handle` instead, the wait follows by Erlang-C,
    with `patience` by Erlang-A. A queue that says nothing of its wait is not checked.

Source: Spain, Ley 10/2025, art. 8.2 (95 % within 3 min of asking); Israel, Consumer Protection Law amendment 57
    (callback or message); GetHuman standard 1.0, 4. Erlang 1917 and Palm 1957 for the waits that are computed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import inf

from ivraudit.model import Hit, Node, NodeType, NotChecked, Owner, Severity
from ivraudit.phone import Phone
from ivraudit.phone.waiting import longest_wait
from ivraudit.rule import Category, option
from ivraudit.words.hearing import wait_seconds

CATEGORY = Category.WAITING
SINS = ("apathy", "comcast")
SEVERITY = Severity.WARNING


@dataclass(frozen=True)
class Options:
    """How long a caller may be kept waiting."""

    max_wait_seconds: float = option(180.0, "seconds that callers may wait without another offer", least=0)
    quantile: float = option(0.95, "the share of the callers who may not wait longer", least=0.5, most=0.999)


def check(phone: Phone, options: Options) -> Iterator[Hit | NotChecked]:
    """Yield each queue that takes too long and leads to no callback or voicemail meanwhile."""
    helps = [v for v, n in enumerate(phone.wiring.nodes) if n.type in (NodeType.CALLBACK, NodeType.VOICEMAIL)]
    relief = phone.forced_among(helps)
    for vertex, node in phone.nodes(phone.reached, NodeType.QUEUE):
        longest = longest_wait(node, options.quantile)
        seconds = longest if longest is not None else wait_seconds(node)
        if seconds is None:
            yield NotChecked(f"queue {node.name!r} does not declare how long callers wait")
        elif seconds > options.max_wait_seconds:
            if _relieved(phone, vertex, relief.surely, options):
                continue
            if _relieved(phone, vertex, relief.perhaps, options):
                yield NotChecked(f"what queue {node.name!r} offers meanwhile depends on {phone.unknown_list()}")
                continue
            message = f"{_waits(node, seconds, longest is None, options)}, and offers no callback or voicemail in time"
            yield Hit(node, message, phone.journey(vertex))
        elif longest is None:
            yield NotChecked(f"queue {node.name!r} declares its mean wait only, not its p95")


def _waits(node: Node, seconds: float, mean: bool, options: Options) -> str:
    """What the tree says of the wait, or what follows from it."""
    wait = node.wait
    if wait and wait.arrivals is not None and wait.mean is None and wait.p95 is None:
        load = f"{wait.arrivals:g} calls an hour of {_minutes(wait.handle or 0.0)} for {wait.agents:g} agents"
        if seconds == inf:
            return f"{node.name!r} never empties: {load}"
        late = f"{100 * (1 - options.quantile):.3g} % of callers waiting more than {_minutes(seconds)}"
        return f"{node.name!r} keeps {late}, with {load}"
    return f"{node.name!r} declares waits of {'' if mean else 'up to '}{_minutes(seconds)}{' on average' * mean}"


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


