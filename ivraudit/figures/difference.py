"""What a change does to those who call: the figures of two versions of a tree, put into plain sentences."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from math import isfinite
from typing import NamedTuple

from ivraudit.analysis.loops import components
from ivraudit.figures import sentences
from ivraudit.figures.goals import Goal, law_of, reached
from ivraudit.figures.measuring import Entered, Measured, Seen
from ivraudit.figures.sentences import SLIGHT, Fact, Waits
from ivraudit.figures.telling import Change, Held, Told, everywhere, fewer
from ivraudit.model import Edge, NodeType, Owner, Profile, Tolerance
from ivraudit.phone import HOURS, Phone
from ivraudit.phone.questions import HUMAN

SURE = {"forced": 0, "silence-only": 0, "possible": 1, "unknown": 2, "no": 3}
"""How sure a person is, the surest first."""
LOST = {
    "no": "loses its person", "possible": "leads to a person only if the system lets it",
    "unknown": "leads to a person perhaps, which the audit cannot see",
}  # fmt: skip
GAINED = {
    "forced": "leads to a person now", "silence-only": "leads callers who say nothing to a person now",
    "possible": "leads to a person now if the system lets it",
    "unknown": "leads to a person perhaps now, which the audit cannot see",
}  # fmt: skip
BEFORE = {
    "no": ", and did not before", "possible": " (before: only if the system let it)",
    "unknown": " (before: perhaps, which the audit could not see)",
}  # fmt: skip


class Versions(NamedTuple):
    """Two versions of a tree that is called, and what one knows of the other."""

    old: Phone
    new: Phone
    same: Callable[[int], int]
    """Gives the old vertex of a new one, -1 where there is none."""
    tolerance: Tolerance


def told(
    both: Versions, old: Measured, new: Measured, renamed: Mapping[str, str], options: Sequence[Change] = ()
) -> list[Change]:  # fmt: skip
    """Return all that is different for those who call, the crowd last; of the figures of both versions.

    `renamed` gives the new names of nodes by their old ones; `options` tells what became of menus.
    """
    queues, waits = _queues(both)
    pairs = _paired(old, new, renamed)
    return [
        *_entrances(old, new, renamed), *_tongues(both),
        *_figures(pairs, lambda one, other: sentences.facts(one, other, both.tolerance, waits)),
        *persons(both), *fewer(queues, "waits are different"), *options,
        *_figures(pairs, lambda one, other: sentences.of_the_crowd(one, other, both.tolerance)),
    ]  # fmt: skip


def _paired(old: Measured, new: Measured, renamed: Mapping[str, str]) -> list[tuple[Entered, Entered]]:
    """The entries that are in both versions: by the node that they begin at, else the only one of either."""
    before = {renamed.get(one.entry, one.entry): one for one in old.entries}
    found = [(before[one.entry], one) for one in new.entries if one.entry in before]
    alone = len(old.entries) == len(new.entries) == 1
    return [(old.entries[0], new.entries[0])] if alone else found


def _entrances(old: Measured, new: Measured, renamed: Mapping[str, str]) -> list[Change]:
    """Which numbers are answered by other nodes, where there are several."""
    kept = _paired(old, new, renamed)
    gone = [one for one in old.entries if all(one is not before for before, _ in kept)]
    come = [one for one in new.entries if all(one is not after for _, after in kept)]
    return [
        *(Change(f"no call comes in at {one.entry!r} any more", True) for one in gone),
        *(Change(f"calls come in at {one.entry!r} too") for one in come),
    ]


def _tongues(both: Versions) -> list[Change]:
    """Which languages came and went; a version that names none says nothing of them."""
    old, new = both.old.tree.languages, both.new.tree.languages
    if not old or not new:
        return []
    return [
        *(Change(f"nobody is spoken to in {tongue} any more", True) for tongue in old if tongue not in new),
        *(Change(f"callers are spoken to in {tongue} too", False) for tongue in new if tongue not in old),
    ]


def _figures(
    pairs: Sequence[tuple[Entered, Entered]], facts: Callable[[Seen, Seen], Iterator[Fact]]
) -> list[Change]:
    return everywhere([(new.entry, _entered(old, new, facts)) for old, new in pairs])


def _entered(old: Entered, new: Entered, facts: Callable[[Seen, Seen], Iterator[Fact]]) -> list[Change]:
    before, now = _finder(old), _finder(new)
    profiles = dict.fromkeys((one.clock, one.language) for side in (old, new) for one in side.profiles)
    pairs = [(one, was, is_now) for one in profiles if (was := before(one)) and (is_now := now(one))]
    found = Told([one for one, _, _ in pairs])
    for profile, was, is_now in pairs:
        for name, goal in is_now.goals.items():
            if goal.seconds is not None and was.goals.get(name, Goal("none")).seconds is not None:
                found.asked.setdefault(sentences.doing_of(name), []).append(profile)
        found.add(facts(was, is_now), profile)
    return found.changes()


def _finder(entered: Entered) -> Callable[[Held], Seen | None]:
    """What finds the figures under a profile: without hours they are the same at any, without languages in any."""
    known = {(seen.clock, seen.language): seen for seen in entered.profiles}
    clocked = any(clock != "open" for clock, _ in known)

    def find(profile: Held) -> Seen | None:
        clock = profile[0] if clocked else "open"
        return known.get((clock, profile[1])) or known.get((clock, ""))

    return find


def persons(both: Versions) -> list[Change]:
    """Return where calls have lost or gained their person, at the places that cause it."""
    profiles = _profiles(both)
    found = Told([(profile.clock, profile.language) for profile in profiles])
    for profile in profiles:
        seen = both._replace(old=both.old.under(profile), new=both.new.under(profile))
        found.add((*_persons(seen, lost=True), *_persons(seen, lost=False)), (profile.clock, profile.language))
    return fewer(found.changes(), "places are different in whether they lead to a person")


def _profiles(both: Versions) -> list[Profile]:
    """Those under which either version differs, in the languages that both have."""
    old, new = both.old.tree.languages, both.new.tree.languages
    found = dict.fromkeys([*both.new.profiles(HOURS), *both.old.profiles(HOURS)])
    if old and new:
        return [one for one in found if one.language in old and one.language in new]
    return [one for one in found if one.language or not (old or new)]


def _persons(both: Versions, *, lost: bool) -> Iterator[Fact]:
    """Where a person is less sure than before, or surer; of places that lead on to each other the last."""
    old, new, same, _ = both
    entries = set(zip(map(same, new.wiring.entries), new.wiring.entries, strict=True))
    entries = {(one, two) for one, two in entries if one in old.wiring.entries}
    pairs = [(same(vertex), vertex) for vertex in range(len(new.wiring.nodes))]
    pairs = [(one, two) for one, two in pairs if one >= 0 and old.reached[one] and new.reached[two]]
    less = {(one, two): _less(both, one, two) for one, two in pairs}
    found = {two: one for one, two in pairs if _is(less[one, two], lost) and (one, two) not in entries}
    for vertex in _causes(new, list(found)):
        yield _told(both, repr(new.node(vertex).name), found[vertex], vertex, lost=lost)
    for one, two in pairs:
        if not less[one, two]:
            yield from _ways(both, one, two, lost=lost)


def _less(both: Versions, before: int, vertex: int) -> int:
    """By how many steps a person has become less sure (above 0) or surer (below 0)."""
    return SURE[reached(both.new, vertex, HUMAN)] - SURE[reached(both.old, before, HUMAN)]


def _is(less: int, lost: bool) -> bool:
    return less > 0 if lost else less < 0


def _ways(both: Versions, before: int, vertex: int, *, lost: bool) -> Iterator[Fact]:
    """The exits of a node, itself as sure of a person as before, that lead elsewhere now: with a person or without."""
    old, new, same, _ = both
    ways = {_known_by(old.wiring.edges[edge]): old.wiring.targets[edge] for edge in old.board.live[before]}
    for edge in new.board.live[vertex]:
        exit, target = new.wiring.edges[edge], new.wiring.targets[edge]
        first = ways.get(_known_by(exit), -1)
        known = same(target) if target < len(new.wiring.nodes) else -1
        real = first >= 0 and max(first - len(old.wiring.nodes), target - len(new.wiring.nodes)) < 0
        elsewhere = real and exit.owner is not Owner.PASSIVE and known != first
        if elsewhere and _is(_less(both, first, target), lost):
            yield _told(both, _way(exit, new.node(vertex).name), first, target, lost=lost)


def _way(exit: Edge, name: str) -> str:
    """What an exit is called: an option by its label and key, the system's by its name."""
    if exit.trigger == "next" and not exit.spoken:
        return f"what follows {name!r}"
    if exit.owner is Owner.SYSTEM:
        return f"the exit {exit.trigger!r} of {name!r}"
    key = f"{'saying' if exit.spoken else 'key'} {exit.trigger}"
    label = sentences.label_of(exit)
    return f"{label!r} ({key} at {name!r})" if label else f"{key} at {name!r}"


def _known_by(exit: Edge) -> tuple[bool, str]:
    """By what an exit is known again: an option by its label, whatever its key."""
    label = sentences.label_of(exit) if exit.owner is Owner.CALLER else ""
    return bool(label), label or exit.trigger


def _told(both: Versions, what: str, before: int, vertex: int, *, lost: bool) -> Fact:
    """What is said of a place, given as an old and a new vertex, that has lost or gained its person."""
    was, now = reached(both.old, before, HUMAN), reached(both.new, vertex, HUMAN)
    if was in ("forced", "silence-only"):
        seconds = both.old.distance(HUMAN, "seconds")[before]
        tail = f" (before: {'one answered at once' if seconds < SLIGHT else f'one was {seconds:.1f} s away'})"
    else:
        tail = BEFORE[was]
    return Fact(f"{what} {(LOST if lost else GAINED)[now]}", lost, tail=tail)


def _queues(both: Versions) -> tuple[list[Change], Waits]:
    """How the waits have changed at the queues that calls come to, and the means of each before and now."""
    old, new, same, tolerance = both
    found = []
    waits: set[tuple[float | None, float | None]] = set()
    for vertex, node in enumerate(new.wiring.nodes):
        before = same(vertex)
        if node.type is NodeType.QUEUE and before >= 0 and new.ever_reached[vertex] and old.ever_reached[before]:
            was, now = _mean(old, before), _mean(new, vertex)
            for fact in sentences.waiting(f"the wait at {node.name!r}", was, now, tolerance):
                waits.add((was, now))
                found.append(Change(fact.text, fact.worse))
    return found, waits


def _mean(phone: Phone, queue: int) -> float | None:
    """The mean wait in seconds; None where the queue tells none, or one without end."""
    law = law_of(phone, queue)
    return law.mean if law and isfinite(law.mean) else None


def _causes(phone: Phone, found: Sequence[int]) -> list[int]:
    """Those of the vertices that lead to no other of them; of a circle the first."""
    inside, targets = set(found), phone.board.targets
    pairs = [(v, targets[edge]) for v in found for edge in phone.board.live[v] if targets[edge] in inside]
    parts = components(found, pairs)
    part_of = {v: number for number, part in enumerate(parts) for v in part}
    leading = {part_of[v] for v, target in pairs if part_of[v] != part_of[target]}
    return sorted(part[0] for number, part in enumerate(parts) if number not in leading)
