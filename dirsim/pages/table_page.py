"""Page of a table of results."""

from __future__ import annotations

from typing import Any

from dirsim.pages.blocks import Page, Prose, Table


def table_page(table: Any) -> Page:
    """The entries of a table, a row for each; nested values and lists are shown in short."""
    rows = table.table_rows()
    if not rows:
        return (Prose("No entries."),)
    columns = tuple(dict.fromkeys(name for row in rows for name in row if name != "schema"))
    shown = [tuple(_cell(row.get(name)) for name in columns) for row in rows]
    return (Table(tuple(name.replace("_", " ").capitalize() for name in columns), shown),)


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, (list, tuple)):
        shown = [one if isinstance(one, str) else _cell(one) for one in value[:3]]
        return ", ".join(shown) + (f" and {len(value) - 3} more" if len(value) > 3 else "")
    if isinstance(value, dict):
        return ", ".join(f"{name} {_cell(inner)}" for name, inner in value.items() if inner not in (None, [], ""))
    return f"{value:g}" if isinstance(value, float) else str(value)
