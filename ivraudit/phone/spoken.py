"""What a caller hears at each play: the prompt, and the options that are announced behind it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from ivraudit import words
from ivraudit.model import Edge
from ivraudit.phone.call import Call
from ivraudit.words.hearing import UNTOLD, Heard


class Line(NamedTuple):
    """Something that is said, and the second of the call at which it begins."""

    text: str
    begins: float | None
    """None: a caller who knows the keys has answered by then."""


def spoken(call: Call) -> Iterator[Line]:
    """Yield what is heard in the play at hand, in the profile's language, as the platform would say it.

    Behind silence or a wrong key that is the retry's own prompt, where it has one; a recording without its words is
    named in brackets.
    """
    node, hearing, phone = call.node, call.phone.hearing, call.phone
    again = hearing.said(call.retry.prompt) if call.retry else None
    text = hearing.said(node.prompt) if again is None else again
    prompt = hearing.prompt(node) if again is None else hearing.speaking(again)
    recording = hearing.said(node.audio)
    if text or recording:
        yield Line(text or f"(recording: {recording})", call.seconds)
    menu = phone.costs.heard.get(call.vertex)
    begins = call.seconds + prompt
    shift = prompt - hearing.prompt(node)
    for edge in announced(call, menu) if menu else ():
        key = words.announce(phone.costs.announced(edge), edge.trigger, hearing.language or UNTOLD)
        yield Line(key, begins if call.listening or not node.barge_in else None)
        begins = call.seconds + (menu.spoken[edge.trigger] or 0.0 if menu else 0.0) + shift


def announced(call: Call, menu: Heard) -> list[Edge]:
    """Return the options that follow the prompt at the node of a call; none where the prompt says its keys itself."""
    hearing = call.phone.hearing
    if hearing.foreign or menu.seconds <= hearing.prompt(call.node):
        return []
    options = (edge for _, edge in call.options if edge.trigger in menu.spoken)
    return [edge for edge in options if not (edge.unspoken or edge.spoken)]
