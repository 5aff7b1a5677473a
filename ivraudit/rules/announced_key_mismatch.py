"""The prompt announces a key that the menu does not take, or keeps silent about one that it takes.

Why: The caller does as told, presses the key, and hears that this was wrong. Or the option that would have helped is
    there, and nobody says so. Both come from changing the menu and forgetting the recording.

Bad:
    ivraudit: 1
    name: "Acme"
    start: main
    nodes:
      main:
        type: menu
        prompt: "For billing, press 1. For support, press 3. For a person, press 0."   # expect: announced-key-mismatch
        options:
          1: {label: "Billing", to: billing}
          2: {label: "Support", to: support}   # expect: announced-key-mismatch
          0: {label: "A person", to: person}
        noinput: {attempts: 3, to: person}
        nomatch: {attempts: 3, to: person}
      billing: {type: queue, team: "Billing"}
      support: {type: queue, team: "Support"}
      person: {type: queue}

Good:
    ivraudit: 1
    name: "Acme"
    start: main
    nodes:
      main:
        type: menu
        prompt: "For billing, press 1. For support, press 2. For a person, press 0."
        options:
          1: {label: "Billing", to: billing}
          2: {label: "Support", to: support}
          0: {label: "A person", to: person}
        noinput: {attempts: 3, to: person}
        nomatch: {attempts: 3, to: person}
      billing: {type: queue, team: "Billing"}
      support: {type: queue, team: "Support"}
      person: {type: queue}

Fix: Say what the menu takes, and take what the menu says, in every language; an option that is meant to be a secret
    is marked `unspoken: true`. Judged are menus and collects whose prompt itself says one of their keys (else the
    platform says them all), and queues. 0, * and # and the keys that the policy gives a meaning are exempt, in a
    collect all keys that are data. A key whose figure or name stands anywhere in the prompt, or in what is said
    straight before it, counts as announced; a phrase that the prompt says announces its exit too.

Source: The tree format, "Announcing"; the ghost option, a pattern of phone trees whose menu changed and whose
    recording did not.
"""

from __future__ import annotations

from collections.abc import Iterator

from ivraudit import words
from ivraudit.model import Edge, Hit, Node, NodeType, NotChecked, Owner, Severity
from ivraudit.phone import Phone
from ivraudit.phone.listening import (
    Said,
    is_key,
    keyed,
    own_format,
    place_of,
    said_before,
    signs,
    taken_keys,
    texts,
    unread_languages,
)
from ivraudit.rule import Category, NoOptions

CATEGORY = Category.DOCUMENT
SINS = ("apathy",)
SEVERITY = Severity.WARNING
CLOCKS = ()

JUDGED = (NodeType.MENU, NodeType.COLLECT, NodeType.QUEUE)


def check(phone: Phone, options: NoOptions) -> Iterator[Hit | NotChecked]:
    """Yield each prompt with keys that its node does not take, and each key that its prompt keeps silent about."""
    unread: dict[str, None] = {}
    for vertex, node in phone.nodes(phone.ever_reached, *JUDGED):
        exits = [edge for _, edge in phone.exits(vertex) if edge.owner is Owner.CALLER]
        keys = taken_keys(phone, vertex)
        ghosts: dict[str, None] = {}
        hidden: dict[int, Edge] = {}
        for said in texts(phone, node.prompt):
            unread.update(dict.fromkeys(unread_languages(said) if keys else ()))
            announced = _announced(said)
            if announced is None:
                continue
            if _speaks_for_itself(phone, node, keys, announced):
                ghosts.update(dict.fromkeys(_ghosts(phone, node, exits, announced)))
            if keys & announced and len(said.languages) == 1:
                hidden.update((id(edge), edge) for edge in _hidden(phone, vertex, said, announced))
        if ghosts:
            where = place_of(node, "prompt", "announced-key-mismatch")
            yield Hit(where, _message(node, list(ghosts)), phone.journey(vertex))
        for edge in hidden.values():
            yield Hit(edge, f"the prompt of {node.name!r} never says key {edge.trigger}", phone.journey(vertex))
    for tag in unread:
        yield NotChecked(f"what prompts in {tag} announce is not understood")


def _announced(said: Said) -> set[str] | None:
    """The keys that a text announces, whichever of its languages it is in; None where one of them is unknown."""
    found: set[str] = set()
    for tag in said.languages:
        announcements = words.announcements(said.text, tag)
        if announcements is None:
            return None
        found.update(one.key for one in announcements)
    return found if said.languages else None


def _speaks_for_itself(phone: Phone, node: Node, keys: set[str], announced: set[str]) -> bool:
    """Whether a prompt says the options of its node, so that the platform does not."""
    if node.type is NodeType.COLLECT:
        return False  # digits are data there
    return bool(keys & announced) or (node.type is NodeType.QUEUE and own_format(phone) and not keys)


def _ghosts(phone: Phone, node: Node, exits: list[Edge], announced: set[str]) -> list[str]:
    """The announced keys that are not taken; none where a pattern or the exit of wrong keys may take them."""
    taken = {edge.trigger for edge in exits}
    patterns = any(not is_key(edge.trigger) and not edge.spoken for edge in exits)
    elsewhere = not own_format(phone) and (node.nomatch is None or node.nomatch.attempts == 1)
    if patterns or (elsewhere and node.type is not NodeType.QUEUE):
        return []
    exempt = signs(phone)
    return sorted(key for key in announced - taken - exempt if not any(key.startswith(one) for one in taken))


def _hidden(phone: Phone, vertex: int, said: Said, announced: set[str]) -> Iterator[Edge]:
    """The exits of a node whose keys the text does not mention in any way."""
    exempt = signs(phone)
    for _, edge in keyed(phone, vertex):
        if edge.unspoken or edge.trigger in announced or edge.trigger in exempt or len(edge.trigger) > 1:
            continue
        phrases = edge.speech.get(said.languages[0], edge.speech.get("", ()))
        if any(phrase.casefold() in said.text.casefold() for phrase in phrases):
            continue
        heard = " ".join((said.text, *said_before(phone, vertex)))
        if not words.mentions(heard, [edge.trigger], said.languages[0]):
            yield edge


def _message(node: Node, ghosts: list[str]) -> str:
    keys = " and ".join(filter(None, (", ".join(ghosts[:-1]), ghosts[-1])))
    many = "s" if len(ghosts) > 1 else ""
    return f"the prompt of {node.name!r} announces key{many} {keys}, which it does not take"
