"""A call walked from its first word to its end, by what is typed."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable

from ivraudit.errors import UsageError
from ivraudit.phone.call import Call
from ivraudit.phone.dialled import Item


def walk(
    call: Call, typed: Iterable[Item], *, hear: Callable[[], None] = lambda: None,
    ask: Callable[[], Iterable[Item]] = tuple, refused: Callable[[UsageError], None] | None = None,
) -> None:  # fmt: skip
    """Take a call until it ends, or until it asks and nothing more is typed.

    `hear` is called wherever the call has come to, and for each play of a prompt; `ask` for more where the caller may
    choose and nothing is left; `refused` with what cannot be meant there, else that UsageError is raised, and so is
    one for what is left over at the end.
    """
    left = deque(typed)
    again = False
    while not call.ends:
        if not again:
            hear()
        fresh = not left and (call.asking or bool(call.options))
        left.extend(ask() if fresh else ())
        again = False
        try:
            if call.asking:
                _answer(call, left)
            elif call.go_on(left[0] if left else None):
                left.popleft()
            elif left and fresh:
                left.clear()  # who only waits has been asked too, and chose nothing that there is
        except UsageError as error:
            if refused is None:
                raise
            refused(error)
            left.clear()
            again = True
    if left and refused is None:
        raise UsageError(f"{left[0]} comes too late: {call.why}")


def _answer(call: Call, left: deque[Item]) -> None:
    if left:
        call.answer(left.popleft())
    else:
        call.stop(f"waiting for a key at {call.node.name!r}")
