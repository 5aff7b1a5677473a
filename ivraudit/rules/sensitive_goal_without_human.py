"""In a delicate matter the caller is not led to a person at once.

Why: Somebody has died, money is being stolen, there is a smell of gas. Nobody should have to explain that to a menu.

Bad:
    ivraudit: 1
    name: "Acme Bank"
    start: main
    nodes:
      main:
        type: menu
        prompt: "How can we help?"
        options:
          1: {label: "A stolen card", to: stolen}
          0: {label: "A person", to: person}
        noinput: {attempts: 3, to: person}
        nomatch: {attempts: 3, to: person}
      stolen:   # expect: sensitive-goal-without-human
        type: menu
        sensitive: fraud
        prompt: "Your card will be blocked."
        options:
          1: {label: "Blocking it", to: blocked}
          0: {label: "A person", to: team}
        noinput: {attempts: 3, to: blocked}
        nomatch: {attempts: 3, to: blocked}
      blocked: {type: say, resolves: true, confirms: sms, prompt: "Your card is blocked.", next: bye}
      team:
        type: menu
        prompt: "Which team would you like?"
        options:
          1: {label: "Cards", to: cards}
          0: {label: "Anyone", to: person}
        noinput: {attempts: 3, to: blocked}
        nomatch: {attempts: 3, to: blocked}
      cards: {type: queue, team: "Cards"}
      person: {type: queue, team: "Customer desk"}
      bye: {type: hangup}

Good:
    ivraudit: 1
    name: "Acme Bank"
    start: main
    nodes:
      main:
        type: menu
        prompt: "How can we help?"
        options:
          1: {label: "A stolen card", to: rescue}
          0: {label: "A person", to: person}
        noinput: {attempts: 3, to: person}
        nomatch: {attempts: 3, to: person}
      rescue: {type: queue, team: "Card rescue", sensitive: fraud}
      person: {type: queue}

Fix: Lead the exit straight to a person, or give the delicate node one key to a person that nothing behind it can
    deny. Tag what is delicate (`sensitive`: fraud, bereavement, hardship, medical, safety, complaint). Steps are
    presses and entries of data from that node on, the least that the caller can force. A callback is a person's
    promise and is not judged here; a node that resolves the matter itself is not judged either.

Source: The policy's own threshold; Spain, Ley 10/2025, art. 8.2 (a person at any moment); the method, (c), (f) and
    (l).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import inf

from ivraudit.model import Hit, Node, NodeType, NotChecked, Severity
from ivraudit.phone import Phone
from ivraudit.phone.asking import unseen
from ivraudit.rule import Category, option

CATEGORY = Category.HUMAN
SINS = ("rule-book",)
SEVERITY = Severity.ERROR


@dataclass(frozen=True)
class Options:
    """How near a person has to be."""

    max_steps: int = option(1, "presses and entries of data from the delicate node to a person", least=0)


def check(phone: Phone, options: Options) -> Iterator[Hit | NotChecked]:
    """Yield each node of a delicate matter from which a person is too far, or may be denied."""
    tagged = [(vertex, node) for vertex, node in phone.nodes(phone.reached) if node.sensitive]
    for vertex, node in tagged:
        if not _judged(phone, vertex, node):
            continue
        steps = phone.distance("human", "steps")[vertex]
        if steps <= options.max_steps:
            continue
        kind = phone.kindly()
        if kind is not phone and kind.distance("human", "steps")[vertex] <= options.max_steps:
            yield NotChecked(f"how near a person is to {node.name!r} depends on {unseen(phone)}")
            continue
        journey = phone.journey(vertex, *(phone.way_to("human", vertex) if steps < inf else ()))
        yield Hit(node, _message(phone, vertex, steps, options), journey)


def _judged(phone: Phone, vertex: int, node: Node) -> bool:
    """Whether callers come here who have not been served; a voicemail serves, but not in a delicate matter."""
    if node.type is not NodeType.VOICEMAIL or node.resolves:
        return bool(phone.judged[vertex])
    before = (phone.board.sources[edge] for edge in phone.board.leading[vertex])
    return vertex in phone.wiring.entries or any(phone.judged[source] for source in before)


def _message(phone: Phone, vertex: int, steps: float, options: Options) -> str:
    node = phone.node(vertex)
    matter = f"{node.name!r} is about {' and '.join(node.sensitive)}"
    if steps < inf:
        return f"{matter}, and a person is {steps:.0f} steps away from there (most {options.max_steps})"
    if phone.leading("human")[vertex]:
        return f"{matter}, and the system may deny the caller a person there"
    return f"{matter}, and no way leads from there to a person"
