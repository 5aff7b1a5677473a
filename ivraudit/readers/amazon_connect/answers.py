"""Blocks at which the caller answers: menus, entries of data, bots; and comparisons that only look at the answer."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from ivraudit.model import NOTHING, NodeType, Owner, Retry
from ivraudit.readers.amazon_connect.blocks import Block, Flow, Way
from ivraudit.readers.amazon_connect.late import BREAKDOWN, PLAIN, SPOKEN, make_retry
from ivraudit.readers.amazon_connect.parsing import text_of
from ivraudit.readers.amazon_connect.recording import Recording
from ivraudit.readers.amazon_connect.shaping import Shape
from ivraudit.readers.amazon_connect.speech import audio, prompt

STORED = "$.StoredCustomerInput"
_KEYS = re.compile(r"[0-9*#]+")
_LITERAL = re.compile(r"[^${}]+")
"""What is compared with as it stands, whatever the call."""
_SILENT = ("timeout", "")
"""What is stored where the caller stays silent."""
_SILENCE = ("InputTimeLimitExceeded", "TimeLimitExceeded", "TimedOut", "Timeout", "NoInputProvided")
_MENU, _CALLER, _PASSIVE, _SYSTEM = NodeType.MENU, Owner.CALLER, Owner.PASSIVE, Owner.SYSTEM
"""Bound once: asking an enumeration for its members takes time in the busiest places."""
_FALLBACK = ("FallbackIntent", "AMAZON.FallbackIntent")


class Sifted(NamedTuple):
    """A comparison that only looks at what a caller has just entered."""

    block: Block
    silent: Way | None
    """Where silence leads."""
    keys: tuple[Way, ...]
    """Where certain keys lead."""
    other: Way | None
    """Where all else leads; None where something else is compared too."""


class Sifting:
    """The comparisons of a flow that only look at what a caller has just entered.

    Whose move such a comparison is depends on the caller, not on the system: its branches stand at the entry.
    """

    def __init__(self, flow: Flow) -> None:
        self._found: dict[str, Sifted] = {}
        self._entries: dict[str, Block] = {}
        compared = flow.of("Compare")[::-1]
        blocks = {block.id: block for block in compared if block.parameters.get("ComparisonValue") == STORED}
        entries = flow.of("GetParticipantInput") if blocks else []
        for entry in entries:
            behind = blocks.get((entry.next and entry.next.target) or "")
            if behind is not None:
                self._found[behind.id] = _sift(behind)
                self._entries.setdefault(behind.id, entry)
        self.alone = self._alone(flow, entries) if self._found else frozenset()
        """The comparisons that nothing leads to but entries."""

    def _alone(self, flow: Flow, entries: list[Block]) -> frozenset[str]:
        straight = {id(way) for entry in entries for way in entry.ways if way.kind == "next"}
        others = {way.target for block in flow.blocks for way in block.ways if id(way) not in straight}
        return frozenset(name for name in self._found if name not in others and name != flow.start)

    def behind(self, entry: Block) -> Sifted | None:
        """Return the comparison behind an entry."""
        return self._found.get(entry.next.target or "") if self._found and entry.next else None

    def absorbs(self, block: Block) -> bool:
        """Whether a comparison needs no node of its own, since all its branches stand at the entries before it."""
        return block.id in self.alone and self._found[block.id].other is not None

    def entry(self, block: Block) -> Block:
        """Return the first entry before a comparison."""
        return self._entries[block.id]

    def silent(self, block: Block) -> Way | None:
        """Return the branch of a comparison that only silence takes, if it stands at the entries before it only."""
        silent = self._found[block.id].silent if block.id in self.alone else None
        return silent if silent and silent.kind == "condition" else None


def _sift(block: Block) -> Sifted:
    equal = [way for way in block.conditions if way.name == "Equals"]
    silent = next((way for way in equal if way.value.strip().lower() in _SILENT), None)
    keys = tuple(way for way in equal if _KEYS.fullmatch(way.value))
    other = block.error("NoMatchingCondition") or block.next
    if len(block.conditions) == len(keys) + (silent is not None):
        return Sifted(block, silent, keys, other)
    if silent is None and not any(_may_hold(way) for way in block.conditions):
        silent = other
    return Sifted(block, silent, (), None)  # numbers are compared too: a key may mean more


def _may_hold(way: Way) -> bool:
    """Whether a condition may hold of what silence stores, which is a word and no number."""
    return not _LITERAL.fullmatch(way.value) or not (way.name == "Equals" or way.name.startswith("Number"))


def add_input(shape: Shape, sifting: Sifting, recording: Recording, block: Block, name: str) -> None:
    """Add a menu, an entry of data, or a recording."""
    parameters = block.parameters
    if isinstance(parameters.get("LexV2Bot") or parameters.get("LexBot"), dict):
        add_bot(shape, block, name)
    elif text_of(parameters.get("StoreInput")).lower() == "false" or block.conditions:
        if recording.takes(block):
            recording.add(shape, block, name)
        else:
            _add_menu(shape, block, name)
    else:
        _add_entry(shape, sifting.behind(block), block, name)


def _add_menu(shape: Shape, block: Block, name: str) -> None:
    if _add_plain(shape, block, name):
        return
    error = block.error("NoMatchingError")
    silent = block.error(*_SILENCE) or error
    wrong = block.error("NoMatchingCondition") or block.next or error
    retries = _retries(block, silent, wrong)
    shape.add(block, name, NodeType.MENU, prompt(block.parameters), audio(block, shape.names), True, *retries)
    for way in block.conditions:
        key = _KEYS.fullmatch(way.value)
        shape.exit(block, name, way, way.value or way.word, Owner.CALLER, spoken=not key)
    _finish(shape, block, name, silent, wrong)


def _add_plain(shape: Shape, block: Block, name: str) -> bool:
    """Add a menu as the designer makes it, each way of which is one exit with a trigger of its own; else nothing."""
    silent = wrong = None
    plan = []
    for way in block[3]:
        word, value = way[1], way[2]
        if word == "Equals" and value:
            key = value.isdecimal() or _KEYS.fullmatch(value)
            plan.append((way, value, _CALLER, PLAIN if key else SPOKEN))
        elif word == "InputTimeLimitExceeded":
            silent = way
            plan.append((way, "noinput-last", _PASSIVE, PLAIN))
        elif word == "NoMatchingCondition":
            wrong = way
            plan.append((way, "nomatch-last", _PASSIVE, PLAIN))
        elif word == "NoMatchingError":
            plan.append((way, "error", _SYSTEM, BREAKDOWN))
        elif way[0] != "next":
            return False
    if silent is None or wrong is None:
        return False
    retries = _retries(block, silent, wrong)
    shape.add(block, name, _MENU, prompt(block[2]), audio(block, shape.names), True, *retries)
    shape.emit(block, name, plan)
    if len(plan) < len(block[3]):
        shape.part(block, (way for way in block[3] if way[0] == "next"))
    return True


def add_bot(shape: Shape, block: Block, name: str) -> None:
    """Add a menu whose exits are intents of a bot; how often the bot asks again is its own business."""
    fallback = next((way for way in block.conditions if way.value in _FALLBACK), None)
    wrong = fallback or block.error("NoMatchingCondition") or block.next
    silent = block.error(*_SILENCE) or wrong
    texts, played, retries = prompt(block.parameters), audio(block, shape.names), _retries(block, silent, wrong)
    shape.add(block, name, NodeType.MENU, texts, played, True, *retries, by=("speech",))
    for way in block.conditions:
        if way is not fallback:
            keys = _KEYS.fullmatch(way.value)
            label = NOTHING if keys else {"": _words(way.value)}
            shape.exit(block, name, way, way.value or way.word, Owner.CALLER, spoken=not keys, label=label)
    _finish(shape, block, name, silent, wrong)


def _words(intent: str) -> str:
    """The name of an intent as words: `SpeakToAgentIntent` becomes `speak to agent`."""
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|[_\s.]+", " ", intent.removeprefix("AMAZON.").removesuffix("Intent"))
    return words.strip().lower() or intent


def _add_entry(shape: Shape, sift: Sifted | None, block: Block, name: str) -> None:
    """Add an entry of data; a comparison behind it tells what silence leads to, and which keys are no data."""
    whole = sift if sift and sift.other else None
    data = (whole.other if whole else None) or block.next
    behind = sift.block if sift else block
    keys, most = whole.keys if whole else (), _most(block.parameters)
    menu = bool(keys) and most is not None and all(len(way.value) >= most for way in keys)
    untold = sift is None and _hides_silence(block)
    silent = None if untold else (sift.silent if sift else None) or block.error(*_SILENCE) or data
    wrong = block.error("InvalidPhoneNumber", "NoMatchingCondition") or data
    fields: dict[str, Any] = {"by": ("keys",)}
    if block.parameters.get("InputEncryption"):
        fields["masked"] = True
    if not menu:
        fields |= {"digits": (1, most) if most else None, "collects": _collected(block)}
    retries = _retries(block, data or wrong if untold else silent, wrong)
    texts, played = prompt(block.parameters), audio(block, shape.names)
    shape.add(block, name, NodeType.MENU if menu else NodeType.COLLECT, texts, played, True, *retries, **fields)
    for way in keys:
        shape.exit(behind, name, way, way.value, Owner.CALLER)
    if data is not None and not menu:
        shape.exit(behind if whole else block, name, data, "next", Owner.CALLER)
    for passive, trigger in ((silent, "noinput-last"), (wrong, "nomatch-last")):
        if passive is not None:
            own = any(passive is one for one in block.ways)
            shape.exit(block if own else behind, name, passive, trigger, Owner.PASSIVE)
    if untold:
        shape.lead_out_of_sight(block, name, "noinput-last", "silence")
    shape.fails(block, name, breakdown=True)
    shape.part(block, block.ways, "the comparison behind it tells where each entry leads")


def _hides_silence(block: Block) -> bool:
    """Whether nothing tells if silence is stored and goes on, as data does, or fails.

    Only an input that is not stored can match no condition, and such a one needs a branch for silence.
    """
    parameters = block.parameters
    storing = text_of(parameters.get("StoreInput")) or parameters.get("InputValidation")
    return not storing and block.error("NoMatchingCondition") is not None and block.error(*_SILENCE) is None


def _most(parameters: Mapping[str, Any]) -> int | None:
    """The most digits that an entry may have."""
    validation = parameters.get("InputValidation")
    custom = validation.get("CustomValidation") if isinstance(validation, dict) else None
    most = text_of(custom.get("MaximumLength")) if isinstance(custom, dict) else ""
    return int(most) if re.fullmatch(r"[1-9]\d{0,3}", most, re.ASCII) else None


def _collected(block: Block) -> tuple[str, ...]:
    validation = block.parameters.get("InputValidation")
    return ("phone",) if isinstance(validation, dict) and "PhoneNumberValidation" in validation else ()


def _retries(block: Block, silent: Way | None, wrong: Way | None) -> tuple[Retry | None, Retry | None]:
    """What is done on silence and on wrong keys: one attempt each, since the platform itself never asks again."""
    given = block[2].get("InputTimeLimitSeconds")
    after = _seconds(given if isinstance(given, str) else text_of(given))
    return make_retry(silent[4], after) if silent else None, make_retry(wrong[4]) if wrong else None


@lru_cache(1000)
def _seconds(text: str) -> float | None:
    return float(text) if re.fullmatch(r"\d{1,5}(\.\d+)?", text, re.ASCII) else None


def _finish(shape: Shape, block: Block, name: str, silent: Way | None, wrong: Way | None) -> None:
    """Add the exits of silence and wrong keys, then those of errors."""
    for way, trigger in ((silent, "noinput-last"), (wrong, "nomatch-last")):
        if way is not None:
            shape.exit(block, name, way, trigger, Owner.PASSIVE)
    for way in block.ways:
        if shape.done(way):
            continue
        if way.kind == "next":
            shape.part(block, (way,))
        elif way.name == "NoMatchingCondition":
            shape.exit(block, name, way, "else", Owner.SYSTEM)
        elif way.name == "NoMatchingError":
            shape.exit(block, name, way, "error", Owner.SYSTEM, True)
        else:
            shape.exit(block, name, way, way.name or "error", Owner.SYSTEM)
