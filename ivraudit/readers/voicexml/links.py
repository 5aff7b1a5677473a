"""The keys and phrases of answers and links, as exits."""

from __future__ import annotations

from collections.abc import Iterator

from ivraudit.marked import Element
from ivraudit.model import Owner, Position
from ivraudit.readers.voicexml.dialogs import Spot
from ivraudit.readers.voicexml.grammars import MOST, Answer, keys_of, understood
from ivraudit.readers.voicexml.passive import BEYOND, come_back, draw_handler
from ivraudit.readers.voicexml.reading import Reading
from ivraudit.readers.voicexml.scopes import Scope, chosen
from ivraudit.readers.voicexml.sketch import Way, Ways
from ivraudit.readers.voicexml.walk import State, Walk


def ways_of(
    reading: Reading, spot: Spot, node: str, answer: Answer, *, whole: bool, taken: set[str], unspoken: bool = False
) -> Iterator[Way]:
    """Yield the exits that an answer is given by: one for each key, or one for its phrases.

    Where grammars lie elsewhere (not `whole`), nobody knows whether a key does the same as a phrase.
    """
    modes = spot.around.modes()
    keys = [key for key in answer.keys if key not in taken] if "dtmf" in modes else []
    phrases = [phrase for phrase in dict.fromkeys(answer.phrases) if phrase] if "voice" in modes else []
    language = reading.language
    source = answer.at if answer.at is not None and answer.at.name in ("option", "choice", "link") else None
    at = _place(answer, node, reading)
    said: dict[str, object] = {"unspoken": True} if unspoken else {}
    if answer.label:
        said["label"] = {language: answer.label}
    if keys:
        said |= {"speech": {language: tuple(phrases)}} if phrases else {}
        for key in keys:
            taken.add(key)
            yield Way(node, key, Owner.CALLER, at, source, said)
        return
    trigger = phrases[0] if phrases else answer.value or (answer.keys or ["answer"])[0]
    if answer.keys and trigger in taken:
        return
    taken.add(trigger)
    if phrases:
        others = {"speech": {language: tuple(phrases[1:])}} if len(phrases) > 1 else {}
        said |= {"spoken": whole or not trigger.isascii() or bool(answer.at), **others}
    yield Way(node, trigger, Owner.CALLER, at, source, said)


def _place(answer: Answer, node: str, reading: Reading) -> Position:
    if answer.at is None:
        return reading.draft.nodes[node].at
    return answer.at.place("dtmf", "value", "next", "event", "expr", "type")


def draw_links(reading: Reading, spot: Spot, node: str, taken: set[str]) -> None:
    """Draw the links that hold at a place as exits of it; its own answers come first."""
    for scope in spot.around.scopes:
        for link in scope.links[:MOST]:
            _draw(reading, spot, node, link, scope, taken)
    if not spot.around.whole:
        at = reading.draft.nodes[node].at
        way = Way(node, "links of the root", Owner.CALLER, at, said={"unspoken": True})
        reading.sketch.lead((way,), reading.unseen(spot.around, reading.sketch))


def _draw(reading: Reading, spot: Spot, node: str, link: Element, scope: Scope, taken: set[str]) -> None:
    grammar = understood(link, [child for child in link.elements if child.name in ("grammar", "dtmf")])
    key = keys_of(link.get("dtmf"))
    answers = [Answer(key, link, [key]), *grammar.answers] if key else grammar.answers
    merged = Answer(
        link.get("event") or link.get("next").lstrip("#") or "link", link,
        [one for answer in answers for one in answer.keys],
        [phrase for answer in answers for phrase in answer.phrases],
    )  # fmt: skip
    ways = tuple(ways_of(reading, spot, node, merged, whole=grammar.whole, taken=taken, unspoken=True))
    if ways:
        lead_option(reading, spot, link, scope.base, ways)


def lead_option(reading: Reading, spot: Spot, option: Element, base: str, ways: Ways) -> None:
    """Lead a choice or link to its dialog or document, or into the handler of its event."""
    handler = chosen(spot.around.handlers(option.get("event")), 1) if option.get("event") else None
    if handler is not None:
        draw_handler(reading, spot, handler, option.get("event"), ways)
    elif option.get("event") or option.get("eventexpr"):
        walk = Walk(reading, spot, reading.sketch, f"{spot.name} {option.get('event')}".strip())
        state = State(False, BEYOND)
        come_back(reading, walk.on_event(option.get("event") or "error", ways, state))
    else:
        reading.sketch.lead(ways, reading.refer(option, base, reading.sketch), option)
