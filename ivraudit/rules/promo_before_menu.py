"""A sales pitch stands before the menu, or before what callers came for.

Why: The caller has a problem, and has to hear an advert before anybody asks what it is.

Bad:
    ivraudit: 1
    name: "Acme"
    start: pitch
    defaults:
      noinput: {attempts: 3, to: person}
      nomatch: {attempts: 3, to: person}
    nodes:
      pitch: {type: say, promo: true, prompt: "Have you seen our new dryers?", next: main}   # expect: promo-before-menu
      main:
        type: menu
        prompt: "How can we help?"
        options:
          1: {label: "Repairs", to: repairs}
          0: {label: "A person", to: person}
      repairs: {type: queue, team: "Repairs"}
      person: {type: queue}

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
          1: {label: "Repairs", to: repairs}
          2: {label: "New dryers", to: pitch}
          0: {label: "A person", to: person}
      pitch: {type: say, promo: true, prompt: "Our new dryers are out now.", next: main}
      repairs: {type: queue, team: "Repairs"}
      person: {type: queue}

Fix: Drop the pitch, or say it to those who choose it, or when the matter is settled. At fault are pitches that nobody
    can get round: every way to the first menus, or to a goal that the tree declares, passes one. Goals of selling
    (`sales`, `signup`) are exempt, and so is `complaint`, for which there is `upsell-on-complaint`. Judged are nodes
    tagged `promo: true`.

Source: ACIXD, what not to include at the beginning (sales pitches at the start waste every caller's time).
"""

from __future__ import annotations

from collections.abc import Iterator

from ivraudit.analysis import reach
from ivraudit.model import Hit, NotChecked, Severity
from ivraudit.phone import Phone
from ivraudit.phone.greeting import opening
from ivraudit.rule import Category, NoOptions

CATEGORY = Category.PROMPT
SINS = ("apathy", "coldness")
SEVERITY = Severity.WARNING

EXEMPT = frozenset({"sales", "signup", "complaint"})
"""Goals of selling; and complaints, which upsell-on-complaint looks after."""
MOST_GOALS = 100
"""So many goals are looked at."""


def check(phone: Phone, options: NoOptions) -> Iterator[Hit | NotChecked]:
    """Yield the pitches that nobody can get round, once for each entry and pitch."""
    pitches = [vertex for vertex, node in phone.nodes(phone.reached) if node.promo]
    if not pitches:
        return
    for entry in phone.wiring.entries:
        guilty: dict[tuple[int, ...], list[str]] = {}
        with_them = phone.reached_from(entry)
        without = reach.reached(phone.board, [entry], stops=pitches)
        for what, vertices in _wanted(phone, entry):
            if _kept(vertices, pitches, with_them, without):
                guilty.setdefault(_last_before(phone, vertices, pitches, with_them), []).append(what)
        if guilty and any(without[vertex] for vertex in phone.board.unknowns):
            yield NotChecked(f"whether calls get round the advert depends on {phone.unknown_list()}")
            continue
        for (first, *others), kept in guilty.items():
            message = f"nobody comes to {' or '.join(kept)} without hearing the pitch {phone.node(first).name!r}"
            also = phone.notes(others, "is heard by the other callers")
            yield Hit(phone.node(first), message, phone.journey(first), also)


def _last_before(
    phone: Phone, vertices: list[int], pitches: list[int], reached: bytearray
) -> tuple[int, ...]:  # fmt: skip
    """The pitches that lead to some of the vertices past no other pitch, in document order."""
    barred, seen = set(pitches), set(vertices)
    queue = [vertex for vertex in vertices if reached[vertex]]
    found = seen & barred
    for vertex in queue:  # which grows while it is walked
        for edge in phone.board.leading[vertex] if vertex not in barred else ():
            source = phone.board.sources[edge]
            if source not in seen and reached[source]:
                seen.add(source)
                queue.append(source)
                found |= {source} & barred
    return tuple(sorted(found))


def _wanted(phone: Phone, entry: int) -> Iterator[tuple[str, list[int]]]:
    """The first menus of a call, and each goal with the vertices where it is achieved."""
    yield "a menu", [vertex for vertex in opening(phone, entry).choices if not phone.node(vertex).promo]
    goals = {goal: None for node in phone.wiring.nodes for goal in node.goals}
    goals.update({edge.goal: None for edge in phone.wiring.edges if edge.goal})
    for goal in list(goals)[:MOST_GOALS]:
        if goal not in EXEMPT:
            yield f"the goal {goal!r}", phone.goal(goal)


def _kept(vertices: list[int], pitches: list[int], with_them: bytearray, without: bytearray) -> bool:
    """Whether calls come to some of the vertices, and to none of them except past a pitch."""
    barred = set(pitches)
    reached = [vertex for vertex in vertices if with_them[vertex]]
    return bool(reached) and not any(without[vertex] and vertex not in barred for vertex in reached)
