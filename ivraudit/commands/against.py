"""check --against: what is new since another commit of the repository."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import PurePath

from ivraudit.commands import common
from ivraudit.commands.common import Done, Reading
from ivraudit.commands.comparing import Asked, judged
from ivraudit.compare import compare, since
from ivraudit.files import Disk
from ivraudit.gather import Gathered, Policies, collected, entered
from ivraudit.matching import match, paired
from ivraudit.model import Tree
from ivraudit.ordering import as_in
from ivraudit.revision import Revision, opened

ALIKE = (frozenset({".yaml", ".yml"}), frozenset({".vxml", ".xml"}))
"""Suffixes that a file may change without being another."""


def applied(asked: Asked, done: Done, ref: str) -> Done:
    """Return what is new since another commit; of its trees all is asked that is asked of today's."""
    paths = common.usual(asked.paths)
    with opened(paths[0], ref, more=paths[1:]) as (files, name):
        moved = _moved(paths, files, done.gathered)
        found = then(paths, files, asked.policies, asked.how, moved)
    old = judged(asked, found, done.audit.dated, as_in_new(found.whole(), done.audit.trees))
    comparison = compare(old, done.audit)
    lost = set(moved) - {one.old.file for one in comparison.trees if one.old and one.new}
    return done._replace(audit=since(comparison, name, lambda one: one.position.file not in lost))


def _moved(paths: Sequence[str], files: Revision, now: Gathered) -> list[str]:
    """Files of the commit that may have become one that is new today: they are gone, and lie in no folder of ours."""
    fresh = {PurePath(tree.file).suffix for tree in now.trees if not files.exists(tree.file)}
    folders = [path for path in paths if files.is_folder(path)]
    lost = files.lost(fresh.union(*(alike for alike in ALIKE if fresh & alike))) if fresh else []
    return [file for file in lost if not any(files.inside(file, folder) for folder in folders)]


def then(
    paths: Sequence[str], files: Revision, policies: Policies, how: Reading, more: Sequence[str] = ()
) -> Gathered:  # fmt: skip
    """Return the trees of a commit, read as today's are; what maps ids to files is that commit's if it had it."""
    reader, link, entries = how
    links = common.links(link, files if link and files.exists(link) else Disk())
    found = collected(paths, policies, files, reader=reader or "", links=links, more=more)
    known = {name for tree in found.trees for node in tree.nodes for name in (node.id, node.name)}
    return entered(found, [name for name in entries if name in known]) if entries else found


def as_in_new(old: Sequence[Tree], new: Sequence[Tree]) -> Callable[[Tree], Tree]:
    """Return what sorts each old tree as the new one of it is, so that a rule that names the first names the same."""
    pairs = [(one, other) for one, other in paired(old, new) if one and other]
    called = {(one.file, one.name, one.at): as_in(one, other, match(one, other)) for one, other in pairs}
    return lambda tree: called.get((tree.file, tree.name, tree.at), tree)
