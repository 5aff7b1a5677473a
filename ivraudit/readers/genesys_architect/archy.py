"""Archy's YAML: implicit sequences, outputs that hold actions, menus and their choices."""

from __future__ import annotations

from collections.abc import Iterator

from ivraudit.draft import Draft
from ivraudit.marked import Mapping, Scalar, Sequence, Value, get, items, pairs
from ivraudit.model import Position
from ivraudit.readers.genesys_architect import expressions, words
from ivraudit.readers.genesys_architect.archy_facts import (
    audio,
    dialling,
    facts,
    literal,
    phrases,
    reference,
    seconds,
    word,
)
from ivraudit.readers.genesys_architect.holes import is_hole, uncover
from ivraudit.readers.genesys_architect.steps import Choice, Container, Facts, Flow, Output, Step

_KEYS = {"star": "*", "pound": "#", "hash": "#"}
_MOST_PLAYS = 1000
_COLLECTIONS = (("menus", "menu"), ("tasks", "task"), ("states", "state"), ("bots", "bot"))

Holder = Container | Output


class Archy:
    """One flow as it is read, without recursion.

    `waiting` holds the lists of actions that are still to be read, `open` the menus inside each other that are read
    now, each with its further choices.
    """

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self.file = draft.file
        self.waiting: list[tuple[Value, Holder]] = []
        self.open: list[tuple[Container, Iterator[Value]]] = []
        self.found: list[Container] = []
        self.defaults = Facts()

    def flow(self, key: Scalar, body: Value) -> Flow:
        """Return the flow that stands behind the key of its kind."""
        kind = uncover(key.value)
        name = word(body, "name")
        flow = Flow(kind, name, self._at(key, body), repeats=kind.startswith("inqueue"))
        flow.names = (name,) if name and not is_hole(name) else ()
        flow.languages = self._languages(body)
        greeting = get(body, "initialGreeting")
        flow.greeting = audio(greeting)
        flow.greeting_at = self._key(body, "initialGreeting").at(self.file) if greeting is not None else None
        flow.plays, flow.after = self._patience(get(body, "settingsMenu"))
        flow.dialling = dialling(get(body, "settingsMenu"), self.file)
        self.defaults.after = seconds(get(body, "settingsActionDefaults", "collectInput", "noEntryTimeout"))
        self._breakdown(flow, body)
        self._containers(flow, body)
        return flow

    def _languages(self, body: Value) -> tuple[str, ...]:
        default = expressions.tag(word(body, "defaultLanguage"))
        others = (expressions.tag(uncover(key.value)) for key, _ in pairs(body, "supportedLanguages"))
        return tuple(dict.fromkeys(one for one in (default, *others) if one))

    def _breakdown(self, flow: Flow, body: Value) -> None:
        handling = get(body, "settingsErrorHandling", "errorHandling")
        flow.apology = audio(get(body, "settingsErrorHandling", "preHandlingAudio"))
        for key, what in pairs(handling)[:1]:
            flow.trouble_at = key.at(self.file)
            targets = [word(part) for _, part in pairs(what) if isinstance(part, Scalar)]
            known = key.value not in ("disconnect", "endFlow") and bool(targets)
            flow.trouble = reference(targets[0]) if known else "disconnect"

    def _containers(self, flow: Flow, body: Value) -> None:
        start = get(body, "startUpRef")
        actions = get(body, "startUpTaskActions")
        for collection, kind in _COLLECTIONS:
            for item in self._listed(body, collection):
                inner = pairs(item)
                if len(inner) == 1 and isinstance(inner[0][1], Mapping):
                    self.container(inner[0][0].value if inner[0][0].value == "menu" else kind, *inner[0])
                    self._choices()
                else:
                    self._wrong(item, f"one `{kind}:` with its fields is expected here", collection)
        if isinstance(start, Scalar) and start.value:
            flow.start, flow.start_at = reference(uncover(start.value)), start.at(self.file)
            flow.start_kind = "menu" if "/menu" in start.value else ""
        elif actions is not None:
            first = self._key(body, "startUpTaskActions")
            at = first.at(self.file)
            whole = Container("task", "startUpTaskActions", flow.name or "Start", at, self._raw("task", first))
            self.found.insert(0, whole)
            flow.start, flow.start_at = whole.ref, whole.at
            self.waiting.append((actions, whole))
        while self.waiting:
            self._actions(*self.waiting.pop())
        flow.containers = self.found

    def container(self, kind: str, key: Scalar, body: Value) -> Container:
        """Take a menu, task or state; its choices and actions wait."""
        name = word(body, "name") or word(body, "refId") or words.default_name(kind)
        ref = word(body, "refId") or name
        found = Container(kind, ref, name, self._at(key, body), self._raw(kind, key))
        self.found.append(found)
        if kind == "menu":
            self._menu(found, body)
        elif get(body, "actions") is not None:
            self.waiting.append((get(body, "actions") or body, found))
        return found

    def _menu(self, menu: Container, body: Value) -> None:
        menu.spoken = audio(get(body, "audio"))
        menu.plays, menu.after = self._patience(get(body, "settingsMenu"))
        menu.dialling = dialling(get(body, "settingsMenu"), self.file)
        default = get(body, "defaultChildMenuRef")
        if isinstance(default, Scalar) and default.value:
            menu.default, menu.default_at = reference(uncover(default.value)), default.at(self.file)
            menu.default_raw = f"{menu.raw} default"
        self.open.append((menu, iter(self._listed(body, "choices"))))

    def _choices(self) -> None:
        """Read the choices of the menus that are open, those of a menu inside a choice before the next choice."""
        while self.open:
            menu, rest = self.open[-1]
            item = next(rest, None)
            inner = pairs(item)
            if item is None:
                self.open.pop()
            elif len(inner) == 1:
                menu.choices.append(self._choice(*inner[0]))
            else:
                self._wrong(item, "one choice with its fields is expected here", "choices")

    def _choice(self, key: Scalar, body: Value) -> Choice:
        step = self._step(words.of_choice(key.value), key, body)
        pressed = word(body, "dtmf").removeprefix("digit_")
        ref = word(body, "refId") or step.name
        pressed = _KEYS.get(pressed, pressed)
        if pressed and not words.is_key(pressed):
            self._wrong(get(body, "dtmf") or body, f"{pressed!r} is no key of a telephone", "dtmf")
            pressed = ""
        choice = Choice(ref, step.name, step.at, f"{step.raw} choice", step, pressed, phrases(body))
        choice.everywhere = word(body, "globalDtmf") == "true" and bool(choice.key)
        for kind in ("task", "menu"):
            inner = get(body, kind)
            if isinstance(inner, Mapping):
                step.facts.target = self._inner(kind, key, body, inner)
        if step.word == "subMenu" and get(body, "choices") is not None:
            step.facts.target = self._inner("menu", key, body, body)
        return choice

    def _inner(self, kind: str, key: Scalar, body: Value, inner: Value) -> str:
        """Take a task or menu that stands inside a choice, and has the choice's name; return its id."""
        inside = self.container(kind, key, inner)
        inside.name = word(inner, "name") or word(body, "name") or inside.name
        inside.at = self._at(key, body)
        inside.ref = word(inner, "refId") or inside.raw
        inside.raw += " inside"
        return inside.ref

    def _actions(self, value: Value, holder: Holder) -> None:
        """Read one list of actions."""
        if not isinstance(value, Sequence):
            if not isinstance(value, Scalar) or value.value:
                self._wrong(value, "a list of actions is expected here", "actions")
            return
        before: Step | None = None
        for item in value.items:
            step = self._action(item)
            if step is None:
                continue
            if before is None:
                holder.first = step
            else:
                before.next, before.follows = step, f"{before.raw} next"
            before = step

    def _action(self, item: Value) -> Step | None:
        if isinstance(item, Scalar) and item.value:
            return self._step(uncover(item.value), item, item)
        inner = pairs(item)
        if len(inner) == 1:
            return self._step(uncover(inner[0][0].value), *inner[0])
        self._wrong(item, "one action with its fields is expected here", "actions")
        return None

    def _step(self, what: str, key: Scalar, body: Value) -> Step:
        name = word(body, "name") or words.default_name(what)
        step = Step(what, name, self._at(key, body), self._raw(uncover(key.value), key), facts(what, body, self.file))
        step.told = uncover(key.value)
        if what == "collectInput" and step.facts.after is None:
            step.facts.after = self.defaults.after
        for output, actions in self._outputs(step, body):
            step.outputs.append(output)
            if actions is not None:
                self.waiting.append((actions, output))
        return step

    def _outputs(self, step: Step, body: Value) -> Iterator[tuple[Output, Value | None]]:
        """Yield the outputs that a step names, each with its list of actions."""
        for key, part in pairs(body, "outputs"):
            if isinstance(part, Sequence):
                yield from self._named(step, part)
            else:
                yield self._output(step, uncover(key.value), key), get(part, "actions")
        for key, part in pairs(body, "evaluate"):
            listed = part if key.value == "cases" else get(part, "cases")
            for number, case in enumerate(items(listed), 1):
                inner = get(case, "case") or case
                first = pairs(case)[0][0] if pairs(case) else key
                output = self._output(step, f"case {number}", first)
                output.condition = word(inner, "value", "exp") or word(inner, "exp")
                yield output, get(inner, "actions")
            default = part if key.value == "default" else get(part, "default")
            if isinstance(default, Mapping):
                mark = key if key.value == "default" else self._key(part, "default")
                yield self._output(step, "default", mark), get(default, "actions")

    def _named(self, step: Step, listed: Sequence) -> Iterator[tuple[Output, Value | None]]:
        for item in listed.items:
            for key, part in pairs(item)[:1]:
                yield self._output(step, word(part, "name") or uncover(key.value), key), get(part, "actions")

    def _output(self, step: Step, what: str, key: Scalar) -> Output:
        return Output(what, key.at(self.file), f"{step.raw} {what}")

    def _patience(self, value: Value | None) -> tuple[int | None, float | None]:
        """How often a menu is played and how long it waits."""
        plays = expressions.whole(literal(get(value, "repeatCount")), _MOST_PLAYS)
        return plays, seconds(get(value, "menuSelectionTimeout"))

    def _listed(self, body: Value, name: str) -> list[Value]:
        value = get(body, name)
        empty = value is None or (isinstance(value, Scalar) and not value.value)
        if value is not None and not empty and not isinstance(value, Sequence):
            self._wrong(value, f"`{name}` is a list", name)
        return items(value)

    def _at(self, key: Scalar, body: Value) -> Position:
        """Where a thing is named; where nobody named it, where it begins."""
        name = get(body, "name")
        return name.at(self.file) if isinstance(name, Scalar) and name.value else key.at(self.file)

    def _key(self, body: Value | None, name: str) -> Scalar:
        return next(key for key, _ in pairs(body) if key.value == name)

    def _raw(self, what: str, key: Scalar) -> str:
        return f"{what} {key.start.line + 1}:{key.start.column + 1}"

    def _wrong(self, value: Value, message: str, fact: str) -> None:
        self.draft.trouble("invalid-value", value.at(self.file), message, fact=fact)
