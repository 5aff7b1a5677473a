"""Reads a file into trees: the flow, and beside it each task that several of its steps call."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import PurePosixPath

from ivraudit.draft import Draft, unread
from ivraudit.marked import Fault, Mapping, decode, get, pairs, parse, parse_json
from ivraudit.model import Entry, NodeType, Owner, Position, Source, Tree, TreeKind, Trouble
from ivraudit.readers.genesys_architect import choices
from ivraudit.readers.genesys_architect.archy import Archy
from ivraudit.readers.genesys_architect.claiming import ARCHY, PACKED, form
from ivraudit.readers.genesys_architect.exits import Exits
from ivraudit.readers.genesys_architect.exported import Exported
from ivraudit.readers.genesys_architect.holes import cover, is_hole
from ivraudit.readers.genesys_architect.laying import Laying, called
from ivraudit.readers.genesys_architect.packed import Packed
from ivraudit.readers.genesys_architect.steps import Container, Flow
from ivraudit.readers.genesys_architect.ways import Ways
from ivraudit.readers.genesys_architect.words import KINDS

READER = "genesys_architect"
DEPTH_LIMIT = 1_000
"""Levels of nesting in Archy's YAML, where each branch inside another one takes five."""


def read(source: Source) -> list[Tree]:
    """Return the trees of a file, the flow's own first; never raises for what is in it."""
    text, faults = decode(source.data, source.file)
    if text is None:
        return [_unreadable(source.file, faults)]
    if form(source) == PACKED:
        return _exported(source.file, text, Packed(text, source.file))
    if form(source) == ARCHY or not text.lstrip().startswith("{"):
        return _archy(source.file, text)
    return _exported(source.file, text)


def _unreadable(file: str, faults: Iterable[Fault]) -> Tree:
    troubles = [Trouble("unreadable", fault.at, fault.message, also=fault.also) for fault in faults]
    return unread(READER, file, PurePosixPath(file).stem, troubles)


def _archy(file: str, text: str) -> list[Tree]:
    value, faults = parse(cover(text), file, depth=DEPTH_LIMIT)
    key, body = next(((key, body) for key, body in pairs(value) if key.value in KINDS), (None, None))
    if key is None or body is None:
        message = "no kind of flow, such as `inboundCall:`, stands at the beginning of a line"
        return [_unreadable(file, faults or [Fault(Position(file), message)])]
    draft = _draft(file, key.at(file))
    return _trees(draft, Archy(draft).flow(key, body), text)


def _exported(file: str, text: str, packed: Packed | None = None) -> list[Tree]:
    """Read an export. Of a packed one no text is kept: its letters would tell nobody anything."""
    value, faults = parse_json(packed.json if packed else text, file)
    if packed:
        faults = [fault._replace(at=packed.place(fault.at)) for fault in faults]
    if not isinstance(value, Mapping) or get(value, "flowSequenceItemList") is None:
        message = "the file holds no `flowSequenceItemList`, so there is no flow in it"
        return [_unreadable(file, faults or [Fault(Position(file), message)])]
    draft = _draft(file, Position(file))
    for fault in faults:
        draft.trouble("invalid-value", fault.at, f"The file is broken, and read up to there. {fault.message}")
    return _trees(draft, Exported(draft, packed).flow(value), "" if packed else text)


def _draft(file: str, at: Position) -> Draft:
    return Draft(READER, file, PurePosixPath(file).stem, at)


def _trees(draft: Draft, flow: Flow, text: str) -> list[Tree]:
    """Lay the flow, and beside it each task that several steps call."""
    if flow.name and not is_hole(flow.name):
        draft.name = flow.name
    draft.kind, draft.at = KINDS.get(flow.kind, TreeKind.MESSAGE), flow.at
    _repeated(draft, flow)
    ways = Ways(flow)
    shared, gone_to = ways.shared(), ways.gone_to()
    aside = {id(one) for task in shared if id(task) not in gone_to for one in ways.part(task)}
    roots = [one for one in flow.containers if id(one) not in aside and one not in ways.single]
    part = ways.part(*roots)
    inside = {id(one) for one in part} | aside
    part += [one for one in flow.containers if id(one) not in inside]
    start = ways.start()
    returning = start if flow.kind == "commonModule" or flow.repeats else None
    main = Laying(draft, flow, ways, part, returning)
    entries = _flow(main, start)
    tasks = [_task(flow, ways, task, main) for task in shared]
    first = draft.tree(entries, [*flow.names, called(draft.file, None)], languages=flow.languages, text=text)
    return [first, *tasks]


def _repeated(draft: Draft, flow: Flow) -> None:
    """Note each id that two menus, or two tasks, have."""
    seen: dict[tuple[bool, str], Container] = {}
    for container in flow.containers:
        key = container.is_menu, container.ref
        if key in seen:
            message = f"the id {container.ref!r} is given to two {'menus' if container.is_menu else 'tasks'}"
            draft.trouble("duplicate-node", container.at, message, fact=container.ref)
        seen.setdefault(key, container)


def _lay(laying: Laying) -> None:
    laying.place()
    exits = Exits(laying)
    choices.lead(laying)
    exits.lead()
    exits.turn_back()


def _flow(laying: Laying, start: Container | None) -> list[Entry]:
    """Lay the flow itself, with its greeting; return where calls begin."""
    flow = laying.flow
    greeting = ""
    if flow.greeting_at is not None and flow.greeting.something:
        greeting = laying.node(
            "Initial Greeting", NodeType.SAY, flow.greeting_at, "initialGreeting",
            prompt=flow.greeting.text, audio=flow.greeting.audio,
        )  # fmt: skip
    _lay(laying)
    at = flow.start_at or flow.at
    if start is None:
        _lost(laying, greeting, at)
    elif greeting:
        laying.exit(greeting, "next", start, Owner.SYSTEM, at, "start")
    begun = greeting or (laying.begin(start) if start is not None else "")
    if flow.greeting_at is not None:
        laying.part_of("initialGreeting", begun, "nothing is said in it")
    if flow.start_at is not None:
        laying.part_of("start", begun, "calls begin there")
    _breakdown(laying, begun)
    return [Entry(begun, at)] if begun else []


def _lost(laying: Laying, greeting: str, at: Position) -> None:
    """Note that a flow does not say where calls begin, or names what is not there."""
    flow, draft = laying.flow, laying.draft
    if greeting:
        laying.exit(greeting, "next", flow.start, Owner.SYSTEM, at, "start")
    elif flow.start:
        draft.trouble("dangling-target", at, f"calls begin at {flow.start!r}, which is not defined", fact="start")
    if not flow.start:
        draft.trouble("missing-field", at, "the flow does not say where calls begin", fact="startUpRef")


def _breakdown(laying: Laying, begun: str) -> None:
    """Lead from the beginning, once for all, to what is done when the platform breaks down."""
    flow = laying.flow
    if flow.trouble_at is None:
        return
    aim = next((one for menu in (True, False) if (one := laying.ways.container(flow.trouble, menu=menu))), None)
    if aim is not None and begun:
        fields = {"prompt": flow.apology.text} if flow.apology.text else {}
        laying.exit(begun, "error", aim, Owner.SYSTEM, flow.trouble_at, "errorHandling", breakdown=True, **fields)
    laying.part_of("errorHandling", begun, "the platform ends the call when it breaks down")


def _task(flow: Flow, ways: Ways, task: Container, main: Laying) -> Tree:
    """Lay a task that several steps call as a tree of its own, whose end leads back."""
    draft = Draft(READER, main.draft.file, task.name, task.at, main.draft.kind)
    laying = Laying(draft, flow, ways, ways.part(task), task, main)
    _lay(laying)
    entry = Entry(laying.begin(task), task.at)
    return draft.tree([entry], [called(draft.file, task)], languages=flow.languages)
