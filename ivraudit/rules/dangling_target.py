"""An exit leads to a node that nobody has defined.

Why: The caller presses the key that was announced and the call breaks off, or stays silent for ever: nobody built
    what the key promises.

Bad:
    ivraudit: 1
    name: "Acme"
    start: main
    nodes:
      main:
        type: menu
        prompt: "How can we help?"
        options:
          1: {label: "Billing", to: biling}   # expect: dangling-target
          0: {label: "A person", to: person}
        noinput: {attempts: 3, to: person}
        nomatch: {attempts: 3, to: person}
      billing: {type: queue, team: "Billing"}
      person: {type: agent}

Good:
    ivraudit: 1
    name: "Acme"
    start: main
    nodes:
      main:
        type: menu
        prompt: "How can we help?"
        options:
          1: {label: "Billing", to: billing}
          0: {label: "A person", to: person}
        noinput: {attempts: 3, to: person}
        nomatch: {attempts: 3, to: person}
      billing: {type: queue, team: "Billing"}
      person: {type: agent}

Fix: Define the node, or correct the id. For every other rule such an exit leads to something unknown, so the same
    slip is never reported twice.

Source: The practice of every linter of diagrams; the method, (g).
"""

from __future__ import annotations

from collections.abc import Iterator

from ivraudit.errors import nearest
from ivraudit.model import Hit, Owner, Severity
from ivraudit.phone import Phone
from ivraudit.rule import Category, NoOptions

CATEGORY = Category.STRUCTURE
SINS = ("apathy",)
SEVERITY = Severity.ERROR
CLOCKS = ()

GUESSES = 20_000
"""So many names are compared in search of the nearest; with more of them, spelling is not what is wrong."""


def check(phone: Phone, options: NoOptions) -> Iterator[Hit]:
    """Yield each exit, entry or link whose target is not defined."""
    yield from phone.troubles("dangling-target")
    wiring = phone.wiring
    guesses = max(1, GUESSES // max(1, len(wiring.vertices)))
    for entry in phone.tree.entries:
        if entry.node not in wiring.vertices:
            yield Hit(entry, f"the call begins at {entry.node!r}, which is not defined{_guess(phone, entry.node)}")
    for number, edge in enumerate(wiring.edges):
        if wiring.targets[number] == wiring.unknown and isinstance(edge.target, str):
            guesses -= 1
            here = edge.source if edge.owner is Owner.SYSTEM else ""  # a caller may well come back by a key
            guess = _guess(phone, edge.target, here) if guesses >= 0 else ""
            name = phone.node(wiring.sources[number]).name
            yield Hit(edge, f"{name!r} leads to {edge.target!r}, which is not defined{guess}", phone.way_out(number))


def _guess(phone: Phone, found: str, source: str = "") -> str:
    """Hint at the node that is meant, never at `source`: behind the last dot stands what it says."""
    known = phone.wiring.vertices
    said = found.rpartition(".")[2]
    if said in known and said != source:
        return nearest(said, [said])
    others = (name for name in known if name != source)
    return nearest(found, (name for name in others if _may_mean(found, name)) if "," in found else others)


def _may_mean(found: str, name: str) -> bool:
    """Say whether a slip of the pen may lie between two names `context,extension,label`: in words, one part right.

    Another number is no slip, and a long context that both share makes labels no more alike.
    """
    pairs = list(zip(found.split(","), name.split(","), strict=False))
    other = [(mine, its) for mine, its in pairs if mine != its]
    if found.count(",") != name.count(",") or len(other) == len(pairs):
        return False
    return not any(its.isdigit() for _, its in other) and all(nearest(mine, [its]) for mine, its in other)
