"""Work on many things at once, in processes that are copies of this one."""

from __future__ import annotations

import gc
import os
import signal
from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar

from ivraudit.errors import ProgramError

T = TypeVar("T")
CHUNK = 20
"""So many things a worker takes at a time, where there are enough for all."""

Step = Callable[[int, int], None]
"""Is told now and then how many of how many things are done."""


class _Failed:
    """Stands for the result of what a worker could not do."""


FAILED = _Failed()
_work: Callable[[int], Any] = int
"""What the workers do; they are forked when it is set, so nothing of it has to be sent to them."""


def cores() -> int:
    """Return the number of processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def spread(work: Callable[[int], T], number: int, jobs: int, step: Step) -> list[T]:
    """Return what `work` makes of 0, 1, 2 and so on, in order; with one job, or where nothing can fork, done here.

    What fails in a worker is done again here, so that it fails as it would have without workers.
    """
    size = max(1, min(CHUNK, number // (jobs * 4)))
    chunks = [range(start, min(start + size, number)) for start in range(0, number, size)]
    results: list[T] = []
    here = jobs < 2 or len(chunks) < 2 or not hasattr(os, "fork")
    for told in _here(work, chunks) if here else _forked(work, chunks, jobs):
        for one in told:
            results.append(work(len(results)) if isinstance(one, _Failed) else one)
        step(len(results), number)
    return results


def _here(work: Callable[[int], T], chunks: Sequence[range]) -> Iterator[list[T]]:
    for number, chunk in enumerate(chunks):
        if number:
            _tidy()
        yield [work(one) for one in chunk]


def _tidy() -> None:
    """Where nobody collects rubbish by the way, do it now, and never look again at what is left."""
    if not gc.isenabled():
        gc.collect()
        gc.freeze()


def _forked(work: Callable[[int], T], chunks: Sequence[range], jobs: int) -> Iterator[list[T | _Failed]]:
    from concurrent.futures import ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool
    from multiprocessing import get_context

    global _work
    _work = work
    if not gc.isenabled():
        gc.freeze()  # workers need not look at what they were born with
    workers = ProcessPoolExecutor(min(jobs, len(chunks)), get_context("fork"), _begin)
    # Workers are born at the first call, deaf to Ctrl-C for good: it is for this process to stop, and they follow.
    heard = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        asked = [workers.submit(_chunk, chunk) for chunk in chunks]
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, heard)
    try:
        for one in asked:
            yield one.result()
    except BrokenProcessPool:
        message = "a process that judged trees has ended by itself (out of memory?); --jobs 1 does without them"
        raise ProgramError(message) from None
    finally:
        workers.shutdown(wait=False, cancel_futures=True)
        _work = int


def _chunk(chunk: range) -> list[Any]:
    """What a worker does with a chunk."""
    done = []
    for one in chunk:
        try:
            done.append(_work(one))
        except Exception:
            done.append(FAILED)
    _tidy()
    return done


def _begin() -> None:
    """Let a worker end when the process ends that it works for, however that ends."""
    from threading import Thread

    Thread(target=_follow, daemon=True).start()


def _follow() -> None:
    from multiprocessing import parent_process

    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
