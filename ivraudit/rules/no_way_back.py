"""A wrong choice cannot be undone: no way leads back to the menu before.

Why: One wrong key, and the caller is in a part of the tree that has nothing for them. All that is left is to take up a
    person's time, or to hang up, dial again, and listen to it all from the beginning.

Bad:
    ivraudit: 1
    name: "Acme"
    start: main
    defaults:
      noinput: {attempts: 3, to: person}
      nomatch: {attempts: 3, to: person}
    nodes:
      main:   # expect: no-way-back
        type: menu
        prompt: "How can we help?"
        options:
          1: {label: "Stamps", to: stamps}
          2: {label: "Opening hours", to: opening}
          0: {label: "A person", to: person}
      stamps:
        type: menu
        prompt: "Stamps."
        options:
          1: {label: "Prices", to: prices}
          2: {label: "New designs", to: designs}
          0: {label: "A person", to: person}
      prices: {type: say, resolves: true, prompt: "One dollar.", next: bye}
      designs: {type: say, resolves: true, prompt: "Birds and boats.", next: bye}
      opening: {type: say, resolves: true, prompt: "From nine to five.", next: bye}
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
          1: {label: "Stamps", to: stamps}
          2: {label: "Opening hours", to: opening}
          0: {label: "A person", to: person}
      stamps:
        type: menu
        prompt: "Stamps."
        options:
          1: {label: "Prices", to: prices}
          2: {label: "New designs", to: designs}
          0: {label: "A person", to: person}
          "*": {label: "Going back", to: main}
      prices: {type: say, resolves: true, prompt: "One dollar.", next: bye}
      designs: {type: say, resolves: true, prompt: "Birds and boats.", next: bye}
      opening: {type: say, resolves: true, prompt: "From nine to five.", next: bye}
      person: {type: queue}
      bye: {type: hangup}

Fix: Put the way back on one key in every menu, `*` by custom. At fault is a menu straight behind another one that had
    something else to choose, from which no way of any length leads back to a menu before it. Keys that lead to a
    person, a voicemail or a callback by themselves are nothing else to choose, and a menu of nothing but such keys
    needs no way back; nor do save offers, surveys, and a menu where no person can be forced, which is a
    `human-lockout`. A language menu is no menu before, and who has been served (the method, (f)) need not go back.

Source: Our assumption; ETSI ES 202 076 has "back" among the few words that every service should understand.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from ivraudit.analysis import reach
from ivraudit.analysis.board import CHOOSING
from ivraudit.analysis.loops import circles
from ivraudit.model import Hit, NodeType, NotChecked, Severity
from ivraudit.phone import Phone
from ivraudit.phone.listening import chooses, depth, helped_by_itself, language_menu
from ivraudit.rule import Category, NoOptions

CATEGORY = Category.MENU
SINS = ("apathy",)
SEVERITY = Severity.INFO


def check(phone: Phone, options: NoOptions) -> Iterator[Hit | NotChecked]:
    """Yield each entry behind which there are menus that nobody can leave back."""
    candidates = _candidates(phone)
    stuck = _stuck(phone, candidates) if candidates else []
    if not stuck:
        return
    blind = reach.leading(phone.board, phone.board.unknowns, mistakes=True)
    if any(blind[vertex] for vertex in stuck):
        yield NotChecked(f"whether a way leads back depends on {phone.unknown_list()}")
    stuck = [vertex for vertex in stuck if not blind[vertex]]
    for entry in phone.wiring.entries:
        reached = phone.reached_from(entry)
        here = [vertex for vertex in stuck if reached[vertex]]
        if here:
            names = ", ".join(repr(phone.node(vertex).name) for vertex in here[:3])
            more = f" and {len(here) - 3} more" if len(here) > 3 else ""
            message = f"who chooses wrongly and comes to {names}{more} cannot go back to the menu before"
            also = phone.notes(here, "has no way back")
            yield Hit(phone.node(entry), message, phone.journey_from(entry, here[0]), also)


def _candidates(phone: Phone) -> list[int]:
    """The menus that lead on to something else than help, and where a person can be forced."""
    human = phone.forced("human").surely
    return [
        vertex
        for vertex, node in phone.nodes(phone.judged, NodeType.MENU)
        if not (node.survey or node.offer) and human[vertex] and _places(phone, vertex)
    ]  # fmt: skip


def _places(phone: Phone, vertex: int) -> set[int]:
    """Where a menu leads by keys and phrases, other than to help, to itself and back."""
    known: dict[int, set[int]] = phone.ask("places of menus", dict)
    if vertex not in known:
        known[vertex] = _led_to(phone, vertex)
    return known[vertex]


def _led_to(phone: Phone, vertex: int) -> set[int]:
    helped, deep = helped_by_itself(phone), depth(phone)
    places = {phone.board.targets[edge] for edge in phone.board.choices[vertex]}
    back = {place for place in places if chooses(phone, place) and deep[place] <= deep[vertex]}
    return {place for place in places - back if place != vertex and not helped[place]}


def _stuck(phone: Phone, candidates: list[int]) -> list[int]:
    """Those of the menus that are behind a menu with other choices, none of which they lead back to."""
    board = phone.board
    links = [(source, board.targets[edge]) for source, mine in enumerate(board.live) for edge in mine]
    choosing = {vertex for vertex, _ in phone.nodes(phone.reached, *sorted(CHOOSING))}
    led_back = set[int]()
    for ring in circles(links):
        # What leads to another menu that leads here leads back: they lie on one circle.
        menus = [vertex for vertex in ring if vertex in choosing]
        led_back.update(menus if len(menus) > 1 else ())
    alone = [vertex for vertex in candidates if vertex not in led_back]
    if not alone:
        return []
    before = _nearest_before(phone, [vertex for vertex in choosing if _had_a_choice(phone, vertex)], links)
    return sorted(vertex for vertex in alone if before.get(vertex, set()) - {vertex})


def _had_a_choice(phone: Phone, vertex: int) -> bool:
    """Whether a menu, which is none of languages, leads to two places or more."""
    menu = phone.node(vertex).type is NodeType.MENU
    return menu and len(_places(phone, vertex)) > 1 and not language_menu(phone, vertex)


def _nearest_before(phone: Phone, starts: Collection[int], links: list[tuple[int, int]]) -> dict[int, set[int]]:
    """Per vertex: the starts from which a call comes there past no other menu or collect; two are as good as more."""
    ahead: dict[int, list[int]] = {}
    for source, target in links:
        ahead.setdefault(source, []).append(target)
    found: dict[int, set[int]] = {}
    queue = [(start, start) for start in starts]
    nodes = phone.wiring.nodes
    for vertex, start in queue:  # which grows while it is walked
        for target in ahead.get(vertex, ()):
            seen = found.setdefault(target, set())
            if len(seen) < 2 and start not in seen:
                seen.add(start)
                if target < len(nodes) and nodes[target].type not in CHOOSING:
                    queue.append((target, start))
    return found
