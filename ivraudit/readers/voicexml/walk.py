"""Executable content, followed statement by statement: what is said, decided and done until it leads somewhere."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from ivraudit.marked import Element, Text
from ivraudit.model import NodeType, Nowhere, Owner
from ivraudit.readers.voicexml.branching import Branch, asking, branches, shown
from ivraudit.readers.voicexml.conditions import Answer, plain, truth
from ivraudit.readers.voicexml.dialogs import DECLARING, Spot
from ivraudit.readers.voicexml.scopes import STAYING, chosen
from ivraudit.readers.voicexml.sketch import Sketch, Way, Ways
from ivraudit.readers.voicexml.speech import HEARD, Child, is_heard, listen

if TYPE_CHECKING:
    from ivraudit.readers.voicexml.reading import Reading

NOTHING_MORE = frozenset({*DECLARING, "reprompt", "else", "elseif", "meta", "value"})


class State(NamedTuple):
    """What content has done to the items of its form so far."""

    filled: bool
    """Whether the item at hand has its value."""
    back: int
    """The first item that was cleared; beyond the last: none."""


class Frame(NamedTuple):
    """Where in the content, and what follows when it is done."""

    statements: Sequence[Child]
    here: int = 0
    outer: Frame | None = None

    def after(self) -> Frame:
        """Behind the statement at hand."""
        return self._replace(here=self.here + 1)


class Job(NamedTuple):
    """Ways that have come to a place in the content."""

    ways: Ways
    frame: Frame | None
    state: State
    thrown: tuple[int, ...] = ()
    """The handlers that are being executed."""


class Walk:
    """One walk through content, from some ways to all the places where they lead."""

    def __init__(
        self, reading: Reading, spot: Spot, sketch: Sketch, name: str, given: Mapping[str, Answer] | None = None
    ) -> None:
        self.reading = reading
        self.spot = spot
        self.sketch = sketch
        self.name = name
        self.given = given or {}
        """What the caller has answered here."""
        self.memo = spot.memo if sketch is reading.sketch else {}
        self.came_back: list[tuple[Ways, State]] = []
        """The ways that came to the end of the content."""
        self.left = False
        """Whether some way has led elsewhere."""
        self._jobs: list[Job] = []
        self._asking: set[int] = set()
        self._acts: dict[str, Callable[[Element, Job], Job | None]] = {
            "if": self.decide, "goto": self.go, "submit": self.go, "exit": self.end, "disconnect": self.end,
            "return": self.end, "throw": self.throw, "data": self.look_up, "assign": self.assign,
            "clear": self.clear, "transfer": self.do_unknown, "subdialog": self.do_unknown,
        }  # fmt: skip

    def run(self, ways: Ways, statements: Sequence[Child], state: State) -> Walk:
        """Follow the ways through the content; return the walk itself."""
        self._asking = asking(statements, self.given) if self.given else set()
        return self._follow(Job(ways, Frame(statements), state))

    def on_event(self, event: str, ways: Ways, state: State) -> Walk:
        """Follow the ways into the handler of an event; return the walk itself."""
        return self._follow(self.handle(event, Job(ways, None, state)))

    def _follow(self, first: Job | None) -> Walk:
        self._jobs += [first] if first else []
        while self._jobs:
            job: Job | None = self._jobs.pop()
            while job is not None:
                job = self.step(job)
        return self

    def step(self, job: Job) -> Job | None:
        """Execute one statement; return what goes on behind it."""
        frame = job.frame
        while frame is not None and frame.here >= len(frame.statements):
            frame = frame.outer
        if frame is None:
            self.came_back.append((job.ways, job.state))
            return None
        if not self.reading.spend():
            self.sketch.lead(job.ways, Nowhere.UNREAD)
            self.left = True
            return None
        job = job._replace(frame=frame)
        statement = frame.statements[frame.here]
        if is_heard(statement):
            return self.hear(statement, job)
        if isinstance(statement, Text) or statement.name in NOTHING_MORE or statement.name in HEARD:
            return job._replace(frame=frame.after())
        return self._acts.get(statement.name, self.do_unknown)(statement, job)

    # What is shared by several ways

    def known(self, statement: Child, job: Job) -> bool:
        """Lead the ways to the node that stands for this statement already, if nothing behind depends on the answer."""
        node = self.memo.get((id(statement), job.state)) if not self._depends(job.frame) else None
        if node is None:
            return False
        self.sketch.lead(job.ways, node)
        return True

    def note(self, statement: Child, job: Job, node: str) -> None:
        """Remember the node that stands for a statement."""
        if not self._depends(job.frame):
            self.memo[id(statement), job.state] = node

    def _depends(self, frame: Frame | None) -> bool:
        while frame is not None and self._asking:
            if frame.here < len(frame.statements) and id(frame.statements[frame.here]) in self._asking:
                return True
            frame = frame.outer
        return False

    # Statements

    def hear(self, statement: Child, job: Job) -> Job | None:
        """Draw one step for all that is heard in a row."""
        if self.known(statement, job):
            return None
        frame, state, heard = job.frame, job.state, []
        assert frame is not None
        while frame.here < len(frame.statements):
            child = frame.statements[frame.here]
            if is_heard(child):
                heard.append(child)
            elif isinstance(child, Element) and child.name in ("assign", "clear"):
                if self.reading.declared.lacks(child):
                    break
                state = self.changed(child, state)
            elif isinstance(child, Element) and child.name not in NOTHING_MORE and child.name not in HEARD:
                break
            frame = frame.after()
        speech = listen(heard)
        fields = self.reading.said(speech, self.spot.around)
        if not fields.get("prompt") and not fields.get("audio") and not speech.partial:
            return job._replace(frame=frame, state=state)  # signs or pauses, and no words
        at = (speech.first or statement).at
        node = self.sketch.node(self.name, NodeType.SAY, at, job.ways, **fields)
        self.note(statement, job, node)
        return Job((Way(node, at=at),), frame, state, job.thrown)

    def assign(self, statement: Element, job: Job) -> Job | None:
        """Go on: a value for the item's variable fills it; one for a variable that nothing declares is an error.

        Where a script that is not at hand may declare it, nobody knows whether the call goes on.
        """
        assert job.frame is not None
        lacking = self.reading.declared.lacks(statement)
        if lacking and self.reading.declared.scripted:
            following = self.do_unknown(statement, job)
            return following and following._replace(state=self.changed(statement, following.state))
        if lacking:
            self.sketch.tell(statement, f"nothing declares {lacking!r}: `<{statement.name}>` throws error.semantic")
            return self.handle("error.semantic", job)
        return job._replace(frame=job.frame.after(), state=self.changed(statement, job.state))

    clear = assign

    def changed(self, statement: Element, state: State) -> State:
        """The state behind an `<assign>` or `<clear>`."""
        dialog, index = self.spot.dialog, self.spot.index
        if statement.name == "assign":
            number = dialog.item_called(plain(statement.get("name")))
            if number == index and index >= 0:
                return State(statement.get("expr") not in ("undefined", "null", "''"), state.back)
            return state
        cleared = [dialog.item_called(plain(name)) for name in statement.get("namelist").split()]
        numbers = [number for number in cleared if number is not None]
        if not statement.get("namelist"):
            numbers = [0]
        return State(state.filled, min([state.back, *numbers]))

    def decide(self, statement: Element, job: Job) -> Job | None:
        """Follow the branch that holds; where nobody can say which, draw the decision."""
        assert job.frame is not None
        taken, sure = self._taken(branches(statement))
        if sure and len(taken) == 1:
            return job._replace(frame=Frame(taken[0].statements, 0, job.frame.after()))
        if self.known(statement, job):
            return None
        kind, fields, words = self.reading.deciding([one.condition for one in taken if one.condition], statement)
        at = statement.at
        node = self.sketch.node(self.name, kind, at, job.ways, **fields)
        self.note(statement, job, node)
        for branch in reversed(taken):
            trigger, said = words[bool(branch.condition)] if words else (shown(branch.condition) or "else", {})
            way = Way(node, trigger, Owner.SYSTEM, at, said=said)
            self._jobs.append(Job((way,), Frame(branch.statements, 0, job.frame.after()), job.state, job.thrown))
        return None

    def _taken(self, found: Sequence[Branch]) -> tuple[list[Branch], bool]:
        """The branches that may be taken; and whether the first of them surely is, if it is the only one."""
        taken: list[Branch] = []
        for branch in found:
            holds = True if branch.term is None else truth(branch.term, self.given)
            if holds is not False:
                taken.append(branch)
            if holds:
                return taken, True
        return [*taken, Branch("", None, ())], not taken

    def go(self, statement: Element, job: Job) -> None:
        """Lead the ways to another dialog, item or document."""
        self.left = True
        self.sketch.lead(job.ways, self.reading.reached(statement, self.spot, self.sketch), statement)

    def end(self, statement: Element, job: Job) -> None:
        """End the call, or this part of it."""
        self.left = True
        self.sketch.lead(job.ways, self.reading.ending(statement, self.sketch), statement)

    def throw(self, statement: Element, job: Job) -> Job | None:
        """Go on in the handler of the event."""
        event = statement.get("event")
        if job.ways:
            kept = next((way for way in job.ways if way.node), None)
            self.sketch.account(statement, "part", kept.node if kept else "", "of the exits that throw it")
        if event:
            return self.handle(event, job)
        self.lost(job)
        return None

    def lost(self, job: Job) -> None:
        """Lead the ways out of sight."""
        self.left = True
        self.sketch.lead(job.ways, self.reading.unseen(self.spot.around, self.sketch))

    def handle(self, event: str, job: Job) -> Job | None:
        """Go on in the handler of an event, or do what the standard does where there is none."""
        found = self.spot.around.handlers(event)
        handler = chosen(found, 1) or min(found, key=lambda one: one.turn, default=None)
        if handler is not None and id(handler.element) not in job.thrown and len(job.thrown) < 10:
            self.reading.used.add(id(handler.element))
            thrown = (*job.thrown, id(handler.element))
            return Job(job.ways, Frame(handler.element.children), job.state, thrown)
        if handler is not None or not self.spot.around.whole:
            self.lost(job)
            return None
        if event.partition(".")[0] in STAYING:
            return job._replace(frame=None)
        self.left = True
        self.sketch.lead(job.ways, Nowhere.DROPPED)
        return None

    def look_up(self, statement: Element, job: Job) -> Job | None:
        """Draw a look-up, whose failure is an event."""
        if self.known(statement, job):
            return None
        name = statement.get("name") or "data"
        node = self.sketch.node(f"{self.name} {name}", NodeType.TASK, statement.at, job.ways)
        self.note(statement, job, node)
        assert job.frame is not None
        if self.spot.around.handlers("error.badfetch"):
            failed = Job((Way(node, "error", at=statement.at),), None, job.state, job.thrown)
            handling = self.handle("error.badfetch", failed)
            self._jobs += [handling] if handling else []
        return Job((Way(node, at=statement.at),), job.frame.after(), job.state, job.thrown)

    def do_unknown(self, statement: Element, job: Job) -> Job | None:
        """Draw a step of which nobody knows what it does."""
        if self.known(statement, job):
            return None
        node = self.reading.unknown_step(statement, self.name, job.ways, self.sketch)
        self.note(statement, job, node)
        assert job.frame is not None
        return Job((Way(node, at=statement.at),), job.frame.after(), job.state, job.thrown)
