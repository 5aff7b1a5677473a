"""In one language a person, or what callers want, is fewer steps away than in another.

Why: Callers pass the trick on: choose the other language, they pick up at once. Everybody else climbs the stairs.

Bad:
    ivraudit: 1
    name: "Acme"
    start: language
    languages: [en-US, es-US]
    nodes:
      language:
        type: menu
        prompt: "Acme."
        options:
          1: {label: "English", to: main, language: en-US}
          2: {label: "Español", to: person, language: es-US}   # expect: favoured-language
          0: {label: {en-US: "A person", es-US: "Una persona"}, to: person}
        noinput: {attempts: 3, to: person}
        nomatch: {attempts: 3, to: person}
      main:
        type: menu
        prompt: {en-US: "How can we help?"}
        options:
          1: {label: {en-US: "Billing"}, to: person}
          0: {label: {en-US: "A person"}, to: person}
        noinput: {attempts: 3, to: person}
        nomatch: {attempts: 3, to: person}
      person: {type: agent}

Good:
    ivraudit: 1
    name: "Acme"
    start: language
    languages: [en-US, es-US]
    nodes:
      language:
        type: menu
        prompt: "Acme."
        options:
          1: {label: "English", to: main, language: en-US}
          2: {label: "Español", to: main, language: es-US}
          0: {label: {en-US: "A person", es-US: "Una persona"}, to: person}
        noinput: {attempts: 3, to: person}
        nomatch: {attempts: 3, to: person}
      main:
        type: menu
        prompt: {en-US: "How can we help?", es-US: "¿Cómo podemos ayudarle?"}
        options:
          1: {label: {en-US: "Billing", es-US: "Facturas"}, to: person}
          0: {label: {en-US: "A person", es-US: "Una persona"}, to: person}
        noinput: {attempts: 3, to: person}
        nomatch: {attempts: 3, to: person}
      person: {type: agent}

Fix: Let all languages share one tree, or give each the same way to people. Compared are the exits of one node that
    choose different languages: the least steps that callers need from there, by keys and data and not by silence,
    to a person and to the goals that the tree names, in open hours. The finding stands at the exit that chooses the
    favoured language and says who is behind. What only one language can reach is a `missing-translation`.

Source: Callers' folk trick, as told by the Seattle Times ("Navigating the automated phone-system maze"); Spain,
    Ley 10/2025, arts 7.2 and 8.6; the method, (l).
"""

from __future__ import annotations

from collections.abc import Iterator
from math import inf

from ivraudit.model import Hit, Severity
from ivraudit.phone import Phone
from ivraudit.phone.tongues import goals_of_callers, in_each_language, pressing, several
from ivraudit.rule import Category, NoOptions

CATEGORY = Category.ACCESS
SINS = ("condescension",)
SEVERITY = Severity.WARNING


def check(phone: Phone, options: NoOptions) -> Iterator[Hit]:
    """Yield, where the profile's language is the favoured one, how many steps more another one takes."""
    if not several(phone):
        return
    forks = _forks(phone)
    views = in_each_language(phone) if forks else {}
    goals = ["human", *goals_of_callers(phone), "cancel"]
    for number, others in forks:
        found = []
        for goal in goals:
            mine = pressing(phone, goal)[phone.board.targets[number]]
            steps = {tag: _at_least(views[tag], goal, target) for tag, target in others.items()}
            longest = max(steps, key=lambda tag: steps[tag])
            if mine < steps[longest] < inf and all(mine <= one for one in steps.values()):
                what = "a person" if goal == "human" else f"the goal {goal!r}"
                found.append(f"{what} is {mine:.0f} steps away, and {steps[longest]:.0f} in {longest}")
        if found:
            message = f"behind the choice of {phone.profile.language} {'; '.join(found)}"
            yield Hit(phone.wiring.edges[number], message, phone.way_out(number))


def _forks(phone: Phone) -> list[tuple[int, dict[str, int]]]:
    """The exits that choose the profile's language, each with where the node leads those of the others."""
    wiring, reached, known = phone.wiring, phone.reached, set(phone.tree.languages)
    found = []
    for number, edge in enumerate(wiring.edges):
        source = wiring.sources[number]
        if edge.language == phone.profile.language and reached[source]:
            beside = {
                wiring.edges[one].language: wiring.targets[one] for one in wiring.exits[source]
                if wiring.edges[one].language in known - {edge.language}
            }  # fmt: skip
            if beside:
                found.append((number, beside))
    return found


def _at_least(view: Phone, goal: str, vertex: int) -> float:
    """The steps to a goal even if whatever cannot be seen is kind; inf where it cannot be forced."""
    if pressing(view, goal)[vertex] == inf:
        return inf
    return pressing(view.kindly(), goal)[vertex]
