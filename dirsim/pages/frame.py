"""Data frames of pandas, an optional package."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from dirsim.errors import UsageError


def to_frame(rows: Iterable[Mapping[str, Any]], columns: Sequence[str]) -> Any:
    """A pandas data frame of the rows; an empty one still has the columns.

    Raises:
        UsageError: pandas is not installed.
    """
    try:
        import pandas as pd  # noqa: PLC0415 -- optional, and slow to load
    except ImportError:
        raise UsageError("pandas is not installed; install it with: pip install 'dirsim[pandas]'") from None
    return pd.DataFrame(list(rows), columns=list(columns))
