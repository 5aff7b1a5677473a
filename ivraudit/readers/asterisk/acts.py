"""Steps and what may come of them: which ways lead on, and what decides."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ivraudit.readers.asterisk.applications import SPEAKING_SCRIPTS, Family, family
from ivraudit.readers.asterisk.arguments import argument, condition, holes, split
from ivraudit.readers.asterisk.expressions import truth
from ivraudit.readers.asterisk.plan import Extension, Plan, Step
from ivraudit.readers.asterisk.targets import ENDED, UNREAD, Place, Targets

NEXT = "next"
TRUE, FALSE = "true", "false"
HANGUP_MACROS = frozenset({"hangupcall", "macro-hangupcall"})
"""What FreePBX ends calls with."""
MOST_WORDS = 50
HEARD = frozenset({Family.SAY, Family.SPEAK, Family.BACKGROUND})


@dataclass(frozen=True, slots=True)
class Way:
    """One way on from a step."""

    word: str
    place: Place
    raw: str = ""
    """The word by which the account of the reading knows it; "" where nothing of the file stands for it."""


@dataclass(frozen=True, slots=True)
class Act:
    """What a step does."""

    family: Family
    ways: tuple[Way, ...] = ()
    parts: tuple[str, ...] = ()
    """Its arguments."""
    condition: str = ""
    open: bool = False
    """Whether it may lead elsewhere as well."""
    callee: Place | None = None
    """What a call leads to; its one way is where it comes back."""
    macro: bool = False
    app: str = ""
    """The application, where it is one inside a condition that changes nothing but what is heard."""
    inner: tuple[Step, ...] = ()
    """The steps made up for applications inside it."""

    @property
    def transparent(self) -> bool:
        """Whether a caller notices nothing of it."""
        passing = self.family in (Family.PASS, Family.JUMP, Family.END_WHILE, Family.EXIT_WHILE)
        return passing and len(self.ways) == 1 and not self.open


class Acts:
    """What every step of a plan does, worked out once each."""

    def __init__(self, plan: Plan, targets: Targets) -> None:
        self.plan = plan
        self.targets = targets
        self._known: dict[Step, Act] = {}
        self._rounds: dict[Extension, dict[int, tuple[Step | None, Step | None]]] = {}

    def of(self, step: Step) -> Act:
        """Return what a step does."""
        act = self._known.get(step)
        if act is None:
            act = self._known[step] = self._act(step)
        return act

    def behind(self, step: Step) -> Place:
        """Return what follows a step where nothing jumps."""
        return step.next or (ENDED if self.plan.falls_through else UNREAD)

    def onward(self, step: Step) -> Iterator[Place]:
        """Yield every place that a step may lead to, calls and their returns alike."""
        act = self.of(step)
        if act.callee is not None:
            yield act.callee
        for way in act.ways:
            yield way.place

    def _act(self, step: Step) -> Act:
        kind = family(step.word)
        if kind is Family.JUMP:
            return self._jump(step, step.data)
        if kind in (Family.BRANCH, Family.CLOCK):
            return self._branch(step, kind)
        if kind is Family.CALL:
            return self._call(step)
        if kind in (Family.RETURN, Family.HANGUP):
            return Act(kind)
        if kind in (Family.WHILE, Family.END_WHILE, Family.EXIT_WHILE):
            return self._while(step, kind)
        parts = tuple(split(step.data))
        if kind is Family.PROGRAM and _speaks(parts):
            kind = Family.BACKGROUND if argument(list(parts), 3) else Family.SPEAK
        return Act(kind, (self._following(step),), parts)

    def _following(self, step: Step) -> Way:
        return Way(NEXT, self.behind(step), NEXT if not step.made_up else "")

    def _jump(self, step: Step, text: str) -> Act:
        aim = self.targets.aim(step, text)
        ways = tuple(
            Way(value or NEXT, place, NEXT if not number and not step.made_up else "")
            for number, (value, place) in enumerate(aim.places)
        )
        several = len(ways) > 1
        return Act(Family.JUMP, ways, open=aim.open and several, condition=holes(text) if several else "")

    def jump_with(self, step: Step, values: Mapping[str, str]) -> Place | None:
        """Return where a Goto leads when the values of some variables are known; None where that is open."""
        aim = self.targets.aim(step, step.data, values)
        return aim.places[0][1] if len(aim.places) == 1 and not aim.open else None

    def _branch(self, step: Step, kind: Family) -> Act:
        test, then, other = condition(step.data)
        if step.word == "random":
            test, _, then = step.data.partition(":")
            test = f"${{RAND({test.strip()})}}"
        inner: list[Step] = []
        places = []
        for text, word in ((then, TRUE), (other, FALSE)):
            places.append(self._branch_place(step, text, word, inner))
        behind = self.behind(step)
        told = truth(test, {}) if "${" not in test and kind is Family.BRANCH else None
        if told is not None:
            return Act(Family.PASS, (Way(NEXT, places[0 if told else 1]),), inner=tuple(inner))
        if len(inner) == 1 and places[1] == behind and family(inner[0].word) in HEARD:
            heard = self.of(inner[0])
            return Act(heard.family, (Way(NEXT, behind, TRUE),), heard.parts, app=inner[0].app)
        if all(place == behind or self._unnoticed(place, inner) for place in places):
            return Act(Family.PASS, (Way(NEXT, behind),), condition=test, inner=tuple(inner))
        raws = (TRUE, FALSE) if not step.made_up else ("", "")
        ways = (Way(TRUE, places[0], raws[0]), Way(FALSE, places[1], raws[1]))
        return Act(kind, ways, condition=test, inner=tuple(inner))

    def _unnoticed(self, place: Place, inner: list[Step]) -> bool:
        """Whether a place is an application inside a condition that the caller notices nothing of."""
        return isinstance(place, Step) and place in inner and self.of(place).family is Family.PASS

    def _branch_place(self, step: Step, text: str, word: str, inner: list[Step]) -> Place:
        """Where one branch leads; an application in it becomes a step of its own."""
        if not text:
            return self.behind(step)
        if step.word in ("gotoif", "gotoiftime", "random"):
            aim = self.targets.aim(step, text)
            if len(aim.places) == 1:
                return aim.places[0][1]
            app, data = "Goto", text
        elif step.word in ("gosubif", "macroif"):
            app, data = step.app[:-2], text
        else:
            match = re.match(r"\s*([\w.-]+)\s*(?:\((.*)\)|\((.*))?", text, re.DOTALL)
            if match is None:
                return self.behind(step)
            app, data = match[1], (match[2] or match[3] or "").strip()
        label = f"{step.label or step.priority} {app}" if word == TRUE else f"{step.label or step.priority} else {app}"
        one = Step(step.extension, step.priority, label, app, data, step.at, step.next, made_up=True)
        inner.append(one)
        return one

    def _call(self, step: Step) -> Act:
        back = Way(NEXT, self.behind(step), NEXT if not step.made_up else "")
        if step.word != "gosub":
            name, *arguments = split(step.data)
            if f"macro-{name}" not in self.plan.contexts and name in HANGUP_MACROS:
                return Act(Family.HANGUP, (), (step.data,))
            callee = self.targets.find(f"macro-{name}", "s", "1")
            return Act(Family.CALL, (back,), tuple(arguments), callee=callee, macro=True)
        head, arguments = _call_parts(step.data)
        aim = self.targets.aim(step, head)
        callee = aim.places[0][1] if len(aim.places) == 1 else UNREAD
        return Act(Family.CALL, (back,), tuple(arguments), callee=callee)

    def _round(self, step: Step) -> tuple[Step | None, Step | None]:
        """The While and the EndWhile around a step (or of the While that it is)."""
        pairs = self._rounds.get(step.extension)
        if pairs is None:
            pairs = self._rounds[step.extension] = _pairs(step.extension)
        return pairs.get(step.priority, (None, None))

    def _while(self, step: Step, kind: Family) -> Act:
        begin, end = self._round(step)
        if step.word == "while" and "${" not in step.data and truth(step.data, {}):
            return Act(Family.PASS, (Way(NEXT, self.behind(step)),))
        if step.word == "while":
            out = self.behind(end) if end else self.behind(step)
            raw = (TRUE, FALSE) if not step.made_up else ("", "")
            ways = (Way(TRUE, self.behind(step), raw[0]), Way(FALSE, out, raw[1]))
            return Act(kind, ways, condition=step.data.strip())
        place: Place = self.behind(step)
        if kind is Family.END_WHILE and begin:
            place = begin
        elif kind is Family.EXIT_WHILE and end:
            place = self.behind(end)
        return Act(kind, (Way(NEXT, place, NEXT if not step.made_up else ""),))


def raws(step: Step) -> tuple[str, ...]:
    """Return the words by which the account knows the ways on from a step, each once."""
    kind = family(step.word)
    if kind in (Family.BRANCH, Family.CLOCK, Family.WHILE):
        return TRUE, FALSE
    return () if kind in (Family.RETURN, Family.HANGUP) else (NEXT,)


def _pairs(extension: Extension) -> dict[int, tuple[Step | None, Step | None]]:
    """Per priority of an extension that deals with a round: its While and its EndWhile."""
    found: dict[int, tuple[Step | None, Step | None]] = {}
    rounds: list[tuple[Step, list[int]]] = []
    for priority in sorted(extension.steps):
        step = extension.steps[priority]
        if step.word == "while":
            rounds.append((step, [priority]))
        elif step.word in ("endwhile", "continuewhile", "exitwhile") or rounds:
            if rounds:
                rounds[-1][1].append(priority)
            if step.word == "endwhile" and rounds:
                begin, inside = rounds.pop()
                found.update(dict.fromkeys(inside, (begin, step)))
    for begin, inside in rounds:
        found.update(dict.fromkeys(inside, (begin, None)))
    return found


def _speaks(parts: tuple[str, ...]) -> bool:
    """Whether a program is one that says the text it is given."""
    script = parts[0].rpartition("/")[2].casefold() if parts else ""
    return len(parts) > 1 and any(name in script for name in SPEAKING_SCRIPTS)


def _call_parts(data: str) -> tuple[str, list[str]]:
    """The target and the arguments of a Gosub: `context,extension,priority(one,two)`."""
    match = re.match(r"(.*?[\w}\]*#-]|)\((.*)\)\s*\Z", data, re.DOTALL)
    if match is None or data.count("(") == 0:
        return data, []
    opened = _last_open(data)
    return (data[:opened], split(data[opened + 1 : data.rfind(")")])) if opened >= 0 else (data, [])


def _last_open(data: str) -> int:
    """The place of the bracket that the last one closes; -1 where it stands inside a hole."""
    depth = 0
    for place in range(data.rfind(")"), -1, -1):
        if data[place] == ")":
            depth += 1
        elif data[place] == "(":
            depth -= 1
            if not depth:
                return place
    return -1


def worded(test: str) -> str:
    """Return a condition as people read it, short."""
    text = re.sub(r"\A\$\[(.*)\]\Z", r"\1", test.strip(), flags=re.DOTALL)
    text = " ".join(holes(re.sub(r'"([^"]+)"', r"\1", text)).split())
    return text if len(text) <= MOST_WORDS else f"{text[: MOST_WORDS - 3]}..."
