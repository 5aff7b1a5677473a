"""Goals by name: what a policy's `goals:` tags in trees that carry no tags of their own."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from fnmatch import translate

from ivraudit import words
from ivraudit.model import Edge, Node, NodeType, Owner, Tree

PLACES = ("name", "label", "prompt", "phrase", "queue")
"""What a pattern may be narrowed to, written `queue:Retention`."""
HUMAN = "human"
"""The goal that says of a transfer that a person answers."""


class _Patterns:
    """The patterns of one goal, by the place they look at; whole texts are compared, whatever their case."""

    def __init__(self, patterns: Iterable[str]) -> None:
        by_place: dict[str, list[str]] = {place: [] for place in PLACES}
        for pattern in patterns:
            place, colon, rest = pattern.partition(":")
            narrowed = colon and place in PLACES
            for one in (place,) if narrowed else PLACES:
                by_place[one].append(translate((rest if narrowed else pattern).strip().casefold()))
        self._compiled = {place: re.compile("|".join(made) or r"(?!)") for place, made in by_place.items()}

    def match(self, place: str, texts: Iterable[str]) -> bool:
        pattern = self._compiled[place]
        return any(pattern.match(text.casefold()) for text in texts if text)


def tagged(tree: Tree, goals: Mapping[str, Sequence[str]]) -> Tree:
    """Return the tree with the goals that the patterns give to its nodes and exits; its own tags stay.

    An exit gets a goal by its label, by its phrases, or by what the menu's prompt says before its key; a node by its
    name, its label, its prompt (unless it asks for a choice) or the team of its queue. A tree that does not say
    whether it sells by subscription does so if anything in it is matched as `cancel`.
    """
    for goal, patterns in goals.items():
        tree = _tagged(tree, goal, _Patterns(patterns))
    return tree


def _tagged(tree: Tree, goal: str, patterns: _Patterns) -> Tree:
    nodes = tuple(_node(node, goal, patterns) for node in tree.nodes)
    announced = {} if goal == HUMAN else _announced(tree, patterns)
    edges = tree.edges if goal == HUMAN else tuple(_edge(edge, goal, patterns, announced) for edge in tree.edges)
    same = all(one is other for one, other in zip(nodes, tree.nodes, strict=True))
    if same and all(one is other for one, other in zip(edges, tree.edges, strict=True)):
        return tree
    recurring = True if goal == "cancel" and tree.recurring is None else tree.recurring
    return replace(tree, nodes=nodes, edges=edges, recurring=recurring)


def _node(node: Node, goal: str, patterns: _Patterns) -> Node:
    if goal in node.goals or not _matches(node, patterns):
        return node
    if goal != HUMAN:
        return node._replace(goals=(*node.goals, goal))
    unsaid = node.type is NodeType.TRANSFER and node.human is None
    return node._replace(human=True) if unsaid else node


def _matches(node: Node, patterns: _Patterns) -> bool:
    asks = node.type in (NodeType.MENU, NodeType.COLLECT)
    return (
        patterns.match("name", (node.id, node.written))
        or patterns.match("label", node.label.values())
        or patterns.match("queue", (node.team, *((node.number,) if node.type is NodeType.TRANSFER else ())))
        or (not asks and patterns.match("prompt", node.prompt.values()))
    )


def _edge(edge: Edge, goal: str, patterns: _Patterns, announced: Mapping[str, frozenset[str]]) -> Edge:
    if edge.goal or edge.owner is not Owner.CALLER:
        return edge
    phrases = [phrase for several in edge.speech.values() for phrase in several]
    if (
        patterns.match("label", edge.label.values())
        or patterns.match("phrase", [*phrases, *((edge.trigger,) if edge.spoken else ())])
        or edge.trigger in announced.get(edge.source, ())
    ):
        return edge._replace(goal=goal)
    return edge


def _announced(tree: Tree, patterns: _Patterns) -> dict[str, frozenset[str]]:
    """Per menu: the keys before which its prompt says what the patterns look for."""
    found: dict[str, frozenset[str]] = {}
    default = tree.languages[0] if tree.languages else "en"
    for node in tree.nodes:
        if node.type in (NodeType.MENU, NodeType.COLLECT) and patterns.match("prompt", node.prompt.values()):
            keys: set[str] = set()
            for language, text in node.prompt.items():
                keys.update(_keys(text, language or default, patterns))
            found[node.id] = frozenset(keys)
    return found


def _keys(text: str, language: str, patterns: _Patterns) -> Iterable[str]:
    """The keys whose own piece of the prompt matches: from the key before (or the last sentence's end) to the key."""
    said = words.announcements(text, language) or ()
    start = 0
    for one in said:
        piece = re.split(r"[.!?…;]\s", text[start : one.end].strip())[-1]
        if patterns.match("prompt", (piece,)):
            yield one.key
        start = one.end
