"""The cards on which Acme's shops write their phone lines, one step a line.

    card: Corner shop
    welcome: say "Welcome to the corner shop." > counter
    counter: ask "For our opening hours, press 1. For a person, press 0." 1 > hours 0 > desk else > desk
    hours: say "We open at nine." > desk
    desk: person

`else` is where they go who say nothing, or press a wrong key.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ivraudit import Edge, Entry, Node, NodeType, Owner, Position, Retry, Source, Tree, Trouble

NAME = "card"

_STEP = re.compile(r'(\w+): (say|ask|person)(?: "([^"]*)")?((?: (?:(?:[0-9*#]|else) )?> \w+)*)')
_EXIT = re.compile(r" (?:([0-9*#]|else) )?> (\w+)")
_TYPES = {"say": NodeType.SAY, "ask": NodeType.MENU, "person": NodeType.AGENT}


def claims(source: Source) -> bool:
    """Say whether a file is a card; it is asked of every file, so the first bytes must do."""
    return source.data.startswith(b"card: ")


def read(source: Source) -> list[Tree]:
    """Return the one tree of a card; a line that is no step is a trouble, which the rule `unreadable` tells."""
    title, *lines = source.data.decode("utf-8", "replace").splitlines()
    nodes: list[Node] = []
    edges: list[Edge] = []
    troubles: list[Trouble] = []
    for number, line in enumerate(lines, 2):
        step = _STEP.fullmatch(line.rstrip())
        if step:
            at = Position(source.file, number, 1, number, 1 + len(step[1]))
            exits = list(_exits(step, source.file, number))
            once = next((Retry(1, edge.at) for edge in exits if edge.owner is Owner.PASSIVE), None)
            nodes.append(Node(step[1], _TYPES[step[2]], at, prompt={"": step[3] or ""}, noinput=once, nomatch=once))
            edges += exits
        elif line.strip():
            at = Position(source.file, number, 1, number, 1 + len(line))
            troubles.append(Trouble("unreadable", at, f"this line is no step of a card: {line!r}"))
    name = title.removeprefix("card: ").strip()
    return [
        Tree(
            source.file, name, Position(source.file), reader=NAME, vendor=NAME, text="\n".join([title, *lines]),
            entries=tuple(Entry(node.id, node.at) for node in nodes[:1]), nodes=tuple(nodes), edges=tuple(edges),
            troubles=tuple(troubles), unreadable=not nodes,
        )
    ]  # fmt: skip


def _exits(step: re.Match[str], file: str, line: int) -> Iterator[Edge]:
    """The exits of a step: keys belong to the caller, silence and wrong keys are passive, the rest is the system's."""
    for found in _EXIT.finditer(step[4]):
        word = step.start(4) + found.start() + 2
        at = Position(file, line, word, line, word + len(found[1] or ">"))
        if found[1] == "else":
            for trigger in ("noinput-last", "nomatch-last"):
                yield Edge(step[1], found[2], trigger, Owner.PASSIVE, at)
        elif found[1]:
            yield Edge(step[1], found[2], found[1], Owner.CALLER, at)
        else:
            yield Edge(step[1], found[2], "next", Owner.SYSTEM, at)
