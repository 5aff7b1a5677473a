"""The prompt says the key first and what it is for afterwards.

Why: "Press 1 for sales": the caller has to keep the digit in mind before knowing whether it matters. "For sales, press
    1" lets everybody else stop listening in time.

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
        prompt: "Press 1 for sales. Press 2 for support. Press 0 for a person."   # expect: key-before-label
        options:
          1: {label: "Sales", to: sales}
          2: {label: "Support", to: support}
          0: {label: "A person", to: person}
      sales: {type: queue, team: "Sales"}
      support: {type: queue, team: "Support"}
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
        prompt: "For sales, press 1. For support, press 2. For a person, press 0."
        options:
          1: {label: "Sales", to: sales}
          2: {label: "Support", to: support}
          0: {label: "A person", to: person}
      sales: {type: queue, team: "Sales"}
      support: {type: queue, team: "Support"}
      person: {type: queue}

Fix: Turn the sentences round. Judged are prompts that announce two or more of the menu's own keys and begin a
    sentence with the first of them, straight before what it is for; a language whose grammar puts the key last is
    never at fault.

Source: Texas Woman's University, guide to phone menus (label first, then key). The other order has its friends too,
    hence an information only.
"""

from __future__ import annotations

from collections.abc import Iterator

from ivraudit.model import Hit, NodeType, NotChecked, Severity
from ivraudit.phone import Phone
from ivraudit.phone.listening import place_of, signs, taken_keys, texts, unread_languages
from ivraudit.rule import Category, NoOptions
from ivraudit.words.ordering import key_first

CATEGORY = Category.MENU
SINS = ("condescension",)
SEVERITY = Severity.INFO
CLOCKS = ()


def check(phone: Phone, options: NoOptions) -> Iterator[Hit | NotChecked]:
    """Yield each menu whose prompt says its keys before what they are for."""
    unread: dict[str, None] = {}
    exempt = signs(phone)
    for vertex, node in phone.nodes(phone.ever_reached, NodeType.MENU):
        keys = taken_keys(phone, vertex) - exempt
        if len(keys) < 2:
            continue
        for said in texts(phone, node.prompt):
            unread.update(dict.fromkeys(unread_languages(said)))
            if any(key_first(said.text, tag, keys) for tag in said.languages):
                message = f"the prompt of {node.name!r} says each key before what it is for"
                yield Hit(place_of(node, "prompt", "key-before-label"), message, phone.journey(vertex))
                break
    for tag in unread:
        yield NotChecked(f"what prompts in {tag} announce is not understood")
