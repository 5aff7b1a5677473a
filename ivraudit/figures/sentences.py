"""What is different between two sets of figures under one profile, in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ivraudit.figures.callers import WORST, Fate
from ivraudit.figures.crowd import Crowd
from ivraudit.figures.goals import Goal
from ivraudit.figures.measuring import Seen
from ivraudit.model import Tolerance
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
    "forced": "can be forced", "silence-only": "is possible only by saying nothing",
    "possible": "depends on the system, which can deny it", "unknown": "depends on what the audit cannot see",
    "no": "is not possible", "none": "is no goal of the tree",
}  # fmt: skip
FATES = {
    "human": "reaches a person", "resolved": "is helped", "voicemail": "leaves a message",
    "callback": "gets a call back", "transfer": "is sent to another machine", "hangup": "is hung up on",
    "trapped": "is trapped", "outside": "goes where the audit cannot see",
}  # fmt: skip
WHO = {
    "expert": "who knows the keys", "listener": "who listens", "silent": "who says nothing",
    "confused": "who presses wrong keys",
}  # fmt: skip
SHARES = {
    "human": "reach a person", "resolved": "are helped", "voicemail": "leave a message", "callback": "get a call back",
    "transfer": "are sent to another machine", "hangup": "are hung up on", "trapped": "are trapped",
    "outside": "go where the audit cannot see", "gave_up": "give up",
}  # fmt: skip
NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


class Fact(NamedTuple):
    """A difference under one profile."""

    text: str
    worse: bool | None = None
    doing: str = ""
    """What takes longer or shorter; "" where `text` says it all."""


def doing_of(goal: str) -> str:
    """Return what a caller does who wants a goal."""
    return DOING.get(goal, f"getting to {goal!r}")


def facts(old: Seen, new: Seen, tolerance: Tolerance) -> Iterator[Fact]:
    """Yield what is different."""
    for name, goal in new.goals.items():
        yield from _goal(name, old.goals.get(name, Goal("none")), goal, tolerance)
    for name, goal in old.goals.items():
        if name not in new.goals and goal.reach != "none":
            yield from _goal(name, goal, Goal("none"), tolerance)
    for who, fate in new.callers.items():
        yield from _caller(who, old.callers.get(who), fate)
    if isinstance(old.crowd, Crowd) and isinstance(new.crowd, Crowd):
        yield from _crowd(old.crowd, new.crowd, tolerance)


def _goal(name: str, old: Goal, new: Goal, tolerance: Tolerance) -> Iterator[Fact]:
    doing = doing_of(name)
    if old.reach != new.reach:
        yield _reach(name, doing, old, new)
        return
    if new.seconds is None or old.seconds is None:
        return
    more = [*_seconds(new.seconds - old.seconds, tolerance), *_counts(old, new, tolerance)]
    if more:
        yield Fact(listed([text for text, _ in more]), _worst(worse for _, worse in more), doing)
    yield from _offered(old, new, tolerance)
    yield from _waiting(old, new, tolerance)


def _worst(verdicts: Iterator[bool | None]) -> bool | None:
    told = list(verdicts)
    return True if True in told else False if told and all(one is False for one in told) else None


def _reach(name: str, doing: str, old: Goal, new: Goal) -> Fact:
    worse = REACH.index(new.reach) > REACH.index(old.reach)
    before = f" (before: {_figures(old)})" if old.seconds is not None else f" (before: it {_was(old)})"
    now = f" in {_figures(new)}" if new.seconds is not None else ""
    if name == HUMAN and new.reach == "no":
        return Fact(f"nobody can be reached any more{before}", True)
    if new.reach == "none":
        return Fact(f"nothing says any more where {doing} is possible{before}", True)
    if old.reach == "none":
        return Fact(f"{doing} {BEING[new.reach]}{now}: the goal is new")
    return Fact(f"{doing} now {BEING[new.reach]}{now}{before}", worse)


def _was(goal: Goal) -> str:
    return BEING[goal.reach].replace("can be", "could be").replace("is ", "was ", 1).replace("depends", "depended")


def _figures(goal: Goal) -> str:
    return f"{number(goal.presses or 0)} {_noun('presses', goal.presses or 0)} and {goal.seconds or 0.0:.1f} s"


def _seconds(more: float, tolerance: Tolerance) -> Iterator[tuple[str, bool | None]]:
    if abs(more) >= 0.05:
        yield _longer(more), None if 0.0 < more <= tolerance.seconds else more > 0.0


def _longer(more: float) -> str:
    seconds = abs(more)
    text = f"{seconds:.0f} s" if seconds >= 10.0 or abs(seconds - round(seconds)) < 0.05 else f"{seconds:.1f} s"
    return f"{text} {'longer' if more > 0.0 else 'less'}"


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


def listed(parts: Sequence[str]) -> str:
    """Return several things as one: `a, b and c`."""
    return " and ".join(filter(None, (", ".join(parts[:-1]), parts[-1])))


def _offered(old: Goal, new: Goal, tolerance: Tolerance) -> Iterator[Fact]:
    before, now = old.first_offered_seconds, new.first_offered_seconds
    if before is not None and now is None:
        yield Fact(f"no option tells callers of a person any more (before: after {before:.1f} s)", True)
    elif before is None and now is not None:
        yield Fact(f"a person is offered after {now:.1f} s, and was never offered before", False)
    elif before is not None and now is not None and abs(now - before) >= 0.05:
        later = "later" if now > before else "sooner"
        text = f"a person is offered {_longer(now - before).rpartition(' ')[0]} {later}"
        yield Fact(text, None if 0.0 < now - before <= tolerance.seconds else now > before)


def _waiting(old: Goal, new: Goal, tolerance: Tolerance) -> Iterator[Fact]:
    before, now = old.wait_seconds, new.wait_seconds
    if before is not None and now is not None and abs(now - before) >= 0.05:
        text = f"the wait for a person is {_longer(now - before).replace('less', 'shorter')} on average"
        yield Fact(text, None if 0.0 < now - before <= tolerance.seconds else now > before)


def _caller(who: str, old: Fate | None, new: Fate | None) -> Iterator[Fact]:
    if old and new and old.ends != new.ends:
        worse = WORST.index(new.ends) < WORST.index(old.ends)
        yield Fact(f"{WHO[who]} {FATES[new.ends]} at worst now, and {_past(FATES[old.ends])} before", worse)


def _past(fate: str) -> str:
    words = {
        "reaches": "reached", "is": "was", "leaves": "left", "gets": "got", "goes": "went",
    }  # fmt: skip
    first, _, rest = fate.partition(" ")
    return f"{words[first]} {rest}"


def _crowd(old: Crowd, new: Crowd, tolerance: Tolerance) -> Iterator[Fact]:
    parts = []
    for word, share in new.shares.items():
        more = share - old.shares[word]
        if abs(more) >= max(tolerance.share, 0.0005):
            parts.append(f"{100 * abs(more):.1f} {'more' if more > 0.0 else 'fewer'} {SHARES[word]}")
    if parts:
        trapped = new.shares["trapped"] - old.shares["trapped"]
        yield Fact(f"of 100 callers {listed(parts)}", True if trapped > tolerance.share else None)
    longer = new.mean_seconds - old.mean_seconds
    if abs(longer) > tolerance.seconds:
        yield Fact(f"a call takes {_longer(longer)} on average")
