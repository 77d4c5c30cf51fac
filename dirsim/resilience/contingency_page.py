"""Report on contingencies: the effects of single failures and of pairs."""

from __future__ import annotations

from collections.abc import Iterator

from dirsim.model.outcome import THROUGH
from dirsim.pages.blocks import Block, Heading, Page, Prose, Table
from dirsim.resilience.availability_page import people
from dirsim.resilience.contingency import Contingencies, Contingency

_NAMES = {1: "N-1: single failures", 2: "N-2: pairs that stop a sign-in which neither stops alone"}


def sweep_page(tables: Contingencies) -> Page:
    """One table for each number of failures at once."""
    title = Heading(f"Failures of {tables.design}" if tables.design else "Failures", 1)
    healthy = tables.rows[0]
    if not healthy.outcomes:
        return (title, Prose("This design has no sign-ins."))
    broken = [flow for flow, outcome in healthy.outcomes.items() if outcome not in THROUGH]
    also = f" These fail even without any failure: {', '.join(broken)}." if broken else ""
    return (
        title,
        Prose(
            f"{tables.looked_at:,} sets of up to {tables.order} failures among {len(tables.elements.names)} elements, "
            f"for {len(healthy.outcomes)} sign-ins; sets without effect are left out.{also}"
        ),
        *_tables(tables),
    )


def _tables(tables: Contingencies) -> Iterator[Block]:
    for size in range(1, tables.order + 1):
        rows = [row for row in tables.rows if len(row.failed) == size]
        yield Heading(_NAMES.get(size, f"N-{size}: sets of {size} that stop a sign-in which no subset stops"))
        if rows:
            yield Table(("Failed", "Users affected", "Outcomes"), [_row(row) for row in rows], right=frozenset({1}))
        else:
            yield Prose("None.")


def _row(row: Contingency) -> tuple[str, str, str]:
    by_outcome: dict[str, list[str]] = {}
    shown = row.more or tuple(row.outcomes)
    for flow in shown:
        by_outcome.setdefault(row.outcomes[flow], []).append(flow)
    outcomes = "; ".join(f"{outcome}: {', '.join(flows)}" for outcome, flows in by_outcome.items())
    return (" + ".join(row.failed), people(row.lost.users, len(row.lost.unknown)), outcomes)
