"""Edge of the readers: a fault of a reader is one problem with a place.

Readers check what they read, and what they missed must not end in a traceback: whatever content makes a reader fail is a
problem of that content, with its file and line.
"""

from __future__ import annotations

import csv
import struct
from collections.abc import Iterator
from contextlib import contextmanager

from dirsim.errors import InputError, Problem

FAULTS = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError, RecursionError, struct.error, csv.Error)
"""The faults that unforeseen content can cause in a reader."""


def described(error: Exception) -> str:
    """The clause for content that a reader could not use."""
    shown = " ".join(str(error).split())[:100]
    return f"the content does not have the expected form ({type(error).__name__}{f': {shown}' if shown else ''})"


@contextmanager
def edge(file: str = "", line: int = 0, path: str = "") -> Iterator[None]:
    """Turn a fault inside into one problem.

    Args:
        file: The file as messages name it.
        line: The line of the content, counted from 1; 0 means unknown.
        path: Where in the document; empty means the document as a whole.

    Raises:
        InputError: There was a fault. It is the error's cause.
    """
    try:
        yield
    except FAULTS as error:
        raise InputError((Problem(path, described(error), "", file, line, int(line > 0)),)) from error
