"""Every other kind of step as a node with its exits."""

from __future__ import annotations

from collections.abc import Callable

from ivraudit.model import NodeType, Owner
from ivraudit.readers.asterisk.acts import FALSE, NEXT, TRUE, Act, Way, worded
from ivraudit.readers.asterisk.applications import Family, family
from ivraudit.readers.asterisk.arguments import argument, condition, dynamic, filled, holes
from ivraudit.readers.asterisk.clocks import CLOSED, HOLIDAY, OPEN, in_condition, meaning
from ivraudit.readers.asterisk.dialling import human, shown
from ivraudit.readers.asterisk.freepbx import DIALLING_MACROS, VOICEMAIL_MACROS
from ivraudit.readers.asterisk.laying import Laying
from ivraudit.readers.asterisk.menus import group, lay_menu, number, sound
from ivraudit.readers.asterisk.plan import Step
from ivraudit.readers.asterisk.reads import lay_read
from ivraudit.readers.asterisk.states import Stack
from ivraudit.readers.asterisk.targets import Away, Ended

MOST_BRANCHES = 60


def lay_node(laying: Laying, step: Step, stack: Stack) -> None:
    """Lay the node of a step that has been given an id."""
    LAYERS.get(laying.acts.of(step).family, _task)(laying, step, stack)


def _say(laying: Laying, step: Step, stack: Stack) -> None:
    own = laying.acts.of(step).family
    members = group(laying, step, frozenset({own}))
    name = laying.node(step, stack, NodeType.SAY, **sound(laying, members.steps))
    for one in members.steps[1:]:
        laying.part(one, name, "one announcement")
    for one in members.steps[:-1]:
        laying.account_ways(one, name)
    laying.exit(name, NEXT, members.behind, members.steps[-1], stack)


def _task(laying: Laying, step: Step, stack: Stack) -> None:
    """A step of which nobody knows what becomes of the call; only lookups whose answer is looked at surely go on."""
    act = laying.acts.of(step)
    surely = act.family is Family.PROGRAM and laying.states.comes_back(step)
    circling = act.family in (Family.PASS, Family.JUMP, Family.END_WHILE, Family.EXIT_WHILE, Family.CALL)
    name = laying.node(step, stack, NodeType.TASK, opaque=not surely and not circling)
    if act.family is Family.UNKNOWN:
        laying.draft.unknown(step.app, name, step.at)
    for way in act.ways:
        laying.exit(name, way.word, way, step, stack)


def _call(laying: Laying, step: Step, stack: Stack) -> None:
    """A call whose subroutine is in another file, or does nothing but ask a program."""
    act = laying.acts.of(step)
    context = act.callee.context.removeprefix("macro-") if isinstance(act.callee, Away) else ""
    if context in VOICEMAIL_MACROS and act.macro:
        name = laying.node(step, stack, NodeType.VOICEMAIL)
        laying.exit(name, NEXT, act.ways[0], step, stack)
    elif context in DIALLING_MACROS and act.macro:
        name = laying.node(step, stack, NodeType.TRANSFER)
        laying.exit(name, "failed", act.ways[0], step, stack)
    elif isinstance(act.callee, Away) and "$" not in act.callee.name and "*" not in act.callee.extension:
        name = laying.node(step, stack, NodeType.TREE)
        laying.exit(name, NEXT, act.ways[0], step, stack)
        laying.draft.link(name, [act.callee.name], step.at, start=act.callee.name, returns=True)
    else:
        name = laying.node(step, stack, NodeType.TASK, opaque=True)
        laying.exit(name, NEXT, act.ways[0], step, stack)


def _branch(laying: Laying, step: Step, stack: Stack) -> None:
    act = laying.acts.of(step)
    rounds = laying.counters.rounds(step)
    timed = in_condition(act.condition)
    if rounds is not None:
        name = laying.node(step, stack, NodeType.LOOP, times=rounds.limit)
        for way in act.ways:
            again = way.word == rounds.again
            trigger, limit = ("again", rounds.limit) if again else ("done", None)
            laying.exit(name, trigger, way, step, stack, limit=limit)
    elif timed is not None:
        _clocked(laying, step, stack, timed[0], fits=timed[1])
    else:
        _decide(laying, step, stack)


def _decide(laying: Laying, step: Step, stack: Stack) -> None:
    """A row of conditions of which each is asked only where the one before did not hold: one node, many branches."""
    name = laying.node(step, stack, NodeType.DECIDE)
    here = step
    for _ in range(MOST_BRANCHES):
        act = laying.acts.of(here)
        if act.family is Family.WHILE:
            break
        laying.exit(name, worded(act.condition) or TRUE, act.ways[0], here, stack)
        follower = _row(laying, here, act)
        if follower is None:
            laying.exit(name, "else", act.ways[1], here, stack)
            return
        laying.part(follower, name, "the next condition of a row")
        laying.account_ways(here, name)
        here = follower
    for way, word in zip(laying.acts.of(here).ways, (worded(laying.acts.of(here).condition), "else"), strict=True):
        laying.exit(name, word or TRUE, way, here, stack)


def _row(laying: Laying, step: Step, act: Act) -> Step | None:
    """The condition that is asked next where this one does not hold, if nothing else leads to it."""
    place = act.ways[1].place
    if not isinstance(place, Step) or act.ways[1].place is not step.next or laying.incoming.get(place, 0) > 1:
        return None
    next_ = laying.acts.of(place)
    plain = next_.family is Family.BRANCH and family(place.word) is Family.BRANCH
    if not plain or laying.counters.rounds(place) or laying.states.settings.truth(place) is not None:
        return None
    if in_condition(next_.condition) or place.made_up:
        return None
    return place


def _clock(laying: Laying, step: Step, stack: Stack) -> None:
    _clocked(laying, step, stack, laying.acts.of(step).condition, fits=True)


def _clocked(laying: Laying, step: Step, stack: Stack, spec: str, *, fits: bool) -> None:
    """A condition of the clock; one that does not say what it means may go either way."""
    act = laying.acts.of(step)
    _, then, other = condition(step.data)
    yes, no = (act.ways[0], act.ways[1]) if fits else (act.ways[1], act.ways[0])
    told = meaning(spec, then, other) if fits else meaning(spec, other, then)
    if not told:
        name = laying.node(step, stack, NodeType.DECIDE)
        laying.exit(name, holes(spec), yes, step, stack)
        laying.exit(name, "else", no, step, stack)
        return
    name = laying.node(step, stack, NodeType.HOURS)
    laying.exit(name, told, yes, step, stack)
    laying.exit(name, CLOSED if told == OPEN else OPEN, no, step, stack)
    if told == HOLIDAY:
        laying.exit(name, CLOSED, Way(FALSE, no.place), step, stack)


def _several(laying: Laying, step: Step, stack: Stack) -> None:
    """A jump whose target is only known during the call."""
    act = laying.acts.of(step)
    if len(act.ways) < 2:
        _task(laying, step, stack)
        return
    name = laying.node(step, stack, NodeType.DECIDE, opaque=act.open)
    for way in act.ways:
        laying.exit(name, way.word, way, step, stack)


def _queue(laying: Laying, step: Step, stack: Stack) -> None:
    """A queue: left after its timeout, or where its own settings, which are in another file, let nobody wait."""
    act = laying.acts.of(step)
    parts = [filled(part, laying.values(stack)) for part in act.parts]
    team = holes(argument(parts, 0))
    seconds = number(argument(parts, 4), None)
    name = laying.node(step, stack, NodeType.QUEUE, team="" if dynamic(argument(parts, 0)) else team)
    way = act.ways[0]
    if argument(parts, 4):
        laying.exit(name, "timeout", way, step, stack, after=seconds)
    elif _goes_on(laying, way):
        laying.exit(name, "full", way, step, stack)
    else:
        _aside(laying, way, stack, name)
        raw = laying.way_raw(step, NEXT)
        if raw:
            laying.draft.part(raw, name, "taken only where the queue's own settings do not let callers wait")


def _aside(laying: Laying, way: Way, stack: Stack, queue: str) -> None:
    """Lay what follows a queue that is left only by its own settings: it is reached by whom they do not let wait."""
    place = laying.states.settle(way.place, stack).place
    if isinstance(place, Step) and laying.acts.of(place).family is Family.HANGUP:
        laying.part(place, queue, "reached only by whom the queue's own settings do not let wait")
        return
    target = laying.lay(way.place, stack)
    if isinstance(target, str):
        laying.loose.add(target)


def _goes_on(laying: Laying, way: Way) -> bool:
    """Whether what follows a queue without a timeout is written for callers who could not wait."""
    seen: set[Step] = set()
    waiting = [way.place]
    while waiting and len(seen) < 200:
        place = waiting.pop()
        if isinstance(place, Ended):
            return False
        if not isinstance(place, Step) or place in seen:
            continue
        seen.add(place)
        if "QUEUESTATUS" in place.data:
            return True
        act = laying.acts.of(place)
        if act.family is Family.HANGUP:
            return False
        if act.family in (Family.PASS, Family.JUMP, Family.SAY, Family.SPEAK, Family.BRANCH, Family.CLOCK, Family.CALL):
            waiting += [one.place for one in act.ways]
    return True


def _dial(laying: Laying, step: Step, stack: Stack) -> None:
    act = laying.acts.of(step)
    parts = [filled(part, laying.values(stack)) for part in act.parts]
    to = argument(parts, 0)
    person = human(to) if step.word != "page" else None
    name = laying.node(step, stack, NodeType.TRANSFER, human=person, number=shown(to))
    laying.exit(name, "failed", act.ways[0], step, stack)
    busy = step.extension.steps.get(step.priority + 101)
    if busy is not None and not step.made_up:
        laying.draft.exit(name, "busy", laying.lay(busy, stack), Owner.SYSTEM, step.at)


def _voicemail(laying: Laying, step: Step, stack: Stack) -> None:
    act = laying.acts.of(step)
    name = laying.node(step, stack, NodeType.VOICEMAIL)
    laying.exit(name, NEXT, act.ways[0], step, stack)
    for key, extension in (("0", "o"), ("*", "a")):
        place = laying.plan.find(step.extension.context, extension)
        if place is not None:
            laying.draft.exit(name, key, laying.lay(place, stack), Owner.CALLER, step.at)


def _plain(kind: NodeType) -> Callable[[Laying, Step, Stack], None]:
    def lay(laying: Laying, step: Step, stack: Stack) -> None:
        laying.node(step, stack, kind)

    return lay


LAYERS: dict[Family, Callable[[Laying, Step, Stack], None]] = {
    Family.SAY: _say,
    Family.SPEAK: _say,
    Family.BACKGROUND: lay_menu,
    Family.WAIT: lay_menu,
    Family.READ: lay_read,
    Family.BRANCH: _branch,
    Family.WHILE: _branch,
    Family.CLOCK: _clock,
    Family.JUMP: _several,
    Family.CALL: _call,
    Family.RETURN: _plain(NodeType.RETURN),
    Family.HANGUP: _plain(NodeType.HANGUP),
    Family.QUEUE: _queue,
    Family.DIAL: _dial,
    Family.VOICEMAIL: _voicemail,
}
