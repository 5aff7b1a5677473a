"""Menus: prompts during which keys are taken, and the wait behind them."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from ivraudit.model import NodeType, Nowhere, Owner, Retry
from ivraudit.readers.asterisk.acts import NEXT, Act, Way
from ivraudit.readers.asterisk.applications import Family
from ivraudit.readers.asterisk.arguments import argument, dynamic, filled, holes, unquoted
from ivraudit.readers.asterisk.keypad import Keypad
from ivraudit.readers.asterisk.laying import Laying
from ivraudit.readers.asterisk.plan import Step
from ivraudit.readers.asterisk.states import Stack

RESPONSE_SECONDS = 10.0
"""How long WaitExten waits where nothing is said (Asterisk's response timeout)."""
MOST_JOINED = 200


class Group(NamedTuple):
    """Steps that are one to a caller, in order, and where the last of them leads."""

    steps: tuple[Step, ...]
    behind: Way


def group(laying: Laying, step: Step, families: frozenset[Family]) -> Group:
    """Return the steps from one on that belong together, because nothing leads into the middle of them."""
    steps, last = [step], step
    way = laying.acts.of(step).ways[0]
    pending: list[Step] = []
    while len(steps) < MOST_JOINED and laying.acts.of(last).family is not Family.WAIT:
        here = pending[-1] if pending else last
        place = laying.acts.of(here).ways[0].place
        if not isinstance(place, Step) or laying.incoming.get(place, 0) > 1 or place in steps:
            break
        kind = laying.acts.of(place).family
        if kind in families:
            steps += [*pending, place]
            last, pending = place, []
            way = laying.acts.of(place).ways[0]
        elif kind is Family.PASS and len(pending) < MOST_JOINED:
            pending.append(place)
        else:
            break
    return Group(tuple(steps), way)


def sound(laying: Laying, steps: tuple[Step, ...]) -> dict[str, Any]:
    """Return the fields of a node that say what is heard: texts if all are texts, else the files."""
    texts: list[str] = []
    files: list[str] = []
    for step in steps:
        act = laying.acts.of(step)
        parts = list(act.parts)
        if act.family is Family.SPEAK or (act.family is Family.BACKGROUND and not _word(act, step).startswith("back")):
            texts.append(_text(laying, step, parts))
        elif act.family in (Family.SAY, Family.BACKGROUND):
            files += audio(laying, step, parts)
    if texts and not files and all(texts):
        return {"prompt": {"": " ".join(texts)}}
    return {"audio": {"": " & ".join(files)}} if files else {}


def audio(laying: Laying, step: Step, parts: list[str], number: int = 0) -> list[str]:
    """Return the names of the files that a step plays; of what it reads out, the application and its value."""
    files = [unquoted(piece) for piece in unquoted(argument(parts, number)).split("&") if piece.strip()]
    shown = [holes(filled(file, laying.counters.values)) for file in files]
    app = laying.acts.of(step).app or step.app
    return [f"{app}({one})" for one in shown] if app.casefold().startswith("say") else shown


def _word(act: Act, step: Step) -> str:
    """The application's name, in small letters."""
    return act.app.casefold() or step.word


def _text(laying: Laying, step: Step, parts: list[str]) -> str:
    """The text that a speech program says; "" where all of it is only known during the call."""
    act = laying.acts.of(step)
    program = act.family is Family.BACKGROUND or _word(act, step).endswith("agi")
    text = unquoted(argument(parts, 1 if program else 0))
    language = argument(parts, 2) if program else ""
    if re.fullmatch(r"[a-z]{2}(?:[-_][A-Za-z]{2})?", language):
        laying.languages[language.replace("_", "-")] = None
    shown = holes(text)
    return "" if dynamic(text) and re.fullmatch(r"\s*\{\w+\}\s*", shown) else shown.strip()


def lay_menu(laying: Laying, step: Step, stack: Stack) -> None:
    """Lay a prompt that keys end, with what follows it, as a menu; as a say where no key leads anywhere."""
    members = group(laying, step, frozenset({Family.BACKGROUND, Family.WAIT}))
    context = argument(list(laying.acts.of(step).parts), 3) if step.word.startswith("back") else ""
    keypad = laying.keypads.of(context or step.extension.context)
    last = members.steps[-1]
    waits = laying.acts.of(last).family is Family.WAIT
    silent = _silence(members.behind, keypad) if waits else members.behind
    heard = sound(laying, members.steps)
    if not keypad.options and (keypad.complete or not waits):
        name = laying.node(step, stack, NodeType.SAY, **heard)
        silent = silent or Way(NEXT, laying.acts.behind(last), NEXT)
        laying.exit(name, NEXT, silent, last, stack)
    else:
        name = _menu(laying, step, stack, keypad, silent, last, heard)
    for one in members.steps:
        if one is not step:
            laying.part(one, name, "one prompt and its keys")
    for one in members.steps[:-1]:
        laying.account_ways(one, name)


def _silence(behind: Way, keypad: Keypad) -> Way | None:
    """Where the wait ends: at the next priority if there is one, else at `t` or `e`; None where the call is dropped."""
    if isinstance(behind.place, Step):
        return behind
    return Way("t", keypad.timeout, NEXT) if keypad.timeout else None


def _menu(
    laying: Laying, step: Step, stack: Stack, keypad: Keypad, silent: Way | None, last: Step, heard: dict[str, Any]
) -> str:
    seconds = _seconds(laying, last)
    unseen = not keypad.complete
    fields = {
        "noinput": Retry(1, last.at, seconds) if silent or unseen else None,
        "nomatch": Retry(1, last.at) if keypad.invalid or keypad.every_key or unseen else None,
    }
    # A call that came by a context that includes this one may dial what that one has besides.
    wider = any(len(laying.keypads.of(one).options) > len(keypad.options) for one in _includers(laying, step))
    name = laying.node(step, stack, NodeType.MENU, barge_in=True, opaque=unseen or wider, **heard, **fields)
    for option in keypad.options:
        target = laying.lay(option.step, stack)
        at = laying.place_of(option.step, stack, option.extension.at)
        laying.draft.exit(name, option.trigger, target, Owner.CALLER, at)
    if silent is not None:
        laying.exit(name, "noinput-last", silent, last, stack, Owner.PASSIVE)
    elif unseen:
        raw = laying.way_raw(last, NEXT)
        laying.draft.exit(name, "noinput-last", Nowhere.UNREAD, Owner.PASSIVE, last.at, raw)
    if keypad.invalid is not None:
        at = laying.place_of(keypad.invalid, stack, last.at)
        laying.draft.exit(name, "nomatch-last", laying.lay(keypad.invalid, stack), Owner.PASSIVE, at)
    elif unseen:
        laying.draft.exit(name, "nomatch-last", Nowhere.UNREAD, Owner.PASSIVE, last.at)
    return name


def _includers(laying: Laying, step: Step) -> list[str]:
    """The contexts by which a call may have come to a menu that is written in another one."""
    return laying.plan.includers(step.extension.context)


def _seconds(laying: Laying, step: Step) -> float | None:
    """How long a wait lasts, as far as it is told; None where there is none."""
    act = laying.acts.of(step)
    if act.family is not Family.WAIT:
        return None
    return number(filled(argument(list(act.parts), 0), laying.counters.values), RESPONSE_SECONDS)


def number(text: str, default: float | None) -> float | None:
    """Return a number of seconds; the default where none is given; None where it is only known during the call."""
    if not text:
        return default
    return float(text) if re.fullmatch(r"\d{1,6}(?:\.\d{1,6})?", text) else None

