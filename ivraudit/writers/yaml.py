"""A tree as our own YAML, complete: reading it back gives the same tree, whatever format it came from."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ivraudit.model import Acceptance, Edge, Entry, Node, NodeType, Nowhere, Owner, Retry, Tree, TreeKind, Wait
from ivraudit.writers.notation import Word, field, filled, key_text, words

_KEYS = re.compile(r"[0-9*#]+\Z")

_TEXTS = ("prompt", "audio", "seconds", "label")
_FLAGS = ("resolves", "offer", "promo", "recorded", "masked", "ai", "survey", "opaque")
_WORD_LISTS = ("confirms", "sensitive", "notice", "collects", "by", "tags")
_SINGLE_WORDS = ("redirect", "outcome", "charge")
_SINGLE = ("team", "notes", "number", "answered_within", "human", "times")
_OWN = {
    "collects": (NodeType.COLLECT,), "digits": (NodeType.COLLECT,), "by": (NodeType.COLLECT,),
    "times": (NodeType.LOOP,), "wait": (NodeType.QUEUE,), "announces": (NodeType.QUEUE,),
    "number": (NodeType.TRANSFER,), "human": (NodeType.TRANSFER,), "schedule": (NodeType.HOURS,),
    "answered_within": (NodeType.VOICEMAIL, NodeType.CALLBACK),
}  # fmt: skip
"""The fields that only some types have."""
_NAMED: dict[NodeType, tuple[str, ...]] = {
    NodeType.SAY: ("next",), NodeType.HOURS: ("open", "closed", "holiday"), NodeType.TASK: ("next", "error"),
    NodeType.LOOP: ("again", "done"), NodeType.QUEUE: ("served", "full", "closed", "timeout"),
    NodeType.AGENT: ("next",), NodeType.TRANSFER: ("failed",), NodeType.VOICEMAIL: ("next",),
    NodeType.CALLBACK: ("next",),
}  # fmt: skip
"""The system's exits that a type has a field for."""
_CHOOSING = (NodeType.MENU, NodeType.COLLECT)



def write(tree: Tree) -> str:
    """Return a joined tree as YAML in our own format (docs/tree-format.md); its links have become ordinary exits."""
    return "".join(f"{line}\n" for line in _lines(tree))


def _lines(tree: Tree) -> Iterator[str]:
    if tree.vendor:
        yield f"# Converted from {tree.vendor}. What that format does not say is unknown to the audit, not absent."
    for name, value in _top(tree).items():
        yield from field(name, value, "")
    leaving: dict[str, list[Edge]] = {}
    for edge in tree.edges:
        leaving.setdefault(edge.source, []).append(edge)
    nodes = {node.id: node for node in reversed(tree.nodes)}  # of two with one id the first
    unseen = next(name for name in _names("unknown") if name not in nodes)
    laid = [_Laid(nodes.pop(node.id), leaving.get(node.id, []), unseen) for node in tree.nodes if node.id in nodes]
    yield from field("defaults", _defaults(laid), "") if _defaults(laid) else ()
    yield "nodes:"
    for one in laid:
        yield from ("", f"  {key_text(one.node.id)}:")
        for name, value in one.fields().items():
            yield from field(name, value, "    ")
    if any(edge.target is Nowhere.UNREAD for edge in tree.edges):
        yield from ("", f"  {key_text(unseen)}: {{type: outside}}")


def _defaults(laid: list[_Laid]) -> dict[str, Any]:
    """What the nodes have in common as inherited `noinput` and `nomatch`; those that say so need not repeat it."""
    found: dict[str, Any] = {}
    for name in ("noinput", "nomatch"):
        asking = [one for one in laid if one.kind in _CHOOSING]
        said = [one for one in asking if getattr(one.node, name) and f"{name}-last" in one.passive()]
        inheriting = [one for one in said if getattr(one.node, name).inherited]
        if inheriting and len(said) == len(asking):
            found[name] = inheriting[0].retry(name)
            for one in inheriting:
                if one.retry(name) == found[name]:
                    one.inherited |= {name}
    return found


def _names(name: str) -> Iterator[str]:
    yield name
    number = 2
    while True:
        yield f"{name} {number}"
        number += 1


def _top(tree: Tree) -> dict[str, Any]:
    found: dict[str, Any] = {"ivraudit": 1, "name": tree.name or "unnamed", "number": tree.number}
    found["start"] = _start(tree.entries)
    found["converted"] = Word(tree.vendor)
    found["kind"] = "" if tree.kind is TreeKind.CALL else Word(str(tree.kind))
    found["languages"] = [Word(tag) for tag in tree.languages]
    found["sector"], found["recurring"] = Word(tree.sector), tree.recurring
    found["calls_per_month"], found["speech_rate"] = tree.calls_per_month, tree.speech_rate
    found["values"], found["loose"] = dict(tree.values), words(sorted(tree.loose))
    return {**filled(found), "start": found["start"]}


def _start(entries: tuple[Entry, ...]) -> Any:
    if len(entries) == 1 and not entries[0].number:
        return Word(entries[0].node)
    numbers: dict[str, str] = {}
    for one in entries:
        numbers[next(name for name in _names(one.number or one.node) if name not in numbers)] = Word(one.node)
    return numbers


class _Laid:
    """A node and its exits on their way into fields."""

    def __init__(self, node: Node, edges: list[Edge], unseen: str) -> None:
        self.node = node
        self.kind = _kind(node, edges)
        self.edges = edges
        self.unseen = unseen
        self.inherited: frozenset[str] = frozenset()
        """What `defaults` says already."""

    def fields(self) -> dict[str, Any]:
        """Return the node's fields in the order in which a designer reads them."""
        node = self.node
        found: dict[str, Any] = {"type": Word(str(self.kind))}
        found |= {name: _per_language(getattr(node, name)) for name in _TEXTS}
        found["goal"] = words(node.goals)
        found |= {name: getattr(node, name) or (False if name in node.fields else None) for name in _FLAGS}
        found |= {name: words(getattr(node, name)) for name in _WORD_LISTS}
        found |= {name: Word(getattr(node, name)) for name in _SINGLE_WORDS}
        found |= {name: getattr(node, name) for name in _SINGLE if getattr(node, name) != ""}
        found["barge_in"] = None if node.barge_in == (self.kind in _CHOOSING) else node.barge_in
        found["carries_context"] = None if node.carries_context else False
        found["digits"] = {"min": max(1, node.digits[0]), "max": max(1, *node.digits)} if node.digits else None
        found["wait"] = _wait(node.wait)
        found["announces"] = filled(node.announces._asdict()) if node.announces else None
        found["schedule"] = dict(node.schedule)
        found["accept"] = _accepted(node.accept)
        found = {name: value for name, value in found.items() if self.kind in _OWN.get(name, (self.kind,))}
        return filled({**found, **self.exits()})

    def exits(self) -> dict[str, Any]:
        """Return the exits by the fields that hold them; `exits` takes those for which there is none."""
        found: dict[str, Any] = {}
        passive = self.passive()
        for edge in self.edges:
            place = self.place(edge)
            if edge.trigger in passive and edge.owner is Owner.PASSIVE:
                continue
            if place in ("options", "speech", "when"):
                found.setdefault(place, {})[edge.trigger] = self.leading(edge)
            elif place:
                found[place] = self.leading(edge)
            else:
                found.setdefault("exits", {})[edge.trigger] = self.other(edge)
        for name in ("noinput", "nomatch"):
            if f"{name}-last" in passive and name not in self.inherited:
                found[name] = self.retry(name)
            elif self.kind in _CHOOSING and getattr(self.node, name) and not self.has(f"{name}-last"):
                found[name] = {"never": True}
        return found

    def has(self, trigger: str) -> bool:
        """Whether the node has an exit of that name."""
        return any(edge.trigger == trigger for edge in self.edges)

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

    def retry(self, name: str) -> Any:
        """Return what `noinput` or `nomatch` says."""
        retry: Retry = getattr(self.node, name)
        edge = next(edge for edge in self.edges if edge.trigger == f"{name}-last")
        attempts = retry.attempts if retry.attempts > 1 else None
        said = {"after": retry.after, "attempts": attempts, "prompt": _per_language(retry.prompt)}
        to = None if edge.target is Nowhere.DROPPED else self.leading(edge)
        return filled({**said, "to": to}) or {"attempts": 1}

    def leading(self, edge: Edge) -> Any:
        """Return an exit as the id of a node, or with all that it says."""
        said = filled({
            "label": _per_language(edge.label), "to": self.target(edge), "prompt": _per_language(edge.prompt),
            "share": edge.share, "goal": edge.goal, "language": Word(edge.language), "after": edge.after,
            "unspoken": edge.unspoken or None, "notes": edge.notes, "accept": _accepted(edge.accept),
            "speech": _per_language({tag: [*phrases] for tag, phrases in edge.speech.items()}),
        })  # fmt: skip
        return said["to"] if said.keys() == {"to"} else said

    def other(self, edge: Edge) -> Any:
        said = {
            **(led if isinstance(led := self.leading(edge), dict) else {"to": led}), "after": None,
            "by": None if edge.owner is Owner.SYSTEM else Word(str(edge.owner)),
            "breakdown": edge.breakdown or None, "limit": edge.limit,
        }  # fmt: skip
        return filled(said) or {"by": Word("system")}

    def target(self, edge: Edge) -> str | None:
        if edge.target is Nowhere.DROPPED:
            return None
        return Word(edge.target if isinstance(edge.target, str) else self.unseen)


def _kind(node: Node, edges: Iterable[Edge]) -> NodeType:
    """The type, where joining has turned a call or its return into an ordinary exit: something that is passed."""
    passed = node.type is NodeType.TREE or (node.type is NodeType.RETURN and any(edges))
    return NodeType.SAY if passed else node.type


def _wait(wait: Wait | None) -> Any:
    if wait is None:
        return None
    if wait.declared is not None and wait == Wait(declared=wait.declared):
        return wait.declared
    return filled({**wait._asdict(), "declared": None, "mean": wait.mean if wait.declared is None else wait.declared})


def _accepted(accepted: Iterable[Acceptance]) -> dict[str, Any]:
    return {
        one.rule: filled({"reason": one.reason, "owner": one.owner, "until": one.until}) for one in accepted
    }  # fmt: skip


def _per_language(texts: Mapping[str, Any]) -> Any:
    return texts[""] if texts.keys() == {""} else dict(texts)
