"""Data frames of pandas, an optional package."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from dirsim.errors import UsageError


def to_frame(rows: Iterable[Mapping[str, Any]], columns: Sequence[str]) -> Any:
    """A pandas data frame of the rows, one value in each cell; an empty one still has the columns.

    Raises:
        UsageError: pandas is not installed.
    """
    try:
        import pandas as pd  # noqa: PLC0415 -- optional, and slow to load
    except ImportError:
        raise UsageError("pandas is not installed; install it with: pip install 'dirsim[pandas]'") from None
    cells = [{name: _one_value(value) for name, value in row.items()} for row in rows]
    return pd.DataFrame(cells, columns=list(columns))


def _one_value(value: Any) -> Any:
    """The value of a cell: lists and mappings as text, their entries separated by commas."""
    if isinstance(value, Mapping):
        return ", ".join(f"{name}: {_one_value(inner)}" for name, inner in value.items())
    if isinstance(value, (list, tuple, set, frozenset)):
        return ", ".join(_words_of(inner) for inner in value)
    return value


def _words_of(value: Any) -> str:
    """An entry of a list as text: the values of a mapping one after the other, an inner list joined by plus signs."""
    if isinstance(value, Mapping):
        return " ".join(str(_one_value(inner)) for inner in value.values())
    if isinstance(value, (list, tuple)):
        return "+".join(map(str, value))
    return str(value)
