"""What became of the options of a menu: other keys, new ones, and those that are gone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ivraudit.figures.sentences import label_of, listed, number
from ivraudit.figures.telling import MOST_NAMED, Change
from ivraudit.model import Edge, Node, NodeType, Owner


def moved(menu: Node, old: Sequence[Edge], new: Sequence[Edge]) -> Iterator[Change]:
    """Yield in one sentence which options came, went or have another key; neither is better or worse by itself.

    `old` and `new` are the menu's exits. An option is known again by its label, if only one has it.
    """
    before, now = _keys(old), _keys(new)
    if menu.type is not NodeType.MENU:
        return
    other = {name: key for name, key in now.items() if name in before and before[name] != key}
    taken = ({*before.values()}, {*now.values()})
    parts = [
        *(f"{name!r} has the key {key} and no longer {before[name]}" for name, key in other.items()),
        *(f"{name!r} is new on key {key}" for name, key in now.items() if name not in before and key not in taken[0]),
        *(f"{name!r} is gone from key {key}" for name, key in before.items()
          if name not in now and key not in taken[1]),
    ]  # fmt: skip
    if parts:
        more = [f"{number(len(parts) - MOST_NAMED)} more"] if len(parts) > MOST_NAMED else []
        yield Change(f"at {menu.name!r} {listed([*parts[:MOST_NAMED], *more])}")


def _keys(exits: Sequence[Edge]) -> dict[str, str]:
    """The keys of the options by their labels, in the first language that has any."""
    found: dict[str, list[str]] = {}
    for edge in exits:
        if edge.owner is Owner.CALLER and not edge.spoken:
            found.setdefault(label_of(edge), []).append(edge.trigger)
    return {label: keys[0] for label, keys in found.items() if label and len(keys) == 1}
