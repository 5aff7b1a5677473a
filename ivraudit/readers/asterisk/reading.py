"""How a whole file is read: its text, its plan, then every extension that there is."""

from __future__ import annotations

from pathlib import PurePosixPath

from ivraudit.draft import Draft, unread
from ivraudit.model import Entry, Position, Severity, Source, Tree, Trouble
from ivraudit.readers.asterisk.acts import Acts, raws
from ivraudit.readers.asterisk.ael import ael_plan, is_ael
from ivraudit.readers.asterisk.applications import Family
from ivraudit.readers.asterisk.conf import plan_of
from ivraudit.readers.asterisk.counters import Counters
from ivraudit.readers.asterisk.entries import Entries, number
from ivraudit.readers.asterisk.laying import MOST_COPIES, Laying
from ivraudit.readers.asterisk.lines import text_of
from ivraudit.readers.asterisk.nodes import lay_node
from ivraudit.readers.asterisk.plan import Extension, Plan, Step
from ivraudit.readers.asterisk.secrets import redact
from ivraudit.readers.asterisk.states import States
from ivraudit.readers.asterisk.targets import Targets

NAME = "asterisk"
NOTICED = frozenset({
    Family.SAY, Family.SPEAK, Family.BACKGROUND, Family.WAIT, Family.READ, Family.QUEUE, Family.DIAL, Family.VOICEMAIL,
})  # fmt: skip
"""What a caller would miss: where no way leads to it, it is reported; other idle steps are common and harmless."""


def read(source: Source) -> list[Tree]:
    """The one tree of a file, with all its contexts; it never raises for what a file holds."""
    file = source.file
    name = PurePosixPath(file).stem or file
    true_text, faults = text_of(source.data, file)
    if faults:
        return [unread(NAME, file, name, (Trouble("unreadable", one.at, one.message) for one in faults))]
    text = redact(true_text)
    plan = ael_plan(text, true_text, file) if is_ael(text) else plan_of(text, true_text, file)
    if not any(True for _ in plan.steps()):
        return [_empty(plan, file, name, text)]
    return [_Reading(plan, file, name).tree(text)]


def _empty(plan: Plan, file: str, name: str, text: str) -> Tree:
    """The tree of a file without an extension: what stands in comments is none, and no fault either."""
    draft = Draft(NAME, file, name, Position(file))
    _complain(draft, plan)
    if not plan.complaints:
        message = "no context of this file has an extension, comments apart: there is nothing to audit"
        draft.trouble("missing-field", Position(file), message, fact="exten", severity=Severity.INFO)
    return draft.tree((), (file, *plan.contexts), text=text)


def _complain(draft: Draft, plan: Plan) -> None:
    for one in plan.complaints:
        draft.trouble(one.rule, one.at, one.message, fact=one.fact, severity=one.severity)


class _Reading:
    """One file on its way into a tree."""

    def __init__(self, plan: Plan, file: str, name: str) -> None:
        self.plan = plan
        first = next(iter(plan.contexts.values()))
        self.draft = Draft(NAME, file, name, first.at)
        acts = Acts(plan, Targets(plan))
        self.states = States(plan, acts, Counters(plan, acts))
        self.laying = Laying(plan, self.states, self.draft)
        self.called = {
            act.callee for act in map(acts.of, self.states.every()) if act.family is Family.CALL and act.callee
        }  # fmt: skip
        self.elsewhere = {step.extension for step in self.called if isinstance(step, Step)}
        """Extensions that others may come into in other ways: subroutines, and where a program may set the priority."""
        for step in plan.steps():
            if step.extension.context.startswith("macro-") or acts.of(step).family is Family.PROGRAM:
                self.elsewhere.add(step.extension)

    def tree(self, text: str) -> Tree:
        """The tree, its entries first."""
        laying, plan = self.laying, self.plan
        _complain(self.draft, plan)
        found = Entries(plan, laying.acts, laying.keypads, laying.incoming).found()
        entries = {(entry.node, entry.number): entry for one in reversed(found) if (entry := self._entry(one))}
        self._lay_waiting()
        for extension in plan.extensions():
            self._lay_head(extension)
        for step in self.states.coming_back:
            self._lay_back(step)
        for step in plan.steps():
            self._lay_idle(step)
        laying.finish_outside(self._first_led())
        self._account()
        nodes = sorted(self.draft.nodes.values(), key=lambda node: (node.at.line, node.at.column))
        self.draft.nodes = {node.id: node for node in nodes}
        heads = (one.first.name for one in plan.extensions() if one.first)
        names = (self.draft.file, *plan.contexts, *(name for name in heads if name in self.draft.nodes))
        languages = tuple(laying.languages) if len(laying.languages) == 1 else ()
        loose = frozenset(laying.loose & self.draft.nodes.keys())
        most = f"what subroutines lead to is left out beyond {MOST_COPIES:,} copies of their steps"
        return self.draft.tree(
            reversed(entries.values()), names, text=text, loose=loose, languages=languages,
            not_checked=(most,) if laying.cut_short else (),
        )  # fmt: skip

    def _entry(self, extension: Extension) -> Entry | None:
        node = self.laying.lay(extension.steps[1])
        return Entry(node, extension.at, number(extension)) if isinstance(node, str) else None

    def _lay_waiting(self) -> None:
        while self.laying.waiting:
            lay_node(self.laying, *self.laying.waiting.popleft())

    def _lay_head(self, extension: Extension) -> None:
        """Lay an extension that anything outside of this file may dial or jump to."""
        first = extension.first or extension.steps[min(extension.steps)]
        met = first in self.states.settled or first in self.states.hushed or self.laying.is_laid(first)
        if first in self.called and met:
            return
        node = self.laying.lay(first)
        if isinstance(node, str):
            self.laying.loose.add(node)
        self._lay_waiting()

    def _lay_back(self, step: Step) -> None:
        """Lay what follows a call out of which a way leads that cannot be seen: it may come back."""
        node = self.laying.lay(step)
        if isinstance(node, str):
            self.laying.loose.add(node)
        self._lay_waiting()

    def _lay_idle(self, step: Step) -> None:
        """Lay what no way leads to, if a caller would notice it; a subroutine may be called by others in other ways."""
        laying = self.laying
        if self._met(step) or step in laying.absorbed or laying.acts.of(step).family not in NOTICED:
            return
        node = laying.lay(step)
        if step.extension in self.elsewhere and isinstance(node, str):
            laying.loose.add(node)
        self._lay_waiting()

    def _met(self, step: Step) -> bool:
        """Whether some call comes to a step."""
        return self.laying.is_accounted(step.raw) or step in self.states.settled or step in self.states.hushed

    def _first_led(self) -> dict[str, Position]:
        """Per target: where the first exit that leads to it stands."""
        found: dict[str, Position] = {}
        for edge in self.draft.edges:
            if isinstance(edge.target, str):
                found.setdefault(edge.target, edge.at)
        return found

    def _account(self) -> None:
        """Account for the steps, and the ways on from them, that have become no node and no exit of their own."""
        laying = self.laying
        for step in self.plan.steps():
            if step.made_up:
                continue
            of = laying.absorbed.get(step, "")
            if not of and step in self.states.settled:
                end = self.states.settled[step]
                of = laying.name(end) if end else ""
            used = bool(of) or self._met(step)
            for raw in (step.raw, *(f"{step.raw} {word}" for word in raws(step))):
                if not laying.account(raw):
                    continue
                if used:
                    self.draft.part(raw, of, "the caller notices nothing of it")
                else:
                    self.draft.left_out(raw, "no way leads to it")
