"""What makes a long check short: several processes, and the memory of the last run; and a bar to watch meanwhile."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from time import perf_counter
from typing import Any

import click

from ivraudit.cache import Cache, folder
from ivraudit.commands.common import say
from ivraudit.fleet import Fleet, Terms
from ivraudit.workers import cores

PATIENCE = 1.0
"""Seconds after which somebody at a terminal wants to see that something goes on."""
WIDTH = 30
"""Letters of the bar."""


def options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add --jobs and --no-cache."""
    for decorate in (
        click.option("--no-cache", is_flag=True, help="Judge anew what has not changed since the last run."),
        click.option("--jobs", type=click.IntRange(1), metavar="N",
                     help="So many processes for many files (default: the cores)."),
    ):  # fmt: skip
        function = decorate(function)
    return function


class Hurry:
    """Makes the fleet of a run as the options ask for it."""

    def __init__(self, jobs: int | None, no_cache: bool, command: Sequence[str], quiet: bool) -> None:
        self._jobs = jobs
        self._no_cache = no_cache
        self._command = command
        self._bar = Bar(quiet)
        self._fleet: Fleet | None = None

    def __call__(self, terms: Terms) -> Fleet:
        """Return the fleet for these terms."""
        place = None if self._no_cache else folder()
        cache = Cache(place, (str(Path.cwd()), *self._command)) if place else None
        self._fleet = Fleet(terms, self._jobs or cores(), cache, self._bar.step)
        return self._fleet

    def tell(self) -> None:
        """Say on standard error what only those want to know who ask for more."""
        for note in self._fleet.notes if self._fleet else ():
            say(note, error=True)


class Bar:
    """A bar on the terminal where one is, not in CI, and not before it has taken a while."""

    def __init__(self, quiet: bool) -> None:
        watched = sys.stderr is not None and sys.stderr.isatty() and os.environ.get("TERM") != "dumb"
        self._wanted = watched and not quiet and not os.environ.get("CI")
        self._begun = perf_counter()

    def step(self, done: int, number: int) -> None:
        """Show how much is done; nothing is left of the bar at the end."""
        if not self._wanted or perf_counter() - self._begun < PATIENCE:
            return
        filled = WIDTH * done // number
        shown = f"[{'#' * filled}{'-' * (WIDTH - filled)}] {done:,} of {number:,} trees" if done < number else ""
        sys.stderr.write(f"\r\x1b[K{shown}")
        sys.stderr.flush()
