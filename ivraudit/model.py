"""The nouns: what a phone tree is made of and what an audit says of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, IntEnum, StrEnum
from typing import Any, NamedTuple, TypeVar

T = TypeVar("T")

PerLanguage = Mapping[str, T]
"""A value per language tag; the key "" holds what is the same in every language."""


class Nothing(dict[str, Any]):
    """A mapping that holds nothing and cannot be changed; unlike Python's own it can be copied and pickled."""

    __slots__ = ()

    def _refuse(self, *values: object, **named: object) -> Any:
        raise TypeError("what holds nothing cannot be changed")

    __setitem__ = __delitem__ = __ior__ = clear = pop = popitem = setdefault = update = _refuse

    def __reduce__(self) -> tuple[type[Nothing], tuple[()]]:
        return Nothing, ()


NOTHING: Mapping[str, Any] = Nothing()
"""What no language has."""


class Severity(IntEnum):
    """How bad a finding is, in ascending order."""

    INFO = 1
    WARNING = 2
    ERROR = 3

    def __str__(self) -> str:
        return self.name.lower()


class NodeType(StrEnum):
    """What a caller meets at a node (docs/tree-format.md)."""

    SAY = "say"
    MENU = "menu"
    COLLECT = "collect"
    DECIDE = "decide"
    HOURS = "hours"
    TASK = "task"
    LOOP = "loop"
    QUEUE = "queue"
    AGENT = "agent"
    TRANSFER = "transfer"
    VOICEMAIL = "voicemail"
    CALLBACK = "callback"
    TREE = "tree"
    RETURN = "return"
    HANGUP = "hangup"
    OUTSIDE = "outside"


class Owner(StrEnum):
    """Who decides that an exit is taken."""

    CALLER = "caller"
    PASSIVE = "passive"
    """The caller's silence or wrong key."""
    SYSTEM = "system"


class Nowhere(Enum):
    """Where an exit leads that leads to no node."""

    DROPPED = "dropped"
    """The platform ends the call."""
    UNREAD = "unread"
    """The exit could not be read: what lies behind is unknown, and the reader has said so in a trouble."""


class TreeKind(StrEnum):
    """What a flow is for; only calls are judged as phone trees."""

    CALL = "call"
    HOLD = "hold"
    WHISPER = "whisper"
    GUIDE = "guide"
    MESSAGE = "message"
    OUTBOUND = "outbound"


class Position(NamedTuple):
    """A span of a file; lines and columns count from 1, columns in code points, the end is exclusive."""

    file: str
    line: int = 1
    column: int = 1
    end_line: int = 1
    end_column: int = 1


class Source(NamedTuple):
    """A file as the commands hand it to a reader."""

    file: str
    data: bytes


class Trouble(NamedTuple):
    """What a reader could not understand; the rule named `rule` yields it as a finding."""

    rule: str
    at: Position
    message: str
    node: str | None = None
    """The id of the node that it was found in."""
    fact: str = ""
    """The exit or field that is at fault, for the fingerprint."""
    also: tuple[Note, ...] = ()
    severity: Severity | None = None


class Note(NamedTuple):
    """A place related to a finding, with its own words."""

    at: Position
    message: str
    node: str | None = None


class Acceptance(NamedTuple):
    """A finding that is known and wanted; an empty `tree` or `node` means any."""

    rule: str
    reason: str
    at: Position
    tree: str = ""
    node: str = ""
    trigger: str = ""
    owner: str = ""
    until: str = ""
    """The last day on which it holds, `YYYY-MM-DD`."""


class Retry(NamedTuple):
    """What a node does when the caller stays silent (no-input) or presses a wrong key (no-match)."""

    attempts: int
    at: Position
    after: float | None = None
    """Seconds of silence that count as no-input; None: as the policy says."""
    prompt: PerLanguage[str] = NOTHING
    """What is played instead of the whole prompt before another attempt."""
    inherited: bool = False
    """Whether it comes from the tree's `defaults`."""


class Wait(NamedTuple):
    """How long a queue takes, in seconds, or what it can be computed from."""

    mean: float | None = None
    p95: float | None = None
    declared: float | None = None
    """The one figure given, where the tree gives one figure."""
    arrivals: float | None = None
    """Calls per hour."""
    agents: float | None = None
    handle: float | None = None
    """Mean handling time in seconds."""
    patience: float | None = None
    """Mean patience in seconds."""


class Announces(NamedTuple):
    """What a queue tells those who wait; `every` in seconds."""

    position: bool = False
    estimate: bool = False
    every: float | None = None


class Node(NamedTuple):
    """One step of a call. What a type does not use stays at its default."""

    id: str
    type: NodeType
    at: Position
    """The span of the id where the node is defined."""
    written: str = ""
    """The id as other files would write it (`stem/id`), where `id` is that of a copy or of a part in another file."""
    own: str = ""
    """What its own file calls it, where that is not what findings call it: without what joining has put before it."""
    prompt: PerLanguage[str] = NOTHING
    audio: PerLanguage[str] = NOTHING
    seconds: PerLanguage[float] = NOTHING
    label: PerLanguage[str] = NOTHING
    barge_in: bool = False
    goals: tuple[str, ...] = ()
    resolves: bool = False
    confirms: tuple[str, ...] = ()
    offer: bool = False
    promo: bool = False
    redirect: str = ""
    sensitive: tuple[str, ...] = ()
    notice: tuple[str, ...] = ()
    recorded: bool = False
    masked: bool = False
    outcome: str = ""
    ai: bool = False
    survey: bool = False
    charge: str = ""
    carries_context: bool = True
    team: str = ""
    tags: tuple[str, ...] = ()
    notes: str = ""
    accept: tuple[Acceptance, ...] = ()
    noinput: Retry | None = None
    nomatch: Retry | None = None
    collects: tuple[str, ...] = ()
    digits: tuple[int, int] | None = None
    """The least and the most digits of an entry."""
    by: tuple[str, ...] = ()
    """How data may be given: `keys`, `speech`."""
    times: int | None = None
    wait: Wait | None = None
    announces: Announces | None = None
    human: bool | None = None
    """Of a transfer: whether a person answers; None: the tree does not say."""
    number: str = ""
    answered_within: float | str | None = None
    """Seconds, or `next-business-day`."""
    schedule: Mapping[str, str] = NOTHING
    opaque: bool = False
    """Whether nobody knows what a vendor's block does: its exits are kept, and it counts as unknown."""
    fields: Mapping[str, Position] = NOTHING
    """Where each field's key stands."""

    def __eq__(self, other: object) -> bool:
        """Two nodes are the same only if they are one: copies made for calls are alike in nearly all."""
        return self is other

    def __hash__(self) -> int:
        return id(self)

    @property
    def name(self) -> str:
        """What findings call the node."""
        return self.written or self.id

    @property
    def local(self) -> str:
        """What its own file calls the node, whatever is joined to what."""
        return self.own or self.name


class Edge(NamedTuple):
    """An exit: what makes a call leave a node, and where it goes."""

    source: str
    target: str | Nowhere
    """A node's id (which may not exist: a dangling target), or nowhere."""
    trigger: str
    """The key or phrase as written, or the name of the exit: `next`, `error`, `open`, `noinput`, `noinput-last`."""
    owner: Owner
    at: Position
    """The span of the exit's key."""
    limit: int | None = None
    """How often it may be taken; None: any number of times."""
    share: float | None = None
    label: PerLanguage[str] = NOTHING
    prompt: PerLanguage[str] = NOTHING
    goal: str = ""
    """What the caller who takes it wants."""
    language: str = ""
    """The language of all that follows."""
    unspoken: bool = False
    spoken: bool = False
    """Whether `trigger` is a phrase and not a key."""
    speech: PerLanguage[tuple[str, ...]] = NOTHING
    """Phrases that do the same as the key."""
    after: float | None = None
    """Seconds until a queue's `timeout` is taken."""
    breakdown: bool = False
    """Whether it is taken only when the platform itself breaks down: calls can go there, no promise rests on it."""
    sets: Mapping[str, str | None] = NOTHING
    """Of a vendor's flow: the variables that are set on the way on, and to what (None: nobody knows)."""
    notes: str = ""
    accept: tuple[Acceptance, ...] = ()

    def __eq__(self, other: object) -> bool:
        """Two exits are the same only if they are one."""
        return self is other

    def __hash__(self) -> int:
        return id(self)


class Entry(NamedTuple):
    """A way into a tree: the number dialled, if the tree tells it, and the first node."""

    node: str
    at: Position
    number: str = ""


class Link(NamedTuple):
    """A place where a tree goes on in another one, found by a name that the other answers to."""

    node: str
    """The node that holds the link."""
    trigger: str
    """The exit that is the link; "" for a node of type `tree`."""
    name: str
    start: str
    """The node to begin at in the other tree; "" for its entry."""
    returns: bool
    """Whether the call comes back (the node's own `next`)."""
    at: Position
    required: bool = True
    """Whether a name or a beginning that is not there is a fault (`dangling-target`); else it is unknown."""
    file: bool = True
    """Whether the name is the path of a file, from the folder of the one that links; else an id, ARN or title."""
    also: tuple[str, ...] = ()
    """Further names to look for, in order, where nothing answers to the first."""


class Origin(NamedTuple):
    """What became of one raw block or transition of a vendor's file; the account of what was read."""

    raw: str
    """The block's own id; of a transition the id, a space and the vendor's word for it."""
    became: str
    """`node`, `edge`, `part` (of a node or edge that stands for several), or `left out`."""
    of: str = ""
    """The id of the node that it became, or that it is a part or an exit of."""
    why: str = ""
    """Why it was left out, or what it is a part of."""


@dataclass(frozen=True, slots=True, eq=False)
class Tree:
    """A phone tree as it was written, with the troubles of reading it."""

    file: str
    name: str
    at: Position
    reader: str = ""
    vendor: str = ""
    """The format of another system that it was written in; what such a tree does not say is unknown, not absent."""
    kind: TreeKind = TreeKind.CALL
    entries: tuple[Entry, ...] = ()
    nodes: tuple[Node, ...] = ()
    edges: tuple[Edge, ...] = ()
    languages: tuple[str, ...] = ()
    """Language tags, the default first; empty: the tree does not say."""
    names: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()
    troubles: tuple[Trouble, ...] = ()
    text: str = ""
    number: str = ""
    sector: str = ""
    recurring: bool | None = None
    calls_per_month: float | None = None
    speech_rate: float | None = None
    """Words per minute, where the tree says it."""
    values: Mapping[str, float] = field(default_factory=dict)
    """Seconds that `{name}` in a prompt takes to say."""
    entry: bool = False
    """Audited on its own even where another file links to it."""
    loose: frozenset[str] = frozenset()
    """Ids that something unreadable may lead to: they are not called unreachable."""
    unreadable: bool = False
    """Nothing of the file could be used; `troubles` says why."""
    parts: tuple[str, ...] = ()
    """Of a joined tree: the files that it was joined from, its own first."""
    pieces: tuple[Tree, ...] = ()
    """Of a joined tree: the trees that it was joined from, as they were written, its own first."""
    origins: tuple[Origin, ...] = ()
    """Of a vendor's file: what became of each raw block and transition."""
    not_checked: tuple[str, ...] = ()
    """What joining had to leave out, one sentence each."""

    @property
    def node_count(self) -> int:
        """The number of its nodes."""
        return len(self.nodes)

    @property
    def edge_count(self) -> int:
        """The number of its exits."""
        return len(self.edges)

    @property
    def acceptances(self) -> Mapping[Acceptance, str]:
        """The findings that the tree itself accepts, each with what findings call the node where it says so."""
        found: dict[Acceptance, str] = {}
        for node in self.nodes:
            for one in node.accept:
                found.setdefault(one, node.name)
        accepting = [edge for edge in self.edges if edge.accept]
        names = {node.id: node.name for node in self.nodes} if accepting else {}
        for edge in accepting:
            for one in edge.accept:
                found.setdefault(one, names.get(edge.source, edge.source))
        return found


class Step(NamedTuple):
    """One node of a journey: what was taken there to go on (None at the last) and the seconds spent there."""

    node: str
    trigger: str | None
    seconds: float
    system: bool = False
    """Whether the system chose the exit, so that a figure is no key."""


class Hit(NamedTuple):
    """What a rule says: where, and what."""

    where: Node | Edge | Entry | Trouble
    message: str
    journey: tuple[Step, ...] = ()
    also: tuple[Note, ...] = ()
    severity: Severity | None = None
    silence_only: bool = False
    """Whether it is about a goal that is reached only by saying nothing."""


class NotChecked(NamedTuple):
    """What a rule could not decide, and why."""

    why: str


class Finding(NamedTuple):
    """A hit with all that `audit` knows of it."""

    rule: str
    category: str
    sins: tuple[str, ...]
    severity: Severity
    message: str
    position: Position
    tree: str
    node: str
    fact: str
    profiles: tuple[str, ...]
    fingerprint: str
    silence_only: bool = False
    journey: tuple[Step, ...] = ()
    also: tuple[Note, ...] = ()
    title: str | None = None
    cite: str | None = None


class Known(NamedTuple):
    """A finding as a baseline remembers it."""

    fingerprint: str
    rule: str
    file: str
    tree: str
    node: str
    fact: str
    content: str
    """A digest of what the guilty node says, by which it is known again under another name."""
    message: str
    own: str = ""
    """What its own file calls the node, where that is not `node`."""
    whole: str = ""
    """A digest of what all nodes of its file say, by which it is known again in another place; "" = not known."""


class Profile(NamedTuple):
    """Under what a question is asked: the clock (`open`, `closed`, `holiday`, `mixed`) and the caller's language."""

    clock: str = "open"
    language: str = ""

    def __str__(self) -> str:
        return f"{self.clock}/{self.language}" if self.language else self.clock


class Keys(NamedTuple):
    """The keys that mean the same in every menu; "" = not used."""

    human: str = "0"
    back: str = "*"
    end_entry: str = "#"
    repeat: str = ""
    language: str = ""
    leave: str = ""


class Speech(NamedTuple):
    """How prompts are spoken and answered: docs/method.md, Times."""

    words_per_minute: float = 160.0
    pause_seconds: float = 0.75
    reaction_seconds: float = 1.0
    digit_seconds: float = 0.8


class Timing(NamedTuple):
    """The platform's waits, where a tree does not tell its own (vendors' defaults, docs/method.md, Times)."""

    noinput_seconds: float = 5.0
    collect_noinput_seconds: float = 7.0
    inter_digit_seconds: float = 3.0


class Habits(NamedTuple):
    """What callers and systems are taken to do where a tree does not tell it (our assumptions: docs/method.md)."""

    noinput: float = 0.05
    """The share of the plays of a menu or collect that end in silence."""
    nomatch: float = 0.03
    """The share that ends in a wrong key."""
    agent_request: float = 0.05
    """The share of valid choices that ask for a person."""
    failure: float = 0.02
    """The chance that a task or transfer fails, and that a queue is full."""
    queue_option: float = 0.1
    """The share of those in a queue who take one of its options."""
    wait_seconds: float = 0.0
    """The wait of a queue that declares none."""
    patience_seconds: float = 120.0
    """Mean patience in the phone tree."""
    queue_patience_seconds: float = 300.0
    """Mean patience in a queue that declares none."""


class Tolerance(NamedTuple):
    """How much worse a change may make a line for the caller without failing (ivraudit diff)."""

    seconds: float = 1.0
    """Of the least seconds to a goal, of those until a person is offered, and of a wait."""
    steps: float = 0.0
    """Of keys, entries, menus, offers and transfers, each."""
    share: float = 0.01
    """Of the callers who are trapped, from 0 to 1."""


class Assumptions(NamedTuple):
    """What several rules share and a policy may set."""

    keys: Keys = Keys()
    speech: Speech = Speech()
    timing: Timing = Timing()
    crowd: Habits = Habits()
    tolerance: Tolerance = Tolerance()
