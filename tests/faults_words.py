"""Faults of what prompts say, for how long, and of the time that callers have to answer."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import sayings
from grafting import asking, asks_language, chained, person_of, said, tongues, turned
from planting import ASKING, Plain, Seed, Where, changed, leads, of_type, planted, starts
from preparing import at_door, digits, first_question, hushed, menus, more_options
from sayings import at_first, behind

LONG = "35"
"""Seconds; who says nothing hears them twice more, and sixty would be allowed."""


def talkative(tree: Plain) -> Iterator[Seed]:
    """Nobody is asked anything for more than fifteen seconds: a long welcome, a long recording, a long menu."""
    chatter = sayings.at_length(5)
    for place, say in (
        ("a welcome", {"prompt": at_first(tree, chatter)}),
        ("a recording", {"audio": "welcome.wav", "seconds": "16"}),
    ):
        copy, _ = at_door(tree, {"type": "say", **say, "next": ""})
        yield partial(planted, place, copy, long_greeting=[("nodes", starts(copy)[0])])
    copy = changed(tree)
    node = hushed(copy, first_question(tree))
    node["prompt"] = behind(tree, node["prompt"], chatter)
    yield partial(planted, "the menu", copy, long_greeting=[("nodes", starts(tree)[0])])


def advertised(tree: Plain) -> Iterator[Seed]:
    """Everybody hears an advert before the first menu, or before what was called for."""
    pitch = {"type": "say", "promo": "true", "prompt": at_first(tree, sayings.PITCH), "next": ""}
    copy, here = at_door(tree, pitch)
    yield partial(planted, "the door", copy, promo_before_menu=[here])
    for name in menus(tree):
        copy = changed(tree)
        (key,) = more_options(copy, name, 1)
        copy["nodes"]["planted_answer_0"]["goal"] = "order"
        pitch = {**pitch, "prompt": said(tree, sayings.PITCH), "next": "planted_answer_0"}
        places = chained(copy, ("nodes", name, "options", key), pitch)
        yield partial(planted, name, copy, promo_before_menu=places)


def stock(tree: Plain) -> Iterator[Seed]:
    """A prompt says what every phone tree says; who waits in a queue or is still at the door is sent to the website."""
    for number, (name, node) in enumerate(tree["nodes"].items()):
        if asks_language(node) or node["type"] not in ("say", "queue", "callback", "voicemail", *ASKING):
            continue
        waiting = node["type"] == "queue" or name == first_question(tree)
        phrase = sayings.SITE if waiting and number % 2 else (sayings.IMPORTANT, sayings.CHANGED)[number % 2]
        copy = changed(tree)
        copy["nodes"][name]["prompt"] = behind(tree, node.get("prompt") or said(tree, sayings.DONE), phrase)
        yield partial(planted, name, copy, stock_phrase=[("nodes", name, "prompt")])


def house_words(tree: Plain) -> Iterator[Seed]:
    """An option or a prompt says a word of the house; or a prompt in English is as hard as a law."""
    for number, name in enumerate([*menus(tree), *of_type(tree, "say", "queue")]):
        copy = changed(tree)
        node = copy["nodes"][name]
        here: Where = ("nodes", name, "prompt")
        words = (sayings.JARGON, sayings.INITIALS)[number % 2]
        if node["type"] == "menu":
            key = digits(node)[-1]
            here = ("nodes", name, "options", key)
            node["options"][key]["label"] = said(tree, words)
        elif number % 3 == 0 and tongues(tree) == ["en"]:
            node["prompt"] = f"{node.get('prompt', '')} {sayings.HEAVY}".strip()
        else:
            words = {one: f"{text}." for one, text in words.items()}
            node["prompt"] = behind(tree, node.get("prompt") or said(tree, sayings.DONE), words)
        yield partial(planted, name, copy, unexplained_jargon=[here])


def cold(tree: Plain) -> Iterator[Seed]:
    """Where something has failed nobody says sorry, or they do and hang up."""
    for name, node in tree["nodes"].items():
        copy = changed(tree)
        if "outcome" in node:
            hushed(copy, name)["prompt"] = said(tree, sayings.COLD)
            yield partial(planted, name, copy, failure_without_apology=[("nodes", name)])
        elif node["type"] == "task":
            onward = tree["nodes"][leads(node["error"])].get("next", person_of(tree))
            told = {"type": "say", "outcome": "fault", "prompt": said(tree, sayings.COLD), "next": onward}
            copy["nodes"]["planted_failure"] = told
            turned(copy, ("nodes", name, "error"), "planted_failure")
            yield partial(planted, f"{name}, error", copy, failure_without_apology=[("nodes", "planted_failure")])
    for name in menus(tree):
        copy = changed(tree)
        more_options(copy, name, 1)
        told = {"type": "say", "outcome": "refused", "prompt": said(tree, sayings.HELPLESS), "next": "planted_end"}
        copy["nodes"]["planted_answer_0"] = told
        yield partial(planted, f"{name}, refused", copy, failure_without_apology=[("nodes", "planted_answer_0")])


def parrot(tree: Plain) -> Iterator[Seed]:
    """Who says nothing, or presses a wrong key, hears the same half minute again, and once more."""
    for number, name in enumerate(asking(tree)):
        copy = changed(tree)
        node = copy["nodes"][name]
        kind = ("noinput", "nomatch")[number % 2]
        node["seconds"] = LONG
        for one in ("noinput", "nomatch"):
            to = leads(node.get(one) or tree["defaults"][one])
            node[one] = {"attempts": "3", "prompt": said(tree, sayings.COLD), "to": to}
        del node[kind]["prompt"]
        yield partial(planted, f"{name}, {kind}", copy, identical_reprompt=[("nodes", name, kind)])


def rushed(tree: Plain) -> Iterator[Seed]:
    """A menu or an entry of data waits for two seconds, or all of them do."""
    copy = changed(tree)
    copy["defaults"]["noinput"]["after"] = "2s"
    yield partial(planted, "everywhere", copy, rushed_timeout=[("defaults", "noinput")])
    for name in asking(tree):
        copy = changed(tree)
        own = tree["nodes"][name].get("noinput", tree["defaults"]["noinput"])
        copy["nodes"][name]["noinput"] = {**own, "after": "2s"}
        yield partial(planted, name, copy, rushed_timeout=[("nodes", name, "noinput")])
