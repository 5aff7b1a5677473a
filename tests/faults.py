"""The faults that are planted: each takes a good tree and gives every place in it where the fault can be planted."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from planting import (
    ASKING,
    Plain,
    Planted,
    Seed,
    changed,
    exits,
    is_person,
    leads,
    line,
    of_type,
    planted,
    spread,
    starts,
    unserved,
    written,
)

END: Plain = {"type": "hangup"}
CANCELLED: Plain = {
    "type": "say", "goal": "cancel", "resolves": "true", "confirms": "sms", "prompt": "It is cancelled.",
    "next": "the_end",
}  # fmt: skip
MESSAGE: Plain = {"type": "voicemail", "answered_within": "4h", "prompt": "Please leave a message."}


def renamed(tree: Plain) -> Iterator[Seed]:
    """A node gets another name, and the exits that led to it do not."""
    linked = {one.target for one in exits(tree)} - set(starts(tree))
    for name in (one for one in tree["nodes"] if one in linked):
        copy = changed(tree)
        copy["nodes"] = {f"{one}_moved" if one == name else one: node for one, node in copy["nodes"].items()}
        yield partial(planted, name, copy, dangling_target=[one.where for one in exits(copy) if one.target == name])


def cut_off(tree: Plain) -> Iterator[Seed]:
    """The only way to a node is deleted."""
    ways = exits(tree)
    for one in ways:
        alone = [other.where for other in ways if other.target == one.target] == [one.where]
        if alone and "options" in one.where and one.target not in starts(tree):
            copy = changed(tree)
            del copy["nodes"][one.source]["options"][one.trigger]
            yield partial(planted, one.target, copy, unreachable_node=[])


def ended(tree: Plain) -> Iterator[Seed]:
    """The only exit of a node is deleted."""
    for name in of_type(tree, "say"):
        copy = changed(tree)
        del copy["nodes"][name]["next"]
        yield partial(planted, name, copy, dead_end=[("nodes", name)])


def circle(tree: Plain, door: bool = False) -> Iterator[Seed]:
    """The last exit of a circle is turned inwards; with a door, all but the last."""
    for name in unserved(tree):
        copy = changed(tree, planted_note={"type": "say", "prompt": "Let us begin anew.", "next": name})
        menu = copy["nodes"][name]
        kept = {"0": menu["options"]["0"]} if door else {}
        menu["options"] = dict.fromkeys(menu["options"], "planted_note") | kept
        menu.update({kind: {"attempts": "3", "to": "planted_note"} for kind in ("noinput", "nomatch")})
        if "next" in menu:
            menu["next"] = "planted_note"
        here = ("nodes", name)
        locked = [] if door else [here]
        yield partial(planted, name, copy, inescapable_loop=locked, human_lockout=locked, unbounded_retry=[here])


def nearly_a_circle(tree: Plain) -> Iterator[Seed]:
    """All exits of a circle but one are turned inwards."""
    return circle(tree, door=True)


def nobody(tree: Plain) -> Iterator[Seed]:
    """Every person is replaced by a message, by an end, by a machine."""
    robot = {"type": "transfer", "human": "false", "number": "+1 800 555 0199", "failed": "end"}
    for place, instead in (("message", MESSAGE), ("end", END), ("robot", robot)):
        copy = changed(tree)
        for name, node in tree["nodes"].items():
            if is_person(node):
                after = {"next": node["next"]} if place == "message" and "next" in node else {}
                copy["nodes"][name] = instead | after
            elif node["type"] == "tree":  # its part has people of its own
                copy["nodes"][name] = {"type": "say", "prompt": "One moment.", "next": node["next"]}
        yield partial(planted, place, copy, no_human=[("nodes", name) for name in starts(copy)])


def locked(tree: Plain) -> Iterator[Seed]:
    """All exits of one menu are turned to a message."""
    for name in unserved(tree):
        copy = changed(tree, planted_message=MESSAGE)
        menu = copy["nodes"][name]
        menu["options"] = dict.fromkeys(menu["options"], "planted_message")
        menu.update(dict.fromkeys(("noinput", "nomatch", *(("next",) if "next" in menu else ())), "planted_message"))
        yield partial(planted, name, copy, human_lockout=[("nodes", name)])


def undeclared(tree: Plain) -> Iterator[Seed]:
    """The defaults are written out at every menu, and then one menu loses its own."""
    for number, name in enumerate(unserved(tree)):
        copy = changed(tree)
        defaults = copy.pop("defaults")
        for one in of_type(copy, *ASKING):
            copy["nodes"][one] = defaults | copy["nodes"][one]
        for kind in (("noinput",), ("nomatch",), ("noinput", "nomatch"))[number % 3]:
            del copy["nodes"][name][kind]
        yield partial(planted, name, copy, unhandled_input=[("nodes", name)])


def _silence(tree: Plain, to: Callable[[str], Any], rule: str) -> Iterator[Seed]:
    for number, name in enumerate(unserved(tree)):
        copy = changed(tree)
        copy["nodes"][name][("noinput", "nomatch")[number % 2]] = to(name)
        if to(name) != name:
            copy["nodes"]["planted_end"] = END
        yield partial(planted, name, copy, **{rule: [("nodes", name)]})


def asked_for_ever(tree: Plain) -> Iterator[Seed]:
    """Silence, or a wrong key, leads to the same menu."""
    return _silence(tree, str, "unbounded_retry")


def hung_up(tree: Plain) -> Iterator[Seed]:
    """Silence, or a wrong key, leads to a hang-up."""
    return _silence(tree, lambda _: {"attempts": "3", "to": "planted_end"}, "hangup_on_error")


def thrown_out(tree: Plain) -> Iterator[Seed]:
    """Whoever has waited is hung up on."""
    for name in of_type(tree, "queue"):
        for trigger in ("timeout", "full"):
            copy = changed(tree, planted_end=END)
            late = {"after": "120s", "to": "planted_end"}
            copy["nodes"][name][trigger] = late if trigger == "timeout" else "planted_end"
            yield partial(planted, f"{name}, {trigger}", copy, disconnecting_queue=[("nodes", name, trigger)])


def long_wait(tree: Plain) -> Iterator[Seed]:
    """A wait of twenty minutes, and no way to leave a number."""
    for name in of_type(tree, "queue"):
        copy = changed(tree)
        queue = copy["nodes"][name]
        queue["wait"] = "20m"
        for other in ("options", "timeout"):
            queue.pop(other, None)
        yield partial(planted, name, copy, wait_without_alternative=[("nodes", name)])


def asks_itself(tree: Plain) -> Iterator[Seed]:
    """A lookup that fails is asked again at once."""
    for name in of_type(tree, "task"):
        copy = changed(tree, planted_sorry={"type": "say", "prompt": "One moment, please.", "next": name})
        copy["nodes"][name]["error"] = "planted_sorry"
        yield partial(planted, name, copy, automatic_cycle=[("nodes", name)])


def put_before_cancel(tree: Plain) -> Iterator[Seed]:
    """Menus are put before a cancellation in the first menu, one more each time; more than two menus are too deep."""
    first = unserved(tree)[1 if _asks_language(tree) else 0]
    for menus in range(4):
        copy = changed(_without_cancel(tree), planted_cancelled=CANCELLED, the_end=END)
        chain = [f"planted_{number}" for number in range(menus)]
        for name, following in zip(chain, [*chain[1:], "planted_cancelled"], strict=menus > 0):
            keys = {"1": following, "0": leads(tree["defaults"]["noinput"]), "*": first}
            copy["nodes"][name] = {"type": "menu", "prompt": "Well?", "options": keys}
        copy["nodes"][first]["options"]["9"] = {"to": [*chain, "planted_cancelled"][0], "goal": "cancel"}
        deep = [("nodes", "planted_cancelled")] if 1 + menus > 2 else []
        copy["start"] = starts(tree)[0]  # of two numbers, only the first one leads to the menu
        yield partial(planted, f"{menus} menus", copy, deep_cancel=deep, no_cancel_path=[])


def _asks_language(tree: Plain) -> bool:
    return any("language" in one for one in tree["nodes"][unserved(tree)[0]]["options"].values() if one != str(one))


def _without_cancel(tree: Plain) -> Plain:
    """The tree as one that sells by subscription, with nothing in it that is tagged as a cancellation."""
    copy = changed(tree) | {"recurring": "true"}
    for node in copy["nodes"].values():
        if "cancel" in node.get("goal", ""):
            del node["goal"]
        for one in node.get("options", {}).values():
            if isinstance(one, dict) and one.get("goal") == "cancel":
                del one["goal"]
    return copy


def kept_for_ever(tree: Plain) -> Iterator[Seed]:
    """Nothing is a cancellation; the option only says so; the option leads to a web address."""
    first = unserved(tree)[0]
    for place, goal, to in (("none", "", ""), ("untagged", "", "planted"), ("redirected", "cancel", "planted")):
        copy = _without_cancel(tree)
        if to:
            advice = {"type": "say", "redirect": "web", "prompt": "You can cancel on our site.", "next": "the_end"}
            copy["nodes"] |= {"planted": advice, "the_end": END}
            copy["nodes"][first]["options"]["9"] = {"label": "Cancelling", "to": to} | ({"goal": goal} if goal else {})
        yield partial(planted, place, copy, no_cancel_path=[("nodes", name) for name in starts(copy)])


def id_again(tree: Plain) -> Iterator[Seed]:
    """The id of a node is given once more, at the end."""
    text = written(tree)
    assert list(tree)[-1] == "nodes"
    for name in tree["nodes"]:
        again = f"{text}  {name}:\n    type: hangup\n"
        yield partial(Planted, name, again, {"duplicate-node": [again.count("\n") - 1]})


def key_again(tree: Plain) -> Iterator[Seed]:
    """A key stands in the same menu twice."""
    text = written(tree)
    for name, node in tree["nodes"].items():
        for key, one in node.get("options", {}).items():
            rows = text.splitlines(keepends=True)
            first = line(text, ("nodes", name, "options", next(iter(node["options"]))))
            rows.insert(first - 1, f"      '{key}': {leads(one)}\n")
            here = line(text, ("nodes", name, "options", key)) + 1
            yield partial(Planted, f"{name}, {key}", "".join(rows), {"ambiguous-key": [here]})


def unknown_word(tree: Plain) -> Iterator[Seed]:
    """A word of a node is misspelt."""
    for name in tree["nodes"]:
        copy = changed(tree)
        copy["nodes"][name]["promt"] = "Hello."
        yield partial(planted, name, copy, unknown_field=[("nodes", name, "promt")])


def bad_value(tree: Plain) -> Iterator[Seed]:
    """A field has a value that it cannot have."""
    fields = {"say": ("barge_in", "perhaps"), "queue": ("wait", "soon"), "task": ("seconds", "a few"),
              "menu": ("barge_in", "never"), "collect": ("digits", "many")}  # fmt: skip
    for name, node in tree["nodes"].items():
        if node["type"] in fields:
            word, value = fields[node["type"]]
            copy = changed(tree)
            copy["nodes"][name][word] = value
            yield partial(planted, name, copy, invalid_value=[("nodes", name, word)])


def missing(tree: Plain) -> Iterator[Seed]:
    """The tree has no name, a node no type, an option no target."""
    copy = changed(tree)
    del copy["name"]
    yield partial(Planted, "name", written(copy), {"missing-field": [1]})
    for name in spread(tree["nodes"], 4):
        copy = changed(tree)
        del copy["nodes"][name]["type"]
        text = written(copy)
        yield partial(Planted, f"type of {name}", text, {"missing-field": [line(text, ("nodes", name))]})
    others = [one.target for one in exits(tree)]
    many = (one for one in exits(tree) if "options" in one.where and others.count(one.target) > 1)
    for way in spread(many, 4):
        copy = changed(tree)
        option = copy["nodes"][way.source]["options"]
        option[way.trigger] = {"label": "Something"}
        yield partial(planted, f"{way.source}, {way.trigger}", copy, missing_field=[way.where])


def swallowed(tree: Plain) -> Iterator[Seed]:
    """A prompt without quotes speaks of the # key."""
    for name in of_type(tree, "say", *ASKING):
        copy = changed(tree)
        copy["nodes"][name]["prompt"] = "PLANTED"
        yield partial(_unquoted, name, copy)


def _unquoted(name: str, tree: Plain) -> Planted:
    quoted = planted(name, tree, swallowed_text=[("nodes", name, "prompt")])
    return Planted(name, quoted.text.replace("PLANTED", "Please listen, or press # to go on"), quoted.lines)
