"""The keys that a prompt announces, and how a platform announces an option that its prompt does not say."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from ivraudit.words.grammar import Grammar, fold, grammar, spellings
from ivraudit.words.lexicon import Lexicon, english, lexicon
from ivraudit.words.patterns import LONGEST, compiled

SENTENCE_END = r"[.!?…](?=\s|\Z)"
TRAILING = " \t\r\n.,;:!?…"


class Announcement(NamedTuple):
    """A key that a prompt says: the key as on the keypad, and where in the prompt (characters, end exclusive)."""

    key: str
    start: int
    end: int


Placed = tuple[int, Announcement]
"""An announcement behind the place where its key begins, by which announcements are ordered and told apart."""


@lru_cache(maxsize=32_768)
def announcements(text: str, language: str | None) -> tuple[Announcement, ...] | None:
    """The keys that a prompt itself announces, in text order; None where the language is not known.

    An announcement is a verb with a key ("press 1", "marque el uno", "1'e basın"), never a key alone. The span
    of the first key of a phrase begins at the verb, that of a further key at the key.
    "Press 1 or 2", "press 1, 2 or 3", "press 1 for sales, 2 for support" and "press 1 through 3" announce every key;
    of "press 9, then 1" only the 9 is announced, as the menu at hand takes no more; "star 9" and "*9" are one key.
    Emergency and service numbers ("dial 911"), phone numbers and counted things ("press 2 times") are no keys.
    """
    words = lexicon(language)
    if words is None:
        return None
    text = text[:LONGEST]
    rules = grammar(words)
    folded = text.lower() if text.isascii() else fold(text)
    if not any(verb in folded for verb in rules.verbs):
        return ()
    found: dict[tuple[int, str], Announcement] = {}
    for place, one in (*_verb_first(text, rules), *_key_first(text, rules)):
        found.setdefault((place, one.key), one)
    if rules.listed and found:
        for place, one in _listed(text, rules.listed, sorted(place for place, _ in found)):
            found.setdefault((place, one.key), one)
    return tuple(found[place] for place in sorted(found))


def mentions(text: str, keys: Iterable[str], language: str | None) -> bool:
    """Whether a text may announce one of these keys: a quick look for the key or its name, before a thorough one."""
    words = lexicon(language)
    if words is None:
        return False
    folded = text.lower() if text.isascii() else fold(text)
    spoken = set(compiled(r"\w+").findall(folded))
    return any(key in text or not spoken.isdisjoint(_first_words(words, key)) for key in keys)


@lru_cache(maxsize=1024)
def _first_words(words: Lexicon, key: str) -> frozenset[str]:
    """The first words of what a key of one or more signs may be called, in every spelling."""
    names = (form for name in words.keys.get(key[:1], ()) for form in spellings(name))
    return frozenset(fold(name).split()[0].split("-")[0] for name in names)


def announce(label: str, key: str, language: str | None) -> str:
    """How a platform announces an option: "For LABEL, press KEY." in the language, in English where it is unknown."""
    words = lexicon(language) or english()
    names = {sign: f" {words.keys[sign][0]} " for sign in "*#"}
    spoken = " ".join("".join(names.get(sign, sign) for sign in key).split())
    return words.announce.format(label=label.strip().rstrip(TRAILING), key=spoken)


def _place(match: re.Match[str]) -> int:
    """Where the key of a match begins."""
    return match.start(match.lastgroup or 0)


def _key(match: re.Match[str], rules: Grammar) -> str:
    """The key that a match speaks of, as written on the keypad."""
    written = match[match.lastgroup or 0]
    if written.isascii() and not any(map(str.isalpha, written)):
        return "".join(written.split())
    spoken = fold(written)
    if spoken in rules.names:
        return rules.names[spoken]
    sign, space, digit = spoken.rpartition(" ")
    return rules.names.get(sign, sign) + rules.names.get(digit, digit) if space else spoken


def _further(match: re.Match[str], rules: Grammar) -> Placed:
    """The announcement of a key that has no verb of its own."""
    place = _place(match)
    return place, Announcement(_key(match, rules), place, match.end())


def _verb_first(text: str, rules: Grammar) -> Iterator[Placed]:
    """The announcements with the verb before the key, each with the keys that follow it in its sentence."""
    mains = list(_mains(text, rules))
    limits = [*(main.start() for main in mains[1:]), len(text)]
    for main, limit in zip(mains, limits, strict=False):
        first = Announcement(_key(main, rules), main.start(), main.end())
        yield _place(main), first
        end = first.end
        for place, more in _straight_behind(text, first, rules, limit):
            yield place, more
            end = more.end
        stop = compiled(SENTENCE_END).search(text, end, limit)
        for match in rules.elliptic.finditer(text, end, stop.start() if stop else limit):
            yield _further(match, rules)


def _mains(text: str, rules: Grammar) -> Iterator[re.Match[str]]:
    """The matches of `before`; in plain letters looked for at the verbs only, which is several times as fast."""
    if not text.isascii():
        yield from rules.before.finditer(text)
        return
    small = text.lower()
    places = set()
    for verb in rules.openers:
        place = small.find(verb)
        while place >= 0:
            places.add(place)
            place = small.find(verb, place + 1)
    end = 0
    for place in sorted(places):
        match = rules.before.match(text, place) if place >= end else None
        if match:
            end = match.end()
            yield match


def _straight_behind(text: str, first: Announcement, rules: Grammar, limit: int) -> Iterator[Placed]:
    """The keys joined to the first one: the rest of a range, or alternatives."""
    ranged = rules.ranged.match(text, first.end, limit)
    if ranged and len(first.key) == 1 and first.key.isdigit() and first.key < ranged["key"]:
        place, end = ranged.start("key"), ranged.end()
        for key in range(int(first.key) + 1, int(ranged["key"]) + 1):
            yield place, Announcement(str(key), place, end)
        return
    joined = rules.joined.match(text, first.end, limit)
    while joined:
        yield _further(joined, rules)
        joined = rules.joined.match(text, joined.end(), limit)


def _key_first(text: str, rules: Grammar) -> Iterator[Placed]:
    """The announcements with the key before the verb."""
    for match in rules.after.finditer(text) if rules.after else ():
        yield _place(match), Announcement(_key(match, rules), match.start(), match.end())


def _listed(text: str, listed: re.Pattern[str], known: Iterable[int]) -> Iterator[Placed]:
    """The keys with a case ending in those sentences that announce a key with its verb (at the known places)."""
    places = iter(known)
    place = next(places, None)
    pending: list[Placed] = []
    for match in (*listed.finditer(text), None):
        if match and match["key"]:
            pending.append((match.start("key"), Announcement(match["key"], match.start("key"), match.end())))
            continue
        end = match.start() if match else len(text)
        announced = place is not None and place < end
        while place is not None and place < end:
            place = next(places, None)
        yield from pending if announced else ()
        pending.clear()
