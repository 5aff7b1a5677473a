"""The key 0, 9 or * means one thing in one menu, and another thing in the next.

Why: A caller who has learned that * goes back presses it one menu further down, and is thrown out of the call. Keys
    that everybody knows by heart must not change their meaning.

Bad:
    ivraudit: 1
    name: "Acme"
    start: main
    defaults:
      noinput: {attempts: 3, to: person}
      nomatch: {attempts: 3, to: person}
    nodes:
      main:
        type: menu
        prompt: "How can we help?"
        options:
          1: {label: "Billing", to: billing}
          0: {label: "A person", to: person}
          "*": {label: "Hearing this again", to: main}
      billing:
        type: menu
        prompt: "Billing."
        options:
          1: {label: "Your balance", to: balance}
          0: {label: "A person", to: person}
          "*": {label: "The end of this call", to: bye}   # expect: inconsistent-key
      balance: {type: say, resolves: true, prompt: "You owe nothing.", next: main}
      person: {type: queue}
      bye: {type: hangup}

Good:
    ivraudit: 1
    name: "Acme"
    start: main
    defaults:
      noinput: {attempts: 3, to: person}
      nomatch: {attempts: 3, to: person}
    nodes:
      main:
        type: menu
        prompt: "How can we help?"
        options:
          1: {label: "Billing", to: billing}
          0: {label: "A person", to: person}
          "*": {label: "Hearing this again", to: main}
      billing:
        type: menu
        prompt: "Billing."
        options:
          1: {label: "Your balance", to: balance}
          0: {label: "A person", to: person}
          "*": {label: "Going back", to: main}
      balance: {type: say, resolves: true, prompt: "You owe nothing.", next: billing}
      person: {type: queue}

Fix: Give the key the same meaning everywhere. Told apart are three: help (a person, a voicemail, a callback), back
    (this menu again, or one that calls pass earlier) and the end of the call; what leads on to something else counts
    as none of them. Scales and surveys are not judged, and neither is an exit behind which another key of its menu
    leads to the same place. The finding stands at the exits that are fewer.

Source: GetHuman standard 1.0, 1 (0 for a person, always); AS/NZS 4263 and ISO/IEC 13714 (one use of 0, * and # for
    all of a service).
"""

from __future__ import annotations

from collections.abc import Iterator

from ivraudit.analysis.board import CHOOSING
from ivraudit.model import Edge, Hit, Note, Severity
from ivraudit.phone import Phone
from ivraudit.phone.listening import chooses, depth, ends_straight, helped_by_itself, helped_for_sure, keyed
from ivraudit.rule import Category, NoOptions

CATEGORY = Category.MENU
SINS = ("condescension",)
SEVERITY = Severity.WARNING

KEYS = ("0", "9", "*")
MEANINGS = ("help", "back", "the end of the call")


def check(phone: Phone, options: NoOptions) -> Iterator[Hit]:
    """Yield, for each key and meaning, the first exit that differs from what the key means in most menus."""
    found: dict[str, dict[str, list[int]]] = {key: {} for key in KEYS}
    for vertex, node in phone.nodes(phone.reached, *sorted(CHOOSING)):
        exits = [] if node.survey else keyed(phone, vertex)
        for number, edge in exits:
            meaning = _meaning(phone, vertex, number) if edge.trigger in found else ""
            if meaning and (meaning == "help" or _alone(phone, number, exits)):
                found[edge.trigger].setdefault(meaning, []).append(number)
    for key, meanings in found.items():
        if len(meanings) > 1:
            yield from _odd_ones(phone, key, meanings)


def _alone(phone: Phone, number: int, exits: list[tuple[int, Edge]]) -> bool:
    """Whether no other key of a menu leads where an exit does."""
    targets = phone.board.targets
    return sum(targets[other] == targets[number] for other, _ in exits) == 1


def _meaning(phone: Phone, vertex: int, number: int) -> str:
    """What a key does: one of the meanings, or "" where it leads on or nobody can tell."""
    target = phone.board.targets[number]
    if helped_for_sure(phone)[target]:
        return "help"
    if helped_by_itself(phone)[target]:
        return ""
    if target == vertex or (chooses(phone, target) and depth(phone)[target] < depth(phone)[vertex]):
        return "back"
    return "the end of the call" if phone.system_way(number) and ends_straight(phone, target) else ""


def _odd_ones(phone: Phone, key: str, meanings: dict[str, list[int]]) -> Iterator[Hit]:
    edges = phone.wiring.edges
    order = sorted(meanings, key=lambda name: (-len(meanings[name]), MEANINGS.index(name)))
    usual = order[0]
    like = edges[meanings[usual][0]]
    for name in order[1:]:
        first, *others = meanings[name]
        message = f"{key} is {name} here, and {usual} at {_menu(phone, like)!r}"
        also = tuple(Note(edges[n].at, f"{key} is {name} here too", _menu(phone, edges[n])) for n in others)
        yield Hit(edges[first], message, phone.way_out(first), also)


def _menu(phone: Phone, edge: Edge) -> str:
    return phone.node(phone.wiring.vertices[edge.source]).name
