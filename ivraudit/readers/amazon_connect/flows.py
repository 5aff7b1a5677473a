"""A file becomes trees: one for each flow that it holds."""

from __future__ import annotations

from pathlib import PurePath

from ivraudit.draft import unread
from ivraudit.marked import decode
from ivraudit.model import Source, Tree, Trouble
from ivraudit.readers.amazon_connect.blocks import Fault, Flow
from ivraudit.readers.amazon_connect.building import build
from ivraudit.readers.amazon_connect.late import found
from ivraudit.readers.amazon_connect.wrapping import unwrap

NAME = "amazon_connect"


def read(source: Source) -> list[Tree]:
    """Return the trees of a file's flows; of a file that holds none a tree that says why. Never raises."""
    file = source.file
    text, faults = decode(source.data, file)
    if text is None:
        return [unread(NAME, file, PurePath(file).stem, (Trouble("unreadable", one.at, one.message) for one in faults))]
    return [_tree(one, file, text) for one in unwrap(file, text)]


def _tree(flow: Flow | Fault, file: str, text: str) -> Tree:
    if isinstance(flow, Flow):
        return build(NAME, flow, text)
    trouble = Trouble(flow.rule, found(flow.at), flow.message, flow.block or None, flow.fact)
    tree = unread(NAME, file, PurePath(file).stem, [trouble])
    return Tree(
        tree.file, tree.name, tree.at, reader=NAME, vendor=NAME, unreadable=True, troubles=tree.troubles, text=text,
        names=(flow.block,) if flow.block else (),
    )  # fmt: skip
