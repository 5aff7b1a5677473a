"""The caller is to understand the company's own words.

Why: The caller says "my box is broken" and is offered "CPE provisioning". Who does not know the word presses any key,
    lands anywhere, and feels stupid.

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
          1: {label: "Provisioning and RMA", to: boxes}   # expect: unexplained-jargon
          0: {label: "A person", to: person}
      boxes: {type: queue, team: "Boxes"}
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
          1: {label: "A new box, or one to send back", to: boxes}
          0: {label: "A person", to: person}
      boxes: {type: queue, team: "Boxes"}
      person: {type: queue}

Fix: Say it in the caller's words, or explain the word where it is said: an acronym is explained by words that begin
    with its letters, in a row. Two things are judged: terms of the trade on a short list of each language, and in
    English the school grade of prompts of 30 words and more that do not list keys. An acronym that is not on the list
    is never at fault: it may be the caller's own word, or the name of the company.

Source: ACIXD, phrasing menu options (clear labels matter far more than their number); Flesch-Kincaid grade: Kincaid,
    Fishburne, Rogers and Chissom 1975, with syllables counted on the low side. The limit is our assumption.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from ivraudit import words
from ivraudit.model import Edge, Hit, Node, NotChecked, Owner, Severity
from ivraudit.phone import Phone
from ivraudit.phone.listening import UNTOLD_LANGUAGE, Said, own_format, place_of, prompts, texts
from ivraudit.rule import Category, option
from ivraudit.words.lexicon import primary
from ivraudit.words.reading import grade
from ivraudit.words.wording import acronyms_in, phrase_in

CATEGORY = Category.PROMPT
SINS = ("condescension",)
SEVERITY = Severity.INFO
CLOCKS = ()

ENOUGH = 30
"""So many words have a school grade; of fewer it says nothing."""


@dataclass(frozen=True)
class Options:
    """How hard a prompt may be."""

    max_grade: float = option(9.0, "years of school that an English prompt may ask for (Flesch-Kincaid)", least=0)


def check(phone: Phone, options: Options) -> Iterator[Hit | NotChecked]:
    """Yield each prompt and each label that is hard to understand."""
    unread: dict[str, None] = {}
    for vertex, node in phone.nodes(phone.ever_reached):
        faults = [_fault(phone, said, unread) or _hard(said, options) for said in prompts(phone, node)]
        if any(faults):
            message = f"{node.name!r} says {next(filter(None, faults))}"
            yield Hit(place_of(node, "prompt", "unexplained-jargon"), message, phone.journey(vertex))
        for edge in _labelled(phone, vertex):
            said_of = [why for said in texts(phone, edge.label) if (why := _fault(phone, said, unread))]
            if said_of:
                yield Hit(edge, _option(node, edge, said_of[0]), phone.journey(vertex))
    for tag in unread:
        yield NotChecked(f"no terms of the trade are known in {tag}")


def _labelled(phone: Phone, vertex: int) -> Iterator[Edge]:
    """The options whose labels a voice says."""
    for _, edge in phone.exits(vertex) if own_format(phone) else ():
        if edge.label and edge.owner is Owner.CALLER and not edge.unspoken and not edge.spoken:
            yield edge


def _option(node: Node, edge: Edge, why: str) -> str:
    return f"option {edge.trigger} of {node.name!r} says {why}"


def _fault(phone: Phone, said: Said, unread: dict[str, None]) -> str:
    """The first term of the trade that a text says, quoted; a word of the tree's own name is none."""
    if not said.languages:
        unread[UNTOLD_LANGUAGE] = None
    for tag in said.languages:
        acronyms, term = _terms(said.text, tag)
        if acronyms is None or term is None:
            unread[tag] = None
            continue
        if not acronyms and not term:
            continue
        found = [*(one for one in acronyms if one not in phone.tree.name), *([term] if term else [])]
        if found:
            return ", ".join(map(repr, found))
    return ""


@lru_cache(maxsize=32_768)
def _terms(text: str, tag: str) -> tuple[tuple[str, ...] | None, str | None]:
    """The acronyms and the first listed term of a text; menus say the same labels again and again."""
    return acronyms_in(text, tag), phrase_in(text, "jargon_terms", tag)


def _hard(said: Said, options: Options) -> str:
    """What is wrong with a text that asks for too many years of school; "" where nothing is, or nobody can tell."""
    if said.text.count(" ") < ENOUGH - 1 or [primary(tag) for tag in said.languages] != ["en"]:
        return ""
    years, count = grade(said.text)
    if count < ENOUGH or years <= options.max_grade or len(words.announcements(said.text, "en") or ()) > 1:
        return ""
    return f"what asks for {years:.0f} years of school (most {options.max_grade:g})"
