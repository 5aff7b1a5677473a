"""A rule's manual, from its docstring: what its page, and the help of other people's tools, are made of."""

from __future__ import annotations

from collections.abc import Mapping

from ivraudit.model import NOTHING
from ivraudit.rule import Rule


def markdown(rule: Rule, behind: Mapping[str, str] = NOTHING) -> str:
    """Return the chapters of a rule's manual as Markdown; `behind` says what comes after its `Bad` or `Good` tree."""
    parts = [_chapter(rule, "Why")]
    for name in ("Bad", "Good"):
        parts += [_chapter(rule, name, "```yaml\n{}\n```"), behind.get(name, "")]
    parts += [_chapter(rule, "Fix"), f"## Options\n\n{_options(rule)}" if rule.declared() else ""]
    parts.append(_chapter(rule, "Source"))
    return "\n\n".join(part for part in parts if part)


def _chapter(rule: Rule, name: str, form: str = "{}") -> str:
    return f"## {name}\n\n{form.format(rule.manual[name])}" if name in rule.manual else ""


def _options(rule: Rule) -> str:
    rows = ["| option | default | meaning |", "| --- | --- | --- |"]
    rows += [f"| `{one.name}` | {one.default:g} | {one.description} |" for one in rule.declared()]
    example = ", ".join(f"{one.name}: {one.default:g}" for one in rule.declared())
    return "\n".join(rows) + f"\n\n```yaml\nchecks:\n  {rule.id}: {{{example}}}\n```"


def text(rule: Rule) -> str:
    """Return what a rule's manual says in sentences, for those who cannot show Markdown."""
    told = [f"{name}: {paragraph(rule, name)}" for name in ("Why", "Fix", "Source") if name in rule.manual]
    return "\n\n".join([rule.summary, *told])


def paragraph(rule: Rule, chapter: str) -> str:
    """Return a chapter of a rule's manual on one line; "" where it has none."""
    return " ".join(rule.manual.get(chapter, "").split())
