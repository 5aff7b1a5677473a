"""The prompt says what every phone tree says and no caller believes.

Why: "Your call is important to us" is what people hear who are being kept waiting, and "our options have changed" is
    said for years on end. Such words only tell that nobody has thought about them.

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
        prompt: "Please listen carefully, as our options have changed."   # expect: stock-phrase
        options:
          1: {label: "Billing", to: billing}
          0: {label: "A person", to: person}
      billing: {type: queue, team: "Billing"}
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
          1: {label: "Billing", to: billing}
          0: {label: "A person", to: person}
      billing: {type: queue, team: "Billing"}
      person: {type: queue}

Fix: Delete the sentence. "Visit our website" is at fault only where it is said to those who have not got to the first
    choice yet, or who wait in a queue: they have called, and know why. The lists, one for each language, are short on
    purpose.

Source: GetHuman's earcon draft (phrases to avoid: your call is important, our options have changed, visit our website);
    Slate, 2017 (nobody could be found who knew of a change of options).
"""

from __future__ import annotations

from collections.abc import Iterator

from ivraudit.model import Hit, Node, NodeType, NotChecked, Severity
from ivraudit.phone import Phone
from ivraudit.phone.greeting import opening
from ivraudit.phone.listening import UNTOLD_LANGUAGE, place_of, prompts
from ivraudit.rule import Category, NoOptions
from ivraudit.words.wording import phrase_in

CATEGORY = Category.PROMPT
SINS = ("coldness",)
SEVERITY = Severity.INFO
CLOCKS = ()


def check(phone: Phone, options: NoOptions) -> Iterator[Hit | NotChecked]:
    """Yield each prompt that says a stock phrase of its language."""
    unread: dict[str, None] = {}
    early = _early(phone)
    for vertex, node in phone.nodes(phone.ever_reached):
        topics = ["stock_phrases"]
        if node.type is NodeType.QUEUE or vertex in early:
            topics.append("stock_deflections")
        phrase = _first(phone, node, topics, unread)
        if phrase:
            where = place_of(node, "prompt", "stock-phrase")
            yield Hit(where, f"{node.name!r} says {phrase!r}", phone.journey(vertex))
    for tag in unread:
        yield NotChecked(f"no stock phrases are known in {tag}")


def _early(phone: Phone) -> frozenset[int]:
    """The nodes that callers come to before the first menu or collect, and that choice itself."""
    first = opening(phone, *phone.wiring.entries)
    return frozenset(first.before) | frozenset(first.choices)


def _first(phone: Phone, node: Node, topics: list[str], unread: dict[str, None]) -> str:
    """The first stock phrase that a node says, in any language."""
    for said in prompts(phone, node):
        if not said.languages:
            unread[UNTOLD_LANGUAGE] = None
        for tag in said.languages:
            for topic in topics:
                phrase = phrase_in(said.text, topic, tag)
                if phrase:
                    return phrase
                if phrase is None:
                    unread[tag] = None
    return ""
