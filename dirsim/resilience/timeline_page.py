"""Report on a timeline: loss and recovery of each activity."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from dirsim.catalog.units import duration_text
from dirsim.model.outcome import Outcome
from dirsim.pages.blocks import Block, Figure, Heading, Page, Prose, Table
from dirsim.resilience.timeline import Band, Timeline, TimelineRow
from dirsim.simulation.wording import outage

if TYPE_CHECKING:
    from dirsim.pages.drawing import Drawing

_HEAD = ("Sign-in", "Activity", "Held", "Outcomes")


def timeline_page(timeline: Timeline) -> Page:
    """The report: every activity of every cohort, from the scenario's start to the timeline's end."""
    title = Heading(f"Timeline: {timeline.scenario}", 1)
    over = Prose(f"Design: {timeline.design}." if timeline.design else "Times are from the scenario's start.")
    if not timeline.rows:
        return (title, over, Prose("This design has no sign-ins."))
    return (title, over, Figure(partial(_picture, timeline)), Table(_HEAD, [_row(row) for row in timeline.rows]))


def timeline_sections(timelines: tuple[Timeline, ...]) -> Iterator[Block]:
    """Sections on the outages that a file names, with interrupted activities only."""
    for timeline in timelines:
        yield Heading(f"Timeline: {outage(timeline.scenario)}")
        if timeline.rows:
            yield Figure(partial(_picture, timeline))
        rows = [row for row in timeline.rows if any(band.outcome != Outcome.SUCCEEDED for band in row.bands)]
        if rows:
            yield Table(_HEAD, [_row(row, reasons=False) for row in rows])
        usual = len(timeline.rows) - len(rows)
        if usual:
            others = "other " if rows else ""
            yield Prose(f"All {usual} {others}activities continue without interruption ({_time(timeline.horizon)}).")


def _picture(timeline: Timeline) -> Drawing:
    from dirsim.resilience.timeline_drawing import draw_timeline  # noqa: PLC0415 -- text has no pictures

    return draw_timeline(timeline)


def _row(row: TimelineRow, *, reasons: bool = True) -> tuple[str, str, str, str]:
    users = f" ({row.users} users)" if row.users else ""
    stretches = [_text_of(band) for band in row.bands] if reasons else _in_short(row.bands)
    return (f"{row.flow}{users}", row.activity, row.holds, "; ".join(stretches))


def _text_of(band: Band) -> str:
    why = "" if band.outcome == Outcome.SUCCEEDED else f": {band.because}"
    return f"{_time(band.start)} to {_time(band.end)} {band.outcome}{why}"


def _in_short(bands: tuple[Band, ...]) -> list[str]:
    """Stretches without their reasons; adjacent ones with equal outcomes are merged."""
    joined: list[tuple[float, float, str]] = []
    for band in bands:
        start = joined.pop()[0] if joined and joined[-1][2] == band.outcome else band.start
        joined.append((start, band.end, band.outcome))
    return [f"{_time(start)} to {_time(end)} {outcome}" for start, end, outcome in joined]


def _time(at: float) -> str:
    return duration_text(at) if at else "0h"
