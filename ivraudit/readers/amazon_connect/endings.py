"""Blocks with which a call leaves a flow: to a person, to another flow, or altogether."""

from __future__ import annotations

from typing import Any

from ivraudit.model import NodeType, Owner, Severity, TreeKind
from ivraudit.readers.amazon_connect.blocks import Block
from ivraudit.readers.amazon_connect.kinds import is_inbound, is_module
from ivraudit.readers.amazon_connect.late import found
from ivraudit.readers.amazon_connect.parsing import text_of
from ivraudit.readers.amazon_connect.references import dynamic
from ivraudit.readers.amazon_connect.selection import AFTER, Selected
from ivraudit.readers.amazon_connect.shaping import Shape
from ivraudit.readers.amazon_connect.steps import go_on

_ENDS = "the call does not come back here"
_OUTCOMES = {
    "QueueAtCapacity": "full", "CallFailed": "failed", "ConnectionTimeLimitExceeded": "timeout",
    "NoMatchingError": "error",
}  # fmt: skip


def _outcomes(shape: Shape, block: Block, name: str, *, breakdown: bool) -> None:
    """Add what happens where a transfer does not come about; what the designer fills in beside it is never taken."""
    for way in block.ways:
        if way.kind == "error":
            trigger = _OUTCOMES.get(way.name, way.name) or "error"
            shape.exit(block, name, way, trigger, Owner.SYSTEM, breakdown and trigger == "error")
    shape.part(block, block.ways, _ENDS)


def add_queue(shape: Shape, block: Block, name: str, selected: Selected | None) -> None:
    """Add a queue: the one that has been selected on every way here, else one without a name.

    Where it is sure which queue it is, its error branch stands for a breakdown; else also for a queue that is not
    there.
    """
    own = block.parameters.get("QueueId") or block.parameters.get("AgentId")
    if own:
        word = "QueueId" if block.parameters.get("QueueId") else "AgentId"
        team, sure = shape.names.title(block, word, own), shape.names.known(own)
    else:
        team, sure = (selected.queue, selected.sure) if selected else ("", False)
    shape.add(block, name, NodeType.QUEUE, team=team)
    _outcomes(shape, block, name, breakdown=sure)
    if selected and selected.after:
        follow_talk(shape, block, name, selected.after)
    if selected and selected.none:
        _warn(shape, block, name, own)


def _warn(shape: Shape, block: Block, name: str, own: Any) -> None:
    """Say that nothing in this flow selects the queue, unless an agent or another flow surely has."""
    if not own and shape.draft.kind is TreeKind.CALL and not is_module(shape.flow):
        message = (
            f"no block on the way to {name!r} selects a queue: unless the flow before this one does, "
            "the call takes the error branch"
        )
        shape.trouble("missing-field", block.at, message, block.id, "QueueId", severity=Severity.INFO)


def follow_talk(shape: Shape, block: Block, name: str, names: tuple[str, ...]) -> None:
    """Add what follows when the person has hung up and the caller has not: another flow, such as a survey."""
    at = found(block.at)
    behind = shape.draft.node(f"{name}, after the talk", NodeType.TREE, at)
    shape.link_to(behind, names, at)
    shape.after(name, behind, block.at)


def add_agent(shape: Shape, block: Block, name: str) -> None:
    """Add a transfer to one agent."""
    shape.add(block, name, NodeType.AGENT)
    _outcomes(shape, block, name, breakdown=False)


def add_transfer(shape: Shape, block: Block, name: str) -> None:
    """Add a transfer to a number outside; who answers there is unknown, and the flow may go on afterwards."""
    number = shape.names.value(block.parameters.get("ThirdPartyPhoneNumber"))
    shape.add(block, name, NodeType.TRANSFER, number="" if dynamic(number) else number)
    if text_of(block.parameters.get("ContinueFlowExecution")).lower() == "true" and block.next is not None:
        shape.exit(block, name, block.next, "next", Owner.SYSTEM)
    _outcomes(shape, block, name, breakdown=False)


def add_callback(shape: Shape, block: Block, name: str, selected: Selected | None) -> None:
    """Add a call back, by the queue that has been selected."""
    own = block.parameters.get("QueueId") or block.parameters.get("AgentId")
    team = shape.names.title(block, "QueueId", own) if own else selected.queue if selected else ""
    shape.add(block, name, NodeType.CALLBACK, team=team)
    go_on(shape, block, name, fails=True)


def add_flow(shape: Shape, block: Block, name: str) -> None:
    """Add a jump to another flow; it cannot fail before a call where it is sure which one it is."""
    given = block.parameters.get("ContactFlowId")
    shape.add(block, name, NodeType.TREE)
    shape.link(block, "ContactFlowId", given)
    _outcomes(shape, block, name, breakdown=shape.names.known(given))


def add_module(shape: Shape, block: Block, name: str) -> None:
    """Add a call of a module, which comes back here; where it comes back by several ways nobody knows by which."""
    given = block.parameters.get("FlowModuleId")
    sure = shape.names.known(given)
    if block.conditions:
        shape.add(block, name, NodeType.TASK, opaque=True)
        go_on(shape, block, name, fails=not sure)
        return
    shape.add(block, name, NodeType.TREE)
    if block.next is not None:
        shape.exit(block, name, block.next, "next", Owner.SYSTEM)
    shape.link(block, "FlowModuleId", given, returns=block.next is not None)
    shape.fails(block, name, breakdown=sure)


def add_hangup(shape: Shape, block: Block, name: str) -> None:
    """Add the end of the call."""
    shape.add(block, name, NodeType.HANGUP)
    shape.part(block, block.ways, "the call has ended")


def add_end(shape: Shape, block: Block, name: str) -> None:
    """Add the end of a flow, which ends the call in an inbound flow; elsewhere it goes back to what hosts the flow."""
    if shape.draft.kind is not TreeKind.CALL:
        kind = NodeType.RETURN
    else:
        kind = NodeType.HANGUP if is_inbound(shape.flow) else NodeType.OUTSIDE
    shape.add(block, name, kind)
    shape.part(block, block.ways, "the flow has ended")


def add_back(shape: Shape, block: Block, name: str) -> None:
    """Add the end of a module."""
    shape.add(block, name, NodeType.RETURN)
    shape.part(block, block.ways, "the module has ended")


def add_hooks(shape: Shape, block: Block, name: str, followed: bool) -> None:
    """Add a setting of flows for events; what follows the talk stands apart where no queue of this flow has it."""
    shape.add(block, name, NodeType.TASK)
    go_on(shape, block, name, fails=False)
    hooks = block.parameters.get("EventHooks")
    after = hooks.get(AFTER) if isinstance(hooks, dict) else None
    if after and not followed:
        names = shape.names.names(block, "EventHooks", after)
        if names:
            at = found(block.at)
            agent = shape.draft.node(f"{name}, a person", NodeType.AGENT, at)
            shape.apart.add(agent)
            follow_talk(shape, block, agent, names)
