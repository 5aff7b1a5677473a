"""What the actions of an exported flow say of themselves: values that carry the text of their expression."""

from __future__ import annotations

from ivraudit.marked import Mapping, Scalar, Value, get, items, pairs, text
from ivraudit.model import Position
from ivraudit.readers.genesys_architect import expressions
from ivraudit.readers.genesys_architect.steps import SILENT, Facts, Spoken
from ivraudit.readers.genesys_architect.words import MOST_ROUNDS

_AUDIO = ("prompts", "preTransferAudio", "prompt", "communication")
_TARGETS = (
    "transferTargetQueue", "transferTargetUser", "transferTargetGroup", "transferTarget", "queue", "user", "group",
)  # fmt: skip
_FLOWS = ("flowName", "flowId", "commonModuleName", "commonModuleId", "secureFlowName", "secureFlowId")
_REFERENCES = ("taskReference", "menuReference", "stateReference")
_MOST_DIGITS = 99


def literal(value: Value | None) -> str:
    """Return the literal text that a value is, or the name of the literal thing; "" for what is worked out."""
    return text(value, "config", "lit", "text") if value is not None else ""


def expression(value: Value | None) -> str:
    """Return the text of a value's expression."""
    return text(value, "text")


def seconds(value: Value | None) -> float | None:
    """Return the seconds of a literal duration; None where there is none."""
    return expressions.seconds(literal(value))


def audio(value: Value | None) -> Spoken:
    """Return what a set of prompts plays: the default, and what replaces it in some languages."""
    default = get(value, "defaultAudio")
    found = expressions.spoken(expression(default if default is not None else value))
    if text(value, "type") == "pmt" or text(default, "type") == "pmt":
        recording = literal(default if default is not None else value)
        found = Spoken(audio={"": recording} if recording else {}, something=True)
    texts, recordings = dict(found.text), dict(found.audio)
    for case in items(value, "cases"):
        language = expressions.tag(text(case, "language") or text(case, "id"))
        inner = get(case, "audio") or get(case, "value") or case
        if language:
            own = expressions.spoken(expression(inner), language)
            texts.update(own.text)
            recordings.update(own.audio)
    return Spoken(texts, recordings, found.something)


def dialled(value: Value | None) -> bool | None:
    """Return whether a setting may let callers dial an extension; None where it leaves that open."""
    return expressions.switched(text(value) or expression(value)) if value is not None else None


def facts(word: str, action: Value, at: Position) -> Facts:
    """Return what an action says of itself."""
    found = Facts(target_at=at)
    own = {key.value: value for key, value in pairs(action)}
    found.spoken = next((audio(own[key]) for key in _AUDIO if key in own), SILENT)
    found.failing = audio(own["failureTransferAudio"]) if "failureTransferAudio" in own else SILENT
    queue = literal(get(own.get("queues"), 0))
    found.team = queue or next((name for key in _TARGETS if (name := literal(own.get(key)))), "")
    found.number = literal(own.get("externalNumber"))
    found.flows = tuple(name for key in _FLOWS if (name := text(own.get(key))))
    found.target = next((name for key in _REFERENCES if (name := text(own.get(key)))), "")
    found.output = text(own.get("outputId")) or text(own.get("taskOutputId"))
    found.after = seconds(own.get("noEntryTimeout"))
    found.times = expressions.whole(literal(own.get("loopCount")) or literal(own.get("maxLoopCount")), MOST_ROUNDS)
    found.digits = _digits(own.get("numberOfDigitsMin"), own.get("numberOfDigitsMax"))
    found.condition = expression(own.get("resultData" if word == "collectInput" else "expression"))
    found.language = expressions.tag(literal(own.get("language")) or literal(own.get("locale")))
    return found


def _digits(minimum: Value | None, maximum: Value | None) -> tuple[int, int] | None:
    least = expressions.whole(_number(minimum), _MOST_DIGITS)
    most = expressions.whole(_number(maximum), _MOST_DIGITS)
    return (least, most) if least is not None and most is not None and least <= most else None


def _number(value: Value | None) -> str:
    return value.value if isinstance(value, Scalar) else literal(value)


def phrases(choice: Value) -> dict[str, tuple[str, ...]]:
    """Return what callers may say for a choice, per language."""
    found = {}
    for key, part in pairs(choice, "speechRecTerms"):
        several = tuple(one.value if isinstance(one, Scalar) else expression(one) for one in items(part))
        found[expressions.tag(key.value)] = tuple(one for one in several if one)
    return {key: several for key, several in found.items() if several}


def is_set(value: Value | None) -> bool:
    """Whether there is a mapping at all."""
    return isinstance(value, Mapping) and bool(value.pairs)
