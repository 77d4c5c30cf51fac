"""Work that makes no garbage in cycles, done without Python's collector looking for some again and again."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def without_collector() -> Iterator[None]:
    """Rest the collector of cyclic garbage for a while; what nobody holds any longer is freed at once all the same.

    A sweep keeps some hundred thousand objects alive, and the collector would walk over them every few hundred new ones.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
