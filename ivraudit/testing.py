"""The kit that judges rules and readers, ours and those of others: what is to be found stands beside the tree.

A comment `# expect: RULE` at the end of a line says that the rule finds something there: several rules with commas
between them (a rule named twice must strike twice), and behind a rule, where it matters, its severity. A file or
folder that cannot hold comments has a sibling `NAME.expect` with lines `[FILE:]LINE:COLUMN RULE [SEVERITY]`; FILE is
named where NAME is a folder. What nobody expects must not be found.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from os import PathLike
from pathlib import Path, PurePath
from typing import NamedTuple

from ivraudit.api import audit, load_policy, read
from ivraudit.catalog import all_rules
from ivraudit.errors import UsageError, nearest
from ivraudit.model import Finding, Severity, Source
from ivraudit.pages import judged
from ivraudit.policy import Policy
from ivraudit.rule import Option, Rule

CHAPTERS = ("Why", "Bad", "Good", "Fix", "Source")
"""What the manual of a rule holds, in this order."""

_COMMENT = re.compile(r"# expect: (.*)$")
_PLACE = re.compile(r"(?:(?P<file>.+):)?(?P<line>\d+):(?P<column>\d+) (?P<rule>\S+)(?: (?P<severity>\S+))?")


class Expectation(NamedTuple):
    """A finding that somebody expects; a column of 0, or a severity of None, may be any."""

    file: str
    line: int
    rule: str
    column: int = 0
    severity: Severity | None = None

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}:{self.column}" if self.column else f"{self.file}:{self.line}"
        return f"{place}: {self.rule}" if self.severity is None else f"{place}: {self.rule} ({self.severity})"

    def meets(self, finding: Finding) -> bool:
        """Say whether a finding is the one that is expected."""
        at = finding.position
        return (
            (at.file, at.line, finding.rule) == (self.file, self.line, self.rule)
            and self.column in (0, at.column) and self.severity in (None, finding.severity)
        )  # fmt: skip


def expected(text: str, file: str = "") -> list[Expectation]:
    """Return what the comments of a text expect, line by line; UsageError for a rule or severity that there is not."""
    found = []
    for number, line in enumerate(text.splitlines(), 1):
        comment = _COMMENT.search(line)
        for words in comment[1].split(",") if comment else ():
            rule, *severity = words.split() or [""]
            place = f"{file}:{number}: "
            found.append(Expectation(file, number, _rule(rule, place), 0, _severity(severity, place)))
    return found


def expected_beside(text: str, file: str, *, folder: bool = False) -> list[Expectation]:
    """Return what the lines of a file `NAME.expect` expect of the file or folder that it lies beside."""
    found = []
    for number, line in enumerate(text.splitlines(), 1):
        match = _PLACE.fullmatch(line.strip())
        if match is None or bool(match["file"]) != folder:
            wanted = "FILE:LINE:COLUMN RULE [SEVERITY]" if folder else "LINE:COLUMN RULE [SEVERITY]"
            raise UsageError(f"the expectation {line!r} of {file} is no {wanted}")
        place = f"{file}.expect:{number}: "
        severity = _severity([match["severity"]] if match["severity"] else [], place)
        at = PurePath(file, match["file"]).as_posix() if folder else file
        found.append(Expectation(at, int(match["line"]), _rule(match["rule"], place), int(match["column"]), severity))
    return found


def differences(findings: Iterable[Finding], wanted: Iterable[Expectation]) -> list[str]:
    """Return what was found and not expected, and the other way round, a sentence each; nothing if all is well."""
    rest, missing = list(findings), []
    for one in sorted(wanted, key=lambda one: (one.severity is None, one.column == 0)):
        met = next((number for number, finding in enumerate(rest) if one.meets(finding)), None)
        if met is None:
            missing.append(one)
        else:
            del rest[met]
    strange = (
        f"{at.file}:{at.line}:{at.column}: {one.rule} ({one.severity}) is found, not expected: {one.message}"
        for one, at in ((one, one.position) for one in rest)
    )
    return [*strange, *(f"{one} is expected, not found" for one in sorted(missing, key=lambda one: one[:3]))]


def judge(
    *what: str | PathLike[str] | Source, rules: Sequence[str] = (), policy: Policy | None = None,
    reader: str = "", dated: date | str = "",
) -> list[str]:  # fmt: skip
    """Return where the findings in files, folders and sources differ from what they expect; nothing if all is well.

    They are judged together, so that they may link to each other, by `rules` (names, families or sins; also those
    that are off until a policy asks) or by all, under the built-in policy unless another is given.
    """
    policy = policy or load_policy()
    trees = read(*what, policy=policy, reader=reader)
    folders = [path for path in (Path(one) for one in what if not isinstance(one, Source)) if path.is_dir()]
    beside = {path: path.with_name(f"{path.name}.expect") for path in folders}
    told = {path.as_posix(): file for path, file in beside.items() if file.is_file()}
    texts = {one.file: one.data.decode("utf-8", "replace") for one in what if isinstance(one, Source)}
    wanted = [
        one for folder, file in told.items()
        for one in expected_beside(file.read_text(encoding="utf-8"), folder, folder=True)
    ]  # fmt: skip
    for name in dict.fromkeys(tree.file for tree in trees):
        if not any(PurePath(name).is_relative_to(folder) for folder in told):
            wanted += _of_file(name, texts)
    return differences(audit(trees, policy, select=rules, dated=dated).findings, wanted)


def judge_rule(rule: Rule | str) -> list[str]:
    """Return what is wrong with a rule, or the rule of a name, as its manual has it; nothing if all is well.

    The manual must have its summary and all its chapters, the rule must find in `Bad` just what the comments there
    expect, which must be something, and nothing in `Good`; the defaults of its options must keep within their limits.
    """
    if isinstance(rule, str):
        rule = all_rules()[_rule(rule)]
    faults = list(_faults_of_manual(rule))
    if not faults:
        for chapter in ("Bad", "Good"):
            wanted = expected(rule.manual[chapter], f"{chapter.lower()}.yaml")
            faults += differences(judged(rule, chapter).findings, wanted)
            if bool(wanted) != (chapter == "Bad"):
                faults.append(f"{chapter} of {rule.id} must expect {'a finding' if chapter == 'Bad' else 'nothing'}")
    return faults


def _faults_of_manual(rule: Rule) -> Iterator[str]:
    if not re.fullmatch(r"[A-Z].*\.", rule.summary):
        yield f"the summary of {rule.id} is no sentence: {rule.summary!r}"
    if tuple(rule.manual) != CHAPTERS:
        yield f"the manual of {rule.id} has the chapters {', '.join(rule.manual)}, not {', '.join(CHAPTERS)}"
    empty = [name for name, text in rule.manual.items() if not text]
    if empty:
        yield f"the manual of {rule.id} has empty chapters: {', '.join(empty)}"
    for one in rule.declared():
        if one.type not in (int, float) or not _within(one):
            yield f"the option {one.name} of {rule.id} is no number within its limits: {one.default!r}"
        if not one.description:
            yield f"the option {one.name} of {rule.id} says not what it means"


def _within(one: Option) -> bool:
    return (one.least is None or one.default >= one.least) and (one.most is None or one.default <= one.most)


def _of_file(file: str, texts: Mapping[str, str]) -> list[Expectation]:
    if file in texts:
        return expected(texts[file], file)
    beside = Path(file).with_suffix(".expect")
    if beside.is_file():
        return expected_beside(beside.read_text(encoding="utf-8"), file)
    return expected(Path(file).read_text(encoding="utf-8", errors="replace"), file)


def _rule(name: str, place: str = "") -> str:
    if name not in all_rules():
        raise UsageError(f"{place}no rule is named {name!r}{nearest(name, all_rules())}")
    return name


def _severity(words: Sequence[str], place: str) -> Severity | None:
    known = {str(one): one for one in Severity}
    if not words:
        return None
    if len(words) > 1 or words[0] not in known:
        raise UsageError(f"{place}no severity is named {' '.join(words)!r} (known: {', '.join(known)})")
    return known[words[0]]
