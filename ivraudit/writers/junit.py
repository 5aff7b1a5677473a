"""The audit as JUnit's XML, for the test pages of Jenkins and GitLab: a suite for each tree, a case for each rule."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePosixPath
from xml.etree.ElementTree import Element

from ivraudit.auditing import KINDS, Audit
from ivraudit.model import Finding, Severity, Tree
from ivraudit.waivers import Accepted, Stale
from ivraudit.writers.markup import document, element
from ivraudit.writers.places import Whereabouts, path
from ivraudit.writers.wording import count, evidence, place, plain, sentences, stale, terms, unchecked


def write(audit: Audit) -> bytes:
    """Return the audit as XML; what is only an information does not fail its case but stands in its output."""
    root = element(None, "testsuites", {"name": "ivraudit"})
    if audit.compared:
        _compared(root, audit)
    where = Whereabouts(audit.trees)
    found: dict[int | None, list[Finding]] = {}
    accepted: dict[int | None, list[Accepted]] = {}
    for finding in audit.findings:
        found.setdefault(where.tree(finding), []).append(finding)
    for one in audit.accepted:
        accepted.setdefault(where.tree(one.finding), []).append(one)
    told = _Told(audit)
    open_questions: dict[tuple[str, str], list[str]] = {}
    for question in audit.not_checked:
        open_questions.setdefault((question.tree, question.file), []).append(f"not checked: {unchecked(question)}")
    for number, tree in enumerate(audit.trees):
        suite = element(root, "testsuite", {"name": plain(tree.name), "file": path(tree.file)})
        told.cases(suite, tree, found.get(number, []), accepted.get(number, []))
        _close(suite, open_questions.pop((tree.name, tree.file), []))
    if audit.untold or open_questions or None in found or None in accepted:
        suite = element(root, "testsuite", {"name": "policy"})
        told.of_policy(suite, found.get(None, []), accepted.get(None, []))
        for held in audit.untold:
            _forgotten(suite, held)
        _close(suite, [line for lines in open_questions.values() for line in lines])
    for name in _COUNTED:
        root.set(name, str(sum(int(suite.get(name, "0")) for suite in root.iter("testsuite"))))
    return document(root)


def _compared(root: Element, audit: Audit) -> None:
    """What was there before, as far as numbers tell it."""
    known, gone = len(audit.baselined), len(audit.gone)
    properties = element(root, "properties", {})
    for name, value in (("compared with", plain(audit.compared)), ("known", known), ("gone", gone)):
        element(properties, "property", {"name": name, "value": value})


_COUNTED = {
    "tests": "testcase", "failures": "testcase/failure", "errors": "testcase/error", "skipped": "testcase/skipped",
}  # fmt: skip
"""The numbers of a suite, and what each counts."""


def _close(suite: Element, lines: Sequence[str]) -> None:
    """Give a suite its numbers, and what else there is to tell."""
    for name, what in _COUNTED.items():
        suite.set(name, str(len(suite.findall(what))))
    if lines:
        element(suite, "system-out", {}, "\n".join(lines))


def _of_policy(file: str) -> dict[str, str]:
    """What the cases of a policy have in common."""
    return {"classname": plain(path(file)).replace(".", "_").replace("/", "."), "file": path(file)}


def _class(tree: Tree, several: bool) -> str:
    """A file as a class within packages, which is how Jenkins files it: `trees.acme`."""
    pure = PurePosixPath(path(tree.file))
    names = [*pure.parent.parts, pure.stem, *([tree.name] if several else [])]
    return ".".join(plain(name).replace(".", "_") for name in names if name != "/")


class _Told:
    """The cases of trees."""

    def __init__(self, audit: Audit) -> None:
        self._audit = audit
        self._sentence = sentences(audit)
        self._in_file: dict[str, int] = {}
        for tree in audit.trees:
            self._in_file[tree.file] = self._in_file.get(tree.file, 0) + 1

    def cases(self, suite: Element, tree: Tree, found: Sequence[Finding], accepted: Sequence[Accepted]) -> None:
        """Write the cases of a tree."""
        common = {"classname": _class(tree, self._in_file[tree.file] > 1), "file": path(tree.file)}
        if tree.kind in KINDS:
            element(element(suite, "testcase", {**common, "name": "call"}), "skipped", {"message": KINDS[tree.kind]})
        elif not found and not accepted:
            element(suite, "testcase", {**common, "name": "clean"})
        self._of_rules(suite, common, found, accepted)

    def of_policy(self, suite: Element, found: Sequence[Finding], accepted: Sequence[Accepted]) -> None:
        """Write the cases of what is found in policies, such as a stale acceptance."""
        for file in sorted({one.position.file for one in (*found, *(one.finding for one in accepted))}):
            here = [one for one in found if one.position.file == file]
            held = [one for one in accepted if one.finding.position.file == file]
            self._of_rules(suite, _of_policy(file), here, held)

    def _of_rules(
        self, suite: Element, common: dict[str, str], found: Sequence[Finding], accepted: Sequence[Accepted]
    ) -> None:
        """Write a case for each rule with findings, and one for each that somebody has accepted."""
        for rule in sorted({one.rule for one in found}):
            case = element(suite, "testcase", {**common, "name": rule})
            self._judged(case, [one for one in found if one.rule == rule])
        for rule in sorted({one.finding.rule for one in accepted}):
            case = element(suite, "testcase", {**common, "name": f"{rule} (accepted)"})
            ones = [one for one in accepted if one.finding.rule == rule]
            why = "; ".join(dict.fromkeys(terms(one.acceptance) for one in ones))
            element(case, "skipped", {"message": why}, "\n\n".join(self._full(one.finding) for one in ones))

    def _judged(self, case: Element, found: Sequence[Finding]) -> None:
        """One failure for all that a rule found: Jenkins shows no second one of a case."""
        failing = [one for one in found if one.severity is not Severity.INFO]
        if failing:
            worst = max(failing, key=lambda one: one.severity)
            message = self._sentence(worst)
            if len(failing) > 1:
                message = f"{count(len(failing), 'finding')}, the worst: {message}"
            text = "\n\n".join(self._full(one) for one in failing)
            element(case, "failure", {"message": message, "type": str(worst.severity)}, text)
        told = [one for one in found if one.severity is Severity.INFO]
        if told:
            element(case, "system-out", {}, "\n\n".join(self._full(one) for one in told))

    def _full(self, finding: Finding) -> str:
        head = f"{place(finding.position)}: {finding.severity}[{finding.rule}] {self._sentence(finding)}"
        return "\n".join([head, *(f"  {name}: {words}" for name, words in evidence(self._audit, finding))])


def _forgotten(suite: Element, one: Stale) -> None:
    at = one.acceptance.at
    name = f"{plain(one.acceptance.rule)} (stale acceptance, line {at.line})"
    case = element(suite, "testcase", {**_of_policy(at.file), "name": name})
    element(case, "skipped", {"message": stale(one)}, place(at))
