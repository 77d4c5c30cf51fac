"""Report page of a portfolio: counts by status, and a line per member."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from dirsim.pages.blocks import Heading, Page, Prose, Table
from dirsim.portfolio.run_portfolio import Portfolio


def page_of_portfolio(portfolio: Portfolio) -> Page:
    """The page of a portfolio's results."""
    return portfolio_page(portfolio.counts, portfolio.results())


def portfolio_page(counts: Mapping[str, int], rows: Iterable[tuple[str, Mapping[str, Any]]]) -> Page:
    """The page of counts and members.

    Args:
        counts: The number of members by status.
        rows: The name and result of each member, in order; they are read once, one after the other.
    """
    cells = [(name, str(result["status"]), _what(result)) for name, result in rows]
    summary = ", ".join(f"{count} {status}" for status, count in counts.items())
    return (
        Heading(f"{len(cells)} members", 1),
        Prose(f"{summary}." if summary else "No members."),
        Table(("Member", "Status", "Result"), cells),
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
        return f"{result['design']}: a single failure affects up to {worst} users"
    return str(result.get("design") or "")
