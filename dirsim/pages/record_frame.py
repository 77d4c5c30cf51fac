"""Tables of results as tidy data frames."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from dirsim.pages.frame import to_frame


def record_frame(result: Any, key: str = "") -> Any:
    """The main table of a result as a data frame.

    Args:
        result: A result with ``to_dict``, or a table of such.
        key: The key of the table; empty means the first list of entries, else the result itself as one row.

    Raises:
        UsageError: pandas is not installed.
    """
    entries = result.table_rows() if hasattr(result, "table_rows") else _entries(result.to_dict(), key)
    rows = [dict(_flat(entry)) for entry in entries]
    columns = dict.fromkeys(name for row in rows for name in row)
    return to_frame(rows, tuple(columns))


def _entries(document: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    """The entries of a document's table; a mapping of entries gives their names in the column ``name``."""
    for name in (key,) if key else tuple(document):
        value = document[name]
        if isinstance(value, list) and (key or (value and isinstance(value[0], Mapping))):
            return [entry if isinstance(entry, Mapping) else {name: entry} for entry in value]
        if isinstance(value, Mapping) and value and all(isinstance(entry, Mapping) for entry in value.values()):
            return [{"name": inner, **entry} for inner, entry in value.items()]
    return [] if key else [{name: value for name, value in document.items() if name != "schema"}]


def _flat(entry: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in entry.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{before}{name}_")
        elif isinstance(value, (list, tuple)) and any(isinstance(inner, Mapping) for inner in value):
            yield f"{before}{name}_count", len(value)
        else:
            yield f"{before}{name}", value
