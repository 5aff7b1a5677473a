"""What is known of variables on a way: what steps set them to, and which of them anything is decided by."""

from __future__ import annotations

import re
from collections import ChainMap
from collections.abc import Container, Iterable, Iterator, Mapping
from types import MappingProxyType

from ivraudit.readers.asterisk.acts import Act, Acts
from ivraudit.readers.asterisk.applications import Family
from ivraudit.readers.asterisk.arguments import argument, condition
from ivraudit.readers.asterisk.counters import assigned
from ivraudit.readers.asterisk.expressions import evaluate, truth
from ivraudit.readers.asterisk.plan import Step, leading_to
from ivraudit.readers.asterisk.targets import Place

NAMED = re.compile(r"\$\{([A-Za-z_]\w*)")
BUILT_IN = frozenset({
    "EXTEN", "CONTEXT", "PRIORITY", "CHANNEL", "UNIQUEID", "EPOCH", "DATETIME", "DIALSTATUS", "HANGUPCAUSE",
    "QUEUESTATUS", "VMSTATUS", "DIALEDTIME", "ANSWEREDTIME", "INVALID_EXTEN", "LANGUAGE", "MACRO_EXTEN",
})  # fmt: skip
"""Variables that Asterisk sets by itself."""
TALKING = re.compile(
    r"speech|recog|sphinx|voice|dialog|(?<![a-z])bot(?![a-z])|listen|menu|ivr|whisper|watson|lex|converse|survey|prompt|record",
    re.IGNORECASE,
)
"""Names of programs that may well talk with the caller themselves."""
_VARIABLE = re.compile(r"\$\{([A-Za-z_]\w*)\}")
_WORD = re.compile(r"[A-Za-z_]\w*")
_SILENT = frozenset({"noop", "verbose", "log", "answer", "wait"})
"""Applications that set no variable, whatever they name."""
UNKNOWN = "${}"
"""A text of which nobody knows what it comes to."""
MOST_SET = 50
"""Beyond so many variables that are set on the way to a node, no more are told."""
DECIDING = frozenset({Family.BRANCH, Family.CALL, Family.RETURN, Family.JUMP})


def learn(
    step: Step, act: Act, told: dict[str, str], outer: Mapping[str, str] = MappingProxyType({}),
    only: Container[str] | None = None,
) -> None:  # fmt: skip
    """Take over what a step sets variables to, as far as that is known; what else it may have set is forgotten.

    `outer` is what is known besides, and stays as it is; `only` are the variables that matter, all without it.
    """
    known = ChainMap(told, dict(outer))
    pairs = _decided(step, act, known) if act.inner and act.condition else list(assigned(step))
    for name, text in pairs:
        _set(told, name, evaluate(text, known) if only is None or name in only else None)
    if not pairs and act.family is Family.PASS and told and step.word not in _SILENT:
        data = step.data.partition("=")[0] if step.word == "set" else step.data
        forget(told, _WORD.findall(NAMED.sub("", data)))


def _decided(step: Step, act: Act, known: Mapping[str, str]) -> list[tuple[str, str]]:
    """What the applications inside a condition set; where it is open, all of them, to nobody knows what."""
    held = truth(act.condition, known)
    _, then, other = condition(step.data)
    if held is None:
        return [(name, UNKNOWN) for one in act.inner for name, _ in assigned(one)]
    return list(assigned(act.inner[0 if held else -1])) if (then if held else other) else []


def note(names: set[str], told: Mapping[str, str], sets: dict[str, str | None], only: set[str]) -> None:
    """Note what is known of those variables that have just been set, if they are among those that matter."""
    if len(sets) < MOST_SET:
        sets |= {name: told.get(name) for name in sorted(names & only)}


def forget(told: dict[str, str], names: Iterable[str] | None) -> None:
    """Forget what is known of these variables; of all without any names."""
    if names is None:
        told.clear()
        return
    for name in names:
        told.pop(name, None)


def _set(told: dict[str, str], name: str, value: str | None) -> None:
    if value is None:
        told.pop(name, None)
    else:
        told[name] = value


def given(parts: tuple[str, ...], told: dict[str, str], outer: Mapping[str, str]) -> None:
    """Put the arguments of a call that is entered in the place of those of the call that it is made from."""
    known = ChainMap(told, dict(outer))
    values = {f"ARG{number}": evaluate(part, known) for number, part in enumerate(parts, 1)}
    for name in [name for name in told if name.startswith("ARG")]:
        del told[name]
    for name, value in values.items():
        _set(told, name, value)


def setting(acts: Acts, callee: Step) -> set[str] | None:
    """Return the variables that a subroutine sets, with its answer; None where it asks a program, which may set any."""
    names = {"GOSUB_RETVAL"}
    seen = {callee}
    waiting = [callee]
    while waiting:
        step = waiting.pop()
        if acts.of(step).family is Family.PROGRAM:
            return None
        names.update(name for name, _ in assigned(step))
        for place in (*acts.onward(step), *acts.of(step).inner):
            if isinstance(place, Step) and place not in seen:
                seen.add(place)
                waiting.append(place)
    return names


def deciding(acts: Acts, steps: list[Step]) -> set[str]:
    """Return the variables on which a branch, a call or what it gives back depends, at first or second hand."""
    made_of: dict[str, set[str]] = {}
    found: dict[str, None] = {}
    for step in steps:
        if acts.of(step).family in DECIDING:
            found.update(dict.fromkeys(NAMED.findall(step.data)))
        for name, text in assigned(step):
            made_of.setdefault(name, set()).update(NAMED.findall(text))
    waiting = list(found)
    for name in waiting:  # which grows while it is walked
        for one in _unmet(made_of.get(name, set()), found):
            waiting.append(one)
    return set(found)


def _unmet(names: set[str], found: dict[str, None]) -> Iterator[str]:
    for name in sorted(names):
        if name not in found:
            found[name] = None
            yield name


def returning(acts: Acts, steps: list[Step]) -> set[Step]:
    """Return the steps from which some way leads to a Return."""
    into: dict[Step, list[Step]] = {}
    returns: list[Step] = []
    for step in steps:
        act = acts.of(step)
        if act.family is Family.RETURN:
            returns.append(step)
        for way in act.ways:
            if isinstance(way.place, Step):
                into.setdefault(way.place, []).append(step)
    return leading_to(returns, into)


def comes_back(acts: Acts, step: Step, told: Container[str]) -> bool:
    """Say whether what a program answers is looked at behind it; `told` are the variables that the plan itself sets."""
    if TALKING.search(argument(list(acts.of(step).parts), 0)):
        return False
    place: Place = acts.of(step).ways[0].place
    for _ in range(12):
        if not isinstance(place, Step):
            return False
        act = acts.of(place)
        if "${AGISTATUS}" in place.data or "RESULT" in place.data.upper():
            return True
        if act.family is Family.BRANCH:
            return any(name not in told and name not in BUILT_IN for name in _VARIABLE.findall(place.data))
        if not act.transparent:
            return False
        place = act.ways[0].place
    return False
