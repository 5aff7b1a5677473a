"""Card numbers are entered while the call is being recorded.

Why: The tones of the keys are on the tape, and a tape of tones is a list of card numbers. Whoever gets hold of it
    can pay with them.

Bad:
    ivraudit: 1
    name: "Acme"
    start: told
    nodes:
      told: {type: say, notice: [recording], recorded: true, prompt: "We record calls.", next: main}
      main:
        type: menu
        prompt: "How can we help?"
        options:
          1: {label: "Paying by card", to: card}
          0: {label: "A person", to: person}
        noinput: {attempts: 3, to: person}
        nomatch: {attempts: 3, to: person}
      card:   # expect: recorded-card-data
        type: collect
        collects: [pan]
        digits: 16
        prompt: "Please enter the sixteen digits of your card."
        next: person
        options:
          0: {label: "A person", to: person}
          "*": {label: "Going back", to: main}
        noinput: {attempts: 3, to: person}
        nomatch: {attempts: 3, to: person}
      person: {type: agent}

Good:
    ivraudit: 1
    name: "Acme"
    start: told
    nodes:
      told: {type: say, notice: [recording], recorded: true, prompt: "We record calls.", next: main}
      main:
        type: menu
        prompt: "How can we help?"
        options:
          1: {label: "Paying by card", to: card}
          0: {label: "A person", to: person}
        noinput: {attempts: 3, to: person}
        nomatch: {attempts: 3, to: person}
      card:
        type: collect
        collects: [pan]
        masked: true
        digits: 16
        prompt: "Please enter the sixteen digits of your card."
        next: person
        options:
          0: {label: "A person", to: person}
          "*": {label: "Going back", to: main}
        noinput: {attempts: 3, to: person}
        nomatch: {attempts: 3, to: person}
      person: {type: agent}

Fix: Keep what is entered out of the recording (`masked: true`), or stop the recording before (`recorded: false` at
    the question or on every way to it). Judged are questions that collect `pan` or `cvv`. A recording that has begun
    at a node with `recorded: true`, a talk with a person included, counts as going on until a node says otherwise,
    on every way that some caller can go, at any hour.

Source: PCI DSS 4.0.1 (the security code may not be kept once a payment is authorised) and the council's guidance on
    telephone payments, which takes masked tones for complete, and pausing the recording for partial.
"""

from __future__ import annotations

from collections.abc import Iterator

from ivraudit.model import Hit, NodeType, Severity
from ivraudit.phone import CLOCKS as ALL_CLOCKS
from ivraudit.phone import Phone
from ivraudit.phone.recording import Recording
from ivraudit.rule import Category, NoOptions

CATEGORY = Category.PRIVACY
SINS = ()
SEVERITY = Severity.ERROR
CLOCKS = ALL_CLOCKS

CARD = {"pan": "the card number", "cvv": "the security code"}


def check(phone: Phone, options: NoOptions) -> Iterator[Hit]:
    """Yield each question for card data whose answer may be on a recording."""
    asking = [
        (vertex, node) for vertex, node in phone.nodes(phone.reached, NodeType.COLLECT)
        if not node.masked and not CARD.keys().isdisjoint(node.collects)
    ]  # fmt: skip
    if not asking or not any(node.recorded for node in phone.tree.nodes):
        return
    recording: Recording = phone.ask("recording", lambda: Recording(phone))
    for vertex, node in asking:
        if vertex not in recording.vertices:
            continue
        what = " and ".join(words for item, words in CARD.items() if item in node.collects)
        begun, way = recording.way(vertex)
        also = () if begun == vertex else phone.notes([begun], "begins the recording")
        message = f"{what} is entered at {node.name!r} while the call is recorded"
        yield Hit(node, message, phone.journey(begun, *way), also)
