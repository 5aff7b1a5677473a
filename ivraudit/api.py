"""What other programs call: paths become trees, trees an audit, an audit the text of a format."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from os import PathLike, fspath
from pathlib import Path

from ivraudit.auditing import Audit
from ivraudit.auditing import audit as judge
from ivraudit.catalog import all_readers, all_rules, writer
from ivraudit.errors import UsageError, nearest
from ivraudit.files import same
from ivraudit.gather import Gathered, Policies, entered, gather
from ivraudit.model import NOTHING, Source, Tree
from ivraudit.phone import CLOCKS
from ivraudit.policy import Policy, is_date, with_only
from ivraudit.rule import SINS, Category

Chosen = Callable[[str, bool], bool]
"""Whether a rule is to run, given its name and whether the policy has it on."""


def read(
    *paths: str | PathLike[str] | Source, policy: Policy | None = None, reader: str = "",
    links: Mapping[str, str] = NOTHING, entries: Sequence[str] = (),
) -> tuple[Tree, ...]:  # fmt: skip
    """Return the trees of files, folders and sources, as they were written, and of the files that they link to.

    A `Source` is read from memory and stands for the file of its name, at whose folder its links begin. What the
    `policy` excludes is left out (without one: the nearest `.ivraudit.yaml` of each file), and so are files in folders
    that no reader knows. A file that cannot be understood is a tree that says so. `reader` names the format of all that
    is named by itself, `links` maps a vendor's ids to `file` or `file#flow`, and calls begin at the nodes `entries`,
    where they are given. UsageError if a path does not exist, if nothing is found, if a name is unknown, or if sources
    of one name differ.
    """
    if reader and reader not in all_readers():
        raise UsageError(f"no reader is named {reader!r}{nearest(reader, all_readers())}")
    if not paths:
        raise UsageError("nothing was named to read")
    files = [fspath(path) for path in paths if not isinstance(path, Source)]
    if "-" in files:
        raise UsageError("'-' is no file: what stands on standard input is Source(\"-\", sys.stdin.buffer.read())")
    sources = _distinct([path for path in paths if isinstance(path, Source)])
    found = gather(files, Policies(policy), sources=sources, reader=reader, links=links)
    return tuple(entered(found, several(entries)).trees if entries else found.trees)


def _distinct(sources: Iterable[Source]) -> list[Source]:
    """The sources, each of them once; UsageError where two of one name differ."""
    found: dict[str, Source] = {}
    for source in sources:
        if not isinstance(source.data, bytes):
            raise TypeError(f"the data of Source({source.file!r}, ...) is bytes, not {type(source.data).__name__}")
        if found.setdefault(same(source.file), source).data != source.data:
            raise UsageError(f"two sources that differ are named {source.file!r}")
    return list(found.values())


def audit(
    trees: Iterable[Tree], policy: Policy | None = None, *, select: Sequence[str] = (), ignore: Sequence[str] = (),
    clocks: Sequence[str] = CLOCKS, dated: date | str = "",
) -> Audit:  # fmt: skip
    """Return what the rules say of trees that were read, each joined with those that it leads to.

    Without a `policy` the nearest `.ivraudit.yaml` of each tree's file holds, as on the command line. `select` and
    `ignore` take rules, families and sins; `clocks` the hours that are judged. `dated` is the day against which
    acceptances expire, a date or `YYYY-MM-DD`; without one nothing does. An acceptance of a policy that holds nothing
    is no finding where it may hold for a tree that is not among these. PolicyError lists what is wrong with a policy,
    UsageError what is unknown, or that no rule or no clock is left.
    """
    day = str(dated)
    if day and not is_date(day):
        raise UsageError(f"dated is a day such as 2027-03-31, not {day!r}")
    clocks = several(clocks)
    if not clocks:
        raise UsageError(f"no clock is left: no hours would be judged (known: {', '.join(CLOCKS)})")
    unknown = [clock for clock in clocks if clock not in CLOCKS]
    if unknown:
        raise UsageError(f"no clock is named {unknown[0]!r} (known: {', '.join(CLOCKS)}){nearest(unknown[0], CLOCKS)}")
    gathered, held = Gathered(list(trees)), narrowed(Policies(policy), choose(select, ignore))
    pairs = [(tree, held(tree.file)) for tree in gathered.whole()]
    done = judge(pairs, all_rules(), clocks=clocks, dated=day, elsewhere=lambda acceptance: True)
    return done.showing(gathered.texts(policy_texts(done)))


def write(audit: Audit, format: str = "text") -> str | bytes:
    """Return an audit in a format of `check`, or in one that another package offers; UsageError for an unknown name."""
    return writer(format).write(audit)


def load_policy(file: str | PathLike[str] | None = None) -> Policy:
    """Return the policy of a file, or the built-in one; PolicyError lists every mistake in it, with its line."""
    return Policies(fspath(file) if file is not None else None, none=True).of("")


def choose(select: Sequence[str], ignore: Sequence[str]) -> Chosen:
    """Return which rules run when only some are selected and some are ignored, by rule, family or sin.

    UsageError for an unknown name, and where none is left to run.
    """
    rules = all_rules()
    known = {*rules, *Category, *SINS}
    selected, ignored = (_names(words, known) for words in (select, ignore))

    def chosen(name: str, on: bool) -> bool:
        words = {name, rules[name].category, *rules[name].sins}
        if name in selected:
            on = True
        elif selected and not words & selected:
            on = False
        return on and not words & ignored

    if not any(chosen(name, True) for name in rules):
        raise UsageError("no rule is left: all that could run are ignored")
    return chosen


def several(names: str | Sequence[str]) -> Sequence[str]:
    """Return names as a list: a single text is one name, not a list of letters."""
    return (names,) if isinstance(names, str) else names


def _names(words: Sequence[str], known: set[str]) -> set[str]:
    names = {name.strip() for word in several(words) for name in word.split(",") if name.strip()}
    unknown = sorted(names - known)
    if unknown:
        raise UsageError(*(f"no rule, family or sin is named {name!r}{nearest(name, known)}" for name in unknown))
    return names


def narrowed(policies: Policies, chosen: Chosen | None) -> Callable[[str], Policy]:
    """Return what gives each file its policy, in which only the chosen rules are on."""
    made: dict[int, Policy] = {}

    def of(file: str) -> Policy:
        held = policies.of(file)
        if id(held) not in made:
            made[id(held)] = with_only(held, chosen) if chosen else held
        return made[id(held)]

    return of


def policy_texts(audit: Audit) -> dict[str, str]:
    """Return the texts of the policies in which findings stand, by their files."""
    guilty = {one.position.file for one in audit.findings} & set(audit.policies)
    return {file: Path(file).read_bytes().decode("utf-8", "replace") for file in sorted(guilty)}
