"""Languages: where callers choose one, and what is heard in it."""

from __future__ import annotations

from ivraudit.analysis.between import Between
from ivraudit.analysis.board import CHOOSING
from ivraudit.analysis.distance import distances
from ivraudit.analysis.paths import Ways
from ivraudit.model import Owner, PerLanguage, Profile
from ivraudit.phone.journeys import Phone

GOALS = ("signup", "sales", "complaint", "payment", "supervisor", "text")
"""What callers want, in the words of docs/tree-format.md, without `cancel`."""


def primary(tag: str) -> str:
    """Return the language of a tag without its region, in small letters."""
    return tag.replace("_", "-").partition("-")[0].lower()


def several(phone: Phone) -> bool:
    """Say whether the tree speaks more than one language; a region more is none."""
    return len({primary(tag) for tag in phone.tree.languages}) > 1


def choosing(phone: Phone) -> frozenset[int]:
    """Return the menus and collects at which the caller chooses a language, in any profile."""
    wiring = phone.wiring
    return phone.keep("choosing a language", lambda: frozenset(
        source for source, edge in zip(wiring.sources, wiring.edges, strict=True)
        if edge.language and edge.owner is Owner.CALLER and wiring.nodes[source].type in CHOOSING
    ))  # fmt: skip


def first_questions(phone: Phone) -> list[int]:
    """Return the menus and collects that calls come to first, on the ways where nothing has set a language yet."""
    edges, sources, nodes = phone.wiring.edges, phone.board.sources, phone.wiring.nodes

    def allowed(edge: int) -> bool:
        return not edges[edge].language and nodes[sources[edge]].type not in CHOOSING

    found = Between(phone.board, phone.wiring.entries, allowed).found
    return [vertex for vertex in found if vertex < len(nodes) and nodes[vertex].type in CHOOSING]


def seconds_before(phone: Phone, vertex: int) -> float:
    """Return the least seconds from the beginning of a call to a node, for who hears everything out."""
    key = ("ways of listeners", phone.profile.language)
    ways = phone.ask(key, lambda: Ways(phone.board, phone.wiring.entries, phone.costs.listening))
    return sum(phone.costs.listening[edge] for edge in ways.to(vertex) or ())


def seconds_to_choice(phone: Phone, vertex: int) -> float:
    """Return the seconds from the start of a menu until its first option of a language begins to be spoken.

    Where none of them can be made out in what is said, it is taken to begin with the menu.
    """
    heard = phone.costs.heard.get(vertex)
    if heard is None:
        return 0.0
    tongues = [edge.trigger for _, edge in phone.exits(vertex) if edge.language and edge.owner is Owner.CALLER]
    ends = [end for end in (heard.spoken.get(trigger) for trigger in tongues) if end is not None]
    if not ends:
        return 0.0
    prompt = phone.hearing.prompt(phone.node(vertex))
    before = [end for end in heard.spoken.values() if end is not None and end < min(ends)]
    return max([*before, prompt if heard.seconds > prompt else 0.0])


def speaks(texts: PerLanguage[object], language: str) -> bool:
    """Say whether something is there in a language, or the same in all; another region of it will do."""
    return any(tag == "" or primary(tag) == primary(language) for tag in texts)


def chosen_part(phone: Phone) -> list[int]:
    """Return the nodes that callers come to who have chosen the profile's language, or had no choice."""
    language, board, edges = phone.profile.language, phone.board, phone.wiring.edges
    sets = [number for number, edge in enumerate(edges) if edge.language == language]
    reached = phone.reached
    starts = [board.targets[number] for number in sets if reached[board.sources[number]]] if sets else [
        *phone.wiring.entries
    ]  # fmt: skip
    found = Between(board, starts, lambda number: edges[number].language in ("", language)).found
    return sorted(vertex for vertex in found if vertex < len(phone.wiring.nodes))


def in_each_language(phone: Phone) -> dict[str, Phone]:
    """Return the phone as callers of each language of the tree meet it, at the hour of its profile."""
    return {tag: phone.under(Profile(phone.profile.clock, tag)) for tag in phone.tree.languages}


def goals_of_callers(phone: Phone) -> list[str]:
    """Return the known goals that the tree says something of, without cancelling, which has rules of its own."""
    tagged = {goal for node in phone.tree.nodes for goal in node.goals} | {edge.goal for edge in phone.tree.edges}
    return [goal for goal in GOALS if goal in tagged]


def pressing(phone: Phone, goal: str) -> list[float]:
    """Return, per vertex, the least steps to a goal for a caller who answers; inf where it cannot be forced so."""
    def answer() -> list[float]:
        seeds = [(0.0, vertex) for vertex in phone.goal(goal)]
        return distances(phone.board, seeds, phone.forced(goal, silence=False).surely, phone.costs.steps, silence=False)

    return phone.ask(("pressing", goal, phone.kind), answer)
