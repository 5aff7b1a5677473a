"""The option to cancel does not say that it cancels.

Why: The caller listens to every option for the one word that they came for, and it is not there: leaving is called
    "changes to your membership". Who does not guess stays.

Bad:
    ivraudit: 1
    name: "Acme Online"
    start: main
    languages: [en-US]
    recurring: true
    nodes:
      main:
        type: menu
        prompt: "How can we help?"
        options:
          1: {label: "Membership choices", to: cancelled, goal: cancel}   # expect: euphemistic-cancel-label
          0: {label: "A person", to: person}
        noinput: {attempts: 3, to: person}
        nomatch: {attempts: 3, to: person}
      cancelled: {type: say, goal: cancel, resolves: true, confirms: sms, prompt: "It is cancelled.", next: bye}
      bye: {type: hangup}
      person: {type: queue, announces: {position: true, estimate: true, every: 60s}}

Good:
    ivraudit: 1
    name: "Acme Online"
    start: main
    languages: [en-US]
    recurring: true
    nodes:
      main:
        type: menu
        prompt: "How can we help?"
        options:
          1: {label: "Ending your membership", to: cancelled, goal: cancel}
          0: {label: "A person", to: person}
        noinput: {attempts: 3, to: person}
        nomatch: {attempts: 3, to: person}
      cancelled: {type: say, goal: cancel, resolves: true, confirms: sms, prompt: "It is cancelled.", next: bye}
      bye: {type: hangup}
      person: {type: queue, announces: {position: true, estimate: true, every: 60s}}

Fix: Say "cancel", or another word that callers would say for it. Judged are the options with `goal: cancel` that
    callers meet first; that of the key for a person is left out. It is a fault where neither such an option nor the
    prompt before it has a word for cancelling, nor any other option of the tree. The words are lists of ours, for
    English, Spanish, French, German, Italian, Portuguese, Estonian, Georgian, Turkish and Hebrew; a language without
    a list, or a recording without its text, is not checked.

Source: The FTC's report on dark patterns, P214800 (2022): a way out under another name; Brazil, Decreto 11.034/2022,
    art. 5 II (cancellation among the first menu's options).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ivraudit.model import Edge, Hit, Node, NotChecked, Note, Owner, Severity
from ivraudit.phone import Phone
from ivraudit.phone.cancelling import wishes, wishes_left_open
from ivraudit.rule import Category, NoOptions
from ivraudit.words.cancelling import says_cancel
from ivraudit.words.hearing import UNTOLD

CATEGORY = Category.CANCELLATION
SINS = ("aol",)
SEVERITY = Severity.WARNING


def check(phone: Phone, options: NoOptions) -> Iterator[Hit | NotChecked]:
    """Yield the first option to cancel, where no option of the tree has a word for it."""
    yield from wishes_left_open(phone)
    edges = phone.wiring.edges
    heard = [number for number in wishes(phone) if _announced(phone, edges[number])]
    if not heard:
        return
    tongue = phone.hearing.language or UNTOLD
    if says_cancel("", tongue) is None:
        yield NotChecked(f"there is no list of words for cancelling in {tongue}")
        return
    nodes = [phone.node(phone.board.sources[number]) for number in heard]
    if any(not _texts(phone, edges[number]) for number in heard) or any(map(_recorded, nodes)):
        yield NotChecked("the option to cancel has no label, or its prompt is a recording without a text")
        return
    if any(_said(phone, text) for node in nodes for text in _spoken(phone, node.prompt)) or _elsewhere(phone):
        return
    first, *others = heard
    words = _texts(phone, edges[first])[0]
    also = tuple(
        Note(edges[number].at, "has no word for cancelling either", phone.node(phone.board.sources[number]).name)
        for number in others
    )
    yield Hit(edges[first], f"the option to cancel is called {words!r}", phone.way_out(first), also)


def _announced(phone: Phone, edge: Edge) -> bool:
    """Say whether an option is heard by callers, and is not that of a person for whatever it may be."""
    heard = edge.owner is Owner.CALLER and not (edge.spoken or edge.unspoken)
    return heard and edge.trigger != phone.assumptions.keys.human


def _recorded(node: Node) -> bool:
    return bool(node.audio) and not node.prompt


def _texts(phone: Phone, edge: Edge) -> list[str]:
    """The words by which an option is announced: its label, else its target's."""
    vertex = phone.wiring.vertices.get(edge.target, -1) if isinstance(edge.target, str) else -1
    return _spoken(phone, edge.label) or (_spoken(phone, phone.node(vertex).label) if vertex >= 0 else [])


def _spoken(phone: Phone, texts: Mapping[str, str]) -> list[str]:
    text = phone.hearing.said(texts)
    return [text] if text else []


def _said(phone: Phone, text: str) -> bool:
    """Say whether a text has a word for cancelling in the caller's language, or in the tree's first."""
    return any(says_cancel(text, tongue) for tongue in (phone.hearing.language or UNTOLD, *phone.tree.languages[:1]))


def _elsewhere(phone: Phone) -> bool:
    """Say whether any option that callers may hear has a word for cancelling."""
    reached, wiring = phone.reached, phone.wiring
    return any(
        _said(phone, text)
        for number, edge in enumerate(wiring.edges)
        if edge.owner is Owner.CALLER and reached[wiring.sources[number]]
        for text in (*_texts(phone, edge), *(edge.trigger,) * edge.spoken)
    )
