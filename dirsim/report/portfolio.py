"""The page of a portfolio: how many of each answer, and each member in a line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dirsim.report.blocks import Heading, Page, Prose, Table


def portfolio_page(counts: Mapping[str, int], rows: list[tuple[str, Mapping[str, Any]]]) -> Page:
    """The counts and the members.

    Args:
        counts: How many members there are of each status.
        rows: Each member's name and result, in order.
    """
    told = ", ".join(f"{count} {status}" for status, count in counts.items())
    return (
        Heading(f"{len(rows)} members", 1),
        Prose(f"{told}." if told else "There is nothing to do."),
        Table(("Member", "Status", "What"), [(name, str(result["status"]), _what(result)) for name, result in rows]),
    )


def _what(result: Mapping[str, Any]) -> str:
    if result["status"] == "bad-input":
        problems = result["problems"]
        more = f" and {len(problems) - 1} more" if len(problems) > 1 else ""
        return f"{problems[0]['message']}{more}"
    if "because" in result:
        return str(result["because"])
    if "rows" in result:
        worst = max((row["users_lost"] for row in result["rows"] if len(row["failed"]) == 1), default=0)
        return f"{result['design']}: one failure takes up to {worst} users"
    return str(result.get("design") or "")
