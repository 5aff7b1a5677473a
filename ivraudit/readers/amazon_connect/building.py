"""A flow becomes a tree: each type of block by the builder that its table names."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from pathlib import PurePath

from ivraudit.draft import Draft
from ivraudit.model import Entry, Tree
from ivraudit.readers.amazon_connect import answers, endings, steps
from ivraudit.readers.amazon_connect.blocks import Block, Flow
from ivraudit.readers.amazon_connect.channels import settle_channels
from ivraudit.readers.amazon_connect.counting import counters
from ivraudit.readers.amazon_connect.kinds import kind_of
from ivraudit.readers.amazon_connect.late import found
from ivraudit.readers.amazon_connect.recording import Recording
from ivraudit.readers.amazon_connect.selection import Selections, followed, selections
from ivraudit.readers.amazon_connect.shaping import Shape
from ivraudit.readers.amazon_connect.speech import languages
from ivraudit.readers.amazon_connect.tables import SORTS, UNKNOWN

Builder = Callable[[Block, str], None]
_BEFORE_BRANCHES = ("task", "say", "select", "hooks")


def build(reader: str, flow: Flow, text: str) -> Tree:
    """Return the tree of a flow; `text` is that of its file."""
    stem = PurePath(flow.file).stem
    draft = Draft(reader, flow.file, flow.wrapped.name or stem, flow.at, kind_of(flow, stem))
    shape = Shape(draft, flow)
    for fault in flow.faults:
        draft.trouble(fault.rule, found(fault.at), fault.message, fault.block, fault.fact)
    usable = shape.name_blocks()
    settle_channels(shape)
    _add_all(shape, usable)
    return draft.tree(
        _entries(shape), flow.wrapped.names, text=text, loose=shape.loose, languages=languages(flow, _chain(shape))
    )


def _add_all(shape: Shape, blocks: Iterable[Block]) -> None:
    """Add the nodes and exits of all blocks, in the order of the file."""
    sifting, selected = answers.Sifting(shape.flow), selections(shape.flow, shape.blocks, shape.names)
    builders = _builders(shape, sifting, selected)
    unknown, ids = builders[UNKNOWN.handling], shape.ids
    by_type = {kind: builders[sort.handling] for kind, sort in SORTS.items()}
    for block in blocks:
        by_type.get(block.type, unknown)(block, ids[block.id])
    shape.lead_to_the_rest()
    if sifting.alone:
        steps.finish_absorbed(shape, sifting)


def _builders(shape: Shape, sifting: answers.Sifting, selected: Selections) -> dict[str, Builder]:
    """The builders by the names that `tables.py` gives them."""
    with_selection, counting = followed(shape.flow, selected), counters(shape.flow)
    recording = Recording(shape.flow)
    return {
        "say": partial(steps.add_say, shape), "task": partial(steps.add_task, shape),
        "select": partial(steps.add_select, shape), "view": partial(steps.add_view, shape),
        "unknown": partial(steps.add_unknown, shape), "decide": partial(steps.add_decide, shape, sifting, counting),
        "shares": partial(steps.add_shares, shape), "hours": partial(steps.add_hours, shape),
        "loop": partial(steps.add_loop, shape),
        "input": partial(answers.add_input, shape, sifting, recording), "bot": partial(answers.add_bot, shape),
        "queue": lambda block, name: endings.add_queue(shape, block, name, selected.get(block.id)),
        "callback": lambda block, name: endings.add_callback(shape, block, name, selected.get(block.id)),
        "hooks": lambda block, name: endings.add_hooks(shape, block, name, with_selection),
        "agent": partial(endings.add_agent, shape), "transfer": partial(endings.add_transfer, shape),
        "flow": partial(endings.add_flow, shape), "module": partial(endings.add_module, shape),
        "hangup": partial(endings.add_hangup, shape), "end": partial(endings.add_end, shape),
        "back": partial(endings.add_back, shape),
    }  # fmt: skip


def _chain(shape: Shape) -> list[Block]:
    """The blocks that every call takes one after the other before the flow branches."""
    taken, name = dict[str, Block](), shape.flow.start
    while name in shape.blocks and name not in taken:
        block = taken[name] = shape.blocks[name]
        if SORTS.get(block.type, UNKNOWN).handling not in _BEFORE_BRANCHES or block.next is None:
            break
        name = block.next.target or ""
    return list(taken.values())


def _entries(shape: Shape) -> tuple[Entry, ...]:
    flow = shape.flow
    if flow.start in shape.ids:
        return (Entry(shape.ids[flow.start], flow.start_at),)
    if flow.start and not flow.broken:
        message = f"`StartAction` is {flow.start!r}, and no block has that id"
        shape.trouble("dangling-target", flow.start_at, message, "", "start")
    elif not flow.start:
        shape.trouble("missing-field", flow.start_at, "`StartAction` does not say which block comes first", "", "start")
    return ()
