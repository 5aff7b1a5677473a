"""The files that Architect's editor exports: lists of actions that name what comes next by its id."""

from __future__ import annotations

from ivraudit.draft import Draft
from ivraudit.marked import Scalar, Value, get, items, pairs, text
from ivraudit.model import Position
from ivraudit.readers.genesys_architect import expressions, words
from ivraudit.readers.genesys_architect.exported_facts import audio, dialled, facts, is_set, literal, phrases, seconds
from ivraudit.readers.genesys_architect.packed import Packed
from ivraudit.readers.genesys_architect.steps import Choice, Container, Dialling, Flow, Output, Step

_KINDS = {"menu": "menu", "state": "state"}
_KEYS = {"10": "*", "11": "#", "star": "*", "pound": "#"}
_MOST_PLAYS = 1000


class Exported:
    """One flow as it is read."""

    def __init__(self, draft: Draft, packed: Packed | None = None) -> None:
        self.draft = draft
        self.packed = packed
        """The way back to places in the file, where that is packed."""
        self.steps: dict[str, Step] = {}
        self.endings: dict[str, str] = {}
        """What the outputs of tasks are called, by their ids."""
        self.waiting: list[tuple[Step, Value]] = []
        """Steps whose ways on are still to be found."""

    def flow(self, body: Value) -> Flow:
        """Return the flow of a decoded file."""
        told = text(body, "type")
        kind = next((one for one in words.KINDS if one.lower() == told.lower()), told or "inboundCall")
        flow = Flow(kind, text(body, "name"), self._at(body), repeats=kind.startswith("inqueue"))
        flow.names = tuple(one for one in (flow.name, text(body, "id"), text(body, "flowId")) if one)
        default = expressions.tag(text(body, "defaultLanguage"))
        others = [expressions.tag(one.value) for one in items(body, "supportedLanguages") if isinstance(one, Scalar)]
        flow.languages = tuple(dict.fromkeys(one for one in (default, *others) if one))
        greeting = get(body, "initialPrompts")
        if is_set(greeting):
            flow.greeting, flow.greeting_at = audio(greeting), self._place(_key(body, "initialPrompts"))
        flow.plays, flow.after = self._patience(get(body, "defaultSettings", "Menu"))
        flow.dialling = self._dialling(get(body, "defaultSettings", "Menu"))
        self._breakdown(flow, body)
        start = get(body, "initialSequence")
        flow.start, flow.start_at = text(body, "initialSequence"), self._place(start)
        waits = seconds(get(body, "defaultSettings", "CollectInputAction", "noEntryTimeout"))
        for item in items(body, "flowSequenceItemList"):
            flow.containers.append(self._container(item))
        self._tie(flow)
        for step in self.steps.values():
            if step.word == "collectInput" and step.facts.after is None:
                step.facts.after = waits
        return flow

    def _breakdown(self, flow: Flow, body: Value) -> None:
        handling = get(body, "errorHandling")
        if not is_set(handling):
            return
        flow.trouble_at = self._place(_key(body, "errorHandling"))
        flow.apology = audio(get(handling, "audio"))
        target = text(handling, "taskReference") or text(handling, "menuReference") or text(handling, "reference")
        flow.trouble = target or "disconnect"

    def _container(self, item: Value) -> Container:
        kind = _KINDS.get(text(item, "__type").lower(), "task")
        ref = text(item, "id")
        name = text(item, "name") or words.default_name(kind)
        found = Container(kind, ref, name, self._at(item), ref or name)
        if kind == "menu":
            found.spoken = audio(get(item, "prompts"))
            found.plays, found.after = self._patience(item)
            found.dialling = self._dialling(item)
            for choice in items(item, "menuChoiceList"):
                found.choices.append(self._choice(choice))
            self._default(found, get(item, "defaultMenuChoice"))
            return found
        for action in items(item, "actionList"):
            found.listed.append(self._step(action))
        for path in items(item, "paths"):
            self.endings[text(path, "outputId")] = words.of_output(text(path, "label"), text(path, "outputId"))
        start = text(item, "startAction")
        found.first = start or None
        return found

    def _default(self, menu: Container, value: Value | None) -> None:
        """Take a menu's default choice: one of its choices by its id, or one of its own."""
        if isinstance(value, Scalar) and text(value):
            menu.default, menu.default_at = text(value), self._place(value)
            menu.default_raw = f"{menu.raw} default"
        elif is_set(value) and value is not None:
            choice = self._choice(value)
            if all(one.ref != choice.ref for one in menu.choices):
                menu.choices.append(choice)
            menu.default, menu.default_at = choice.ref, choice.at

    def _choice(self, value: Value) -> Choice:
        action = get(value, "action")
        step = self._step(action if action is not None else value)
        name = text(value, "name") or step.name
        step.name = name
        pressed = text(value, "digit")
        key = _KEYS.get(pressed, pressed)
        if key and not words.is_key(key):
            message = f"{key!r} is no key of a telephone"
            self.draft.trouble("invalid-value", self._place(get(value, "digit")), message, fact="digit")
            key = ""
        choice = Choice(text(value, "id") or step.raw, name, step.at, f"{step.raw} choice", step, key, phrases(value))
        choice.everywhere = text(value, "globalDtmf") == "true" and bool(key)
        return choice

    def _step(self, action: Value) -> Step:
        told = text(action, "__type") or "no type"
        word = words.of_exported(told)
        ref = text(action, "id") or f"{word} {len(self.steps) + 1}"
        at = self._at(action)
        name = text(action, "name") or words.default_name(word)
        step = Step(word, name, at, ref, facts(word, action, at), told=told)
        if ref in self.steps:
            self.draft.trouble("duplicate-node", at, f"the id {ref!r} is given to two actions", fact=ref)
            step.raw = f"{ref} again"
        self.steps.setdefault(ref, step)
        self.waiting.append((step, action))
        return step

    def _tie(self, flow: Flow) -> None:
        """Put what ids stand for in their place."""
        for step, action in self.waiting:
            following = text(action, "nextAction")
            if following:
                step.next, step.follows = self.steps.get(following, following), f"{step.raw} next"
            single = get(action, "path")
            for path in [*items(action, "paths"), *([single] if single is not None else [])]:
                step.outputs.append(self._output(step, path))
            step.complete = bool(step.outputs)
            self._conditions(step, action)
            step.facts.output = self.endings.get(step.facts.output, step.facts.output)
        for container in flow.containers:
            if isinstance(container.first, str):
                container.first = self.steps.get(container.first, container.first)

    def _output(self, step: Step, path: Value) -> Output:
        word = words.of_output(text(path, "label"), text(path, "outputId"))
        first = text(path, "nextActionId")
        output = Output(word, self._place(get(path, "label") or path), f"{step.raw} {text(path, 'outputId') or word}")
        output.first = self.steps.get(first, first) if first else None
        return output

    def _conditions(self, step: Step, action: Value) -> None:
        """Give each case of a switch its expression."""
        cases = [output for output in step.outputs if output.word.startswith("case ")]
        for output, case in zip(cases, items(action, "cases"), strict=False):
            output.condition = text(case, "text") or text(case, "expression", "text") or text(case, "value", "text")

    def _patience(self, value: Value | None) -> tuple[int | None, float | None]:
        """How often a menu is played and how long it waits."""
        plays = expressions.whole(literal(get(value, "promptRepeatCount")), _MOST_PLAYS)
        return plays, seconds(get(value, "promptRepeatDelay"))

    def _dialling(self, value: Value | None) -> Dialling | None:
        """What a menu, or the settings of all, says of dialling an extension."""
        allowed = dialled(get(value, "useExtensionDialing"))
        return Dialling(allowed, self._place(_key(value, "useExtensionDialing"))) if allowed is not None else None

    def _at(self, value: Value) -> Position:
        name = get(value, "name")
        return self._place(name if name is not None else value)

    def _place(self, value: Value | None) -> Position:
        """Where a value stands in the file."""
        if value is None:
            return Position(self.draft.file)
        return self.packed.at(value) if self.packed is not None else value.at(self.draft.file)


def _key(body: Value | None, name: str) -> Scalar | None:
    return next((key for key, _ in pairs(body) if key.value == name), None)
