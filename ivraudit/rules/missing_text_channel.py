"""Callers who cannot hear or speak find no text channel.

Why: A caller who is deaf calls through a relay, or hears half of it and cannot answer in time. For them the line ends
    at its first prompt, unless it tells of a way to write.

Bad:
    ivraudit: 1
    name: "Acme"
    start: main
    nodes:
      main:   # expect: missing-text-channel
        type: menu
        prompt: "How can we help?"
        options:
          1: {label: "Opening hours", to: opening}
          0: {label: "A person", to: person}
        noinput: {attempts: 3, to: person}
        nomatch: {attempts: 3, to: person}
      opening: {type: say, prompt: "We are here from eight to six.", next: is_relay}
      is_relay: {type: decide, when: {"a relay call": relay}, else: person}
      relay: {type: queue, team: "Text relay", goal: text, announces: {position: true, estimate: true, every: 60s}}
      person: {type: queue, announces: {position: true, estimate: true, every: 60s}}

Good:
    ivraudit: 1
    name: "Acme"
    start: main
    nodes:
      main:
        type: menu
        prompt: "How can we help?"
        options:
          1: {label: "Writing instead of speaking", to: text_sent}
          0: {label: "A person", to: person}
        noinput: {attempts: 3, to: person}
        nomatch: {attempts: 3, to: person}
      text_sent:
        {type: say, goal: text, resolves: true, confirms: sms, prompt: "A text is on its way.", next: bye}
      bye: {type: hangup}
      person: {type: queue, announces: {position: true, estimate: true, every: 60s}}

Fix: Lead to a text or relay channel and tag it: `goal: text`, with `resolves: true` where the machine opens it. It is a
    fault where something has that tag and callers cannot force it from the entry. A tree without the tag is not
    checked; set `required` to 1 to make it a fault there too.

Source: EN 301 549, clause 6.4 (a way that needs neither hearing nor speech); 36 CFR 1194.23; Spain, Ley 10/2025,
    art. 10.5 and 10.6 (text for callers who are deaf).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ivraudit.model import Hit, NotChecked, Severity
from ivraudit.phone import Phone
from ivraudit.rule import Category, option

CATEGORY = Category.ACCESS
SEVERITY = Severity.WARNING

TEXT = "text"


@dataclass(frozen=True)
class Options:
    """Whether every tree must have a text channel."""

    required: int = option(0, "1: a tree without the tag is at fault; 0: nothing is asked of it", least=0, most=1)


def check(phone: Phone, options: Options) -> Iterator[Hit | NotChecked]:
    """Yield each entry from which callers cannot force a text channel."""
    tagged = any(TEXT in node.goals for node in phone.wiring.nodes) or any(e.goal == TEXT for e in phone.wiring.edges)
    if not tagged and not options.required:
        return  # nobody has said that there is or must be one
    channel = phone.forced(TEXT)
    for vertex in phone.wiring.entries:
        if channel.surely[vertex]:
            continue
        if channel.perhaps[vertex]:
            yield NotChecked(f"a text channel may be behind {phone.unknown_list()}")
            continue
        message = f"callers of {phone.node(vertex).name!r} cannot be sure to reach a text channel"
        if not phone.leading(TEXT)[vertex]:
            message = f"no way leads from {phone.node(vertex).name!r} to a text channel"
            message += f" ({phone.shortfall(TEXT)})" if phone.shortfall(TEXT) else ""
        yield Hit(phone.node(vertex), message, phone.journey(vertex))
