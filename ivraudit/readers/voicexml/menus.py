"""Menus: their choices by key and by phrase."""

from __future__ import annotations

from collections.abc import Iterator

from ivraudit.marked import Element
from ivraudit.model import NodeType, Severity
from ivraudit.readers.voicexml.deaf import draw_deaf, listens, throws
from ivraudit.readers.voicexml.dialogs import Dialog, Spot
from ivraudit.readers.voicexml.grammars import MOST, Answer, keys_of, understood
from ivraudit.readers.voicexml.links import draw_links, lead_option, ways_of
from ivraudit.readers.voicexml.passive import draw_passive
from ivraudit.readers.voicexml.reading import Reading
from ivraudit.readers.voicexml.sketch import Label, Way
from ivraudit.readers.voicexml.speech import Child, listen, plain_text


def draw_menu(reading: Reading, dialog: Dialog) -> None:
    """Draw a menu and where its choices lead."""
    menu = dialog.element
    spot = Spot(dialog, -1, dialog.name, dialog.around)
    content = list(_content(reading, menu))
    choices = [child for child in menu.elements if child.name == "choice"]
    answers = list(_answers(menu, choices))
    options = [{"_prompt": one.label, "_dtmf": "".join(one.keys[:1])} for one in answers]
    speech = listen(content, options)
    fields = reading.said(speech, dialog.around, keyed=any(answer.keys for answer in answers))
    ways = (Way(label=Label("dialog", dialog.number)),)
    reading.sketch.names[Label("dialog", dialog.number)] = dialog.name
    if throws(reading) and not listens(reading, spot, menu):
        reading.sketch.account(menu, "node", draw_deaf(reading, spot, speech, menu.place("id"), ways))
        return
    node = reading.sketch.node(dialog.name, NodeType.MENU, menu.place("id"), ways, opaque=menu.broken, **fields)
    reading.sketch.account(menu, "node", node)
    taken: set[str] = set()
    _ambiguous(reading, node, answers)
    for choice, answer in zip(choices, answers, strict=True):
        found = tuple(ways_of(reading, spot, node, answer, whole=_whole(choice), taken=taken))
        if found:
            lead_option(reading, spot, choice, reading.base_of(spot), found)
        else:
            reading.sketch.account(choice, "left out", "", "an earlier choice has its key")
    draw_passive(reading, spot, node, speech, content)
    draw_links(reading, spot, node, taken)


def _content(reading: Reading, menu: Element) -> Iterator[Child]:
    """What is heard at a menu; some write a block around it, which the standard does not know there."""
    for child in menu.children:
        if isinstance(child, Element) and child.name == "block":
            reading.sketch.account(child, "part", menu.get("id") or "menu", "of the menu: what is heard")
            yield from child.children
        elif not isinstance(child, Element) or child.name != "choice":
            yield child


def _whole(choice: Element) -> bool:
    """Whether the document itself says all that may be said for a choice."""
    return not any(child.name == "grammar" for child in choice.elements)


def _answers(menu: Element, choices: list[Element]) -> Iterator[Answer]:
    """What each choice answers to; without keys of their own the first nine get 1 to 9 where the menu says so."""
    number = 0
    for choice in choices:
        key = keys_of(choice.get("dtmf"))
        if not key and menu.get("dtmf") == "true":
            number += 1
            key = str(number) if number < 10 else ""
        grammars = [child for child in choice.elements if child.name in ("grammar", "dtmf")]
        inner = understood(choice, grammars).answers if grammars else []
        said = plain_text(child for child in choice.children if not isinstance(child, Element) or child not in grammars)
        keys = [key] if key else [one for answer in inner for one in answer.keys]
        phrases = [phrase for answer in inner for phrase in answer.phrases] if grammars else [said]
        value = said or choice.get("event") or choice.get("next").strip("#")
        yield Answer(value, choice, keys, [phrase for phrase in phrases if phrase], said)


def _ambiguous(reading: Reading, node: str, answers: list[Answer]) -> None:
    """Note each key that two choices have, and each that begins with another."""
    first: dict[str, Answer] = {}
    for answer in answers[:MOST]:
        for key in answer.keys:
            at = answer.at.place("dtmf") if answer.at else reading.draft.nodes[node].at
            begun = next((key[:n] for n in range(1, min(len(key), 20)) if key[:n] in first), "")
            if key in first:
                message = f"`{key}` is given twice in one menu: a caller can get only the first of the two."
                reading.draft.trouble("ambiguous-key", at, message, node, key)
            elif begun:
                message = f"`{key}` begins with `{begun}`, which is a key too: only waiting can tell the two apart."
                reading.draft.trouble("ambiguous-key", at, message, node, key, Severity.WARNING)
            first.setdefault(key, answer)
