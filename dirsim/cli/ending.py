"""End of a command by Ctrl+C, by its pipeline or by its terminal."""

from __future__ import annotations

import _thread
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

BY_SIGNAL = 128
"""The exit code of a process that a signal ended is this and the signal's number."""


class EndedError(KeyboardInterrupt):
    """The process was asked to end by a signal other than that of the keyboard."""


_SOON_S = 0.02
"""The seconds after which an interruption that could not be raised is raised again: then Python is elsewhere."""


@contextmanager
def ended_cleanly() -> Iterator[None]:
    """End as after Ctrl+C where a pipeline or a closed terminal ends the process: no worker is left behind.

    Signals that the caller handles or ignores are left to it. Threads that lose their work are not heard any more, and an interruption
    that arrives where Python cannot raise it, as between two modules that are imported, is raised again.
    """
    told: list[int] = []

    def end(number: int, _: object) -> None:
        told.append(number)
        raise KeyboardInterrupt if number == signal.SIGINT else EndedError(number)

    def unraisable(found: Any) -> None:
        if isinstance(found.exc_value, KeyboardInterrupt) and told:
            again = threading.Timer(_SOON_S, _thread.interrupt_main, (told[-1],))
            again.daemon = True
            again.start()
        elif not told:
            unraised(found)

    def lost(found: Any) -> None:
        if not told:
            thread_lost(found)

    usual: dict[int, Any] = {signal.SIGTERM: signal.SIG_DFL, signal.SIGINT: signal.default_int_handler}
    if hasattr(signal, "SIGHUP"):
        usual[signal.SIGHUP] = signal.SIG_DFL
    ours: dict[int, Any] = {}
    if threading.current_thread() is threading.main_thread():
        ours = {number: before for number, before in usual.items() if signal.getsignal(number) is before}
    for number in ours:
        signal.signal(number, end)
    unraised, thread_lost = sys.unraisablehook, threading.excepthook
    if ours:
        sys.unraisablehook, threading.excepthook = unraisable, lost
    try:
        yield
    finally:
        if not told:  # else the threads that lost their work end after this
            sys.unraisablehook, threading.excepthook = unraised, thread_lost
        for number, before in ours.items():
            signal.signal(number, before)


def code_of(error: BaseException | None) -> int:
    """The exit code of an interruption that this error is, or in whose wake it came; 0 means an error by itself."""
    while error is not None:
        if isinstance(error, EndedError):
            return BY_SIGNAL + int(error.args[0])
        if isinstance(error, KeyboardInterrupt):
            return BY_SIGNAL + signal.SIGINT
        error = error.__context__
    return 0


def end_at_once() -> None:
    """Let Ctrl+C end this process without a word: what it had to write is written, and only its threads are waited for."""
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
