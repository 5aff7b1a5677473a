"""Faults of conditions, queues and hours, one for each rule, with every place where it can be planted."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from grafting import (
    END,
    NEXT,
    asking,
    asks_language,
    chained,
    first_menu,
    options,
    person_of,
    said,
    tongues,
    turned,
    walked,
)
from planting import Exit, Plain, Planted, Seed, changed, exits, is_person, of_type, planted, starts

CLOSED = {
    "en": "We are sorry, nobody is here now. You can leave a message.",
    "es": "Lo sentimos, ahora no hay nadie. Puede dejar un mensaje.",
    "fr": "Nous sommes désolés, il n'y a personne. Vous pouvez laisser un message.",
    "de": "Es tut uns leid, es ist niemand da. Sie können eine Nachricht hinterlassen.",
    "pt": "Lamentamos, não há ninguém agora. Pode deixar uma mensagem.",
}
"""That nobody is there, in the languages in which ivraudit knows how opening hours are told."""
BEEP = {
    "en": "Please speak after the tone.", "es": "Hable después del tono.", "fr": "Parlez après le signal.",
    "de": "Sprechen Sie nach dem Ton.", "pt": "Fale depois do sinal.",
}  # fmt: skip


# Conditions


def half_conditions(tree: Plain) -> Iterator[Seed]:
    """A lookup, a clock, a decision, a counter or a transfer loses the exit for one of its cases."""
    cases = {"task": "error", "hours": "closed", "decide": "else", "loop": "done", "transfer": "failed"}
    for name, node in tree["nodes"].items():
        if cases.get(node["type"]) in node:
            yield partial(_half, tree, name, cases[node["type"]])
        if node["type"] == "hours":
            yield partial(_half, tree, name, "open")


def _half(tree: Plain, name: str, case: str) -> Planted:
    copy = changed(tree)
    del copy["nodes"][name][case]
    return planted(f"{name}, {case}", copy, non_exhaustive_condition=[("nodes", name)])


def new_half_conditions(tree: Plain) -> Iterator[Seed]:
    """A lookup, a decision or a counter that knows one case only is put behind an option."""
    kinds: tuple[Plain, ...] = (
        {"type": "task", "seconds": "2", "next": NEXT}, {"type": "decide", "when": {"a good customer": NEXT}},
        {"type": "loop", "times": "2", "again": NEXT},
    )  # fmt: skip
    for number, one in enumerate(options(tree, *tree["nodes"])):
        yield partial(_new_half, tree, one, kinds[number % len(kinds)])


def _new_half(tree: Plain, way: Exit, node: Plain) -> Planted:
    copy = changed(tree)
    (here,) = chained(copy, way.where, node)
    return planted(f"{way.source}, {way.trigger}, {node['type']}", copy, non_exhaustive_condition=[here])


# Queues


def silent_queue(tree: Plain) -> Iterator[Seed]:
    """A queue tells nothing, or tells it too seldom."""
    for name in of_type(tree, "queue"):
        for announces in (
            {"position": "false", "estimate": "false"}, {"position": "true", "estimate": "true", "every": "150s"},
            {"position": "false", "estimate": "false", "every": "30s"},
        ):  # fmt: skip
            yield partial(_silent_queue, tree, name, announces)


def _silent_queue(tree: Plain, name: str, announces: dict[str, str]) -> Planted:
    copy = changed(tree)
    copy["nodes"][name] |= {"announces": announces, "wait": {"mean": "70s", "p95": "170s"}}
    return planted(f"{name}, {announces}", copy, unannounced_wait=[("nodes", name)])


def sent_round(tree: Plain) -> Iterator[Seed]:
    """Who has waited is sent on in a circle: from line to line, or back to the first menu."""
    for name in of_type(tree, "queue"):
        yield partial(_line_to_line, tree, name, "timeout")
        yield partial(_line_to_line, tree, name, "full")
        yield partial(_to_the_menu, tree, name)


def _line_to_line(tree: Plain, name: str, trigger: str) -> Planted:
    second = {"type": "queue", "team": "Second line", "timeout": {"after": "90s", "to": "planted_note"}}
    note = {"type": "say", "seconds": "4", "next": name}
    copy = changed(tree, planted_line=second, planted_note=note)
    copy["nodes"][name][trigger] = {"after": "90s", "to": "planted_line"} if trigger == "timeout" else "planted_line"
    return planted(f"{name}, {trigger}, from line to line", copy, overflow_loop=[("nodes", name, trigger)])


def _to_the_menu(tree: Plain, name: str) -> Planted:
    copy = changed(tree, planted_note={"type": "say", "seconds": "4", "next": first_menu(tree)})
    copy["nodes"][name]["timeout"] = {"after": "120s", "to": "planted_note"}
    return planted(f"{name}, to the menu", copy, overflow_loop=[("nodes", name, "timeout")])


def handed_on(tree: Plain) -> Iterator[Seed]:
    """Before anything is done, the caller is handed on twice, or more often."""
    for name, node in tree["nodes"].items():
        settled = node["type"] == "say" and node.get("resolves") == "true"
        if settled and node.get("goal", "") not in ("cancel", "signup"):
            yield partial(_handed_on, tree, name, 2)
            yield partial(_handed_on, tree, name, 3)


def _handed_on(tree: Plain, name: str, transfers: int) -> Planted:
    copy = changed(tree, planted_first={"type": "agent", "team": "First line", "next": "planted_line_1"})
    lines = [f"planted_line_{number}" for number in range(1, transfers + 1)]
    for line, following in zip(lines, [*lines[1:], name], strict=True):
        copy["nodes"][line] = {"type": "queue", "team": f"Line {line}", "next": following}
    for one in exits(tree):
        if one.target == name:
            turned(copy, one.where, "planted_first")
    copy["nodes"][name]["goal"] = "planted_matter"
    return planted(f"{name}, {transfers} transfers", copy, repeated_transfer=[("nodes", name)])


def sent_away(tree: Plain) -> Iterator[Seed]:
    """An option only sends the caller to a website, an office or another number."""
    lookup = {"type": "task", "seconds": "1", "next": NEXT, "error": NEXT}
    robot = {"type": "transfer", "human": "false", "number": "+1 800 555 0197", "failed": NEXT}
    web, visit, phone = ({"type": "say", "redirect": how, "next": NEXT} for how in ("web", "visit", "phone"))
    away: tuple[tuple[Plain, ...], ...] = ((web, END), (lookup, visit, END), (phone, robot, END))
    for number, one in enumerate(options(tree, *asking(tree))):
        yield partial(_sent_away, tree, one, away[number % len(away)])


def _sent_away(tree: Plain, option: Exit, nodes: tuple[Plain, ...]) -> Planted:
    copy = changed(tree)
    chained(copy, option.where, *nodes)
    return planted(f"{option.source}, {option.trigger}", copy, redirect_only_option=[option.where])


# The clock


def hung_up_by_night(tree: Plain) -> Iterator[Seed]:
    """Outside the hours the call ends."""
    note: Plain = {"type": "say", "seconds": "4", "next": "planted_end"}
    if not _warned(tree):
        yield partial(_night_first, tree, note)
        yield partial(_night_first, tree, END)
    if not any(asks_language(node) for node in tree["nodes"].values()):
        behind = walked(tree, [first_menu(tree)])
        for one in exits(tree):
            if one.target == first_menu(tree) and one.source not in behind:
                yield partial(_night_inside, tree, one, note)


def _night_first(tree: Plain, node: Plain) -> Planted:
    first = starts(tree)[0]
    clock = {"type": "hours", "schedule": {"mon-fri": "08:00-16:00"}, "open": first, "closed": "planted_note"}
    copy = changed(tree, planted_clock=clock, planted_note=node, **({} if node is END else {"planted_end": END}))
    start = tree["start"]
    copy["start"] = "planted_clock" if isinstance(start, str) else {**start, next(iter(start)): "planted_clock"}
    return planted(f"at the door, {node['type']}", copy, after_hours_hangup=[("nodes", "planted_clock")])


def _night_inside(tree: Plain, way: Exit, node: Plain) -> Planted:
    copy = changed(tree, planted_note=node, planted_end=END)
    if tree["nodes"][way.source]["type"] == "hours":
        copy["nodes"][way.source] |= {"closed": "planted_note", "holiday": "planted_note"}
    else:
        clock = {"type": "hours", "schedule": {"mon-fri": "08:00-16:00"}, "open": NEXT, "closed": "planted_note"}
        chained(copy, way.where, clock)
    return planted(f"behind {way.source}", copy, after_hours_hangup=[("nodes", starts(tree)[0])])


def _warned(tree: Plain) -> list[str]:
    """The nodes that warn those in danger."""
    return [name for name, node in tree["nodes"].items() if "emergency" in node.get("notice", ())]


def no_hours_told(tree: Plain) -> Iterator[Seed]:
    """The message that nobody is there does not say when somebody will be.

    Not where a figure is heard before it, such as the number for those in danger: it might be an hour.
    """
    known = set(tongues(tree)) <= set(CLOSED) and not _warned(tree)
    for name in of_type(tree, "say"):
        by_the_hour = [one.source for one in exits(tree) if one.target == name and one.trigger == "closed"]
        soon = person_of(tree) in by_the_hour or of_type(tree, "hours")
        if known and soon and tree["nodes"][name].get("outcome") == "closed":
            yield partial(_no_hours_told, tree, name)


def _no_hours_told(tree: Plain, name: str) -> Planted:
    copy = changed(tree)
    copy["nodes"][name]["prompt"] = said(tree, CLOSED)
    copy["nodes"][tree["nodes"][name]["next"]]["prompt"] = said(tree, BEEP)
    return planted(name, copy, after_hours_hangup=[("nodes", name)])


def danger(tree: Plain) -> Iterator[Seed]:
    """A doctor's, an energy or a security line does not warn those in danger, or warns them late."""
    first = [name for name in dict.fromkeys(starts(tree)) if not _straight(tree, name)]
    for sector in ("health", "energy", "security") if not _warned(tree) else ():
        yield partial(_sector, tree, sector, first)
    for name in _warned(tree):
        yield partial(_late, tree, name)
        yield partial(_passed_over, tree, name)


def _straight(tree: Plain, name: str) -> bool:
    """Whether a person answers without a question."""
    while tree["nodes"][name]["type"] == "say":
        name = tree["nodes"][name]["next"]
    return is_person(tree["nodes"][name])


def _sector(tree: Plain, sector: str, first: list[str]) -> Planted:
    copy = changed(tree) | {"sector": sector}
    return planted(sector, copy, missing_emergency_notice=[("nodes", name) for name in first])


def _late(tree: Plain, name: str) -> Planted:
    story = {"type": "say", "seconds": "5", "next": starts(tree)[0]}
    copy = changed(tree, planted_story=story) | {"start": "planted_story"}
    return planted("after the story", copy, missing_emergency_notice=[("nodes", name)])


def _passed_over(tree: Plain, name: str) -> Planted:
    known = {"type": "decide", "when": {"called before": tree["nodes"][name]["next"]}, "else": starts(tree)[0]}
    copy = changed(tree, planted_known=known) | {"start": "planted_known"}
    return planted("not for all", copy, missing_emergency_notice=[("nodes", "planted_known")])
