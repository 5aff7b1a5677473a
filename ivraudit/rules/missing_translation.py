"""Something is said in one language of the tree and not in another, or can be done in one and not in the other.

Why: The caller has pressed two for Spanish, and the third sentence is English. Whoever needed the other language is
    lost exactly there.

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
          2: {label: "Español", to: main, language: es-US}
          0: {label: {en-US: "A person", es-US: "Una persona"}, to: person}
        noinput: {attempts: 3, to: person}
        nomatch: {attempts: 3, to: person}
      main:   # expect: missing-translation
        type: menu
        prompt: {en-US: "How can we help?"}
        options:
          1: {label: {en-US: "Billing", es-US: "Facturas"}, to: person}
          0: {label: {en-US: "A person", es-US: "Una persona"}, to: person}
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

Fix: Give every text of that node in every language that callers can come to it with: the prompt (or its recording),
    the labels of the options, and what is said before another attempt (`defaults` are told at the first node that
    has them). A text without a language holds in all. What
    is heard before a language has been chosen is not judged. Where callers of one language can force a goal (such as
    `payment` or `complaint`) and those of another cannot, the finding stands at the exit that chooses that
    language; people and cancellations have rules of their own for that.

Source: Spain, Ley 10/2025, arts 7.2 and 8.6 (service in the co-official languages); the method, (h).
"""

from __future__ import annotations

from collections.abc import Iterator

from ivraudit.model import Edge, Entry, Hit, Node, Owner, Position, Severity
from ivraudit.phone import HOURS, Phone
from ivraudit.phone.tongues import chosen_part, goals_of_callers, in_each_language, several, speaks
from ivraudit.rule import Category, NoOptions

CATEGORY = Category.ACCESS
SINS = ("condescension",)
SEVERITY = Severity.WARNING
CLOCKS = HOURS


def check(phone: Phone, options: NoOptions) -> Iterator[Hit]:
    """Yield, in the profile's language, each node with texts in other languages only, and what only others can do."""
    language = phone.profile.language
    if not several(phone) or not language:
        return
    told: set[Position] = set()
    for vertex in chosen_part(phone):
        node = phone.node(vertex)
        missing = _missing(node, [edge for _, edge in phone.exits(vertex)], language, told)
        if missing:
            message = f"{node.name!r} has no {', no '.join(missing)} in {language}"
            yield Hit(node, message, phone.journey(vertex))
    unable = _unable(phone, language)
    if unable:
        where = _choosing(phone, language)
        yield Hit(where, f"callers in {language} cannot do what those of other languages can: {', '.join(unable)}")


def _missing(node: Node, exits: list[Edge], language: str, told: set[Position]) -> list[str]:
    """What a node says in some language and not in this one; what it has from `defaults` only where first met."""
    found = []
    if (node.prompt or node.audio) and not (speaks(node.prompt, language) or speaks(node.audio, language)):
        found.append("prompt" if node.prompt else "audio")
    for edge in exits:
        heard = edge.owner is Owner.CALLER and not edge.unspoken
        if heard and edge.label and not speaks(edge.label, language):
            found.append(f"label of {edge.trigger!r}")
        if edge.prompt and not speaks(edge.prompt, language):
            found.append(f"prompt of {edge.trigger!r}")
    for name, retry in (("noinput", node.noinput), ("nomatch", node.nomatch)):
        if retry and retry.at not in told and retry.prompt and not speaks(retry.prompt, language):
            told.add(retry.at)
            found.append(f"prompt of {name}")
    return found


def _unable(phone: Phone, language: str) -> list[str]:
    """The goals that callers of another language can force from everywhere, and those of this one cannot."""
    if phone.profile.clock != "open" or not any(edge.language for edge in phone.tree.edges):
        return []
    others = [view for tag, view in in_each_language(phone).items() if tag != language]
    found = []
    for goal in goals_of_callers(phone):
        mine = phone.forced(goal).perhaps
        for entry in phone.wiring.entries:
            if not mine[entry] and any(view.forced(goal).surely[entry] for view in others):
                found.append(goal)
                break
    return found


def _choosing(phone: Phone, language: str) -> Edge | Entry:
    """The exit by which callers come to a language; the entry where there is none."""
    mine = (
        edge for edge in phone.wiring.edges
        if edge.language == language and phone.reached[phone.wiring.vertices[edge.source]]
    )  # fmt: skip
    return next(mine, phone.tree.entries[0])
