"""Report section on outages: each sign-in that they change."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dirsim.model.outcome import Outcome
from dirsim.pages.blocks import Block, Heading, Prose, Table
from dirsim.resilience.outages import Outage
from dirsim.simulation.trace import Trace
from dirsim.simulation.wording import outage

_SHOWN = 24
"""The number of rows shown; the JSON of ``simulate`` has all of a larger design."""


def outage_section(found: Sequence[Outage]) -> Iterator[Block]:
    """The table of outages.

    Args:
        found: The outages of a design that has sign-ins; empty means that no element of the design can fail.
    """
    yield Heading("Impact of outages")
    rows = [row for one in found for row in _rows(one.scenario, one.runs)]
    if not rows:
        yield Prose("The design has neither a private link nor a site that could fail.")
        return
    yield Table(("Outage", "Sign-in", "Outcome", "Fails at / falls back to"), rows[:_SHOWN])
    if len(rows) > _SHOWN:
        yield Prose(f"{len(rows) - _SHOWN} more rows: dirsim simulate lists them all.")
    yield Prose("Outcomes are for new sign-ins, without existing tickets or cached logons.")


def _rows(scenario: str, runs: Sequence[Trace]) -> list[tuple[str, str, str, str]]:
    """A row for each affected sign-in and one for the unaffected ones; a single row where none succeeds."""
    if not any(run.through for run in runs):
        outcomes = " or ".join(dict.fromkeys(run.outcome for run in runs))
        return [(outage(scenario), "every sign-in", outcomes, _where(runs[0]))]
    usual = [run for run in runs if run.outcome == Outcome.SUCCEEDED]
    rows: list[tuple[str, str, str, str]] = [
        (outage(scenario), run.flow, run.outcome, _where(run)) for run in runs if run.outcome != Outcome.SUCCEEDED
    ]
    if usual:
        everything = "every sign-in" if len(usual) == len(runs) else f"the other {len(usual)}"
        rows.append((outage(scenario), everything, Outcome.SUCCEEDED, ""))
    return rows


def _where(run: Trace) -> str:
    if run.failed is None:
        return run.because
    return f"{run.failed}: {run.because}"
