"""Whoever calls outside the hours is hung up on.

Why: The caller has found the time to call, and hears that nobody is there. Without a way to leave a message, to book a
    call or to be helped by the machine, the call was for nothing, and so may be the next one.

Bad:
    ivraudit: 1
    name: "Acme"
    start: clock
    nodes:
      clock:   # expect: after-hours-hangup
        type: hours
        schedule: {mon-fri: "09:00-17:00"}
        open: person
        closed: sorry
      sorry: {type: say, outcome: closed, prompt: "We are sorry, we open at nine on weekdays.", next: bye}
      person: {type: queue}
      bye: {type: hangup}

Good:
    ivraudit: 1
    name: "Acme"
    start: clock
    nodes:
      clock:
        type: hours
        schedule: {mon-fri: "09:00-17:00"}
        open: person
        closed: sorry
      sorry: {type: say, outcome: closed, prompt: "We are sorry, we open at nine on weekdays.", next: message}
      message: {type: voicemail, answered_within: next-business-day}
      person: {type: queue}

Fix: Lead the caller to a voicemail with a deadline, to a callback, to a person who is there, or to something that the
    machine can settle. Asked is whether callers who come when it is closed, or on a holiday, can get to one of these
    whatever the system does, where the hour makes the difference: callers who get none of them by day either have
    another fault. The finding stands at the entry, and names the exit that ends the call. A message tagged
    `outcome: closed` is an information where nothing that is said before, in or behind it tells when the line is open
    again; that takes texts in a language that is known well enough (English, Spanish, French, German, Italian and
    Portuguese).

Source: 47 CFR 76.309 (c)(1)(i)(B) (after hours a machine may answer, a person responds on the next business day); FTC
    v. Vonage, 2022; California, Business and Professions Code 17602 (voicemail to cancel). The method, (a), (c) and
    (h).
"""

from __future__ import annotations

from collections.abc import Iterator

from ivraudit.analysis.unaided import walked
from ivraudit.model import Hit, Node, NodeType, NotChecked, Severity
from ivraudit.phone import Phone
from ivraudit.rule import Category, NoOptions
from ivraudit.words.hearing import UNTOLD
from ivraudit.words.opening import tells_hours

CATEGORY = Category.HOURS
SINS = ("apathy",)
SEVERITY = Severity.ERROR
CLOCKS = ("closed", "holiday")

TIMED = ("closed", "holiday")
"""The exits that are taken because of the hour."""


def check(phone: Phone, options: NoOptions) -> Iterator[Hit | NotChecked]:
    """Yield each entry whose callers are left with nothing outside the hours, and each message without hours."""
    helps = [*phone.board.persons, *_machines(phone)]
    relief, gaps = phone.forced_among(helps), _gaps(phone)
    perhaps = phone.forced_among([*helps, *gaps]).perhaps if gaps else relief.perhaps
    unhelped = [vertex for vertex in phone.wiring.entries if not relief.surely[vertex]]
    by_day = _by_day(phone) if unhelped else bytearray()
    for vertex in unhelped:
        if not by_day[vertex]:
            continue
        if relief.perhaps[vertex]:
            yield NotChecked(f"what callers get outside the hours depends on {phone.unknown_list()}")
        elif not perhaps[vertex]:
            yield _hit(phone, vertex)
        elif phone.tree.vendor:
            yield NotChecked(f"{phone.node(gaps[0]).name!r} does not say what happens outside the hours")
    yield from _silent_on_hours(phone)


def _by_day(phone: Phone) -> bytearray:
    """1 where callers can get one of these, or perhaps one, while it is open."""
    day = phone.under(phone.profile._replace(clock="open"))
    return day.forced_among([*day.board.persons, *_machines(day)]).perhaps


def _machines(phone: Phone) -> Iterator[int]:
    """Yield where a machine helps: a voicemail, a callback, an answer."""
    for vertex, node in phone.nodes(phone.reached):
        if node.resolves or node.type in (NodeType.VOICEMAIL, NodeType.CALLBACK):
            yield vertex


def _gaps(phone: Phone) -> list[int]:
    """The clocks that do not say what happens at this hour; in our own format that is `non-exhaustive-condition`."""
    return [vertex for vertex, _ in phone.nodes(phone.reached, NodeType.HOURS) if not phone.board.live[vertex]]


def _hit(phone: Phone, entry: int) -> Hit:
    node, way = phone.node(entry), _way_out(phone, entry)
    hour = "on a holiday" if phone.profile.clock == "holiday" else "outside the hours"
    message = f"callers of {node.name!r} get no person, voicemail, callback or answer {hour}"
    if not way:
        return Hit(node, message, phone.journey(entry))
    edge, source = phone.wiring.edges[way[0]], phone.wiring.sources[way[0]]
    message += f": if {phone.node(source).name!r} takes {edge.trigger!r}, the call ends"
    return Hit(node, message, phone.journey_from(entry, source, *way))


def _way_out(phone: Phone, entry: int) -> list[int]:
    """The exits, that of the clock first, by which the system ends the calls of an entry."""
    behind = phone.reached_from(entry)
    for _, node in phone.nodes(behind, NodeType.HOURS, NodeType.QUEUE):
        for number in phone.board.live[phone.wiring.vertices[node.id]]:
            if phone.wiring.edges[number].trigger in TIMED:
                way = phone.system_way(number, machines=True)
                if way:
                    return way
    return []


def _silent_on_hours(phone: Phone) -> Iterator[Hit | NotChecked]:
    """Yield the messages that nobody is there where nothing said before or behind them tells the hours."""
    language = phone.hearing.language or UNTOLD
    for vertex, node in phone.nodes(phone.judged, NodeType.SAY, NodeType.MENU):
        if node.outcome != "closed" or not phone.hearing.said(node.prompt):
            continue
        answers = [_tells(phone, one, language) for one in _around(phone, vertex)]
        if True in answers:
            continue
        if None in answers:
            yield NotChecked(f"whether {node.name!r} tells the hours is not understood in {language}")
        else:
            message = f"{node.name!r} says that nobody is there, and not when somebody will be"
            yield Hit(node, message, phone.journey(vertex), severity=Severity.INFO)


def _around(phone: Phone, vertex: int) -> Iterator[Node]:
    """Yield what callers hear on the way to a node, there, and behind it before they are asked or helped."""
    yield phone.node(vertex)
    names = phone.wiring.vertices
    yield from (phone.node(names[step.node]) for step in phone.journey(vertex) if step.node in names)
    yield from (phone.node(there) for there in walked(phone.board, vertex) if there < len(phone.wiring.nodes))


def _tells(phone: Phone, node: Node, language: str) -> bool | None:
    text = phone.hearing.said(node.prompt)
    if text is None:
        return None if phone.hearing.said(node.audio) else False
    answers = {tells_hours(text, one) for one in _spoken_in(phone, node, language)}
    return True if True in answers else None if None in answers else False


def _spoken_in(phone: Phone, node: Node, language: str) -> tuple[str, ...]:
    """The languages that a caller of this one may hear a prompt in: where it is not translated, the tree's first."""
    if language in node.prompt or language.partition("-")[0] in node.prompt:
        return (language,)
    return phone.tree.languages[: None if "" in node.prompt else 1] or (language,)
