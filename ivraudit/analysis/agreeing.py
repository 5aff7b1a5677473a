"""Of exits that lead to one place alike, a walk takes the one that agrees with the conditions it passes later."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ivraudit.analysis.wiring import Wiring
from ivraudit.model import NodeType, Owner

_EQUAL = re.compile(r"\{(\w+)\} ?==? ?([\w*#]+)")
"""What readers call the exit of a condition that a variable has one value."""


class Twins:
    """The exits of a wiring for which others of the same node stand as well: they differ in nothing but their names."""

    def __init__(self, wiring: Wiring) -> None:
        self._edges = wiring.edges
        self._types = [wiring.nodes[vertex].type for vertex in range(len(wiring.nodes))]
        self._sources = wiring.sources
        self._of: dict[int, dict[str, int]] = {}
        """Per exit: the exits alike by their triggers, the first of each, itself among them."""
        groups: dict[object, dict[str, int]] = {}
        for number, edge in enumerate(wiring.edges):
            asked = edge.owner is Owner.CALLER and not edge.spoken
            if edge.limit is None and (asked or _EQUAL.fullmatch(edge.trigger)):
                words = tuple(sorted(edge.label.items()))
                way = wiring.sources[number], wiring.targets[number], edge.owner, words
                others = edge.goal, edge.language, edge.unspoken, edge.breakdown, edge.accept
                group = groups.setdefault((*way, *others), {})
                group.setdefault(edge.trigger, number)
                self._of[number] = group

    def agreeing(self, exits: Sequence[int], free: int) -> list[int]:
        """Return a walk by these exits of which the first `free` may give way to others that are just like them.

        A key counts as a value of the variable that is asked about later: readers tell keys and values alike.
        """
        walk = list(exits)
        wanted: dict[str, str] = {}
        for place in range(len(walk) - 1, -1, -1):
            number = walk[place]
            group = self._of.get(number, {})
            if place < free and len(group) > 1:
                walk[place] = number = self._agreeing(number, group, wanted)
            told = _EQUAL.fullmatch(self._edges[number].trigger)
            if told and self._types[self._sources[number]] is NodeType.DECIDE:
                wanted.pop(told[1], None)  # so that the nearest stands last
                wanted[told[1]] = told[2]
        return walk

    def _agreeing(self, number: int, group: dict[str, int], wanted: dict[str, str]) -> int:
        trigger = self._edges[number].trigger
        told = _EQUAL.fullmatch(trigger)
        if not told:
            values = [] if trigger in wanted.values() else reversed(wanted.values())
            return next((group[value] for value in values if value in group), number)
        for other, one in group.items():
            found = _EQUAL.fullmatch(other)
            if found and wanted.get(found[1]) == found[2]:
                return one
        return number
