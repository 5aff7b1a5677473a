"""Callers can choose their language, but not at once.

Why: Somebody who does not understand the machine cannot answer its first question in order to be asked for the
    language by the second one, and hangs up during a welcome that means nothing.

Bad:
    ivraudit: 1
    name: "Acme"
    start: main
    languages: [en-US, es-US]
    nodes:
      main:
        type: menu
        prompt: {en-US: "How can we help?", es-US: "¿Cómo podemos ayudarle?"}
        options:
          1: {label: {en-US: "Billing", es-US: "Facturas"}, to: language}
          0: {label: {en-US: "A person", es-US: "Una persona"}, to: person}
        noinput: {attempts: 3, to: person}
        nomatch: {attempts: 3, to: person}
      language:   # expect: late-language-choice
        type: menu
        prompt: "Acme."
        options:
          1: {label: "English", to: person, language: en-US}
          2: {label: "Español", to: person, language: es-US}
          0: {label: {en-US: "A person", es-US: "Una persona"}, to: person}
          "*": {label: {en-US: "Going back", es-US: "Volver"}, to: main}
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

Fix: Ask for the language in the first menu, before everything else. The finding stands at the first menu that
    offers the choice: it is too late if no call has the choice in its first question, or if the first option of a
    language begins more than some seconds after the call. Calls whose language is known already (an exit of the
    system's, or a number, says `language`) need no choice. A tree with several languages in which no exit says
    `language` is not checked.

Source: India, TRAI TCCRR 2012 (the language at the first level); GetHuman standard 1.0, 9 (one key to switch). The
    seconds are our own assumption.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ivraudit.model import Hit, NotChecked, Severity
from ivraudit.phone import Phone
from ivraudit.phone.tongues import choosing, first_questions, seconds_before, seconds_to_choice, several
from ivraudit.rule import Category, option

CATEGORY = Category.ACCESS
SINS = ("condescension",)
SEVERITY = Severity.WARNING


@dataclass(frozen=True)
class Options:
    """How soon the languages have to be offered."""

    max_seconds: float = option(10.0, "seconds until the first option of a language begins to be spoken", least=0)


def check(phone: Phone, options: Options) -> Iterator[Hit | NotChecked]:
    """Yield each first choice of a language that comes too late."""
    if not several(phone):
        return
    if not any(edge.language for edge in phone.tree.edges):
        yield NotChecked("the tree has several languages, and no exit says how callers come to theirs")
        return
    choices = choosing(phone)
    questions = first_questions(phone)
    at_once = [vertex for vertex in questions if vertex in choices]
    if questions and not at_once:
        reached = phone.reached
        for vertex, others in phone.firsts([vertex for vertex in sorted(choices) if reached[vertex]]).items():
            message = f"{phone.node(vertex).name!r} offers the languages, and it is not the first question of the call"
            yield Hit(phone.node(vertex), message, phone.journey(vertex), phone.notes(others, "comes later still"))
    elif at_once and not phone.hearing.known:
        yield NotChecked(f"what prompts in {phone.hearing.language} announce is not understood, so no seconds")
    else:
        for vertex in at_once:
            seconds = seconds_before(phone, vertex) + seconds_to_choice(phone, vertex)
            if seconds > options.max_seconds:
                message = (
                    f"the first language is offered {seconds:.0f} s after the beginning of the call "
                    f"(most {options.max_seconds:g})"
                )
                yield Hit(phone.node(vertex), message, phone.journey(vertex))
