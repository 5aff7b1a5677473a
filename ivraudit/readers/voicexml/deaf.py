"""Fields and menus that listen to nothing: the platform throws an error as soon as a caller comes to them."""

from __future__ import annotations

from ivraudit.marked import Element
from ivraudit.model import NodeType, Nowhere, Position
from ivraudit.readers.voicexml.dialogs import ACTS, DECLARING, DIALOGS, ITEMS, Spot, dialogs_in, known_at_top
from ivraudit.readers.voicexml.passive import PASSIVE, draw_handler, moves_in, planned, within
from ivraudit.readers.voicexml.reading import Reading
from ivraudit.readers.voicexml.scopes import STAYING
from ivraudit.readers.voicexml.sketch import Way, Ways
from ivraudit.readers.voicexml.speech import HEARD, Speech

ERROR = "error.semantic"
GRAMMARS = frozenset({"grammar", "dtmf", "option", "choice", "link"})
"""What listens to something."""
_QUIET_ATTRIBUTES = {
    "field": frozenset({"name", "expr", "cond", "slot", "modal", "id"}),
    "menu": frozenset({"id", "scope", "dtmf", "accept"}),
}
_QUIET = (DECLARING - GRAMMARS) | HEARD | {"block"}
"""What may stand in a field or menu and surely listens to nothing; of all else nobody knows."""


def listens(reading: Reading, spot: Spot, place: Element) -> bool:
    """Return whether anything can be answered at a field or menu; where in doubt something can."""
    if _has_own(place):
        return True
    if place.get("modal") == "true":  # VoiceXML 2.0, 3.1.4: it turns all grammars off but its own
        return False
    around = spot.around
    if not around.whole or around.property("universals") not in ("", "none"):
        return True
    for scope in around.scopes:
        if scope.element is not place and id(scope.element) not in reading.listening:
            reading.listening[id(scope.element)] = _listens_within(scope.element)
    return any(reading.listening[id(scope.element)] for scope in around.scopes if scope.element is not place)


def throws(reading: Reading) -> bool:
    """Return whether to listen to nothing is an error; platforms of version 1 listened to commands of their own."""
    return reading.top.get("version").partition(".")[0] in ("", "2")


def _has_own(place: Element) -> bool:
    """Whether a field or menu has a grammar, or anything that might be one."""
    quiet = _QUIET_ATTRIBUTES[place.name]
    told = any(place.get(name) and name not in quiet and not name.startswith("xml") for name in place.attributes)
    strange = any(child.name not in _QUIET for child in place.elements)
    return told or strange or place.broken or any(child.name in GRAMMARS for child in within(place))


def _listens_within(element: Element) -> bool:
    """Whether a form or document listens to something whatever is asked in it, or may do so."""
    if element.broken or any(child.name in GRAMMARS for child in element.elements):
        return True
    if element.name == "form":
        known = ITEMS | ACTS | DECLARING | HEARD
        first = [one for child in element.elements if child.name == "initial" for one in child.elements]
        return any(one.name not in known for one in element.elements) or any(one.name in GRAMMARS for one in first)
    if element.name != "vxml":
        return False
    if any(child.name not in DIALOGS and not known_at_top(child) for child in element.elements):
        return True
    return any(_is_heard_everywhere(dialog) for dialog in dialogs_in(element))


def _is_heard_everywhere(dialog: Element) -> bool:
    """Whether what a dialog listens to holds in the whole document: VoiceXML 2.0, 3.1.3."""
    whole = dialog.get("scope") == "document"
    return any(child.name in GRAMMARS and (whole or child.get("scope") == "document") for child in dialog.elements)


def draw_deaf(reading: Reading, spot: Spot, speech: Speech, at: Position, ways: Ways) -> str:
    """Draw what is heard there, and the error that follows at once (VoiceXML 2.0, 3.1.4); return its node.

    A handler that comes back is passed over where a later one leads on: the error comes again and again.
    """
    fields = reading.said(speech, spot.around) | {"opaque": True}
    node = reading.sketch.node(spot.name, NodeType.SAY, at, ways, **fields)
    reading.deaf.add(spot.dialog.number)
    _forget_answers(reading, spot)
    way = Way(node, "error", at=at)
    plan = planned(reading, spot, ERROR)
    if plan is None:
        reading.sketch.lead((way,), Nowhere.DROPPED)
        return node
    leading = [*plan.others, *([plan.last] if plan.last else [])]
    for handler in plan.staying if leading else ():
        reading.used.add(id(handler.element))
        for element in moves_in(handler.element):
            reading.sketch.account(element, "part", node, "of its error, which comes again")
    for handler in leading or plan.staying[:1]:
        draw_handler(reading, spot, handler, "error", (way,))
    if not plan.known:
        reading.sketch.lead((way,), reading.unseen(spot.around, reading.sketch))
    return node


def _forget_answers(reading: Reading, spot: Spot) -> None:
    """Let nothing lead to handlers of what cannot come where nothing can be answered, such as silence."""
    for event in STAYING:
        for handler in spot.around.handlers(event):
            own = handler.level == 0 or event in PASSIVE
            if own and handler.events and set(handler.events) <= set(STAYING):
                reading.used.add(id(handler.element))
