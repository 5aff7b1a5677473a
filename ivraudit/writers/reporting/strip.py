"""The strip of journeys: a lane for each goal, in one scale of seconds from left to right; all lengths in points."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import inf
from typing import NamedTuple

from ivraudit.figures.calling import Journey, Stop
from ivraudit.model import Edge, NodeType, Owner
from ivraudit.phone.questions import HUMAN
from ivraudit.writers.drawing.exits import said
from ivraudit.writers.drawing.letters import points
from ivraudit.writers.reporting.phrases import SOFT_BREAK, duration, shown
from ivraudit.writers.wording import count

LEAST_SECONDS = 10.0
"""The strip is never narrower than this: a journey of one second shall not look like a long one."""
DWARFS = 6.0
"""Where a wait is so many times as long as the longest journey without its waits, waits are cut. Our own choice; no
source."""
CUT = 0.5
"""How long a wait that is cut is drawn, by that journey; what is shorter is never cut."""
FIRST_STOPS, LAST_STOPS = 12, 5
"""Of a longer journey, so many stops at its beginning and at its end are named below its lane."""

_LETTERS, _KEY_LETTERS = 7.0, 7.0
_SLIVER = 2.5
"""The least width of what is pressed, offered or lasts at all, unless there is too much of it."""
_APPROACHES = 16
"""Each halves, at least, by how much a lane is too long."""
_HAIR = 1.5
"""What is narrower is drawn as one with its neighbours of the same kind."""
_KEY_GAP = 2.0
_NAMED_SECONDS = 0.05

GOALS = {HUMAN: "To a person", "cancel": "To cancel", "signup": "To sign up"}
KINDS = {
    "hears": "listening", "chooses": "a menu", "enters": "entering data", "offer": "an offer to stay",
    "waits": "waiting for a person", "system": "the system at work",
}  # fmt: skip
"""What the pieces of a lane stand for, in the order of the legend."""
_KIND = {
    NodeType.SAY: "hears", NodeType.MENU: "chooses", NodeType.COLLECT: "enters", NodeType.QUEUE: "waits",
}  # fmt: skip
_DENIED = {
    "possible": "Cannot be forced: the system may deny it, whatever the caller does.",
    "unknown": "Not known: the way there leads through what this file does not show.",
    "no": "Cannot be reached: no way leads there.",
}  # fmt: skip
NOBODY = "Nobody can be reached."


class _Ruler(NamedTuple):
    """How seconds become points."""

    scale: float
    most: float
    """Seconds of a wait beyond which it is cut; inf where none is."""
    width: float
    sliver: float
    """The least width of a piece."""


class _Piece(NamedTuple):
    """A stop as it is drawn."""

    name: str
    kind: str
    key: str
    seconds: float
    is_seen: bool
    """Whether anything is pressed, offered or lasts there; the rest is passed in no time."""


def strip(journeys: Sequence[Journey], language: str, width: float) -> dict[str, object]:
    """Return the lanes of a line, `width` points wide, with their scale and legend, for the template."""
    walks = [[_piece(stop, language) for stop in _with_rounds(one)] for one in journeys]
    walked = max((_walked(pieces) for pieces in walks), default=0.0)
    longest = max(LEAST_SECONDS, walked)
    waits = [piece.seconds for pieces in walks for piece in pieces if piece.kind == "waits"]
    # Where one is cut all are, or the longest wait would look like the shortest.
    most = CUT * longest if max(waits, default=0.0) > DWARFS * longest else inf
    lengths = [[_drawn_seconds(piece, most) for piece in pieces if piece.is_seen] for pieces in walks]
    ruler = _ruler(lengths, most, width)
    kinds = {piece.kind for pieces in walks for piece in pieces if piece.is_seen}
    return {
        "lanes": [_lane(journey, pieces, ruler) for journey, pieces in zip(journeys, walks, strict=True)],
        "ticks": _ticks(max(map(sum, lengths), default=0.0) if most == inf else walked, ruler.scale),
        "legend": [{"kind": kind, "means": means} for kind, means in KINDS.items() if kind in kinds],
    }  # fmt: skip


def _ruler(lengths: Sequence[Sequence[float]], most: float, width: float) -> _Ruler:
    """The ruler by which the longest lane just fits, slivers included, which together take half of it at most."""
    sliver = min(_SLIVER, width / 2 / max([1, *map(len, lengths)]))
    scale = width / max([LEAST_SECONDS, *map(sum, lengths)])
    for _ in range(_APPROACHES):
        longest = max((sum(max(one * scale, sliver) for one in lane) for lane in lengths), default=0.0)
        scale *= min(1.0, width / longest) if longest else 1.0
    return _Ruler(scale, most, width, sliver)


def _with_rounds(journey: Journey) -> list[Stop | float]:
    """The stops, and where the rounds of a loop are too many to be stops, their seconds."""
    stops: list[Stop | float] = list(journey.stops)
    if journey.rounds_seconds >= _NAMED_SECONDS:
        at = next((n for n, one in enumerate(journey.stops) if one.edge and one.edge.trigger == "done"), len(stops))
        stops.insert(at, journey.rounds_seconds)
    return stops


def _piece(stop: Stop | float, language: str) -> _Piece:
    if isinstance(stop, float):
        return _Piece("going round and round", "system", "", stop, is_seen=True)
    node, key = stop.node, key_of(stop)
    kind = "offer" if node.offer else _KIND.get(node.type, "system")
    name = shown(said(node.label, language) or node.name, 60)
    return _Piece(name, kind, key, stop.seconds, bool(key) or node.offer or stop.seconds >= _NAMED_SECONDS)


def key_of(stop: Stop) -> str:
    """Return what the caller does at a stop, as it stands on a key; "" where the call just goes on."""
    edge = stop.edge
    if edge is None or edge.owner is Owner.SYSTEM:
        return ""
    if edge.owner is Owner.PASSIVE:
        return "silence" if edge.trigger.startswith("noinput") else "wrong key"
    if stop.node.type is NodeType.COLLECT and edge.trigger == "next":
        return "data"
    return _pressed(edge)


def _pressed(edge: Edge) -> str:
    words = shown(edge.trigger, 16)
    return f"“{words}”" if edge.spoken else words


def _walked(pieces: Sequence[_Piece]) -> float:
    return sum(piece.seconds for piece in pieces if piece.kind != "waits")


def _drawn_seconds(piece: _Piece, most: float) -> float:
    return min(piece.seconds, most) if piece.kind == "waits" else piece.seconds


def _lane(journey: Journey, pieces: Sequence[_Piece], ruler: _Ruler) -> dict[str, object]:
    goal = GOALS[journey.goal]
    if journey.reach not in ("forced", "silence-only"):
        denied = NOBODY if (journey.goal, journey.reach) == (HUMAN, "no") else _DENIED[journey.reach]
        return {"goal": goal, "denied": denied, "grave": journey.reach != "unknown"}
    drawn = list(_segments(pieces, ruler))
    keys = _keys([(piece.key, end) for piece, _, end in drawn if piece.key], ruler.width)
    segments = [_segment(piece, start, end, ruler.most) for piece, start, end in _together(drawn)]
    untold = len(segments) < len(drawn) or not all(one["label"] for one in segments)
    return {
        "goal": goal, "denied": "", "only": "only by saying nothing" if journey.reach == "silence-only" else "",
        "total": total(journey, _walked(pieces)), "segments": segments, "keys": keys,
        "end": drawn[-1][2] if drawn else 0.0,
        "way": _way(pieces) if untold or len(keys) < sum(bool(piece.key) for piece in pieces) else [],
    }  # fmt: skip


def _segments(pieces: Sequence[_Piece], ruler: _Ruler) -> Iterator[tuple[_Piece, float, float]]:
    """The pieces that can be seen, from where to where; what would hardly be seen is made a sliver."""
    at = 0.0
    for piece in pieces:
        long = max(_drawn_seconds(piece, ruler.most) * ruler.scale, ruler.sliver)
        if piece.is_seen:
            yield piece, at, at + long
            at += long


def _together(drawn: Sequence[tuple[_Piece, float, float]]) -> list[tuple[_Piece, float, float]]:
    """The same, with what would be but hairs drawn as one with its neighbours of the same kind."""
    found: list[tuple[_Piece, float, float]] = []
    for piece, start, end in drawn:
        before = found[-1] if found else None
        if before and end - start < _HAIR and before[0].kind == piece.kind and not before[0].name:
            found[-1] = (before[0], before[1], end)
        else:
            found.append((piece._replace(name="") if end - start < _HAIR else piece, start, end))
    return found


def _segment(piece: _Piece, start: float, end: float, most: float) -> dict[str, object]:
    wide = end - start
    waits = piece.kind == "waits"
    words = f"wait {duration(piece.seconds) or 'under 1 s'}" if waits else piece.name.replace(SOFT_BREAK, "")
    fits = bool(words) and points(words, _LETTERS) + 7.0 <= wide
    return {
        "x": round(start, 2), "width": round(wide, 2), "kind": piece.kind, "label": words if fits else "",
        "cut": waits and piece.seconds > most,
    }  # fmt: skip


def _keys(pressed: Sequence[tuple[str, float]], width: float) -> list[dict[str, object]]:
    """The keys below the ends of their segments, moved aside where they would cover each other; none if too many."""
    wide = [max(9.0, points(key, _KEY_LETTERS) + 5.0) for key, _ in pressed]
    if sum(wide) + _KEY_GAP * len(wide) > width:
        return []
    left: list[float] = []
    free = 0.0
    for (_, end), one in zip(pressed, wide, strict=True):
        left.append(max(free, end - one / 2))
        free = left[-1] + one + _KEY_GAP
    most = width
    for place in reversed(range(len(left))):
        left[place] = min(left[place], most - wide[place])
        most = left[place] - _KEY_GAP
    return [
        {"key": key, "at": round(end, 2), "x": round(x, 2), "width": round(one, 2)}
        for (key, end), x, one in zip(pressed, left, wide, strict=True)
    ]


def _way(pieces: Sequence[_Piece]) -> list[dict[str, str]]:
    """The stops in words, the middle of many left out."""
    told = [{"name": piece.name, "key": piece.key} for piece in pieces if piece.is_seen]
    over = len(told) - FIRST_STOPS - LAST_STOPS
    if over < 2:
        return told
    return [*told[:FIRST_STOPS], {"name": f"… {over:,} more …", "key": ""}, *told[-LAST_STOPS:]]


def total(journey: Journey, walked: float) -> str:
    """Return what a journey comes to: `61 s, 3 presses, 2 offers, and 7 min of waiting`; `walked` without the waits."""
    least = "at least " if journey.rounds_seconds >= _NAMED_SECONDS and journey.presses else ""
    counts = [
        f"{least}{count(journey.presses, 'press', 'presses')}" if journey.presses else "",
        f"{count(journey.language_keys, 'key')} for the language" if journey.language_keys else "",
        count(journey.collects, "entry of data", "entries of data") if journey.collects else "",
        count(journey.offers, "offer") if journey.offers else "",
    ]
    parts = [f"{duration(walked) or 'under 1 s'}", *(one for one in counts if one)]
    waited = journey.seconds - walked
    if waited >= _NAMED_SECONDS:
        parts.append(f"and {duration(waited) or 'under 1 s'} of waiting")
    elif journey.wait_unknown:
        parts.append("and a wait that the file does not tell")
    return ", ".join(parts)


def _ticks(seconds: float, scale: float) -> list[dict[str, object]]:
    """The marks of the scale: up to eight round numbers of seconds, minutes or hours; none where all is shorter."""
    steps = (1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200, 14_400, 43_200)
    step = next((one for one in steps if seconds / one <= 8), 86_400)
    most = min(8, int(seconds / step))
    marks = range(most + 1) if most else ()
    return [{"x": round(number * step * scale, 2), "label": _clock(number * step, step)} for number in marks]


def _clock(seconds: int, step: int) -> str:
    if step < 60:
        return f"{seconds} s"
    return f"{seconds // 60} min" if step < 3600 else f"{seconds // 3600} h"
