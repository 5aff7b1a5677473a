"""The declarations: every field of the tree format, its kind of value, and what it says."""

from __future__ import annotations

from ivraudit.model import Announces, NodeType, Owner, TreeKind, Wait
from ivraudit.readers.yaml.entries import Start, Unread
from ivraudit.readers.yaml.exits import Branches, Exit, Leads, Options, Others, Phrases, Retries
from ivraudit.readers.yaml.groups import Accepts, Day, Digits, Either, Field, Group, Table
from ivraudit.readers.yaml.kinds import (
    ABOVE_ZERO,
    AT_LEAST_ONE,
    NOT_NEGATIVE,
    SHARE_OF,
    Duration,
    Filled,
    Flag,
    Language,
    Named,
    OneOrMany,
    PerLanguage,
    Text,
    Word,
)

CONFIRMATIONS = ("reference", "sms", "email", "letter")
REDIRECTIONS = ("web", "mail", "phone", "visit")
SENSITIVITIES = ("fraud", "bereavement", "hardship", "medical", "safety", "complaint")
NOTICES = ("recording", "ai", "emergency", "legal", "location")
OUTCOMES = ("fault", "closed", "full", "refused")
CHARGES = ("free", "basic", "premium")
SECTORS = (
    *("telecom", "energy", "water", "health", "finance", "insurance", "transport", "post"),
    *("government", "retail", "security", "other"),
)

_HEARD = PerLanguage(Text())
_WORDS = OneOrMany(Word())
_IDENTIFIER = Word(what="the id of a node")

ACCEPTED = Table(
    "an acceptance",
    {
        "reason": Field(Filled(), "Why this finding is wanted", required=True),
        "owner": Field(Text(), "Who decided it"),
        "until": Field(Day(), "The last day on which it holds, YYYY-MM-DD"),
    },
)
_ACCEPT = Field(Accepts(Filled(), ACCEPTED), "Findings that are known and wanted here: rule and reason")

EXIT_FIELDS = {
    "to": Field(_IDENTIFIER, "The id of the node that it leads to", required=True),
    "label": Field(_HEARD, "What it is called when it is announced"),
    "prompt": Field(_HEARD, "What is said to those who take it"),
    "share": Field(SHARE_OF, "The part of those at this node who take it, 0 to 1"),
    "goal": Field(Word(), "What a caller who takes it wants"),
    "language": Field(Language(), "The language of all that follows"),
    "unspoken": Field(Flag(), "Whether it is left out when the options are announced"),
    "speech": Field(PerLanguage(OneOrMany(Text())), "Phrases that do the same"),
    "notes": Field(Text(), "For those who read the file"),
    "accept": _ACCEPT,
}
EXIT = Table("an exit", EXIT_FIELDS)
TIMEOUT = Table("a timeout", {"after": Field(Duration(), "How long a caller waits before it is taken"), **EXIT_FIELDS})
OTHER = Table(
    "one of `exits`",
    {
        **EXIT_FIELDS,
        "to": Field(_IDENTIFIER, "The id of the node that it leads to; without it the call ends"),
        "by": Field(Word(tuple(Owner)), "Who takes it: caller, passive (silence, a wrong key) or system (system)"),
        "breakdown": Field(Flag(), "Whether it is taken only when the platform itself breaks down"),
        "limit": Field(AT_LEAST_ONE, "How often it can be taken (any number of times)"),
    },
)
_LEADS = Leads(EXIT, "exit")
_LEADS_LATER = Leads(TIMEOUT, "timeout")

NOMATCH_FIELDS = {
    "attempts": Field(AT_LEAST_ONE, "How often the prompt is played in all before `to` is taken (1)"),
    "to": Field(_LEADS, "Where the call goes after the last attempt; without it the call is dropped"),
    "prompt": Field(_HEARD, "What is played instead of the whole prompt before another attempt"),
    "never": Field(Flag(), "Of a converted flow: whether it cannot happen, since every answer is taken"),
}
NOMATCH = Table("`nomatch`", NOMATCH_FIELDS, elsewhere={"after": "`noinput`"})
NOINPUT = Table("`noinput`", {"after": Field(Duration(), "The silence that counts as no-input"), **NOMATCH_FIELDS})


def _retries(inherited: bool = False) -> dict[str, Field]:
    return {
        "noinput": Field(Retries(NOINPUT, _LEADS, inherited), "What happens when the caller stays silent"),
        "nomatch": Field(Retries(NOMATCH, _LEADS, inherited), "What happens after a wrong key or an unknown phrase"),
    }


DIGITS = Table(
    "`digits`",
    {
        "min": Field(AT_LEAST_ONE, "The fewest digits", required=True),
        "max": Field(AT_LEAST_ONE, "The most digits", required=True),
    },
)
FIGURES = {
    "arrivals": Field(NOT_NEGATIVE, "Calls an hour that come to the queue"),
    "agents": Field(NOT_NEGATIVE, "People who answer it"),
    "handle": Field(Duration(), "The mean length of a talk with its follow-up"),
    "patience": Field(Duration(), "The mean time after which a caller gives up"),
}
WAIT = Table(
    "`wait`",
    {
        "mean": Field(Duration(), "The mean wait"),
        "p95": Field(Duration(), "The wait that 95 of 100 callers do not exceed"),
        **FIGURES,
    },
)
ANNOUNCES = Table(
    "`announces`",
    {
        "position": Field(Flag(), "Whether callers hear their place in the queue"),
        "estimate": Field(Flag(), "Whether callers hear how long it may take"),
        "every": Field(Duration(), "How often"),
    },
)

COMMON = {
    "type": Field(
        Word(tuple(NodeType), rule="unknown-field"), "What the caller meets: say, menu or another", required=True
    ),
    "prompt": Field(_HEARD, "What is said"),
    "audio": Field(_HEARD, "The recording that is played"),
    "seconds": Field(PerLanguage(Duration()), "The real length, which beats the estimate"),
    "barge_in": Field(Flag(), "Whether a key interrupts the prompt (true for menu and collect)"),
    "label": Field(_HEARD, "The name in diagrams and announcements"),
    "goal": Field(_WORDS, "What is achieved here: cancel, signup, payment, ...", into="goals"),
    "resolves": Field(Flag(), "Whether the caller's business is done here"),
    "confirms": Field(OneOrMany(Word(CONFIRMATIONS)), "How the caller is given proof"),
    "offer": Field(Flag(), "Whether this is an offer made to keep or to sell"),
    "promo": Field(Flag(), "Whether this is advertising"),
    "redirect": Field(Word(REDIRECTIONS), "Where callers are sent instead of being helped"),
    "sensitive": Field(OneOrMany(Word(SENSITIVITIES)), "What makes this call a delicate one"),
    "notice": Field(OneOrMany(Word(NOTICES)), "What the caller is told here that the law may ask for"),
    "recorded": Field(Flag(), "Whether the call is recorded from here on"),
    "masked": Field(Flag(), "Whether what is entered here is kept out of recordings"),
    "outcome": Field(Word(OUTCOMES), "That something went wrong, and what"),
    "ai": Field(Flag(), "Whether a machine talks like a person here"),
    "survey": Field(Flag(), "Whether this is a survey"),
    "charge": Field(Word(CHARGES), "What the caller pays from here on"),
    "carries_context": Field(Flag(), "Whether what the caller entered is passed on (true)"),
    "team": Field(Text(), "The team that answers"),
    "exits": Field(Others(OTHER), "Exits of a converted flow for which this format has no word: each name, and where"),
    "opaque": Field(Flag(), "Of a converted flow: whether nobody knows what this block does"),
    "tags": Field(_WORDS, "Words of your own"),
    "notes": Field(Text(), "For those who read the file"),
    "accept": _ACCEPT,
}

_NEXT = Field(Exit(_LEADS), "Where the call goes on")
_CHOICES = {
    "options": Field(Options(_LEADS, Owner.CALLER), "The keys, and where each leads"),
    "speech": Field(Phrases(_LEADS, Owner.CALLER), "What callers may say, and where each phrase leads"),
    **_retries(),
}
_WITHIN = Field(Duration("next-business-day"), "How soon a person answers it")

OWN: dict[NodeType, dict[str, Field]] = {
    NodeType.SAY: {"next": _NEXT},
    NodeType.MENU: _CHOICES,
    NodeType.COLLECT: {
        "next": Field(Exit(_LEADS, Owner.CALLER), "Where the call goes on after the entry"),
        "collects": Field(_WORDS, "What is entered: account_number, pan, pin, ..."),
        "digits": Field(Digits(AT_LEAST_ONE, DIGITS), "How many digits: a number, or min and max"),
        "by": Field(OneOrMany(Word(("keys", "speech"))), "How it may be entered"),
        **_CHOICES,
    },
    NodeType.DECIDE: {
        "when": Field(Branches(_LEADS, Owner.SYSTEM), "The branches, and where each leads"),
        "else": Field(Exit(_LEADS), "Where the call goes when no branch fits"),
    },
    NodeType.HOURS: {
        "open": Field(Exit(_LEADS), "Where the call goes in opening hours"),
        "closed": Field(Exit(_LEADS), "Where it goes outside of them"),
        "holiday": Field(Exit(_LEADS), "Where it goes on holidays (as when closed)"),
        "schedule": Field(Named(Text(), "days, and hours such as 08:00-18:00"), "The opening hours"),
    },
    NodeType.TASK: {"next": _NEXT, "error": Field(Exit(_LEADS), "Where the call goes when it fails")},
    NodeType.LOOP: {
        "times": Field(AT_LEAST_ONE, "How often `again` is taken", required=True),
        "again": Field(Exit(_LEADS), "What is repeated"),
        "done": Field(Exit(_LEADS), "Where the call goes afterwards"),
    },
    NodeType.QUEUE: {
        "wait": Field(Either(Duration(), lambda s: Wait(declared=s), Group(WAIT, Wait)), "How long callers wait"),
        **FIGURES,
        "announces": Field(Group(ANNOUNCES, Announces), "What is told to those who wait"),
        "next": Field(Exit(_LEADS, trigger="served"), "Where the call goes after the talk"),
        "full": Field(Exit(_LEADS), "Where it goes when the queue is full"),
        "closed": Field(Exit(_LEADS), "Where it goes when nobody is there"),
        "timeout": Field(Exit(_LEADS_LATER), "Where it goes after a time of waiting"),
        "options": Field(Options(_LEADS, Owner.CALLER), "Keys that work while waiting"),
    },
    NodeType.AGENT: {"next": _NEXT},
    NodeType.TRANSFER: {
        "number": Field(Text(), "The number that is dialled"),
        "human": Field(Flag(), "Whether a person answers there; leave it out if you do not know"),
        "failed": Field(Exit(_LEADS), "Where the call goes when nobody answers"),
    },
    NodeType.VOICEMAIL: {"answered_within": _WITHIN, "next": _NEXT},
    NodeType.CALLBACK: {"answered_within": _WITHIN, "next": _NEXT},
    NodeType.TREE: {
        "file": Field(Word(what="the path of a file"), "The tree that goes on", required=True),
        "node": Field(_IDENTIFIER, "Where to begin in it"),
        "next": Field(Exit(_LEADS), "Where the call goes on when it comes back"),
    },
    NodeType.RETURN: {},
    NodeType.HANGUP: {},
    NodeType.OUTSIDE: {},
}

DEFAULTS = Table("`defaults`", _retries(inherited=True))
TOP = Table(
    "a tree",
    {
        "ivraudit": Field(Word(("1",)), "The version of this format"),
        "name": Field(Filled(), "What the tree is called", required=True),
        "number": Field(Text(), "The number that is dialled"),
        "start": Field(Start(), "The id of the first node, or one for each number", required=True),
        "languages": Field(OneOrMany(Language()), "Language tags, the default first"),
        "sector": Field(Word(SECTORS), "The trade; some policy packs look at it"),
        "recurring": Field(Flag(), "Whether something is sold by subscription"),
        "calls_per_month": Field(NOT_NEGATIVE, "How many calls come in a month"),
        "speech_rate": Field(ABOVE_ZERO, "Words a minute"),
        "values": Field(Named(Duration(), "a name, and how long it takes to say"), "How long `{name}` takes to say"),
        "converted": Field(Word(), "The format it was converted from: what it does not say is unknown", into="vendor"),
        "kind": Field(Word(tuple(TreeKind)), "What the flow is for; only a call is judged (call)"),
        "loose": Field(_WORDS, "Of a converted flow: the nodes that something else than a call comes to"),
        "entry": Field(Flag(), "Whether it is audited on its own although another tree leads here"),
        "defaults": Field(Group(DEFAULTS, dict), "What fills every menu and collect that says nothing itself"),
        "notes": Field(Text(), "For those who read the file"),
        "nodes": Field(Unread({"$ref": "#/$defs/nodes"}), "The nodes by their ids", required=True),
    },
)
