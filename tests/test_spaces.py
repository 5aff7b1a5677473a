"""Names that begin or end with white space, in every format that is read: they lead where they say."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from ivraudit.api import audit, load_policy, read, write
from ivraudit.join import joined
from ivraudit.model import NodeType, Source
from ivraudit.readers.genesys_architect.holes import cover, uncover
from ivraudit.readers.genesys_architect.packed import Packed

FOREIGN = Path(__file__).parent.parent / "trees" / "foreign"
NAMING = {"name", "Name", "id", "Identifier", "refId", "trackingId", "sid"}
"""The keys of JSON and YAML whose texts are names."""
SAYING = {"type", "Type", "event", "__type", "Version"}
"""The keys whose texts are words of the format."""
WRITTEN = {
    "voicexml": re.compile(r"""\bid=["']([\w-]+)"""),
    "asterisk": re.compile(r"^(?:\[(?!general|globals)|context |macro )([\w-]+)", re.MULTILINE),
}
"""Where names stand in the other formats."""
SPACES = [" ", "\t", "\xa0", "\u2003", "\n", "\u2028", "\ud83d"]
"""What may be around names; half a character is beside white space what a name can hardly hold."""
KEPT = {" ", "\t", "\xa0", "\u2003"}
"""What every format can hold in a name, or trims wherever the name stands."""

Renaming = Callable[[str], str]


@cache
def sources(path: Path) -> list[tuple[str, str]]:
    """The files of an export, each with its text; what is packed is unpacked."""
    files = sorted(path.iterdir()) if path.is_dir() else [path]
    texts = {file: file.read_text(encoding="utf-8") for file in files}
    packed = {file: Packed(text, "").json for file, text in texts.items() if file.suffix == ".i3InboundFlow"}
    return [
        (str(file.with_suffix(".json") if file in packed else file), packed.get(file, text))
        for file, text in texts.items()
    ]  # fmt: skip


def words(value: Any) -> set[str]:
    """The names in a document of JSON or YAML."""
    if isinstance(value, dict):
        own = {str(one) for key, one in value.items() if key in NAMING and isinstance(one, str | int) and str(one)}
        return own.union(*map(words, value.values()))
    return set[str]().union(*map(words, value)) if isinstance(value, list) else set()


def renamed(value: Any, rename: Renaming) -> Any:
    """The same document with other names; keys are names where they are no words."""
    if isinstance(value, dict):
        return {
            key if key.isalpha() else rename(key): one if key in SAYING else renamed(one, rename)
            for key, one in value.items()
        }
    if isinstance(value, list):
        return [renamed(one, rename) for one in value]
    return rename(value) if isinstance(value, str) else value


def spaced(path: Path, before: str, after: str) -> list[Source]:
    """An export all of whose names are written between these."""
    texts = sources(path)
    documents = {
        file: json.loads(text) if file.endswith(".json") else yaml.load(cover(text), yaml.BaseLoader)
        for file, text in texts if file.endswith((".json", ".yaml", ".yml"))
    }  # fmt: skip
    written = WRITTEN.get(path.parent.name)
    names = {name for file, text in texts if written and file not in documents for name in written.findall(text)}
    names = names.union(*map(words, documents.values()))
    every = re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, sorted(names, key=len, reverse=True)))})(?![\w-])")

    def rename(text: str) -> str:
        return every.sub(lambda found: f"{before}{found[0]}{after}", text)

    def told(file: str, text: str) -> str:
        if file.endswith(".json"):
            return json.dumps(renamed(documents[file], rename))
        if file in documents:
            return uncover(yaml.dump(renamed(documents[file], rename), sort_keys=False, allow_unicode=True))
        if path.parent.name == "voicexml":
            signs = ["".join(f"&#{ord(sign)};" for sign in side) for side in (before, after)]
            return every.sub(lambda found: f"{signs[0]}{found[0]}{signs[1]}", text)
        return rename(text)

    return [Source(file, told(file, text).encode("utf-8", "surrogatepass")) for file, text in texts]


def rules(path: Path, before: str, after: str) -> list[str]:
    """The rules that strike in an export with such names."""
    trees = read(*spaced(path, before, after), reader=path.parent.name, policy=load_policy())
    done = audit(trees, load_policy())
    assert write(done, "json")
    assert [one.message for one in done.findings if "has read no such" in one.message] == []
    return sorted(one.rule for one in done.findings)


EXPORTS = [path for path in sorted(FOREIGN.glob("*/*")) if path.suffix != ".expect"]


@cache
def usual(path: Path) -> tuple[list[str], list[str]]:
    """The rules that strike in an export as it is, and with names that are others: some are known by their names."""
    return rules(path, "", ""), rules(path, "", "x")


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(EXPORTS), *[st.lists(st.sampled_from(SPACES), max_size=2).map("".join)] * 2)
def test_names_lead_where_they_say_whatever_white_space_is_around_them(path: Path, before: str, after: str) -> None:
    found = rules(path, before, after)
    if set(before + after) <= KEPT:
        assert found in usual(path)


@pytest.mark.parametrize("name", ["night ", "\tnight", " ", "\xa0", "\u2003night", "night\n", "\u2028"])
def test_a_twilio_widget_is_called_what_its_flow_calls_it(name: str) -> None:
    calls = {"name": "Trigger", "type": "trigger", "transitions": [{"event": "incomingCall", "next": name}]}
    properties = {"flow_sid": "FW00000000000000000000000000000001"}
    widget = {"name": name, "type": "run-subflow", "transitions": [{"event": "completed"}], "properties": properties}
    flow = {"description": "x", "initial_state": "Trigger", "states": [calls, widget]}
    trees = read(Source("f.json", json.dumps(flow).encode()), reader="twilio_studio", policy=load_policy())
    (whole,) = joined(trees)
    assert [(node.id, node.type) for node in whole.nodes] == [(name, NodeType.OUTSIDE)]
    assert [entry.node for entry in whole.entries] == [name]
    assert [one.rule for one in audit(trees, load_policy()).findings] == []
