"""Faults of data that are entered, of recordings, and of languages."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import sayings
from grafting import BACK, NEXT, asks_language, chained, first_menu, person_of, said, tongues, turned
from planting import Exit, Plain, Seed, changed, exits, is_person, leads, planted, starts, unserved
from preparing import at_door, distances, keyed, menus, reached
from sayings import at_first

BOX: Plain = {"type": "voicemail", "answered_within": "4h"}
TAPED: Plain = {"type": "say", "notice": ["recording"], "next": ""}
RECORDS = ("say", "menu", "collect", "queue", "agent", "task", "voicemail")


def collects(tree: Plain) -> list[str]:
    """Return the entries of data that callers meet before they have been helped."""
    return [name for name in unserved(tree) if tree["nodes"][name]["type"] == "collect"]


def asks_number(prompt: object, item: str = "member_number") -> Plain:
    """Return an entry of data without a key to a person."""
    entry = {"type": "collect", "collects": [item], "digits": "8", "by": ["keys", "speech"]}
    return {**entry, "prompt": prompt, "next": NEXT}


def silence(to: str) -> Plain:
    """Return where those go who say nothing, or press wrong keys."""
    return {kind: {"attempts": "3", "to": to} for kind in ("noinput", "nomatch")}


def tongue_menu(tree: Plain) -> str:
    """Return the menu for the language; "" where there is none."""
    return next((name for name, node in tree["nodes"].items() if asks_language(node)), "")


def tongue_exits(tree: Plain) -> list[Exit]:
    """Return the options that choose a language."""
    return [one for one in exits(tree) if one.source == tongue_menu(tree) and one.trigger in "123"]


# Data


def number_first(tree: Plain) -> Iterator[Seed]:
    """Nobody gets to a person without entering a number: at the door, twice, or behind the first menu."""
    asked = asks_number(at_first(tree, sayings.MEMBER)) | silence("planted_message")
    copy, here = at_door(tree, asked)
    copy["nodes"]["planted_message"] = BOX
    yield partial(planted, "the door", copy, identification_before_human=[here])
    copy, here = at_door(tree, asked)
    code = {**asked, "collects": ["code"], "masked": "true", "next": copy["nodes"]["planted"]["next"]}
    copy["nodes"] |= {"planted_message": BOX, "planted_code": code}
    copy["nodes"]["planted"]["next"] = "planted_code"
    yield partial(planted, "the door, twice", copy, identification_before_human=[here])
    copy = changed(tree, planted_message=BOX)
    copy["nodes"]["planted"] = {**asked, "prompt": said(tree, sayings.MEMBER), "next": person_of(tree)}
    name = first_menu(tree)
    for one in exits(tree):
        if one.source == name and "defaults" not in one.where:
            turned(copy, one.where, "planted")
    copy["nodes"][name] |= silence("planted")
    if other := tongue_menu(tree):
        del copy["nodes"][other]["options"]["0"]
        copy["nodes"][other] |= silence(name)
    yield partial(planted, "behind the menu", copy, identification_before_human=[("nodes", "planted")])


def asked_twice(tree: Plain) -> Iterator[Seed]:
    """What has been entered is asked for again, at once or behind another question."""
    ways = keyed(tree, {"0": (sayings.PERSON, person_of(tree)), "*": (sayings.BACK, BACK)})
    options = keyed(tree, {"1": (sayings.DONE, NEXT)}) | ways
    other = {"type": "menu", "prompt": said(tree, sayings.WHICH), "options": options}
    for number, name in enumerate(collects(tree)):
        node = tree["nodes"][name]
        again = {**asks_number(said(tree, sayings.MEMBER)), "collects": list(node["collects"]), "options": ways}
        apart = number % 2 or node.get("masked") or "pin" in node["collects"]
        copy = changed(tree)
        places = chained(copy, ("nodes", name, "next"), *([other] if apart else []), again)
        yield partial(planted, name, copy, repeated_question=places[-1:])


def forgotten(tree: Plain) -> Iterator[Seed]:
    """A person behind an entry of data, which no call leads past, does not see what has been entered."""
    for name in collects(tree):
        behind = leads(tree["nodes"][name]["next"])
        cut = changed(tree)
        cut["nodes"][name] = {"type": "hangup"}
        for one in () if behind in reached(cut, *starts(tree)) else _ahead(tree, behind):
            if is_person(tree["nodes"][one]):
                copy = changed(tree)
                copy["nodes"][one]["carries_context"] = "false"
                yield partial(planted, f"{one}, behind {name}", copy, repeated_question=[("nodes", one)])


def _ahead(tree: Plain, start: str) -> list[str]:
    """The nodes that a call comes to from there when nothing fails, nobody goes back, and nothing is settled."""
    far, waiting = distances(tree), [start]
    for name in waiting:  # grows while it is walked
        node = tree["nodes"][name]
        if is_person(node) or node["type"] in ("voicemail", "callback", "loop") or {"resolves", "outcome"} & set(node):
            continue
        ways = (one.target for one in exits(tree) if one.source == name and not {"error", "defaults"} & set(one.where))
        new = (one for one in ways if far[one] > far[name] or is_person(tree["nodes"][one]))
        waiting += [one for one in dict.fromkeys(new) if one not in waiting]
    return waiting


def tells(node: Plain) -> bool:
    """Say whether a node tells that the call is recorded."""
    return "recording" in node.get("notice", [])


def taped_untold(tree: Plain) -> Iterator[Seed]:
    """A node records the call, and no word has been said of it; or the words that were there are gone."""
    nodes = tree["nodes"]
    if not any(tells(node) for node in nodes.values()):
        for name in reached(tree, *starts(tree)):
            if nodes[name]["type"] in RECORDS:
                copy = changed(tree)
                copy["nodes"][name]["recorded"] = "true"
                yield partial(planted, name, copy, late_recording_notice=[("nodes", name)])
        return
    first = {"type": "say", "recorded": "true", "prompt": at_first(tree, sayings.WHICH), "next": ""}
    copy, here = at_door(tree, first, starts(tree)[0])
    yield partial(planted, "the door", copy, late_recording_notice=[here])
    for name in (one for one, node in nodes.items() if node.get("recorded") == "true"):
        copy = changed(tree)
        for one, node in copy["nodes"].items():
            if one != name:
                node.pop("recorded", None)
            if tells(node) or "record" in str(node.get("prompt", "")):
                node.pop("notice", None)
                node["prompt"] = said(tree, sayings.WHICH)
        yield partial(planted, f"untold, {name}", copy, late_recording_notice=[("nodes", name)])


def taped_card(tree: Plain) -> Iterator[Seed]:
    """The number of a card, or its code, is entered while the call is recorded: from the door on, or from there on."""
    cards = [name for name in collects(tree) if "pan" in tree["nodes"][name]["collects"]]
    for number, name in enumerate(cards or collects(tree)):
        for place in ("door", "here")[number % 2 :]:
            copy, _ = at_door(tree, {**TAPED, "prompt": at_first(tree, sayings.TAPED)}, starts(tree)[0])
            copy["nodes"]["planted" if place == "door" else name]["recorded"] = "true"
            node = copy["nodes"][name]
            node["collects"] = ["pan"] if number % 2 else ["cvv"]
            node.pop("masked", None)
            yield partial(planted, f"{name}, {place}", copy, recorded_card_data=[("nodes", name)])


# Languages


def language_late(tree: Plain) -> Iterator[Seed]:
    """The choice of a language comes behind a long welcome, behind another question, or after long words of its own."""
    name = tongue_menu(tree)
    if not name:
        return
    here = ("nodes", name)
    person = keyed(tree, {"0": (sayings.PERSON, person_of(tree))})
    which = at_first(tree, sayings.WHICH)
    for place, node in (
        ("a welcome", {"type": "say", "seconds": "11", "prompt": which, "next": ""}),
        ("a question", {**asks_number(at_first(tree, sayings.MEMBER)), **silence(name), "options": person}),
        ("a menu", {"type": "menu", "prompt": which, "options": keyed(tree, {"1": (sayings.WHICH, name)}) | person}),
    ):
        copy, _ = at_door(tree, node)
        yield partial(planted, place, copy, late_language_choice=[here])
    copy = changed(tree)
    copy["nodes"][name]["seconds"] = "11"
    yield partial(planted, "its own words", copy, late_language_choice=[here])


def untranslated(tree: Plain) -> Iterator[Seed]:
    """A prompt, a label, the words for another attempt: one language of one of them is missing."""
    if not tongue_menu(tree):
        return
    inner = reached(tree, *(one.target for one in tongue_exits(tree)))
    for number, name in enumerate(one for one in inner if one != tongue_menu(tree)):
        node, here = tree["nodes"][name], ("nodes", name)
        tag = tree["languages"][number % len(tree["languages"])]
        if isinstance(node.get("prompt"), dict) and "audio" not in node:
            copy = changed(tree)
            del copy["nodes"][name]["prompt"][tag]
            yield partial(planted, f"{name}, {tag}", copy, missing_translation=[here])
        for key, one in list(node.get("options", {}).items())[number % 2 : number % 2 + 1]:
            if isinstance(one.get("label"), dict):
                copy = changed(tree)
                del copy["nodes"][name]["options"][key]["label"][tag]
                yield partial(planted, f"{name}, {key}, {tag}", copy, missing_translation=[here])
    copy = changed(tree)
    del copy["defaults"]["nomatch"]["prompt"][tree["languages"][-1]]
    yield partial(planted, "another attempt", copy, missing_translation=[("nodes", first_menu(tree))])


def only_here(tree: Plain) -> Iterator[Seed]:
    """What can be done in one language cannot be done in the other."""
    done = any(node.get("goal") in ("sales", "complaint") for node in tree["nodes"].values())
    for one in tongue_exits(tree) if done and len(tongues(tree)) == 2 and tree["recurring"] != "true" else ():
        ways = keyed(tree, {"1": (sayings.WHICH, "planted_answer"), "0": (sayings.PERSON, person_of(tree))})
        answer = {"type": "say", "resolves": "true", "prompt": said(tree, sayings.DONE), "next": "planted_end"}
        copy = changed(tree, planted_answer=answer, planted_end={"type": "hangup"})
        copy["nodes"]["planted"] = {"type": "menu", "prompt": said(tree, sayings.WHICH), "options": ways}
        turned(copy, one.where, "planted")
        yield partial(planted, one.trigger, copy, missing_translation=[one.where])


def favoured(tree: Plain) -> Iterator[Seed]:
    """One language is put through at once, or another one is asked for a number first."""
    for one in tongue_exits(tree):
        copy = changed(tree)
        turned(copy, one.where, person_of(tree))
        yield partial(planted, f"{one.trigger} to a person", copy, favoured_language=[one.where])
        others = [other.where for other in tongue_exits(tree) if other != one]
        if len(others) == 1:
            copy = changed(tree)
            chained(copy, one.where, asks_number(said(tree, sayings.MEMBER)))
            yield partial(planted, f"{one.trigger} enters a number", copy, favoured_language=others)


def spoken_only(tree: Plain) -> Iterator[Seed]:
    """A menu has phrases and no keys but *, an entry of data is spoken."""
    for name in [*menus(tree), *collects(tree)]:
        copy = changed(tree)
        node = copy["nodes"][name]
        options = node.pop("options")
        if "*" in options:
            node["options"] = {"*": options["*"]}
        phrases = {f"thing {key}": leads(one) for key, one in options.items() if key not in "0*"}
        names = (sayings.PERSON[tongue] for tongue in tongues(tree))
        node["speech"] = phrases | dict.fromkeys(names, leads(options["0"]))
        if node["type"] == "collect":
            node["by"] = ["speech"]
        if "press " in str(node["prompt"]):
            node["prompt"] = said(tree, sayings.WHICH)
        yield partial(planted, name, copy, speech_only_input=[("nodes", name)])
