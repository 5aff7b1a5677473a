"""What planted nodes say, in every language of the good and of the composed trees."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml
from grafting import said, tongues
from planting import Plain

Words = dict[str, str]
"""A language -> how it says one thing."""

_SAID: dict[str, Words] = yaml.safe_load(Path(__file__).with_name("sayings.yaml").read_text(encoding="utf-8"))

WHICH = _SAID["which"]
THINGS = _SAID["things"]
"""Eight things for which a menu may have options."""
DONE = _SAID["done"]
BACK = _SAID["back"]
PERSON = _SAID["person"]
LEAVE = _SAID["leave"]
PRESS_LAST = _SAID["press_last"]
PRESS_FIRST = _SAID["press_first"]
"""An option that the prompt itself announces, the key behind the label or before it."""
THERE = _SAID["there"]
CHATTER = _SAID["chatter"]
"""A sentence that nobody has called for; it takes four seconds."""
PITCH = _SAID["pitch"]
IMPORTANT = _SAID["important"]
CHANGED = _SAID["changed"]
SITE = _SAID["site"]
JARGON = _SAID["jargon"]
INITIALS = _SAID["initials"]
COLD = _SAID["cold"]
HELPLESS = _SAID["helpless"]
MEMBER = _SAID["member"]
TAPED = _SAID["taped"]
PLEASED = _SAID["pleased"]
PLACE = _SAID["place"]
HEAVY = (
    "Notification of circumstances potentially resulting in liability under this agreement necessitates documentation"
    " of the underlying occurrence, including contemporaneous statements by independent parties, prior to the"
    " commencement of any evaluation of contractual obligations."
)
"""As hard to understand as a law."""


def thing(tree: Plain, number: int) -> Any:
    """Return the label of one of the things, in each language of a tree."""
    return said(tree, {tongue: names.split()[number] for tongue, names in THINGS.items()})


def at_length(times: int) -> Words:
    """Return chatter of four seconds for each of these times."""
    return {tongue: " ".join([text] * times) for tongue, text in CHATTER.items()}


def at_first(tree: Plain, words: Words) -> str:
    """Return what is said before a language has been chosen: the words of the first one."""
    return words[tongues(tree)[0]]


def by_language(tree: Plain, text: Any) -> dict[str, str]:
    """Return a text of a tree by its languages; one without a language holds in all of them."""
    if isinstance(text, dict):
        return dict(text)
    return dict.fromkeys(tree["languages"], str(text))


def bare(tree: Plain, texts: dict[str, str]) -> Any:
    """Return a text by languages as a tree writes it: bare, where there is one language only."""
    return texts if len(tree["languages"]) > 1 else next(iter(texts.values()))


def behind(tree: Plain, text: Any, words: Words) -> Any:
    """Return a text with more words behind it, in each language that it is said in."""
    if not isinstance(text, dict):
        return f"{text} {at_first(tree, words)}".strip()
    return {tag: f"{one} {words[tag.partition('-')[0]]}" for tag, one in text.items()}
