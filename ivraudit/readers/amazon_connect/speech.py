"""What is said: the text of prompts, free of markup, with holes for what is known only when a call is there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any
from unicodedata import normalize

from ivraudit.model import NOTHING, PerLanguage
from ivraudit.readers.amazon_connect.blocks import Block, Flow
from ivraudit.readers.amazon_connect.parsing import text_of
from ivraudit.readers.amazon_connect.references import Names
from ivraudit.readers.amazon_connect.tables import VOICES

_PATH = re.compile(r"\$\.[A-Za-z]\w*(?:\.[A-Za-z_][\w-]*|\[[^\]\s]*\])*")
_HOLE = re.compile(r"\{\{\s*([^{}]+?)\s*\}\}|\$\{([^${}]+)\}|%(\w[\w.-]*)%|<<([^<>]+)>>")
_MARKUP = re.compile(r"<[^<>]*>")
_SPACE = re.compile(r"\s+")
_CODES = {"&lt;": "<", "&gt;": ">", "&quot;": '"', "&apos;": "'", "&#39;": "'", "&amp;": "&"}
_SPEAKERS = {voice: tag for tag, voices in VOICES.items() for voice in voices.split()}
_SETTING = ("UpdateContactTextToSpeechVoice", "UpdateContactData")
_TAG = re.compile(r"[a-z]{2,3}-[A-Z]{2}")


def spoken(text: str, *, markup: bool = False) -> str:
    """Return the words of a prompt; "" where all of them are known only when a call is there."""
    if "<" in text or "$" in text or "%" in text or "{{" in text or markup:
        text = _HOLE.sub(lambda one: f"{{{_word(one[1] or one[2] or one[3] or one[4])}}}", text)
        text = _PATH.sub(lambda one: f"{{{_word(one[0])}}}", text)
        if markup or "<" in text:
            text = _MARKUP.sub(" ", text)
            for code, sign in _CODES.items():
                text = text.replace(code, sign)
        if not re.search(r"[^\W_]", re.sub(r"\{[^{}]*\}", "", text)):
            return ""
    if text.isprintable() and "  " not in text:
        return text.strip()
    text = "".join(sign if sign.isprintable() else " " for sign in text)
    return _SPACE.sub(" ", text).strip()


def _word(path: str) -> str:
    """The last word of a path: what a hole in a prompt is called."""
    words = re.findall(r"[^\W_][\w-]*", path)
    return words[-1] if words else "value"


def prompt(parameters: Mapping[str, Any]) -> PerLanguage[str]:
    """Return what a block says, as a text."""
    text = parameters.get("Text")
    if text and isinstance(text, str):
        found = spoken(text, markup=parameters.get("TextToSpeechType") == "ssml")
    elif isinstance(parameters.get("SSML"), str):
        found = spoken(parameters["SSML"], markup=True)
    else:
        return NOTHING
    return {"": found} if found else NOTHING


def audio(block: Block, names: Names) -> PerLanguage[str]:
    """Return which recording a block plays; the designer's name of it where the export keeps that."""
    parameters = block.parameters
    if "PromptId" not in parameters and "Media" not in parameters:
        return NOTHING
    given = parameters.get("PromptId")
    if given:
        title = names.title(block, "PromptId", given)
        return {"": title} if title else NOTHING
    media = parameters.get("Media")
    uri = text_of(media.get("Uri")) if isinstance(media, dict) else ""
    return {"": uri.rpartition("/")[2] or uri} if uri and not uri.startswith("$") else NOTHING


def said_in_turn(block: Block, names: Names) -> tuple[PerLanguage[str], PerLanguage[str]]:
    """Return the texts and the first recording of a block that plays several prompts again and again."""
    given = block.parameters.get("Messages")
    messages = [one for one in given if isinstance(one, dict)] if isinstance(given, list) else []
    texts = [text for one in messages for text in prompt(one).values()]
    played = [file for one in messages for file in audio(block._replace(parameters=one), names).values()]
    return {"": " ".join(texts)} if texts else NOTHING, {"": played[0]} if played else NOTHING


def languages(flow: Flow, chain: Iterable[Block]) -> tuple[str, ...]:
    """Return the language of a flow, where it sets one on the way that every call takes, and no other anywhere."""
    every = {tag for block in flow.of(*_SETTING) for tag in _set_by(block)}
    first = {tag for block in chain for tag in _set_by(block)}
    return tuple(first) if len(every) == 1 and first == every and "" not in every else ()


def _set_by(block: Block) -> set[str]:
    if block.type not in _SETTING:
        return set()
    code = text_of(block.parameters.get("LanguageCode"))
    voice = text_of(block.parameters.get("TextToSpeechVoice") or block.parameters.get("VoiceId"))
    found = set()
    if code:
        found.add(code if _TAG.fullmatch(code) else "")
    if voice:
        found.add(_SPEAKERS.get("".join(sign for sign in normalize("NFD", voice) if sign.isascii()), ""))
    return found
