"""Faults of cancelling: no proof, nobody but the retention team, steps that throw callers back, and vague words."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from faults_cancellation import BOX, behind, cancels, doors
from grafting import NEXT, chained, long_form, options, said, turned, walked, with_goal
from planting import ASKING, Exit, Plain, Planted, Seed, Where, changed, exits, of_type, planted

VAGUE = (
    {
        "en": "Changes to your contract", "es": "Cambios en su contrato", "fr": "Modifier votre contrat",
        "de": "Änderungen am Vertrag", "pt": "Mudanças no seu contrato", "et": "Muudatused teie lepingus",
    },
    {
        "en": "Membership choices", "es": "Opciones para clientes", "fr": "Choix pour nos clients",
        "de": "Optionen für Kunden", "pt": "Opções para clientes", "et": "Kliendi valikud",
    },
)  # fmt: skip
FAREWELL = {
    "en": "Goodbye", "es": "Adiós", "fr": "Au revoir", "de": "Auf Wiederhören", "pt": "Até logo", "et": "Head aega",
}  # fmt: skip


# No proof, and no way around the people who keep callers


def no_proof(tree: Plain) -> Iterator[Seed]:
    """What cancels gives no proof of it: that which is there, or one that the system picks."""
    for name in cancels(tree, person=False) if tree.get("recurring") == "true" else ():
        yield partial(_no_proof, tree, name)
        if tree["nodes"][name]["type"] == "say":
            yield partial(_sometimes_no_proof, tree, name)


def _no_proof(tree: Plain, name: str) -> Planted:
    copy = changed(tree)
    del copy["nodes"][name]["confirms"]
    return planted(name, copy, unconfirmed_cancel=[("nodes", name)])


def _sometimes_no_proof(tree: Plain, name: str) -> Planted:
    copy = changed(tree)
    (order,) = (one for one in exits(tree) if one.target == name)
    bare = {"type": "say", "goal": "cancel", "resolves": "true", "next": tree["nodes"][name]["next"]}
    copy["nodes"]["planted_bare"] = bare
    chained(copy, order.where, {"type": "decide", "when": {"an old contract": "planted_bare"}, "else": NEXT})
    return planted(f"{name}, old contracts", copy, unconfirmed_cancel=[("nodes", "planted_bare")])


def kept_by_people(tree: Plain) -> Iterator[Seed]:
    """Whoever cancels has to talk to the retention team first: a queue, an agent, another number; or to it alone."""
    kinds: dict[str, Plain] = {
        "queue": {"type": "queue", "team": "Retention"},
        "agent": {"type": "agent", "team": "Customer retention"},
        "number": {
            "type": "transfer", "human": "true", "team": "retention desk", "number": "+1 800 555 0198",
            "failed": "planted_box",
        },
    }  # fmt: skip
    for door in doors(tree):
        for place, node in kinds.items():
            yield partial(_kept, tree, door, place, node)
        yield partial(_kept_alone, tree, door)


def _kept(tree: Plain, door: Exit, place: str, node: Plain) -> Planted:
    copy = changed(tree, **({"planted_box": BOX} if "failed" in node else {}))
    (team,) = chained(copy, door.where, node | ({} if "failed" in node else {"next": NEXT}))
    return planted(place, copy, retention_only_cancel=[team])


def _kept_alone(tree: Plain, door: Exit) -> Planted:
    copy = changed(tree)
    (team,) = cancels(tree, person=True)
    copy["nodes"][team]["team"] = "Retention"
    turned(copy, door.where, team)
    return planted("the team alone", copy, retention_only_cancel=[("nodes", team)])


# Thrown back, and not told


def thrown_back(tree: Plain) -> Iterator[Seed]:
    """Silence, a wrong key or a lookup that fails puts the caller back at the first menu."""
    for door in doors(tree):
        inside = behind(tree, door)
        at_once = walked(tree, [door.target], stops=ASKING)  # by what the system knows, one or the other
        for name in (one for one in of_type(tree, *ASKING) if one in inside and one not in at_once):
            for kind in ("noinput", "nomatch"):
                yield partial(_thrown_back, tree, door, name, (kind,))
        for name in (one for one in inside if one in of_type(tree, "task")):
            yield partial(_thrown_back, tree, door, name, ("error",))


def _thrown_back(tree: Plain, door: Exit, name: str, exit_: Where) -> Planted:
    copy = changed(tree)
    copy["nodes"][name][exit_[0]] = door.source if exit_ == ("error",) else {"attempts": "3", "to": door.source}
    return planted(f"{name}, {exit_[0]}", copy, ejecting_cancel_step=[("nodes", name)])


def vague(tree: Plain) -> Iterator[Seed]:
    """No option says that it cancels."""
    for door in doors(tree):
        for words in VAGUE:
            yield partial(_vague, tree, door, words)


def _vague(tree: Plain, door: Exit, words: dict[str, str]) -> Planted:
    copy = changed(tree)
    for one in with_goal(tree, "cancel"):
        if one.trigger != "0":
            there = long_form(copy, one.where)
            there["label"] = said(tree, words)
            there.pop("speech", None)
    for one in options(tree, *tree["nodes"]):
        if one.target == "goodbye" and one.trigger == "2":  # "the end of this call" has a word for cancelling
            long_form(copy, one.where)["label"] = said(tree, FAREWELL)
    return planted(words["en"], copy, euphemistic_cancel_label=[door.where])
