"""How far long work is: one line on standard error that is written over, on terminals alone, and gone at the end."""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
import time
from types import TracebackType
from typing import Self

from dirsim.report.plain import capped, plain

_WIDTH = 24
_FIRST_S = 0.5
"""Work that is done by then shows nothing."""
_EVERY_S = 0.1


class Progress:
    """Tells a person at a terminal how far something is; elsewhere it tells nothing.

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
        self._shown = False
        self.on_terminal = _on_terminal()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._shown:
            _write("\r\x1b[K")

    def __call__(self, done: int, of: int) -> None:
        """So much of so much is done."""
        share = min(1.0, done / of) if of else 1.0
        full = int(share * _WIDTH)
        self._show(f"{self.what} [{'#' * full}{'.' * (_WIDTH - full)}] {done:,} of {of:,}")

    def doing(self, what: str) -> None:
        """This is being done; how much is left is not known."""
        self._show(f"{self.what}: {what}")

    def _show(self, line: str) -> None:
        now = time.monotonic()
        if not self.on_terminal or now < self._next:
            return
        self._next = now + _EVERY_S
        self._shown = True
        _write(f"\r\x1b[K{capped(plain(f'dirsim: {line}'), shutil.get_terminal_size().columns - 1)}")


def _on_terminal() -> bool:
    """Whether standard error is a terminal on which a line can be written over."""
    try:
        return os.environ.get("TERM") != "dumb" and bool(sys.stderr.isatty())
    except (AttributeError, ValueError):
        return False


def _write(text: str) -> None:
    with contextlib.suppress(OSError, ValueError, AttributeError):
        sys.stderr.write(text)
        sys.stderr.flush()
