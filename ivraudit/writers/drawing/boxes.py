"""What is written into the box of a node: its name, what it is, the first words of its prompt, its findings."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath

from ivraudit.model import Node, NodeType, Severity, Tree
from ivraudit.writers.drawing.exits import said
from ivraudit.writers.drawing.letters import clean, columns, cut, wrap
from ivraudit.writers.drawing.style import Style

_PROMPT_COLUMNS, _NOTE_COLUMNS = 30, 60
_TITLE_LINES, _PROMPT_LINES = 2, 3


@dataclass(frozen=True, slots=True)
class Badge:
    """A finding as it is written at its node."""

    severity: Severity
    rule: str
    times: int = 1

    def __str__(self) -> str:
        return f"{self.severity}: {self.rule}" + (f" ×{self.times}" if self.times > 1 else "")


@dataclass(frozen=True, slots=True)
class Box:
    """A node as it is drawn; `key` is its name in the output, `area` the part in another file ("" = the tree's own)."""

    key: str
    node: Node
    title: tuple[str, ...]
    kind: tuple[str, ...]
    """Type, id and facts, in one line or two."""
    prompt: tuple[str, ...]
    told: tuple[str, ...] = ()
    """Exits that are written into the box, where an arrow would only be in the way."""
    note: str = ""
    badges: tuple[Badge, ...] = ()
    area: str = ""
    shade: int | None = None
    """How much of a call's time is spent here, as a shade; None where nobody asked."""
    state: str | None = None
    """What has become of the node (changes.py); None where nobody asked."""

    @property
    def worst(self) -> Severity | None:
        """The highest severity found at the node; None when nothing was found."""
        return max((badge.severity for badge in self.badges), default=None)

    @property
    def about(self) -> str:
        """One line that says all of it, for a tooltip."""
        name, prompt = clean(self.node.name), clean(said(self.node.prompt, ""))
        parts = (f"{name}: {' · '.join(self.kind)}", prompt, *self.told, self.note, *map(str, self.badges))
        return " - ".join(part for part in parts if part)


def box_of(
    key: str, node: Node, tree: Tree, *, told: tuple[str, ...], note: str, badges: tuple[Badge, ...], style: Style,
    in_parts: bool, shade: int | None = None, state: str | None = None,
) -> Box:  # fmt: skip
    """The box of a node; `told` are exits in words, what a compact or cut picture has no room for is left out."""
    language = tree.languages[0] if tree.languages else ""
    # The frame of a file cannot go around nodes in several parts of a picture: there the whole name is told.
    area = "" if in_parts else area_of(node, tree)
    own = node.name.removeprefix(f"{area}/") if area else node.name
    label = said(node.label, language)
    return Box(
        key=key,
        node=node,
        title=wrap(label or own, style.title_columns, _TITLE_LINES) or ("?",),
        kind=_kind(node, own if label else "", style),
        prompt=() if in_parts or style.compact else wrap(said(node.prompt, language), _PROMPT_COLUMNS, _PROMPT_LINES),
        told=told,
        note=cut(note, _NOTE_COLUMNS),
        badges=badges,
        area=clean(area),
        shade=shade,
        state=state,
    )


def area_of(node: Node, tree: Tree) -> str:
    """What the part of another file is called: what stands before the node's own id, else the file's stem."""
    if node.at.file == tree.file:
        return ""
    before, slash, _ = node.name.rpartition("/")
    return before if slash else PurePosixPath(node.at.file).stem


def _kind(node: Node, own: str, style: Style) -> tuple[str, ...]:
    """The type, the id where the title does not say it, and the facts, on their own line where it gets long."""
    kind = " · ".join([node.type.value, *([cut(own, style.title_columns)] if own else [])])
    facts = " · ".join(_short_facts(node) if style.compact else _facts(node))
    if not facts:
        return (kind,)
    whole = f"{kind} · {facts}"
    return (whole,) if columns(whole) <= _PROMPT_COLUMNS else (kind, facts)


def _short_facts(node: Node) -> list[str]:
    """What an audit is most about."""
    goals = f"goal {cut(', '.join(node.goals), 12)}" if node.goals else ""
    return [fact for fact in ("save offer" if node.offer else "", goals) if fact]


def _facts(node: Node) -> list[str]:
    """The few facts about a node that a designer looks for in a picture."""
    told = [
        "save offer" if node.offer else "",
        f"goal {cut(', '.join(node.goals), 20)}" if node.goals else "",
        f"team {cut(node.team, 16)}" if node.team else "",
        cut(node.number, 20) if node.type is NodeType.TRANSFER else "",
        _who_answers(node),
        cut(", ".join(node.collects).replace("_", " "), 24),
        _waits(node),
    ]
    return [fact for fact in told if fact]


def _who_answers(node: Node) -> str:
    if node.type is not NodeType.TRANSFER or node.human is None:
        return ""
    return "a person answers" if node.human else "a machine answers"


def _waits(node: Node) -> str:
    wait = node.wait
    seconds = None if wait is None else wait.declared if wait.declared is not None else wait.mean
    if seconds is None:
        return ""
    return f"{seconds / 60:.0f} min wait" if seconds >= 90 else f"{seconds:.0f} s wait"
