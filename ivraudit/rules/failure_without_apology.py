"""Something went wrong for the caller, and nobody says sorry, or says what to do now.

Why: "Verification failed." The caller has done nothing wrong and is treated as if they had. Say sorry, say why, and
    offer a step: that is all that people want.

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
          1: {label: "Your balance", to: lookup}
          0: {label: "A person", to: person}
      lookup: {type: task, seconds: 2, next: balance, error: failed}
      balance: {type: say, resolves: true, prompt: "You owe nothing.", next: bye}
      failed:   # expect: failure-without-apology
        type: say
        outcome: fault
        prompt: "The lookup has failed."
        next: person
      person: {type: queue}
      bye: {type: hangup}

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
          1: {label: "Your balance", to: lookup}
          0: {label: "A person", to: person}
      lookup: {type: task, seconds: 2, next: balance, error: failed}
      balance: {type: say, resolves: true, prompt: "You owe nothing.", next: bye}
      failed:
        type: say
        outcome: fault
        prompt: "We are sorry. Our books do not open right now, so a person will help you."
        next: person
      person: {type: queue}
      bye: {type: hangup}

Fix: Say sorry, and say what can be done: offer an option, a person or a callback, tell the hours, or the reason. A
    sorry may also be said straight before or straight behind. That there is no next step is said only where the call
    ends and the words hold no figure and none of the words of a next step in that language. Judged are nodes that
    are tagged with an `outcome`; in a language without a word list nothing is.

Source: The remedy that the seven sins of service are told with: make it right, say sorry and fix it, or state your
    position clearly and politely. Word lists of our own.
"""

from __future__ import annotations

from collections.abc import Iterator

from ivraudit.model import Hit, Node, NotChecked, Owner, Severity
from ivraudit.phone import Phone
from ivraudit.phone.listening import Said, ends_straight, texts
from ivraudit.rule import Category, NoOptions
from ivraudit.words.wording import phrase_in

CATEGORY = Category.PROMPT
SINS = ("coldness",)
SEVERITY = Severity.INFO
CLOCKS = ()


def check(phone: Phone, options: NoOptions) -> Iterator[Hit | NotChecked]:
    """Yield each node that tells of a failure without a sorry, or without a next step."""
    unread: dict[str, None] = {}
    for vertex, node in phone.nodes(phone.ever_reached):
        if not node.outcome:
            continue
        faults: dict[str, None] = {}
        for said in texts(phone, node.prompt):
            unread.update(dict.fromkeys(tag for tag in said.languages if phrase_in("", "apologies", tag) is None))
            faults.update(dict.fromkeys(_faults(phone, vertex, said)))
        if faults:
            yield Hit(node, f"{node.name!r} tells of a failure and {' and '.join(faults)}", phone.journey(vertex))
    for tag in unread:
        yield NotChecked(f"no words for an apology are known in {tag}")


def _faults(phone: Phone, vertex: int, said: Said) -> Iterator[str]:
    """What a text that tells of a failure lacks."""
    around = [said.text, *_around(phone, vertex, said)]
    if not _says(around, "apologies", said.languages):
        yield "does not say sorry"
    figures = any(sign.isdigit() for text in around for sign in text)
    if ends_straight(phone, vertex) and not figures and not _says(around, "next_steps", said.languages):
        yield "offers no next step"


def _says(spoken: list[str], topic: str, languages: tuple[str, ...]) -> bool:
    """Whether some of the texts say something of a list; taken for granted where a language is not known."""
    return not languages or any(phrase_in(text, topic, tag) != "" for text in spoken for tag in languages)


def _around(phone: Phone, vertex: int, said: Said) -> Iterator[str]:
    """What is said, in the same language, straight before a node and straight behind it, by the system alone."""
    board, nodes, edges = phone.board, phone.wiring.nodes, phone.wiring.edges
    behind = [phone.wiring.targets[number] for number in phone.wiring.exits[vertex]]
    before = [board.sources[number] for number in board.leading[vertex] if _by_system(phone, number)]
    for other in (*before, *behind):
        if other < len(nodes):
            yield from (text for text in _texts_like(phone, nodes[other], said))
    for number in phone.wiring.exits[vertex]:
        yield from edges[number].prompt.values()


def _by_system(phone: Phone, number: int) -> bool:
    edges = phone.wiring.edges
    return number < len(edges) and edges[number].owner is Owner.SYSTEM


def _texts_like(phone: Phone, node: Node, said: Said) -> Iterator[str]:
    for other in texts(phone, node.prompt):
        if set(other.languages) & set(said.languages):
            yield other.text
