"""A flow of Architect as both of its written forms come to: menus, tasks, and the steps in them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from ivraudit.model import NOTHING, PerLanguage, Position
from ivraudit.readers.genesys_architect.words import ACTIONS, Meaning


class Spoken(NamedTuple):
    """What is played at a place: texts and recordings per language; `something` also where it is worked out then."""

    text: PerLanguage[str] = NOTHING
    audio: PerLanguage[str] = NOTHING
    something: bool = False


SILENT = Spoken()


class Dialling(NamedTuple):
    """Whether callers of a menu may dial an extension, and where that is said."""

    allowed: bool
    at: Position


@dataclass(slots=True)
class Facts:
    """What an action says of itself, as far as it matters to a caller."""

    spoken: Spoken = SILENT
    failing: Spoken = SILENT
    """What is played when a transfer fails."""
    team: str = ""
    number: str = ""
    flows: tuple[str, ...] = ()
    """The names and ids of another flow that is gone to."""
    target: str = ""
    """The id of the task or menu of this flow that is gone to."""
    target_at: Position | None = None
    output: str = ""
    """The output by which a task is ended."""
    times: int | None = None
    digits: tuple[int, int] | None = None
    after: float | None = None
    """Seconds of silence that are waited for."""
    condition: str = ""
    """The expression that a decision looks at; of an input the variable that it fills."""
    language: str = ""


@dataclass(slots=True, eq=False)
class Output:
    """A named way on from a step."""

    word: str
    """Archy's word, such as `notFound`."""
    at: Position
    raw: str = ""
    """Its name in the account; "" where the file does not name it, and it leads on."""
    first: Step | str | None = None
    """What comes first on it; a text is an id that nothing has."""
    condition: str = ""


@dataclass(slots=True, eq=False)
class Step:
    """An action."""

    word: str
    name: str
    at: Position
    raw: str
    facts: Facts
    outputs: list[Output] = field(default_factory=list)
    next: Step | str | None = None
    """What stands behind it in its list; a text is an id that nothing has."""
    follows: str = ""
    """The name in the account of the transition to `next`."""
    told: str = ""
    """The vendor's own word."""
    complete: bool = False
    """Whether the file names all outputs that there are."""

    @property
    def meaning(self) -> Meaning | None:
        """What it is to a caller; None for an action that is not known."""
        return ACTIONS.get(self.word)

    def output(self, word: str) -> Output | None:
        """Return the output of that word."""
        return next((one for one in self.outputs if one.word == word), None)


@dataclass(slots=True, eq=False)
class Choice:
    """A choice of a menu: a key, words, and the action that they take."""

    ref: str
    name: str
    at: Position
    raw: str
    step: Step
    key: str = ""
    phrases: PerLanguage[tuple[str, ...]] = field(default_factory=dict)
    everywhere: bool = False
    """Whether its key works in every menu of the flow."""


@dataclass(slots=True, eq=False)
class Container:
    """A menu, a task or a state: what can be gone to."""

    kind: str
    ref: str
    name: str
    at: Position
    raw: str
    first: Step | str | None = None
    listed: list[Step] = field(default_factory=list)
    """Of an exported task: all its steps, also those that nothing leads to."""
    spoken: Spoken = SILENT
    choices: list[Choice] = field(default_factory=list)
    default: str = ""
    """Of a menu: the id of the choice that is taken after the last attempt."""
    default_at: Position | None = None
    default_raw: str = ""
    """The name of that in the account, where it is no choice of its own."""
    plays: int | None = None
    """Of a menu: how often its prompt is played."""
    after: float | None = None
    """Of a menu: the seconds that it waits for a choice."""
    dialling: Dialling | None = None
    """Of a menu: what it says of extensions; None: what its flow says."""

    @property
    def is_menu(self) -> bool:
        """Whether callers choose in it."""
        return self.kind == "menu"


@dataclass(slots=True, eq=False)
class Flow:
    """A whole flow."""

    kind: str
    name: str
    at: Position
    names: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    greeting: Spoken = SILENT
    greeting_at: Position | None = None
    """Where the greeting stands; None: the flow has none."""
    start: str = ""
    start_kind: str = ""
    """Whether the start is a `menu`; "" where the file does not tell."""
    start_at: Position | None = None
    containers: list[Container] = field(default_factory=list)
    plays: int | None = None
    after: float | None = None
    dialling: Dialling | None = None
    trouble: str = ""
    """What is done when the platform breaks down: `disconnect`, or the id of a task or menu."""
    trouble_at: Position | None = None
    apology: Spoken = SILENT
    repeats: bool = False
    """Whether the start is begun anew at its end, as in a queue."""
    number: str = ""
