"""What is heard: the words of prompts, the files that are played, and in which language."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from ivraudit.marked import Element, Text

HEARD = frozenset({
    "prompt", "audio", "value", "enumerate", "break", "emphasis", "emp", "prosody", "pros", "voice", "say-as", "sayas",
    "p", "s", "paragraph", "sentence", "sub", "phoneme", "mark", "foreach", "desc", "div", "ssml",
})  # fmt: skip
"""Elements that are heard, or that stand in what is heard."""
SILENT = frozenset({"desc", "metadata", "meta", "mark", "grammar", "script", "property", "param"})
LONGEST_FILE = 200
"""Characters of the name of a file that is played."""
_TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*\Z")
_HOLE = re.compile(r"\w+")

Child = Element | Text


@dataclass(slots=True)
class Speech:
    """What is heard at one place, in order."""

    words: dict[str, list[str]] = field(default_factory=dict)
    """By language tag; "" = that of everything around it."""
    files: list[str] = field(default_factory=list)
    partial: bool = False
    """Whether more or less may be heard than the words say: a file without words, a condition."""
    barge_in: bool | None = None
    first: Element | Text | None = None
    timeout: str = ""

    def texts(self, default: str) -> dict[str, str]:
        """The words by language; `default` is that of everything around them."""
        found: dict[str, list[str]] = {}
        for tag, pieces in self.words.items():
            found.setdefault(tag or default, []).extend(pieces)
        joined = ((tag, " ".join(" ".join(pieces).split())) for tag, pieces in found.items())
        # Signs between two values, such as the stop in "{greeting} .", are no words.
        return {tag: text for tag, text in joined if re.search(r"\w", re.sub(r"\{\w*\}", "", text))}

    def played(self) -> str:
        """The files, as one text."""
        return ", ".join(dict.fromkeys(name[:LONGEST_FILE] for name in self.files[:20]))


def language_tag(written: str) -> str:
    """Return a language tag as BCP 47 writes it: en-us becomes en-US; "" if it is none."""
    written = written.strip().replace("_", "-")
    if not _TAG.match(written):
        return ""
    first, *rest = written.split("-")
    return "-".join([first.lower(), *(part.upper() if len(part) == 2 else part for part in rest)])


def plain_text(children: Iterable[Child], *, lines: bool = False) -> str:
    """Return the words within elements, whatever they are; their lines only if asked for."""
    found: list[str] = []
    stack = list(reversed(list(children)))
    while stack:
        child = stack.pop()
        if isinstance(child, Text):
            found.append(child.value)
        elif child.name not in SILENT:
            stack += reversed(child.children)
    return " ".join(found) if lines else " ".join(" ".join(found).split())


def is_heard(child: Child) -> bool:
    """Whether a piece of executable content is heard."""
    return bool(child.value.strip()) if isinstance(child, Text) else child.name in HEARD


def listen(children: Iterable[Child], options: Sequence[Mapping[str, str]] = (), turn: int = 1) -> Speech:
    """Return what is heard at the given play of a prompt (1 = the first).

    `options` are what `<enumerate>` goes through: for each the values of `_prompt` and `_dtmf`.
    """
    listening = _Listening(options)
    speech = listening.speech
    chosen, speech.partial = _of_turn([child for child in children if is_heard(child)], turn)
    listening.walk(chosen)
    return speech


def _of_turn(children: list[Child], turn: int) -> tuple[list[Child], bool]:
    """The prompts of one turn: those of the highest count that is not above it; and whether a condition chooses."""
    counts = {id(child): _count(child) for child in children if isinstance(child, Element) and child.name == "prompt"}
    due = max((count for count in counts.values() if count <= turn), default=1)
    chosen = [child for child in children if counts.get(id(child), due) == due]
    doubtful: list[Child] = [child for child in chosen if isinstance(child, Element) and "cond" in child.attributes]
    sure = [child for child in chosen if child not in doubtful]
    return sure or doubtful[:1], bool(doubtful)


def _count(prompt: Element) -> int:
    written = prompt.get("count")
    return int(written) if written.isdecimal() and len(written) < 6 else 1


class _Listening:
    """A walk through what is heard, with a stack of its own."""

    def __init__(self, options: Sequence[Mapping[str, str]]) -> None:
        self.speech = Speech()
        self.options = options

    def walk(self, children: Sequence[Child]) -> None:
        stack: list[tuple[Child, str, Mapping[str, str]]] = [(child, "", {}) for child in reversed(children)]
        while stack:
            child, language, filled = stack.pop()
            if isinstance(child, Text):
                self.add(child.value, language, child)
                continue
            if child.name in SILENT:
                continue
            language = language_tag(child.get("xml:lang")) or language
            stack += [(inner, language, values) for inner, values in self.within(child, language, filled)]

    def within(
        self, element: Element, language: str, filled: Mapping[str, str]
    ) -> Iterator[tuple[Child, Mapping[str, str]]]:
        """What is heard within an element, last first."""
        speech = self.speech
        if element.name == "prompt":
            speech.first = speech.first or element
            speech.timeout = element.get("timeout") or speech.timeout
            if element.get("bargein"):
                speech.barge_in = element.get("bargein") != "false" and speech.barge_in is not False
        elif element.name == "value":
            self.add(filled.get(element.get("expr")) or self.hole(element.get("expr")), language, element)
        elif element.name == "audio":
            self.play(element)
        elif element.name == "enumerate":
            yield from self.enumerate(element, language)
            return
        for child in reversed(element.children):
            yield child, filled

    def add(self, words: str, language: str, source: Child) -> None:
        if words.strip():
            self.speech.words.setdefault(language, []).append(words)
            self.speech.first = self.speech.first or source

    def hole(self, expression: str) -> str:
        """What stands for a value: its name, where it has one."""
        found = _HOLE.findall(expression)
        return f"{{{found[-1]}}}" if found else "{value}"

    def play(self, audio: Element) -> None:
        name = audio.get("src")
        if name:
            self.speech.files.append(name)
        self.speech.first = self.speech.first or audio
        if (name or "expr" in audio.attributes) and not plain_text(audio.children):
            self.speech.partial = True

    def enumerate(self, element: Element, language: str) -> Iterator[tuple[Child, Mapping[str, str]]]:
        """The options, each in the words of the template; without one, one after the other."""
        template = plain_text(element.children) or any(True for _ in element.elements)
        if not template:
            self.add(". ".join(option["_prompt"] for option in self.options), language, element)
            return
        for option in reversed(self.options):
            for child in reversed(element.children):
                yield child, option
