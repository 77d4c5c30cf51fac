"""The page of a timeline: who loses what, when, and when it comes back."""

from __future__ import annotations

from collections.abc import Iterator

from dirsim.analysis.timeline import Band, Timeline, TimelineRow
from dirsim.model.units import duration_text
from dirsim.report.blocks import Block, Heading, Page, Prose, Table

_HEAD = ("Sign-in", "Doing what", "Holding", "What happens")


def timeline_page(timeline: Timeline) -> Page:
    """Every activity of every cohort, from the scenario's start to the timeline's end."""
    title = Heading(f"{timeline.scenario}: who loses what, when", 1)
    over = Prose(f"Over {timeline.design}." if timeline.design else "Times are from the scenario's start.")
    if not timeline.rows:
        return (title, over, Prose("Nobody signs in to anything here."))
    return (title, over, Table(_HEAD, [_row(row) for row in timeline.rows]))


def timeline_sections(timelines: tuple[Timeline, ...]) -> Iterator[Block]:
    """The outages that a file names, in short: only what is not as usual."""
    for timeline in timelines:
        yield Heading(f"Hour by hour: {timeline.scenario}")
        rows = [row for row in timeline.rows if any(band.outcome != "succeeded" for band in row.bands)]
        if rows:
            yield Table(_HEAD, [_row(row, reasons=False) for row in rows])
        usual = len(timeline.rows) - len(rows)
        if usual:
            others = "other " if rows else ""
            yield Prose(f"All {usual} {others}activities go on as usual, up to {_time(timeline.horizon)}.")


def _row(row: TimelineRow, *, reasons: bool = True) -> tuple[str, str, str, str]:
    users = f" ({row.users} users)" if row.users else ""
    happens = "; ".join(_band(band, reasons=reasons) for band in row.bands)
    return (f"{row.flow}{users}", row.activity, row.holds, happens)


def _band(band: Band, *, reasons: bool) -> str:
    why = f": {band.because}" if reasons and band.outcome != "succeeded" else ""
    return f"{_time(band.start)} to {_time(band.end)} {band.outcome}{why}"


def _time(at: float) -> str:
    return duration_text(at) if at else "0h"
