"""What a caller may press or say: options and grammars that stand in the document itself."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from ivraudit.marked import Element
from ivraudit.readers.voicexml.speech import plain_text

MOST = 60
"""Answers of one field; with more of them it asks for data and offers no choice."""

_KEYS = re.compile(r"[0-9*#]{1,20}\Z")
_BOOLEAN = re.compile(r"[?;]\s*(y|n)\s*=\s*([0-9*#])")
_LENGTH = re.compile(r"(minlength|maxlength|length)\s*=\s*(\d{1,3})")
_TAG = re.compile(r"\{\s*<?\s*(?:[\w.$]+\s*=\s*)?(?:[\w.$]+\s+(?=[\"']))?[\"']?([^\"'{}<>;]*)[\"']?\s*;?\s*>?\s*\}")
_RULES = re.compile(r"^\s*#(?:JSGF|ABNF)|;|::|<(?!\s*[\w.$]+\s+[\"'])|[*+]|\$", re.MULTILINE)


@dataclass(slots=True)
class Answer:
    """One answer that a field or menu understands."""

    value: str
    """What the field's variable becomes."""
    at: Element | None = None
    """The option or rule that says so; None where only a condition does."""
    keys: list[str] = field(default_factory=list)
    phrases: list[str] = field(default_factory=list)
    label: str = ""


@dataclass(slots=True)
class Grammar:
    """What is known of all that may be answered."""

    answers: list[Answer]
    whole: bool
    """Whether there are no other answers."""


def keys_of(written: str) -> str:
    """Return a key or several as they are pressed: "1 2" is 12; "" if it is none."""
    found = "".join(written.split())
    return found if _KEYS.match(found) else ""


def understood(item: Element, grammars: Iterable[Element]) -> Grammar:
    """Return what a field understands by its options, its type and the grammars in it."""
    answers: list[Answer] = []
    whole = True
    for option in item.elements:
        if option.name == "option":
            answers.append(_option(option))
    kind = item.get("type").partition("?")[0]
    if kind == "boolean":
        answers += _boolean(item)
    elif kind:
        whole = False
    for grammar in grammars:
        found = _inline(grammar)
        whole = whole and found is not None
        answers += found or ()
    return Grammar(_joined(answers)[:MOST], whole and 0 < len(answers) <= MOST)


def digits(item: Element) -> tuple[int, int] | None:
    """Return the least and most digits that a field asks for; None where it does not say."""
    kind, _, said = item.get("type").partition("?")
    if kind != "digits" and not item.get("numdigits"):
        return None
    found = {name: int(number) for name, number in _LENGTH.findall(said)}
    fixed = found.get("length") or (int(item.get("numdigits")) if item.get("numdigits").isdecimal() else 0)
    most = fixed or found.get("maxlength", 0)
    return (fixed or found.get("minlength", 1), most) if most else None


def _option(option: Element) -> Answer:
    said = plain_text(option.children)
    key = keys_of(option.get("dtmf"))
    value = option.get("value") or said or option.get("dtmf")
    return Answer(value, option, [key] if key else [], [said] if said else [], said)


def _boolean(item: Element) -> list[Answer]:
    """Yes and no: by the standard on the keys 1 and 2, where the type does not name others."""
    said = dict(_BOOLEAN.findall(item.get("type").replace("?", "?;")))
    return [
        Answer("true", item, [said.get("y", "1")], label="yes"),
        Answer("false", item, [said.get("n", "2")], label="no"),
    ]


def _joined(answers: Iterable[Answer]) -> list[Answer]:
    """The answers with one entry for each value."""
    found: dict[str, Answer] = {}
    for answer in answers:
        known = found.setdefault(answer.value, answer)
        if known is not answer:
            known.keys += [key for key in answer.keys if key not in known.keys]
            known.phrases += [phrase for phrase in answer.phrases if phrase not in known.phrases]
    return list(found.values())


def _inline(grammar: Element) -> list[Answer] | None:
    """The answers of a grammar that is a plain list of alternatives; None where it is anything else."""
    if grammar.get("src") or "srcexpr" in grammar.attributes or "expr" in grammar.attributes:
        return None
    if any(True for _ in grammar.elements):
        return _listed(grammar)
    text = plain_text(grammar.children, lines=True).strip()
    keypad = grammar.name == "dtmf" or grammar.get("mode") == "dtmf"
    if text.startswith("["):
        return _bracketed(text, grammar)
    return _alternatives(text, grammar, keypad=keypad)


def _listed(grammar: Element) -> list[Answer] | None:
    """The items of an SRGS grammar with one rule that is one list."""
    rules = [child for child in grammar.elements if child.name == "rule"]
    lists = [child for rule in rules for child in rule.elements if child.name == "one-of"]
    if len(rules) != 1 or len(lists) != 1 or any(child.name != "one-of" for child in rules[0].elements):
        return None
    found = []
    for item in lists[0].elements:
        if item.get("repeat") or any(child.name != "tag" for child in item.elements):
            return None
        tags = [plain_text(child.children) for child in item.elements]
        said = plain_text([child for child in item.children if not isinstance(child, Element)])
        found.append(_answer(said, tags[0] if tags else "", item, keypad=grammar.get("mode") == "dtmf"))
    return found


def _answer(said: str, tag: str, at: Element, *, keypad: bool) -> Answer:
    meaning = re.search(r"[\"']([^\"']*)[\"']", tag)
    key = keys_of(said) if keypad else ""
    value = (meaning[1] if meaning else tag.strip(" ;")) or key or said
    return Answer(value, at, [key] if key else [], [] if keypad else [said], "" if keypad else said)


def _alternatives(text: str, grammar: Element, *, keypad: bool) -> list[Answer] | None:
    """The alternatives of a grammar in the JSGF manner without rules: `yes {true} | no {false}`."""
    if not text or _RULES.search(_TAG.sub("", text)) or "(" in text or "[" in text:
        return None
    found = []
    for part in text.split("|", MOST + 1):
        tag = _TAG.search(part)
        said = " ".join(_TAG.sub(" ", part).split())
        if "{" in said or "|" in said or not said or (keypad and not keys_of(said)):
            return None
        found.append(_answer(said, f"'{tag[1]}'" if tag and tag[1] else "", grammar, keypad=keypad))
    return found


_ENTRY = re.compile(r"\s*(\[[^\[\]]*\]|\((?:[^()]*)\)|[^\s\[\](){}~]+)\s*(?:~[\d.]+)?\s*(\{[^{}]*\})?")


def _bracketed(text: str, grammar: Element) -> list[Answer] | None:
    """The alternatives of a grammar in Nuance's manner: `[ [dtmf-1 sales] {<team "sales">} ... ]`."""
    if not text.endswith("]"):
        return None
    found: list[Answer] = []
    inner, place = text[1:-1].rstrip(), 0
    while place < len(inner):
        entry = _ENTRY.match(inner, place)
        if entry is None or len(found) > MOST:
            return None
        place = entry.end()
        words = list(_words(entry[1]))
        if any(not re.fullmatch(r"[\w -]+", word) for word in words):
            return None
        keys = [key for word in words if (key := _key_word(word))]
        said = [word for word in words if not word.startswith("dtmf-")]
        tag = _TAG.search(entry[2] or "")
        value = (tag[1].strip() if tag else "") or (said or keys or [""])[0]
        found.append(Answer(value, grammar, keys, said, said[0] if said else ""))
    return found


def _words(entry: str) -> Iterator[str]:
    """Alternatives within `[ ]`; a sequence within `( )` is one of them."""
    if entry.startswith("("):
        yield " ".join(entry[1:-1].split())
    else:
        yield from entry.strip("[]").split()


def _key_word(word: str) -> str:
    if not word.startswith("dtmf-"):
        return ""
    return {"star": "*", "pound": "#"}.get(word[5:], keys_of(word[5:]))
