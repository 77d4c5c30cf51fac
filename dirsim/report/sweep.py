"""The page of a sweep: what each failure does, and which pairs do what neither does alone."""

from __future__ import annotations

from collections.abc import Iterator

from dirsim.analysis.contingency import Contingencies, Contingency
from dirsim.report.availability import people
from dirsim.report.blocks import Block, Heading, Page, Prose, Table

_NAMES = {1: "N-1: each failure alone", 2: "N-2: pairs that lose what neither loses alone"}


def sweep_page(tables: Contingencies) -> Page:
    """One table for each number of failures at once."""
    title = Heading(f"Failures of {tables.design}" if tables.design else "Failures", 1)
    healthy = tables.rows[0]
    if not healthy.outcomes:
        return (title, Prose("Nobody signs in to anything here."))
    broken = [flow for flow, outcome in healthy.outcomes.items() if outcome not in ("succeeded", "degraded")]
    also = f" Without any failure these do not work: {', '.join(broken)}." if broken else ""
    return (
        title,
        Prose(
            f"{tables.looked_at:,} sets of up to {tables.order} failures among {len(tables.elements.names)} elements, "
            f"for {len(healthy.outcomes)} sign-ins; sets that change nothing are left out.{also}"
        ),
        *_tables(tables),
    )


def _tables(tables: Contingencies) -> Iterator[Block]:
    for size in range(1, tables.order + 1):
        rows = [row for row in tables.rows if len(row.failed) == size]
        yield Heading(_NAMES.get(size, f"N-{size}: sets of {size} that lose what no smaller part loses"))
        if rows:
            yield Table(("Failed", "People lost", "What happens"), [_row(row) for row in rows], right=frozenset({1}))
        else:
            yield Prose("None.")


def _row(row: Contingency) -> tuple[str, str, str]:
    by_outcome: dict[str, list[str]] = {}
    shown = row.more or tuple(row.outcomes)
    for flow in shown:
        by_outcome.setdefault(row.outcomes[flow], []).append(flow)
    told = "; ".join(f"{outcome}: {', '.join(flows)}" for outcome, flows in by_outcome.items())
    return (" + ".join(row.failed), people(row.lost.users, len(row.lost.unknown)), told)
