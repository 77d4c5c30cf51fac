"""Many files at once: what ``recommend`` and ``sweep`` do with folders."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date

from dirsim.api import Portfolio
from dirsim.api.writing import written
from dirsim.cli.output import emit, emit_pieces, note
from dirsim.cli.progress import Progress

_CODES = {"recommended": 0, "tie": 0, "swept": 0, "no-fit": 1, "bad-input": 2, "insufficient-evidence": 3}
_WORST_FIRST = (2, 1, 3, 0)
_EVERY_S = 2.0


def today() -> str:
    """The date whose facts apply where a file has none; it is part of what a result file is about."""
    return date.today().isoformat()  # noqa: DTZ011 -- a calendar day, not an instant


def play_portfolio(
    play: Callable[..., Portfolio],
    *,
    results: str | None,
    engine: str | None,
    workers: int | None,
    wanted: str,
    output: str | None,
) -> int:
    """Work on the members, with progress on stderr, and answer; the worst result decides the exit code."""
    with Progress("members") as progress:
        report = progress if progress.on_terminal else _Log()
        done = play(results=results, engine=engine or "loky", workers=workers or 0, progress=report)
    if results is not None:
        note(f"dirsim: {done.computed} computed, {len(done) - done.computed} were in {results} already")
    if wanted == "json":
        emit_pieces(done.json_pieces(), output)
    else:
        emit(written(done, wanted), output)
    codes = {_CODES[status] for status in done.counts} or {0}
    return next(code for code in _WORST_FIRST if code in codes)


class _Log:
    """Tells how far it is now and then: portfolios take long, and a log should show that they are alive."""

    def __init__(self) -> None:
        """Start with no progress reported."""
        self.reported_at = time.monotonic()

    def __call__(self, done: int, of: int) -> None:
        """Tell it when the last time is some seconds ago."""
        now = time.monotonic()
        if now - self.reported_at >= _EVERY_S:
            self.reported_at = now
            note(f"dirsim: {done} of {of} done")
