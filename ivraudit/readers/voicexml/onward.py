"""The form interpretation algorithm: which item is visited next."""

from __future__ import annotations

from ivraudit.model import Nowhere
from ivraudit.readers.voicexml.dialogs import Spot
from ivraudit.readers.voicexml.sketch import Label, Target


def onward(spot: Spot, *, filled: bool, back: int) -> Target:
    """Return what is visited when content has come to its end: VoiceXML 2.0, appendix C.

    That is the first item without a value: the one behind, the one at hand if it has none, or one that was cleared.
    Behind the last the call ends.
    """
    dialog = spot.dialog
    if spot.index < 0:
        return Label("dialog", dialog.number)
    if not filled and back >= spot.index:
        return Label("visit", dialog.number, spot.index)
    if dialog.jumps and back <= spot.index:
        return Label("end", dialog.number)  # a jump may have left any item before it without a value
    number = min(spot.index + 1, back)
    if number < len(dialog.items):
        return Label("item", dialog.number, number)
    return end_of(spot)


def end_of(spot: Spot) -> Target:
    """Return what follows the last item of a form."""
    if spot.dialog.element.broken:
        return Nowhere.UNREAD
    return Label("end", spot.dialog.number) if spot.dialog.jumps else Nowhere.DROPPED
