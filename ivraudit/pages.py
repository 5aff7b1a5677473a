"""Words made from code: a rule's page, and the JSON Schemas of the tree, the policy and the findings."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from typing import Any

from ivraudit import HOME
from ivraudit.auditing import Audit, audit
from ivraudit.catalog import all_readers, all_rules
from ivraudit.model import NOTHING, Habits, Keys, Severity, Source, Speech, Timing, Tolerance
from ivraudit.policy import FAIL_ON, default, with_only
from ivraudit.rule import Category, Option, Rule
from ivraudit.writers import manual, text

DRAFT = "https://json-schema.org/draft/2020-12/schema"
_SEVERITY = {"enum": [str(severity) for severity in reversed(Severity)]}
_TYPES = {int: "integer", float: "number"}


def as_json(value: object) -> str:
    """Return plain values as readable JSON with a line break at the end."""
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


def facts(rule: Rule) -> dict[str, Any]:
    """Return what `rules --format json` says of a rule; our own pages are named within this project."""
    return {
        "id": rule.id, "category": str(rule.category), "severity": str(rule.severity), "sins": list(rule.sins),
        "clocks": list(rule.clocks), "on": rule.asked, "summary": rule.summary,
        "page": rule.page.removeprefix(f"{HOME}/"),
        "options": [
            {"name": one.name, "type": _TYPES[one.type], "default": one.default, "description": one.description,
             "minimum": one.least, "maximum": one.most}
            for one in rule.declared()
        ],
    }  # fmt: skip


def page(rule: Rule, pictures: Mapping[str, str] = NOTHING) -> str:
    """Return a rule's page as Markdown, with what the tool really says of its Bad tree.

    `pictures` gives the address of a picture of the `Bad` and of the `Good` tree, where there is one.
    """
    sins = f" · against: {', '.join(rule.sins)}" if rule.sins else ""
    asked = "" if rule.asked else " · off unless a policy asks for it"
    bad = [*_picture("Bad", pictures), f"It says:\n\n```text\n{said(rule).rstrip()}\n```"]
    parts = [
        f"# {rule.id}", rule.summary, f"`{rule.severity}` · family {rule.category}{sins}{asked}",
        manual.markdown(rule, {"Bad": "\n\n".join(bad), "Good": "".join(_picture("Good", pictures))}),
    ]  # fmt: skip
    if "method" in rule.manual["Source"]:
        parts.append("The method, with its letters: [docs/method.md](../method.md).")
    return "\n\n".join(parts) + "\n"


def _picture(name: str, pictures: Mapping[str, str]) -> list[str]:
    return [f"![{name}]({pictures[name]})"] if name in pictures else []


def said(rule: Rule) -> str:
    """Return what the tool says of a rule's Bad tree."""
    return text.write(judged(rule, "Bad"), quiet=True)


def judged(rule: Rule, chapter: str, also: Collection[str] = ()) -> Audit:
    """Return the audit of a rule's `Bad` or `Good` tree under that rule alone, or under the rules `also`, too."""
    source = Source(f"{chapter.lower()}.yaml", rule.manual[chapter].encode())
    trees = all_readers()["yaml"].read(source)
    rules = {**all_rules(), rule.id: rule}
    bare = default(rules, lambda name: Source(name, b"checks: {}"))
    policy = with_only(bare, lambda name, on: name in (rule.id, *also))
    done = audit([(tree, policy) for tree in trees], rules)
    return done.showing({tree.file: tree.text for tree in trees})


def schema(what: str) -> dict[str, Any]:
    """Return the JSON Schema of `tree`, `policy` or `findings`."""
    if what == "tree":
        from ivraudit.readers.yaml.schema import tree_schema

        return tree_schema()
    return policy_schema() if what == "policy" else findings_schema()


def policy_schema() -> dict[str, Any]:
    """Return the JSON Schema of a policy file, made from the rules' options."""
    text_ = {"type": "string", "minLength": 1}
    checks = {rule.id: _check(rule) for rule in all_rules().values()}
    shared = {"keys": _object({key: {"type": ["string", "integer", "null"]} for key in Keys._fields})}
    above: list[tuple[str, Any]] = [("speech", Speech), ("timing", Timing)]
    for name, noun in above:
        shared[name] = _object({key: {"type": "number", "exclusiveMinimum": 0} for key in noun._fields})
    upwards: list[tuple[str, Any]] = [("crowd", Habits), ("tolerance", Tolerance)]
    for name, noun in upwards:
        shared[name] = _object({key: {"type": "number", "minimum": 0} for key in noun._fields})
    acceptance = _object(
        {"rule": {"enum": list(checks)}, "tree": text_, "node": text_, "reason": text_, "owner": text_,
         "until": {"type": "string", "pattern": "^\\d{4}-\\d{2}-\\d{2}$"}},
        required=["rule", "reason"],
    )  # fmt: skip
    return {
        "$schema": DRAFT, "title": "A policy of ivraudit",
        **_object({
            "pack": text_, "status": text_, "applies": {}, "as_of": {},
            "extends": {"type": "array", "items": text_, "description": "Built-in packs, or files beside this one."},
            "checks": _object(checks), "accept": {"type": "array", "items": acceptance},
            "exclude": {"type": "array", "items": text_, "description": "Files that are not audited, as patterns."},
            "goals": _goals(), **shared, "fail_on": {"enum": list(FAIL_ON)},
            "advice": _object(dict.fromkeys(checks, text_)),
        }),
    }  # fmt: skip


def _goals() -> dict[str, Any]:
    match = {"type": "array", "items": {"type": "string", "minLength": 1}, "description": "Patterns such as *cancel*."}
    about = "Per goal: the names, labels, prompts and queues that stand for it."
    return {"type": "object", "additionalProperties": _object({"match": match}), "description": about}


def _object(properties: Mapping[str, Any], required: list[str] | None = None) -> dict[str, Any]:
    found = {"type": "object", "properties": dict(properties), "additionalProperties": False}
    return {**found, "required": required} if required else found


def _check(rule: Rule) -> dict[str, Any]:
    options = {one.name: _option(one) for one in rule.declared()}
    use = _object({"severity": _SEVERITY, "cite": {"type": "string", "minLength": 1}, **options})
    words = {"enum": ["on", "off", True, False, *(str(severity) for severity in Severity)]}
    return {"description": rule.summary, "anyOf": [words, use]}


def _option(one: Option) -> dict[str, Any]:
    found: dict[str, Any] = {"type": _TYPES[one.type], "default": one.default, "description": one.description}
    if one.least is not None:
        found["minimum"] = one.least
    if one.most is not None:
        found["maximum"] = one.most
    return found


def findings_schema() -> dict[str, Any]:
    """Return the JSON Schema of `check --format json`; keys may be added to it, so others are allowed."""
    text_, number, maybe = {"type": "string"}, {"type": "integer", "minimum": 1}, {"type": ["string", "null"]}
    place = {"file": text_, "line": number, "column": number}
    step = {"node": text_, "trigger": maybe, "seconds": {"type": "number", "minimum": 0}}
    found = {
        "rule": text_, "category": {"enum": [str(one) for one in Category]}, "sins": _list(text_),
        "severity": _SEVERITY, "message": text_, "profiles": _list(text_), "silence_only": {"type": "boolean"},
        **place, "end_line": number, "end_column": number, "tree": text_, "node": maybe,
        "journey": _list(_open(step)), "also": _list(_open({**place, "message": text_})), "title": maybe,
        "cite": maybe, "fingerprint": {"type": "string", "pattern": "^[0-9a-f]{16}(-\\d+)?$"},
    }  # fmt: skip
    count = {"type": "integer", "minimum": 0}
    tree = {"file": text_, "name": text_, "reader": text_, "kind": text_, "nodes": count, "edges": count}
    return {
        "$schema": DRAFT, "title": "The findings of ivraudit",
        **_open({
            "ivraudit": text_, "policy": _open({"files": _list(text_), "packs": _list(text_)}),
            "trees": _list(_open(tree)), "promises": _list({"type": "object"}), "findings": _list(_open(found)),
            "not_checked": _list(_open({"rule": text_, "tree": text_, "file": text_, "why": text_})),
            "accepted": _list(_open(found)), "stale": _list(_open({"rule": text_, "why": text_})),
            "skipped": _list(_open({"file": text_, "why": text_})), "compared": maybe,
            "baselined": _list(_open({**found, "baseline": {"const": "unchanged"}})),
            "gone": _list(_open({"rule": text_, "file": text_, "tree": text_, "node": maybe, "message": text_,
                                 "fingerprint": found["fingerprint"], "baseline": {"const": "gone"}})),
            "summary": _open({str(severity): count for severity in reversed(Severity)}),
        }),
    }  # fmt: skip


def _list(items: object) -> dict[str, Any]:
    return {"type": "array", "items": items}


def _open(properties: Mapping[str, Any]) -> dict[str, Any]:
    """An object that has these keys and may get more."""
    return {"type": "object", "properties": dict(properties), "required": list(properties)}
