"""A tree as our own YAML, complete: reading it back gives the same tree, whatever format it came from."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ivraudit.model import Acceptance, Edge, Entry, Node, NodeType, Nowhere, Owner, Retry, Tree, TreeKind, Wait

WIDTH = 110
"""What is longer is written over several lines."""
_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*\Z")
_WORDS = frozenset({"true", "false", "null", "yes", "no", "on", "off", "y", "n"})
_KEYS = re.compile(r"[0-9*#]+\Z")
_STEERING = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")

_TEXTS = ("prompt", "audio", "seconds", "label")
_FLAGS = ("resolves", "offer", "promo", "recorded", "masked", "ai", "survey", "opaque")
_WORD_LISTS = ("confirms", "sensitive", "notice", "collects", "by", "tags")
_SINGLE_WORDS = ("redirect", "outcome", "charge")
_SINGLE = ("team", "notes", "number", "answered_within", "human", "times")
_NAMED: dict[NodeType, tuple[str, ...]] = {
    NodeType.SAY: ("next",), NodeType.HOURS: ("open", "closed", "holiday"), NodeType.TASK: ("next", "error"),
    NodeType.LOOP: ("again", "done"), NodeType.QUEUE: ("served", "full", "closed", "timeout"),
    NodeType.AGENT: ("next",), NodeType.TRANSFER: ("failed",), NodeType.VOICEMAIL: ("next",),
    NodeType.CALLBACK: ("next",),
}  # fmt: skip
"""The system's exits that a type has a field for."""
_CHOOSING = (NodeType.MENU, NodeType.COLLECT)

Plain = Mapping[str, Any]


def write(tree: Tree) -> str:
    """Return a joined tree as YAML in our own format (docs/tree-format.md); its links have become ordinary exits."""
    return "".join(f"{line}\n" for line in _lines(tree))


def _lines(tree: Tree) -> Iterator[str]:
    if tree.vendor:
        yield f"# Converted from {tree.vendor}. What that format does not say is unknown to the audit, not absent."
    for name, value in _top(tree).items():
        yield from _field(name, value, "")
    yield "nodes:"
    leaving: dict[str, list[Edge]] = {}
    for edge in tree.edges:
        leaving.setdefault(edge.source, []).append(edge)
    ids = {node.id for node in tree.nodes}
    unseen = next(name for name in _names("unknown") if name not in ids)
    seen: set[str] = set()
    for node in tree.nodes:
        if node.id not in seen:
            seen.add(node.id)
            yield from ("", f"  {_key(node.id)}:")
            for name, value in _Laid(node, leaving.get(node.id, []), unseen).fields().items():
                yield from _field(name, value, "    ")
    if any(edge.target is Nowhere.UNREAD for edge in tree.edges):
        yield from ("", f"  {_key(unseen)}: {{type: outside}}")


def _names(name: str) -> Iterator[str]:
    yield name
    number = 2
    while True:
        yield f"{name} {number}"
        number += 1


def _top(tree: Tree) -> dict[str, Any]:
    found: dict[str, Any] = {"ivraudit": 1, "name": tree.name or "unnamed", "number": tree.number}
    found["start"] = _start(tree.entries)
    found["converted"] = _Word(tree.vendor)
    found["kind"] = "" if tree.kind is TreeKind.CALL else _Word(str(tree.kind))
    found["languages"] = [_Word(tag) for tag in tree.languages]
    found["sector"], found["recurring"] = _Word(tree.sector), tree.recurring
    found["calls_per_month"], found["speech_rate"] = tree.calls_per_month, tree.speech_rate
    found["values"] = dict(tree.values)
    return _filled(found)


def _start(entries: tuple[Entry, ...]) -> Any:
    if len(entries) == 1 and not entries[0].number:
        return _Word(entries[0].node)
    numbers: dict[str, str] = {}
    for entry in entries:
        name = next(name for name in _names(entry.number or entry.node) if name not in numbers)
        numbers[name] = _Word(entry.node)
    return numbers or "nothing"


class _Laid:
    """A node and its exits on their way into fields."""

    def __init__(self, node: Node, edges: list[Edge], unseen: str) -> None:
        self.node = node
        self.kind = _kind(node, edges)
        self.edges = edges
        self.unseen = unseen

    def fields(self) -> dict[str, Any]:
        """Return the node's fields in the order in which a designer reads them."""
        node = self.node
        found: dict[str, Any] = {"type": _Word(str(self.kind))}
        found |= {name: _per_language(getattr(node, name)) for name in _TEXTS}
        found["goal"] = _words(node.goals)
        found |= {name: getattr(node, name) or (False if name in node.fields else None) for name in _FLAGS}
        found |= {name: _words(getattr(node, name)) for name in _WORD_LISTS}
        found |= {name: _Word(getattr(node, name)) for name in _SINGLE_WORDS}
        found |= {name: getattr(node, name) for name in _SINGLE if getattr(node, name) != ""}
        found["barge_in"] = None if node.barge_in == (self.kind in _CHOOSING) else node.barge_in
        found["carries_context"] = None if node.carries_context else False
        found["digits"] = {"min": max(1, node.digits[0]), "max": max(1, *node.digits)} if node.digits else None
        found["wait"] = _wait(node.wait)
        found["announces"] = _filled(node.announces._asdict()) if node.announces else None
        found["schedule"] = dict(node.schedule)
        found["accept"] = _accepted(node.accept)
        return _filled({**found, **self.exits()})

    def exits(self) -> dict[str, Any]:
        """Return the exits by the fields that hold them; `exits` takes those for which there is none."""
        found: dict[str, Any] = {}
        options: dict[str, Any] = {}
        phrases: dict[str, Any] = {}
        branches: dict[str, Any] = {}
        others: dict[str, Any] = {}
        passive = self.passive()
        for edge in self.edges:
            place = self.place(edge)
            if edge.trigger in passive and edge.owner is Owner.PASSIVE:
                continue
            if place == "options":
                options[edge.trigger] = self.leading(edge)
            elif place == "speech":
                phrases[edge.trigger] = self.leading(edge)
            elif place == "when":
                branches[edge.trigger] = self.leading(edge)
            elif place:
                found[place] = self.leading(edge)
            else:
                others[edge.trigger] = self.other(edge)
        found |= {"when": branches, "options": options, "speech": phrases}
        for name, retry in (("noinput", self.node.noinput), ("nomatch", self.node.nomatch)):
            if retry is not None and f"{name}-last" in passive:
                found[name] = self.retry(retry, f"{name}-last")
        return {**found, "exits": others}

    def place(self, edge: Edge) -> str:
        """Return the field that can hold an exit; "" if none can."""
        if not self.ordinary(edge):
            return ""
        if edge.owner is Owner.SYSTEM:
            if self.kind is NodeType.DECIDE:
                return "else" if edge.trigger == "else" else "when"
            named = edge.trigger in _NAMED.get(self.kind, ())
            return ("next" if edge.trigger == "served" else edge.trigger) if named else ""
        if edge.owner is Owner.PASSIVE or self.kind not in (*_CHOOSING, NodeType.QUEUE):
            return ""
        if self.kind is NodeType.COLLECT and edge.trigger == "next":
            return "next"
        if edge.spoken:
            return "" if self.kind is NodeType.QUEUE else "speech"
        return "options" if _KEYS.match(edge.trigger) else ""

    def ordinary(self, edge: Edge) -> bool:
        bounded = edge.limit is not None and not (self.kind is NodeType.LOOP and edge.trigger == "again")
        return not edge.breakdown and not bounded and edge.target is not Nowhere.DROPPED

    def passive(self) -> frozenset[str]:
        """Return the triggers that `noinput` and `nomatch` stand for."""
        found = set()
        for name, retry in (("noinput", self.node.noinput), ("nomatch", self.node.nomatch)):
            edges = {edge.trigger: edge for edge in self.edges if edge.owner is Owner.PASSIVE}
            again, last = edges.get(name), edges.get(f"{name}-last")
            plays = retry.attempts if retry else 0
            fits = (again.limit == plays - 1 and again.target == self.node.id) if again else plays == 1
            if self.kind in _CHOOSING and last is not None and fits and not last.breakdown:
                found |= {name, f"{name}-last"}
        return frozenset(found)

    def retry(self, retry: Retry, last: str) -> Any:
        edge = next(edge for edge in self.edges if edge.trigger == last)
        attempts = retry.attempts if retry.attempts > 1 else None
        said = {"after": retry.after, "attempts": attempts, "prompt": _per_language(retry.prompt)}
        to = None if edge.target is Nowhere.DROPPED else self.leading(edge)
        return _filled({**said, "to": to}) or {"attempts": 1}

    def leading(self, edge: Edge) -> Any:
        """Return an exit as the id of a node, or with all that it says."""
        said = _filled({
            "label": _per_language(edge.label), "to": self.target(edge), "prompt": _per_language(edge.prompt),
            "share": edge.share, "goal": edge.goal, "language": _Word(edge.language), "after": edge.after,
            "unspoken": edge.unspoken or None, "notes": edge.notes, "accept": _accepted(edge.accept),
            "speech": _per_language({tag: [*phrases] for tag, phrases in edge.speech.items()}),
        })  # fmt: skip
        return said["to"] if said.keys() == {"to"} else said

    def other(self, edge: Edge) -> Any:
        said = {
            **(led if isinstance(led := self.leading(edge), dict) else {"to": led}), "after": None,
            "by": None if edge.owner is Owner.SYSTEM else _Word(str(edge.owner)),
            "breakdown": edge.breakdown or None, "limit": edge.limit,
        }  # fmt: skip
        return _filled(said) or {"by": _Word("system")}

    def target(self, edge: Edge) -> str | None:
        if edge.target is Nowhere.DROPPED:
            return None
        return _Word(edge.target if isinstance(edge.target, str) else self.unseen)


def _kind(node: Node, edges: Iterable[Edge]) -> NodeType:
    """The type, where joining has turned a call or its return into an ordinary exit: something that is passed."""
    passed = node.type is NodeType.TREE or (node.type is NodeType.RETURN and any(edges))
    return NodeType.SAY if passed else node.type


def _wait(wait: Wait | None) -> Any:
    if wait is None:
        return None
    if wait.declared is not None and wait == Wait(declared=wait.declared):
        return wait.declared
    return _filled({**wait._asdict(), "declared": None, "mean": wait.mean if wait.declared is None else wait.declared})


def _accepted(accepted: Iterable[Acceptance]) -> dict[str, Any]:
    return {
        one.rule: _filled({"reason": one.reason, "owner": one.owner, "until": one.until}) for one in accepted
    }  # fmt: skip


def _per_language(texts: Mapping[str, Any]) -> Any:
    return texts[""] if texts.keys() == {""} else dict(texts)


def _words(words: Iterable[str]) -> list[str]:
    return [_Word(word) for word in words]


class _Word(str):
    """A word of the format's own, which needs no quotes."""

    __slots__ = ()


def _filled(fields: Plain) -> dict[str, Any]:
    """The fields without those that say nothing."""
    return {name: value for name, value in fields.items() if value not in ("", None, [], {}, ()) and value is not None}


def _field(name: str, value: Any, indent: str) -> Iterator[str]:
    """A field on one line, or a mapping on several where it is long or holds exits."""
    line = f"{indent}{_key(name)}: {_flow(value)}"
    spread = name in ("options", "when", "speech", "exits") and isinstance(value, dict) and len(indent) == 4
    if isinstance(value, dict) and (spread or len(line) > WIDTH):
        yield f"{indent}{_key(name)}:"
        for key, inner in value.items():
            yield from _field(key, inner, f"{indent}  ")
    else:
        yield line


def _flow(value: Any) -> str:
    if isinstance(value, dict):
        return f"{{{', '.join(f'{_key(name)}: {_flow(inner)}' for name, inner in value.items())}}}"
    if isinstance(value, list):
        return f"[{', '.join(_flow(inner) for inner in value)}]"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, _Word):
        return _key(value)
    if isinstance(value, str):
        return _quoted(value)
    return f"{value:.9f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)


def _key(name: str) -> str:
    """A key or a word, quoted unless it is plain in every YAML."""
    plain = _PLAIN.match(name) and name.lower() not in _WORDS
    return name if plain or (name.isascii() and name.isdigit() and len(name) == 1) else _quoted(name)


def _quoted(text: str) -> str:
    """A text in double quotes; whatever a terminal or an editor could take for an order is escaped."""
    return _STEERING.sub(lambda found: f"\\u{ord(found[0]):04x}", json.dumps(text, ensure_ascii=False))
