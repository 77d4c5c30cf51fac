"""Timeline as bands: a row for each activity, a band for each outcome."""

from __future__ import annotations

from dirsim.catalog.units import duration_text
from dirsim.model.outcome import Outcome
from dirsim.pages.drawing import LETTER, MARKS, Drawing, box, item, line, text
from dirsim.resilience.timeline import Band, Timeline, TimelineRow

_LEFT = 300.0
_WIDE = 600.0
_TOP = 30.0
_ROW = 26.0
MOST_ROWS = 40
"""The greatest number of rows drawn; those with a loss come first."""

_STEPS = (900.0, 1800.0, 3600.0, 7200.0, 14400.0, 21600.0, 43200.0, 86400.0, 604800.0)


def draw_timeline(timeline: Timeline) -> Drawing:
    """The picture of one timeline."""
    rows = list(timeline.rows)
    if len(rows) > MOST_ROWS:
        kept = sorted(range(len(rows)), key=lambda place: (rows[place].lost_at is None, place))[:MOST_ROWS]
        rows = [rows[place] for place in sorted(kept)]
    height = _TOP + _ROW * len(rows) + 40
    shapes = [_axis(timeline.horizon, height - 36)]
    shapes += [_row(row, _TOP + _ROW * place, timeline.horizon) for place, row in enumerate(rows)]
    left_out = len(timeline.rows) - len(rows)
    legend = "   ".join(f"{mark} {outcome}" for outcome, mark in MARKS.items())
    note = f"{legend}   ({left_out} rows without a loss are not shown)" if left_out else legend
    shapes.append(text(8, height - 8, note, "soft small"))
    lost = sum(row.lost_at is not None for row in timeline.rows)
    summary = f"{lost} of {len(timeline.rows)} activities stop working at some time."
    return Drawing(_LEFT + _WIDE + 30, height, f"Timeline: {timeline.scenario}", "".join(shapes), summary)


def _x(at: float, horizon: float) -> float:
    return _LEFT + _WIDE * (at / horizon if horizon else 0.0)


def _axis(horizon: float, bottom: float) -> str:
    step = next((size for size in _STEPS if horizon / size <= 12), _STEPS[-1])
    ticks = [step * count for count in range(int(horizon / step) + 1)][:400]
    return "".join(
        line(_x(at, horizon), _TOP - 6, _x(at, horizon), bottom)
        + text(_x(at, horizon), _TOP - 12, duration_text(at) if at else "0", "soft small", anchor="middle")
        for at in ticks
    )


def _row(row: TimelineRow, y: float, horizon: float) -> str:
    users = f" ({row.users})" if row.users else ""
    name = text(8, y + 11, f"{row.flow}{users}", "small", room=_LEFT - 20)
    doing = text(8, y + 22, row.activity, "soft small", room=_LEFT - 20)
    return name + doing + "".join(_band(row, band, y, horizon) for band in row.bands)


def _band(row: TimelineRow, band: Band, y: float, horizon: float) -> str:
    start, end = _x(band.start, horizon), _x(band.end, horizon)
    why = "" if band.outcome == Outcome.SUCCEEDED else f": {band.because}"
    when = f"{duration_text(band.start) if band.start else '0'} to {duration_text(band.end)}"
    shapes = [box(start, y + 2, max(end - start - 1, 1.5), _ROW - 6, f"band {band.outcome}", round_=2)]
    label = f"{MARKS[band.outcome]} {band.outcome}"
    if end - start > len(label) * LETTER + 8:
        shapes.append(text(start + 6, y + 16, label, "on"))
    elif end - start > 14:
        shapes.append(text(start + 4, y + 16, MARKS[band.outcome], "on"))
    return item(f"{row.flow}, {row.activity}, {when}: {band.outcome}{why}", *shapes)
