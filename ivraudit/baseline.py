"""The baseline: the findings of one day in a file, and which of today's findings it knows."""

from __future__ import annotations

import json
from collections.abc import Callable, Container, Sequence
from dataclasses import replace
from typing import Any

from ivraudit.auditing import Audit
from ivraudit.compare import pair, print_of, remembered, steady
from ivraudit.errors import IvrauditError
from ivraudit.model import Known

VERSION = 1
MARK = "ivraudit_baseline"
MOVED = (
    ("whole", "print"), ("whole", "rule", "fact", "own"), ("whole", "rule", "fact", "said"), ("print", "content"),
    ("rule", "fact", "own", "content"), ("called", "rule", "fact", "content"), ("called", "rule", "fact", "own"),
    ("print",),
)  # fmt: skip
"""By what a finding is known again in a file that has moved, the surest first."""

Named = Callable[[str], str]
"""What the baseline calls a file."""


def known(audit: Audit, called: Audit, name: Named) -> list[Known]:
    """Return the findings of an audit as a baseline remembers them.

    `called` is the same audit of the trees in the order of calls.
    """
    named = [one._replace(file=name(one.file)) for one in remembered(audit, steady(audit, called))]
    return sorted(named, key=lambda one: (one.file, one.node, one.rule, one.fact, one.fingerprint))


def write(findings: Sequence[Known]) -> str:
    """Return a baseline as JSON: one finding a line and in an order of its own, so that git shows what has changed.

    What is known of a whole file has a line of its own: another word in it does not change all its findings.
    """
    lines = ",".join(f"\n{json.dumps(_fields(one), ensure_ascii=True)}" for one in findings)
    wholes = {one.file: one.whole for one in findings if one.whole}
    files = ",".join(f"\n{json.dumps(file)}: {json.dumps(whole)}" for file, whole in sorted(wholes.items()))
    return f'{{"{MARK}": {VERSION}, "findings": [{lines}\n], "files": {{{files}\n}}}}\n'


def _fields(one: Known) -> dict[str, str]:
    return {name: value for name, value in one._asdict().items() if name != "whole" and (value or name != "own")}


def read(data: bytes, file: str) -> list[Known]:
    """Return the findings of a baseline; IvrauditError says what is wrong with the file."""
    try:
        content = json.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise _broken(file, f"it is no UTF-8 (byte {error.start})") from error
    except json.JSONDecodeError as error:
        raise _broken(f"{file}:{error.lineno}:{error.colno}", f"it is no JSON: {error.msg}") from error
    except (RecursionError, ValueError) as error:
        raise _broken(file, "it is no JSON that ivraudit writes") from error
    version = content.get(MARK) if isinstance(content, dict) else None
    if type(version) is not int or version < 1:
        raise _broken(file, f"it has no key `{MARK}`, so it is no baseline")
    if version > VERSION:
        raise _broken(file, f"it has version {version}, and this ivraudit reads up to {VERSION}: update ivraudit")
    findings = content.get("findings")
    if not isinstance(findings, list):
        raise _broken(file, "its `findings` are no list")
    wholes = content.get("files", {})  # older ones have none
    if not isinstance(wholes, dict) or not all(isinstance(whole, str) for whole in wholes.values()):
        raise _broken(file, "its `files` are not one text for each")
    known = [_read(one, number, file) for number, one in enumerate(findings, 1)]
    return [one._replace(whole=wholes.get(one.file, "")) for one in known]


def _read(value: Any, number: int, file: str) -> Known:
    fields = Known._field_defaults | value if isinstance(value, dict) else {}
    wrong = [name for name in Known._fields if not isinstance(fields.get(name), str)]
    if wrong:
        raise _broken(file, f"finding {number} has no text as its `{wrong[0]}`")
    return Known(*(fields[name] for name in Known._fields))


def _broken(place: str, why: str) -> IvrauditError:
    return IvrauditError(f"{place}: the baseline cannot be used: {why} (write it anew with --write-baseline)")


def held(
    audit: Audit, called: Audit, findings: Sequence[Known], source: str, name: Named, exists: Callable[[str], bool],
    told: Callable[[Known], bool],
) -> Audit:  # fmt: skip
    """Return the audit with those of its findings that the baseline has counted as known, and the others as new.

    `called` is the same audit of the trees in the order of calls. `exists` says whether a file of the baseline is still
    there, `told` whether a finding of the baseline would have been found now, so that its absence means something.
    """
    files = {name(file) for tree in audit.trees for file in (tree.file, *tree.parts)}
    files.update(name(file) for file in audit.policies)
    places = {(node.at.file, name) for tree in audit.trees for node in tree.nodes for name in (node.name, node.local)}
    names = {file: name(file) for file, _ in places}
    old = dict(enumerate(findings))
    new = {at: one._replace(file=name(one.file)) for at, one in enumerate(remembered(audit, steady(audit, called)))}
    nodes = {(names[file], node) for file, node in places}
    _pair_off(old, new, nodes, lambda file: file not in files and not exists(file))
    left = [findings[at] for at in old]
    return replace(
        audit, findings=tuple(one for at, one in enumerate(audit.findings) if at in new),
        baselined=tuple(one for at, one in enumerate(audit.findings) if at not in new), compared=source,
        gone=tuple(one for one in left if told(one) and (one.file in files or not exists(one.file))),
    )  # fmt: skip


def _pair_off(
    old: dict[int, Known], new: dict[int, Known], nodes: Container[tuple[str, str]], lost: Callable[[str], bool]
) -> None:
    """Take what is in both out of both, from the surest sign to the weakest.

    A file counts as moved only if it is not where it was and the baseline knows nothing of where it is now, a node as
    renamed only if its file has none of the old name, or if the file moved and says what it said, or is called so.
    """
    before = {one.file for one in old.values()}
    away = {file for file in before if lost(file)}
    pair(old, new, _key("print", "file", "message"), _key("print", "file", "message"))
    pair(old, new, _key("print", "file"), _key("print", "file"))
    moved: dict[str, str] = {}
    for signs in MOVED:
        left = _key(*signs, when=lambda one: one.file in away)
        for one, other in pair(old, new, left, _key(*signs, when=lambda one: one.file not in before)):
            moved.setdefault(one.file, other.file)
    for at, one in old.items():
        old[at] = one._replace(file=moved.get(one.file, one.file))
    for name in ("own", "node"):  # older baselines tell the second only
        pair(old, new, _key("file", "rule", "fact", name), _key("file", "rule", "fact", name))
    same = ("file", "rule", "fact", "content")
    renamed = _key(*same, when=lambda one: bool(one.node) and (one.file, one.own or one.node) not in nodes)
    pair(old, new, renamed, _key(*same))


_SIGNS: dict[str, Callable[[Known], str | None]] = {
    "print": lambda one: print_of(one.fingerprint),
    "own": lambda one: one.own or one.node,
    "whole": lambda one: one.whole or None,
    "said": lambda one: one.content if one.node else "",
    "called": lambda one: one.tree if one.node else None,
}
"""What makes two findings the same beside what is remembered of them; None: it says nothing."""


def _key(*signs: str, when: Callable[[Known], bool] | None = None) -> Callable[[Known], tuple[str, ...] | None]:
    """What makes two findings the same: some of their fields, or the fingerprint without its number."""

    def key(one: Known) -> tuple[str, ...] | None:
        if when is not None and not when(one):
            return None
        found = [_SIGNS[sign](one) if sign in _SIGNS else str(getattr(one, sign)) for sign in signs]
        told = tuple(sign for sign in found if sign is not None)
        return told if len(told) == len(found) else None

    return key
