"""What documents tell of each other: the root document's share, and announcements that are parts of a call."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from posixpath import dirname, join, normpath

from ivraudit.marked import parse_xml
from ivraudit.model import Link, Source, Tree, TreeKind
from ivraudit.readers.voicexml.document import NAME, read_document
from ivraudit.readers.voicexml.scopes import scope_of


def settle(trees: Sequence[Tree]) -> list[Tree]:
    """Return trees that know of each other what no document tells by itself.

    A document that names a root document inherits what that declares; an announcement that another document leads to
    is a part of a call.
    """
    known = {normpath(tree.file): tree for tree in trees if tree.reader == NAME and not tree.unreadable}
    settled = [_with_root(tree, known) if known.get(normpath(tree.file)) is tree else tree for tree in trees]
    linked = {_place(tree, link) for tree in settled if tree.reader == NAME for link in tree.links}
    return [_settled(tree, known, linked) if tree.reader == NAME else tree for tree in settled]


def _settled(tree: Tree, known: Mapping[str, Tree], linked: set[str]) -> Tree:
    """A tree whose kind is sure, and whose links to documents that are here must find their dialogs there."""
    called = tree.kind is TreeKind.MESSAGE and normpath(tree.file) in linked
    links = tuple(link._replace(required=link.required or _place(tree, link) in known) for link in tree.links)
    return replace(tree, kind=TreeKind.CALL if called else tree.kind, links=links)


def _place(tree: Tree, link: Link) -> str:
    return normpath(join(dirname(tree.file), link.name) if link.file else link.name)


def _with_root(tree: Tree, known: Mapping[str, Tree]) -> Tree:
    top, _ = parse_xml(tree.text, tree.file) if "application" in tree.text else (None, [])
    named = top.get("application").partition("#")[0].partition("?")[0] if top else ""
    place = normpath(join(dirname(tree.file), named))
    if not named or place not in known or place == normpath(tree.file):
        return tree
    root, _ = parse_xml(known[place].text, known[place].file)
    if root is None:
        return tree
    again = read_document(Source(tree.file, tree.text.encode("utf-8")), scope_of(root, known[place].file))
    told = tuple(trouble for trouble in tree.troubles if trouble not in again.troubles)
    return replace(again, names=tree.names, troubles=(*again.troubles, *told), text=tree.text)
