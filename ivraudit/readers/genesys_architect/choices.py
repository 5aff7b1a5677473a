"""The exits of Architect's menus: keys and words, what their silence leads to, keys that work in every menu."""

from __future__ import annotations

from ivraudit.model import NodeType, Nowhere, Owner, Retry
from ivraudit.readers.genesys_architect.laying import Laying
from ivraudit.readers.genesys_architect.steps import Choice, Container, Dialling
from ivraudit.readers.genesys_architect.ways import Place

PLAYS = 3
"""How often a menu is played where neither it nor its flow says so."""
DIALS = True
"""Whether a menu listens for extensions where neither it nor its flow says so: Architect's default menu settings."""
WAIT = 10.0
"""The seconds that a menu waits where neither it nor its flow says so."""


def lead(laying: Laying) -> None:
    """Give every menu of a tree its exits."""
    menus = [container for container in laying.part if container.is_menu]
    for menu in menus:
        for choice in menu.choices:
            _choice(laying, menu, choice)
        _silence(laying, menu)
    everywhere = [choice for menu in menus for choice in menu.choices if choice.everywhere]
    for menu in menus:
        own = {choice.key for choice in menu.choices}
        for choice in everywhere:
            if choice.key not in own:
                own.add(choice.key)
                _key(laying, menu, choice, "")
    _extensions(laying, menus)


def _extensions(laying: Laying, menus: list[Container]) -> None:
    """Lead each menu that listens for extensions to whoever is dialled there: nobody can see whether that is a person.

    No action of the file stands for it, so it has no line in the account; no prompt needs to say it.
    """
    dialled = ""
    for menu in menus:
        dialling = menu.dialling or laying.flow.dialling or Dialling(DIALS, menu.at)
        if dialling.allowed:
            dialled = dialled or laying.node("Dialled extension", NodeType.TRANSFER, dialling.at)
            node = laying.nodes[id(menu)]
            laying.draft.exit(node, "an extension", dialled, Owner.CALLER, dialling.at, unspoken=True)


def _choice(laying: Laying, menu: Container, choice: Choice) -> None:
    if choice.key:
        _key(laying, menu, choice, choice.raw)
        return
    node = laying.nodes[id(menu)]
    for language, phrases in choice.phrases.items():
        for phrase in phrases:
            laying.exit(
                node, phrase, choice.step, Owner.CALLER, choice.at, choice.raw, spoken=True,
                label={language: choice.name},
            )  # fmt: skip
    if not choice.phrases and choice.ref != menu.default:
        laying.part_of(choice.raw, node, "no key and no word takes it")


def _key(laying: Laying, menu: Container, choice: Choice, raw: str) -> None:
    laying.exit(
        laying.nodes[id(menu)], choice.key, choice.step, Owner.CALLER, choice.at, raw, label={"": choice.name},
        speech=choice.phrases,
    )  # fmt: skip


def _silence(laying: Laying, menu: Container) -> None:
    """What a menu does when nobody chooses: it is played again, then takes its default choice or ends the call."""
    flow, node = laying.flow, laying.nodes[id(menu)]
    plays = menu.plays or flow.plays or PLAYS
    after = menu.after if menu.after is not None else flow.after if flow.after is not None else WAIT
    place: Place = Nowhere.DROPPED
    raw = chosen = ""
    if menu.default:
        choice = laying.ways.choice(menu, menu.default)
        place = choice.step if choice else menu.default
        chosen = choice.raw if choice else ""
        raw = menu.default_raw or chosen
    at = menu.default_at or menu.at
    for trigger in ("noinput", "nomatch"):
        if plays > 1:
            laying.exit(node, trigger, menu, Owner.PASSIVE, menu.at, limit=plays - 1)
        laying.exit(node, f"{trigger}-last", place, Owner.PASSIVE, at, raw)
    for one in (raw, chosen):
        laying.part_of(one, node, "it is taken where nobody chooses")
    laying.draft.change(node, noinput=Retry(plays, menu.at, after), nomatch=Retry(plays, menu.at))
