"""An answer can only be spoken: there are no keys for it.

Why: Callers who stammer, who cannot speak, who sit in a train or have a crying child on the arm, and all whose accent
    the machine has not learnt, are out.

Bad:
    ivraudit: 1
    name: "Acme"
    start: main
    nodes:
      main:   # expect: speech-only-input
        type: menu
        prompt: "Tell me what you need."
        speech:
          "billing": person
          "a person": person
        noinput: {attempts: 3, to: person}
        nomatch: {attempts: 3, to: person}
      person: {type: agent}

Good:
    ivraudit: 1
    name: "Acme"
    start: main
    nodes:
      main:
        type: menu
        prompt: "What do you need?"
        options:
          1: {label: "Billing", to: person, speech: ["billing"]}
          0: {label: "A person", to: person, speech: ["a person"]}
        noinput: {attempts: 3, to: person}
        nomatch: {attempts: 3, to: person}
      person: {type: agent}

Fix: Give each phrase a key, and let data be entered by keys too (`by: [keys, speech]`). A menu is at fault if it
    listens to phrases and has no key, a `collect` if it says `by: [speech]` and has no key; the policy's keys for
    going back and for hearing it again do not count. Where a `collect` does not say how it takes its data, or a menu
    has at least one key, nothing is said. The phrases of other systems' menus are mostly the intents of a bot, which
    may take keys as well: those are not checked.

Source: GetHuman standard 1.0, 5 (a touch-tone fall-back for speech); EN 301 549, 6.4 (a way that needs neither
    hearing nor speech); 36 CFR 1194.23 (c).
"""

from __future__ import annotations

from collections.abc import Iterator

from ivraudit.analysis.board import CHOOSING
from ivraudit.model import Hit, NodeType, NotChecked, Owner, Severity
from ivraudit.phone import CLOCKS as ALL_CLOCKS
from ivraudit.phone import Phone
from ivraudit.rule import Category, NoOptions

CATEGORY = Category.ACCESS
SINS = ("condescension", "robotism")
SEVERITY = Severity.WARNING
CLOCKS = ALL_CLOCKS


def check(phone: Phone, options: NoOptions) -> Iterator[Hit | NotChecked]:
    """Yield each menu or collect that only listens."""
    keys = phone.assumptions.keys
    turning = {keys.back, keys.repeat}
    for vertex, node in phone.nodes(phone.reached, *sorted(CHOOSING)):
        if node.type is NodeType.COLLECT and node.by != ("speech",):
            continue
        mine = [edge for _, edge in phone.exits(vertex) if edge.owner is Owner.CALLER and edge.trigger != "next"]
        if any(not edge.spoken and edge.trigger not in turning for edge in mine):
            continue
        if node.type is NodeType.MENU and not any(edge.spoken for edge in mine):
            continue
        if node.type is NodeType.MENU and phone.tree.vendor:
            yield NotChecked(f"{node.name!r} listens, and whether it takes keys too is not told")
        else:
            yield Hit(node, f"{node.name!r} can be answered by speaking only", phone.journey(vertex))
