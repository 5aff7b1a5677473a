"""The ways of a tree that never come back: its exits without those that lead to where a call has been already."""

from __future__ import annotations

from collections.abc import Iterable, Sequence


def onward(exits: Sequence[Sequence[int]], targets: Sequence[int], starts: Iterable[int]) -> tuple[list[int], set[int]]:
    """Return the vertices that the starts lead to, each before those that it leads on to, and the exits that go back.

    An exit goes back when it leads to a vertex on the way to its own: one search in depth finds them, and without
    them no circle is left (Tarjan, SIAM Journal on Computing 1(2), 1972).
    """
    done: list[int] = []
    back: set[int] = set()
    seen, open_ = set(), set()
    for start in starts:
        if start in seen:
            continue
        seen.add(start)
        open_.add(start)
        walk = [(start, iter(exits[start]))]
        while walk:
            vertex, rest = walk[-1]
            for edge in rest:
                target = targets[edge]
                if target in open_:
                    back.add(edge)
                elif target not in seen:
                    seen.add(target)
                    open_.add(target)
                    walk.append((target, iter(exits[target])))
                    break
            else:
                walk.pop()
                open_.discard(vertex)
                done.append(vertex)
    return done[::-1], back
