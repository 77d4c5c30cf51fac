"""Many files at once: what ``recommend`` and ``sweep`` do with folders."""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from dirsim.cli.output import emit, note
from dirsim.cli.progress import Progress
from dirsim.cli.written import written
from dirsim.portfolio.engine import Engine
from dirsim.portfolio.members import Member
from dirsim.portfolio.run import Portfolio, run_portfolio
from dirsim.report.json_text import json_text
from dirsim.report.portfolio import portfolio_page

_CODES = {"recommended": 0, "tie": 0, "swept": 0, "no-fit": 1, "bad-input": 2, "insufficient-evidence": 3}
_WORST_FIRST = (2, 1, 3, 0)
_EVERY_S = 2.0


def today() -> str:
    """The date whose facts apply where a file has none; it is part of what a result file is about."""
    return date.today().isoformat()  # noqa: DTZ011 -- a calendar day, not an instant


def play_portfolio(
    members: Sequence[Member],
    *,
    results: str | None,
    engine: str | None,
    workers: int | None,
    wanted: str,
    output: str | None,
) -> int:
    """Work on the members, with progress on stderr, and answer; the worst result decides the exit code."""
    place = Engine.of(engine or "loky", workers or 0)
    with Progress("members") as progress:
        told = progress if progress.on_terminal else _Log()
        done = run_portfolio(members, results=None if results is None else Path(results), engine=place, told=told)
    if results is not None:
        note(f"dirsim: {done.computed} computed, {len(done) - done.computed} were in {results} already")
    emit(_written(done, wanted), output)
    codes = {_CODES[status] for status in done.counts} or {0}
    return next(code for code in _WORST_FIRST if code in codes)


def _written(done: Portfolio, wanted: str) -> str:
    if wanted == "json":
        return json_text(done)
    return written([portfolio_page(done.counts, list(done.results()))], wanted)


class _Log:
    """Tells how far it is now and then: portfolios take long, and a log should show that they are alive."""

    def __init__(self) -> None:
        """Nothing has been told yet."""
        self.told = time.monotonic()

    def __call__(self, done: int, of: int) -> None:
        """Tell it when the last time is some seconds ago."""
        now = time.monotonic()
        if now - self.told >= _EVERY_S:
            self.told = now
            note(f"dirsim: {done} of {of} done")
