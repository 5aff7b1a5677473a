"""What is different between two sets of figures under one profile, in words."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from ivraudit.figures.callers import WORST, Fate
from ivraudit.figures.crowd import Crowd
from ivraudit.figures.goals import Goal
from ivraudit.figures.measuring import Seen
from ivraudit.model import Edge, Tolerance
from ivraudit.phone.questions import HUMAN

DOING = {
    HUMAN: "reaching a person", "cancel": "cancelling", "signup": "signing up", "payment": "paying",
    "complaint": "complaining", "sales": "reaching sales",
}  # fmt: skip
COUNTED = {
    "presses": ("key", "keys"), "collects": ("entry of data", "entries of data"),
    "offers": ("save offer", "save offers"), "transfers": ("transfer", "transfers"), "menus": ("menu", "menus"),
}  # fmt: skip
REACH = ("forced", "silence-only", "possible", "unknown", "no", "none")
"""How surely a goal is reached, the best first."""
BEING = {
    "forced": ("is possible whatever the system does", "was possible whatever the system did"),
    "silence-only": ("is possible only by saying nothing", "was possible only by saying nothing"),
    "possible": ("depends on the system, which can deny it", "depended on the system, which could deny it"),
    "unknown": ("depends on what the audit cannot see", "depended on what the audit cannot see"),
    "no": ("is not possible", "was not possible"),
}  # fmt: skip
"""What is and what was."""
WHO = {
    "expert": "know the keys", "listener": "listen", "silent": "say nothing", "confused": "press wrong keys",
}  # fmt: skip
SHARES = {
    "human": "reach a person", "resolved": "are helped", "voicemail": "leave a message", "callback": "get a call back",
    "transfer": "are sent to another machine", "hangup": "are hung up on", "trapped": "are trapped",
    "outside": "go where the audit cannot see", "gave_up": "give up",
}  # fmt: skip
PAST = {"reach": "reached", "are": "were", "leave": "left", "get": "got", "go": "went"}
NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
SLIGHT = 0.05
"""Seconds that are no difference: figures are told to a tenth."""
MINUTES = 600.0
"""Seconds from which on a person says minutes."""


Waits = Collection[tuple[float | None, float | None]]
"""Mean waits of a queue in seconds, before and now."""


class Fact(NamedTuple):
    """A difference under one profile: `text`, when that is so, then `tail`."""

    text: str
    worse: bool | None = None
    doing: str = ""
    """What takes longer or shorter; "" where `text` says it all."""
    tail: str = ""
    who: str = ""
    """What the callers do of whom `text` tells; "" where it says it all."""


def doing_of(goal: str) -> str:
    """Return what a caller does who wants a goal."""
    return DOING.get(goal, f"getting to {goal!r}")


def facts(old: Seen, new: Seen, tolerance: Tolerance, waits: Waits) -> Iterator[Fact]:
    """Yield what is different for single callers; what is known of `waits` is not said again."""
    for name, goal in new.goals.items():
        yield from _goal(name, old.goals.get(name, Goal("none")), goal, tolerance, waits)
    for name, goal in old.goals.items():
        if name not in new.goals and goal.reach != "none":
            yield from _goal(name, goal, Goal("none"), tolerance, waits)
    for who, fate in new.callers.items():
        yield from _caller(who, old.callers.get(who), fate)


def of_the_crowd(old: Seen, new: Seen, tolerance: Tolerance) -> Iterator[Fact]:
    """Yield what is different for a hundred callers, in one sentence."""
    if isinstance(old.crowd, Crowd) and isinstance(new.crowd, Crowd):
        yield from _crowd(old.crowd, new.crowd, tolerance)


def _goal(name: str, old: Goal, new: Goal, tolerance: Tolerance, waits: Waits) -> Iterator[Fact]:
    doing = doing_of(name)
    if old.reach != new.reach:
        yield _reach(name, doing, old, new)
        return
    if new.seconds is None or old.seconds is None:
        return
    parts = [*_seconds(new.seconds - old.seconds, tolerance), *_counts(old, new, tolerance)]
    for better in (False, True):  # two sentences, so that each is worse, better or tolerated as a whole
        some = [(text, worse) for text, worse in parts if (worse is False) is better]
        if some:
            verdict = False if better else True if any(worse for _, worse in some) else None
            yield Fact(listed([text for text, _ in some]), verdict, doing)
    yield from _offered(old, new, tolerance)
    if (old.wait_seconds, new.wait_seconds) not in waits:
        yield from waiting("the wait for a person", old.wait_seconds, new.wait_seconds, tolerance)


def _reach(name: str, doing: str, old: Goal, new: Goal) -> Fact:
    if old.reach == "none":
        now = f" in {_figures(new)}" if new.seconds is not None else ""
        return Fact(f"{doing} {BEING[new.reach][0]}{now}", tail=": nothing said before where that is")
    before = _figures(old) if old.seconds is not None else f"it {BEING[old.reach][1]}"
    tail = f" (before: {before})"
    if new.reach == "none":
        lost = None if old.reach == "no" else True
        return Fact(f"nothing says any more where {doing} is possible", lost, tail=tail)
    if name == HUMAN and new.reach == "no":
        return Fact("nobody can be reached any more", True, tail=tail)
    now = f", in {_figures(new)}" if new.seconds is not None else ""
    worse = REACH.index(new.reach) > REACH.index(old.reach)
    being, comma, clause = BEING[new.reach][0].partition(", ")
    return Fact(f"{doing} now {being}", worse, tail=f"{comma}{clause}{now}{tail}")


def _figures(goal: Goal) -> str:
    return f"{number(goal.presses or 0)} {_noun('presses', goal.presses or 0)} and {goal.seconds or 0.0:.1f} s"


def _seconds(more: float, tolerance: Tolerance) -> Iterator[tuple[str, bool | None]]:
    if abs(more) >= SLIGHT:
        yield _longer(more), _verdict(more, tolerance)


def _longer(more: float, longer: str = "longer", shorter: str = "less") -> str:
    seconds = abs(more)
    if seconds >= MINUTES:
        text = f"{f'{seconds / 60:,.1f}'.removesuffix('.0')} min"
    else:
        text = f"{seconds:.0f} s" if seconds >= 10.0 else f"{f'{seconds:.1f}'.removesuffix('.0')} s"
    return f"{text} {longer if more > 0.0 else shorter}"


def _counts(old: Goal, new: Goal, tolerance: Tolerance) -> Iterator[tuple[str, bool | None]]:
    for measure in COUNTED:
        more = (getattr(new, measure) or 0) - (getattr(old, measure) or 0)
        if more:
            text = f"{number(abs(more))} {'more' if more > 0 else 'fewer'} {_noun(measure, abs(more))}"
            yield text, None if 0 < more <= tolerance.steps else more > 0


def number(figure: int) -> str:
    """Return a number as it is said."""
    return NUMBERS[figure] if figure < len(NUMBERS) else f"{figure:,}"


def _noun(measure: str, number: int) -> str:
    return COUNTED[measure][number != 1]


def label_of(exit: Edge) -> str:
    """Return what an option is called, in the first language that says it; "" where none does."""
    return next((text for text in exit.label.values() if text), "")


def listed(parts: Sequence[str]) -> str:
    """Return several things as one: `a, b and c`."""
    return " and ".join(filter(None, (", ".join(parts[:-1]), parts[-1])))


def _offered(old: Goal, new: Goal, tolerance: Tolerance) -> Iterator[Fact]:
    before, now = old.first_offered_seconds, new.first_offered_seconds
    if before is not None and now is None:
        yield Fact("no option tells callers of a person any more", True, tail=f" (before: after {before:.1f} s)")
    elif before is None and now is not None:
        yield Fact(f"a person is offered after {now:.1f} s", False, tail=", and was never offered before")
    elif before is not None and now is not None and abs(now - before) >= SLIGHT:
        text = f"a person is offered {_longer(now - before, 'later', 'sooner')}"
        yield Fact(text, _verdict(now - before, tolerance))


def waiting(what: str, old: float | None, new: float | None, tolerance: Tolerance) -> Iterator[Fact]:
    """Yield how a mean wait in seconds has changed, where both versions tell it."""
    if old is not None and new is not None and abs(new - old) >= SLIGHT:
        text = f"{what} is {_longer(new - old, shorter='shorter')} on average"
        yield Fact(text, _verdict(new - old, tolerance))


def _verdict(more: float, tolerance: Tolerance) -> bool | None:
    return None if 0.0 < more <= tolerance.seconds else more > 0.0


def _caller(who: str, old: Fate | None, new: Fate | None) -> Iterator[Fact]:
    if old and new and old.ends != new.ends:
        worse = WORST.index(new.ends) < WORST.index(old.ends)
        first, _, rest = SHARES[old.ends].partition(" ")
        yield Fact(f"{SHARES[new.ends]} at worst", worse, tail=f" (before: they {PAST[first]} {rest})", who=WHO[who])


def _crowd(old: Crowd, new: Crowd, tolerance: Tolerance) -> Iterator[Fact]:
    parts = []
    for word, share in new.shares.items():
        more = share - old.shares[word]
        if abs(more) >= max(tolerance.share, 0.0005):
            figure = f"{100 * abs(more):.0f}" if abs(more) >= 0.01 else f"{100 * abs(more):.1f}"
            parts.append(f"{figure} {'more' if more > 0.0 else 'fewer'} {SHARES[word]}")
    trapped = new.shares["trapped"] - old.shares["trapped"]
    longer = float(round(new.mean_seconds - old.mean_seconds))
    call = f"a call takes {_longer(longer)} on average" if abs(longer) > max(tolerance.seconds, SLIGHT) else ""
    told = "; ".join(filter(None, (listed(parts) if parts else "", call)))
    if told:
        yield Fact("of 100 callers" if parts else "an average call", True if trapped > tolerance.share else None,
                   tail=f" {told if parts else told.removeprefix('a call ').removesuffix(' on average')}")  # fmt: skip
