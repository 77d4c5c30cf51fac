"""Table of results: a tuple that offers a data frame and draws itself."""

from __future__ import annotations

from typing import Any, TypeVar

from dirsim.shown import Tabular

Entry = TypeVar("Entry")


class ResultTable(tuple[Entry, ...], Tabular):
    """Entries in order; equal to a tuple of the same entries."""

    __slots__ = ()

    def table_rows(self) -> list[Any]:
        """The entries in JSON form."""
        listed: list[Any] = list(self)
        return [entry.table_row() if hasattr(entry, "table_row") else entry.to_dict() for entry in listed]

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (tuple(self),)
