"""Suspension of the cyclic garbage collector during long computations."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def without_collector() -> Iterator[None]:
    """Disable the cyclic garbage collector for a while; reference counting still frees unused objects at once.

    A sweep or a search keeps some hundred thousand objects alive, and the collector would traverse them again and again.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
