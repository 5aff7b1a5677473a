"""How the parts of an audit are put into words, the same in every output."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence

from ivraudit.auditing import Audit, Unchecked
from ivraudit.files import shown
from ivraudit.model import Acceptance, Finding, Position, Severity, Step
from ivraudit.waivers import Stale

_BARE = {"next": "", "served": "", "again": ""}
_SAID = {
    "noinput-last": "say nothing", "noinput": "say nothing", "nomatch-last": "press wrong keys",
    "nomatch": "press a wrong key",
}  # fmt: skip
LEAST_ROUNDS = 3
"""So often a round is gone where it is said once."""
MOST_STEPS = 30
"""A longer round is said as often as it is gone."""


def plain(text: str) -> str:
    """Return a text of a tree without what could steer a terminal or turn the writing round; breaks become spaces."""
    if text.isascii() and text.isprintable():
        return text
    spaced = shown(text).translate({9: " ", 10: " ", 13: " "})
    return "".join(one for one in spaced if unicodedata.category(one) not in _STEER)


_STEER = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})


def at_margin(name: str) -> str:
    """Return a file's name for the beginning of a line in a log, where GitHub takes what begins with `::` for orders.

    It still opens the file: `./::error::x.yaml`.
    """
    return f"./{name}" if name.lstrip().startswith("::") else name


def calm(text: str) -> str:
    """Return lines for a log without `##[`, by which GitHub and Azure know an order anywhere in a line."""
    return text.replace("##[", "#\N{ZERO WIDTH SPACE}#[")


def journey(steps: Iterable[Step]) -> str:
    """Return a journey as the caller lives it: `welcome 4 s > 3 times (main, say nothing (5 s) > often) > sorry`."""
    return " > ".join(_rounds([_taken(one) for one in steps]))


def _rounds(words: Sequence[str]) -> Iterator[str]:
    """What is done again and again is said once."""
    here = 0
    while here < len(words):
        size, times = _round(words, here)
        said = " > ".join(words[here : here + size])
        yield said if times == 1 else f"{times} times ({said})"
        here += size * times


def _round(words: Sequence[str], here: int) -> tuple[int, int]:
    """Of how many steps a round is that begins here, the shortest, and how often it is gone."""
    for size in range(1, min(MOST_STEPS, (len(words) - here) // LEAST_ROUNDS) + 1):
        first = words[here : here + size]
        times = 1
        while words[here + size * times : here + size * (times + 1)] == first:
            times += 1
        if times >= LEAST_ROUNDS:
            return size, times
    return 1, 1


def timed(step: Step) -> str:
    """Return one step of a journey with the time spent there: `main, press 3 (4 s)`."""
    words = _taken(step)
    told = step.trigger is None or step.trigger in _BARE or step.trigger in _SAID
    return words if told or step.seconds < 0.5 else f"{words} ({step.seconds:.0f} s)"


def _taken(step: Step) -> str:
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


def sentences(audit: Audit) -> Callable[[Finding], str]:
    """Return what says of a finding of this audit what it is, and under what it holds."""
    tongues = {tree.name: tree.languages for tree in reversed(audit.trees)}

    def sentence(finding: Finding) -> str:
        return plain(finding.message) + only_when(finding, tongues.get(finding.tree, ()))

    return sentence


def evidence(audit: Audit, finding: Finding) -> Iterator[tuple[str, str]]:
    """Yield what belongs to a finding besides its sentence, each with its heading: the call, places, advice."""
    if is_call(finding):
        yield "the call", journey(finding.journey)
    for note in finding.also[:5]:
        yield "see also", f"{place(note.at)}: {plain(note.message)}"
    if len(finding.also) > 5:
        yield "see also", f"{len(finding.also) - 5} more places"
    if finding.rule in audit.advice:
        yield "advice", plain(audit.advice[finding.rule])


def is_call(finding: Finding) -> bool:
    """Say whether a finding has a witness in which the caller gets anywhere."""
    return bool(finding.journey) and finding.journey[0].trigger is not None


def place(position: Position) -> str:
    """Return a place as editors know it: `trees/acme.yaml:10:7`."""
    return f"{plain(position.file)}:{position.line}:{position.column}"


def terms(acceptance: Acceptance) -> str:
    """Return why something is accepted, by whom and until when."""
    parts = [acceptance.reason]
    parts += [f"owner {acceptance.owner}"] if acceptance.owner else []
    parts += [f"until {acceptance.until}"] if acceptance.until else []
    return plain(", ".join(parts))


def stale(one: Stale) -> str:
    """Return what is wrong with an acceptance that holds nothing any more."""
    acceptance = one.acceptance
    return f"stale acceptance of {plain(acceptance.rule)}: {plain(one.why)} ({plain(acceptance.reason)})"


def unchecked(one: Unchecked) -> str:
    """Return which question was left open in which file, and why."""
    return f"{f'{plain(one.file)}: ' if one.file else ''}{one.rule}: {plain(one.why)}"


def count(number: int, one: str, many: str = "") -> str:
    """Return a number with its noun: `1 error`, `2 errors`."""
    return f"{number:,} {one if number == 1 else many or f'{one}s'}"


def severities(audit: Audit) -> str:
    """Return how much was found: `1 error, 2 warnings, 0 infos`."""
    return ", ".join(count(audit.count(severity), str(severity)) for severity in reversed(Severity))


def total(audit: Audit) -> str:
    """Return how much was found in how much: `1 error, 2 warnings, 0 infos in 1 tree of 31 nodes`."""
    return f"{severities(audit)} in {extent(audit)}"


def extent(audit: Audit) -> str:
    """Return how much was looked at: `1 tree of 31 nodes`."""
    return f"{count(len(audit.trees), 'tree')} of {count(sum(tree.node_count for tree in audit.trees), 'node')}"


def rest(audit: Audit) -> str:
    """Return how much is neither found nor clean: `1 accepted, 3 not checked`; "" where nothing is."""
    files = count(len(audit.unclaimed), "other file")
    counted = [
        (len(audit.accepted), "accepted"), (len(audit.stale), "stale"), (len(audit.not_checked), "not checked"),
        (len(audit.skipped), "skipped"),
    ]  # fmt: skip
    parts = [count(number, word, word) for number, word in counted if number]
    return ", ".join([*parts, files] if audit.unclaimed else parts)


def before(audit: Audit) -> str:
    """Return with what the audit was compared, and how much was there before; "" where it was not compared."""
    if not audit.compared:
        return ""
    return f"compared with {plain(audit.compared)}: {len(audit.baselined):,} known, {len(audit.gone):,} gone"


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
