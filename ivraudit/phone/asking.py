"""What becomes of those who ask for a person: by which exits they ask, and what leads there by itself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from ivraudit.analysis import paths
from ivraudit.analysis.board import CHOOSING
from ivraudit.analysis.distance import distances
from ivraudit.analysis.reach import reached
from ivraudit.analysis.unaided import walked
from ivraudit.model import Edge, NodeType, Owner
from ivraudit.phone.journeys import Phone
from ivraudit.phone.questions import HUMAN, Forced
from ivraudit.words.asking import asks_for_person, names_person
from ivraudit.words.hearing import UNTOLD

KEYPAD = frozenset("0123456789*#")


class Requests(NamedTuple):
    """The exits of a menu or collect by which callers ask for a person."""

    surely: list[int]
    """The key that the policy keeps for it, and phrases that are a word for a person."""
    perhaps: list[int]
    """Other phrases in which a person is named."""
    unclear: list[int]
    """Phrases in a language that is not known, and all that an export does with what is said or entered."""


def requests(phone: Phone) -> dict[int, Requests]:
    """Return how callers ask for a person, per menu or collect where they are judged and have any choice."""
    return phone.ask(("requests", phone.profile.language), lambda: dict(_requests(phone)))


def _requests(phone: Phone) -> Iterator[tuple[int, Requests]]:
    foreign = phone.tree.vendor
    for vertex, node in phone.nodes(phone.judged, *sorted(CHOOSING)):
        choices = phone.board.choices[vertex]
        if not choices or (foreign and _only_entered(phone, choices)):
            continue
        found = Requests([], [], [])
        for number in choices:
            _sort_in(phone, number, found)
        if foreign and "speech" in node.by:
            # What a bot understands stands elsewhere, and may come back as what it has not understood.
            found.unclear.extend(edge for edge in phone.board.live[vertex] if edge not in choices)
        yield vertex, found


def _only_entered(phone: Phone, choices: list[int]) -> bool:
    """Whether callers can do nothing but enter data: most platforms have no other keys there."""
    return all(phone.wiring.edges[number].trigger == "next" for number in choices)


def asks(phone: Phone, edge: Edge) -> bool:
    """Say whether an exit is that of callers who ask for a person: the policy's key, or a word for a person."""
    if not edge.spoken and edge.trigger == phone.assumptions.keys.human:
        return True
    language = phone.hearing.language or UNTOLD
    return any(names_person(phrase, language) for phrase in _phrases(phone, edge))


def _phrases(phone: Phone, edge: Edge) -> tuple[str, ...]:
    return (edge.trigger,) if edge.spoken else phone.hearing.said(edge.speech) or () if edge.speech else ()


def _sort_in(phone: Phone, number: int, found: Requests) -> None:
    edge, foreign = phone.wiring.edges[number], phone.tree.vendor
    language = phone.hearing.language or UNTOLD
    answers = [asks_for_person(phrase, language) for phrase in _phrases(phone, edge)]
    if asks(phone, edge):
        found.surely.append(number)
    elif True in answers:
        found.perhaps.append(number)
    elif None in answers or (foreign and not (not edge.spoken and KEYPAD.issuperset(edge.trigger))):
        found.unclear.append(number)


def staffed(phone: Phone) -> frozenset[int]:
    """Return the vertices at which a person is."""
    return phone.ask("staffed", lambda: frozenset(phone.board.persons))


def unseen(phone: Phone) -> str:
    """Return the names of what nobody can see behind, for a sentence; found once, however often it is said."""
    return phone.ask("unseen", phone.unknown_list)


def unasked(phone: Phone) -> Forced:
    """Return from where a person comes with no choice of the caller's, (j): `perhaps` if the unknown is kind."""
    return phone.ask("unasked", lambda: _by_itself(phone, phone.board.persons))


def after_one_question(phone: Phone) -> Forced:
    """Return the same, with one question allowed to which every answer leads to a person: which team is wanted.

    Going back and hearing it again are no answers.
    """
    return phone.ask("after one question", lambda: _after_one_question(phone))


def _after_one_question(phone: Phone) -> Forced:
    plain = unasked(phone)
    surely, perhaps = (
        [vertex for vertex, _ in phone.nodes(phone.reached, *sorted(CHOOSING)) if _routes(phone, vertex, reach)]
        for reach in plain
    )
    if not perhaps:
        return plain
    board, persons = phone.board, phone.board.persons
    return Forced(
        paths.by_itself(board, [*persons, *surely]),
        paths.by_itself(board, [*persons, *perhaps, *board.unknowns]),
    )


def _routes(phone: Phone, vertex: int, persons: bytearray) -> bool:
    keys, edges, board = phone.assumptions.keys, phone.wiring.edges, phone.board
    aside = {key for key in (keys.back, keys.repeat, keys.leave) if key}
    answers = [e for e in board.choices[vertex] if e >= len(edges) or edges[e].trigger not in aside]
    return bool(answers) and all(persons[board.targets[edge]] for edge in answers)


def _by_itself(phone: Phone, vertices: list[int]) -> Forced:
    surely = paths.by_itself(phone.board, vertices)
    if not any(phone.reached[vertex] for vertex in phone.board.unknowns):
        return Forced(surely, surely)
    return Forced(surely, paths.by_itself(phone.board, [*vertices, *phone.board.unknowns]))


def chooses_language(phone: Phone, vertex: int) -> bool:
    """Say whether a menu asks for nothing but the language."""
    exits = [edge for _, edge in phone.exits(vertex) if edge.owner is Owner.CALLER]
    languages = [bool(edge.language) for edge in exits if edge.trigger not in set(phone.assumptions.keys)]
    return phone.node(vertex).type is NodeType.MENU and bool(languages) and all(languages)


def questions_to_person(phone: Phone) -> list[float]:
    """Return how many menus, entries of data, offers and advertisements a caller must pass on the way to a person.

    The least over the caller and the most over the system, per vertex; inf where a person cannot be forced by
    answering, since saying nothing until somebody comes is no way to be asked for.
    """
    return phone.ask(("questions to a person", phone.kind), lambda: _questions(phone))


def _questions(phone: Phone) -> list[float]:
    nodes, board = phone.wiring.nodes, phone.board
    asks = [float(node.type in CHOOSING or node.offer or node.promo) for node in nodes]
    cost = [asks[source] for source in phone.wiring.sources]
    seeds = [(0.0, vertex) for vertex in phone.goal(HUMAN)]
    return distances(board, seeds, phone.forced(HUMAN, silence=False).surely, cost, silence=False)


def put_back(phone: Phone, vertex: int, number: int) -> list[int]:
    """Return the exits, the given one first, by which the system may bring a caller back to the same menu by itself.

    Empty if it cannot: no way leads through what asks, helps or answers the caller.
    """
    target = phone.board.targets[number]
    came = phone.ask(("walked", target), lambda: walked(phone.board, target))
    if target != vertex and vertex not in came:
        return []
    way: list[int] = []
    while vertex != target:
        way.append(came[vertex])
        vertex = phone.board.sources[came[vertex]]
    return [number, *way[::-1]]


def first_menus(phone: Phone) -> list[int]:
    """Return the menus that callers meet first, those for the language aside, before they have been served."""
    return phone.ask("first menus", lambda: _first_menus(phone))


def _first_menus(phone: Phone) -> list[int]:
    menus = [vertex for vertex, _ in phone.nodes(phone.judged, NodeType.MENU) if not chooses_language(phone, vertex)]
    stops = [*menus, *phone.board.persons]
    first = reached(phone.board, phone.wiring.entries, stops=stops)
    return [vertex for vertex in menus if first[vertex]]
