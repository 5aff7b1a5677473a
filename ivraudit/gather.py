"""Paths become sources, sources become trees: which files there are, who reads them, which policy holds for them."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from functools import partial
from pathlib import Path, PurePath

from ivraudit.catalog import all_readers, all_rules
from ivraudit.dumps import named_things
from ivraudit.errors import NoTreeError, PolicyError, UsageError, nearest
from ivraudit.files import ChangingError, Disk, Files, absent, plain, same, shown
from ivraudit.fleet import Fleet
from ivraudit.late import Texts
from ivraudit.marked import SIZE_LIMIT
from ivraudit.model import NOTHING, Entry, Link, Position, Source, Tree, Trouble
from ivraudit.policy import Policy, default, load

POLICY_FILE = ".ivraudit.yaml"


@dataclass(slots=True)
class Gathered:
    """What the paths of a command line come to."""

    trees: list[Tree] = field(default_factory=list)
    """As they were written, not joined."""
    unclaimed: list[str] = field(default_factory=list)
    """Files in named folders that no reader knows."""
    files: Files = field(default_factory=Disk)
    """Where they come from."""
    folders: list[str] = field(default_factory=list)
    """Those of the paths that are folders, all of whose files were looked at."""
    _roots: dict[str, str] = field(default_factory=dict)
    """Per file, however it is spelt: the folder that its links may not leave."""
    _fleet: Fleet | None = None
    """Who reads, while many files are looked at."""

    def texts(self, others: Mapping[str, str]) -> Mapping[str, str]:
        """Return each file's text, and those of other files."""
        return Texts(self.trees, others)

    def whole(self) -> list[Tree]:
        """Return the trees joined over their links."""
        if not any(tree.links for tree in self.trees):
            return self.trees
        from ivraudit.join import joined  # few trees lead to others

        return joined(self.trees)


def gather(
    paths: Sequence[str], policies: Policies, *, sources: Sequence[Source] = (), reader: str = "",
    links: Mapping[str, str] = NOTHING, fleet: Fleet | None = None,
) -> Gathered:  # fmt: skip
    """Return the trees of files and folders; UsageError if one does not exist, NoTreeError if nothing is found.

    Each of the `sources` stands for the file of its name. `links` maps ids of a vendor to the files (`file`, or
    `file#flow` where a file holds several) that hold them. A `fleet` may read many files at once.
    """
    disk = Disk()
    if missing := [path for path in paths if not disk.exists(path)]:
        raise UsageError(*map(absent, missing))
    found = collected(paths, policies, disk, sources=sources, reader=reader, links=links, fleet=fleet)
    if not found.trees:
        raise NoTreeError(f"no phone tree was found in {', '.join([*paths, *(source.file for source in sources)])}")
    return found


def collected(
    paths: Sequence[str], policies: Policies, files: Files, *, sources: Sequence[Source] = (), reader: str = "",
    links: Mapping[str, str] = NOTHING, more: Sequence[str] = (), fleet: Fleet | None = None,
) -> Gathered:  # fmt: skip
    """Return the trees of those of the paths that there are, and those of `more` files that a reader knows."""
    found = Gathered(files=files, _fleet=fleet)
    for source in sources:
        named = source._replace(file=plain(source.file))
        _take(found, named, str(PurePath(named.file).parent), named=True, reader=reader)
    for path in dict.fromkeys(path for path in paths if path != "-"):
        if files.is_folder(path):
            found.folders.append(path)
            for file in files.below(path, partial(_lose, found, policies)):
                if not policies.excludes(file):
                    _take(found, _source(files, file), path, named=False)
        elif files.exists(path):
            _take(found, _source(files, path), str(PurePath(path).parent), named=True, reader=reader)
    for path in more:
        _take(found, _source(files, path), str(PurePath(path).parent), named=False, reader=reader)
    once = {same(name): name for name in reversed(found.unclaimed)}
    found.unclaimed = [name for key, name in reversed(once.items()) if key not in found._roots]
    if fleet:
        found.trees, found._fleet = fleet.known(found.trees), None
    _answer_to(found, links)
    _follow_links(found)
    if fleet:
        found.trees = fleet.called(found.trees)
    for one in {tree.reader: all_readers()[tree.reader] for tree in found.trees if tree.reader}.values():
        settle = getattr(one, "settle", None)
        if settle is not None:
            found.trees = settle(found.trees)
    found.trees = named_things(found.trees, files)
    return found


def _lose(found: Gathered, policies: Policies, error: OSError) -> None:
    """Say of a folder that nobody knows what is in it, unless a policy excludes all that could be."""
    folder = os.path.normpath(error.filename).replace(os.sep, "/")
    if same(folder) not in found._roots and not policies.excludes(f"{folder}/any"):
        found._roots[same(folder)] = folder
        found.trees.append(_unreadable(folder, f"the folder cannot be read: {error.strerror}"))


_NO_FILE = "this is no file but a device or a pipe"


def _source(files: Files, file: str) -> Source | Tree:
    """A file's bytes, not more of them than a reader would take; or a tree that says why there are none."""
    name = plain(file)
    try:
        if not files.is_file(file) and files.exists(file):
            return _unreadable(name, _NO_FILE)
        return Source(name, files.read(file, SIZE_LIMIT + 1))
    except ChangingError:
        return _unreadable(name, "the file changes while it is read")
    except OSError as error:
        return _unreadable(name, f"the file cannot be read: {error.strerror or error}")


def _take(found: Gathered, source: Source | Tree, root: str, *, named: bool, reader: str = "") -> None:
    key = same(source.file)
    if key in found._roots:
        return
    if isinstance(source, Tree):
        pipe = source.troubles[0].message == _NO_FILE
        if named or (PurePath(source.file).suffix in (".yaml", ".yml") and not pipe):
            found._roots[key] = root
            found.trees.append(source)
        else:
            found.unclaimed.append(source.file)
        return
    readers = all_readers()
    chosen = readers[reader] if reader else next((one for one in readers.values() if one.claims(source)), None)
    if chosen is None and named and PurePath(source.file).suffix in (".yaml", ".yml"):
        chosen = readers["yaml"]
    if chosen is not None:
        found._roots[key] = root
        found.trees += found._fleet.read(chosen, source) if found._fleet else chosen.read(source)
    elif named:
        found._roots[key] = root
        known = ", ".join(name for name in readers if name != "yaml")
        message = f"no reader knows this file: our own format has a line that begins with `ivraudit:`; others: {known}"
        found.trees.append(_unreadable(source.file, message))
    else:
        found.unclaimed.append(source.file)


def _unreadable(file: str, message: str) -> Tree:
    at = Position(file)
    return Tree(file, PurePath(file).stem, at, unreadable=True, troubles=(Trouble("unreadable", at, message),))


def _follow_links(found: Gathered) -> None:
    """Read the files that trees link to and nobody has named; refuse those outside the audited folder."""
    for number, tree in enumerate(found.trees):  # which grows while it is walked
        root = found._roots[same(tree.file)]
        refused = []
        for link in tree.links:
            if not link.file:
                continue
            if tree.reader == "yaml" and link.trigger and not link.name.endswith((".yaml", ".yml")):
                names = [f"{link.name.rpartition('/')[0]}{suffix}" for suffix in (".yaml", ".yml")]
            else:
                names = [link.name]
            lost = [trouble for name in names for trouble in _follow(found, tree, link, name, root)]
            refused += [] if any(same(_place(tree, name)) in found._roots for name in names) else lost
        if refused:
            guilty = {(trouble.node, trouble.fact) for trouble in refused}
            links = tuple(one for one in tree.links if (one.node, one.trigger or "file") not in guilty)
            kept = (*links, *(one._replace(required=False) for one in tree.links if one not in links))
            found.trees[number] = replace(tree, troubles=(*tree.troubles, *refused), links=kept)


def _place(tree: Tree, name: str) -> str:
    return os.path.normpath(PurePath(tree.file).parent / name).replace(os.sep, "/")


def _follow(found: Gathered, tree: Tree, link: Link, name: str, root: str) -> list[Trouble]:
    path = _place(tree, name)
    if same(path) in found._roots or not _possible(name):
        return []
    if PurePath(name).is_absolute() or not found.files.inside(path, root):
        message = f"{link.node!r} leads to {link.name!r}, which lies outside the audited folder {root!r}"
        return [Trouble("dangling-target", link.at, message, link.node, link.trigger or "file")]
    if found.files.is_file(path):
        _take(found, _source(found.files, path), root, named=True)
    return []


def entered(found: Gathered, entries: Sequence[str]) -> Gathered:
    """Return the trees that have nodes of these names, entered there; UsageError for a name that no tree has."""
    known = {name for tree in found.trees for node in tree.nodes for name in (node.id, node.name)}
    lost = [name for name in entries if name not in known]
    if lost:
        raise UsageError(*(f"no node is named {name!r} for calls to begin at{nearest(name, known)}" for name in lost))
    trees = []
    for tree in found.trees:
        begins = tuple(Entry(node.id, node.at) for node in tree.nodes if {node.id, node.name} & set(entries))
        trees.append(replace(tree, entries=begins, entry=True) if begins else tree)
    found.trees = trees
    return found


def _answer_to(found: Gathered, links: Mapping[str, str]) -> None:
    """Let the flows of `links` answer to the ids that lead to them; read those that nobody has named."""
    answers: dict[str, list[tuple[str, str]]] = {}
    for name, place in links.items():
        file, _, flow = place.partition("#")
        file = os.path.normpath(file)
        answers.setdefault(same(file), []).append((flow, name))
        if same(file) not in found._roots:
            _take(found, _source(found.files, file), str(PurePath(file).parent), named=True)
    for number, tree in enumerate(found.trees):
        names = [name for flow, name in answers.get(same(tree.file), ()) if flow in ("", tree.name)] if answers else []
        if names:
            found.trees[number] = replace(tree, names=(*tree.names, *names))


def _possible(name: str) -> bool:
    """Whether a name could be that of a file on any system; what could not be is no tree that was found."""
    return "\0" not in name and all(len(part.encode("utf-8", "replace")) <= 255 for part in PurePath(name).parts)


class Policies:
    """Which policy holds for a file: the one that was named, or the nearest one upwards from it."""

    def __init__(self, named: str | Policy | None = None, *, none: bool = False) -> None:
        self._cache: dict[str, Policy] = {}
        self._nearby: dict[str, str | None] = {}
        self._named = self._load(named) if isinstance(named, str) else named
        self._none = none

    def of(self, file: str) -> Policy:
        """Return the policy of a file."""
        if self._named:
            return self._named
        nearest = None if self._none else self._nearest(file)
        return self._load(nearest) if nearest else self._default

    def excludes(self, file: str) -> bool:
        """Say whether the policy of a file excludes it."""
        policy = self.of(file)
        for pattern in policy.exclude:
            base = PurePath(policy.files[0]).parent if policy.files and not self._named else PurePath()
            path = os.path.relpath(file, base).replace(os.sep, "/")
            if fnmatchcase(path, pattern) or fnmatchcase(path, f"{pattern.rstrip('/')}/*"):
                return True
        return False

    @property
    def _default(self) -> Policy:
        if "" not in self._cache:
            self._cache[""] = default(all_rules(), partial(_find, ""))
        return self._cache[""]

    def _nearest(self, file: str) -> str | None:
        folder = os.path.dirname(file)  # noqa: PTH120 - asked for every file of a fleet
        if folder not in self._nearby:
            found = (one / POLICY_FILE for one in Path.cwd().joinpath(file).parents)
            near = next((one for one in found if os.path.isfile(one)), None)  # noqa: PTH113 - never raises
            self._nearby[folder] = os.path.relpath(near).replace(os.sep, "/") if near else None
        return self._nearby[folder]

    def _load(self, file: str) -> Policy:
        if file not in self._cache:
            self._cache[file] = load(_policy_source(file), all_rules(), partial(_find, str(PurePath(file).parent)))
        return self._cache[file]


def _policy_source(file: str) -> Source:
    try:
        return Source(file, Path(file).read_bytes())
    except OSError as error:
        raise PolicyError(f"the policy {shown(file)!r} cannot be read: {error.strerror or error}") from error


def _find(folder: str, name: str) -> Source | None:
    """What a policy extends: a built-in pack by its name, else a file beside the policy."""
    from ivraudit import packs

    built_in = Path(packs.__path__[0]) / f"{name}.yaml"
    if PurePath(name).name == name and built_in.is_file():
        return Source(name, built_in.read_bytes())
    beside = Path(folder) / name
    return Source(str(beside), beside.read_bytes()) if beside.is_file() else None
