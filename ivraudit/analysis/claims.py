"""What a walk says of variables where the system decides, and whether it denies later what it has said."""

from __future__ import annotations

import re
from collections.abc import Container, Mapping, Sequence
from typing import NamedTuple

from ivraudit.analysis.wiring import Wiring
from ivraudit.model import NOTHING, NodeType, Owner

MOST_EXITS = 100
"""The `else` of a decision with more exits says nothing, so that none of them is looked at on every walk again."""
MOST_BEHIND = 2
"""So many decisions in a row behind a task or a question may ask for what it has brought: if it went well, and it."""
_BRINGING = frozenset(NodeType) - {NodeType.SAY, NodeType.DECIDE, NodeType.HOURS, NodeType.LOOP}
"""The types behind which variables may have other values than before."""

_ON = frozenset({"next", "failed", "served"})
"""The exits behind which such a node has done what it is there for; what a transfer brings is how it failed."""

_SIGN = r" ?(===?|==?|!==?|<=|>=|<|>) ?"
_CONDITION = re.compile(
    rf"(?P<named>\{{[^{{}}]+\}}){_SIGN}(?P<value>\"\"|[\w*#.+-]+(?: \w+)*)"
    rf"|(?P<bare>[A-Za-z_$][\w$.]*){_SIGN}(?P<literal>'[^'\\]*'|\"[^\"\\]*\"|-?\d+(?:\.\d+)?|true|false)"
)
"""What readers call the exit of a condition that compares a variable with one value; what stands bare is a variable."""
_NUMBER = re.compile(r"-?\d{1,15}(?:\.\d{1,15})?")
_POSITIVE = {"=": "=", "==": "=", "===": "=", "<": "<", "<=": "<="}
_NEGATIVE = {"!=": "=", "!==": "=", ">": "<=", ">=": "<"}


class Condition(NamedTuple):
    """A comparison of a variable with a value: `=`, `<` or `<=`."""

    subject: str
    sign: str
    value: str


class Claim(NamedTuple):
    """That a condition holds, or that it does not."""

    condition: Condition
    held: bool

    def decides(self, other: Condition) -> bool | None:
        """Return whether another condition on the same variable holds then; None where that stays open."""
        mine = self.condition
        if mine == other:
            return self.held
        one, two = _number(mine.value), _number(other.value)
        if one is None or two is None:
            return False if self.held and mine.sign == other.sign == "=" else None
        points = (one - 1, one, one + 1, (one + two) / 2, two - 1, two, two + 1)
        found = {_holds(other.sign, point, two) for point in points if _holds(mine.sign, point, one) == self.held}
        return found.pop() if len(found) == 1 else None


def _number(value: str) -> float | None:
    return float(value) if _NUMBER.fullmatch(value) else None


def _holds(sign: str, point: float, bound: float) -> bool:
    return point < bound or (sign == "<=" and point == bound) if sign != "=" else point == bound


def claimed(trigger: str) -> Claim | None:
    """Return what the exit of a decision says by its name; None where it is no comparison with one value."""
    match = _CONDITION.fullmatch(trigger)
    if match is None:
        return None
    subject = (match["named"] or match["bare"]).strip("{}")
    sign = match[2] or match[5]
    value = (match["value"] or match["literal"]).strip("'\"")
    if _number(value) is None and sign not in ("=", "==", "===", "!=", "!=="):
        return None
    return Claim(Condition(subject, _POSITIVE.get(sign) or _NEGATIVE[sign], _plain(value)), sign in _POSITIVE)


def _equal(name: str, value: str) -> Claim:
    return Claim(Condition(name, "=", _plain(value)), True)


def _plain(value: str) -> str:
    """A value, a figure in one way of writing."""
    number = _number(value)
    return value if number is None else f"{number:.15g}"


class Claims:
    """What the exits of a wiring say."""

    def __init__(self, wiring: Wiring) -> None:
        self._wiring = wiring
        self._named: dict[int, Claim] = {}
        """Per exit of a decision: what it says by its own name."""
        for vertex, node in enumerate(wiring.nodes):
            for number in wiring.exits[vertex] if node.type is NodeType.DECIDE else ():
                claim = claimed(wiring.edges[number].trigger)
                if claim is not None:
                    self._named[number] = claim
        self._of: dict[int, tuple[Claim, ...]] = {}
        self._brought: dict[int, frozenset[str]] = {}

    def of(self, number: int) -> tuple[Claim, ...]:
        """Return what is said by taking an exit: its own condition, or with `else` that none of the others holds."""
        if number not in self._of:
            own = self._named.get(number)
            self._of[number] = (own,) if own else self._denied(number)
        return self._of[number]

    def set_by(self, number: int) -> Mapping[str, Claim | None]:
        """Return the variables that an exit sets, with what holds of them then; None: nobody knows."""
        sets = self._wiring.edges[number].sets
        if not sets:
            return NOTHING
        return {name: None if value is None else _equal(name, value) for name, value in sets.items()}

    def _denied(self, number: int) -> tuple[Claim, ...]:
        wiring = self._wiring
        others = wiring.exits[wiring.sources[number]]
        if wiring.edges[number].trigger != "else" or len(others) > MOST_EXITS:
            return ()
        claims = (self._named.get(other) for other in others)
        return tuple(Claim(one.condition, not one.held) for one in claims if one)

    def brought(self, vertex: int) -> frozenset[str]:
        """Return the variables that may be others behind a vertex.

        No tree tells them. What is asked first behind a task or a question is taken for what it has brought.
        """
        if vertex not in self._brought:
            asked = self._wiring.nodes[vertex].type in _BRINGING if self._named else False
            found = self._asked_behind(vertex) if asked else ()
            self._brought[vertex] = frozenset(found)
        return self._brought[vertex]

    def _asked_behind(self, vertex: int) -> set[str]:
        wiring = self._wiring
        found: set[str] = set()
        places = self._answered(vertex)
        for place in places if len(places) == 1 else ():
            for _ in range(MOST_BEHIND):
                exits = wiring.exits[place]
                found.update(self._named[one].condition.subject for one in exits if one in self._named)
                onward = [wiring.targets[one] for one in exits if wiring.edges[one].trigger == "else"]
                if len(exits) != 2 or not onward:
                    break
                place = onward[0]
        return found

    def _answered(self, vertex: int) -> set[int]:
        """Where the answer of a task or a question is looked at, if there is one such place: it is not told apart."""
        wiring = self._wiring
        exits = wiring.exits[vertex]
        if wiring.nodes[vertex].type is NodeType.MENU:
            return {wiring.targets[one] for one in exits if wiring.edges[one].owner is Owner.CALLER}
        return {wiring.targets[one] for one in exits if wiring.edges[one].trigger in _ON}

    def contested(self, exits: Sequence[int], free: int, settled: Container[Condition] = ()) -> Condition | None:
        """Return the first condition of which the first `free` exits of a walk say what is denied behind; None if none.

        Of those `settled` it is known already.
        """
        if not self._named:
            return None
        known: dict[str, _Known] = {}
        for place, number in enumerate(exits):
            for subject in self.brought(self._wiring.sources[number]):
                known.pop(subject, None)
            for claim in self.of(number):
                denied = known.setdefault(claim.condition.subject, _Known()).add(claim, place)
                if denied is not None and denied[1] < free and denied[0] not in settled:
                    return denied[0]
            for subject, set_ in self.set_by(number).items():
                known[subject] = _Known()
                if set_ is not None:
                    known[subject].add(set_, place)
        return None


class _Known:
    """What a walk has said of one variable so far: a value, or values that it has not and bounds."""

    def __init__(self) -> None:
        self._said: dict[str, tuple[Claim, int]] = {}
        """By `=`, `<` (a bound above), `>` (one below), or `!` and a value: what was said, and where on the walk."""

    def add(self, claim: Claim, place: int) -> tuple[Condition, int] | None:
        """Take over what is said; return what it denies, with the place where that was said, or None."""
        condition, held = claim
        equal = condition.sign == "="
        key = "=" if equal and held else f"!{condition.value}" if equal else "<" if held else ">"
        against = ("=", "<", ">", f"!{condition.value}") if key == "=" else ("=",) if equal else ("=", "<", ">")
        denied = None
        for one in against:
            said = self._said.get(one)
            if said and claim.decides(said[0].condition) == (not said[0].held):
                denied = denied or (said[0].condition, said[1])
        old = self._said.get(key)
        if key == "=" or denied:
            self._said = {key: (claim, place)}
        elif old is None or equal or claim.decides(old[0].condition) == old[0].held:
            self._said[key] = (claim, place)
        return denied
