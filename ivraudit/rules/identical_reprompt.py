"""Who stays silent or presses a wrong key hears the very same long words again.

Why: The caller did not understand, or could not press in time. The machine says all of it once more, word for word,
    and then once more, and not a word of it tells what went wrong.

Bad:
    ivraudit: 1
    name: "Acme"
    start: code
    nodes:
      code:
        type: collect
        collects: [order_number]
        digits: 12
        seconds: 35
        prompt: "Please enter the twelve digits that stand on the letter that came with your order, below the date."
        options: {0: {label: "A person", to: person}}
        noinput: {attempts: 3, to: person}   # expect: identical-reprompt
        nomatch: {attempts: 2, to: person}
        next: person
      person: {type: queue}

Good:
    ivraudit: 1
    name: "Acme"
    start: code
    nodes:
      code:
        type: collect
        collects: [order_number]
        digits: 12
        seconds: 35
        prompt: "Please enter the twelve digits that stand on the letter that came with your order, below the date."
        options: {0: {label: "A person", to: person}}
        noinput: {attempts: 3, prompt: "Sorry, I did not hear anything. There are twelve digits.", to: person}
        nomatch: {attempts: 3, prompt: "Sorry, that was too short. There are twelve digits.", to: person}
        next: person
      person: {type: queue}

Fix: Give `noinput` and `nomatch` a `prompt` of their own that says what was missing, and is shorter. To play a short
    menu again is quite right; at fault are only more seconds of the same words, all attempts together, than the
    policy allows. A menu or collect whose words the tree does not tell is not judged.

Source: VoiceXML 2.0, 4.1.6 (prompts tapered by a count); the limit is half of the two minutes after which Turkey's
    EPDK 6507-6 wants a person to come unasked, and our assumption.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ivraudit.analysis.board import CHOOSING
from ivraudit.model import Edge, Hit, Node, Retry, Severity
from ivraudit.phone import CLOCKS as ALL_CLOCKS
from ivraudit.phone import Phone
from ivraudit.phone.listening import own_format
from ivraudit.rule import Category, option

CATEGORY = Category.PROMPT
SINS = ("coldness",)
SEVERITY = Severity.INFO
CLOCKS = ALL_CLOCKS

DONE = {"noinput": "stays silent", "nomatch": "presses wrong keys"}


@dataclass(frozen=True)
class Options:
    """How much may be said again."""

    max_seconds: float = option(60.0, "seconds of the same words again, all attempts together", least=0)


def check(phone: Phone, options: Options) -> Iterator[Hit]:
    """Yield each declaration by which a long prompt is played again and again as it is."""
    for vertex, node in phone.nodes(phone.reached, *sorted(CHOOSING)):
        for trigger, retry in (("noinput", node.noinput), ("nomatch", node.nomatch)):
            if retry is None or retry.attempts < 2 or not _the_same(phone, node, retry):
                continue
            seconds = (retry.attempts - 1) * _whole(phone, vertex)
            if seconds > options.max_seconds:
                heard = f"{seconds:.0f} s of the same words again (most {options.max_seconds:g})"
                message = f"who {DONE[trigger]} at {node.name!r} hears {heard}"
                yield Hit(_where(phone, vertex, trigger, retry), message, phone.journey(vertex))


def _the_same(phone: Phone, node: Node, retry: Retry) -> bool:
    """Whether another attempt plays what was played before: no words of its own, or the same ones."""
    own = phone.hearing.said(retry.prompt)
    return own is None or own.split() == (phone.hearing.said(node.prompt) or "").split()


def _whole(phone: Phone, vertex: int) -> float:
    """The seconds of all that is heard at a node; without the options where the platform does not say them."""
    return phone.costs.whole(vertex) if own_format(phone) else phone.hearing.prompt(phone.node(vertex))


def _where(phone: Phone, vertex: int, trigger: str, retry: Retry) -> Node | Edge:
    """The declaration itself; the node where the declaration is one for all nodes."""
    if retry.inherited:
        return phone.node(vertex)
    last = (edge for _, edge in phone.exits(vertex) if edge.trigger == f"{trigger}-last")
    return next(last, phone.node(vertex))
