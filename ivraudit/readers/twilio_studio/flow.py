"""A flow on its way into a tree: gathers and the splits behind them become menus, a missing `next` ends the call."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ivraudit.draft import Draft
from ivraudit.marked import Value, get, items, text
from ivraudit.model import Entry, NodeType, Nowhere, Owner, Position, Retry, Tree, TreeKind
from ivraudit.readers.twilio_studio import splits
from ivraudit.readers.twilio_studio.widgets import DIALLING, GONE, PEOPLE, VOICE, WIDGETS

_HOLE = re.compile(r"\{\{[^{}]*?([\w-]+)\s*(?:\|[^{}]*)?\}\}|\{%[^%]*%\}")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Z][A-Za-z]+)?\Z")
ENTRIES = {
    "incomingCall": "calls", "incomingParent": "other flows", "incomingMessage": "written messages",
    "incomingConversationMessage": "written conversations", "incomingRequest": "programs",
}  # fmt: skip


class Flow:
    """The widgets of one flow, by name, and the draft that they go into."""

    def __init__(self, file: str, name: str, states: Sequence[Value], outer: Position | None) -> None:
        self.file = file
        self.outer = outer
        self.states: dict[str, Value] = {}
        self.draft = Draft("twilio_studio", file, name, outer or Position(file))
        for number, state in enumerate(states):
            self.learn(state, number)
        self.counting = splits.counters(list(self.states.values()))
        self.incoming: dict[str, set[str]] = {}
        for name, state in self.states.items():
            for transition in items(state, "transitions"):
                self.incoming.setdefault(splits.leads(transition), set()).add(name)
        self.fused: dict[str, str] = {}

    def learn(self, state: Value, number: int) -> None:
        """Keep a widget under its name, which must be its own."""
        name = text(state, "name")
        if not name:
            name = f"widget {number + 1}"
            self.draft.trouble("missing-field", self.place(state), f"Widget {number + 1} has no `name`.", fact="name")
        if name in self.states:
            at = self.place(get(state, "name"))
            message = f"A second widget is called {name!r}; only the first is read."
            self.draft.trouble("duplicate-node", at, message, name)
            self.draft.left_out(f"{name} (again)", "a widget of that name is there already")
            for transition in items(state, "transitions"):
                self.draft.left_out(f"{name} (again) {text(transition, 'event')}", "its widget is left out")
            return
        self.states[name] = state

    def place(self, value: Value | None) -> Position:
        """Where a value stands in the file."""
        return self.outer or (value.at(self.file) if value is not None else Position(self.file))

    def tree(self, names: Iterable[str], content: str, initial: str) -> Tree:
        """Return the tree."""
        triggers = {name for name, state in self.states.items() if text(state, "type") == "trigger"}
        entries = self.entries(triggers)
        for name, state in self.states.items():
            if text(state, "type") == "gather-input-on-call":
                self.find_fused(name, state)
        for name, state in self.states.items():
            if name not in triggers:
                self.widget(name, state)
        if not triggers and initial in self.states:
            entries = {"incomingCall": Entry(initial, self.place(get(self.states[initial], "name")))}
        self.draft.kind = self.kind(entries)
        begun = entries.get("incomingCall") or entries.get("incomingParent")
        chosen = [begun] if begun and self.draft.kind is TreeKind.CALL else list(entries.values())
        loose = frozenset(entry.node for entry in entries.values())
        return self.draft.tree(chosen, names, text=content, loose=loose, languages=self.languages())

    def entries(self, triggers: Iterable[str]) -> dict[str, Entry]:
        """The widgets at which a flow begins, by the event that begins it."""
        found: dict[str, Entry] = {}
        for name in triggers:
            self.draft.part(name, "", "the trigger, where the flow begins")
            for transition in items(self.states[name], "transitions"):
                event, target = text(transition, "event"), splits.leads(transition)
                self.draft.part(f"{name} {event}", target, f"where the flow begins for {ENTRIES.get(event, event)}")
                if target:
                    found[event] = Entry(target, self.place(splits.word(transition)))
        return found

    def kind(self, entries: Iterable[str]) -> TreeKind:
        """What the flow is for: a call only if calls, or other flows with something to hear, come in."""
        types = {text(state, "type") for state in self.states.values()}
        if "incomingCall" in entries or ("incomingParent" in entries and types & VOICE):
            return TreeKind.CALL
        return TreeKind.OUTBOUND if types & DIALLING else TreeKind.MESSAGE

    def languages(self) -> tuple[str, ...]:
        """The language of all that is said, where all of it says the same one."""
        said = {text(one, "properties", "language") for one in self.states.values() if text(one, "properties", "say")}
        (only,) = said if len(said) == 1 else ("",)
        return (only,) if _LANGUAGE.match(only) else ()

    def widget(self, name: str, state: Value) -> None:
        """Add a widget as a node with its exits."""
        kind = text(state, "type")
        if name in self.fused:
            return
        if kind == "gather-input-on-call":
            self.gather(name, state)
        elif kind == "split-based-on":
            self.split(name, state)
        elif kind == "capture-payments":
            self.payment(name, state)
        else:
            self.plain(name, state, kind)

    def add(self, name: str, kind: NodeType, state: Value, **fields: Any) -> None:
        at = self.place(get(state, "name"))
        self.draft.node(name, kind, at, name, **self.heard(state), **fields)

    def heard(self, state: Value) -> dict[str, Any]:
        """The prompt or the recording of a widget."""
        said = _HOLE.sub(lambda found: f"{{{found[1]}}}" if found[1] else "", text(state, "properties", "say"))
        played = text(state, "properties", "play")
        prompt = {"": said} if re.sub(r"\{[\w-]+\}", "", said).strip() else {}
        return {"prompt": prompt, "audio": {"": played} if played else {}}

    def leave(self, name: str, transition: Value, trigger: str, owner: Owner = Owner.SYSTEM, **fields: Any) -> None:
        """Add an exit for a transition; without `next` the call ends, or goes back to the flow that called."""
        event = splits.word(transition)
        target = self.unanswered(splits.leads(transition)) or Nowhere.DROPPED
        self.draft.exit(name, trigger, target, owner, self.place(event or transition), **fields)

    def unanswered(self, target: str) -> str:
        """Where a call goes on that comes to a part of a menu without an answer: where nothing matches."""
        passed: set[str] = set()
        while target in self.fused and target not in passed:
            passed.add(target)
            state = self.states[target]
            split = text(state, "type") == "split-based-on"
            onward = splits.otherwise(state) if split else next(iter(items(state, "transitions")), None)
            target = splits.leads(onward)
        return target

    def plain(self, name: str, state: Value, kind: str) -> None:
        widget = WIDGETS.get(kind)
        if widget is None:
            self.add(name, NodeType.TASK, state, opaque=True)
            self.draft.unknown(kind or "(none)", name, self.place(get(state, "type") or state))
        else:
            self.add(name, widget.kind, state, opaque=widget.opaque, **self.special(state, kind))
        for transition in items(state, "transitions"):
            event = text(transition, "event")
            trigger = widget.exits.get(event, event) if widget else event
            raw = f"{name} {event}"
            if trigger == "-":
                self.draft.left_out(raw, GONE)
            else:
                self.leave(name, transition, trigger.lstrip("!"), raw=raw, breakdown=trigger.startswith("!"))
        if kind == "run-subflow":
            sid = get(state, "properties", "flow_sid")
            self.draft.link(name, [text(sid)], self.place(sid or state), returns=True)

    def special(self, state: Value, kind: str) -> dict[str, Any]:
        """What only some widgets say."""
        properties = get(state, "properties")
        if kind in ("send-to-flex", "enqueue-call"):
            team = text(properties, "queue_name") or text(properties, "workflow") or text(properties, "workflow_sid")
            return {"team": team}
        if kind == "connect-call-to":
            human = True if text(properties, "noun") in PEOPLE else None
            return {"number": text(properties, "to"), "human": human}
        if kind.startswith("connect-virtual-agent"):
            return {"ai": True}
        return {"recorded": True} if kind == "record-call" else {}

    def split(self, name: str, state: Value) -> None:
        """A split that no gather leads to alone: a count, or a decision of the system's."""
        count = splits.counted(state, self.counting)
        other = splits.otherwise(state)
        if count is not None:
            self.add(name, NodeType.LOOP, state, times=count.times)
            self.leave(name, count.again, "again", raw=f"{name} {text(count.again, 'event')}", limit=count.times)
            self.leave(name, count.done, "done", raw=f"{name} {text(count.done, 'event')}")
            return
        self.add(name, NodeType.DECIDE, state, opaque=bool(splits.gathered(state)))
        told: set[int] = set()
        for branch in splits.branches(state):
            raw = "" if id(branch.transition) in told else f"{name} match"
            told.add(id(branch.transition))
            self.leave(name, branch.transition, branch.words, raw=raw)
        if other is not None:
            self.leave(name, other, "else", raw=f"{name} noMatch")

    # A gather, and the split behind it that says what each key does

    def find_fused(self, name: str, state: Value) -> None:
        """Find the split that asks for a gather's answer, and the widgets between that nothing else leads to."""
        for event in ("keypress", "speech"):
            transition = next((one for one in items(state, "transitions") if text(one, "event") == event), None)
            between, split = self.behind(name, transition)
            own = len({*between, split}) and all(self.only_from(name, one, between) for one in (*between, split) if one)
            if split and own:
                self.fused.update(dict.fromkeys((*between, split), name))

    def only_from(self, name: str, widget: str, between: Sequence[str]) -> bool:
        """Whether nothing leads to a widget but a gather and the widgets right behind it."""
        return self.incoming.get(widget, set()) <= {name, *between}

    def behind(self, name: str, transition: Value | None) -> tuple[list[str], str]:
        """The widgets that a gather's answer passes without a choice, and the split that asks for it ("" if none)."""
        between: list[str] = []
        here = splits.leads(transition)
        while here in self.states and here not in between:
            state = self.states[here]
            if text(state, "type") == "split-based-on":
                return (between, here) if splits.gathered(state) == name else ([], "")
            if text(state, "type") != "set-variables":
                break
            between.append(here)
            here = next((splits.leads(one) for one in items(state, "transitions")), "")
        return [], ""

    def gather(self, name: str, state: Value) -> None:
        """A menu where a split says what the answers do; else an entry of which every answer is taken."""
        by_event = {text(one, "event"): one for one in items(state, "transitions")}
        found = {event: self.behind(name, by_event.get(event)) for event in ("keypress", "speech")}
        asked = list(dict.fromkeys(split for _, split in found.values() if split))
        aloud = self.aloud(found["keypress"][1], found["speech"][1])
        spoken = not asked and self.spoken(name, by_event)
        wrong = ("", name, splits.leads(by_event.get("timeout")))
        at = self.place(get(state, "name"))
        timeout = text(state, "properties", "timeout")
        silence = Retry(1, at, float(timeout) if timeout.isdecimal() else None)
        kind = NodeType.MENU if asked else NodeType.COLLECT
        entry = {} if asked else {"by": ("speech",)} if spoken else self.entry(state)
        self.add(name, kind, state, barge_in=True, noinput=silence, nomatch=Retry(1, at), **entry)
        for event, transition in by_event.items():
            if event == "timeout":
                self.leave(name, transition, "noinput-last", Owner.PASSIVE, raw=f"{name} {event}")
            elif event in found and found[event][1]:
                self.draft.part(f"{name} {event}", name, "what each answer does, the split says")
            elif event == "keypress" and (spoken or (aloud and splits.leads(transition) in wrong)):
                self.leave(name, transition, "nomatch-last", Owner.PASSIVE, raw=f"{name} {event}")
            else:
                taken = "speech" if spoken else "keypress"
                trigger = "next" if event == taken and not asked else event
                self.leave(name, transition, trigger, Owner.CALLER, raw=f"{name} {event}")
        for split in asked:
            self.answers(name, split, aloud)
        for widget, gather in self.fused.items():
            if gather == name:
                self.draft.part(widget, name, "a part of the menu")
                if widget not in asked:
                    for transition in items(self.states[widget], "transitions"):
                        self.draft.part(f"{widget} {text(transition, 'event')}", name, "a part of the menu")

    def aloud(self, pressed: str, said: str) -> bool:
        """Whether a split hears only what is said, and leads on whatever that is: Studio takes any words."""
        return not pressed and said in self.states and bool(splits.leads(splits.otherwise(self.states[said])))

    def spoken(self, name: str, by_event: Mapping[str, Value]) -> bool:
        """Whether an entry takes what is said only: a key asks again, and what is said leads on."""
        return splits.leads(by_event.get("keypress")) == name and splits.leads(by_event.get("speech")) not in ("", name)

    def entry(self, state: Value) -> dict[str, Any]:
        digits = text(state, "properties", "number_of_digits")
        number = int(digits) if digits.isdecimal() and 0 < int(digits) < 100 else 0
        return {"digits": (number, number) if number else None, "by": ("keys", "speech")}

    def answers(self, name: str, split: str, aloud: bool) -> None:
        """The exits that a split gives to the gather before it; of what is said any other words are an answer too."""
        state, own = self.states[split], self.fused.get(split) == name
        told: set[int] = set()
        for branch in splits.branches(state):
            raw = f"{split} match" if own and id(branch.transition) not in told else ""
            told.add(id(branch.transition))
            self.leave(name, branch.transition, branch.words, Owner.CALLER, raw=raw, spoken=branch.phrase)
        other = splits.otherwise(state)
        if other is not None:
            trigger, owner = ("other", Owner.CALLER) if aloud else ("nomatch-last", Owner.PASSIVE)
            self.leave(name, other, trigger, owner, raw=f"{split} noMatch" if own else "")

    def payment(self, name: str, state: Value) -> None:
        """The widget that takes a card's data, which Twilio keeps out of recordings."""
        at = self.place(get(state, "name"))
        self.add(name, NodeType.COLLECT, state, barge_in=True, masked=True, collects=("pan", "cvv"),
                 noinput=Retry(1, at), nomatch=Retry(1, at))  # fmt: skip
        for transition in items(state, "transitions"):
            event = text(transition, "event")
            raw = f"{name} {event}"
            if event == "hangup":
                self.draft.left_out(raw, GONE)
            elif event == "success":
                self.leave(name, transition, "next", Owner.CALLER, raw=raw)
            elif event == "maxFailedAttempts":
                self.leave(name, transition, "nomatch-last", Owner.PASSIVE, raw=raw)
            else:
                self.leave(name, transition, event, raw=raw, breakdown=True)
