"""How a whole file is read: the top, then every node, then what leads elsewhere."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Any

from ivraudit.marked import Mapping, Scalar, Value, decode, parse
from ivraudit.model import Edge, Link, Node, Note, Nowhere, Owner, Position, Severity, Source, Tree, TreeKind, Trouble
from ivraudit.readers.yaml.exits import Handling
from ivraudit.readers.yaml.fields import TOP
from ivraudit.readers.yaml.groups import check_required, read_fields
from ivraudit.readers.yaml.nodes import foreign, read_node
from ivraudit.readers.yaml.reading import Reading, quoted, shown
from ivraudit.readers.yaml.swallowed import HashKeys, words_behind


def read(source: Source) -> list[Tree]:
    """The one tree of a file, with every trouble that was met; it never raises for what a file holds."""
    text, faults = decode(source.data, source.file)
    value: Value | None = None
    if text is not None:
        value, faults = parse(text, source.file)
    reading = Reading(source.file, text or "" if isinstance(value, Mapping) else "")
    reading.unreadable(faults)
    if value is not None and not isinstance(value, Mapping):
        message = f"The file holds {shown(value)}, not a tree: a tree has `name:`, `start:` and `nodes:` as its fields."
        reading.trouble("unreadable", message, at=value.at(source.file))
    if not isinstance(value, Mapping):
        return [_refused(source.file, reading, text or "")]
    return [_Document(reading, value).tree(text or "")]


def _refused(file: str, reading: Reading, text: str) -> Tree:
    """A tree of which nothing could be used."""
    troubles = tuple(reading.troubles)
    name = PurePosixPath(file).stem
    return Tree(file, name, Position(file), "yaml", names=_names(file), troubles=troubles, text=text, unreadable=True)


def _names(file: str) -> tuple[str, ...]:
    """What other files may call this one: its path, without and with its suffix."""
    path = PurePosixPath(file)
    bare = file.removesuffix(path.suffix) if path.suffix else file
    return tuple(dict.fromkeys((bare, file)))


class _Document:
    """One file's top-level mapping on its way into a `Tree`."""

    def __init__(self, reading: Reading, value: Mapping) -> None:
        self.reading = reading
        self.value = value
        self.nodes: dict[str, Node] = {}
        self.edges: list[Edge] = []
        self.suspects = HashKeys(reading)

    def tree(self, text: str) -> Tree:
        """The tree, read from top to bottom."""
        reading, file = self.reading, self.reading.file
        first = self.value.pairs[0][0].at(file) if self.value.pairs else Position(file)
        self.learn_languages()
        found, given = read_fields(self.value.pairs, TOP, reading)
        reading.key = self.value.pairs[0][0] if self.value.pairs else None
        check_required(TOP, given, reading, "")
        found.pop("ivraudit", None)
        found.pop("notes", None)
        entries = found.pop("start", ())
        defaults: dict[str, Handling] = found.pop("defaults", {})
        if "nodes" in found:
            self.read_nodes(given["nodes"], found.pop("nodes"), defaults)
        loose = found.pop("loose", ())
        found["kind"] = TreeKind(found.get("kind", TreeKind.CALL))
        name = found.pop("name", PurePosixPath(file).stem)
        return Tree(
            file,
            name,
            first,
            "yaml",
            entries=entries,
            nodes=tuple(self.nodes.values()),
            edges=tuple(self.edges),
            names=_names(file),
            links=(*reading.links, *self.foreign_links()),
            troubles=tuple(sorted(self.troubles(bool(found.get("vendor"))), key=lambda trouble: trouble.at)),
            text=text,
            loose=frozenset({*reading.loose, *loose} & self.nodes.keys()),
            **found,
        )

    def troubles(self, converted: bool) -> list[Trouble]:
        """The troubles, without what other systems may do: keys that begin alike, and no place where calls begin."""
        kept = self.reading.troubles
        if not converted:
            return kept
        kept = [one for one in kept if one.rule != "ambiguous-key" or one.severity is not Severity.WARNING]
        return [one for one in kept if (one.rule, one.fact) != ("invalid-value", "start")]

    def learn_languages(self) -> None:
        """Know the tree's languages before anything else is read, wherever in the file they stand."""
        aside = Reading(self.reading.file, "")
        for key, value in self.value.pairs:
            if key.value == "languages":
                aside.key = key
                self.reading.languages = TOP.fields["languages"].kind.read(value, aside) or ()
                return

    def read_nodes(self, key: Scalar, value: Value, defaults: dict[str, Handling]) -> None:
        """Read every node; a second one of the same id is checked but not kept."""
        reading = self.reading
        reading.key = key
        if not isinstance(value, Mapping) or not value.pairs:
            reading.invalid(value, "a mapping is expected: the id of each node and what it is")
            reading.loosen(value)
            return
        for name, item in value.pairs:
            reading.edges = []
            links = len(reading.links)
            node = read_node(name, item, reading, defaults)
            self.look_for_swallowed(item)
            if node.id in self.nodes:
                self.drop(node, links)
            else:
                self.nodes[node.id] = node
                self.edges += reading.edges
        reading.node = reading.key = None

    def drop(self, node: Node, links: int) -> None:
        """Report a node whose id is taken; what it leads to is not to be called unreachable."""
        reading = self.reading
        reading.loose.update(edge.target for edge in reading.edges if isinstance(edge.target, str))
        del reading.links[links:]
        also = (Note(self.nodes[node.id].at, "first defined here", node.id),)
        message = f"{quoted(node.id)} is defined twice, and only the first one is read: give this one an id of its own."
        reading.key, reading.path = None, ""
        reading.trouble("duplicate-node", message, at=node.at, also=also)

    def look_for_swallowed(self, value: Value) -> None:
        """Look for options on the key # that YAML took for comments; where they lead is unknown."""
        if not self.suspects.pending or not isinstance(value, Mapping):
            return
        reading = self.reading
        for key, item in value.pairs:
            if key.value == "options":
                reading.key = key
                for place in self.suspects.check_options(key, item):
                    reading.edges.append(Edge(reading.node or "", Nowhere.UNREAD, "#", Owner.CALLER, place))
                    reading.loose.update(words_behind(reading, place))

    def foreign_links(self) -> list[Link]:
        """A link for every exit that names a node of another file."""
        found = []
        for edge in self.edges:
            target: Any = edge.target
            if target not in self.nodes and foreign(target):
                found.append(Link(edge.source, edge.trigger, target, "", False, edge.at))
        return found
