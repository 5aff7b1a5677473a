"""How the parts of an audit are put into words, the same in every output."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence

from ivraudit.audit import Audit
from ivraudit.model import Finding, Severity, Step

_BARE = {"next": "", "served": "", "again": ""}
_SAID = {
    "noinput-last": "say nothing", "noinput": "say nothing", "nomatch-last": "press wrong keys",
    "nomatch": "press a wrong key",
}  # fmt: skip


def plain(text: str) -> str:
    """Return a text of a tree without what could steer a terminal or turn the writing round; breaks become spaces."""
    if text.isascii() and text.isprintable():
        return text
    spaced = text.translate({9: " ", 10: " ", 13: " "})
    return "".join(one for one in spaced if unicodedata.category(one) not in _STEER)


_STEER = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})


def journey(steps: Iterable[Step]) -> str:
    """Return a journey as the caller lives it: `welcome 4 s > main, press 3 > save`."""
    return " > ".join(_step(step) for step in steps)


def _step(step: Step) -> str:
    name = plain(step.node)
    trigger = step.trigger
    if trigger is None:
        return name
    if trigger in _BARE:
        return f"{name} {step.seconds:.0f} s" if step.seconds >= 0.5 else name
    if trigger in _SAID:
        return f"{name}, {_SAID[trigger]} ({step.seconds:.0f} s)"
    if set(trigger) <= set("0123456789*#") or ">" in trigger:
        return f"{name}, {'case' if step.system else 'press'} {plain(trigger)}"
    if trigger.startswith('"'):
        return f"{name}, say {plain(trigger)}"
    return f"{name}, {plain(trigger)}"


def count(number: int, one: str, many: str = "") -> str:
    """Return a number with its noun: `1 error`, `2 errors`."""
    return f"{number:,} {one if number == 1 else many or f'{one}s'}"


def severities(audit: Audit) -> str:
    """Return how much was found: `1 error, 2 warnings, 0 infos`."""
    return ", ".join(count(audit.count(severity), str(severity)) for severity in reversed(Severity))


def only_when(finding: Finding, languages: Sequence[str] = ()) -> str:
    """Return under what a finding holds, where that is not always: `only when closed`, `only in es-US`.

    `languages` are those of its tree.
    """
    clocks = list(dict.fromkeys(profile.partition("/")[0] for profile in finding.profiles))
    spoken = list(dict.fromkeys(profile.partition("/")[2] for profile in finding.profiles if "/" in profile))
    words = {"closed": "when closed", "holiday": "on holidays", "mixed": "when opening hours differ"}
    parts = [] if not clocks or "open" in clocks else [" and ".join(words[clock] for clock in clocks)]
    if spoken and len(spoken) < len(languages):
        parts.append(f"in {' and '.join(spoken)}")
    return f" (only {' '.join(parts)})" if parts else ""
