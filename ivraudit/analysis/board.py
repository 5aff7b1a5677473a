"""The board of the caller's game: which exits there are under a profile, and whose move each is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from ivraudit.analysis.wiring import Wiring, is_unknown
from ivraudit.model import NodeType, Owner, Profile

CHOOSING = frozenset({NodeType.MENU, NodeType.COLLECT})
STAFFED = frozenset({NodeType.QUEUE, NodeType.AGENT})
LEAVING = frozenset({
    NodeType.QUEUE, NodeType.AGENT, NodeType.TRANSFER, NodeType.VOICEMAIL, NodeType.CALLBACK, NodeType.OUTSIDE,
    NodeType.RETURN,
})  # fmt: skip
"""The types that a call can leave without an exit being written, (k)."""
LAST = frozenset({"noinput-last", "nomatch-last"})


@dataclass(slots=True, eq=False, repr=False)
class Board:
    """Who moves where under one profile; exits and vertices are those of the wiring, plus a few of its own."""

    wiring: Wiring
    profile: Profile
    sources: list[int]
    targets: list[int]
    live: list[list[int]]
    """Per vertex: the exits that exist under the profile."""
    choices: list[list[int]]
    """Per vertex: exits of which the caller needs one that leads in."""
    fates: list[list[int]]
    """Per vertex: exits that must all lead in, since the system takes the worst."""
    bounded: list[list[int]]
    """Per vertex: system exits that can only be taken so often: obligations, (e)."""
    silence: list[int]
    """Per vertex: the exit after the last silence, or -1."""
    persons: list[int]
    unknowns: list[int]
    twins: dict[int, int] = field(default_factory=dict)
    """Under a mixed clock: per queue or agent that may be closed, the vertex that stands for it when it is staffed."""
    copied: list[int] = field(default_factory=list)
    """For each exit beyond the wiring's: the one it is a copy of, or -1."""
    _leading: list[list[int]] | None = field(default=None, init=False)
    _incoming: list[list[int]] | None = field(default=None, init=False)
    _choosable: bytearray | None = field(default=None, init=False)
    _among: frozenset[int] | None = field(default=None, init=False)
    _unchosen: Board | None = field(default=None, init=False)

    @property
    def size(self) -> int:
        """The number of vertices."""
        return len(self.choices)

    @property
    def _staffed(self) -> frozenset[int]:
        if self._among is None:
            self._among = frozenset(self.persons)
        return self._among

    @property
    def incoming(self) -> list[list[int]]:
        """Per vertex: the choices and fates that lead to it."""
        if self._incoming is None:
            self._incoming = [[] for _ in range(self.size)]
            for exits in (self.choices, self.fates):
                for leaving in exits:
                    for edge in leaving:
                        self._incoming[self.targets[edge]].append(edge)
        return self._incoming

    @property
    def unchosen(self) -> Board:
        """The same board for a caller who does nothing: without choices."""
        if self._unchosen is None:
            self._unchosen = replace(self, choices=_empty(self.size))
        return self._unchosen

    @property
    def leading(self) -> list[list[int]]:
        """Per vertex: the exits that lead to it, whoever takes them."""
        if self._leading is None:
            self._leading = [[] for _ in range(self.size)]
            for edges in self.live:
                for edge in edges:
                    self._leading[self.targets[edge]].append(edge)
        return self._leading

    def is_mistake(self, edge: int) -> bool:
        """Whether an exit is that of wrong keys, at a vertex that has right ones: (d)."""
        edges = self.wiring.edges
        return edge < len(edges) and edges[edge].trigger == "nomatch-last" and bool(self.choices[self.sources[edge]])

    def leaves(self, vertex: int) -> bool:
        """Whether a call can leave a vertex without an exit being written, (k): a closed queue cannot be left so."""
        kind = self.wiring.nodes[vertex].type
        if self.wiring.nodes[vertex].opaque:
            return True
        return kind in LEAVING and (kind not in STAFFED or self.twins.get(vertex, vertex) in self._staffed)

    @property
    def choosable(self) -> bytearray:
        """Per exit: 1 where it is a choice of the caller's."""
        if self._choosable is None:
            self._choosable = bytearray(len(self.targets))
            for leaving in self.choices:
                for edge in leaving:
                    self._choosable[edge] = 1
        return self._choosable


def set_up(wiring: Wiring, profile: Profile, like: Board | None = None) -> Board:
    """Return the board of a tree under a profile: (a) to (d) and (h) of the semantics.

    `like` is the board of the same tree under another profile: what no profile changes is taken over from it.
    """
    if like is None or like.copied:
        live, choices, fates, bounded = (_empty(wiring.size) for _ in range(4))
        silence, unknowns = [-1] * wiring.size, [wiring.unknown]
        persons: list[int] = []
        changing: Iterable[int] = range(len(wiring.nodes))
    else:
        changing = [vertex for vertex in range(len(wiring.nodes)) if _changes(wiring, vertex)]
        live, choices, fates, bounded = list(like.live), list(like.choices), list(like.fates), list(like.bounded)
        among, silence = set(changing), list(like.silence)
        persons, unknowns = ([v for v in vs if v not in among] for vs in (like.persons, like.unknowns))
    board = Board(
        wiring, profile, wiring.sources, wiring.targets, live, choices, fates, bounded, silence, persons, unknowns
    )  # fmt: skip
    twofold = [vertex for vertex in changing if _place(board, vertex)]
    board.persons.sort()
    for vertex in twofold:
        _split(board, vertex)
    return board


def _empty(size: int) -> list[list[int]]:
    return [[] for _ in range(size)]


def _changes(wiring: Wiring, vertex: int) -> bool:
    """Whether a profile makes a difference at a vertex."""
    if wiring.nodes[vertex].type is NodeType.HOURS:
        return True
    edges = (wiring.edges[edge] for edge in wiring.exits[vertex])
    return any(edge.language or edge.trigger == "closed" for edge in edges)


def _place(board: Board, vertex: int) -> bool:
    """Lay the exits of a vertex; say whether it may be staffed and may be closed."""
    wiring, clock = board.wiring, board.profile.clock
    node = wiring.nodes[vertex]
    exits = _sound(wiring, _in_language(wiring, wiring.exits[vertex], board.profile.language))
    if node.type is NodeType.HOURS:
        exits = _by_the_clock(wiring, exits, clock)
    staffed, twofold = node.type in STAFFED, False
    if staffed:
        staffed, exits = _staffing(wiring, exits, clock)
        twofold = not staffed and clock == "mixed"
    board.live[vertex], board.choices[vertex], board.fates[vertex], board.bounded[vertex] = exits, [], [], []
    if staffed or (node.type is NodeType.TRANSFER and node.human):
        board.persons.append(vertex)
    if is_unknown(node) or (node.type is NodeType.RETURN and not exits):
        board.unknowns.append(vertex)
    if node.opaque or board.unknowns[-1] != vertex:
        _moves(board, vertex, node.type, exits, staffed=staffed)
    return twofold


def _moves(board: Board, vertex: int, kind: NodeType, exits: list[int], *, staffed: bool) -> None:
    """Say whose move each exit is, (c)."""
    edges = board.wiring.edges
    if kind in CHOOSING:
        last = [edge for edge in exits if edges[edge].trigger in LAST]
        board.silence[vertex] = next((edge for edge in last if edges[edge].trigger == "noinput-last"), -1)
        board.choices[vertex] = [edge for edge in exits if edges[edge].owner is Owner.CALLER]
        if not board.choices[vertex]:
            board.fates[vertex] = last
        return
    if kind is NodeType.QUEUE and staffed:
        _queue_moves(board, vertex, exits)
        return
    for edge in exits:
        limited = edges[edge].limit is not None and edges[edge].owner is Owner.SYSTEM
        (board.bounded if limited else board.fates)[vertex].append(edge)


def _queue_moves(board: Board, vertex: int, exits: list[int]) -> None:
    edges = board.wiring.edges
    board.choices[vertex] = [edge for edge in exits if edges[edge].owner is Owner.CALLER]
    system = [edge for edge in exits if edges[edge].owner is Owner.SYSTEM]
    # Without a way on after the talk, being served ends the call: no fate leads anywhere then.
    if any(edges[edge].trigger == "served" for edge in system):
        board.fates[vertex] = system


def _sound(wiring: Wiring, exits: list[int]) -> list[int]:
    """The exits without those of a platform that breaks down, unless there are no others."""
    edges = wiring.edges
    return [edge for edge in exits if not edges[edge].breakdown] or exits


def _in_language(wiring: Wiring, exits: list[int], language: str) -> list[int]:
    edges = wiring.edges
    if not language or not any(edges[edge].language == language for edge in exits):
        return exits
    # Nobody chooses a language by saying nothing, or pressing a wrong key.
    return [e for e in exits if edges[e].language in ("", language) or edges[e].owner is Owner.PASSIVE]


def _by_the_clock(wiring: Wiring, exits: list[int], clock: str) -> list[int]:
    if clock == "mixed":
        return exits
    by_name = {wiring.edges[edge].trigger: edge for edge in exits}
    if clock == "holiday" and "holiday" not in by_name:
        clock = "closed"
    return [by_name[clock]] if clock in by_name else []


def _staffing(wiring: Wiring, exits: list[int], clock: str) -> tuple[bool, list[int]]:
    """Whether a person is there at that hour, and the exits there are then, (a)."""
    closed = [edge for edge in exits if wiring.edges[edge].trigger == "closed"]
    if not closed:
        return True, exits
    if clock == "open":
        return True, [edge for edge in exits if edge not in closed]
    if clock == "mixed":
        return False, exits
    return False, closed


def _split(board: Board, vertex: int) -> None:
    """Where the clock may say either, let the system choose between the closed exit and a staffed twin."""
    if board.sources is board.wiring.sources:
        board.sources, board.targets = list(board.sources), list(board.targets)
    twin = board.size
    for per_vertex in (board.live, board.choices, board.fates, board.bounded):
        per_vertex.append([])
    board.silence.append(-1)
    edges = board.wiring.edges
    closed = [edge for edge in board.live[vertex] if edges[edge].trigger == "closed"]
    exits = [edge for edge in board.live[vertex] if edges[edge].trigger != "closed"]
    board.persons.append(twin)
    board.twins[vertex] = twin
    copies = []
    for edge in exits:
        board.sources.append(twin)
        board.targets.append(board.targets[edge])
        board.copied.append(edge)
        copies.append((len(board.targets) - 1, edge))
    _twin_moves(board, twin, board.wiring.nodes[vertex].type, copies)
    board.sources.append(vertex)
    board.targets.append(twin)
    board.copied.append(-1)
    board.choices[vertex], board.fates[vertex] = [], [*closed, len(board.targets) - 1]


def _twin_moves(board: Board, twin: int, kind: NodeType, copies: list[tuple[int, int]]) -> None:
    edges = board.wiring.edges
    system = [copy for copy, edge in copies if edges[edge].owner is Owner.SYSTEM]
    if kind is not NodeType.QUEUE:
        board.fates[twin] = system
        return
    board.choices[twin] = [copy for copy, edge in copies if edges[edge].owner is Owner.CALLER]
    if any(edges[edge].trigger == "served" for _, edge in copies):
        board.fates[twin] = system
