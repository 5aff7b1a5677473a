"""Goals by name: what a policy's `goals:` tags, and what it leaves alone."""

from __future__ import annotations

from ivraudit.catalog import all_readers
from ivraudit.model import Source, Tree
from ivraudit.tagging import tagged

TREE = """
ivraudit: 1
name: "Acme"
converted: amazon_connect
start: main
nodes:
  main:
    type: menu
    prompt: "For billing, press 1. To cancel your plan, press 2. For all else, press 3."
    options: {1: bills, 2: leave, 3: {label: "Close my account", to: leave}, 4: {to: leave, goal: complaint}}
    speech: {"cancel it": leave}
    noinput: leave
    nomatch: leave
  bills: {type: say, prompt: "To cancel, call us back.", next: leave}
  leave: {type: queue, team: "Retention"}
  far: {type: transfer, number: "+1 800 555 0100"}
"""


def read(text: str = TREE) -> Tree:
    """The tree of a text."""
    (tree,) = all_readers()["yaml"].read(Source("t.yaml", text.encode()))
    assert not tree.troubles
    return tree


def goals(tree: Tree) -> tuple[dict[str, str], dict[str, tuple[str, ...]]]:
    """The goals of its exits and nodes."""
    exits = {edge.trigger: edge.goal for edge in tree.edges if edge.goal}
    return exits, {node.id: node.goals for node in tree.nodes if node.goals}


def test_a_prompt_gives_its_own_key_the_goal() -> None:
    found = tagged(read(), {"cancel": ("*cancel*",)})
    assert goals(found) == (
        {"2": "cancel", "4": "complaint", "cancel it": "cancel"},
        {"bills": ("cancel",)},
    )
    assert found.recurring


def test_patterns_may_be_narrowed_to_a_place() -> None:
    found = tagged(read(), {"cancel": ("queue:retention", "label:close*")})
    assert goals(found) == ({"3": "cancel", "4": "complaint"}, {"leave": ("cancel",)})


def test_a_transfer_may_be_said_to_reach_a_person() -> None:
    found = tagged(read(), {"human": ("queue:+1 800*",)})
    assert [node.human for node in found.nodes if node.id == "far"] == [True]
    assert goals(found) == goals(read())


def test_nothing_matched_leaves_the_tree_alone() -> None:
    tree = read()
    assert tagged(tree, {"cancel": ("*adieu*",), "signup": ()}) is tree
    assert tagged(tree, {}) is tree
