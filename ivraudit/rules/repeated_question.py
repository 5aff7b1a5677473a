"""The caller is asked again for what has been entered already, or has to tell it all once more behind a transfer.

Why: Ten digits, pressed with care, and two menus later the machine wants them again; then a person comes to the
    phone and asks for them a third time. It tells the caller that nobody was listening.

Bad:
    ivraudit: 1
    name: "Acme"
    start: account
    nodes:
      account:
        type: collect
        collects: [account_number]
        digits: 10
        prompt: "Please enter the ten digits of your account."
        next: main
        options:
          0: {label: "A person", to: person}
        noinput: {attempts: 3, to: person}
        nomatch: {attempts: 3, to: person}
      main:
        type: menu
        prompt: "How can we help?"
        options:
          1: {label: "Billing", to: billing}
          0: {label: "A person", to: person}
        noinput: {attempts: 3, to: person}
        nomatch: {attempts: 3, to: person}
      billing:   # expect: repeated-question
        type: collect
        collects: [account_number]
        digits: 10
        prompt: "For billing, please enter your account."
        next: person
        options:
          0: {label: "A person", to: person}
        noinput: {attempts: 3, to: person}
        nomatch: {attempts: 3, to: person}
      person: {type: agent}

Good:
    ivraudit: 1
    name: "Acme"
    start: account
    nodes:
      account:
        type: collect
        collects: [account_number]
        digits: 10
        prompt: "Please enter the ten digits of your account."
        next: main
        options:
          0: {label: "A person", to: person}
        noinput: {attempts: 3, to: person}
        nomatch: {attempts: 3, to: person}
      main:
        type: menu
        prompt: "How can we help?"
        options:
          1: {label: "Billing", to: person}
          0: {label: "A person", to: person}
        noinput: {attempts: 3, to: person}
        nomatch: {attempts: 3, to: person}
      person: {type: agent}

Fix: Keep what was entered and pass it on; a node that does not says `carries_context: false`. Two questions are the
    same if they name the same item in `collects`. Coming back to a question is none of these, nor is another attempt:
    one that leads on to the same node, one straight behind a lookup or decision, one behind a node with `outcome:
    fault` or `refused`, a failed lookup or a round of a loop. Behind an answer or a talk with a person another matter
    begins. A `pin`, or whatever is `masked`, may be asked for twice in a row.

Source: GetHuman standard 1.0, 3 (no repeat of anything already given); ISO 9241-154, 6.3 (non-duplication of input).
"""

from __future__ import annotations

from collections.abc import Iterator

from ivraudit.model import Hit, NodeType, Severity
from ivraudit.phone import Phone
from ivraudit.phone.answers import MOST_WAYS, Answers
from ivraudit.rule import Category, NoOptions

CATEGORY = Category.PRIVACY
SINS = ("robotism",)
SEVERITY = Severity.WARNING


def check(phone: Phone, options: NoOptions) -> Iterator[Hit]:
    """Yield each question that asks for something told before, and each node that forgets what was told."""
    asking = [node for node in phone.tree.nodes if node.type is NodeType.COLLECT and node.collects]
    items = [item for node in asking for item in dict.fromkeys(node.collects)]
    forgetting = [phone.wiring.vertices[node.id] for node in phone.tree.nodes if not node.carries_context]
    if not items or (len(set(items)) == len(items) and not forgetting):
        return
    answers: Answers = phone.ask("answers", lambda: Answers(phone))
    told = 0
    for vertex, node in answers.questions():
        facts = answers.again(vertex)
        if facts:
            told += 1
            message = f"{node.name!r} asks again for what the caller has entered already ({answers.items(facts)})"
            yield _hit(phone, answers, vertex, facts, message, told)
    for vertex in forgetting:
        facts = answers.known[vertex].all if vertex in answers.known else 0
        if facts:
            told += 1
            name = phone.node(vertex).name
            message = f"what the caller has entered ({answers.items(facts)}) is not passed on at {name!r}"
            yield _hit(phone, answers, vertex, facts, message, told)


def _hit(phone: Phone, answers: Answers, vertex: int, facts: int, message: str, told: int) -> Hit:
    if told > MOST_WAYS:
        return Hit(phone.node(vertex), message, phone.journey(vertex))
    first, journey = answers.first(vertex, facts)
    return Hit(phone.node(vertex), message, journey, phone.notes([first], "has asked for it before"))
