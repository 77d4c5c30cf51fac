"""Progress of long work: a line on standard error, terminals only."""

from __future__ import annotations

import contextlib
import os
import sys
import time
from types import TracebackType
from typing import TYPE_CHECKING, Self

from dirsim.api.writing import plain
from dirsim.cli.output import is_quiet

if TYPE_CHECKING:
    from rich.progress import Progress as Bar

_FIRST_S = 0.5
"""Work that is done by then shows nothing, and does not load rich."""
_EVERY_S = 0.1


class Progress:
    """The progress of one piece of work, for a person at a terminal; elsewhere nothing is shown.

    Attributes:
        on_terminal: Whether anything is ever shown.
    """

    def __init__(self, what: str) -> None:
        """Nothing is shown yet.

        Args:
            what: What is being done, in a word or two.
        """
        self.what = what
        self._next = time.monotonic() + _FIRST_S
        self._bar: Bar | None = None
        self.on_terminal = _on_terminal() and not is_quiet()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar is not None:
            with contextlib.suppress(OSError, ValueError):
                self._bar.stop()

    def __call__(self, done: int, of: int) -> None:
        """Show that so much of so much is done, and how long the rest will take."""
        self._show(self.what, done, of)

    def doing(self, what: str) -> None:
        """Show what is being done; how much is left is not known."""
        self._show(f"{self.what}: {what}", 0, None)

    def _show(self, line: str, done: int, of: int | None) -> None:
        now = time.monotonic()
        if not self.on_terminal or now < self._next:
            return
        self._next = now + _EVERY_S
        with contextlib.suppress(OSError, ValueError):  # a closed terminal is not a reason to fail
            if self._bar is None:
                self._bar = _bar()
            _update(self._bar, plain(f"dirsim: {line}"), done, of)


def _bar() -> Bar:
    """A line that is drawn on request only: no thread of rich runs beside the work."""
    from rich.console import Console  # noqa: PLC0415 -- only where something is shown
    from rich.progress import Progress as Bar  # noqa: PLC0415 -- as above

    class Steady(Console):
        """A console that never hides the cursor: a process that is killed could not show it again."""

        def show_cursor(self, show: bool = True) -> bool:  # noqa: ARG002 -- as rich calls it
            return False

    console = Steady(file=sys.stderr, force_terminal=True)
    return Bar(console=console, transient=True, auto_refresh=False, redirect_stdout=False, redirect_stderr=False)


def _update(bar: Bar, line: str, done: int, of: int | None) -> None:
    from rich.progress import BarColumn, TextColumn, TimeRemainingColumn  # noqa: PLC0415 -- as above
    from rich.table import Column  # noqa: PLC0415 -- as above

    text = TextColumn("{task.description}", markup=False, table_column=Column(no_wrap=True, overflow="ellipsis"))
    counted = BarColumn(24), TextColumn("{task.completed:,} of {task.total:,}", markup=False), TimeRemainingColumn()
    bar.columns = (text,) if of is None else (text, *counted)
    if bar.task_ids:
        bar.update(bar.task_ids[0], description=line, completed=done, total=of, refresh=True)
    else:
        bar.add_task(line, completed=done, total=of)
        bar.start()


def _on_terminal() -> bool:
    """True where standard error is a terminal whose lines can be overwritten."""
    try:
        return os.environ.get("TERM") != "dumb" and bool(sys.stderr.isatty())
    except (AttributeError, ValueError):
        return False
