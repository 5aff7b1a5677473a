"""Findings of several trees become one list: what a file that they share is told of once, each with its fingerprint."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import blake2b

from ivraudit.late import LateTree
from ivraudit.model import Finding, Position, Tree
from ivraudit.rule import Rule


def fingerprint(rule: str, file: str, node: str, fact: str) -> str:
    """Return 16 hexadecimal digits that name a finding whatever its line: rule, the file's stem, node and fact.

    The file is the one that the finding stands in, and the node what that file calls it, so that no link changes it.
    """
    stem, dot, _ = file.rpartition("/")[2].rpartition(".")
    text = "\x1f".join((rule, stem if stem and dot else file.rpartition("/")[2], node, fact))
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def agreed(findings: Sequence[Finding], trees: Sequence[Tree], rules: Mapping[str, Rule]) -> list[Finding]:
    """Return the findings without those in a file that several trees share, where not all of them have the fault."""
    told: dict[tuple[str, Position], int] = {}
    for finding in findings:
        key = finding.rule, finding.position
        told[key] = told.get(key, 0) + 1
    doubtful = {one.position for one in findings if rules[one.rule].unanimous}
    shared = dict.fromkeys(doubtful, 0)
    for tree in trees if len(trees) > 1 and doubtful else ():
        if isinstance(tree, LateTree):
            continue  # it stands alone: nobody shares its nodes
        for position in {node.at for node in tree.nodes} & doubtful:
            shared[position] += 1
    return [
        one for one in findings
        if not rules[one.rule].unanimous or told[one.rule, one.position] >= shared[one.position]
    ]  # fmt: skip


def distinct(findings: Sequence[Finding]) -> list[Finding]:
    """Return findings in order; a place in a file that several trees link to is told once, twins get a number."""
    ordered = sorted(findings, key=lambda one: (one.position, one.rule, one.tree))
    first: dict[tuple[str, Position, str], Finding] = {}
    for finding in ordered:
        first.setdefault((finding.rule, finding.position, finding.fact), finding)
    seen: dict[str, int] = {}
    result = []
    for finding in first.values():
        number = seen[finding.fingerprint] = seen.get(finding.fingerprint, 0) + 1
        mark = f"{finding.fingerprint}-{number}" if number > 1 else finding.fingerprint
        result.append(finding if number == 1 else finding._replace(fingerprint=mark))
    return result
