"""What the actions of Archy's YAML say of themselves: values in `lit`, `exp` and `var`, audio, references."""

from __future__ import annotations

import re

from ivraudit.marked import Mapping, Scalar, Value, get, items, pairs, text
from ivraudit.readers.genesys_architect import expressions
from ivraudit.readers.genesys_architect.holes import uncover
from ivraudit.readers.genesys_architect.steps import SILENT, Dialling, Facts, Spoken
from ivraudit.readers.genesys_architect.words import MOST_ROUNDS

_REFERENCE = re.compile(r"target(?:Task|Menu|State)Ref\Z|taskRef\Z|menuRef\Z")
_BRACKET = re.compile(r"\[([^\[\]]*)\]\s*\Z")
_AUDIO = ("audio", "inputAudio", "preTransferAudio", "prompt", "communication")
_TARGETS = ("targetQueue", "targetUser", "targetGroup", "queue", "user", "group")
_UNITS = {"ms": 0.001, "milliseconds": 0.001, "seconds": 1.0, "minutes": 60.0, "hours": 3600.0, "days": 86400.0}
_MOST_DIGITS = 99


def word(value: Value | None, *path: str | int) -> str:
    """Return the text at a path as it was written."""
    return uncover(text(value, *path)) if value is not None else ""


def reference(path: str) -> str:
    """Return the id that a path such as `/inboundCall/menus/menu[Main Menu_10]` ends in."""
    found = _BRACKET.search(path)
    return found[1] if found else path


def literal(value: Value | None) -> str:
    """Return the literal text, or the name of the literal thing, that a value is; "" for what is worked out."""
    if value is None:
        return ""
    plain = get(value, "lit") if isinstance(value, Mapping) else value
    if isinstance(plain, Scalar):
        return word(plain)
    return word(plain, "name") or word(value, "name")


def seconds(value: Value | None) -> float | None:
    """Return the seconds of a literal duration; None where there is none."""
    found = 0.0
    units = pairs(value, "lit")
    for key, amount in units:
        digits = word(amount)
        if key.value not in _UNITS or not digits.isascii() or not digits.isdigit() or len(digits) > 9:
            return None
        found += int(digits) * _UNITS[key.value]
    return found if units else None


def audio(value: Value | None) -> Spoken:
    """Return what an audio value plays."""
    if isinstance(value, Scalar):
        return Spoken(something=bool(value.value))
    single = _single(value, "")
    return _per_language(value) if single is None else single


def _single(value: Value | None, language: str) -> Spoken | None:
    """What is played in one language; None where the value does not say it at once."""
    said, recording, expression = word(value, "tts"), word(value, "prompt"), word(value, "exp")
    if expression:
        return expressions.spoken(expression, language)
    if said:
        return Spoken({language: expressions.plain(said)}, something=True)
    recording = recording or word(value, "lit", "name") or word(value, "prompt", "lit", "name")
    if recording:
        return Spoken(audio={language: re.sub(r"\APrompt(?:System|User)?\.", "", recording)}, something=True)
    return None


def _per_language(value: Value | None) -> Spoken:
    """What is played in each language, where a value tells the languages apart."""
    texts: dict[str, str] = {}
    recordings: dict[str, str] = {}
    something = False
    for key, part in pairs(value):
        language = expressions.tag(key.value)
        if isinstance(part, Mapping) and (language or key.value in ("default", "defaultAudio")):
            found = _single(part, language)
            if found is None:
                continue
            texts.update(found.text)
            recordings.update(found.audio)
            something = something or found.something
    return Spoken(texts, recordings, something)


def dialling(settings: Value | None, file: str) -> Dialling | None:
    """Return what the settings of menus say of dialling an extension; None where they leave it open."""
    for key, value in pairs(settings):
        if key.value == "listenForExtensionDialing":
            allowed = expressions.switched(literal(value) or word(value, "exp") or word(value, "var"))
            return Dialling(allowed, key.at(file)) if allowed is not None else None
    return None


def facts(word_: str, body: Value | None, file: str) -> Facts:
    """Return what an action says of itself."""
    found = Facts()
    own = {key.value: value for key, value in pairs(body)}
    found.spoken = next((audio(own[key]) for key in _AUDIO if key in own), SILENT)
    found.failing = audio(own["failureTransferAudio"]) if "failureTransferAudio" in own else SILENT
    found.team = _target(own)
    found.number = literal(own.get("targetNumber"))
    found.output = word(own.get("outputPath"), "name") or word(own.get("outputPath"))
    found.condition = word(own.get("condition"), "exp") or word(own.get("inputData"), "var")
    found.language = expressions.tag(literal(own.get("language")))
    found.after = seconds(own.get("noEntryTimeout"))
    count = literal(own.get("loopCount")) or literal(own.get("maxLoopCount"))
    found.times = expressions.whole(count, MOST_ROUNDS)
    found.digits = _digits(own.get("digits"))
    if word_ == "callCommonModule":
        found.flows = tuple(uncover(key.value) for key, _ in pairs(own.get("commonModule"))[:1])
    else:
        found.flows = tuple(one for one in (literal(own.get("targetFlow")), literal(own.get("flow"))) if one)
    for key, path in own.items():
        if isinstance(path, Scalar) and _REFERENCE.match(key):
            found.target, found.target_at = reference(uncover(path.value)), path.at(file)
    return found


def _target(own: dict[str, Value]) -> str:
    """The name of the queue, person or group that an action goes to."""
    within = [{key.value: value for key, value in pairs(part)} for _, part in pairs(own.get("destination"))]
    for place in (own, *within):
        for key in _TARGETS:
            name = literal(place.get(key))
            if name:
                return name
    return ""


def _digits(value: Value | None) -> tuple[int, int] | None:
    exact = expressions.whole(word(value, "exact"), _MOST_DIGITS)
    if exact is not None:
        return exact, exact
    least = expressions.whole(word(value, "range", "min"), _MOST_DIGITS)
    most = expressions.whole(word(value, "range", "max"), _MOST_DIGITS)
    return (least, most) if least is not None and most is not None and least <= most else None


def phrases(body: Value | None) -> dict[str, tuple[str, ...]]:
    """Return what callers may say for a choice, per language."""
    terms = get(body, "speechRecTerms")
    if isinstance(terms, Mapping):
        spoken = {expressions.tag(key.value): items(part) for key, part in terms.pairs}
    else:
        spoken = {"": items(terms)}
    found = {key: tuple(word(one) for one in several if word(one)) for key, several in spoken.items()}
    return {key: several for key, several in found.items() if several}
