"""What it is like to call a line, in plain words: the strip of journeys, the four callers, a hundred callers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import floor

from ivraudit.figures import Calling
from ivraudit.figures.callers import Fate
from ivraudit.figures.crowd import Crowd
from ivraudit.model import NotChecked
from ivraudit.writers.measuring.table import ASSUMED, ENDS
from ivraudit.writers.reporting.phrases import counted, duration, listed, sentence, shown
from ivraudit.writers.reporting.pictures import PAPERS, SIDE
from ivraudit.writers.reporting.strip import strip

CALLERS = {
    "expert": "Knows the keys", "listener": "Listens to the menus", "silent": "Says nothing",
    "confused": "Presses wrong keys",
}  # fmt: skip
ORDER = ("human", "resolved", "voicemail", "callback", "transfer", "hangup", "trapped", "outside", "gave_up")
"""The ends in the bar of a hundred callers: from what callers want to what they do not."""
_LEAST = 0.0005
_CLOCKS = {"open": "in opening hours", "closed": "when closed", "holiday": "on a holiday"}


def calls(calling: Calling | None, paper: str) -> dict[str, object] | None:
    """Return what it is like to call, for the template; None where it cannot be told."""
    if calling is None:
        return None
    width = PAPERS[paper][0] - 2 * SIDE
    return {
        "under": _under(calling), "strip": strip(calling.journeys, calling.profile.language, width),
        "callers": [_caller(name, calling.callers[name]) for name in CALLERS], "crowd": _crowd(calling.crowd),
    }  # fmt: skip


def _under(calling: Calling) -> str:
    """For whom and when this holds, in a few sentences."""
    tongue = f", language {shown(calling.profile.language, 20)}" if calling.profile.language else ""
    number = f" of {shown(calling.number, 40)}" if calling.number else ""
    others = calling.entries - 1
    verb = "is" if others == 1 else "are"
    more = f" {sentence(counted(others, 'other way'))} into this line {verb} not shown here." if others else ""
    return (
        f"The quickest ways that a caller who knows the keys can be sure of, {_CLOCKS[calling.profile.clock]}{tongue}, "
        f"from the entry{number} at {shown(calling.entry, 60)}. Where the system chooses, the longest is shown.{more}"
    )


def _caller(name: str, fate: Fate | None) -> dict[str, str]:
    if fate is None:
        return {"who": CALLERS[name], "ends": "not known", "after": "", "tone": ""}
    after = "for ever" if fate.ends == "trapped" else "" if fate.seconds is None else _lasting(fate.seconds)
    tone = "error" if fate.ends in ("trapped", "hangup") else "good" if fate.ends in ("human", "resolved") else ""
    return {"who": CALLERS[name], "ends": ENDS[fate.ends], "after": after, "tone": tone}


def _lasting(seconds: float) -> str:
    return duration(seconds) or "under 1 s"


def _crowd(crowd: Crowd | NotChecked) -> dict[str, object]:
    if isinstance(crowd, NotChecked):
        return {"shares": [], "why": f"It cannot be told: {crowd.why}.", "time": "", "assumed": ""}
    numbers = hundred(crowd.shares)
    person = crowd.seconds_given_human if "human" in numbers else None
    reach = f" Those who reach a person have spent {_lasting(person)} until then." if person is not None else ""
    assumed = listed([ASSUMED[word] for word in crowd.assumed], "; ")
    return {
        "shares": [
            {"word": word, "means": ENDS[word], "share": round(crowd.shares[word], 5), "number": numbers[word]}
            for word in ORDER if word in numbers
        ],
        "why": "", "time": f"An average call lasts {_lasting(crowd.mean_seconds)}.{reach}",
        "assumed": f"Assumed: {assumed}." if assumed else "",
    }  # fmt: skip


def hundred(shares: Mapping[str, float]) -> dict[str, str]:
    """Return the shares as whole callers of a hundred that come to a hundred (largest remainders), by end.

    Of an end that has fewer than one of them it says `under 1`.
    """
    kept = [word for word in ORDER if shares.get(word, 0.0) >= _LEAST]
    whole = {word: floor(100 * shares[word] + 1e-9) for word in kept}
    missing = max(0, 100 - sum(whole.values()))
    for word in _by_remainder(shares, whole)[:missing]:
        whole[word] += 1
    return {word: str(whole[word]) if whole[word] else "under 1" for word in kept}


def _by_remainder(shares: Mapping[str, float], whole: Mapping[str, int]) -> Sequence[str]:
    return sorted(whole, key=lambda word: whole[word] - 100 * shares[word])
