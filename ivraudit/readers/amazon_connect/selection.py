"""Which queue is selected, and what follows the talk, when a call comes to a block."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from ivraudit.readers.amazon_connect.blocks import Block, Flow, Way
from ivraudit.readers.amazon_connect.references import Names
from ivraudit.readers.amazon_connect.tables import SORTS, UNKNOWN

AFTER = "CustomerRemaining"
"""The event that the person has hung up and the caller has not."""
QUEUES = ("TransferContactToQueue", "CreateCallbackContact", "DequeueContactAndTransferToQueue")
_FAILING = frozenset(kind for kind, sort in SORTS.items() if sort.fails)
_SETTING = ("UpdateContactTargetQueue", "UpdateContactEventHooks", "InvokeFlowModule")


class Selected(NamedTuple):
    """What has been set on the way to a block."""

    queue: str
    """The name of the queue; "" where none is set, ways differ, or only a call tells."""
    sure: bool
    """Whether some queue that is there has been set on every way."""
    none: bool
    """Whether no queue has been set on any way."""
    after: tuple[str, ...]
    """The names of the flow that goes on after the talk; empty where none is set, or ways differ."""

    def joined(self, other: Selected) -> Selected:
        """Return what holds on both ways."""
        return Selected(
            self.queue if self.queue == other.queue else "",
            self.sure and other.sure,
            self.none and other.none,
            self.after if self.after == other.after else (),
        )


Selections = Mapping[str | None, Selected]
NOTHING_SET = Selected("", False, True, ())


def selections(flow: Flow, blocks: Mapping[str | None, Block], names: Names) -> Selections:
    """Return what has been set when a call comes to each block; linear, since each can only lose what it knows.

    Where the platform breaks down while it sets something, nothing can be told: such ways are not followed.
    """
    if not flow.of(*QUEUES):
        return {}
    found: dict[str | None, Selected] = dict.fromkeys(_untouched(blocks, flow.start), NOTHING_SET)
    waiting = [name for name in found if blocks[name].type in _SETTING]
    for name in waiting:  # which grows while it is walked
        block, here = blocks[name], found[name]
        done, unset = _changed(block, here, names), _may_fail(block, names)
        for way in _followed(block, unset):
            if way.target not in blocks:
                continue
            given = here if unset and way.kind == "error" else done
            known = found.get(way.target)
            joined = given if known is None or known is given else known.joined(given)
            if joined != known:
                found[way.target] = joined
                waiting.append(way.target)
    return found


def _untouched(blocks: Mapping[str | None, Block], start: str) -> Iterable[str | None]:
    """The blocks to which some way from the start leads on which nothing is set, in any order."""
    seen: set[str | None] = {start} if start in blocks else set()
    stack = list(seen)
    for name in stack:  # which grows while it is walked
        _, kind, _, ways, _ = blocks[name]
        if kind in _SETTING:
            continue
        if kind in _FAILING or kind not in SORTS:
            found = {way[3] for way in ways}
        else:
            found = {way[3] for way in ways if way[1] != "NoMatchingError"}
        found -= seen
        if found:
            found &= blocks.keys()
            seen |= found
            stack += found
    return seen


def _followed(block: Block, may_fail: bool) -> list[Way]:
    """The ways of a block without that of a breakdown."""
    if may_fail or SORTS.get(block.type, UNKNOWN).fails:
        return block.ways
    return [way for way in block.ways if way.name != "NoMatchingError"]


def _may_fail(block: Block, names: Names) -> bool:
    """Whether a queue is selected that may not be there."""
    return block.type == "UpdateContactTargetQueue" and not names.known(_given(block)[1])


def _given(block: Block) -> tuple[str, Any]:
    """The parameter that names a queue, or an agent's queue, and its value."""
    word = "AgentId" if block.parameters.get("AgentId") else "QueueId"
    return word, block.parameters.get(word)


def _changed(block: Block, here: Selected, names: Names) -> Selected:
    """What is set once a block has done its work."""
    if block.type == "UpdateContactTargetQueue":
        word, given = _given(block)
        return here._replace(queue=names.title(block, word, given), sure=names.known(given), none=False)
    if block.type == "UpdateContactEventHooks":
        hooks = block.parameters.get("EventHooks")
        if isinstance(hooks, dict) and AFTER in hooks:
            return here._replace(after=names.names(block, "EventHooks", hooks[AFTER]))
    if block.type == "InvokeFlowModule":
        return here._replace(queue="", none=False)  # a module may select another one
    return here


def followed(flow: Flow, selected: Selections) -> bool:
    """Whether some queue of a flow is known to be followed by another flow."""
    return any(selected[block.id].after for block in flow.of(*QUEUES) if block.id in selected)
