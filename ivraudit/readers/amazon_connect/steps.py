"""Blocks after which a call goes on in the same flow: prompts, tasks, and whatever the system decides."""

from __future__ import annotations

import re

from ivraudit.model import NodeType, Owner
from ivraudit.readers.amazon_connect.answers import Sifting
from ivraudit.readers.amazon_connect.blocks import Block, Way
from ivraudit.readers.amazon_connect.late import BREAKDOWN, PLAIN, found
from ivraudit.readers.amazon_connect.parsing import text_of
from ivraudit.readers.amazon_connect.shaping import Shape
from ivraudit.readers.amazon_connect.speech import audio, prompt, said_in_turn
from ivraudit.readers.amazon_connect.tables import MOST_LOOPS, SORTS

_SAY, _TASK, _SYSTEM = NodeType.SAY, NodeType.TASK, Owner.SYSTEM
"""Bound once: asking an enumeration for its members takes time in the busiest places."""
_COUNT = re.compile(r"\d{1,6}", re.ASCII)
_SIGNS = {
    "Equals": "", "NumberGreaterThan": "> ", "NumberGreaterOrEqualTo": ">= ", "NumberLessThan": "< ",
    "NumberLessOrEqualTo": "<= ", "TextContains": "contains ", "TextStartsWith": "starts with ",
    "TextEndsWith": "ends with ",
}  # fmt: skip
"""What a comparison is called in a drawing, before the value compared with."""


def add_say(shape: Shape, block: Block, name: str) -> None:
    """Add a prompt; one that is played again and again is left only when something else happens."""
    parameters = block.parameters
    if block.type == "MessageParticipant":
        texts, played = prompt(parameters), audio(block, shape.names)
    else:
        texts, played = said_in_turn(block, shape.names)
    shape.add(block, name, _SAY, texts, played)
    if "SkipWhenDTMFBufferEnabled" in parameters:
        interruptible = text_of(parameters["SkipWhenDTMFBufferEnabled"]).lower() == "true"
        shape.draft.change(name, barge_in=interruptible)
    go_on(shape, block, name, fails=False)


def add_task(shape: Shape, block: Block, name: str) -> None:
    """Add a step that the caller does not notice."""
    shape.add(block, name, _TASK)
    go_on(shape, block, name, fails=SORTS[block[1]].fails)


def add_select(shape: Shape, block: Block, name: str) -> None:
    """Add the selection of a queue, which fails where it is named when a call is there and does not exist."""
    shape.add(block, name, NodeType.TASK)
    given = block.parameters.get("AgentId") or block.parameters.get("QueueId")
    go_on(shape, block, name, fails=not shape.names.known(given))


def add_view(shape: Shape, block: Block, name: str) -> None:
    """Add a page that somebody sees on a screen: nobody knows what is clicked there."""
    shape.add(block, name, NodeType.TASK, opaque=True)
    go_on(shape, block, name, fails=False)


def add_unknown(shape: Shape, block: Block, name: str) -> None:
    """Add a block whose type is not known; without exits nobody knows where the call goes."""
    kind = NodeType.TASK if block.ways else NodeType.OUTSIDE
    shape.blind = shape.blind or not block.ways
    shape.add(block, name, kind, opaque=True, prompt=prompt(block.parameters))
    if block.type:
        shape.draft.unknown(block.type, name, found(block.at))
    else:
        shape.trouble("missing-field", block.at, f"{name!r} has no `Type`: what it does is unknown", block.id, "Type")
    go_on(shape, block, name, fails=True)


def go_on(shape: Shape, block: Block, name: str, *, fails: bool) -> None:
    """Add the exits of a block that does something and goes on; with conditions it is they that tell where."""
    plan = []
    for way in block[3]:  # each has a word of its own, so that no two triggers are the same
        if way[0] == "next":
            plan.append((way, "next", _SYSTEM, PLAIN))
        elif way[0] == "condition":
            _go_on_by_conditions(shape, block, name, fails=fails)
            return
        elif way[1] == "NoMatchingError":
            plan.append((way, "error", _SYSTEM, PLAIN if fails else BREAKDOWN))
        else:
            trigger = _EXITS.get(way[1], way[1]) or "fault"
            plan.append((way, trigger, _SYSTEM, PLAIN))
    shape.emit(block, name, plan)


def _go_on_by_conditions(shape: Shape, block: Block, name: str, *, fails: bool) -> None:
    whole = block.type in SORTS or block.error("NoMatchingCondition") is not None
    for way in block.ways:
        if way.kind == "condition":
            shape.exit(block, name, way, branch(way), Owner.SYSTEM)
        elif way.kind == "next" and not whole:
            shape.exit(block, name, way, "next", Owner.SYSTEM)
        elif way.kind == "error":
            general = way.name == "NoMatchingError"
            trigger = "error" if general else _EXITS.get(way.name, way.name) or "fault"
            shape.exit(block, name, way, trigger, Owner.SYSTEM, general and not fails)
    shape.part(block, block.ways)


_EXITS = {"NoMatchingCondition": "else", "TimeLimitExceeded": "timeout", "next": "fault", "error": "fault"}


def branch(way: Way) -> str:
    """Return a short label of a condition: what is compared with, and how unless it is for being equal."""
    return f"{_SIGNS.get(way.name, f'{way.name} ')}{way.value}".strip() or "branch"


def add_decide(shape: Shape, sifting: Sifting, counters: frozenset[str], block: Block, name: str) -> None:
    """Add a decision of the system; a comparison that stands at the entry before it becomes no node.

    Of one that may be a counter nobody knows how often it leads back.
    """
    if sifting.absorbs(block):
        shape.draft.part(block.id, shape.ids[sifting.entry(block).id], "it only looks at what the caller has entered")
        return
    shape.add(block, name, NodeType.DECIDE)
    if block.id in counters:
        shape.draft.change(name, opaque=True)
    skipped = sifting.silent(block)
    for way in block.conditions:
        if way is not skipped:
            shape.exit(block, name, way, branch(way), Owner.SYSTEM)
    other = block.error("NoMatchingCondition") or block.next
    if other is not None:
        shape.exit(block, name, other, "else", Owner.SYSTEM)
    shape.fails(block, name, breakdown=not SORTS[block.type].fails)
    shape.part(block, [way for way in block.ways if way is not skipped])


def finish_absorbed(shape: Shape, sifting: Sifting) -> None:
    """Account for the ways of comparisons that have become no node, once the entries have taken what they need."""
    for block in shape.flow.of("Compare"):
        if block.id in sifting.alone and shape.blocks.get(block.id) is block:
            shape.part(block, block.ways, of=shape.ids[sifting.entry(block).id])


def add_shares(shape: Shape, block: Block, name: str) -> None:
    """Add a choice by lot: a number from 1 to 100 is drawn, and each condition is a bound that it lies below."""
    before = 1.0
    shape.add(block, name, NodeType.DECIDE)
    for way in block.conditions:
        bound = min(float(way.value), 101.0) if _COUNT.fullmatch(way.value) else before
        share, before = max(0.0, bound - before) / 100, max(before, bound)
        shape.exit(block, name, way, f"{share:.0%}", Owner.SYSTEM, share=share)
    other = block.error("NoMatchingCondition") or block.next
    if other is not None:
        share = (101.0 - before) / 100
        shape.exit(block, name, other, f"{share:.0%}", Owner.SYSTEM, share=share)
    shape.fails(block, name, breakdown=True)
    shape.part(block, block.ways)


def add_hours(shape: Shape, block: Block, name: str) -> None:
    """Add a question to the clock; a status of its own, beside open and closed, is that of days out of the ordinary."""
    title = shape.names.title(block, "HoursOfOperationId", block.parameters.get("HoursOfOperationId"))
    shape.add(block, name, NodeType.HOURS)
    if title:
        shape.draft.change(name, label={"": title})
    special = False
    for way in block.conditions:
        trigger = {"true": "open", "false": "closed"}.get(way.value.lower())
        if trigger is None:
            trigger = way.value or "branch"
            if special:  # no hour of any profile takes it, and it is taken all the same
                shape.lead_to(way)
            else:
                trigger, special = "holiday", True
        shape.exit(block, name, way, trigger, Owner.SYSTEM)
    _finish_conditions(shape, block, name, "closed")


def add_loop(shape: Shape, block: Block, name: str) -> None:
    """Add a counter; where the count is not known before a call, it is the most that the platform counts to."""
    given = text_of(block.parameters.get("LoopCount"))
    times = min(int(given), MOST_LOOPS) if _COUNT.fullmatch(given) else MOST_LOOPS
    shape.add(block, name, NodeType.LOOP, times=times or 1)
    for way in block.conditions:
        word = way.value.lower()
        if word == "donelooping":
            shape.exit(block, name, way, "done", Owner.SYSTEM)
        elif word == "continuelooping" and times:
            shape.exit(block, name, way, "again", Owner.SYSTEM, limit=times)
        elif times:
            shape.exit(block, name, way, branch(way), Owner.SYSTEM)
    _finish_conditions(shape, block, name, "done")


def _finish_conditions(shape: Shape, block: Block, name: str, trigger: str) -> None:
    """Add what stands beside conditions that are all there can be."""
    if not block.conditions and block.next is not None:
        shape.exit(block, name, block.next, trigger, Owner.SYSTEM)
    shape.fails(block, name, breakdown=True)
    shape.part(block, block.ways, "the conditions are all there can be")
