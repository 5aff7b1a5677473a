"""Random phone trees with all that matters to a crowd: shares, waits, agents, retries with their own words."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from random_trees import random_tree

from ivraudit.model import Edge, Node, NodeType, Owner, Tree, Wait

ASKING = (NodeType.MENU, NodeType.COLLECT)
BEGINNING = (*ASKING, NodeType.QUEUE, NodeType.LOOP, NodeType.DECIDE, NodeType.TASK)
RETRY = "Sorry, I did not get that."
SHARES = (0.0, 0.1, 0.25, 0.5, 0.7)


def inhabited(seed: int) -> Tree:
    """A random tree of 3 to 12 nodes with shares, waits and more words, whose calls do not end where they begin.

    The same for the same seed.
    """
    rng = Random(seed)
    tree = random_tree(rng, rng.randint(3, 12))
    while tree.nodes[0].type not in BEGINNING:
        tree = random_tree(rng, rng.randint(3, 12))
    nodes = tuple(_spoken(rng, node) for node in tree.nodes)
    return replace(tree, nodes=nodes, edges=tuple(_shared(rng, edge) for edge in tree.edges))


def _spoken(rng: Random, node: Node) -> Node:
    if node.type in ASKING:
        retries = {
            name: retry._replace(prompt={"": RETRY} if rng.random() < 0.4 else {})
            for name in ("noinput", "nomatch") if (retry := getattr(node, name))
        }  # fmt: skip
        return node._replace(barge_in=rng.random() < 0.7, prompt={"": _prompt(rng)}, **retries)
    if node.type is NodeType.QUEUE:
        return node._replace(wait=_wait(rng), prompt={"": _prompt(rng)} if rng.random() < 0.5 else {})
    if node.type is NodeType.TASK:
        return node._replace(seconds={"": rng.choice((0.5, 2.0, 15.0))})
    return node


def _prompt(rng: Random) -> str:
    return rng.choice((
        "How can we help?",
        "Please listen to all of this, since it has become much longer than it was.",
        "For bills press 1. For a person press 0.",
    ))  # fmt: skip


def _wait(rng: Random) -> Wait | None:
    """Every way in which a queue may tell its wait, or none."""
    busy = Wait(arrivals=rng.choice((0.0, 20.0, 100.0, 130.0)), agents=float(rng.choice((1, 3, 10))), handle=300.0)
    return rng.choice((
        None,
        Wait(declared=rng.choice((2.0, 90.0, 900.0))),
        Wait(mean=rng.choice((20.0, 240.0))),
        Wait(mean=60.0, p95=rng.choice((70.0, 150.0, 180.0, 300.0, 430.0, 600.0))),
        Wait(mean=60.0, p95=200.0, patience=120.0),
        busy,
        busy._replace(patience=rng.choice((30.0, 120.0, 400.0))),
    ))  # fmt: skip


def _shared(rng: Random, edge: Edge) -> Edge:
    """An exit with a share, an announcement of its own or a label, now and then."""
    if edge.owner is Owner.PASSIVE or edge.limit is not None:
        return edge
    if edge.trigger == "timeout":
        return edge._replace(after=rng.choice((5.0, 60.0, 600.0)))
    return edge._replace(
        share=rng.choice(SHARES) if rng.random() < 0.35 and edge.trigger not in ("served", "closed") else None,
        prompt={"": "One moment, please."} if rng.random() < 0.1 else {},
        unspoken=edge.owner is Owner.CALLER and rng.random() < 0.1,
        trigger="*" if edge.trigger == "2" and rng.random() < 0.4 else edge.trigger,
    )
