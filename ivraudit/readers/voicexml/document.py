"""A document becomes a tree."""

from __future__ import annotations

from pathlib import PurePath
from posixpath import join

from ivraudit.draft import Draft, unread
from ivraudit.marked import Element, decode_xml, parse_xml
from ivraudit.model import Entry, NodeType, Nowhere, Position, Severity, Source, Tree, TreeKind, Trouble
from ivraudit.readers.voicexml.dialogs import DIALOGS, ITEMS, MOVES, Dialog, dialogs_in, items_of, known_at_top
from ivraudit.readers.voicexml.idle import draw_idle
from ivraudit.readers.voicexml.items import draw_ends, draw_form
from ivraudit.readers.voicexml.menus import draw_menu
from ivraudit.readers.voicexml.passive import within
from ivraudit.readers.voicexml.reading import Reading, split_reference
from ivraudit.readers.voicexml.scopes import Scope, Surroundings, scope_of
from ivraudit.readers.voicexml.sketch import Label

NAME = "voicexml"
ENTRIES = frozenset({"index", "main", "start"})
"""Names, without suffix, of documents at which calls begin, even where others lead back to them."""

PLAYING = frozenset({NodeType.SAY, NodeType.TASK, NodeType.DECIDE, NodeType.LOOP, NodeType.HANGUP})
"""What a document is made of that asks nothing and leads nowhere: an announcement, no phone tree."""


def read_document(source: Source, root: Scope | None = None) -> Tree:
    """Return the tree of a document; `root` is what its root document declares, where that is known."""
    text, faults = decode_xml(source.data, source.file)
    top, more = parse_xml(text, source.file)
    found = [*faults, *more]
    if top is None or top.name != "vxml":
        trouble = Trouble("unreadable", Position(source.file), "The document does not begin with `<vxml>`.")
        if found:
            trouble = Trouble("unreadable", found[0].at, found[0].message)
        return unread(NAME, source.file, PurePath(source.file).stem, [trouble])
    draft = Draft(NAME, source.file, PurePath(source.file).stem, top.at)
    for fault in found:
        stopped = fault is found[-1] and fault in more and top.broken
        message = f"{fault.message} What stands before it is read." if stopped else fault.message
        draft.trouble("invalid-value", fault.at, message)
    reading = Reading(draft, top, root)
    _prepare(reading, root)
    _draw(reading)
    return _tree(reading, text)


def _prepare(reading: Reading, root: Scope | None) -> None:
    """Find the dialogs, before anything can lead to them."""
    top, draft = reading.top, reading.draft
    own = scope_of(top, _base(top, draft.file))
    scopes = (own, root) if root else (own,)
    around = Surroundings(scopes, root is not None or not top.get("application"))
    for number, element in enumerate(dialogs_in(top)):
        name = element.get("id") or _free(element.name, reading)
        if name in reading.by_name:
            message = f"{name!r} is the id of another dialog too: no platform would run this document."
            draft.trouble("duplicate-node", element.place("id"), message, name)
            name = _free(name, reading)
        inner = scope_of(element, own.base)
        dialog = Dialog(number, element, name, around._replace(scopes=(inner, *around.scopes)))
        if element.name == "form":
            dialog.take(items_of(element))
            dialog.jumps = any(one.get("nextitem") or one.get("expritem") for one in within(element))
        reading.dialogs.append(dialog)
        reading.by_name[name] = dialog
        reading.sketch.reserved.add(name)
    told: set[str] = set()
    for child in top.elements:
        if child.name not in DIALOGS and not known_at_top(child) and child.name not in told:
            told.add(child.name)
            message = f"`<{child.name}>` has no place here by the standard: it is not read"
            draft.trouble("unknown-field", child.at, message, "", child.name, Severity.INFO)


def _base(top: Element, file: str) -> str:
    """What references begin from: the document itself, or what it says instead."""
    said = top.get("xml:base")
    return said if "://" in said else join(file.rpartition("/")[0], said) if said else file


def _free(name: str, reading: Reading) -> str:
    number, found = 1, name
    while found in reading.by_name:
        number += 1
        found = f"{name} {number}"
    return found


def _draw(reading: Reading) -> None:
    for dialog in reading.dialogs:
        if dialog.element.name == "menu":
            draw_menu(reading, dialog)
        else:
            draw_form(reading, dialog)
            draw_ends(reading, dialog)
    for dialog in reading.dialogs:
        reading.sketch.bound.setdefault(Label("dialog", dialog.number), Nowhere.DROPPED)
    draw_idle(reading)
    reading.sketch.finish()
    _settle_account(reading)


def _settle_account(reading: Reading) -> None:
    """Account for what nothing leads to; what it would lead to is not called unreachable."""
    for element in within(reading.top):
        if element.name in DIALOGS | ITEMS | MOVES and id(element) not in reading.sketch.accounted:
            if reading.dialogs:
                reading.sketch.account(element, "left out", "", "nothing leads to it")
            else:
                reading.sketch.account(element, "part", "", "of the documents that name this one as their root")
            _, fragment = split_reference(element.get("next"))
            if fragment in reading.by_name:
                reading.loose.add(fragment)


def _tree(reading: Reading, text: str) -> Tree:
    draft = reading.draft
    file = draft.file
    ordered = sorted(draft.nodes.values(), key=lambda node: (node.at.file != file, node.at))
    draft.nodes = {node.id: node for node in ordered}
    entries = [Entry(dialog.name, dialog.element.place("id")) for dialog in reading.dialogs[:1]]
    if not entries:
        draft.kind = TreeKind.GUIDE  # a root document, which only declares
    elif all(node.type in PLAYING and not node.opaque for node in ordered):
        draft.kind = TreeKind.MESSAGE
    languages = (reading.language,) if reading.language else ()
    first = bool(entries) and draft.name.lower() in ENTRIES
    return draft.tree(entries, (file,), languages=languages, text=text, loose=frozenset(reading.loose), entry=first)
