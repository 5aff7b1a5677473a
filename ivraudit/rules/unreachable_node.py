"""No call can ever come to this node.

Why: Somebody wrote a way to a person, a cancellation or an answer, and no caller will ever hear of it. Often a link
    was lost when another one was changed.

Bad:
    ivraudit: 1
    name: "Acme"
    start: main
    nodes:
      main:
        type: menu
        prompt: "How can we help?"
        options:
          1: {label: "Billing", to: billing}
        noinput: {attempts: 3, to: billing}
        nomatch: {attempts: 3, to: billing}
      billing: {type: queue, team: "Billing"}
      cancel:   # expect: unreachable-node
        type: say
        prompt: "Your service is cancelled."
        next: bye
      bye: {type: hangup}

Good:
    ivraudit: 1
    name: "Acme"
    start: main
    nodes:
      main:
        type: menu
        prompt: "How can we help?"
        options:
          1: {label: "Billing", to: billing}
          2: {label: "Cancel my service", to: cancel}
        noinput: {attempts: 3, to: billing}
        nomatch: {attempts: 3, to: billing}
      billing: {type: queue, team: "Billing"}
      cancel:
        type: say
        prompt: "Your service is cancelled."
        next: bye
      bye: {type: hangup}

Fix: Link to it, or delete it. Each unreachable part is reported once, at the first node of the place where a link
    would be missed; what lies only behind it is named beside it. A node counts as reachable when some clock and
    some language lead there, and where an exit that cannot be read may lead there.

Source: The practice of every linter of diagrams; the method, (g), (k).
"""

from __future__ import annotations

from collections.abc import Iterator

from ivraudit.analysis.loops import components
from ivraudit.model import Hit, Severity
from ivraudit.phone import Phone
from ivraudit.rule import Category, NoOptions

CATEGORY = Category.STRUCTURE
SINS = ("apathy",)
SEVERITY = Severity.WARNING
CLOCKS = ()
UNANIMOUS = True


def check(phone: Phone, options: NoOptions) -> Iterator[Hit]:
    """Yield the first node of each part that no call can come to."""
    lost = _lost(phone)
    if not lost or not phone.wiring.entries:
        return
    for first, others in sorted(_parts(phone, lost).items()):
        behind = phone.notes(others, "lies only behind it")
        yield Hit(phone.node(first), f"no call can come to {phone.node(first).name!r}", also=behind)


def _lost(phone: Phone) -> list[int]:
    """The vertices that nothing leads to; a copy made for a call counts as reached when any of its kind is."""
    wiring = phone.wiring
    loose = [wiring.vertices[name] for name in sorted(phone.tree.loose) if name in wiring.vertices]
    seen = phone.ever_reached_from(*wiring.entries, *loose)
    known = {node.name for vertex, node in phone.nodes(seen)}
    return [vertex for vertex, node in enumerate(wiring.nodes) if not seen[vertex] and node.name not in known]


def _parts(phone: Phone, lost: list[int]) -> dict[int, list[int]]:
    """Per part that nothing leads to: its first vertex, and the vertices that can only be reached through it."""
    among = set(lost)
    wiring = phone.wiring
    pairs = [(v, wiring.targets[edge]) for v in lost for edge in wiring.exits[v] if wiring.targets[edge] in among]
    into: dict[int, list[int]] = {}
    for source, target in pairs:
        into.setdefault(target, []).append(source)
    root: dict[int, int] = {}
    for part in reversed(components(lost, pairs)):
        inside = set(part)
        roots = {root[source] for vertex in part for source in into.get(vertex, ()) if source not in inside}
        # -1: behind several parts at once, so that none of them is the only way.
        label = part[0] if not roots else roots.pop() if len(roots) == 1 else -1
        root.update(dict.fromkeys(part, label))
    parts: dict[int, list[int]] = {}
    for vertex in lost:
        if root[vertex] == vertex:
            parts.setdefault(vertex, [])
        elif root[vertex] >= 0:
            parts.setdefault(root[vertex], []).append(vertex)
    return parts
