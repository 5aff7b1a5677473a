"""Menus in disguise: one digit is collected, and decisions behind it compare it with keys."""

from __future__ import annotations

from typing import NamedTuple

from ivraudit.model import Position
from ivraudit.readers.genesys_architect.expressions import compared
from ivraudit.readers.genesys_architect.steps import Output, Step
from ivraudit.readers.genesys_architect.ways import Place, Ways


class Key(NamedTuple):
    """A key and where it leads; the key `other` stands for all that nothing compares with."""

    key: str
    place: Place
    at: Position
    raw: str
    step: Step


class Pressed(NamedTuple):
    """What a step that collects a digit leads to, and the decisions that it swallows."""

    keys: tuple[Key, ...]
    rest: Key
    decisions: tuple[Step, ...]


def pressed(ways: Ways, step: Step) -> Pressed | None:
    """Return the menu that a step and the decisions behind it come to; None where they are none.

    Only a decision that nothing else leads to is swallowed: the first on the way of success, or the next in the list
    where nothing stands on either way; then the first on the way of `no`, or of a switch's default.
    """
    if step.word != "collectInput" or step.facts.digits is None or step.facts.digits[1] != 1:
        return None
    variable, keys, decisions = step.facts.condition, [], []
    here = _first(step)
    while isinstance(here, Step) and here not in decisions:
        cases = _cases(ways, here, variable)
        if not cases:
            break
        decisions.append(here)
        rest = here.output("no" if here.word == "decision" else "default")
        keys += cases
        here = rest.first if rest is not None else None
    if not decisions:
        return None
    last = decisions[-1]
    word = "no" if last.word == "decision" else "default"
    output = last.output(word)
    other = Key("other", ways.beyond(last, word), output.at if output else last.at, output.raw if output else "", last)
    return Pressed(_distinct(keys), other, tuple(decisions))


def _first(step: Step) -> Step | str | None:
    success = step.output("success")
    if success is not None and success.first is not None:
        return success.first
    return step.next if all(output.first is None for output in step.outputs) else None


def _cases(ways: Ways, step: Step, variable: str) -> list[Key]:
    """The keys that a decision compares the variable with, if it compares nothing else."""
    if step.word == "decision":
        branches = [(step.facts.condition, step.output("yes"), "yes")]
    elif step.word == "switch":
        named: list[Output] = [output for output in step.outputs if output.word != "default"]
        branches = [(output.condition, output, output.word) for output in named]
    else:
        return []
    found = []
    for condition, output, word in branches:
        pair = compared(condition)
        if pair is None or pair[0] != variable:
            return []
        at, raw = (output.at, output.raw) if output is not None else (step.at, "")
        found.append(Key(pair[1], ways.beyond(step, word), at, raw, step))
    return found


def _distinct(keys: list[Key]) -> tuple[Key, ...]:
    """Of a key compared twice the first counts; the other is kept under a name of its own, as it can never be taken."""
    seen: set[str] = set()
    found = []
    for key in keys:
        found.append(key if key.key not in seen else key._replace(key=""))
        seen.add(key.key)
    return tuple(found)
