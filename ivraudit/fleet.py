"""Many files in one run: which are read at once in several processes, and which are remembered from the last run."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple, Protocol

from ivraudit.book import sought
from ivraudit.cache import Cache, digest, of_policy, of_program, uninstalled
from ivraudit.files import same
from ivraudit.judging import Verdict, judge
from ivraudit.late import LateTree, late
from ivraudit.model import Source, Tree
from ivraudit.policy import Policy
from ivraudit.records import Record, recall, record
from ivraudit.rule import Rule
from ivraudit.workers import Step, spread

REMEMBERED = 100_000
"""From so many bytes of trees on it pays to look for what is remembered: below, judging is as quick."""
SPREAD = 1_000_000
"""From so many bytes of trees on, some hundred files of thirty nodes, it pays to start processes."""
SPREAD_NODES = 4_000
"""The same for trees that are joined already."""


class Reads(Protocol):
    """As much of a reader's module as is needed here."""

    NAME: str
    read: Callable[[Source], list[Tree]]


class Terms(NamedTuple):
    """Under what trees are judged."""

    policy: Callable[[str], Policy]
    """The policy of a file."""
    rules: Mapping[str, Rule]
    clocks: Sequence[str]
    clock: Callable[[], float] | None = None
    """Seconds, from any moment; with a clock each rule's time is told, and nothing is remembered."""


class Fleet:
    """Judges trees of our own format by themselves, each in the moment that it is read, where no link joins them.

    What crosses trees, and every tree with links or of another system, is left to those who know all trees.
    """

    def __init__(self, terms: Terms, jobs: int = 1, cache: Cache | None = None, step: Step = lambda done, all: None):
        self._terms = terms
        self._jobs = jobs
        self._cache = None if terms.clock else cache
        self._step = step
        self._verdicts: dict[Tree, Verdict] = {}
        self._keys: dict[int, str] = {}
        self._program = ""
        self.notes: list[str] = []
        """What a user may want to know who asks for more."""

    def read(self, reader: Reads, source: Source) -> list[Tree]:
        """Return the trees of a file; of our own format, one that `known` will look at."""
        if reader.NAME != "yaml":
            return reader.read(source)
        return [late(source, lambda given: reader.read(given)[0])]

    def known(self, trees: Sequence[Tree]) -> list[Tree]:
        """Return the trees of all files: those that stand alone with their verdicts known, the others as they are."""
        waiting = [tree for tree in trees if isinstance(tree, LateTree)]
        records = dict(zip(waiting, self._records(waiting), strict=True))
        return [self._recalled(tree, records[tree]) if isinstance(tree, LateTree) else tree for tree in trees]

    def called(self, trees: Sequence[Tree]) -> list[Tree]:
        """Return the trees once all links are known: what others lead to is there as it is, to become a part."""
        names = {name for tree in trees if not isinstance(tree, LateTree) for name in sought(tree)}
        if not names:
            return list(trees)
        return [
            tree.whole() if isinstance(tree, LateTree) and any(same(one) in names for one in tree.names) else tree
            for tree in trees
        ]

    def verdicts(self, pairs: Sequence[tuple[Tree, Policy]]) -> Mapping[Tree, Verdict]:
        """Return what is said of trees: of joined ones too, where they are enough to share them out."""
        left = [pair for pair in pairs if pair[0] not in self._verdicts]
        if self._jobs > 1 and sum(tree.node_count for tree, _ in left) >= SPREAD_NODES:
            said = spread(lambda number: self._judge(*left[number]), len(left), self._jobs, self._step)
            self._verdicts.update(zip((tree for tree, _ in left), said, strict=True))
        return self._verdicts

    def _judge(self, tree: Tree, policy: Policy) -> Verdict:
        return judge(tree, policy, self._terms.rules, self._terms.clocks, self._terms.clock)

    def _recalled(self, tree: LateTree, told: Record | None) -> Tree:
        if told is None:
            return tree.whole()
        try:
            self._verdicts[tree] = recall(tree, told, self._terms.rules)
        except ValueError:  # somebody else has written into our cache
            return tree.whole()
        return tree

    def _records(self, trees: Sequence[LateTree]) -> list[Record | None]:
        """Per tree what is known of it, remembered or found out now; None of one that has to do with others."""
        size = sum(len(tree.source.data) for tree in trees)
        keys = [self._key(tree.source) for tree in trees] if self._cache and size >= REMEMBERED else []
        known = self._remembered(keys)
        new = [number for number in range(len(trees)) if not keys or keys[number] not in known]
        jobs = self._jobs if sum(len(trees[number].source.data) for number in new) >= SPREAD else 1
        made = spread(lambda number: self._record(trees[new[number]]), len(new), jobs, self._step)
        found = dict(zip(new, made, strict=True))
        told = [found[number] if number in found else (known[keys[number]], "") for number in range(len(trees))]
        if self._cache and keys:
            self._keep(self._cache, keys, told)
        return [one for one, _ in told]

    def _keep(self, cache: Cache, keys: Sequence[str], told: Sequence[tuple[Record | None, str]]) -> None:
        """Remember what depends on nothing but its key; beside each record stands what else it may depend on."""
        loose = min((name for _, name in told if name), default="")
        if loose:
            self.notes.append(f"what was judged with {loose!r}, a module that is not installed, is not remembered")
        kept = {key: one for key, (one, name) in zip(keys, told, strict=True) if key and not name}
        self.notes += filter(None, [cache.keep(kept) if kept else ""])

    def _remembered(self, keys: Sequence[str]) -> Mapping[str, Record | None]:
        known = self._cache.known() if self._cache and keys else {}
        return {key: known[key] for key in keys if key and key in known}

    def _record(self, tree: LateTree) -> tuple[Record | None, str]:
        """Read and judge a tree that stands alone, None if it does not; beside it, what may change and not be told."""
        whole = tree.whole()
        if whole.links or whole.vendor:
            return None, ""
        told = record(whole, self._judge(whole, self._terms.policy(whole.file)))
        return told, uninstalled() if self._cache else ""

    def _key(self, source: Source) -> str:
        """What stands for all that a tree's record depends on; "" where nothing can."""
        policy = self._terms.policy(source.file)
        if id(policy) not in self._keys:
            self._program = self._program or of_program(self._terms.rules)
            seen = of_policy(policy, self._terms.clocks)
            self._keys[id(policy)] = digest(self._program, seen) if self._program and seen else ""
        about = self._keys[id(policy)]
        return about and digest(about, source.file, source.data)
